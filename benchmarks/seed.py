"""Fills the configured database with tasks of an invented province, for measuring. Never run it on an office's own data.

    python -m benchmarks.seed 100000

Bulk inserts, so no event is logged; everything else is as the services would leave it. The same count gives the same rows.
"""

import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from benchmarks.ready import TASKS
from benchmarks.rows import index_made_afterwards, insert, next_key
from bihuan.core.codes import (
    Colour,
    DutyRole,
    GrantRole,
    GrantScope,
    InspectionLevel,
    InspectionType,
    ProblemCategory,
    ProblemLevel,
    ProgressStatus,
    State,
    TermClass,
)
from bihuan.ledger import searching, sight
from bihuan.ledger.models import CategoryMark, Duty, Inspection, Problem, Site, Task, TaskText
from bihuan.org.models import Account, Grant, Person, Unit, UnitKind
from bihuan.platform import clock

BATCH = 2000
TODAY = date(2026, 11, 20)
NOW = clock.now()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else TASKS
    with transaction.atomic():
        fill(count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"{count} tasks")


@dataclass(frozen=True, slots=True)
class Case:
    """A problem with its one task: what its rows and its words are made of. The two have the same key."""

    key: int
    number: str
    inspection: Inspection | None
    region: Unit
    matter: str
    details: str
    goal: str
    state: State
    leader: Person | None
    units: Sequence[Unit]
    sites: Sequence[Site]

    @property
    def title(self) -> str:
        return f"{self.region.name}{self.matter}"

    @property
    def wording(self) -> str:
        return f"督察发现，{self.region.name}{self.matter}，{self.details}整改工作推进不力。"

    @property
    def words(self) -> str:
        """As `bihuan.ledger.searching` gathers them."""
        parts = [f"{self.number}-1", f"完成{self.title}整改", self.title, self.wording, self.goal]
        parts += [self.region.name, self.region.short_name, self.leader.name if self.leader else ""]
        parts += [name for unit in self.units for name in (unit.name, unit.short_name)]
        return " ".join([*parts, *(name for site in self.sites for name in (site.name, site.watershed))])


def fill(count: int) -> None:
    """`count` tasks of one problem each, with four duties, over a province of twelve cities. Accounts: `bench-office` sees
    all, `bench-city` a city, `bench-county` a county, with all below."""
    dice = random.Random(count)
    units = _units(dice)
    office = _account("office", units[0], GrantRole.RECTIFICATION_OFFICE, GrantScope.ALL)
    _account("city", units[1], GrantRole.SUPERVISOR, GrantScope.SUBTREE)
    county = next(unit for unit in units if unit.kind == UnitKind.COUNTY)
    _account("county", county, GrantRole.RECTIFYING_UNIT, GrantScope.SUBTREE)
    cases = list(_cases(count, dice, units, office))
    problems = [_problem(case, dice, office) for case in cases]
    insert(Problem, problems)
    codes = list(ProblemCategory)
    marks = ((row, code) for row in problems for code in dice.sample(codes, dice.randrange(1, 3)))
    insert(CategoryMark, (_mark(key, row, code) for key, (row, code) in enumerate(marks, next_key(CategoryMark))))
    insert(Task, (_task(case, dice, office) for case in cases))
    insert(Duty, _duties(cases, next_key(Duty)))
    through, first = Task.sites.through, next_key(Task.sites.through)
    held = ((case.key, site.pk) for case in cases for site in case.sites)
    insert(through, ({"id": first + n, "task_id": task, "site_id": site} for n, (task, site) in enumerate(held)))
    sight.rebuild()
    _index(cases)


