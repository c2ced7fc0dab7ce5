"""材料: handing in a file as evidence, and taking it out again."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponseBase
from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from bihuan.api.answers import SHARED, answers
from bihuan.api.named import one
from bihuan.api.rows import EvidenceOut
from bihuan.api.types import Id, In, Number, account_of, viewer_of
from bihuan.casework import services
from bihuan.casework.views import evidence_file
from bihuan.core.codes import Criterion, EvidenceKind
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.access import task_for

router = Router(tags=["evidence 材料"])
BINARY = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
FILE: dict[str, Any] = {
    "responses": {
        200: {"description": "OK", "content": BINARY},
        206: {"description": "Partial Content", "content": BINARY},
        416: {"description": "Range Not Satisfiable"},
    }
}


class EvidenceIn(In):
    """What the file proves: a node, a criterion, or the view before and after. Day and place of a picture are taken from
    the camera's notes where none are given."""

    kind: EvidenceKind
    caption: Annotated[str, Field(max_length=200)] = ""
    milestone: Id | None = None
    criterion: Criterion | Literal[""] = ""
    side: Literal["", "before", "after"] = ""
    pair: Annotated[str, Field(max_length=40)] = ""
    taken_on: date | None = None
    place: Annotated[str, Field(max_length=120)] = ""
    latitude: Annotated[Decimal, Field(ge=-90, le=90, max_digits=9, decimal_places=6)] | None = None
    longitude: Annotated[Decimal, Field(ge=-180, le=180, max_digits=9, decimal_places=6)] | None = None


@router.post(
    "/tasks/{number}/evidence", response=answers(EvidenceOut, 201), url_name="add_evidence", summary="Add 上传材料"
)
def add(request: HttpRequest, number: Number, facts: Form[EvidenceIn], file: File[UploadedFile]) -> Any:
    task = task_for(viewer_of(request), number)
    given = facts.dict()
    if given["milestone"] is not None:
        given["milestone"] = one(_("节点"), task.milestones, pk=given["milestone"])
    upload = services.take_in(file)
    return Status(201, services.add_evidence(task=task, actor=account_of(request), upload=upload, **given))


@router.get(
    "/tasks/{number}/evidence/{pk}/file",
    response={**SHARED},
    url_name="evidence_file",
    summary="The file as it was handed in 下载材料",
    openapi_extra=FILE,
)
def content(request: HttpRequest, number: Number, pk: Id) -> HttpResponseBase:
    return evidence_file(request, number, pk)
