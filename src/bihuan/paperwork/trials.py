"""The dry run in the worker. Its report is kept on the import's row; page, workbook and API read that one.

Registering keeps the report of the run that it followed, so after it the rows that stayed outside are those of that day.
"""

import hashlib
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.core.reasons import Reason, Refused, gettext_noop
from bihuan.ledger.access import visible_tasks
from bihuan.org.access import viewer_for
from bihuan.org.models import Account
from bihuan.paperwork import dry_runs
from bihuan.paperwork.models import LedgerImport
from bihuan.paperwork.runs import Report, report_of
from bihuan.platform import jobs
from bihuan.platform.models import Job


@dataclass(frozen=True, slots=True)
class Trial:
    """How far the dry run of an import is: its report, or the job that makes it."""

    report: Report | None
    job: Job | None = None


def trial_of(row: LedgerImport, actor: Account) -> Trial:
    """The report under the columns as they are chosen now, for what this account may see; begun if there is none."""
    if row.report and (row.registered or row.imported_at):
        return Trial(_seen_by(row.report, actor))
    if row.report and row.report["of"] == _asked(row, actor):
        return Trial(row.report)
    job = jobs.find(_key(row, actor))
    if job is None or job.state in (Job.State.DONE, Job.State.STOPPED):
        job = jobs.start(try_rows, key=_key(row, actor), row=row.pk, actor=actor.pk)
    return Trial(None, job)


def _seen_by(report: Report, actor: Account) -> Report:
    """Who registered a file may have seen more of the ledger than who handed it in, or reads the report later."""
    numbers = {line["number"] for line in report["differs"]}
    seen = set(visible_tasks(viewer_for(actor)).filter(number__in=numbers).values_list("number", flat=True))
    return {**report, "differs": [line for line in report["differs"] if line["number"] in seen]}


def report_for(row: LedgerImport, actor: Account) -> Report:
    """The report; `Refused` while there is none."""
    if (report := trial_of(row, actor).report) is None:
        raise Refused([Reason("not_tried", gettext_noop("试导还没有完成，请稍后再看。"))])
    return report


def again(row: LedgerImport, actor: Account) -> Job:
    """Another dry run of the same columns: units, people or tasks have come in meanwhile."""
    LedgerImport.objects.filter(pk=row.pk, registered=0, imported_at=None).update(report={})
    return jobs.start(try_rows, key=_key(row, actor), row=row.pk, actor=actor.pk)


def try_rows(run: jobs.Run, *, row: int, actor: int) -> None:
    """The job. Writes nothing but the report, and not even that when the columns were chosen anew meanwhile."""
    found, account = LedgerImport.objects.select_related("file", "unit").get(pk=row), Account.objects.get(pk=actor)
    run.tell(0, 0)
    try:
        tried = dry_runs.dry_run(found, account, tell=run.tell)
    except Refused as refused:
        raise jobs.Failed("".join(reason.text(_) for reason in refused.reasons)) from None
    asked, untouched = _asked(found, account), LedgerImport.objects.filter(pk=row, registered=0, imported_at=None)
    now = untouched.first()
    if now and _asked(now, account) == asked:
        untouched.update(report=report_of(tried) | {"of": asked})


def _asked(row: LedgerImport, actor: Account) -> str:
    """What a report rests on: who asks, and how the columns are understood."""
    chosen = [actor.pk, row.sheet, row.header_row, sorted(row.mapping.items()), row.level, row.inspection]
    return hashlib.sha256(json.dumps(chosen).encode()).hexdigest()[:16]


def _key(row: LedgerImport, actor: Account) -> str:
    return f"paperwork.try.{row.pk}.{_asked(row, actor)}"
