"""收文: handing documents in, what was read from them, and registration into the ledger."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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
from bihuan.api.types import Id, In, Line, Number, Out, Short, Version, account_of, viewer_of
from bihuan.core.codes import ProblemLevel
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake import prefill, queries, services, views
from bihuan.intake.access import document_for
from bihuan.intake.coverage import coverage
from bihuan.intake.drafts import Choices
from bihuan.intake.models import Document
from bihuan.intake.services import Target
from bihuan.ledger.models import Inspection
from bihuan.ledger.services import InspectionFacts
from bihuan.org.access import Viewer
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


class Seen(In):
    id: Id
    version: Version


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
