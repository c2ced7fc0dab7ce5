from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core import rulepack
from bihuan.core.codes import REPORTED_STATES, Colour, ProgressStatus, State
from bihuan.core.progress import (
    Ladder,
    Mark,
    Signals,
    Tally,
    actual,
    colour,
    figures,
    planned,
    problem_state,
    status,
)

TODAY = date(2026, 11, 21)
LADDER = Ladder.on(rulepack.load(), TODAY)
MARKS = [
    Mark(date(2026, 10, 1), Decimal(30), verified_on=date(2026, 10, 9)),
    Mark(date(2026, 11, 1), Decimal(30)),
    Mark(date(2026, 12, 1), Decimal(40)),
]


def test_planned_progress_steps_up_on_the_day_of_a_milestone() -> None:
    assert planned(MARKS, date(2026, 10, 31)) == 30
    assert planned(MARKS, date(2026, 11, 1)) == 60
    assert planned(MARKS, TODAY) == 60


def test_planned_progress_can_grow_evenly_between_milestones() -> None:
    assert planned(MARKS, date(2026, 11, 16), start=date(2026, 9, 1), method="linear") == 80
    assert planned(MARKS, date(2026, 9, 1), start=date(2026, 9, 1), method="linear") == 0
    assert planned(MARKS, date(2027, 1, 1), start=date(2026, 9, 1), method="linear") == 100


def test_an_unknown_way_of_planning_or_a_missing_start_fails() -> None:
    with pytest.raises(ValueError, match="s-curve"):
        planned(MARKS, TODAY, method="s-curve")
    with pytest.raises(ValueError, match="开始日期"):
        planned(MARKS, TODAY, method="linear")


def test_only_verified_milestones_count_and_only_from_the_day_they_were_verified() -> None:
    assert actual(MARKS, TODAY) == 30
    assert actual(MARKS, date(2026, 10, 8)) == 0


@given(st.dates(date(2026, 9, 1), date(2027, 1, 1)), st.dates(date(2026, 9, 1), date(2027, 1, 1)))
def test_planned_progress_never_falls_and_stays_within_the_whole(one: date, other: date) -> None:
    low, high = sorted((one, other))
    for method in ("step", "linear"):
        before = planned(MARKS, low, start=date(2026, 9, 1), method=method)
        assert 0 <= before <= planned(MARKS, high, start=date(2026, 9, 1), method=method) <= 100


LATE, AHEAD = TODAY - timedelta(1), TODAY + timedelta(1)


@pytest.mark.parametrize(
    ("state", "deadline", "plan", "done", "expected"),
    [
        (State.CLOSED, LATE, 100, 0, ProgressStatus.CLOSED),
        (State.RECHECK, LATE, 100, 100, ProgressStatus.CLOSED),
        (State.NOTICE, LATE, 100, 60, ProgressStatus.REPORTED),
        (State.SELF_CHECK, AHEAD, 0, 0, ProgressStatus.REPORTED),
        (State.RECTIFYING, LATE, 0, 100, ProgressStatus.OVERDUE),
        (State.RECTIFYING, TODAY, 50, 50, ProgressStatus.ON_SCHEDULE),
        (State.RECTIFYING, AHEAD, 51, 50, ProgressStatus.BEHIND),
        (State.LONG_TERM, None, 0, 0, ProgressStatus.ON_SCHEDULE),
        (State.CLAIM, AHEAD, 10, 0, ProgressStatus.BEHIND),
        (State.CLAIM, AHEAD, 0, 0, ProgressStatus.NOT_STARTED),
        (State.PLAN_REVIEW, None, 0, 0, ProgressStatus.NOT_STARTED),
        (State.DRAFTING, AHEAD, 0, 10, ProgressStatus.ON_SCHEDULE),
    ],
)
def test_progress_status_takes_the_first_that_holds(
    state: State, deadline: date | None, plan: int, done: int, expected: ProgressStatus
) -> None:
    assert status(state, deadline, Decimal(plan), Decimal(done), TODAY, Decimal(0)) is expected


def test_the_tolerance_of_the_rule_pack_forgives_a_small_gap() -> None:
    assert status(State.RECTIFYING, AHEAD, Decimal(53), Decimal(50), TODAY, Decimal(3)) is ProgressStatus.ON_SCHEDULE


