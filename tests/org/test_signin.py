"""Signing in: no hints for a stranger, a lock after failures, a second step, and rules that hold on every request."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpResponse
from django.test import Client

from bihuan.audit.models import Event
from bihuan.org.accounts import add_account, reset_password, set_active, unlock
from bihuan.org.models import Account
from bihuan.platform import clock
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
Answer = Any  # django.test's response carries more than HttpResponse's types say


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Answer:
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def told(response: HttpResponse) -> str:
    """What the page says, without what differs by chance or was typed in."""
    text = re.sub(r"csrf[^>]*>|X-CSRFToken[^}]*}", "", response.content.decode())
    return re.sub(r'value="[^"]*"', "", text)


def test_an_account_signs_in_with_its_name_in_any_case(world: World, client: Client) -> None:
    assert sign_in(client, "LEAD").status_code == 302
    assert signed_in(client)
    assert Event.objects.latest("seq").action == "org.sign_in"


def test_signing_in_starts_a_new_session(world: World, client: Client) -> None:
    client.get(LOGIN)
    session = client.session
    session["planted"] = "before"
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    sign_in(client, "lead")
    assert client.session.session_key != session.session_key


def test_signing_out_ends_the_session_and_needs_a_post(world: World, client: Client) -> None:
    sign_in(client, "lead")
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)
    assert Event.objects.latest("seq").action == "org.sign_out"


def test_nobody_can_tell_why_signing_in_failed(world: World, client: Client) -> None:
    set_active(actor=None, account=world.accounts["lead"], active=False, why="x")
    add_account(actor=None, username="show", password=PASSWORD, demo=True)
    answers = [
        sign_in(client, "nobody", "wrong"),
        sign_in(client, "duty", "wrong"),
        sign_in(client, "lead"),
        sign_in(client, "show", REMOTE_ADDR="192.0.2.7"),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({told(answer) for answer in answers}) == 1
    assert not signed_in(client)


def test_an_unknown_name_costs_the_same_hashing_as_a_known_one(
    world: World, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    counts = []
    for username in ("duty", "nobody"):
        hashed.clear()
        sign_in(client, username, "wrong")
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


def test_passwords_are_kept_with_argon2() -> None:
    from bihuan import settings as ours

    assert ours.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_five_failures_lock_and_the_page_says_how_long_and_who_helps(world: World, client: Client) -> None:
    for _ in range(4):
        assert sign_in(client, "lead", "wrong").status_code == 200
    locked = sign_in(client, "lead", "wrong")
    assert locked.status_code == 429
    assert "15分钟" in locked.content.decode()
    assert "安全管理员" in locked.content.decode()
    assert sign_in(client, "lead").status_code == 429
    assert not signed_in(client)


def test_an_unknown_name_is_locked_in_the_same_way(world: World, client: Client) -> None:
    answers = [[sign_in(client, name, "wrong") for _ in range(6)][-1] for name in ("nobody", "duty")]
    assert {a.status_code for a in answers} == {429}
    assert len({told(a) for a in answers}) == 1


def test_the_case_of_the_name_gives_no_further_tries(world: World, client: Client) -> None:
    codes = [sign_in(client, name, "wrong").status_code for name in ("lead", "Lead", "LEAD", "lEAD", " lead ", "leaD")]
    assert codes[-1] == 429


def test_the_lock_ends_by_itself_and_tries_meanwhile_do_not_prolong_it(world: World, client: Client) -> None:
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        for _ in range(5):
            sign_in(client, "lead", "wrong")
        traveller.shift(timedelta(minutes=14))
        assert sign_in(client, "lead").status_code == 429
        traveller.shift(timedelta(minutes=2))
        assert sign_in(client, "lead").status_code == 302


def test_the_security_administrator_unlocks(world: World, client: Client) -> None:
    for _ in range(5):
        sign_in(client, "lead", "wrong")
    unlock(actor=world.accounts["security"], account=world.accounts["lead"])
    assert sign_in(client, "lead").status_code == 302


def test_a_lock_holds_for_one_origin_so_that_nobody_locks_others_out(world: World, client: Client) -> None:
    for _ in range(5):
        sign_in(client, "lead", "wrong", REMOTE_ADDR="192.0.2.66")
    assert sign_in(client, "lead", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_forged_forwarding_header_gives_no_further_tries(world: World, client: Client) -> None:
    codes = [
        sign_in(client, "lead", "wrong", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(6)
    ]
    assert codes[-1] == 429


def test_one_origin_cannot_try_one_password_on_everybody(world: World, client: Client) -> None:
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False):
        for n in range(60):
            sign_in(client, f"clerk{n}", "wrong", REMOTE_ADDR="192.0.2.66")
        assert not signed_in(client)
        sign_in(client, "lead", REMOTE_ADDR="192.0.2.66")
        assert not signed_in(client)
        sign_in(client, "lead", REMOTE_ADDR="192.0.2.7")
        assert signed_in(client)


def test_no_name_address_or_password_gets_into_the_program_log(
    world: World, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for logger in ("axes", "django", "allauth"):
        caplog.set_level("INFO", logger=logger)
    for _ in range(6):
        sign_in(client, "庚验证", "wrong-secret", REMOTE_ADDR="192.0.2.66")
    sign_in(client, "lead", REMOTE_ADDR="192.0.2.66")
    text = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    for private in ("庚验证", "wrong-secret", "192.0.2.66", PASSWORD):
        assert private not in text


# Demo accounts


@pytest.fixture
def show(db: None) -> Account:
    return add_account(actor=None, username="show", password=PASSWORD, demo=True)[0]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8"])
def test_a_demo_account_signs_in_on_this_machine(show: Account, client: Client, address: str) -> None:
    sign_in(client, "show", REMOTE_ADDR=address)
    assert signed_in(client)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.0.2.7", {}),
        ("10.0.0.1", {}),
        ("::ffff:10.0.0.1", {}),
        ("", {}),
        ("192.0.2.7", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}),
    ],
)
def test_a_demo_account_signs_in_from_nowhere_else(
    show: Account, client: Client, address: str, headers: dict[str, str]
) -> None:
    sign_in(client, "show", REMOTE_ADDR=address, headers=headers)
    assert not signed_in(client)


def test_a_demo_session_carried_elsewhere_is_ended(show: Account, client: Client) -> None:
    sign_in(client, "show")
    assert client.get("/org/me/").status_code == 200
    assert client.get("/org/me/", REMOTE_ADDR="192.0.2.7").status_code == 302
    assert not signed_in(client)


def test_other_accounts_sign_in_from_anywhere(world: World, client: Client) -> None:
    sign_in(client, "lead", REMOTE_ADDR="192.0.2.7")
    assert client.get("/org/me/", REMOTE_ADDR="192.0.2.8").status_code == 200


# Passwords


def change(client: Client, old: str, new: str) -> Answer:
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def test_a_temporary_password_opens_nothing_but_its_change(world: World, client: Client) -> None:
    password = reset_password(actor=None, account=world.accounts["lead"])
    sign_in(client, "lead", password)
    for address in ("/", "/org/me/", "/accounts/2fa/", "/ledger/"):
        response = client.get(address)
        if response.status_code != 404:
            assert (response.status_code, response.headers["Location"]) == (302, "/accounts/password/change/")
    assert client.get("/org/me/", headers={"HX-Request": "true"}).headers["HX-Redirect"]
    refused = client.get("/org/me/", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (403, "must_change_password")
    assert change(client, password, "quite another one 2").status_code == 302
    assert client.get("/org/me/").status_code == 200
    assert Account.objects.get(username="lead").check_password("quite another one 2")


@pytest.mark.parametrize("new", ["short", "1234567890123", "password12345", PASSWORD])
def test_a_weak_or_unchanged_password_is_refused(world: World, client: Client, new: str) -> None:
    sign_in(client, "lead")
    assert change(client, PASSWORD, new).status_code == 200
    assert Account.objects.get(username="lead").check_password(PASSWORD)


def test_changing_the_password_ends_the_sessions_elsewhere(world: World, client: Client) -> None:
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, "lead")
    change(client, PASSWORD, "quite another one 2")
    assert client.get("/org/me/").status_code == 200
    assert elsewhere.get("/org/me/").status_code == 302


def test_resetting_or_shutting_an_account_ends_its_sessions(world: World, client: Client) -> None:
    sign_in(client, "lead")
    reset_password(actor=None, account=world.accounts["lead"])
    assert client.get("/org/me/").status_code == 302
    sign_in(client, "duty")
    set_active(actor=None, account=world.accounts["duty"], active=False, why="x")
    assert client.get("/org/me/").status_code == 302


def test_the_old_password_cannot_be_guessed_in_a_stolen_session(world: World, client: Client) -> None:
    sign_in(client, "lead")
    with time_machine.travel(clock.now(), tick=False):
        for _ in range(5):
            change(client, "wrong", "quite another one 2")
        change(client, PASSWORD, "quite another one 2")
    assert Account.objects.get(username="lead").check_password(PASSWORD)


# The second step


def code(secret: str, *, steps: int = 0) -> str:
    # That of the present half minute: the one before ends while a busy machine still hands it in.
    counters = list(yield_hotp_counters_from_time())
    counter = counters[len(counters) // 2]
    return str(format_hotp_value(hotp_value(secret, counter + steps)))


def activate(client: Client) -> str:
    """Turn the second step on, as a person does; returns the secret."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200, page.headers.get("Location")
    secret = str(page.context["form"].secret)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    response = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert response.status_code == 302, response.context["form"].errors
    return secret


