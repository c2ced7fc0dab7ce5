"""The five lists of a task as core knows them, and what is wrong with them."""

from datetime import date

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
    """Five queries, however long the lists are."""
    causes = list(Cause.objects.filter(task=task).values_list("pk", "text", "measures"))
    answered: dict[int, set[str]] = {}
    for cause, _text, measure in causes:
        answered.setdefault(measure, set()).add(str(cause))
    plan: Plan | None = getattr(task, "plan", None)
    nodes = list(Milestone.objects.filter(task=task, recurring=""))
    return fivelists.FiveLists(
        causes=[fivelists.Cause(key, text) for key, text in {str(pk): text for pk, text, _m in causes}.items()],
        goals=[
            fivelists.Goal(row.name, row.target, row.unit, row.criterion)
            for row in GoalIndicator.objects.filter(task=task)
        ],
        measures=[
            fivelists.Measure(
                str(row.pk), row.text, frozenset(answered.get(row.pk, ())), row.unit.name, None, row.due, row.budget
            )
            for row in Measure.objects.filter(task=task).select_related("unit")
        ],
        funds=[_fund(row) for row in FundLine.objects.filter(task=task)],
        no_funds_needed=bool(plan and plan.no_funds_needed),
        responsibilities=[
            fivelists.Responsibility(duty.unit.name, DutyRole(duty.role), duty.person.name if duty.person else "")
            for duty in duties
        ],
        deadline=task.deadline,
        # Nodes that recur belong to 长期坚持: they carry no weight and go on after the deadline.
        milestones=[
            fivelists.Milestone(row.name, row.due, row.weight, first)
            for row, first in zip(nodes, finished_first(nodes), strict=True)
        ],
        goal_text=task.goal,
        work_must_end=end,
    )


def _fund(row: FundLine) -> fivelists.FundLine:
    return fivelists.FundLine(
        FundSource(row.source) if row.source else None,
        row.amount,
        row.allocated,
        row.paid,
        row.document_no,
        str(row.measure_id) if row.measure_id else None,
    )
