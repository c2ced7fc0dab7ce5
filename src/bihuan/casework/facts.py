"""What the guards of the loop need to know of one task, gathered in few queries and only as far as it is asked."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bihuan.casework.asked import SPEAKS, spoken_for
from bihuan.casework.course import Course, course_of
from bihuan.casework.models import (
    CriterionResult,
    Evidence,
    Extension,
    Notice,
    Objection,
    Rebound,
    Signature,
    SiteResult,
    Tracing,
    Verifier,
)
from bihuan.core import chain, needs
from bihuan.core.codes import DutyRole, EvidenceKind, GrantRole, ProblemLevel, State
from bihuan.core.facts import Facts, Limits
from bihuan.core.facts import Verifier as CoreVerifier
from bihuan.core.loop import Step
from bihuan.core.rulepack import RulePack
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing, above, facts_of, interests_of, keys
from bihuan.org.access import viewer_for
from bihuan.planning.lists import findings
from bihuan.planning.models import Milestone, Plan
from bihuan.platform import clock, rules
from bihuan.platform.prepared import Prepared, given_day, given_key

LISTS = frozenset({needs.five_lists_complete})
COUNTED = frozenset(
    {
        needs.sites_done,
        needs.site_put_right,
        needs.no_open_extension,
        needs.extension_open,
        needs.approver_is_not_requester,
        needs.recurring_milestones_set,
        needs.objection_open,
        needs.no_open_objection,
        needs.notice_running,
        needs.notice_over,
    }
)
WORK = frozenset({needs.milestones_verified, needs.materials_complete, needs.stage_goal_met})
PROOF = frozenset({needs.criteria_passed, needs.enough_verifiers, needs.verifiers_independent, needs.acceptors_signed})
AFTERMATH = frozenset({needs.tracing_owed, needs.search_owed})

UPPER_LEVELS = frozenset({ProblemLevel.CENTRAL, ProblemLevel.PROVINCIAL})
"""Problems fed back from above are closed with the filing or acceptance of the level above."""


@dataclass(frozen=True)
class Gathered:
    """The facts, and what they were made from where a service goes on with it. `digest` is empty unless proof was asked."""

    facts: Facts
    course: Course
    plan: Plan | None
    digest: str


def gather(task: Task, standing: Standing, steps: Iterable[Step]) -> Gathered:
    """Facts for judging these steps.

    Always the duties (in `standing`) and the passages; counts, lists, evidence and proof only when a guard asks for them.
    """
    steps = tuple(steps)
    wanted = {need for step in steps for need in step.needs}
    counted = wanted & (COUNTED | WORK | PROOF) or any(step.name == "verify_site" for step in steps)
    pack, today = rules.pack(), clock.today()
    course, plan = course_of(task), _plan_of(task)
    counts = _counts(task) if counted else NOTHING_COUNTED
    facts = replace(
        facts_of(standing, Limits.on(pack, today)),
        disputes=course.disputes_of(standing.with_duty(DutyRole.LEAD)),
        dispute_open=course.dispute_open,
        plan_version=plan.version if plan else 0,
        approved_plan_version=(plan.approved_version or 0) if plan else 0,
        plan_submitted_by=str(course.submitted_by or ""),
        deadline=task.deadline,
        original_deadline=task.original_deadline,
        false_rectification_open=course.false_open,
        self_check_signed=course.self_checked,
        reviewed=course.reviewed,
        site_check_passed=course.site_passed,
        site_passed_by=str(course.site_passed_by or ""),
        upward_unanswered=course.upward_unanswered,
        upper_filing_required=task.problem.level in UPPER_LEVELS,
        criteria=frozenset(plan.criteria if plan else ()),
        **_in_facts(counts),
    )
    if wanted & AFTERMATH and course.has_searches:
        facts = replace(facts, **_owed_after(task, standing))
    if wanted & LISTS:
        facts = replace(facts, plan_findings=tuple(findings(task, standing.duties)))
    evidence = _evidence(task) if wanted & (WORK | PROOF) else []
    if wanted & (WORK | PROOF):
        facts = replace(facts, missing_materials=_missing(evidence, pack))
    digest = ""
    if wanted & PROOF:
        facts, digest = _with_proof(task, facts, course, plan, counts, evidence)
    return Gathered(facts, course, plan, digest)


def _owed_after(task: Task, standing: Standing) -> dict[str, Any]:
    """What a rebound asks of the units for which this account answers."""
    mine = answers_for(standing)
    found = {"searches_owed": task.searches.filter(mine, done_on__isnull=True).count(), "tracings_owed": 0}
    if task.reopenings:
        open_ones = Tracing.objects.filter(mine, rebound__task=task, answered_on__isnull=True)
        found["tracings_owed"] = open_ones.count()
    return found


def answers_for(standing: Standing) -> Q:
    """Questions to units for which this account answers on a task; the office may set down any unit's answer."""
    if GrantRole.RECTIFICATION_OFFICE in standing.roles:
        return Q()
    return Q(unit__in=standing.units_as(*SPEAKS)) | spoken_for(viewer_for(standing.account))


