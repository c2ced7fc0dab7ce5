"""Time limits: 2024年12月底前, 今年6月底, 30个工作日内, 立行立改, 长期坚持, “十一”之前 and their kin.

In a labelled field any expression of time is a limit. In prose it must have the shape of one (前, 底, 内), and must not
be a fact, a period of notice, or a duty that recurs. A wording that names no day (汛期前, 每月20日前) is a limit
without one: a wrong day that looks sure is worse than none.
"""

from collections.abc import Iterator

from bihuan.reading.days import due_days, durations, serials
from bihuan.reading.days.counted import counted
from bihuan.reading.days.dates import Calendar
from bihuan.reading.days.due_days import Due
from bihuan.reading.days.occasions import (
    AFTER,
    ANY_EVENT,
    AROUND,
    EVENT,
    EVENT_ASKED_FOR,
    FESTIVAL,
    SEASON,
    TURN,
    day_before,
)
from bihuan.reading.expressions import expression
from bihuan.reading.numerals import COUNT, cn_number
from bihuan.reading.result import Deadline
from bihuan.reading.vocabulary import any_of, words

__all__ = ["Due", "all_labelled", "in_prose", "labelled", "quoted"]

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
_IMMEDIATE = expression(any_of(words("time", "immediate")))
_AT_ONCE = expression(any_of(words("time", "immediate"), words("time", "at_once")))
_LONG_TERM = expression(rf"(?<!中期、)(?<!中){any_of(words('time', 'long_term'))}")  # 短期、中期、长期 are classes
_LASTING = expression("(?:长期|持续)(?:坚持|整改)", needs=("坚持", "整改"))
_FACT_BEFORE = expression(rf"(?:{any_of(words('time', 'fact_before'))}) *$")
_RECURS = expression(r"每(?:年|月|季度|周|日|半年) *$")
_PERIOD = expression(r" *(?:至|到|-|—|~|起|开始|以来|期间|之间)")
_MOVED = expression(
    r"(?:调整|延期|延长|推迟|顺延|延后|宽限|变更|后延|展期)(?:至|到|为)$"
)  # 延期至6月底前 is the limit now
_NOTICE = expression(r"(?:公示|电话|进驻|受理|截止时间|时段)[^,。;]{0,8}$")
_REACH = 200  # characters back in which a clause is looked through
_PLANS = {"三": 2020, "四": 2025, "五": 2030, "六": 2035}


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
    found = [
        *due_days.dated(days, start, end, strict),
        *_named(days, start, end, strict),
        *_other(days, start, end, strict),
    ]
    if not strict:
        found += _whole(days, start, end)
        found = found or _some_event(days, start, end)
    taken_until = start
    for due in sorted(found, key=lambda d: (d.start, -d.end)):
        if due.start >= taken_until:
            taken_until = due.end
            yield due


def _whole(days: Calendar, start: int, end: int) -> Iterator[Due]:
    """What says when only because there is nothing beside it."""
    body = days.body
    part = body.trimmed(start, end, " \n|。;")
    if found := durations.whole(body.folded, part.start, part.end):
        yield Due(*found)
    if counts_to := serials.day_meant(body.folded[part.start : part.end]):
        yield Due(part.start, part.end, counts_to.isoformat(), "inferred")
    if due := due_days.bare_month(days, part.start, part.end):
        yield due


def _some_event(days: Calendar, start: int, end: int) -> list[Due]:
    """What is a limit because a field that asks for one says before what: 下轮督察前."""
    part = days.body.trimmed(start, end, " \n|。;")
    return [Due(part.start, part.end, None)] if ANY_EVENT.fullmatch(days.body.folded, part.start, part.end) else []


def _named(days: Calendar, start: int, end: int, strict: bool) -> Iterator[Due]:
    """Limits by an occasion; those of which no calendar tells the day have none."""
    folded = days.body.folded
    for match in FESTIVAL.finditer(folded, start, end):
        year, how = due_days.year_of(days, match)
        day = day_before(match["name"], year)
        if year and how == "inferred" and not match["relative"] and day and days.told_on and day < days.told_on.iso:
            day = day_before(match["name"], year + 1)
        yield Due(*match.span(), day, how)
    for pattern in (SEASON, EVENT, AROUND) if strict else (SEASON, EVENT_ASKED_FOR, AROUND, AFTER, TURN):
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
