"""Traditional characters that a machine put in, back to Simplified, character for character."""

from functools import cache
from typing import Protocol

from opencc import OpenCC

from bihuan.reading.cleaning.cleaned import Cleaned, Edit
from bihuan.reading.expressions import expression

_SHARE = 0.01  # of all characters; below it single characters are names or quotations and stay
_FEW = 6
_AFTER_CONVERSION = str.maketrans("著", "着")
_LONE = expression("[\ud800-\udfff]")  # halves of characters, which the converter cannot take
_KEEP_AS_IS = "名作书称土者显原编专论译巨卓昭"  # 著 stays 著 beside these


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter() -> _Converter:
    converter: _Converter = OpenCC("t2s")
    return converter


def characters(cleaned: Cleaned) -> list[Edit]:
    text = _LONE.sub("\ufffd", cleaned.text)
    converted = simplify(text)
    if converted == text:
        return []
    changed = [i for i, (a, b) in enumerate(zip(text, converted, strict=True)) if a != b]
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    if len(changed) < _FEW or len(changed) < _SHARE * han:
        return []
    return [Edit(i, i + 1, converted[i]) for i in changed]


def simplify(text: str) -> str:
    """The Simplified text, of the same length: a phrase that would change length is converted one by one."""
    text = _LONE.sub("\ufffd", text)
    converted = _converter().convert(text)
    if len(converted) != len(text):
        converted = "".join(
            c if len(c := _converter().convert(line)) == len(line) else _one_by_one(line)
            for line in text.splitlines(keepends=True)
        )
    if "著" not in converted:
        return converted
    return "".join(_verb_suffix(converted, i) if c == "著" else c for i, c in enumerate(converted))


def _one_by_one(text: str) -> str:
    return "".join(c if len(new := _converter().convert(c)) != 1 else new for c in text)


def _verb_suffix(text: str, at: int) -> str:
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return "著" if any(c in _KEEP_AS_IS for c in around) else "着"
