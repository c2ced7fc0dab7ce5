"""What must be done because time has passed: one list of functions, run by `bihuan sweep` and by the worker."""

import logging
import threading
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

SECONDS = 60

Sweep = Callable[[], int | Sized]
"""Does what is due now and returns how many rows it changed, or those rows. Claims each by compare-and-swap, since
several sweeps may run at once."""


@dataclass(frozen=True, slots=True)
class Swept:
    """`name` is the function's path; `error` is empty when it ran to its end."""

    name: str
    count: int
    error: str = ""


def sweep(names: Sequence[str] | None = None) -> list[Swept]:
    """Run these functions, by default all of `settings.SWEEPS`, in their order. One that fails is logged and stops none
    of the others."""
    return [_one(name) for name in (settings.SWEEPS if names is None else names)]


def sweep_every(seconds: float, ending: threading.Event, names: Sequence[str] | None = None) -> None:
    """Sweep again and again, until `ending` is set. What fails is tried again no sooner than a whole sweep would be."""
    while True:
        close_old_connections()
        failed = any(swept.error for swept in sweep(names))
        if ending.wait(max(seconds, SECONDS) if failed else seconds):
            return


def _one(name: str) -> Swept:
    function: Sweep = import_string(name)
    try:
        result = function()
    except Exception as error:
        logger.exception("sweep %s failed", name)
        return Swept(name, 0, f"{type(error).__name__}: {error}")
    return Swept(name, result if isinstance(result, int) else len(result))
