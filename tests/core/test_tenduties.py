"""十个“每”: each duty can be kept, violated, and without anything to judge; nothing that gets worse looks better."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core import rulepack
from bihuan.core.codes import Criterion, DutyRole, State
from bihuan.core.progress import Mark
from bihuan.core.reasons import Severity
from bihuan.core.tenduties import (
    RULES,
    TEN_DUTIES,
    Answer,
    Finding,
    Party,
    Recheck,
    Standards,
    TaskFacts,
    Verdict,
    Work,
    judge,
    turns_on,
)
from tests.core.test_fivelists import MONEY, PATROL, PIPES, WHOLE

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
PACK = rulepack.load()
STANDARDS = Standards.on(PACK, TODAY)
LEAD = Party("1", "住建局", DutyRole.LEAD, "局长")
SUPERVISE = Party("2", "水利局", DutyRole.SUPERVISE)
ACCEPT = Party("3", "生态环境局", DutyRole.ACCEPT)
AT_WORK = TaskFacts(
    day=TODAY,
    state=State.RECTIFYING,
    deadline=date(2026, 12, 31),
    parties=(LEAD, SUPERVISE, ACCEPT),
    lists=WHOLE,
    plan_version=3,
    approved_version=3,
    marks=(Mark(date(2026, 3, 31), Decimal(40), date(2026, 3, 30)), Mark(date(2026, 12, 1), Decimal(60))),
    answers=(Answer("调度报送", TODAY, "2026-10"),),
    done=(Work("完成设计", 1),),
)
CLOSED = replace(
    AT_WORK,
    state=State.CLOSED,
    answers=(),
    criteria=frozenset(Criterion),
    criteria_proven=frozenset(Criterion),
    mechanism=True,
    recheck=Recheck(TODAY),
)


def found(facts: TaskFacts) -> dict[int, Finding]:
    return {finding.number: finding for finding in judge(facts, STANDARDS)}


def codes(facts: TaskFacts, number: int) -> set[str]:
    return {reason.code for reason in found(facts)[number].reasons}


def test_a_task_in_order_keeps_what_applies_to_work_and_a_closed_one_what_applies_to_closures() -> None:
    kept = {number for number, finding in found(AT_WORK).items() if finding.verdict is Verdict.KEPT}
    assert kept == {2, 3, 4, 7, 8, 9}
    kept = {number for number, finding in found(CLOSED).items() if finding.verdict is Verdict.KEPT}
    assert kept == {5, 9}


def test_what_is_not_registered_yet_is_never_a_pass() -> None:
    for facts in (AT_WORK, CLOSED):
        assert {number for number in (1, 6, 10) if found(facts)[number].verdict is not Verdict.NOT_APPLICABLE} == set()
    assert all("本系统尚无" in TEN_DUTIES[number].lacking for number in (1, 6, 10))


@pytest.mark.parametrize(
    ("facts", "number", "code"),
    [
        (replace(AT_WORK, parties=(SUPERVISE, ACCEPT)), 2, "lead_missing"),
        (replace(AT_WORK, parties=(LEAD, ACCEPT)), 2, "supervisor_missing"),
        (replace(AT_WORK, parties=(LEAD, SUPERVISE)), 2, "acceptor_missing"),
        (replace(AT_WORK, parties=(replace(LEAD, person=""), SUPERVISE, ACCEPT)), 2, "person_missing"),
        (replace(AT_WORK, parties=(LEAD, SUPERVISE, replace(ACCEPT, unit="1"))), 2, "acceptor_not_independent"),
        (replace(AT_WORK, parties=(LEAD, replace(SUPERVISE, active=False), ACCEPT)), 2, "unit_closed"),
        (replace(AT_WORK, state=State.DRAFTING, plan_due=TODAY - DAY), 3, "plan_late"),
        (replace(AT_WORK, approved_version=0), 3, "plan_not_approved"),
        (replace(AT_WORK, approved_version=2), 3, "plan_changed"),
        (replace(AT_WORK, lists=replace(WHOLE, causes=[])), 3, "list_empty"),
        (replace(AT_WORK, lists=replace(WHOLE, work_must_end=date(2026, 9, 1))), 3, "no_time_for_closure"),
        (replace(AT_WORK, lists=replace(WHOLE, goal_text="所有企业一律停产")), 3, "one_size_fits_all"),
        (replace(AT_WORK, deadline=TODAY - DAY), 4, "overdue"),
        (replace(AT_WORK, marks=(Mark(TODAY, Decimal(40)),)), 4, "behind"),
        (replace(AT_WORK, answers=(Answer("调度报送", TODAY - DAY, "2026-10"),)), 4, "report_missed"),
        (replace(CLOSED, criteria_proven=frozenset({Criterion.WELL_MANAGED})), 5, "criterion_not_proven"),
        (replace(CLOSED, criteria=frozenset()), 5, "standard_missing"),
        (replace(CLOSED, nodes_unverified=1), 5, "nodes_not_verified"),
        (replace(CLOSED, false_rectification=True), 5, "false_rectification"),
        (replace(CLOSED, recheck=Recheck(TODAY - DAY)), 5, "recheck_late"),
        (replace(AT_WORK, rebounds=1), 5, "rebound"),
        (replace(AT_WORK, false_rectification=True), 5, "false_rectification"),
        (replace(AT_WORK, answers=(Answer("补正", TODAY - DAY),)), 7, "answer_late"),
        (replace(AT_WORK, answers=(Answer("调度报送", TODAY - DAY, "2026-10"),)), 7, "report_missed"),
        (replace(AT_WORK, lists=replace(WHOLE, funds=[])), 8, "funds_unsaid"),
        (replace(AT_WORK, lists=replace(WHOLE, funds=[replace(MONEY, amount=Decimal(120))])), 8, "funds_below_budget"),
        (replace(AT_WORK, lists=replace(WHOLE, funds=[replace(MONEY, document_no="")])), 8, "fund_without_document"),
        (replace(AT_WORK, lists=replace(WHOLE, funds=[replace(MONEY, source=None)])), 8, "fund_without_source"),
        (replace(AT_WORK, lists=replace(WHOLE, no_funds_needed=True)), 8, "funds_contradict"),
        (replace(AT_WORK, done=(Work("完成设计", 0),)), 9, "work_without_result"),
        (replace(CLOSED, mechanism=False), 9, "mechanism_missing"),
        (replace(CLOSED, recheck=Recheck(planned=False)), 9, "recheck_unplanned"),
    ],
)  # fmt: skip
def test_each_rule_can_fail(facts: TaskFacts, number: int, code: str) -> None:
    assert code in codes(facts, number)
    assert found(facts)[number].verdict is Verdict.VIOLATED


def test_work_that_costs_nothing_is_said_to_need_no_funds() -> None:
    free = replace(WHOLE, funds=[], measures=[replace(PIPES, budget=Decimal(0)), PATROL])
    assert codes(replace(AT_WORK, lists=free), 8) == {"funds_unsaid"}
    assert codes(replace(AT_WORK, lists=replace(free, no_funds_needed=True)), 8) == set()


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        (CLOSED, 2),
        (CLOSED, 3),
        (replace(AT_WORK, state=State.DRAFTING, plan_due=TODAY), 3),
        (CLOSED, 4),
        (replace(AT_WORK, state=State.CLAIM, deadline=None, marks=(), answers=()), 4),
        (AT_WORK, 5),
        (CLOSED, 7),
        (replace(AT_WORK, state=State.NOTICE, answers=()), 7),
        (CLOSED, 8),
        (replace(AT_WORK, state=State.DRAFTING), 8),
        (replace(AT_WORK, done=()), 9),
    ],
)
def test_a_duty_applies_only_where_there_is_something_to_judge(facts: TaskFacts, number: int) -> None:
    assert found(facts)[number] == Finding(number, Verdict.NOT_APPLICABLE)


def test_the_last_day_itself_is_still_in_time() -> None:
    owed = replace(AT_WORK, deadline=TODAY, answers=(Answer("补正", TODAY),))
    assert found(owed)[4].verdict is found(owed)[7].verdict is Verdict.KEPT
    tomorrow = replace(owed, day=TODAY + DAY)
    assert found(tomorrow)[4].verdict is found(tomorrow)[7].verdict is Verdict.VIOLATED


def test_one_missed_report_is_a_warning_and_as_many_as_the_rule_says_are_an_error() -> None:
    misses = tuple(Answer("调度报送", TODAY - 31 * DAY * n - DAY, f"2026-{10 - n}") for n in range(4))
    for count in range(1, 5):
        severities = {reason.severity for reason in found(replace(AT_WORK, answers=misses[:count]))[7].reasons}
        severe = count >= PACK.get("ten_duties.missed_reports", on=TODAY).whole
        assert severities == {Severity.ERROR if severe else Severity.WARNING}


def test_every_figure_has_a_basis_and_a_source() -> None:
    for key in RULES:
        rule = PACK.get(key, on=TODAY)
        assert rule.source
        assert rule.basis.label


# --- properties --------------------------------------------------------------------------------------------------

days = st.dates(TODAY - 400 * DAY, TODAY + 400 * DAY)
parties = st.lists(
    st.builds(
        Party, unit=st.sampled_from("1234"), name=st.just("某局"), role=st.sampled_from(DutyRole),
        person=st.sampled_from(["", "某人"]), active=st.booleans(),
    ),
    max_size=5,
).map(tuple)  # fmt: skip
marks = st.lists(
    st.builds(Mark, due=days, weight=st.integers(1, 50).map(Decimal), verified_on=st.none() | days), max_size=3
).map(tuple)
answers = st.lists(
    st.builds(Answer, what=st.just("补正"), due=days, period=st.sampled_from(["", "2026-10"])), max_size=3
).map(tuple)
criteria = st.frozensets(st.sampled_from(Criterion))
tasks = st.builds(
    TaskFacts,
    day=st.just(TODAY),
    state=st.sampled_from(State),
    deadline=st.none() | days,
    parties=parties,
    lists=st.sampled_from(
        [WHOLE, replace(WHOLE, funds=[]), replace(WHOLE, measures=[]), replace(WHOLE, milestones=[])]
    ),
    plan_version=st.integers(0, 2),
    approved_version=st.integers(0, 2),
    plan_due=st.none() | days,
    marks=marks,
    answers=answers,
    done=st.lists(st.builds(Work, name=st.just("清淤"), evidence=st.integers(0, 2)), max_size=2).map(tuple),
    nodes_unverified=st.integers(0, 2),
    criteria=criteria,
    criteria_proven=criteria,
    false_rectification=st.booleans(),
    rebounds=st.integers(0, 2),
    mechanism=st.booleans(),
    recheck=st.builds(Recheck, due=st.none() | days, planned=st.booleans()),
)
WORSE: list[Callable[[TaskFacts], TaskFacts]] = [
    lambda t: replace(t, parties=tuple(p for p in t.parties if p.role is not DutyRole.SUPERVISE)),
    lambda t: replace(t, parties=tuple(replace(p, active=False) for p in t.parties)),
    lambda t: replace(t, parties=tuple(replace(p, person="") for p in t.parties)),
    lambda t: replace(t, lists=replace(t.lists, funds=[replace(MONEY, paid=Decimal(90))])) if t.lists.funds else t,
    lambda t: replace(t, lists=replace(t.lists, goal_text=t.lists.goal_text + "全部停产")),
    lambda t: replace(t, answers=(*t.answers, Answer("补正", TODAY - DAY))),
    lambda t: replace(t, answers=(*t.answers, Answer("调度报送", TODAY - DAY, "2026-10"))),
    lambda t: replace(t, marks=tuple(replace(mark, verified_on=None) for mark in t.marks)),
    lambda t: replace(t, done=tuple(replace(work, evidence=0) for work in t.done)),
    lambda t: replace(t, criteria_proven=frozenset()),
    lambda t: replace(t, nodes_unverified=t.nodes_unverified + 1),
    lambda t: replace(t, mechanism=False),
    lambda t: replace(t, false_rectification=True),
    lambda t: replace(t, rebounds=t.rebounds + 1),
    lambda t: replace(t, recheck=Recheck(TODAY - DAY, planned=False)),
]  # fmt: skip


@given(tasks, st.sampled_from(WORSE))
def test_adding_a_violation_never_improves(facts: TaskFacts, worsen: Callable[[TaskFacts], TaskFacts]) -> None:
    before, after = found(facts), found(worsen(facts))
    for number, finding in before.items():
        if finding.verdict is Verdict.VIOLATED:
            assert after[number].verdict is Verdict.VIOLATED
        if finding.verdict is Verdict.KEPT:
            assert after[number].verdict is not Verdict.NOT_APPLICABLE


@given(tasks)
def test_reasons_stand_exactly_where_a_duty_is_violated(facts: TaskFacts) -> None:
    for number, finding in found(facts).items():
        assert bool(finding.reasons) == (finding.verdict is Verdict.VIOLATED)
        assert all("%(" not in reason.text() for reason in finding.reasons)
        assert finding.number == number


@given(tasks, st.integers(1, 60))
def test_until_the_day_on_which_it_turns_a_finding_stays_what_it_is(facts: TaskFacts, ahead: int) -> None:
    turn = turns_on(facts, STANDARDS)
    later = facts.day + ahead * DAY
    if turn is None or later < turn:
        assert judge(replace(facts, day=later), STANDARDS) == judge(facts, STANDARDS)


def test_a_plan_whose_share_grows_daily_turns_every_day() -> None:
    assert turns_on(AT_WORK, replace(STANDARDS, planned="linear")) == TODAY + DAY
