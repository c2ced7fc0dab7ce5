"""Who answers for a task: assigning units in bulk, ending duties, leaders (包案), and what must close this year.

A duty is ended, never deleted or rewritten. A bulk call is all or nothing: every task that stands in the way is named.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.audit import services as audit
from bihuan.core.codes import DutyRole, State
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import clocks
from bihuan.ledger.models import Duty, Task
from bihuan.ledger.rights import blank, demand, not_of_office
from bihuan.ledger.searching import index_tasks
from bihuan.org.models import Account, Person, Post, Unit
from bihuan.platform import clock

RECTIFYING = frozenset({DutyRole.LEAD, DutyRole.DUTY, DutyRole.ASSIST})
"""Duties of those who do the work; none of them may accept it."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an assignment did to one task; `given` None: the unit held the duty already."""

    task: Task
    given: Duty | None
    ended: tuple[Duty, ...]


@transaction.atomic
def assign(
    *,
    actor: Account,
    tasks: Collection[Task],
    unit: Unit,
    role: DutyRole,
    reason: str,
    person: Person | None = None,
    replace: bool = False,
) -> list[Assigned]:
    """Give one duty on many tasks to a unit, and to a named person of it.

    A task has one lead unit, so a new one ends the former's duty; in other roles the unit is added, or takes the place
    of all others with `replace`.
    """
    demand(*_unassignable(actor, tasks, unit, reason, person))
    locked = list(locked_tasks(tasks))
    live = _live_duties(locked)
    demand(*_conflicts(locked, live, unit, role))
    done = []
    for task in locked:
        ending = _to_end(live[task.pk], unit, role, person, replace=replace or role is DutyRole.LEAD)
        kept = any(duty.unit_id == unit.pk and duty.role == role for duty in live[task.pk] if duty not in ending)
        done.append(_hand_over(task, ending, None if kept else unit, role, person, actor, reason))
    index_tasks([task.pk for task in locked])
    return done


@transaction.atomic
def end_duty(*, actor: Account, task: Task, unit: Unit, role: DutyRole, reason: str) -> Assigned:
    """End a unit's duty on a task from today."""
    demand(*blank("reason", reason, _("请写明理由。")), *not_of_office(actor, [task]), *_closed([task]))
    (row,) = locked_tasks([task])
    ending = [duty for duty in _live_duties([row])[row.pk] if duty.unit_id == unit.pk and duty.role == role]
    if not ending:
        params = {"unit": unit, "role": role, "number": row.number}
        raise Refused([Reason("no_such_duty", _("%(unit)s现在不是任务%(number)s的%(role)s。"), params)])
    done = _hand_over(row, ending, None, role, None, actor, reason)
    index_tasks([row.pk])
    return done


@transaction.atomic
def set_leader(*, actor: Account, tasks: Collection[Task], leader: Person | None, reason: str) -> list[Task]:
    """Give tasks to a leader (包案), or take them back with None. Returns the tasks that changed."""
    demand(*blank("reason", reason, _("请写明理由。")), *not_of_office(actor, tasks))
    if leader is not None and not leader.active:
        raise Refused([Reason("person_inactive", _("%(person)s已停用，请另选一人。"), {"person": leader})])
    changed = []
    for task in locked_tasks(tasks).select_related("leader"):
        if task.leader_id == (leader.pk if leader else None):
            continue
        body = {
            "from": task.leader.name if task.leader else None,
            "to": leader.name if leader else None,
            "reason": reason,
        }
        Task.objects.filter(pk=task.pk).update(leader=leader)
        audit.record("ledger.set_leader", task, actor=actor, body=body)
        changed.append(task)
    index_tasks([task.pk for task in changed])
    return changed


@transaction.atomic
def mark_must_close(*, actor: Account, tasks: Collection[Task], value: bool, reason: str) -> list[Task]:
    """Put tasks on the list of those that must close this year (年内必须销号), or take them off. Returns those changed."""
    demand(*blank("reason", reason, _("请写明理由。")), *not_of_office(actor, tasks))
    changed = list(locked_tasks(tasks).exclude(must_close_this_year=value))
    Task.objects.filter(pk__in=[task.pk for task in changed]).update(must_close_this_year=value)
    for task in changed:
        audit.record("ledger.mark_must_close", task, actor=actor, body={"value": value, "reason": reason})
    return changed


