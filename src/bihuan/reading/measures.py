"""Lists within a value: 1. 2. 3., (一)(二), 整改措施一:, 一是…二是…; else its sentences."""

import re
from itertools import pairwise

from bihuan.reading.body import Body, Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.dates import Calendar
from bihuan.reading.expressions import expression
from bihuan.reading.numerals import cn_number
from bihuan.reading.result import Measure

_EDGE = r"(?:(?<=[\n。;:,!|” ])|(?<![\s\S])|^)"
_CN = "[一二三四五六七八九十]{1,3}"
_STYLES = tuple(
    expression(style)
    for style in (
        rf"(?:整改|工作|整治)?(?:措施|任务|目标|问题)({_CN}|\d{{1,2}}) *[:、. ]",
        rf"\(({_CN})\) *[、.]?",
        r"\((\d{1,2})\) *[、.]?",
        r"(?<!\d)(\d{1,2}) *(?:[、.](?:(?!\d)|(?=20\d\d年|\d{1,2}月))|\)(?=[一-鿿]))",
        rf"({_CN})是[:,]?",
        rf"({_CN})、",
        r"([①-⑳])",
        rf"第({_CN}|\d{{1,2}})[,、:]",
        r"(?:(?<=\n)|(?<![\s\S]))(\d{1,2}) +(?=[一-鿿])",
    )
)
BULLETS = "●◆■▲★※•○◇□►➢✓✔◎⬤▪"
_BULLET = expression(rf"(?:(?<=\n)|(?<![\s\S])) *([{BULLETS}]) *")
_OPENS = expression(rf" *([{BULLETS}]) *")
_LINE = expression(r"[^\n]*[^\s][^\n]*")
_NAMED_ENTRY = expression(rf"(?P<number>第(?:{_CN}|\d{{1,3}})项)(?:问题)?[:、,.]")


def enumerated(body: Body, start: int, end: int) -> list[Part]:
    """The members of the outermost enumeration that opens in [start, end), without their numbers; empty if there is
    none. The numbers must rise from one."""
    return [member for _, member in marked(body, start, end)]


def marked(body: Body, start: int, end: int) -> list[tuple[Part, Part]]:
    """The members of the outermost enumeration, each behind its number; lines behind bullets have an empty one."""
    best: list[tuple[int, int]] = []
    for style in _STYLES:
        marks = _rising(body.folded, style, start, end)
        if marks and (len(marks) > 1 or marks[0][0] == start) and (not best or marks[0][0] < best[0][0]):
            best = marks
    bullets = _bullets(body.folded, start, end)
    if bullets and (not best or bullets[0][0] < best[0][0]):
        ends = [*(mark[0] for mark in bullets[1:]), end]
        members = [body.trimmed(b[1], stop, " \n|;,。") for b, stop in zip(bullets, ends, strict=True)]
        return [(Part(m.start, m.start), m) for m in members if m.end > m.start]
    if _one_a_line(body, best):
        end = _line_end(body, best[-1][1], end)
    ends = [*(mark[0] for mark in best[1:]), end]
    parts = [(Part(*mark), body.trimmed(mark[1], stop, " \n|;,")) for mark, stop in zip(best, ends, strict=False)]
    return [(number, p) for number, p in parts if p.end > p.start]


def _bullets(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Two or more lines behind the same bullet."""
    marks = list(_BULLET.finditer(folded, start, end))
    opens = _OPENS.match(folded, start, end)
    if opens and not (marks and marks[0].start() <= start):
        marks.insert(0, opens)
    same = [m.span() for m in marks if m[1] == marks[0][1]]
    return same if len(same) > 1 else []


def named_series(body: Body, start: int, end: int) -> list[tuple[Part, Part]]:
    """Entries that lines open with 第六项: 第七项: …, as (number, wording); empty unless there are two."""
    marks = [m for m in _NAMED_ENTRY.finditer(body.folded, start, end) if _opens_line(body, m.start(), start)]
    if len(marks) < 2:
        return []
    stops = [*(m.start() for m in marks[1:]), end]
    return [(Part(*m.span("number")), body.trimmed(m.end(), stop)) for m, stop in zip(marks, stops, strict=True)]


def _opens_line(body: Body, at: int, start: int) -> bool:
    return at == start or body.folded[at - 1] in "\n "


def _one_a_line(body: Body, marks: list[tuple[int, int]]) -> bool:
    """Whether each member but the last takes exactly one line."""
    lines = [body.folded[a[1] : b[0]].strip("\n") for a, b in pairwise(marks)]
    return bool(lines) and not any("\n" in line for line in lines)


def _line_end(body: Body, start: int, end: int) -> int:
    stop = body.folded.find("\n", start, end)
    return stop if stop > 0 and body.folded[start:stop].strip() else end


def _rising(folded: str, style: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    marks: list[tuple[int, int]] = []
    for match in style.finditer(folded, start, end):
        if match.start() > start and folded[match.start() - 1] not in "\n。;:,!|”) ":
            continue
        number = ord(match[1]) - ord("①") + 1 if "①" <= match[1] <= "⑳" else cn_number(match[1])
        if number == len(marks) + 1:
            marks.append(match.span())
    return marks


def read(days: Calendar, start: int, end: int) -> tuple[Measure, ...]:
    """The measures of a value with the time limits that stand in them."""
    body = days.body
    parts = enumerated(body, start, end) or _paragraphs(body, start, end) or list(body.sentences(start, end))
    return tuple(_measure(days, part) for part in parts if re.search("[一-鿿]", body.seen(part)))


def _paragraphs(body: Body, start: int, end: int) -> list[Part]:
    """The lines of a value of which each is a paragraph, with a mark at its end; none where lines break in between."""
    parts = [body.trimmed(m.start(), m.end(), " ") for m in _LINE.finditer(body.folded, start, end)]
    closed = all(body.seen(part).endswith(("。", ";")) for part in parts)
    return parts if len(parts) > 1 and closed else []


def _measure(days: Calendar, part: Part) -> Measure:
    quote = days.body.quote(part.start, part.end)
    found = deadlines.in_prose(days, part.start, part.end)
    due = max(found, key=deadlines.Due.rank) if found else None
    return Measure(quote.text, quote.start, quote.end, deadlines.quoted(days, due) if due else None)
