"""回头看: which recheck of a closed task is due next. One clock runs at a time; the sweep notices when it lapses."""

from datetime import date, datetime

from bihuan.core.clocks import CLOCKS, RECHECKS, add
from bihuan.core.codes import State
from bihuan.ledger import clocks
from bihuan.ledger.models import Task
from bihuan.platform import rules

YEARLY = "recheck_yearly"


def begin(task: Task, closed_on: date) -> None:
    """A closure is followed by the first recheck."""
    clocks.start_clock(kind=RECHECKS[0], task=task, started_on=closed_on)


def under_way_since(task: Task) -> datetime | None:
    """When the recheck under way began; None when none is. What was there before is what the closure rests on."""
    if task.state != State.RECHECK:
        return None
    return task.passages.filter(step="start_recheck").order_by("-pk").values_list("at", flat=True).first()


def passed(task: Task, closed_on: date, on: date) -> None:
    """A recheck was passed: it meets the one that is due, and the next begins. Much earlier than that it was a spot check,
    which stands beside the planned ones. Those whose day has gone by meanwhile are not called for again."""
    early = rules.pack().get("recheck.early", on=on).whole
    for running in clocks.running_clocks(task, *clocks.RECHECKS):
        if (running.due_on - on).days > early:
            return
        clocks.stop(running=running, on=on, event="pass_recheck")
        _go_on(task, closed_on, on, after=clocks.KIND_OF_RULE[running.rule].key)


def end(task: Task, on: date) -> None:
    """A task that is open again is not rechecked but put right."""
    for running in clocks.running_clocks(task, *clocks.RECHECKS):
        clocks.stop(running=running, on=on, event="find_rebound")


def _go_on(task: Task, closed_on: date, on: date, *, after: str) -> None:
    left = RECHECKS[RECHECKS.index(after) + 1 :] if after in RECHECKS else ()
    for kind in left:
        rule = rules.pack().get(CLOCKS[kind].rule, on=closed_on)
        if add(rule, closed_on, rules.calendar()).date > on:
            clocks.start_clock(kind=kind, task=task, started_on=closed_on)
            return
    if task.long_term:
        clocks.start_clock(kind=YEARLY, task=task, started_on=on)
