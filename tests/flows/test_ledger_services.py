"""Recording and assigning: who may, what is kept, and what is refused by name."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from bihuan.audit.models import Event
from bihuan.core.codes import DutyRole, InspectionLevel, InspectionType, ProblemCategory, ProblemLevel, State
from bihuan.core.reasons import Refused
from bihuan.ledger import duties, services, sight, versions
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.forms import ProblemForm
from bihuan.ledger.models import Duty, Inspection, Problem, Site, Task
from bihuan.ledger.searching import INDEX
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Person
from bihuan.org.services import appoint, end_post
from bihuan.platform import clock
from bihuan.platform.plans import keys_of
from tests import ledgering
from tests.ledgering import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return ledgering.town()


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_a_number_says_where_a_task_comes_from(town: Town) -> None:
    first = ledgering.task(town)
    second = services.record_task(actor=town.office, problem=first.problem, title="管网改造")
    assert town.inspection.number == "DC-2026-001"
    assert first.problem.number == "DC-2026-001-001"
    assert (first.number, second.number) == ("DC-2026-001-001-1", "DC-2026-001-001-2")
    assert ledgering.problem(town).number == "DC-2026-001-002"


def test_a_self_found_problem_follows_the_local_procedure(town: Town) -> None:
    task = ledgering.task(town, inspection=None, level=ProblemLevel.LOCAL)
    assert task.problem.number.startswith("ZC-")
    assert task.workflow == "local-2025"
    assert task.state == State.CLAIM


def test_every_record_leaves_one_event_that_holds_the_wording(town: Town) -> None:
    problem = ledgering.problem(town, categories=[ProblemCategory.WATER])
    event = Event.objects.get(action="ledger.record_problem", subject_number=problem.number)
    assert event.actor == town.office.pk
    assert problem.wording in event.body
    assert [mark.code for mark in problem.categories.all()] == ["water"]


def test_only_the_rectification_office_records(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        services.record_problem(actor=town.water_clerk, title="油烟", wording="油烟扰民。", level=ProblemLevel.LOCAL)
    assert codes(refused) == ["role_missing"]
    assert not Problem.objects.exists()


def test_a_county_office_records_in_its_county_alone(town: Town) -> None:
    facts = {"actor": town.county_office, "title": "油烟", "wording": "油烟扰民。", "level": ProblemLevel.LOCAL}
    problem = services.record_problem(**facts, region=town.street)  # type: ignore[arg-type]  # one dict for both calls
    task = services.record_task(actor=town.county_office, problem=problem)
    assert list(visible_tasks(viewer_for(town.county_office))) == [task]
    with pytest.raises(Refused) as refused:
        services.record_problem(**facts, region=town.city)  # type: ignore[arg-type]  # one dict for both calls
    assert codes(refused) == ["not_your_unit"]


def test_an_office_enters_problems_into_its_own_inspections_and_is_told_of_no_other(town: Town) -> None:
    facts = services.InspectionFacts("县级督察", InspectionLevel.CITY, InspectionType.ROUTINE)
    own = services.record_inspection(actor=town.county_office, facts=facts)
    county = services.record_inspection(actor=town.office, facts=replace(facts, object=town.county))
    city = services.record_inspection(actor=town.office, facts=replace(facts, object=town.city))

    def record(inspection: Inspection) -> Problem:
        return ledgering.problem(town, inspection=inspection, region=town.county, actor=town.county_office)

    assert [record(row).inspection for row in (own, county)] == [own, county]
    for strange in (town.inspection, city):
        with pytest.raises(Refused) as refused:
            record(strange)
        assert codes(refused) == ["inspection_unknown"]
    sent = {"title": "油烟", "wording": "油烟扰民。", "level": "local", "region": town.county.name}
    told = [
        str(ProblemForm({**sent, "inspection": number}, actor=town.county_office).errors["inspection"])
        for number in (town.inspection.number, "DC-2026-999")
    ]
    assert told[0].replace(town.inspection.number, "") == told[1].replace("DC-2026-999", "")
    assert ProblemForm({**sent, "inspection": own.number}, actor=town.county_office).is_valid()


def test_a_place_is_told_more_of_but_never_something_else(town: Town) -> None:
    site = services.add_site(actor=town.office, name="三里桥排口", region=town.county)
    more = {"address": "三里桥东", "watershed": "安河"}
    services.add_site(actor=town.office, name=" 三里桥排口", region=town.county, **more)  # type: ignore[arg-type]  # texts
    assert services.add_site(actor=town.office, name="三里桥排口", region=town.county) == site
    with pytest.raises(Refused) as refused:
        services.add_site(actor=town.office, name="三里桥排口", region=town.county, address="三里桥西")
    assert codes(refused) == ["site_of_that_name"]
    assert "三里桥东" in refused.value.reasons[0].text()
    site.refresh_from_db()
    assert (site.address, site.watershed) == ("三里桥东", "安河")
    assert [event.action for event in Event.objects.filter(action="ledger.add_site")] == ["ledger.add_site"] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(name="三里桥排口", region=town.county)


def test_a_problem_without_wording_is_refused_with_every_reason(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        services.record_problem(
            actor=town.office, title=" ", wording="", level=ProblemLevel.LOCAL, source_start=3, source_end=1
        )
    assert codes(refused) == ["problem_title", "problem_wording", "source_span", "source_missing"]


def test_a_leader_holds_a_post_on_the_day_he_is_given_a_task(town: Town) -> None:
    task = ledgering.task(town, lead=town.water)
    leader = ledgering.serving("江某", town.city)
    end_post(actor=None, post=leader.posts.get(), until=clock.today() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        duties.set_leader(actor=town.office, tasks=[task], leader=leader, reason="包案")
    assert codes(refused) == ["leader_without_post"]
    appoint(actor=None, person=leader, unit=town.city, title="副市长")
    assert duties.set_leader(actor=town.office, tasks=[task], leader=leader, reason="包案") == [task]


def test_who_is_not_the_office_is_told_nothing_of_the_person_he_names(town: Town) -> None:
    task = ledgering.task(town, lead=town.water)
    stranger = Person.objects.create(name="没有职务的人")
    handover = duties.Handover(town.water, DutyRole.DUTY, stranger)
    with pytest.raises(Refused) as refused:
        duties.assign(actor=town.water_clerk, tasks=[task], handover=handover, reason="试")
    assert not [reason for reason in refused.value.reasons if stranger.name in reason.text()]
    assert codes(refused) == ["role_missing"]


def test_days_of_an_inspection_run_forward(town: Town) -> None:
    facts = services.InspectionFacts(
        "回头看", InspectionLevel.CITY, InspectionType.LOOK_BACK, entered_on=date(2026, 5, 2), left_on=date(2026, 5, 1)
    )
    with pytest.raises(Refused) as refused:
        services.amend_inspection(actor=town.office, inspection=town.inspection, facts=facts)
    assert codes(refused) == ["days_out_of_order"]


def test_a_new_lead_ends_the_former_duty_and_keeps_it(town: Town) -> None:
    task = ledgering.task(town, lead=town.water)
    (done,) = ledgering.give(town, [task], town.housing, DutyRole.LEAD, reason="职责调整")
    assert (done.gives, [duty.unit for duty in done.ends]) == (True, [town.water])
    assert [(duty.unit, duty.until is None) for duty in Duty.objects.order_by("id")] == [
        (town.water, False),
        (town.housing, True),
    ]


def test_the_same_duty_again_changes_nothing(town: Town) -> None:
    task = ledgering.task(town, lead=town.water)
    events = Event.objects.count()
    (done,) = ledgering.give(town, [task], town.water, DutyRole.LEAD, reason="再次交办")
    assert (done.gives, done.ends) == (False, ())
    assert Event.objects.count() == events


def test_naming_a_person_later_ends_the_nameless_duty(town: Town) -> None:
    task = ledgering.task(town, lead=town.water)
    person = ledgering.serving("闻一航", town.water)
    ledgering.give(town, [task], town.water, DutyRole.LEAD, reason="明确到人", person=person)
    live = Duty.objects.get(until__isnull=True)
    assert (live.unit, live.person) == (town.water, person)


def test_who_rectifies_may_not_accept_and_nothing_of_the_bulk_is_done(town: Town) -> None:
    tasks = [ledgering.task(town), ledgering.task(town, lead=town.water), ledgering.task(town, lead=town.water)]
    with pytest.raises(Refused) as refused:
        ledgering.give(town, tasks, town.water, DutyRole.ACCEPT, reason="验收")
    assert codes(refused) == ["not_independent", "not_independent"]
    assert {reason.params["number"] for reason in refused.value.reasons} == {tasks[1].number, tasks[2].number}
    assert not Duty.objects.filter(role=DutyRole.ACCEPT).exists()


def test_several_duties_are_given_together_or_none_is(town: Town) -> None:
    tasks = [ledgering.task(town), ledgering.task(town)]
    lead, accept = (duties.Handover(town.water, role) for role in (DutyRole.LEAD, DutyRole.ACCEPT))
    assist = duties.Handover(town.housing, DutyRole.ASSIST)
    with pytest.raises(Refused) as refused:
        duties.assign_each(actor=town.office, given=[(lead, tasks), (accept, tasks[:1])], reason="交办")
    assert codes(refused) == ["not_independent"]
    assert not Duty.objects.exists()
    duties.assign_each(actor=town.office, given=[(lead, tasks), (assist, tasks[:1])], reason="交办")
    assert [(duty.task, duty.unit) for duty in Duty.objects.order_by("pk")] == [
        *((task, town.water) for task in tasks), (tasks[0], town.housing),
    ]  # fmt: skip
    assert ledgering.drifted() == []
    assert sight.drift() == 0
    found = INDEX.finding(town.housing.name)
    assert found and keys_of(found, 10) == [tasks[0].pk]


def test_who_accepts_may_not_begin_to_rectify(town: Town) -> None:
    task = ledgering.task(town)
    ledgering.give(town, [task], town.water, DutyRole.ACCEPT, reason="验收")
    with pytest.raises(Refused) as refused:
        ledgering.give(town, [task], town.water, DutyRole.ASSIST, reason="配合")
    assert codes(refused) == ["not_independent"]


def test_an_assignment_says_why(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        ledgering.give(town, [ledgering.task(town)], town.water, DutyRole.LEAD, reason="  ")
    assert codes(refused) == ["reason"]


def of_the_county(town: Town) -> tuple[Task, Account]:
    """A task that the county must rectify and the water bureau accepts, and the county's own office."""
    task = ledgering.task(town, region=town.county)
    ledgering.give(town, [task], town.county, DutyRole.LEAD)
    ledgering.give(town, [task], town.water, DutyRole.ACCEPT)
    return task, town.county_office


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("role", [DutyRole.ACCEPT, DutyRole.LEAD])
def test_the_office_of_those_who_rectify_neither_chooses_who_accepts_nor_hands_the_work_on(
    town: Town, role: DutyRole, replace: bool
) -> None:
    task, actor = of_the_county(town)
    handover = duties.Handover(town.housing, role, replace=replace)
    _changes, reasons = duties.preview(actor=actor, tasks=[task], handover=handover)
    with pytest.raises(Refused) as refused:
        duties.assign(actor=actor, tasks=[task], handover=handover, reason="换一家")
    assert codes(refused) == [reason.code for reason in reasons] == ["not_impartial"]
    ledgering.give(town, [task], town.housing, role)  # by the office above


