from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core import rulepack
from bihuan.core.codes import TermClass
from bihuan.core.loop import workflow
from bihuan.core.reasons import Refused
from bihuan.core.rulepack import RulePackError, Unit
from bihuan.core.schedule import (
    After,
    Closure,
    Milestone,
    Row,
    Schedule,
    Stage,
    backward,
    in_sequence,
    reschedule,
)
from bihuan.core.workdays import add_working_days, calendar, working_days_between

CAL = calendar()
PACK = rulepack.load()
ON = date(2026, 1, 5)
CLOSURE = Closure.of(PACK, ON)
DESIGN, BUILD, TRIAL = Milestone("a", "设计", 10), Milestone("b", "施工", 15), Milestone("c", "试运行", 10)
WORK = in_sequence([DESIGN, BUILD, TRIAL])


def rows(schedule: Schedule) -> dict[str, Row]:
    return {row.key: row for row in schedule.rows}


def office(*rules: dict[str, object]) -> rulepack.RulePack:
    usual = {"basis": "local", "source": "本市办法", "label": "规则"}
    return PACK.overlay(rulepack.from_table({"rules": [usual | rule for rule in rules]}, "office"))


def test_work_must_end_forty_five_working_days_before_the_deadline() -> None:
    schedule = backward(date(2026, 12, 18), date(2026, 6, 1), WORK, CLOSURE, CAL)
    assert schedule.work_must_end == add_working_days(date(2026, 12, 18), -45, CAL).date == date(2026, 10, 16)
    assert schedule.feasible
    assert not schedule.provisional
    assert [row.key for row in schedule.rows if row.stage] == ["self_check", "review", "site_check", "notice", "filing"]
    assert schedule.rows[-1].latest_finish == date(2026, 12, 18)


def test_milestones_stand_back_to_back_before_the_closure_procedure() -> None:
    placed = rows(backward(date(2026, 12, 18), date(2026, 6, 1), WORK, CLOSURE, CAL))
    assert placed["c"].latest_finish == date(2026, 10, 16)
    assert placed["b"].latest_finish == add_working_days(placed["c"].latest_start, -1, CAL).date
    assert working_days_between(placed["b"].latest_start, placed["b"].latest_finish, CAL) == 15
    assert placed["a"].earliest_start == date(2026, 6, 1)


def test_a_deadline_on_a_day_of_rest_counts_from_the_working_day_before() -> None:
    on_saturday = backward(date(2026, 12, 19), date(2026, 6, 1), WORK, CLOSURE, CAL)
    assert on_saturday.work_must_end == date(2026, 10, 16)


def test_a_lag_keeps_its_working_days_between_two_milestones() -> None:
    lagging = [DESIGN, replace(BUILD, after=(After("a", lag=5),))]
    placed = rows(backward(date(2026, 12, 18), date(2026, 6, 1), lagging, CLOSURE, CAL))
    between = working_days_between(placed["a"].latest_finish, placed["b"].latest_start, CAL) - 2
    assert between == 5
    assert working_days_between(placed["a"].earliest_finish, placed["b"].earliest_start, CAL) - 2 == 5


def test_a_milestone_with_two_followers_ends_before_the_earlier_of_them() -> None:
    fork = [DESIGN, replace(BUILD, after=(After("a"),)), replace(TRIAL, after=(After("a"),))]
    placed = rows(backward(date(2026, 12, 18), date(2026, 6, 1), fork, CLOSURE, CAL))
    assert placed["a"].latest_finish < min(placed["b"].latest_start, placed["c"].latest_start)


def test_a_milestone_that_starts_together_with_another_runs_beside_it() -> None:
    beside = [
        BUILD,
        replace(DESIGN, after=(After("b", together=True),)),
        replace(TRIAL, after=(After("b"), After("a"))),
    ]
    schedule = backward(date(2026, 12, 18), date(2026, 6, 1), beside, CLOSURE, CAL)
    placed = rows(schedule)
    assert placed["a"].earliest_start == placed["b"].earliest_start == date(2026, 6, 1)
    assert placed["a"].latest_finish == placed["b"].latest_finish < placed["c"].latest_start
    one_after_another = rows(backward(date(2026, 12, 18), date(2026, 6, 1), WORK, CLOSURE, CAL))
    assert placed["c"].earliest_start < one_after_another["c"].earliest_start


