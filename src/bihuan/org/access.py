"""Who may do what, and whose rows they see. Every room asks here and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet, Value

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.models import Account, Grant, Post, Unit
from bihuan.platform import clock
from bihuan.platform.prepared import Given, Prepared, given_day, given_key

READS_CASES = frozenset(
    {
        GrantRole.RECTIFICATION_OFFICE,
        GrantRole.RECTIFYING_UNIT,
        GrantRole.SUPERVISOR,
        GrantRole.VERIFIER,
        GrantRole.LEADER,
        GrantRole.INSPECTOR,
    }
)
"""Roles that come with cases to see. The three administrators run the system and see none (三员分立)."""

ADMINISTRATORS = frozenset({GrantRole.SYSTEM_ADMIN, GrantRole.SECURITY_ADMIN, GrantRole.AUDIT_ADMIN})
"""系统管理员 keeps units, people and accounts; 安全管理员 gives rights and unlocks; 审计管理员 reads the log."""


@dataclass(frozen=True, slots=True)
class Held:
    """One live grant: a role at a unit (`path` of the unit) and how far it reaches."""

    role: GrantRole
    scope: GrantScope
    unit: int
    path: str

    def reaches(self, path: str) -> bool:
        """Whether a unit lies within: everything, this unit and those below, or this unit.

        ASSIGNED reaches no unit: it reaches only the tasks on which the person is named.
        """
        if self.scope is GrantScope.SUBTREE:
            return path.startswith(self.path)
        return self.scope is GrantScope.ALL or (self.scope is GrantScope.OWN and path == self.path)


@dataclass(frozen=True)
class Viewer:
    """An account with its live grants, and the paths of the units in which its person holds a post, loaded once per
    request. The public is a viewer without grants."""

    account: Account | None
    held: tuple[Held, ...] = field(default=())
    posts: tuple[str, ...] = field(default=())

    @cached_property
    def roles(self) -> frozenset[GrantRole]:
        return frozenset(h.role for h in self.held)

    @cached_property
    def sees_all(self) -> bool:
        return any(h.scope is GrantScope.ALL and h.role in READS_CASES for h in self.held)

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """Units whose tasks this viewer sees: its own, and those below where the scope is a subtree.

        Not those of ASSIGNED (see `assigned_person`) nor of ALL (see `sees_all`).
        """
        below = [held.path for held in self._reading(GrantScope.SUBTREE)]
        own = self.sees_below | self.sees_itself
        return own | set(subtree(below).values_list("pk", flat=True)) if below else own

    @cached_property
    def sees_below(self) -> frozenset[int]:
        """The units of `unit_ids` that stand for all below them, needing no query."""
        return frozenset(held.unit for held in self._reading(GrantScope.SUBTREE))

    @cached_property
    def sees_itself(self) -> frozenset[int]:
        """The units of `unit_ids` that stand for themselves alone."""
        return frozenset(held.unit for held in self._reading(GrantScope.OWN)) - self.sees_below

    def sees_all_of(self, path: str) -> bool:
        """Whether every task of the unit at `path`, and of those below it, is seen through a grant over a subtree."""
        return any(path.startswith(held.path) for held in self._reading(GrantScope.SUBTREE))

    def _reading(self, scope: GrantScope) -> list[Held]:
        return [held for held in self.held if held.scope is scope and held.role in READS_CASES]

    @cached_property
    def assigned_person(self) -> int | None:
        """The person for whom tasks are seen by name, when a grant is limited to what is assigned."""
        limited = any(h.scope is GrantScope.ASSIGNED and h.role in READS_CASES for h in self.held)
        return self.account.person_id if limited and self.account else None

    def has(self, *roles: GrantRole) -> bool:
        """Whether any of these roles is held anywhere: opens a page or a menu, never a row."""
        return bool(self.roles & set(roles))

    def only(self, *roles: GrantRole) -> "Viewer":
        """The same account with its grants of these roles alone: what it may do, not all that it may see."""
        held = tuple(held for held in self.held if held.role in roles)
        return self if held == self.held else Viewer(self.account, held, self.posts)

    def reaches(self, role: GrantRole, path: str, scope: GrantScope = GrantScope.OWN) -> bool:
        """Whether `role` is held over the unit at `path`, and over all that `scope` would add to it."""
        for held in self.held:
            if held.role is not role or not held.reaches(path):
                continue
            if held.scope is GrantScope.ALL or (scope is not GrantScope.ALL and held.scope is GrantScope.SUBTREE):
                return True
            if scope in (GrantScope.OWN, GrantScope.ASSIGNED):
                return True
        return False


def live_post(on: date | Given | None = None) -> Q:
    """Posts that have not ended by a day, by default today."""
    return Q(until__isnull=True) | Q(until__gte=on or clock.today())


def subtree(paths: Iterable[str]) -> QuerySet[Unit]:
    """Units at or below any of these paths."""
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(path__startswith=path)
    return Unit.objects.filter(wanted)


def _holdings() -> QuerySet[Any, Any]:
    """Role, scope, unit and its path of each live grant of an account, and with empty roles those of its person's posts."""
    grants = Grant.objects.filter(account=given_key("account"), revoked_at__isnull=True, unit__active=True)
    posts = Post.objects.filter(live_post(given_day("today")), person=given_key("person")).annotate(none=Value(""))
    return (
        grants.order_by()
        .values_list("role", "scope", "unit", "unit__path")
        .union(posts.order_by().values_list("none", "none", "unit", "unit__path"), all=True)
    )


_HOLDINGS = Prepared(_holdings)  # every request asks for its account's


def viewer_for(account: Account | AnonymousUser | None) -> Viewer:
    """The viewer behind a request's user. An inactive account sees what the public sees."""
    if not isinstance(account, Account) or not account.is_active:
        return Viewer(None)
    cached: Viewer | None = getattr(account, "_viewer", None)
    if cached is None:
        found = _HOLDINGS.rows(account=account.pk, person=account.person_id, today=clock.today())
        held = tuple(Held(GrantRole(role), GrantScope(scope), unit, path) for role, scope, unit, path in found if role)
        cached = Viewer(account, held, tuple(path for role, _scope, _unit, path in found if not role))
        account._viewer = cached  # type: ignore[attr-defined]  # lives as long as the request's user object
    return cached


def office_of(account: Account) -> Unit | None:
    """The unit for which an account hands files in: that of its first live grant as rectification office."""
    office = GrantRole.RECTIFICATION_OFFICE
    grants = account.grants.filter(role=office, revoked_at__isnull=True, unit__active=True).select_related("unit")
    first = grants.order_by("pk").first()
    return first.unit if first else None


def require(viewer: Viewer, *roles: GrantRole) -> None:
    """`Refused` (403) unless the viewer holds one of the roles somewhere."""
    if not viewer.has(*roles):
        raise Refused([role_missing(*roles)])


def role_missing(*roles: GrantRole) -> Reason:
    return Reason("role_missing", _("这里由%(roles)s办理，您没有这一职责。"), {"roles": roles})
