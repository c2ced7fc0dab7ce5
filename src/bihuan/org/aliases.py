"""Learning by what other names documents call a unit. The office that reads them may do it for units within its reach."""

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Reason, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.access import role_missing, viewer_for
from bihuan.org.models import Account, Unit, UnitAlias

OFFICE = GrantRole.RECTIFICATION_OFFICE


@transaction.atomic
def keep_alias(*, actor: Account, unit: Unit, name: str) -> UnitAlias:
    """Let `name` mean this unit in documents to come; a name it has already is no change."""
    name = " ".join(name.split())[:120]
    demand(*blank("alias", name, _("别名不能为空。")), *_out_of_reach(actor, unit))
    alias, made = UnitAlias.objects.get_or_create(unit=unit, name=name)
    if made:
        audit.record("org.keep_alias", unit, actor=actor, body={"unit": unit.name, "alias": name})
    return alias


def _out_of_reach(actor: Account, unit: Unit) -> list[Reason]:
    held = [grant for grant in viewer_for(actor).held if grant.role is OFFICE]
    if not held:
        return [role_missing(OFFICE)]
    if any(grant.scope is GrantScope.ALL or grant.reaches(unit.path) for grant in held):
        return []
    return [Reason("not_your_unit", _("%(unit)s不在您的管理范围内。"), {"unit": unit})]
