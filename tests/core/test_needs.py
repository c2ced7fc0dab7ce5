"""Every guard by itself: what breaks it, and what makes it hold."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.core import needs
from bihuan.core.codes import EvidenceKind
from bihuan.core.facts import Verifier
from bihuan.core.loop import WORKFLOWS
from bihuan.core.needs import Need
from bihuan.core.reasons import Reason, Severity
from tests.core.ready import READY, TODAY

NEEDS = {value.code: value for value in vars(needs).values() if isinstance(value, Need)}
Change = dict[str, Any]
ERROR, WARNING = Reason("x", "错误"), Reason("y", "提醒", severity=Severity.WARNING)
LI, WU = READY.verifiers

# code: (what breaks it, what makes it hold, both laid over READY)
CASES: dict[str, tuple[list[Change], Change]] = {
    "one_lead_unit": ([{"lead_units": frozenset()}, {"lead_units": frozenset({"a", "b"})}], {}),
    "person_named": ([{"named_persons": 0}], {}),
    "supervisor_assigned": ([{"supervise_units": frozenset()}], {}),
    "acceptor_assigned": ([{"accept_units": frozenset()}], {}),
    "acceptor_independent": (
        [{"accept_units": frozenset({"environment", unit})} for unit in ("housing", "waterworks", "finance")],
        {},
    ),
    "actor_independent": (
        [
            {"actor_units": frozenset({"office", "waterworks"})},
            {"actor_interests": frozenset({"finance"})},
            {"actor": ""},
        ],
        {},
    ),
    "approver_is_not_author": ([{"plan_submitted_by": "clerk"}], {}),
    "approver_is_not_requester": ([{"extension_requested_by": "clerk"}], {}),
    "no_open_dispute": ([{"dispute_open": True}], {}),
    "dispute_open": ([{}], {"dispute_open": True}),
    "dispute_left": ([{"disputes": 1}], {}),
    "deadline_set": ([{"deadline": None}], {}),
    "five_lists_complete": ([{"plan_version": 0}, {"plan_findings": (ERROR,)}], {"plan_findings": (WARNING,)}),
    "approval_number_given": ([{}, {"approval_number": "  "}], {"approval_number": "政函〔2026〕8号"}),
    "plan_approved": ([{"approved_plan_version": 0}, {"plan_version": 3}], {}),
    "period_given": ([{}], {"period": "2026-11"}),
    "no_open_extension": ([{"extension_open": True}], {}),
    "extension_open": ([{}], {"extension_open": True}),
    "extension_asked_in_time": (
        [{"deadline": None}, {"deadline": date(2026, 12, 20)}],
        {"deadline": date(2026, 12, 21)},
    ),
    "new_deadline_later": (
        [{}, {"new_deadline": date(2026, 12, 31)}, {"deadline": None, "new_deadline": TODAY}],
        {"new_deadline": date(2027, 1, 4)},
    ),
    "stage_results_given": ([{}], {"stage_results": "管网已完成八成"}),
    "stage_goal_met": ([{}], {"stage_goal_met": True}),
    "recurring_milestones_set": ([{}], {"recurring_milestones": 4}),
    "milestones_verified": ([{"milestones_verified": 2}, {"milestones": 0, "milestones_verified": 0}], {}),
    "sites_done": ([{"open_sites": 7}], {}),
    "site_put_right": ([{"sites_put_right": 0}], {}),
    "materials_complete": ([{"missing_materials": (EvidenceKind.PHOTO_AFTER,)}], {}),
    "evidence_of_open_work": ([{"evidence_of_closure": True}], {}),
    "own_evidence": ([{"evidence_unit": "housing"}, {}], {"evidence_unit": "office"}),
    "self_check_signed": ([{"self_check_signed": False}], {}),
    "reviewed": ([{"reviewed": False}], {}),
    "criteria_passed": (
        [{"criteria_passed": frozenset(list(READY.criteria)[:3])}, {"criteria": frozenset()}],
        {},
    ),
    "enough_verifiers": ([{"verifiers": ()}, {"verifiers": (LI,)}, {"verifiers": (LI, LI)}], {}),
    "verifiers_independent": (
        [{"verifiers": (LI, WU, Verifier("zhao", frozenset({unit, "x"})))} for unit in READY.rectifying_units],
        {},
    ),
    "site_check_passed": ([{"site_check_passed": False}], {}),
    "site_check_open": ([{}], {"site_check_passed": False}),
    "items_listed": ([{}, {"items_to_supply": (" ",)}], {"items_to_supply": ("补充监测报告",)}),
    "sub_deadline_set": (
        [{}, {"sub_deadline": TODAY}, {"sub_deadline": date(2026, 12, 22)}],
        {"sub_deadline": date(2026, 12, 21)},
    ),
    "notice_complete": ([{"missing_notice_fields": ("联系电话",)}], {}),
    "notice_running": (
        [{}, {"notice_first_day": None}, {"notice_first_day": date(2026, 11, 22), "notice_last_day": date(2026, 12, 4)}],
        {"notice_last_day": TODAY},
    ),
    "notice_over": ([{"notice_last_day": TODAY}, {"notice_first_day": None}, {"notice_last_day": None}], {}),
    "objection_open": ([{}], {"open_objections": 1}),
    "no_open_objection": ([{"open_objections": 1}], {}),
    "signer_did_not_pass": (
        [{"site_passed_by": "clerk", "limits": replace(READY.limits, separate_signer=True)}],
        {"site_passed_by": "clerk"},
    ),
    "acceptors_signed": (
        [
            {"signed_units": frozenset()},
            {"signed_units": frozenset({"housing"})},
            {"accept_units": frozenset({"environment", "forestry"})},
            {"accept_units": frozenset()},
        ],
        {},
    ),
    "filing_number_given": ([{"filing_number": " "}], {}),
    "minutes_number_given": ([{"minutes_number": ""}], {}),
    "upper_filing_given": ([{"upper_filing_number": ""}], {"upper_filing_number": "", "upper_filing_required": False}),
    "closure_reason_given": ([{"closure_reason": ""}, {"closure_reason": "done"}], {}),
    "no_false_rectification": ([{"false_rectification_open": True}], {}),
    "false_rectification_open": ([{}], {"false_rectification_open": True}),
    "transfer_number_given": ([{}], {"transfer_number": "移〔2026〕1号"}),
    "criteria_passed_again": (
        [{}, {"criteria_passed_again": frozenset(list(READY.criteria)[:3])}, {"criteria": frozenset()}],
        {"criteria_passed_again": READY.criteria},
    ),
    "enough_recheckers": ([{}, {"recheckers": (WU,)}, {"recheckers": (WU, WU)}], {"recheckers": (LI, WU)}),
    "recheckers_independent": (
        [{"recheckers": (LI, WU, Verifier("zhao", frozenset({unit, "x"})))} for unit in READY.rectifying_units],
        {"recheckers": (LI, WU)},
    ),
    "recheckers_beyond_acceptors": (
        [{}, {"recheckers": (LI,)}, {"recheckers": (LI, WU), "accepted_by": frozenset({"li", "wu"})}],
        {"recheckers": (LI, WU), "accepted_by": frozenset({"li"})},
    ),
    "rebound_shown": ([{}], {"criteria_failed_again": frozenset({"well_managed"})}),
    "nodes_reopened": ([{}], {"reopened": 1}),
    "rebound_deadline_set": ([{}, {"new_deadline": TODAY}], {"new_deadline": date(2026, 11, 22)}),
    "tracing_owed": ([{}], {"tracings_owed": 1}),
    "tracing_answer_given": ([{}, {"missed": "雨水口"}, {"missed_why": " "}], {"missed": "a", "missed_why": "b"}),
    "search_described": (
        [{}, {"search_target": "园区"}, {"search_target": "园区", "search_due": date(2026, 11, 20)}],
        {"search_target": "园区", "search_due": TODAY},
    ),
    "upward_answer_awaited": ([{}], {"upward_unanswered": 1}),
    "search_owed": ([{}], {"searches_owed": 2}),
    "search_told": ([{}, {"searched": " "}], {"searched": "沿河排查"}),
}  # fmt: skip


def test_every_guard_has_a_case_here_and_is_used_by_a_step() -> None:
    assert set(CASES) == set(NEEDS)
    used = {need.code for flow in WORKFLOWS.values() for step in flow.steps for need in step.needs}
    assert used == set(NEEDS)


@pytest.mark.parametrize(("code", "change"), [(code, change) for code, case in CASES.items() for change in case[0]])
def test_a_guard_that_does_not_hold_gives_its_reason_in_plain_words(code: str, change: Change) -> None:
    found = NEEDS[code].reasons(replace(READY, **change), TODAY)
    assert found
    assert all("%(" not in reason.text() and reason.text().endswith("。") for reason in found if reason != ERROR)
    assert {reason.code for reason in found} <= {code, ERROR.code}


@pytest.mark.parametrize(("code", "change"), [(code, case[1]) for code, case in CASES.items()])
def test_a_guard_that_holds_says_nothing(code: str, change: Change) -> None:
    assert NEEDS[code].reasons(replace(READY, **change), TODAY) == []


def test_figures_in_guards_come_from_the_rules_and_not_from_the_code() -> None:
    stricter = replace(READY, limits=replace(READY.limits, verifiers=3))
    (reason,) = NEEDS["enough_verifiers"].reasons(stricter, TODAY)
    assert reason.params == {"required": 3, "present": 2}
    slower = replace(READY, sub_deadline=date(2026, 12, 21), limits=replace(READY.limits, return_max_days=29))
    assert NEEDS["sub_deadline_set"].reasons(slower, TODAY)
