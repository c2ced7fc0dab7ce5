"""The summary of a task for lists and counters: derived from milestones, calendar and clocks, renewed when it turns."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from bihuan.core import progress
from bihuan.core.clocks import CLOCKS
from bihuan.core.codes import ProgressStatus, State
from bihuan.core.progress import Ladder, Mark, Signals
from bihuan.core.rulepack import RulePack
from bihuan.ledger.models import Clock, Task
from bihuan.ledger.services import Derived, set_derived
from bihuan.planning.models import Milestone
from bihuan.platform import clock, rules
from bihuan.platform.prepared import Prepared, given_keys
from bihuan.platform.sweeping import SetAsideError, apart

CHUNK = 500
DAY = timedelta(days=1)
RECHECK_RULES = frozenset(kind.rule for kind in CLOCKS.values() if kind.stop == "pass_recheck")


class Node(NamedTuple):
    start: date | None
    due: date
    weight: Decimal
    verified_on: date | None


class Running(NamedTuple):
    rule: str
    due_on: date


_NODES = Prepared(
    lambda: Milestone.objects.filter(task__in=given_keys("tasks"), due__isnull=False).values_list("task", *Node._fields)
)
_RUNNING = Prepared(
    lambda: Clock.objects.filter(task__in=given_keys("tasks"), stopped_on__isnull=True).values_list(
        "task", *Running._fields
    )
)


def refresh(task: Task) -> None:
    """Renew the summary of one task, after anything it follows from has changed."""
    (row,) = derive([task])
    set_derived([row])
    for name in ("planned", "actual", "progress", "colour", "next_step_on", "recheck_on", "turns_on", "derived_on"):
        setattr(task, name, getattr(row, name))


def sweep() -> int:
    """Renew every summary that has turned or was never made; returns how many tasks. Raises SetAsideError behind the last,
    if there were tasks that could not be summed up."""
    today, count, last, aside = clock.today(), 0, 0, list[Task]()
    turned = Task.objects.filter(Q(turns_on__lte=today) | Q(derived_on__isnull=True)).order_by("pk")
    while batch := list(turned.filter(pk__gt=last)[:CHUNK]):
        made, failed = apart(batch, derive)
        set_derived(made)
        count, last, aside = count + len(made), batch[-1].pk, aside + failed
    if aside:
        raise SetAsideError([task.number for task in aside], count)
    return count


def derive(tasks: Sequence[Task]) -> list[Derived]:
    """The summaries of many tasks in two queries."""
    today, pack = clock.today(), rules.pack()
    nodes: dict[int, list[Node]] = {task.pk: [] for task in tasks}
    for task, *node in _NODES.rows(tasks=list(nodes)):
        nodes[task].append(Node(*node))
    running: dict[int, list[Running]] = {task.pk: [] for task in tasks}
    for task, *clock_of in _RUNNING.rows(tasks=list(running)):
        running[task].append(Running(*clock_of))
    ladder = Ladder.on(pack, today)
    return [_summary(task, nodes[task.pk], running[task.pk], ladder, pack, today) for task in tasks]


def _summary(
    task: Task, nodes: Sequence[Node], running: Sequence[Running], ladder: Ladder, pack: RulePack, today: date
) -> Derived:
    marks = [Mark(node.due, node.weight, node.verified_on) for node in nodes]
    method = pack.get("progress.planned", on=today).word
    start = min((node.start for node in nodes if node.start), default=today)
    planned = progress.planned(marks, today, start=start, method=method)
    actual = progress.actual(marks, today)
    tolerance = pack.get("progress.tolerance", on=today).number
    status = progress.status(State(task.state), task.deadline, planned, actual, today, tolerance)
    next_node = min((mark.due for mark in marks if mark.verified_on is None), default=task.deadline)
    signals = Signals(
        status=status,
        next_node=next_node,
        deadline=task.deadline,
        missed_reports=sum(row.rule == CLOCKS["dispatch"].rule and row.due_on < today for row in running),
        rebound=task.reopenings > 0 and status is not ProgressStatus.CLOSED,
    )
    colour, _reasons = progress.colour(signals, ladder, today)
    at_work = status not in {ProgressStatus.CLOSED, ProgressStatus.REPORTED}
    next_clock = min((row.due_on for row in running), default=task.deadline)
    recheck_on = min((row.due_on for row in running if row.rule in RECHECK_RULES), default=None)
    return Derived(
        task=task.pk,
        planned=planned,
        actual=actual,
        progress=status,
        colour=colour,
        next_step_on=None if status is ProgressStatus.CLOSED else next_node if at_work and next_node else next_clock,
        recheck_on=recheck_on,
        turns_on=_turns_on(task, marks, running, ladder, today, daily=method == "linear"),
        derived_on=today,
    )


def _turns_on(
    task: Task, marks: Sequence[Mark], running: Iterable[Running], ladder: Ladder, today: date, *, daily: bool
) -> date | None:
    """The next day on which the summary may become another one: when a node or the deadline comes near, is due, or is
    overdue by a step of the ladder, or when a report is missed."""
    if task.state == State.CLOSED:
        return None
    if daily:
        return today + DAY
    open_days = [mark.due for mark in marks if mark.verified_on is None] + ([task.deadline] if task.deadline else [])
    steps = (-ladder.near, 0, 1, ladder.yellow, ladder.orange, ladder.red)
    days = [day + step * DAY for day in open_days for step in steps]
    days += [mark.due for mark in marks] + [row.due_on + DAY for row in running]
    return min((day for day in days if day > today), default=None)
