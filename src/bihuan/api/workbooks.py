"""The ledger as a workbook (导出), and an office's own ledger taken over in steps (导入): hand in, map, try, apply."""

from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from ninja import File, Router
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from bihuan.api.answers import SHARED, MalformedError, answers
from bihuan.api.evidence import BINARY
from bihuan.api.filters import PARAMETERS
from bihuan.api.types import Id, In, Maybe, Out, account_of
from bihuan.core.codes import ProblemLevel
from bihuan.core.reasons import Phrase, Reason, Refused, demand
from bihuan.ledger.rights import not_office
from bihuan.paperwork import exports, imports, registering, trials, views
from bihuan.paperwork.fields import FIELDS
from bihuan.paperwork.forms import MappingForm
from bihuan.paperwork.models import LedgerImport
from bihuan.paperwork.runs import Report, report_of
from bihuan.platform.models import Job
from bihuan.reading.source import UnreadableError

router = Router(tags=["workbooks 导入导出"])
WORKBOOK: dict[str, Any] = {"responses": {200: {"description": "OK", "content": BINARY}}}
COLUMNS = {
    "in": "query", "name": "columns", "required": False, "schema": {"type": "string"},
    "description": "columns of the ledger's page, parted by commas 栏目",
}  # fmt: skip
MOST_SHOWN = 200


class ImportOut(Out):
    """A ledger handed in. `sheet` and `header_row` count from 1; `mapping` tells for each column, counted from 0, which
    of `fields` it fills. `outcome` is there when it was applied."""

    id: int
    name: str
    sheets: list[str]
    sheet: int
    header_row: int
    headers: list[str]
    mapping: dict[str, str]
    fields: dict[str, str]
    level: str
    inspection: str
    imported_at: datetime | None
    outcome: dict[str, int]


class Mapping(In):
    """Another sheet or header row is understood anew, and what `mapping` says is then left aside."""

    sheet: Annotated[int, Field(ge=1, le=1000)]
    header_row: Annotated[int, Field(ge=1, le=10_000)]
    mapping: dict[Annotated[str, Field(pattern=r"^\d{1,3}$")], Annotated[str, Field(max_length=40)]] = {}
    level: Maybe[ProblemLevel] = None
    inspection: Annotated[str, Field(max_length=40)] = ""


class BadCellOut(Out):
    row: int
    place: str
    column: str
    value: str
    why: str
    remedy: str


class Difference(Out):
    """What the file says otherwise than the ledger; it is never written by itself."""

    row: int
    number: str
    field: str
    now: str
    said: str


class RunOut(Out):
    """Rows by what becomes of them: new, same, differs, bad. At most 200 bad cells and differences are listed.

    The worker makes it: while `state` is waiting or running, ask again; `done` of `total` rows are looked at. With
    failed, `error` says why.
    """

    state: Job.State
    done: int
    total: int
    error: str
    counts: dict[str, int]
    bad: list[BadCellOut]
    differences: list[Difference]


@router.get(
    "/ledger/export",
    response={**SHARED},
    url_name="ledger_export",
    summary="The ledger as a workbook 导出台账",
    openapi_extra={**WORKBOOK, "parameters": [p for p in PARAMETERS if p["name"] not in ("cursor",)] + [COLUMNS]},
)
def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the rows, order and columns that the ledger's page shows under the same parameters."""
    try:
        exports.listing_of(account_of(request), request.GET)
    except Refused as refused:
        raise MalformedError(refused.reasons, "query") from None
    return views.export(request)


