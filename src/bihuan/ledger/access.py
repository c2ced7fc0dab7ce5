"""Which tasks a viewer sees, and in what capacity. Lists, counters, exports and single pages all go through here."""

from collections.abc import Collection
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from bihuan.core.codes import DutyRole, GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.ledger import sight
from bihuan.ledger.models import Duty, Inspection, Problem, Sight, Task
from bihuan.org.access import Held, Viewer, role_missing
from bihuan.platform.prepared import Given, Prepared, given_key, given_keys, given_word


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
    person = viewer.assigned_person
    if not viewer.sees_below and not viewer.sees_itself and person is None:
        return Q(pk__in=[])
    return _through(viewer.sees_below, viewer.sees_itself) | (Q() if person is None else _names(person))


def visible_ids(viewer: Viewer) -> QuerySet[Any, Any]:
    """The keys of `visible_tasks` for a viewer who sees some: gathered from the viewer's side, so that few are found fast.

    Keys may come twice. Not for one who sees all.
    """
    person = viewer.assigned_person
    seen = Sight.objects.filter(sight.through(viewer.sees_below, viewer.sees_itself)).values_list("task", flat=True)
    if person is None:
        return seen
    owed = Duty.objects.filter(person=person, until__isnull=True).values_list("task", flat=True)
    return seen.union(owed, Task.objects.filter(leader=person).values_list("pk", flat=True), all=True)


def reached_as(viewer: Viewer, roles: Collection[GrantRole], duties: Collection[DutyRole] = ()) -> Q:
    """The tasks on which `roles_on` finds one of these roles, by a unit with one of these duties if any are named."""
    mine = viewer.only(*roles)
    if mine.sees_all and not duties:
        return ~Q(pk__in=[])  # every task; an empty Q would vanish beside "or"
    return _tied(mine.sees_below, mine.sees_itself, duties) | _named(mine, duties)


def acting_on(viewer: Viewer, roles: Collection[GrantRole], duties: Collection[DutyRole]) -> Q:
    """The tasks on which the viewer, in one of these roles, acts for a unit with one of these duties: those on which
    `standing_on` says so."""
    mine = viewer.only(*roles)
    assigned = {held.unit for held in mine.held if held.scope is GrantScope.ASSIGNED}
    below = mine.only(GrantRole.RECTIFYING_UNIT).sees_below
    itself = {held.unit for held in mine.held if held.scope is not GrantScope.ASSIGNED} - below
    found = _tied(below, itself, duties) | _named(mine, duties)
    return found | _named(mine) & _tied((), assigned, duties) if assigned else found


def _tied(below: Collection[int], itself: Collection[int], duties: Collection[DutyRole]) -> Q:
    """Tasks to which these units, the first with all below them, are tied by a duty."""
    if not below and not itself:
        return Q(pk__in=[])
    tied = sight.through(below, itself, sight.duties(duties))
    return Q(Exists(Sight.objects.filter(tied, task=OuterRef("pk"))))


def _named(viewer: Viewer, duties: Collection[DutyRole] = ()) -> Q:
    """Tasks that name the viewer's person in a live duty, one of these if any are named, else or as the leader; none where
    no grant is limited to them."""
    person = viewer.assigned_person
    return Q(pk__in=[]) if person is None else _names(person, duties)


def _names(person: int | Given, duties: Collection[DutyRole] = ()) -> Q:
    owed = Duty.objects.filter(task=OuterRef("pk"), until__isnull=True, person=person)
    if duties:
        return Q(Exists(owed.filter(role__in=[duty.value for duty in duties])))
    return Q(Exists(owed)) | Q(leader=person)


def _through(below: sight.Units, itself: sight.Units) -> Q:
    return Q(Exists(Sight.objects.filter(sight.through(below, itself), task=OuterRef("pk"))))


def visible_problems(viewer: Viewer) -> QuerySet[Problem]:
    """Problems with at least one visible task; who sees all sees those without a task as well."""
    if viewer.sees_all:
        return Problem.objects.all()
    return Problem.objects.filter(Exists(visible_tasks(viewer).filter(problem=OuterRef("pk"))))


def visible_inspections(viewer: Viewer) -> QuerySet[Inspection]:
    """Inspections with at least one visible problem; who sees all sees those without a problem as well, an office those of
    its units and those that it entered."""
    if viewer.sees_all:
        return Inspection.objects.all()
    found = Q(Exists(visible_problems(viewer).filter(inspection=OuterRef("pk"))))
    office = viewer.only(GrantRole.RECTIFICATION_OFFICE)
    if office.held:
        found |= Q(recorded_by=viewer.account) | Q(object__in=office.unit_ids)
    return Inspection.objects.filter(found)


def task_for(viewer: Viewer, number: str, *roles: GrantRole, beside: Collection[str] = ()) -> Task:
    """One task by number: `NotVisible` (404) for strangers, `Refused` (403 with the reason) for those who see it but
    hold none of `roles` on it. `beside`: what is shown of it besides its problem, inspection and leader."""
    seen: dict[str, object] = {}
    if not viewer.sees_all:
        seen = {
            "below": sorted(viewer.sees_below),
            "itself": sorted(viewer.sees_itself),
            "person": viewer.assigned_person,
        }
    found: list[Task] = _one(viewer.sees_all, *beside).objects(number=number, **seen)
    if not found:
        raise NotVisible(number)
    (task,) = found
    if roles and not roles_on(viewer, task) & set(roles):
        raise Refused([role_missing(*roles)])
    return task


@cache
def _one(sees_all: bool, *beside: str) -> Prepared:
    """The task of a number among `visible_tasks`: what every page of a task and every step begins with."""

    def build() -> QuerySet[Task]:
        rows = Task.objects.select_related("problem", "problem__inspection", "leader", *beside)
        seen = Q() if sees_all else _through(given_keys("below"), given_keys("itself")) | _names(given_key("person"))
        return rows.filter(seen, number=given_word("number"))

    return Prepared(build)


def roles_on(viewer: Viewer, task: Task) -> frozenset[GrantRole]:
    """The roles that the viewer holds on this very task.

    A role counts when its grant is over everything, or reaches a unit with a live duty on the task, or, limited to what is
    assigned, when the task names the viewer's person. A role held elsewhere opens nothing here, nor does the region alone.
    """
    duties = _OWING.rows(task=task.pk)
    return frozenset(held.role for held in grants_on(viewer, task, duties))


_OWING = Prepared(
    lambda: Duty.objects.filter(task=given_key("task"), until__isnull=True).values_list("unit__path", "person_id")
)


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
