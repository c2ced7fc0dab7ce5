"""Calendar days in a text, and the year of those that are written without one.

Year rules, in this order: written with the date; a full date before it in the same paragraph; the title; the document
number (〔2017〕); a date of the page or the signature. Everything but the first is marked as inferred.
"""

import calendar
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from bihuan.reading.body import Body
from bihuan.reading.expressions import expression
from bihuan.reading.result import DateMention, Doubt

_CN = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0", "O": "0", "0": "0"}
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
_PAST_MONTH = expression(r"(?<!\d)(20\d\d) ?年 ?\d{1,2} ?月(?! ?[\d底末前初上中下])")
_YEAR_END = expression(r"(?<!\d)((?:19|20)\d\d) ?年(?:底|末)", needs=("年底", "年末"))
_THIS_YEAR_END = expression(r"(今年|去年|明年|本年)年?[底末]", needs=("底", "末"))
_DAY = expression(r"(?<![\d年-])(今年|去年|明年|本年)?(\d{1,2}) ?月 ?(\d{1,2}) ?(?:[日号]|(?![\d件个]))")
_MONTH_END = expression(r"(?<![\d年-])(今年|去年|明年|本年)(\d{1,2})月底|(?<![\d年-])(\d{1,2})月底", needs="月底")
_RANGE_END = expression(r" ?(?:\d{1,2}[时点])? ?(?:至|到|-|—|~|–|－|﹣){1,3} ?(?:(\d{1,2}) ?月 ?)?(\d{1,2}) ?[日号]")
_WEEKDAY = expression(r"(?: *\d{1,2}:\d{2}(?::\d{2})?)? *(?:星期|周)[一二三四五六日天]")
_LABELLED_DAY = expression(r"(?:日期|时间) ?: ?(\d{1,2})-(\d{1,2})(?![\d:])", needs=("日期", "时间"))
_STAMPED_DAY = expression(r"(?m:^) *(\d{2})-(\d{2}) +\d{1,2}:\d{2}(?::\d{2})? *(?m:$)", needs=":")
_SHORT_RUN = expression(r"(?<![\d.年月])((?:20\d\d)?)(\d{2,4})日(?!报)|(?m:^) *()(\d{2,4})(?=,)")
_NO_YEAR_MARK = expression(r"(?<!\d)(20\d\d)(\d{1,2})月(?!\d)", needs="月")
_NUMBER_YEAR = expression(r"[〔\[(（【]((?:19|20)\d\d)[〕\])）】]")
# 与2025年相比, 谋划好2027年工作: another year's.
_ANY_YEAR = expression(r"(?<![\d比较与同])(?<!谋划)(?<!谋划好)(20\d\d) ?年(?! ?\d|相比|同期|同比)")
_TITLE_OF_WORK = expression(r"《[^《》\n]*》", needs="《")
_TITLE_YEAR = expression(r"(?<!\d)(20\d\d) ?年")  # 2026年6月第一周问题清单
_LIMIT = expression(r"(20\d\d) ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?日)?(?:底|末|[上中下]旬)?(?:之前|以前|前|底|末)")
_SESSION = expression(r"(20\d\d)年度?第[一二三四五六七八九十\d]{1,3}次", needs="次")
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "明年": 1}
_OF_THE_PAGE = ("时间", "日期", "来源")
_PAGE_LINE = 90  # characters; a longer line is text, not a date of the page
_REACH = 400  # characters back in which a paragraph is looked through
_NEW_YEAR, _YEARS_END = 2, 11  # months up to which, and from which, the turn of the year is near
_NEAR = 31  # days between a damaged date and an undamaged one that vouches for it


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
    return calendar.monthrange(year, month)[1]


def valid(year: int | None, month: int, day: int | None) -> bool:
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= (last_day(year or 2024, month))


