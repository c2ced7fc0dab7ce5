"""收文: handing documents in, what was read from them, checking entry by entry, and registration into the ledger."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from ninja import File, Query, Router
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from bihuan.api import named
from bihuan.api.answers import SHARED, answers
from bihuan.api.evidence import FILE
from bihuan.api.records import InspectionIn
from bihuan.api.types import Id, In, Line, Number, Out, Short, Text, Version, account_of, viewer_of
from bihuan.core.codes import DutyRole, ProblemCategory, ProblemLevel
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake import prefill, queries, services, views
from bihuan.intake.access import document_for, entry_for
from bihuan.intake.coverage import coverage
from bihuan.intake.drafts import Choices
from bihuan.intake.fields import Corrections
from bihuan.intake.models import Document, Entry
from bihuan.intake.services import Target
from bihuan.ledger.access import visible_problems
from bihuan.ledger.models import Inspection
from bihuan.ledger.services import InspectionFacts
from bihuan.org.access import Viewer
from bihuan.org.models import Account
from bihuan.platform import clock

router = Router(tags=["documents 收文"])
PAGE = 50


class DocumentRow(Out):
    """A document (文件): waiting, reading, read (待核对), registered, failed or stopped."""

    id: int
    name: str
    state: str
    kind: str
    title: str
    pages: int
    sha256: str
    uploaded_at: datetime
    uploaded_by: str
    inspection: str | None

    @staticmethod
    def resolve_sha256(obj: Any) -> str:
        return str(obj.file.sha256)

    @staticmethod
    def resolve_uploaded_by(obj: Any) -> str:
        return str(obj.uploaded_by)

    @staticmethod
    def resolve_inspection(obj: Any) -> str | None:
        return obj.inspection.number if obj.inspection else None


class Failure(Out):
    why: str
    remedy: str


class Progress(Out):
    """Pages read of pages in all; 0 of 0 while nobody knows."""

    done: int
    total: int
    waiting: bool


class DocumentOut(DocumentRow):
    """`counts`: entries by state; `notes`: what a person should know of how the file was read."""

    progress: Progress | None
    failure: Failure | None
    notes: list[str]
    counts: dict[str, int]

    @staticmethod
    def resolve_progress(obj: Any) -> Any:
        return queries.progress_of(obj)

    @staticmethod
    def resolve_failure(obj: Any) -> dict[str, str] | None:
        found = queries.failure_of(obj)
        return {"why": found[0].text(gettext), "remedy": found[1].text(gettext)} if found else None

    @staticmethod
    def resolve_notes(obj: Any) -> list[str]:
        return [phrase.text(gettext) for phrase in queries.notes_of(obj)]

    @staticmethod
    def resolve_counts(obj: Any) -> dict[str, int]:
        return dict(Counter(obj.entries.values_list("state", flat=True)))


class ReadingOut(Out):
    """What was read, as the reading contract has it, and the text into which its character places point."""

    text: str
    reading: Any
    layout: Any


class PassageOut(Out):
    """A paragraph or row that no entry covers: rejected (a person left it out), told (read as a demand or the like), or
    open (nobody has said anything of it). `start`, `end`: half-open characters of the text."""

    start: int
    end: int
    text: str
    why: str


class CoverageOut(Out):
    """Of `total` paragraphs and rows of content, `covered` stand in entries."""

    total: int
    covered: int
    passages: list[PassageOut]


class EntryOut(Out):
    """An entry (条目) on its way into the ledger. `read` is what the machine found, `fields` what a person made of it."""

    id: int
    order: int
    state: str
    version: int
    confidence: Decimal | None
    read: Any
    fields: Any
    why: str
    same_as: str | None
    problem: str | None
    task: str | None

    @staticmethod
    def resolve_same_as(obj: Any) -> str | None:
        return obj.same_as.number if obj.same_as else None

    @staticmethod
    def resolve_problem(obj: Any) -> str | None:
        return obj.problem.number if obj.problem else None

    @staticmethod
    def resolve_task(obj: Any) -> str | None:
        return obj.task.number if obj.task else None


class DocumentsWanted(In):
    q: Line = ""
    state: Short = ""
    before: Id | None = None


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


class Seen(In):
    id: Id
    version: Version


class Merge(In):
    entries: list[Seen] = Field(max_length=200)


class Passage(In):
    """Half-open characters of the document's text."""

    start: Annotated[int, Field(ge=0, lt=2**31)]
    end: Annotated[int, Field(ge=0, lt=2**31)]


