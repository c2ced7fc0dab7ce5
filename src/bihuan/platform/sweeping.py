"""What must be done because time has passed: one list of functions, run by `bihuan sweep` and by the worker."""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence, Sized
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from bihuan.core.rulepack import RulePackError

logger = logging.getLogger(__name__)

SECONDS = 60

Sweep = Callable[[], int | Sized]
"""Does what is due now and returns how many rows it changed, or those rows. Claims each by compare-and-swap, since
several sweeps may run at once."""


Row = TypeVar("Row")
Made = TypeVar("Made")


class SetAsideError(Exception):
    """Rows that could not be dealt with, told after all others were. `count`: how many others."""

    def __init__(self, aside: Iterable[object], count: int) -> None:
        names = [str(row) for row in aside]
        told = {"count": len(names), "names": _("、").join(names[:10])}
        super().__init__(_("有%(count)s项没有算成，已搁在一边，其余照常：%(names)s。原因见运行日志。") % told)
        self.count = count


def apart(rows: Sequence[Row], make: Callable[[Sequence[Row]], Sequence[Made]]) -> tuple[list[Made], list[Row]]:
    """What `make` makes of the rows, all at once; where that fails, of each row alone, and the rows of which nothing can be
    made: one bad row must not keep the others waiting. A fault of the database or of the rules is no row's, and is raised."""
    try:
        return list(make(rows)), []
    except (DatabaseError, RulePackError):
        raise
    except Exception:
        if len(rows) == 1:
            logger.exception("set aside: %s", rows[0])
            return [], [*rows]
    parts = [apart([row], make) for row in rows]
    return [one for made, _aside in parts for one in made], [row for _made, aside in parts for row in aside]


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
    except SetAsideError as error:
        return Swept(name, error.count, str(error))
    except Exception as error:
        logger.exception("sweep %s failed", name)
        return Swept(name, 0, f"{type(error).__name__}: {error}")
    return Swept(name, result if isinstance(result, int) else len(result))
