"""The words by which tasks are found: numbers, titles, wording, goal, and the names of units and sites."""

from collections.abc import Collection, Iterator

from django.db.models import Prefetch, Q, QuerySet

from bihuan.ledger.models import Duty, Task
from bihuan.platform import jobs
from bihuan.platform.search import SearchIndex

INDEX = SearchIndex("ledger_tasktext", "task_id")
BATCH = 500


def index_tasks(pks: Collection[int]) -> None:
    """Index these tasks as they stand now. Every service that changes one of their words calls it."""
    INDEX.put({task.pk: " ".join(_words(task)) for task in _with_words().filter(pk__in=pks)})


def rebuild() -> int:
    """Index every task anew, in batches, and return how many; needed after rows were loaded in bulk."""
    INDEX.clear()
    done, last = 0, 0
    while some := list(_with_words().filter(pk__gt=last).order_by("pk")[:BATCH]):
        INDEX.put({task.pk: " ".join(_words(task)) for task in some})
        done, last = done + len(some), some[-1].pk
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


def _with_words() -> QuerySet[Task]:
    live = Duty.objects.filter(until__isnull=True).select_related("unit", "person")
    return Task.objects.select_related("problem__region", "problem__inspection", "leader").prefetch_related(
        Prefetch("duties", live), "sites"
    )


def _words(task: Task) -> Iterator[str]:
    problem = task.problem
    yield from (task.number, task.title, problem.title, problem.wording, problem.source_number, task.goal)
    yield from (problem.region.name, problem.region.short_name) if problem.region else ()
    yield from (task.leader.name,) if task.leader else ()
    for duty in task.duties.all():
        yield from (duty.unit.name, duty.unit.short_name, duty.person.name if duty.person else "")
    for site in task.sites.all():
        yield from (site.name, site.address, site.watershed)
