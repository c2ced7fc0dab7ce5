"""What is set down beside the loop: false rectification and its settlement, and reports to the level above."""

from datetime import date

from django.db import transaction

from bihuan.casework.models import Passage, UpwardReport
from bihuan.casework.steps import begin, finish, refuse
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.platform import clock


@transaction.atomic
def flag_false_rectification(
    *, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """认定虚假整改. The task cannot be closed until the matter is settled; the mark itself stays for good."""
    doing = begin(task=task, actor=actor, step="flag_false_rectification", version=version, on=on, comment=comment)
    return finish(doing, changes={"false_rectification": True})


@transaction.atomic
def settle_false_rectification(
    *,
    task: Task,
    actor: Account,
    transfer_no: str,
    comment: str,
    version: int | None = None,
    on: date | None = None,
) -> Passage:
    """The matter has gone to the discipline inspection organ under a number, and work may go on."""
    doing = begin(
        task=task,
        actor=actor,
        step="settle_false_rectification",
        version=version,
        on=on,
        comment=comment,
        transfer_number=transfer_no,
    )
    return finish(doing, reference=transfer_no.strip())


@transaction.atomic
def record_upward_report(
    *, task: Task, actor: Account, to: str, summary: str, document_no: str = "", on: date | None = None
) -> UpwardReport:
    """对上汇报衔接: what was told to the level above, when, under which number."""
    doing = begin(task=task, actor=actor, step="report_upward", on=on, comment=summary)
    if not to.strip():
        refuse("addressee_missing", _("请填写报送单位。"))
    if not summary.strip():
        refuse("summary_missing", _("请填写内容摘要。"))
    told = {"on": doing.on, "to": to.strip(), "document_no": document_no.strip(), "summary": doing.comment}
    if UpwardReport.objects.filter(task=task, **told).exists():
        refuse("upward_repeated", _("这次汇报已经登记，没有再记一次。"))
    report = UpwardReport.objects.create(task=task, by=actor, at=clock.now(), **told)
    finish(doing, reference=report.document_no, body={"report": report.pk, "to": report.to})
    return report


@transaction.atomic
def record_upward_answer(*, report: UpwardReport, actor: Account, answer: str, on: date | None = None) -> UpwardReport:
    """What the level above answered. An answer is given once; a later one is a new report."""
    task = report.task
    doing = begin(task=task, actor=actor, step="record_upward_answer", on=on)
    held = UpwardReport.objects.select_for_update().get(pk=report.pk)
    if held.answer:
        refuse("answered_already", _("这次汇报已经登记过答复。"))
    if not answer.strip():
        refuse("answer_missing", _("请填写上级答复。"))
    held.answer = answer.strip()
    held.save(update_fields=["answer"])
    finish(doing, reference=held.document_no, body={"report": held.pk, "answer": held.answer})
    return held
