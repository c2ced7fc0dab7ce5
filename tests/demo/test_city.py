"""The invented city holds together, and what is wrong with a spoilt entry is said."""

import copy
from typing import Any

import pytest

from bihuan.demo.city import UNIT_KINDS, city_from, load_city
from bihuan.demo.records import DemoDataError, read_toml
from bihuan.org.models import UnitKind

CREDIT_CODE_LETTERS_FORBIDDEN = set("IOZSV")


@pytest.fixture
def raw() -> dict[str, Any]:
    return copy.deepcopy(read_toml("city.toml"))


def test_the_kinds_of_units_are_those_the_organisation_knows() -> None:
    assert frozenset(UnitKind.values) >= UNIT_KINDS


def test_every_unit_but_the_province_has_a_parent_and_every_kind_of_unit_occurs() -> None:
    units = load_city().units
    assert [u.id for u in units if not u.parent] == ["province"]
    assert {u.kind for u in units} == UNIT_KINDS


def test_the_city_has_its_bureaus_districts_towns_and_companies() -> None:
    city = load_city()
    assert len([u for u in city.units if u.parent == "city" and u.kind == "bureau"]) == 12
    assert len(city.districts) == 6
    assert len([u for u in city.units if u.kind == "town"]) == 10
    assert len(city.companies) == 12
    assert len(city.waters) == 6


def test_every_district_has_a_government_a_rectification_office_an_ecology_branch_and_a_housing_bureau() -> None:
    city = load_city()
    for district in city.districts:
        kinds = [u.kind for u in city.units if u.parent == district.id]
        assert {"government", "office", "bureau"} <= set(kinds)
        assert city.unit(f"{district.id}.ecology")
        assert city.unit(f"{district.id}.housing")


def test_a_unit_is_found_by_its_full_name_its_short_name_and_its_aliases() -> None:
    city = load_city()
    for name in ("临澜市住房和城乡建设局", "市住建局", "市住房城乡建设局"):
        assert city.unit_named(name).id == "city.housing"


def test_no_code_could_be_taken_for_a_real_one() -> None:
    city = load_city()
    assert all(d.code.startswith("99") for d in city.districts)
    for company in city.companies:
        assert len(company.code) == 18
        assert set(company.code) & CREDIT_CODE_LETTERS_FORBIDDEN


def test_no_two_districts_share_a_tile_and_no_two_people_a_name() -> None:
    city = load_city()
    assert len({d.tile for d in city.districts}) == len(city.districts)
    assert len({p.name for p in city.people}) == len(city.people)


def test_there_is_an_account_for_every_role_and_the_two_verifiers_are_of_different_units() -> None:
    city = load_city()
    roles = [a.role for a in city.accounts]
    assert roles.count("rectifying_unit") == 3
    assert {a.role for a in city.accounts} >= {"leader", "inspector", "system_admin", "security_admin", "audit_admin"}
    checkers = [a for a in city.accounts if a.username.startswith("hecha")]
    assert len({a.unit for a in checkers}) == 2
    assert len({a.username for a in city.accounts}) == len(city.accounts)


def test_an_account_acts_for_the_unit_its_person_works_in() -> None:
    city = load_city()
    for account in city.accounts:
        assert not account.person or city.person(account.person).unit == account.unit


def test_an_alias_of_two_units_is_refused_with_both_named(raw: dict[str, Any]) -> None:
    raw["units"]["zone"][1]["aliases"].append("市住建局")
    with pytest.raises(DemoDataError, match=r"zone\.committee.*市住建局.*city\.housing"):
        city_from(raw)


def test_an_unknown_field_is_refused_with_the_fields_that_exist(raw: dict[str, Any]) -> None:
    raw["company"][2]["phone"] = "1"
    with pytest.raises(DemoDataError, match=r"company\[3\]: unknown field phone; known: id, name"):
        city_from(raw)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("people", "list", 0, "unit"), "nowhere", "unit 'nowhere' is not known"),
        (("sites", "list", 0, "at"), [3, 12], "at must lie between 0 and 9"),
        (("sites", "list", 0, "at"), [3], "expected 2 values"),
        (("account", 0, "role"), "boss", "role 'boss' is not known"),
        (("water", 1, "into"), "ocean", "into 'ocean' is not known"),
        (("district", 0, "name"), 7, "expected str, found 7"),
    ],
)
def test_a_spoilt_entry_is_refused_and_named(raw: dict[str, Any], path: tuple[Any, ...], value: Any, said: str) -> None:
    entry = raw
    for key in path[:-1]:
        entry = entry[key]
    entry[path[-1]] = value
    with pytest.raises(DemoDataError, match=said.replace("[", r"\[")):
        city_from(raw)
