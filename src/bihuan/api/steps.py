"""Every step of the loop as an endpoint: one row a step, {name, what it asks for, the service that does it}."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router
from ninja.params.functions import Body
from ninja.responses import Status

from bihuan.api import bodies
from bihuan.api.answers import ReasonOut, answers
from bihuan.api.bodies import Judged
from bihuan.api.named import every, one
from bihuan.api.types import In, Number, Out, account_of, viewer_of
from bihuan.casework import services, visiting
from bihuan.casework.models import Objection, Tracing
from bihuan.casework.queries import open_steps
from bihuan.core.codes import DutyRole, GrantRole, State
from bihuan.core.facts import Limits
from bihuan.core.loop import WORKFLOWS, rights_against, state_against, workflow
from bihuan.core.reasons import Reason, Refused, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.access import task_for
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing, facts_of, standing_on
from bihuan.org.models import Account, Unit
from bihuan.platform import clock, rules
from bihuan.platform.web import reason_data

router = Router(tags=["steps 办理"])


@dataclass(frozen=True, slots=True)
class Deed:
    """`subject`: the argument by which the service knows its task; `fixed`: arguments that the address decides."""

    step: str
    service: Callable[..., object]
    body: type[In] = Judged
    fixed: Mapping[str, object] = field(default_factory=dict)
    subject: str = "task"
    address: str = ""

    @property
    def path(self) -> str:
        return self.address or self.step


DEEDS = (
    Deed("accept", services.accept),
    Deed("dispute", services.dispute),
    Deed("rule_on_dispute", services.rule_on_dispute, bodies.Ruling),
    Deed("submit_plan", services.submit_plan),
    Deed("return_plan", services.return_plan),
    Deed("approve_plan", services.approve_plan, bodies.Approval),
    Deed("revise_plan", services.revise_plan),
    Deed("report_progress", services.report_progress, bodies.Progress),
    Deed("report_milestone", services.report_milestone, bodies.OfMilestone),
    Deed("verify_milestone", services.verify_milestone, bodies.OfMilestone),
    Deed("verify_site", services.verify_site, bodies.OfSite),
    Deed("withdraw_site", services.withdraw_site, bodies.OfSite),
    Deed("request_extension", services.request_extension, bodies.ExtensionRequest),
    Deed("approve_extension", services.decide_extension, bodies.Approval, {"approve": True}),
    Deed("refuse_extension", services.decide_extension, bodies.Judged, {"approve": False}),
    Deed("start_long_term", services.mark_long_term),
    Deed("withdraw_evidence", services.withdraw_evidence, bodies.Withdrawal, subject="evidence"),
    Deed("apply_for_closure", services.apply_for_closure),
    Deed("pass_self_check", services.pass_self_check),
    Deed("fail_self_check", services.fail_self_check),
    Deed("pass_review", services.pass_review),
    Deed("return", services.return_task, bodies.Return),
    Deed("record_site_check", services.record_site_check, bodies.SiteCheck),
    Deed("pass_site_check", services.pass_site_check),
    Deed("start_notice", services.start_notice, bodies.NoticeStart),
    Deed("object_to_notice", services.object_to_notice, bodies.ObjectionMade),
    Deed("uphold_objection", services.uphold_objection, bodies.ObjectionDecided, subject="objection"),
    Deed("dismiss_objection", services.dismiss_objection, bodies.ObjectionDecided, subject="objection"),
    Deed("withdraw_notice", services.withdraw_notice),
    Deed("sign_closure", services.sign_closure),
    Deed("close", services.close, bodies.Close),
    Deed("flag_false_rectification", services.flag_false_rectification),
    Deed("settle_false_rectification", services.settle_false_rectification, bodies.Settlement),
    Deed("start_recheck", services.start_recheck),
    Deed("pass_recheck", services.pass_recheck, bodies.Recheck),
    Deed("find_rebound", services.find_rebound, bodies.ReboundFound),
    Deed("answer_tracing", services.answer_tracing, bodies.TracingAnswered, subject="tracing"),
    Deed("open_search", services.open_search, bodies.SearchOpened),
    Deed("record_search", services.record_search, bodies.SearchRecorded, subject="search"),
    Deed("report_upward", services.record_upward_report, bodies.UpwardReported),
    Deed("record_upward_answer", services.record_upward_answer, bodies.UpwardAnswered, subject="report"),
)  # fmt: skip

ELSEWHERE = {
    "assign": "POST /api/v1/tasks/{number}/duties",
    "edit_plan": "PUT /api/v1/tasks/{number}/lists/{list}",
    "reschedule": "POST /api/v1/tasks/{number}/schedule",
    "record_funds": "PUT /api/v1/tasks/{number}/funds/{line}",
    "add_evidence": "POST /api/v1/tasks/{number}/evidence",
}
"""Steps that are about more than the task have an endpoint of their own shape."""

VERSION_MISSING = Reason("version_missing", _("请写明您看到的任务版本（version），以免盖掉别人刚做的修改。"))
LABELS = {step.name: step.label for flow in WORKFLOWS.values() for step in flow.steps}


class StepOut(Out):
    """A step that leads on from here. It is open to you when there are no reasons; `endpoint` does it."""

    step: str
    label: str
    open: bool
    to_state: State | None
    roles: list[GrantRole]
    duties: list[DutyRole]
    comment_required: bool
    endpoint: str
    reasons: list[ReasonOut]


class Taken(Out):
    """The task after the step; `created` is the id (or the receipt) of what the step made, if it can be quoted."""

    number: str
    state: State
    version: int
    step: str
    created: str | None


@router.get(
    "/tasks/{number}/steps",
    response=answers(list[StepOut]),
    url_name="steps",
    summary="Possible steps and what stands against each 可办事项",
)
def steps(request: HttpRequest, number: Number) -> Any:
    task = task_for(viewer_of(request), number)
    return steps_of(task, standing_on(task, account_of(request)))


def steps_of(task: Task, standing: Standing) -> list[dict[str, Any]]:
    """The steps from the state of the task as `StepOut`."""
    found, _gathered = open_steps(task, standing)
    return [
        {
            "step": row.step.name,
            "label": gettext(row.step.label),
            "open": row.open,
            "to_state": row.step.to_state,
            "roles": row.step.roles,
            "duties": row.step.duties,
            "comment_required": row.step.comment_required,
            "endpoint": ELSEWHERE.get(row.step.name, f"POST /api/v1/tasks/{{number}}/steps/{row.step.name}").replace(
                "{number}", task.number
            ),
            "reasons": [reason_data(reason) for reason in row.reasons],
        }
        for row in found
    ]


def _endpoint(deed: Deed) -> Callable[..., Any]:
    def take(request: HttpRequest, number: Number, body: Any) -> Any:
        task = task_for(viewer_of(request), number)
        made = _take(deed, task, account_of(request), body)
        task.refresh_from_db()
        created = getattr(made, "receipt", None) or getattr(made, "pk", None)
        return Status(201, _taken(deed, task, created))

    if any(spec.is_required() for spec in deed.body.model_fields.values()):
        take.__annotations__["body"] = deed.body
    else:
        # So that a bare call, without any body, hears all the reasons too.
        take.__annotations__["body"] = deed.body
        take.__defaults__ = (Body(deed.body()),)
    return take


def _taken(deed: Deed, task: Task, created: object) -> dict[str, object]:
    quoted = None if created is None else str(created)
    return {"number": task.number, "state": task.state, "version": task.version, "step": deed.step, "created": quoted}


def _take(deed: Deed, task: Task, actor: Account, body: In) -> object:
    standing = standing_on(task, actor)
    if deed.subject not in _ASKED:
        # Before any row is looked for: whoever may not take the step learns of none whether it is there.
        row = workflow(task.workflow).step(deed.step)
        limits = Limits.on(rules.pack(), clock.today())
        against = state_against(row, State(task.state)) or rights_against(
            row, standing.acting, facts_of(standing, limits)
        )
        demand(*against)
    given = {**{name: getattr(body, name) for name in type(body).model_fields}, **deed.fixed}
    if deed.step in _VISITORS:
        given["verifiers"] = every(_("核查人"), _VISITORS[deed.step](standing), "username", given["verifiers"])
    given |= {name: find(task, given[name]) for name, find in FINDERS.items() if name in given}
    if deed.subject == "task":
        given["task"] = task
    if "version" in given and given["version"] is None:
        _refuse_blind(deed, actor, given)
    return deed.service(actor=actor, **given)


def _refuse_blind(deed: Deed, actor: Account, given: dict[str, Any]) -> None:
    """Every reason against a step for which no version was told, and that one."""
    found: tuple[Reason, ...] = ()
    try:
        with transaction.atomic():
            deed.service(actor=actor, **given)
            transaction.set_rollback(True)
    except Refused as refused:
        found = refused.reasons
    raise Refused([*found, VERSION_MISSING])


def _results(task: Task, results: list[bodies.SiteResult]) -> list[services.Result]:
    ids = dict.fromkeys(pk for result in results for pk in result.evidence)
    shown = {row.pk: row for row in every(_("材料"), task.evidence, "pk", ids)}
    return [
        services.Result(
            criterion=row.criterion, passed=row.passed, comment=row.comment, evidence=[shown[pk] for pk in row.evidence]
        )
        for row in results
    ]


FINDERS: Mapping[str, Callable[[Task, Any], Any]] = {
    "milestone": lambda task, pk: one(_("节点"), task.milestones, pk=pk),
    "site": lambda task, pk: one(_("点位"), task.sites, pk=pk),
    "evidence": lambda task, pk: one(_("材料"), task.evidence.select_related("task", "file"), pk=pk),
    "report": lambda task, pk: one(_("对上汇报"), task.upward_reports.select_related("task"), pk=pk),
    "objection": lambda task, receipt: one(
        _("异议"), Objection.objects.filter(notice__task=task).select_related("notice__task"), receipt=receipt
    ),
    "reopen": lambda task, ids: every(_("节点"), task.milestones, "pk", ids),
    "sites": lambda task, ids: every(_("点位"), task.sites, "pk", ids),
    "search_for": lambda task, wanted: wanted and services.SearchWanted(**wanted.model_dump()),
    "tracing": lambda task, pk: one(
        _("倒查"), Tracing.objects.filter(rebound__task=task).select_related("rebound__task"), pk=pk
    ),
    "search": lambda task, pk: one(_("举一反三排查"), task.searches.select_related("task"), pk=pk),
    "unit": lambda task, pk: pk and one(_("单位"), Unit.objects, pk=pk),
    "pictures": lambda task, ids: every(_("材料"), task.evidence.select_related("file"), "pk", ids),
    "results": _results,
}
"""Rows that a body names: only those of this very task can be meant."""

_ASKED = frozenset({"tracing", "search"})
"""Subjects by which a unit without a duty may be asked; the right to answer lies in the question."""

_VISITORS: Mapping[str, Callable[[Standing], QuerySet[Account]]] = {
    "record_site_check": visiting.checkers,
    "pass_recheck": visiting.recheckers,
    "find_rebound": visiting.recheckers,
}
"""Whom the steps with `verifiers` may name."""

for _deed in DEEDS:
    router.add_api_operation(
        f"/tasks/{{number}}/steps/{_deed.path}",
        ["POST"],
        _endpoint(_deed),
        response=answers(Taken, 201),
        url_name=f"step_{_deed.path}",
        operation_id=f"step_{_deed.path}",
        summary=f"{_deed.path.replace('_', ' ')} {LABELS[_deed.step]}",
    )
