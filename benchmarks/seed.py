"""Fills the configured database with tasks of an invented province, for measuring. Never run it on an office's own data.

    python -m benchmarks.seed 100000

Bulk inserts, so no event is logged; everything else is as the services would leave it. The same count gives the same rows.
"""

import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402  # models can be imported only now

from bihuan.core.codes import (  # noqa: E402
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
from bihuan.ledger import searching  # noqa: E402
from bihuan.ledger.models import CategoryMark, Duty, Inspection, Problem, Site, Task  # noqa: E402
from bihuan.org.models import Account, Grant, Person, Unit, UnitKind  # noqa: E402
from bihuan.platform import clock  # noqa: E402

BATCH = 2000
TODAY = date(2026, 11, 20)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with transaction.atomic():
        fill(count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"{count} tasks")


def fill(count: int) -> None:
    """`count` tasks of one problem each, with four duties, over a province of twelve cities."""
    dice = random.Random(count)
    units = _units(dice)
    office = _office(units[0])
    leaders = _leaders(40)
    inspections = _inspections(60, office)
    problems = _problems(count, dice, inspections, units, office)
    duties = [dice.sample(units, 4) for _problem in problems]
    tasks = _tasks(problems, dice, leaders, office, [lead for lead, *_others in duties])
    _belongings(tasks, dice, units, duties)
    searching.rebuild()


def _units(dice: random.Random) -> list[Unit]:
    def make(name: str, parent: Unit | None, kind: UnitKind) -> Unit:
        row = Unit.objects.create(name=name, short_name=name[:10], parent=parent, kind=kind, path=f"new {name}")
        Unit.objects.filter(pk=row.pk).update(path=f"{parent.path if parent else ''}{row.pk}.")
        row.refresh_from_db()
        return row

    province = make("测川省", None, UnitKind.GOVERNMENT)
    found = [province]
    for c in range(12):
        city = make(f"测{_NAMES[c]}市", province, UnitKind.GOVERNMENT)
        bureaus = [make(f"{city.name}{work}局", city, UnitKind.BUREAU) for work in _WORKS]
        counties = [make(f"{_NAMES[c]}{_NAMES[k]}县", city, UnitKind.COUNTY) for k in range(8)]
        found += [city, *bureaus, *counties]
        for county in counties:
            found += [make(f"{county.name}{_NAMES[t]}镇", county, UnitKind.TOWN) for t in range(dice.randrange(3, 6))]
    return found


def _office(unit: Unit) -> Account:
    account = Account.objects.create_user(username="bench", password=None)
    Grant.objects.create(
        account=account, unit=unit, role=GrantRole.RECTIFICATION_OFFICE, scope=GrantScope.ALL, given_at=clock.now()
    )
    return account


def _leaders(count: int) -> list[Person]:
    return Person.objects.bulk_create(Person(name=f"领导{n}") for n in range(count))


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


def _problems(
    count: int, dice: random.Random, inspections: list[Inspection], units: list[Unit], office: "Account"
) -> list[Problem]:

    def rows() -> Iterator[Problem]:
        for n in range(count):
            inspection = dice.choice(inspections) if n % 4 else None
            matter, place = dice.choice(_MATTERS), dice.choice(units)
            yield Problem(
                number=f"{inspection.number if inspection else 'ZC-2026'}-{n:06}",
                inspection=inspection,
                level=dice.choice([ProblemLevel.CENTRAL, ProblemLevel.PROVINCIAL])
                if inspection
                else ProblemLevel.LOCAL,
                title=f"{place.name}{matter}",
                wording=f"督察发现，{place.name}{matter}，{dice.choice(_DETAILS)}{dice.choice(_DETAILS)}整改工作推进不力。",
                region=place,
                recorded_at=clock.now(),
                recorded_by=office,
            )

    made: list[Problem] = []
    stream = rows()
    while batch := list(islice(stream, BATCH)):
        made += Problem.objects.bulk_create(batch)
    codes = list(ProblemCategory)
    CategoryMark.objects.bulk_create(
        (
            CategoryMark(problem=problem, code=code)
            for problem in made
            for code in dice.sample(codes, dice.randrange(1, 3))
        ),
        batch_size=BATCH,
    )
    return made


def _tasks(
    problems: list[Problem], dice: random.Random, leaders: list[Person], office: Account, leads: list[Unit]
) -> list[Task]:
    states = dice.choices(list(State), [4, 6, 4, 40, 5, 5, 4, 4, 3, 22, 3], k=len(problems))
    made: list[Task] = []

    def rows() -> Iterator[Task]:
        for problem, state, lead in zip(problems, states, leads, strict=True):
            deadline = TODAY + timedelta(dice.randrange(-900, 900)) if dice.random() < 0.95 else None
            yield Task(
                number=f"{problem.number}-1",
                problem=problem,
                lead=lead,
                region=problem.region,
                title=f"完成{problem.title}整改",
                goal=dice.choice(_GOALS),
                deadline=deadline,
                original_deadline=deadline,
                term=dice.choice([*TermClass, ""]),
                long_term=dice.random() < 0.1,
                leader=dice.choice(leaders) if dice.random() < 0.2 else None,
                workflow="central-2025" if problem.inspection_id else "local-2025",
                state=state,
                state_since=clock.now() - timedelta(hours=dice.randrange(20000)),
                closed_on=TODAY if state is State.CLOSED else None,
                returns=1 if dice.random() < 0.06 else 0,
                must_close_this_year=dice.random() < 0.03,
                recorded_at=clock.now(),
                recorded_by=office,
                planned=dice.randrange(101),
                actual=dice.randrange(101),
                progress=ProgressStatus.CLOSED if state is State.CLOSED else dice.choice(list(ProgressStatus)[1:]),
                colour=dice.choices(list(Colour), [70, 14, 9, 5, 2])[0],
                turns_on=TODAY + timedelta(dice.randrange(1, 90)),
            )

    stream = rows()
    while batch := list(islice(stream, BATCH)):
        made += Task.objects.bulk_create(batch)
    return made


def _belongings(tasks: list[Task], dice: random.Random, units: list[Unit], duties: list[list[Unit]]) -> None:
    Duty.objects.bulk_create(
        (
            Duty(task=task, unit=unit, role=role, since=TODAY)
            for task, held in zip(tasks, duties, strict=True)
            for unit, role in zip(held, _ROLES, strict=True)
        ),
        batch_size=BATCH,
    )
    sites = Site.objects.bulk_create(
        Site(name=f"{unit.name}{n}号点位", region=unit, watershed=f"{_NAMES[n % len(_NAMES)]}水")
        for n, unit in enumerate(units)
        for _ in range(3)
    )
    through = Task.sites.through
    through.objects.bulk_create(
        (through(task_id=task.pk, site_id=dice.choice(sites).pk) for task in tasks[::3]), batch_size=BATCH
    )


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
