"""The one place where the Django rooms learn what time it is. Core rules are given it as an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("fixed_moment", default=None)


def now() -> datetime:
    """The moment, aware, in UTC."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """The day in the office's time zone: a deadline ends with that day, not with the server's."""
    return timezone.localdate(now())


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Let the rooms believe that it is `moment` (aware): for loading a history through the services, and for tests."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
