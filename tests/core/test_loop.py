"""The table of steps: who, from where, with what; and that nothing leads round the guards of the closure."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.core import loop
from bihuan.core.codes import DutyRole, GrantRole, State
from bihuan.core.loop import CLOSURE, WORKFLOWS, Facts, Workflow, blockers, possible_steps, standing_blockers, workflow
from tests.core.ready import ANYONE_BUT_UNIT, BY_ACCEPTOR, BY_LEAD, EVERYONE, LIMITS, READY, TODAY, acting
from tests.core.test_needs import CASES

CENTRAL, LOCAL = workflow("central-2025"), workflow("local-2025")
OFFICE, UNIT, VERIFIER = GrantRole.RECTIFICATION_OFFICE, GrantRole.RECTIFYING_UNIT, GrantRole.VERIFIER


def codes(
    name: str, state: State, facts: Facts, *, roles: tuple[GrantRole, ...] = EVERYONE, comment: str = "同意",
    flow: Workflow = CENTRAL,
) -> set[str]:  # fmt: skip
    return {
        reason.code for reason in blockers(flow.step(name), state, acting(roles, facts), facts, comment, today=TODAY)
    }


def test_an_unknown_workflow_or_step_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(loop.UnknownStepError, match="central-2025"):
        workflow("central-2031")
    with pytest.raises(loop.UnknownStepError, match="apply_for_closure"):
        CENTRAL.step("finish")


def test_names_are_unique_and_every_step_has_a_label_and_someone_to_take_it() -> None:
    for flow in WORKFLOWS.values():
        names = [step.name for step in flow.steps]
        assert len(names) == len(set(names))
        assert all(step.label and step.roles and step.from_states for step in flow.steps)


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_a_step_is_refused_from_every_state_it_does_not_start_from(flow: Workflow) -> None:
    for step in flow.steps:
        for state in set(State) - set(step.from_states):
            assert codes(step.name, state, READY, flow=flow) == {"wrong_state"}
        assert all(step in possible_steps(flow, state) for state in step.from_states)


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_no_step_is_open_to_anyone_without_its_role(flow: Workflow) -> None:
    for step in flow.steps:
        without = tuple(role for role in GrantRole if role not in step.roles)
        for facts in (READY, BY_LEAD, BY_ACCEPTOR):
            assert "role_missing" in codes(step.name, step.from_states[0], facts, roles=without, flow=flow)


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_a_role_alone_is_not_enough_where_a_duty_on_the_task_is_asked(flow: Workflow) -> None:
    stranger = replace(READY, actor="x", actor_units=frozenset({"elsewhere"}))
    for step in flow.steps:
        roles = tuple(role for role in GrantRole if role is not GrantRole.RECTIFICATION_OFFICE)
        refused = "duty_missing" in codes(step.name, step.from_states[0], stranger, roles=roles, flow=flow)
        assert refused == (bool(step.duties) and step.roles != (GrantRole.RECTIFICATION_OFFICE,)), step.name


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_the_office_needs_no_duty_for_what_is_open_to_it_and_gains_nothing_else_by_that(flow: Workflow) -> None:
    office = replace(READY, actor="x", actor_units=frozenset({"elsewhere"}))
    for step in flow.steps:
        found = codes(step.name, step.from_states[0], office, roles=(GrantRole.RECTIFICATION_OFFICE,), flow=flow)
        assert ("role_missing" in found) == (GrantRole.RECTIFICATION_OFFICE not in step.roles), step.name
        assert "duty_missing" not in found


@pytest.mark.parametrize("name", ["edit_plan", "reschedule"])
def test_a_plan_is_written_by_those_who_answer_for_it_not_by_whoever_assists(name: str) -> None:
    for unit, refused in {"housing": False, "waterworks": False, "finance": True, "water": True}.items():
        writer = replace(READY, actor="x", actor_units=frozenset({unit}))
        found = codes(name, State.DRAFTING, writer, roles=(GrantRole.RECTIFYING_UNIT,))
        assert ("duty_missing" in found) == refused, unit


def test_where_the_rules_part_checking_from_signing_whoever_passed_the_site_check_does_not_sign() -> None:
    passed = replace(BY_ACCEPTOR, signed_units=frozenset(), site_passed_by="li")
    parted = replace(passed, limits=replace(LIMITS, separate_signer=True))
    assert "signer_did_not_pass" not in codes("sign_closure", State.NOTICE, passed)
    assert "signer_did_not_pass" in codes("sign_closure", State.NOTICE, parted)
    assert "signer_did_not_pass" not in codes("sign_closure", State.NOTICE, replace(parted, actor="wu"))


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_a_comment_that_is_asked_for_may_not_be_blank_and_greys_no_button(flow: Workflow) -> None:
    for step in flow.steps:
        state = step.from_states[0]
        assert ("comment_required" in codes(step.name, state, READY, comment=" ", flow=flow)) == step.comment_required
        standing = standing_blockers(step, state, acting(EVERYONE, READY), READY, today=TODAY)
        asked = {need.code for need in step.needs if need.asked}
        assert not {reason.code for reason in standing} & (asked | {"comment_required"})


def test_everything_that_sends_work_back_or_decides_against_someone_asks_for_a_comment() -> None:
    backwards = {"dispute", "rule_on_dispute", "return_plan", "fail_self_check", "return", "refuse_extension"}
    backwards |= {"uphold_objection", "dismiss_objection", "withdraw_notice", "flag_false_rectification"}
    order = list(State)
    for flow in WORKFLOWS.values():
        for step in flow.steps:
            back = step.to_state and any(order.index(step.to_state) < order.index(s) for s in step.from_states)
            assert not (back or step.name in backwards) or step.comment_required, step.name


def test_whoever_rectifies_can_neither_approve_verify_rule_on_objections_nor_close() -> None:
    judging = {
        "return_plan", "approve_plan", "approve_extension", "refuse_extension", "start_long_term", "verify_milestone",
        "verify_site", "withdraw_site", "pass_review", "return", "record_site_check", "pass_site_check", "start_notice",
        "uphold_objection", "dismiss_objection", "withdraw_notice", "sign_closure", "close",
        "flag_false_rectification", "settle_false_rectification", "start_recheck", "pass_recheck", "find_rebound",
    }  # fmt: skip
    for flow in WORKFLOWS.values():
        for step in flow.steps:
            for units in ({"housing"}, {"waterworks"}, {"office", "finance"}):
                own = replace(READY, actor_units=frozenset(units))
                refused = "actor_independent" in codes(step.name, step.from_states[0], own, flow=flow)
                assert refused == (step.name in judging), step.name


def test_the_task_that_is_ready_closes() -> None:
    assert codes("close", State.NOTICE, READY) == set()
    assert codes("close", State.NOTICE, READY, flow=LOCAL) == set()


@pytest.mark.parametrize(
    ("need", "change"),
    [(n, c) for n in CLOSURE for c in CASES[n.code][0]],
    ids=lambda x: getattr(x, "code", None) or "-".join(x),
)
def test_breaking_any_single_guard_keeps_the_task_open(need: Any, change: dict[str, Any]) -> None:
    assert need.code in codes("close", State.NOTICE, replace(READY, **change))


def test_the_closure_asks_for_all_that_the_design_demands() -> None:
    demanded = {
        "milestones_verified", "criteria_passed", "enough_verifiers", "verifiers_independent", "actor_independent",
        "notice_over", "no_open_objection", "acceptors_signed", "filing_number_given", "closure_reason_given",
        "no_false_rectification", "plan_approved",
    }  # fmt: skip
    for flow in WORKFLOWS.values():
        assert demanded <= {need.code for need in flow.step("close").needs}


def test_a_bare_task_is_refused_with_all_reasons_at_once() -> None:
    bare = Facts(limits=READY.limits, actor="clerk", actor_units=frozenset({"office"}), upper_filing_required=True)
    assert {
        "milestones_verified",
        "criteria_passed",
        "notice_over",
        "acceptors_signed",
        "filing_number_given",
    } <= codes("close", State.NOTICE, bare)


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_no_way_to_closed_leads_round_a_stage(flow: Workflow) -> None:
    stages = [State.DRAFTING, State.PLAN_REVIEW, State.SELF_CHECK, State.SITE_CHECK, State.NOTICE]
    if flow is CENTRAL:
        stages.append(State.REVIEW)
    assert State.CLOSED in reachable(flow, without=None)
    for stage in stages:
        assert State.CLOSED not in reachable(flow, without=stage), stage


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_no_state_is_a_dead_end_and_closed_is_left_for_a_recheck_alone(flow: Workflow) -> None:
    for state in reachable(flow, without=None):
        assert any(step.to_state not in {None, state} for step in possible_steps(flow, state)), state
    assert {step.to_state for step in possible_steps(flow, State.CLOSED)} == {None, State.RECHECK}
    assert {step.to_state for step in possible_steps(flow, State.RECHECK)} == {None, State.CLOSED, State.RECTIFYING}


def reachable(flow: Workflow, *, without: State | None) -> set[State]:
    seen, waiting = set[State](), [State.CLAIM]
    while waiting:
        state = waiting.pop()
        if state is without or state in seen:
            continue
        seen.add(state)
        waiting += [step.to_state for step in possible_steps(flow, state) if step.to_state]
    return seen


BEFORE = replace(READY, criteria_passed=frozenset(), self_check_signed=False, reviewed=False, verifiers=(),
                 site_check_passed=False, notice_first_day=None, notice_last_day=None, signed_units=frozenset())  # fmt: skip
LEAD, ACCEPTOR = (
    {"actor": "engineer", "actor_units": frozenset({"housing"})},
    {"actor": "li", "actor_units": frozenset({"environment"})},
)
CLERK = {"actor": "clerk", "actor_units": frozenset({"office"})}
CHECKED = {"criteria_passed": READY.criteria_passed, "verifiers": READY.verifiers}
SUPPLY = {"items_to_supply": ("补测",), "sub_deadline": date(2026, 12, 1)}
SHOWN = {"notice_first_day": READY.notice_first_day, "notice_last_day": READY.notice_last_day}
RECHECKED = {"recheckers": READY.verifiers, "criteria_passed_again": READY.criteria, "accepted_by": frozenset({"li"})}
BACK = {"criteria_failed_again": frozenset({"well_managed"}), "reopened": 1, "new_deadline": date(2027, 1, 4)}
WALK: list[tuple[str, GrantRole, dict[str, Any], dict[str, Any], State]] = [
    # step, role, who, what has become true before it, where it leads
    ("assign", OFFICE, CLERK, {}, State.CLAIM),
    ("accept", UNIT, LEAD, {}, State.DRAFTING),
    ("submit_plan", UNIT, LEAD, {"approved_plan_version": 0}, State.PLAN_REVIEW),
    ("return_plan", OFFICE, CLERK, {}, State.DRAFTING),
    ("submit_plan", UNIT, LEAD, {}, State.PLAN_REVIEW),
    ("approve_plan", OFFICE, CLERK, {"approval_number": "政函〔2026〕8号"}, State.RECTIFYING),
    ("report_progress", UNIT, LEAD, {"approved_plan_version": 2, "period": "2026-11"}, State.RECTIFYING),
    ("request_extension", UNIT, LEAD, {"new_deadline": date(2027, 3, 31), "stage_results": "过半"}, State.RECTIFYING),
    ("refuse_extension", OFFICE, CLERK, {"extension_open": True, "extension_requested_by": "engineer"}, State.RECTIFYING),
    ("apply_for_closure", UNIT, LEAD, {"extension_open": False}, State.SELF_CHECK),
    ("pass_self_check", UNIT, LEAD, {}, State.REVIEW),
    ("pass_review", OFFICE, CLERK, {"self_check_signed": True}, State.SITE_CHECK),
    ("pass_site_check", VERIFIER, ACCEPTOR, {"reviewed": True, **CHECKED}, State.SITE_CHECK),
    ("start_notice", OFFICE, CLERK, {"site_check_passed": True}, State.NOTICE),
    ("uphold_objection", OFFICE, CLERK, {"open_objections": 1}, State.SITE_CHECK),
    ("return", VERIFIER, ACCEPTOR, {"open_objections": 0, **SUPPLY}, State.RECTIFYING),
    ("apply_for_closure", UNIT, LEAD, {"site_check_passed": False}, State.SELF_CHECK),
    ("pass_self_check", UNIT, LEAD, {}, State.REVIEW),
    ("pass_review", OFFICE, CLERK, {}, State.SITE_CHECK),
    ("pass_site_check", VERIFIER, ACCEPTOR, {}, State.SITE_CHECK),
    ("start_notice", OFFICE, CLERK, {"site_check_passed": True}, State.NOTICE),
    ("sign_closure", VERIFIER, ACCEPTOR, SHOWN, State.NOTICE),
    ("close", OFFICE, CLERK, {"signed_units": frozenset({"environment"})}, State.CLOSED),
    ("start_recheck", OFFICE, CLERK, {}, State.RECHECK),
    ("pass_recheck", OFFICE, CLERK, RECHECKED, State.CLOSED),
    ("start_recheck", OFFICE, CLERK, {}, State.RECHECK),
    ("find_rebound", OFFICE, CLERK, BACK, State.RECTIFYING),
    ("answer_tracing", VERIFIER, ACCEPTOR, {"tracings_owed": 1, "missed": "雨水口", "missed_why": "白天查"}, State.RECTIFYING),
    ("record_search", UNIT, LEAD, {"searches_owed": 1, "searched": "沿河排查"}, State.RECTIFYING),
    ("apply_for_closure", UNIT, LEAD, {"site_check_passed": False}, State.SELF_CHECK),
    ("pass_self_check", UNIT, LEAD, {}, State.REVIEW),
    ("pass_review", OFFICE, CLERK, {}, State.SITE_CHECK),
    ("pass_site_check", VERIFIER, ACCEPTOR, {}, State.SITE_CHECK),
    ("start_notice", OFFICE, CLERK, {"site_check_passed": True}, State.NOTICE),
    ("sign_closure", VERIFIER, ACCEPTOR, SHOWN, State.NOTICE),
    ("close", OFFICE, CLERK, {}, State.CLOSED),
]  # fmt: skip


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_a_task_walks_the_whole_way_back_and_again_to_closed(flow: Workflow) -> None:
    state, facts = State.CLAIM, BEFORE
    for name, role, who, change, leads_to in WALK:
        facts = replace(facts, **change, **who)
        if name == "pass_review" and flow is LOCAL:
            continue
        step = flow.step(name)
        assert [r.text() for r in blockers(step, state, acting([role], facts), facts, "意见", today=TODAY)] == [], name
        state = step.target(state)
        assert state is (State.SITE_CHECK if (name, flow) == ("pass_self_check", LOCAL) else leads_to)
    assert state is State.CLOSED


def test_long_term_work_is_approved_by_another_and_can_still_be_closed() -> None:
    facts = replace(READY, stage_goal_met=True, recurring_milestones=4)
    assert codes("start_long_term", State.RECTIFYING, facts, roles=(OFFICE,)) == set()
    assert codes("start_long_term", State.RECTIFYING, READY) == {"stage_goal_met", "recurring_milestones_set"}
    assert codes("apply_for_closure", State.LONG_TERM, BY_LEAD, roles=(UNIT,)) == set()


def test_whoever_asked_for_an_extension_or_wrote_the_plan_does_not_decide_on_it() -> None:
    asked = replace(READY, extension_open=True, extension_requested_by="clerk", plan_submitted_by="clerk")
    assert codes("approve_extension", State.RECTIFYING, asked) == {"approver_is_not_requester"}
    assert "approver_is_not_author" in codes("approve_plan", State.PLAN_REVIEW, asked)


def test_a_dispute_is_raised_once_and_holds_up_the_claim_until_it_is_ruled_on() -> None:
    disputed = replace(BY_LEAD, disputes=1, dispute_open=True)
    assert codes("accept", State.CLAIM, disputed) == {"no_open_dispute"}
    assert codes("rule_on_dispute", State.CLAIM, disputed) == set()
    ruled = replace(disputed, dispute_open=False)
    assert codes("dispute", State.CLAIM, ruled) == {"dispute_left"}
    assert codes("accept", State.CLAIM, ruled) == set()


def test_a_citizen_may_object_during_the_notice_and_at_no_other_time() -> None:
    shown = replace(READY, notice_last_day=TODAY, actor="", actor_units=frozenset())
    public = (GrantRole.PUBLIC,)
    assert codes("object_to_notice", State.NOTICE, shown, roles=public) == set()
    assert codes("object_to_notice", State.NOTICE, READY, roles=public) == {"notice_running"}
    assert {s.name for s in CENTRAL.steps if GrantRole.PUBLIC in s.roles} == {"object_to_notice"}


def test_false_rectification_blocks_every_way_on_until_it_is_settled_with_a_transfer() -> None:
    flagged = replace(READY, false_rectification_open=True)
    for name, state in (("close", State.NOTICE), ("start_notice", State.SITE_CHECK), ("pass_review", State.REVIEW)):
        assert "no_false_rectification" in codes(name, state, flagged)
    assert codes("settle_false_rectification", State.NOTICE, flagged) == {"transfer_number_given"}
    assert codes("flag_false_rectification", State.CLOSED, READY, roles=(GrantRole.INSPECTOR,)) == set()


def test_administrators_and_leaders_take_no_step_of_the_loop() -> None:
    outside = {GrantRole.SYSTEM_ADMIN, GrantRole.SECURITY_ADMIN, GrantRole.AUDIT_ADMIN}
    assert not [s.name for flow in WORKFLOWS.values() for s in flow.steps if outside & set(s.roles)]


def test_warnings_of_the_plan_stop_nothing_and_its_errors_are_told_one_by_one() -> None:
    from bihuan.core.reasons import Reason, Severity

    findings = (Reason("a", "甲"), Reason("b", "乙"), Reason("c", "丙", severity=Severity.WARNING))
    facts = replace(BY_LEAD, plan_findings=findings)
    assert codes("submit_plan", State.DRAFTING, facts) == {"a", "b"}


def test_a_reason_names_states_and_roles_by_their_words() -> None:
    (wrong,) = blockers(CENTRAL.step("close"), State.CLAIM, acting(EVERYONE, READY), READY, "", today=TODAY)
    assert wrong.text() == "任务现为“待认领”，“销号”只能在“公示”时办理。"
    (role,) = blockers(CENTRAL.step("accept"), State.CLAIM, acting(ANYONE_BUT_UNIT, BY_LEAD), BY_LEAD, "", today=TODAY)
    assert role.text() == "“认领”由责任单位办理，您没有这一职责。"


def test_the_duties_of_the_actor_are_those_of_the_units_acted_for() -> None:
    assert READY.duties_of(BY_LEAD.actor_units) == {DutyRole.LEAD}
    assert READY.duties_of(frozenset({"water", "environment", "finance", "waterworks"})) == set(DutyRole) - {
        DutyRole.LEAD
    }


def test_a_role_held_for_one_unit_and_the_duty_of_another_open_nothing_together() -> None:
    signs, held = CENTRAL.step("sign_closure"), {VERIFIER: frozenset({"water"}), UNIT: frozenset({"environment"})}
    crossed = replace(BY_ACCEPTOR, actor_units=frozenset({"water", "environment"}))
    found = blockers(signs, State.NOTICE, held, crossed, "", today=TODAY)
    assert [reason.code for reason in found] == ["duty_missing"]
    held[VERIFIER] = frozenset({"environment"})
    assert blockers(signs, State.NOTICE, held, crossed, "", today=TODAY) == []
