"""Who asks: a browser by its session, a program by a token of its account."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer, SessionAuth

from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.models import Account
from bihuan.org.signin import at_this_machine
from bihuan.org.tokens import account_of
from bihuan.platform import limits

REQUESTS = limits.Limit("api", times=600, seconds=60)
"""Of one account by its tokens: enough for any honest program, too little to hold up the office."""
WRONG = limits.Limit("api.wrong_token", times=60, seconds=900)


class Token(HttpBearer):
    """A token never opens more than its account's sign-in would, from where it comes and as it stands."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        account = _account(request, token)
        if account is None:
            limits.take(WRONG, limits.origin_of(request))
            # Not None: a wrong token must not fall back on the session.
            raise AuthenticationError
        limits.take(REQUESTS, str(account.pk))
        if account.must_change_password:
            raise Refused([Reason("must_change_password", _("请先修改临时密码。"))])
        request.user = account
        return account


class Session(SessionAuth):
    """The rules for demo accounts and temporary passwords are the middleware's; ninja asks for the CSRF token."""


def _account(request: HttpRequest, token: str) -> Account | None:
    found = account_of(token)
    if found is None:
        return None
    account, _row = found
    return None if account.demo and not at_this_machine(request) else account
