"""What needs a viewer today. Counters, short lists and whole lists are the same queues of casework."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window

from bihuan.casework.queues import QUEUES, Queue
from bihuan.core.clocks import CLOCKS
from bihuan.core.codes import Colour, ProgressStatus
from bihuan.core.progress import Ratio, Tally, figures
from bihuan.intake import circulations
from bihuan.intake.models import Circulation, Delivery
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.filters import TaskFilter
from bihuan.ledger.models import PROGRESS_RANKS, Clock, Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.org.access import Viewer
from bihuan.platform import rules
from bihuan.platform.plans import heads

SHOWN = 5
DAY = timedelta(days=1)
WORST = 10
_DONE = (ProgressStatus.CLOSED, ProgressStatus.REPORTED)
_LADDER = tuple(colour for colour in Colour if colour is not Colour.NONE)


@dataclass(frozen=True, slots=True)
class WorkList:
    """A queue that is not empty: how many wait, and the most urgent few."""

    queue: Queue
    total: int
    tasks: Sequence[Task]


def queues_of(viewer: Viewer) -> list[Queue]:
    """The queues on the viewer's work list, in the order of the loop."""
    return [queue for queue in QUEUES.values() if viewer.roles & queue.roles]


def work_lists(viewer: Viewer) -> list[WorkList]:
    """Every queue of the viewer that is not empty, in two queries however many queues there are."""
    mine = queues_of(viewer)
    # What a filter of the ledger finds is found by an index; the rest is tested against other tables row by row.
    dear = set() if viewer.sees_all else {queue.key for queue in mine if queue.listed is None}
    found = heads({queue.key: queue.rows(viewer) for queue in mine}, ("due_sort", "pk"), SHOWN, dear=dear)
    ids = {pk for _total, listed in found.values() for pk in listed}
    tasks = {task.pk: task for task in with_lead(Task.objects.filter(pk__in=ids))}
    return [
        WorkList(queue, found[queue.key][0], by_urgency([tasks[pk] for pk in found[queue.key][1]]))
        for queue in mine
        if queue.key in found
    ]


def rows(queue: Queue, viewer: Viewer) -> QuerySet[Task]:
    """All tasks of a queue, the most urgent first."""
    return with_lead(queue.rows(viewer)).order_by(*_URGENT)


def clocks(viewer: Viewer, today: date) -> QuerySet[Clock]:
    """Running clocks that the viewer sees and that have lapsed or soon will, first due first.

    Without the dispatch: at the end of a period it runs on every task, and has a list of its own.
    """
    soon = today + timedelta(days=rules.pack().get("clock.nearing", on=today).whole)
    running = Clock.objects.filter(stopped_on__isnull=True, due_on__lte=soon).exclude(rule=CLOCKS["dispatch"].rule)
    # Few clocks lapse soon, so their tasks are looked up, not all that the viewer sees.
    rows = running if viewer.sees_all else running.filter(Exists(visible_tasks(viewer).filter(pk=OuterRef("task"))))
    return rows.select_related("task", "inspection").order_by("due_on", "pk")


def first_clocks(viewer: Viewer, today: date) -> tuple[int, list[Clock]]:
    """How many clocks there are, and the first few, in one query."""
    found = clocks(viewer, today).annotate(total=Window(Count("pk")))[:SHOWN]
    return max((row.total for row in found), default=0), [*found]


def to_sign(viewer: Viewer) -> list[Delivery]:
    """Feedback that was sent to the viewer's own units and is not signed for."""
    return list(circulations.to_sign(viewer)[:WORST])


def unsigned(viewer: Viewer, today: date) -> list[Circulation]:
    """For the office: what was sent and is not signed for in time."""
    return list(circulations.overdue(viewer, today)[:WORST])


def worst(viewer: Viewer) -> list[Task]:
    """The first ten of `IN_COLOUR` by colour and deadline."""
    return list(with_lead(LedgerQuery(viewer, IN_COLOUR).tasks()).order_by("colour_rank", *_URGENT)[:WORST])


IN_COLOUR = TaskFilter(colour=_LADDER)
"""Tasks that stand on the ladder."""


def counted_by(rate: Ratio, today: date) -> TaskFilter:
    """The filter whose rows a rate's numerator counts."""
    return {
        "completion": TaskFilter(progress=_DONE),
        "on_time": TaskFilter(progress=_DONE, due_to=today - DAY),
        "closure": TaskFilter(progress=(ProgressStatus.CLOSED,)),
        "schedule": TaskFilter(progress=(*_DONE, ProgressStatus.ON_SCHEDULE)),
    }[rate.key]


def rates(viewer: Viewer, today: date) -> tuple[Ratio, ...]:
    """整改完成率, 按期完成率, 销号率 and 序时率 over what the viewer sees, counted in one query."""
    cells = (
        LedgerQuery(viewer)
        .tasks()
        .order_by()
        .values_list("progress_rank")
        .annotate(due=Count("pk", filter=Q(due_sort__lt=today)), count=Count("*"))
    )
    status = {rank: code for code, rank in PROGRESS_RANKS.items()}
    tallies = []
    for rank, due, count in cells:
        progress = status.get(rank, ProgressStatus.NOT_STARTED)
        tallies += [Tally(progress, today - DAY, due), Tally(progress, None, count - due)]
    return figures(tallies, today)


def with_lead(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Tasks with what a line of a list shows."""
    return tasks.select_related("problem", "lead")


def by_urgency(tasks: list[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: (task.due_sort, task.pk))


_URGENT = ("due_sort", "pk")
