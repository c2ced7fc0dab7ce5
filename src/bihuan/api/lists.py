"""The five lists (五张清单), the milestones (节点) and the backward schedule (倒排工期) of a task."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from bihuan.api import named
from bihuan.api.answers import ReasonOut, answers
from bihuan.api.types import Days, Id, In, Line, Money, Number, Out, Short, Text, account_of, viewer_of
from bihuan.core.codes import CauseType, FundSource, FundStatus, MeasureTag
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.access import task_for
from bihuan.ledger.models import Task
from bihuan.ledger.standing import live_duties
from bihuan.org.models import Account
from bihuan.planning import scheduling, services
from bihuan.planning.entries import CauseEntry, FundEntry, IndicatorEntry, MeasureEntry, MilestoneEntry
from bihuan.planning.lists import findings
from bihuan.planning.models import FundLine, Plan
from bihuan.platform.web import reason_data

router = Router(tags=["lists 五张清单"])
Amount = Annotated[Decimal, Field(max_digits=16, decimal_places=4)]
MOST = 500


class Listed(In):
    """A list is saved as a whole: rows with an `id` are changed, those without are added, the rest is dropped.
    `plan_version`: the version of the plan as you saw it, 0 while there is none."""

    plan_version: int = Field(ge=0, lt=2**31)


class CauseIn(In):
    id: Id | None = None
    text: Text
    type: CauseType = CauseType.OTHER


class Causes(Listed):
    entries: list[CauseIn] = Field(max_length=MOST)


class IndicatorIn(In):
    """Measurable by `target` in `unit`, or by a `criterion` that somebody can judge."""

    id: Id | None = None
    name: Annotated[str, Field(max_length=80)]
    baseline: Amount | None = None
    target: Amount | None = None
    unit: Annotated[str, Field(max_length=20)] = ""
    criterion: Annotated[str, Field(max_length=200)] = ""


class Goal(Listed):
    goal: Text
    indicators: list[IndicatorIn] = Field([], max_length=MOST)


class MeasureIn(In):
    """`causes`: ids of the causes that it removes; `unit` and `person` by id; `budget` in 万元. `proposal`: id of the proposed
    measure (`proposed_measures` of the task) that it takes up."""

    id: Id | None = None
    text: Text
    unit: Id
    due: date
    causes: list[Id] = Field([], max_length=MOST)
    tag: MeasureTag | Literal[""] = ""
    person: Id | None = None
    budget: Money = Decimal(0)
    proposal: Id | None = None


class Measures(Listed):
    """`left_out`: ids of the proposed measures that the unit does not take up."""

    entries: list[MeasureIn] = Field(max_length=MOST)
    left_out: list[Id] = Field([], max_length=MOST)


class FundIn(In):
    """In 万元; `measure`: id of the measure it pays for."""

    id: Id | None = None
    source: FundSource
    amount: Money
    allocated: Money = Decimal(0)
    paid: Money = Decimal(0)
    status: FundStatus | Literal[""] = ""
    document_no: Short = ""
    measure: Id | None = None


class Funds(Listed):
    entries: list[FundIn] = Field([], max_length=MOST)
    no_funds_needed: bool = False


class Named(In):
    duty: Id
    person: Id


class Responsibility(Listed):
    """The person of each duty, both by id, and the day on which work begins."""

    persons: list[Named] = Field([], max_length=MOST)
    start_on: date | None = None


class MilestoneIn(In):
    """`weight` in percent; `days` and `lag` in working days; `after`: place in this list, from 0, of the node that must
    be finished first (none: the one above). `begins`: "with" when it may run beside that one from its start on, "free"
    when it waits for none; `not_before`: its own earliest day. `recurring` nodes have their own `due`."""

    id: Id | None = None
    name: Annotated[str, Field(max_length=120)]
    weight: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
    days: Days = 1
    lag: Days = 0
    after: Annotated[int, Field(ge=0, lt=MOST)] | None = None
    begins: Literal["", "with", "free"] = ""
    not_before: date | None = None
    measure: Id | None = None
    start: date | None = None
    due: date | None = None
    recurring: Literal["", "quarterly", "yearly"] = ""


class Milestones(Listed):
    entries: list[MilestoneIn] = Field(max_length=MOST)


class Saved(Out):
    """The list as saved: ids in the order of the entries, the new versions, and what the plan as a whole still lacks."""

    number: str
    version: int
    plan_version: int
    ids: list[int]
    findings: list[ReasonOut]


class Move(Out):
    milestone: int
    name: str
    old_start: date | None
    new_start: date | None
    old_finish: date | None
    new_finish: date | None
    days: int


class RowOut(Out):
    """`slack` in working days; `stage` marks the closure procedure."""

    name: str
    working_days: int
    earliest_start: date
    earliest_finish: date
    latest_start: date
    latest_finish: date
    slack: int
    stage: bool


class ScheduleOut(Out):
    """When it does not fit, `shortfall` says how many working days are missing, and `reasons` where they could come from."""

    deadline: date
    work_must_end: date
    provisional: bool
    feasible: bool
    shortfall: int
    feasible_deadline: date | None
    rows: list[RowOut]
    moves: list[Move]
    reasons: list[ReasonOut]


class Options(In):
    parallel_review: bool = False
    short_notice: bool = False


class PreviewOptions(Options):
    deadline: date | None = None


class Apply(Options):
    plan_version: int = Field(ge=0, lt=2**31)
    reason: Line = ""


class FundsRecorded(In):
    allocated: Money
    paid: Money
    status: FundStatus | Literal[""] = ""
    document_no: Short


def _causes(task: Task, actor: Account, body: Causes) -> Any:
    entries = [CauseEntry(**row.dict()) for row in body.entries]
    return services.save_causes(task=task, actor=actor, entries=entries, plan_version=body.plan_version)


def _goal(task: Task, actor: Account, body: Goal) -> Any:
    rows = [IndicatorEntry(**row.dict()) for row in body.indicators]
    return services.save_goal(task=task, actor=actor, goal=body.goal, indicators=rows, plan_version=body.plan_version)


def _measures(task: Task, actor: Account, body: Measures) -> Any:
    units = named.units(row.unit for row in body.entries)
    people = named.people(row.person for row in body.entries)
    entries = [
        MeasureEntry(**{**row.dict(), "unit": units[row.unit], "person": people[row.person] if row.person else None})
        for row in body.entries
    ]
    return services.save_measures(
        task=task, actor=actor, entries=entries, left_out=body.left_out, plan_version=body.plan_version
    )


def _funds(task: Task, actor: Account, body: Funds) -> Any:
    return services.save_funds(
        task=task,
        actor=actor,
        entries=[FundEntry(**row.dict()) for row in body.entries],
        no_funds_needed=body.no_funds_needed,
        plan_version=body.plan_version,
    )


def _responsibility(task: Task, actor: Account, body: Responsibility) -> Any:
    people = named.people(row.person for row in body.persons)
    persons = {row.duty: people[row.person] for row in body.persons}
    services.save_responsibility(
        task=task, actor=actor, persons=persons, start_on=body.start_on, plan_version=body.plan_version
    )
    return live_duties(task)


def _milestones(task: Task, actor: Account, body: Milestones) -> Any:
    entries = [MilestoneEntry(**row.dict()) for row in body.entries]
    return services.save_milestones(task=task, actor=actor, entries=entries, plan_version=body.plan_version)


LISTS: dict[str, tuple[type[Listed], Callable[[Task, Account, Any], Any], str]] = {
    "causes": (Causes, _causes, "问题原因清单"),
    "goal": (Goal, _goal, "目标任务清单"),
    "measures": (Measures, _measures, "项目措施清单"),
    "funds": (Funds, _funds, "资金来源清单"),
    "responsibility": (Responsibility, _responsibility, "责任时限清单"),
    "milestones": (Milestones, _milestones, "节点"),
}
"""Each list: what comes in, how it is saved, what it is called."""


def _endpoint(save: Callable[[Task, Account, Any], Any], body_type: type[Listed]) -> Callable[..., Any]:
    def put(request: HttpRequest, number: Number, body: Any) -> Any:
        task = task_for(viewer_of(request), number)
        return _saved(task, save(task, account_of(request), body))

    put.__annotations__["body"] = body_type
    return put


def _saved(task: Task, rows: Any) -> dict[str, Any]:
    task.refresh_from_db()
    plan = Plan.objects.get(task=task)
    task.plan = plan
    return {
        "number": task.number,
        "version": task.version,
        "plan_version": plan.version,
        "ids": [row.pk for row in rows],
        "findings": [reason_data(reason) for reason in findings(task, live_duties(task))],
    }


for _key, (_body, _save, _label) in LISTS.items():
    router.add_api_operation(
        f"/tasks/{{number}}/lists/{_key}",
        ["PUT"],
        _endpoint(_save, _body),
        response=answers(Saved),
        url_name=f"list_{_key}",
        operation_id=f"save_{_key}",
        summary=f"Save the list of {_key} {_label}",
    )


@router.get(
    "/tasks/{number}/schedule", response=answers(ScheduleOut), url_name="schedule", summary="Backward schedule 倒排工期"
)
def preview(request: HttpRequest, number: Number, options: Query[PreviewOptions]) -> Any:
    """The schedule as it would be, for the task's deadline or another; nothing is saved."""
    return _schedule(scheduling.preview(task=task_for(viewer_of(request), number), **options.dict()))