def test_what_starts_together_leaves_the_other_the_time_to_start() -> None:
    """A long milestone beside a short one: the short one must have started before it, however late it may end."""
    beside = [TRIAL, replace(BUILD, days=60, after=(After("c", lag=3, together=True),))]
    placed = rows(backward(date(2026, 12, 18), date(2026, 6, 1), beside, CLOSURE, CAL))
    assert working_days_between(placed["c"].latest_start, placed["b"].latest_start, CAL) - 1 == 3
    assert placed["c"].slack == placed["b"].slack


def test_nobody_is_told_to_shorten_what_the_next_milestone_runs_beside() -> None:
    beside = [TRIAL, replace(BUILD, days=60, after=(After("c", together=True),))]
    schedule = backward(date(2026, 12, 18), date(2026, 9, 1), beside, CLOSURE, CAL)
    assert schedule.conflict == ("c", "b")
    named = [s.text.params.get("name") for s in schedule.suggestions]
    assert BUILD.name in named
    assert TRIAL.name not in named


def test_own_dates_of_a_milestone_are_kept() -> None:
    fixed = in_sequence([replace(DESIGN, not_after=date(2026, 7, 31)), replace(BUILD, not_before=date(2026, 8, 10))])
    placed = rows(backward(date(2026, 12, 18), date(2026, 6, 1), fixed, CLOSURE, CAL))
    assert placed["a"].latest_finish == date(2026, 7, 31)
    assert placed["b"].earliest_start == date(2026, 8, 10)


def test_a_notice_in_calendar_days_ends_before_the_filing_begins() -> None:
    closure = Closure.of(office({"key": "notice.days", "value": 7, "unit": "day", "inclusive": True}), ON)
    placed = rows(backward(date(2026, 12, 18), date(2026, 6, 1), WORK, closure, CAL))
    notice = placed["notice"]
    assert (notice.latest_finish - notice.latest_start).days == 6
    assert notice.latest_finish < placed["filing"].latest_start
    assert placed["filing"].latest_finish <= date(2026, 12, 18)


def test_a_procedure_without_review_leaves_its_days_to_the_work() -> None:
    local = Closure.of(PACK, ON, flow=workflow("local-2025"))
    assert [stage.key for stage in local.stages] == ["self_check", "site_check", "notice", "filing"]
    schedule = backward(date(2026, 12, 18), date(2026, 6, 1), WORK, local, CAL)
    assert schedule.work_must_end == add_working_days(date(2026, 12, 18), -35, CAL).date
    assert Closure.of(PACK, ON, flow=workflow("central-2025")) == CLOSURE


def test_what_is_put_right_at_once_is_closed_after_its_deadline_unless_a_rule_says_otherwise() -> None:
    at_once = Closure.of(PACK, ON, term=TermClass.IMMEDIATE)
    assert backward(date(2026, 6, 30), date(2026, 6, 1), [DESIGN], at_once, CAL).feasible
    strict = office({"key": "schedule.immediate_within_deadline", "value": True, "unit": "flag"})
    within = Closure.of(strict, ON, term=TermClass.IMMEDIATE)
    assert not backward(date(2026, 6, 30), date(2026, 6, 1), [DESIGN], within, CAL).feasible
    assert Closure.of(PACK, ON, term=TermClass.SHORT).within_deadline


def test_a_rule_may_let_the_closure_procedure_follow_the_deadline() -> None:
    after = office({"key": "schedule.closure_within_deadline", "value": False, "unit": "flag"})
    schedule = backward(date(2026, 9, 30), date(2026, 6, 1), WORK, Closure.of(after, ON), CAL)
    assert schedule.work_must_end == date(2026, 9, 30)
    assert rows(schedule)["self_check"].latest_start == date(2026, 10, 8)


def test_an_infeasible_plan_tells_the_days_it_lacks_the_chain_and_a_deadline_that_would_do() -> None:
    schedule = backward(date(2026, 12, 18), date(2026, 9, 14), WORK, CLOSURE, CAL)
    assert not schedule.feasible
    assert schedule.conflict == ("a", "b", "c")
    assert schedule.shortfall == 35 - working_days_between(date(2026, 9, 14), date(2026, 10, 16), CAL)
    assert schedule.feasible_deadline is not None
    assert backward(schedule.feasible_deadline, date(2026, 9, 14), WORK, CLOSURE, CAL).feasible
    day_before = schedule.feasible_deadline - timedelta(days=1)
    assert not backward(day_before, date(2026, 9, 14), WORK, CLOSURE, CAL).feasible


