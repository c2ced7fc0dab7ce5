"""Limits that are named by an occasion instead of a day: 国庆节前, 2027年春节前, 汛期前.

Before a festival means the day before it. What begins on another day in each place and year (汛期, 供暖季, a trial run)
names no day: the wording is kept, and no day is guessed.
"""

import re
from datetime import date, timedelta
from functools import cache

from bihuan.reading.expressions import expression
from bihuan.reading.vocabulary import any_of, mapping, words

_YEAR_OF = r"(?:19|20)\d\d|[一二][〇○零O九一二三四五六七八0]{3}"
# 26年底, 26年6月: of this century; 26年 alone counts years.
_SHORT = r"(?<![\d第.])(?:2\d|3[0-5])(?= ?年 ?(?:年?[底末内]|[上下]半年|\d{1,2} ?月|第?[一二三四]季度))"
_IN_TWO = "(?<![年月日天周以之])后年"  # and no year behind something
YEAR = rf"(?:['’‘]?(?P<year>{_YEAR_OF}|{_SHORT}) ?年|(?P<relative>今年|本年度?|当年|明年|次年|来年|去年|{_IN_TWO}))"
_BEFORE = r"(?:到来|来临|开始|结束|启动)?(?P<before>之前|以前|前夕|前)(?![后期往])"
_DAYS_OFF = "(?:假期|长假|小长假|黄金周|节)?"
_NAMES = any_of(*mapping("time", "festivals").values(), tuple(mapping("time", "lunar")))
FESTIVAL = expression(
    rf"(?:{YEAR}度?)? ?(?:[“\"]?{_NAMES}[”\"]?节?[、和]?)?[“\"]?(?P<name>{_NAMES})[”\"]?{_DAYS_OFF}{_BEFORE}",
    needs="前",
)
SEASON = expression(
    rf"(?:{YEAR}度?)? ?(?<!每年)(?:{any_of(words('time', 'seasons'))}|(?:(?<![一-鿿])|(?<=[在于年]))节)"
    rf"(?:{_BEFORE}|(?:结束|过)?(?:之后|以后|后)(?![续期]))",
    needs=("前", "后"),
)
# 今冬明春, 2026年秋冬季: the turn of a season, which ends on no day.
TURN = expression(rf"(?:{YEAR}度?)? ?(?:{any_of(words('time', 'turns'))})(?!前|之前|以前)(?:期间)?")
# 2026年国庆前后 is no day either.
AROUND = expression(rf"(?:{YEAR}度?)? ?[“\"]?{_NAMES}[”\"]?{_DAYS_OFF}前后", needs="前后")
# Nor is 2026年国庆节后, which a label may ask for.
AFTER = expression(rf"(?:{YEAR}度?)? ?[“\"]?{_NAMES}[”\"]?{_DAYS_OFF}(?:之后|以后|后)(?![续期])", needs="后")


def _event(longest: int) -> re.Pattern[str]:
    """2027年试运行前: the year alone would be taken for its last day."""
    return expression(
        r"(?<!\d)20\d\d ?年(?!底|末|中(?![央国])|内|度|上半|下半|\d)"
        rf"(?:(?!完成|季度|实现|建成)[一-鿿“”\"]){{2,{longest}}}?(?:之前|以前|前)"
        r"(?=[,。;、)\s]|$|完成|实现|建成|全部|全面|基本)",
        needs="前",
    )


EVENT = _event(8)
EVENT_ASKED_FOR = _event(16)  # in a field that asks for a limit
# 下轮督察前: the whole of a field that asks for a limit, and no calendar knows the day.
ANY_EVENT = expression(r"[一-鿿“”\"]{2,16}(?:之前|以前|前)", needs="前")


@cache
def _solar() -> dict[str, str]:
    return {name: day for day, names in mapping("time", "festivals").items() for name in names}


def day_before(name: str, year: int | None) -> str | None:
    """The last day before a festival, as ISO text; without its year while that is unknown. None where no day is known."""
    if first := _solar().get(name):
        day = date.fromisoformat(f"{year or 2023}-{first}") - timedelta(days=1)
        return day.isoformat() if year else f"{day:%m-%d}"
    known = next((day for day in mapping("time", "lunar")[name] if day.startswith(f"{year}-")), None)
    return (date.fromisoformat(known) - timedelta(days=1)).isoformat() if known else None
