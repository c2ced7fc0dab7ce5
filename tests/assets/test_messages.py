"""Every text that the sources show has its English, and both say the same things."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from assets import messages
from bihuan.core import rulepack

PLACES = re.compile(r"%(?:\((\w+)\))?[sd]")
CHINESE = re.compile(r"[\u3400-\u9fff]")
pytestmark = pytest.mark.xdist_group("messages")  # all that is looked through for texts is looked through once
CATALOGUES = sorted(messages.PACKAGE.glob("*/locale/en/LC_MESSAGES/django.po"))


def test_every_text_has_an_english_one() -> None:
    lacking = messages.missing()
    assert not lacking, "\n".join(f"{place}: {text}" for place, text in lacking)


@pytest.mark.parametrize("path", CATALOGUES, ids=[path.parts[-5] for path in CATALOGUES])
def test_a_translation_fills_the_same_places_and_leaves_no_chinese(path: Path) -> None:
    with path.open("rb") as file:
        entries = [entry for entry in read_po(file, locale="en") if entry.id]
    for entry in entries:
        sources = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        strings = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        places = {place for source in sources for place in PLACES.findall(source)}
        for string in filter(None, strings):
            # A singular may spell the number out; nothing may ask for what is not given.
            assert set(PLACES.findall(string)) <= places, f"{sources[0]} → {string}"
            assert len(strings) > 1 or set(PLACES.findall(string)) == places, f"{sources[0]} → {string}"
            assert not CHINESE.search(string), f"{sources[0]} → {string}"


def test_one_text_has_one_english_whichever_room_shows_it() -> None:
    # Django lays the catalogues over one another: of two translations of one text, one would show in both rooms.
    found: dict[object, set[object]] = {}
    for path in CATALOGUES:
        for entry in messages.read(path):
            if entry.id and entry.string:
                found.setdefault(entry.id, set()).add(entry.string)
    differing = {text: strings for text, strings in found.items() if len(strings) > 1}
    assert not differing, differing


TAGS = re.compile(
    r"{%\s*(?:blocktranslate|comment).*?{%\s*end(?:blocktranslate|comment)\s*%}|{%.*?%}|{{.*?}}|{#.*?#}", re.S
)


def test_templates_have_no_chinese_words_or_punctuation_outside_what_is_translated() -> None:
    # The name of a language stands in that language (lang="zh-Hans").
    untold = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]")
    found = {
        f"{path.relative_to(messages.PACKAGE)}: {line.strip()}"
        for path in messages.PACKAGE.glob("*/templates/**/*.html")
        for line in TAGS.sub("", path.read_text("utf-8")).splitlines()
        if untold.search(line) and 'lang="zh-Hans"' not in line
    }
    assert not found, "\n".join(sorted(found))


def test_texts_are_found_in_python(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text(
        '_("单" "句")\nngettext("%(n)s项", "%(n)s项们", 3)\nobject.gettext_lazy("延后")\n_(name)\nother("不算")\n'
    )
    assert [text for _, text in messages.python_texts(source)] == ["单句", ("%(n)s项", "%(n)s项们"), "延后"]


def test_texts_are_found_in_rule_packs_and_in_no_other_settings(tmp_path: Path) -> None:
    (tmp_path / "rulepacks").mkdir()
    for place in (tmp_path / "rulepacks/own.toml", tmp_path / "own.toml"):
        place.write_text('label = "某市"\n[[rules]]\nsource = "某办法"\nlabel = "某“期限”"\n')
    assert list(messages.rule_texts(tmp_path / "rulepacks/own.toml")) == [(1, "某市"), (4, "某“期限”")]
    assert list(messages.rule_texts(tmp_path / "own.toml")) == []


def test_every_label_of_a_packaged_rule_is_among_the_texts() -> None:
    collected = set(messages.used()[messages.catalogue("core")])
    for name in rulepack.available():
        pack = rulepack.load(name)
        assert {pack.label, *(rule.label for versions in pack.rules.values() for rule in versions)} <= collected


def test_texts_are_found_in_templates(tmp_path: Path) -> None:
    source = tmp_path / "a.html"
    source.write_text(
        '{% load i18n %}{% translate "标签" %} 正文不算 {{ x|default:_("未定") }}\n'
        "{% blocktranslate count n=c %}有{{ n }}项{% plural %}有{{ n }}项们{% endblocktranslate %}"
    )
    found = {text for _, text in messages.template_texts(source)}
    assert found == {"标签", "未定", ("有%(n)s项", "有%(n)s项们")}
