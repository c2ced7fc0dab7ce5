"""自验、初审、现场核查: three looks at a task by different people, each of which may send it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from bihuan.casework.models import CriterionResult, Evidence, Passage, Verification, Verifier
from bihuan.casework.steps import Doing, begin, finish, refuse
from bihuan.core.codes import Criterion, GrantRole, State
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import clocks
from bihuan.ledger.models import Task
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Unit
from bihuan.planning.models import Milestone
from bihuan.platform import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found on site of one criterion; without evidence a pass does not count."""

    criterion: Criterion | str
    passed: bool
    comment: str = ""
    evidence: Sequence[Evidence] = ()


@transaction.atomic
def apply_for_closure(
    *, task: Task, actor: Account, version: int | None = None, on: date | None = None, comment: str = ""
) -> Passage:
    """整改中 → 自验, when every node and site is verified and the materials are complete."""
    return finish(begin(task=task, actor=actor, step="apply_for_closure", version=version, on=on, comment=comment))


@transaction.atomic
def pass_self_check(
    *, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """自验 → 初审: the unit itself signs for its work. `comment` is its opinion."""
    doing = begin(task=task, actor=actor, step="pass_self_check", version=version, on=on, comment=comment)
    looked(doing, State.SELF_CHECK, passed=True)
    return finish(doing)


@transaction.atomic
def fail_self_check(
    *, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """自验 → 整改中: the unit itself found it wanting."""
    doing = begin(task=task, actor=actor, step="fail_self_check", version=version, on=on, comment=comment)
    looked(doing, State.SELF_CHECK, passed=False)
    return finish(doing)


@transaction.atomic
def pass_review(
    *, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """初审 → 现场核查, by somebody outside the rectifying units."""
    doing = begin(task=task, actor=actor, step="pass_review", version=version, on=on, comment=comment)
    looked(doing, State.REVIEW, passed=True)
    return finish(doing)


@transaction.atomic
def return_task(
    *,
    task: Task,
    actor: Account,
    comment: str,
    items: Sequence[str],
    respond_by: date,
    reopen: Sequence[Milestone] = (),
    version: int | None = None,
    on: date | None = None,
) -> Passage:
    """退回整改 from any check, with the reasons, the items to supply and a day. `reopen`: nodes no longer held verified."""
    doing = begin(
        task=task,
        actor=actor,
        step="return",
        version=version,
        on=on,
        comment=comment,
        items_to_supply=tuple(items),
        sub_deadline=respond_by,
    )
    looked(doing, State(task.state), passed=False)
    doubted = Milestone.objects.filter(task=task, pk__in=[node.pk for node in reopen])
    doubted.update(verified_on=None, verified_by=None, reported_on=None)
    listed = "\n".join(item.strip() for item in items if item.strip())
    clocks.start_clock(kind="return", task=task, started_on=doing.on, agreed_due=respond_by)
    return finish(
        doing,
        items=listed,
        respond_by=respond_by,
        body={"reopened": [node.name for node in reopen]},
        changes={"returns": task.returns + 1},
    )


@transaction.atomic
def record_site_check(
    *,
    task: Task,
    actor: Account,
    place: str,
    conclusion: str,
    passed: bool,
    verifiers: Sequence[Account],
    results: Sequence[Result],
    version: int | None = None,
    on: date | None = None,
) -> Verification:
    """One visit to the site, written down there: who came, what was found of each criterion, and on what evidence.

    `passed`: the visit concludes that the task is done; then everything that a pass needs must be there (a result with
    evidence for each criterion, enough verifiers, none of the rectifying units), else nothing is saved.
    """
    doing = begin(task=task, actor=actor, step="record_site_check", version=version, on=on, comment=conclusion)
    check_visit(doing, conclusion, verifiers, results)
    visit = looked(doing, State.SITE_CHECK, passed=passed, place=place, text=conclusion)
    keep_findings(visit, verifiers, results)
    finish(doing, outcome="passed" if passed else "failed", body=visit_body(visit, verifiers, results))
    if passed:
        pass_site_check(task=task, actor=actor, comment=conclusion, on=doing.on)
    return visit


@transaction.atomic
def pass_site_check(
    *, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """Conclude from the visits of this round that the task is done; the office may then give notice."""
    return finish(begin(task=task, actor=actor, step="pass_site_check", version=version, on=on, comment=comment))


def looked(
    doing: Doing, level: State, *, passed: bool, place: str = "", text: str = "", unannounced: bool = False
) -> Verification:
    """Write down one look at the task, in the name of the actor's unit and of the present round."""
    unit = doing.unit
    if unit is None:
        raise TypeError("a role guard let an account without a unit pass")
    return Verification.objects.create(
        task=doing.task,
        level=level,
        on=doing.on,
        place=place.strip(),
        conclusion=text.strip() or doing.comment,
        passed=passed,
        unannounced=unannounced,
        unit=unit,
        by=doing.account,
        at=clock.now(),
        round=doing.course.round,
    )


def keep_findings(visit: Verification, verifiers: Sequence[Account], results: Sequence[Result]) -> None:
    """Who came, and what they found of each criterion on what evidence."""
    Verifier.objects.bulk_create(
        Verifier(verification=visit, account=account, unit=unit_of(account)) for account in verifiers
    )
    for result in results:
        row = CriterionResult.objects.create(
            verification=visit, criterion=result.criterion, passed=result.passed, comment=result.comment.strip()
        )
        row.evidence.set(result.evidence)


def check_visit(doing: Doing, conclusion: str, verifiers: Sequence[Account], results: Sequence[Result]) -> None:
    """Refuse people who may not verify, criteria that are not of the standard, evidence that is not there."""
    if not conclusion.strip():
        refuse("conclusion_missing", _("请写明现场核查结论。"))
    if len({account.pk for account in verifiers}) < len(verifiers):
        refuse("verifier_twice", _("同一名核查人重复填写。"))
    for account in verifiers:
        if not viewer_for(account).has(*_MAY_VERIFY):
            refuse("verifier_without_role", _WITHOUT_ROLE, person=str(account))
    standard = set(doing.plan.criteria if doing.plan else ())
    strange = [str(result.criterion) for result in results if result.criterion not in standard]
    if strange or len({str(result.criterion) for result in results}) < len(results):
        refuse("criterion_unknown", _("核查结果与验收标准不符：%(criteria)s。"), criteria=strange)
    shown = {item.pk for result in results for item in result.evidence}
    live = Evidence.objects.filter(task=doing.task, pk__in=shown, withdrawn_at__isnull=True)
    if live.count() < len(shown):
        refuse("evidence_gone", _("有的材料已被撤回或者不属于这项任务，请重新选择。"))


_WITHOUT_ROLE = _("%(person)s没有核查的职责，不能作为核查人。")
_MAY_VERIFY = (GrantRole.VERIFIER, GrantRole.SUPERVISOR, GrantRole.RECTIFICATION_OFFICE, GrantRole.INSPECTOR)


def unit_of(account: Account) -> Unit:
    """The unit a verifier comes from: that of the grant by which it may verify."""
    held = [grant for grant in viewer_for(account).held if grant.role in _MAY_VERIFY]
    if not held:
        refuse("verifier_without_role", _WITHOUT_ROLE, person=str(account))
    first = min(held, key=lambda grant: _MAY_VERIFY.index(grant.role))
    return Unit.objects.get(pk=first.unit)


def visit_body(visit: Verification, verifiers: Sequence[Account], results: Sequence[Result]) -> dict[str, object]:
    """What the log keeps of it."""
    return {
        "verification": visit.pk,
        "place": visit.place,
        "verifiers": [str(account) for account in verifiers],
        "results": [
            {"criterion": r.criterion, "passed": r.passed, "comment": r.comment, "evidence": [e.pk for e in r.evidence]}
            for r in results
        ],
    }
