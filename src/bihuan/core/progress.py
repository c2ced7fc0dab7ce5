"""How far a task is: derived from dates, weights and events, never stored as truth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from bihuan.core.clocks import lapsed
from bihuan.core.codes import REPORTED_STATES, Colour, ProgressStatus, State
from bihuan.core.reasons import Phrase, Reason
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.rulepack import RulePack

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone as progress sees it: due on a day, with a weight in percent, verified on a day or not yet."""

    due: date
    weight: Decimal
    verified_on: date | None = None


def planned(marks: Iterable[Mark], day: date, *, start: date | None = None, method: str = "step") -> Decimal:
    """Percent that should be done on a day.

    `step`: the weights of milestones due by then. `linear`: a milestone's weight grows evenly from the milestone
    before it (from `start` for the first) to its own date; needs `start`.
    """
    if method == "step":
        return sum((mark.weight for mark in marks if mark.due <= day), ZERO)
    if method != "linear":
        raise ValueError(f"没有名为“{method}”的进度算法，可选 step 或 linear。")
    if start is None:
        raise ValueError("按时间推算进度应当给出开始日期。")
    total, before = ZERO, start
    for mark in sorted(marks, key=lambda mark: mark.due):
        span, gone = (mark.due - before).days, (day - before).days
        share = Decimal(1) if mark.due <= day else Decimal(max(gone, 0)) / Decimal(max(span, 1))
        total += mark.weight * min(share, Decimal(1))
        before = max(before, mark.due)
    return total


def actual(marks: Iterable[Mark], day: date) -> Decimal:
    """Percent proven on a day: only verified milestones count, not reported ones."""
    return sum((m.weight for m in marks if m.verified_on is not None and m.verified_on <= day), ZERO)


def status(
    state: State, deadline: date | None, planned_share: Decimal, actual_share: Decimal, today: date, tolerance: Decimal
) -> ProgressStatus:
    """The first that holds: closed, reported, overdue, behind, on schedule, not started. `tolerance` in percent."""
    if state in {State.CLOSED, State.RECHECK}:
        return ProgressStatus.CLOSED
    if state in REPORTED_STATES:
        return ProgressStatus.REPORTED
    if deadline is not None and deadline < today:
        return ProgressStatus.OVERDUE
    if actual_share < planned_share - tolerance:
        return ProgressStatus.BEHIND
    if state in {State.RECTIFYING, State.LONG_TERM} or actual_share > 0:
        return ProgressStatus.ON_SCHEDULE
    return ProgressStatus.NOT_STARTED


# The order in which a task moves on; a problem stands where its hindmost task stands.
_ORDER = {state: place for place, state in enumerate(State)}


def problem_state(states: Iterable[State]) -> State | None:
    """A problem's state from those of its tasks; None while nothing has been tasked. Closed only when all are."""
    hindmost = min(states, key=_ORDER.__getitem__, default=None)
    return State.CLOSED if hindmost is State.RECHECK else hindmost


