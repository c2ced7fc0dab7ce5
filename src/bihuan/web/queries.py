"""What needs a viewer today. Counters, short lists and whole lists are the same queues of casework."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Prefetch, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from bihuan.casework.queries import QUEUES, Queue
from bihuan.core.codes import DutyRole, ProgressStatus
from bihuan.core.progress import Ratio, Tally, figures
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.models import Duty, Task
from bihuan.org.access import Viewer

SHOWN = 5
FAR = date(9999, 12, 31)
"""Where a task without a deadline stands in an order by deadline."""


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
    """Every queue of the viewer that is not empty, in three queries however many queues there are."""
    parts = [_head(queue, viewer) for queue in queues_of(viewer)]
    if not parts:
        return []
    found: dict[str, tuple[int, list[int]]] = {}
    for key, total, pk in parts[0].union(*parts[1:], all=True):
        found.setdefault(key, (total, []))[1].append(pk)
    ids = {pk for _total, listed in found.values() for pk in listed}
    tasks = {task.pk: task for task in with_lead(Task.objects.filter(pk__in=ids))}
    return [
        WorkList(queue, found[queue.key][0], by_urgency([tasks[pk] for pk in found[queue.key][1]]))
        for queue in queues_of(viewer)
        if queue.key in found
    ]


def rows(queue: Queue, viewer: Viewer) -> QuerySet[Task]:
    """All tasks of a queue, the most urgent first."""
    return with_lead(queue.rows(viewer)).order_by(*_URGENT)


def rates(viewer: Viewer, today: date) -> tuple[Ratio, ...]:
    """整改完成率, 按期完成率, 销号率 and 序时率 over what the viewer sees, counted in one query."""
    cells = (
        visible_tasks(viewer)
        .order_by()
        .annotate(due=Case(When(deadline__lte=today, then=Value(True)), default=Value(False)))
        .values_list("progress", "due")
        .annotate(count=Count("pk"))
    )
    known = {status.value for status in ProgressStatus}
    return figures(
        [
            Tally(
                ProgressStatus(status) if status in known else ProgressStatus.NOT_STARTED, today if due else None, count
            )
            for status, due, count in cells
        ],
        today,
    )


def with_lead(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Tasks with what a line of a list shows: problem and lead unit (`task.lead_duties`)."""
    lead = Duty.objects.filter(role=DutyRole.LEAD.value, until__isnull=True).select_related("unit")
    return tasks.select_related("problem").prefetch_related(Prefetch("duties", lead, to_attr="lead_duties"))


def by_urgency(tasks: list[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: (task.deadline or FAR, task.pk))


_URGENT = (Coalesce("deadline", Value(FAR)), F("pk"))


def _head(queue: Queue, viewer: Viewer) -> QuerySet[Task, tuple[str, int, int]]:
    """Key, number of all rows, and id of each of the first few."""
    return (
        queue.rows(viewer)
        .order_by()
        .annotate(queue=Value(queue.key), total=Window(Count("pk")), place=Window(RowNumber(), order_by=[*_URGENT]))
        .filter(place__lte=SHOWN)
        .values_list("queue", "total", "pk")
    )
