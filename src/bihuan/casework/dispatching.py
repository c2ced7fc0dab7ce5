"""调度报送: while a task is being worked off, one clock runs for the report of each dispatch period."""

from datetime import date, timedelta

from bihuan.core import clocks as core
from bihuan.core.clocks import CLOCKS, WORKING
from bihuan.core.codes import State
from bihuan.ledger import clocks
from bihuan.ledger.models import Clock, Task
from bihuan.platform import rules


def period_on(day: date) -> str:
    """The dispatch period of a day by the rule in force, such as 2026-11."""
    return core.period_of(rules.pack().get("dispatch.period", on=day), day)


def follow_state(task: Task, state: State, on: date) -> None:
    """Reports are owed while the work goes on: start with the period of the day it began, stop when it is reported done."""
    running = clocks.running_clocks(task, "dispatch")
    if state not in WORKING:
        for row in running:
            clocks.stop(running=row, on=on, event="not_working")
    elif not running:
        start_period(task, period_on(on))


def start_period(task: Task, period: str) -> Clock:
    return clocks.start_clock(kind="dispatch", task=task, started_on=ends_on(period), event=f"period {period}")


def reported(task: Task, period: str, on: date) -> None:
    """A report came: the clocks of all periods that are over with it stop, and the next period's begins.

    Periods are compared by their days: where the rule changed, weeks and months stand side by side.
    """
    owed = [row for row in clocks.running_clocks(task, "dispatch") if ends_on(period_owed(row)) <= ends_on(period)]
    for row in owed:
        clocks.stop(running=row, on=on, event="report_progress")
    if owed and not clocks.running_clocks(task, "dispatch"):
        start_period(task, period_after(period))


def go_on(lapsed: Clock) -> None:
    """A missed report does not end the duty: the next period's clock begins beside the lapsed one."""
    if lapsed.rule == CLOCKS["dispatch"].rule and lapsed.task and lapsed.task.state in WORKING:
        following = period_after(period_owed(lapsed))
        if not lapsed.task.clocks.filter(start_event=f"period {following}").exists():
            start_period(lapsed.task, following)


def period_after(period: str) -> str:
    return period_on(ends_on(period) + timedelta(days=1))


def ends_on(period: str) -> date:
    return core.period_days(period)[1]


def period_owed(row: Clock) -> str:
    return row.start_event.removeprefix("period ")
