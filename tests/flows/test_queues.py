"""What waits for whom, and the steps that a viewer finds open or greyed with reasons."""

import pytest

from bihuan.casework import services, sweeps
from bihuan.casework.queries import QUEUES, open_steps, waiting_for
from bihuan.core.codes import DutyRole, State
from bihuan.ledger.duties import end_duty
from bihuan.ledger.filters import TaskFilter
from bihuan.ledger.queries import LedgerQuery
from bihuan.ledger.standing import standing_on
from bihuan.org.access import viewer_for
from tests.flows.walk import Walk
from tests.world import World


@pytest.fixture
def walk(world: World) -> Walk:
    return Walk(world)


def work_list(walk: Walk, who: str) -> set[str]:
    with walk.day():
        return {queue.key for queue, _count in waiting_for(viewer_for(walk.account(who)))}


WAITING = {
    State.CLAIM: ("lead", "to_accept"),
    State.DRAFTING: ("lead", "to_plan"),
    State.PLAN_REVIEW: ("office", "plans_to_review"),
    State.RECTIFYING: ("lead", None),
    State.SELF_CHECK: ("lead", "to_self_check"),
    State.REVIEW: ("supervisor", "to_review"),
    State.SITE_CHECK: ("verifier", "to_check"),
    State.NOTICE: ("verifier", None),
}


@pytest.mark.parametrize("state", WAITING)
def test_in_each_state_the_task_is_on_the_list_of_whose_turn_it_is(walk: Walk, state: State) -> None:
    walk.to(state)
    who, key = WAITING[state]
    assert work_list(walk, who) - {"to_report"} == ({key} if key else set())
    assert work_list(walk, "stranger") == set()


def test_after_the_site_check_it_waits_for_the_notice_and_after_the_notice_for_signature_and_closure(
    walk: Walk,
) -> None:
    walk.to(State.SITE_CHECK).site_check()
    assert (work_list(walk, "verifier"), work_list(walk, "office")) == (set(), {"to_publish"})
    notice = walk.publish()
    walk.pass_days((notice.ends_on - walk.today()).days)
    assert work_list(walk, "office") == {"notices_ending"}
    walk.pass_days(1)
    assert work_list(walk, "verifier") == {"to_sign"}
    walk.sign()
    assert (work_list(walk, "verifier"), work_list(walk, "office")) == (set(), {"to_close"})


def test_every_counter_is_the_length_of_its_list(walk: Walk) -> None:
    walk.to(State.NOTICE)
    with walk.day():
        services.object_to_notice(task=walk.task, text="还有异味。")
        viewer = viewer_for(walk.account("office"))
        for queue in QUEUES.values():
            assert queue.count(viewer) == len(queue.rows(viewer)), queue.key
        assert QUEUES["objections"].count(viewer) == 1


def test_a_list_that_opens_in_the_ledger_shows_the_same_tasks_there(walk: Walk) -> None:
    in_ledger = {key: queue.listed for key, queue in QUEUES.items() if queue.listed}
    for state in (State.CLAIM, State.PLAN_REVIEW, State.NOTICE):
        walk.to(state)
        with walk.day():
            if state is State.NOTICE:
                services.object_to_notice(task=walk.task, text="还有异味。")
            viewer = viewer_for(walk.account("office"))
            for key, listed in in_ledger.items():
                found = {task.pk for task in LedgerQuery(viewer, listed).tasks()}
                assert found == {task.pk for task in QUEUES[key].rows(viewer)}, (state, key)
    assert QUEUES["objections"].count(viewer) == 1


def test_the_ledger_finds_a_task_by_its_open_objections_until_the_last_is_decided(walk: Walk) -> None:
    walk.to(State.NOTICE)

    def objected() -> tuple[int, int]:
        with walk.day():
            viewer = viewer_for(walk.account("office"))
            yes, no = (LedgerQuery(viewer, TaskFilter(objected=value)) for value in (True, False))
            assert (yes.counted.total, no.counted.total) == (len(yes.tasks()), len(no.tasks()))
            return yes.counted.total, no.counted.total

    before = objected()
    assert before[0] == 0
    with walk.day():
        held = [services.object_to_notice(task=walk.task, text=text) for text in ("还有异味。", "夜里还在排。")]
    assert objected() == (1, before[1] - 1)
    with walk.day():
        walk.task.refresh_from_db()
        services.dismiss_objection(objection=held[0], actor=walk.account("verifier"), reply="当晚复测达标。")
    assert objected() == (1, before[1] - 1)
    with walk.day():
        services.uphold_objection(objection=held[1], actor=walk.account("verifier"), reply="夜间确有直排。")
    assert objected() == before


def test_a_greyed_step_names_its_reasons_and_an_open_one_has_none(walk: Walk) -> None:
    walk.to(State.RECTIFYING)
    found, _gathered = open_steps(walk.task, standing_on(walk.task, walk.account("lead")))
    by_name = {row.step.name: row for row in found}
    assert by_name["report_progress"].open
    assert [r.code for r in by_name["apply_for_closure"].reasons] == ["milestones_verified", "materials_complete"]
    assert not by_name["verify_milestone"].concerns_viewer
    assert by_name["apply_for_closure"].concerns_viewer


def test_a_notice_that_ran_out_starts_the_term_for_filing(walk: Walk) -> None:
    walk.to(State.NOTICE)
    notice = walk.task.notices.get()
    walk.pass_days((notice.ends_on - walk.today()).days + 1)
    with walk.day():
        sweeps.sweep_clocks()
        sweeps.sweep_clocks()
    running = walk.task.clocks.filter(stopped_on=None).values_list("rule", flat=True)
    assert sorted(running) == ["filing.days", "publication.due"]


def test_a_missed_report_is_counted_and_the_next_period_begins(walk: Walk) -> None:
    walk.to(State.RECTIFYING)
    (first,) = walk.task.clocks.filter(rule="dispatch.reply")
    walk.pass_days((first.due_on - walk.today()).days + 1)
    with walk.day():
        sweeps.sweep_clocks()
        sweeps.sweep_clocks()
    assert walk.task.clocks.filter(rule="dispatch.reply").count() == 2
    assert "to_report" in work_list(walk, "lead")
    walk.report()
    assert walk.task.clocks.filter(rule="dispatch.reply", stopped_on=None).count() == 1


def test_a_task_without_a_lead_unit_waits_for_the_office(world: World) -> None:
    office = viewer_for(world.accounts["office"])
    assert QUEUES["to_assign"].count(office) == 0
    lead = world.task.duties.get(role=DutyRole.LEAD).unit
    end_duty(actor=world.accounts["office"], task=world.task, unit=lead, role=DutyRole.LEAD, reason="改派")
    assert QUEUES["to_assign"].count(office) == 1
