from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core import clocks, rulepack
from bihuan.core.clocks import CLOCKS, Pause, Standing
from bihuan.core.codes import State
from bihuan.core.loop import WORKFLOWS
from bihuan.core.rulepack import Basis, Roll, Rule, RulePackError, Unit
from bihuan.core.workdays import add_working_days, calendar, working_days_between

CAL = calendar()
TODAY = date(2026, 11, 21)


def rule(value: int, unit: Unit, *, inclusive: bool = False, roll: Roll = Roll.NONE) -> Rule:
    return Rule("x.y", value, unit, Basis.DEFAULT, "本办法", "某期限", inclusive=inclusive, roll=roll)


def test_the_plan_is_due_thirty_working_days_after_the_feedback() -> None:
    plan_due = rulepack.load("gansu").get(CLOCKS["plan"].rule, on=date(2018, 8, 23))
    assert clocks.due(plan_due, date(2018, 8, 23), CAL).date == date(2018, 10, 10)


@pytest.mark.parametrize(
    ("term", "end"),
    [
        (rule(7, Unit.DAY, inclusive=True), date(2026, 11, 27)),
        (rule(7, Unit.DAY), date(2026, 11, 28)),
        (rule(10, Unit.WORKDAY, inclusive=True), date(2026, 12, 4)),
        (rule(6, Unit.MONTH), date(2027, 5, 21)),
        (rule(2, Unit.YEAR), date(2028, 11, 21)),
        (rule(1, Unit.DAY, roll=Roll.FORWARD), date(2026, 11, 23)),
    ],
)
def test_a_term_counts_in_the_unit_of_its_rule(term: Rule, end: date) -> None:
    assert clocks.due(term, TODAY, CAL).date == end


def test_a_figure_that_is_no_term_is_refused() -> None:
    with pytest.raises(RulePackError, match="不是期限"):
        clocks.due(rule(2, Unit.PERSON), TODAY, CAL)


def test_a_pause_moves_a_working_day_clock_by_working_days_only() -> None:
    term = rule(10, Unit.WORKDAY)
    bare = clocks.due(term, date(2026, 9, 1), CAL)
    paused = clocks.due(term, date(2026, 9, 1), CAL, [Pause(date(2026, 9, 5), date(2026, 9, 8), "补正材料")])
    assert (bare.date, paused.date) == (date(2026, 9, 15), date(2026, 9, 17))
    assert "补正材料" in paused.derivation[-1].text()
    assert "2个工作日" in paused.derivation[-1].text()


def test_a_pause_moves_a_calendar_clock_by_all_its_days() -> None:
    paused = clocks.due(rule(10, Unit.DAY), date(2026, 9, 1), CAL, [Pause(date(2026, 9, 5), date(2026, 9, 8), "汛情")])
    assert paused.date == date(2026, 9, 15)


def test_a_pause_before_the_start_or_after_the_end_moves_nothing() -> None:
    term = rule(5, Unit.WORKDAY)
    bare = clocks.due(term, date(2026, 9, 1), CAL)
    beside = [Pause(date(2026, 8, 20), date(2026, 9, 1), "甲"), Pause(date(2026, 9, 9), date(2026, 9, 20), "乙")]
    assert clocks.due(term, date(2026, 9, 1), CAL, beside) == bare


def test_a_pause_on_the_first_day_of_an_inclusive_term_counts() -> None:
    term = rule(5, Unit.WORKDAY, inclusive=True)
    pauses = [Pause(date(2026, 9, 1), date(2026, 9, 1), "丙")]
    assert clocks.due(term, date(2026, 9, 1), CAL, pauses).date == date(2026, 9, 8)


def test_overlapping_pauses_count_once() -> None:
    term = rule(10, Unit.DAY)
    one = [Pause(date(2026, 9, 3), date(2026, 9, 8), "甲")]
    two = [Pause(date(2026, 9, 3), date(2026, 9, 6), "甲"), Pause(date(2026, 9, 5), date(2026, 9, 8), "乙")]
    assert clocks.due(term, date(2026, 9, 1), CAL, one).date == clocks.due(term, date(2026, 9, 1), CAL, two).date


def test_a_pause_that_reaches_the_term_only_because_of_an_earlier_pause_counts() -> None:
    pauses = [Pause(date(2026, 9, 4), date(2026, 9, 8), "甲"), Pause(date(2026, 9, 14), date(2026, 9, 15), "乙")]
    assert clocks.due(rule(10, Unit.DAY), date(2026, 9, 1), CAL, pauses).date == date(2026, 9, 18)


