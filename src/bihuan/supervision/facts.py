"""What the ten duties need to know of tasks, gathered for many at once in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef

from bihuan.casework.dispatching import period_owed
from bihuan.casework.models import CriterionResult, Evidence
from bihuan.core.clocks import CLOCKS
from bihuan.core.codes import Criterion, DutyRole, EvidenceKind, State
from bihuan.core.fivelists import FiveLists, Responsibility
from bihuan.core.progress import Mark
from bihuan.core.tenduties import CLOSED, UNPLANNED, Answer, Party, Recheck, TaskFacts, Work
from bihuan.core.workdays import CalendarRangeError
from bihuan.ledger.clocks import KIND_OF_RULE, RECHECKS
from bihuan.ledger.models import Clock, ClockPause, Duty, Task
from bihuan.planning.lists import gather_many, work_must_end
from bihuan.planning.models import Milestone, Plan
from bihuan.platform import clock, rules

OF_UNIT = ("claim", "return", "self_check", "dispatch")
"""Clocks that run against the rectifying units; those of the office and the verifiers are their own matter."""

Rows = Mapping[int, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of a task, and the lead unit in whose row it counts."""

    task: Task
    facts: TaskFacts
    lead: int | None


def gather(tasks: Sequence[Task]) -> list[Gathered]:
    """The facts of many tasks, in about fifteen queries however many there are."""
    return _Batch(tasks).gathered()


@dataclass
class _Batch:
    tasks: Sequence[Task]
    day: date = field(default_factory=clock.today)

    def gathered(self) -> list[Gathered]:
        ids = [task.pk for task in self.tasks]
        parties = _by_task(
            Duty.objects.filter(task__in=ids, until__isnull=True).order_by("pk"),
            "unit", "unit__name", "role", "person__name", "unit__active",
        )  # fmt: skip
        plans = {row[0]: row[1:] for row in _plans(ids)}
        nodes = _by_task(
            Milestone.objects.filter(task__in=ids).order_by("order", "pk"),
            "pk", "name", "measure", "measure__text", "recurring", "start", "due", "weight", "verified_on",
        )  # fmt: skip
        self.answers, self.shown = _answers(ids), _shown(ids)
        self.mechanisms = set(_live_evidence(ids).filter(kind=EvidenceKind.MECHANISM).values_list("task", flat=True))
        self.proven = _proven([task.pk for task in self.tasks if task.state in CLOSED])
        self.rechecks = _rechecks(ids)
        self.plan_due = _plan_due(self.tasks)
        lists = self._lists(parties)
        return [self._one(task, parties[task.pk], plans.get(task.pk), nodes[task.pk], lists) for task in self.tasks]

    def _lists(self, parties: Rows) -> Mapping[int, FiveLists]:
        planned = [task for task in self.tasks if task.state not in CLOSED and task.state not in UNPLANNED]
        owed = {
            task.pk: [Responsibility(row[1], DutyRole(row[2]), row[3] or "") for row in parties[task.pk]]
            for task in planned
        }
        return gather_many(planned, owed, self._ends(planned))

    def _ends(self, tasks: Iterable[Task]) -> dict[int, date | None]:
        """When work must end: the same for tasks of one deadline, workflow and term."""
        pack, calendar = rules.pack(), rules.calendar()
        known: dict[tuple[date | None, str, str], date | None] = {}
        for task in tasks:
            key = (task.deadline, task.workflow, task.term)
            if key not in known:
                try:
                    known[key] = work_must_end(task, pack, calendar, self.day)
                except CalendarRangeError:
                    known[key] = None
        return {task.pk: known[task.deadline, task.workflow, task.term] for task in tasks}

    def _one(
        self,
        task: Task,
        parties: Sequence[Any],
        plan: Sequence[Any] | None,
        nodes: Sequence[Any],
        lists: Mapping[int, FiveLists],
    ) -> Gathered:
        version, approved, criteria = plan or (0, 0, [])
        facts = TaskFacts(
            day=self.day,
            state=State(task.state),
            deadline=task.deadline,
            parties=tuple(Party(str(u), name, DutyRole(role), who or "", on) for u, name, role, who, on in parties),
            lists=lists.get(task.pk) or FiveLists(),
            plan_version=version,
            approved_version=approved or 0,
            plan_due=self.plan_due.get(task.problem.inspection_id or 0),
            marks=tuple(Mark(due, weight, verified) for *_name, due, weight, verified in nodes if due),
            work_start=min((node[5] for node in nodes if node[5]), default=None),
            answers=tuple(self.answers[task.pk]),
            done=tuple(self._done(nodes)),
            nodes_unverified=sum(not node[4] and node[8] is None for node in nodes),
            criteria=frozenset(Criterion(code) for code in criteria),
            criteria_proven=frozenset(self.proven[task.pk]),
            false_rectification=task.false_rectification,
            rebounds=task.reopenings,
            mechanism=task.pk in self.mechanisms,
            recheck=self.rechecks.get(task.pk, Recheck(planned=False)),
        )
        return Gathered(task, facts, next((row[0] for row in parties if row[2] == DutyRole.LEAD), None))

    def _done(self, nodes: Sequence[Any]) -> Iterable[Work]:
        """Measures whose nodes are all verified; a node of no measure stands for itself."""
        works: defaultdict[object, list[Any]] = defaultdict(list)
        for node in nodes:
            if not node[4]:
                works[node[2] or f"node {node[0]}"].append(node)
        for members in works.values():
            if all(node[8] for node in members):
                name = members[0][3] or members[0][1]
                yield Work(name, sum(self.shown.get(node[0], 0) for node in members))


