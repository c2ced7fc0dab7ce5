"""Who answers for a task: assigning units in bulk, ending duties, leaders (包案), and what must close this year.

A duty is ended, never deleted or rewritten. A bulk call is all or nothing: every task that stands in the way is named.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from bihuan.audit import services as audit
from bihuan.core.codes import DutyRole, State
from bihuan.core.reasons import Reason, Refused, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import year_out_of_range
from bihuan.ledger import clocks, sight
from bihuan.ledger.models import Duty, Task
from bihuan.ledger.persons import in_post, serves
from bihuan.ledger.rights import not_of_office
from bihuan.ledger.searching import index_tasks
from bihuan.ledger.standing import shares_in
from bihuan.ledger.versions import touch
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Person, Unit
from bihuan.platform import clock

RECTIFYING = frozenset({DutyRole.LEAD, DutyRole.DUTY, DutyRole.ASSIST})
"""Duties of those who do the work; none of them may accept it."""
JUDGING = frozenset({DutyRole.SUPERVISE, DutyRole.ACCEPT})
"""Duties of those who look at the work; none of those who do it may exchange them."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an assignment does to one task: the duties that end, and whether the unit is given the duty or holds it."""

    task: Task
    ends: tuple[Duty, ...]
    gives: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """A duty to be given. A task has one lead unit, so a new one ends the former's duty; in other roles the unit is
    added, or takes the place of all others with `replace`."""

    unit: Unit
    role: DutyRole
    person: Person | None = None
    replace: bool = False


def preview(*, actor: Account, tasks: Collection[Task], handover: Handover) -> tuple[list[Change], list[Reason]]:
    """What `assign` would do to each task, and every reason why it would refuse. Nothing is written."""
    live = _live_duties(tasks)
    planned = [_change(task, live[task.pk], handover) for task in tasks]
    reasons = [*_unassignable(actor, tasks, handover), *_closed(tasks), *_conflicts(tasks, live, handover)]
    return planned, [*reasons, *_partial(actor, planned, live, handover)]


@transaction.atomic
def assign(*, actor: Account, tasks: Collection[Task], handover: Handover, reason: str) -> list[Change]:
    """Give one duty on many tasks to a unit, and to a named person of it. Refused as a whole, naming every task in the
    way; tells for each task what was changed."""
    done = _assign(actor, tasks, handover, reason)
    _derive(_changed(done))
    return done


@transaction.atomic
def assign_each(*, actor: Account, given: Iterable[tuple[Handover, Collection[Task]]], reason: str) -> None:
    """Give several duties, each on many tasks, as `assign` does one after another; all or none. What is derived from
    duties is derived once."""
    changed: set[int] = set()
    for handover, tasks in given:
        changed |= _changed(_assign(actor, tasks, handover, reason))
    _derive(changed)


def _assign(actor: Account, tasks: Collection[Task], handover: Handover, reason: str) -> list[Change]:
    demand(*blank("reason", reason, _("请写明理由。")), *_unassignable(actor, tasks, handover))
    locked = list(locked_tasks(tasks))
    live = _live_duties(locked)
    done = [_change(task, live[task.pk], handover) for task in locked]
    demand(*_closed(locked), *_conflicts(locked, live, handover), *_partial(actor, done, live, handover))
    for change in done:
        _carry_out(change, handover, actor, reason)
    _keep_up(tasks, _changed(done))
    return done


def _changed(done: Iterable[Change]) -> set[int]:
    return {change.task.pk for change in done if change.gives or change.ends}


