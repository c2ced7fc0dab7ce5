"""Checking what was read: every change is logged, versioned, and leaves each field on the characters that prove it."""

from decimal import Decimal

import pytest

from bihuan.audit.models import Event
from bihuan.core.codes import GrantRole, GrantScope, ProblemLevel
from bihuan.core.reasons import Refused
from bihuan.intake.fields import Corrections, quotes, ranges
from bihuan.intake.models import Document, Entry
from bihuan.intake.services import (
    add_from_passage,
    confirm,
    confirm_all_sure,
    correct,
    finish,
    link,
    merge,
    reconsider,
    reject,
    restore,
    split,
    unmerge,
)
from bihuan.intake.sureness import level, weaknesses
from bihuan.ledger.access import NotVisible
from bihuan.ledger.services import record_problem
from tests.intaking import entries_of, hand_in, store
from tests.ledgering import account
from tests.world import World, grant

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def document(world: World, store: object) -> Document:
    return hand_in(world)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def logged(action: str) -> int:
    return Event.objects.filter(action=f"intake.{action}").count()


def test_a_row_of_a_list_that_is_emptied_is_gone_and_the_others_keep_their_places(
    world: World, document: Document
) -> None:
    entry = entries_of(document)[0]
    read, (first, *rest) = entry.fields, entry.fields["units"]
    emptied = Corrections(
        measures=[" "] * len(read["measures"]),
        sites=[""] * len(read["sites"]),
        units=[(first["role"], ""), *((unit["role"], unit["text"]) for unit in rest)],
    )
    after = correct(actor=world.accounts["office"], entry=entry, changes=emptied).fields
    assert read["measures"]
    assert (after["measures"], after["sites"], after["units"]) == ([], [], rest)


def test_a_corrected_field_keeps_or_finds_its_place_and_what_was_read_stays(world: World, document: Document) -> None:
    entry = entries_of(document)[0]
    assert entry.read
    changes = Corrections(
        goal="出水稳定达到一级A标准",
        units=[("lead", "市水利局"), ("accept", "云陂市生态环境局")],
        deadline=("2027-12-31", ""),
        categories=["water", "facilities"],
        measures=["新建二级生化池一座", "全部自行补充的一条"],
    )
    after = correct(actor=world.accounts["office"], entry=entry, changes=changes, version=1).fields
    assert after["goal"] == {**entry.read["goal"], "text": "出水稳定达到一级A标准"}
    assert document.text[after["units"][0]["start"] : after["units"][0]["end"]] == "市水利局"
    assert after["units"][1]["start"] == entry.read["units"][3]["start"]
    assert after["deadline"]["date"] == "2027-12-31"
    assert after["measures"][0]["start"] == entry.read["measures"][0]["start"]
    assert Entry.objects.get(pk=entry.pk).read == entry.read
    assert logged("correct") == 1


def test_an_unchanged_form_is_no_correction(world: World, document: Document) -> None:
    entry = entries_of(document)[0]
    same = Corrections(problem=entry.fields["problem"]["text"], goal=entry.fields["goal"]["text"])
    assert correct(actor=world.accounts["office"], entry=entry, changes=same).version == 1
    assert logged("correct") == 0


def test_the_second_of_two_people_is_told(world: World, document: Document) -> None:
    entry, office = entries_of(document)[0], world.accounts["office"]
    correct(actor=office, entry=entry, changes=Corrections(goal="改过"), version=1)
    with pytest.raises(Refused) as refused:
        correct(actor=office, entry=entry, changes=Corrections(goal="又改"), version=1)
    assert codes(refused) == {"changed_meanwhile"}
    with pytest.raises(Refused):
        confirm(actor=office, entry=entry, version=1)
    assert Entry.objects.get(pk=entry.pk).fields["goal"]["text"] == "改过"


