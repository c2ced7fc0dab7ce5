"""What the format readers tell people can be told in English too."""

import ast
import re
from pathlib import Path

from bihuan.reading.cleaning import clean

READING = Path(__file__).parents[2] / "src" / "bihuan" / "reading"
CATALOGUE = READING.parent / "platform" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PAIR = re.compile(r'^(msgid ".*"\n(?:".*"\n)*)(msgstr ".*"\n?(?:".*"\n?)*)', re.MULTILINE)


def sentences() -> set[str]:
    """Every Chinese sentence that a format reader may hand to a person; docstrings are not Chinese."""
    files = [*READING.glob("formats/*.py"), READING / "opening.py", READING / "limits.py", READING / "isolation.py"]
    constants = (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    texts = (node.value for node in constants if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in texts if re.search("[一-鿿]", text) and text.endswith("。")}


def joined(lines: str) -> str:
    """A string of the catalogue, which may be written over several lines."""
    return "".join(re.findall(r'^(?:\w+ )?"(.*)"$', lines, re.MULTILINE))


def test_every_reason_and_note_has_its_english() -> None:
    catalogue = {joined(ours): joined(english) for ours, english in PAIR.findall(CATALOGUE.read_text(encoding="utf-8"))}
    told = sentences()
    assert len(told) > 50
    assert told - catalogue.keys() == set()
    for text in told:
        assert sorted(re.findall(r"%\(\w+\)s", text)) == sorted(re.findall(r"%\(\w+\)s", catalogue[text]))


def test_every_reason_of_a_doubt_about_the_wording_has_its_english() -> None:
    damaged = "殷切期盼?!眳清\\指出，要聽從?!眹(guó)家安排，中心生态环境保护督察组反馈"
    reasons = {doubt.why for doubt in clean(damaged).doubts}
    assert len(reasons) == 3
    catalogue = {joined(ours) for ours, _ in PAIR.findall(CATALOGUE.read_text(encoding="utf-8"))}
    assert reasons - catalogue == set()
