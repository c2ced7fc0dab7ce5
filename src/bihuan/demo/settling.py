"""Founding the invented city: its units, people and accounts, through the services of the organisation."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.demo import city as told
from bihuan.org.accounts import add_account, give_grant
from bihuan.org.models import Account, Person, Unit, UnitKind
from bihuan.org.services import UnitFacts, add_person, add_unit

PASSWORD = "linlan-demo"  # noqa: S105 - printed at the start; these accounts work on the loopback address alone


@dataclass
class Settled:
    """The city as rows, by the ids of city.toml, and who acts for whom."""

    city: told.City
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    _acting: dict[tuple[str, GrantRole], tuple[Account, Person]] = field(default_factory=dict)

    def named(self, name: str) -> Unit:
        """The unit that a document calls so."""
        return self.units[self.city.unit_named(name).id]

    def region_of(self, unit_id: str) -> Unit:
        """The county, district or park above a unit; the city for what lies above them."""
        districts = {district.id for district in self.city.districts}
        head = unit_id.split(".")[0]
        return self.units[head if head in districts else "city"]

    def acting(self, unit_id: str, role: GrantRole, prefer: str = "") -> tuple[Account, Person]:
        """Who does a unit's work in a role: `prefer` (a person of it), else its demo account, else its first person.

        People of the city without a demo account get one that nobody can sign in to: they are there to have acted.
        """
        key = (unit_id, role)
        if key not in self._acting:
            self._acting[key] = self._appoint(unit_id, role, prefer)
        return self._acting[key]

    def _appoint(self, unit_id: str, role: GrantRole, prefer: str) -> tuple[Account, Person]:
        for row in self.city.accounts:
            if row.unit == unit_id and row.role == role and row.person:
                return self.accounts[row.username], self.people[row.person]
        of_unit = [row.id for row in self.city.people if row.unit == unit_id]
        person = self.people[prefer if prefer in of_unit else of_unit[0]]
        account = Account.objects.filter(person=person).first()
        if account is None:
            account, _password = add_account(actor=None, username=f"u-{person.pk}", person=person, password=None)
        unit = self.units[unit_id]
        if not account.grants.filter(unit=unit, role=role, revoked_at__isnull=True).exists():
            give_grant(actor=None, account=account, unit=unit, role=role, scope=GrantScope.OWN)
        return account, person


def settle(city: told.City) -> Settled:
    """Write units, companies, people and the demo accounts."""
    settled = Settled(city)
    tiles = {district.id: district.tile for district in city.districts}
    for row in city.units:
        parent = settled.units[row.parent] if row.parent else None
        facts = UnitFacts(row.name, row.short, UnitKind(row.kind), row.level, tile=tiles.get(row.id))
        names = [name for name in row.aliases if name not in (row.name, row.short)]
        settled.units[row.id] = add_unit(actor=None, parent=parent, facts=facts, aliases=names)
    for company in city.companies:
        facts = UnitFacts(company.name, "", UnitKind.ENTERPRISE, "county")
        settled.units[company.id] = add_unit(actor=None, parent=settled.units[company.district], facts=facts)
    for person in city.people:
        settled.people[person.id] = add_person(
            actor=None, name=person.name, unit=settled.units[person.unit], title=person.post
        )
    for account in city.accounts:
        holder = settled.people[account.person] if account.person else None
        made, _password = add_account(
            actor=None, username=account.username, person=holder, password=PASSWORD, demo=True
        )
        give_grant(
            actor=None,
            account=made,
            unit=settled.units[account.unit],
            role=GrantRole(account.role),
            scope=GrantScope(account.scope),
        )
        settled.accounts[account.username] = made
    return settled


def accounts(city: told.City) -> str:
    """The demo accounts as a table for the terminal."""
    rows = [_("账号（密码都是 %(password)s，只能在本机登录）：") % {"password": PASSWORD}]
    rows += [f"  {row.username:<10} {row.label}" for row in city.accounts]
    return "\n".join(rows)
