"""Time limits that are written as days, months, quarters or years: 2024年12月底前, 6.15前, 2026年Q3, 26.6.30.

In a labelled field each of them is a limit; in prose (`strict`) what has the shape of one (前, 底, 内), is said to be one, or
is to come and something is said to end then.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.reading.days.dates import Calendar
from bihuan.reading.days.occasions import YEAR
from bihuan.reading.days.written import AFTER_NO_YEAR, last_day, valid
from bihuan.reading.expressions import expression
from bihuan.reading.numerals import cn_number

_CN = "一二三四五六七八九十"
_CN_MONTH, _CN_DAY = "十?[一二三四五六七八九]|十", f"[{_CN}]{{1,3}}(?=[日号])"
_BEFORE = r"(?:之前|以前|前)?"
_CLOCK = (
    r"(?: ?(?:凌晨|上午|中午|下午|晚上?)?(?:\d{1,2}|[零〇]|十?[一二三四五六七八九]|二?十[一二三]?)"
    r"(?:[时点](?:整|\d{1,2}分|零分|半)?|:\d{2})| ?(?:下班|中午|午)(?=前|之前|以前))?"
)
_THIRD = r"(?P<third>底|末|上旬|中旬|下旬|上中旬|中下旬|初|中(?![央旬心]))"
_PART = r"(?P<part>年?底|年?末|上半年|下半年|年内|内|年中|中(?=[,。;、]|前|$)|前?[一二三四1-4第]{1,2}季度末?底?)"
_DATE = expression(
    rf"{YEAR} ?(?:(?P<month>\d{{1,2}}|{_CN_MONTH}) ?月(?:份)? ?(?:(?P<day>\d{{1,2}}|{_CN_DAY}) ?(?:[日号]{_CLOCK})?|{_THIRD})?"
    rf"|{_PART})? ?(?P<before>{_BEFORE})",
    needs="年",
)
_POINTED = expression(
    r"(?<!\d)(?P<year>20\d\d) ?[-./] ?(?P<month>\d{1,2})(?: ?[-./] ?(?P<day>\d{1,2}))?(?:[ T]00:00(?::00)?)?(?!\d)",
    needs="20",
)
# 26.6.30, 26/06/30: of this century, as 26年底 is.
_SHORT_POINTED = expression(
    r"(?<![\d./-])(?P<year>2\d|3[0-5])(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d./-])"
)
# 6.15前, or 6.15 and nothing else.
_MONTH_POINT_DAY = expression(
    r"(?<![\d.])(?P<month>\d{1,2}) ?[./] ?(?P<day>\d{1,2})(?:(?P<before>之前|以前|前)|(?=[,;、\s)]|\Z)(?<=\d\d))(?![\d.])"
)
_SOLID = expression(r"(?<!\d)(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)?(?!\d)", needs="20")
_YEARLESS = expression(
    rf"(?<![\d每{_CN}]){AFTER_NO_YEAR}(?P<month>\d{{1,2}}|{_CN_MONTH}) ?月(?:份)? ?"
    rf"(?:(?P<day>\d{{1,2}}|{_CN_DAY}) ?[日号]{_CLOCK}|{_THIRD})"
    rf"(?P<before>{_BEFORE})",
    needs="月",
)
# 2026年3月至12月, 2026年3-6月: from one month to another, which is of the next year where it comes before the first.
_MONTHS = expression(
    rf"{YEAR} ?(?P<first>\d{{1,2}}|{_CN_MONTH}) ?(?:月份? ?)?(?:至|到|-|—|~|–){{1,3}} ?(?P<month>\d{{1,2}}|{_CN_MONTH}) ?"
    rf"月(?:份|底|末)?(?! ?\d)(?P<before>{_BEFORE})",
    needs="年",
)
_YEAREND = expression(rf"(?<![\d年今明去本])年(?:底|末|内)(?P<before>{_BEFORE})", needs=("年底", "年末", "年内"))
_YEARLESS_PART = expression(
    rf"(?<![\d年每度本])(?P<part>第?[一二三四1-4]季度|上半年|下半年)(?P<end>末|底|结束)?(?P<before>{_BEFORE}|内)",
    needs=("季度", "半年"),
)
# Q3, as a table of figures has it.
_LETTER_QUARTER = expression(
    rf"(?<![A-Za-z\d])(?:(?P<year>20\d\d) ?年? ?)?Q(?P<part>[1-4])(?![\dA-Za-z])(?:末|底)?(?P<before>{_BEFORE}|内)",
    needs="Q",
)
# 12月, 9月-12月 and nothing else.
# 10月1日零时前 ends with 30 September; 24时 is the end of the day itself.
_MIDNIGHT = expression(r"[日号] ?(?:凌晨)?(?:0{1,2}|[零〇])(?:[时点](?:整|0{1,2}分|零分)?|:00)(?:之前|以前|前)$")
_BARE_MONTH = expression(r"(?:\d{1,2} ?月? ?(?:至|到|-|—|~){1,2} ?)?(?P<month>\d{1,2}) ?月份?[。;]?", needs="月")
_SINCE = expression(r" *(?:起|以来|开始)")
_ENDS = expression(
    r" ?(?:全面|全部|基本|如期|按期)?(?:完成|办结|建成|投运|投用|见效|见到|销号|到位|报送|上报|提交|报[市县区州省])(?!了|情况)"
)
_BEGINS = expression(r"(?:前)?(?:完成|启动|开工|动工|建成|投运|办结|销号)")
# 不得晚于5月15日; 责任单位某局,时限2026年5月15日
_SAID_TO_BE = expression(r"(?:不得?(?:超过|晚于|迟于)|(?<!公示)(?:时限|期限)(?:为|是|至|到|:)?)$", needs=("不", "限"))
_MEANT = expression(r"(?:(?:应|计划|须|需|要求|限定?|拟)(?:在|于)?|(?:时限|期限|限期)(?:为|是)?)$")
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_THIRDS = {"上旬": 10, "中旬": 20, "上中旬": 20, "初": 10, "中": 15}
_NOT_ENDS = frozenset(("上旬", "中旬", "下旬", "上中旬", "中下旬", "初", "中"))
_CN_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_CENTURY = 2000  # of 26年底


@dataclass(frozen=True, slots=True)
class Due:
    """A time limit at [start, end) of a body; `date` as in `Deadline`."""

    start: int
    end: int
    date: str | None
    year: str = "stated"

    def rank(self) -> tuple[int, str]:
        """For choosing the latest of several: a day beats a duration, that beats 立行立改, that beats 长期坚持."""
        date = self.date or ""
        order = {"P": 2, "i": 1, "l": 0}.get(date[:1], 3 if date else -1)
        return order, date


def dated(days: Calendar, start: int, end: int, strict: bool) -> Iterator[Due]:
    folded = days.body.folded
    patterns = (_DATE, _YEARLESS) if strict else (_DATE, _POINTED, _SHORT_POINTED, _SOLID, _MONTH_POINT_DAY, _YEARLESS)
    for pattern in patterns:
        for match in pattern.finditer(folded, start, end):
            if _SINCE.match(folded, match.end(), end):
                continue
            before = folded[max(start, match.start() - 6) : match.start()]
            shaped = not strict or _has_limit_shape(match) or bool(_SAID_TO_BE.search(before))
            if not shaped and not _ENDS.match(folded, match.end(), end):
                continue
            meant = shaped or bool(_MEANT.search(before))
            if due := _due(days, match):
                if meant or _is_to_come(days, due):
                    yield due
            elif shaped and pattern in (_DATE, _YEARLESS):  # 6月31日前: a limit, and no day
                yield Due(*match.span(), None)
    for match in () if strict else _MONTHS.finditer(folded, start, end):
        if due := _due(days, match):
            yield due
    for match in _YEAREND.finditer(folded, start, end):
        yield _in_year(days, match, 12, 31)
    for match in _LETTER_QUARTER.finditer(folded, start, end):
        yield _in_quarter(days, match)
    for match in _YEARLESS_PART.finditer(folded, start, end):
        due = _in_year(days, match, *_end_of_part(match["part"]))
        if (
            not strict
            or match["end"]
            or match["before"]
            or (_BEGINS.match(folded, match.end()) and _is_to_come(days, due))
        ):
            yield due


def _is_to_come(days: Calendar, due: Due) -> bool:
    """11月上旬完成 is a limit in a document of July, and a fact in one of December."""
    told = days.told_on
    return bool(told and due.date and len(due.date) == 10 and due.date > told.iso)


def _has_limit_shape(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if groups.get("before"):
        return True
    if (groups.get("part") or "").startswith("前"):
        return False  # 2026年前三季度 is told of, unless something is said to end
    if groups.get("part") or groups.get("third"):
        return groups.get("third") not in _NOT_ENDS
    return False


def _due(days: Calendar, match: re.Match[str]) -> Due | None:
    groups = match.groupdict()
    year, how = year_of(days, match)
    month = cn_number(groups["month"]) if groups.get("month") else None
    if month is None:
        month, day = _end_of_part(groups.get("part") or "")
    elif not valid(year, month, None):
        return None
    else:
        if year and _is_of_next_year(days, year, month, how, groups):
            year += 1
        given = cn_number(groups["day"]) if groups.get("day") else None
        day = given or _THIRDS.get(groups.get("third") or "") or last_day(year or 2023, month)
    if not valid(year, month, day):
        return None
    if _MIDNIGHT.search(match[0]):
        last = dt.date(year or 2023, month, day) - dt.timedelta(days=1)
        year, month, day = year and last.year, last.month, last.day
    return Due(*match.span(), f"{year:04d}-{month:02d}-{day:02d}" if year else f"{month:02d}-{day:02d}", how)


def _is_of_next_year(days: Calendar, year: int, month: int, how: str, groups: dict[str, str | None]) -> bool:
    if first := groups.get("first"):
        return month < cn_number(first)
    return how == "inferred" and not groups.get("relative") and days.turns_to_next(year, month)


def year_of(days: Calendar, match: re.Match[str]) -> tuple[int | None, str]:
    groups = match.groupdict()
    if groups.get("year"):
        written = int(groups["year"].translate(_CN_DIGITS))
        return (written, "stated") if written > 100 else (_CENTURY + written, "inferred")
    year = days.year_at(match.start(), relative=bool(groups.get("relative")))
    if year is None:
        return None, "unknown"
    return year + {"后年": 2, "明年": 1, "次年": 1, "来年": 1, "去年": -1}.get(
        groups.get("relative") or "", 0
    ), "inferred"


def _end_of_part(part: str) -> tuple[int, int]:
    if part in ("上半年", "年中", "中"):
        return 6, 30
    if "季度" in part:
        month = next((_QUARTERS[c] for c in part if c in _QUARTERS), 12)
        return month, last_day(2023, month)
    return 12, 31


def _in_year(days: Calendar, match: re.Match[str], month: int, day: int) -> Due:
    year = days.year_at(match.start())
    iso = f"{month:02d}-{day:02d}"
    return Due(*match.span(), f"{year:04d}-{iso}" if year else iso, "inferred" if year else "unknown")


def _in_quarter(days: Calendar, match: re.Match[str]) -> Due:
    month, day = _end_of_part(f"{match['part']}季度")
    if match["year"]:
        return Due(*match.span(), f"{match['year']}-{month:02d}-{day:02d}")
    return _in_year(days, match, month, day)


def bare_month(days: Calendar, start: int, end: int) -> Due | None:
    """12月, 9月-12月 and nothing else."""
    match = _BARE_MONTH.fullmatch(days.body.folded, start, end)
    return _due(days, match) if match else None
