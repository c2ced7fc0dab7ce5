"""The page of the log: the audit administrator finds, turns pages, and has the chain proved."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from bihuan.audit.actions import action_label
from bihuan.audit.models import Event
from bihuan.audit.queries import Filter, events_for, page
from bihuan.audit.services import record
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.platform import jobs
from tests.conftest import refusals_lifted
from tests.world import World, grant, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(world: World) -> Client:
    client = Client()
    client.force_login(world.accounts["audit"])
    return client


def write(world: World, number: int = 1) -> None:
    for n in range(number):
        record("ledger.test", world.task, actor=world.accounts["office"], body={"n": n})


def test_the_history_of_rows_is_theirs_alone_newest_first(world: World) -> None:
    write(world, 2)
    record("ledger.test", world.problem, actor=None, body={})
    record("org.sign_in", world.accounts["lead"], actor=None, body={})
    assert [e.seq for e in events_for([world.task])] == [2, 1]
    assert [e.seq for e in events_for([world.problem, world.task])] == [3, 2, 1]
    assert not events_for([]).exists()


def test_pages_follow_each_other_without_gap_or_overlap(world: World) -> None:
    write(world, 7)
    seen, before = [], None
    while True:
        events, before = page(Filter(), before=before, size=3)
        seen += [e.seq for e in events]
        if before is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Filter(action="ledger."), 1),
        (Filter(action="org.sign_in"), 1),
        (Filter(actor="甲"), 1),
        (Filter(number="ZG-2026-0001"), 1),
        (Filter(number="ZG-2026"), 0),
    ],
)
def test_a_filter_finds_by_action_actor_and_number(world: World, wanted: Filter, count: int) -> None:
    write(world)
    record("org.sign_in", world.accounts["lead"], actor=world.accounts["lead"], body={})
    assert len(page(wanted)[0]) == count


def test_a_filter_finds_by_day(world: World) -> None:
    write(world)
    day = localdate(Event.objects.get().at)  # whichever it was: midnight may come in the middle of a run
    assert len(page(Filter(since=day, until=day))[0]) == 1
    assert page(Filter(until=day - timedelta(days=1)))[0] == []
    assert page(Filter(since=day + timedelta(days=1)))[0] == []


def test_the_page_shows_who_did_what(world: World, auditor: Client) -> None:
    write(world)
    text = auditor.get("/audit/?number=ZG-2026-0001").content.decode()
    assert "甲办" in text
    assert "ZG-2026-0001" in text


@pytest.mark.parametrize("query", ["since=yesterday", "before=x", "action=nothing.such"])
def test_a_filter_that_makes_no_sense_is_told(world: World, auditor: Client, query: str) -> None:
    assert auditor.get(f"/audit/?{query}").status_code == 422


def test_the_chain_is_proved_on_request(world: World, auditor: Client) -> None:
    write(world, 3)
    auditor.post("/audit/verify/")
    assert "等待开始" in auditor.get("/audit/verify/progress/").content.decode()
    jobs.work_off()
    assert "日志完整" in auditor.get("/audit/").content.decode()


def test_a_break_is_shown_with_its_number(world: World, auditor: Client) -> None:
    from django.db import connection

    write(world, 3)
    with refusals_lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET body = '{}' WHERE seq = 2")
    auditor.post("/audit/verify/")
    jobs.work_off()
    assert "第2条：内容被改动" in auditor.get("/audit/").content.decode()


def test_an_audit_administrator_of_one_county_does_not_read_the_whole_log(world: World, client: Client) -> None:
    account = make_account("county-audit")
    grant(account, world.units["county"], GrantRole.AUDIT_ADMIN, GrantScope.SUBTREE)
    client.force_login(account)
    assert client.get("/audit/").status_code == 403


def test_a_page_costs_few_queries_however_long_the_log(
    world: World, auditor: Client, django_assert_max_num_queries: Any
) -> None:
    write(world, 60)
    with django_assert_max_num_queries(12):
        assert auditor.get("/audit/").status_code == 200


def written_actions() -> set[str]:
    """Every action that the sources record, as far as it stands there as a word."""
    found = set()
    for path in (Path(__file__).parents[2] / "src/bihuan").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'record\(\s*"([a-z]+\.[a-z_]+)"', text))
        found |= {f"planning.{verb}" for verb in re.findall(r'close_draft\(draft, "([a-z_]+)"', text)}
    return found


def test_every_action_has_a_name_for_people() -> None:
    actions = written_actions()
    assert len(actions) > 30
    assert {action for action in actions if action_label(action) == action} == set()


def test_a_step_of_the_loop_is_called_by_its_own_name() -> None:
    assert action_label("casework.apply_for_closure") == "申请销号"
    assert action_label("nothing.such") == "nothing.such"
