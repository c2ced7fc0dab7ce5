"""Days as a text writes them, each with its year where the year is written."""

import calendar
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.reading.body import Body
from bihuan.reading.expressions import expression
from bihuan.reading.numerals import DIGITS, cn_number

# A page may have lost the year before its mark (在年3月24日): then none stands there.
AFTER_NO_YEAR = r"(?<![\d今明去本前每全多半两〇零一二三四五六七八九十]年)"
_FULL = expression(r"(?<!\d)((?:19|20)\d\d) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]?(?!\d)")
_PLAIN = expression(r"(?<!\d)((?:19|20)\d\d) ?[-./] ?(\d{1,2}) ?[-./] ?(\d{1,2})(?!\d)")
# 20.06.2018, as a translated page has it; 20/06/2018 where no month could be meant first.
_TURNED = expression(
    r"(?<![\d./])(?:(\d{1,2})\.(\d{1,2})\.|((?:1[3-9]|2\d|3[01]))/(\d{1,2})/)((?:19|20)\d\d)(?![\d./年])",
    needs=(".", "/"),
)
_WRITTEN = expression(
    r"([一二][〇○零九O0一二三四五六七八]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_WRITTEN_DAY = expression(
    r"(?<![年一二三四五六七八九十])([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]", needs="月"
)
_MONTH = expression(r"(?<!\d)((?:19|20)\d\d) ?年 ?(\d{1,2}) ?月(?! ?\d)")
_YEAR_END = expression(r"(?<!\d)((?:19|20)\d\d) ?年(?:底|末)", needs=("年底", "年末"))
_THIS_YEAR_END = expression(r"(今年|去年|明年|本年)年?[底末]", needs=("底", "末"))
_DAY = expression(
    rf"(?<![\d-]){AFTER_NO_YEAR}(今年|去年|明年|本年)?(\d{{1,2}}) ?月 ?(\d{{1,2}}) ?(?:[日号]|(?![\d件个]))"
)
_MONTH_END = expression(r"(?<![\d年-])(今年|去年|明年|本年)(\d{1,2})月底|(?<![\d年-])(\d{1,2})月底", needs="月底")
_RANGE_END = expression(r" ?(?:\d{1,2}[时点])? ?(?:至|到|-|—|~|–|－|﹣){1,3} ?(?:(\d{1,2}) ?月 ?)?(\d{1,2}) ?[日号]")
_LABELLED_DAY = expression(r"(?:日期|时间) ?: ?(\d{1,2})-(\d{1,2})(?![\d:])", needs=("日期", "时间"))
_STAMPED_DAY = expression(r"(?m:^) *(\d{2})-(\d{2}) +\d{1,2}:\d{2}(?::\d{2})? *(?m:$)", needs=":")


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month or year end at [start, end) of a body; `year` is None while unknown."""

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    source: str = "stated"

    @property
    def iso(self) -> str:
        tail = f"{self.month:02d}" if self.day is None else f"{self.month:02d}-{self.day:02d}"
        return tail if self.year is None else f"{self.year:04d}-{tail}"


def last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    return calendar.monthrange(year, month)[1]


def valid(year: int | None, month: int, day: int | None) -> bool:
    """Whether there is such a day, or without `day` such a month; without `year` in a leap year."""
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= (last_day(year or 2024, month))


def stated(body: Body) -> list[Day]:
    """Whole days with a written year, in order."""
    folded, found = body.folded, []
    for pattern in (_FULL, _PLAIN):
        found += [Day(m.start(), m.end(), int(m[1]), int(m[2]), int(m[3])) for m in pattern.finditer(folded)]
    for m in _TURNED.finditer(folded):
        found.append(Day(m.start(), m.end(), int(m[5]), int(m[2] or m[4]), int(m[1] or m[3])))
    for m in _WRITTEN.finditer(folded):
        year = int("".join(DIGITS.get(c, "") for c in m[1]) or 0)
        found.append(Day(m.start(), m.end(), year, cn_number(m[2]), cn_number(m[3])))
    found = [d for d in found if valid(d.year, d.month, d.day)]
    found += [end for d in found for end in _range_end(body, d)]
    return sorted(found, key=lambda d: d.start)


def written(body: Body, whole: list[Day]) -> list[Day]:
    """The `whole` days that are stated, and the months, the ends of a year and the days without a year, in order. Of a day
    without one, `source` is the word that says which year is meant: 今年, or nothing."""
    folded, found = body.folded, list(whole)
    for m in _MONTH.finditer(folded):
        if valid(int(m[1]), int(m[2]), None):
            at_end = folded[m.end() : m.end() + 1] in ("底", "末")
            last = last_day(int(m[1]), int(m[2])) if at_end else None
            found.append(Day(m.start(), m.end() + at_end, int(m[1]), int(m[2]), last))
    found += [Day(m.start(), m.end(), int(m[1]), 12, 31) for m in _YEAR_END.finditer(folded)]
    taken = sorted((d.start, d.end) for d in found)
    for day in _yearless(folded):
        if not _overlaps(taken, day.start, day.end):
            found.append(day)
            found += _range_end(body, day)
    unique = {(d.start, d.end): d for d in found}
    return sorted(unique.values(), key=lambda d: d.start)


def _yearless(folded: str) -> Iterator[Day]:
    for m in _DAY.finditer(folded):
        marked = folded[m.end() - 1] in "日号" or m[1]
        if marked and valid(None, int(m[2]), int(m[3])):
            yield Day(m.start(), m.end(), None, int(m[2]), int(m[3]), m[1] or "")
    for m in _WRITTEN_DAY.finditer(folded):
        if valid(None, cn_number(m[1]), cn_number(m[2])):
            yield Day(m.start(), m.end(), None, cn_number(m[1]), cn_number(m[2]), "")
    for m in _MONTH_END.finditer(folded):
        month = int(m[2] or m[3])
        if valid(None, month, None):
            yield Day(m.start(), m.end(), None, month, last_day(2023, month), m[1] or "")
    for m in _THIS_YEAR_END.finditer(folded):
        yield Day(m.start(), m.end(), None, 12, 31, m[1])
    for m in (*_LABELLED_DAY.finditer(folded), *_STAMPED_DAY.finditer(folded)):
        if valid(None, int(m[1]), int(m[2])):
            yield Day(m.start(1), m.end(), None, int(m[1]), int(m[2]), "")


def _range_end(body: Body, first: Day) -> list[Day]:
    """The second end of a range takes the year, and if need be the month, of the first."""
    match = _RANGE_END.match(body.folded, first.end)
    if not match:
        return []
    month = int(match[1] or first.month)
    start = match.start(1) if match[1] else match.start(2)
    year = first.year
    if year is not None and month < first.month:
        year += 1  # 2019年12月28日至1月3日
    end = Day(start, match.end(), year, month, int(match[2]), first.source)
    return [end] if valid(end.year, end.month, end.day) else []


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether [start, end) touches one of the sorted, disjoint spans."""
    at = bisect_right(spans, (start, end))
    return (at < len(spans) and spans[at][0] < end) or (at > 0 and spans[at - 1][1] > start)
