"""What anybody may ask, and how an objection comes in."""

import pytest
from django.test import Client

from bihuan.casework.models import Objection
from bihuan.core.codes import State
from bihuan.platform import clock
from bihuan.portal.projection import follow
from tests.api.asking import V1, Program
from tests.flows.walk import Walk
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_notice_is_read_and_objected_to_by_anybody(world: World, client: Client) -> None:
    walk = Walk(world).to(State.NOTICE)
    with walk.day():
        follow()
        (notice,) = client.get(f"{V1}public/notices").json()
        assert notice["running"]
        address = f"{V1}public/notices/{notice['id']}/objections"
        body = {"text": "河水仍然发黑", "name": "老周", "contact": "13800000000"}
        made = client.post(address, body, content_type="application/json")
        assert made.status_code == 201
        receipt = made.json()["receipt"]
        told = client.get(f"{V1}public/objections/{receipt}")
        assert told.json() == {"receipt": receipt, "state": "open", "reply": ""}
        assert Objection.objects.get().text == "河水仍然发黑"
        on_file = Program(world, "office").get(f"tasks/{world.task.number}").content.decode("unicode_escape")
        assert "河水仍然发黑" in on_file
        assert "老周" not in on_file
        assert "13800000000" not in on_file


def test_objections_are_limited_as_on_the_public_page(world: World, client: Client) -> None:
    walk = Walk(world).to(State.NOTICE)
    with walk.day():
        follow()
        (notice,) = client.get(f"{V1}public/notices").json()
        address = f"{V1}public/notices/{notice['id']}/objections"
        tried = [client.post(address, {"text": "不同意销号"}, content_type="application/json") for _try in range(6)]
        assert [response.status_code for response in tried] == [201] * 5 + [429]


def test_only_what_was_released_is_public(world: World, client: Client) -> None:
    assert client.get(f"{V1}public/tasks").json() == []
    assert client.get(f"{V1}public/tasks/{world.task.number}").status_code == 404
    with clock.fixed(clock.now()):
        assert client.get(f"{V1}public/objections/YY-2026-XXXXXXXX").status_code == 404
