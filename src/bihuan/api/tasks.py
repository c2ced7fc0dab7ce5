"""The ledger (台账) and the whole file of a task (一问一档), by the same queries as the pages."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Router

from bihuan.api.answers import MalformedError, answers
from bihuan.api.clocks import ClockOut
from bihuan.api.filters import PARAMETERS
from bihuan.api.rebounds import ReboundOut, SearchOut
from bihuan.api.rows import (
    CategorisedProblemOut,
    CauseOut,
    ClosureOut,
    EvidenceOut,
    ExtensionOut,
    FundOut,
    IndicatorOut,
    MeasureOut,
    MilestoneOut,
    NoticeOut,
    PlanOut,
    ProposedMeasureOut,
    ReportOut,
    SignatureOut,
    SiteOut,
    TaskRow,
    UpwardOut,
    VerificationOut,
)
from bihuan.api.steps import StepOut, steps_of
from bihuan.api.types import Number, Out, account_of, viewer_of
from bihuan.audit.actions import action_label
from bihuan.audit.queries import events_for
from bihuan.casework.access import file_for
from bihuan.core.codes import Colour, ProgressStatus, State
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.columns import chosen
from bihuan.ledger.filters import read
from bihuan.ledger.models import Clock, Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.ledger.standing import standing_on
from bihuan.org.models import Account

router = Router(tags=["tasks 任务"])
SHOWN = chosen(["number", "inspection", "region", "leader", "assist"])
"""The columns whose rows a line needs loaded."""
EVENTS = 200


class FacetOut(Out):
    """How many rows choosing a value would show."""

    state: dict[State, int]
    progress: dict[ProgressStatus, int]
    colour: dict[Colour, int]


class TaskPage(Out):
    """`total` is a lower bound when `capped`; `facets` are null when there are too many rows to tell. `before` and
    `after` are the cursors of the pages beside this one, empty where there is none."""

    total: int
    capped: bool
    facets: FacetOut | None
    before: str
    after: str
    tasks: list[TaskRow]


class PassageOut(Out):
    """A step that was taken (经过): `on` is the day of the fact, `at` that of its entry."""

    step: str
    from_state: State
    to_state: State
    on: date
    at: datetime
    by: str
    unit: str | None
    comment: str
    outcome: str
    reference: str
    items: str
    respond_by: date | None

    @staticmethod
    def resolve_by(obj: Any) -> str:
        return str(obj.actor)

    @staticmethod
    def resolve_unit(obj: Any) -> str | None:
        return obj.unit.name if obj.unit else None


class EventOut(Out):
    """A change as the log keeps it."""

    seq: int
    at: datetime
    by: str
    action: str
    label: str

    @staticmethod
    def resolve_by(obj: Any) -> str:
        return str(obj.actor_name)

    @staticmethod
    def resolve_label(obj: Any) -> str:
        return action_label(obj.action)


class History(Out):
    """Steps from the first on; events newest first, at most 200 before `before`."""

    passages: list[PassageOut]
    events: list[EventOut]


class TaskFile(Out, TaskRow):
    """Everything on file about one task."""

    problem: CategorisedProblemOut
    sites: list[SiteOut]
    plan: PlanOut | None
    causes: list[CauseOut]
    indicators: list[IndicatorOut]
    measures: list[MeasureOut]
    proposed_measures: list[ProposedMeasureOut]
    funds: list[FundOut]
    milestones: list[MilestoneOut]
    reports: list[ReportOut]
    extensions: list[ExtensionOut]
    evidence: list[EvidenceOut]
    verifications: list[VerificationOut]
    notices: list[NoticeOut]
    signatures: list[SignatureOut]
    closures: list[ClosureOut]
    rebounds: list[ReboundOut]
    searches: list[SearchOut]
    upward_reports: list[UpwardOut]
    clocks: list[ClockOut]
    steps: list[StepOut]


@router.get(
    "/tasks",
    response=answers(TaskPage),
    url_name="tasks",
    summary="The ledger, filtered and counted 台账",
    openapi_extra={"parameters": PARAMETERS},
)
def tasks(request: HttpRequest) -> Any:
    """The same parameters as the ledger's page; several values of one field mean any of them. What is unknown is a 422,
    never dropped in silence."""
    asked = read(request.GET, ignoring=())
    reasons = [*asked.reasons, *(NOT_HERE[name] for name in ("columns", "view") if name in request.GET)]
    if reasons:
        raise MalformedError(reasons, "query")
    query = LedgerQuery(viewer_of(request), asked.filter, asked.sort)
    try:
        page = query.page(SHOWN, asked.cursor, asked.size)
    except Refused as refused:
        raise MalformedError(refused.reasons, "query") from None
    for row in page.rows:
        row.problem.region = row.region  # the same unit, loaded with the task
    counted = query.counted
    return {
        "total": counted.total,
        "capped": counted.capped,
        "facets": counted.facets,
        "before": page.before,
        "after": page.after,
        "tasks": page.rows,
    }


NOT_HERE = {
    name: Reason("unknown_filter", _("没有“%(name)s”这个筛选条件。"), {"name": name}) for name in ("columns", "view")
}


@router.get("/tasks/{number}", response=answers(TaskFile), url_name="task", summary="The whole file of a task 一问一档")
def task(request: HttpRequest, number: Number) -> Any:
    return file_of(file_for(viewer_of(request), number), account_of(request))


def file_of(task: Task, account: Account) -> dict[str, Any]:
    """What `TaskFile` shows, in a number of queries that does not depend on how much is on file."""
    standing = standing_on(task, account)
    clocks = Clock.objects.filter(Q(task=task) | Q(inspection__isnull=False, inspection=task.problem.inspection_id))
    put_right = dict(task.site_results.filter(withdrawn_at=None).values_list("site", "on"))
    sites = list(task.sites.select_related("region"))
    for site in sites:
        site.put_right_on = put_right.get(site.pk)  # type: ignore[attr-defined]  # of this task, for `SiteOut`
    return {
        **{name: getattr(task, name) for name in TaskRow.model_fields if name != "duties"},
        "duties": standing.duties,
        "sites": sites,
        "plan": getattr(task, "plan", None),
        "causes": task.causes.all(),
        "indicators": task.indicators.all(),
        "measures": task.measures.select_related("unit", "person").prefetch_related("causes"),
        "proposed_measures": task.proposed_measures.all(),
        "funds": task.funds.all(),
        "milestones": task.milestones.all(),
        "reports": task.reports.select_related("by__person", "unit"),
        "extensions": task.extensions.all(),
        "evidence": task.evidence.select_related("file", "unit", "added_by__person"),
        "verifications": task.verifications.select_related("unit", "by__person").prefetch_related(
            "results__evidence", "verifiers__account__person"
        ),
        "notices": task.notices.select_related("clock").prefetch_related("objections"),
        "signatures": task.signatures.select_related("unit", "account__person"),
        "closures": task.closures.select_related("by__person"),
        "rebounds": task.rebounds.select_related("closure").prefetch_related(
            "tracings__unit", "tracings__clock", "tracings__acts__account__person"
        ),
        "searches": task.searches.select_related("unit").prefetch_related("problems"),
        "upward_reports": task.upward_reports.all(),
        "clocks": clocks.select_related("task", "inspection").prefetch_related("pauses").order_by("due_on", "pk"),
        "steps": steps_of(task, standing),
    }


@router.get("/tasks/{number}/history", response=answers(History), url_name="history", summary="What happened 经过")
def history(request: HttpRequest, number: Number, before: int | None = None) -> Any:
    row = file_for(viewer_of(request), number)
    events = events_for([row])
    if before is not None:
        events = events.filter(seq__lt=before)
    passages = row.passages.select_related("actor__person", "unit")
    return {"passages": passages, "events": list(events[:EVENTS])}