def proving(task: Task) -> QuerySet[Evidence]:
    """The evidence that counts: not withdrawn, and handed in since the last rebound, for what was shown before it did not
    hold; nor does it when it is handed in again."""
    live = Evidence.objects.filter(task=task, withdrawn_at__isnull=True)
    if not task.reopenings:
        return live
    last = Rebound.objects.filter(task=task).order_by("-pk").values("evidence_before")[:1]
    shown_before = Evidence.objects.filter(task=task, pk__lte=Subquery(last)).values("file")
    return live.filter(pk__gt=Subquery(last)).exclude(file__in=shown_before)


def _plan_of(task: Task) -> Plan | None:
    """The plan that was selected with the task, else the one there is, and with it the problem: a task that is not yet
    claimed has no plan."""
    if "plan" not in task._state.fields_cache:
        (row,) = _BESIDE.objects(pk=task.pk)
        if "problem" not in task._state.fields_cache:
            task.problem = row.problem
        if plan := getattr(row, "plan", None):
            plan.task = task
        return plan
    return getattr(task, "plan", None)


_BESIDE = Prepared(lambda: Task.objects.filter(pk=given_key("pk")).select_related("problem", "plan"))


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything about a task's file that is a number or a day."""

    site_count: int
    sites_put_right: int
    nodes: int
    nodes_verified: int
    nodes_missed: int
    recurring: int
    extension_by: int | None
    notice: tuple[int, str, date, date] | None
    objections: int
    objections_open: int
    objections_upheld: int


NOTHING_COUNTED = Counts(0, 0, 0, 0, 0, 0, None, None, 0, 0, 0)


def _counting() -> QuerySet[Any, Any]:
    of_task, nodes = {"task": OuterRef("pk")}, Milestone.objects.filter(task=OuterRef("pk"))
    on_task = Task.sites.through.objects.filter(task=OuterRef("task"), site=OuterRef("site"))
    put_right = SiteResult.objects.filter(Exists(on_task), **of_task, withdrawn_at__isnull=True)
    notice = Notice.objects.filter(**of_task, withdrawn_on__isnull=True)
    objections = Objection.objects.filter(notice__task=OuterRef("pk"))
    found = Task.objects.filter(pk=given_key("task")).annotate(
        site_count=_count(Task.sites.through.objects.filter(**of_task)),
        sites_put_right=_count(put_right),
        nodes=_count(nodes.filter(recurring="")),
        nodes_verified=_count(nodes.filter(recurring="", verified_on__isnull=False)),
        nodes_missed=_count(nodes.filter(recurring="", verified_on__isnull=True, due__lte=given_day("today"))),
        recurring=_count(nodes.exclude(recurring="")),
        extension_by=Subquery(Extension.objects.filter(**of_task, state="open").values("by")[:1]),
        objections=_count(objections, "notice__task"),
        objections_open=_count(objections.filter(state="open"), "notice__task"),
        objections_upheld=_count(objections.filter(state="upheld"), "notice__task"),
        notice=Subquery(notice.values("pk")[:1]),
        notice_digest=Subquery(notice.values("digest")[:1]),
        first_day=Subquery(notice.values("starts_on")[:1]),
        last_day=Subquery(notice.values("clock__due_on")[:1]),
    )
    return found.values_list(*COUNTED_AS, "notice", "notice_digest", "first_day", "last_day")


