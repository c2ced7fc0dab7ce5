"""What a guard is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bihuan.core.facts import Facts
from bihuan.core.reasons import Phrase, Reason

Check = Callable[[Facts, date], Phrase | Iterable[Reason] | None]


@dataclass(frozen=True, slots=True)
class Need:
    """A guard. `code` is also the code of its reason; `label` says in words what must hold."""

    code: str
    label: str
    check: Check
    asked: bool = False

    def reasons(self, facts: Facts, today: date) -> list[Reason]:
        """Nothing when the guard holds, else why it does not."""
        found = self.check(facts, today)
        if found is None:
            return []
        if isinstance(found, Phrase):
            return [Reason(self.code, found.message, found.params)]
        return list(found)


def need(label: str, *, asked: bool = False) -> Callable[[Check], Need]:
    """Name a predicate as a guard: its function's name becomes the code."""
    return lambda check: Need(check.__name__, label, check, asked)


def unless(holds: object, message: str, **params: object) -> Phrase | None:
    return None if holds else Phrase(message, params)