class Registration(In):
    """Where the confirmed entries go: into `inspection` (its number), a `new_inspection`, or neither. `units` says which
    units (ids) a name of the document means; an empty list gives no duty. `anchor`: the day from which terms run, by
    default that of the document. `entries`: those to register with their versions, by default all that are confirmed."""

    original = frozenset({"units", "aliases"})

    inspection: Number | None = None
    new_inspection: InspectionIn | None = None
    level: ProblemLevel = ProblemLevel.LOCAL
    anchor: date | None = None
    units: dict[Line, list[Id]] = {}
    aliases: list[Line] = Field([], max_length=500)
    first_leads: bool = True
    tasks: bool = True
    entries: list[Seen] | None = Field(None, max_length=2000)


class RegisteredOut(Out):
    """What came of it, by number."""

    inspection: str | None
    problems: list[str]
    tasks: list[str]
    linked: list[str]


@router.get("/documents", response=answers(list[DocumentRow]), url_name="documents", summary="Documents 文件")
def documents(request: HttpRequest, wanted: Query[DocumentsWanted]) -> Any:
    """Those of your office, newest first, 50 at a time; for the next, `before` is the last id."""
    rows = queries.documents(viewer_of(request), words=wanted.q, state=wanted.state)
    return list((rows.filter(pk__lt=wanted.before) if wanted.before else rows)[:PAGE])


@router.post("/documents", response=answers(DocumentOut, 201), url_name="documents", summary="Hand in 交文件")
def hand_in(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Read in the background. The same content again leads to the document that is there."""
    received = services.receive(actor=account_of(request), name=file.name or "", chunks=file.chunks())
    return Status(201, received.document)


@router.get("/documents/{pk}", response=answers(DocumentOut), url_name="document", summary="How far it is 文件")
def document(request: HttpRequest, pk: Id) -> Any:
    return document_for(viewer_of(request), pk)


@router.get("/documents/{pk}/reading", response=answers(ReadingOut), url_name="reading", summary="Reading 读取结果")
def reading(request: HttpRequest, pk: Id) -> Any:
    return document_for(viewer_of(request), pk)


@router.get(
    "/documents/{pk}/file",
    response={**SHARED},
    url_name="document_file",
    summary="The original 原件",
    openapi_extra=FILE,
)
def original(request: HttpRequest, pk: Id) -> HttpResponseBase:
    return views.file(request, pk)


@router.get("/documents/{pk}/coverage", response=answers(CoverageOut), url_name="coverage", summary="Coverage 照单全收")
def covered(request: HttpRequest, pk: Id) -> Any:
    """Whether every part of the document stands in an entry, and what does not."""
    row = document_for(viewer_of(request), pk)
    return coverage(row, row.entries.all())


@router.get("/documents/{pk}/entries", response=answers(list[EntryOut]), url_name="entries", summary="Entries 条目")
def entries(request: HttpRequest, pk: Id) -> Any:
    row = document_for(viewer_of(request), pk)
    return list(row.entries.select_related("same_as", "problem", "task"))


@router.post("/documents/{pk}/register", response=answers(RegisteredOut, 201), url_name="register", summary="登记入账")
def register(request: HttpRequest, pk: Id, body: Registration) -> Any:
    """Enter confirmed entries into the ledger, all or nothing; every name and deadline that is still open is a reason."""
    viewer = viewer_of(request)
    row = document_for(viewer, pk)
    given = None if body.entries is None else {seen.id: seen.version for seen in body.entries}
    chosen = None if given is None else named.every(_("条目"), row.entries, "pk", given)
    done = services.register(
        actor=account_of(request), document=row, target=_target(viewer, row, body), entries=chosen, versions=given
    )
    numbers = {name: [made.number for made in getattr(done, name)] for name in ("problems", "tasks", "linked")}
    return Status(201, {**numbers, "inspection": done.inspection.number if done.inspection else None})


def _target(viewer: Viewer, row: Document, body: Registration) -> Target:
    into: Inspection | InspectionFacts | None = body.new_inspection.facts() if body.new_inspection else None
    known: Inspection | None = None
    if body.inspection:
        into = known = named.one(_("督察"), queries.inspections(viewer), number=body.inspection)
    units = named.units(pk for ids in body.units.values() for pk in ids)
    choices = Choices(
        anchor=body.anchor or prefill.anchor_of(row, known, clock.today()),
        within=(into.object if into else None) or prefill.region_of(row.unit),
        units={name: [units[pk] for pk in ids] for name, ids in body.units.items()},
        first_leads=body.first_leads,
        tasks=body.tasks,
    )
    return Target(choices, into, body.level, body.aliases)


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
