"""方案: submitted by the lead unit, returned or approved by somebody else, revised when the work shows it must be."""

from datetime import date

from django.db import transaction

from bihuan.casework.models import Passage
from bihuan.casework.steps import Doing, begin, finish
from bihuan.ledger import clocks
from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.planning.models import Plan
from bihuan.platform import clock, rules


@transaction.atomic
def submit_plan(
    *, task: Task, actor: Account, version: int | None = None, on: date | None = None, comment: str = ""
) -> Passage:
    """方案编制 → 方案待审, once the five lists are complete and agree."""
    doing = begin(task=task, actor=actor, step="submit_plan", version=version, on=on, comment=comment)
    plan = _plan(doing)
    plan.submitted_at, plan.submitted_by = clock.now(), actor
    plan.save(update_fields=["submitted_at", "submitted_by"])
    return finish(doing, body={"plan_version": plan.version})


@transaction.atomic
def return_plan(
    *, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """方案待审 → 方案编制, with the reasons."""
    return finish(begin(task=task, actor=actor, step="return_plan", version=version, on=on, comment=comment))


@transaction.atomic
def approve_plan(
    *,
    task: Task,
    actor: Account,
    approval_no: str,
    version: int | None = None,
    on: date | None = None,
    comment: str = "",
) -> Passage:
    """方案待审 → 整改中. The approval counts for this version of the lists, and freezes the acceptance standard."""
    doing = begin(
        task=task,
        actor=actor,
        step="approve_plan",
        version=version,
        on=on,
        comment=comment,
        approval_number=approval_no,
    )
    plan, standard = _plan(doing), rules.pack().get("closure.criteria", on=doing.on)
    plan.approved_at, plan.approved_by, plan.approved_version = clock.now(), actor, plan.version
    plan.approval_no = approval_no.strip()
    plan.criteria, plan.standard_version = list(standard.phrases), f"{standard.pack} {doing.on}"
    plan.save()
    if inspection := task.problem.inspection:
        clocks.plan_issued(inspection, doing.on)
    body = {"plan_version": plan.version, "criteria": plan.criteria, "standard": plan.standard_version}
    return finish(doing, reference=plan.approval_no, body=body)


@transaction.atomic
def revise_plan(
    *, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """整改中 → 方案编制. What is verified stays; the changed plan must be approved again."""
    return finish(begin(task=task, actor=actor, step="revise_plan", version=version, on=on, comment=comment))


def _plan(doing: Doing) -> Plan:
    if doing.plan is None:
        raise TypeError("a plan guard let a task without a plan pass")
    return doing.plan
