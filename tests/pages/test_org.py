"""The administrators' pages: what is typed is done once, and a refusal loses nothing that was typed."""

import re
from typing import Any

import pytest
from django.test import Client

from bihuan.audit.models import Event
from bihuan.ledger.access import visible_tasks
from bihuan.org.access import viewer_for
from bihuan.org.forms import UnitForm
from bihuan.org.models import Account, Grant, Person, Unit
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(world: World) -> Client:
    client = Client()
    client.force_login(world.accounts["system"])
    return client


@pytest.fixture
def security(world: World) -> Client:
    client = Client()
    client.force_login(world.accounts["security"])
    return client


UNIT = {
    "name": "云陂市交通运输局",
    "short_name": "市交通局",
    "kind": "bureau",
    "level": "city",
    "aliases": "交通局\n交委",
}


def test_a_unit_is_added_and_found_by_its_alias(world: World, system: Client) -> None:
    response = system.post(f"/org/units/add/?parent={world.units['city'].pk}", UNIT)
    unit = Unit.objects.get(name=UNIT["name"])
    assert response.headers["Location"] == f"/org/units/{unit.pk}/"
    assert UNIT["name"] in system.get("/org/units/?q=交委").content.decode()


def test_a_name_learned_or_dropped_while_the_page_lay_open_is_not_undone_by_saving_it(
    world: World, system: Client
) -> None:
    water = world.units["water"]
    for name in ("水务局", "水办"):
        water.aliases.create(name=name)
    form = UnitForm.of(water)
    shown = str(form["aliases_shown"].value())
    assert f'name="aliases_shown" value="{shown}"' in system.get(f"/org/units/{water.pk}/").content.decode()
    water.aliases.create(name="市水利")
    water.aliases.get(name="水办").delete()
    facts = {"name": water.name, "short_name": water.short_name, "kind": water.kind, "level": water.level}
    sent = facts | {"aliases": "水办\r\n水利口", "aliases_shown": shown.replace("\n", "\r\n")}
    assert system.post(f"/org/units/{water.pk}/", sent).status_code == 302
    assert {alias.name for alias in water.aliases.all()} == {"市水利", "水利口"}, "水务局 was taken out by hand"


