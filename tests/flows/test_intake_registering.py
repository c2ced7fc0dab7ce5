"""Registration: checked entries become problems and tasks, once, whole, with their wording, place and units."""

from dataclasses import replace
from datetime import date

import pytest

from bihuan.audit.models import Event
from bihuan.core.codes import InspectionLevel, InspectionType
from bihuan.core.reasons import Refused
from bihuan.core.workdays import add_working_days, calendar
from bihuan.demo.city import load_city
from bihuan.intake.drafts import Choices, drafts
from bihuan.intake.fields import Corrections
from bihuan.intake.models import Document, Entry
from bihuan.intake.services import Target, confirm, confirm_all_sure, correct, link, receive, register
from bihuan.ledger.models import Duty, Inspection, Problem, Task
from bihuan.ledger.services import InspectionFacts
from bihuan.ledger.terms import Terms
from bihuan.org.models import Unit, UnitAlias
from bihuan.platform import jobs, rules
from tests.intaking import chunks, entries_of, hand_in, store
from tests.sampled import samples
from tests.world import World

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
DAY = date(2026, 9, 21)
FACTS = InspectionFacts("云陂市省级督察", InspectionLevel.PROVINCIAL, InspectionType.ROUTINE, feedback_on=DAY)
UNKNOWN = "白石县自然资源局"


@pytest.fixture
def document(world: World, store: object) -> Document:
    return hand_in(world)


def target(world: World, **choices: object) -> Target:
    city = world.units["city"]
    named = {UNKNOWN: [world.units["other_county"]]}
    facts = replace(FACTS, object=city)
    return Target(Choices(anchor=DAY, within=city, **({"units": named} | choices)), facts)  # type: ignore[arg-type]  # named fields


def confirmed(world: World, document: Document) -> None:
    confirm_all_sure(actor=world.accounts["office"], document=document)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_checked_entries_become_an_inspection_with_problems_tasks_duties_and_sites(
    world: World, document: Document
) -> None:
    confirmed(world, document)
    done = register(actor=world.accounts["office"], document=document, target=target(world))
    first, second = done.problems
    assert done.inspection is not None
    assert done.inspection.source_file == document.file
    assert [p.number for p in done.problems] == [f"{done.inspection.number}-001", f"{done.inspection.number}-002"]
    assert document.text[first.source_start : first.source_end] == first.wording
    assert first.source_file == document.file
    assert first.level == "provincial"
    task = first.tasks.get()
    assert (task.deadline, task.goal) == (date(2027, 6, 30), "2027年6月底前完成提标改造，出水稳定达到一级A标准")
    assert task.term == "medium"
    assert {(d.role, d.unit.short_name) for d in task.duties.all()} == {
        ("lead", "市住建局"),
        ("duty", "青溪县"),
        ("supervise", "市水利局"),
        ("accept", "市生态环境局"),
    }
    assert [site.name for site in task.sites.all()] == ["石桥镇污水处理厂"]
    assert first.region == world.units["town"]
    assert second.region == world.units["other_county"]
    assert second.tasks.get().deadline == add_working_days(DAY, 30, calendar()).date
    document.refresh_from_db()
    assert (document.state, document.inspection) == ("registered", done.inspection)
    assert {e.task_id for e in entries_of(document)} == {t.pk for t in done.tasks}
    assert Event.objects.filter(action="intake.register").count() == 1


def test_an_entry_is_never_registered_twice(world: World, document: Document) -> None:
    confirmed(world, document)
    entries = entries_of(document)
    register(actor=world.accounts["office"], document=document, target=target(world))
    with pytest.raises(Refused) as refused:
        register(actor=world.accounts["office"], document=document, target=target(world), entries=entries)
    assert codes(refused) == ["entry_state"]
    with pytest.raises(Refused) as refused:
        register(actor=world.accounts["office"], document=document, target=target(world))
    assert codes(refused) == ["nothing_confirmed"]


