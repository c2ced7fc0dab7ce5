"""A document from the file to the ledger, as a program takes it there."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.ledger.models import Problem, Task
from tests.api.asking import V1, Program, codes
from tests.pages.test_routes import a_document
from tests.world import World

pytestmark = pytest.mark.django_db


def hand_in(ask: Program, content: bytes = "一、工地扬尘污染问题。".encode()) -> Any:
    return ask.client.post(f"{V1}documents", {"file": SimpleUploadedFile("清单.txt", content)})


def test_a_document_is_handed_in_once(world: World) -> None:
    ask = Program(world, "office")
    first, again = hand_in(ask), hand_in(ask)
    assert first.status_code == again.status_code == 201
    assert first.json()["id"] == again.json()["id"]
    assert [row["id"] for row in ask.get("documents").json()] == [first.json()["id"]]
    assert first.json()["state"] == "waiting"
    assert codes(hand_in(ask, b"")) == {"empty_file"}
    assert hand_in(Program(world, "lead")).status_code == 403


def test_an_entry_is_corrected_confirmed_and_registered(world: World) -> None:
    document = a_document(world)
    ask = Program(world, "office")
    (entry,) = ask.get(f"documents/{document.pk}/entries").json()
    at = f"entries/{entry['id']}"
    body = {"version": entry["version"], "units": [{"role": "lead", "name": "市住建局"}], "goal": "达标"}
    corrected = ask.post(f"{at}/correct", body)
    assert corrected.status_code == 200, corrected.content.decode()
    assert codes(ask.post(f"{at}/confirm", {"version": entry["version"]})) == {"changed_meanwhile"}
    confirmed = ask.post(f"{at}/confirm", {"version": corrected.json()["version"]}).json()
    assert confirmed["state"] == "confirmed"
    seen = [{"id": entry["id"], "version": confirmed["version"]}]
    done = ask.post(f"documents/{document.pk}/register", {"inspection": world.inspection.number, "entries": seen})
    assert done.status_code == 201, done.content.decode()
    assert Problem.objects.get(number=done.json()["problems"][0]).wording == "扬尘污染"
    (number,) = done.json()["tasks"]
    assert Task.objects.get(number=number).duties.get(role="lead").unit == world.units["housing"]
    (registered,) = ask.get(f"documents/{document.pk}/entries").json()
    assert (registered["state"], registered["task"]) == ("registered", number)


def test_a_name_that_is_open_stands_in_the_way_until_it_is_chosen(world: World) -> None:
    document = a_document(world)
    ask = Program(world, "office")
    (entry,) = ask.get(f"documents/{document.pk}/entries").json()
    at = f"entries/{entry['id']}"
    body = {"version": entry["version"], "units": [{"role": "lead", "name": "某某公司"}]}
    version = ask.post(f"{at}/correct", body).json()["version"]
    ask.post(f"{at}/confirm", {"version": version})
    assert codes(ask.post(f"documents/{document.pk}/register", {})) == {"unit_open"}
    chosen = {"units": {"某某公司": [world.units["town"].pk]}}
    assert ask.post(f"documents/{document.pk}/register", chosen).status_code == 201


def test_nothing_unconfirmed_is_registered(world: World) -> None:
    document = a_document(world)
    response = Program(world, "office").post(f"documents/{document.pk}/register", {})
    assert codes(response) == {"nothing_confirmed"}


def test_the_reading_comes_with_the_text_into_which_it_points(world: World) -> None:
    document = a_document(world)
    told = Program(world, "office").get(f"documents/{document.pk}/reading").json()
    assert told["text"] == "扬尘污染"
    status = Program(world, "office").get(f"documents/{document.pk}").json()
    assert (status["state"], status["counts"]) == ("read", {"proposed": 1})
