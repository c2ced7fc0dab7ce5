"""What the services of this room ask before they write: is the actor the administrator for this, over this unit?

An actor of None is whoever runs the server's command line and needs no grant: the database lies open to them anyway.
"""

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Reason
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.access import live_post, role_missing, viewer_for
from bihuan.org.models import Account, Person, Post, Unit


def not_administrator(
    actor: Account | None, role: GrantRole, unit: Unit | None = None, scope: GrantScope = GrantScope.OWN
) -> list[Reason]:
    """Why the actor may not act as this administrator over a unit (None: over the root of a new tree, everything)."""
    if actor is None:
        return []
    if missing := not_of_role(actor, role):
        return missing
    path, scope = (unit.path, scope) if unit else ("", GrantScope.ALL)
    if viewer_for(actor).reaches(role, path, scope):
        return []
    return [Reason("not_your_unit", _("%(unit)s不在您的管理范围内。"), {"unit": unit or _("最上级")})]


def not_of_role(actor: Account | None, role: GrantRole) -> list[Reason]:
    """Why the actor is not this administrator anywhere."""
    return [] if actor is None or viewer_for(actor).has(role) else [role_missing(role)]


def not_of_person(actor: Account | None, role: GrantRole, person: Person) -> list[Reason]:
    """Why the actor may not act as this administrator on a person: one of the posts held now must lie within reach; who
    holds none is anybody's to appoint."""
    if actor is None:
        return []
    posts = list(Post.objects.filter(live_post(), person=person).select_related("unit"))
    found = [not_administrator(actor, role, post.unit) for post in posts]
    return [] if not found or not all(found) else found[0]


def not_over_account(actor: Account | None, role: GrantRole, account: Account) -> list[Reason]:
    """Why the actor may not act as this administrator on an account: every live grant of it must lie within reach."""
    if actor is None:
        return []
    if missing := not_of_role(actor, role):
        return missing
    for grant in account.grants.filter(revoked_at__isnull=True).select_related("unit"):
        if found := not_administrator(actor, role, grant.unit, GrantScope(grant.scope)):
            return found
    return []
