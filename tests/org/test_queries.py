"""The unit that a document means by a name."""

import pytest
from django.db.models import Q

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.org.access import viewer_for
from bihuan.org.models import Unit, UnitAlias
from bihuan.org.queries import UnitIndex, accounts, full_name, names_like, people, reached, tree
from tests.world import World, grant, make_account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云陂市住房和城乡建设局", "housing"),
        ("市住建局", "housing"),
        ("市 住 建 局", "housing"),
        ("云陂市住建局", "housing"),
        ("云陂住建局", "housing"),
        ("青溪县住建局", "county_housing"),
        ("青溪县住房和城乡建设局", "county_housing"),
        ("县住建局", "county_housing"),
        ("青溪县人民政府", "county"),
        ("青溪县", "county"),
        ("青溪", "county"),
        ("石桥镇", "town"),
        ("青溪县石桥镇", "town"),
        ("水利局", "water"),
        ("市水利局", "water"),
        ("市气象局", None),
        ("住建局", None),
        ("市", None),
        ("", None),
    ],
)
def test_a_name_finds_its_unit(world: World, text: str, expected: str | None) -> None:
    found = UnitIndex().find(text)
    assert found == (world.units[expected] if expected else None)


def test_the_region_decides_between_bureaus_of_one_name(world: World) -> None:
    index = UnitIndex()
    assert index.find("住建局", within=world.units["county"]) == world.units["county_housing"]
    assert index.find("住建局", within=world.units["city"]) == world.units["housing"]


def test_what_is_ambiguous_is_offered_and_not_chosen(world: World) -> None:
    assert set(UnitIndex().candidates("住建局")) == {world.units["housing"], world.units["county_housing"]}


def test_an_alias_counts_like_a_name(world: World) -> None:
    UnitAlias.objects.create(unit=world.units["housing"], name="市建委")
    assert UnitIndex().find("市建委") == UnitIndex().find("云陂市建委") == world.units["housing"]


def test_a_closed_unit_is_not_found(world: World) -> None:
    world.units["water"].active = False
    world.units["water"].save()
    assert UnitIndex().find("市水利局") is None


def test_the_index_costs_two_queries_for_any_number_of_names(world: World, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]  # typed only in pytest-django's internals
        index = UnitIndex()
        for text in ("市住建局", "青溪县", "市水利局", "谁也不是"):
            index.find(text)


def test_a_search_of_the_tree_shows_matches_and_what_leads_to_them(world: World) -> None:
    found = [(line.unit.short_name, line.depth, line.matched) for line in tree(Unit.objects.all(), "石桥")]
    assert found == [("云陂市", 0, False), ("青溪县", 1, False), ("石桥镇", 2, True)]


def test_the_tree_lists_every_unit_below_its_own(world: World) -> None:
    lines = tree(Unit.objects.all())
    assert len(lines) == len(world.units)
    seen: set[int] = set()
    for line in lines:
        assert line.unit.parent_id is None or line.unit.parent_id in seen
        seen.add(line.unit.pk)


def test_people_and_accounts_are_found_by_name_post_and_unit(world: World) -> None:
    everything = viewer_for(world.accounts["system"])
    assert [p.name for p in people(Q(), "乙牵")] == ["乙牵"]
    assert {p.name for p in people(Q(posts__unit__path__startswith=world.units["county"].path))} == {"丙责", "丁镇"}
    assert [a.username for a in accounts(everything, "乙")] == ["lead"]
    assert accounts(everything, "乙牵").get().live_grants == 1  # type: ignore[attr-defined]  # the annotation


def test_an_administrator_of_a_county_is_shown_the_county_alone(world: World) -> None:
    actor = make_account("county-system")
    grant(actor, world.units["county"], GrantRole.SYSTEM_ADMIN, GrantScope.SUBTREE)
    viewer = viewer_for(actor)
    lines = tree(Unit.objects.filter(reached(viewer, [GrantRole.SYSTEM_ADMIN], "path")))
    assert [(line.unit.short_name, line.depth) for line in lines] == [("青溪县", 0), ("青溪县住建局", 1), ("石桥镇", 1)]
    assert {a.username for a in accounts(viewer)} == {"duty", "town", "bare", "county-system"}


def test_the_full_name_of_a_unit_finds_it_again(world: World) -> None:
    twin = Unit.objects.create(parent=world.units["other_county"], name="水利局", path="x")
    twin.path = f"{world.units['other_county'].path}{twin.pk}."
    twin.save()
    assert full_name(twin) == "白石县水利局"
    committee = Unit.objects.create(parent=world.units["county"], name="中共青溪县委员会", path="y")
    committee.path = f"{world.units['county'].path}{committee.pk}."
    committee.save()
    assert full_name(committee) == "中共青溪县委员会"
    for unit in Unit.objects.all():
        assert UnitIndex().find(full_name(unit)) == unit


def test_names_are_suggested_from_two_characters_on(world: World) -> None:
    assert names_like("住房 青溪") == ["青溪县住房和城乡建设局"]
    assert names_like("") == []