@router.post("/imports", response=answers(ImportOut, 201), url_name="imports", summary="Hand in a ledger 交台账")
def receive(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """xlsx, xls or csv. Sheet, header and columns are guessed; nothing is registered yet."""
    account = account_of(request)
    demand(*not_office(account))
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise _unreadable(UnreadableError("文件太大。", "请拆成几个较小的文件。"))
    try:
        row = views.take_in(account, file.read(), file.name or "")[0]
    except UnreadableError as unreadable:
        raise _unreadable(unreadable) from None
    return Status(201, _told(row))


@router.get("/imports/{pk}", response=answers(ImportOut), url_name="import", summary="How it is understood 导入")
def one(request: HttpRequest, pk: Id) -> Any:
    return _told(views.import_for(account_of(request), pk))


@router.put("/imports/{pk}/mapping", response=answers(ImportOut), url_name="mapping", summary="Columns 对应栏目")
def mapping(request: HttpRequest, pk: Id, body: Mapping) -> Any:
    account = account_of(request)
    row = views.import_for(account, pk)
    demand(*imports.not_begun(row))
    book = imports.open_import(row)
    given = {f"column_{at}": key for at, key in body.mapping.items()}
    plain = {"sheet": body.sheet - 1, "header_row": body.header_row, "inspection": body.inspection}
    told = {**given, **plain, "level": body.level.value if body.level else ""}
    form = MappingForm(told, row=row, book=book, actor=account)
    if not form.is_valid():
        found = [Reason("mapping", "%(why)s", {"why": why}) for whys in form.errors.values() for why in whys]
        raise MalformedError(found, "body")
    imports.choose_columns(row=row, actor=account, book=book, columns=form.chosen)
    return _told(row)


@router.get("/imports/{pk}/check", response=answers(RunOut), url_name="import_check", summary="Dry run 试导入")
def check(request: HttpRequest, pk: Id) -> Any:
    """What would become of every row. Writes nothing to the ledger."""
    account = account_of(request)
    trial = trials.trial_of(views.import_for(account, pk), account)
    return _run(trial.report, trial.job)


@router.post("/imports/{pk}/apply", response=answers(RunOut), url_name="import_apply", summary="Apply 登记入账")
def apply(request: HttpRequest, pk: Id) -> Any:
    """Register every good new row, all or none. A file is applied once."""
    account = account_of(request)
    return _run(report_of(registering.carry_out(row=views.import_for(account, pk), actor=account)))


@router.get(
    "/imports/{pk}/rejected",
    response={**SHARED},
    url_name="import_rejected",
    summary="Rows not registered 未导入的行",
    openapi_extra=WORKBOOK,
)
def rejected(request: HttpRequest, pk: Id) -> HttpResponseBase:
    return views.rejected(request, pk)


def _told(row: LedgerImport) -> dict[str, Any]:
    try:
        book = imports.open_import(row)
    except FileNotFoundError:
        raise Http404(row.pk) from None
    plain = ("name", "mapping", "level", "inspection", "imported_at", "outcome")
    return {
        "id": row.pk,
        "sheets": [grid.name for grid in book.grids],
        "sheet": (row.sheet or 0) + 1,
        "header_row": (row.header_row or 0) + 1,
        "headers": imports.headers_of(book.grids[row.sheet or 0], row.header_row or 0),
        "fields": {key: str(field.label) for key, field in FIELDS.items()},
        **{name: getattr(row, name) for name in plain},
    }


def _run(report: Report | None, job: Job | None = None) -> dict[str, Any]:
    state = {"state": "done", "done": 0, "total": 0, "error": ""}
    if report is None:
        state |= {name: getattr(job, "told" if name == "error" else name) for name in state}
        return state | {"counts": {}, "bad": [], "differences": []}
    bad = [(line, cell) for line in report["bad"] for cell in line["bad"]][:MOST_SHOWN]
    differs = [(line, entry) for line in report["differs"] for entry in line["differences"]][:MOST_SHOWN]
    state |= {"done": report["rows"], "total": report["rows"]}
    return state | {
        "counts": report["counts"],
        "bad": [{"row": line["row"], **cell, **_told_of(cell)} for line, cell in bad],
        "differences": [
            {"row": line["row"], "number": line["number"], "field": key, "now": now, "said": said}
            for line, (key, now, said) in differs
        ],
    }


def _told_of(cell: dict[str, Any]) -> dict[str, str]:
    return {name: Phrase(**cell[name]).text(gettext) for name in ("why", "remedy")}


def _unreadable(error: UnreadableError) -> MalformedError:
    told = {"why": Phrase(error.why, error.params), "remedy": Phrase(error.remedy, error.params)}
    return MalformedError([Reason("unreadable", "%(why)s%(remedy)s", told)], "file")
