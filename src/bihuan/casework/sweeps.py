"""What time alone does to the loop: clocks lapse, notices run out, the next report falls due."""

from datetime import timedelta

from bihuan.casework import dispatching
from bihuan.core.clocks import CLOCKS
from bihuan.ledger import clocks
from bihuan.ledger.models import Clock


def sweep_clocks() -> list[Clock]:
    """Claim lapsed clocks, and do what follows from each; returns those claimed."""
    return clocks.sweep(_follow)


def _follow(lapsed: Clock) -> None:
    _notice_over(lapsed)
    dispatching.go_on(lapsed)


def _notice_over(lapsed: Clock) -> None:
    """A notice that has run out is done, not late: the term for filing begins with the day after its last."""
    if lapsed.rule != CLOCKS["notice"].rule or lapsed.task is None:
        return
    if clocks.stop(running=lapsed, on=lapsed.due_on, event="notice_over"):
        clocks.start_clock(kind="filing", task=lapsed.task, started_on=lapsed.due_on + timedelta(days=1))
