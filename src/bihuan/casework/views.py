"""一问一档: the one page of a task, its sections, its print, the form of each step, and the files of its evidence."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.casework import pictures, ranges
from bihuan.casework.access import file_for
from bihuan.casework.course import Course
from bihuan.casework.facts import gather
from bihuan.casework.forms import FORMS, StepForm
from bihuan.casework.media import PICTURES, SHOWN_INLINE
from bihuan.casework.models import Evidence, Passage
from bihuan.casework.queries import OpenStep, open_steps
from bihuan.casework.sections import SECTIONS
from bihuan.core.codes import GrantRole, State
from bihuan.core.facts import Facts
from bihuan.core.loop import Step, UnknownStepError, standing_blockers, workflow
from bihuan.core.reasons import Refused
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing, standing_on
from bihuan.org.access import viewer_for
from bihuan.platform import clock
from bihuan.platform.files import open_stored
from bihuan.platform.web import refusal_status

PAGES_OF_STEPS = {"edit_plan": "planning:plan", "reschedule": "planning:schedule"}
"""Steps that have a page of their own instead of a form."""

MINOR = frozenset(
    {
        "record_funds",
        "withdraw_evidence",
        "withdraw_site",
        "report_upward",
        "record_upward_answer",
        "withdraw_notice",
        "flag_false_rectification",
        "settle_false_rectification",
        "open_search",
    }
)
"""Steps that are seldom taken stand behind the others, and are not shown greyed."""

WHEN_ASKED = frozenset({"answer_tracing", "record_search", "uphold_objection", "dismiss_objection"})
"""Steps that answer somebody: while nobody asks or objects they are not shown greyed either."""

LEADING = frozenset({"record_site_check", "sign_closure"})
"""Steps that keep the state but are what the task waits for."""

BACK = frozenset(
    {"return", "return_plan", "fail_self_check", "revise_plan", "uphold_objection", "withdraw_notice", "find_rebound"}
)
"""Steps that lead back are never the one the page suggests."""


@login_required
@require_GET
def task(request: HttpRequest, number: str) -> HttpResponse:
    """The page: who, until when, what can be done now and why the rest cannot; the sections come as they are opened."""
    return _page(request, number, "facts")


@login_required
@require_GET
def section(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """One section: alone for htmx, else as the page with that section open."""
    if key not in SECTIONS:
        raise Http404(key)
    if request.headers.get("HX-Request") != "true":
        return _page(request, number, key)
    found = file_for(viewer_for(request.user), number)
    standing = standing_on(found, _account(request))
    return render(request, SECTIONS[key].template, _section(found, standing, key))


@login_required
@require_GET
def whole_file(request: HttpRequest, number: str) -> HttpResponse:
    """一项一档: everything on one page, to be printed."""
    found = file_for(viewer_for(request.user), number)
    standing = standing_on(found, _account(request))
    context: dict[str, Any] = {"printed_on": clock.now(), "sections": SECTIONS.values(), "whole": True}
    for key in SECTIONS:
        context |= _section(found, standing, key)
    return render(request, "casework/file.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The form of a step. A refusal comes back with the form as it was filled in."""
    found = file_for(viewer_for(request.user), number)
    row = _step(found, name)
    standing = standing_on(found, _account(request))
    gathered = gather(found, standing, [row])
    known: dict[str, Any] = {"task": found, "step": row, "standing": standing, "gathered": gathered}
    if request.method != "POST":
        against = standing_blockers(row, State(found.state), standing.acting, gathered.facts, today=clock.today())
        if against:
            raise Refused(against)
        return _form(request, FORMS[name](**known, initial=request.GET.dict()), HTTPStatus.OK)
    form = FORMS[name](**known, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return _form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        form.take(standing.account)  # type: ignore[arg-type]  # login_required: there is an account
    except Refused as refused:
        form.show(refused)
        return _form(request, form, refusal_status(refused))
    messages.success(request, _("已办理：%(step)s。") % {"step": _(row.label)})
    return _leave(request, reverse("casework:task", args=[number]))


@login_required
@require_GET
def evidence_file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """The file as it was handed in, or a part of it: pictures, films and PDF are shown, everything else is downloaded."""
    row = _evidence(request, number, pk)
    try:
        content = open_stored(row.file)
    except FileNotFoundError:
        raise Http404(row.name) from None
    media = row.file.media
    response = ranges.answer(request, content, size=row.file.size, tag=row.file.sha256, media=media)
    response["Content-Disposition"] = content_disposition_header(media not in SHOWN_INLINE, row.name) or "attachment"
    return _guarded(response, media)


@login_required
@require_GET
def evidence_preview(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A small copy of a picture, without what the camera noted."""
    row = _evidence(request, number, pk)
    if row.file.media not in PICTURES:
        raise Http404(row.name)
    try:
        small = pictures.preview(row.file)
    except (OSError, ValueError):
        raise Http404(row.name) from None
    return _guarded(FileResponse(small.open("rb"), content_type="image/jpeg"), "image/jpeg")


def _page(request: HttpRequest, number: str, key: str) -> HttpResponse:
    found = file_for(viewer_for(request.user), number)
    standing = standing_on(found, _account(request))
    steps, gathered = open_steps(found, standing)
    idle = _idle(gathered.facts)
    mine = [row for row in steps if row.concerns_viewer and row.step.name not in idle]
    context = {
        "steps": sorted(
            (_button(found, row) for row in mine if row.open and row.step.name not in MINOR),
            key=lambda button: not button["forward"],
        ),
        "minor": [_button(found, row) for row in mine if row.open and row.step.name in MINOR],
        "greyed": [row for row in mine if not row.open and row.step.name not in MINOR | WHEN_ASKED],
        "others": [row for row in steps if not row.concerns_viewer],
        "may_retitle": GrantRole.RECTIFICATION_OFFICE in standing.roles and found.state != State.CLOSED,
        "may_release": GrantRole.RECTIFICATION_OFFICE in standing.roles and gathered.facts.approved_plan_version,
        "sent_back": (sent_back := _sent_back(found, gathered.course)),
        "sent_back_by": workflow(found.workflow).step(sent_back.step) if sent_back else None,
        "sections": SECTIONS.values(),
        "section": SECTIONS[key],
        **_section(found, standing, key),
    }
    return render(request, "casework/task.html", context)


def _idle(facts: Facts) -> frozenset[str]:
    """Steps that the rules leave open though nothing is left for them: their form would offer an empty choice."""
    sites = {"verify_site"} if facts.open_sites == 0 else set()
    nodes = {"report_milestone", "verify_milestone"} if facts.milestones_verified == facts.milestones else set()
    return frozenset(sites | nodes)


def _sent_back(found: Task, course: Course) -> Passage | None:
    """The step that led the task back to where it is, if the last one did: what it asks for is what has to be done."""
    last = next((row.step for row in reversed(course.taken) if row.moved), "")
    if last not in BACK - {"revise_plan"}:
        return None
    return found.passages.filter(step=last).select_related("unit", "actor__person").last()


def _section(found: Task, standing: Standing, key: str) -> dict[str, Any]:
    return {"task": found, "standing": standing, **SECTIONS[key].build(found, standing)}


def _step(found: Task, name: str) -> Step:
    try:
        row = workflow(found.workflow).step(name)
    except UnknownStepError:
        raise Http404(name) from None
    if name not in FORMS:
        raise Http404(name)
    return row


def _button(found: Task, row: OpenStep) -> dict[str, Any]:
    return {
        "row": row,
        "url": _address_of(found, row.step),
        "dialog": row.step.name in FORMS,
        "forward": row.step.name in LEADING or (row.step.to_state is not None and row.step.name not in BACK),
    }


def _address_of(found: Task, row: Step) -> str:
    if row.name in PAGES_OF_STEPS:
        return reverse(PAGES_OF_STEPS[row.name], args=[found.number])
    return reverse("casework:step", args=[found.number, row.name]) if row.name in FORMS else ""


def _form(request: HttpRequest, form: StepForm, status: int) -> HttpResponse:
    """Within a dialog a form with files keeps them: only its errors are sent. Any other form is sent again, filled in."""
    context = {"form": form, "task": form.task, "step": form.step}
    if request.headers.get("HX-Request") != "true":
        return render(request, "casework/step.html", context, status=status)
    if status == HTTPStatus.OK or not form.multipart:
        response = render(request, "casework/step_form.html", context, status=status)
        response["HX-Retarget"] = "#step-box"
        return response
    response = render(request, "casework/step_errors.html", context, status=status)
    response["HX-Retarget"] = "#step-errors"
    return response


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect(address)
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["HX-Redirect"] = address
    return response


def _evidence(request: HttpRequest, number: str, pk: int) -> Evidence:
    found = file_for(viewer_for(request.user), number)
    row = found.evidence.select_related("file").filter(pk=pk).first()
    if row is None:
        raise Http404(pk)
    return row


_OWN_VIEWER = {"application/pdf": "object-src 'self'", "video/mp4": "media-src 'self'; sandbox"}


def _guarded(response: HttpResponseBase, media: str) -> HttpResponseBase:
    """A file from outside must not act as a page of this site. A PDF viewer cannot start in a sandbox."""
    response["Content-Security-Policy"] = f"default-src 'none'; {_OWN_VIEWER.get(media, 'sandbox')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _account(request: HttpRequest) -> Any:
    return request.user
