"""What waits for whom, and the steps that a viewer finds open or greyed with reasons."""

import pytest

from bihuan.casework import services, sweeps
from bihuan.casework.models import Notice
from bihuan.casework.queries import open_steps
from bihuan.casework.queues import QUEUES, waiting_for
from bihuan.core.codes import DutyRole, GrantRole, GrantScope, State
from bihuan.core.reasons import Refused
from bihuan.ledger import duties
from bihuan.ledger.duties import end_duty
from bihuan.ledger.filters import TaskFilter
from bihuan.ledger.queries import LedgerQuery
from bihuan.ledger.standing import standing_on
from bihuan.org.access import viewer_for
from tests.flows.walk import Walk
from tests.world import World, grant, make_account


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


def test_with_two_accepting_units_each_is_asked_to_sign_and_the_office_to_close_only_then(walk: Walk) -> None:
    second = make_account("second-verifier", name="辛验", unit=walk.world.units["team"])
    grant(second, walk.world.units["team"], GrantRole.VERIFIER, GrantScope.OWN)
    _let_accept(walk, "team")
    notice = Notice.objects.get(task=walk.to(State.NOTICE).task)
    walk.pass_days((notice.ends_on - walk.today()).days + 1)
    walk.sign()
    with walk.day():
        assert (QUEUES["to_sign"].count(viewer_for(second)), work_list(walk, "verifier")) == (1, set())
        assert work_list(walk, "office") == set()
        services.sign_closure(task=walk.task, actor=second)
        assert (QUEUES["to_sign"].count(viewer_for(second)), work_list(walk, "office")) == (0, {"to_close"})


def test_who_acts_for_two_accepting_units_signs_for_each(walk: Walk) -> None:
    grant(walk.world.accounts["verifier"], walk.world.units["team"], GrantRole.VERIFIER, GrantScope.OWN)
    _let_accept(walk, "team")
    notice = Notice.objects.get(task=walk.to(State.NOTICE).task)
    walk.pass_days((notice.ends_on - walk.today()).days + 1)
    walk.sign()
    assert work_list(walk, "verifier") == {"to_sign"}
    walk.sign()
    assert {row.unit for row in walk.task.signatures.all()} == {
        walk.world.units["team"],
        walk.task.duties.exclude(unit=walk.world.units["team"]).get(role=DutyRole.ACCEPT).unit,
    }
    with pytest.raises(Refused, match="已经签字"):
        walk.sign()


def _let_accept(walk: Walk, unit: str) -> None:
    handover = duties.Handover(walk.world.units[unit], DutyRole.ACCEPT)
    duties.assign(actor=walk.account("office"), tasks=[walk.task], handover=handover, reason="共同验收")
    walk.task.refresh_from_db()


def test_after_the_office_withdrew_a_notice_the_site_is_checked_anew_and_a_new_notice_runs(walk: Walk) -> None:
    walk.to(State.NOTICE)
    with walk.day():
        services.withdraw_notice(task=walk.task, actor=walk.account("office"), comment="照片不是这一处")
    assert (work_list(walk, "verifier"), work_list(walk, "office")) == ({"to_check"}, set())
    walk.site_check()
    assert work_list(walk, "office") == {"to_publish"}
    walk.publish()
    assert walk.task.state == State.NOTICE


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
