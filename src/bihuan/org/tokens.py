"""Tokens by which programs act for an account: made and revoked by its owner, never stronger than the account itself."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.models import AccessToken, Account
from bihuan.platform import clock
from bihuan.platform.prepared import Given, Prepared, given_moment, given_word

PREFIX = "bihuan_"
"""Lets scanners recognise a token that was published by mistake."""
LIFETIMES = (30, 90, 365)
"""Days for which a token may be made: a bound of the product; none lasts for ever."""
MOST_LIVE = 20


@transaction.atomic
def create_token(*, actor: Account, name: str, days: int) -> tuple[AccessToken, str]:
    """A token for the actor's own account, and its text, which is told this once."""
    found = []
    if not name.strip():
        found.append(Reason("token_name", _("请写明令牌的用途。")))
    if days not in LIFETIMES:
        found.append(Reason("token_lifetime", _("有效期只能是%(days)s天。"), {"days": LIFETIMES}))
    if live_tokens(actor).count() >= MOST_LIVE:
        found.append(Reason("tokens_too_many", _("有效的令牌已有%(most)s个，请先撤销不用的。"), {"most": MOST_LIVE}))
    if found:
        raise Refused(found)
    text = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    row = AccessToken.objects.create(
        account=actor,
        name=name.strip()[:60],
        digest=digest_of(text),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    body = {"token": row.pk, "name": row.name, "expires_at": row.expires_at}
    audit.record("org.create_token", actor, actor=actor, body=body)
    return row, text


@transaction.atomic
def revoke_token(*, actor: Account, token: AccessToken) -> AccessToken:
    """End a token of one's own, at once and for good."""
    held = AccessToken.objects.select_for_update().get(pk=token.pk)
    if held.account_id != actor.pk:
        raise Refused([Reason("not_yours", _("这不是您的令牌。"))])
    if held.revoked_at is not None:
        raise Refused([Reason("token_revoked", _("令牌“%(name)s”已经撤销。"), {"name": held.name})])
    held.revoked_at = clock.now()
    held.save(update_fields=["revoked_at"])
    audit.record("org.revoke_token", actor, actor=actor, body={"token": held.pk, "name": held.name})
    return held


def live_tokens(account: Account) -> QuerySet[AccessToken]:
    """Those that still open something."""
    return account.tokens.filter(_live(clock.now()))


def account_of(text: str) -> tuple[Account, AccessToken] | None:
    """The account that a token acts for, and the token; None for one that is unknown, over or revoked, and for an
    account that was shut. That it was used is kept by the day."""
    found: list[AccessToken] = _LIVE.objects(digest=digest_of(text), now=clock.now())
    if not found or not found[0].account.is_active:
        return None
    (row,) = found
    if row.last_used_on != (today := clock.today()):
        AccessToken.objects.filter(pk=row.pk).update(last_used_on=today)
    return row.account, row


_LIVE = Prepared(
    lambda: AccessToken.objects.select_related("account__person").filter(
        _live(given_moment("now")), digest=given_word("digest")
    )
)


def digest_of(text: str) -> str:
    """A token has 256 random bits, so that a plain digest cannot be turned back."""
    return hashlib.sha256(text.encode()).hexdigest()


def _live(now: datetime | Given) -> Q:
    return Q(revoked_at__isnull=True, expires_at__gt=now)
