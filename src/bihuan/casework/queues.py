"""What waits for whom: the work lists.

A `Queue` is one query behind a counter, the list that it opens, and the API: they cannot disagree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import In

from bihuan.casework.asked import SPEAKS, spoken_for
from bihuan.casework.models import AnalogousSearch, Extension, Notice, Objection, Passage, Tracing
from bihuan.core.clocks import CLOCKS, WORKING
from bihuan.core.codes import DutyRole, GrantRole, GrantScope, ProgressStatus, State
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import add_months
from bihuan.ledger.access import acting_on, reached_as, seen_by, visible_tasks
from bihuan.ledger.filters import TaskFilter
from bihuan.ledger.models import PROGRESS_RANKS, Clock, Duty, Task
from bihuan.org.access import Viewer
from bihuan.planning.models import Milestone
from bihuan.platform import clock, rules
from bihuan.platform.plans import Unindexed

OFFICE, UNIT = GrantRole.RECTIFICATION_OFFICE, GrantRole.RECTIFYING_UNIT
SUPERVISOR, VERIFIER = GrantRole.SUPERVISOR, GrantRole.VERIFIER

Condition = Callable[[Viewer, date], Q]


@dataclass(frozen=True, slots=True)
class Queue:
    """Tasks that wait for the same thing. `roles`: whose work list it is on (others may look too).

    `listed`: the same tasks as the ledger finds them, where a filter can say it. Who sees more than they work on finds
    more there.
    """

    key: str
    label: str
    roles: frozenset[GrantRole]
    condition: Condition
    listed: TaskFilter | None = None

    def rows(self, viewer: Viewer) -> QuerySet[Task]:
        return Task.objects.filter(self.condition(viewer, clock.today())) & visible_tasks(viewer)

    def count(self, viewer: Viewer) -> int:
        return self.rows(viewer).count()


def waiting_for(viewer: Viewer) -> list[tuple[Queue, int]]:
    """Every queue on the viewer's work list that is not empty, with its count; one query a queue."""
    mine = [queue for queue in QUEUES.values() if viewer.roles & queue.roles]
    return [(queue, count) for queue in mine if (count := queue.count(viewer))]


def _as_unit(viewer: Viewer, *duties: DutyRole) -> Q:
    """What a rectifying unit with such a duty has to do."""
    return acting_on(viewer, {UNIT}, duties)


def _as_office(viewer: Viewer) -> Q:
    return reached_as(viewer, {OFFICE})


def _of_office(viewer: Viewer) -> Q:
    """Before any unit has a duty, the office of the region assigns."""
    office = viewer.only(OFFICE)
    return Q() if office.sees_all else seen_by(office)


def _as_acceptor(viewer: Viewer) -> Q:
    return acting_on(viewer, {VERIFIER}, {DutyRole.ACCEPT})


def _as_judge(viewer: Viewer) -> Q:
    """For the office every task of its own, for supervisors those that their units supervise."""
    return reached_as(viewer, {OFFICE}) | reached_as(viewer, {SUPERVISOR}, {DutyRole.SUPERVISE})


def _in(*states: State) -> Q:
    return Q(state__in=[state.value for state in states])


def _clock(kind: str, until: date | None = None) -> Q:
    running = Clock.objects.filter(rule=CLOCKS[kind].rule, task__isnull=False, stopped_on__isnull=True)
    return _of(running.filter(due_on__lte=until) if until else running)


def _of(waiting: QuerySet[Any], task: str = "task") -> Q:
    """The tasks of these rows. They are few where most tasks are in work, so they lead to the tasks."""
    return Q(pk__in=waiting.order_by().values(task))


def _being(*states: State) -> Q:
    """`_in` for tasks that something else leads to."""
    return Q(In(Unindexed("state"), [state.value for state in states]))


def _last_is(step: str, *others: str) -> Q:
    """`step` was taken, and none of the others since."""
    since = Passage.objects.filter(task=OuterRef("task"), step__in=others, pk__gt=OuterRef("pk"))
    return Q(Exists(Passage.objects.filter(~Exists(since), task=OuterRef("pk"), step=step)))


