"""Public pages, and the office's page that releases a task to them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.casework import pictures
from bihuan.casework.media import PICTURES
from bihuan.casework.queries import objection_by_receipt
from bihuan.casework.services import RECEIPT
from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Refused
from bihuan.ledger.access import task_for
from bihuan.org.access import viewer_for
from bihuan.platform import clock, limits
from bihuan.platform.models import StoredFile
from bihuan.portal import queries, services
from bihuan.portal.forms import ObjectionForm, ReceiptForm, ReleaseForm
from bihuan.portal.models import PublicNotice, PublicTask

# How often one address may object or look up a receipt: bounds of the product against flooding, not rules of the field.
OBJECTIONS = limits.Limit("portal.objection", times=5, seconds=3600)
LOOKUPS = limits.Limit("portal.receipt", times=30, seconds=3600)
STATUSES = ("rectifying", "checking", "notice", "closed")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    words, status, region = (request.GET.get(name, "").strip()[:60] for name in ("q", "status", "region"))
    found = queries.tasks(words=words, status=status if status in STATUSES else "", region=region)
    page = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    shown = {
        "page": page,
        "figures": queries.figures(),
        "notices": queries.running_notices(today)[:5],
        "regions": queries.regions(),
        "words": words,
        "status": status,
        "region": region,
    }
    return render(request, "portal/home.html", shown)


@require_GET
def task(request: HttpRequest, number: str) -> HttpResponse:
    row = get_object_or_404(PublicTask, number=number)
    notices = queries.shown_notices(clock.today()).filter(number=number).order_by("-starts_on")
    return render(request, "portal/task.html", {"task": row, "notices": notices})


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    past = Paginator(queries.past_notices(today), queries.PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/notices.html", {"running": queries.running_notices(today), "past": past})


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice; while it runs, with the form for an objection."""
    row = get_object_or_404(queries.shown_notices(clock.today()), notice=pk)
    running = queries.is_running(row, clock.today())
    form = ObjectionForm(request.POST or None) if running or request.method == "POST" else None
    status = 200
    if form is not None and form.is_bound:
        status = 422
        if not running:
            form.add_error(None, gettext("公示已经结束，这份意见没有收下。可以按上面的意见反馈方式联系。"))
            status = 409
        elif form.is_trapped:
            form = form.without_trap()
            form.add_error(None, gettext("浏览器在不该填的一栏里自动填了内容，现已清空，请再提交一次。"))
        elif form.is_valid():
            receipt, status = _object(request, row, form)
            if receipt:
                return redirect("portal:received", receipt=receipt)
    return render(request, "portal/notice.html", {"notice": row, "form": form, "running": running}, status=status)


def _object(request: HttpRequest, row: PublicNotice, form: ObjectionForm) -> tuple[str, int]:
    given = form.cleaned_data
    try:
        limits.take(OBJECTIONS, limits.origin_of(request))
        return services.object_publicly(
            notice=row, text=given["text"], name=given["name"], contact=given["contact"]
        ), 200
    except Refused as refused:
        return "", _tell(form, refused)


def _tell(form: Form, refused: Refused) -> int:
    """Put the reasons on the form, so that nothing typed is lost; returns the status to answer with."""
    for reason in refused.reasons:
        form.add_error(None, reason.text(gettext))
    return 429 if any(reason.code == "too_often" for reason in refused.reasons) else 409


@require_GET
def received(request: HttpRequest, receipt: str) -> HttpResponse:
    if not RECEIPT.fullmatch(receipt):
        raise Http404(receipt)  # an official page repeats no words of an address
    return render(request, "portal/received.html", {"receipt": receipt})


@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    """What became of an objection, for whoever holds its receipt."""
    form = ReceiptForm(request.GET or None)
    found, status = None, 200
    if form.is_bound and form.is_valid():
        try:
            limits.take(LOOKUPS, limits.origin_of(request))
            found = objection_by_receipt(form.cleaned_data["receipt"])
            status = 200 if found else 404
        except Refused as refused:
            status = _tell(form, refused)
    return render(
        request, "portal/answer.html", {"form": form, "found": found, "missing": status == 404}, status=status
    )


@require_GET
def picture(request: HttpRequest, pk: int, sha256: str) -> FileResponse:
    """A picture that a notice shows, as a copy without what the camera noted; any other file is not found here."""
    row = get_object_or_404(queries.shown_notices(clock.today()), notice=pk)
    shown = next((p for p in row.pictures if p["sha256"] == sha256), None)
    if shown is None or shown["media"] not in PICTURES:
        raise Http404
    try:
        copy = pictures.preview(get_object_or_404(StoredFile, sha256=sha256), pictures.PUBLIC_SIDE)
    except (OSError, ValueError):
        raise Http404 from None
    response = FileResponse(copy.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=86400, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, number: str) -> HttpResponse:
    """The office looks at what would be public, words the problem for the public, and releases it."""
    viewer = viewer_for(request.user)
    row = task_for(viewer, number, GrantRole.RECTIFICATION_OFFICE)
    shown = PublicTask.objects.filter(number=number).first()
    initial = {
        "summary": shown.problem if shown else row.problem.wording,
        "progress_text": shown.progress_text if shown else "",
    }
    form = ReleaseForm(request.POST or None, initial=initial)
    reasons = services.release_blockers(row, "—")
    if request.method == "POST" and form.is_valid() and viewer.account:
        services.release_plan(number=number, actor=viewer.account, **form.cleaned_data)
        return redirect("portal:task", number=number)
    return render(
        request, "portal/release.html", {"task": row, "form": form, "shown": shown, "reasons": reasons},
        status=422 if form.errors else 200,
    )  # fmt: skip
