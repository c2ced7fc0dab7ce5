"""The page of the office's own words, and teaching at the desk, with and without JavaScript."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.intake.models import Document, FieldName
from bihuan.intake.services import confirm, teach
from bihuan.org.aliases import keep_alias
from bihuan.org.models import UnitAlias
from bihuan.platform import jobs
from tests.flows.test_intake_learning import OWN_WORDS, correct_lead
from tests.intaking import entries_of, hand_in, store
from tests.world import World

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def office(world: World, client: Client) -> Client:
    client.force_login(world.accounts["office"])
    return client


def test_the_desk_offers_what_it_does_not_know_and_reads_again_once_told(world: World, office: Client) -> None:
    document = hand_in(world, data=OWN_WORDS)
    page = office.get(f"/intake/{document.pk}/").text
    assert "没认出的标签和列" in page
    assert 'name="wording" value="落实要求"' in page
    given = {"what": "label", "wording": "落实要求", "field": "measures"}
    told = office.post(f"/intake/{document.pk}/do/teach/", given, follow=True).text
    assert "正在按新的写法重新读取" in told
    jobs.work_off()
    after = office.get(f"/intake/{document.pk}/").text
    assert "没认出的标签和列" not in after
    assert "按本单位用语，“落实要求”读作整改措施" in after
    assert office.post(f"/intake/{document.pk}/do/teach/", given | {"field": ""}).status_code == 409


def test_the_entry_says_what_was_learned_from_it(world: World, office: Client) -> None:
    document = hand_in(world, data=OWN_WORDS)
    entry = confirm(actor=world.accounts["office"], entry=correct_lead(world, entries_of(document)[0], "市住建局"))
    assert (
        "以后的文件里“市城乡建设委”就是市住建局"
        in office.get(f"/intake/entries/{entry.pk}/", headers={"HX-Request": "true"}).text
    )
    assert "市城乡建设委" in office.get("/intake/wording/").text


def test_words_are_added_changed_and_dropped_on_the_page(world: World, office: Client) -> None:
    def do(act: str, **given: object) -> int:
        return office.post(f"/intake/wording/do/{act}/", given).status_code

    assert "还没有" in office.get("/intake/wording/").text
    assert do("teach", what="column", wording="督办事由", field="problem") == 302
    assert do("teach", what="column", wording="督办事由", field="goal") == 409
    assert do("name", alias="市城乡建设委", unit="市住建局") == 302
    assert do("name", alias="区发改局", unit="市住建局") == 409
    row, alias = FieldName.objects.get(), UnitAlias.objects.get()
    assert do("reteach", pk=row.pk, field="goal") == 302
    assert do("rename", pk=alias.pk, unit="市水利局") == 302
    assert do("rename", pk=alias.pk, unit="没有的局") == 409
    page = office.get("/intake/wording/").text
    assert '<option value="goal" selected>' in page
    assert 'value="云陂市水利局"' in page
    assert (do("forget", pk=row.pk), do("unname", pk=alias.pk)) == (302, 302)
    assert not FieldName.objects.exists()
    assert not UnitAlias.objects.exists()


def test_the_export_comes_in_again_and_the_page_speaks_english(world: World, office: Client) -> None:
    actor, unit = world.accounts["office"], world.units["office"]
    teach(actor=actor, office=unit, what="label", wording="落实要求", field="measures")
    keep_alias(actor=actor, unit=world.units["housing"], name="市城乡建设委")
    content = office.get("/intake/wording/export/").content
    assert json.loads(content)["units"] == {"市城乡建设委": "云陂市住房和城乡建设局"}
    FieldName.objects.all().delete()
    file = SimpleUploadedFile("wording.json", content)
    told = office.post("/intake/wording/do/import/", {"file": file}, follow=True).text
    assert "新记下1条，原来就有1条，没有改动0条" in told
    english = office.get("/intake/wording/", headers={"Accept-Language": "en"}).text
    assert "Office wording" in english
    assert Document.objects.count() == 0