@transaction.atomic
def end_duty(*, actor: Account, task: Task, unit: Unit, role: DutyRole, reason: str) -> Change:
    """End a unit's duty on a task from today."""
    demand(*blank("reason", reason, _("请写明理由。")), *not_of_office(actor, [task]))
    (row,) = locked_tasks([task])
    live, handover = _live_duties([row]), Handover(unit, role)
    ends = tuple(duty for duty in live[row.pk] if duty.unit_id == unit.pk and duty.role == role)
    if not ends:
        params = {"unit": unit, "role": role, "number": row.number}
        raise Refused([Reason("no_such_duty", _("%(unit)s现在不是任务%(number)s的%(role)s。"), params)])
    change = Change(row, ends, gives=False)
    demand(*_closed([row]), *_partial(actor, [change], live, handover))
    _carry_out(change, handover, actor, reason)
    _derive({row.pk})
    _keep_up([task], {row.pk})
    return change


@transaction.atomic
def set_leader(*, actor: Account, tasks: Collection[Task], leader: Person | None, reason: str) -> list[Task]:
    """Give tasks to a leader (包案), or take them back with None. Returns the tasks that changed."""
    demand(*blank("reason", reason, _("请写明理由。")), *not_of_office(actor, tasks))
    demand(*unfit(leader))
    changed = []
    for task in locked_tasks(tasks).select_related("leader"):
        if task.leader_id == (leader.pk if leader else None):
            continue
        body = {
            "from": task.leader.name if task.leader else None,
            "to": leader.name if leader else None,
            "reason": reason,
        }
        touch(task, leader=leader)
        audit.record("ledger.set_leader", task, actor=actor, body=body)
        changed.append(task)
    index_tasks([task.pk for task in changed])
    _keep_up(tasks, {task.pk for task in changed})
    return changed


def unfit(leader: Person | None) -> list[Reason]:
    """Why a person cannot be given tasks as their leader."""
    if leader is None or in_post(leader):
        return []
    message = _("%(person)s现在没有任职，不能包案，请另选一人。")
    return [Reason("leader_without_post", message, {"person": leader})]


@transaction.atomic
def mark_must_close(*, actor: Account, tasks: Collection[Task], year: int | None, reason: str) -> list[Task]:
    """Put tasks on the list of those that must close in a year (年内必须销号), or with None take them off. Returns those
    changed."""
    demand(*blank("reason", reason, _("请写明理由。")), *not_of_office(actor, tasks), *year_out_of_range(year))
    changed = [task for task in locked_tasks(tasks) if task.must_close_year != year]
    for task in changed:
        before = task.must_close_year
        touch(task, must_close_year=year)
        audit.record(
            "ledger.mark_must_close", task, actor=actor, body={"year": year, "before": before, "reason": reason}
        )
    _keep_up(tasks, {task.pk for task in changed})
    return changed


def locked_tasks(tasks: Collection[Task]) -> QuerySet[Task]:
    """The rows as they stand now, locked in one order so that two bulk calls cannot wait for each other."""
    return Task.objects.select_for_update(of=("self",)).filter(pk__in=[task.pk for task in tasks]).order_by("pk")


def _keep_up(tasks: Iterable[Task], changed: Collection[int]) -> None:
    """Let the caller's own tasks, which are other objects than the locked ones, know the version that their row has now."""
    for task in tasks:
        task.version += task.pk in changed


def _unassignable(actor: Account, tasks: Collection[Task], handover: Handover) -> list[Reason]:
    if found := not_of_office(actor, tasks):
        return found  # who is not the office here is told nothing of people and units
    unit, person = handover.unit, handover.person
    if not tasks:
        found.append(Reason("no_tasks", _("没有选中任务。")))
    if not unit.active:
        found.append(Reason("unit_closed", _("%(unit)s已停用，请改选接续的单位。"), {"unit": unit}))
    if person is not None and not serves(person, unit):
        params = {"person": person, "unit": unit}
        found.append(Reason("person_elsewhere", _("%(person)s现在不在%(unit)s任职。"), params))
    return found


def _closed(tasks: Iterable[Task]) -> list[Reason]:
    message = _("任务%(number)s已经销号，责任不再变动。")
    return [Reason("task_closed", message, {"number": t.number}) for t in tasks if t.state == State.CLOSED]