def test_suggestions_name_the_longest_work_first_and_what_a_shorter_notice_saves() -> None:
    schedule = backward(date(2026, 12, 18), date(2026, 9, 14), WORK, CLOSURE, CAL)
    texts = [suggestion.text.text() for suggestion in schedule.suggestions]
    assert "施工" in texts[0]
    assert "设计、施工、试运行" in texts[3]
    shorter = next(s for s in schedule.suggestions if "公示期缩短" in s.text.text())
    assert "7天" in shorter.text.text()
    tried = backward(date(2026, 12, 18), date(2026, 9, 14), WORK, Closure.of(PACK, ON, short_notice=True), CAL)
    assert schedule.shortfall - tried.shortfall == shorter.days > 0
    assert not any("并行，可省" in text for text in texts)


def test_reviews_in_parallel_are_suggested_and_allowed_only_by_rule() -> None:
    allowing = office({"key": "schedule.review_parallel", "value": True, "unit": "flag"})
    schedule = backward(date(2026, 12, 18), date(2026, 9, 14), WORK, Closure.of(allowing, ON), CAL)
    saving = next(s for s in schedule.suggestions if "并行，可省" in s.text.text())
    parallel = backward(
        date(2026, 12, 18), date(2026, 9, 14), WORK, Closure.of(allowing, ON, parallel_review=True), CAL
    )
    assert schedule.shortfall - parallel.shortfall == saving.days == 10
    with pytest.raises(RulePackError, match="不允许"):
        Closure.of(PACK, ON, parallel_review=True)


def test_a_milestones_own_latest_date_can_be_what_does_not_fit_and_no_extension_helps() -> None:
    tight = [replace(DESIGN, not_after=date(2026, 6, 5))]
    schedule = backward(date(2026, 12, 18), date(2026, 6, 1), tight, CLOSURE, CAL)
    assert (schedule.shortfall, schedule.conflict) == (5, ("a",))
    assert schedule.feasible_deadline is None
    assert any("放宽节点“设计”" in s.text.text() for s in schedule.suggestions)
    assert not any("申请延期" in s.text.text() for s in schedule.suggestions)


def test_a_plan_without_milestones_still_needs_time_for_its_closure() -> None:
    assert backward(date(2026, 12, 18), date(2026, 10, 16), [], CLOSURE, CAL).feasible
    late = backward(date(2026, 12, 18), date(2026, 11, 2), [], CLOSURE, CAL)
    assert late.shortfall > 0
    assert late.conflict == ()


def test_a_plan_reaching_into_an_unpublished_year_is_provisional() -> None:
    assert backward(date(2027, 6, 30), date(2026, 11, 23), WORK, CLOSURE, CAL).provisional


@pytest.mark.parametrize(
    ("milestones", "code"),
    [
        ([DESIGN, DESIGN], "milestone_twice"),
        ([replace(DESIGN, days=0)], "duration_missing"),
        ([replace(DESIGN, after=(After("z"),))], "dependency_unknown"),
        ([DESIGN, replace(BUILD, after=(After("a", lag=-1),))], "lag_negative"),
        ([replace(DESIGN, after=(After("b"),)), replace(BUILD, after=(After("a"),))], "dependency_circle"),
        ([replace(DESIGN, after=(After("a"),))], "dependency_circle"),
    ],
)
def test_contradictory_milestones_are_refused_with_their_names(milestones: list[Milestone], code: str) -> None:
    with pytest.raises(Refused) as refused:
        backward(date(2026, 12, 18), date(2026, 6, 1), milestones, CLOSURE, CAL)
    assert [reason.code for reason in refused.value.reasons] == [code]
    assert "“a”" not in str(refused.value)


def test_a_stage_in_months_cannot_be_scheduled() -> None:
    with pytest.raises(RulePackError, match=r"review\.days"):
        Closure.of(office({"key": "review.days", "value": 1, "unit": "month"}), ON)


def test_rescheduling_shows_what_moves_comes_and_goes_and_nothing_else() -> None:
    old = backward(date(2026, 12, 18), date(2026, 6, 1), WORK, CLOSURE, CAL)
    changed = in_sequence([DESIGN, BUILD, replace(TRIAL, days=12), Milestone("d", "验收准备", 1)])
    new = backward(date(2026, 12, 18), date(2026, 6, 1), changed, CLOSURE, CAL)
    moves = {move.key: move for move in reschedule(old, new, CAL)}
    assert set(moves) == {"a", "b", "c", "d"}
    assert (moves["a"].days, moves["b"].days, moves["c"].days) == (-3, -3, -1)
    assert moves["d"].old_start is None
    gone = {move.key: move for move in reschedule(new, old, CAL)}
    assert gone["d"].new_finish is None
    assert reschedule(old, old, CAL) == ()


