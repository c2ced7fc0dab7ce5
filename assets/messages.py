"""The catalogues: `python -m assets.messages compile | update | missing`, in the root of a checkout.

Source texts are Chinese; English stands in each room's locale/en/LC_MESSAGES/django.po. The rooms without a framework
(cli, core, reading) have their texts in the catalogue of platform.
"""

import ast
import io
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/bihuan"
HOLDER = dict.fromkeys(("cli", "core", "reading"), "platform")
MARKERS = {
    "_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2,
}  # fmt: skip
"""Functions that mark a text, and how many of their arguments are texts."""

CHINESE = re.compile("[\u4e00-\u9fff]")
SENTENCE = re.compile(r"[^\n]*[\u4e00-\u9fff][^\n]*。")

HEADER = b"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
"""Without dates, which would change a catalogue that has not changed."""

Message = str | tuple[str, str]
"""A text, or its singular and plural."""


def main() -> int:
    match sys.argv[1:]:
        case ["compile"]:
            compile_all()
        case ["update"]:
            update_all()
        case ["missing"]:
            for place, message in missing():
                print(f"{place}: {message}")  # noqa: T201 - a command answers on standard output
        case _:
            print(__doc__)  # noqa: T201 - a command answers on standard output
            return 2
    return 0


def catalogue(room: str) -> Path:
    return PACKAGE / HOLDER.get(room, room) / "locale/en/LC_MESSAGES/django.po"


@cache
def used() -> Mapping[Path, Mapping[Message, str]]:
    """Per catalogue: each text that its rooms show, and one place where; looked for once in a process."""
    found: dict[Path, dict[Message, str]] = defaultdict(dict)
    for path in sorted(PACKAGE.rglob("*")):
        if "migrations" in path.parts or path.suffix not in TEXTS_OF:
            continue
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        texts = TEXTS_OF[path.suffix](path)
        target = catalogue(room if (PACKAGE / room).is_dir() else "platform")
        for line, message in texts:
            found[target].setdefault(message, f"{path.relative_to(ROOT)}:{line}")
    return found


def python_texts(path: Path) -> Iterator[tuple[int, Message]]:
    """Texts given to gettext and its kin in a Python file; in `reading`, which marks nothing, every Chinese sentence and
    every reason of a doubt or a guess."""
    source = path.read_text()
    yield from _texts(source, str(path))
    if "reading" in path.parts:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.fullmatch(node.value):
                yield node.lineno, node.value
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Doubt", "Guess"):
                whys = (
                    part.value
                    for part in [*node.args, *(k.value for k in node.keywords)]
                    if isinstance(part, ast.Constant)
                )
                yield from ((node.lineno, why) for why in whys if isinstance(why, str) and CHINESE.search(why))


def template_texts(path: Path) -> Iterator[tuple[int, Message]]:
    """Texts of a Django template, found by Django's own translation of templates into source for xgettext."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    source = path.read_text()
    if "{%" not in source:
        return
    for line, text in enumerate(templatize(source, origin=str(path)).splitlines(), start=1):
        for call in _calls(text):
            yield from ((line, message) for _, message in _texts(call, str(path)))


def rule_texts(path: Path) -> Iterator[tuple[int, Message]]:
    """The labels of a rule pack and of its rules; their sources are names of Chinese instruments and stay as they are."""
    if path.parent.name != "rulepacks":
        return
    for line, text in enumerate(path.read_text().splitlines(), start=1):
        if text.startswith("label = "):
            yield line, tomllib.loads(text)["label"]


TEXTS_OF = {".py": python_texts, ".html": template_texts, ".txt": template_texts, ".toml": rule_texts}
"""Which files carry texts, and how they are found in them."""


def missing() -> list[tuple[str, str]]:
    """Where a text is used and the text, for each without an English one."""
    lacking = []
    for path, texts in used().items():
        known = read(path)
        for message, place in texts.items():
            entry = known.get(message if isinstance(message, str) else message[0])
            strings = entry.string if entry is not None else ""
            done = all(strings) if isinstance(strings, tuple) else bool(strings)
            if not done or (entry is not None and entry.fuzzy):
                lacking.append((place, message if isinstance(message, str) else message[0]))
    return lacking


def update_all() -> None:
    """Append what is used and not yet in its catalogue: with the English of another room that has it, else empty to be
    filled. Drop what nobody uses."""
    catalogues = used()
    elsewhere = {entry.id: entry.string for path in catalogues for entry in read(path) if entry.string}
    for path, texts in catalogues.items():
        known, fresh = read(path), Catalog(locale="en")
        for message in texts:
            entry = known.get(message if isinstance(message, str) else message[0])
            string = entry.string if entry is not None else ""
            fresh.add(message, string or elsewhere.get(message) or ("" if isinstance(message, str) else ("", "")))
        body = io.BytesIO()
        write_po(body, fresh, omit_header=True, sort_output=True, width=0)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(HEADER + body.getvalue())


def compile_all() -> None:
    """Make the .mo files that are read at run time; they are carried by the wheel and never committed."""
    for path in PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))


def read(path: Path) -> Catalog:
    """A catalogue as it stands; an empty one where there is none yet. Raises PoFileError when it is malformed."""
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def _texts(source: str, origin: str) -> Iterator[tuple[int, Message]]:
    for node in ast.walk(ast.parse(source, origin)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        count = MARKERS.get(name, 0)
        strings = [a.value for a in node.args[:count] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if count and len(strings) == count and strings[0]:
            yield node.lineno, strings[0] if count == 1 else (strings[0], strings[1])


def _calls(line: str) -> Iterator[str]:
    """The gettext calls in a line of templatize's output, which masks everything else with letters."""
    for found in re.finditer(r"(?<!\w)(?:n?gettext|_)\(", line):
        ends = (end for end in range(found.end(), len(line) + 1) if line[end - 1] == ")")
        yield next(call for end in ends if _parses(call := line[found.start() : end]))


def _parses(source: str) -> bool:
    try:
        ast.parse(source, mode="eval")
    except SyntaxError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
