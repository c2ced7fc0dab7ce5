"""Pages of planning: the editor of the five lists, the backward schedule, the office's calendar."""

from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.core.codes import State
from bihuan.core.facts import Limits
from bihuan.core.loop import standing_blockers, workflow
from bihuan.core.reasons import Reason, Refused
from bihuan.core.rulepack import RulePackError
from bihuan.core.workdays import CalendarRangeError
from bihuan.ledger import holidays
from bihuan.ledger.access import task_for
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing, facts_of, standing_on
from bihuan.org.access import viewer_for
from bihuan.planning import scheduling
from bihuan.planning.editors import EDITORS, Editor
from bihuan.planning.forms import ScheduleForm, YearForm
from bihuan.planning.lists import findings
from bihuan.platform import clock, rules
from bihuan.platform.models import OfficeYear
from bihuan.platform.web import RIGHTS, refusal_status, refused_by_rule, whole_number


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, number: str, key: str = "causes") -> HttpResponse:
    """One of the five lists in the editor. `?check` looks at what is typed without saving it."""
    if key not in EDITORS:
        raise Http404(key)
    task, standing = _task(request, number)
    against = _against("edit_plan", task, standing)
    if request.method != "POST":
        return _editor(request, EDITORS[key](task, standing), against, HTTPStatus.OK)
    if any(reason.code in RIGHTS for reason in against):
        raise Refused(against)
    editor = EDITORS[key](task, standing, request.POST)
    if "check" in request.GET:
        return _checked(request, editor)
    if not editor.is_valid():
        return _editor(request, editor, against, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        editor.save(_account(request), _version(request))
    except Refused as refused:
        _show(editor, refused)
        return _editor(request, editor, against, refusal_status(refused))
    messages.success(request, _("已保存：%(list)s。") % {"list": editor.label})
    return redirect("planning:list", number, key)


@login_required
@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, number: str) -> HttpResponse:
    """The schedule as it would be and what would move, before anything is saved."""
    task, standing = _task(request, number)
    form = ScheduleForm(request.POST if request.method == "POST" else request.GET)
    form.is_valid()
    options = {k: form.cleaned_data.get(k) or False for k in ("parallel_review", "short_notice")}
    context: dict[str, Any] = {"task": task, "form": form, "reasons": _against("reschedule", task, standing)}
    status = HTTPStatus.OK
    try:
        if request.method == "POST":
            reason = form.cleaned_data.get("reason") or ""
            scheduling.apply_schedule(task=task, actor=_account(request), reason=reason, **options)
            messages.success(request, _("已按倒排结果保存各节点的起止日期。"))
            return redirect("casework:section", number, "milestones")
        context["preview"] = scheduling.preview(task=task, deadline=form.cleaned_data.get("deadline"), **options)
    except Refused as refused:
        context["refused"], status = refused.reasons, refusal_status(refused)
    except (RulePackError, CalendarRangeError) as error:
        context["refused"], status = refused_by_rule(error).reasons, HTTPStatus.CONFLICT
    # Looking at a plan that cannot be scheduled yet is no fault of the request.
    status = HTTPStatus.OK if request.method != "POST" else status
    return render(request, "planning/schedule.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The years that the office has entered, and the form for another."""
    if not holidays.keeps_calendar(viewer_for(request.user)):
        raise Refused([holidays.NOT_KEPT_HERE])
    form = YearForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid() and (days := _days(form)) is not None:
            year, source = form.cleaned_data["year"], form.cleaned_data["source"]
            try:
                moved = holidays.publish_year(year=year, days=days, source=source, actor=_account(request))
                told = _("已登记%(year)s年的放假安排，重算了%(count)s个时限。")
                messages.success(request, told % {"year": year, "count": len(moved)})
                return redirect("planning:calendar")
            except Refused as refused:
                for reason in refused.reasons:
                    form.add_error(None, reason.text(_))
                status = refusal_status(refused)
    context = {"form": form, "years": OfficeYear.objects.order_by("-year"), "known": rules.calendar().known_until}
    return render(request, "planning/calendar.html", context, status=status)


def _task(request: HttpRequest, number: str) -> tuple[Task, Standing]:
    viewer = viewer_for(request.user)
    task = task_for(viewer, number, beside=("plan",))
    return task, standing_on(task, viewer.account)


def _against(step: str, task: Task, standing: Standing) -> list[Reason]:
    today = clock.today()
    facts = facts_of(standing, Limits.on(rules.pack(), today))
    row = workflow(task.workflow).step(step)
    return standing_blockers(row, State(task.state), standing.acting, facts, today=today)


def _editor(request: HttpRequest, editor: Editor, against: list[Reason], status: int) -> HttpResponse:
    """What was typed keeps the version that it was typed against: saved over another's rows it would drop them."""
    version = editor.plan_version if request.method != "POST" else _version(request)
    context = {
        "task": editor.task,
        "editor": editor,
        "editors": [{"key": key, "label": kind.label} for key, kind in EDITORS.items()],
        "version": version,
        "reasons": against,
        "findings": findings(editor.task, editor.standing.duties),
    }
    return render(request, "planning/plan.html", context, status=status)


def _checked(request: HttpRequest, editor: Editor) -> HttpResponse:
    """What would be found if this were saved. It is saved, looked at and undone, so that there is one check only."""
    found: list[Reason] = []
    if editor.is_valid():
        try:
            with transaction.atomic():
                editor.save(_account(request), None)
                fresh, standing = _task(request, editor.task.number)
                found = findings(fresh, standing.duties)
                transaction.set_rollback(True)
        except Refused as refused:
            found = list(refused.reasons)
    else:
        found = [Reason("incomplete", _("有的行还没有填完整，填好后再检查。"))]
    return render(request, "planning/findings.html", {"findings": found, "unsaved": True})


def _show(editor: Editor, refused: Refused) -> None:
    """A bad row shows its reason at the row, everything else above the form. Services count the rows that were handed in,
    people those on the page."""
    places = editor.kept_places() if editor.rows is not None else []
    for reason in refused.reasons:
        at, form, told = reason.params.get("row"), editor.head, reason
        if isinstance(at, int) and 0 < at <= len(places):
            form = editor.rows.forms[places[at - 1]]
            told = replace(reason, params={**reason.params, "row": places[at - 1] + 1})
        form.add_error(None, told.text(_))


def _version(request: HttpRequest) -> int | None:
    """The version the person saw, None where the form tells none; what is no number is a version that nobody saw."""
    told = request.POST.get("plan_version", "")
    seen = whole_number(told)
    return -1 if told and seen is None else seen


def _days(form: YearForm) -> list[holidays.Day] | None:
    found, bad = [], []
    for place, line in enumerate(form.cleaned_data["days"].splitlines(), 1):
        parts = line.split(maxsplit=2)
        if not parts:
            continue
        try:
            works = {"班": True, "休": False, "work": True, "rest": False}[parts[1]]
            found.append(holidays.Day(date.fromisoformat(parts[0]), works, parts[2] if len(parts) > 2 else ""))
        except (IndexError, KeyError, ValueError):
            bad.append(place)
    if bad:
        form.add_error(
            "days", _("第%(rows)s行看不懂，应当写成“2027-02-06 休 春节”。") % {"rows": _("、").join(map(str, bad))}
        )
        return None
    return found


def _account(request: HttpRequest) -> Any:
    return request.user