def test_a_refused_unit_keeps_what_was_typed_and_says_why(world: World, system: Client) -> None:
    response = system.post(f"/org/units/add/?parent={world.units['city'].pk}", UNIT | {"name": "云陂市水利局"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "同一上级下已经有" in text
    assert "交委" in text


def test_fields_that_the_form_does_not_have_change_nothing(world: World, system: Client) -> None:
    town = world.units["town"]
    extra = {"path": "1.", "active": "", "parent": "1", "successor": "1", "id": "1"}
    assert system.post(f"/org/units/{town.pk}/", UNIT | {"kind": "town"} | extra).status_code == 302
    after = Unit.objects.get(pk=town.pk)
    assert (after.name, after.path, after.active, after.parent_id) == (UNIT["name"], town.path, True, town.parent_id)


def test_a_vague_name_is_answered_with_those_it_may_mean(world: World, system: Client) -> None:
    response = system.post(f"/org/units/{world.units['town'].pk}/move/", {"parent": "住建局"})
    assert response.status_code == 422
    assert "云陂市住房和城乡建设局、青溪县住房和城乡建设局" in response.content.decode()


def test_a_unit_is_moved_and_closed(world: World, system: Client) -> None:
    town = world.units["town"]
    system.post(f"/org/units/{town.pk}/move/", {"parent": "白石县"})
    assert Unit.objects.get(pk=town.pk).parent == world.units["other_county"]
    system.post(f"/org/units/{town.pk}/close/", {"successor": "青溪县", "why": "撤乡并镇"})
    assert Unit.objects.get(pk=town.pk).successor == world.units["county"]


def test_a_person_gets_posts_and_an_account_whose_password_is_shown_once(world: World, system: Client) -> None:
    system.post("/org/people/add/", {"name": "某新人", "unit": "市水利局", "title": "科员"})
    person = Person.objects.get(name="某新人")
    system.post(f"/org/people/{person.pk}/", {"unit": "石桥镇", "title": "挂职副镇长"})
    assert person.posts.count() == 2
    shown = system.post("/org/accounts/add/", {"username": "newcomer", "person": person.pk})
    account = Account.objects.get(username="newcomer")
    found = re.search(r'class="secret">([^<]+)<', shown.content.decode())
    assert found
    assert account.check_password(found[1])
    assert (account.person, shown.headers["Cache-Control"]) == (person, "no-store")
    assert found[1] not in system.get(f"/org/accounts/{account.pk}/").content.decode()


def test_what_is_sent_beside_the_name_makes_no_privileged_account(world: World, system: Client) -> None:
    extra = {"is_superuser": "1", "is_staff": "1", "demo": "1", "password": "chosen", "must_change_password": ""}
    system.post("/org/accounts/add/", {"username": "newcomer"} | extra)
    made = Account.objects.get(username="newcomer")
    assert (made.is_superuser, made.is_staff, made.demo, made.must_change_password) == (False, False, False, True)
    assert not made.check_password("chosen")


def test_a_grant_opens_the_tasks_and_its_end_closes_them(world: World, security: Client) -> None:
    bare = world.accounts["bare"]
    grant = {"unit": "市住建局", "role": "rectifying_unit", "scope": "own"}
    assert security.post(f"/org/accounts/{bare.pk}/grants/", grant).status_code == 302
    assert visible_tasks(viewer_for(Account.objects.get(pk=bare.pk))).count() == 1
    security.post(f"/org/grants/{Grant.objects.get(account=bare).pk}/revoke/")
    assert not visible_tasks(viewer_for(Account.objects.get(pk=bare.pk))).exists()
    assert [e.action for e in Event.objects.order_by("-seq")[:2]] == ["org.revoke_grant", "org.give_grant"]


@pytest.mark.parametrize("role", ["public", "superuser", ""])
def test_a_role_that_cannot_be_given_is_refused(world: World, security: Client, role: str) -> None:
    bare = world.accounts["bare"]
    answer = security.post(f"/org/accounts/{bare.pk}/grants/", {"unit": "市住建局", "role": role, "scope": "all"})
    assert answer.status_code == 422
    assert not bare.grants.exists()


def test_the_own_account_is_left_to_another_administrator(world: World, security: Client) -> None:
    own = world.accounts["security"]
    grant = {"unit": "市整改办", "role": "security_admin", "scope": "own"}
    answer = security.post(f"/org/accounts/{own.pk}/grants/", grant)
    assert answer.status_code == 403
    assert "不能对自己的账号办理" in answer.content.decode()


def test_a_locked_account_is_seen_and_unlocked(world: World, security: Client) -> None:
    browser = Client()
    for _ in range(5):
        browser.post("/accounts/login/", {"login": "lead", "password": "wrong"})
    page = f"/org/accounts/{world.accounts['lead'].pk}/"
    assert security.get(page).context["failures"] == 5
    security.post(f"{page}unlock/")
    assert security.get(page).context["failures"] == 0
    assert browser.post("/accounts/login/", {"login": "lead", "password": PASSWORD}).status_code == 302


def test_a_name_with_markup_is_shown_as_text(world: World, system: Client) -> None:
    name = "<script>alert(1)</script>局"
    system.post(f"/org/units/add/?parent={world.units['city'].pk}", UNIT | {"name": name})
    for address in ("/org/units/", f"/org/units/{Unit.objects.get(name=name).pk}/", "/org/units/names/?q=alert"):
        assert "<script>alert" not in system.get(address).content.decode()


def test_the_lists_cost_the_same_for_any_number_of_rows(
    world: World, system: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        unit = Unit.objects.create(parent=world.units["city"], name=f"第{n}局", path=f"x{n}")
        unit.path = f"{world.units['city'].path}{unit.pk}."
        unit.save()
        person = Person.objects.create(name=f"某{n}")
        person.posts.create(unit=unit, title="科员")
        Account.objects.create(username=f"u{n}", person=person)
    for address in ("/org/units/", "/org/people/", "/org/accounts/"):
        with django_assert_max_num_queries(12):
            assert system.get(address).status_code == 200


@pytest.mark.parametrize(("language", "shown"), [("en", "30 days"), ("zh-hans", "30天")])
def test_how_long_a_token_holds_is_asked_in_the_reader_s_language(world: World, language: str, shown: str) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(world.accounts["office"])
    assert f">{shown}</option>" in client.get("/org/me/tokens/").content.decode()
