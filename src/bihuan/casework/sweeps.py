"""What time alone does to the loop: clocks lapse, notices run out, the next report falls due."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from bihuan.casework import dispatching
from bihuan.core.clocks import CLOCKS
from bihuan.ledger import clocks
from bihuan.ledger.models import Clock


def sweep_clocks() -> list[Clock]:
    """Claim lapsed clocks, and do what follows from them; returns those claimed."""
    lapsed = clocks.sweep()
    _notices_over(lapsed)
    dispatching.go_on(lapsed)
    return lapsed


def _notices_over(lapsed: Iterable[Clock]) -> None:
    """A notice that has run out is done, not late: the term for filing begins with the day after its last."""
    for row in lapsed:
        if row.rule == CLOCKS["notice"].rule and row.task:
            with transaction.atomic():
                if clocks.stop(running=row, on=row.due_on, event="notice_over"):
                    clocks.start_clock(kind="filing", task=row.task, started_on=row.due_on + timedelta(days=1))
