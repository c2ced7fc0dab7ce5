"""倒排工期: the milestones of a task placed backwards from its deadline, shown before anything is saved."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core import schedule as core
from bihuan.core.reasons import Reason, Refused, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.schedule import After, Move, Row, Schedule
from bihuan.core.workdays import out_of_range
from bihuan.ledger import versions
from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.planning.drafts import open_draft
from bihuan.planning.lists import closure_of
from bihuan.planning.models import Milestone, Plan
from bihuan.planning.sequence import waits
from bihuan.planning.summary import refresh
from bihuan.platform import clock, rules


@dataclass(frozen=True, slots=True)
class Preview:
    """A schedule as it would be, and what would move. `moves` concern milestones alone; row keys are their ids."""

    schedule: Schedule
    moves: tuple[Move, ...]


def preview(
    *, task: Task, deadline: date | None = None, parallel_review: bool = False, short_notice: bool = False
) -> Preview:
    """Compute without saving, for the task's deadline or for another one that is being considered.

    Refused without a deadline or milestones, and for milestones that contradict one another. A plan that does not fit
    is a result: its schedule says how many working days it lacks and where they could come from.
    """
    demand(*out_of_range(deadline))
    until = deadline or task.deadline
    nodes = list(Milestone.objects.filter(task=task, recurring=""))
    open_nodes = [node for node in nodes if node.verified_on is None]
    if until is None:
        raise Refused([Reason("deadline_set", _("尚未明确整改时限，无法倒排工期。"))])
    if not open_nodes:
        raise Refused([Reason("milestones_missing", _("没有待完成的节点，无法倒排工期。"))])
    today, calendar = clock.today(), rules.calendar()
    closure = closure_of(task, rules.pack(), today, parallel_review=parallel_review, short_notice=short_notice)
    start = max(today, _work_begins(task) or today)
    made = core.backward(until, start, _as_core(nodes, open_nodes), closure, calendar)
    moves = core.reschedule(_stored(open_nodes, made), made, calendar)
    keys = {str(node.pk) for node in open_nodes}
    return Preview(made, tuple(move for move in moves if move.key in keys))


@transaction.atomic
def apply_schedule(
    *,
    task: Task,
    actor: Account,
    plan_version: int | None = None,
    reason: str = "",
    parallel_review: bool = False,
    short_notice: bool = False,
) -> Preview:
    """Save the dates of the schedule. A plan that does not fit is refused with what it lacks.

    Dates between the nodes are no new plan, so an approval stands; the deadline itself moves by extension alone.
    """
    draft = open_draft(task=task, actor=actor, plan_version=plan_version, step="reschedule")
    made = preview(task=task, parallel_review=parallel_review, short_notice=short_notice)
    if not made.schedule.feasible:
        raise Refused(infeasible(made.schedule))
    by_key = {row.key: row for row in made.schedule.rows}
    for node in Milestone.objects.filter(task=task, pk__in=[int(move.key) for move in made.moves]):
        node.start, node.due = by_key[str(node.pk)].latest_start, by_key[str(node.pk)].latest_finish
        node.save(update_fields=["start", "due"])
    versions.touch(task)
    moved = [{"name": move.name, "from": move.old_finish, "to": move.new_finish} for move in made.moves]
    body = {"deadline": task.deadline, "moved": moved, "reason": reason, "plan_version": draft.plan.version}
    audit.record("planning.apply_schedule", task, actor=actor, body=body)
    refresh(task)
    return made


def infeasible(schedule: Schedule) -> list[Reason]:
    """Why a schedule cannot be kept, followed by where the missing days could come from."""
    params = {"days": schedule.shortfall, "deadline": schedule.deadline}
    found = [Reason("schedule_infeasible", _("到%(deadline)s差%(days)s个工作日，排不下。"), params)]
    return found + [Reason("schedule_suggestion", s.text.message, s.text.params) for s in schedule.suggestions]


def _work_begins(task: Task) -> date | None:
    plan: Plan | None = getattr(task, "plan", None)
    return plan.start_on if plan else None


def _as_core(nodes: list[Milestone], open_nodes: list[Milestone]) -> list[core.Milestone]:
    """What is verified is done and holds nothing up."""
    still_open, links = {node.pk for node in open_nodes}, waits(nodes)
    return [
        core.Milestone(
            str(node.pk),
            node.name,
            node.days,
            tuple(After(str(pk), node.lag, node.begins == "with") for pk in links[node.pk] if pk in still_open),
            not_before=node.not_before,
        )
        for node in open_nodes
    ]


def _stored(nodes: list[Milestone], like: Schedule) -> Schedule:
    """The dates that are saved now, in the shape that core compares."""
    rows = [Row(str(n.pk), n.name, n.days, n.start, n.due, n.start, n.due, 0) for n in nodes if n.start and n.due]
    return Schedule(tuple(rows), like.deadline, like.work_must_end, like.provisional)
