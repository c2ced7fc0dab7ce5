"""The days of a text, and the year of those that are written without one.

Year rules, in this order: written with the date; a full date before it in the same paragraph; the title; the document
number (〔2017〕); a date of the page or the signature. Everything but the first is marked as inferred.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from bihuan.reading.body import Body
from bihuan.reading.days.written import Day, stated, valid, written
from bihuan.reading.expressions import expression
from bihuan.reading.result import DateMention, Doubt

_PAST_MONTH = expression(r"(?<!\d)(20\d\d) ?年 ?\d{1,2} ?月(?! ?[\d底末前初上中下])")
_WEEKDAY = expression(r"(?: *\d{1,2}:\d{2}(?::\d{2})?)? *(?:星期|周)[一二三四五六日天]")
_SHORT_RUN = expression(r"(?<![\d.年月])((?:20\d\d)?)(\d{2,4})日(?!报)|(?m:^) *()(\d{2,4})(?=,)")
_NO_YEAR_MARK = expression(r"(?<!\d)(20\d\d)(\d{1,2})月(?!\d)", needs="月")
_NUMBER_YEAR = expression(r"[〔\[(（【]((?:19|20)\d\d)[〕\])）】]")
# 与2025年相比, 谋划好2027年工作: another year's; 2026年1-4月 is no day of its own.
_ANY_YEAR = expression(
    r"(?<![\d比较与同])(?<!谋划)(?<!谋划好)(20\d\d) ?年(?! ?\d(?!\d? ?(?:-|—|~|至|到) ?\d{1,2} ?月(?! ?\d))|相比|同期|同比)"
)
_TITLE_OF_WORK = expression(r"《[^《》\n]*》", needs="《")
_TITLE_YEAR = expression(r"(?<!\d)(20\d\d) ?年")  # 2026年6月第一周问题清单
_LIMIT = expression(r"(20\d\d) ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?日)?(?:底|末|[上中下]旬)?(?:之前|以前|前|底|末)")
_SESSION = expression(r"(20\d\d)年度?第[一二三四五六七八九十\d]{1,3}次", needs="次")
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "明年": 1}
_OF_THE_PAGE = ("时间", "日期", "来源")
_PAGE_LINE = 90  # characters; a longer line is text, not a date of the page
_REACH = 400  # characters back in which a paragraph is looked through
_NEW_YEAR, _YEARS_END = 2, 11  # months up to which, and from which, the turn of the year is near
_HALF_A_YEAR = 6  # months; what lies further back is nearer to come
_NEAR = 31  # days between a damaged date and an undamaged one that vouches for it


@dataclass(frozen=True)
class Calendar:
    """The days of a body. `title_end` is where its title ends."""

    body: Body
    title_end: int = 0

    @cached_property
    def days(self) -> list[Day]:
        """Every day, month and year end that is written out, with the year it was given or that could be inferred."""
        return [self.with_year(day) for day in written(self.body, self._stated)]

    @cached_property
    def _stated(self) -> list[Day]:
        return stated(self.body)

    @cached_property
    def _stated_starts(self) -> list[int]:
        return [d.start for d in self._stated]

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
        """Whether 1月底前 on a page of December, or of August, is a limit of the year that is to begin."""
        told = self.told_on
        return bool(told and told.year == year and month <= _NEW_YEAR and told.month - month > _HALF_A_YEAR)

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
        return tuple(self._mention(d) for d in self.and_repaired)

    @cached_property
    def and_repaired(self) -> list[Day]:
        """The days, and in their places those that lost a mark and could be repaired."""
        return sorted([*self.days, *(d for d, _ in self.damaged)], key=lambda d: d.start)

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


def _distance(a: Day, b: Day) -> int:
    return abs((a.month - b.month) * 30 + (a.day or 15) - (b.day or 15))
