"""How people sign in: accounts are given by an administrator, nobody signs up.

Whoever fails is told the same, after the same work: an unknown name, a wrong password, a shut account, and a demo account
from elsewhere cannot be told apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from importlib import import_module
from ipaddress import ip_address
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.base.views import authenticate
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.org import signed_out
from bihuan.org.models import Account
from bihuan.platform import clock, limits
from bihuan.platform.prepared import Prepared, given_key
from bihuan.platform.web import refusal, wants_json

FROM_ONE_ORIGIN = limits.Limit("sign-in", times=60, seconds=900)
"""Failures over all names: an office behind one address has many people, but not sixty who forget within 15 minutes."""

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


def at_this_machine(request: HttpRequest) -> bool:
    """Whether the browser runs on the server itself: the peer is the loopback, and nobody stands in between.

    A forwarding header can only take the right away: behind a proxy on this machine every peer is the loopback.
    """
    try:
        local = ip_address(str(request.META.get("REMOTE_ADDR") or "")).is_loopback
    except ValueError:
        return False
    return local and not any(name in request.headers for name in FORWARDED)


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's check of name and password; shut accounts, and demo accounts from elsewhere, fail like a wrong one."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Account | None:
        account: Account | None = super().authenticate(request, **credentials)
        # allauth would show a page of its own to whoever has the right password of a shut account.
        self.unstash_authenticated_user()
        if account and account.demo and not (request and at_this_machine(request)):
            return None
        return account

    def get_user(self, user_id: int) -> Account | None:
        """Whose session it is, asked by every request."""
        account: Account | None = next(iter(_ACCOUNT.objects(pk=user_id)), None)
        return account if account and self.user_can_authenticate(account) else None


_ACCOUNT = Prepared(lambda: Account.objects.filter(pk=given_key("pk")))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.origin_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if limits.used_up(FROM_ONE_ORIGIN, limits.origin_of(request)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        limits.count(FROM_ONE_ORIGIN, limits.origin_of(request))

    @transaction.atomic
    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)
        audit.record("org.sign_in", user, actor=user, body={}, number=user.username)

    @transaction.atomic
    def logout(self, request: HttpRequest) -> None:
        if isinstance(account := request.user, Account):
            audit.record("org.sign_out", account, actor=account, body={}, number=account.username)
        super().logout(request)

    @transaction.atomic
    def set_password(self, user: Account, password: str) -> None:
        user.must_change_password = False
        super().set_password(user, password)
        audit.record("org.change_password", user, actor=user, body={}, number=user.username)


class AccountRulesMiddleware:
    """Rules that hold on every request of a signed-in account, not only when it signs in."""

    # What may be reached with a password that must be changed.
    WAYS_OUT = frozenset({"account_change_password", "account_logout", "set_language"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.demo and not at_this_machine(request):
            logout(request)
        response = self.get_response(request)
        return signed_out.sign_in_again(request) if signed_out.is_lost(request, response) else response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        if not (request.user.is_authenticated and request.user.must_change_password):
            return None
        if match and match.view_name in self.WAYS_OUT:
            return None
        address = reverse("account_change_password")
        if wants_json(request):
            return refusal(request, Refused([Reason("must_change_password", _("请先修改临时密码。"))]))
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)


Page = Callable[[HttpRequest], HttpResponse]


def kept_in_log(page: Page) -> Page:
    """One of allauth's pages, with an event for every change it makes to how an account signs in."""

    @wraps(page)
    @transaction.atomic
    def told(request: HttpRequest) -> HttpResponse:
        before = _factors(request)
        response = page(request)
        for kind, pk in _factors(request).items():
            if pk != before[kind]:
                action = _CHANGES[kind][pk is None]
                account = cast(Account, request.user)
                audit.record(action, account, actor=account, body={}, number=account.username)
        return response

    return told


_TOTP, _CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
_CHANGES = {
    _TOTP: ("org.set_second_factor", "org.drop_second_factor"),
    _CODES: ("org.make_recovery_codes", "org.drop_recovery_codes"),
}
"""What it is called when there is another, and when there is none any more."""


def _factors(request: HttpRequest) -> dict[str, int | None]:
    rows = Authenticator.objects.filter(user=request.user.pk).values_list("type", "pk")
    return {**dict.fromkeys(_CHANGES), **{kind: pk for kind, pk in rows if kind in _CHANGES}}


def second_step(request: HttpRequest) -> HttpResponse:
    """allauth's page. Where the step was removed meanwhile it sends to the sign-in page, which would send back here."""
    response: HttpResponse = authenticate(request)
    if response.headers.get("Location") == reverse("account_login"):
        request.session.flush()
    return response


@dataclass(frozen=True, slots=True)
class SignIn:
    """What an event is about when somebody tried to sign in by a name that nobody has; the name is not kept."""

    pk: int = 0


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """What is shown after too many failures: how long it lasts and who can end it; for unknown names as well. The failure
    that locks is told to the log, those that follow are not."""
    if getattr(request, "axes_failures_since_start", None):
        name = attempted_name(request, credentials)
        account = Account.objects.filter(username__iexact=name).first()
        body = {"from": client_address(request), "failures": settings.AXES_FAILURE_LIMIT}
        number = account.username if account else ""
        audit.record("org.lock_out", account or SignIn(), actor=None, body=body, number=number)
    return render(request, "org/locked_out.html", {"minutes": round(settings.AXES_COOLOFF_TIME * 60)}, status=429)


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name under which failures are counted. Sign-in ignores case, so counting must."""
    return counted_name(str((credentials or {}).get("username") or request.POST.get("login", "")))


def counted_name(username: str) -> str:
    return username.strip().casefold()[:255]


def client_address(request: HttpRequest) -> str | None:
    return limits.origin_of(request) or None


def sweep() -> int:
    """Drop failed attempts that lock nobody any more, and sessions that have ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return int(AccessAttempt.objects.filter(attempt_time__lt=clock.now() - timedelta(days=1)).delete()[0])
