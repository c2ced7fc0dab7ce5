"""The office's words over the API: taught, changed, dropped, carried out and in; one office's words are not another's."""

import json

import pytest

from bihuan.intake.models import FieldName
from bihuan.intake.wording import MEANINGS, profile_of
from bihuan.org.models import UnitAlias
from bihuan.reading import Profile
from bihuan.reading.profile import FIELDS
from tests.api.asking import Program, codes
from tests.world import World

pytestmark = pytest.mark.django_db
LABEL = {"what": "label", "wording": "落实要求：", "meaning": "measures"}


def test_a_label_is_taught_changed_and_dropped(world: World) -> None:
    ask = Program(world, "office")
    made = ask.post("wording/field_names", LABEL)
    assert (made.status_code, made.json()["wording"]) == (201, "落实要求")
    at = f"wording/field_names/{made.json()['id']}"
    assert codes(ask.post("wording/field_names", LABEL | {"meaning": "goal"})) == {"taught_otherwise"}
    assert ask.post(at, {"meaning": "goal"}).json()["meaning"] == "goal"
    assert [one["meaning"] for one in ask.get("wording").json()["field_names"]] == ["goal"]
    assert codes(ask.post(at, {"meaning": "weather"})) == {"no_such_field"}
    assert ask.post(f"{at}/forget").status_code == 204
    assert not FieldName.objects.exists() and ask.post(f"{at}/forget").status_code == 404


def test_a_unit_gets_another_name_and_loses_it(world: World) -> None:
    ask, units = Program(world, "office"), world.units
    made = ask.post("wording/aliases", {"unit": units["housing"].pk, "name": "市建\u200b委"})
    assert (made.status_code, made.json()["name"]) == (201, "市建委")
    at = f"wording/aliases/{made.json()['id']}"
    assert ask.post(at, {"unit": units["water"].pk}).json()["unit"]["id"] == units["water"].pk
    assert codes(ask.post("wording/aliases", {"unit": units["housing"].pk, "name": "市建委"})) == {"alias_taken"}
    assert ask.post(f"{at}/forget").status_code == 204 and not UnitAlias.objects.exists()


def test_what_is_carried_out_is_taken_in_elsewhere_and_what_contradicts_is_told(world: World) -> None:
    ask = Program(world, "office")
    ask.post("wording/field_names", LABEL)
    ask.post("wording/aliases", {"unit": world.units["housing"].pk, "name": "市建委"})
    file = ask.get("wording/profile").json()
    assert Profile.from_bytes(json.dumps(file).encode()) == profile_of(world.units["office"])
    UnitAlias.objects.all().delete()
    FieldName.objects.update(meaning="goal")
    taken = ask.post("wording/profile", file).json()
    assert (taken["fresh"], taken["known"]) == (1, 0)
    assert [reason["code"] for reason in taken["reasons"]] == ["taught_otherwise"]
    assert ask.post("wording/profile", file | {"format": "other"}).status_code == 422


@pytest.mark.parametrize("who", ["lead", "stranger", "leader"])
def test_the_words_are_the_offices_alone(world: World, who: str) -> None:
    ask = Program(world, who)
    assert ask.get("wording").status_code == ask.post("wording/field_names", LABEL).status_code == 403
    assert ask.get("wording/profile").status_code == 403


def test_the_schema_names_every_meaning(world: World) -> None:
    told = Program(world, "office").get("openapi.json").json()
    shape = told["components"]["schemas"]["FieldNameIn"]["properties"]["meaning"]
    assert set(shape["enum"]) == set(MEANINGS) == set(FIELDS)