def _units(dice: random.Random) -> list[Unit]:
    found: list[Unit] = []
    first = next_key(Unit)

    def make(name: str, parent: Unit | None, kind: UnitKind, **more: int) -> Unit:
        key = first + len(found)
        path = f"{parent.path if parent else ''}{key}."
        found.append(Unit(pk=key, name=name, short_name=name[:10], parent=parent, kind=kind, path=path, **more))
        return found[-1]

    province = make("测川省", None, UnitKind.GOVERNMENT)
    for c in range(12):
        city = make(f"测{_NAMES[c]}市", province, UnitKind.GOVERNMENT)
        for work in _WORKS:
            make(f"{city.name}{work}局", city, UnitKind.BUREAU)
        for k in range(8):
            county = make(f"{_NAMES[c]}{_NAMES[k]}县", city, UnitKind.COUNTY, tile_x=k, tile_y=c)
            for t in range(dice.randrange(3, 6)):
                make(f"{county.name}{_NAMES[t]}镇", county, UnitKind.TOWN)
    rows = ({field.attname: getattr(unit, field.attname) for field in Unit._meta.concrete_fields} for unit in found)
    insert(Unit, rows)
    return found


def _account(name: str, unit: Unit, role: GrantRole, scope: GrantScope) -> Account:
    account = Account.objects.create_user(username=f"bench-{name}", password=None)
    Grant.objects.create(account=account, unit=unit, role=role, scope=scope, given_at=clock.now())
    return account


def _inspections(count: int, office: Account) -> list[Inspection]:
    return Inspection.objects.bulk_create(
        Inspection(
            number=f"DC-{2018 + n % 9}-{n:03}",
            name=f"第{n + 1}次督察",
            level=list(InspectionLevel)[n % 3],
            type=InspectionType.ROUTINE,
            feedback_on=date(2018 + n % 9, 1 + n % 12, 5),
            recorded_at=clock.now(),
            recorded_by=office,
        )
        for n in range(count)
    )


def _sites(units: list[Unit]) -> list[Site]:
    return Site.objects.bulk_create(
        Site(name=f"{unit.name}{n}号点位之{place}", region=unit, watershed=f"{_NAMES[n % len(_NAMES)]}水")
        for n, unit in enumerate(units)
        for place in (1, 2, 3)
    )


def _cases(count: int, dice: random.Random, units: list[Unit], office: Account) -> Iterator[Case]:
    leaders = Person.objects.bulk_create(Person(name=f"领导{n}") for n in range(40))
    inspections, sites = _inspections(60, office), _sites(units)
    states = dice.choices(list(State), [4, 6, 4, 40, 5, 5, 4, 4, 3, 22, 3], k=count)
    first = max(next_key(Problem), next_key(Task))
    for n, state in enumerate(states):
        inspection = dice.choice(inspections) if n % 4 else None
        yield Case(
            key=first + n,
            number=f"{inspection.number if inspection else 'ZC-2026'}-{n:06}",
            inspection=inspection,
            region=dice.choice(units),
            matter=dice.choice(_MATTERS),
            details=dice.choice(_DETAILS) + dice.choice(_DETAILS),
            goal=dice.choice(_GOALS),
            state=state,
            leader=dice.choice(leaders) if dice.random() < 0.2 else None,
            units=dice.sample(units, 4),
            sites=[] if n % 3 else [dice.choice(sites)],
        )


def _problem(case: Case, dice: random.Random, office: Account) -> Mapping[str, Any]:
    level = dice.choice([ProblemLevel.CENTRAL, ProblemLevel.PROVINCIAL]) if case.inspection else ProblemLevel.LOCAL
    return {
        "id": case.key,
        "number": case.number,
        "inspection_id": case.inspection.pk if case.inspection else None,
        "level": level.value,
        "title": case.title,
        "wording": case.wording,
        "region_id": case.region.pk,
        "recorded_at": NOW,
        "recorded_by_id": office.pk,
    }


def _mark(key: int, problem: Mapping[str, Any], code: ProblemCategory) -> Mapping[str, Any]:
    return {"id": key, "problem_id": problem["id"], "code": code.value, "level": problem["level"]}