@given(st.sampled_from(State), st.none() | st.dates(), st.decimals(0, 100), st.decimals(0, 100))
def test_reported_is_never_counted_as_closed(state: State, deadline: date | None, plan: Decimal, done: Decimal) -> None:
    found = status(state, deadline, plan, done, TODAY, Decimal(0))
    assert (found is ProgressStatus.CLOSED) == (state in {State.CLOSED, State.RECHECK})
    assert (found is ProgressStatus.REPORTED) == (state in REPORTED_STATES)


def test_a_problem_stands_where_its_hindmost_task_stands() -> None:
    assert problem_state([State.CLOSED, State.NOTICE, State.DRAFTING]) is State.DRAFTING
    assert problem_state([State.CLOSED, State.RECHECK]) is State.CLOSED
    assert problem_state([State.RECHECK]) is State.CLOSED
    assert problem_state([]) is None


@given(st.lists(st.sampled_from(State), min_size=1))
def test_a_problem_is_closed_only_when_all_its_tasks_are(states: list[State]) -> None:
    assert (problem_state(states) is State.CLOSED) == (set(states) <= {State.CLOSED, State.RECHECK})


def at(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("signals", "expected", "codes"),
    [
        ({"next_node": at(31), "deadline": at(90)}, Colour.NONE, set()),
        ({"next_node": at(30), "deadline": at(90)}, Colour.BLUE, {"node_near"}),
        ({"next_node": at(0)}, Colour.BLUE, {"node_near"}),
        ({"missed_reports": 1}, Colour.BLUE, {"reports_missed"}),
        ({"status": ProgressStatus.BEHIND}, Colour.YELLOW, {"behind"}),
        ({"next_node": at(-1)}, Colour.YELLOW, {"node_overdue"}),
        ({"next_node": at(-15)}, Colour.YELLOW, {"node_overdue"}),
        ({"next_node": at(-16)}, Colour.ORANGE, {"node_overdue"}),
        ({"status": ProgressStatus.OVERDUE, "deadline": at(-30)}, Colour.ORANGE, {"node_overdue"}),
        ({"status": ProgressStatus.OVERDUE, "deadline": at(-31)}, Colour.RED, {"deadline_overdue"}),
        ({"status": ProgressStatus.CLOSED, "deadline": at(-99)}, Colour.NONE, set()),
        ({"status": ProgressStatus.CLOSED, "rebound": True}, Colour.RED, {"rebound"}),
        ({"status": ProgressStatus.REPORTED, "next_node": at(-40)}, Colour.NONE, set()),
    ],
)
def test_the_colour_is_the_highest_that_holds_and_says_why(
    signals: dict[str, Any], expected: Colour, codes: set[str]
) -> None:
    found, reasons = colour(Signals(**{"status": ProgressStatus.ON_SCHEDULE, **signals}), LADDER, TODAY)
    assert found is expected
    assert {reason.code for reason in reasons} == codes
    assert all(reason.text() for reason in reasons)


def tallies(**counts: int) -> list[Tally]:
    return [Tally(ProgressStatus(name), date(2022, 12, 31)) for name, count in counts.items() for _ in range(count)]


def test_the_figures_agree_with_a_published_count_of_fifty_three() -> None:
    due = tallies(closed=25, behind=1)
    later = [Tally(task.status, date(2025, 12, 31)) for task in tallies(on_schedule=26, behind=1)]
    found = {ratio.key: ratio for ratio in figures([*due, *later], date(2023, 1, 1))}
    assert (found["completion"].numerator, found["completion"].denominator) == (25, 53)
    assert (found["on_time"].numerator, found["on_time"].denominator) == (25, 26)
    assert found["closure"].percent == Decimal("47.2")
    assert found["schedule"].percent == Decimal("96.2")
    assert all("÷" in ratio.formula.text() for ratio in found.values())


def test_a_task_is_in_time_on_its_last_day_and_due_from_the_next() -> None:
    last = date(2022, 12, 31)
    on_time = {
        day: next(r for r in figures(tallies(behind=1), day) if r.key == "on_time")
        for day in (last, last + timedelta(1))
    }
    assert [ratio.denominator for ratio in on_time.values()] == [0, 1]


def test_reported_tasks_complete_but_do_not_close() -> None:
    found = {ratio.key: ratio.percent for ratio in figures(tallies(closed=1, reported=1), TODAY)}
    assert found["completion"] == 100
    assert found["closure"] == 50


def test_a_figure_without_anything_to_count_does_not_apply() -> None:
    assert all(ratio.percent is None for ratio in figures([], TODAY))
