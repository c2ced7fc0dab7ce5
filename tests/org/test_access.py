"""Rows and rights say the same: what is listed may be opened, and a role counts only where it is held."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.core.codes import DutyRole, GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.ledger.access import NotVisible, roles_on, task_for, visible_problems, visible_tasks
from bihuan.ledger.duties import end_duty
from bihuan.ledger.models import Task
from bihuan.org.access import READS_CASES, Viewer, viewer_for
from bihuan.org.models import Account, Grant
from bihuan.platform import clock
from tests.examples import examples
from tests.world import EVERYONE, INSIDE, OUTSIDE, World, grant, make_account, make_task

pytestmark = pytest.mark.django_db

UNITS = ("city", "housing", "county", "county_housing", "town", "other_county")
Given = tuple[str, GrantRole, GrantScope]
Owed = tuple[str, DutyRole, bool]

grants = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(GrantRole), st.sampled_from(GrantScope)), max_size=3
)
duties = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(DutyRole), st.booleans()), max_size=3, unique_by=lambda d: d[1]
)


def again(account: Account) -> Viewer:
    """The viewer with the grants as they are now."""
    return viewer_for(Account.objects.get(pk=account.pk))


def stage(world: World, held: Sequence[Given], owed: Sequence[Owed]) -> tuple[Viewer, Task]:
    account = make_account(f"viewer{Account.objects.count()}", name="某某", unit=world.units["town"])
    for unit, role, scope in dict.fromkeys(held):
        grant(account, world.units[unit], role, scope)
    task = make_task(
        f"ZG-2026-1{Task.objects.count():03}",
        world.problem,
        world.accounts["office"],
        {role: (world.units[unit], account.person if named else None) for unit, role, named in owed},
    )
    return again(account), task


def may_see(world: World, held: Sequence[Given], owed: Sequence[Owed]) -> bool:
    """The rule once more, in plain words, over the names of the small world."""
    above = {"town": ["county", "city"], "county_housing": ["county", "city"]}
    for unit, role, scope in held:
        if role not in READS_CASES:
            continue
        if scope is GrantScope.ALL:
            return True
        for owing, _, named in owed:
            if scope is GrantScope.ASSIGNED and named:
                return True
            if scope in (GrantScope.OWN, GrantScope.SUBTREE) and owing == unit:
                return True
            if scope is GrantScope.SUBTREE and unit in above.get(owing, ["city"]):
                return True
    return False


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=grants, owed=duties)
def test_what_may_be_opened_is_what_is_listed_and_a_role_counts_where_it_is_held(
    world: World, held: list[Given], owed: list[Owed]
) -> None:
    viewer, task = stage(world, held, owed)
    in_region = [(unit, role, scope) for unit, role, scope in held if scope is not GrantScope.ASSIGNED]
    expected = may_see(world, held, owed) or may_see(world, in_region, [("county", DutyRole.ASSIST, False)])
    assert (task in visible_tasks(viewer)) == expected
    assert bool(roles_on(viewer, task) & READS_CASES) == may_see(world, held, owed)
    if expected:
        assert task_for(viewer, task.number) == task
    else:
        with pytest.raises(NotVisible):
            task_for(viewer, task.number)


@pytest.mark.parametrize("key", EVERYONE)
def test_the_small_world_is_seen_by_those_inside_alone(world: World, key: str) -> None:
    viewer = again(world.accounts[key])
    assert visible_tasks(viewer).exists() == visible_problems(viewer).exists() == (key in INSIDE)


@pytest.mark.parametrize("key", OUTSIDE)
def test_a_stranger_cannot_tell_a_hidden_task_from_none(world: World, key: str) -> None:
    viewer = again(world.accounts[key])
    for number in (world.task.number, "ZG-2026-9999"):
        with pytest.raises(NotVisible):
            task_for(viewer, number, GrantRole.VERIFIER)


def test_a_colleague_without_the_role_is_told_who_has_it(world: World) -> None:
    with pytest.raises(Refused) as caught:
        task_for(again(world.accounts["lead"]), world.task.number, GrantRole.VERIFIER)
    assert [(r.code, r.text()) for r in caught.value.reasons] == [
        ("role_missing", "这里由验收单位办理，您没有这一职责。")
    ]


def test_a_role_held_elsewhere_opens_nothing_here(world: World) -> None:
    """A leader who sees everything and is a verifier of another county is no verifier of this task."""
    leader = world.accounts["leader"]
    grant(leader, world.units["other_county"], GrantRole.VERIFIER, GrantScope.SUBTREE)
    with pytest.raises(Refused):
        task_for(again(leader), world.task.number, GrantRole.VERIFIER)


def test_an_ended_duty_ends_the_sight(world: World) -> None:
    lead = world.accounts["lead"]
    end_duty(
        actor=world.accounts["office"], task=world.task, unit=world.units["housing"], role=DutyRole.LEAD, reason="改派"
    )
    assert not visible_tasks(again(lead)).exists()
    assert roles_on(again(lead), world.task) == frozenset()


def test_a_named_leader_sees_the_task_that_he_sponsors(world: World) -> None:
    account = make_account("sponsor", name="某领导", unit=world.units["city"])
    grant(account, world.units["city"], GrantRole.LEADER, GrantScope.ASSIGNED)
    assert not visible_tasks(again(account)).exists()
    Task.objects.filter(pk=world.task.pk).update(leader=account.person)
    assert list(visible_tasks(again(account))) == [world.task]


def test_revoked_grants_closed_units_and_inactive_accounts_see_nothing(world: World) -> None:
    Grant.objects.filter(account=world.accounts["office"]).update(revoked_at=clock.now())
    world.units["housing"].active = False
    world.units["housing"].save()
    Account.objects.filter(username="leader").update(is_active=False)
    for key in ("office", "lead", "leader"):
        assert not visible_tasks(again(world.accounts[key])).exists()


def test_the_sight_costs_one_query_however_wide_it_is(world: World, django_assert_num_queries: object) -> None:
    viewer = again(world.accounts["duty"])
    with django_assert_num_queries(1):  # type: ignore[operator]  # the fixture is typed only in pytest-django's internals
        list(visible_tasks(viewer))
        list(visible_tasks(viewer)[:0])
