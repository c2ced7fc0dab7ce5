"""The loop: one table of steps, and one function that says why a step may not be done.

The table draws docs/loop.md, opens and greys the buttons, answers the API, and drives the stateful test. A workflow is
chosen by its key and never edited in place: a changed procedure is a new key, so that a task ends by the rules it
began with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from bihuan.core import needs
from bihuan.core.codes import DutyRole, GrantRole, State
from bihuan.core.facts import Facts, Limits, Verifier
from bihuan.core.needs import Need
from bihuan.core.reasons import Reason, Severity
from bihuan.core.reasons import gettext_noop as _

__all__ = [
    "WORKFLOWS",
    "Acting",
    "Facts",
    "Limits",
    "Step",
    "UnknownStepError",
    "Verifier",
    "Workflow",
    "blockers",
    "possible_steps",
    "standing_blockers",
    "workflow",
]

OFFICE = GrantRole.RECTIFICATION_OFFICE
UNIT = GrantRole.RECTIFYING_UNIT
SUPERVISOR = GrantRole.SUPERVISOR
VERIFIER = GrantRole.VERIFIER
INSPECTOR = GrantRole.INSPECTOR
PUBLIC = GrantRole.PUBLIC


class UnknownStepError(LookupError):
    """A workflow or a step that does not exist; names those that do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the loop.

    `to_state` None: the task stays where it is. `roles`: grants on this task, one of which the actor must hold;
    `duties`: what a unit for which the actor acts in that very role must have to do with the task, one of them (empty:
    anything); the office, where the step is open to it, needs none.
    """

    name: str
    label: str
    from_states: tuple[State, ...]
    to_state: State | None
    roles: tuple[GrantRole, ...]
    duties: tuple[DutyRole, ...] = ()
    needs: tuple[Need, ...] = ()
    comment_required: bool = False

    def target(self, state: State) -> State:
        """Where the task is after the step."""
        return self.to_state or state


@dataclass(frozen=True, slots=True)
class Workflow:
    """A named procedure; `key` is stored with the task."""

    key: str
    label: str
    steps: tuple[Step, ...]

    def has(self, state: State) -> bool:
        """Whether a task of this procedure can come into a state."""
        return any(step.to_state is state for step in self.steps)

    def step(self, name: str) -> Step:
        for step in self.steps:
            if step.name == name:
                return step
        raise UnknownStepError(f"流程“{self.key}”没有步骤 {name}，现有：{'、'.join(s.name for s in self.steps)}。")


RESPONSIBILITY = (
    needs.one_lead_unit,
    needs.person_named,
    needs.supervisor_assigned,
    needs.acceptor_assigned,
    needs.acceptor_independent,
)
PLAN = (*RESPONSIBILITY, needs.deadline_set, needs.five_lists_complete)
WORK_DONE = (
    needs.plan_approved,
    needs.milestones_verified,
    needs.sites_done,
    needs.materials_complete,
    needs.no_false_rectification,
)
# Everything a site check proves. Judged again at the notice and at closure: what was true then must be true now.
PROOF = (
    *WORK_DONE,
    needs.acceptor_independent,
    needs.self_check_signed,
    needs.reviewed,
    needs.criteria_passed,
    needs.enough_verifiers,
    needs.verifiers_independent,
)
CLOSURE = (
    *PROOF,
    needs.site_check_passed,
    needs.actor_independent,
    needs.notice_over,
    needs.no_open_objection,
    needs.acceptors_signed,
    needs.filing_number_given,
    needs.minutes_number_given,
    needs.upper_filing_given,
    needs.closure_reason_given,
)

PLANNING = (State.DRAFTING, State.PLAN_REVIEW)
WORKING = (State.RECTIFYING, State.LONG_TERM)
CHECKING = (State.SELF_CHECK, State.REVIEW, State.SITE_CHECK)
# Where an objection can still be open: another one, upheld, may have led back to the site before this one was decided.
OBJECTED = (State.SITE_CHECK, State.NOTICE)
STARTED = (*PLANNING, *WORKING, *CHECKING, State.NOTICE, State.CLOSED, State.RECHECK)

_CLAIM_AND_PLAN = (
    Step("assign", _("交办"), (State.CLAIM,), None, (OFFICE,)),
    Step(
        "accept", _("认领"), (State.CLAIM,), State.DRAFTING, (UNIT,), (DutyRole.LEAD,),
        (needs.one_lead_unit, needs.no_open_dispute),
    ),
    Step(
        "dispute", _("提出认领异议"), (State.CLAIM,), None, (UNIT,), (DutyRole.LEAD,),
        (needs.no_open_dispute, needs.dispute_left), comment_required=True,
    ),
    Step(
        "rule_on_dispute", _("裁定认领异议"), (State.CLAIM,), None, (OFFICE,), (),
        (needs.dispute_open,), comment_required=True,
    ),
    Step("submit_plan", _("报送方案"), (State.DRAFTING,), State.PLAN_REVIEW, (UNIT,), (DutyRole.LEAD,), PLAN),
    Step(
        "return_plan", _("退回方案"), (State.PLAN_REVIEW,), State.DRAFTING, (OFFICE, SUPERVISOR), (),
        (needs.actor_independent,), comment_required=True,
    ),
    Step(
        "approve_plan", _("批准方案"), (State.PLAN_REVIEW,), State.RECTIFYING, (OFFICE,), (),
        (*PLAN, needs.actor_independent, needs.approver_is_not_author, needs.approval_number_given),
    ),
)  # fmt: skip
# What keeps a task's file without moving the task.
_FILE = (
    Step("edit_plan", _("编制五张清单"), (State.DRAFTING,), None, (UNIT, OFFICE), (DutyRole.LEAD, DutyRole.DUTY)),
    Step(
        "reschedule", _("调整节点时间"), (State.DRAFTING, *WORKING), None, (UNIT, OFFICE),
        (DutyRole.LEAD, DutyRole.DUTY),
    ),
    Step(
        "record_funds", _("登记资金到位和支出"), (*PLANNING, *WORKING, *CHECKING, State.NOTICE), None, (UNIT, OFFICE),
        (DutyRole.LEAD, DutyRole.DUTY),
    ),
    Step(
        "withdraw_evidence", _("撤回材料"), (*PLANNING, *WORKING, *CHECKING, State.NOTICE, State.RECHECK), None,
        (UNIT, SUPERVISOR, VERIFIER, OFFICE), (), (needs.own_evidence, needs.evidence_of_open_work),
        comment_required=True,
    ),
    Step("report_upward", _("登记对上汇报"), tuple(State), None, (OFFICE, SUPERVISOR)),
    Step(
        "record_upward_answer", _("登记上级答复"), tuple(State), None, (OFFICE, SUPERVISOR), (),
        (needs.upward_answer_awaited,),
    ),
)  # fmt: skip
_WORK = (
    Step(
        "report_progress", _("报送进展"), (*PLANNING, *WORKING), None, (UNIT,),
        (DutyRole.LEAD, DutyRole.DUTY), (needs.period_given,),
    ),
    Step(
        "report_milestone", _("上报节点完成"), WORKING, None, (UNIT,), (DutyRole.LEAD, DutyRole.DUTY),
        (needs.plan_approved,),
    ),
    Step(
        "revise_plan", _("调整方案"), WORKING, State.DRAFTING, (UNIT,), (DutyRole.LEAD,),
        (needs.no_open_extension,), comment_required=True,
    ),
    Step(
        "request_extension", _("申请延期"), WORKING, None, (UNIT,), (DutyRole.LEAD,),
        (
            needs.no_open_extension, needs.extension_asked_in_time,
            needs.new_deadline_later, needs.stage_results_given,
        ), comment_required=True,
    ),
    Step(
        "approve_extension", _("批准延期"), WORKING, None, (OFFICE,), (),
        (needs.extension_open, needs.actor_independent, needs.approver_is_not_requester), comment_required=True,
    ),
    Step(
        "refuse_extension", _("不予延期"), WORKING, None, (OFFICE,), (),
        (needs.extension_open, needs.actor_independent, needs.approver_is_not_requester), comment_required=True,
    ),
    Step(
        "start_long_term", _("转入长期坚持"), (State.RECTIFYING,), State.LONG_TERM, (OFFICE,), (),
        (needs.plan_approved, needs.stage_goal_met, needs.recurring_milestones_set, needs.actor_independent),
        comment_required=True,
    ),
)  # fmt: skip
_CHECK = (
    Step(
        "add_evidence", _("上传材料"), (*PLANNING, *WORKING, *CHECKING, State.NOTICE, State.RECHECK), None,
        (UNIT, SUPERVISOR, VERIFIER, OFFICE),
    ),
    Step(
        "verify_milestone", _("核实节点"), WORKING, None, (OFFICE, SUPERVISOR, VERIFIER), (),
        (needs.plan_approved, needs.actor_independent),
    ),
    Step(
        "verify_site", _("核实点位"), (*WORKING, *CHECKING), None, (OFFICE, SUPERVISOR, VERIFIER), (),
        (needs.plan_approved, needs.actor_independent),
    ),
    Step(
        "withdraw_site", _("撤回点位核实"), (*WORKING, *CHECKING, State.NOTICE), None, (OFFICE, SUPERVISOR, VERIFIER), (),
        (needs.site_put_right, needs.actor_independent), comment_required=True,
    ),
    Step(
        "apply_for_closure", _("申请销号"), WORKING, State.SELF_CHECK, (UNIT,), (DutyRole.LEAD,),
        (*WORK_DONE, needs.no_open_extension),
    ),
    Step(
        "pass_self_check", _("自验通过"), (State.SELF_CHECK,), State.REVIEW, (UNIT,), (DutyRole.LEAD, DutyRole.DUTY),
        WORK_DONE, comment_required=True,
    ),
    Step(
        "fail_self_check", _("自验不通过"), (State.SELF_CHECK,), State.RECTIFYING, (UNIT,),
        (DutyRole.LEAD, DutyRole.DUTY), (), comment_required=True,
    ),
    Step(
        "pass_review", _("初审通过"), (State.REVIEW,), State.SITE_CHECK, (OFFICE, SUPERVISOR), (),
        (*WORK_DONE, needs.self_check_signed, needs.actor_independent), comment_required=True,
    ),
    Step(
        "return", _("退回整改"), CHECKING, State.RECTIFYING, (OFFICE, SUPERVISOR, VERIFIER), (),
        (needs.actor_independent, needs.items_listed, needs.sub_deadline_set, needs.no_open_objection),
        comment_required=True,
    ),
    Step(
        "record_site_check", _("登记现场核查"), (State.SITE_CHECK,), None, (VERIFIER,), (DutyRole.ACCEPT,),
        (needs.actor_independent, needs.site_check_open),
    ),
    Step(
        "pass_site_check", _("现场核查通过"), (State.SITE_CHECK,), None, (VERIFIER,), (DutyRole.ACCEPT,),
        (needs.site_check_open, *PROOF, needs.actor_independent), comment_required=True,
    ),
)  # fmt: skip
_NOTICE_AND_CLOSURE = (
    Step(
        "start_notice", _("开始公示"), (State.SITE_CHECK,), State.NOTICE, (OFFICE,), (),
        (*PROOF, needs.site_check_passed, needs.actor_independent, needs.notice_complete, needs.no_open_objection),
    ),
    Step(
        "object_to_notice", _("提出公示异议"), (State.NOTICE,), None, (PUBLIC, OFFICE, SUPERVISOR, INSPECTOR), (),
        (needs.notice_running,), comment_required=True,
    ),
    Step(
        "uphold_objection", _("异议成立"), OBJECTED, State.SITE_CHECK, (OFFICE, VERIFIER), (),
        (needs.objection_open, needs.actor_independent), comment_required=True,
    ),
    Step(
        "dismiss_objection", _("异议不成立"), OBJECTED, None, (OFFICE, VERIFIER), (),
        (needs.objection_open, needs.actor_independent), comment_required=True,
    ),
    Step(
        "withdraw_notice", _("撤回公示"), (State.NOTICE,), State.SITE_CHECK, (OFFICE,), (),
        (needs.no_open_objection, needs.actor_independent), comment_required=True,
    ),
    Step(
        "sign_closure", _("验收签字"), (State.NOTICE,), None, (VERIFIER,), (DutyRole.ACCEPT,),
        (
            *PROOF, needs.site_check_passed, needs.actor_independent, needs.notice_over, needs.no_open_objection,
            needs.signer_did_not_pass,
        ),
    ),
    Step("close", _("销号"), (State.NOTICE,), State.CLOSED, (OFFICE, VERIFIER), (), CLOSURE),
    Step(
        "flag_false_rectification", _("认定虚假整改"), STARTED, None, (OFFICE, INSPECTOR), (),
        (needs.no_false_rectification, needs.actor_independent), comment_required=True,
    ),
    Step(
        "settle_false_rectification", _("虚假整改处置完毕"), STARTED, None, (OFFICE, INSPECTOR), (),
        (needs.false_rectification_open, needs.actor_independent, needs.transfer_number_given), comment_required=True,
    ),
)  # fmt: skip

RECHECKED = (needs.enough_recheckers, needs.recheckers_independent)
_AFTER_CLOSURE = (
    Step(
        "start_recheck", _("开始复核"), (State.CLOSED,), State.RECHECK, (OFFICE, SUPERVISOR), (),
        (needs.actor_independent,),
    ),
    Step(
        "pass_recheck", _("复核通过"), (State.RECHECK,), State.CLOSED, (OFFICE, SUPERVISOR), (),
        (
            needs.actor_independent, needs.no_false_rectification, needs.criteria_passed_again, *RECHECKED,
            needs.recheckers_beyond_acceptors,
        ), comment_required=True,
    ),
    Step(
        "find_rebound", _("认定反弹，重新交办"), (State.RECHECK,), State.RECTIFYING, (OFFICE,), (),
        (
            needs.actor_independent, *RECHECKED, needs.rebound_shown, needs.nodes_reopened,
            needs.rebound_deadline_set,
        ), comment_required=True,
    ),
    Step(
        "answer_tracing", _("答复倒查"), STARTED, None, (UNIT, SUPERVISOR, VERIFIER, OFFICE), (),
        (needs.tracing_owed, needs.tracing_answer_given),
    ),
    Step(
        "open_search", _("开展举一反三排查"), STARTED, None, (OFFICE,), (),
        (needs.search_described,),
    ),
    Step(
        "record_search", _("登记举一反三排查结果"), STARTED, None, (UNIT, SUPERVISOR, VERIFIER, OFFICE), (),
        (needs.search_owed, needs.search_told),
    ),
)  # fmt: skip

_CENTRAL = (*_CLAIM_AND_PLAN, *_FILE, *_WORK, *_CHECK, *_NOTICE_AND_CLOSURE, *_AFTER_CLOSURE)


def _local(steps: Iterable[Step]) -> Iterable[Step]:
    """Problems found by the place itself: no approval document from above, and no review between self-check and site."""
    dropped = {needs.approval_number_given, needs.reviewed, needs.upper_filing_given}
    for step in steps:
        if step.name == "pass_review":
            continue
        kept = tuple(need for need in step.needs if need not in dropped)
        to_state = State.SITE_CHECK if step.name == "pass_self_check" else step.to_state
        states = tuple(state for state in step.from_states if state is not State.REVIEW)
        yield replace(step, needs=kept, to_state=to_state, from_states=states)


WORKFLOWS: Mapping[str, Workflow] = MappingProxyType(
    {
        flow.key: flow
        for flow in (
            Workflow("central-2025", _("督察反馈任务"), _CENTRAL),
            Workflow("local-2025", _("自查发现任务"), tuple(_local(_CENTRAL))),
        )
    }
)


def workflow(key: str) -> Workflow:
    """The procedure of a key; an unknown key is an error, never a default."""
    try:
        return WORKFLOWS[key]
    except KeyError:
        raise UnknownStepError(f"没有名为“{key}”的流程，现有：{'、'.join(WORKFLOWS)}。") from None


def possible_steps(flow: Workflow, state: State) -> tuple[Step, ...]:
    """The steps that lead on from a state, whether or not they are open to anyone now."""
    return tuple(step for step in flow.steps if state in step.from_states)


Acting = Mapping[GrantRole, frozenset[str]]
"""The roles that an actor holds on a task, each with the units in whose name the actor has it."""


def standing_blockers(step: Step, state: State, acting: Acting, facts: Facts, *, today: date) -> list[Reason]:
    """What greys the button: everything but the comment and what is asked for in the step's own form."""
    return _judge(step, state, acting, facts, [need for need in step.needs if not need.asked], today)


