"""Workbooks out: what a list shows, as a file. Workbooks in: an office's own ledger, in four steps."""

from datetime import datetime
from typing import IO, Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Refused, demand
from bihuan.core.tenduties import TEN_DUTIES
from bihuan.ledger.rights import as_office, not_office
from bihuan.org.access import office_of, role_missing
from bihuan.org.models import Account
from bihuan.paperwork import exports, imports, registering, ten_duties_book, trials
from bihuan.paperwork.fields import FIELDS
from bihuan.paperwork.forms import MappingForm
from bihuan.paperwork.jobs import ROWS_IN_PAGE, start
from bihuan.paperwork.models import LedgerImport
from bihuan.paperwork.runs import Report
from bihuan.platform import clock, jobs
from bihuan.reading.source import UnreadableError
from bihuan.supervision import queries as supervision

SHOWN = 200
"""Rows of each kind on the page; the workbook holds all."""
MANY = ROWS_IN_PAGE + 1
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """Exactly the rows, order and columns that the list shows under the same address."""
    account = cast(Account, request.user)
    file = exports.export_tasks(actor=account, listing=exports.listing_of(account, request.GET))
    name = _("台账%(day)s.xlsx") % {"day": clock.today().isoformat()}
    return _workbook(file, name)


@login_required
@require_safe
def ten_duties(request: HttpRequest) -> HttpResponse | FileResponse:
    """The matrix of the ten duties as the page of the same address shows it."""
    account = cast(Account, request.user)
    file = ten_duties_book.export_matrix(actor=account, asked=supervision.read(request.GET))
    return _workbook(file, _("十个“每”%(day)s.xlsx") % {"day": clock.today().isoformat()})


