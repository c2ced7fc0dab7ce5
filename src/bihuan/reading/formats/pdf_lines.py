"""Characters to lines, and lines to paragraphs: which line only wrapped, and which one ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter, sub
from statistics import median

from bihuan.reading.expressions import expression
from bihuan.reading.formats.page import Glyph
from bihuan.reading.formats.raised import raised

ENDS = "。！？!?；;：:"
BEGINS = expression(
    r"[（(]?[一二三四五六七八九十百〇]+[、）)]|第[一二三四五六七八九十百〇\d]+[条章节项批]|\d{1,3}[、.．）)](?!\d)|[（(]\d{1,3}[）)]|附件"
    r"|[一-龥]{2,8}[：:]|[●◆■※▲★]|\d{1,2}(?:\.\d{1,2}){1,3} ?(?=[一-龥])(?![万亿千百个元吨公平米亩倍项件家处人年月日毫])"
)
COUNTED = expression(r"(?P<number>\d{1,3})(?P<mark>[、.．）)])(?=[一-龥])")
UNBREAKABLE = expression(r"[（(“《]?[A-Za-z0-9.,%/+-]{2,24}")
STUCK = expression(r"[（(“‘《【]*.[，。、；：！？…）)”’》】,.;:!?]*")  # no mark begins a line, no opening one ends it
SMALL = 0.8
WORDS = expression(r"[A-Za-z]")


@dataclass(slots=True)
class Line:
    """A line; `margins` are those of the column it stands in, where its page has columns."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    margins: "Margins | None" = None

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def to_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """From top to bottom, each from left to right."""
    rows: list[list[Glyph]] = []
    centre = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph[2] + glyph[4]):
        _text, _left, top, _right, bottom, _spaced = glyph
        middle = (top + bottom) / 2
        if rows and middle - centre < (bottom - top) * 0.45:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            centre = middle
    return [_line(sorted(row, key=itemgetter(1))) for row in rows]


def _line(row: list[Glyph]) -> Line:
    texts, lefts, tops, rights, bottoms, spaced = zip(*row, strict=True)
    size = median(map(sub, bottoms, tops))
    pieces = [texts[0]]
    for at in range(1, len(row)):
        text, gap = texts[at], lefts[at] - rights[at - 1]
        # Most characters touch the one before, and need no closer look.
        if gap > size * 0.12 or spaced[at]:
            latin = texts[at - 1].isascii() and text.isascii()
            if gap > size * (0.12 if spaced[at] else 0.3 if latin else 0.8) or (latin and spaced[at]):
                pieces.append(" ")
        pieces.append(raised(text, texts[at - 1]) if _stands_above(row[at], row[at - 1]) else text)
    return Line("".join(pieces), lefts[0], max(rights), min(tops), max(bottoms), size)


def _stands_above(glyph: Glyph, before: Glyph) -> bool:
    """Whether a character is smaller than the one before it and set higher: the 3 of 10³."""
    small = glyph.bottom - glyph.top < SMALL * (before.bottom - before.top)
    return small and glyph.bottom < before.bottom - (1 - SMALL) / 2 * (before.bottom - before.top)


def glue(before: str, after: str) -> str:
    """What stands between two halves of a wrapped line: a space between Latin words, nothing else."""
    return " " if before[-1:].isascii() and before[-1:].isalpha() and WORDS.match(after) else ""


def cell_text(glyphs: Sequence[Glyph], left: float, right: float) -> str:
    """The text of a cell; a line break stays where the line had room for more."""
    lines = to_lines(glyphs)
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before is None:
            text = line.text
            continue
        padding = min(max(0.0, min(each.left for each in lines) - left), 2 * line.size)
        wrapped = right - before.right < padding + _needed(before, line) and not _starts_anew(before.text, line.text)
        text += (glue(text, line.text) if wrapped else "\n") + line.text
    return text


def _needed(before: Line, line: Line) -> float:
    """The room without which `line` could not have begun on the line before: a character with the marks that go with
    it, or a number or Latin word."""
    if before.text[-1:] in ENDS:
        return 1.3 * line.size
    word, stuck = UNBREAKABLE.match(line.text), None if BEGINS.match(line.text) else STUCK.match(line.text)
    return (1.3 + max(0.55 * len(word[0]) if word else 0, stuck.end() - 1 if stuck else 0)) * line.size


def _starts_anew(before: str, after: str) -> bool:
    return before[-1:] in ENDS and BEGINS.match(after) is not None


@dataclass(frozen=True, slots=True)
class Margins:
    """The text block of the document: where its lines begin and end."""

    left: float
    right: float
    size: float


def margins_of(lines: Sequence[Line]) -> Margins:
    if not lines:
        return Margins(0, 0, 10)
    size = median(line.size for line in lines)
    lefts = [round(line.left) for line in lines if line.size < 1.2 * size] or [round(lines[0].left)]
    counted = sorted(set(lefts), key=lambda left: (-lefts.count(left), left))
    left = (
        min(counted[:2]) if len(counted) > 1 and lefts.count(counted[1]) * 4 >= lefts.count(counted[0]) else counted[0]
    )
    rights = sorted(line.right for line in lines)
    return Margins(left, rights[int(len(rights) * 0.95)] if len(rights) > 20 else rights[-1], size)


# 一、 or （一） at the head of a line opens a chapter; behind 第一、 it goes on with a list of numbers.
CHAPTER = expression(
    r"[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])|[（(][一二三四五六七八九十]{1,3}[）)](?![、，,])"
)


def continues(before: Line, line: Line, margins: Margins, same_page: bool) -> bool:
    """Whether `line` is the rest of the paragraph that `before` belongs to."""
    if abs(before.size - line.size) > 0.15 * before.size or _starts_anew(before.text, line.text):
        return False
    if CHAPTER.match(line.text) and before.text[-1:] not in "第、，,（(至和及与":
        return False
    if _counts_on(before, line):
        return False
    if same_page and line.top - before.bottom > 1.6 * before.size:
        return False
    if before.size > 1.15 * margins.size and _centred(before, margins) and _centred(line, margins):
        return line.left - margins.left > 0.6 * line.size and before.text[-1:] not in ENDS
    room = margins.right - before.right
    full = room <= 0.3 * before.size + _needed(before, line) and before.left <= margins.left + 4 * before.size
    indented = line.left > margins.left + 1.2 * line.size and line.left > before.left + 0.5 * line.size
    return full and not indented


def _counts_on(before: Line, line: Line) -> bool:
    """Whether 2. stands right below 1.: a new member of a list, however far the first one reaches."""
    one, two = COUNTED.match(before.text), COUNTED.match(line.text)
    if one is None or two is None or abs(before.left - line.left) > 0.5 * line.size:
        return False
    return one["mark"] == two["mark"] and int(two["number"]) == int(one["number"]) + 1


def _centred(line: Line, margins: Margins) -> bool:
    return abs((margins.left + margins.right) / 2 - line.middle) < line.size