milestone_lists = st.lists(
    st.tuples(st.integers(1, 30), st.integers(0, 8), st.sets(st.integers(0, 7), max_size=2)), max_size=8
).map(
    lambda drawn: [
        Milestone(str(n), f"节点{n}", days, tuple(After(str(k), lag) for k in sorted(before) if k < n))
        for n, (days, lag, before) in enumerate(drawn)
    ]
)
closures = st.sampled_from(
    [
        CLOSURE,
        Closure.of(PACK, ON, short_notice=True),
        replace(CLOSURE, within_deadline=False),
        Closure((Stage("notice", "公示", 7, Unit.DAY), Stage("filing", "备案", 5))),
        Closure((Stage("filing", "备案", 5), Stage("notice", "公示", 7, Unit.DAY))),
    ]
)
deadlines = st.dates(date(2025, 1, 1), date(2026, 12, 20))
starts = st.dates(date(2024, 1, 1), date(2026, 9, 30))


@given(deadlines, starts, milestone_lists, closures)
def test_rows_keep_durations_dependencies_and_bounds(
    deadline: date, start: date, milestones: list[Milestone], closure: Closure
) -> None:
    schedule = backward(deadline, start, milestones, closure, CAL)
    placed = rows(schedule)
    for milestone in milestones:
        row = placed[milestone.key]
        assert working_days_between(row.latest_start, row.latest_finish, CAL) == milestone.days
        assert working_days_between(row.earliest_start, row.earliest_finish, CAL) == milestone.days
        assert row.latest_finish <= schedule.work_must_end <= deadline
        assert row.earliest_start >= start
        for link in milestone.after:
            assert working_days_between(placed[link.key].latest_finish, row.latest_start, CAL) - 2 >= link.lag
            assert working_days_between(placed[link.key].earliest_finish, row.earliest_start, CAL) - 2 >= link.lag
    if closure.within_deadline:
        assert schedule.rows[-1].latest_finish <= deadline
    assert schedule.feasible == all(row.slack >= 0 for row in schedule.rows if not row.stage) or not milestones


@given(deadlines, starts, milestone_lists, closures)
def test_forwards_from_the_latest_start_agrees_with_backwards(
    deadline: date, start: date, milestones: list[Milestone], closure: Closure
) -> None:
    schedule = backward(deadline, start, milestones, closure, CAL)
    first = min((row.latest_start for row in schedule.rows), default=start)
    again = backward(deadline, first, milestones, closure, CAL)
    assert again.feasible
    assert again.work_must_end == schedule.work_must_end


@given(deadlines, starts, milestone_lists, closures)
def test_the_feasible_deadline_is_the_first_that_fits(
    deadline: date, start: date, milestones: list[Milestone], closure: Closure
) -> None:
    schedule = backward(deadline, start, milestones, closure, CAL)
    if schedule.feasible:
        return
    assert schedule.feasible_deadline is not None
    assert backward(schedule.feasible_deadline, start, milestones, closure, CAL).feasible
    before = schedule.feasible_deadline - timedelta(days=1)
    assert not backward(before, start, milestones, closure, CAL).feasible


@given(deadlines, st.integers(0, 90), starts, milestone_lists, closures)
def test_a_later_deadline_never_makes_anything_due_earlier(
    deadline: date, more: int, start: date, milestones: list[Milestone], closure: Closure
) -> None:
    one = rows(backward(deadline, start, milestones, closure, CAL))
    other = rows(backward(deadline + timedelta(days=more), start, milestones, closure, CAL))
    assert all(other[key].latest_finish >= one[key].latest_finish for key in one)


@given(deadlines, starts, milestone_lists, closures)
def test_an_infeasible_plan_names_a_connected_chain_that_is_late_by_the_whole_shortfall(
    deadline: date, start: date, milestones: list[Milestone], closure: Closure
) -> None:
    schedule = backward(deadline, start, milestones, closure, CAL)
    placed, by_key = rows(schedule), {m.key: m for m in milestones}
    assert all(placed[key].slack == -schedule.shortfall for key in schedule.conflict)
    for before, after in zip(schedule.conflict, schedule.conflict[1:], strict=False):
        assert before in {link.key for link in by_key[after].after}
    assert bool(schedule.conflict) == (not schedule.feasible and bool(milestones))
