"""The sweep: every room's function in its order, and one failure stops none of the others."""

import threading
from typing import Any

import pytest
from django.conf import settings as ours
from django.utils.module_loading import import_string

from bihuan.platform.sweeping import Swept, sweep, sweep_every

HERE = "tests.platform.test_sweeping"


def three() -> int:
    return 3


def rows() -> list[str]:
    return ["a", "b"]


def broken() -> int:
    raise ValueError("坏了")


def test_every_listed_function_runs_and_says_how_much(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SWEEPS = [f"{HERE}.three", f"{HERE}.broken", f"{HERE}.rows"]
    assert sweep() == [
        Swept(f"{HERE}.three", 3),
        Swept(f"{HERE}.broken", 0, "ValueError: 坏了"),
        Swept(f"{HERE}.rows", 2),
    ]
    assert "broken failed" in caplog.text


@pytest.mark.django_db
def test_it_follows_until_it_is_told_to_end_and_a_failure_does_not_stop_it() -> None:
    waits: list[float] = []

    class Ending(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0)
            return len(waits) == 3

    FAILING[:] = [True, False, False]
    sweep_every(2, Ending(), [f"{HERE}.failing"])
    assert waits == [60, 2, 2], "after a failure it waits as long as a sweep"


FAILING: list[bool] = []


def failing() -> int:
    if FAILING.pop(0):
        raise ValueError("坏了")
    return 0


@pytest.mark.parametrize("name", [*ours.SWEEPS, *ours.FOLLOWERS])
def test_what_the_settings_list_is_there(name: str) -> None:
    assert callable(import_string(name))


@pytest.mark.django_db
def test_the_real_sweep_runs_on_an_empty_system() -> None:
    assert [swept.error for swept in sweep()] == [""] * len(ours.SWEEPS)