# --- colour ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ladder:
    """The figures of the ladder in force on a day; days are calendar days."""

    near: int
    missed_reports: int
    yellow: int
    orange: int
    red: int
    rebound: Colour

    @classmethod
    def on(cls, pack: RulePack, day: date) -> Self:
        def figure(key: str) -> int:
            return pack.get(key, on=day).whole

        return cls(
            near=figure("colour.blue.within"),
            missed_reports=figure("colour.blue.missed_reports"),
            yellow=figure("colour.yellow.overdue"),
            orange=figure("colour.orange.overdue"),
            red=figure("colour.red.overdue"),
            rebound=Colour(pack.get("colour.rebound", on=day).word),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the colour of a task follows from. `next_node`: the earliest milestone not yet verified, or the deadline."""

    status: ProgressStatus
    next_node: date | None = None
    deadline: date | None = None
    missed_reports: int = 0
    rebound: bool = False


def colour(signals: Signals, ladder: Ladder, today: date) -> tuple[Colour, tuple[Reason, ...]]:
    """The highest colour that holds, and every reason for that colour."""
    reached: list[tuple[Colour, Reason]] = list(_events(signals, ladder))
    if signals.status not in {ProgressStatus.CLOSED, ProgressStatus.REPORTED}:
        reached += _dates(signals, ladder, today)
    order = list(Colour)
    top = max((found for found, _reason in reached), key=order.index, default=Colour.NONE)
    return top, tuple(reason for found, reason in reached if found is top)


def _events(signals: Signals, ladder: Ladder) -> Iterable[tuple[Colour, Reason]]:
    if signals.rebound:
        yield ladder.rebound, Reason("rebound", _("问题反弹。"))


def _dates(signals: Signals, ladder: Ladder, today: date) -> Iterable[tuple[Colour, Reason]]:
    late = (today - signals.deadline).days if signals.deadline else 0
    if late >= ladder.red:
        yield Colour.RED, Reason("deadline_overdue", _("超过整改时限%(days)s天。"), {"days": late})
    overdue = max(late, (today - signals.next_node).days if signals.next_node else 0)
    if overdue >= ladder.orange:
        yield Colour.ORANGE, Reason("node_overdue", _("节点逾期%(days)s天。"), {"days": overdue})
    elif overdue >= ladder.yellow:
        yield Colour.YELLOW, Reason("node_overdue", _("节点逾期%(days)s天。"), {"days": overdue})
    if signals.status is ProgressStatus.BEHIND:
        yield Colour.YELLOW, Reason("behind", _("未达到序时进度。"))
    if signals.next_node and 0 <= (left := (signals.next_node - today).days) <= ladder.near:
        yield Colour.BLUE, Reason("node_near", _("距节点%(days)s天。"), {"days": left})
    if signals.missed_reports >= ladder.missed_reports:
        yield Colour.BLUE, Reason("reports_missed", _("漏报进展%(count)s次。"), {"count": signals.missed_reports})


# --- figures -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure with what it was made from. `percent` is None where nothing applies: that is 不适用, not 100 %."""

    key: str
    label: str
    numerator: int
    denominator: int
    formula: Phrase

    @property
    def percent(self) -> Decimal | None:
        """In percent, rounded half up to one decimal."""
        if self.denominator == 0:
            return None
        share = Decimal(self.numerator) * 100 / Decimal(self.denominator)
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Tally:
    """Tasks as the figures see them: `count` of them alike."""

    status: ProgressStatus
    deadline: date | None
    count: int = 1


_DONE = frozenset({ProgressStatus.CLOSED, ProgressStatus.REPORTED})


def figures(tasks: Sequence[Tally], today: date) -> tuple[Ratio, ...]:
    """整改完成率, 按期完成率, 销号率, 序时率, each with its formula. A task counts as due from the day after its deadline
    on: everywhere the last day itself is still in time."""

    def number(*statuses: ProgressStatus, due: bool = False) -> int:
        return sum(
            task.count
            for task in tasks
            if task.status in statuses and (not due or (task.deadline is not None and lapsed(task.deadline, today)))
        )

    total, done, closed = number(*ProgressStatus), number(*_DONE), number(ProgressStatus.CLOSED)
    due, due_done = number(*ProgressStatus, due=True), number(*_DONE, due=True)
    in_time = done + number(ProgressStatus.ON_SCHEDULE)
    return (
        Ratio("completion", _("整改完成率"), done, total, Phrase(_("（已销号＋上报完成）÷ 任务总数"))),
        Ratio("on_time", _("按期完成率"), due_done, due, Phrase(_("时限已过且已完成（已销号或上报完成）÷ 时限已过"))),
        Ratio("closure", _("销号率"), closed, total, Phrase(_("已销号 ÷ 任务总数"))),
        Ratio("schedule", _("序时率"), in_time, total, Phrase(_("（已销号＋上报完成＋达到序时进度）÷ 任务总数"))),
    )
