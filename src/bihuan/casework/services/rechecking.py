"""复核 and 反弹: a closed task is looked at again; it passes on fresh proof, or is open again under its old number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from bihuan.casework import rechecks
from bihuan.casework.models import Closure, Evidence, Notice, Passage, Rebound, Signature, SiteResult, Verification
from bihuan.casework.models import Verifier as VerifierRow
from bihuan.casework.services.aftermath import open_tracings, search_for_the_same
from bihuan.casework.services.verification import Result, check_visit, keep_findings, looked, unit_of, visit_body
from bihuan.casework.steps import Doing, begin, finish, refuse
from bihuan.core.codes import SearchScope, State
from bihuan.core.facts import Verifier
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import clocks, terms
from bihuan.ledger.models import Problem, Site, Task
from bihuan.ledger.standing import above, interests_of, keys
from bihuan.org.models import Account
from bihuan.planning.models import Milestone
from bihuan.platform import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWanted:
    """Where the office wants the same to be looked for: how far, the name of it, and by when."""

    scope: SearchScope | str
    target: str
    due_on: date | None = None


@transaction.atomic
def start_recheck(
    *, task: Task, actor: Account, version: int | None = None, on: date | None = None, comment: str = ""
) -> Passage:
    """已销号 → 复核: as planned, or a spot check. The task counts as closed meanwhile."""
    return finish(begin(task=task, actor=actor, step="start_recheck", version=version, on=on, comment=comment))


@transaction.atomic
def pass_recheck(
    *,
    task: Task,
    actor: Account,
    comment: str,
    place: str = "",
    verifiers: Sequence[Account] = (),
    results: Sequence[Result] = (),
    unannounced: bool = False,
    version: int | None = None,
    on: date | None = None,
) -> Verification:
    """复核 → 已销号: every criterion holds still, on evidence of this recheck, seen by people who did not all accept the
    task themselves. `comment` is the conclusion; `unannounced`: 四不两直. The next recheck's clock begins."""
    found = _found(task, verifiers, results)
    doing = begin(task=task, actor=actor, step="pass_recheck", version=version, on=on, comment=comment, **found)
    visit = _visited(doing, place, verifiers, results, passed=True, unannounced=unannounced)
    rechecks.passed(task, _standing_closure(task).closed_on, doing.on)
    body = visit_body(visit, verifiers, results) | {"unannounced": unannounced}
    finish(doing, outcome="passed", body=body, changes={"rechecked_on": doing.on})
    return visit


@transaction.atomic
def find_rebound(
    *,
    task: Task,
    actor: Account,
    comment: str,
    new_deadline: date | None = None,
    reopen: Sequence[Milestone] = (),
    sites: Sequence[Site] = (),
    search_for: SearchWanted | None = None,
    place: str = "",
    verifiers: Sequence[Account] = (),
    results: Sequence[Result] = (),
    unannounced: bool = False,
    version: int | None = None,
    on: date | None = None,
) -> Rebound:
    """复核 → 整改中: the problem is back. The number stays, the closure is kept and marked, everything that led to it is
    void; `reopen` are the nodes and `sites` the places to be put right again by `new_deadline`.

    Each unit that let the closure through is asked how (倒查), and the same is looked for elsewhere (举一反三): as `search_for`
    says, by default over the unit that leads the task.
    """
    doing = begin(
        task=task,
        actor=actor,
        step="find_rebound",
        version=version,
        on=on,
        comment=comment,
        new_deadline=new_deadline,
        reopened=len({node.pk for node in reopen}),
        **_found(task, verifiers, results),
    )
    if new_deadline is None:
        raise TypeError("a guard let a rebound without a deadline pass")
    _check_reopened(task, reopen, sites)
    visit = _visited(doing, place, verifiers, results, passed=False, unannounced=unannounced)
    closure = _standing_closure(task)
    rebound = Rebound.objects.create(
        task=task,
        closure=closure,
        recheck=visit,
        on=doing.on,
        new_deadline=new_deadline,
        old_deadline=task.deadline,
        nodes=[node.name for node in reopen],
        evidence_before=Evidence.objects.filter(task=task).aggregate(last=Max("pk"))["last"] or 0,
        by=actor,
        at=clock.now(),
    )
    asked = open_tracings(rebound, doing.course, doing.on)
    _undo(doing, closure, reopen, sites)
    wanted = search_for or SearchWanted(scope=SearchScope.UNIT, target=_lead_of(doing))
    searched = search_for_the_same(
        task, actor, wanted.scope, wanted.target, doing.standing, wanted.due_on, doing.on, rebound=rebound
    )
    body = visit_body(visit, verifiers, results) | {
        "unannounced": unannounced,
        "closure": closure.filing_no,
        "new_deadline": new_deadline,
        "old_deadline": task.deadline,
        "reopened": rebound.nodes,
        "sites": [site.name for site in sites],
        "traced": [str(tracing.unit) for tracing in asked],
        "search": searched.pk,
    }
    changes = {"reopenings": task.reopenings + 1, **terms.given(new_deadline)}
    changes |= {"closed_on": None, "rechecked_on": None, "original_deadline": task.original_deadline or task.deadline}
    rechecks.end(task, doing.on)
    clocks.start_clock(kind="rebound", task=task, started_on=doing.on, agreed_due=new_deadline)
    finish(
        doing,
        outcome="rebound",
        items="\n".join(rebound.nodes),
        respond_by=new_deadline,
        body=body,
        changes=changes,
    )
    return rebound


