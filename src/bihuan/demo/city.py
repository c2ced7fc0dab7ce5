"""The city as typed data: regions, units, waters, parks, companies, sites, people and the demo accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.demo.records import DemoDataError, read_toml, record, records

UNIT_KINDS = frozenset(
    {"party", "government", "office", "bureau", "county", "park", "town", "inspection", "discipline", "other"}
)
ROLES = frozenset(role.value for role in GrantRole)
SCOPES = frozenset(scope.value for scope in GrantScope)
TILE_SIZE = 10

Row = TypeVar("Row", "Unit", "Person", "Site")


@dataclass(frozen=True, slots=True)
class Profile:
    """`code` and every other code here is invented and cannot be a valid GB/T 2260 or GB 32100 code."""

    name: str
    short: str
    province: str
    code: str
    summary: str


@dataclass(frozen=True, slots=True)
class District:
    """A county-level region; `tile` is its [column, row] on the schematic map."""

    id: str
    name: str
    kind: str
    code: str
    tile: tuple[int, int]
    summary: str


@dataclass(frozen=True, slots=True)
class Unit:
    id: str
    name: str
    short: str
    kind: str
    parent: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every way a document may write this unit, the full name first."""
        return tuple(dict.fromkeys((self.name, self.short, *self.aliases)))

    @property
    def level(self) -> str:
        """province | city | county | town"""
        root = self.id.split(".")[0]
        return "town" if self.kind == "town" else root if root in ("province", "city") else "county"


@dataclass(frozen=True, slots=True)
class Water:
    id: str
    name: str
    kind: str
    watershed: str
    into: str
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Park:
    id: str
    name: str
    district: str
    industry: str


@dataclass(frozen=True, slots=True)
class Company:
    id: str
    name: str
    code: str
    district: str
    industry: str
    park: str


@dataclass(frozen=True, slots=True)
class Site:
    """`at` is (x, y) on the district's tile, each 0 … TILE_SIZE − 1 from the top left. It is no place on the earth."""

    id: str
    name: str
    kind: str
    district: str
    at: tuple[int, int]
    water: str
    company: str


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    unit: str
    post: str


@dataclass(frozen=True, slots=True)
class Account:
    """`person` is empty for the three administrators, who are no persons of the field."""

    username: str
    person: str
    unit: str
    role: str
    scope: str
    label: str


@dataclass(frozen=True, slots=True)
class City:
    """Units stand in an order in which every parent comes before its children."""

    profile: Profile
    districts: tuple[District, ...]
    units: tuple[Unit, ...]
    waters: tuple[Water, ...]
    parks: tuple[Park, ...]
    companies: tuple[Company, ...]
    sites: tuple[Site, ...]
    people: tuple[Person, ...]
    accounts: tuple[Account, ...]

    def unit(self, id: str) -> Unit:
        return _find(self.units, id, "unit")

    def person(self, id: str) -> Person:
        return _find(self.people, id, "person")

    def site(self, id: str) -> Site:
        return _find(self.sites, id, "site")

    def unit_named(self, name: str) -> Unit:
        """The unit a document calls `name`: full, short or by an alias. Raises DemoDataError where there is none."""
        for unit in self.units:
            if name in unit.names:
                return unit
        raise DemoDataError("city.toml", f"no unit is called {name}")


@cache
def load_city() -> City:
    """Read and check `city.toml`. Raises DemoDataError with the entry and the reason."""
    return city_from(read_toml("city.toml"))


def city_from(raw: dict[str, Any]) -> City:
    """The same for a table already read, so that tests can spoil one entry and see what is said about it."""
    city = City(
        profile=record(Profile, raw["city"], "city.toml [city]"),
        districts=records(District, raw["district"], "city.toml district"),
        units=tuple(u for group, rows in raw["units"].items() for u in records(Unit, rows, f"city.toml units.{group}")),
        waters=records(Water, raw["water"], "city.toml water"),
        parks=records(Park, raw["park"], "city.toml park"),
        companies=records(Company, raw["company"], "city.toml company"),
        sites=records(Site, raw["sites"]["list"], "city.toml sites"),
        people=records(Person, raw["people"]["list"], "city.toml people"),
        accounts=records(Account, raw["account"], "city.toml account"),
    )
    _check_tree(city)
    _check_places(city)
    _check_accounts(city)
    return city


def _check_tree(city: City) -> None:
    seen: set[str] = set()
    spoken: dict[str, str] = {}
    for unit in city.units:
        where = f"city.toml unit {unit.id}"
        _known(unit.kind, UNIT_KINDS, where, "kind")
        if unit.id in seen:
            raise DemoDataError(where, "this id stands twice")
        if unit.parent and unit.parent not in seen:
            raise DemoDataError(where, f"its parent {unit.parent} does not stand before it")
        seen.add(unit.id)
        for name in unit.names:
            if spoken.setdefault(name, unit.id) != unit.id:
                raise DemoDataError(where, f"{name} is also a name of {spoken[name]}")


def _check_places(city: City) -> None:
    districts, waters = _ids(city.districts, "district"), _ids(city.waters, "water") | {""}
    parks, companies = _ids(city.parks, "park") | {""}, _ids(city.companies, "company") | {""}
    for water in city.waters:
        _known(water.into, waters, f"city.toml water {water.id}", "into")
        for district in water.districts:
            _known(district, districts, f"city.toml water {water.id}", "district")
    places: list[Park | Company | Site] = [*city.parks, *city.companies, *city.sites]
    for place in places:
        _known(place.district, districts, f"city.toml {place.id}", "district")
    for company in city.companies:
        _known(company.park, parks, f"city.toml company {company.id}", "park")
    _ids(city.sites, "site")
    for site in city.sites:
        where = f"city.toml site {site.id}"
        _known(site.water, waters, where, "water")
        _known(site.company, companies, where, "company")
        if not all(0 <= n < TILE_SIZE for n in site.at):
            raise DemoDataError(where, f"at must lie between 0 and {TILE_SIZE - 1}")


def _check_accounts(city: City) -> None:
    units, people = _ids(city.units, "unit"), _ids(city.people, "person") | {""}
    for person in city.people:
        _known(person.unit, units, f"city.toml person {person.id}", "unit")
    for account in city.accounts:
        where = f"city.toml account {account.username}"
        _known(account.unit, units, where, "unit")
        _known(account.person, people, where, "person")
        _known(account.role, ROLES, where, "role")
        _known(account.scope, SCOPES, where, "scope")


def _ids(rows: Iterable[District | Unit | Water | Park | Company | Site | Person], kind: str) -> frozenset[str]:
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise DemoDataError(f"city.toml {kind} {row.id}", "this id stands twice")
        seen.add(row.id)
    return frozenset(seen)


def _known(value: str, allowed: frozenset[str], where: str, field: str) -> None:
    if value not in allowed:
        raise DemoDataError(where, f"{field} {value!r} is not known; known: {', '.join(sorted(allowed))}")


def _find(rows: tuple[Row, ...], id: str, kind: str) -> Row:
    for row in rows:
        if row.id == id:
            return row
    raise DemoDataError("city.toml", f"no {kind} has the id {id}")
