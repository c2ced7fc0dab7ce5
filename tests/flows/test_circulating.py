"""传达签收: a feedback is sent to units, each signs for itself, and the office sees and reminds those who are late."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.audit.models import Event
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.core.workdays import add_working_days, calendar
from bihuan.intake import circulations
from bihuan.intake.models import Circulation, Delivery
from bihuan.intake.services import circulate, remind, see, sign, tell_arrangement
from bihuan.ledger import reporting
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Unit, UnitKind
from bihuan.platform import clock
from tests.api.asking import Program
from tests.world import World, grant

pytestmark = pytest.mark.django_db
UNITS = ("housing", "water", "county")


@pytest.fixture
def sent(world: World) -> Circulation:
    units = [world.units[key] for key in UNITS]
    return circulate(actor=world.accounts["office"], inspection=world.inspection, units=units, note="当日传达")


def of(row: Circulation, world: World, key: str) -> Delivery:
    return row.deliveries.get(unit=world.units[key])


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_the_units_sign_within_the_days_of_the_rules_and_the_clock_stops_with_the_last(
    world: World, sent: Circulation
) -> None:
    assert sent.clock.due_on == add_working_days(clock.today(), 3, calendar()).date
    for who, key in (("lead", "housing"), ("supervisor", "water"), ("duty", "county")):
        sent.clock.refresh_from_db()
        assert sent.clock.stopped_on is None
        sign(actor=world.accounts[who], delivery=of(sent, world, key))
    sent.clock.refresh_from_db()
    assert (sent.clock.stopped_on, sent.clock.stop_event) == (clock.today(), "all_signed")
    assert Event.objects.filter(action="intake.sign_delivery").count() == 3


@pytest.mark.parametrize("who", ["office", "leader", "supervisor", "town", "system", "stranger"])
def test_nobody_signs_for_another_unit(world: World, sent: Circulation, who: str) -> None:
    with pytest.raises(Refused) as refused:
        sign(actor=world.accounts[who], delivery=of(sent, world, "housing"))
    assert codes(refused) == ["not_your_unit"]


def test_a_unit_signs_once_and_tells_its_arrangement_then_or_later(world: World, sent: Circulation) -> None:
    lead, today = world.accounts["lead"], clock.today()
    with pytest.raises(Refused) as refused:
        tell_arrangement(actor=lead, delivery=of(sent, world, "housing"), conveyed_on=today, arranged="班子成员参加")
    assert codes(refused) == ["not_signed"]
    sign(actor=lead, delivery=of(sent, world, "housing"), conveyed_on=today, arranged="班子成员参加")
    with pytest.raises(Refused) as refused:
        sign(actor=lead, delivery=of(sent, world, "housing"))
    assert codes(refused) == ["signed_before"]
    with pytest.raises(Refused) as refused:
        tell_arrangement(
            actor=lead, delivery=of(sent, world, "housing"), conveyed_on=today + timedelta(days=1), arranged="明天开会"
        )
    assert codes(refused) == ["conveyed_in_future"]
    row = tell_arrangement(actor=lead, delivery=of(sent, world, "housing"), conveyed_on=today, arranged="全局大会")
    assert (row.conveyed_on, row.arranged) == (today, "全局大会")


@pytest.mark.parametrize(
    ("told", "why"), [({"conveyed_on": "2026年11月"}, "日期"), ({"conveyed_on": "2999-01-01"}, "还没有到")]
)
def test_what_was_typed_of_the_arrangement_stays_when_its_day_is_refused(
    world: World, sent: Circulation, client: Client, told: dict[str, str], why: str
) -> None:
    lead, delivery = world.accounts["lead"], of(sent, world, "housing")
    sign(actor=lead, delivery=delivery)
    client.force_login(lead)
    address = reverse("intake:arrangement", args=[sent.pk, delivery.unit_id])
    answer = client.post(address, {"arranged": "局党组扩大会议传达学习", **told})
    assert answer.status_code == 422
    assert "局党组扩大会议传达学习" in answer.content.decode()
    assert why in answer.content.decode()
    delivery.refresh_from_db()
    assert delivery.arranged == ""


def test_it_goes_by_default_to_units_with_a_duty_and_to_the_offices_of_the_counties(world: World) -> None:
    county = world.units["county"]
    office = Unit.objects.create(parent=county, name="青溪县整改办", kind=UnitKind.OFFICE, path=f"{county.path}9999.")
    units = circulations.proposed_units(world.inspection)
    assert {unit.pk for unit in units} == {
        office.pk, *world.task.duties.filter(until=None).values_list("unit", flat=True)
    }  # fmt: skip
    assert circulations.without_account(units) == {office.pk}


def test_the_office_reminds_only_those_that_are_late(world: World, sent: Circulation) -> None:
    office = world.accounts["office"]
    with pytest.raises(Refused) as refused:
        remind(actor=office, circulation=sent)
    assert codes(refused) == ["not_late"]
    sign(actor=world.accounts["lead"], delivery=of(sent, world, "housing"))
    with clock.fixed(clock.now() + timedelta(days=30)):
        with pytest.raises(Refused):
            remind(actor=world.accounts["lead"], circulation=sent)
        late = remind(actor=office, circulation=sent)
        assert {row.unit for row in late} == {world.units["water"], world.units["county"]}
        standing = {one.unit.pk: how for one, how in circulations.matrix(sent).rows}
    assert standing[world.units["housing"].pk] == "signed"
    assert standing[world.units["water"].pk] == "late"
    assert of(sent, world, "water").reminded_at is not None
    assert of(sent, world, "housing").reminded_at is None


def test_to_sign_late_is_told_apart(world: World, sent: Circulation) -> None:
    with clock.fixed(clock.now() + timedelta(days=30)):
        sign(actor=world.accounts["lead"], delivery=of(sent, world, "housing"))
        standing = {one.unit.pk: how for one, how in circulations.matrix(sent).rows}
    assert standing[world.units["housing"].pk] == "signed_late"


def test_the_first_look_of_a_unit_is_kept_and_that_of_others_is_not(world: World, sent: Circulation) -> None:
    see(actor=world.accounts["office"], delivery=of(sent, world, "housing"))
    assert of(sent, world, "housing").seen_at is None
    see(actor=world.accounts["lead"], delivery=of(sent, world, "housing"))
    first = of(sent, world, "housing").seen_at
    assert first is not None
    see(actor=world.accounts["lead"], delivery=of(sent, world, "housing"))
    assert of(sent, world, "housing").seen_at == first


def test_it_is_not_sent_to_nobody_nor_to_closed_units_nor_into_the_past(world: World) -> None:
    closed = world.units["water"]
    Unit.objects.filter(pk=closed.pk).update(active=False)
    closed.refresh_from_db()
    office, past = world.accounts["office"], clock.today() - timedelta(days=1)
    for units, due, code in (
        ([], None, "no_units"),
        ([closed], None, "unit_closed"),
        ([world.units["county"]], past, "due_in_past"),
    ):
        with pytest.raises(Refused) as refused:
            circulate(actor=office, inspection=world.inspection, units=units, due_on=due)
        assert codes(refused) == [code]
    with pytest.raises(Refused):
        circulate(actor=world.accounts["lead"], inspection=world.inspection, units=[world.units["county"]])


def test_its_clock_is_nothing_to_hand_in_to_the_level_above(world: World, sent: Circulation) -> None:
    with pytest.raises(Refused) as refused:
        reporting.hand_in(actor=world.accounts["office"], owed=sent.clock, on=clock.today(), document_no="1")
    assert codes(refused) == ["not_owed_upward"]


def test_a_clerk_signs_with_one_click_on_the_page_of_today(world: World, sent: Circulation, client: Client) -> None:
    client.force_login(world.accounts["lead"])
    assert "待签收的督察反馈" in client.get(reverse("home")).content.decode()
    address = reverse("intake:sign", args=[sent.pk, world.units["housing"].pk])
    assert client.post(address, {"next": reverse("home")}).headers["Location"] == reverse("home")
    assert "待签收的督察反馈" not in client.get(reverse("home")).content.decode()
    page = client.get(reverse("intake:circulation", args=[sent.pk])).content.decode()
    assert "当日传达" in page
    assert world.units["water"].name not in page
    assert client.post(address, {"next": "https://elsewhere.example/"}).status_code == 409


def test_the_office_sees_who_is_late_today_and_on_the_page_of_the_inspection(
    world: World, sent: Circulation, client: Client
) -> None:
    with clock.fixed(clock.now() + timedelta(days=30)):
        client.force_login(world.accounts["office"])
        assert "逾期未签收的传达" in client.get(reverse("home")).content.decode()
        matrix = client.get(reverse("intake:circulations", args=[world.inspection.number])).content.decode()
        assert "逾期未签收" in matrix
        assert "市水利局" in matrix
        answer = client.post(reverse("intake:remind", args=[sent.pk]), {"next": reverse("home")}, follow=True)
        assert "已催办" in answer.content.decode()
    assert reverse("intake:circulations", args=[world.inspection.number]) in (
        client.get(reverse("ledger:inspection", args=[world.inspection.number])).content.decode()
    )


def test_the_form_ticks_the_units_that_can_sign_and_no_others(world: World, client: Client) -> None:
    county = world.units["county"]
    office = Unit.objects.create(parent=county, name="青溪县整改办", kind=UnitKind.OFFICE, path=f"{county.path}9999.")
    client.force_login(world.accounts["office"])
    page = client.get(reverse("intake:circulate", args=[world.inspection.number])).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="units"[^>]*>', page)
    ticked = {pk for box in boxes if "checked" in box for pk in re.findall(r'value="(\d+)"', box)}
    alone = {str(office.pk)}
    listed = {pk for box in boxes for pk in re.findall(r'value="(\d+)"', box)}
    assert alone < listed
    assert ticked == listed - alone


def test_the_form_sends_to_the_ticked_units_and_to_named_others(world: World, client: Client) -> None:
    client.force_login(world.accounts["office"])
    address = reverse("intake:circulate", args=[world.inspection.number])
    due = circulations.default_due(clock.today())
    given = {"due_on": due, "units": [world.units["housing"].pk], "others": "市水利局"}
    wrong = client.post(address, given | {"others": "无此单位"})
    assert wrong.status_code == 422
    assert "无此单位" in wrong.content.decode()
    assert client.post(address, given).status_code == 302
    row = Circulation.objects.get()
    assert {one.unit for one in row.deliveries.all()} == {world.units["housing"], world.units["water"]}
    assert row.clock.derivation[0]["message"] != ""


def test_a_program_sends_lists_and_signs(world: World) -> None:
    made = Program(world, "office").post(f"inspections/{world.inspection.number}/circulations", {})
    assert made.status_code == 201, made.content.decode()
    told = made.json()
    mine = Program(world, "lead").get("circulations").json()
    assert [row["unit"]["short_name"] for row in mine[0]["deliveries"]] == ["市住建局"]
    body = {"unit": world.units["housing"].pk, "arranged": "全局大会"}
    signed = Program(world, "lead").post(f"circulations/{told['id']}/sign", body)
    assert signed.json()["deliveries"][0]["standing"] == "signed"
    assert Program(world, "office").post(f"circulations/{told['id']}/sign", body).status_code == 403
    assert Program(world, "stranger").post(f"circulations/{told['id']}/sign", body).status_code == 404


def test_an_account_with_a_role_at_two_units_signs_for_each(world: World, sent: Circulation) -> None:
    both: Account = world.accounts["bare"]
    for key in ("housing", "water"):
        grant(both, world.units[key], GrantRole.RECTIFYING_UNIT, GrantScope.OWN)
    assert {row.unit for row in circulations.to_sign(viewer_for(both))} == {
        world.units["housing"],
        world.units["water"],
    }
