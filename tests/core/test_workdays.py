from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.workdays import (
    Calendar,
    CalendarRangeError,
    add_calendar_days,
    add_months,
    add_working_days,
    calendar,
    out_of_range,
    roll_forward,
    working_days_between,
)

CAL = calendar()
days = st.dates(date(2005, 1, 1), date(2026, 6, 30))
terms = st.integers(1, 120)


def test_thirty_working_days_from_a_feedback_in_august_end_after_the_national_holiday() -> None:
    due = add_working_days(date(2018, 8, 23), 30, CAL)
    assert due.date == date(2018, 10, 10)
    assert not due.provisional


def test_a_notice_over_spring_festival_counts_the_two_sundays_and_saturdays_that_were_worked() -> None:
    assert working_days_between(date(2025, 1, 21), date(2025, 2, 8), CAL) == 10
    assert add_working_days(date(2025, 1, 21), 10, CAL, inclusive=True).date == date(2025, 2, 8)


def test_seven_calendar_days_with_the_first_included() -> None:
    assert add_calendar_days(date(2019, 12, 13), 7, inclusive=True).date == date(2019, 12, 19)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # 国庆 and 中秋 2025: rest until 8 October
        (date(2025, 9, 28), 2, date(2025, 9, 30)),  # Sunday 28 September was worked
        (date(2025, 10, 10), 1, date(2025, 10, 11)),  # Saturday 11 October was worked
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # Saturday before 春节 2026, worked
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
    ],
)
def test_terms_across_national_day_and_spring_festival(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count, CAL).date == end


def test_the_day_after_the_event_is_day_one_even_when_the_event_falls_on_a_day_of_rest() -> None:
    assert add_working_days(date(2026, 11, 21), 1, CAL).date == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 20), 1, CAL).date == date(2026, 11, 23)


def test_a_term_reaching_into_an_unpublished_year_is_provisional_and_says_so() -> None:
    due = add_working_days(date(2026, 12, 1), 40, CAL)
    assert due.provisional
    assert "尚未公布" in due.derivation[-1].text()


def test_the_last_days_of_december_stay_provisional_until_the_next_notice_is_known() -> None:
    assert add_working_days(date(2026, 12, 24), 4, CAL).provisional
    assert not add_working_days(date(2026, 12, 24), 4, calendar({}, published_until=2027)).provisional


def test_the_offices_own_table_moves_days_and_makes_its_years_final() -> None:
    office = {date(2027, 1, 1): False, date(2027, 1, 2): True}
    ours = calendar(office, published_until=2027)
    due = add_working_days(date(2026, 12, 31), 1, ours)
    assert due.date == date(2027, 1, 2)
    assert not due.provisional
    assert add_working_days(date(2026, 12, 31), 1, CAL).date == date(2027, 1, 1)


def test_a_table_entry_alone_does_not_make_a_year_final() -> None:
    assert add_working_days(date(2027, 2, 1), 3, calendar({date(2027, 2, 2): False})).provisional


def test_the_derivation_tells_start_end_and_the_days_of_rest() -> None:
    told = add_working_days(date(2018, 8, 23), 30, CAL).derivation[0]
    assert told.text() == "自2018-08-23的次日起算30个工作日，至2018-10-10止，其间休息日和节假日18天不计。"
    resting = sum(not CAL.is_working_day(date(2018, 8, 24) + timedelta(n)) for n in range(48))
    assert told.params["rest"] == resting


@pytest.mark.parametrize("day", [date(1999, 12, 30), date(2100, 1, 1)])
def test_a_day_beyond_the_calendar_is_refused_with_its_range(day: date) -> None:
    with pytest.raises(CalendarRangeError, match="2000"):
        add_working_days(day, 3, CAL)


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(2100, 1, 1), date.max])
def test_no_day_whatever_breaks_the_count_and_each_beyond_the_calendar_is_named(day: date) -> None:
    for count in (
        lambda: add_working_days(day, 3, CAL),
        lambda: add_working_days(day, -3, CAL, inclusive=True),
        lambda: working_days_between(date(2026, 1, 1), day, CAL),
        lambda: CAL.place_on_or_before(day),
    ):
        with pytest.raises(CalendarRangeError, match=str(day)):
            count()
    (reason,) = out_of_range(None, date(2026, 1, 1), day)
    assert (reason.code, reason.params["day"]) == ("day_out_of_range", day)


