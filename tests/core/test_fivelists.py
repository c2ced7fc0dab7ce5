from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bihuan.core import rulepack
from bihuan.core.codes import DutyRole, FundSource
from bihuan.core.fivelists import (
    Cause,
    FiveLists,
    FundLine,
    Goal,
    Measure,
    Milestone,
    Responsibility,
    Standards,
    check,
)
from bihuan.core.reasons import errors

STANDARDS = Standards.on(rulepack.load(), date(2026, 11, 21))
PIPES = Measure(
    "m1", "改造老城区雨污合流管网", frozenset({"c1"}), "住建局", due=date(2026, 9, 30), budget=Decimal("120.50")
)
PATROL = Measure("m2", "建立河道巡查制度", frozenset({"c2"}), "水利局", due=date(2026, 6, 30))
MONEY = FundLine(FundSource.COUNTY, Decimal("120.50"), Decimal(80), Decimal(20), "财建〔2026〕1号", "m1")
LEAD = Responsibility("住建局", DutyRole.LEAD, "局长")
FIRST = Milestone("完成设计", date(2026, 3, 31), Decimal(40))
LAST = Milestone("完成施工", date(2026, 9, 30), Decimal(60))
WHOLE = FiveLists(
    causes=[Cause("c1", "管网老旧"), Cause("c2", "巡查缺位")],
    goals=[Goal("氨氮浓度", Decimal("1.5"), "mg/L")],
    measures=[PIPES, PATROL],
    funds=[MONEY],
    responsibilities=[LEAD, Responsibility("水利局", DutyRole.ASSIST)],
    deadline=date(2026, 12, 31),
    milestones=[FIRST, LAST],
    work_must_end=date(2026, 10, 29),
)


def test_complete_and_consistent_lists_have_nothing_against_them() -> None:
    assert check(WHOLE, STANDARDS) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"causes": []}, "list_empty"),
        ({"goals": []}, "list_empty"),
        ({"measures": []}, "list_empty"),
        ({"funds": []}, "list_empty"),
        ({"responsibilities": []}, "list_empty"),
        ({"causes": [*WHOLE.causes, Cause("c3", "监管不力")]}, "cause_without_measure"),
        ({"measures": [PIPES, replace(PATROL, causes=frozenset())]}, "measure_without_cause"),
        ({"measures": [PIPES, replace(PATROL, causes=frozenset({"c2", "c9"}))]}, "measure_of_unknown_cause"),
        ({"measures": [PIPES, replace(PATROL, unit=" ")]}, "measure_without_unit"),
        ({"measures": [PIPES, replace(PATROL, due=None)]}, "measure_without_deadline"),
        ({"measures": [PIPES, replace(PATROL, due=date(2027, 1, 1))]}, "measure_after_deadline"),
        ({"measures": [PIPES, replace(PATROL, start=date(2026, 7, 1))]}, "measure_ends_before_start"),
        ({"goals": [Goal("水质明显改善")]}, "goal_not_measurable"),
        ({"measures": [replace(PIPES, budget=Decimal("120.51")), PATROL]}, "funds_below_budget"),
        ({"no_funds_needed": True}, "funds_contradict"),
        ({"funds": [replace(MONEY, source=None)]}, "fund_without_source"),
        ({"funds": [replace(MONEY, paid=Decimal(81))]}, "fund_amounts_disagree"),
        ({"funds": [replace(MONEY, allocated=Decimal(121))]}, "fund_amounts_disagree"),
        ({"funds": [replace(MONEY, measure="m9")]}, "fund_of_unknown_measure"),
        ({"responsibilities": [replace(LEAD, role=DutyRole.DUTY)]}, "lead_not_single"),
        ({"responsibilities": [LEAD, replace(LEAD, unit="水利局")]}, "lead_not_single"),
        ({"responsibilities": [replace(LEAD, person="")]}, "responsible_person_missing"),
        ({"deadline": None}, "deadline_missing"),
        ({"milestones": []}, "milestones_missing"),
        ({"milestones": [FIRST, replace(LAST, weight=Decimal("59.99"))]}, "weights_wrong"),
        (
            {"milestones": [replace(FIRST, weight=Decimal(0)), replace(LAST, weight=Decimal(100))]},
            "weight_not_positive",
        ),
        ({"milestones": [replace(FIRST, due=None), LAST]}, "milestone_without_date"),
        ({"milestones": [LAST, FIRST]}, "milestones_out_of_order"),
        ({"milestones": [FIRST, replace(LAST, due=date(2027, 1, 4))]}, "milestone_after_deadline"),
        ({"milestones": [FIRST, replace(LAST, due=date(2026, 10, 30))]}, "no_time_for_closure"),
    ],
)
def test_each_fault_stops_the_plan_and_is_named(change: dict[str, Any], code: str) -> None:
    found = errors(check(replace(WHOLE, **change), STANDARDS))
    assert code in {reason.code for reason in found}
    assert all("%(" not in reason.text() for reason in found)


def test_a_task_that_needs_no_money_says_so_and_needs_no_fund_line() -> None:
    free = replace(WHOLE, measures=[replace(PIPES, budget=Decimal(0)), PATROL], funds=[], no_funds_needed=True)
    assert check(free, STANDARDS) == []


def test_the_missing_amount_is_told_to_the_last_cent() -> None:
    short = replace(WHOLE, funds=[replace(MONEY, amount=Decimal("120.49"))])
    (reason,) = check(short, STANDARDS)
    assert reason.text() == "资金合计120.49万元，少于预算120.50万元，差0.01万元。"


def test_a_criterion_that_can_be_judged_makes_a_goal_measurable() -> None:
    assert check(replace(WHOLE, goals=[Goal("河道无黑臭", criterion="连续三个月无返黑返臭")]), STANDARDS) == []


def test_a_fund_line_without_document_is_only_a_warning() -> None:
    found = check(replace(WHOLE, funds=[replace(MONEY, document_no="")]), STANDARDS)
    assert [reason.code for reason in found] == ["fund_without_document"]
    assert errors(found) == []


def test_a_blanket_shutdown_is_a_warning_but_forbidding_one_is_not() -> None:
    blanket = replace(WHOLE, measures=[PIPES, replace(PATROL, text="对沿河企业一律停产")])
    found = check(blanket, STANDARDS)
    assert [reason.code for reason in found] == ["one_size_fits_all"]
    assert errors(found) == []
    forbidding = replace(WHOLE, measures=[PIPES, replace(PATROL, text="分类施策，严禁对企业一律停产")])
    assert check(forbidding, STANDARDS) == []
    both = replace(WHOLE, measures=[PIPES, replace(PATROL, text="严禁一律停产；汛期内对南岸企业一律停产")])
    assert [reason.code for reason in check(both, STANDARDS)] == ["one_size_fits_all"]


def test_a_long_text_is_shortened_in_the_reason() -> None:
    (reason,) = check(replace(WHOLE, goals=[Goal("水" * 100)]), STANDARDS)
    assert len(reason.text()) < 60
