"""The one-byte slip of GBK: a Traditional page lost a byte 0xA1 (shown as "?"), and every pair after it is read one
byte off until the tail byte of a character, being ASCII, stands alone and ends the damage.

The repair encodes the passage again, puts the lost byte back and decodes. It is accepted only when what comes out
begins with a mark that may end a clause, and the passage ends where such damage must end.
"""

from collections.abc import Iterator

from bihuan.reading.cleaning.cleaned import Cleaned, Edit
from bihuan.reading.expressions import expression
from bihuan.reading.result import Doubt

_PASSAGE = expression(r"\?([!,;:.?！，；：．？]?[^\x00-\x7f]{0,12})([\x40-\x7e])")
_LOST_TAIL = expression(r"\?([!,;:.?！，；：．？]?[^\x00-\x7f]{1,3})[(（]([a-zü]*[^\x00-\x7f][a-zü]*)[)）]")
_ANNOTATED = expression(r"([\u4e00-\u9fff])\(([a-zü]*[^\x00-\x7f()（）\u4e00-\u9fff][a-zü]*)\)")
_WIDE = str.maketrans("!,;:.?", "！，；：．？")
_OPENERS = "。、“”《》"


def repair(cleaned: Cleaned) -> tuple[Cleaned, list[Doubt]]:
    """Repairs what can be repaired surely; each repair, and each passage that cannot be repaired, is a doubt."""
    if "?" not in cleaned.text:
        return cleaned, []
    found = sorted([*_whole(cleaned.text), *_without_tail(cleaned.text)], key=lambda edit: edit[0].start)
    edits: list[Edit] = []
    doubts: list[Doubt] = []
    for edit, sure in found:
        if edits and edit.start < edits[-1].end:
            continue
        span = cleaned.source_span(edit.start, edit.end)
        text = cleaned.text[edit.start : edit.end]
        if sure:
            edits.append(edit)
            doubts.append(Doubt(text, span.start, span.end, "编码错位，已按字节规律修复，请对照原文核对", edit.text))
        else:
            doubts.append(Doubt(text, span.start, span.end, "编码错位，缺失的字节无法确定"))
    return cleaned.edited(edits), doubts


def _whole(text: str) -> Iterator[tuple[Edit, bool]]:
    for match in _PASSAGE.finditer(text):
        mended = _shift(match[1].translate(_WIDE), match[2].encode())
        if mended and mended[0] in _OPENERS and any("\u4e00" <= c <= "\u9fff" for c in mended):
            yield Edit(match.start(), match.end(), mended), True


def _without_tail(text: str) -> Iterator[tuple[Edit, bool]]:
    """Damage whose last byte was dropped: the pinyin behind it tells the character, when the page annotates the same
    character elsewhere and its first byte agrees."""
    for match in _LOST_TAIL.finditer(text):
        try:
            damaged = b"\xa1" + match[1].translate(_WIDE).encode("gbk")
            front = damaged[:-1].decode("gbk")
        except UnicodeError:
            continue
        if not front or front[0] not in _OPENERS:
            continue
        known = {c for c, syllable in _ANNOTATED.findall(text) if syllable == match[2]}
        fitting = {c for c in known if _lead(c) == damaged[-1]}
        end = match.end(1)
        if len(fitting) == 1:
            yield Edit(match.start(), end, front + fitting.pop()), True
        else:
            yield Edit(match.start(), end, ""), False


def _shift(wide: str, tail: bytes) -> str | None:
    try:
        return (b"\xa1" + wide.encode("gbk") + tail).decode("gbk")
    except UnicodeError:
        return None


def _lead(character: str) -> int | None:
    try:
        return character.encode("gbk")[0]
    except UnicodeError:
        return None
