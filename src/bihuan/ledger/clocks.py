"""The legal clocks: started and stopped by the steps of the loop, derived from rule, start and pauses, swept when they
lapse. Figures and calendar are the office's own."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.audit import services as audit
from bihuan.core import clocks as core
from bihuan.core.clocks import CLOCKS, ClockKind
from bihuan.core.codes import State
from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.rulepack import Rule, RulePack
from bihuan.core.workdays import Calendar, DueDate
from bihuan.ledger.models import Clock, ClockPause, Inspection, Task
from bihuan.platform import clock, rules
from bihuan.platform.prepared import Prepared, given_key
from bihuan.platform.sweeping import SetAsideError

logger = logging.getLogger(__name__)

KIND_OF_RULE: Mapping[str, ClockKind] = {kind.rule: kind for kind in CLOCKS.values()}


@transaction.atomic
def start_clock(
    *,
    kind: str,
    task: Task | None = None,
    inspection: Inspection | None = None,
    started_on: date,
    event: str = "",
    agreed_due: date | None = None,
) -> Clock:
    """Start the clock `kind` (a key of core's CLOCKS) of a task or of an inspection.

    `event` tells several clocks of one kind apart ("objection YY-2026-0003"). `agreed_due`: a date that the step itself
    set within the rule, such as the sub-deadline of a return; it is then told as set, not computed.
    """
    of = CLOCKS[kind]
    rule = rules.pack().get(of.rule, on=started_on)
    reached = _agreed(agreed_due) if agreed_due else core.due(rule, started_on, rules.calendar())
    return Clock.objects.create(
        rule=rule.key,
        task=task,
        inspection=inspection,
        started_on=started_on,
        start_event=event or of.start,
        due_on=reached.date,
        provisional=reached.provisional,
        derivation=told(reached.derivation),
    )


@transaction.atomic
def pause(*, running: Clock, since: date, reason: str) -> ClockPause:
    """Let a clock stand still from a day on; its due date moves with every day until it is resumed."""
    held = running.pauses.create(since=since, reason=reason)
    _derive(running, rules.pack(), rules.calendar(), clock.today())
    return held


@transaction.atomic
def resume(*, running: Clock, last_day: date) -> None:
    """End the open pause; `last_day` is the last day on which the clock stood still. A pause that would end before it
    began never counted."""
    open_pauses = running.pauses.filter(until__isnull=True)
    open_pauses.filter(since__gt=last_day).delete()
    open_pauses.update(until=last_day)
    _derive(running, rules.pack(), rules.calendar(), clock.today())


def stop(*, running: Clock, on: date, event: str) -> bool:
    """Stop a clock, once: False when another has stopped it meanwhile."""
    stopped = Clock.objects.filter(pk=running.pk, stopped_on__isnull=True).update(stopped_on=on, stop_event=event)
    if _PAUSED.rows(clock=running.pk):
        running.pauses.filter(until__isnull=True, since__gt=on).delete()
        running.pauses.filter(until__isnull=True).update(until=on)
    running.refresh_from_db()
    return bool(stopped)


_PAUSED = Prepared(lambda: ClockPause.objects.filter(clock=given_key("clock"), until__isnull=True).values_list("pk"))


def running_clocks(task: Task, *kinds: str, event: str = "") -> list[Clock]:
    """The clocks of a task that have not been stopped, of these kinds or of all; `event`: what was started by this alone."""
    found: list[Clock] = _RUNNING.objects(task=task.pk)
    for running in found:
        running.task = task
    rules_of = {CLOCKS[kind].rule for kind in kinds}
    return [row for row in found if (not kinds or row.rule in rules_of) and (not event or row.start_event == event)]


_RUNNING = Prepared(  # every step asks for them
    lambda: Clock.objects.filter(task=given_key("task"), stopped_on__isnull=True)
)


def follow_step(*, task: Task, step: str, on: date, from_state: State, to_state: State) -> None:
    """Stop what the step ends and what does not belong to the state it leads to, then start what it starts."""
    for running in running_clocks(task):
        kind = KIND_OF_RULE.get(running.rule)
        if kind is None or kind.key in _KEPT_BY_SERVICES:
            continue
        if kind.stop == step or (kind.runs_in and to_state not in kind.runs_in):
            stop(running=running, on=on, event=step)
    for kind in CLOCKS.values():
        if kind.key not in _WITH_OWN_FACTS and kind.begins(step, from_state, to_state):
            start_clock(kind=kind.key, task=task, started_on=on, event=step)


RECHECKS = frozenset({*core.RECHECKS, "recheck_yearly"})
# Several of a kind may run: which objection, which period, which unit. Their services stop them one by one; so with the
# rechecks, for a spot check does not stand for one that is due later.
_KEPT_BY_SERVICES = RECHECKS | {"objection", "dispatch", "tracing", "search"}
# Started by their services too, which know the day.
_WITH_OWN_FACTS = _KEPT_BY_SERVICES | {"return", "notice", "rebound"}


def lead_assigned(task: Task, on: date) -> None:
    """A lead unit has got the task: the term for claiming it begins, anew for a new unit."""
    if task.state != State.CLAIM:
        return
    for running in running_clocks(task, "claim"):
        stop(running=running, on=on, event="assign")
    start_clock(kind="claim", task=task, started_on=on)


def fed_back(inspection: Inspection) -> None:
    """The feedback starts what is owed to the level above; a corrected day starts it again from that day, and where there
    is no day nothing is owed."""
    day = inspection.feedback_on
    for kind in _OWED_UPWARD:
        of_kind = inspection.clocks.filter(rule=kind.rule, start_event="feedback", stopped_on__isnull=True)
        for row in of_kind:
            if row.started_on != day:
                stop(running=row, on=max(row.started_on, clock.today()), event="feedback_corrected")
        if day:
            _owe_upward(inspection, kind, day, "feedback")


@transaction.atomic
def plan_issued(inspection: Inspection, on: date) -> None:
    """The plan is issued: under the rules of some places this, and not the feedback, starts what is owed upward."""
    held = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    for kind in _OWED_UPWARD:
        _owe_upward(held, kind, on, core.PLAN_ISSUED)


def _owe_upward(inspection: Inspection, kind: ClockKind, day: date, event: str) -> None:
    """Start a clock if this event starts it. What runs already, or was handed in, is not owed once more."""
    of_kind = inspection.clocks.filter(rule=kind.rule)
    owed = of_kind.filter(Q(stopped_on__isnull=True) | Q(stop_event=HANDED_IN))
    if kind.start_by(rules.pack().get(kind.rule, on=day)) == event and not owed.exists():
        start_clock(kind=kind.key, inspection=inspection, started_on=day, event=event)


def is_owed_upward(running: Clock) -> bool:
    """Whether this clock of an inspection runs on something to be handed in to the level above."""
    return running.rule in {kind.rule for kind in _OWED_UPWARD}


_OWED_UPWARD = (CLOCKS["plan"], CLOCKS["first_report"])
HANDED_IN = CLOCKS["plan"].stop


@transaction.atomic
def recompute(year: int) -> list[Clock]:
    """Derive the clocks again whose term reaches a year whose holidays were entered or put right, and those that were
    waiting for holidays; returns those whose day has moved. Stopped clocks keep what they were measured by.
    """
    reaching = Q(started_on__lte=date(year, 12, 31), due_on__gte=date(year, 1, 1)) | Q(provisional=True)
    open_ones = Clock.objects.filter(reaching, stopped_on__isnull=True)
    # As in a step, the task is held before its clocks; the other way about, the two could wait for each other.
    held = Task.objects.select_for_update(of=("self",)).filter(pk__in=open_ones.values("task"))
    list(held.order_by("pk").values_list("pk"))
    pack, calendar, today, moved = rules.pack(), rules.calendar(), clock.today(), []
    for running in open_ones.select_for_update(of=("self",)).prefetch_related("pauses").order_by("pk"):
        before, provisional = running.due_on, running.provisional
        _derive(running, pack, calendar, today)
        if running.due_on != before:
            moved.append(running)
        if (running.due_on, running.provisional) != (before, provisional):
            body = {"rule": running.rule, "before": before, "after": running.due_on, "provisional": running.provisional}
            audit.record("ledger.recompute_clock", running, actor=None, body=body, number=_number(running))
    _to_be_summed_up(moved)
    return moved


def sweep(follow: Callable[[Clock], None] | None = None) -> list[Clock]:
    """Claim every clock that has lapsed since the last sweep, each exactly once however many sweeps run.

    `follow` does what a lapsed clock leads to, in the transaction of its claim: a sweep that is killed loses neither. A
    clock that cannot be swept is logged, tried again by the next sweep, and holds up no other; SetAsideError names those
    behind the last. A fault of the database is no clock's, and is raised at once.
    """
    claimed, aside = [], []
    for pk, task in list(_lapsing(clock.today()).values_list("pk", "task")):
        try:
            with transaction.atomic():
                if (late := _claim(pk, task)) is not None:
                    if follow:
                        follow(late)
                    _to_be_summed_up([late])
                    claimed.append(late)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("clock %s could not be swept", pk)
            aside.append(Clock.objects.get(pk=pk))
    if aside:
        raise SetAsideError(aside, len(claimed))
    return claimed


def _claim(pk: int, task: int | None) -> Clock | None:
    """Mark a clock as lapsed, while its task is held as for any step; None when it is no longer to be claimed.

    A paused clock is derived anew first, for its day moves while it stands still.
    """
    today = clock.today()
    if task is not None:
        Task.objects.select_for_update(of=("self",)).get(pk=task)
    late = _lapsing(today).select_related("task", "inspection").prefetch_related("pauses").filter(pk=pk).first()
    if late is None:
        return None
    if any(held.until is None for held in late.pauses.all()):
        _derive(late, rules.pack(), rules.calendar(), today)
    if not _lapsing(today).filter(pk=pk).update(lapsed_at=clock.now()):
        return None
    body = {"rule": late.rule, "due_on": late.due_on, "event": late.start_event}
    audit.record("ledger.clock_lapsed", late, actor=None, body=body, number=_number(late))
    return late


def _lapsing(today: date) -> QuerySet[Clock]:
    return Clock.objects.filter(Q(due_on__lt=today), stopped_on__isnull=True, lapsed_at__isnull=True)


def _derive(running: Clock, pack: RulePack, calendar: Calendar, today: date) -> None:
    if _is_agreed(running):
        return
    held = [core.Pause(row.since, row.until, row.reason) for row in running.pauses.all()]
    counted = [row for row in held if row.last is not None or row.first <= today]
    reached = core.due(rule_of(running, pack), running.started_on, calendar, counted, today=today)
    kind = KIND_OF_RULE.get(running.rule)
    if kind and kind.announced:
        reached = core.not_before(running.due_on, reached)
    running.due_on, running.provisional = reached.date, reached.provisional
    running.derivation = told(reached.derivation)
    changed = ["due_on", "provisional", "derivation"]
    if running.lapsed_at and not core.lapsed(running.due_on, today):
        running.lapsed_at = None
        changed.append("lapsed_at")
    running.save(update_fields=changed)


def _to_be_summed_up(moved: Iterable[Clock]) -> None:
    """Lists show the next day of a task: where it has moved, the summary is made anew."""
    Task.objects.filter(pk__in={row.task_id for row in moved if row.task_id}).update(derived_on=None)


def rule_of(running: Clock, pack: RulePack) -> Rule:
    """The rule in force on the day the clock started: a later change does not reach back."""
    return pack.get(running.rule, on=running.started_on)


def told(derivation: Iterable[Phrase]) -> list[dict[str, object]]:
    """Phrases as plain JSON, to be translated where they are shown."""
    return [
        {"message": phrase.message, "params": {k: _plain(v) for k, v in phrase.params.items()}} for phrase in derivation
    ]


def phrases(derivation: Iterable[Mapping[str, object]]) -> list[Phrase]:
    """The way back from `told`."""
    return [Phrase(str(row["message"]), row["params"]) for row in derivation]  # type: ignore[arg-type]  # as `told` wrote it


_AGREED = _("%(end)s为办理意见中限定的日期。")


def _agreed(day: date) -> DueDate:
    return DueDate(day, False, (Phrase(_AGREED, {"end": day}),))


def _is_agreed(running: Clock) -> bool:
    return any(row.get("message") == _AGREED for row in running.derivation)


def _plain(value: object) -> object:
    return value if isinstance(value, (int, str)) else str(value)


def _number(running: Clock) -> str:
    subject = running.task or running.inspection
    return subject.number if subject else ""


def days_left(due_on: date, today: date) -> int:
    """Calendar days to the due day; negative when it is over."""
    return (due_on - today) // timedelta(days=1)
