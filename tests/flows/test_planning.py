"""Planning on the real database: lists with versions, completeness, the backward schedule and the summary."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from bihuan.audit.models import Event
from bihuan.audit.queries import body_of
from bihuan.core.codes import DutyRole, FundStatus, GrantRole, GrantScope, ProgressStatus, State
from bihuan.core.reasons import Refused, errors
from bihuan.ledger import sight, versions
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.filters import TaskFilter
from bihuan.ledger.models import Duty, Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.ledger.standing import live_duties
from bihuan.org.access import viewer_for
from bihuan.org.models import Person
from bihuan.planning import lists, scheduling, services, summary
from bihuan.planning.entries import CauseEntry, FundEntry, MilestoneEntry
from bihuan.planning.models import Cause, FundLine, Milestone, Plan
from bihuan.platform import clock
from tests.flows.plans import fill_plan, persons_for
from tests.flows.walk import Walk
from tests.world import World, grant, make_account


@pytest.fixture
def drafting(world: World) -> World:
    Task.objects.filter(pk=world.task.pk).update(state=State.DRAFTING)
    world.task.refresh_from_db()
    return world


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_a_filled_plan_has_no_errors_and_an_empty_one_names_every_list(drafting: World) -> None:
    task = drafting.task
    assert [r.code for r in lists.findings(task, live_duties(task))].count("list_empty") == 4
    fill_plan(task, drafting.accounts["lead"])
    task.refresh_from_db()
    assert errors(lists.findings(task, live_duties(task))) == []


def test_every_change_of_a_list_makes_a_new_version_of_the_plan(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    services.save_causes(task=task, actor=lead, entries=[CauseEntry(text="管网破损")])
    before = task.plan.version
    services.save_funds(task=task, actor=lead, entries=[], no_funds_needed=True)
    assert task.plan.version == before + 1
    with pytest.raises(Refused) as refused:
        services.save_causes(task=task, actor=lead, entries=[], plan_version=before)
    assert codes(refused) == {"changed_meanwhile"}
    assert Cause.objects.count() == 1


def test_rows_keep_their_identity_and_rows_not_handed_in_are_gone(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    first, second = services.save_causes(
        task=task, actor=lead, entries=[CauseEntry(text="管网破损"), CauseEntry(text="监管缺位")]
    )
    services.save_causes(task=task, actor=lead, entries=[CauseEntry(text="监管缺位严重", id=second.pk)])
    assert list(Cause.objects.values_list("pk", "text")) == [(second.pk, "监管缺位严重")]
    with pytest.raises(Refused) as refused:
        services.save_causes(task=task, actor=lead, entries=[CauseEntry(text="再改", id=first.pk)])
    assert codes(refused) == {"row_gone"}


def test_a_bad_row_is_named_by_place_and_field_and_nothing_is_saved(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    with pytest.raises(Refused) as refused:
        services.save_causes(task=task, actor=lead, entries=[CauseEntry(text="管网破损"), CauseEntry(text=" ")])
    (reason,) = refused.value.reasons
    assert reason.code == "invalid_row"
    assert reason.params["row"] == 2
    assert not Cause.objects.exists()


def test_money_is_told_by_who_writes_the_plan_and_by_no_other_unit_of_the_task(drafting: World) -> None:
    lead = drafting.accounts["lead"]
    entries = [FundEntry(source="city", amount=Decimal(100))]
    (line,) = services.save_funds(task=drafting.task, actor=lead, entries=entries)
    helper = make_account("helper", name="助甲", unit=drafting.units["town"])
    grant(helper, drafting.units["town"], GrantRole.RECTIFYING_UNIT, GrantScope.OWN)
    Duty.objects.create(task=drafting.task, unit=drafting.units["town"], role=DutyRole.ASSIST, since=clock.today())
    sight.renew([drafting.task.pk])
    with pytest.raises(Refused) as refused:
        services.record_funds(line=line, actor=helper, allocated=Decimal(1), paid=Decimal(0), document_no="")
    assert codes(refused) == {"duty_missing"}
    for who in ("lead", "duty", "office"):
        actor = drafting.accounts[who]
        services.record_funds(line=line, actor=actor, allocated=Decimal(1), paid=Decimal(0), document_no="")


def test_paid_money_cannot_exceed_what_arrived(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    (line,) = services.save_funds(task=task, actor=lead, entries=[FundEntry(source="city", amount=Decimal(100))])
    services.record_funds(line=line, actor=lead, allocated=Decimal(60), paid=Decimal(10), document_no="云财建1号")
    with pytest.raises(Refused) as refused:
        services.record_funds(line=line, actor=lead, allocated=Decimal(60), paid=Decimal(61), document_no="")
    assert codes(refused) == {"fund_amounts_disagree"}


def test_money_that_moves_leaves_the_approval_of_the_plan(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    version, line = walk.task.plan.version, FundLine.objects.filter(task=walk.task).first()
    assert line is not None
    with walk.day():
        services.record_funds(
            line=line, actor=walk.account("lead"), allocated=line.amount, paid=Decimal(0), document_no="云财建1号"
        )
    assert Plan.objects.get(task=walk.task).version == version


def test_an_editor_opened_before_money_was_told_does_not_save_over_it(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    (line,) = services.save_funds(task=task, actor=lead, entries=[FundEntry(source="city", amount=Decimal(100))])
    seen = Plan.objects.get(task=task).version
    services.record_funds(line=line, actor=lead, allocated=Decimal(60), paid=Decimal(10), document_no="云财建1号")
    stale = FundEntry(id=line.pk, source="city", amount=Decimal(120))
    with pytest.raises(Refused) as refused:
        services.save_funds(task=task, actor=lead, entries=[stale], plan_version=seen)
    assert codes(refused) == {versions.CHANGED_MEANWHILE.code}
    line.refresh_from_db()
    assert (line.allocated, line.paid) == (Decimal(60), Decimal(10))


def test_what_is_told_of_money_is_checked_and_the_log_keeps_what_stood_there(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    entry = FundEntry(source="city", amount=Decimal(100), status=FundStatus.ARRIVED, document_no="云财建1号")
    (line,) = services.save_funds(task=task, actor=lead, entries=[entry])
    tell = partial(services.record_funds, line=line, actor=lead, allocated=Decimal(5), paid=Decimal(0))
    with pytest.raises(Refused) as refused:
        tell(status="nonsense", document_no="")
    assert codes(refused) == {"invalid_row"}
    tell(status=FundStatus.SPENT, document_no="云财建2号")
    before = body_of(Event.objects.filter(action="planning.record_funds").latest("seq"))["before"]
    assert (before["status"], before["document_no"]) == ("arrived", "云财建1号")


def test_a_measure_that_money_was_given_for_does_not_go_with_the_money(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    fill_plan(task, lead)
    measure = task.measures.get()
    FundLine.objects.update(measure=measure)
    with pytest.raises(Refused) as refused:
        services.save_measures(task=task, actor=lead, entries=[])
    assert codes(refused) == {"measure_has_funds"}
    assert task.funds.get().measure == measure


def test_the_unit_that_rectifies_does_not_choose_who_accepts_for_the_accepting_unit(drafting: World) -> None:
    task = drafting.task
    duty = task.duties.get(role=DutyRole.ACCEPT)
    person = Person.objects.filter(posts__unit=duty.unit).first()
    assert person is not None
    persons = {duty.pk: person}
    for who in ("lead", "duty"):
        with pytest.raises(Refused) as refused:
            services.save_responsibility(task=task, actor=drafting.accounts[who], persons=persons)
        assert codes(refused) == {"person_of_judge"}
    services.save_responsibility(task=task, actor=drafting.accounts["office"], persons=persons)
    assert task.duties.get(role=DutyRole.ACCEPT, until=None).person == person
    services.save_responsibility(task=task, actor=drafting.accounts["lead"], persons=persons)  # as it stands


def test_who_is_named_in_the_plan_is_found_by_name(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    services.save_responsibility(task=task, actor=lead, persons=persons_for(task))
    person = task.duties.get(role=DutyRole.LEAD, until=None).person
    assert person is not None
    found = LedgerQuery(viewer_for(drafting.accounts["office"]), TaskFilter(q=person.name)).tasks()
    assert [row.pk for row in found] == [task.pk]


@pytest.mark.parametrize("who", ["town", "stranger", "supervisor", "verifier", "leader", "bare"])
def test_nobody_but_the_units_of_the_task_and_the_office_edits_its_plan(drafting: World, who: str) -> None:
    with pytest.raises(Refused) as refused:
        services.save_causes(task=drafting.task, actor=drafting.accounts[who], entries=[])
    assert codes(refused) == {"role_missing"}


def test_an_assisting_unit_reads_the_plan_and_does_not_write_it(drafting: World) -> None:
    Duty.objects.create(
        task=drafting.task, unit=drafting.units["other_county"], role=DutyRole.ASSIST, since=clock.today()
    )
    sight.renew([drafting.task.pk])
    stranger = drafting.accounts["stranger"]
    assert visible_tasks(viewer_for(stranger)).filter(pk=drafting.task.pk).exists()
    for attempt in (
        lambda: services.save_causes(task=drafting.task, actor=stranger, entries=[]),
        lambda: scheduling.apply_schedule(task=drafting.task, actor=stranger),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert codes(refused) == {"duty_missing"}
    for who in ("lead", "duty", "office"):
        services.save_causes(task=drafting.task, actor=drafting.accounts[who], entries=[])


def parallel(*begins: str, **of_second: object) -> list[MilestoneEntry]:
    """Nodes of 40, 20 and 10 days; the second and third begin as told."""
    second, third = begins
    return [
        MilestoneEntry(name="土建", weight=Decimal(50), days=40),
        MilestoneEntry(name="设备采购", weight=Decimal(30), days=20, begins=second, **of_second),  # type: ignore[arg-type]  # as given
        MilestoneEntry(name="调试", weight=Decimal(20), days=10, begins=third),
    ]


@pytest.mark.parametrize("begins", ["with", "free"])
def test_two_nodes_run_beside_each_other_and_the_plan_is_in_order(drafting: World, begins: str) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    fill_plan(task, lead)
    services.save_milestones(task=task, actor=lead, entries=parallel(begins, ""))
    schedule = scheduling.apply_schedule(task=task, actor=lead).schedule
    placed = {row.name: row for row in schedule.rows}
    assert placed["土建"].earliest_start == placed["设备采购"].earliest_start
    assert placed["设备采购"].latest_finish < placed["调试"].latest_start
    if begins == "with":
        assert placed["土建"].latest_finish < placed["调试"].latest_start, "it waits for both that run together"
    task.refresh_from_db()
    assert errors(lists.findings(task, live_duties(task))) == []


def test_a_node_has_its_own_earliest_day(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    own = clock.today() + timedelta(days=30)
    services.save_milestones(task=task, actor=lead, entries=parallel("free", "", not_before=own))
    placed = {row.name: row for row in scheduling.preview(task=task).schedule.rows}
    assert placed["设备采购"].earliest_start >= own
    assert placed["土建"].earliest_start < own


def test_a_node_that_waits_for_none_names_none(drafting: World) -> None:
    entries = parallel("free", "", after=0)
    with pytest.raises(Refused) as refused:
        services.save_milestones(task=drafting.task, actor=drafting.accounts["lead"], entries=entries)
    assert codes(refused) == {"free_but_after"}


def test_a_plan_is_not_edited_outside_drafting(world: World) -> None:
    with pytest.raises(Refused) as refused:
        services.save_causes(task=world.task, actor=world.accounts["lead"], entries=[])
    assert codes(refused) == {"wrong_state"}


def test_a_schedule_that_does_not_fit_says_what_it_lacks_and_changes_nothing(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    services.save_milestones(
        task=task, actor=lead, entries=[MilestoneEntry(name="全部工程", weight=Decimal(100), days=400)]
    )
    made = scheduling.preview(task=task)
    assert made.schedule.shortfall > 0
    assert made.schedule.feasible_deadline is not None
    with pytest.raises(Refused) as refused:
        scheduling.apply_schedule(task=task, actor=lead)
    assert codes(refused) == {"schedule_infeasible", "schedule_suggestion"}
    assert Milestone.objects.get().due is None


def test_a_preview_for_another_deadline_shows_what_moves_before_it_is_saved(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    fill_plan(task, lead)
    before = list(Milestone.objects.values_list("due", flat=True))
    assert scheduling.preview(task=task).moves == ()
    assert task.deadline is not None
    moved = scheduling.preview(task=task, deadline=task.deadline + timedelta(days=60)).moves
    assert [move.name for move in moved] == ["完成设计招标", "完成施工调试"]
    assert all(move.days > 0 for move in moved)
    assert list(Milestone.objects.values_list("due", flat=True)) == before


def test_a_verified_milestone_can_neither_change_nor_go(drafting: World) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    entry = MilestoneEntry(name="完成设计", weight=Decimal(100), days=5)
    (node,) = services.save_milestones(task=task, actor=lead, entries=[entry])
    Milestone.objects.update(verified_on=clock.today())
    other = {"weight": Decimal(90)}, {"due": clock.today()}, {"recurring": "yearly"}, {"days": 9}
    for changed in ([], *([replace(entry, id=node.pk, **column)] for column in other)):
        with pytest.raises(Refused) as refused:
            services.save_milestones(task=task, actor=lead, entries=changed)
        assert codes(refused) == {"milestone_verified"}
    services.save_milestones(task=task, actor=lead, entries=[replace(entry, id=node.pk)])


def test_the_sweep_renews_a_summary_on_the_day_it_turns(drafting: World) -> None:
    task = drafting.task
    fill_plan(task, drafting.accounts["lead"])
    Task.objects.filter(pk=task.pk).update(state=State.RECTIFYING)
    task.refresh_from_db()
    summary.refresh(task)
    assert task.progress == ProgressStatus.ON_SCHEDULE
    first = Milestone.objects.order_by("due")[0].due
    assert first is not None
    with clock.fixed(clock.now() + (first + timedelta(days=1) - clock.today())):
        assert summary.sweep() == 1
        assert summary.sweep() == 0
    task.refresh_from_db()
    assert task.progress == ProgressStatus.BEHIND
    assert task.planned == 40


def test_a_task_is_found_by_the_words_of_its_new_goal(drafting: World) -> None:
    lead = drafting.accounts["lead"]
    services.save_goal(task=drafting.task, actor=lead, goal="尾水湿地建成运行", indicators=[])
    listed = LedgerQuery(viewer_for(lead), TaskFilter(q="湿地"))
    assert [task.pk for task in listed.tasks()] == [drafting.task.pk]