def _by_task(rows: Any, *names: str) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for task, *values in rows.values_list("task", *names):
        found[task].append(tuple(values))
    return found


def _plans(ids: Sequence[int]) -> Any:
    return Plan.objects.filter(task__in=ids).values_list("task", "version", "approved_version", "criteria")


def _live_evidence(ids: Sequence[int]) -> Any:
    return Evidence.objects.filter(task__in=ids, withdrawn_at__isnull=True).order_by()


def _shown(ids: Sequence[int]) -> Mapping[int, int]:
    """How many files prove each milestone."""
    counts: defaultdict[int, int] = defaultdict(int)
    for node in _live_evidence(ids).filter(milestone__isnull=False).values_list("milestone", flat=True):
        counts[node] += 1
    return counts


def _answers(ids: Sequence[int]) -> defaultdict[int, list[Answer]]:
    """What the rectifying units owe now; a clock that stands still asks for nothing."""
    paused = ClockPause.objects.filter(clock=OuterRef("pk"), until__isnull=True)
    running = Clock.objects.filter(
        ~Exists(paused), task__in=ids, stopped_on__isnull=True, rule__in=[CLOCKS[kind].rule for kind in OF_UNIT]
    )
    found: defaultdict[int, list[Answer]] = defaultdict(list)
    for row in running.order_by("due_on", "pk"):
        kind = KIND_OF_RULE[row.rule]
        period = period_owed(row) if kind.key == "dispatch" else ""
        found[row.task_id or 0].append(Answer(kind.label, row.due_on, period))
    return found


def _rechecks(ids: Sequence[int]) -> Mapping[int, Recheck]:
    """Tasks that have or had a recheck clock; of those that run, the first due."""
    rows = Clock.objects.filter(task__in=ids, rule__in=[CLOCKS[kind].rule for kind in RECHECKS])
    found: dict[int, Recheck] = {}
    for task, due, stopped in rows.order_by("-due_on").values_list("task", "due_on", "stopped_on"):
        if task is not None:
            found[task] = Recheck(due) if stopped is None else found.get(task, Recheck())
    return found


def _plan_due(tasks: Sequence[Task]) -> Mapping[int, date]:
    """For each inspection when its plan was due; the latest day, where a feedback was corrected."""
    inspections = {task.problem.inspection_id for task in tasks}
    rows = Clock.objects.filter(rule=CLOCKS["plan"].rule, inspection__in=inspections).order_by("pk")
    return {inspection: due for inspection, due in rows.values_list("inspection", "due_on") if inspection}


def _proven(ids: Sequence[int]) -> defaultdict[int, set[Criterion]]:
    """Criteria passed with live evidence at the site checks of a task's last round; a later look overrules an earlier."""
    shown = CriterionResult.evidence.through.objects.filter(
        criterionresult=OuterRef("pk"), evidence__withdrawn_at__isnull=True
    )
    rows = (
        CriterionResult.objects.filter(verification__task__in=ids, verification__level=State.SITE_CHECK)
        .annotate(task=F("verification__task"), round=F("verification__round"), shown=Exists(shown))
        .order_by("round", "verification", "pk")
    )
    latest: dict[int, int] = {}
    found: defaultdict[int, set[Criterion]] = defaultdict(set)
    for task, round_, criterion, passed, with_evidence in rows.values_list(
        "task", "round", "criterion", "passed", "shown"
    ):
        if latest.setdefault(task, round_) != round_:
            latest[task] = round_
            found[task].clear()
        change = found[task].add if passed and with_evidence else found[task].discard
        change(Criterion(criterion))
    return found