def _checked() -> Q:
    return _last_is("pass_site_check", "apply_for_closure", "uphold_objection", "withdraw_notice", "find_rebound")


def _notice(**of: object) -> Q:
    return Q(Exists(Notice.objects.filter(task=OuterRef("pk"), withdrawn_on__isnull=True, **of)))


def _objections() -> Q:
    return _of(Objection.objects.filter(state="open"), "notice__task")


def _unsigned(viewer: Viewer | None = None) -> Q:
    """An accepting unit, one for which the viewer verifies if one is given, has not signed for the file as it stands:
    nothing was added or decided after a signature that counts."""
    since = Passage.objects.filter(task=OuterRef("task"), step__in=_VOIDS_SIGNATURES, pk__gt=OuterRef("pk"))
    signed = Passage.objects.filter(~Exists(since), task=OuterRef("task"), unit=OuterRef("unit"), step="sign_closure")
    owed = Duty.objects.filter(~Exists(signed), task=OuterRef("pk"), until__isnull=True, role=DutyRole.ACCEPT)
    if viewer is None:
        return Q(Exists(owed))
    mine = viewer.only(VERIFIER)
    units = In(Unindexed("unit"), sorted({held.unit for held in mine.held}))
    person = mine.assigned_person
    return Q(Exists(owed.filter(units if person is None else Q(units) | Q(person=person))))


_VOIDS_SIGNATURES = (
    "add_evidence",
    "withdraw_evidence",
    "withdraw_site",
    "uphold_objection",
    "dismiss_objection",
    "withdraw_notice",
    "find_rebound",
)


def _reported_nodes() -> Q:
    return _of(Milestone.objects.filter(reported_on__isnull=False, verified_on__isnull=True))


def _asked(viewer: Viewer, rows: QuerySet[Any], task: str = "task") -> Q:
    """Something that units are asked and have not answered: for the office every one on its tasks, for the others those
    to their units."""
    speaking = viewer.only(*SPEAKS).held
    named = Viewer(viewer.account, tuple(held for held in speaking if held.scope is GrantScope.ASSIGNED))
    by_name = _of(rows.filter(unit__in=[held.unit for held in named.held]), task) & reached_as(named, SPEAKS)
    mine = _of(rows.filter(spoken_for(viewer)), task) & reached_as(viewer, SPEAKS)
    return _of(rows, task) & _as_office(viewer) | mine | by_name


def _tracings(viewer: Viewer) -> Q:
    return _asked(viewer, Tracing.objects.filter(answered_on__isnull=True), "rebound__task")


def _searches(viewer: Viewer) -> Q:
    return _asked(viewer, AnalogousSearch.objects.filter(done_on__isnull=True))


def _month_end(today: date) -> date:
    return add_months(today.replace(day=1), 1).date - timedelta(days=1)


def _soon(days_rule: str, today: date) -> date:
    return today + timedelta(days=rules.pack().get(days_rule, on=today).whole)


_CHECKERS = (OFFICE, SUPERVISOR, VERIFIER)
_LEAD, _WORKERS = (DutyRole.LEAD,), (DutyRole.LEAD, DutyRole.DUTY)


def _queue(
    key: str, label: str, roles: set[GrantRole], condition: Condition, listed: TaskFilter | None = None
) -> tuple[str, Queue]:
    return key, Queue(key, label, frozenset(roles), condition, listed)


