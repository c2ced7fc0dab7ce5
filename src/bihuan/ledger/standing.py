"""In whose name, and in which roles, an account acts on one task. The guards of every step are judged on this."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bihuan.core.codes import DutyRole, GrantRole, GrantScope
from bihuan.core.facts import Facts, Limits
from bihuan.ledger.access import grants_on
from bihuan.ledger.models import Duty, Task
from bihuan.org.access import Held, Viewer, live_post, viewer_for
from bihuan.org.models import Account, Post, Unit


@dataclass(frozen=True)
class Standing:
    """`units`: in whose name the account acts here; `interests`: whose interest it may share, the units above its own.

    `duties` are the live duties of the task, with unit and person loaded.
    """

    account: Account | None
    roles: frozenset[GrantRole]
    units: frozenset[int]
    interests: frozenset[int]
    duties: tuple[Duty, ...]
    held: tuple[Held, ...] = ()

    def with_duty(self, *roles: DutyRole) -> frozenset[int]:
        """Ids of the units that hold one of these duties."""
        return frozenset(duty.unit_id for duty in self.duties if duty.role in roles)

    def unit_for(self, *roles: GrantRole) -> Unit | None:
        """The unit whose name stands under what this account does in one of these roles: the unit of the task that its
        grant reaches, else the unit of the grant."""
        held = [grant for grant in self.held if grant.role in roles]
        for grant in held:
            for duty in self.duties:
                if duty.unit_id in self.units and duty.unit.path.startswith(grant.path):
                    return duty.unit
        return Unit.objects.get(pk=held[0].unit) if held else None


def live_duties(task: Task) -> tuple[Duty, ...]:
    order = {role.value: place for place, role in enumerate(DutyRole)}
    rows = task.duties.filter(until__isnull=True).select_related("unit", "person")
    return tuple(sorted(rows, key=lambda duty: (order[duty.role], duty.pk)))


def standing_on(task: Task, account: Account | None, duties: tuple[Duty, ...] | None = None) -> Standing:
    """How an account stands to a task: one query for the duties, one for grants and posts unless they are loaded."""
    duties = live_duties(task) if duties is None else duties
    viewer = viewer_for(account)
    paths = {duty.unit_id: duty.unit.path for duty in duties}
    reaching = grants_on(viewer, task, [(duty.unit.path, duty.person_id) for duty in duties])
    units = {held.unit for held in reaching}
    if any(held.scope is GrantScope.ASSIGNED for held in reaching):
        units |= {duty.unit_id for duty in duties if duty.person_id == viewer.assigned_person}
    for held in reaching:
        if held.role is GrantRole.RECTIFYING_UNIT and held.scope is GrantScope.SUBTREE:
            units |= {pk for pk, path in paths.items() if path.startswith(held.path)}
    return Standing(
        account=viewer.account,
        roles=frozenset(held.role for held in reaching),
        units=frozenset(units),
        interests=interests(viewer),
        duties=duties,
        held=tuple(reaching),
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


def posts_of(accounts: Collection[int]) -> dict[int, frozenset[int]]:
    """For each of these accounts whose person holds posts: their units and the units above those, without roots."""
    rows = Post.objects.filter(live_post(), person__account__in=accounts)
    found: dict[int, list[str]] = {}
    for account, path in rows.values_list("person__account", "unit__path"):
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
