"""Documents in, ledger entries out, each with the characters that prove it. Knows no framework."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bihuan.reading.alone import time_limits
    from bihuan.reading.limits import Limits
    from bihuan.reading.model import Endpoint, complete
    from bihuan.reading.opening import open_source
    from bihuan.reading.profile import Profile
    from bihuan.reading.reader import read
    from bihuan.reading.result import Reading
    from bihuan.reading.source import Source, UnreadableError
    from bihuan.reading.who.units import OfficeTerms

__all__ = [
    "Endpoint",
    "Limits",
    "OfficeTerms",
    "Profile",
    "Reading",
    "Source",
    "UnreadableError",
    "complete",
    "open_source",
    "read",
    "time_limits",
]

_MODULES = {
    "Endpoint": "model",
    "complete": "model",
    "Limits": "limits",
    "OfficeTerms": "who.units",
    "Profile": "profile",
    "Reading": "result",
    "Source": "source",
    "UnreadableError": "source",
    "open_source": "opening",
    "read": "reader",
    "time_limits": "alone",
}


def __getattr__(name: str) -> Any:
    """Each name when it is asked for: the process that opens a stranger's file needs nothing of the grammar."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
