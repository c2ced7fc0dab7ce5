"""In whose name, and in which roles, an account acts on one task. The guards of every step are judged on this."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from bihuan.core.codes import DutyRole, GrantRole, GrantScope
from bihuan.core.facts import Facts, Limits
from bihuan.core.loop import Acting
from bihuan.ledger.access import grants_on
from bihuan.ledger.models import Duty, Task
from bihuan.org.access import Held, Viewer, live_post, viewer_for
from bihuan.org.models import Account, Grant, Post, Unit
from bihuan.platform.prepared import Prepared, given_key


@dataclass(frozen=True)
class Standing:
    """`held`: the grants that count here, each with the units in whose name it lets the account act; `interests`: whose
    interest the account may share, the units above its own.

    `duties` are the live duties of the task, with unit and person loaded.
    """

    account: Account | None
    held: tuple[tuple[Held, frozenset[int]], ...]
    interests: frozenset[int]
    duties: tuple[Duty, ...]

    @cached_property
    def roles(self) -> frozenset[GrantRole]:
        return frozenset(grant.role for grant, _units in self.held)

    @cached_property
    def units(self) -> frozenset[int]:
        """Every unit in whose name the account acts here. A leader takes no step, and shares the interest of his unit."""
        return self.units_as(*self.roles - {GrantRole.LEADER})

    def units_as(self, *roles: GrantRole) -> frozenset[int]:
        """The units in whose name the account acts in these roles: what one grant opens, another's unit does not get."""
        return frozenset[int]().union(*(units for grant, units in self.held if grant.role in roles))

    @property
    def acting(self) -> Acting:
        """As the loop judges it."""
        return {role: keys(self.units_as(role)) for role in self.roles}

    def with_duty(self, *roles: DutyRole) -> frozenset[int]:
        """Ids of the units that hold one of these duties."""
        return frozenset(duty.unit_id for duty in self.duties if duty.role in roles)

    def unit_for(self, roles: Collection[GrantRole], duties: Collection[DutyRole] = ()) -> Unit | None:
        """The unit whose name stands under what this account does in one of these roles: a unit of the task for which it
        acts in that role, one with such a duty first, else the unit of the grant."""
        held = [(grant, units) for grant, units in self.held if grant.role in roles]
        for wanted in (duties, tuple(DutyRole)):
            for _grant, units in held:
                for duty in self.duties:
                    if duty.unit_id in units and duty.role in wanted:
                        return duty.unit
        return Unit.objects.get(pk=held[0][0].unit) if held else None

    def also_as(self, role: GrantRole, unit: Unit) -> "Standing":
        """The same, and besides in the name of this unit."""
        more = Held(role, GrantScope.OWN, unit.pk, unit.path)
        return replace(self, held=(*self.held, (more, frozenset({unit.pk}))))


def live_duties(task: Task) -> tuple[Duty, ...]:
    order = {role.value: place for place, role in enumerate(DutyRole)}
    rows: list[Duty] = _DUTIES.objects(task=task.pk)
    for duty in rows:
        duty.task = task
    return tuple(sorted(rows, key=lambda duty: (order[duty.role], duty.pk)))


_DUTIES = Prepared(  # every step asks for them
    lambda: Duty.objects.filter(task=given_key("task"), until__isnull=True).select_related("unit", "person")
)


def standing_on(task: Task, account: Account | None, duties: tuple[Duty, ...] | None = None) -> Standing:
    """How an account stands to a task: one query for the duties, one for grants and posts unless they are loaded."""
    duties = live_duties(task) if duties is None else duties
    viewer = viewer_for(account)
    reaching = grants_on(viewer, task, [(duty.unit.path, duty.person_id) for duty in duties])
    led = {held.unit for held in reaching if held.role is GrantRole.LEADER}
    return Standing(
        account=viewer.account,
        held=tuple((held, _acted_for(held, viewer, duties)) for held in reaching),
        interests=interests(viewer) | led,
        duties=duties,
    )


def _acted_for(held: Held, viewer: Viewer, duties: Collection[Duty]) -> frozenset[int]:
    """The units in whose name one grant lets act on the task of these duties. `access.acting_on` finds the tasks by the
    same rule."""
    named = held.scope is GrantScope.ASSIGNED
    below = held.role is GrantRole.RECTIFYING_UNIT and held.scope is GrantScope.SUBTREE
    return frozenset(
        {held.unit}
        | {duty.unit_id for duty in duties if named and duty.person_id == viewer.assigned_person}
        | {duty.unit_id for duty in duties if below and duty.unit.path.startswith(held.path)}
    )


def interests(viewer: Viewer) -> frozenset[int]:
    """Units whose interest the viewer may share besides those it acts for: the units above them, and those in which the
    person holds a post, for whoever is lent to the office (抽调) stays of the own bureau. The root of a tree stands above
    everyone, so sharing it says nothing."""
    return frozenset(pk for held in viewer.held for pk in above(held.path)) | _shared(viewer.posts)


def shares_in(viewer: Viewer, unit: Unit) -> bool:
    """Whether the viewer acts for a unit or may share its interest."""
    own = interests(viewer) | {held.unit for held in viewer.held}
    works = (held for held in viewer.held if held.role is GrantRole.RECTIFYING_UNIT)
    return unit.pk in own or any(held.reaches(unit.path) for held in works)


def interests_of(accounts: Collection[int]) -> dict[int, frozenset[int]]:
    """For each of these accounts: the units of its posts and grants, and the units above those, without roots."""
    posts = Post.objects.filter(live_post(), person__account__in=accounts).order_by()
    grants = Grant.objects.filter(revoked_at__isnull=True, account__in=accounts).order_by()
    found: dict[int, list[str]] = {}
    rows = posts.values_list("person__account", "unit__path")
    for account, path in rows.union(grants.values_list("account", "unit__path"), all=True):
        found.setdefault(account, []).append(path)
    return {account: _shared(paths) for account, paths in found.items()}


def _shared(paths: Iterable[str]) -> frozenset[int]:
    """Ids of the units at these paths and above them, without roots."""
    return frozenset(int(pk) for path in paths for pk in path.rstrip(".").split(".")[1:])


def above(path: str) -> frozenset[int]:
    """Ids of the units over the one at `path`, without the root."""
    return frozenset(int(pk) for pk in path.rstrip(".").split(".")[1:-1])


def facts_of(standing: Standing, limits: Limits) -> Facts:
    """What the guards need to know of who acts and who owes what; the rooms above add the rest."""

    def owing(role: DutyRole) -> frozenset[str]:
        return keys(standing.with_duty(role))

    return Facts(
        limits=limits,
        actor=str(standing.account.pk) if standing.account else "",
        actor_units=keys(standing.units),
        actor_interests=keys(standing.interests),
        lead_units=owing(DutyRole.LEAD),
        duty_units=owing(DutyRole.DUTY),
        assist_units=owing(DutyRole.ASSIST),
        supervise_units=owing(DutyRole.SUPERVISE),
        accept_units=owing(DutyRole.ACCEPT),
        named_persons=sum(duty.person_id is not None for duty in standing.duties),
    )


def keys(ids: Iterable[int]) -> frozenset[str]:
    """Row ids as the text keys by which core knows units and persons."""
    return frozenset(str(pk) for pk in ids)