def blockers(step: Step, state: State, acting: Acting, facts: Facts, comment: str, *, today: date) -> list[Reason]:
    """Every reason why the step may not be done as it is asked for; nothing means it may."""
    found = _judge(step, state, acting, facts, step.needs, today)
    if step.comment_required and not comment.strip():
        found.append(Reason("comment_required", _("“%(step)s”应当写明意见。"), {"step": step}))
    return found


def state_against(step: Step, state: State) -> list[Reason]:
    """Why the step is not to be taken from a state, whoever asks."""
    if state in step.from_states:
        return []
    params = {"step": step, "state": state, "states": step.from_states}
    return [Reason("wrong_state", _("任务现为“%(state)s”，“%(step)s”只能在“%(states)s”时办理。"), params)]


def rights_against(step: Step, acting: Acting, facts: Facts) -> list[Reason]:
    """Why the step is not this actor's to take, whatever the state of things: the role or the duty is missing."""
    roles = acting.keys() & set(step.roles)
    if not roles:
        params = {"step": step, "roles": step.roles}
        return [Reason("role_missing", _("“%(step)s”由%(roles)s办理，您没有这一职责。"), params)]
    units = frozenset[str]().union(*(acting[role] for role in roles))
    if step.duties and OFFICE not in roles and not facts.duties_of(units) & set(step.duties):
        params = {"step": step, "duties": step.duties}
        return [Reason("duty_missing", _("“%(step)s”由本任务的%(duties)s办理。"), params)]
    return []


def _judge(step: Step, state: State, acting: Acting, facts: Facts, guards: Iterable[Need], today: date) -> list[Reason]:
    if wrong := state_against(step, state):
        return wrong
    found = rights_against(step, acting, facts)
    seen: set[str] = set()
    for need in guards:
        for reason in need.reasons(facts, today):
            if reason.severity is Severity.ERROR and reason.text() not in seen:
                seen.add(reason.text())
                found.append(reason)
    return found
