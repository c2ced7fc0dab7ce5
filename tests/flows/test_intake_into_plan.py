"""What a document says is to be done, and by whom, reaches the plan and the duties of the task."""

import pytest

from bihuan.core.codes import DutyRole, State
from bihuan.core.reasons import Refused
from bihuan.intake.drafts import Choices
from bihuan.intake.models import Document
from bihuan.intake.services import Target, confirm_all_sure, register
from bihuan.ledger.models import Duty, Task
from bihuan.org.models import Person, Post, Unit
from bihuan.planning import services as planning
from bihuan.planning.entries import MeasureEntry, Proposal
from bihuan.planning.models import Measure, ProposedMeasure
from tests.flows.test_intake_registering import DAY, UNKNOWN
from tests.intaking import entries_of, hand_in, store
from tests.world import World

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
ORIGIN = "《整改方案》3"


def registered(world: World, document: Document) -> list[Task]:
    confirm_all_sure(actor=world.accounts["office"], document=document)
    units = {UNKNOWN: [world.units["other_county"]]}
    wanted = Target(Choices(anchor=DAY, within=world.units["city"], units=units))
    return register(actor=world.accounts["office"], document=document, target=wanted).tasks


def test_the_measures_of_an_entry_are_proposed_to_the_unit_with_their_origin(world: World) -> None:
    first, _second = registered(world, hand_in(world))
    proposed = list(first.proposed_measures.all())
    assert [row.text for row in proposed] == ["新建二级生化池一座", "更换曝气设备"]
    assert all("督察整改任务清单" in row.origin for row in proposed)
    assert not Measure.objects.exists()


def test_a_proposed_measure_is_taken_up_with_its_origin_or_left_out_and_then_gone(world: World) -> None:
    task, lead = drafting(world)
    first, second = planning.propose_measures(
        task=task, actor=world.accounts["office"], proposals=[Proposal(text="甲"), Proposal(text="乙")], origin=ORIGIN
    )
    entry = MeasureEntry(text="甲，分两期", unit=lead, due=DAY, proposal=first.pk)
    (kept,) = planning.save_measures(
        task=task, actor=world.accounts["lead"], entries=[entry], left_out=[second.pk]
    )  # fmt: skip
    assert kept.origin == ORIGIN
    assert not ProposedMeasure.objects.exists()
    with pytest.raises(Refused) as refused:
        planning.save_measures(task=task, actor=world.accounts["lead"], entries=[entry])
    assert [reason.code for reason in refused.value.reasons] == ["proposal_gone"]


def test_what_is_proposed_already_or_stands_in_the_list_is_not_proposed_again(world: World) -> None:
    task, lead = drafting(world)
    planning.save_measures(
        task=task, actor=world.accounts["lead"], entries=[MeasureEntry(text="甲", unit=lead, due=DAY)]
    )
    wanted = [Proposal(text="甲"), Proposal(text="乙"), Proposal(text=" 乙 ")]
    for expected in (["乙"], []):
        made = planning.propose_measures(
            task=task, actor=world.accounts["office"], proposals=wanted, origin=ORIGIN
        )  # fmt: skip
        assert [row.text for row in made] == expected


def test_only_the_office_proposes_measures(world: World) -> None:
    with pytest.raises(Refused):
        planning.propose_measures(
            task=world.task, actor=world.accounts["lead"], proposals=[Proposal(text="甲")], origin=ORIGIN
        )


def test_a_named_person_who_serves_in_the_unit_answers_for_its_duty(world: World) -> None:
    document = hand_in(world)
    clerk = Person.objects.get(name="乙牵")
    name_in_entries(document, "乙牵", "某外人")
    first, _second = registered(world, document)
    lead = first.duties.get(role=DutyRole.LEAD, until=None)
    assert (lead.unit, lead.person) == (world.units["housing"], clerk)
    assert not Duty.objects.filter(task=first, person=None, role=DutyRole.LEAD).exists()


def test_of_two_persons_of_one_name_in_a_unit_neither_is_meant(world: World) -> None:
    document = hand_in(world)
    twin = Person.objects.create(name="乙牵")
    Post.objects.create(person=twin, unit=world.units["housing"], title="职员")
    name_in_entries(document, "乙牵")
    first, _second = registered(world, document)
    assert first.duties.get(role=DutyRole.LEAD, until=None).person is None


def name_in_entries(document: Document, *names: str) -> None:
    for entry in entries_of(document):
        entry.fields["persons"] = [{"text": name, "post": "", "start": None, "end": None} for name in names]
        entry.save()


def drafting(world: World) -> tuple[Task, Unit]:
    Task.objects.filter(pk=world.task.pk).update(state=State.DRAFTING)
    world.task.refresh_from_db()
    return world.task, world.units["housing"]