QUEUES: Mapping[str, Queue] = dict(
    [
        _queue("to_accept", _("待认领"), {UNIT}, lambda v, t: _in(State.CLAIM) & _as_unit(v, *_LEAD)),
        _queue("to_plan", _("待编制方案"), {UNIT}, lambda v, t: _in(State.DRAFTING) & _as_unit(v, *_LEAD)),
        _queue(
            "returned",
            _("被退回"),
            {UNIT},
            lambda v, t: _being(*WORKING) & _clock("return") & _as_unit(v, *_LEAD),
        ),
        _queue(
            "to_report",
            _("待报送进展"),
            {UNIT},
            lambda v, t: _being(*WORKING) & _clock("dispatch", _soon("clock.nearing", t)) & _as_unit(v, *_WORKERS),
        ),
        _queue("to_self_check", _("待自验"), {UNIT}, lambda v, t: _in(State.SELF_CHECK) & _as_unit(v, *_WORKERS)),
        _queue(
            "to_assign",
            _("待交办"),
            {OFFICE},
            lambda v, t: _in(State.CLAIM) & Q(lead__isnull=True) & _of_office(v),
            TaskFilter(state=(State.CLAIM,), led=False),
        ),
        _queue(
            "disputed",
            _("认领异议待裁定"),
            {OFFICE},
            lambda v, t: _in(State.CLAIM) & _last_is("dispute", "rule_on_dispute") & _as_office(v),
        ),
        _queue(
            "plans_to_review",
            _("待审方案"),
            {OFFICE},
            lambda v, t: _in(State.PLAN_REVIEW) & _as_office(v),
            TaskFilter(state=(State.PLAN_REVIEW,)),
        ),
        _queue(
            "extensions",
            _("待批延期"),
            {OFFICE},
            lambda v, t: _being(*WORKING) & _of(Extension.objects.filter(state="open")) & _as_office(v),
        ),
        _queue(
            "to_verify",
            _("节点待核实"),
            {OFFICE, SUPERVISOR, VERIFIER},
            lambda v, t: _being(*WORKING) & _reported_nodes() & reached_as(v, _CHECKERS),
        ),
        _queue(
            "to_review",
            _("待初审"),
            {OFFICE, SUPERVISOR},
            lambda v, t: _in(State.REVIEW) & _as_judge(v),
        ),
        _queue(
            "to_check",
            _("待现场核查"),
            {VERIFIER},
            lambda v, t: _in(State.SITE_CHECK) & ~_checked() & _as_acceptor(v),
        ),
        _queue("to_publish", _("待公示"), {OFFICE}, lambda v, t: _in(State.SITE_CHECK) & _checked() & _as_office(v)),
        _queue(
            "notices_ending",
            _("公示即将期满"),
            {OFFICE, VERIFIER},
            lambda v, t: _in(State.NOTICE) & _notice(clock__due_on__range=(t, _soon("notice.nearing", t))),
        ),
        _queue(
            "objections",
            _("公示异议待处理"),
            {OFFICE, VERIFIER},
            lambda v, t: _being(State.NOTICE, State.SITE_CHECK) & _objections() & reached_as(v, {OFFICE, VERIFIER}),
            TaskFilter(state=(State.NOTICE, State.SITE_CHECK), objected=True),
        ),
        _queue(
            "to_sign",
            _("待验收签字"),
            {VERIFIER},
            lambda v, t: (
                _in(State.NOTICE) & _notice(clock__due_on__lt=t) & ~_objections() & _as_acceptor(v) & _unsigned(v)
            ),
        ),
        _queue(
            "to_close",
            _("待销号"),
            {OFFICE},
            lambda v, t: (
                _in(State.NOTICE) & _notice(clock__due_on__lt=t) & ~_objections() & ~_unsigned() & _as_office(v)
            ),
        ),
        _queue(
            "to_recheck",
            _("待复核（本月到期和已超期）"),
            {OFFICE, SUPERVISOR},
            lambda v, t: _being(State.CLOSED) & Q(recheck_on__lte=_month_end(t)) & _as_judge(v),
        ),
        _queue(
            "rechecking",
            _("复核中"),
            {OFFICE, SUPERVISOR},
            lambda v, t: _in(State.RECHECK) & _as_judge(v),
        ),
        _queue("tracings", _("倒查待答复"), {OFFICE, UNIT, SUPERVISOR, VERIFIER}, lambda v, t: _tracings(v)),
        _queue("searches", _("举一反三待排查"), {OFFICE, UNIT, SUPERVISOR, VERIFIER}, lambda v, t: _searches(v)),
        _queue(
            "overdue",
            _("超期未完成"),
            {OFFICE, UNIT, SUPERVISOR, GrantRole.LEADER, GrantRole.INSPECTOR},
            lambda v, t: Q(progress_rank=PROGRESS_RANKS[ProgressStatus.OVERDUE]),
            TaskFilter(progress=(ProgressStatus.OVERDUE,)),
        ),
    ]
)
