"""A correction made once is not needed again: names of units, labels and columns are learned for the next document."""

import json
from pathlib import Path

import pytest

from bihuan.audit.models import Event
from bihuan.audit.queries import body_of
from bihuan.core.reasons import Refused
from bihuan.intake.fields import Corrections
from bihuan.intake.models import Document, Entry, FieldName
from bihuan.intake.services import confirm, correct, forget, import_wording, reject, reread, reteach, teach, teach_all
from bihuan.intake.wording import profile_of, renamings
from bihuan.org.aliases import change_alias, forget_alias, keep_alias
from bihuan.org.models import Unit, UnitAlias
from bihuan.platform import jobs
from tests.intaking import NOTICE, entries_of, hand_in, store
from tests.world import World

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
OWN_WORDS = NOTICE.replace("整改措施：", "落实要求：").replace("市住建局", "市城乡建设委")


@pytest.fixture
def document(world: World, store: object) -> Document:
    return hand_in(world, data=OWN_WORDS)


def units(entry: Entry) -> list[tuple[str, str]]:
    return [(unit["role"], unit["text"]) for unit in entry.fields["units"]]


def correct_lead(world: World, entry: Entry, name: str) -> Entry:
    changed = [(role, name if role == "lead" else text) for role, text in units(entry)]
    return correct(actor=world.accounts["office"], entry=entry, changes=Corrections(units=changed))


def next_document(world: World) -> Document:
    return hand_in(world, "下一份.txt", OWN_WORDS.replace("2027年", "2028年"))


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_a_confirmed_correction_of_a_unit_is_right_in_the_next_document(world: World, document: Document) -> None:
    first = correct_lead(world, entries_of(document)[0], "市住建局")
    assert not UnitAlias.objects.filter(name="市城乡建设委").exists()
    confirm(actor=world.accounts["office"], entry=first)
    assert UnitAlias.objects.get(name="市城乡建设委").unit == world.units["housing"]
    assert Event.objects.filter(action="org.keep_alias").count() == 1
    assert [(one.name, one.kept) for one in renamings([Entry.objects.get(pk=first.pk)])[first.pk]] == [
        ("市城乡建设委", True)
    ]
    after = next_document(world)
    entry = entries_of(after)[0]
    assert ("lead", "云陂市住房和城乡建设局") in units(entry)
    lead = entry.fields["units"][0]
    assert after.text[lead["start"] : lead["end"]] == "市城乡建设委"
    assert [(one["what"], one["text"]) for one in entry.fields["learned"]] == [("unit", "市城乡建设委")]


def test_a_correction_of_an_entry_that_is_confirmed_already_is_learned_too(world: World, document: Document) -> None:
    entry = confirm(actor=world.accounts["office"], entry=entries_of(document)[0])
    correct_lead(world, entry, "市住建局")
    assert UnitAlias.objects.filter(name="市城乡建设委").exists()


def test_a_name_that_is_another_unit_is_not_learned_and_it_is_said_why(world: World, document: Document) -> None:
    second = entries_of(document)[1]
    changed = [(role, "市水利局" if role == "accept" else text) for role, text in units(second)]
    entry = correct(actor=world.accounts["office"], entry=second, changes=Corrections(units=changed))
    entry = confirm(actor=world.accounts["office"], entry=entry)
    assert not UnitAlias.objects.exists()
    (told,) = renamings([entry])[entry.pk]
    assert (told.kept, [reason.code for reason in told.reasons]) == (False, ["alias_taken"])


def test_a_generic_name_is_nobodys_alias(world: World) -> None:
    for name in ("区发改局", "有关部门"):
        with pytest.raises(Refused) as refused:
            keep_alias(actor=world.accounts["office"], unit=world.units["county_housing"], name=name)
        assert codes(refused) == {"alias_generic"}


def test_the_committee_and_the_government_of_one_city_are_not_two_cities(world: World) -> None:
    city = world.units["city"]
    for at, (name, short) in enumerate((("中共云陂市委员会", "云陂市委"), ("云陂市", "全市"))):
        Unit.objects.create(parent=city, name=name, short_name=short, kind=city.kind, path=f"{city.path}90{at}.")
    kept = keep_alias(actor=world.accounts["office"], unit=world.units["housing"], name="市城乡建设委")
    assert kept.unit == world.units["housing"]


def test_where_there_is_a_second_city_its_bodies_share_the_generic_names(world: World) -> None:
    city = world.units["city"]
    Unit.objects.create(
        parent=city, name="青石市人民政府", short_name="青石市", kind=city.kind, path=f"{city.path}900."
    )
    with pytest.raises(Refused) as refused:
        keep_alias(actor=world.accounts["office"], unit=world.units["housing"], name="市城乡建设委")
    assert codes(refused) == {"alias_generic"}


def test_an_alias_can_be_changed_and_dropped_by_the_office_alone(world: World) -> None:
    office = world.accounts["office"]
    alias = keep_alias(actor=office, unit=world.units["housing"], name="市城乡建设委")
    with pytest.raises(Refused) as refused:
        keep_alias(actor=office, unit=world.units["water"], name="市城乡建设委")
    assert codes(refused) == {"alias_taken"}
    assert change_alias(actor=office, alias=alias, unit=world.units["water"]).unit == world.units["water"]
    with pytest.raises(Refused):
        forget_alias(actor=world.accounts["lead"], alias=alias)
    forget_alias(actor=office, alias=alias)
    assert not UnitAlias.objects.exists()
    done = Event.objects.filter(action__startswith="org.").values_list("action", flat=True)
    assert set(done) >= {"org.keep_alias", "org.change_alias", "org.forget_alias"}