def test_with_a_second_step_the_password_alone_opens_nothing(world: World, client: Client) -> None:
    sign_in(client, "lead")
    secret = activate(client)
    other = Client()
    assert sign_in(other, "lead").headers["Location"] == "/accounts/2fa/authenticate/"
    assert other.get("/org/me/").status_code == 302
    assert not signed_in(other)
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        other.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        assert other.get("/org/me/").status_code == 200


def test_a_code_cannot_be_guessed(world: World, client: Client) -> None:
    sign_in(client, "lead")
    secret = activate(client)
    other = Client()
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False):
        sign_in(other, "lead")
        for _ in range(5):
            other.post("/accounts/2fa/authenticate/", {"code": "000000"})
        other.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        assert not signed_in(other)


def test_a_recovery_code_opens_once(world: World, client: Client) -> None:
    sign_in(client, "lead")
    activate(client)
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    outcomes = []
    for _ in range(2):
        other = Client()
        sign_in(other, "lead")
        other.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        outcomes.append(signed_in(other))
    assert outcomes == [True, False]


def test_turning_the_second_step_on_or_off_asks_for_the_password_again(world: World, client: Client) -> None:
    client.force_login(world.accounts["lead"])
    for address in ("totp/activate/", "recovery-codes/generate/"):
        response = client.get(f"/accounts/2fa/{address}")
        assert response.status_code == 302
        assert "/reauthenticate/" in response.headers["Location"]


