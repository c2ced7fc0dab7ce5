"""Time limits: 2024年12月底前, 今年6月底, 30个工作日内, 立行立改, 长期坚持, “十一”之前 and their kin.

In a labelled field any expression of time is a limit. In prose it must have the shape of one (前, 底, 内), and must not
be a fact, a period of notice, or a duty that recurs. A wording that names no day (汛期前, 每月20日前) is a limit
without one: a wrong day that looks sure is worse than none.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.reading import durations, serials
from bihuan.reading.counted import counted
from bihuan.reading.dates import Calendar
from bihuan.reading.expressions import expression
from bihuan.reading.numerals import COUNT, cn_number
from bihuan.reading.occasions import AROUND, EVENT, FESTIVAL, SEASON, TURN, YEAR, day_before
from bihuan.reading.result import Deadline
from bihuan.reading.vocabulary import any_of, words
from bihuan.reading.written import AFTER_NO_YEAR, last_day, valid

_CN = "一二三四五六七八九十"
_CN_MONTH, _CN_DAY = "十?[一二三四五六七八九]|十", f"[{_CN}]{{1,3}}(?=[日号])"
_BEFORE = r"(?:之前|以前|前)?"
_CLOCK = (
    r"(?: ?(?:凌晨|上午|中午|下午|晚上?)?(?:\d{1,2}|[零〇]|十?[一二三四五六七八九]|二?十[一二三]?)"
    r"(?:[时点](?:整|\d{1,2}分|零分|半)?|:\d{2})| ?(?:下班|中午|午)(?=前|之前|以前))?"
)
_THIRD = r"(?P<third>底|末|上旬|中旬|下旬|初|中(?![央旬心]))"
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
_FIVE_YEARS = expression(
    r"[“\"]?十(?P<number>[三四五六])五[”\"]?(?:规划|时期)?(?:末期?|期末)(?:之前|前)?",
    needs=("三五", "四五", "五五", "六五"),
)
# A whole plan's time is a limit where a label asks for one.
_FIVE_YEARS_LONG = expression(
    r"[“\"]?十(?P<number>[三四五六])五[”\"]?(?:规划|时期)?(?:末期?|期末|期间|期内|内)?(?:之前|前(?!期))?(?![”\"]?(?:[前中初]期|初))",
    needs=("三五", "四五", "五五", "六五"),
)
_IN_PARTS = expression(
    rf"分(?:期|步)?(?P<number>{COUNT}) ?年(?:度)?(?=完成|实施|推进|整改|治理|建设|落实|[,。;]|$)", needs="分"
)
_RECURRING = expression(r"每(?:年|半年|季度?|月|周|日|天)[^,。;\n]{0,10}?(?:前|底|末|日)", needs="每")
# Q3, as a table of figures has it.
_LETTER_QUARTER = expression(
    rf"(?<![A-Za-z\d])(?:(?P<year>20\d\d) ?年? ?)?Q(?P<part>[1-4])(?![\dA-Za-z])(?:末|底)?(?P<before>{_BEFORE}|内)",
    needs="Q",
)
# 12月, 9月-12月 and nothing else.
# 10月1日零时前 ends with 30 September; 24时 is the end of the day itself.
_MIDNIGHT = expression(r"[日号] ?(?:凌晨)?(?:0{1,2}|[零〇])(?:[时点](?:整|0{1,2}分|零分)?|:00)(?:之前|以前|前)$")
_BARE_MONTH = expression(r"(?:\d{1,2} ?月? ?(?:至|到|-|—|~){1,2} ?)?(?P<month>\d{1,2}) ?月份?[。;]?", needs="月")
_IMMEDIATE = expression(any_of(words("time", "immediate")))
_AT_ONCE = expression(any_of(words("time", "immediate"), words("time", "at_once")))
_LONG_TERM = expression(rf"(?<!中期、)(?<!中){any_of(words('time', 'long_term'))}")  # 短期、中期、长期 are classes
_LASTING = expression("(?:长期|持续)(?:坚持|整改)", needs=("坚持", "整改"))
_FACT_BEFORE = expression(rf"(?:{any_of(words('time', 'fact_before'))}) *$")
_RECURS = expression(r"每(?:年|月|季度|周|日|半年) *$")
_PERIOD = expression(r" *(?:至|到|-|—|~|起|开始|以来|期间|之间)")
_SINCE = expression(r" *(?:起|以来|开始)")
_ENDS = expression(
    r" ?(?:全面|全部|基本|如期|按期)?(?:完成|办结|建成|投运|投用|见效|见到|销号|到位|报送|上报|提交|报[市县区州省])(?!了|情况)"
)
_BEGINS = expression(r"(?:前)?(?:完成|启动|开工|动工|建成|投运|办结|销号)")
# 不得晚于5月15日; 责任单位某局,时限2026年5月15日
_SAID_TO_BE = expression(r"(?:不得?(?:超过|晚于|迟于)|(?<!公示)(?:时限|期限)(?:为|是|至|到|:)?)$", needs=("不", "限"))
_MEANT = expression(r"(?:(?:应|计划|须|需|要求|限定?|拟)(?:在|于)?|(?:时限|期限|限期)(?:为|是)?)$")
_MOVED = expression(
    r"(?:调整|延期|延长|推迟|顺延|延后|宽限|变更|后延|展期)(?:至|到|为)$"
)  # 延期至6月底前 is the limit now
_NOTICE = expression(r"(?:公示|电话|进驻|受理|截止时间|时段)[^,。;]{0,8}$")
_REACH = 200  # characters back in which a clause is looked through
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_THIRDS = {"上旬": 10, "中旬": 20, "初": 10, "中": 15}
_NOT_ENDS = frozenset(("上旬", "中旬", "下旬", "初", "中"))
_CN_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_CENTURY = 2000  # of 26年底
_PLANS = {"三": 2020, "四": 2025, "五": 2030, "六": 2035}


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


def labelled(days: Calendar, start: int, end: int) -> Due | None:
    """The time limit of a field whose label says that it is one: the latest day in it, else what else it says."""
    return next(iter(all_labelled(days, start, end)), None)


def all_labelled(days: Calendar, start: int, end: int) -> list[Due]:
    """Every time limit of such a field, the one that counts first."""
    return sorted(_every(days, start, end, strict=False), key=Due.rank, reverse=True)


def in_prose(days: Calendar, start: int, end: int) -> list[Due]:
    """The time limits of running text, in order."""
    folded = days.body.folded
    return [d for d in _every(days, start, end, strict=True) if not _is_fact(folded, d, start, end)]


def quoted(days: Calendar, due: Due) -> Deadline:
    quote = days.body.quote(due.start, due.end)
    return Deadline(quote.text, due.date, quote.start, quote.end, due.year)


def _every(days: Calendar, start: int, end: int, *, strict: bool) -> Iterator[Due]:
    found = [*_dated(days, start, end, strict), *_named(days, start, end, strict), *_other(days, start, end, strict)]
    if not strict:
        found += _whole(days, start, end)
    taken_until = start
    for due in sorted(found, key=lambda d: (d.start, -d.end)):
        if due.start >= taken_until:
            taken_until = due.end
            yield due


def _dated(days: Calendar, start: int, end: int, strict: bool) -> Iterator[Due]:
    folded = days.body.folded
    patterns = (_DATE, _YEARLESS) if strict else (_DATE, _POINTED, _SOLID, _MONTH_POINT_DAY, _YEARLESS)
    for pattern in patterns:
        for match in pattern.finditer(folded, start, end):
            if _SINCE.match(folded, match.end(), end):
                continue
            before = folded[max(start, match.start() - 6) : match.start()]
            shaped = not strict or _has_limit_shape(match) or bool(_SAID_TO_BE.search(before))
            if not shaped and not _ENDS.match(folded, match.end(), end):
                continue
            meant = shaped or bool(_MEANT.search(before))
            if (due := _due(days, match)) and (meant or _is_to_come(days, due)):
                yield due
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


def _whole(days: Calendar, start: int, end: int) -> Iterator[Due]:
    """What says when only because there is nothing beside it."""
    body = days.body
    part = body.trimmed(start, end, " \n|。;")
    if found := durations.whole(body.folded, part.start, part.end):
        yield Due(*found)
    if counts_to := serials.day_meant(body.folded[part.start : part.end]):
        yield Due(part.start, part.end, counts_to.isoformat(), "inferred")
    match = _BARE_MONTH.fullmatch(body.folded, part.start, part.end)
    if match and (due := _due(days, match)):
        yield due


def _is_to_come(days: Calendar, due: Due) -> bool:
    """11月上旬完成 is a limit in a document of July, and a fact in one of December."""
    told = days.told_on
    return bool(told and due.date and len(due.date) == 10 and due.date > told.iso)


def _named(days: Calendar, start: int, end: int, strict: bool) -> Iterator[Due]:
    """Limits by an occasion; those of which no calendar tells the day have none."""
    folded = days.body.folded
    for match in FESTIVAL.finditer(folded, start, end):
        year, how = _year(days, match)
        day = day_before(match["name"], year)
        if year and how == "inferred" and not match["relative"] and day and days.told_on and day < days.told_on.iso:
            day = day_before(match["name"], year + 1)
        yield Due(*match.span(), day, how)
    for pattern in (SEASON, EVENT, AROUND) if strict else (SEASON, EVENT, AROUND, TURN):
        yield from (Due(*match.span(), None) for match in pattern.finditer(folded, start, end))


def _other(days: Calendar, start: int, end: int, strict: bool) -> Iterator[Due]:
    folded = days.body.folded
    yield from (Due(*found) for found in durations.within(folded, start, end))
    yield from (Due(at, stop, day, "inferred") for at, stop, day in counted(days, start, end))
    for match in _IN_PARTS.finditer(folded, start, end):
        yield Due(*match.span(), f"P{cn_number(match['number'])}Y")
    for match in (_FIVE_YEARS if strict else _FIVE_YEARS_LONG).finditer(folded, start, end):
        yield Due(*match.span(), f"{_PLANS[match['number']]}-12-31")
    for match in () if strict else _RECURRING.finditer(folded, start, end):
        yield Due(*match.span(), None)
    for match in (_IMMEDIATE if strict else _AT_ONCE).finditer(folded, start, end):
        yield Due(*match.span(), "immediate")
    for match in (_LASTING if strict else _LONG_TERM).finditer(folded, start, end):
        yield Due(*match.span(), "long-term")


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
    year, how = _year(days, match)
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


def _year(days: Calendar, match: re.Match[str]) -> tuple[int | None, str]:
    groups = match.groupdict()
    if groups.get("year"):
        written = int(groups["year"].translate(_CN_DIGITS))
        return (written, "stated") if written > 100 else (_CENTURY + written, "inferred")
    year = days.year_at(match.start(), relative=bool(groups.get("relative")))
    if year is None:
        return None, "unknown"
    return year + {"明年": 1, "次年": 1, "来年": 1, "去年": -1}.get(groups.get("relative") or "", 0), "inferred"


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


def _is_fact(folded: str, due: Due, start: int, end: int) -> bool:
    """Whether the words around say that this is no limit: 到2015年底, 每月20日前, 3月至12月, a notice period."""
    before = folded[max(start, due.start - 12) : due.start]
    after = folded[due.end : min(end, due.end + 8)]
    if _MOVED.search(before):
        return False
    if _FACT_BEFORE.search(before):
        return True
    if _RECURS.search(before) or _PERIOD.match(after):
        return True
    near = max(start, due.start - _REACH)
    clause = folded[max(near, folded.rfind("。", near, due.start), folded.rfind("\n", near, due.start)) : due.end]
    return bool(_NOTICE.search(before)) or ((due.date or "").startswith("P") and "公示" in clause)
