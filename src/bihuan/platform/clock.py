"""The one place where the Django rooms learn what time it is. Core rules are given it as an argument."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The day in the office's time zone: a deadline ends with that day, not with the server's."""
    return timezone.localdate()