def test_a_taught_label_is_read_in_this_document_again_and_in_the_next(world: World, document: Document) -> None:
    assert document.reading
    assert [one["text"] for one in document.reading["unrecognised"]] == ["落实要求"]
    assert entries_of(document)[0].fields["measures"] == []
    teach_all(actor=world.accounts["office"], document=document, meanings=[("label", "落实要求", "measures")])
    jobs.work_off()
    document.refresh_from_db()
    assert document.state == Document.State.READ
    assert [len(entry.fields["measures"]) for entry in entries_of(document)] == [2, 2]
    assert len(entries_of(next_document(world))[0].fields["measures"]) == 2
    assert Event.objects.filter(action="intake.teach").count() == 1


def test_reading_again_keeps_what_a_person_has_decided_or_changed(world: World, document: Document) -> None:
    office = world.accounts["office"]
    first, second = entries_of(document)
    correct(actor=office, entry=first, changes=Corrections(goal="自己写的目标"))
    teach(actor=office, office=document.unit, what="label", wording="落实要求", field="measures")
    reread(actor=office, document=document)
    jobs.work_off()
    kept, fresh = entries_of(document)
    assert (kept.pk, kept.fields["goal"]["text"], kept.order) == (first.pk, "自己写的目标", 1)
    assert (fresh.pk != second.pk, len(fresh.fields["measures"])) == (True, 2)
    reject(actor=office, entry=fresh, why="不属于本地")
    reread(actor=office, document=Document.objects.get(pk=document.pk))
    jobs.work_off()
    assert [entry.pk for entry in entries_of(document)] == [first.pk, fresh.pk]


def test_a_reading_that_fails_the_second_time_loses_nothing(world: World, document: Document, store: Path) -> None:
    for file in store.rglob("*"):
        if file.is_file():
            file.unlink()
    reread(actor=world.accounts["office"], document=document)
    jobs.work_off()
    document.refresh_from_db()
    assert document.state == Document.State.READ
    assert document.failure
    assert len(entries_of(document)) == 2


def test_a_label_is_never_given_another_meaning_silently(world: World) -> None:
    office, unit = world.accounts["office"], world.units["office"]
    row = teach(actor=office, office=unit, what="label", wording="落实要求", field="measures")
    assert teach(actor=office, office=unit, what="label", wording=" 落实要求： ", field="measures") == row
    with pytest.raises(Refused) as refused:
        teach(actor=office, office=unit, what="label", wording="落实要求", field="goal")
    assert codes(refused) == {"taught_otherwise"}
    assert reteach(actor=office, name=row, field="goal").meaning == "goal"
    for bad in (("label", "落实要求", "nothing"), ("cell", "落实要求", "goal"), ("label", "一", "goal")):
        with pytest.raises(Refused):
            teach(actor=office, office=unit, what=bad[0], wording=bad[1], field=bad[2])
    with pytest.raises(Refused):
        forget(actor=world.accounts["lead"], name=row)
    forget(actor=office, name=row)
    assert not FieldName.objects.exists()


def test_what_was_exported_is_taken_in_and_contradictions_are_told_not_done(world: World) -> None:
    office, unit = world.accounts["office"], world.units["office"]
    teach(actor=office, office=unit, what="label", wording="落实要求", field="measures")
    teach(actor=office, office=unit, what="column", wording="督办事由", field="problem")
    keep_alias(actor=office, unit=world.units["housing"], name="市城乡建设委")
    told = profile_of(unit).as_json(unit.name)
    content = json.dumps(told, ensure_ascii=False).encode()
    again = import_wording(actor=office, office=unit, content=content)
    assert (again.fresh, again.known, again.reasons) == (0, 3, [])
    FieldName.objects.filter(what="column").delete()
    FieldName.objects.filter(what="label").update(meaning="goal")
    UnitAlias.objects.all().delete()
    changed = import_wording(actor=office, office=unit, content=content)
    assert (changed.fresh, changed.known, [reason.code for reason in changed.reasons]) == (2, 0, ["taught_otherwise"])
    assert FieldName.objects.get(what="label").meaning == "goal"
    with pytest.raises(Refused) as refused:
        import_wording(actor=office, office=unit, content=b"\x00")
    assert codes(refused) == {"no_profile"}


NEWS = (
    "省督察组向云岭市反馈督察情况\n\n督察组指出，云岭市沙河污水处理厂长期超标排放，北坡渣场没有覆盖。\n\n"
    "云岭市要在30个工作日内制定整改方案报省政府。\n"
)


def test_a_person_says_of_which_kind_a_document_is_and_it_is_read_as_that(world: World, store: object) -> None:
    office = world.accounts["office"]
    document = hand_in(world, "新闻.txt", NEWS)
    reread(actor=office, document=document, kind="other")
    jobs.work_off()
    document.refresh_from_db()
    assert (document.kind, document.reading and document.reading["kind_confidence"]) == ("other", 1.0)
    assert not entries_of(document)
    reread(actor=office, document=document)  # read again for another reason: it is still what was said
    jobs.work_off()
    document.refresh_from_db()
    assert document.kind == "other"
    reread(actor=office, document=document, kind="")
    jobs.work_off()
    document.refresh_from_db()
    assert document.kind == "feedback"
    assert entries_of(document)
    kinds = [body_of(event).get("kind") for event in Event.objects.filter(action="intake.reread").order_by("seq")]
    assert kinds == ["other", None, ""]


def test_a_kind_that_there_is_not_is_refused_and_nothing_is_read_again(world: World, document: Document) -> None:
    with pytest.raises(Refused, match="没有“letter”这一种文件"):
        reread(actor=world.accounts["office"], document=document, kind="letter")
    document.refresh_from_db()
    assert (document.state, document.kind_given) == (Document.State.READ, "")
