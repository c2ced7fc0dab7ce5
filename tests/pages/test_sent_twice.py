"""A form that a person sends twice, with a double click on a slow line and without scripts, is done once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.http import Http404
from django.test import Client
from django.urls import reverse

from bihuan.api import keys
from bihuan.api.models import KeyedCall
from bihuan.ledger.models import Inspection, Problem, SavedView, Site
from bihuan.org.models import AccessToken, Account, Grant, Person, Unit
from bihuan.platform import clock
from tests.api.asking import V1, Program
from tests.world import World

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
INSPECTION = {
    "name": "2026年某督察", "level": "central", "type": "routine", "object": "云陂市", "feedback_on": "2026-03-02",
}  # fmt: skip
PROBLEM = {
    "title": "雨污混排", "wording": "老城区雨污混排。", "level": "local", "discovery": "site_visit", "term": "immediate",
    "goal": "消除混排", "deadline": "2027-06-30",
}  # fmt: skip
Made = type[Model]
# who, the page of the form, the route it is sent to, what is typed, what is made
FORMS: dict[str, tuple[str, str, str, dict[str, str], Made]] = {
    "inspection": ("office", "ledger:inspection_new", "ledger:inspection_new", INSPECTION, Inspection),
    "problem": ("office", "ledger:problem_new", "ledger:problem_new", PROBLEM, Problem),
    "site": ("office", "ledger:sites", "ledger:sites", {"name": "三号闸", "region": "青溪县"}, Site),
    "view": ("office", "ledger:tasks", "ledger:save_view", {"name": "我的", "query": "q=雨"}, SavedView),
    "unit": ("system", "org:unit_add", "org:unit_add", {"name": "某局", "kind": "bureau", "level": "city"}, Unit),
    "person": ("system", "org:person_add", "org:person_add",
               {"name": "某甲", "unit": "市水利局", "title": "科长"}, Person),
    "account": ("system", "org:accounts", "org:account_add", {"username": "new-one"}, Account),
    "token": ("office", "org:tokens", "org:tokens", {"token_name": "大屏", "token_lifetime": "90"}, AccessToken),
    "grant": ("security", "org:account", "org:grant_give",
              {"unit": "市水利局", "role": "verifier", "scope": "own"}, Grant),
}  # fmt: skip
NEW = "/ledger/problems/new/"


def client_of(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    return client


def token_of(client: Client, address: str) -> dict[str, str]:
    """The page is loaded; what its forms carry unseen."""
    found = TOKEN.search(client.get(address).content.decode())
    assert found, address
    return {"csrfmiddlewaretoken": found[1]}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_sent_twice_makes_one_record_and_both_answers_lead_to_it(world: World, name: str) -> None:
    who, page, target, typed, made = FORMS[name]
    args = [world.accounts["bare"].pk] if name == "grant" else []
    page, target = reverse(page, args=args), reverse(target, args=args)
    client, before = client_of(world, who), made._default_manager.count()
    sent = typed | token_of(client, page)
    first = client.post(target, sent)
    assert first.status_code < 400, first.content.decode()
    again = client.post(target, sent)
    assert made._default_manager.count() == before + 1
    assert again.status_code == 302
    assert again["Location"] == (first.get("Location") or first["Content-Location"])
    assert "没有重复办理" in client.get(again["Location"]).content.decode()


def test_the_same_words_in_a_page_opened_anew_are_meant(world: World) -> None:
    client, before = client_of(world, "office"), Problem.objects.count()
    for _time in range(2):
        client.post(NEW, PROBLEM | token_of(client, NEW))
    assert Problem.objects.count() == before + 2


def test_pages_older_than_the_sign_in_are_let_in_by_the_secret_of_now_and_told_apart_by_their_own(world: World) -> None:
    client, before = Client(enforce_csrf_checks=True), Problem.objects.count()
    client.force_login(world.accounts["office"])
    pages = [token_of(client, NEW)["csrfmiddlewaretoken"] for _page in range(2)]
    del client.cookies["csrftoken"]
    client.get(NEW)
    secret = client.cookies["csrftoken"].value
    assert client.post(NEW, PROBLEM | {"csrfmiddlewaretoken": pages[0]}).status_code == 403
    answers = [client.post(NEW, PROBLEM | {"csrfmiddlewaretoken": [page, secret]}) for page in (*pages, pages[0])]
    assert Problem.objects.count() == before + 2
    assert answers[2]["Location"] == answers[0]["Location"] != answers[1]["Location"]


def test_other_words_in_a_page_gone_back_to_are_another_record(world: World) -> None:
    client, before = client_of(world, "office"), Problem.objects.count()
    sent = PROBLEM | token_of(client, NEW)
    client.post(NEW, sent)
    client.post(NEW, sent | {"wording": "另一处雨污混排。"})
    assert Problem.objects.count() == before + 2


def test_a_form_with_errors_is_judged_anew_each_time(world: World) -> None:
    client = client_of(world, "office")
    sent = PROBLEM | {"wording": ""} | token_of(client, NEW)
    assert [client.post(NEW, sent).status_code for _time in range(2)] == [400, 400]
    assert not KeyedCall.objects.exists()


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("坏了")


def test_what_fails_in_the_middle_leaves_neither_record_nor_key(world: World, monkeypatch: Any) -> None:
    client, before = client_of(world, "office"), Problem.objects.count()
    client.raise_request_exception = False
    sent = PROBLEM | token_of(client, NEW)
    monkeypatch.setattr("bihuan.audit.services.record", broken)
    assert client.post(NEW, sent).status_code == 500
    assert (Problem.objects.count(), KeyedCall.objects.count()) == (before, 0)
    monkeypatch.undo()
    client.post(NEW, sent)
    assert Problem.objects.count() == before + 1


def test_what_was_written_before_its_page_failed_is_not_done_again(world: World, monkeypatch: Any) -> None:
    client, before = client_of(world, "office"), Problem.objects.count()
    client.raise_request_exception = False
    sent = PROBLEM | token_of(client, NEW)
    monkeypatch.setattr("bihuan.ledger.record_views.redirect", broken)
    assert client.post(NEW, sent).status_code == 500
    monkeypatch.undo()
    answer = client.post(NEW, sent)
    assert (answer.status_code, Problem.objects.count()) == (409, before + 1)
    assert "已经办理" in answer.content.decode()


def test_a_server_killed_after_the_work_and_before_the_answer_leaves_it_done(world: World, monkeypatch: Any) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    client, before = client_of(world, "office"), Problem.objects.count()
    sent = PROBLEM | token_of(client, NEW)
    monkeypatch.setattr("bihuan.ledger.record_views.redirect", killed)
    monkeypatch.setattr(keys, "_end_untold", lambda call: None)
    with pytest.raises(Killed):
        client.post(NEW, sent)
    monkeypatch.undo()
    monkeypatch.setattr(keys, "SECOND_CLICK", 0)
    assert client.post(NEW, sent).status_code == 409
    assert Problem.objects.count() == before + 1


def test_a_form_that_was_led_to_another_page_first_has_not_been_done(world: World) -> None:
    client, before = client_of(world, "office"), Problem.objects.count()
    sent = PROBLEM | token_of(client, NEW)
    Account.objects.update(must_change_password=True)
    assert client.post(NEW, sent)["Location"] == reverse("account_change_password")
    Account.objects.update(must_change_password=False)
    assert client.post(NEW, sent)["Location"] != reverse("account_change_password")
    assert Problem.objects.count() == before + 1


def test_a_second_click_on_what_takes_too_long_is_told_so_and_does_nothing(world: World, monkeypatch: Any) -> None:
    client = client_of(world, "office")
    sent = PROBLEM | token_of(client, NEW)
    client.post(NEW, sent)
    KeyedCall.objects.update(status=None)
    monkeypatch.setattr(keys, "SECOND_CLICK", 0)
    before = Problem.objects.count()
    answer = client.post(NEW, sent)
    assert answer.status_code == 409
    assert "正在办理" in answer.content.decode()
    assert Problem.objects.count() == before


def test_a_second_click_is_led_where_the_first_one_was_when_that_has_ended(world: World, monkeypatch: Any) -> None:
    client = client_of(world, "office")
    sent = PROBLEM | token_of(client, NEW)
    client.post(NEW, sent)
    call = KeyedCall.objects.get()
    KeyedCall.objects.update(status=None)
    monkeypatch.setattr(keys, "sleep", lambda _seconds: KeyedCall.objects.update(status=call.status))
    before = Problem.objects.count()
    assert client.post(NEW, sent)["Location"] == call.answer
    assert Problem.objects.count() == before


def test_a_second_click_does_what_the_first_one_failed_to_do(world: World, monkeypatch: Any) -> None:
    client = client_of(world, "office")
    sent = PROBLEM | token_of(client, NEW)
    client.post(NEW, sent)
    KeyedCall.objects.update(status=None)
    monkeypatch.setattr(keys, "sleep", lambda _seconds: KeyedCall.objects.all().delete())
    before = Problem.objects.count()
    assert client.post(NEW, sent).status_code == 302
    assert Problem.objects.count() == before + 1


def test_the_same_form_of_another_account_is_another_form(world: World) -> None:
    office, before = client_of(world, "office"), Inspection.objects.count()
    sent = INSPECTION | token_of(office, "/ledger/inspections/new/")
    office.post("/ledger/inspections/new/", sent)
    assert client_of(world, "lead").post("/ledger/inspections/new/", sent).status_code == 403
    assert Inspection.objects.count() == before + 1


def test_a_form_is_forgotten_after_a_while(world: World) -> None:
    client = client_of(world, "office")
    client.post(NEW, PROBLEM | token_of(client, NEW))
    with clock.fixed(clock.now() + keys.FORM_KEPT + timedelta(seconds=1)):
        assert keys.sweep() == 1


@pytest.mark.parametrize("name", ["a form", "an upload under a key"])
def test_no_transaction_is_held_around_a_page_that_may_take_long(world: World, monkeypatch: Any, name: str) -> None:
    """Reading a large table takes seconds, and SQLite has one writer."""
    held = []

    def slow(*_: object, **__: object) -> None:
        held.append(len(connection.savepoint_ids))
        raise Http404

    client, outside = client_of(world, "office"), len(connection.savepoint_ids)
    if name == "a form":
        monkeypatch.setattr("bihuan.paperwork.views._import", slow)
        client.post(reverse("paperwork:mapping", args=[1]), token_of(client, NEW))
    else:
        monkeypatch.setattr("bihuan.intake.services.receive", slow)
        program = Program(world, "office").client
        file = SimpleUploadedFile("方案.txt", "一、某市".encode())
        program.post(f"{V1}documents", {"file": file}, headers={"Idempotency-Key": "k-1"})
    assert held == [outside]
