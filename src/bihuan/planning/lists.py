"""The five lists of a task as core knows them, and what is wrong with them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from bihuan.core import fivelists, schedule
from bihuan.core.codes import DutyRole, FundSource, TermClass
from bihuan.core.loop import workflow
from bihuan.core.reasons import Reason
from bihuan.core.rulepack import RulePack
from bihuan.core.workdays import Calendar
from bihuan.ledger.models import Duty, Task
from bihuan.planning.models import Cause, FundLine, GoalIndicator, Measure, Milestone, Plan
from bihuan.planning.sequence import finished_first
from bihuan.platform import clock, rules


def findings(task: Task, duties: tuple[Duty, ...]) -> list[Reason]:
    """Everything missing or contradictory in the plan of a task as it stands; warnings among it stop nothing."""
    pack, today = rules.pack(), clock.today()
    end = work_must_end(task, pack, rules.calendar(), today)
    return fivelists.check(gather(task, duties, end), fivelists.Standards.on(pack, today))


def work_must_end(task: Task, pack: RulePack, calendar: Calendar, today: date) -> date | None:
    """The last day of work that leaves the closure procedure its time before the deadline; None without a deadline."""
    if task.deadline is None:
        return None
    closure = closure_of(task, pack, today)
    return schedule.backward(task.deadline, today, (), closure, calendar).work_must_end


def closure_of(
    task: Task, pack: RulePack, today: date, *, parallel_review: bool = False, short_notice: bool = False
) -> schedule.Closure:
    """The closure procedure that the task has before it, by its workflow and its term."""
    flow, term = workflow(task.workflow), TermClass(task.term) if task.term else None
    return schedule.Closure.of(
        pack, today, flow=flow, term=term, parallel_review=parallel_review, short_notice=short_notice
    )


def gather(task: Task, duties: tuple[Duty, ...], end: date | None) -> fivelists.FiveLists:
    """The lists of one task whose duties are loaded; `end` is when work must end."""
    owed = [
        fivelists.Responsibility(duty.unit.name, DutyRole(duty.role), duty.person.name if duty.person else "")
        for duty in duties
    ]
    return gather_many([task], {task.pk: owed}, {task.pk: end})[task.pk]


def gather_many(
    tasks: Sequence[Task],
    responsibilities: Mapping[int, Sequence[fivelists.Responsibility]],
    ends: Mapping[int, date | None],
) -> dict[int, fivelists.FiveLists]:
    """The lists of many tasks by their ids, in five queries however many and however long they are, and one for the plans
    where they are not loaded."""
    ids = [task.pk for task in tasks]
    causes = _by_task(Cause.objects.filter(task__in=ids).values_list("task", "pk", "text"))
    goals = _by_task(
        GoalIndicator.objects.filter(task__in=ids).values_list("task", "name", "target", "unit", "criterion")
    )
    links = Measure.objects.filter(task__in=ids).values_list(
        "task", "pk", "text", "unit__name", "due", "budget", "causes"
    )
    answered: defaultdict[int, set[str]] = defaultdict(set)
    for row in links:
        answered[row[1]] |= {str(row[-1])} if row[-1] else set()
    measures = _by_task(dict.fromkeys(row[:-1] for row in links))
    funds: defaultdict[int, list[fivelists.FundLine]] = defaultdict(list)
    for line in FundLine.objects.filter(task__in=ids):
        funds[line.task_id].append(_fund(line))
    # Nodes that recur belong to 长期坚持: they carry no weight and go on after the deadline.
    nodes: defaultdict[int, list[Milestone]] = defaultdict(list)
    for node in Milestone.objects.filter(task__in=ids, recurring=""):
        nodes[node.task_id].append(node)
    prefetch_related_objects(tasks, "plan")
    plans: dict[int, Plan | None] = {task.pk: getattr(task, "plan", None) for task in tasks}
    free = {pk for pk, plan in plans.items() if plan and plan.no_funds_needed}
    return {
        task.pk: fivelists.FiveLists(
            causes=[fivelists.Cause(str(pk), text) for pk, text in causes[task.pk]],
            goals=[fivelists.Goal(*row) for row in goals[task.pk]],
            measures=[
                fivelists.Measure(str(pk), text, frozenset(answered[pk]), unit, None, due, budget)
                for pk, text, unit, due, budget in measures[task.pk]
            ],
            funds=funds[task.pk],
            no_funds_needed=task.pk in free,
            responsibilities=responsibilities[task.pk],
            deadline=task.deadline,
            milestones=[
                fivelists.Milestone(node.name, node.due, node.weight, first)
                for node, first in zip(nodes[task.pk], finished_first(nodes[task.pk]), strict=True)
            ],
            goal_text=task.goal,
            work_must_end=ends[task.pk],
        )
        for task in tasks
    }


def _by_task(rows: Iterable[tuple[Any, ...]]) -> defaultdict[int, list[tuple[Any, ...]]]:
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for task, *values in rows:
        found[task].append(tuple(values))
    return found


def _fund(row: FundLine) -> fivelists.FundLine:
    return fivelists.FundLine(
        FundSource(row.source) if row.source else None,
        row.amount,
        row.allocated,
        row.paid,
        row.document_no,
        str(row.measure_id) if row.measure_id else None,
    )