def test_confirming_rejecting_and_taking_back(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    assert confirm(actor=office, entry=first).state == "confirmed"
    with pytest.raises(Refused) as refused:
        confirm(actor=office, entry=first)
    assert codes(refused) == {"entry_state"}
    assert reconsider(actor=office, entry=first).state == "proposed"
    with pytest.raises(Refused):
        reject(actor=office, entry=second, why="  ")
    assert reject(actor=office, entry=second, why="与本市无关").why == "与本市无关"
    with pytest.raises(Refused) as refused:
        finish(actor=office, document=document)
    assert codes(refused) == {"entries_open"}
    assert restore(actor=office, entry=second).state == "proposed"


def test_all_that_is_sure_is_confirmed_but_no_date_without_its_year(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    correct(actor=office, entry=second, changes=Corrections(deadline=("06-30", "6月30日前")))
    Entry.objects.filter(pk=second.pk).update(
        fields=second.fields | {"deadline": {**second.fields["deadline"], "year": "unknown"}}
    )
    assert confirm_all_sure(actor=office, document=document, at_least=Decimal("0.99")) == 0
    assert confirm_all_sure(actor=office, document=document, at_least=Decimal("0.5")) == 1
    assert Entry.objects.get(pk=first.pk).state == "confirmed"


def test_merged_entries_keep_every_proof_and_can_be_parted_again(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    before = first.fields
    joined = merge(actor=office, entries=[second, first], versions={first.pk: 1, second.pk: 1})
    assert joined.pk == first.pk
    assert ranges(joined.fields["problem"]) == [ranges(e.fields["problem"])[0] for e in (first, second)]
    assert len(joined.fields["units"]) == 6
    assert Entry.objects.get(pk=second.pk).merged_into_id == first.pk
    unmerge(actor=office, entry=joined)
    assert Entry.objects.get(pk=first.pk).fields == before
    assert Entry.objects.get(pk=second.pk).state == "proposed"


def test_undoing_a_merge_leaves_each_entry_the_problem_that_it_was_linked_to(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    link(actor=office, entry=second, problem=world.problem)
    joined = merge(actor=office, entries=[first, second])
    assert joined.same_as == world.problem
    unmerge(actor=office, entry=joined)
    assert [entry.same_as for entry in entries_of(document)] == [None, world.problem]


def test_entries_that_are_different_problems_of_the_ledger_are_not_merged(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    other = record_problem(
        actor=office, title="另一件", wording="另一件", level=ProblemLevel.LOCAL, region=world.units["city"]
    )
    link(actor=office, entry=first, problem=world.problem)
    link(actor=office, entry=second, problem=other)
    with pytest.raises(Refused) as refused:
        merge(actor=office, entries=[first, second])
    assert codes(refused) == {"merge_known"}


def test_undoing_the_last_merge_leaves_the_earlier_one(world: World, document: Document) -> None:
    office = world.accounts["office"]
    third = add_from_passage(actor=office, document=document, start=0, end=11)
    first, second = (entry for entry in entries_of(document) if entry.pk != third.pk)
    merge(actor=office, entries=[first, second])
    joined = merge(actor=office, entries=[first, third])
    unmerge(actor=office, entry=joined)
    survivor, absorbed = Entry.objects.get(pk=third.pk), Entry.objects.get(pk=second.pk)
    assert absorbed.state == "merged"
    assert {survivor.state, Entry.objects.get(pk=first.pk).state} == {"proposed"}


def test_a_split_changes_no_character(world: World, document: Document) -> None:
    office, entry = world.accounts["office"], entries_of(document)[0]
    text = entry.fields["problem"]["text"]
    cut = text.index("日均")
    parts = split(actor=office, entry=entry, pieces=[text[:cut], text[cut:]])
    assert "".join(part.fields["problem"]["text"] for part in parts) == text
    for part in parts:
        start, end = ranges(part.fields["problem"])[0]
        assert document.text[start:end] == part.fields["problem"]["text"]
    assert [entry.order for entry in entries_of(document)] == [1, 2, 3]
    assert parts[1].fields["measures"] == []
    assert parts[1].fields["deadline"] == parts[0].fields["deadline"]
    with pytest.raises(Refused) as refused:
        split(actor=office, entry=parts[0], pieces=["别的", "文字"])
    assert codes(refused) == {"split_whole"}


def test_a_passage_becomes_an_entry_in_its_place(world: World, document: Document) -> None:
    start = document.text.index("二、白石县")
    entry = add_from_passage(actor=world.accounts["office"], document=document, start=start, end=start + 14)
    assert [e.pk for e in entries_of(document)].index(entry.pk) == 1
    problem = entry.fields["problem"]
    assert document.text[problem["start"] : problem["end"]] == problem["text"]
    for start, end in ((5, 5), (9, 3), (-4, 2), (10**6, 10**6 + 5)):
        with pytest.raises(Refused):
            add_from_passage(actor=world.accounts["office"], document=document, start=start, end=end)


def test_a_demand_made_into_an_entry_brings_its_units_and_deadline(world: World) -> None:
    said = "副市长要求，市水利局要在2027年5月底前完成青溪河排口整治，"
    document = hand_in(
        world, "会议.txt", f"全市生态环境保护督察整改推进会召开\n会议强调，要提高政治站位。{said}确保见效。\n"
    )
    found = (document.reading or {})["directives"]
    assert found, "the reader takes it for a demand"
    passage = found[-1]
    entry = add_from_passage(
        actor=world.accounts["office"], document=document, start=passage["start"], end=passage["end"]
    )
    assert entry.fields["units"] == passage["units"]
    assert entry.fields["deadline"] == passage["deadline"]


@pytest.mark.parametrize("name", ["lead", "leader", "bare"])
def test_nobody_else_changes_an_entry(world: World, document: Document, name: str) -> None:
    with pytest.raises(Refused) as refused:
        confirm(actor=world.accounts[name], entry=entries_of(document)[0])
    assert codes(refused) == {"role_missing"}


def test_only_a_problem_that_the_actor_sees_can_be_linked(world: World, document: Document) -> None:
    entry = entries_of(document)[0]
    assert link(actor=world.accounts["office"], entry=entry, problem=world.problem).same_as == world.problem
    other = account("别处的整改办")
    grant(other, world.units["office"], GrantRole.RECTIFICATION_OFFICE, GrantScope.OWN)
    with pytest.raises(NotVisible):
        link(actor=other, entry=entries_of(document)[1], problem=world.problem)


def test_every_quote_of_every_entry_lies_in_the_text(document: Document) -> None:
    for entry in entries_of(document):
        for _key, quote in quotes(entry.fields):
            for start, end in ranges(quote):
                assert 0 <= start < end <= len(document.text)


def _doubted(entry: Entry, name: str, share: float) -> Entry:
    """The entry as if its field had been read in a way that is seldom right."""
    assert entry.read
    entry.read["sureness"] = entry.read["sureness"] | {name: share}
    entry.confidence = Decimal(str(share))
    entry.save(update_fields=["read", "confidence"])
    return entry


def test_an_entry_with_one_doubtful_field_is_not_confirmed_with_those_that_are_sure(
    world: World, document: Document
) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    _doubted(second, "units", 0.4)
    assert [level(entry) for entry in (first, second)] == ["sure", "doubtful"]
    assert list(weaknesses(second)) == ["units"]
    assert confirm_all_sure(actor=office, document=document) == 1
    second.refresh_from_db()
    assert second.state == "proposed"


def test_a_field_that_a_person_has_put_right_is_doubted_no_longer(world: World, document: Document) -> None:
    entry = _doubted(entries_of(document)[1], "units", 0.4)
    changed = correct(
        actor=world.accounts["office"], entry=entry, changes=Corrections(units=[("lead", "白石县自然资源局")])
    )
    assert (weaknesses(changed), level(changed)) == ({}, "sure")
    assert changed.confidence is not None
    assert changed.confidence > Decimal("0.8")


def test_a_correction_elsewhere_leaves_the_doubt(world: World, document: Document) -> None:
    entry = _doubted(entries_of(document)[1], "units", 0.4)
    changed = correct(actor=world.accounts["office"], entry=entry, changes=Corrections(goal="全部覆盖。"))
    assert list(weaknesses(changed)) == ["units"]
