"""Named clocks: which duty runs from which event to which, and when it is due. Pure functions of dates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from bihuan.core.codes import Code, State
from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.rulepack import Roll, Rule, RulePack, RulePackError, Unit
from bihuan.core.workdays import (
    Calendar,
    DueDate,
    add_calendar_days,
    add_months,
    add_working_days,
    roll_forward,
    working_days_between,
)

_PERIOD = re.compile(r"(\d{4})-(?:W(\d\d)|(\d\d))", re.ASCII)


@dataclass(frozen=True, slots=True)
class ClockKind:
    """A duty with a time limit. `start` and `stop` are names of steps or of events of the inspection.

    `runs_in`: the states of the task in which the clock belongs; empty when it does not follow a task's state.
    `announced`: the public was told the last day, so that it may come later but never earlier. `other_starts`: what may
    start it instead, where the office's rule names that as its `anchor`. `on_entry`: whichever step brings the task into
    `runs_in` starts it; in a shorter procedure that is another than `start`, and after an upheld objection as well.
    """

    key: str
    label: str
    rule: str
    start: str
    stop: str
    runs_in: tuple[State, ...] = ()
    announced: bool = False
    other_starts: tuple[str, ...] = ()
    on_entry: bool = False

    def start_by(self, rule: Rule) -> str:
        """The step or event that starts this clock under a rule."""
        return rule.anchor or self.start

    def begins(self, step: str, before: State, after: State) -> bool:
        """Whether a step that takes a task from one state to another, or leaves it there, starts this clock."""
        return (after in self.runs_in and before not in self.runs_in) if self.on_entry else self.start == step


PLAN_ISSUED = "plan_issued"
"""整改方案印发: the first approval of a plan of the inspection."""

WORKING = (State.RECTIFYING, State.LONG_TERM)
AFTER_CLOSURE = (State.CLOSED, State.RECHECK)
RECHECKS = ("recheck_first", "recheck_second", "recheck_third")
"""The rechecks that every closure is followed by, counted from its day; a long-term task goes on with the yearly ones."""

CLOCKS: Mapping[str, ClockKind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            ClockKind("claim", _("任务认领"), "claim.due", "assign", "accept", (State.CLAIM,)),
            ClockKind("dispute", _("异议裁定"), "dispute.ruling", "dispute", "rule_on_dispute", (State.CLAIM,)),
            ClockKind("plan", _("整改方案报送"), "plan.due", "feedback", "handed_in"),
            ClockKind("publication", _("整改方案公开"), "publication.due", "approve_plan", "published"),
            ClockKind(
                "first_report", _("首次整改落实情况报送"), "first_report.due", "feedback", "handed_in",
                other_starts=(PLAN_ISSUED,),
            ),
            ClockKind("dispatch", _("调度报送"), "dispatch.reply", "period_end", "report_progress"),
            ClockKind("extension", _("延期审批"), "extension.approval", "request_extension", "approve_extension"),
            ClockKind(
                "self_check", _("自验"), "self_check.days", "apply_for_closure", "pass_self_check", (State.SELF_CHECK,),
                on_entry=True,
            ),
            ClockKind(
                "review", _("初审"), "review.days", "pass_self_check", "pass_review", (State.REVIEW,), on_entry=True
            ),
            ClockKind(
                "site_check", _("现场核查"), "site_check.days", "pass_review", "pass_site_check", (State.SITE_CHECK,),
                on_entry=True,
            ),
            ClockKind("notice", _("公示"), "notice.days", "start_notice", "close", (State.NOTICE,), announced=True),
            ClockKind(
                "objection", _("公示异议答复"), "objection.reply", "object_to_notice", "dismiss_objection",
                (State.NOTICE,),
            ),
            ClockKind("filing", _("销号备案"), "filing.days", "notice_over", "close", (State.NOTICE,)),
            ClockKind("return", _("退回补充整改"), "return.max", "return", "apply_for_closure", WORKING),
            ClockKind("recheck_first", _("销号后首次复核"), "recheck.first", "close", "pass_recheck", AFTER_CLOSURE),
            ClockKind("recheck_second", _("销号后第二次复核"), "recheck.second", "close", "pass_recheck", AFTER_CLOSURE),
            ClockKind("recheck_third", _("销号后第三次复核"), "recheck.third", "close", "pass_recheck", AFTER_CLOSURE),
            ClockKind(
                "recheck_yearly", _("长期坚持复核"), "recheck.yearly", "pass_recheck", "pass_recheck", AFTER_CLOSURE
            ),
            ClockKind(
                "rebound", _("反弹重新整改"), "rebound.due", "find_rebound", "apply_for_closure",
                (State.DRAFTING, State.PLAN_REVIEW, *WORKING),
            ),
            ClockKind("tracing", _("倒查答复"), "tracing.reply", "find_rebound", "answer_tracing"),
            ClockKind("search", _("举一反三排查"), "search.due", "open_search", "record_search"),
            ClockKind("delivery", _("反馈传达签收"), "delivery.due", "circulated", "all_signed"),
        )
    }
)  # fmt: skip


def check_anchors(pack: RulePack) -> None:
    """Refuse a rule with an `anchor` from which nothing starts its term: it would count from another day unnoticed."""
    starts = {kind.rule: (kind.start, *kind.other_starts) for kind in CLOCKS.values()}
    for rule in (rule for versions in pack.rules.values() for rule in versions if rule.used and rule.anchor):
        if rule.key not in starts:
            message = _("规则包“%(pack)s”的规则 %(key)s 不是从某个事件起算的期限，请删去 anchor。")
            raise RulePackError(message, pack=rule.pack, key=rule.key)
        if rule.anchor not in starts[rule.key]:
            message = _("规则包“%(pack)s”的规则 %(key)s 的 anchor“%(anchor)s”不能作为起算事件，可用的有：%(starts)s。")
            params = {"pack": rule.pack, "key": rule.key, "anchor": rule.anchor, "starts": list(starts[rule.key])}
            raise RulePackError(message, **params)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a clock stands still, both included; `last` None while it still stands."""

    first: date
    last: date | None
    reason: str


