"""A complete plan for `world.task`, made through the services, for tests that need one."""

from decimal import Decimal

from bihuan.core.codes import CauseType, DutyRole, FundSource
from bihuan.ledger.duties import RECTIFYING
from bihuan.ledger.models import Task
from bihuan.org.models import Account, Person
from bihuan.planning import scheduling, services
from bihuan.planning.entries import CauseEntry, FundEntry, IndicatorEntry, MeasureEntry, MilestoneEntry


def fill_plan(task: Task, actor: Account) -> None:
    """All five lists, two milestones and their schedule."""
    unit = task.duties.get(role=DutyRole.LEAD, until=None).unit
    (cause,) = services.save_causes(
        task=task, actor=actor, entries=[CauseEntry(text="处理工艺落后", type=CauseType.FACILITIES)]
    )
    services.save_goal(
        task=task,
        actor=actor,
        goal="出水稳定达到一级A标准",
        indicators=[IndicatorEntry(name="氨氮", baseline=Decimal(12), target=Decimal(5), unit="mg/L")],
    )
    due = task.deadline
    assert due is not None
    (measure,) = services.save_measures(
        task=task,
        actor=actor,
        entries=[MeasureEntry(text="完成提标改造工程", unit=unit, due=due, causes=[cause.pk], budget=Decimal(800))],
    )
    services.save_funds(
        task=task,
        actor=actor,
        entries=[FundEntry(source=FundSource.CITY, amount=Decimal(800), document_no="云财建〔2026〕1号")],
    )
    services.save_responsibility(task=task, actor=actor, persons=persons_for(task))
    services.save_milestones(
        task=task,
        actor=actor,
        entries=[
            MilestoneEntry(name="完成设计招标", weight=Decimal(40), days=20, measure=measure.pk),
            MilestoneEntry(name="完成施工调试", weight=Decimal(60), days=40, measure=measure.pk),
        ],
    )
    scheduling.apply_schedule(task=task, actor=actor)


def persons_for(task: Task) -> dict[int, Person]:
    """Somebody in a post at the unit for every duty of those who rectify."""
    named = {}
    for duty in task.duties.filter(until=None, role__in=RECTIFYING).select_related("unit"):
        person = Person.objects.filter(posts__unit=duty.unit).first()
        assert person is not None, duty
        named[duty.pk] = person
    return named
