"""督察、问题、点位与责任分工: what the rectification office registers and hands out."""

from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import Prefetch
from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status
from pydantic import Field

from bihuan.api import named
from bihuan.api.answers import answers
from bihuan.api.clocks import ClockOut
from bihuan.api.rows import CategorisedProblemOut, DutyOut, UnitOut
from bihuan.api.types import Id, In, Line, Maybe, Number, Out, Short, Text, Version, Year, account_of, viewer_of
from bihuan.core.codes import (
    DiscoveryMethod,
    DutyRole,
    InspectionLevel,
    InspectionType,
    ProblemCategory,
    ProblemLevel,
    State,
    TermClass,
)
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import duties, registering, services
from bihuan.ledger.access import NotVisible, task_for, visible_inspections, visible_problems, visible_tasks
from bihuan.ledger.models import Inspection, Problem
from bihuan.ledger.rights import inspections_of
from bihuan.ledger.services import InspectionFacts
from bihuan.ledger.standing import live_duties
from bihuan.org.access import Viewer

router = Router(tags=["records 督察与问题"])
PAGE = 100


class InspectionIn(In):
    """`object`: id of the unit that is inspected. The feedback day starts the clocks of plan and first report."""

    name: Annotated[str, Field(max_length=160)]
    level: InspectionLevel
    type: InspectionType
    round: Short = ""
    team: Annotated[str, Field(max_length=120)] = ""
    object: Id | None = None
    entered_on: date | None = None
    left_on: date | None = None
    feedback_on: date | None = None
    requirements: Text = ""
    attendees: Text = ""

    def facts(self) -> InspectionFacts:
        return InspectionFacts(**{**self.dict(), "object": named.unit(self.object)})


class InspectionRow(Out):
    """An inspection (督察)."""

    number: str
    name: str
    level: InspectionLevel
    type: InspectionType
    round: str
    team: str
    object: UnitOut | None
    entered_on: date | None
    left_on: date | None
    feedback_on: date | None


class InspectionOut(InspectionRow):
    requirements: str
    attendees: str
    clocks: list[ClockOut]


class TaskIn(In):
    """The task by which a problem is worked off; its title is the problem's when empty."""

    title: Line = ""
    goal: Text = ""
    deadline: date | None = None
    deadline_text: Annotated[str, Field(max_length=120)] = ""
    term: TermClass | Literal[""] = ""
    long_term: bool = False
    must_close_year: Year | None = None


class ProblemIn(In):
    """`inspection` by number, `region` by id. The wording (原文) can never be changed afterwards."""

    original = frozenset({"wording"})

    title: Annotated[str, Field(max_length=120)]
    wording: Text
    level: ProblemLevel
    inspection: Number | None = None
    source_number: Short = ""
    discovery: DiscoveryMethod | Literal[""] = ""
    region: Id | None = None
    key: bool = False
    found_on: date | None = None
    categories: list[ProblemCategory] = Field([], max_length=20)
    task: TaskIn | None = None


class TaskRef(Out):
    number: str
    title: str
    state: State
    deadline: date | None


class ProblemRow(CategorisedProblemOut):
    discovery: Maybe[DiscoveryMethod]
    tasks: list[TaskRef]


class ProblemPage(Out):
    """By age, the newest first; `before` is what to ask for next, null when there is no more."""

    problems: list[ProblemRow]
    before: int | None


class ProblemsWanted(In):
    q: Line = ""
    inspection: Short = ""
    level: ProblemLevel | None = None
    before: Id | None = None


class DutyIn(In):
    """A new lead unit takes the former's place; in other roles a unit is added, or with `replace` put in all others'
    place. `person` must serve in the unit. Why is logged."""

    unit: Id
    role: DutyRole
    person: Id | None = None
    replace: bool = False
    reason: Line


class DutyEnd(In):
    unit: Id
    role: DutyRole
    reason: Line


class LeaderIn(In):
    """`leader`: id of a person, null to take it back."""

    leader: Id | None
    reason: Line


class TitleIn(In):
    """`version`: of the task as it was seen; null to change whatever stands there. Why is logged."""

    title: Annotated[Line, Field(max_length=120)]
    reason: Line
    version: Version | None = None


class SiteIn(In):
    """A place on which tasks of this list stand; the same name in the same region is the same place."""

    name: Annotated[str, Field(max_length=120)]
    region: Id
    enterprise: Id | None = None
    address: Annotated[str, Field(max_length=200)] = ""
    watershed: Short = ""
    tasks: list[Number] = Field([], max_length=500)


class SiteMade(Out):
    id: int
    name: str


@router.get("/inspections", response=answers(list[InspectionRow]), url_name="inspections", summary="Inspections 督察")
def inspections(request: HttpRequest) -> Any:
    """Those of which you may see something, newest first."""
    rows = visible_inspections(viewer_of(request)).select_related("object")
    return list(rows.order_by("-feedback_on", "-pk")[:PAGE])


@router.post("/inspections", response=answers(InspectionOut, 201), url_name="inspections", summary="Register 登记督察")
def inspection_new(request: HttpRequest, body: InspectionIn) -> Any:
    return Status(201, services.record_inspection(actor=account_of(request), facts=body.facts()))


@router.get("/inspections/{number}", response=answers(InspectionOut), url_name="inspection", summary="One 督察")
def inspection(request: HttpRequest, number: Number) -> Any:
    """With the clocks that run on it."""
    return _inspection(viewer_of(request), number)


