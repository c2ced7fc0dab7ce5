"""Two people at once: whoever comes second on an old page is told, and no deed is done twice."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, connections

from bihuan.audit.services import verify
from bihuan.casework import services
from bihuan.casework.models import Closure, Passage
from bihuan.core.codes import ClosureReason, EvidenceKind, State
from bihuan.core.reasons import Refused
from bihuan.ledger.models import Task
from tests.flows.walk import Walk, picture
from tests.world import World, make_world

LONGEST = 120  # seconds


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_whoever_decides_on_an_old_page_is_told_and_nothing_is_done(world: World) -> None:
    walk = Walk(world).to(State.PLAN_REVIEW)
    seen_by_second = Task.objects.get(pk=walk.task.pk)
    walk.approve()
    with pytest.raises(Refused) as refused:
        services.return_plan(task=seen_by_second, actor=walk.account("office"), comment="还要细化。")
    assert codes(refused) == {"changed_meanwhile"}
    assert Task.objects.get(pk=walk.task.pk).state == State.RECTIFYING


def test_a_judgement_is_passed_on_the_file_that_was_seen_but_adding_to_it_is_open_to_all(world: World) -> None:
    walk = Walk(world).to(State.REVIEW)
    seen = Task.objects.get(pk=walk.task.pk)
    walk.evidence(EvidenceKind.OTHER, who="lead")
    with pytest.raises(Refused) as refused:
        services.pass_review(task=seen, actor=walk.account("supervisor"), comment="通过")
    assert codes(refused) == {"changed_meanwhile"}
    stale = Task.objects.get(pk=walk.task.pk)
    walk.evidence(EvidenceKind.OTHER, who="lead")
    services.add_evidence(
        task=stale, actor=walk.account("duty"), upload=services.Upload("b.jpg", picture()), kind=EvidenceKind.OTHER
    )


def test_a_report_sent_twice_is_taken_once_and_a_changed_one_stands_beside_it(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    walk.report(30)
    with pytest.raises(Refused) as refused:
        walk.report(30)
    assert codes(refused) == {"report_repeated"}
    walk.report(40)
    walk.report(30)
    assert list(walk.task.reports.order_by("pk").values_list("claimed_percent", flat=True)) == [30, 40, 30]


def test_the_same_file_is_kept_once_for_what_it_proves_and_again_for_something_else(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)

    def add(**proves: str) -> None:
        services.add_evidence(
            task=walk.task, actor=walk.account("lead"), upload=services.Upload("b.jpg", picture("red")),
            kind=EvidenceKind.OTHER, **proves,  # type: ignore[arg-type]  # named above
        )  # fmt: skip

    before = walk.task.evidence.count()
    add(side="before")
    with pytest.raises(Refused) as refused:
        add(side="before")
    assert codes(refused) == {"evidence_repeated"}
    add(side="after")
    assert walk.task.evidence.count() == before + 2


def test_a_report_upward_sent_twice_is_set_down_once(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    told = {"task": walk.task, "actor": walk.account("office"), "to": "省整改办", "summary": "进展顺利。"}
    services.record_upward_report(**told)  # type: ignore[arg-type]  # named above
    with pytest.raises(Refused) as refused:
        services.record_upward_report(**told)  # type: ignore[arg-type]  # likewise
    assert codes(refused) == {"upward_repeated"}


def test_an_objection_sent_twice_has_one_receipt_and_the_same_words_another_day_are_another_objection(
    world: World,
) -> None:
    walk = Walk(world).to(State.NOTICE)

    def receipt(name: str = "") -> str:
        with walk.day():
            return services.object_to_notice(task=walk.task, text="夜里还在排污。", name=name).receipt

    first = receipt()
    assert receipt() == first
    assert receipt(name="邻居") != first
    walk.pass_days(1)
    assert receipt() != first


def at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """Run deeds in threads that start together; their results, or what they raised."""
    start = threading.Barrier(len(deeds), timeout=LONGEST)
    results: list[object] = [None] * len(deeds)

    def run(place: int) -> None:
        try:
            start.wait()
            results[place] = deeds[place]()
        except Exception as error:  # noqa: BLE001 - handed to the test
            results[place] = error
        finally:
            connections.close_all()

    # One that waits for ever must neither hold the test nor, at the end, the whole run.
    threads = [threading.Thread(target=run, args=(place,), daemon=True) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
        assert not thread.is_alive(), "a deed waits for ever"
    return results


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one connection in memory")
def test_two_who_close_one_task_at_the_same_moment_close_it_once() -> None:
    walk = Walk(make_world()).to(State.NOTICE)
    notice = walk.task.notices.get()
    walk.pass_days((notice.ends_on - walk.today()).days + 1)
    walk.sign()

    def close() -> object:
        with walk.day():
            return services.close(
                task=Task.objects.get(pk=walk.task.pk),
                actor=walk.account("office"),
                reason=ClosureReason.COMPLETED,
                filing_no="备案1号",
                minutes_no="纪要1号",
                upper_filing_no="省备1号",
            )

    results = at_once([close] * 4)
    assert sum(isinstance(result, Closure) for result in results) == 1
    assert all(isinstance(result, (Closure, Refused)) for result in results), results
    assert Passage.objects.filter(task=walk.task, step="close").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one connection in memory")
def test_many_who_add_evidence_at_once_all_succeed_and_the_log_stays_whole() -> None:
    walk = Walk(make_world()).to(State.RECTIFYING)

    def add(colour: str) -> object:
        return services.add_evidence(
            task=Task.objects.get(pk=walk.task.pk),
            actor=walk.account("lead"),
            upload=services.Upload("a.jpg", picture(colour)),
            kind=EvidenceKind.OTHER,
        )

    results = at_once([partial(add, colour) for colour in ("red", "green", "blue", "black", "white", "grey")])
    assert not [result for result in results if isinstance(result, Exception)], results
    assert walk.task.evidence.count() == 6
    assert verify() is None
