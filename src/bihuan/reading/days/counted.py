"""Limits that are counted from the day of the document: 本月底前, 下月15日前, 下周五前, 周五下班前, 明日12时前, 本季度末.

The day is that of the page or the signature, else the first that the text names; without one they name no day. That it was
counted is marked as an inferred year is.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bihuan.reading.days.dates import Calendar
from bihuan.reading.days.written import last_day
from bihuan.reading.expressions import expression

_BEFORE = "(?:之前|以前|前)"
_MONTH = expression(
    rf"(?:(?P<which>本月|当月|这个月|下个?月|次月)|(?<![\d一二三四五六七八九十个每该份隔两几半年 ])(?=月[底末]{_BEFORE}))"
    rf"(?:(?P<day>\d{{1,2}}) ?[日号]|月?(?P<third>底|末|上旬|中旬|下旬|上中旬|中下旬|内))(?P<before>{_BEFORE})?",
    needs="月",
)
_HOUR = r"(?: ?(?:上午|中午|下午|晚上?)?(?:\d{1,2}(?:[时点](?:\d{1,2}分|半)?|:\d{2}))?(?:下班)?)"
_WEEK = expression(
    rf"(?:(?P<which>本周|这周|下个?周|本星期|下个?星期)(?:(?P<day>[一二三四五六日天末])(?:{_HOUR}(?P<before>{_BEFORE}))?|内|之内)"
    rf"|(?<![本这下上每个隔\d一二三四五六七八九十两几])(?:周|星期)(?P<next>[一二三四五六日天]){_HOUR}{_BEFORE})",
    needs=("周", "星期"),
)
_DAY = expression(
    rf"(?P<which>[今明后当次][日天])(?:{_HOUR}{_BEFORE}|之内|内)(?!提下来往者沿景程途)",
    needs=("日", "天"),
)
_QUARTER = expression(
    rf"(?:(?P<which>本季度?|下季度|下个季度)(?:末|底|内)|(?<![\d一二三四每各该个下本 ])季度?[末底])(?:{_BEFORE})?",
    needs="季",
)
_THIRDS = {"上旬": 10, "中旬": 20, "上中旬": 20}
_AHEAD = {"今": 0, "当": 0, "明": 1, "次": 1, "后": 2}
_WEEKDAYS = {name: k for k, name in enumerate("一二三四五六日")} | {"天": 6, "末": 6}


def counted(days: Calendar, start: int, end: int) -> Iterator[tuple[int, int, str | None]]:
    """(start, end, ISO day or None) of each such limit."""
    today = _today(days)
    for pattern, reckon in ((_MONTH, _in_month), (_WEEK, _in_week), (_DAY, _ahead), (_QUARTER, _in_quarter)):
        for match in pattern.finditer(days.body.folded, start, end):
            day = reckon(match, today) if today else None
            yield *match.span(), day.isoformat() if day else None


def _today(days: Calendar) -> date | None:
    known = days.told_on
    return date(known.year, known.month, known.day) if known and known.year and known.day else None


def _in_month(match: re.Match[str], today: date) -> date | None:
    ahead = (match["which"] or "")[:1] in ("下", "次")
    year, month = (today.year + today.month // 12, today.month % 12 + 1) if ahead else (today.year, today.month)
    day = int(match["day"]) if match["day"] else _THIRDS.get(match["third"], last_day(year, month))
    return date(year, month, day) if 1 <= day <= last_day(year, month) else None


def _ahead(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_AHEAD[match["which"][0]])


def _in_week(match: re.Match[str], today: date) -> date:
    if named := match["next"]:  # 周五前: the first that is not past
        return today + timedelta(days=(_WEEKDAYS[named] - today.weekday()) % 7)
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * match["which"].startswith("下"))
    return monday + timedelta(days=_WEEKDAYS[match["day"] or "日"])


def _in_quarter(match: re.Match[str], today: date) -> date:
    quarter = (today.month - 1) // 3 + (match["which"] or "").startswith("下")
    year, month = today.year + quarter // 4, quarter % 4 * 3 + 3
    return date(year, month, last_day(year, month))
