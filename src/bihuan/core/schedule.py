"""Backward schedule 倒排工期: from the deadline through the closure procedure to the milestones, in working days.

Everything is computed on places in the calendar's list of working days, so that thousands of tasks take a second.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bihuan.core.closure import Closure, Stage, after_closure, before_closure, last_day, stage_end
from bihuan.core.reasons import Phrase, Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import Calendar

__all__ = [
    "After",
    "Closure",
    "Milestone",
    "Move",
    "Row",
    "Schedule",
    "Stage",
    "Suggestion",
    "backward",
    "in_sequence",
    "reschedule",
]


@dataclass(frozen=True, slots=True)
class After:
    """A milestone starts when another has finished and `lag` working days have passed (an approval, concrete curing);
    with `together`, when the other has started and they have passed, so that both may run side by side."""

    key: str
    lag: int = 0
    together: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    """A piece of work of `days` working days, not before or after certain dates where those are given."""

    key: str
    name: str
    days: int
    after: tuple[After, ...] = ()
    not_before: date | None = None
    not_after: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """When a piece of work can start at the earliest and must start and finish at the latest.

    `slack` in working days: negative says by how much it is too late. `stage` marks the closure procedure.
    """

    key: str
    name: str
    working_days: int
    earliest_start: date
    earliest_finish: date
    latest_start: date
    latest_finish: date
    slack: int
    stage: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where missing working days could come from, and how many at most; `days` 0 where that cannot be counted."""

    text: Phrase
    days: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Rows in order of their latest start, the closure procedure last.

    When it does not fit, `shortfall` says how many working days are missing, `conflict` names the chain of milestones
    that does not fit (each after the one before), and `feasible_deadline` the first date that would do.
    """

    rows: tuple[Row, ...]
    deadline: date
    work_must_end: date
    provisional: bool
    shortfall: int = 0
    conflict: tuple[str, ...] = ()
    feasible_deadline: date | None = None
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def feasible(self) -> bool:
        return self.shortfall == 0


@dataclass(frozen=True, slots=True)
class Move:
    """What a new schedule changes in a row; None where the row is new or gone. `days`: working days, later positive."""

    key: str
    name: str
    old_start: date | None
    new_start: date | None
    old_finish: date | None
    new_finish: date | None
    days: int = 0


def in_sequence(milestones: Iterable[Milestone]) -> tuple[Milestone, ...]:
    """Each milestone after the one before it, where none is named."""
    chained: list[Milestone] = []
    for milestone in milestones:
        follows = milestone.after or ((After(chained[-1].key),) if chained else ())
        chained.append(replace(milestone, after=follows))
    return tuple(chained)


def backward(deadline: date, start: date, milestones: Sequence[Milestone], closure: Closure, cal: Calendar) -> Schedule:
    """Place milestones as late as the deadline and the closure procedure allow, and as early as work can begin.

    `start`: the first day on which work is possible. Raises Refused when the milestones contradict one another
    (an unknown or circular dependency, a duration below one day); an infeasible plan is a result, not an error.
    """
    order = _ordered(milestones)
    limit = before_closure(closure, deadline, cal) if closure.within_deadline else cal.place_on_or_before(deadline)
    earliest = _forward(order, start, cal)
    latest = _backward(order, limit, cal)
    done = max((place + m.days - 1 for m in order for place in [earliest[m.key]]), default=_first(start, cal) - 1)
    # Without milestones only a closure that must end by the deadline can come too late.
    bare = done - limit if closure.within_deadline else 0
    shortfall = max((earliest[m.key] + m.days - 1 - latest[m.key] for m in order), default=bare)
    rows = [_row(m, earliest[m.key], latest[m.key], cal) for m in order]
    rows.sort(key=lambda row: (row.latest_start, row.latest_finish))
    last_due = limit if closure.within_deadline else max(limit, done)
    stages = _stage_rows(closure, done, last_due, cal)
    first_day, last_day = min([start, *(row.latest_start for row in rows)]), max(deadline, stages[-1].latest_finish)
    schedule = Schedule((*rows, *stages), deadline, cal.nth(limit), not cal.is_known(first_day, last_day))
    if shortfall <= 0:
        return schedule
    conflict = _conflict(order, earliest, latest, shortfall)
    feasible = _feasible_deadline(order, earliest, done, closure, cal)
    return replace(
        schedule,
        shortfall=shortfall,
        conflict=tuple(m.key for m in conflict),
        feasible_deadline=feasible,
        suggestions=tuple(_suggestions(conflict, closure, limit, cal, feasible)),
    )


def reschedule(old: Schedule, new: Schedule, cal: Calendar) -> tuple[Move, ...]:
    """What moves, comes and goes when `new` replaces `old`, to be shown before it is saved."""
    before, after = {row.key: row for row in old.rows}, {row.key: row for row in new.rows}
    moves = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        if was and now and (was.latest_start, was.latest_finish) == (now.latest_start, now.latest_finish):
            continue
        days = (
            cal.working_days_before(now.latest_finish) - cal.working_days_before(was.latest_finish)
            if was and now
            else 0
        )
        named = now or was
        moves.append(
            Move(
                key, named.name if named else "",
                was.latest_start if was else None, now.latest_start if now else None,
                was.latest_finish if was else None, now.latest_finish if now else None, days,
            )
        )  # fmt: skip
    return tuple(moves)


# --- the two passes, on places in the list of working days ---------------------------------------------------------


def _forward(order: Sequence[Milestone], start: date, cal: Calendar) -> dict[str, int]:
    """Earliest starts. `order` has every milestone after those it waits for."""
    first, starts, days = _first(start, cal), dict[str, int](), {m.key: m.days for m in order}
    for milestone in order:
        place = max([first, *(_opens(link, starts, days) for link in milestone.after)])
        if milestone.not_before:
            place = max(place, _first(milestone.not_before, cal))
        starts[milestone.key] = place
    return starts


def _opens(link: After, starts: Mapping[str, int], days: Mapping[str, int]) -> int:
    """The first place that a link allows, given where the other milestone starts."""
    return starts[link.key] + link.lag + (0 if link.together else days[link.key])


def _backward(order: Sequence[Milestone], limit: int, cal: Calendar) -> dict[str, int]:
    """Latest finishes, none beyond `limit`."""
    ends, days = {milestone.key: limit for milestone in order}, {m.key: m.days for m in order}
    for milestone in reversed(order):
        if milestone.not_after:
            ends[milestone.key] = min(ends[milestone.key], cal.place_on_or_before(milestone.not_after))
        before = ends[milestone.key] - milestone.days
        for link in milestone.after:
            last = before - link.lag + (days[link.key] if link.together else 0)
            ends[link.key] = min(ends[link.key], last)
    return ends


def _row(milestone: Milestone, start: int, end: int, cal: Calendar) -> Row:
    return Row(
        milestone.key,
        milestone.name,
        milestone.days,
        cal.nth(start),
        cal.nth(start + milestone.days - 1),
        cal.nth(end - milestone.days + 1),
        cal.nth(end),
        slack=end - milestone.days + 1 - start,
    )


def _first(day: date, cal: Calendar) -> int:
    """Place of the first working day on or after a day."""
    return cal.working_days_before(day)


def _stage_rows(closure: Closure, done: int, limit: int, cal: Calendar) -> list[Row]:
    rows, early, late = [], done, limit
    for stage in closure.stages:
        early_start, late_start = early + 1, late + 1
        early, late = stage_end(stage, early_start, cal), stage_end(stage, late_start, cal)
        rows.append(
            Row(
                stage.key, stage.label, late - late_start + 1,
                cal.nth(early_start), last_day(stage, early_start, cal),
                cal.nth(late_start), last_day(stage, late_start, cal),
                slack=late_start - early_start, stage=True,
            )
        )  # fmt: skip
    return rows


# --- what is wrong, and what would help ------------------------------------------------------------------------------


def _ordered(milestones: Sequence[Milestone]) -> list[Milestone]:
    """Every milestone after those it waits for; Refused when that is impossible."""
    _refuse(_malformed(milestones))
    order: list[Milestone] = []
    placed: set[str] = set()
    waiting = list(milestones)
    while waiting:
        ready = [m for m in waiting if all(link.key in placed for link in m.after)]
        if not ready:
            names = [m.name for m in waiting]
            _refuse([Reason("dependency_circle", _("这些节点互为前提，无法排期：%(names)s。"), {"names": names})])
        order += ready
        placed |= {m.key for m in ready}
        waiting = [m for m in waiting if m.key not in placed]
    return order


def _malformed(milestones: Sequence[Milestone]) -> list[Reason]:
    names: Mapping[str, str] = {m.key: m.name for m in milestones}
    found = []
    if len(names) < len(milestones):
        found.append(Reason("milestone_twice", _("有节点重复出现，请检查节点编号。")))
    for milestone in milestones:
        params: dict[str, object] = {"name": milestone.name}
        if milestone.days < 1:
            found.append(Reason("duration_missing", _("节点“%(name)s”的工期应当至少1个工作日。"), params))
        if any(link.key not in names for link in milestone.after):
            found.append(Reason("dependency_unknown", _("节点“%(name)s”的前置节点不存在。"), params))
        if any(link.lag < 0 for link in milestone.after):
            found.append(Reason("lag_negative", _("节点“%(name)s”的间隔不得为负数。"), params))
    return found


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(reasons)


def _conflict(
    order: Sequence[Milestone], earliest: Mapping[str, int], latest: Mapping[str, int], shortfall: int
) -> list[Milestone]:
    """A chain of milestones that is too late by the whole shortfall, from its first to its last."""
    by_key, days = {m.key: m for m in order}, {m.key: m.days for m in order}
    tight = {m.key for m in order if earliest[m.key] + m.days - 1 - latest[m.key] == shortfall}
    chain: list[Milestone] = []
    # A milestone starts the chain when nothing tight pushes it: its own date or the start of all work does.
    here = next((by_key[m.key] for m in reversed(order) if m.key in tight), None)
    while here is not None:
        chain.append(here)
        place = earliest[here.key]
        pushing = [k for k in here.after if _opens(k, earliest, days) == place and k.key in tight]
        here = by_key[pushing[0].key] if pushing else None
    return chain[::-1]


def _feasible_deadline(
    order: Sequence[Milestone], earliest: Mapping[str, int], done: int, closure: Closure, cal: Calendar
) -> date | None:
    """The first deadline that would do; None where a milestone's own latest date is in the way."""
    latest = _backward(order, done, cal)
    if any(earliest[m.key] + m.days - 1 > latest[m.key] for m in order):
        return None
    return after_closure(closure, done, cal) if closure.within_deadline else cal.nth(done)