def test_the_rest_is_registered_later_under_the_same_inspection(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    confirm(actor=office, entry=first)
    done = register(actor=office, document=document, target=target(world))
    document.refresh_from_db()
    assert document.state == "read"
    confirm(actor=office, entry=second)
    later = register(actor=office, document=document, target=replace(target(world), inspection=done.inspection))
    assert [p.number[-3:] for p in done.problems + later.problems] == ["001", "002"]
    assert Inspection.objects.count() == 2


def test_a_name_that_means_no_unit_stops_everything_until_somebody_decides(world: World, document: Document) -> None:
    confirmed(world, document)
    before = Problem.objects.count()
    with pytest.raises(Refused) as refused:
        register(actor=world.accounts["office"], document=document, target=target(world, units={}))
    assert codes(refused) == ["unit_open"]
    assert refused.value.reasons[0].params["name"] == UNKNOWN
    assert Problem.objects.count() == before
    assert Inspection.objects.count() == 1
    done = register(actor=world.accounts["office"], document=document, target=target(world, units={UNKNOWN: []}))
    assert not Duty.objects.filter(task__in=done.tasks, role="duty").exclude(unit=world.units["county"]).exists()


def test_a_choice_can_be_remembered_as_an_alias(world: World, document: Document) -> None:
    confirmed(world, document)
    wanted = replace(target(world), aliases=[UNKNOWN])
    register(actor=world.accounts["office"], document=document, target=wanted)
    assert UnitAlias.objects.get(name=UNKNOWN).unit == world.units["other_county"]
    assert Event.objects.filter(action="org.keep_alias").count() == 1


def test_a_day_without_its_year_and_an_acceptor_that_rectifies_are_named(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    correct(actor=office, entry=first, changes=Corrections(deadline=("06-30", "6月30日前")))
    correct(actor=office, entry=second, changes=Corrections(units=[("lead", "市水利局"), ("accept", "市水利局")]))
    confirmed(world, document)
    with pytest.raises(Refused) as refused:
        register(actor=office, document=document, target=target(world))
    assert codes(refused) == ["deadline", "not_independent"]


def test_immediate_and_lasting_duties_keep_their_nature(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    correct(actor=office, entry=first, changes=Corrections(deadline=("immediate", "立行立改")))
    correct(actor=office, entry=second, changes=Corrections(deadline=("long-term", "长期坚持")))
    confirmed(world, document)
    one, two = register(actor=office, document=document, target=target(world)).tasks
    assert (one.term, one.deadline, one.deadline_text) == ("immediate", date(2026, 10, 21), "立行立改")
    assert (two.long_term, two.deadline) == (True, None)


def test_where_no_unit_leads_the_first_responsible_one_does(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, _ = entries_of(document)
    correct(actor=office, entry=first, changes=Corrections(units=[("duty", "青溪县人民政府"), ("duty", "市水利局")]))
    confirm(actor=office, entry=first)
    (task,) = register(actor=office, document=document, target=target(world)).tasks
    given = {(d.role, d.unit.short_name) for d in task.duties.all()}
    assert given == {("lead", "青溪县"), ("duty", "市水利局")}


def test_a_linked_entry_fills_the_blank_task_of_its_problem(world: World, document: Document) -> None:
    office = world.accounts["office"]
    Task.objects.filter(pk=world.task.pk).update(goal="", deadline=None)
    first, _ = entries_of(document)
    link(actor=office, entry=first, problem=world.problem)
    confirm(actor=office, entry=first)
    before = Problem.objects.count()
    done = register(actor=office, document=document, target=replace(target(world), inspection=world.inspection))
    assert (Problem.objects.count(), done.problems, done.linked) == (before, [], [world.problem])
    world.task.refresh_from_db()
    assert world.task.deadline == date(2027, 6, 30)
    assert Entry.objects.get(pk=first.pk).task == world.task


def test_of_two_entries_for_one_problem_the_first_fills_its_blank_task_and_the_second_adds_one(
    world: World, document: Document
) -> None:
    office = world.accounts["office"]
    Task.objects.filter(pk=world.task.pk).update(goal="", deadline=None)
    entries = entries_of(document)
    for entry in entries:
        link(actor=office, entry=entry, problem=world.problem)
        confirm(actor=office, entry=entry)
    done = register(actor=office, document=document, target=replace(target(world), inspection=world.inspection))
    assert len({task.pk for task in done.tasks}) == 2
    world.task.refresh_from_db()
    assert world.task.deadline == date(2027, 6, 30)


def test_a_linked_entry_of_a_plan_adds_a_task_and_of_a_report_only_its_place(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    link(actor=office, entry=first, problem=world.problem)
    confirm(actor=office, entry=first)
    at = replace(target(world), inspection=world.inspection)
    done = register(actor=office, document=document, target=at)
    assert [task.problem for task in done.tasks] == [world.problem]
    assert world.problem.tasks.count() == 2
    link(actor=office, entry=second, problem=world.problem)
    confirm(actor=office, entry=second)
    Document.objects.update(kind="closure_notice")
    done = register(actor=office, document=document, target=at)
    assert (done.tasks, world.problem.tasks.count()) == ([], 2)
    assert world.problem.entries.count() == 2


def test_somebody_elses_change_meanwhile_stops_registration(world: World, document: Document) -> None:
    confirmed(world, document)
    first, _ = entries_of(document)
    with pytest.raises(Refused) as refused:
        register(
            actor=world.accounts["office"],
            document=document,
            target=target(world),
            versions={first.pk: first.version - 1},
        )
    assert codes(refused) == ["changed_meanwhile"]


def test_a_problem_lies_where_its_text_says(world: World) -> None:
    told = "问题描述：青溪县城区生活污水直排，石桥镇管网破损，长期没有整改。"
    text = f"云陂市督察整改任务清单\n\n一、{told}\n整改时限：2027年6月30日前\n"
    office, document = world.accounts["office"], hand_in(world, "a.txt", text)
    for entry in entries_of(document):
        confirm(actor=office, entry=entry)
    (problem,) = register(actor=office, document=document, target=target(world)).problems
    assert problem.region == world.units["county"]


def _city() -> dict[str, Unit]:
    rows: dict[str, Unit] = {}
    for unit in load_city().units:
        parent = rows.get(unit.parent)
        row = Unit.objects.create(
            parent=parent,
            name=unit.name,
            short_name=unit.short[:40],
            kind=unit.kind,
            level=unit.level,
            path=f"new {unit.id}",
        )
        row.path = f"{parent.path if parent else ''}{row.pk}."
        row.save(update_fields=["path"])
        UnitAlias.objects.bulk_create(UnitAlias(unit=row, name=name) for name in unit.aliases)
        rows[unit.id] = row
    return rows


@pytest.mark.parametrize(
    "name", ["01-督察反馈意见.docx", "02-整改方案.docx", "07-青砚区整改台账.xlsx", "05-督办函.docx"]
)
def test_our_own_samples_are_registered_from_end_to_end(world: World, name: str) -> None:
    office, units = world.accounts["office"], _city()
    sample, data = samples()[name]
    document = receive(actor=office, name=name, chunks=chunks(data)).document
    jobs.work_off()
    document.refresh_from_db()
    for entry in entries_of(document):
        confirm(actor=office, entry=entry)
    city = next(unit for unit in units.values() if unit.name == "临澜市人民政府")
    choices = Choices(anchor=DAY, within=city, units=_nobody_for_open_names(document, city))
    wanted = Target(choices, replace(FACTS, object=city))
    done = register(actor=office, document=document, target=wanted)
    assert len(done.problems) == len(done.tasks) == document.entries.count() >= len(sample.items) - 2
    for problem in done.problems:
        assert problem.source_start is not None
        assert problem.tasks.count() == 1


def _nobody_for_open_names(document: Document, city: Unit) -> dict[str, list[Unit]]:
    terms = Terms(rules.calendar(), rules.pack())
    planned = drafts(document.entries.all(), Choices(anchor=DAY, within=city), terms, document.kind)
    reasons = [reason for draft in planned for reason in draft.reasons]
    assert not reasons, [reason.text() for reason in reasons]
    named = sum(len(draft.duties) for draft in planned)
    open_names = {name for draft in planned for name in draft.unresolved}
    assert len(open_names) <= named / 10 + 1, open_names
    return {name: [] for name in open_names}