def _live_duties(tasks: Iterable[Task]) -> dict[int, list[Duty]]:
    found: dict[int, list[Duty]] = {task.pk: [] for task in tasks}
    for duty in Duty.objects.filter(task__in=found, until__isnull=True).select_related("unit", "person"):
        found[duty.task_id].append(duty)
    return found


def _conflicts(tasks: Iterable[Task], live: Mapping[int, list[Duty]], handover: Handover) -> list[Reason]:
    """Who rectifies may not accept: the two sides of a task are kept apart from the first day."""
    if handover.role is DutyRole.SUPERVISE:
        return []
    other = frozenset({DutyRole.ACCEPT}) if handover.role in RECTIFYING else RECTIFYING
    message = _("任务%(number)s：%(unit)s已是%(held)s，整改与验收应当分开。")
    return [
        Reason("not_independent", message, {"number": task.number, "unit": duty.unit, "held": DutyRole(duty.role)})
        for task in tasks
        for duty in live[task.pk]
        if duty.unit_id == handover.unit.pk and DutyRole(duty.role) in other
    ]


def _partial(
    actor: Account, changes: Iterable[Change], live: Mapping[int, list[Duty]], handover: Handover
) -> list[Reason]:
    """Who has a part in the rectification neither exchanges those who look at it nor gets rid of the part: that is for
    the office above. The first to look at it may be named, since the plan that names them is approved by others."""
    message = _("任务%(number)s由您所在的单位承担整改，已有的督导、验收单位和本单位的责任应当由上级整改办变更。")
    viewer = viewer_for(actor)
    found = []
    for change in changes:
        duties = live[change.task.pk]
        own = [duty for duty in duties if duty.role in RECTIFYING and shares_in(viewer, duty.unit)]
        looking = handover.role in JUDGING and any(duty.role == handover.role for duty in duties)
        leaving = [duty for duty in change.ends if duty in own and not (change.gives and duty.unit == handover.unit)]
        if own and (leaving or (looking and (change.gives or change.ends))):
            found.append(Reason("not_impartial", message, {"number": change.task.number}))
    return found


def _change(task: Task, live: list[Duty], handover: Handover) -> Change:
    unit, person = handover.unit, handover.person
    held = [duty for duty in live if duty.role == handover.role]
    own = [duty for duty in held if duty.unit_id == unit.pk]
    renamed = [duty for duty in own if person is not None and duty.person_id != person.pk]
    alone = handover.replace or handover.role is DutyRole.LEAD
    replaced = [duty for duty in held if alone and duty.unit_id != unit.pk]
    return Change(task, (*renamed, *replaced), gives=not own or bool(renamed))


def _derive(tasks: Collection[int]) -> None:
    sight.renew(tasks)
    index_tasks(tasks)


def _carry_out(change: Change, handover: Handover, actor: Account, reason: str) -> None:
    if not change.gives and not change.ends:
        return
    today, unit, person = clock.today(), handover.unit, handover.person
    Duty.objects.filter(pk__in=[duty.pk for duty in change.ends]).update(until=today)
    if change.gives:
        Duty.objects.create(task=change.task, unit=unit, role=handover.role, person=person, since=today)
        if handover.role is DutyRole.LEAD and unit.pk not in {duty.unit_id for duty in change.ends}:
            clocks.lead_assigned(change.task, today)
    touch(change.task, **({"lead": unit if change.gives else None} if handover.role is DutyRole.LEAD else {}))
    body = {
        "role": handover.role,
        "unit": unit.name if change.gives else None,
        "person": person.name if change.gives and person else None,
        "ended": [[duty.unit.name, duty.person.name if duty.person else None] for duty in change.ends],
        "reason": reason,
    }
    action = "ledger.assign" if change.gives else "ledger.end_duty"
    audit.record(action, change.task, actor=actor, body=body)