def _found(task: Task, verifiers: Sequence[Account], results: Sequence[Result]) -> dict[str, Any]:
    """What is handed in with a recheck, as the guards judge it. Only evidence of this recheck counts, and
    only what was not on file before it."""
    started = Passage.objects.filter(task=task, step="start_recheck").last()
    since = started.at if started else clock.now()
    shown = [item.pk for result in results for item in result.evidence]
    live = Evidence.objects.filter(task=task, pk__in=shown, withdrawn_at__isnull=True, added_at__gte=since)
    before = Evidence.objects.filter(task=task, added_at__lt=since).values("file")
    fresh = set(live.exclude(file__in=before).values_list("pk", flat=True))
    proven = [row for row in results if any(item.pk in fresh for item in row.evidence)]
    return {
        "recheckers": _people(verifiers),
        "accepted_by": _acceptors(task),
        "criteria_passed_again": frozenset(str(row.criterion) for row in proven if row.passed),
        "criteria_failed_again": frozenset(str(row.criterion) for row in proven if not row.passed),
    }


def _people(accounts: Collection[Account]) -> tuple[Verifier, ...]:
    shared = interests_of([account.pk for account in accounts])
    units = {account.pk: unit_of(account) for account in accounts}
    return tuple(
        Verifier(str(pk), keys({unit.pk} | above(unit.path) | shared.get(pk, frozenset())))
        for pk, unit in units.items()
    )


def _acceptors(task: Task) -> frozenset[str]:
    """Who checked the site or signed in the round that led to the standing closure."""
    signed = Signature.objects.filter(closure__task=task, closure__reopened_on__isnull=True)
    rounds = set(signed.values_list("round", flat=True))
    checked = VerifierRow.objects.filter(
        verification__task=task, verification__level=State.SITE_CHECK, verification__round__in=rounds
    )
    return keys({*signed.values_list("account", flat=True), *checked.values_list("account", flat=True)})


def _visited(
    doing: Doing,
    place: str,
    verifiers: Sequence[Account],
    results: Sequence[Result],
    *,
    passed: bool,
    unannounced: bool,
) -> Verification:
    if not place.strip():
        refuse("place_missing", _("请写明复核地点。"))
    check_visit(doing, doing.comment, verifiers, results)
    visit = looked(doing, State.RECHECK, passed=passed, place=place, unannounced=unannounced)
    keep_findings(visit, verifiers, results)
    return visit


def _standing_closure(task: Task) -> Closure:
    return Closure.objects.select_for_update().get(task=task, reopened_on__isnull=True)


def _check_reopened(task: Task, reopen: Sequence[Milestone], sites: Sequence[Site]) -> None:
    nodes = {node.pk for node in reopen}
    held = Milestone.objects.filter(task=task, pk__in=nodes, verified_on__isnull=False, recurring="")
    if held.count() < len(nodes):
        refuse("milestone_gone", _("这个节点已不在方案中，请刷新。"))
    strange = {site.pk for site in sites} - set(task.sites.values_list("pk", flat=True))
    for site in sites:
        if site.pk in strange:
            refuse("site_of_other_task", _("点位“%(name)s”不在这项任务中。"), name=site.name)


def _undo(doing: Doing, closure: Closure, reopen: Sequence[Milestone], sites: Sequence[Site]) -> None:
    """What the closure rested on holds no longer; every row stays to be read."""
    task = doing.task
    closure.reopened_on = doing.on
    closure.save(update_fields=["reopened_on"])
    Notice.objects.filter(task=task, withdrawn_on__isnull=True).update(withdrawn_on=doing.on)
    nodes = Milestone.objects.filter(task=task, pk__in=[node.pk for node in reopen])
    nodes.update(verified_on=None, verified_by=None, reported_on=None)
    held = SiteResult.objects.filter(task=task, site__in=[site.pk for site in sites], withdrawn_at__isnull=True)
    held.update(withdrawn_at=clock.now(), withdrawn_why=doing.comment[:200])
    Problem.objects.filter(pk=task.problem_id).update(rebounds=F("rebounds") + 1)


def _lead_of(doing: Doing) -> str:
    return next((duty.unit.name for duty in doing.standing.duties if duty.role == "lead"), str(doing.task.problem))
