"""Releasing a task to the public (向社会公开): the office decides and words what is shown."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from bihuan.api.answers import answers
from bihuan.api.public import PublicTaskOut
from bihuan.api.types import In, Number, Text, account_of
from bihuan.portal import services

router = Router(tags=["public 公众"])


class Release(In):
    """`summary`: the problem as worded for the public, who never see the original; `progress_text`: how far it is."""

    summary: Text
    progress_text: Text = ""


@router.post(
    "/tasks/{number}/release", response=answers(PublicTaskOut), url_name="release", summary="Release 向社会公开"
)
def release(request: HttpRequest, number: Number, body: Release) -> Any:
    """Show the approved plan to the public, or bring what is shown up to date."""
    return services.release_plan(number=number, actor=account_of(request), **body.dict())
