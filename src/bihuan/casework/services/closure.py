"""销号: the accepting units sign for exactly the file they saw, then the task is closed under a filing number."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from bihuan.casework import rechecks
from bihuan.casework.models import Closure, Notice, Signature
from bihuan.casework.steps import begin, finish, refuse
from bihuan.core.codes import ClosureReason, DutyRole
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.models import Task
from bihuan.org.models import Account, Unit
from bihuan.platform import clock


@transaction.atomic
def sign_closure(
    *, task: Task, actor: Account, version: int | None = None, on: date | None = None, comment: str = ""
) -> Signature:
    """谁验收谁负责: an accepting unit signs. When evidence, plan or checks change afterwards the signature no longer
    counts, and the unit must look and sign again."""
    doing = begin(task=task, actor=actor, step="sign_closure", version=version, on=on, comment=comment)
    own = Unit.objects.in_bulk(doing.standing.with_duty(DutyRole.ACCEPT) & doing.standing.units_as(*doing.step.roles))
    left = [unit for pk, unit in sorted(own.items()) if str(pk) not in doing.facts.signed_units]
    if not left:
        refuse("signed_already", _("%(unit)s已经签字。"), unit=[str(unit) for unit in own.values()])
    unit = left[0]  # who acts for two accepting units signs for each
    signature = Signature.objects.create(
        task=task, account=actor, unit=unit, round=doing.course.round, digest=doing.digest, at=clock.now()
    )
    finish(replace(doing, unit=unit), body={"signature": signature.pk, "unit": unit.name, "digest": doing.digest})
    return signature


@transaction.atomic
def close(
    *,
    task: Task,
    actor: Account,
    reason: ClosureReason | str,
    filing_no: str,
    minutes_no: str,
    upper_filing_no: str = "",
    version: int | None = None,
    on: date | None = None,
    comment: str = "",
) -> Closure:
    """公示 → 已销号. Everything that the loop proves is judged here once more; one reason against it is enough."""
    doing = begin(
        task=task,
        actor=actor,
        step="close",
        version=version,
        on=on,
        comment=comment,
        filing_number=filing_no,
        minutes_number=minutes_no,
        upper_filing_number=upper_filing_no,
        closure_reason=str(reason),
    )
    closure = Closure.objects.create(
        task=task,
        notice=Notice.objects.get(task=task, withdrawn_on__isnull=True),
        closed_on=doing.on,
        reason=reason,
        filing_no=filing_no.strip(),
        upper_filing_no=upper_filing_no.strip(),
        minutes_no=minutes_no.strip(),
        by=actor,
        at=clock.now(),
    )
    counted = Signature.objects.filter(task=task, round=doing.course.round, digest=doing.digest)
    counted.update(closure=closure)
    body = {
        "reason": closure.reason,
        "minutes": closure.minutes_no,
        "upper": closure.upper_filing_no,
        "digest": doing.digest,
    }
    long_term = task.long_term or reason == ClosureReason.COMPLETED_LONG_TERM
    rechecks.begin(task, doing.on)
    finish(
        doing,
        reference=closure.filing_no,
        body=body,
        changes={"closed_on": doing.on, "rechecked_on": None, "long_term": long_term},
    )
    return closure
