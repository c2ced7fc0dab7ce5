"""Regular expressions that are compiled when a text first asks for them.

The grammar has some hundreds of them, each takes about a thousandth of a second to compile, and few documents ask for half.
"""

import re
from typing import Any, AnyStr, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")
_waiting: set["_Waiting"] = set()


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` returns, compiled at its first use. For the names of a module: none is ever forgotten."""
    return cast("re.Pattern[AnyStr]", _Waiting(pattern, flags))


def compile_all() -> None:
    """Compile what waits: for a process that copies itself, since what a copy compiles is lost with it."""
    for each in list(_waiting):
        each.compiled()


class _Waiting:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self._flags = pattern, flags
        _waiting.add(self)

    def __getattr__(self, name: str) -> Any:
        """Asked only for what is not there: with the first method all are put in place, and cost what those of `re` do."""
        return getattr(self.compiled(), name)

    def compiled(self) -> "re.Pattern[str] | re.Pattern[bytes]":
        made = re.compile(self.pattern, self._flags)
        vars(self).update({method: getattr(made, method) for method in _METHODS})
        _waiting.discard(self)
        return made