@router.put("/inspections/{number}", response=answers(InspectionOut), url_name="inspection", summary="Correct 修改督察")
def inspection_edit(request: HttpRequest, number: Number, body: InspectionIn) -> Any:
    row = _inspection(viewer_of(request), number)
    services.amend_inspection(actor=account_of(request), inspection=row, facts=body.facts())
    return _inspection(viewer_of(request), number)


@router.get("/problems", response=answers(ProblemPage), url_name="problems", summary="Problems 问题")
def problems(request: HttpRequest, wanted: Query[ProblemsWanted]) -> Any:
    viewer = viewer_of(request)
    rows = visible_problems(viewer)
    if wanted.q:
        rows = rows.filter(wording__contains=wanted.q) | rows.filter(title__contains=wanted.q)
    if wanted.inspection:
        rows = rows.filter(inspection__number=wanted.inspection)
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if wanted.before:
        rows = rows.filter(pk__lt=wanted.before)
    found = list(_with_tasks(viewer, rows).order_by("-pk")[: PAGE + 1])
    return {"problems": found[:PAGE], "before": found[PAGE - 1].pk if len(found) > PAGE else None}


@router.get("/problems/{number}", response=answers(ProblemRow), url_name="problem", summary="One problem 问题")
def problem(request: HttpRequest, number: Number) -> Any:
    return _problem(viewer_of(request), number)


@router.post("/problems", response=answers(ProblemRow, 201), url_name="problems", summary="Register a problem 登记问题")
def problem_new(request: HttpRequest, body: ProblemIn) -> Any:
    """A problem found otherwise than by a document (自查、暗访…), with its first task if one is given."""
    actor = account_of(request)
    given = body.dict(exclude={"task"})
    given["region"] = named.unit(body.region)
    if body.inspection:
        given["inspection"] = named.one(_("督察"), inspections_of(actor), number=body.inspection)
    task = body.task.dict() if body.task else None
    made, _task = registering.register_problem(actor=actor, task=task, **given)
    return Status(201, made)


@router.post(
    "/problems/{number}/tasks", response=answers(TaskRef, 201), url_name="problem_task", summary="Add 增加任务"
)
def task_new(request: HttpRequest, number: Number, body: TaskIn) -> Any:
    """One more task for a problem."""
    row = _problem(viewer_of(request), number)
    return Status(201, services.record_task(actor=account_of(request), problem=row, **body.dict()))


@router.post("/tasks/{number}/duties", response=answers(list[DutyOut]), url_name="assign", summary="Assign 交办")
def assign(request: HttpRequest, number: Number, body: DutyIn) -> Any:
    """Give a unit a duty on a task. Answers with the duties as they are now."""
    task = task_for(viewer_of(request), number)
    unit, person = named.units([body.unit])[body.unit], named.person(body.person)
    handover = duties.Handover(unit, body.role, person, body.replace)
    duties.assign(actor=account_of(request), tasks=[task], handover=handover, reason=body.reason)
    return live_duties(task)


@router.post(
    "/tasks/{number}/duties/end", response=answers(list[DutyOut]), url_name="end_duty", summary="End a duty 解除责任"
)
def end(request: HttpRequest, number: Number, body: DutyEnd) -> Any:
    task = task_for(viewer_of(request), number)
    unit = named.units([body.unit])[body.unit]
    duties.end_duty(actor=account_of(request), task=task, unit=unit, role=body.role, reason=body.reason)
    return live_duties(task)


@router.put(
    "/tasks/{number}/leader", response=answers(TaskRef), url_name="leader", summary="The leader in charge 包案领导"
)
def leader(request: HttpRequest, number: Number, body: LeaderIn) -> Any:
    task = task_for(viewer_of(request), number)
    duties.set_leader(actor=account_of(request), tasks=[task], leader=named.person(body.leader), reason=body.reason)
    return task


@router.put("/tasks/{number}/title", response=answers(TaskRef), url_name="title", summary="Another title 修改标题")
def title(request: HttpRequest, number: Number, body: TitleIn) -> Any:
    task = task_for(viewer_of(request), number)
    return registering.retitle(actor=account_of(request), task=task, **body.dict())


@router.post("/sites", response=answers(SiteMade, 201), url_name="sites", summary="Register a site 登记点位")
def site_new(request: HttpRequest, body: SiteIn) -> Any:
    given = body.dict()
    given["region"] = named.units([body.region])[body.region]
    given["enterprise"] = named.unit(body.enterprise)
    given["tasks"] = named.every(_("任务"), visible_tasks(viewer_of(request)), "number", body.tasks)
    return Status(201, services.add_site(actor=account_of(request), **given))


def _inspection(viewer: Viewer, number: str) -> Inspection:
    rows = visible_inspections(viewer).select_related("object").prefetch_related("clocks__pauses", "clocks__task")
    row = rows.filter(number=number).first()
    if row is None:
        raise NotVisible(number)
    return row


def _problem(viewer: Viewer, number: str) -> Problem:
    row = _with_tasks(viewer, visible_problems(viewer)).filter(number=number).first()
    if row is None:
        raise NotVisible(number)
    return row  # type: ignore[no-any-return]  # as filtered


def _with_tasks(viewer: Viewer, rows: Any) -> Any:
    """Of the tasks, those that the viewer sees."""
    seen = Prefetch("tasks", visible_tasks(viewer).order_by("pk"))
    return rows.select_related("inspection", "region").prefetch_related("categories", seen)
