"""The log: what is written stays, and every change of it is found."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from bihuan.audit.models import Event, Head
from bihuan.audit.services import head_of, record, verify
from bihuan.core.reasons import Phrase
from bihuan.platform import clock
from tests.conftest import refusals_lifted
from tests.world import World

pytestmark = pytest.mark.django_db


def three_events(world: World) -> list[Event]:
    office = world.accounts["office"]
    bodies: list[dict[str, object]] = [{"on": date(2026, 3, 1)}, {"amount": Decimal("1.50")}, {"words": ("甲", "乙")}]
    return [record("ledger.test", world.task, actor=office, body=body) for body in bodies]


def tamper(statement: str) -> None:
    with refusals_lifted(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_event_says_who_did_what_to_which_number(world: World) -> None:
    event = three_events(world)[1]
    event.refresh_from_db()
    assert (event.actor, event.actor_name) == (world.accounts["office"].pk, "甲办")
    assert (event.subject_type, event.subject_id, event.subject_number) == (
        "ledger.task",
        world.task.pk,
        "ZG-2026-0001",
    )
    assert event.body == '{"amount":"1.50"}'


def test_events_are_numbered_without_gaps_and_the_chain_holds(world: World) -> None:
    seqs = [event.seq for event in three_events(world)]
    assert seqs == list(range(seqs[0], seqs[0] + 3))
    assert verify() is None


def test_an_empty_log_holds(db: None) -> None:
    assert verify() is None


def test_a_rolled_back_change_leaves_neither_event_nor_gap(world: World) -> None:
    three_events(world)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("ledger.test", world.task, actor=None, body={})
        raise ZeroDivisionError
    record("ledger.test", world.task, actor=None, body={})
    assert verify() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET body = body",
        "DELETE FROM audit_event",
        "UPDATE ledger_problem SET wording = 'x'",
        "UPDATE ledger_problem SET number = 'x'",
        "UPDATE ledger_problem SET level = 'local'",
        "DELETE FROM ledger_problem",
        "UPDATE ledger_task SET number = 'x'",
        "DELETE FROM ledger_task",
    ],
)
def test_the_database_refuses_what_must_never_change(world: World, statement: str) -> None:
    three_events(world)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_emptying_the_log_is_refused_on_postgresql(world: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; its DELETE is refused")
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_event")


def test_other_fields_of_problems_and_tasks_may_change(world: World) -> None:
    world.problem.title = "另一个标题"
    world.problem.save()
    world.task.save()


@pytest.mark.parametrize("column", ["body", "actor_name", "action", "subject_number", "subject_type"])
def test_an_edited_text_is_found_at_its_number(world: World, column: str) -> None:
    seq = three_events(world)[1].seq
    tamper(f"UPDATE audit_event SET {column} = 'x' WHERE seq = {seq}")  # noqa: S608  # built of this test's own constants
    found = verify()
    assert found
    assert (found.seq, found.reason) == (seq, Phrase("内容被改动，与其摘要不符"))


@pytest.mark.parametrize("change", ["actor = 999", "subject_id = 999", "at = '2020-01-01 00:00:00'"])
def test_another_actor_subject_or_time_is_found(world: World, change: str) -> None:
    seq = three_events(world)[0].seq
    tamper(f"UPDATE audit_event SET {change} WHERE seq = {seq}")  # noqa: S608  # built of this test's own constants
    found = verify()
    assert found
    assert found.seq == seq


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_removed_event_is_found(world: World, index: int) -> None:
    seq = three_events(world)[index].seq
    tamper(f"DELETE FROM audit_event WHERE seq = {seq}")  # noqa: S608  # built of this test's own constants
    found = verify()
    assert found
    assert found.seq == seq


def test_an_event_added_behind_the_head_is_found(world: World) -> None:
    last = three_events(world)[2]
    Head.objects.update(seq=last.seq - 1, digest=last.prev)
    found = verify()
    assert found
    assert found.seq == last.seq


def test_an_event_recomputed_without_its_successors_is_found(world: World) -> None:
    from bihuan.audit.services import link

    first, second, _ = three_events(world)
    first.body = "{}"
    tamper(f"UPDATE audit_event SET body = '{{}}', digest = '{link(first)}' WHERE seq = {first.seq}")  # noqa: S608  # built of this test's own constants
    found = verify()
    assert found
    assert found.seq == second.seq


def test_a_chain_rewritten_to_its_end_is_found_by_a_digest_kept_outside(world: World) -> None:
    three_events(world)
    anchor = head_of(clock.today())
    assert anchor
    assert verify(anchors={anchor.seq: anchor.digest}) is None
    found = verify(anchors={anchor.seq: "0" * 64})
    assert found
    assert found.seq == anchor.seq
    assert verify(anchors={10_000: "0" * 64}) is not None


def test_the_head_of_a_day_is_its_last_event(world: World) -> None:
    last = three_events(world)[2]
    today = clock.today()
    for day in (today, today + timedelta(days=3)):
        head = head_of(day)
        assert head
        assert (head.seq, head.digest) == (last.seq, last.digest)
    assert head_of(today - timedelta(days=1)) is None