COUNTED_AS = tuple(field.name for field in fields(Counts) if field.name != "notice")
_COUNTS = Prepared(_counting)  # every page of a task and every step asks for them


def _counts(task: Task) -> Counts:
    """In one query."""
    ((*counted, notice, digest, first, last),) = _COUNTS.rows(task=task.pk, today=clock.today())
    shown = (notice, digest, first, last) if notice else None
    return Counts(notice=shown, **dict(zip(COUNTED_AS, counted, strict=True)))


def _count(rows: QuerySet[Any], by: str = "task") -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(count=Count("pk")).values("count")), 0)


def _in_facts(counts: Counts) -> dict[str, Any]:
    return {
        "open_sites": counts.site_count - counts.sites_put_right,
        "sites_put_right": counts.sites_put_right,
        "extension_open": counts.extension_by is not None,
        "extension_requested_by": str(counts.extension_by or ""),
        "notice_first_day": counts.notice[2] if counts.notice else None,
        "notice_last_day": counts.notice[3] if counts.notice else None,
        "milestones": counts.nodes,
        "milestones_verified": counts.nodes_verified,
        "recurring_milestones": counts.recurring,
        # Every node of the stages so far is verified; those of later stages go on as 长期坚持.
        "stage_goal_met": counts.nodes_verified > 0 and counts.nodes_missed == 0,
        "open_objections": counts.objections_open,
    }


def _evidence(task: Task) -> list[dict[str, Any]]:
    return [
        dict(row) for row in proving(task).values("pk", "kind", "criterion", "milestone", "file__sha256", "caption")
    ]


def _missing(evidence: Iterable[dict[str, Any]], pack: RulePack) -> tuple[EvidenceKind, ...]:
    there = {row["kind"] for row in evidence}
    required = pack.get("closure.materials", on=clock.today()).phrases
    return tuple(EvidenceKind(kind) for kind in required if kind not in there)


def _with_proof(
    task: Task, facts: Facts, course: Course, plan: Plan | None, counts: Counts, evidence: list[dict[str, Any]]
) -> tuple[Facts, str]:
    """What the site checks of this round prove, and who has signed for exactly this file."""
    checks = Q(verification__task=task, verification__round=course.round, verification__level=State.SITE_CHECK)
    shown = CriterionResult.evidence.through.objects.filter(criterionresult=OuterRef("pk"), evidence__in=proving(task))
    results = list(
        CriterionResult.objects.filter(checks)
        .order_by("verification", "pk")
        .values("criterion", "passed", "comment", "verification", "verification__on", "verification__conclusion")
        .annotate(shown=Exists(shown))
    )
    latest = {row["criterion"]: row["passed"] and row["shown"] for row in results}
    verifiers = list(Verifier.objects.filter(checks).order_by("pk").values_list("account", "unit", "unit__path"))
    digest = _digest(task, plan, counts, evidence, results, [list(row) for row in verifiers])
    shared = interests_of([who for who, _unit, _path in verifiers])
    signed = Signature.objects.filter(task=task, round=course.round, digest=digest).values_list("unit", flat=True)
    return replace(
        facts,
        criteria_passed=frozenset(criterion for criterion, passed in latest.items() if passed),
        verifiers=tuple(
            CoreVerifier(str(who), keys({unit} | above(path) | shared.get(who, frozenset())))
            for who, unit, path in verifiers
        ),
        signed_units=keys(signed),
    ), digest


def _digest(task: Task, plan: Plan | None, counts: Counts, evidence: object, results: object, verifiers: object) -> str:
    """The facts of the file at this moment in one figure: a signature counts as long as they are the same."""
    body = {
        "task": task.number,
        "goal": task.goal,
        "deadline": task.deadline,
        "plan": [plan.version, plan.approved_version, plan.criteria] if plan else None,
        "evidence": evidence,
        "results": results,
        "verifiers": verifiers,
        "counts": asdict(counts),
    }
    return chain.digest(chain.GENESIS, body)
