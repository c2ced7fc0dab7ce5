"""Acting on many tasks at once: which are meant, what would change, and doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.core.reasons import Reason, Refused, demand, gettext_noop
from bihuan.ledger import duties, jobs
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.filters import read, url_for
from bihuan.ledger.forms import AssignForm, LeaderForm, MustCloseForm
from bihuan.ledger.models import Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.ledger.rights import not_of_office, not_office
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account
from bihuan.platform import jobs as platform_jobs
from bihuan.platform.models import Job

MOST = 500
"""Tasks in one call: each gets its own event in the log, in one transaction. More than that go to the worker."""
MOST_IN_JOB = 20_000

ACTS: dict[str, tuple[str, type[Form]]] = {
    "assign": (gettext_noop("交办"), AssignForm),
    "leader": (gettext_noop("领导包案"), LeaderForm),
    "must-close": (gettext_noop("必须销号年份"), MustCloseForm),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The tasks meant, and the fields that name them again on the next form."""

    tasks: list[Task]
    fields: list[tuple[str, str]]


@login_required
@require_POST
def bulk(request: HttpRequest, act: str) -> HttpResponse:
    """First the form, then what would change, then the change: one address, told apart by the button pressed."""
    if act not in ACTS:
        raise Http404
    account, viewer = cast(Account, request.user), viewer_for(request.user)
    demand(*not_office(account))
    label, form_class = ACTS[act]
    step = request.POST.get("step", "")
    form = form_class(request.POST) if step else form_class()
    context: dict[str, Any] = {"act": act, "label": _(label), "form": form, "reasons": [], "changes": None}
    try:
        context["selection"] = selection = selected(request.POST, viewer, most=MOST_IN_JOB)
        context["large"] = large = len(selection.tasks) > MOST
        if step and form.is_valid():
            if step == "do" and large:
                run = jobs.start(actor=account, act=act, tasks=selection.tasks, data=form.cleaned_data)
                return _leave(request, reverse("ledger:bulk_run", args=[run.pk]))
            if step == "do":
                jobs.act_on(act, account, selection.tasks, form.cleaned_data)
                messages.success(request, _("已办理%(count)s项任务。") % {"count": len(selection.tasks)})
                return _leave(request, _list_address(request))
            context |= _foreseen(act, account, selection.tasks, form.cleaned_data)
            if large:
                # What stands against one task leaves that one out; the rest is done.
                context["left_out"] = [reason for reason in context["reasons"] if "number" in reason.params]
                context["reasons"] = [reason for reason in context["reasons"] if "number" not in reason.params]
    except Refused as refused:
        context["reasons"] = list(refused.reasons)
    status = 409 if context["reasons"] else 400 if step and not form.is_valid() else 200
    part = "HX-Request" in request.headers
    template = "ledger/_bulk.html" if part else "ledger/bulk.html"
    response = render(request, template, context | {"back": request.POST.get("list", "")}, status=status)
    if part:
        response.headers["HX-Retarget"] = "#bulk-body"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is with many tasks, and what it left out; sent, it is stopped or goes on."""
    job = _run(request, pk)
    if request.method == "POST":
        if "stop" in request.POST:
            platform_jobs.stop(job.key)
        elif job.state in {Job.State.STOPPED, Job.State.FAILED}:
            job = jobs.go_on(job)
        return redirect("ledger:bulk_run", job.pk)
    return render(request, "ledger/bulk_run.html", _shown(job))


@login_required
@require_safe
def run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for again while the worker is at it."""
    job = _run(request, pk)
    if job.state not in platform_jobs.LIVE:
        return HttpResponse(headers={"HX-Redirect": reverse("ledger:bulk_run", args=[pk])})
    return render(request, "ledger/_bulk_progress.html", _shown(job))


def _run(request: HttpRequest, pk: int) -> Job:
    account = cast(Account, request.user)
    demand(*not_office(account))
    job = jobs.runs_of(account).filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def _shown(job: Job) -> dict[str, Any]:
    left_out = job.told.split("\n") if job.state == Job.State.FAILED else []
    # What broke the worker itself is no list of tasks.
    broken = job.state == Job.State.FAILED and job.done < len(job.arguments["tasks"])
    return {
        "job": job,
        "label": _(ACTS[job.arguments["act"]][0]),
        "total": len(job.arguments["tasks"]),
        "live": job.state in platform_jobs.LIVE,
        "left_out": [] if broken else left_out,
        "broken": broken,
    }


def selected(given: QueryDict, viewer: Viewer, most: int = MOST) -> Selection:
    """Tasks named one by one, or all that a list shows (`everything` holds its parameters). Refused beyond `most`."""
    if everything := str(given.get("everything") or ""):
        asked = read(QueryDict(everything), ignoring=("cursor", "columns", "size"))
        demand(*asked.reasons)
        found = LedgerQuery(viewer, asked.filter, asked.sort).tasks()
        fields = [("everything", everything)]
    else:
        numbers = [str(number) for number in given.getlist("task")[: most + 1]]
        found = visible_tasks(viewer).filter(number__in=numbers)
        fields = [("task", number) for number in numbers]
    tasks = list(found.select_related("problem", "leader").order_by("number")[: most + 1])
    if not tasks:
        raise Refused([Reason("no_tasks", gettext_noop("没有选中任务。"))])
    if len(tasks) > most:
        message = gettext_noop(
            "一次最多办理%(most)s项，请先缩小筛选范围，分几次办理；在台账页面上一次可以办理%(worker)s项。"
        )
        raise Refused([Reason("too_many_tasks", message, {"most": most, "worker": MOST_IN_JOB})])
    return Selection(tasks, fields)


def _foreseen(act: str, actor: Account, tasks: Sequence[Task], data: dict[str, Any]) -> dict[str, Any]:
    """What the change would be, for the reader to confirm."""
    if act == "assign":
        changes, reasons = duties.preview(actor=actor, tasks=tasks, handover=jobs.handover(data))
        return {"changes": changes, "reasons": reasons, "same": sum(not c.gives and not c.ends for c in changes)}
    reasons = not_of_office(actor, tasks)
    if act == "leader":
        same = sum(task.leader == data["leader"] for task in tasks)
        reasons += duties.unfit(data["leader"])
    else:
        same = sum(task.must_close_year == data["year"] for task in tasks)
    return {"changes": [], "reasons": reasons, "same": same}


def _list_address(request: HttpRequest) -> str:
    asked = read(QueryDict(request.POST.get("list", "")), ignoring=("cursor",))
    return url_for(asked.filter, sort=asked.sort)


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