@pytest.mark.parametrize(("of", "role"), [("county", DutyRole.LEAD), ("water", DutyRole.ACCEPT)])
def test_the_office_of_those_who_rectify_ends_neither_its_own_duty_nor_that_of_who_accepts(
    town: Town, of: str, role: DutyRole
) -> None:
    task, actor = of_the_county(town)
    with pytest.raises(Refused) as refused:
        duties.end_duty(actor=actor, task=task, unit=getattr(town, of), role=role, reason="不归我们")
    assert codes(refused) == ["not_impartial"]


def test_the_office_of_those_who_rectify_may_name_its_own_people_and_let_others_help(town: Town) -> None:
    task, actor = of_the_county(town)
    person = ledgering.serving("闻一航", town.county)
    for handover in (
        duties.Handover(town.county, DutyRole.LEAD, person),
        duties.Handover(town.street, DutyRole.ASSIST),
        duties.Handover(town.housing, DutyRole.SUPERVISE),
    ):
        (done,) = duties.assign(actor=actor, tasks=[task], handover=handover, reason="落实到人")
        assert done.gives


def test_a_task_that_was_closed_meanwhile_keeps_its_duties(town: Town) -> None:
    seen = ledgering.task(town, lead=town.water)
    Task.objects.filter(pk=seen.pk).update(state=State.CLOSED, closed_on=date(2026, 3, 9))
    with pytest.raises(Refused) as refused:
        ledgering.give(town, [seen], town.housing, DutyRole.LEAD)
    assert codes(refused) == ["task_closed"]
    with pytest.raises(Refused) as refused:
        duties.end_duty(actor=town.office, task=seen, unit=town.water, role=DutyRole.LEAD, reason="不归我们")
    assert codes(refused) == ["task_closed"]