class Standing(Code):
    RUNNING = "running", _("进行中")
    NEARING = "nearing", _("临近")
    LAPSED = "lapsed", _("已超期")
    PAUSED = "paused", _("已暂停")
    MET = "met", _("按期完成")
    MET_LATE = "met_late", _("逾期完成")


def due(
    rule: Rule, started: date, cal: Calendar, pauses: Iterable[Pause] = (), *, today: date | None = None
) -> DueDate:
    """When the term of a rule ends, counted in the rule's own unit.

    Every day of a pause that falls into the term moves its end by one day of that unit (calendar days for months and
    years). A pause that still stands counts up to `today`, and makes the date provisional.
    """
    reached = add(rule, started, cal)
    for first, last, pause in _merged(pauses, today):
        if last < started or first > reached.date:
            continue
        reached = _moved(rule, reached, max(first, _origin(rule, started)), last, pause, cal)
    return roll_forward(reached, cal) if rule.roll is Roll.FORWARD else reached


def add(rule: Rule, started: date, cal: Calendar) -> DueDate:
    """The bare term of a rule, without pauses and without rolling."""
    match rule.unit:
        case Unit.WORKDAY:
            return add_working_days(started, rule.whole, cal, inclusive=rule.inclusive)
        case Unit.DAY:
            return add_calendar_days(started, rule.whole, inclusive=rule.inclusive)
        case Unit.MONTH:
            return add_months(started, rule.whole)
        case Unit.YEAR:
            return add_months(started, rule.whole * 12)
    raise RulePackError(_("规则 %(key)s 的单位“%(unit)s”不是期限。"), key=rule.key, unit=rule.unit)


