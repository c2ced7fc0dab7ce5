"""The reading desk: what was read from a document, checked entry by entry."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from bihuan.api import named
from bihuan.api.answers import answers
from bihuan.api.documents import DocumentOut, EntryOut, Seen
from bihuan.api.types import Id, In, Line, Number, Short, Text, Version, account_of, viewer_of
from bihuan.core.codes import DutyRole, ProblemCategory
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake import services
from bihuan.intake.access import document_for, entry_for
from bihuan.intake.fields import Corrections
from bihuan.intake.models import Document, Entry
from bihuan.ledger.access import visible_problems
from bihuan.org.access import Viewer
from bihuan.org.models import Account

router = Router(tags=["documents 收文"])


class Nothing(In):
    """No more than the address says."""


class AsKind(In):
    """`kind`: what you say that the document is; empty lets the reader tell it, nothing leaves it as it was."""

    kind: Annotated[str, Field(max_length=20)] | None = None


class OfEntry(In):
    """`version`: that of the entry as you saw it."""

    version: Version


class Rejection(OfEntry):
    why: Annotated[str, Field(max_length=200)] = ""


class Split(OfEntry):
    original = frozenset({"pieces"})

    pieces: list[Text] = Field(max_length=100)


class Link(OfEntry):
    """`problem`: number of the problem that it is, null when it is none of the ledger."""

    problem: Number | None


class UnitNamed(In):
    original = frozenset({"name"})

    role: DutyRole
    name: Annotated[str, Field(max_length=120)]


class DeadlineIn(In):
    """`code`: YYYY-MM-DD, immediate, long-term or a term such as P30WD."""

    original = frozenset({"wording"})

    code: Short
    wording: Line = ""


class Correction(OfEntry):
    """What is left out stays as it is."""

    original = frozenset({"problem", "number", "goal", "measures", "sites"})

    problem: Text | None = None
    title: Annotated[Line, Field(max_length=120)] | None = None
    number: Short | None = None
    goal: Text | None = None
    measures: list[Text] | None = Field(None, max_length=200)
    deadline: DeadlineIn | None = None
    units: list[UnitNamed] | None = Field(None, max_length=200)
    sites: list[Line] | None = Field(None, max_length=500)
    categories: list[ProblemCategory] | None = Field(None, max_length=20)


class Sure(In):
    at_least: Annotated[Decimal, Field(ge=0, le=1, max_digits=4, decimal_places=3)] = Decimal(0)


class Merge(In):
    entries: list[Seen] = Field(max_length=200)


class Passage(In):
    """Half-open characters of the document's text."""

    start: Annotated[int, Field(ge=0, lt=2**31)]
    end: Annotated[int, Field(ge=0, lt=2**31)]


def _correct(viewer: Viewer, actor: Account, entry: Entry, body: Correction) -> object:
    given = body.dict(exclude={"version", "deadline", "units"})
    if body.deadline:
        given["deadline"] = (body.deadline.code, body.deadline.wording)
    if body.units is not None:
        given["units"] = [(unit.role.value, unit.name) for unit in body.units]
    return services.correct(actor=actor, entry=entry, changes=Corrections(**given), version=body.version)


def _link(viewer: Viewer, actor: Account, entry: Entry, body: Link) -> object:
    problem = named.one(_("问题"), visible_problems(viewer), number=body.problem) if body.problem else None
    return services.link(actor=actor, entry=entry, problem=problem, version=body.version)


def _plain(service: Callable[..., object]) -> Callable[[Viewer, Account, Any, Any], object]:
    """A service that takes the row and the fields of the body as they are."""

    def act(viewer: Viewer, actor: Account, row: Document | Entry, body: In) -> object:
        return service(actor=actor, **{"entry" if isinstance(row, Entry) else "document": row}, **body.dict())

    return act


def _merge(viewer: Viewer, actor: Account, row: Document, body: Merge) -> object:
    seen = {one.id: one.version for one in body.entries}
    return services.merge(actor=actor, entries=named.every(_("条目"), row.entries, "pk", seen), versions=seen)


@dataclass(frozen=True, slots=True)
class Act:
    name: str
    label: str
    body: type[In]
    do: Callable[[Viewer, Account, Any, Any], object]


OF_ENTRY = (
    Act("confirm", "确认", OfEntry, _plain(services.confirm)),
    Act("reconsider", "撤回确认", OfEntry, _plain(services.reconsider)),
    Act("reject", "不登记", Rejection, _plain(services.reject)),
    Act("restore", "恢复", OfEntry, _plain(services.restore)),
    Act("correct", "更正", Correction, _correct),
    Act("link", "对应已有问题", Link, _link),
    Act("split", "拆分", Split, _plain(services.split)),
    Act("unmerge", "撤销合并", OfEntry, _plain(services.unmerge)),
)
OF_DOCUMENT = (
    Act("reread", "重新读取", AsKind, _plain(services.reread)),
    Act("stop", "停止读取", Nothing, _plain(services.stop_reading)),
    Act("finish", "办结", Nothing, _plain(services.finish)),
    Act("confirm_sure", "确认有把握的", Sure, _plain(services.confirm_all_sure)),
    Act("merge", "合并", Merge, _merge),
    Act("add", "从原文增加", Passage, _plain(services.add_from_passage)),
)


def _on_entry(act: Act) -> Callable[..., Any]:
    def take(request: HttpRequest, pk: Id, body: Any) -> Any:
        viewer = viewer_of(request)
        act.do(viewer, account_of(request), entry_for(viewer, pk), body)
        return entry_for(viewer, pk)

    take.__annotations__["body"] = act.body
    return take


def _on_document(act: Act) -> Callable[..., Any]:
    def take(request: HttpRequest, pk: Id, body: Any) -> Any:
        viewer = viewer_of(request)
        act.do(viewer, account_of(request), document_for(viewer, pk), body)
        return document_for(viewer, pk)

    take.__annotations__["body"] = act.body
    return take


for _acts, _of, _endpoint, _out in (
    (OF_ENTRY, "entries", _on_entry, EntryOut),
    (OF_DOCUMENT, "documents", _on_document, DocumentOut),
):
    for _act in _acts:
        router.add_api_operation(
            f"/{_of}/{{pk}}/{_act.name}",
            ["POST"],
            _endpoint(_act),
            response=answers(_out),
            url_name=f"{_of}_{_act.name}",
            operation_id=f"{_of}_{_act.name}",
            summary=f"{_act.name.replace('_', ' ').capitalize()} {_act.label}",
        )