def _suggestions(
    conflict: Sequence[Milestone], closure: Closure, limit: int, cal: Calendar, feasible: date | None
) -> Iterable[Suggestion]:
    # To shorten a milestone that the next one of the chain runs beside gains nothing.
    beside = {link.key for m in conflict for link in m.after if link.together}
    longest = sorted((m for m in conflict if m.key not in beside), key=lambda m: m.days, reverse=True)[:3]
    for milestone in longest:
        text = _("压缩节点“%(name)s”的工期，现为%(days)s个工作日。")
        yield Suggestion(Phrase(text, {"name": milestone.name, "days": milestone.days}), milestone.days - 1)
    if len(conflict) > 1:
        names = [m.name for m in conflict]
        yield Suggestion(Phrase(_("这些节点前后相接，看能否部分并行：%(names)s。"), {"names": names}))
    stages = {stage.key: stage for stage in closure.stages}
    if closure.parallel_allowed:
        saved = min(stages["review"].days, stages["site_check"].days)
        yield Suggestion(Phrase(_("初审与现场核查并行，可省%(days)s个工作日。"), {"days": saved}), saved)
    if closure.shorter_notice and closure.within_deadline:
        shorter = replace(
            closure, stages=tuple(closure.shorter_notice if s.key == "notice" else s for s in closure.stages)
        )
        saved = before_closure(shorter, after_closure(closure, limit, cal), cal) - limit
        if saved > 0:
            text = _("公示期缩短为规则允许的%(days)s%(unit)s，可省%(saved)s个工作日。")
            told = {"days": closure.shorter_notice.days, "unit": closure.shorter_notice.unit, "saved": saved}
            yield Suggestion(Phrase(text, told), saved)
    for milestone in conflict:
        if milestone.not_after:
            params = {"name": milestone.name, "date": milestone.not_after}
            yield Suggestion(Phrase(_("放宽节点“%(name)s”自定的最迟日期%(date)s。"), params))
    if feasible:
        yield Suggestion(Phrase(_("申请延期，整改时限最早为%(date)s才排得下。"), {"date": feasible}))