@router.post(
    "/tasks/{number}/schedule", response=answers(ScheduleOut), url_name="schedule", summary="Save the schedule 保存倒排"
)
def apply(request: HttpRequest, number: Number, body: Apply) -> Any:
    """Save the dates of the backward schedule; one that does not fit is refused with what it lacks."""
    task = task_for(viewer_of(request), number)
    return _schedule(scheduling.apply_schedule(task=task, actor=account_of(request), **body.dict()))


@router.put(
    "/tasks/{number}/funds/{line}", response=answers(Saved), url_name="record_funds", summary="Money that came 资金到位"
)
def record_funds(request: HttpRequest, number: Number, line: Id, body: FundsRecorded) -> Any:
    """Money that arrived and was spent on a line of the funds, in 万元. No change of the plan: its approval stands."""
    task = task_for(viewer_of(request), number)
    row = named.one(_("资金"), FundLine.objects.filter(task=task).select_related("task"), pk=line)
    services.record_funds(line=row, actor=account_of(request), **body.dict())
    return _saved(task, [row])


def _schedule(made: scheduling.Preview) -> dict[str, Any]:
    found = made.schedule
    plain = ("deadline", "work_must_end", "provisional", "feasible", "shortfall", "feasible_deadline", "rows")
    moves = [{"milestone": int(move.key), **{n: getattr(move, n) for n in _MOVED}} for move in made.moves]
    reasons = [] if found.feasible else [reason_data(reason) for reason in scheduling.infeasible(found)]
    return {**{name: getattr(found, name) for name in plain}, "moves": moves, "reasons": reasons}


_MOVED = ("name", "old_start", "new_start", "old_finish", "new_finish", "days")
