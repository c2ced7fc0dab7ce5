"""Regular expressions that are compiled, and tried, only where a text gives cause.

The grammar has some hundreds. Each takes about a thousandth of a second to compile, and few documents ask for half of them.
Many hang on one word; to look for that word takes a hundredth of what the expression takes.
"""

import re
import sys
from collections.abc import Collection, Iterable
from functools import cached_property, partial
from typing import Any, AnyStr, cast

Key = tuple[str | bytes, int]
_waiting: set["_Waiting"] = set()


def expression(pattern: AnyStr, flags: int = 0, *, needs: AnyStr | Iterable[AnyStr] = ()) -> re.Pattern[AnyStr]:
    """What `re.compile` returns, compiled at its first use. For the names of a module: none is ever forgotten.

    Every match holds one of the wordings in `needs`; where a text has none of them, nothing is tried.
    """
    words = (needs,) if isinstance(needs, str | bytes) else tuple(needs)
    return cast("re.Pattern[AnyStr]", _Waiting(pattern, flags, words))


def waiting() -> frozenset[Key]:
    """What no text has asked for yet."""
    return frozenset(each.key for each in list(_waiting))


def compile_now(asked: Collection[Key]) -> None:
    """For a process that copies itself: what a copy compiles is lost with it, unless it tells."""
    for each in list(_waiting):
        if each.key in asked:
            _ = each.made


class _Waiting:
    def __init__(self, pattern: str | bytes, flags: int, needs: tuple[Any, ...]) -> None:
        self.pattern, self.needs, self._flags = pattern, needs, flags
        if needs:
            self.finditer = partial(self._tried, "finditer", iter(()))
            self.fullmatch = partial(self._tried, "fullmatch", None)
            self.match = partial(self._tried, "match", None)
            self.search = partial(self._tried, "search", None)
        _waiting.add(self)

    @property
    def key(self) -> Key:
        return self.pattern, self._flags

    @cached_property
    def made(self) -> "re.Pattern[str] | re.Pattern[bytes]":
        _waiting.discard(self)
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        """Asked for what is not there yet, and puts it there: a method costs no more than that of `re` from then on."""
        vars(self)[name] = found = getattr(self.made, name)
        return found

    def _tried(self, method: str, nothing: Any, text: Any, start: int = 0, end: int = sys.maxsize) -> Any:
        for word in self.needs:
            if text.find(word, start, end) >= 0:
                return getattr(self.made, method)(text, start, end)
        return nothing