def test_the_log_tells_when_the_second_step_is_turned_on_and_off_and_when_codes_are_made_anew(
    world: World, client: Client
) -> None:
    sign_in(client, "lead")
    seen = Event.objects.latest("seq").seq
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    activate(client)
    client.get("/accounts/2fa/recovery-codes/")
    client.post("/accounts/2fa/recovery-codes/generate/")
    client.post("/accounts/2fa/totp/deactivate/")
    told = Event.objects.filter(seq__gt=seen).order_by("seq")
    assert [event.action for event in told] == [
        "org.set_second_factor",
        "org.make_recovery_codes",
        "org.make_recovery_codes",
        "org.drop_second_factor",
        "org.drop_recovery_codes",
    ]
    assert {(event.actor, event.subject_number) for event in told} == {(world.accounts["lead"].pk, "lead")}


@pytest.mark.parametrize(("name", "number"), [("lead", "lead"), ("nobody", "")])
def test_a_lock_out_is_told_to_the_log_once_without_what_was_typed(
    world: World, client: Client, name: str, number: str
) -> None:
    for _ in range(8):
        sign_in(client, name, "a wrong password")
    (told,) = Event.objects.filter(action="org.lock_out")
    assert told.subject_number == number
    assert "127.0.0.1" in told.body
    assert "password" not in told.body
    assert "nobody" not in f"{told.body}{told.subject_number}{told.actor_name}"


# What is not there


@pytest.mark.parametrize(
    "address",
    [
        "signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "social/signup/", "3rdparty/",
        "inactive/", "login/code/", "2fa/webauthn/", "2fa/trust/", "phone/change/", "sessions/", "",
    ],
)  # fmt: skip
def test_pages_that_the_house_does_not_use_do_not_exist(world: World, client: Client, address: str) -> None:
    for key in (None, "lead"):
        if key:
            client.force_login(world.accounts[key])
        assert client.get(f"/accounts/{address}").status_code == 404


def test_after_signing_in_nobody_is_sent_to_a_foreign_site(world: World, client: Client) -> None:
    response = client.post(LOGIN, {"login": "lead", "password": PASSWORD, "next": "https://example.com/"})
    assert response.headers["Location"] == "/"


def test_what_else_is_sent_with_the_form_changes_nothing(world: World, client: Client) -> None:
    extra = {"is_superuser": "1", "is_staff": "1", "demo": "1", "must_change_password": "0", "username": "office"}
    client.post(LOGIN, {"login": "lead", "password": PASSWORD} | extra)
    change_data = {"oldpassword": PASSWORD, "password1": "quite another one 2", "password2": "quite another one 2"}
    client.post("/accounts/password/change/", change_data | extra)
    lead = Account.objects.get(username="lead")
    assert (lead.is_superuser, lead.is_staff, lead.demo) == (False, False, False)


@pytest.mark.parametrize("address", [LOGIN, "/accounts/password/change/", "/accounts/logout/"])
def test_a_form_without_its_token_is_refused(world: World, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.accounts["lead"])
    assert client.post(address, {"login": "lead", "password": PASSWORD}).status_code == 403


def test_the_pages_carry_the_headers_that_keep_a_browser_safe(world: World, client: Client) -> None:
    headers = client.get(LOGIN).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    cookie = sign_in(client, "lead").cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_the_pages_have_neither_inline_script_nor_inline_style(world: World, client: Client) -> None:
    sign_in(client, "lead")
    activate(client)
    pages = [client.get(f"/accounts/2fa/{part}") for part in ("", "recovery-codes/", "recovery-codes/generate/")]
    pages += [client.get(address) for address in ("/org/me/", "/accounts/password/change/", "/accounts/logout/")]
    pages += [client.get("/accounts/2fa/totp/deactivate/"), client.get("/accounts/reauthenticate/")]
    for page in [*pages, Client().get(LOGIN)]:
        text = page.content.decode()
        assert page.status_code == 200
        assert not re.search(r"<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|<style", text)
