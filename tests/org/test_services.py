"""Keeping the unit tree, people and posts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.audit.models import Event
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.ledger.filters import TaskFilter
from bihuan.ledger.persons import serves
from bihuan.ledger.queries import LedgerQuery
from bihuan.org.access import viewer_for
from bihuan.org.accounts import add_account
from bihuan.org.models import Account, Unit, UnitKind
from bihuan.org.services import (
    UnitFacts,
    add_person,
    add_unit,
    appoint,
    change_person,
    change_unit,
    close_unit,
    end_post,
    move_unit,
)
from bihuan.platform import clock, jobs
from tests.examples import examples
from tests.world import World, grant, make_account

pytestmark = pytest.mark.django_db


def codes(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in caught.value.reasons}


def paths_hold() -> bool:
    """Every path is the parent's path and the own id."""
    by_pk = {unit.pk: unit for unit in Unit.objects.all()}
    return all(
        unit.path == f"{by_pk[unit.parent_id].path if unit.parent_id else ''}{unit.pk}." for unit in by_pk.values()
    )


def test_a_unit_is_added_below_its_parent_and_logged(world: World) -> None:
    facts = UnitFacts("云陂市  交通运输局", "市交通局", credit_code="11430000006XXXXX0A".replace("X", "1"))
    unit = add_unit(
        actor=world.accounts["system"], parent=world.units["city"], facts=facts, aliases=["交通局", "市交通局"]
    )
    assert (unit.name, unit.path) == ("云陂市 交通运输局", f"{world.units['city'].path}{unit.pk}.")
    assert [alias.name for alias in unit.aliases.all()] == ["交通局"]
    event = Event.objects.latest("seq")
    assert (event.action, event.subject_id, event.actor_name) == ("org.add_unit", unit.pk, "子系")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (UnitFacts("  "), "name"),
        (UnitFacts("云陂市水利局"), "name_taken"),
        (UnitFacts("新局", credit_code="12345"), "credit_code"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_with_its_reason(world: World, facts: UnitFacts, code: str) -> None:
    with pytest.raises(Refused) as caught:
        add_unit(actor=world.accounts["system"], parent=world.units["city"], facts=facts)
    assert codes(caught) == {code}


@pytest.mark.parametrize("key", ["office", "lead", "leader", "security", "audit", "bare"])
def test_only_the_system_administrator_keeps_the_tree(world: World, key: str) -> None:
    actor, town = world.accounts[key], world.units["town"]
    attempts: list[Callable[[], object]] = [
        lambda: add_unit(actor=actor, parent=town, facts=UnitFacts("新局")),
        lambda: change_unit(actor=actor, unit=town, facts=UnitFacts("新镇"), aliases=[]),
        lambda: move_unit(actor=actor, unit=town, parent=None),
        lambda: close_unit(actor=actor, unit=town, successor=None, why="x"),
        lambda: add_person(actor=actor, name="某", unit=town, title="x"),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as caught:
            attempt()
        assert "role_missing" in codes(caught)
    assert not Event.objects.exists()


def test_a_county_administrator_keeps_the_own_subtree_alone(world: World) -> None:
    actor = make_account("county-system")
    grant(actor, world.units["county"], GrantRole.SYSTEM_ADMIN, GrantScope.SUBTREE)
    add_unit(actor=actor, parent=world.units["town"], facts=UnitFacts("石桥镇环保站"))
    for parent in (world.units["city"], world.units["other_county"], None):
        with pytest.raises(Refused) as caught:
            add_unit(actor=actor, parent=parent, facts=UnitFacts("新局"))
        assert codes(caught) == {"not_your_unit"}


def test_a_renamed_unit_is_still_found_by_its_old_name(world: World) -> None:
    unit = change_unit(
        actor=world.accounts["system"],
        unit=world.units["housing"],
        facts=UnitFacts("云陂市住房城乡建设局", "市住建局"),
        aliases=["建设局"],
    )
    assert {alias.name for alias in unit.aliases.all()} == {"建设局", "云陂市住房和城乡建设局"}


def test_moving_a_unit_takes_its_subtree_and_changes_who_sees_it(world: World) -> None:
    stranger = world.accounts["stranger"]
    move_unit(actor=world.accounts["system"], unit=world.units["county"], parent=world.units["other_county"])
    assert paths_hold()
    town = Unit.objects.get(pk=world.units["town"].pk)
    assert town.pk in viewer_for(Account.objects.get(pk=stranger.pk)).unit_ids


def test_a_unit_cannot_be_moved_into_itself(world: World) -> None:
    for parent in ("county", "town"):
        with pytest.raises(Refused) as caught:
            move_unit(actor=world.accounts["system"], unit=world.units["county"], parent=world.units[parent])
        assert "own_subtree" in codes(caught)


def test_of_two_moves_that_would_make_a_circle_the_second_is_refused(world: World) -> None:
    """Each was decided on what its page showed before the other was done."""
    county, other = (Unit.objects.get(pk=world.units[key].pk) for key in ("county", "other_county"))
    move_unit(actor=None, unit=county, parent=other)
    seen_before = world.units["county"]
    with pytest.raises(Refused) as caught:
        move_unit(actor=None, unit=other, parent=seen_before)
    assert codes(caught) == {"own_subtree"}
    assert paths_hold()


def test_an_administrator_appoints_nobody_who_serves_elsewhere(world: World) -> None:
    keeper = make_account("keeper", name="管甲", unit=world.units["county"])
    grant(keeper, world.units["county"], GrantRole.SYSTEM_ADMIN, GrantScope.SUBTREE)
    of_the_city = add_person(actor=None, name="市里的人", unit=world.units["housing"], title="科长")
    for deed in (
        lambda: appoint(actor=keeper, person=of_the_city, unit=world.units["county"], title="副县长"),
        lambda: add_account(actor=keeper, username="taken", person=of_the_city),
    ):
        with pytest.raises(Refused) as caught:
            deed()
        assert codes(caught) == {"not_your_unit"}
    own = add_person(actor=keeper, name="县里的人", unit=world.units["county"], title="科长")
    assert appoint(actor=keeper, person=own, unit=world.units["town"], title="副镇长").person == own


KEYS = ["city", "county", "town", "housing", "other_county", "team", "county_housing"]


@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from([*KEYS, None])), max_size=5))
def test_after_any_moves_every_path_leads_from_the_root(world: World, moves: list[tuple[str, str | None]]) -> None:
    for key, to in moves:
        unit = Unit.objects.get(pk=world.units[key].pk)
        parent = Unit.objects.get(pk=world.units[to].pk) if to else None
        try:
            move_unit(actor=None, unit=unit, parent=parent)
        except Refused as refused:
            assert {reason.code for reason in refused.reasons} == {"own_subtree"}
    assert paths_hold()


