"""认领: the lead unit accepts its task, or disputes once that it is its own."""

from datetime import date

from django.db import transaction

from bihuan.casework.models import Passage
from bihuan.casework.steps import begin, finish
from bihuan.ledger import clocks
from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.planning.models import Plan

DISPUTE_PAUSES = "认领异议裁定期间"


@transaction.atomic
def accept(
    *, task: Task, actor: Account, version: int | None = None, on: date | None = None, comment: str = ""
) -> Passage:
    """待认领 → 方案编制. The plan begins here."""
    doing = begin(task=task, actor=actor, step="accept", version=version, on=on, comment=comment)
    Plan.objects.get_or_create(task=task)
    return finish(doing)


@transaction.atomic
def dispute(*, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None) -> Passage:
    """The lead unit says why the task is not its own. The clock of the claim stands still until the office rules."""
    doing = begin(task=task, actor=actor, step="dispute", version=version, on=on, comment=comment)
    for running in clocks.running_clocks(task, "claim"):
        clocks.pause(running=running, since=doing.on, reason=DISPUTE_PAUSES)
    return finish(doing)


@transaction.atomic
def rule_on_dispute(
    *, task: Task, actor: Account, upheld: bool, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """The office rules. Upheld: it then assigns another lead unit in the ledger; else the unit must claim the task."""
    doing = begin(task=task, actor=actor, step="rule_on_dispute", version=version, on=on, comment=comment)
    for running in clocks.running_clocks(task, "claim"):
        clocks.resume(running=running, last_day=doing.on)
    return finish(doing, outcome="upheld" if upheld else "dismissed")
