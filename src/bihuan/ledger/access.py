"""Which tasks a viewer sees. Lists, counters, exports and single pages all go through here."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Reason, Refused
from bihuan.ledger.models import Duty, Problem, Task
from bihuan.org.access import Viewer


class NotVisible(Http404):
    """The viewer may not know whether this exists."""


def visible_tasks(viewer: Viewer) -> QuerySet[Task]:
    """Every task that the viewer may see.

    A grant over everything sees all; others see the tasks on which one of their units holds a live duty, and those
    whose problem lies in their region.
    """
    if viewer.sees_all:
        return Task.objects.all()
    units = viewer.unit_ids
    if not units:
        return Task.objects.none()
    owed = Duty.objects.filter(task=OuterRef("pk"), unit__in=units, until__isnull=True)
    return Task.objects.filter(Exists(owed) | Q(problem__region__in=units))


def visible_problems(viewer: Viewer) -> QuerySet[Problem]:
    """Problems with at least one visible task; who sees all sees those without a task as well."""
    if viewer.sees_all:
        return Problem.objects.all()
    return Problem.objects.filter(Exists(visible_tasks(viewer).filter(problem=OuterRef("pk"))))


def task_for(viewer: Viewer, number: str, *roles: GrantRole) -> Task:
    """One task by number: `NotVisible` (404) for strangers, `Refused` (403 with the reason) for those who see it but
    hold none of `roles`."""
    task = (
        visible_tasks(viewer).select_related("problem", "problem__inspection", "leader").filter(number=number).first()
    )
    if task is None:
        raise NotVisible(number)
    if roles and not viewer.has(*roles):
        wanted = "、".join(role.label for role in roles)
        raise Refused([Reason("role", "这一步由%(roles)s办理。", {"roles": wanted})])
    return task