def test_who_saw_a_task_under_other_units_or_another_leader_is_told_that_it_was_changed(town: Town) -> None:
    task = ledgering.task(town, lead=town.water)
    leader = ledgering.serving("宋知远", town.city)
    for change in (
        lambda: ledgering.give(town, [task], town.housing, DutyRole.LEAD),
        lambda: duties.set_leader(actor=town.office, tasks=[task], leader=leader, reason="包案"),
        lambda: duties.mark_must_close(actor=town.office, tasks=[task], year=2026, reason="年内到期"),
        lambda: duties.end_duty(actor=town.office, task=task, unit=town.housing, role=DutyRole.LEAD, reason="调整"),
    ):
        seen = task.version
        change()
        assert task.version == Task.objects.get(pk=task.pk).version == seen + 1
        with pytest.raises(Refused) as refused:
            versions.hold(task, version=seen)
        assert codes(refused) == ["changed_meanwhile"]


@pytest.mark.parametrize("who", ["county_office", "water_clerk"])
def test_others_may_not_assign(town: Town, who: str) -> None:
    actor: Account = getattr(town, who)
    task = ledgering.task(town, lead=town.water)
    with pytest.raises(Refused):
        handover = duties.Handover(town.housing, DutyRole.LEAD)
        duties.assign(actor=actor, tasks=[task], handover=handover, reason="改派")
    assert Duty.objects.get(until__isnull=True).unit == town.water


