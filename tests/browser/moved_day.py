"""Settings for a test server whose day can be moved on, so that a walk through months need not wait for them.

The file `day` in the server's home holds by how many days its requests are ahead of the real clock. Nothing of this is
in the product.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bihuan.platform import clock, sweeping
from bihuan.settings import *  # noqa: F403 - a settings module that adds to another begins with all of it
from bihuan.settings import HOME
from bihuan.settings import MIDDLEWARE as USUAL

MIDDLEWARE = ["tests.browser.moved_day.MovedDay", *USUAL]


def moved() -> AbstractContextManager[None]:
    """The rooms believe that it is as much later as the file says."""
    day = HOME / "day"
    ahead = int(day.read_text()) if day.exists() else 0
    return clock.fixed(timezone.now() + timedelta(days=ahead))


def pass_days(days: int) -> None:
    """Move the server on, and do what it does every minute: what the passing of time makes due."""
    day = HOME / "day"
    day.write_text(str(days + (int(day.read_text()) if day.exists() else 0)))
    with moved():
        failed = [done for done in sweeping.sweep() if done.error]
    assert not failed, failed


class MovedDay:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with moved():
            return self.get_response(request)
