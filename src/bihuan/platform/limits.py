"""How often something may be done from one origin. Counted in the database, so that all processes agree."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.platform import clock
from bihuan.platform.models import RateBucket


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in each window of `seconds`; windows begin at whole multiples since 1970."""

    name: str
    times: int
    seconds: int

    def window(self, now: datetime) -> datetime:
        return datetime.fromtimestamp(now.timestamp() // self.seconds * self.seconds, UTC)


def take(limit: Limit, origin: str) -> None:
    """Count one more from this origin; `Refused` ("too_often") when it is more than the limit.

    Call it outside the transaction of what is limited: what fails counts as well.
    """
    if count(limit, origin) > limit.times:
        raise Refused([too_often(limit)])


def count(limit: Limit, origin: str) -> int:
    """Count one more from this origin and return how many there are in this window."""
    bucket = [_key(limit, origin), connection.ops.adapt_datetimefield_value(limit.window(clock.now()))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO platform_ratebucket ("key", "window", "count") VALUES (%s, %s, 1) '
            'ON CONFLICT ("key", "window") DO UPDATE SET "count" = platform_ratebucket."count" + 1',
            bucket,
        )
        cursor.execute('SELECT "count" FROM platform_ratebucket WHERE "key" = %s AND "window" = %s', bucket)
        return int(cursor.fetchone()[0])


def used_up(limit: Limit, origin: str) -> bool:
    """Whether one more would be too many; counts nothing."""
    where = {"key": _key(limit, origin), "window": limit.window(clock.now())}
    return RateBucket.objects.filter(**where, count__gte=limit.times).exists()


def forget(limit: Limit, origin: str) -> None:
    RateBucket.objects.filter(key=_key(limit, origin)).delete()


def too_often(limit: Limit) -> Reason:
    over = limit.window(clock.now()) + timedelta(seconds=limit.seconds) - clock.now()
    minutes = max(1, -int(-over.total_seconds() // 60))
    return Reason("too_often", _("操作太频繁，请在%(minutes)s分钟后再试。"), {"minutes": minutes})


def origin_of(request: HttpRequest) -> str:
    """The address that asks.

    Forwarding headers can be forged by anyone, so they count only as far as the office says that its own proxies stand in
    front (`BIHUAN_PROXIES`, how many).
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    proxies: int = settings.PROXIES
    told = forwarded[-proxies] if 0 < proxies <= len(forwarded) else peer
    try:
        return str(ip_address(told))
    except ValueError:
        return peer


def sweep() -> int:
    """Drop the buckets of windows long over."""
    return RateBucket.objects.filter(window__lt=clock.now() - timedelta(days=2)).delete()[0]


def _key(limit: Limit, origin: str) -> str:
    """Addresses and names are kept as keyed digests only."""
    return f"{limit.name}:{salted_hmac('bihuan.limits', origin).hexdigest()}"
