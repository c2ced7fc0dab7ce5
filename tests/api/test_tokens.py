"""Who is let in, and that a token opens no more than its account's own sign-in would."""

import hashlib
from datetime import timedelta

import pytest
from django.test import Client

from bihuan.audit.models import Event
from bihuan.core.reasons import Refused
from bihuan.org import tokens
from bihuan.org.models import AccessToken, Account
from bihuan.platform import clock
from tests.api.asking import V1, Program
from tests.world import World

pytestmark = pytest.mark.django_db


def status(client: Client, **more: str) -> int:
    return client.get(V1 + "me", **more).status_code  # type: ignore[arg-type]  # extra of the WSGI environment


def test_a_token_acts_for_its_account(world: World) -> None:
    told = Program(world, "lead").get("me").json()
    assert told["username"] == "lead"
    assert [(g["role"], g["unit"]["short_name"]) for g in told["grants"]] == [("rectifying_unit", "市住建局")]
    assert told["waiting"] == [{"key": "to_accept", "label": "待认领", "count": 1}]


def test_nobody_is_let_in_without_a_token_or_a_session(world: World, client: Client) -> None:
    response = client.get(V1 + "me")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert set(response.json()) == {"detail"}


def test_only_the_digest_of_a_token_is_kept_and_none_of_it_is_logged(world: World) -> None:
    ask = Program(world, "lead")
    row = AccessToken.objects.get()
    assert row.digest == hashlib.sha256(ask.token.encode()).hexdigest()
    event = Event.objects.get(action="org.create_token")
    assert ask.token not in event.body
    assert row.digest not in event.body


def test_a_token_that_is_over_revoked_or_wrong_opens_nothing(world: World) -> None:
    ask = Program(world, "lead")
    row = AccessToken.objects.get()
    with clock.fixed(row.expires_at + timedelta(seconds=1)):
        assert ask.get("me").status_code == 401
    assert ask.get("me").status_code == 200
    tokens.revoke_token(actor=world.accounts["lead"], token=row)
    assert ask.get("me").status_code == 401
    assert status(Client(headers={"Authorization": "Bearer bihuan_guess"})) == 401
    assert status(Client(headers={"Authorization": "Basic bGVhZDp4"})) == 401


def test_a_wrong_token_does_not_fall_back_on_the_session(world: World, client: Client) -> None:
    client.force_login(world.accounts["lead"])
    assert status(client) == 200
    assert status(client, HTTP_AUTHORIZATION="Bearer bihuan_guess") == 401


def test_a_shut_account_is_shut_for_its_tokens(world: World) -> None:
    ask = Program(world, "lead")
    Account.objects.filter(username="lead").update(is_active=False)
    assert ask.get("me").status_code == 401


def test_a_temporary_password_must_be_changed_before_tokens_work(world: World) -> None:
    ask = Program(world, "lead")
    Account.objects.filter(username="lead").update(must_change_password=True)
    response = ask.get("me")
    assert response.status_code == 403
    assert [reason["code"] for reason in response.json()["reasons"]] == ["must_change_password"]


def test_a_demo_account_works_from_this_machine_alone(world: World) -> None:
    ask = Program(world, "lead")
    Account.objects.filter(username="lead").update(demo=True)
    assert ask.get("me").status_code == 200
    assert status(ask.client, REMOTE_ADDR="203.0.113.9") == 401
    assert status(ask.client, HTTP_X_FORWARDED_FOR="203.0.113.9") == 401


def test_writing_in_a_session_needs_the_csrf_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.accounts["lead"])
    response = client.post(f"{V1}tasks/{world.task.number}/steps/accept", {"version": 1}, "application/json")
    assert response.status_code == 403
    assert [reason["code"] for reason in response.json()["reasons"]] == ["csrf"]
    world.task.refresh_from_db()
    assert world.task.state == "claim"


def test_a_token_needs_no_csrf_token(world: World) -> None:
    ask = Program(world, "lead")
    ask.client.handler.enforce_csrf_checks = True
    assert ask.step(world, "accept").status_code == 201


def test_too_many_requests_are_told_when_to_come_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from bihuan.api import auth
    from bihuan.platform.limits import Limit

    monkeypatch.setattr(auth, "REQUESTS", Limit("api", times=2, seconds=60))
    ask = Program(world, "lead")
    with clock.fixed(clock.now()):
        assert [ask.get("me").status_code for _try in range(3)] == [200, 200, 429]


def test_guessing_tokens_is_slowed_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from bihuan.api import auth
    from bihuan.platform.limits import Limit

    monkeypatch.setattr(auth, "WRONG", Limit("api.wrong_token", times=2, seconds=900))
    guesser = Client(headers={"Authorization": "Bearer bihuan_guess"})
    with clock.fixed(clock.now()):
        assert [status(guesser) for _try in range(3)] == [401, 401, 429]


def test_the_day_of_the_last_use_is_kept(world: World) -> None:
    ask = Program(world, "lead")
    assert AccessToken.objects.get().last_used_on is None
    ask.get("me")
    assert AccessToken.objects.get().last_used_on == clock.today()


@pytest.mark.parametrize(("name", "days", "code"), [("  ", 30, "token_name"), ("统计", 1000, "token_lifetime")])
def test_a_token_needs_a_purpose_and_an_end(world: World, name: str, days: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        tokens.create_token(actor=world.accounts["lead"], name=name, days=days)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_nobody_revokes_anothers_token(world: World) -> None:
    Program(world, "lead")
    with pytest.raises(Refused):
        tokens.revoke_token(actor=world.accounts["office"], token=AccessToken.objects.get())


def test_a_token_is_shown_once_on_the_page_that_made_it(world: World, client: Client) -> None:
    client.force_login(world.accounts["lead"])
    made = client.post("/org/me/tokens/", {"token_name": "统计", "token_lifetime": "30"})
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    text = made.content.decode().split('id="new-token">')[1].split("<")[0]
    assert Program(world, "lead").token != text
    assert status(Client(headers={"Authorization": f"Bearer {text}"})) == 200
    assert text not in client.get("/org/me/tokens/").content.decode()
    row = AccessToken.objects.get(name="统计")
    client.post(f"/org/me/tokens/{row.pk}/revoke/")
    assert status(Client(headers={"Authorization": f"Bearer {text}"})) == 401
