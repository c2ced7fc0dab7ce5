"""Who may be named as having come to a site check or a recheck: forms offer them, and the API finds nobody else."""

from django.db.models import Q, QuerySet

from bihuan.core.codes import DutyRole, GrantRole
from bihuan.ledger.standing import Standing
from bihuan.org.models import Account

_CHECK = (GrantRole.VERIFIER, GrantRole.SUPERVISOR, GrantRole.RECTIFICATION_OFFICE)
_ANYWHERE = (GrantRole.RECTIFICATION_OFFICE, GrantRole.INSPECTOR)


def checkers(standing: Standing) -> QuerySet[Account]:
    """People of the accepting and supervising units, and of those in whose name the asker acts, who may verify."""
    return _live(_of_task(standing, *_CHECK))


def recheckers(standing: Standing) -> QuerySet[Account]:
    """Besides those who verify on this task, everybody of the office and of inspection teams."""
    return _live(_of_task(standing, *_CHECK, *_ANYWHERE) | Q(grants__role__in=_ANYWHERE))


def _of_task(standing: Standing, *roles: GrantRole) -> Q:
    units = standing.with_duty(DutyRole.ACCEPT, DutyRole.SUPERVISE) | standing.units
    return Q(grants__unit__in=units, grants__role__in=roles)


def _live(by: Q) -> QuerySet[Account]:
    found = Account.objects.filter(by, is_active=True, grants__revoked_at=None)
    return found.select_related("person").distinct().order_by("pk")
