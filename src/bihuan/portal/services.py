"""Releasing to the public: who decides, what is copied, and how an objection comes back."""

from datetime import date

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.casework.services import object_to_notice
from bihuan.core.codes import DutyRole, GrantRole, State
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import clocks
from bihuan.ledger.access import task_for
from bihuan.ledger.models import Task
from bihuan.org.access import viewer_for
from bihuan.org.models import Account
from bihuan.planning.models import Plan
from bihuan.platform import clock
from bihuan.portal.models import PublicNotice, PublicTask
from bihuan.portal.projection import project

RELEASABLE = (
    State.RECTIFYING,
    State.LONG_TERM,
    State.SELF_CHECK,
    State.REVIEW,
    State.SITE_CHECK,
    State.NOTICE,
    State.CLOSED,
)


@transaction.atomic
def release_plan(
    *, number: str, actor: Account, summary: str, progress_text: str = "", on: date | None = None
) -> PublicTask:
    """Show a task's approved plan to the public, or bring what is shown up to date.

    `summary` is the wording of the problem for the public: the original wording may name people or matters that are not
    to be published, so it is written by the office. Copied besides: goal, measures, units by role, deadline.
    Raises Refused when the plan is not approved in its present version, or the actor is not of the office.
    """
    day = on or clock.today()
    task = task_for(viewer_for(actor), number, GrantRole.RECTIFICATION_OFFICE)
    if reasons := release_blockers(task, summary):
        raise Refused(reasons)
    shown = _shown(task, summary.strip(), progress_text.strip()) | {"updated_on": day}
    row, created = PublicTask.objects.update_or_create(
        number=task.number, defaults=shown, create_defaults=shown | {"released_on": day}
    )
    project(task, day)
    for owed in clocks.running_clocks(task, "publication"):
        clocks.stop(running=owed, on=day, event="published")
    audit.record(
        "portal.release_plan" if created else "portal.update_release", task, actor=actor, number=task.number, body=shown
    )
    row.refresh_from_db()
    return row


def release_blockers(task: Task, summary: str) -> list[Reason]:
    """Why a task cannot be shown to the public yet."""
    plan = Plan.objects.filter(task=task).first()
    found = []
    if plan is None or plan.approved_version is None or plan.approved_version != plan.version:
        found.append(Reason("plan_not_approved", _("整改方案的现行版本尚未批准，批准之后才能公开。")))
    if task.state not in RELEASABLE:
        found.append(
            Reason(
                "state_not_releasable", _("任务还在“%(state)s”，批准方案之后才能公开。"), {"state": State(task.state)}
            )
        )
    if not summary.strip():
        found.append(Reason("summary_missing", _("请写明向公众公开的问题表述。")))
    return found


def _shown(task: Task, summary: str, progress_text: str) -> dict[str, object]:
    duties = task.duties.filter(until__isnull=True).select_related("unit").order_by("role", "id")
    told = {DutyRole.LEAD, DutyRole.DUTY, DutyRole.ACCEPT}
    inspection, region = task.problem.inspection, task.problem.region
    return {
        "inspection": inspection.name if inspection else "",
        "problem": summary,
        "goal": task.goal,
        "measures": list(task.measures.values_list("text", flat=True)),
        "units": [{"role": duty.role, "name": duty.unit.name} for duty in duties if duty.role in told],
        "region": region.name if region else "",
        "deadline": task.deadline,
        "deadline_provisional": task.deadline_provisional,
        "long_term": task.long_term,
        "status": "rectifying",
        "progress_text": progress_text,
    }


def object_publicly(*, notice: PublicNotice, text: str, name: str = "", contact: str = "") -> str:
    """Hand an objection made on the public page to casework; returns the receipt number to quote."""
    task = Task.objects.get(number=notice.number)
    return object_to_notice(task=task, text=text, name=name, contact=contact).receipt