def locked_tasks(tasks: Collection[Task]) -> QuerySet[Task]:
    """The rows as they stand now, locked in one order so that two bulk calls cannot wait for each other."""
    return Task.objects.select_for_update(of=("self",)).filter(pk__in=[task.pk for task in tasks]).order_by("pk")


def _unassignable(
    actor: Account, tasks: Collection[Task], unit: Unit, reason: str, person: Person | None
) -> list[Reason]:
    found = blank("reason", reason, _("请写明理由。"))
    if not tasks:
        found.append(Reason("no_tasks", _("没有选中任务。")))
    if not unit.active:
        found.append(Reason("unit_closed", _("%(unit)s已停用，请改选接续的单位。"), {"unit": unit}))
    if person is not None and not _serves(person, unit, clock.today()):
        params = {"person": person, "unit": unit}
        found.append(Reason("person_elsewhere", _("%(person)s现在不在%(unit)s任职。"), params))
    return [*found, *not_of_office(actor, tasks), *_closed(tasks)]


def _serves(person: Person, unit: Unit, on: date) -> bool:
    since = Q(since__isnull=True) | Q(since__lte=on)
    until = Q(until__isnull=True) | Q(until__gte=on)
    return person.active and Post.objects.filter(since, until, person=person, unit=unit).exists()


def _closed(tasks: Iterable[Task]) -> list[Reason]:
    message = _("任务%(number)s已经销号，责任不再变动。")
    return [Reason("task_closed", message, {"number": t.number}) for t in tasks if t.state == State.CLOSED]


def _live_duties(tasks: Iterable[Task]) -> dict[int, list[Duty]]:
    found: dict[int, list[Duty]] = {task.pk: [] for task in tasks}
    for duty in Duty.objects.filter(task__in=found, until__isnull=True).select_related("unit", "person"):
        found[duty.task_id].append(duty)
    return found


def _conflicts(tasks: list[Task], live: Mapping[int, list[Duty]], unit: Unit, role: DutyRole) -> list[Reason]:
    """Who rectifies may not accept: the two sides of a task are kept apart from the first day."""
    if role is DutyRole.SUPERVISE:
        return []
    other = frozenset({DutyRole.ACCEPT}) if role in RECTIFYING else RECTIFYING
    message = _("任务%(number)s：%(unit)s已是%(held)s，整改与验收应当分开。")
    return [
        Reason("not_independent", message, {"number": task.number, "unit": unit, "held": DutyRole(duty.role)})
        for task in tasks
        for duty in live[task.pk]
        if duty.unit_id == unit.pk and DutyRole(duty.role) in other
    ]


def _to_end(live: list[Duty], unit: Unit, role: DutyRole, person: Person | None, *, replace: bool) -> list[Duty]:
    same_role = [duty for duty in live if duty.role == role]
    own = [d for d in same_role if d.unit_id == unit.pk and person is not None and d.person_id != person.pk]
    return own + [d for d in same_role if replace and d.unit_id != unit.pk]


def _hand_over(
    task: Task,
    ending: list[Duty],
    unit: Unit | None,
    role: DutyRole,
    person: Person | None,
    actor: Account,
    reason: str,
) -> Assigned:
    today = clock.today()
    Duty.objects.filter(pk__in=[duty.pk for duty in ending]).update(until=today)
    given = Duty.objects.create(task=task, unit=unit, role=role, person=person, since=today) if unit else None
    if given and role is DutyRole.LEAD:
        clocks.lead_assigned(task, today)
    if given or ending:
        body = {
            "role": role,
            "unit": unit.name if unit else None,
            "person": person.name if person else None,
            "ended": [[duty.unit.name, duty.person.name if duty.person else None] for duty in ending],
            "reason": reason,
        }
        audit.record("ledger.assign" if given else "ledger.end_duty", task, actor=actor, body=body)
    return Assigned(task, given, tuple(ending))
