"""延期 and 长期坚持: a later deadline, asked in time and decided by somebody else; or yearly nodes without an end."""

from datetime import date

from django.db import transaction

from bihuan.casework.models import Extension, Passage
from bihuan.casework.steps import begin, finish
from bihuan.ledger import clocks, terms
from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.platform import clock


@transaction.atomic
def request_extension(
    *,
    task: Task,
    actor: Account,
    new_deadline: date,
    reason: str,
    stage_results: str,
    version: int | None = None,
    on: date | None = None,
) -> Extension:
    """The lead unit asks for a later deadline, with the reason and what has been achieved so far."""
    doing = begin(
        task=task,
        actor=actor,
        step="request_extension",
        version=version,
        on=on,
        comment=reason,
        new_deadline=new_deadline,
        stage_results=stage_results,
    )
    extension = Extension.objects.create(
        task=task,
        new_deadline=new_deadline,
        reason=doing.comment,
        stage_results=stage_results.strip(),
        by=actor,
        at=clock.now(),
    )
    finish(doing, body={"extension": extension.pk, "new_deadline": new_deadline, "old_deadline": task.deadline})
    return extension


@transaction.atomic
def decide_extension(
    *,
    task: Task,
    actor: Account,
    approve: bool,
    approval_no: str = "",
    comment: str = "",
    version: int | None = None,
    on: date | None = None,
) -> Passage:
    """Approve (with the number of the approval) or refuse (with the reasons). The original deadline stays on record; the
    nodes are then scheduled again by hand, so that what moves is seen."""
    step = "approve_extension" if approve else "refuse_extension"
    doing = begin(
        task=task, actor=actor, step=step, version=version, on=on, comment=comment, approval_number=approval_no
    )
    extension = Extension.objects.select_for_update().get(task=task, state="open")
    extension.state = "approved" if approve else "refused"
    extension.decided_by, extension.decided_at = actor, clock.now()
    extension.reply, extension.approval_no = doing.comment, approval_no.strip()
    extension.save()
    for running in clocks.running_clocks(task, "extension"):
        clocks.stop(running=running, on=doing.on, event=step)
    if approve:
        for running in clocks.running_clocks(task, "rebound"):
            clocks.stop(running=running, on=doing.on, event=step)
            clocks.start_clock(kind="rebound", task=task, started_on=doing.on, agreed_due=extension.new_deadline)
    body = {"extension": extension.pk, "old_deadline": task.deadline, "new_deadline": extension.new_deadline}
    changes = terms.given(extension.new_deadline) if approve else {}
    if approve and task.original_deadline is None:
        changes["original_deadline"] = task.deadline
    return finish(doing, reference=extension.approval_no, body=body, changes=changes)


@transaction.atomic
def mark_long_term(
    *, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """整改中 → 长期坚持: the stage goal is met, and nodes recur every quarter or year."""
    doing = begin(task=task, actor=actor, step="start_long_term", version=version, on=on, comment=comment)
    return finish(doing, changes={"long_term": True})
