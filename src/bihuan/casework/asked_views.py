"""Questions to units that have no duty on the task: the list, and one question with its form; see `casework.asked`."""

from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.casework.asked import STEPS, Question, question_for, questions, standing_as_asked
from bihuan.casework.facts import gather
from bihuan.casework.forms import FORMS, StepForm
from bihuan.core.codes import State
from bihuan.core.loop import standing_blockers, workflow
from bihuan.core.reasons import Reason, Refused
from bihuan.org.access import READS_CASES, require, viewer_for
from bihuan.org.models import Account
from bihuan.platform import clock
from bihuan.platform.web import refusal_status


@login_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What the viewer's units are asked after rebounds elsewhere, and what they answered."""
    viewer = viewer_for(request.user)
    require(viewer, *READS_CASES)
    return render(request, "casework/asked.html", {"questions": questions(viewer)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The problem, why the unit is asked, and the form to answer; nothing else of the task."""
    account = cast(Account, request.user)
    found = question_for(viewer_for(account), kind, pk)
    form, reasons = _form(request, found, account)
    status = HTTPStatus.OK
    if request.method == "POST":
        if reasons:
            raise Refused(reasons)
        if form.is_valid():
            try:
                form.take(account)
            except Refused as refused:
                form.show(refused)
                status = refusal_status(refused)
            else:
                messages.success(request, _("已办理：%(step)s。") % {"step": _(form.step.label)})
                return redirect("casework:question", kind, pk)
        else:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"question": found, "form": form, "step": form.step, "reasons": reasons}
    return render(request, "casework/question.html", context, status=status)


def _form(request: HttpRequest, found: Question, account: Account) -> tuple[StepForm, list[Reason]]:
    """The form of the answer, narrowed to this one question, and why it is not open to this account."""
    task = found.task
    step = workflow(task.workflow).step(STEPS[found.kind])
    standing = standing_as_asked(task, account, found.row.unit)
    gathered = gather(task, standing, [step])
    against = standing_blockers(step, State(task.state), standing.acting, gathered.facts, today=clock.today())
    form = FORMS[step.name](
        task=task,
        step=step,
        standing=standing,
        gathered=gathered,
        data=request.POST if request.method == "POST" else None,
        initial={found.kind: found.row},
    )
    form.offer(found.kind, type(found.row).objects.filter(pk=found.row.pk))
    return form, against