def cn_number(text: str) -> int:
    """十 → 10, 二十五 → 25, 三 → 3, 12 → 12; 0 where it is no number."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int(_CN.get(tens, "1")) * 10 + int(_CN.get(ones, "0"))
    digits = "".join(_CN.get(c, "") for c in text)
    return int(digits) if digits and len(digits) == len(text) else 0


@dataclass(frozen=True)
class Calendar:
    """The days of a body. `title_end` is where its title ends."""

    body: Body
    title_end: int = 0

    @cached_property
    def days(self) -> list[Day]:
        """Every day, month and year end that is written out, with the year it was given or that could be inferred."""
        return [self.with_year(day) for day in self._written]

    @cached_property
    def _stated(self) -> list[Day]:
        folded, found = self.body.folded, []
        for pattern in (_FULL, _PLAIN):
            found += [Day(m.start(), m.end(), int(m[1]), int(m[2]), int(m[3])) for m in pattern.finditer(folded)]
        for m in _TURNED.finditer(folded):
            found.append(Day(m.start(), m.end(), int(m[5]), int(m[2] or m[4]), int(m[1] or m[3])))
        for m in _WRITTEN.finditer(folded):
            year = int("".join(_CN.get(c, "") for c in m[1]) or 0)
            found.append(Day(m.start(), m.end(), year, cn_number(m[2]), cn_number(m[3])))
        found = [d for d in found if valid(d.year, d.month, d.day)]
        found += [end for d in found for end in self._range_end(d)]
        return sorted(found, key=lambda d: d.start)

    @cached_property
    def _stated_starts(self) -> list[int]:
        return [d.start for d in self._stated]

    @cached_property
    def _written(self) -> list[Day]:
        folded = self.body.folded
        found = list(self._stated)
        for m in _MONTH.finditer(folded):
            if valid(int(m[1]), int(m[2]), None):
                at_end = folded[m.end() : m.end() + 1] in ("底", "末")
                last = last_day(int(m[1]), int(m[2])) if at_end else None
                found.append(Day(m.start(), m.end() + at_end, int(m[1]), int(m[2]), last))
        found += [Day(m.start(), m.end(), int(m[1]), 12, 31) for m in _YEAR_END.finditer(folded)]
        taken = sorted((d.start, d.end) for d in found)
        for day in self._yearless():
            if not _overlaps(taken, day.start, day.end):
                found.append(day)
                found += self._range_end(day)
        unique = {(d.start, d.end): d for d in found}
        return sorted(unique.values(), key=lambda d: d.start)

    def _yearless(self) -> Iterator[Day]:
        folded = self.body.folded
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

    def _range_end(self, first: Day) -> list[Day]:
        """The second end of a range takes the year, and if need be the month, of the first."""
        match = _RANGE_END.match(self.body.folded, first.end)
        if not match:
            return []
        month = int(match[1] or first.month)
        start = match.start(1) if match[1] else match.start(2)
        year = first.year
        if year is not None and month < first.month:
            year += 1  # 2019年12月28日至1月3日
        end = Day(start, match.end(), year, month, int(match[2]), first.source)
        return [end] if valid(end.year, end.month, end.day) else []

    def with_year(self, day: Day) -> Day:
        if day.year is not None:
            return day
        year = self.year_at(day.start, relative=bool(day.source))
        if year is None:
            return replace(day, source="unknown")
        if not day.source and self._of_last_year(day, year):
            year -= 1
        return replace(day, year=year + _RELATIVE.get(day.source, 0), source="inferred")

    def _of_last_year(self, day: Day, year: int) -> bool:
        """12月28日 on a page of January is past, unless it is a limit."""
        page = self._page_day
        ahead = page is not None and page.year == year and page.month <= _NEW_YEAR and day.month >= _YEARS_END
        seen = self.body.folded[day.start : day.end + 1]
        return ahead and seen[-2:-1] in ("日", "号") and seen[-1] not in "前起至"

    def year_at(self, at: int, *, relative: bool = False) -> int | None:
        """The year that a date without one at `at` most likely means; `relative` where it says 今年 or 明年 itself."""
        folded = self.body.folded
        near = max(0, at - _REACH)
        paragraph = max(near, folded.rfind("\n", near, at) + 1)
        sentence = max(paragraph, folded.rfind("。", paragraph, at) + 1)
        if named := [
            m for m in _ANY_YEAR.finditer(folded, sentence, at) if not _in_a_name(folded, sentence, m.start())
        ]:
            return int(named[-1][1])
        if session := _SESSION.search(folded, at, at + 80):
            return int(session[1])
        before = bisect_right(self._stated_starts, at)
        if before and self._stated[before - 1].start >= paragraph:
            return self._stated[before - 1].year
        if months := [*_PAST_MONTH.finditer(folded, paragraph, at)]:
            return int(months[-1][1])
        if not relative and (limits := [*_LIMIT.finditer(folded, sentence, at)]):
            return int(limits[-1][1])  # 2026年8月底前清理一半, 年底前清理完毕
        if self.contrast is not None:
            return self.contrast
        return self.default_year

    @cached_property
    def default_year(self) -> int | None:
        """The year of the title, the document number, the page or the signature; else the only year that is written."""
        folded = self.body.folded
        head = _TITLE_OF_WORK.sub(lambda m: " " * len(m[0]), folded[: self.title_end])
        in_title = _ANY_YEAR.search(head) or _TITLE_YEAR.search(head, head.rfind("\n") + 1)
        if (match := in_title) or (match := _NUMBER_YEAR.search(folded)):
            return int(match[1])
        if self._page_day:
            return self._page_day.year
        years = {d.year for d in self._stated} or {int(m[1]) for m in _ANY_YEAR.finditer(folded)}
        return years.pop() if len(years) == 1 else None

    @cached_property
    def _page_day(self) -> Day | None:
        """The last day with its year that is one of the page or of the signature."""
        edges = [d for d in reversed(self._stated) if self._stands_alone(d)]
        # 2024年12月19日 星期四 at the head of a site is the day of the visit.
        return next((d for d in edges if not _WEEKDAY.match(self.body.folded, d.end)), next(iter(edges), None))

    @cached_property
    def told_on(self) -> Day | None:
        """The day of the page or the signature, else the first day that the text names."""
        known = [d for d in self.days if d.day is not None and d.year is not None]
        alone = [d for d in known if self._stands_alone(d)]
        return next(iter(alone[-1:] or known[:1]), None)

    def turns_to_next(self, year: int, month: int) -> bool:
        """Whether 1月底前 on a page of December is a limit of the year that is about to begin."""
        told = self.told_on
        return bool(told and told.year == year and told.month >= _YEARS_END and month <= _NEW_YEAR)

    @cached_property
    def contrast(self) -> int | None:
        """今年 beside a time limit of a written later year, in one sentence, is the year before that one."""
        match = re.search(r"今年\d{1,2}月底?前?[^。\n]{0,60}?(20\d\d)年\d{0,2}月?底?前", self.body.folded)
        return int(match[1]) - 1 if match else None

    def _stands_alone(self, day: Day) -> bool:
        """A date of the page (发布时间:…) or of the signature: alone in a short line."""
        folded = self.body.folded
        start = folded.rfind("\n", max(0, day.start - _PAGE_LINE), day.start) + 1
        end = folded.find("\n", day.end, day.end + _PAGE_LINE)
        line = folded[start : end if end >= 0 else day.end + _PAGE_LINE]
        return (
            len(line) < _PAGE_LINE
            and not re.search(r"[。;]", line)
            and (len(line) < 30 or any(word in line for word in _OF_THE_PAGE))
        )

    def mentions(self) -> tuple[DateMention, ...]:
        found = [*self.days, *(d for d, _ in self.damaged)]
        return tuple(self._mention(d) for d in sorted(found, key=lambda d: d.start))

    def _mention(self, day: Day) -> DateMention:
        quote = self.body.quote(day.start, day.end)
        return DateMention(day.iso, quote.text, quote.start, quote.end, day.source)

    @cached_property
    def damaged(self) -> list[tuple[Day, Doubt]]:
        """Dates that lost 年 or 月: repaired when one reading alone is possible and stands near a whole date."""
        found = []
        for match in _SHORT_RUN.finditer(self.body.folded):
            run = match[2] or match[4]
            start = match.start(1) if match[1] else match.start(2 if match[2] else 4)
            year = int(match[1]) if match[1] else None
            if day := self._only_reading(start, match.end(), year, run):
                found.append((day, self._doubt(day)))
        for match in _NO_YEAR_MARK.finditer(self.body.folded):
            if valid(int(match[1]), int(match[2]), None):
                day = Day(match.start(), match.end(), int(match[1]), int(match[2]), None, "inferred")
                found.append((day, self._doubt(day)))
        return found

    def _only_reading(self, start: int, end: int, year: int | None, run: str) -> Day | None:
        readings = [(int(run[:k]), int(run[k:])) for k in range(1, len(run)) if run[k] != "0" and run[0] != "0"]
        possible = [(m, d) for m, d in readings if valid(year, m, d)]
        if len(possible) != 1:
            return None
        day = self.with_year(Day(start, end, year, *possible[0], source=""))
        near = any(d.day and _distance(day, d) <= _NEAR for d in self.days)
        return replace(day, source="inferred" if day.year else "unknown") if near else None

    def _doubt(self, day: Day) -> Doubt:
        quote = self.body.quote(day.start, day.end)
        return Doubt(quote.text, quote.start, quote.end, "日期缺字，按唯一可能的读法补全", day.iso)


def _in_a_name(folded: str, start: int, at: int) -> bool:
    """Whether a place stands inside the name of a work: the year of 《2022年警示片》 is not that of its showing."""
    return folded.rfind("《", start, at) > folded.rfind("》", start, at)


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether [start, end) touches one of the sorted, disjoint spans."""
    at = bisect_right(spans, (start, end))
    return (at < len(spans) and spans[at][0] < end) or (at > 0 and spans[at - 1][1] > start)


def _distance(a: Day, b: Day) -> int:
    return abs((a.month - b.month) * 30 + (a.day or 15) - (b.day or 15))
