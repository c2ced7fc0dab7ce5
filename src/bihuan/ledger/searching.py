"""The words by which tasks are found: numbers, titles, wording, goal, and the names of units and sites."""

from collections.abc import Collection

from django.db.models import Q

from bihuan.ledger.models import Duty, Task
from bihuan.platform import jobs
from bihuan.platform.prepared import Prepared, given_keys
from bihuan.platform.search import SearchIndex

INDEX = SearchIndex("ledger_tasktext", "task_id")
BATCH = 500


def index_tasks(pks: Collection[int]) -> None:
    """Index these tasks as they stand now. Every service that changes one of their words calls it."""
    words: dict[int, list[str]] = {}
    for asked in (_TASKS, _DUTIES, _SITES):
        for pk, *said in asked.rows(tasks=list(pks)):
            words.setdefault(pk, []).extend(word or "" for word in said)
    INDEX.put({pk: " ".join(said) for pk, said in words.items()})


_TASKS = Prepared(
    lambda: Task.objects.filter(pk__in=given_keys("tasks")).values_list(
        "pk", "number", "title", "problem__title", "problem__wording", "problem__source_number", "goal",
        "problem__region__name", "problem__region__short_name", "leader__name",
    )
)  # fmt: skip
_DUTIES = Prepared(
    lambda: (
        Duty.objects.filter(task__in=given_keys("tasks"), until__isnull=True)
        .order_by("pk")
        .values_list("task", "unit__name", "unit__short_name", "person__name")
    )
)
_SITES = Prepared(
    lambda: (
        Task.sites.through.objects.filter(task__in=given_keys("tasks"))
        .order_by("site")
        .values_list("task", "site__name", "site__address", "site__watershed")
    )
)


def rebuild() -> int:
    """Index every task anew, in batches, and return how many; needed after rows were loaded in bulk."""
    INDEX.clear()
    done, last = 0, 0
    while some := list(Task.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        index_tasks(some)
        done, last = done + len(some), some[-1]
    return done


def unit_renamed(run: jobs.Run, *, unit: int) -> None:
    """The job after a unit was renamed: index anew the tasks on which it holds a duty, and those of its region."""
    owed = Duty.objects.filter(unit=unit, until__isnull=True).values("task")
    _anew(run, Q(pk__in=owed) | Q(problem__region=unit))


def person_renamed(run: jobs.Run, *, person: int) -> None:
    """The job after a person's name was corrected: index anew the tasks that name the person."""
    owed = Duty.objects.filter(person=person, until__isnull=True).values("task")
    _anew(run, Q(pk__in=owed) | Q(leader=person))


def _anew(run: jobs.Run, which: Q) -> None:
    pks = list(Task.objects.filter(which).order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(pks), BATCH):
        run.tell(at, len(pks))
        index_tasks(pks[at : at + BATCH])
    run.tell(len(pks), len(pks))
