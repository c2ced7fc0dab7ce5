"""A small town for the ledger's tests: units, accounts with grants, problems and tasks, all made through the services."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from bihuan.core.codes import DutyRole, GrantRole, GrantScope, InspectionLevel, InspectionType, ProblemLevel
from bihuan.ledger import duties, services
from bihuan.ledger.models import Duty, Inspection, Problem, Task
from bihuan.org.models import Account, Grant, Person, Post, Unit, UnitKind
from bihuan.platform import clock


def unit(name: str, parent: Unit | None = None, kind: str = UnitKind.BUREAU) -> Unit:
    row = Unit.objects.create(name=name, parent=parent, kind=kind, path=f"new {name}")
    row.path = f"{parent.path if parent else ''}{row.pk}."
    row.save()
    return row


def account(name: str, *held: tuple[GrantRole, Unit, GrantScope]) -> Account:
    person = Person.objects.create(name=name)
    row = Account.objects.create_user(username=f"u{person.pk}", password=None, person=person)
    for role, at, scope in held:
        Post.objects.create(person=person, unit=at, title="职员")
        Grant.objects.create(account=row, unit=at, role=role, scope=scope, given_by=None, given_at=clock.now())
    return row


def serving(name: str, at: Unit) -> Person:
    person = Person.objects.create(name=name)
    Post.objects.create(person=person, unit=at, title="科长")
    return person


@dataclass(frozen=True)
class Town:
    city: Unit
    county: Unit
    street: Unit
    water: Unit
    housing: Unit
    office: Account
    county_office: Account
    water_clerk: Account
    inspection: Inspection


def town() -> Town:
    city = unit("安河市", kind=UnitKind.GOVERNMENT)
    county = unit("柳塘县", city, UnitKind.COUNTY)
    street = unit("北桥镇", county, UnitKind.TOWN)
    water, housing = unit("市水务局", city), unit("市住建局", city)
    office = account("甄实", (GrantRole.RECTIFICATION_OFFICE, city, GrantScope.ALL))
    facts = services.InspectionFacts(
        "第二轮督察", InspectionLevel.CENTRAL, InspectionType.ROUTINE, feedback_on=date(2026, 3, 2)
    )
    return Town(
        city,
        county,
        street,
        water,
        housing,
        office,
        account("县办", (GrantRole.RECTIFICATION_OFFICE, county, GrantScope.SUBTREE)),
        account("水务", (GrantRole.RECTIFYING_UNIT, water, GrantScope.OWN)),
        services.record_inspection(actor=office, facts=facts),
    )


def problem(town: Town, title: str = "老城区污水直排", **more: object) -> Problem:
    facts: dict[str, object] = {
        "title": title,
        "wording": f"督察发现，{title}，群众反映强烈。",
        "level": ProblemLevel.CENTRAL,
        "inspection": town.inspection,
    }
    return services.record_problem(**({"actor": town.office} | facts | more))  # type: ignore[arg-type]  # named by the test


def task(town: Town, title: str = "老城区污水直排", *, lead: Unit | None = None, **more: object) -> Task:
    of_problem = {name: more.pop(name) for name in ("region", "level", "inspection", "categories") if name in more}
    row = services.record_task(actor=town.office, problem=problem(town, title, **of_problem), **more)  # type: ignore[arg-type]  # named by the test
    if lead:
        give(town, [row], lead, DutyRole.LEAD)
    return row


def drifted() -> list[Task]:
    """Tasks whose own `lead` or `region` is not that of their live lead duty or their problem."""
    lead = Duty.objects.filter(task=OuterRef("pk"), role=DutyRole.LEAD, until__isnull=True).values("unit")
    rows = Task.objects.annotate(held=Subquery(lead)).values_list("pk", "held", "problem__region", "lead", "region")
    return [Task.objects.get(pk=pk) for pk, held, region, *own in rows if [held, region] != own]


def give(
    town: Town, tasks: list[Task], to: Unit, role: DutyRole, *, reason: str = "按职责交办", **more: object
) -> list[duties.Change]:
    handover = duties.Handover(to, role, **more)  # type: ignore[arg-type]  # named by the test
    return duties.assign(actor=town.office, tasks=tasks, handover=handover, reason=reason)
