"""List, counter and facets are one query: every row once, in order, and nothing of a stranger's."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.core.codes import (
    Colour,
    DutyRole,
    GrantRole,
    GrantScope,
    ProblemCategory,
    ProblemLevel,
    ProgressStatus,
    State,
    TermClass,
)
from bihuan.core.reasons import Refused
from bihuan.ledger import cursors, filters, queries, services
from bihuan.ledger.access import visible_ids, visible_tasks
from bihuan.ledger.columns import COLUMNS
from bihuan.ledger.filters import SORTS, TaskFilter, read, url_for
from bihuan.ledger.models import Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.org.access import Viewer, viewer_for
from tests import ledgering
from tests.examples import examples
from tests.laying import laid_down
from tests.ledgering import Town

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
EVERY_COLUMN = list(COLUMNS.values())


@pytest.fixture
def town() -> Town:
    return ledgering.town()


@pytest.fixture
def filled(db: None) -> Iterator[Town]:
    with laid_down(fill) as (town, _laid):
        yield town


def fill() -> Town:
    """Forty tasks of every kind, with ties and empty deadlines."""
    town = ledgering.town()
    dice = random.Random(7)
    for _ in range(40):
        task = ledgering.task(
            town,
            dice.choice(["污水直排", "油烟扰民", "矿山生态破坏", "管网错接混接"]),
            lead=dice.choice([town.water, town.housing, None]),
            region=dice.choice([town.county, town.street, None]),
            level=dice.choice(list(ProblemLevel)),
            categories=dice.sample(list(ProblemCategory), dice.randrange(3)),
            deadline=dice.choice([None, DAY, DAY + timedelta(dice.randrange(4))]),
            term=dice.choice([*TermClass, ""]),
            long_term=dice.random() < 0.3,
            must_close_year=dice.choice([None, None, 2026, 2027]),
        )
        if dice.random() < 0.3:
            watershed = dice.choice(["安河", "柳水"])
            site = {"region": town.county, "watershed": watershed, "tasks": [task]}
            services.add_site(actor=town.office, name=f"{watershed}点位{dice.randrange(3)}", **site)  # type: ignore[arg-type]  # one dict of three
        if dice.random() < 0.5:
            ledgering.give(town, [task], town.street, DutyRole.ASSIST, reason="配合")
        state = dice.choice(list(State))
        Task.objects.filter(pk=task.pk).update(
            state=state,
            closed_on=DAY if state is State.CLOSED else None,
            returns=dice.randrange(2),
            state_since=town.inspection.recorded_at + timedelta(hours=dice.randrange(3)),
            progress=dice.choice([*ProgressStatus, ""]),
            colour=dice.choice([*Colour, ""]),
        )
    return town


def some(codes: Iterable[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.one_of(st.just(()), st.lists(st.sampled_from(list(codes)), max_size=most, unique=True).map(tuple))


def flags() -> st.SearchStrategy[bool | None]:
    return st.sampled_from([None, None, None, True, False])


def days() -> st.SearchStrategy[date | None]:
    return st.one_of(st.none(), st.dates(DAY - timedelta(2), DAY + timedelta(5)))


@st.composite
def wanted(draw: st.DrawFn, town: Town) -> TaskFilter:
    unit = draw(
        st.lists(
            st.sampled_from([town.city.pk, town.water.pk, town.county.pk, town.street.pk]), max_size=2, unique=True
        )
    )
    start, end = sorted([draw(days()) or DAY, draw(days()) or DAY])
    bounded = draw(st.booleans())
    return TaskFilter(
        q=draw(st.sampled_from(["", "", "污水", "油", "DC-2026", "%", "没有"])),
        state=draw(some(State, 6)),
        progress=draw(some(ProgressStatus)),
        colour=draw(some(Colour)),
        unit=tuple(unit),
        itself=draw(flags()) if unit else None,
        role=draw(some(DutyRole)) if unit else (),
        led=draw(flags()),
        inspection=draw(st.sampled_from([(), (), (town.inspection.number,)])),
        level=draw(some(ProblemLevel)),
        category=draw(some(ProblemCategory, 9)),
        region=draw(st.sampled_from([(), (), (town.county.pk,), (town.street.pk,)])),
        watershed=draw(st.sampled_from([(), (), ("安河",)])),
        due_from=start if bounded else None,
        due_to=end if bounded else None,
        term=draw(some(TermClass)),
        long_term=draw(flags()),
        must_close=draw(st.sampled_from([None, None, None, 2026, 2027, 0])),
        returned=draw(flags()),
        mine=draw(flags()),
    )


def viewers(town: Town) -> list[Viewer]:
    return [viewer_for(town.office), viewer_for(town.county_office), viewer_for(town.water_clerk)]


def walk(query: LedgerQuery, size: int) -> Iterator[list[Task]]:
    page = query.page(EVERY_COLUMN, size=size)
    assert not page.before
    yield page.rows
    while page.after:
        page = query.page(EVERY_COLUMN, page.after, size)
        yield page.rows


settings.register_profile("rows", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(settings.get_profile("rows"), max_examples=examples(50))
@given(data=st.data())
def test_paging_visits_every_row_once_in_order_and_counts_agree(filled: Town, data: st.DataObject) -> None:
    query = LedgerQuery(
        data.draw(st.sampled_from(viewers(filled))),
        data.draw(wanted(filled)),
        data.draw(st.sampled_from(["", "-"])) + data.draw(st.sampled_from(SORTS)),
    )
    size = data.draw(st.integers(1, 9))
    forward = [task.pk for rows in walk(query, size) for task in rows]
    everything = query.tasks()
    assert sorted(forward) == sorted(everything.values_list("pk", flat=True))
    assert [task.pk for task in query.rows(EVERY_COLUMN)] == forward
    keys = dict(everything.values_list("pk", "due_sort"))
    if query.sort.endswith("deadline"):
        assert [keys[pk] for pk in forward] == sorted(keys.values(), reverse=query.sort.startswith("-"))
    counted = query.counted
    assert (counted.total, counted.capped) == (len(forward), False)
    assert set(forward) <= set(visible_tasks(query.viewer).values_list("pk", flat=True))


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
@pytest.mark.parametrize("few", [0, 10_000])
def test_every_order_is_that_of_the_database_page_by_page(
    filled: Town, sort: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "NARROW", few)
    monkeypatch.setattr(queries, "MANY", few)
    filters = (TaskFilter(progress=tuple(ProgressStatus)[:4]), TaskFilter(state=(State.RECTIFYING, State.CLOSED)))
    for viewer, asked in product(viewers(filled), filters):
        query = LedgerQuery(viewer, asked, sort)
        names = cursors.ORDERS[sort.removeprefix("-")]
        ordered = query.tasks().order_by(*(f"-{name}" if sort.startswith("-") else name for name in names))
        assert [task.pk for rows in walk(query, 4) for task in rows] == [task.pk for task in ordered]


def test_a_list_that_nobody_ordered_begins_with_what_is_late_and_ends_with_what_is_closed(town: Town) -> None:
    late, open_, closed = (ledgering.task(town, deadline=DAY + timedelta(days)) for days in (0, 9, -90))
    for task, progress in ((late, "overdue"), (open_, "on_schedule"), (closed, "closed")):
        Task.objects.filter(pk=task.pk).update(progress=progress)
    page = LedgerQuery(viewer_for(town.office)).page(EVERY_COLUMN)
    assert [task.pk for task in page.rows] == [late.pk, open_.pk, closed.pk]


def test_a_unit_itself_is_asked_for_without_those_below_it(town: Town) -> None:
    above, below = ledgering.task(town, lead=town.county), ledgering.task(town, lead=town.street)
    viewer = viewer_for(town.office)
    assert set(LedgerQuery(viewer, TaskFilter(unit=(town.county.pk,))).tasks()) == {above, below}
    assert set(LedgerQuery(viewer, TaskFilter(unit=(town.county.pk,), itself=True)).tasks()) == {above}


def test_tasks_without_a_lead_unit_can_be_asked_for(town: Town) -> None:
    led, unled = ledgering.task(town, lead=town.water), ledgering.task(town)
    ledgering.give(town, [unled], town.water, DutyRole.ASSIST)
    viewer = viewer_for(town.office)
    assert set(LedgerQuery(viewer, TaskFilter(led=True)).tasks()) == {led}
    assert set(LedgerQuery(viewer, TaskFilter(led=False)).tasks()) == {unled}


@settings(settings.get_profile("rows"), max_examples=examples(20))
@given(data=st.data())
def test_walking_back_shows_the_same_rows(filled: Town, data: st.DataObject) -> None:
    query = LedgerQuery(viewer_for(filled.office), TaskFilter(), data.draw(st.sampled_from([*SORTS, "-deadline"])))
    size = data.draw(st.integers(3, 15))
    pages = list(walk(query, size))
    page = query.page(EVERY_COLUMN, size=size)
    while page.after:
        page = query.page(EVERY_COLUMN, page.after, size)
    back = [page.rows]
    while page.before:
        page = query.page(EVERY_COLUMN, page.before, size)
        back.append(page.rows)
    assert [task.pk for rows in reversed(back) for task in rows] == [task.pk for rows in pages for task in rows]


@settings(settings.get_profile("rows"), max_examples=examples(40))
@given(data=st.data(), few=st.sampled_from([0, 3, 10_000]))
def test_asking_by_keys_or_by_rows_finds_the_same(filled: Town, data: st.DataObject, few: int) -> None:
    viewer, f = data.draw(st.sampled_from(viewers(filled))), data.draw(wanted(filled))
    expected = set(LedgerQuery(viewer, f).tasks().values_list("pk", flat=True))
    before = queries.NARROW, queries.MANY
    queries.NARROW = queries.MANY = few
    try:
        query = LedgerQuery(viewer, f)
        assert set(query.tasks().values_list("pk", flat=True)) == expected
        counted = query.counted
    finally:
        queries.NARROW, queries.MANY = before
    assert counted.total <= len(expected) if counted.capped else counted.total == len(expected)


@settings(settings.get_profile("rows"), max_examples=examples(15))
@given(data=st.data())
def test_a_facet_tells_how_many_rows_choosing_it_shows(filled: Town, data: st.DataObject) -> None:
    viewer, f = data.draw(st.sampled_from(viewers(filled))), data.draw(wanted(filled))
    facets = LedgerQuery(viewer, f).counted.facets
    assert facets is not None
    name, codes = data.draw(st.sampled_from([("state", State), ("progress", ProgressStatus), ("colour", Colour)]))
    for code in codes:
        chosen = LedgerQuery(viewer, f.without(name).toggled(name, code)).counted.total
        assert facets[name].get(code, 0) == chosen


@settings(settings.get_profile("rows"), max_examples=examples(80))
@given(data=st.data())
def test_a_filter_survives_its_address(town: Town, data: st.DataObject) -> None:
    f = data.draw(wanted(town))
    address = url_for(f, sort="-number")
    if f.mine is None and not f.unit:
        f = f.without("role")
    asked = read(QueryDict(address.partition("?")[2]))
    assert (asked.filter, asked.sort, asked.reasons) == (f, "-number", ())


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("colour=green", "unknown_value"),
        ("state=closed&state=open", "unknown_value"),
        ("unit=abc", "unknown_value"),
        ("unit=99999999999999999999", "unknown_value"),
        ("due_from=2026-02-30", "unknown_value"),
        ("due_from=2026-03-01&due_to=2026-02-01", "days_out_of_order"),
        ("long_term=yes", "unknown_value"),
        ("sort=goal", "unknown_value"),
        ("columns=number,secret", "unknown_value"),
        ("size=100000", "unknown_value"),
        ("role=lead", "role_without_unit"),
        ("drop=table", "unknown_filter"),
    ],
)
def test_what_an_address_may_not_ask_is_said(address: str, code: str) -> None:
    assert [reason.code for reason in read(QueryDict(address)).reasons] == [code]


@settings(settings.get_profile("rows"), max_examples=examples(60))
@given(cursor=st.one_of(st.text(max_size=40), st.sampled_from(["W10", "e30", "WzBd", "WzAsICJ4IiwgIjEiXQ"])))
def test_a_forged_cursor_is_refused_or_read(town: Town, cursor: str) -> None:
    for sort in SORTS:
        try:
            LedgerQuery(viewer_for(town.office), sort=sort).page(EVERY_COLUMN, cursor)
        except Refused as refused:
            assert [reason.code for reason in refused.reasons] == ["unknown_cursor"]


def test_a_viewer_is_shown_the_same_tasks_from_both_sides(filled: Town) -> None:
    named = ledgering.account("名", (GrantRole.RECTIFYING_UNIT, filled.housing, GrantScope.ASSIGNED))
    assert named.person
    task = Task.objects.order_by("pk")[5]
    Task.objects.filter(pk=task.pk).update(leader=named.person)
    for viewer in [*viewers(filled)[1:], viewer_for(named)]:
        assert set(visible_ids(viewer)) == set(visible_tasks(viewer).values_list("pk", flat=True)), viewer
    assert set(visible_ids(viewer_for(named))) == {task.pk}


def test_a_stranger_finds_counts_and_facets_nothing(filled: Town) -> None:
    stranger = viewer_for(
        ledgering.account("外人", (GrantRole.RECTIFYING_UNIT, ledgering.unit("外县"), GrantScope.SUBTREE))
    )
    for f in (
        TaskFilter(),
        TaskFilter(q="污水"),
        TaskFilter(inspection=(filled.inspection.number,)),
        TaskFilter(q="%"),
    ):
        query = LedgerQuery(stranger, f)
        counted = query.counted
        assert query.page(EVERY_COLUMN).rows == []
        assert counted.total == 0
        assert counted.facets == {"state": {}, "progress": {}, "colour": {}}


def test_a_page_costs_the_same_number_of_queries_however_many_rows(
    filled: Town, django_assert_max_num_queries: Any
) -> None:
    viewer = viewer_for(filled.office)
    with django_assert_max_num_queries(7):
        query = LedgerQuery(viewer, TaskFilter(q="污水"))
        query.page(EVERY_COLUMN)
        assert query.counted.total


def test_filters_are_documented_by_their_readers() -> None:
    assert set(TaskFilter.__dataclass_fields__) < set(filters._READERS)


def test_an_account_without_grants_sees_an_empty_ledger(filled: Town) -> None:
    query = LedgerQuery(viewer_for(ledgering.account("无权")), TaskFilter(q="污水", state=(State.CLAIM,)))
    assert (query.page(EVERY_COLUMN).rows, query.counted.total) == ([], 0)