def test_an_open_pause_counts_to_today_and_leaves_the_date_provisional() -> None:
    open_pause = [Pause(date(2026, 9, 5), None, "等待裁定")]
    reached = clocks.due(rule(10, Unit.DAY), date(2026, 9, 1), CAL, open_pause, today=date(2026, 9, 8))
    assert reached.date == date(2026, 9, 15)
    assert reached.provisional
    with pytest.raises(ValueError, match="今天的日期"):
        clocks.due(rule(10, Unit.DAY), date(2026, 9, 1), CAL, open_pause)


def test_a_pause_into_an_unpublished_year_makes_the_date_provisional() -> None:
    pauses = [Pause(date(2026, 12, 21), date(2027, 1, 15), "停工")]
    reached = clocks.due(rule(3, Unit.WORKDAY), date(2026, 12, 20), CAL, pauses)
    assert reached.provisional
    assert "尚未公布" in reached.derivation[-1].text()


@given(
    st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    st.integers(1, 40),
    st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2025, 6, 1)), st.integers(0, 20)), max_size=4),
)
def test_the_working_days_outside_pauses_are_exactly_those_of_the_rule(
    started: date, count: int, spans: list[tuple[date, int]]
) -> None:
    pauses = [Pause(first, first + timedelta(days=length), "暂停") for first, length in spans]
    end = clocks.due(rule(count, Unit.WORKDAY), started, CAL, pauses).date
    running = [
        day
        for day in (started + timedelta(n) for n in range(1, (end - started).days + 1))
        if CAL.is_working_day(day) and not any(p.first <= day <= p.last for p in pauses if p.last)
    ]
    assert len(running) == count
    assert end == running[-1]


@given(st.dates(date(2024, 1, 1), date(2025, 12, 31)), st.integers(1, 60))
def test_without_pauses_a_clock_is_the_bare_term(started: date, count: int) -> None:
    end = clocks.due(rule(count, Unit.WORKDAY), started, CAL).date
    assert end == add_working_days(started, count, CAL).date
    assert working_days_between(started + timedelta(1), end, CAL) == count


def test_the_last_day_is_still_in_time() -> None:
    assert not clocks.lapsed(TODAY, TODAY)
    assert clocks.lapsed(TODAY, TODAY + timedelta(1))


@pytest.mark.parametrize(
    ("due", "stopped", "paused", "standing"),
    [
        (TODAY + timedelta(8), None, False, Standing.RUNNING),
        (TODAY + timedelta(7), None, False, Standing.NEARING),
        (TODAY, None, False, Standing.NEARING),
        (TODAY - timedelta(1), None, False, Standing.LAPSED),
        (TODAY - timedelta(1), None, True, Standing.PAUSED),
        (TODAY - timedelta(1), TODAY - timedelta(1), False, Standing.MET),
        (TODAY - timedelta(1), TODAY, False, Standing.MET_LATE),
    ],
)
def test_how_a_clock_stands(due: date, stopped: date | None, paused: bool, standing: Standing) -> None:
    assert clocks.standing(due, TODAY, within=7, stopped=stopped, paused=paused) is standing


def test_dispatch_periods_are_months_or_iso_weeks_and_know_their_days() -> None:
    monthly, weekly = rule(1, Unit.MONTH), rule(7, Unit.DAY)
    assert clocks.period_of(monthly, TODAY) == "2026-11"
    assert clocks.period_of(weekly, date(2027, 1, 1)) == "2026-W53"
    assert clocks.period_days("2026-02") == (date(2026, 2, 1), date(2026, 2, 28))
    assert clocks.period_days("2026-W53") == (date(2026, 12, 28), date(2027, 1, 3))
    with pytest.raises(RulePackError):
        clocks.period_of(replace(monthly, value=2), TODAY)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-W54", "2025-W53", "2026-1", "2026-W4", "２０２６-11", "W47", "2026-11-30", ""]
)
def test_a_period_is_written_in_one_way_only(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        clocks.period_days(text)


def test_every_clock_that_follows_a_step_names_a_step_of_the_loop_and_runs_where_that_leads() -> None:
    steps = {step.name: step for step in WORKFLOWS["central-2025"].steps}
    outside = {"feedback", "handed_in", "published", "period_end", "notice_over"}
    outside |= {"plan_issued", "circulated", "all_signed"}
    for kind in CLOCKS.values():
        assert {kind.start, *kind.other_starts, kind.stop} <= set(steps) | outside, kind.key
        started = steps.get(kind.start)
        if started and kind.runs_in:
            assert {started.target(state) for state in started.from_states} & set(kind.runs_in), kind.key


def test_each_state_of_verification_has_its_clock() -> None:
    for state in (State.CLAIM, State.SELF_CHECK, State.REVIEW, State.SITE_CHECK, State.NOTICE):
        assert any(state in kind.runs_in for kind in CLOCKS.values())
