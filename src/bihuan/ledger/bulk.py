"""Acting on many tasks at once: which are meant, what would change, and doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.core.reasons import Reason, Refused, demand, gettext_noop
from bihuan.ledger import duties
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.filters import read, url_for
from bihuan.ledger.forms import AssignForm, LeaderForm, MustCloseForm
from bihuan.ledger.models import Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.ledger.rights import not_of_office, not_office
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account

MOST = 500
"""Tasks in one call: each gets its own event in the log, in one transaction."""

ACTS: dict[str, tuple[str, type[Form]]] = {
    "assign": (gettext_noop("交办"), AssignForm),
    "leader": (gettext_noop("领导包案"), LeaderForm),
    "must-close": (gettext_noop("年内必须销号"), MustCloseForm),
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
        context["selection"] = selection = selected(request.POST, viewer)
        if step and form.is_valid():
            if step == "do":
                _do(act, account, selection.tasks, form.cleaned_data)
                messages.success(request, _("已办理%(count)s项任务。") % {"count": len(selection.tasks)})
                return _done(request)
            context |= _foreseen(act, account, selection.tasks, form.cleaned_data)
    except Refused as refused:
        context["reasons"] = list(refused.reasons)
    status = 409 if context["reasons"] else 400 if step and not form.is_valid() else 200
    part = "HX-Request" in request.headers
    template = "ledger/_bulk.html" if part else "ledger/bulk.html"
    response = render(request, template, context | {"back": request.POST.get("list", "")}, status=status)
    if part:
        response.headers["HX-Retarget"] = "#bulk-body"
    return response


def selected(given: QueryDict, viewer: Viewer) -> Selection:
    """Tasks named one by one, or all that a list shows (`everything` holds its parameters). Refused beyond `MOST`."""
    if everything := str(given.get("everything") or ""):
        asked = read(QueryDict(everything), ignoring=("cursor", "columns", "size"))
        demand(*asked.reasons)
        found = LedgerQuery(viewer, asked.filter, asked.sort).tasks()
        fields = [("everything", everything)]
    else:
        numbers = [str(number) for number in given.getlist("task")[: MOST + 1]]
        found = visible_tasks(viewer).filter(number__in=numbers)
        fields = [("task", number) for number in numbers]
    tasks = list(found.select_related("problem", "leader").order_by("number")[: MOST + 1])
    if not tasks:
        raise Refused([Reason("no_tasks", gettext_noop("没有选中任务。"))])
    if len(tasks) > MOST:
        message = gettext_noop("一次最多办理%(most)s项，请先缩小筛选范围，分几次办理。")
        raise Refused([Reason("too_many_tasks", message, {"most": MOST})])
    return Selection(tasks, fields)


def _handover(data: dict[str, Any]) -> duties.Handover:
    return duties.Handover(data["unit"], data["role"], data["person"], data["replace"])


def _foreseen(act: str, actor: Account, tasks: Sequence[Task], data: dict[str, Any]) -> dict[str, Any]:
    """What the change would be, for the reader to confirm."""
    if act == "assign":
        changes, reasons = duties.preview(actor=actor, tasks=tasks, handover=_handover(data))
        return {"changes": changes, "reasons": reasons, "same": sum(not c.gives and not c.ends for c in changes)}
    if act == "leader":
        same = sum(task.leader == data["leader"] for task in tasks)
    else:
        same = sum(task.must_close_this_year == data["value"] for task in tasks)
    return {"changes": [], "reasons": not_of_office(actor, tasks), "same": same}


def _do(act: str, actor: Account, tasks: Sequence[Task], data: dict[str, Any]) -> None:
    reason = data["reason"]
    if act == "assign":
        duties.assign(actor=actor, tasks=tasks, handover=_handover(data), reason=reason)
    elif act == "leader":
        duties.set_leader(actor=actor, tasks=tasks, leader=data["leader"], reason=reason)
    else:
        duties.mark_must_close(actor=actor, tasks=tasks, value=data["value"], reason=reason)


def _done(request: HttpRequest) -> HttpResponse:
    asked = read(QueryDict(request.POST.get("list", "")), ignoring=("cursor",))
    address = url_for(asked.filter, sort=asked.sort)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