@login_required
@require_safe
def ten_duties_records(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """The records that violate one duty, all pages of the list of the same address."""
    duty = TEN_DUTIES.get(number)
    if duty is None:
        raise Http404(number)
    account = cast(Account, request.user)
    file = ten_duties_book.export_records(actor=account, asked=supervision.read(request.GET), duty=duty)
    told = {"number": number, "day": clock.today().isoformat()}
    return _workbook(file, _("十个“每”第%(number)s条%(day)s.xlsx") % told)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """Hand in a ledger; those handed in before."""
    account = cast(Account, request.user)
    demand(*not_office(account))
    error, status = None, 200
    if request.method == "POST":
        try:
            return _received(request, account)
        except UnreadableError as unreadable:
            error, status = (_(unreadable.why) % unreadable.params, _(unreadable.remedy) % unreadable.params), 400
    context = {"imports": _own(account).select_related("by__person", "unit")[:30], "error": error}
    return render(request, "paperwork/imports.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which sheet, which header row, and what each column means."""
    row = _import(request, pk)
    book = imports.open_import(row)
    account = cast(Account, request.user)
    form = MappingForm(request.POST or None, row=row, book=book, actor=account)
    if request.method == "POST":
        demand(*imports.not_begun(row))
    if request.method == "POST" and form.is_valid():
        moved = imports.choose_columns(row=row, actor=account, book=book, columns=form.chosen)
        return redirect("paperwork:mapping" if moved else "paperwork:check", pk)
    context = {"row": row, "form": form, "book": book, "notes": [_(note.text) % note.params for note in book.notes]}
    return render(request, "paperwork/mapping.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run's report, which the worker makes; sent, it registers the good rows: a large file in the worker, which
    can be stopped and goes on."""
    row, account = _import(request, pk), cast(Account, request.user)
    if request.method == "POST":
        _registered_or_begun(request, row, account)
        return redirect("paperwork:check", pk)
    job, trial = jobs.find(imports.key_of(row)), None
    if job is None or job.state not in jobs.LIVE:
        trial = trials.trial_of(row, account)
    if trial is None or (trial.job and trial.job.state in jobs.LIVE):
        context = {"row": row, "job": trial.job if trial else job, "trying": trial is not None}
        return render(request, "paperwork/progress.html", context)
    if trial.report is None:
        return render(request, "paperwork/untried.html", {"row": row, "job": trial.job}, status=409)
    failed = job.told if job and job.state == job.State.FAILED and row.imported_at is None else ""
    return render(request, "paperwork/check.html", _found(row, trial.report) | {"failed": failed})


def _found(row: LedgerImport, report: Report) -> dict[str, Any]:
    return {
        "row": row,
        "report": report,
        "at": datetime.fromisoformat(report["at"]),
        "counts": report["counts"],
        "bad": [cell for line in report["bad"] for cell in line["bad"]][:SHOWN],
        "differs": report["differs"][:SHOWN],
        "new": [line | {"deadline": parse_date(line["deadline"])} for line in report["new"][:SHOWN]],
        "fields": {key: importable.label for key, importable in FIELDS.items()},
        "shown": SHOWN,
    }


def _registered_or_begun(request: HttpRequest, row: LedgerImport, account: Account) -> None:
    if "stop" in request.POST:
        jobs.stop(imports.key_of(row))
    elif "again" in request.POST:
        trials.again(row, account)
    elif row.registered or row.report.get("rows", MANY) > ROWS_IN_PAGE:
        start(row=row, actor=account)
    else:
        run = registering.carry_out(row=row, actor=account)
        messages.success(request, _("已登记%(count)s项任务。") % {"count": run.counts["new"]})


@login_required
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is; when it has ended, the page shows the result."""
    row = _import(request, pk)
    begun = jobs.find(imports.key_of(row), live=True)
    job = begun or trials.trial_of(row, cast(Account, request.user)).job
    if job is None or job.state not in jobs.LIVE:
        return HttpResponse(headers={"HX-Redirect": reverse("paperwork:check", args=[pk])})
    return render(request, "paperwork/_progress.html", {"row": row, "job": job, "trying": begun is None})


@login_required
@require_safe
def rejected(request: HttpRequest, pk: int) -> FileResponse:
    """The rows that were not registered, as they came, each with why and what would help; and the proposals."""
    row = _import(request, pk)
    report = trials.report_for(row, cast(Account, request.user))
    return _workbook(
        exports.export_rejected(report), _("未导入的行-%(name)s.xlsx") % {"name": row.name.rpartition(".")[0]}
    )


def _received(request: HttpRequest, account: Account) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise UnreadableError("没有选择文件。", "请选一个 xlsx、xls 或 csv 文件。")
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise UnreadableError("文件太大。", "请拆成几个较小的文件。")
    row, earlier = take_in(account, file.read(), file.name or "")
    if earlier and earlier.imported_at:
        day, count = timezone.localdate(earlier.imported_at), earlier.outcome.get("new", 0)
        told = {"day": day, "by": str(earlier.by), "count": count}
        messages.warning(
            request, _("同一个文件%(day)s由%(by)s导入过，当时登记了%(count)s项；已有的任务不会重复登记。") % told
        )
    return redirect("paperwork:mapping", row.pk)


def take_in(account: Account, data: bytes, name: str) -> tuple[LedgerImport, LedgerImport | None]:
    """Keep a ledger for the office of this account; see `imports.receive`."""
    unit = office_of(account)
    if unit is None:
        raise Refused([role_missing(GrantRole.RECTIFICATION_OFFICE)])
    return imports.receive(actor=account, unit=unit, data=data, name=name)


def _own(account: Account) -> QuerySet[LedgerImport]:
    """An account's own imports; who is the office of everything sees those of others too."""
    return LedgerImport.objects.all() if as_office(account).sees_all else LedgerImport.objects.filter(by=account)


def _import(request: HttpRequest, pk: int) -> LedgerImport:
    return import_for(cast(Account, request.user), pk)


def import_for(account: Account, pk: int) -> LedgerImport:
    """One of the imports that an account of the office may see; any other is a 404."""
    demand(*not_office(account))
    row = _own(account).select_related("file", "unit").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _workbook(file: IO[bytes], name: str) -> FileResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return FileResponse(file, content_type=XLSX, headers=headers)
