"""Pages of inspections, problems registered by hand, and sites."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.core.clocks import CLOCKS
from bihuan.core.codes import GrantRole, State
from bihuan.core.reasons import Refused, demand
from bihuan.ledger import registering, reporting, services
from bihuan.ledger.access import NotVisible, task_for, visible_inspections, visible_problems, visible_tasks
from bihuan.ledger.cells import task_address
from bihuan.ledger.clocks import is_owed_upward
from bihuan.ledger.filters import TaskFilter, url_for
from bihuan.ledger.forms import HandInForm, InspectionForm, ProblemForm, SiteForm, TitleForm
from bihuan.ledger.models import Clock, Inspection, Site, Task
from bihuan.ledger.rights import not_of_office, not_office
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account
from bihuan.platform import clock

MOST_SITES = 200


@login_required
@require_safe
def inspections(request: HttpRequest) -> HttpResponse:
    """Every inspection of which the viewer may see something, newest first, with what came of it."""
    viewer = viewer_for(request.user)
    seen = visible_inspections(viewer).select_related("object").order_by("-feedback_on", "-pk")
    rows = seen.annotate(problems_seen=Count("problems", filter=Q(problems__in=visible_problems(viewer))))
    context = {"inspections": rows, "office": viewer.has(GrantRole.RECTIFICATION_OFFICE)}
    return render(request, "ledger/inspections.html", context)


@login_required
@require_safe
def inspection(request: HttpRequest, number: str) -> HttpResponse:
    """One inspection: its facts, the clocks that run on it, and whether every problem became a task (照单全收)."""
    viewer = viewer_for(request.user)
    return _inspection_page(request, viewer, _inspection(viewer, number))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_new(request: HttpRequest) -> HttpResponse:
    account = cast(Account, request.user)
    demand(*not_office(account))
    form = InspectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = services.InspectionFacts(**form.cleaned_data)
        if row := _tried(form, lambda: services.record_inspection(actor=account, facts=facts)):
            messages.success(request, _("已登记督察%(number)s。") % {"number": row.number})
            return redirect("ledger:inspection", row.number)
    context = {"title": _("登记督察"), "back": reverse("ledger:inspections")}
    return _form_page(request, form, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_edit(request: HttpRequest, number: str) -> HttpResponse:
    account = cast(Account, request.user)
    row = _inspection(viewer_for(account), number)
    demand(*not_office(account, row.object))
    form = InspectionForm(request.POST or None, initial={n: getattr(row, n) for n in InspectionForm.base_fields})
    if request.method == "POST" and form.is_valid():
        facts = services.InspectionFacts(**form.cleaned_data)
        if _tried(form, lambda: services.amend_inspection(actor=account, inspection=row, facts=facts)):
            messages.success(request, _("已保存。"))
            return redirect("ledger:inspection", row.number)
    context = {"title": _("修改督察%(number)s") % {"number": number}}
    return _form_page(request, form, context | {"back": reverse("ledger:inspection", args=[number])})


@login_required
@require_POST
def hand_in(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What is owed to the level above has been handed in."""
    account = cast(Account, request.user)
    row = _inspection(viewer_for(account), number)
    owed = get_object_or_404(row.clocks, pk=pk)
    demand(*not_office(account, row.object))
    form = HandInForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid() and _tried(form, lambda: reporting.hand_in(actor=account, owed=owed, **form.cleaned_data)):
        messages.success(request, _("已登记报送，期限停止计算。"))
        return redirect("ledger:inspection", number)
    return _inspection_page(request, viewer_for(account), row, handed_in={pk: form}, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def problem_new(request: HttpRequest) -> HttpResponse:
    """Register a problem by hand (自查、暗访…) with its first task."""
    account = cast(Account, request.user)
    demand(*not_office(account))
    start = {"inspection": request.GET.get("inspection", ""), "level": "" if request.GET.get("inspection") else "local"}
    form = ProblemForm(request.POST or None, initial=start, actor=account)
    sent = request.method == "POST" and form.is_valid()
    if sent and (task := _tried(form, lambda: _register(account, form.cleaned_data))):
        messages.success(request, _("已登记任务%(number)s，请交办到单位。") % {"number": task.number})
        return redirect(task_address(task.number))
    context = {"title": _("登记问题"), "back": reverse("ledger:tasks")}
    return _form_page(request, form, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retitle(request: HttpRequest, number: str) -> HttpResponse:
    """Another title for a task, with the reason."""
    account = cast(Account, request.user)
    row = task_for(viewer_for(account), number)
    demand(*not_of_office(account, [row]))
    form = TitleForm(request.POST or None, initial={"title": row.title, "version": row.version})
    sent = request.method == "POST" and form.is_valid()
    if sent and _tried(form, lambda: registering.retitle(actor=account, task=row, **form.cleaned_data)):
        messages.success(request, _("已改标题。"))
        return redirect(task_address(number))
    context = {"title": _("修改任务%(number)s的标题") % {"number": number}, "back": task_address(number)}
    return _form_page(request, form, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sites(request: HttpRequest) -> HttpResponse:
    """The places on which tasks stand, and a form for a new one."""
    account, viewer = cast(Account, request.user), viewer_for(request.user)
    form = SiteForm(request.POST or None)
    if request.method == "POST":
        demand(*not_office(account))
        if form.is_valid() and (site := _tried(form, lambda: services.add_site(actor=account, **form.cleaned_data))):
            messages.success(request, _("已登记点位“%(name)s”。") % {"name": site.name})
            return redirect("ledger:sites")
    typed = request.GET.get("name", "").strip()[:60]
    found = Site.objects.select_related("region", "enterprise")
    if not viewer.sees_all:
        found = found.filter(Exists(visible_tasks(viewer).filter(sites=OuterRef("pk"))))
    if typed:
        found = found.filter(Q(name__contains=typed) | Q(watershed__contains=typed) | Q(region__name__contains=typed))
    rows = list(found.annotate(tasks_count=Count("tasks")).order_by("region__path", "name", "pk")[: MOST_SITES + 1])
    context = {
        "sites": rows[:MOST_SITES],
        "more": len(rows) > MOST_SITES,
        "typed": typed,
        "form": form,
        "office": viewer.has(GrantRole.RECTIFICATION_OFFICE),
    }
    return render(request, "ledger/sites.html", context, status=400 if form.errors else 200)


def _inspection_page(
    request: HttpRequest,
    viewer: Viewer,
    row: Inspection,
    handed_in: Mapping[int, HandInForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`handed_in`: a form that came back with something wrong, by the clock that it is about."""
    office = viewer.has(GrantRole.RECTIFICATION_OFFICE)
    mine = visible_tasks(viewer).filter(problem=OuterRef("pk"))
    problems = (
        visible_problems(viewer)
        .filter(inspection=row)
        .select_related("region")
        .annotate(
            tasked=Exists(mine),
            tasks_count=Count("tasks", distinct=True),
            closed_count=Count("tasks", filter=Q(tasks__state=State.CLOSED), distinct=True),
        )
        .order_by("number")
    )
    found = list(problems)
    labels = {kind.rule: kind.label for kind in CLOCKS.values()}
    context = {
        "inspection": row,
        "problems": found,
        "uncovered": [problem for problem in found if not problem.tasked],
        "clocks": [
            (labels.get(c.rule, c.rule), c, (handed_in or {}).get(c.pk) or _to_hand_in(c, office))
            for c in row.clocks.prefetch_related("pauses").order_by("due_on")
        ],
        "tasks_url": url_for(TaskFilter(inspection=(row.number,))),
        "office": office,
    }
    return render(request, "ledger/inspection.html", context, status=status)


def _to_hand_in(owed: Clock, office: bool) -> HandInForm | None:
    if not office or owed.stopped_on or not is_owed_upward(owed):
        return None
    return HandInForm(initial={"on": clock.today()}, auto_id=f"id_{owed.pk}_%s")


def _inspection(viewer: Viewer, number: str) -> Inspection:
    row = visible_inspections(viewer).select_related("object", "source_file").filter(number=number).first()
    if row is None:
        raise NotVisible(number)
    return row


def _register(actor: Account, data: dict[str, Any]) -> Task:
    of_problem = ("title", "wording", "level", "inspection", "source_number", "region", "found_on", "discovery", "key")
    of_task = ("goal", "deadline", "deadline_text", "term", "long_term")
    _problem, task = registering.register_problem(
        actor=actor,
        categories=data["category"],
        task={name: data[name] for name in of_task} | {"title": data["task_title"]},
        **{name: data[name] for name in of_problem},
    )
    assert task is not None  # noqa: S101 - its facts were given
    return task


def _tried(form: Form, act: Any) -> Any:
    """What a service gives, or None with its reasons in the form, so that nothing typed is lost."""
    try:
        return act()
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason.text(_))
        return None


def _form_page(request: HttpRequest, form: Form, context: dict[str, Any]) -> HttpResponse:
    return render(request, "ledger/form.html", context | {"form": form}, status=400 if form.errors else 200)