def not_before(promised: date, reached: DueDate) -> DueDate:
    """The day reached, or the one that was announced before, whichever is later."""
    if reached.date >= promised:
        return reached
    told = Phrase(_("已公告至%(end)s，截止日不提前。"), {"end": promised})
    return DueDate(promised, reached.provisional, (*reached.derivation, told))


def lapsed(due_date: date, today: date) -> bool:
    """The last day itself is still in time."""
    return today > due_date


def nearing(due_date: date, today: date, within: int) -> bool:
    """Whether at most `within` calendar days are left."""
    return not lapsed(due_date, today) and (due_date - today).days <= within


def standing(
    due_date: date, today: date, *, within: int, stopped: date | None = None, paused: bool = False
) -> Standing:
    """How a clock stands on a day; `stopped` is the day of its stop event."""
    if stopped is not None:
        return Standing.MET_LATE if lapsed(due_date, stopped) else Standing.MET
    if paused:
        return Standing.PAUSED
    if lapsed(due_date, today):
        return Standing.LAPSED
    return Standing.NEARING if nearing(due_date, today, within) else Standing.RUNNING


def period_of(rule: Rule, day: date) -> str:
    """The dispatch period that a day falls into: `2026-11`, or the ISO week `2026-W47` where the rule is weekly."""
    if rule.unit is Unit.MONTH and rule.whole == 1:
        return f"{day:%Y-%m}"
    if rule.unit is Unit.DAY and rule.whole == 7:
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02d}"
    raise RulePackError(_("规则 %(key)s：调度周期只能是1个月或者7天。"), key=rule.key)


def period_days(period: str) -> tuple[date, date]:
    """The first and the last day of a dispatch period, a month or an ISO week; ValueError for text that is none."""
    told = _PERIOD.fullmatch(period)
    if told is None:
        raise ValueError(period)
    year, week, month = told.groups()
    if week:
        return date.fromisocalendar(int(year), int(week), 1), date.fromisocalendar(int(year), int(week), 7)
    first = date(int(year), int(month), 1)
    return first, add_months(first, 1).date - timedelta(days=1)


def _origin(rule: Rule, started: date) -> date:
    return started if rule.inclusive else started + timedelta(days=1)


def _moved(rule: Rule, reached: DueDate, first: date, last: date, pause: Pause, cal: Calendar) -> DueDate:
    if rule.unit is Unit.WORKDAY:
        days = max(working_days_between(first, last, cal), 0)
        longer = add_working_days(reached.date, days, cal)
        message = _("%(first)s至%(last)s暂停（%(reason)s），顺延%(days)s个工作日至%(end)s。")
    else:
        days = max((last - first).days + 1, 0)
        longer = add_calendar_days(reached.date, days)
        message = _("%(first)s至%(last)s暂停（%(reason)s），顺延%(days)s天至%(end)s。")
    if days == 0:
        return reached
    params = {"first": first, "last": last, "reason": pause.reason, "days": days, "end": longer.date}
    told = (*reached.derivation, Phrase(message, params))
    if pause.last is None:
        told = (*told, Phrase(_("暂停尚未结束，期限随之顺延。")))
    # The notes that `longer` adds about unpublished holidays follow its first line, which is said better above.
    return DueDate(
        longer.date, reached.provisional or longer.provisional or pause.last is None, (*told, *longer.derivation[1:])
    )


def _merged(pauses: Iterable[Pause], today: date | None) -> list[tuple[date, date, Pause]]:
    """Pauses in order, overlaps counted once."""
    merged: list[tuple[date, date, Pause]] = []
    for pause in sorted(pauses, key=lambda pause: pause.first):
        last = pause.last or today
        if last is None:
            raise ValueError("暂停尚未结束，计算期限时应当给出今天的日期。")
        first = pause.first
        if merged and first <= merged[-1][1]:
            first = merged[-1][1] + timedelta(days=1)
        if first <= last:
            merged.append((first, last, pause))
    return merged