def test_the_last_day_of_the_calendar_counts_like_any_other() -> None:
    assert add_working_days(date(2099, 12, 31), -1, CAL, inclusive=True).date == date(2099, 12, 31)
    assert add_working_days(date(2099, 12, 30), 1, CAL).date == date(2099, 12, 31)
    assert working_days_between(date(2099, 12, 30), date(2099, 12, 31), CAL) == 2
    assert out_of_range(date(2000, 1, 1), date(2099, 12, 31)) == []


def test_a_term_running_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(CalendarRangeError, match="推算出的日期 不在日历范围内"):
        add_working_days(date(2099, 12, 30), 30, CAL)
    with pytest.raises(CalendarRangeError):
        add_calendar_days(date(2099, 12, 30), 30)
    with pytest.raises(CalendarRangeError):
        add_months(date(2099, 12, 30), 2)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 21), 6, date(2027, 5, 21)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_months_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months).date == end


def test_a_term_that_ends_on_a_day_of_rest_can_roll_to_the_next_working_day() -> None:
    rolled = roll_forward(add_months(date(2026, 4, 1), 6), CAL)
    assert rolled.date == date(2026, 10, 8)
    assert "顺延" in rolled.derivation[-1].text()
    assert roll_forward(add_months(date(2026, 4, 8), 6), CAL).date == date(2026, 10, 8)


def test_no_days_end_on_the_start_itself() -> None:
    start = date(2026, 10, 1)
    assert (
        add_working_days(start, 0, CAL).date == add_calendar_days(start, 0).date == add_months(start, 0).date == start
    )


@given(days, terms)
def test_a_term_ends_on_a_working_day_with_exactly_its_number_of_working_days(start: date, count: int) -> None:
    end = add_working_days(start, count, CAL).date
    assert CAL.is_working_day(end)
    assert working_days_between(start + timedelta(days=1), end, CAL) == count


@given(days, terms)
def test_counting_inclusively_ends_as_counting_from_the_day_before(start: date, count: int) -> None:
    before = start - timedelta(days=1)
    assert add_working_days(start, count, CAL, inclusive=True).date == add_working_days(before, count, CAL).date


@given(days, terms)
def test_backwards_undoes_forwards_from_a_working_day(start: date, count: int) -> None:
    at_work = add_working_days(start, 1, CAL).date
    assert add_working_days(add_working_days(at_work, count, CAL).date, -count, CAL).date == at_work


@given(days, terms, terms)
def test_a_longer_term_never_ends_earlier(start: date, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert add_working_days(start, low, CAL).date <= add_working_days(start, high, CAL).date


@given(days, days, terms)
def test_a_later_start_never_ends_earlier(one: date, other: date, count: int) -> None:
    low, high = sorted((one, other))
    assert add_working_days(low, count, CAL).date <= add_working_days(high, count, CAL).date


@given(days, days, days)
def test_working_days_add_up_over_adjoining_ranges(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    whole = working_days_between(first, last, CAL)
    after = working_days_between(middle + timedelta(days=1), last, CAL) if middle < last else 0
    assert whole == working_days_between(first, middle, CAL) + after


@given(days)
def test_the_calendar_agrees_with_the_published_data_day_by_day(day: date) -> None:
    import chinese_calendar

    assert CAL.is_working_day(day) == chinese_calendar.is_workday(day)


@given(st.dictionaries(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.booleans(), max_size=8), terms)
def test_publishing_a_year_changes_no_term_that_ended_before_it(office: dict[date, bool], count: int) -> None:
    ours: Calendar = calendar(office, published_until=2027)
    before = add_working_days(date(2026, 1, 4), count, CAL)
    assert before.provisional or add_working_days(date(2026, 1, 4), count, ours).date == before.date
