"""What the ledger's services ask before they write: is the actor the rectification office here, and is it said why?"""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Reason
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.access import visible_inspections, visible_tasks
from bihuan.ledger.models import Inspection, Task
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account, Unit


def as_office(actor: Account) -> Viewer:
    """The actor with its grants of the rectification office alone: what it may write, not all that it may see."""
    return viewer_for(actor).only(GrantRole.RECTIFICATION_OFFICE)


def not_office(actor: Account, unit: Unit | None = None) -> list[Reason]:
    """Why the actor may not act as rectification office, over `unit` if one is given; empty when it may."""
    office = as_office(actor)
    if not office.held:
        return [Reason("role_missing", _("这件事由%(role)s办理。"), {"role": GrantRole.RECTIFICATION_OFFICE})]
    if unit is None or office.sees_all or unit.pk in office.unit_ids:
        return []
    return [Reason("not_your_unit", _("%(unit)s不在您的管理范围内。"), {"unit": unit})]


def not_of_office(actor: Account, tasks: Collection[Task]) -> list[Reason]:
    """A reason for each of these tasks over which the actor is not the rectification office."""
    office = as_office(actor)
    if not office.held:
        return not_office(actor)
    if office.sees_all:
        return []
    wanted = [task.pk for task in tasks]
    seen = set(visible_tasks(office).filter(pk__in=wanted).values_list("pk", flat=True))
    message = _("任务%(number)s不在您的办理范围内。")
    return [Reason("not_yours", message, {"number": task.number}) for task in tasks if task.pk not in seen]


def inspections_of(actor: Account) -> QuerySet[Inspection]:
    """Those into which the actor may enter problems as rectification office: of a unit over which it is the office; those
    without a unit if it recorded them or sees them."""
    office = as_office(actor)
    if office.sees_all:
        return Inspection.objects.all()
    return visible_inspections(office).filter(Q(object__in=office.unit_ids) | Q(object__isnull=True))


def inspection_unknown(number: str) -> Reason:
    """The same words for an inspection that is not there and one that is none of the actor's: they tell nothing."""
    return Reason("inspection_unknown", _("没有编号为“%(number)s”的督察。"), {"number": number})
