"""请本单位答复: what units are asked about tasks on which they have no duty, and their answers."""

from datetime import date
from typing import Any, cast

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from bihuan.api.answers import answers
from bihuan.api.rebounds import SearchOut, TracingOut
from bihuan.api.types import Id, In, Out, Short, Text, account_of, viewer_of
from bihuan.casework import asked, services
from bihuan.casework.models import AnalogousSearch, Tracing

router = Router(tags=["asked 请本单位答复"])


class QuestionOut(Out):
    """The problem, why your unit is asked, and its answer: `tracing` (倒查) or `search` (举一反三), the other is null."""

    number: str
    title: str
    wording: str
    inspection: str | None
    rebound_on: date | None
    tracing: TracingOut | None
    search: SearchOut | None


class TracingAnswer(In):
    """What the unit missed, and why (倒查答复)."""

    missed: Text = ""
    why: Text = ""
    on: date | None = None


class SearchAnswer(In):
    """`searched`: where and how; `problems`: numbers of the problems found, none when there was nothing."""

    searched: Text = ""
    problems: list[Short] = Field([], max_length=100)
    on: date | None = None


@router.get(
    "/asked", response=answers(list[QuestionOut]), url_name="asked", summary="What units are asked 请本单位答复"
)
def listed(request: HttpRequest) -> Any:
    """Questions to your units, those without an answer first. Of the task you see the problem alone."""
    return [_told(question) for question in asked.questions(viewer_of(request))]


@router.post("/asked/tracings/{pk}", response=answers(QuestionOut), url_name="asked_tracing", summary="Answer 答复倒查")
def answer_tracing(request: HttpRequest, pk: Id, body: TracingAnswer) -> Any:
    found = asked.question_for(viewer_of(request), "tracing", pk)
    row = services.answer_tracing(tracing=cast(Tracing, found.row), actor=account_of(request), **body.dict())
    return _told(asked.question_for(viewer_of(request), "tracing", row.pk))


@router.post(
    "/asked/searches/{pk}", response=answers(QuestionOut), url_name="asked_search", summary="Answer 登记排查结果"
)
def record_search(request: HttpRequest, pk: Id, body: SearchAnswer) -> Any:
    found = asked.question_for(viewer_of(request), "search", pk)
    row = services.record_search(search=cast(AnalogousSearch, found.row), actor=account_of(request), **body.dict())
    return _told(asked.question_for(viewer_of(request), "search", row.pk))


def _told(question: asked.Question) -> dict[str, Any]:
    problem, rebound = question.task.problem, question.rebound
    return {
        "number": question.task.number,
        "title": question.task.title,
        "wording": problem.wording,
        "inspection": problem.inspection.name if problem.inspection else None,
        "rebound_on": rebound.on if rebound else None,
        "tracing": question.row if question.kind == "tracing" else None,
        "search": question.row if question.kind == "search" else None,
    }
