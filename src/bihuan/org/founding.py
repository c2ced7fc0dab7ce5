"""The first accounts of an installation, made on the server's command line before anybody can sign in."""

from django.db import transaction

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.accounts import add_account, give_grant
from bihuan.org.models import Account, Grant, Unit, UnitKind
from bihuan.org.services import UnitFacts, add_unit

ADMINISTRATORS = {
    "sysadmin": GrantRole.SYSTEM_ADMIN,
    "secadmin": GrantRole.SECURITY_ADMIN,
    "auditor": GrantRole.AUDIT_ADMIN,
}


@transaction.atomic
def create_administrators(*, unit_name: str) -> list[tuple[Account, str]]:
    """One account for each of the three administrators, with its temporary password.

    The unit is the root of the tree and is made when it is not there. Raises Refused when an administrator exists: from
    then on accounts are opened on the pages, where two people check each other.
    """
    if Grant.objects.filter(
        role__in=ADMINISTRATORS.values(), revoked_at__isnull=True, account__is_active=True
    ).exists():
        raise Refused([Reason("administrators_exist", _("管理员账号已经有了，请由系统管理员在页面上增设账号。"))])
    unit = Unit.objects.filter(parent=None, name=unit_name.strip()).first()
    if unit is None:
        unit = add_unit(actor=None, parent=None, facts=UnitFacts(name=unit_name, kind=UnitKind.OFFICE))
    made = []
    for username, role in ADMINISTRATORS.items():
        account, password = add_account(actor=None, username=username)
        give_grant(actor=None, account=account, unit=unit, role=role, scope=GrantScope.ALL)
        made.append((account, password))
    return made
