"""The second step where it lies: encrypted, opened after the key was changed, and told clearly when the key is lost."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from bihuan.org import secrets_at_rest
from bihuan.org.accounts import remove_second_factor
from bihuan.platform import clock
from bihuan.web.installation import findings
from tests.org.test_signin import activate, code, sign_in, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db

STEP = "/accounts/2fa/authenticate/"


@pytest.fixture
def secret(world: World, client: Client) -> str:
    """The secret of “lead”, as the telephone has it."""
    sign_in(client, "lead")
    return activate(client)


def second_step(typed: str) -> tuple[Client, Any]:
    """Name, password and this code, from a browser of its own."""
    browser = Client()
    sign_in(browser, "lead")
    return browser, browser.post(STEP, {"code": typed})


def opens(secret: str) -> bool:
    # Later than the code with which it was turned on, which counts once.
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        return signed_in(second_step(code(secret))[0])


def lying() -> str:
    return " ".join(str(row.data) for row in Authenticator.objects.order_by("pk"))


def test_the_database_holds_neither_the_secret_nor_a_recovery_code(secret: str, client: Client) -> None:
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    seeds = [row.wrap() for row in Authenticator.objects.all()]
    assert len(seeds) == 2
    assert not any(word in lying() for word in [secret, *codes])
    kept = [text for row in Authenticator.objects.all() for text in secrets_at_rest._secrets(row).values()]
    assert len(kept) == 2
    assert all(text.startswith("gAAAA") for text in kept)
    assert opens(secret)


def test_the_same_secret_never_lies_twice_in_the_same_letters() -> None:
    adapter = secrets_at_rest.SecondStepAdapter()
    first, second = adapter.encrypt("ABCDEF"), adapter.encrypt("ABCDEF")
    assert first != second
    assert adapter.decrypt(first) == adapter.decrypt(second) == "ABCDEF"


def test_after_a_change_of_the_key_the_former_still_opens(secret: str, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert opens(secret)


def test_a_sweep_puts_them_under_the_present_key_so_that_the_former_may_go(secret: str, settings: Any) -> None:
    former, before = settings.SECRET_KEY, lying()
    assert secrets_at_rest.renew() == 0
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [former]
    assert secrets_at_rest.renew() == 2
    assert secrets_at_rest.renew() == 0
    assert lying() != before
    settings.SECRET_KEY_FALLBACKS = []
    assert secrets_at_rest.unreadable() == 0
    assert opens(secret)


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "解除这个账号的两步验证"), ("en", "remove this account’s second step")]
)
def test_a_lost_key_says_who_can_help_and_lets_nobody_in(
    world: World, secret: str, settings: Any, language: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECRET_KEY = "another key"
    browser = Client(headers={"accept-language": language})
    sign_in(browser, "lead")
    with caplog.at_level(logging.ERROR, "bihuan.org.secrets_at_rest"):
        answer = browser.post(STEP, {"code": code(secret)})
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert not signed_in(browser)
    assert "BIHUAN_SECRET_KEY_FALLBACKS" in caplog.text
    remove_second_factor(actor=None, account=world.accounts["lead"])
    assert browser.get(STEP, follow=True).redirect_chain == [("/accounts/login/", 302)]
    sign_in(browser, "lead")
    assert signed_in(browser)


def test_the_check_of_the_installation_counts_the_accounts_that_a_lost_key_shuts_out(
    secret: str, settings: Any
) -> None:
    def told() -> list[str]:
        return [found.text for found in findings() if not found.ok and "两步验证" in found.text]

    assert told() == []
    settings.SECRET_KEY = "another key"
    assert secrets_at_rest.renew() == 0
    (text,) = told()
    assert text.startswith("1 ")
