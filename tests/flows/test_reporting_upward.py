"""What an inspection's object owes the level above is handed in once, on a day, under a number."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.core.reasons import Refused
from bihuan.ledger.clocks import start_clock
from bihuan.ledger.models import Clock
from bihuan.ledger.reporting import hand_in
from bihuan.platform import clock
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(world: World) -> Clock:
    return start_clock(kind="plan", inspection=world.inspection, started_on=date(2026, 1, 5))


def test_handing_in_stops_the_clock_on_the_day_of_the_fact(world: World, owed: Clock) -> None:
    hand_in(actor=world.accounts["office"], owed=owed, on=date(2026, 2, 3), document_no="云政函〔2026〕8号")
    owed.refresh_from_db()
    assert (owed.stopped_on, owed.stop_event) == (date(2026, 2, 3), "handed_in")
    with pytest.raises(Refused) as refused:
        hand_in(actor=world.accounts["office"], owed=owed, on=date(2026, 2, 4), document_no="云政函〔2026〕9号")
    assert refused.value.reasons[0].code == "already_handed_in"


@pytest.mark.parametrize(
    ("on", "number", "code"),
    [
        (date(2026, 1, 4), "云政函〔2026〕8号", "on_before_start"),
        (None, "云政函〔2026〕8号", "on_in_future"),
        (date(2026, 2, 3), "  ", "document_no"),
    ],
)
def test_a_bad_day_or_no_number_stops_nothing(
    world: World, owed: Clock, on: date | None, number: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        hand_in(
            actor=world.accounts["office"], owed=owed, on=on or clock.today() + timedelta(days=1), document_no=number
        )
    assert code in {reason.code for reason in refused.value.reasons}
    owed.refresh_from_db()
    assert owed.stopped_on is None


def test_a_unit_cannot_say_that_the_office_has_reported(world: World, owed: Clock) -> None:
    with pytest.raises(Refused):
        hand_in(actor=world.accounts["lead"], owed=owed, on=date(2026, 2, 3), document_no="云政函〔2026〕8号")


@pytest.mark.parametrize(
    ("on", "why"), [("2月3日", "日期"), ("2999-01-01", "还没有到"), ("2026-01-04", "早于起算日期")]
)
def test_what_was_typed_stays_beside_the_reason_when_it_is_refused(
    world: World, owed: Clock, client: Client, on: str, why: str
) -> None:
    client.force_login(world.accounts["office"])
    address = reverse("ledger:hand_in", args=[world.inspection.number, owed.pk])
    answer = client.post(address, {"on": on, "document_no": "云政函〔2026〕8号"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f'value="{on}"' in html
    assert 'value="云政函〔2026〕8号"' in html
    assert why in html
    owed.refresh_from_db()
    assert owed.stopped_on is None