def test_a_unit_with_open_units_below_is_not_closed(world: World) -> None:
    with pytest.raises(Refused) as caught:
        close_unit(actor=None, unit=world.units["county"], successor=world.units["county"], why=" ")
    assert codes(caught) == {"units_below", "successor", "why"}


def test_a_closed_unit_says_who_took_over_and_its_grants_stop(world: World) -> None:
    unit = close_unit(actor=None, unit=world.units["housing"], successor=world.units["water"], why="机构改革")
    assert (unit.active, unit.successor) == (False, world.units["water"])
    assert viewer_for(Account.objects.get(username="lead")).roles == frozenset()
    with pytest.raises(Refused):
        add_unit(actor=None, parent=unit, facts=UnitFacts("新科"))


def test_posts_begin_and_end_and_the_telephone_stays_out_of_the_log(world: World) -> None:
    person = add_person(actor=None, name=" 某某 ", unit=world.units["water"], title="科长", phone="0700-0000000")
    post = appoint(actor=None, person=person, unit=world.units["town"], title="副镇长", since=clock.today())
    with pytest.raises(Refused) as caught:
        end_post(actor=None, post=post, until=clock.today() - timedelta(days=1))
    assert codes(caught) == {"until_before_since"}
    assert end_post(actor=None, post=post).until == clock.today()
    with pytest.raises(Refused):
        end_post(actor=None, post=post)
    assert person.name == "某某"
    assert not Event.objects.filter(body__contains="0700").exists()


def test_two_units_do_not_stand_on_one_tile_of_the_map(world: World) -> None:
    system, county, other = world.accounts["system"], world.units["county"], world.units["other_county"]

    def place(unit: Unit, tile: tuple[int, int] | None) -> Unit:
        facts = UnitFacts(unit.name, unit.short_name, UnitKind(unit.kind), tile=tile)
        return change_unit(actor=system, unit=unit, facts=facts, aliases=[])

    assert place(county, (3, 2)).tile_x == 3
    for taken in ((3, 2), (3, 100)):
        with pytest.raises(Refused) as caught:
            place(other, taken)
        assert codes(caught) == {"tile_x"}
    assert place(county, (3, 2)).tile_y == 2
    place(county, None)
    assert place(other, (3, 2)).tile_x == 3


def test_a_name_that_means_another_unit_is_not_entered_as_an_alias(world: World) -> None:
    water = world.units["water"]
    facts = UnitFacts(water.name, water.short_name)
    for name in ("市住建局", "有关部门"):
        with pytest.raises(Refused) as caught:
            change_unit(actor=world.accounts["system"], unit=water, facts=facts, aliases=["水务局", name])
        assert codes(caught) == {"aliases"}
    assert not water.aliases.exists()


def test_a_misspelt_name_is_corrected_and_found_and_the_number_stays_out_of_the_log(world: World) -> None:
    system, person = world.accounts["system"], world.accounts["duty"].person
    assert person is not None
    change_person(actor=system, person=person, name="丙 仁", phone="13800000000")
    event = Event.objects.filter(action="org.change_person").latest("seq")
    assert "丙 仁" in event.body
    assert "13800000000" not in event.body
    jobs.work_off()
    assert list(LedgerQuery(viewer_for(world.accounts["office"]), TaskFilter(q="丙 仁")).tasks()) == [world.task]


def test_who_left_is_named_no_more_once_the_account_is_shut(world: World) -> None:
    system, account = world.accounts["system"], world.accounts["duty"]
    person = account.person
    assert person is not None
    for why, expected in (("", {"why", "active"}), ("调离", {"active"})):
        with pytest.raises(Refused) as caught:
            change_person(actor=system, person=person, name=person.name, active=False, why=why)
        assert codes(caught) == expected
    Account.objects.filter(pk=account.pk).update(is_active=False)
    gone = change_person(actor=system, person=person, name=person.name, active=False, why="调离")
    assert not serves(gone, world.units["county"])
    with pytest.raises(Refused):
        change_person(actor=world.accounts["security"], person=person, name="别的")
