"""After a rebound: 倒查 of those who let the closure through, and 举一反三, the search for the same elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bihuan.casework.asked import standing_as_asked
from bihuan.casework.course import Course
from bihuan.casework.models import (
    AnalogousSearch,
    Closure,
    Passage,
    Rebound,
    TracedAct,
    Tracing,
    Verification,
)
from bihuan.casework.steps import Doing, begin, finish, refuse
from bihuan.core import clocks as core
from bihuan.core.clocks import CLOCKS
from bihuan.core.codes import AcceptanceAct, DutyRole, GrantRole, SearchScope, State
from bihuan.core.reasons import demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import out_of_range
from bihuan.ledger import clocks
from bihuan.ledger.access import visible_problems
from bihuan.ledger.models import Problem, Task
from bihuan.ledger.standing import Standing
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Unit
from bihuan.platform import clock, rules

_LOOKS = {
    State.SELF_CHECK: AcceptanceAct.SELF_CHECK,
    State.REVIEW: AcceptanceAct.REVIEW,
    State.SITE_CHECK: AcceptanceAct.SITE_CHECK,
}


@transaction.atomic
def answer_tracing(*, tracing: Tracing, actor: Account, missed: str, why: str, on: date | None = None) -> Tracing:
    """A unit says what it missed and why; the office may set down an answer that came in writing. Answered once."""
    task = tracing.rebound.task
    doing = _as_asked(task, actor, tracing.unit, step="answer_tracing", on=on, missed=missed, missed_why=why)
    held = Tracing.objects.select_for_update(of=("self",)).select_related("unit", "clock").get(pk=tracing.pk)
    _check_own(doing, held.unit)
    if held.answered_on is not None:
        refuse("tracing_answered", _("%(unit)s已经答复。"), unit=str(held.unit))
    held.missed, held.why = missed.strip(), why.strip()
    held.answered_on, held.by, held.at = doing.on, doing.account, clock.now()
    held.save()
    clocks.stop(running=held.clock, on=doing.on, event="answer_tracing")
    body = {"tracing": held.pk, "unit": held.unit.name, "missed": held.missed, "why": held.why}
    finish(doing, reference=held.unit.name[:60], body=body)
    return held


@transaction.atomic
def open_search(
    *,
    task: Task,
    actor: Account,
    scope: SearchScope | str,
    target: str,
    unit: Unit | None = None,
    due_on: date | None = None,
    comment: str = "",
    on: date | None = None,
) -> AnalogousSearch:
    """Have the same looked for within a scope, by any unit (by default the one that leads the task)."""
    if due_on is None:
        due_on = _due("search", on or clock.today())
    doing = begin(
        task=task, actor=actor, step="open_search", on=on, comment=comment, search_target=target, search_due=due_on
    )
    here = unit is None or unit.pk in doing.standing.with_duty(*DutyRole)
    if unit and not here and not viewer_for(actor).reaches(GrantRole.RECTIFICATION_OFFICE, unit.path):
        refuse("search_unit_unknown", _("%(unit)s不在您的管理范围内，也不是本任务的单位。"), unit=unit)
    search = search_for_the_same(task, actor, scope, target, doing.standing, due_on, doing.on, unit=unit)
    finish(doing, reference=search.target[:60], body=_search_body(search))
    return search


@transaction.atomic
def record_search(
    *,
    search: AnalogousSearch,
    actor: Account,
    searched: str,
    problems: Sequence[str] = (),
    on: date | None = None,
) -> AnalogousSearch:
    """What was searched, and the numbers of the problems found; none found must be told just as fully."""
    task = search.task
    doing = _as_asked(task, actor, search.unit, step="record_search", on=on, searched=searched)
    held = AnalogousSearch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=search.pk)
    _check_own(doing, held.unit)
    if held.done_on is not None:
        refuse("search_done", _("这项排查的结果已经登记。"))
    hits = _hits(task, actor, problems)
    held.searched, held.done_on, held.by, held.at = searched.strip(), doing.on, doing.account, clock.now()
    held.save()
    held.problems.set(hits)
    for running in clocks.running_clocks(task, "search", event=f"search {held.pk}"):
        clocks.stop(running=running, on=doing.on, event="record_search")
    found = {"searched": held.searched, "problems": [problem.number for problem in hits]}
    finish(doing, outcome="found" if hits else "none", reference=held.target[:60], body=_search_body(held) | found)
    return held


def open_tracings(rebound: Rebound, course: Course, on: date) -> list[Tracing]:
    """One question to each unit that had a part in the closure that did not hold, with the acts of its people. `course`:
    the steps up to that closure."""
    asked: dict[int, Tracing] = {}
    for act, account, unit, day in _acts(rebound, course):
        if unit not in asked:
            event = f"tracing of unit {unit}"
            running = clocks.start_clock(kind="tracing", task=rebound.task, started_on=on, event=event)
            asked[unit] = Tracing.objects.create(rebound=rebound, unit_id=unit, clock=running)
        TracedAct.objects.create(tracing=asked[unit], act=act, account_id=account, on=day)
    return list(asked.values())


def search_for_the_same(
    task: Task,
    actor: Account,
    scope: SearchScope | str,
    target: str,
    standing: Standing,
    due_on: date | None,
    on: date,
    *,
    unit: Unit | None = None,
    rebound: Rebound | None = None,
) -> AnalogousSearch:
    """The row of a search with its clock. Any unit may be asked; one without a duty on the task sees the question alone
    (`casework.asked`)."""
    demand(*out_of_range(due_on))
    if due_on is not None and due_on < (today := clock.today()):
        refuse("search_described", _("排查期限不得早于今天（%(today)s）。"), today=today)
    lead = next((duty.unit for duty in standing.duties if duty.role == DutyRole.LEAD), None)
    searching = unit or lead
    if searching is None:
        refuse("search_unit_unknown", _("任务还没有牵头单位，请指明由哪个单位排查。"))
    if not searching.active:
        refuse("unit_closed", _("%(unit)s已停用，请改选接续的单位。"), unit=searching)
    if not target.strip():
        refuse("search_described", _("请写明排查的具体范围，如企业、园区、行业或者流域的名称。"))
    if scope not in set(SearchScope):
        refuse("search_scope_unknown", _("请选择排查范围。"))
    search = AnalogousSearch.objects.create(
        task=task,
        rebound=rebound,
        scope=scope,
        target=target.strip()[:200],
        unit=searching,
        opened_on=on,
        opened_by=actor,
        due_on=due_on or _due("search", on),
    )
    event = f"search {search.pk}"
    clocks.start_clock(kind="search", task=task, started_on=on, event=event, agreed_due=search.due_on)
    return search


def _acts(rebound: Rebound, course: Course) -> Iterator[tuple[AcceptanceAct, int, int, date]]:
    """Who did what for the closure: act, account, unit and day, in the order of the loop, each person once an act."""
    seen: set[tuple[AcceptanceAct, int]] = set()
    for act, account, unit, day in (*_looks(rebound.task, course), *_signed(rebound.closure)):
        if (act, account) not in seen:
            seen.add((act, account))
            yield act, account, unit, day


def _looks(task: Task, course: Course) -> Iterator[tuple[AcceptanceAct, int, int, date]]:
    """The self-check and the review of the attempt, and the site checks of its last round."""
    site = Q(level=State.SITE_CHECK, round=course.round)
    before = Q(level__in=[State.SELF_CHECK, State.REVIEW], round__gte=course.attempt)
    visits = Verification.objects.filter(site | before, task=task, passed=True)
    for visit in visits.prefetch_related("verifiers"):
        people = [(row.account_id, row.unit_id) for row in visit.verifiers.all()] or [(visit.by_id, visit.unit_id)]
        for account, unit in people:
            yield _LOOKS[State(visit.level)], account, unit, visit.on


def _signed(closure: Closure) -> Iterator[tuple[AcceptanceAct, int, int, date]]:
    for row in closure.signatures.all():
        yield AcceptanceAct.SIGNATURE, row.account_id, row.unit_id, timezone.localdate(row.at)
    closing = Passage.objects.filter(task=closure.task_id, step="close").last()
    if closing and closing.unit_id:
        yield AcceptanceAct.CLOSURE, closing.actor_id, closing.unit_id, closing.on


def _due(kind: str, on: date) -> date:
    return core.due(rules.pack().get(CLOCKS[kind].rule, on=on), on, rules.calendar()).date


def _as_asked(task: Task, actor: Account, unit: Unit, **step: Any) -> Doing:
    """Begin a step in the name of the unit that is asked, where the actor may speak for it."""
    standing = standing_as_asked(task, actor, unit)
    doing = begin(task=task, actor=actor, standing=standing, **step)
    return replace(doing, unit=unit) if unit.pk in standing.units_as(*doing.step.roles) else doing


def _check_own(doing: Doing, unit: Unit) -> None:
    standing = doing.standing
    if GrantRole.RECTIFICATION_OFFICE not in standing.roles and unit.pk not in standing.units_as(*doing.step.roles):
        refuse("not_your_unit", _("应当由%(unit)s办理。"), unit=str(unit))


def _hits(task: Task, actor: Account, numbers: Sequence[str]) -> list[Problem]:
    wanted = {number.strip().upper() for number in numbers if number.strip()}
    found = list(visible_problems(viewer_for(actor)).filter(number__in=wanted))
    if len(found) < len(wanted):
        missing = sorted(wanted - {problem.number for problem in found})
        refuse("hit_unknown", _("没有编号为%(numbers)s的问题，或者您无权查看。"), numbers=missing)
    if task.problem_id in {problem.pk for problem in found}:
        refuse("hit_is_own_problem", _("发现的同类问题不能是本任务自己的问题。"))
    return found


def _search_body(search: AnalogousSearch) -> dict[str, object]:
    return {
        "search": search.pk,
        "scope": search.scope,
        "target": search.target,
        "unit": search.unit.name,
        "due_on": search.due_on,
    }
