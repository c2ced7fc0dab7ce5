"""Which tasks a viewer sees, and in what capacity. Lists, counters, exports and single pages all go through here."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import In
from django.http import Http404

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.ledger.models import Duty, Inspection, Problem, Task
from bihuan.org.access import Held, Viewer, role_missing
from bihuan.platform.plans import Unindexed


class NotVisible(Http404):
    """The viewer may not know whether this exists."""


def visible_tasks(viewer: Viewer) -> QuerySet[Task]:
    """Every task that the viewer may see.

    A grant over everything sees all; others see the tasks on which one of their units holds a live duty, those whose
    problem lies in their region, and, where a grant is limited to what is assigned, those that name their person in a
    live duty or as the leader.
    """
    return Task.objects.all() if viewer.sees_all else Task.objects.filter(seen_by(viewer))


def seen_by(viewer: Viewer) -> Q:
    """The condition of `visible_tasks` for a viewer who does not see all."""
    units, person = viewer.unit_ids, viewer.assigned_person
    if not units and person is None:
        return Q(pk__in=[])
    live = Duty.objects.filter(task=OuterRef("pk"), until__isnull=True)
    there = Q(In(Unindexed("region"), units))
    named = Q() if person is None else Q(Exists(live.filter(person=person))) | Q(leader=person)
    # Few duties belong to a task and many to a unit, so the duties are looked up by the task.
    return there | Q(Exists(live.filter(In(Unindexed("unit"), units)))) | named


def visible_ids(viewer: Viewer) -> QuerySet[Task, int]:
    """The keys of `visible_tasks` for a viewer who sees some: gathered from the viewer's side, so that few are found fast.

    Keys may come twice. Not for one who sees all.
    """
    units, person = viewer.unit_ids, viewer.assigned_person
    whose = Q(unit__in=units) if person is None else Q(unit__in=units) | Q(person=person)
    owed = Duty.objects.filter(whose, until__isnull=True).values_list("task", flat=True)
    there = Task.objects.filter(region__in=units).values_list("pk", flat=True)
    led = [Task.objects.filter(leader=person).values_list("pk", flat=True)] if person is not None else []
    return there.union(owed, *led, all=True)


def visible_problems(viewer: Viewer) -> QuerySet[Problem]:
    """Problems with at least one visible task; who sees all sees those without a task as well."""
    if viewer.sees_all:
        return Problem.objects.all()
    return Problem.objects.filter(Exists(visible_tasks(viewer).filter(problem=OuterRef("pk"))))


def visible_inspections(viewer: Viewer) -> QuerySet[Inspection]:
    """Inspections with at least one visible problem; who sees all sees those without a problem as well."""
    if viewer.sees_all:
        return Inspection.objects.all()
    return Inspection.objects.filter(Exists(visible_problems(viewer).filter(inspection=OuterRef("pk"))))


def task_for(viewer: Viewer, number: str, *roles: GrantRole) -> Task:
    """One task by number: `NotVisible` (404) for strangers, `Refused` (403 with the reason) for those who see it but
    hold none of `roles` on it."""
    task = (
        visible_tasks(viewer).select_related("problem", "problem__inspection", "leader").filter(number=number).first()
    )
    if task is None:
        raise NotVisible(number)
    if roles and not roles_on(viewer, task) & set(roles):
        raise Refused([role_missing(*roles)])
    return task


def roles_on(viewer: Viewer, task: Task) -> frozenset[GrantRole]:
    """The roles that the viewer holds on this very task.

    A role counts when its grant is over everything, or reaches a unit with a live duty on the task, or, limited to what is
    assigned, when the task names the viewer's person. A role held elsewhere opens nothing here, nor does the region alone.
    """
    duties = list(task.duties.filter(until__isnull=True).values_list("unit__path", "person_id"))
    return frozenset(held.role for held in grants_on(viewer, task, duties))


def grants_on(viewer: Viewer, task: Task, duties: Collection[tuple[str, int | None]]) -> list[Held]:
    """The grants of `roles_on`; `duties` are the unit path and person of each live duty."""
    person = viewer.assigned_person
    named = person is not None and (task.leader_id == person or any(p == person for _, p in duties))
    return [
        held
        for held in viewer.held
        if held.scope is GrantScope.ALL
        or (held.scope is GrantScope.ASSIGNED and named)
        or any(held.reaches(path) for path, _ in duties)
    ]
