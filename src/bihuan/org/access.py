"""Who may do what, and whose rows they see. Every room asks here and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.org.models import Account, Unit


@dataclass(frozen=True, slots=True)
class Held:
    """One live grant: a role at a unit (`path` of the unit) and how far it reaches."""

    role: GrantRole
    scope: GrantScope
    unit: int
    path: str


@dataclass(frozen=True)
class Viewer:
    """An account with its live grants, loaded once per request. The public is a viewer without grants."""

    account: Account | None
    held: tuple[Held, ...] = field(default=())

    @cached_property
    def roles(self) -> frozenset[GrantRole]:
        return frozenset(h.role for h in self.held)

    @cached_property
    def sees_all(self) -> bool:
        return any(h.scope is GrantScope.ALL and h.role in READS_CASES for h in self.held)

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """Units whose duties this viewer sees: its own, and those below where the scope is a subtree."""
        own = {h.unit for h in self.held if h.role in READS_CASES}
        below = [h.path for h in self.held if h.scope is GrantScope.SUBTREE and h.role in READS_CASES]
        return frozenset(own | set(subtree(below).values_list("pk", flat=True)) if below else own)

    def has(self, *roles: GrantRole) -> bool:
        return bool(self.roles & set(roles))

    def roles_at(self, unit_ids: Iterable[int]) -> frozenset[GrantRole]:
        """The roles held over any of these units, by own unit, by subtree or everywhere."""
        wanted = set(unit_ids)
        paths = dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "path"))
        return frozenset(h.role for h in self.held if any(_reaches(h, pk, path) for pk, path in paths.items()))


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


def _reaches(held: Held, unit: int, path: str) -> bool:
    if held.scope is GrantScope.ALL or held.unit == unit:
        return True
    return held.scope is GrantScope.SUBTREE and path.startswith(held.path)


def subtree(paths: Iterable[str]) -> QuerySet[Unit]:
    """Units at or below any of these paths."""
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(path__startswith=path)
    return Unit.objects.filter(wanted)


def viewer_for(account: Account | AnonymousUser | None) -> Viewer:
    """The viewer behind a request's user. An inactive account sees what the public sees."""
    if not isinstance(account, Account) or not account.is_active:
        return Viewer(None)
    cached: Viewer | None = getattr(account, "_viewer", None)
    if cached is None:
        grants = account.grants.filter(revoked_at__isnull=True, unit__active=True).select_related("unit")
        held = tuple(Held(GrantRole(g.role), GrantScope(g.scope), g.unit_id, g.unit.path) for g in grants)
        cached = Viewer(account, held)
        account._viewer = cached  # type: ignore[attr-defined]  # lives as long as the request's user object
    return cached
