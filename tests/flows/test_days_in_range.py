"""A day that no calendar reaches is refused at the door, and one that stands in the ledger all the same holds up nobody."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from bihuan.casework import services as casework
from bihuan.core.codes import InspectionLevel, InspectionType, ProblemLevel, SearchScope, State
from bihuan.core.reasons import Refused
from bihuan.core.tenduties import Standards
from bihuan.intake import services as intake
from bihuan.ledger import services as ledger
from bihuan.ledger.models import Task
from bihuan.ledger.terms import Terms, due_of
from bihuan.planning import scheduling, services, summary
from bihuan.planning.entries import CauseEntry, MeasureEntry, MilestoneEntry, Proposal
from bihuan.platform import clock, rules
from bihuan.platform.sweeping import SetAsideError, sweep
from bihuan.supervision import judging
from bihuan.supervision.facts import Gathered
from bihuan.supervision.models import Judgement
from tests.flows.walk import Walk
from tests.world import World, make_problem, make_task

pytestmark = pytest.mark.django_db
FAR = date(9999, 12, 31)
"""The last day that spreadsheet programs know, by which some offices write “no end”."""


def another(world: World) -> Task:
    office = world.accounts["office"]
    problem = make_problem("WT-2026-0099", world.inspection, world.units["county"], office)
    return make_task("WT-2026-0099-1", problem, office, {})


def reasons(deed: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        deed()
    return [reason.text() for reason in refused.value.reasons if reason.code == "day_out_of_range"]


@pytest.mark.parametrize("day", [FAR, date(2100, 1, 1), date(1999, 12, 31), date.min])
def test_a_record_with_a_day_that_no_calendar_reaches_is_refused_with_that_day(world: World, day: date) -> None:
    office, level = world.accounts["office"], ProblemLevel.LOCAL

    def inspect(**days: date) -> object:
        facts = ledger.InspectionFacts("省级督察", InspectionLevel.PROVINCIAL, InspectionType.ROUTINE, **days)  # type: ignore[arg-type]  # days alone
        return ledger.record_inspection(actor=office, facts=facts)

    for deed in (
        lambda: inspect(feedback_on=day),
        lambda: inspect(entered_on=day),
        lambda: ledger.record_problem(actor=office, title="油烟", wording="油烟扰民。", level=level, found_on=day),
        lambda: ledger.record_task(actor=office, problem=world.problem, deadline=day),
        lambda: ledger.set_terms(actor=office, task=world.task, goal="消除", deadline=day),
        lambda: intake.circulate(
            actor=office, inspection=world.inspection, units=[world.units["county"]], document=None, due_on=day
        ),
    ):
        assert reasons(deed) == [f"{day} 不在日历范围内（2000—2099 年），请核对日期。"]
    assert Task.objects.count() == 1


def test_a_program_that_hands_in_a_far_deadline_hears_why_and_nothing_is_kept(world: World, client: Client) -> None:
    client.force_login(world.accounts["office"])
    body = {"title": "油烟", "wording": "油烟扰民。", "level": "local", "region": world.units["county"].pk}
    answer = client.post(
        "/api/v1/problems", body | {"task": {"deadline": FAR.isoformat()}}, content_type="application/json"
    )
    assert (answer.status_code, Task.objects.count()) == (409, 1)
    assert "day_out_of_range" in answer.content.decode()


def test_a_plan_takes_no_day_that_no_calendar_reaches(world: World) -> None:
    task, lead = world.task, world.accounts["lead"]
    Task.objects.filter(pk=task.pk).update(state=State.DRAFTING)
    task.refresh_from_db()
    (cause,) = services.save_causes(task=task, actor=lead, entries=[CauseEntry(text="管网破损")])
    measure = MeasureEntry(text="修复管网", unit=world.units["housing"], due=FAR, causes=[cause.pk])
    nodes = [MilestoneEntry(name="完工", weight=Decimal(100), recurring="yearly", due=FAR, not_before=FAR)]
    for deed, count in (
        (lambda: services.save_measures(task=task, actor=lead, entries=[measure]), 1),
        (lambda: services.save_milestones(task=task, actor=lead, entries=nodes), 2),
        (lambda: services.save_responsibility(task=task, actor=lead, persons={}, start_on=date.min), 1),
        (lambda: scheduling.preview(task=task, deadline=FAR), 1),
        (
            lambda: services.propose_measures(
                task=task, actor=world.accounts["office"], proposals=[Proposal(text="修", due=FAR)], origin="方案"
            ),
            1,
        ),
    ):
        assert len(reasons(deed)) == count


def test_no_step_takes_a_day_that_no_calendar_reaches(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)

    def extend() -> object:
        return casework.request_extension(
            task=walk.task, actor=walk.account("lead"), new_deadline=FAR, reason="汛期。", stage_results="主体完成。"
        )

    with walk.day():
        assert reasons(extend)
    walk.to(State.CLOSED)
    with walk.day():
        assert reasons(lambda: walk.rebound(new_deadline=FAR))
        wanted = casework.SearchWanted(scope=SearchScope.WATERSHED, target="全流域", due_on=FAR)
        assert reasons(lambda: walk.rebound(search_for=wanted))


def test_a_document_that_names_a_day_that_no_calendar_reaches_gives_no_deadline() -> None:
    with pytest.raises(ValueError, match="2150-01-01 不在日历范围内"):
        due_of("2150-01-01", "2150年1月1日前", date(2026, 1, 1), Terms(rules.calendar(), rules.pack()))


def test_a_task_that_cannot_be_summed_up_is_set_aside_and_named_and_the_others_are_renewed(
    world: World, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    other = another(world)
    Task.objects.update(turns_on=clock.today(), state=State.RECTIFYING)
    Task.objects.filter(pk=world.task.pk).update(deadline=FAR)
    with pytest.raises(SetAsideError, match=world.task.number) as told:
        summary.sweep()
    assert told.value.count == 1
    other.refresh_from_db()
    assert other.turns_on != clock.today()
    assert f"set aside: {world.task}" in caplog.text
    (swept,) = sweep(["bihuan.planning.summary.sweep"])
    assert (swept.count, world.task.number in swept.error) == (0, True)
    client.force_login(world.accounts["office"])
    assert client.get("/wall/").status_code == 200


def test_a_task_that_cannot_be_judged_is_set_aside_and_named_and_the_others_are_judged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = another(world)
    real = judging._judged

    def judged(one: Gathered, standards: Standards) -> Judgement:
        if one.task.pk == world.task.pk:
            raise OverflowError("date value out of range")
        return real(one, standards)

    monkeypatch.setattr(judging, "_judged", judged)
    with pytest.raises(SetAsideError, match=world.task.number):
        judging.sweep()
    assert list(Judgement.objects.values_list("task", flat=True)) == [other.pk]
    monkeypatch.undo()
    assert judging.sweep() == 1, "it is tried again by the next sweep"
