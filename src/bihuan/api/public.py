"""What the public sees (公众端), for anybody: the read model of the public pages, and objections."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from ninja.responses import Status
from pydantic import Field

from bihuan.api.answers import answers
from bihuan.api.bodies import ObjectionMade
from bihuan.api.types import Id, In, Line, Number, Out
from bihuan.casework.queries import objection_by_receipt
from bihuan.platform import clock, limits
from bihuan.portal import queries, services
from bihuan.portal.models import PublicTask
from bihuan.portal.views import LOOKUPS, OBJECTIONS

router = Router(tags=["public 公众"], auth=None)
PAGE = 50


class Paged(In):
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    def cut(self, rows: Any) -> list[Any]:
        return list(rows[(self.page - 1) * PAGE : self.page * PAGE])


class TasksWanted(Paged):
    q: Line = ""
    status: Literal["", "rectifying", "checking", "notice", "closed"] = ""
    region: Line = ""


class NoticesWanted(Paged):
    standing: Literal["running", "past"] = "running"


class RoleName(Out):
    role: str
    name: str


class PublicTaskOut(Out):
    """A task as released to the public (公开)."""

    number: str
    inspection: str
    problem: str
    goal: str
    measures: list[str]
    units: list[RoleName]
    region: str
    deadline: date | None
    deadline_provisional: bool
    long_term: bool
    status: str
    progress_text: str
    released_on: date
    updated_on: date
    closed_on: date | None
    filing_no: str
    reopened_on: date | None


class PictureOut(Out):
    sha256: str
    media: str
    caption: str
    side: str


class PublicNoticeOut(Out):
    """A notice as shown (公示) from its first day; objections are taken while it runs. `provisional`: the last day may still
    be put off when holidays are announced, never brought forward. `outcome`: empty, closed, upheld (an
    objection), withdrawn (by the office), reopened."""

    id: int
    number: str
    title: str
    text: str
    contact: str
    starts_on: date
    ends_on: date
    provisional: bool
    running: bool
    digest: str
    pictures: list[PictureOut]
    outcome: str

    @staticmethod
    def resolve_id(obj: Any) -> int:
        return int(obj.notice)

    @staticmethod
    def resolve_running(obj: Any) -> bool:
        return queries.is_running(obj, clock.today())


class Receipt(Out):
    """The number under which the outcome can be asked for (回执编号)."""

    receipt: str


class Outcome(Out):
    receipt: str
    state: str
    reply: str


@router.get(
    "/public/tasks", response=answers(list[PublicTaskOut]), url_name="public_tasks", summary="Released 公开任务"
)
def tasks(request: HttpRequest, wanted: Query[TasksWanted]) -> Any:
    """The latest changes first, 50 a page."""
    return wanted.cut(queries.tasks(words=wanted.q, status=wanted.status, region=wanted.region))


@router.get(
    "/public/tasks/{number}", response=answers(PublicTaskOut), url_name="public_task", summary="One of them 公开任务"
)
def task(request: HttpRequest, number: Number) -> Any:
    return get_object_or_404(PublicTask, number=number)


@router.get("/public/notices", response=answers(list[PublicNoticeOut]), url_name="public_notices", summary="公示")
def notices(request: HttpRequest, wanted: Query[NoticesWanted]) -> Any:
    """Running notices, that which ends first at the top; or those that are over. 50 a page."""
    listed = queries.running_notices if wanted.standing == "running" else queries.past_notices
    return wanted.cut(listed(clock.today()))


@router.get(
    "/public/notices/{notice}", response=answers(PublicNoticeOut), url_name="public_notice", summary="One notice 公示"
)
def notice(request: HttpRequest, notice: Id) -> Any:
    return get_object_or_404(queries.shown_notices(clock.today()), notice=notice)


@router.post(
    "/public/notices/{notice}/objections",
    response=answers(Receipt, 201),
    url_name="public_objection",
    summary="Object 提出异议",
)
def object_(request: HttpRequest, notice: Id, body: ObjectionMade) -> Any:
    """Anybody may, while the notice runs; as often as on the public page."""
    row = get_object_or_404(queries.shown_notices(clock.today()), notice=notice)
    limits.take(OBJECTIONS, limits.origin_of(request))
    receipt = services.object_publicly(notice=row, text=body.text, name=body.name, contact=body.contact)
    return Status(201, {"receipt": receipt})


@router.get(
    "/public/objections/{receipt}",
    response=answers(Outcome),
    url_name="public_outcome",
    summary="What came of it 查询异议",
)
def outcome(request: HttpRequest, receipt: Number) -> Any:
    limits.take(LOOKUPS, limits.origin_of(request))
    found = objection_by_receipt(receipt)
    if found is None:
        raise Http404(receipt)
    return found