def test_a_leader_takes_tasks_and_what_must_close_is_marked(town: Town) -> None:
    tasks = [ledgering.task(town), ledgering.task(town)]
    leader = ledgering.serving("宋知远", town.city)
    assert duties.set_leader(actor=town.office, tasks=tasks, leader=leader, reason="领导包案") == tasks
    assert duties.set_leader(actor=town.office, tasks=tasks, leader=leader, reason="领导包案") == []
    duties.mark_must_close(actor=town.office, tasks=tasks[:1], year=2026, reason="列入年内清单")
    assert list(Task.objects.filter(leader=leader, must_close_year=2026)) == tasks[:1]


@pytest.mark.parametrize("year", [0, 26, 20266])
def test_a_year_to_close_in_that_no_calendar_reaches_is_refused(town: Town, year: int) -> None:
    task = ledgering.task(town)
    with pytest.raises(Refused) as refused:
        duties.mark_must_close(actor=town.office, tasks=[task], year=year, reason="列入年内清单")
    assert [reason.code for reason in refused.value.reasons] == ["year_out_of_range"]
    assert Task.objects.get(pk=task.pk).must_close_year is None


def test_a_task_repeats_its_lead_unit_and_its_region_whatever_is_handed_over(town: Town) -> None:
    """`Task.lead` and `Task.region` are what lists and the wall count by."""
    dice = random.Random(3)
    rows = [ledgering.task(town, region=dice.choice([None, town.county, town.street])) for _ in range(6)]
    serving = {unit: ledgering.serving("任成", unit) for unit in (town.water, town.housing, town.street)}
    led = set()
    for _ in range(60):
        some, unit = dice.sample(rows, 2), dice.choice(list(serving))
        role = dice.choice([DutyRole.LEAD, DutyRole.LEAD, DutyRole.DUTY, DutyRole.ASSIST])
        if dice.random() < 0.7:
            ledgering.give(
                town, some, unit, role, replace=dice.random() < 0.5, person=dice.choice([None, serving[unit]])
            )
        elif held := some[0].duties.filter(until=None).first():
            held_as = DutyRole(held.role)
            duties.end_duty(actor=town.office, task=some[0], unit=held.unit, role=held_as, reason="不再承担")
        assert ledgering.drifted() == []
        led |= set(Task.objects.values_list("lead", flat=True))
    assert led == {None, *(unit.pk for unit in serving)}