def _task(case: Case, dice: random.Random, office: Account) -> Mapping[str, Any]:
    deadline = TODAY + timedelta(dice.randrange(-900, 900)) if dice.random() < 0.95 else None
    closed = case.state is State.CLOSED
    return {
        "id": case.key,
        "number": f"{case.number}-1",
        "problem_id": case.key,
        "lead_id": case.units[0].pk,
        "region_id": case.region.pk,
        "title": f"完成{case.title}整改",
        "goal": case.goal,
        "deadline": deadline,
        "original_deadline": deadline,
        "term": dice.choice([*(term.value for term in TermClass), ""]),
        "long_term": dice.random() < 0.1,
        "leader_id": case.leader.pk if case.leader else None,
        "workflow": "central-2025" if case.inspection else "local-2025",
        "state": case.state.value,
        "state_since": NOW - timedelta(hours=dice.randrange(20000)),
        "closed_on": TODAY if closed else None,
        "returns": 1 if dice.random() < 0.06 else 0,
        "must_close_year": 2026 if dice.random() < 0.03 else None,
        "recorded_at": NOW,
        "recorded_by_id": office.pk,
        "planned": dice.randrange(101),
        "actual": dice.randrange(101),
        "progress": (ProgressStatus.CLOSED if closed else dice.choice(list(ProgressStatus)[1:])).value,
        "colour": dice.choices(list(Colour), [70, 14, 9, 5, 2])[0].value,
        "turns_on": TODAY + timedelta(dice.randrange(1, 90)),
    }


def _duties(cases: list[Case], key: int) -> Iterator[Mapping[str, Any]]:
    for case in cases:
        for unit, role in zip(case.units, _ROLES, strict=True):
            yield {"id": key, "task_id": case.key, "unit_id": unit.pk, "role": role.value, "since": TODAY}
            key += 1


def _index(cases: list[Case]) -> None:
    """Index the words of all; a few are indexed as the services do, and must come out the same."""
    with index_made_afterwards():
        for at in range(0, len(cases), BATCH):
            searching.INDEX.put({case.key: case.words for case in cases[at : at + BATCH]})
    some = [case.key for case in cases[:: len(cases) // 20 or 1]]
    kept = TaskText.objects.filter(pk__in=some).order_by("pk").values_list("text", flat=True)
    made = [set(text.split()) for text in kept]
    searching.index_tasks(some)
    if made != [set(text.split()) for text in kept.all()]:
        raise AssertionError("the words of these tasks are not those that the services index")


_ROLES = (DutyRole.LEAD, DutyRole.DUTY, DutyRole.SUPERVISE, DutyRole.ACCEPT)
_NAMES = "安白青石芦柳梅松云溪桥湾"
_WORKS = (
    "生态环境",
    "住房和城乡建设",
    "水务",
    "农业农村",
    "自然资源",
    "城市管理",
    "交通运输",
    "工业和信息化",
    "林业",
    "应急",
)
_MATTERS = (
    "污水管网错接混接", "城镇污水处理厂超标排放", "建筑工地扬尘管控不到位", "餐饮油烟扰民", "历史遗留矿山生态修复滞后",
    "黑臭水体返黑返臭", "入河排污口整治不彻底", "危险废物贮存不规范", "畜禽养殖粪污直排", "生活垃圾填埋场渗滤液积存",
    "挥发性有机物治理设施不正常运行", "自然保护地违规建设", "噪声扰民长期得不到解决", "在线监测数据造假",
)  # fmt: skip
_DETAILS = (
    "群众多次投诉，", "每天约有三千吨污水直排，", "现场检查时设施停运，", "应于去年底完成的项目至今没有开工，",
    "资金到位率不足三成，", "有关部门审核把关不严，", "台账记录与实际不符，", "已造成下游水质下降，",
)  # fmt: skip
_GOALS = (
    "出水稳定达到一级A标准", "完成管网改造并消除直排", "完成生态修复并通过验收", "设施正常运行，群众满意",
    "建立长效机制，防止反弹", "渗滤液全量处理，地下水达标",
)  # fmt: skip

if __name__ == "__main__":
    main()
