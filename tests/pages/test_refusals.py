"""How refusals and errors leave the house."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from bihuan.core.codes import State
from bihuan.core.reasons import Reason, Refused
from bihuan.ledger.access import NotVisible
from bihuan.ledger.models import Task
from bihuan.platform.rules import calendar, pack
from tests.intaking import store
from tests.world import World

__all__ = ["store"]

pytestmark = pytest.mark.django_db


def by_state(request: HttpRequest) -> HttpResponse:
    raise Refused([Reason("wrong_state", "任务现为“%(state)s”。", {"state": State.CLAIM}), Reason("late", "已过期。")])


def by_right(request: HttpRequest) -> HttpResponse:
    raise Refused([Reason("role_missing", "您没有<这一>职责。")])


def to_stranger(request: HttpRequest) -> HttpResponse:
    raise NotVisible("ZG-2026-0001")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


def by_rule(request: HttpRequest) -> HttpResponse:
    return HttpResponse(pack().get("no.such", on=date(2026, 1, 1)))


def by_calendar(request: HttpRequest) -> HttpResponse:
    return HttpResponse(calendar().is_working_day(date(1999, 1, 1)))


urlpatterns = [
    path("rule/", by_rule),
    path("calendar/", by_calendar),
    path("api/rule/", by_rule),
    path("api/calendar/", by_calendar),
    path("state/", by_state),
    path("right/", by_right),
    path("stranger/", to_stranger),
    path("broken/", broken),
    path("api/state/", by_state),
    path("api/stranger/", to_stranger),
    path("", include("bihuan.urls")),
]
handler400 = "bihuan.platform.web.bad_request"
handler404 = "bihuan.platform.web.not_found"
handler500 = "bihuan.platform.web.server_error"


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def test_a_refusal_by_state_is_a_page_with_every_reason(browser: Client) -> None:
    answer = browser.get("/state/")
    assert answer.status_code == 409
    assert "任务现为“待认领”。" in answer.text
    assert "已过期。" in answer.text
    assert "<html" in answer.text


def test_a_refusal_for_want_of_a_right_is_forbidden_and_escaped(browser: Client) -> None:
    answer = browser.get("/right/")
    assert answer.status_code == 403
    assert "您没有&lt;这一&gt;职责。" in answer.text


def test_htmx_gets_a_fragment(browser: Client) -> None:
    answer = browser.get("/state/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


def test_the_api_gets_codes_that_programs_can_read(browser: Client) -> None:
    answer = browser.get("/api/state/")
    assert answer.status_code == 409
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["wrong_state", "late"]


def test_a_stranger_learns_nothing_but_that_it_is_not_there(browser: Client) -> None:
    answer = browser.get("/stranger/")
    assert answer.status_code == 404
    assert "ZG-2026-0001" not in answer.text
    assert browser.get("/api/stranger/").json() == browser.get("/api/nowhere/").json()


@pytest.mark.parametrize(
    ("method", "address", "allowed"), [("DELETE", "/api/v1/tasks", "GET"), ("PUT", "/api/v1/tasks/ZG-2026-0001", "GET")]
)
def test_a_method_that_the_api_does_not_know_is_refused_as_everything_else(
    browser: Client, method: str, address: str, allowed: str
) -> None:
    answer = browser.generic(method, address, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert f"This address does not take {method}, only: {allowed}." in answer.json()["detail"]


def test_a_page_that_is_only_read_says_so_to_who_sends_something(browser: Client) -> None:
    answer = browser.generic("PUT", "/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert "这个地址不接受 PUT，只接受：GET, HEAD。" in answer.text


def test_a_failure_tells_no_detail(browser: Client) -> None:
    answer = browser.get("/broken/")
    assert answer.status_code == 500
    assert "系统出错" in answer.text
    assert "secret detail" not in answer.text


def test_errors_follow_the_readers_language(browser: Client) -> None:
    answer = browser.get("/nowhere/", headers={"Accept-Language": "en"})
    assert '<html lang="en">' in answer.text


def test_a_stale_form_is_told_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.text


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "内容太大"), ("en", "Too much content")])
def test_more_than_is_held_in_memory_is_a_413_that_says_what_helps(
    browser: Client, monkeypatch: pytest.MonkeyPatch, language: str, title: str
) -> None:
    monkeypatch.setattr("django.conf.settings.DATA_UPLOAD_MAX_MEMORY_SIZE", 2**20)
    headers = {"Accept-Language": language}
    long = "x=" + "a" * 2**20
    form = browser.post("/accounts/login/", long, content_type="application/x-www-form-urlencoded", headers=headers)
    assert (form.status_code, title in form.text) == (413, True)
    assert "1 MB" in form.text
    parts = browser.post("/accounts/login/", {"login": "a" * 2**20}, headers=headers)
    assert (parts.status_code, title in parts.text) == (413, True)
    program = browser.post("/api/v1/tokens", long, content_type="application/json", headers=headers)
    assert (program.status_code, title in program.json()["detail"]) == (413, True)


@pytest.mark.usefixtures("store")
def test_files_are_taken_from_those_alone_who_are_signed_in_and_within_bounds(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.DATA_UPLOAD_MAX_MEMORY_SIZE", 2**10)
    monkeypatch.setattr("django.conf.settings.UPLOAD_MAX_REQUEST", 2**14)
    monkeypatch.setattr("django.conf.settings.UPLOAD_MAX_BYTES", 2**12)

    def sent(size: int) -> tuple[int, str]:
        given = {"file": SimpleUploadedFile("a.txt", b"a" * size), "kind": "other"}
        answer = client.post(f"/api/v1/tasks/{world.task.number}/evidence", given)
        return answer.status_code, answer.text

    assert sent(2**11)[0] == 413
    client.force_login(world.accounts["lead"])
    Task.objects.update(state=State.RECTIFYING)
    answers = {size: sent(size) for size in (2**11, 2**13, 2**15)}
    assert {size: status for size, (status, _text) in answers.items()} == {2**11: 201, 2**13: 409, 2**15: 413}
    assert "file_too_large" in answers[2**13][1]


def test_every_answer_is_held_by_strict_headers(browser: Client) -> None:
    answer = browser.get("/accounts/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "payment=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("address", "status"),
    [("/tasks/%00/", 404), ("/public/tasks/a%00/", 404), ("/public/?q=%00", 400), ("/public/?%00=1", 400)],
)
def test_an_address_with_a_character_that_no_database_takes_is_answered(
    browser: Client, address: str, status: int
) -> None:
    answer = browser.get(address)
    assert answer.status_code == status
    assert "请" in answer.text
    assert "<html" in answer.text
    assert browser.get(f"/api/v1{address}", headers={"Accept": "application/json"}).json()["detail"]


@pytest.mark.parametrize("place", ["/", "/api/"])
@pytest.mark.parametrize(
    ("address", "chinese", "english"),
    [
        ("rule/", "没有规则 no.such", "has no rule no.such"),
        ("calendar/", "1999-01-01 不在日历范围内", "1999-01-01 lies outside the calendar"),
    ],
)
def test_what_the_rules_cannot_answer_is_a_refusal_in_the_language_of_who_asks(
    client: Client, place: str, address: str, chinese: str, english: str
) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        answer = client.get(place + address, headers={"accept-language": language})
        assert answer.status_code == 409
        told = answer.json()["reasons"][0]["message"] if place == "/api/" else answer.text
        assert words in told
