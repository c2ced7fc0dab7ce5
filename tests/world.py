"""A small world for tests: a city with its units, an account for each role, one problem and one task with its duties.

    def test_x(world: World, client: Client) -> None:
        client.force_login(world.accounts["lead"])
        client.get(f"/tasks/{world.task.number}/")

Who stands where to `world.task`:
    office      整改办, sees everything             lead        牵头单位 住建局, own unit
    duty        责任单位 青溪县, subtree             town        a town of that county, own unit, no duty
    assigned    named person of the lead unit       supervisor  督导单位 水利局
    verifier    验收单位 生态环境局                  second      another verifier of that bureau
    leader      包案领导, sees everything            inspector   督察组, sees everything
    system, security, audit    the three administrators; they see no case
    stranger    责任单位 of 白石县, no duty here      bare        an account without any grant
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password

from bihuan.core.codes import DutyRole, GrantRole, GrantScope, InspectionLevel, InspectionType, ProblemLevel
from bihuan.ledger import sight
from bihuan.ledger.models import Duty, Inspection, Problem, Task
from bihuan.org.models import Account, Grant, Person, Post, Unit, UnitKind
from bihuan.platform import clock
from tests.laying import Laid

PASSWORD = "a password for tests 1"

INSIDE = ("office", "lead", "duty", "assigned", "supervisor", "verifier", "second", "leader", "inspector")
"""Accounts that see `world.task`."""
OUTSIDE = ("town", "system", "security", "audit", "stranger", "bare")
"""Accounts that may not know that it exists."""
EVERYONE = (*INSIDE, *OUTSIDE)

_UNITS = {
    # key: (parent, name, short name, kind)
    "city": (None, "云陂市人民政府", "云陂市", UnitKind.GOVERNMENT),
    "office": ("city", "云陂市督察整改办公室", "市整改办", UnitKind.OFFICE),
    "ecology": ("city", "云陂市生态环境局", "市生态环境局", UnitKind.BUREAU),
    "housing": ("city", "云陂市住房和城乡建设局", "市住建局", UnitKind.BUREAU),
    "water": ("city", "云陂市水利局", "市水利局", UnitKind.BUREAU),
    "county": ("city", "青溪县人民政府", "青溪县", UnitKind.COUNTY),
    "county_housing": ("county", "青溪县住房和城乡建设局", "青溪县住建局", UnitKind.BUREAU),
    "town": ("county", "石桥镇人民政府", "石桥镇", UnitKind.TOWN),
    "other_county": ("city", "白石县人民政府", "白石县", UnitKind.COUNTY),
    "team": (None, "驻点督察组", "督察组", UnitKind.INSPECTION),
}
_ACCOUNTS = {
    # key: (unit, role, scope, name)
    "office": ("office", GrantRole.RECTIFICATION_OFFICE, GrantScope.ALL, "甲办"),
    "lead": ("housing", GrantRole.RECTIFYING_UNIT, GrantScope.OWN, "乙牵"),
    "duty": ("county", GrantRole.RECTIFYING_UNIT, GrantScope.SUBTREE, "丙责"),
    "town": ("town", GrantRole.RECTIFYING_UNIT, GrantScope.OWN, "丁镇"),
    "assigned": ("housing", GrantRole.RECTIFYING_UNIT, GrantScope.ASSIGNED, "戊名"),
    "supervisor": ("water", GrantRole.SUPERVISOR, GrantScope.OWN, "己督"),
    "verifier": ("ecology", GrantRole.VERIFIER, GrantScope.OWN, "庚验"),
    "second": ("ecology", GrantRole.VERIFIER, GrantScope.OWN, "辛验"),
    "leader": ("city", GrantRole.LEADER, GrantScope.ALL, "壬领"),
    "inspector": ("team", GrantRole.INSPECTOR, GrantScope.ALL, "癸察"),
    "system": ("office", GrantRole.SYSTEM_ADMIN, GrantScope.ALL, "子系"),
    "security": ("office", GrantRole.SECURITY_ADMIN, GrantScope.ALL, "丑安"),
    "audit": ("office", GrantRole.AUDIT_ADMIN, GrantScope.ALL, "寅审"),
    "stranger": ("other_county", GrantRole.RECTIFYING_UNIT, GrantScope.SUBTREE, "卯外"),
}


@dataclass(frozen=True)
class World:
    """`units` and `accounts` by the keys above; the task is in its first state, 待认领."""

    units: Mapping[str, Unit]
    accounts: Mapping[str, Account]
    inspection: Inspection
    problem: Problem
    task: Task
    laid: Laid | None = None
    """What is known of the rest of the database, if this is the world of a test."""


def make_units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for key, (parent, name, short, kind) in _UNITS.items():
        above = units[parent] if parent else None
        unit = Unit.objects.create(parent=above, name=name, short_name=short, kind=kind, path=f"new {key}")
        unit.path = f"{above.path if above else ''}{unit.pk}."
        units[key] = unit
    Unit.objects.bulk_update(units.values(), ["path"])
    return units


def make_account(key: str, *, name: str = "", unit: Unit | None = None) -> Account:
    """An account that signs in as `key` with PASSWORD; with a name, also its person, in a post at `unit`."""
    person = Person.objects.create(name=name) if name else None
    if person and unit:
        Post.objects.create(person=person, unit=unit, title="职员")
    account = Account(username=key, person=person)
    account.set_password(PASSWORD)
    account.save()
    return account


def grant(account: Account, unit: Unit, role: GrantRole, scope: GrantScope) -> Grant:
    return Grant.objects.create(account=account, unit=unit, role=role, scope=scope, given_at=clock.now())


def make_accounts(units: Mapping[str, Unit]) -> dict[str, Account]:
    """Every account in a handful of queries: most tests begin with this."""
    people = {key: Person(name=name) for key, (_unit, _role, _scope, name) in _ACCOUNTS.items()}
    Person.objects.bulk_create(people.values())
    Post.objects.bulk_create(
        Post(person=people[key], unit=units[unit], title="职员") for key, (unit, *_) in _ACCOUNTS.items()
    )
    password = make_password(PASSWORD)
    accounts = {key: Account(username=key, person=people.get(key), password=password) for key in (*_ACCOUNTS, "bare")}
    Account.objects.bulk_create(accounts.values())
    Grant.objects.bulk_create(
        Grant(account=accounts[key], unit=units[unit], role=role, scope=scope, given_at=clock.now())
        for key, (unit, role, scope, _name) in _ACCOUNTS.items()
    )
    return accounts


def make_problem(number: str, inspection: Inspection, region: Unit, by: Account) -> Problem:
    return Problem.objects.create(
        number=number,
        inspection=inspection,
        level=ProblemLevel.PROVINCIAL,
        title="污水处理厂超标排放",
        wording="石桥镇污水处理厂建成后长期不能达标运行，超标污水直排青溪河。",
        region=region,
        recorded_at=clock.now(),
        recorded_by=by,
    )


def make_task(
    number: str, problem: Problem, by: Account, duties: Mapping[DutyRole, tuple[Unit, Person | None]]
) -> Task:
    now = clock.now()
    task = Task.objects.create(
        number=number,
        problem=problem,
        title="完成石桥镇污水处理厂提标改造",
        goal="出水稳定达标",
        deadline=clock.today() + timedelta(days=240),
        original_deadline=clock.today() + timedelta(days=240),
        workflow="central-2025",
        state_since=now,
        recorded_at=now,
        recorded_by=by,
        lead=duties.get(DutyRole.LEAD, (None, None))[0],
        region=problem.region,
    )
    Duty.objects.bulk_create(
        Duty(task=task, unit=unit, role=role, person=person, since=clock.today())
        for role, (unit, person) in duties.items()
    )
    sight.renew([task.pk])
    return task


def make_world() -> World:
    units = make_units()
    accounts = make_accounts(units)
    office = accounts["office"]
    inspection = Inspection.objects.create(
        number="DC-2026-0001",
        name="省级生态环境保护督察",
        level=InspectionLevel.PROVINCIAL,
        type=InspectionType.ROUTINE,
        object=units["city"],
        feedback_on=clock.today() - timedelta(days=20),
        recorded_at=clock.now(),
        recorded_by=office,
    )
    problem = make_problem("WT-2026-0001", inspection, units["county"], office)
    duties = {
        DutyRole.LEAD: (units["housing"], accounts["assigned"].person),
        DutyRole.DUTY: (units["county"], accounts["duty"].person),
        DutyRole.SUPERVISE: (units["water"], None),
        DutyRole.ACCEPT: (units["ecology"], None),
    }
    task = make_task("ZG-2026-0001", problem, office, duties)
    Task.objects.filter(pk=task.pk).update(leader=accounts["leader"].person)
    task.refresh_from_db()
    return World(units, accounts, inspection, problem, task)
