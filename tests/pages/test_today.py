"""今日: what needs the viewer now, and nothing that is not the viewer's."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.core.codes import Colour, DutyRole, ProgressStatus, State
from bihuan.ledger.filters import url_for
from bihuan.ledger.models import Clock, Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.org.access import viewer_for
from bihuan.platform import clock
from bihuan.web import queries
from tests.world import EVERYONE, INSIDE, OUTSIDE, World, make_task

MANY = 8


@pytest.fixture
def busy(world: World) -> World:
    """Tasks enough for a list to be cut, in several states."""
    duties = {
        DutyRole.LEAD: (world.units["housing"], None),
        DutyRole.SUPERVISE: (world.units["water"], None),
        DutyRole.ACCEPT: (world.units["ecology"], None),
    }
    for number in range(MANY):
        for state in (State.CLAIM, State.DRAFTING, State.PLAN_REVIEW, State.REVIEW):
            task = make_task(f"ZG-{state}-{number}", world.problem, world.accounts["office"], duties)
            due = clock.today() + timedelta(days=number - 1)
            Task.objects.filter(pk=task.pk).update(state=state.value, deadline=due)
    return world


def page(client: Client, world: World, who: str, address: str = "/") -> Any:
    client.force_login(world.accounts[who])
    return client.get(address)


@pytest.mark.parametrize("who", OUTSIDE)
def test_what_is_not_the_viewers_is_not_on_the_page(client: Client, world: World, who: str) -> None:
    answer = page(client, world, who)
    assert answer.status_code == 200
    assert world.task.number not in answer.text


def test_the_lead_unit_sees_what_it_has_to_claim(client: Client, world: World) -> None:
    answer = page(client, world, "lead")
    assert "待认领" in answer.text
    assert world.task.title in answer.text


def test_the_page_of_today_is_only_read(client: Client, world: World) -> None:
    client.force_login(world.accounts["lead"])
    assert [client.generic(method, "/").status_code for method in ("PUT", "DELETE", "POST")] == [405] * 3


def test_who_has_nothing_to_do_is_told_so(client: Client, world: World) -> None:
    assert "现在没有等您办理的事项" in page(client, world, "stranger").text
    assert "没有办理整改任务的角色" in page(client, world, "bare").text


def test_a_list_is_cut_to_the_most_urgent_and_counts_all(busy: World) -> None:
    lists = {row.queue.key: row for row in queries.work_lists(viewer_for(busy.accounts["office"]))}
    assert lists["plans_to_review"].total == MANY
    assert [task.number for task in lists["plans_to_review"].tasks] == [f"ZG-plan_review-{n}" for n in range(5)]


@pytest.mark.parametrize("who", INSIDE)
def test_a_counter_is_the_length_of_the_list_it_opens(client: Client, busy: World, who: str) -> None:
    for row in queries.work_lists(viewer_for(busy.accounts[who])):
        listed = page(client, busy, who, f"/today/{row.queue.key}/")
        assert listed.context["page"].paginator.count == row.total
        assert list(listed.context["page"])[: queries.SHOWN] == list(row.tasks)


def test_a_list_that_is_not_the_viewers_is_not_there(client: Client, busy: World) -> None:
    assert page(client, busy, "lead", "/today/plans_to_review/").status_code == 404
    assert page(client, busy, "office", "/today/nothing/").status_code == 404
    assert page(client, busy, "system", "/today/overdue/").status_code == 404


def test_a_visitor_is_led_to_what_is_public_and_sees_no_list(client: Client, busy: World) -> None:
    assert client.get("/").status_code == 302
    assert client.get("/today/overdue/").status_code == 302


@pytest.mark.parametrize("who", EVERYONE)
def test_the_page_costs_few_queries_however_much_waits(client: Client, busy: World, who: str) -> None:
    client.force_login(busy.accounts[who])
    with CaptureQueriesContext(
        connection,
    ) as counted:
        client.get("/")
    assert len(counted) <= 12, [query["sql"][:90] for query in counted]


def test_rates_are_counted_as_the_figures_define_them(busy: World) -> None:
    Task.objects.filter(state=State.REVIEW.value).update(progress=ProgressStatus.REPORTED.value)
    rates = {rate.key: rate for rate in queries.rates(viewer_for(busy.accounts["leader"]), clock.today())}
    assert (rates["completion"].numerator, rates["completion"].denominator) == (MANY, 4 * MANY + 1)
    # One task in each of the four states had its last day yesterday, and only the one in review is reported as done; those
    # whose last day is today are still in time.
    assert (rates["on_time"].numerator, rates["on_time"].denominator) == (1, 4)


def test_a_rate_opens_exactly_the_rows_it_counts(client: Client, busy: World) -> None:
    Task.objects.filter(state=State.REVIEW.value).update(progress=ProgressStatus.REPORTED.value)
    Task.objects.filter(state=State.DRAFTING.value).update(progress=ProgressStatus.ON_SCHEDULE.value)
    viewer = viewer_for(busy.accounts["leader"])
    for rate in queries.rates(viewer, clock.today()):
        wanted = queries.counted_by(rate, clock.today())
        assert LedgerQuery(viewer, wanted).tasks().count() == rate.numerator, rate.key
        assert url_for(wanted) in page(client, busy, "leader").text.replace("&amp;", "&")


def test_a_leader_sees_the_worst_first(client: Client, busy: World) -> None:
    Task.objects.filter(number="ZG-review-3").update(colour=Colour.ORANGE.value)
    Task.objects.filter(number="ZG-claim-7").update(colour=Colour.RED.value)
    answer = page(client, busy, "leader")
    assert [task.number for task in answer.context["worst"]] == ["ZG-claim-7", "ZG-review-3"]
    assert "红色约谈" in answer.text


@pytest.fixture
def clocks(busy: World) -> World:
    today = clock.today()
    for number, (days, subject) in enumerate([(-3, "task"), (2, "task"), (90, "task"), (1, "inspection")]):
        Clock.objects.create(
            rule="plan.due" if subject == "inspection" else "review.days",
            started_on=today - timedelta(days=20),
            start_event=f"test {number}",
            due_on=today + timedelta(days=days),
            derivation=[
                {"message": "%(known)s之后的节假日安排尚未公布，暂按周末推算。", "params": {"known": "2026-12-31"}}
            ],
            provisional=True,
            **{subject: getattr(busy, subject)},
        )
    return busy


def test_clocks_that_lapsed_or_soon_will_are_shown_with_how_they_were_reached(client: Client, clocks: World) -> None:
    answer = page(client, clocks, "office", "/today/clocks/")
    assert [str(row.due_on - clock.today()).split(",")[0] for row in answer.context["page"]] == [
        "-3 days",
        "1 day",
        "2 days",
    ]
    assert "2026-12-31之后的节假日安排尚未公布" in answer.text
    assert "超期3天" in answer.text


def test_a_unit_sees_the_clocks_of_its_tasks_alone(client: Client, clocks: World) -> None:
    assert page(client, clocks, "lead", "/today/clocks/").context["page"].paginator.count == 2
    assert page(client, clocks, "stranger", "/today/clocks/").context["page"].paginator.count == 0
    assert page(client, clocks, "lead").context["clock_count"] == 2
