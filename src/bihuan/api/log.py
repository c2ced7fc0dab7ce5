"""The log (审计日志), for the audit administrator over everything."""

import json
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status
from pydantic import Field

from bihuan.api.answers import answers
from bihuan.api.types import In, Out, Short, account_of
from bihuan.audit import jobs as proving
from bihuan.audit import queries
from bihuan.audit.actions import action_label
from bihuan.org.log import demand_auditor, start_proof
from bihuan.platform import jobs

router = Router(tags=["audit 审计"])


class Wanted(In):
    """`action` by its beginning ("casework."), `number` exactly; both days are included."""

    action: Short = ""
    actor: Short = ""
    number: Short = ""
    since: date | None = None
    until: date | None = None
    before: Annotated[int, Field(gt=0, lt=2**62)] | None = None
    size: Annotated[int, Field(ge=1, le=500)] = 100


class LinkOut(Out):
    """One link of the chain, with what is needed to check it elsewhere."""

    seq: int
    at: datetime
    actor: int | None
    actor_name: str
    action: str
    label: str
    subject_type: str
    subject_id: int
    subject_number: str
    body: Any
    algorithm: str
    prev: str
    digest: str

    @staticmethod
    def resolve_label(obj: Any) -> str:
        return action_label(obj.action)

    @staticmethod
    def resolve_body(obj: Any) -> Any:
        return json.loads(obj.body)


class LinkPage(Out):
    """Newest first; `before` is what to ask for next, null when there is no more."""

    events: list[LinkOut]
    before: int | None


class ProofOut(Out):
    """`done` means that every link holds; `failed` that it does not, and `error` where."""

    state: str
    done: int
    total: int
    error: str
    started_at: datetime
    finished_at: datetime | None

    @staticmethod
    def resolve_started_at(obj: Any) -> Any:
        return obj.created_at


@router.get("/audit/events", response=answers(LinkPage), url_name="audit_events", summary="Events 日志")
def events(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    demand_auditor(account_of(request))
    given = wanted.dict()
    before, size = given.pop("before"), given.pop("size")
    found, more = queries.page(queries.Filter(**given), before=before, size=size)
    return {"events": found, "before": more}


@router.post("/audit/verify", response=answers(ProofOut, 202), url_name="audit_verify", summary="Prove the log 校验")
def verify(request: HttpRequest) -> Any:
    """Begin to prove the whole chain, in the background; ask again with GET for how it ended."""
    return Status(202, start_proof(actor=account_of(request)))


@router.get(
    "/audit/verify", response=answers(ProofOut | None), url_name="audit_verify", summary="The last proof 校验结果"
)
def proof(request: HttpRequest) -> Any:
    """The newest proof, running or ended; null when there was none."""
    demand_auditor(account_of(request))
    return jobs.find(proving.KEY)
