"""How likely a field of an entry is right: a share that was measured, looked up by how the field was read.

The shares stand in `calibration.toml`, with what they were measured on: documents that the rules had not been tuned on
when they read them. `python -m benchmarks.calibration` writes the file. A field's share holds where the entry is one;
an entry's own (`problem`) says whether it is. What was seen too seldom is judged by what was seen more often.
"""

import math
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Any, cast

from bihuan.reading.items.draft import ABOUT
from bihuan.reading.result import Doubt, Item, Unrecognised, spans
from bihuan.reading.source import Span

NEEDED = ("problem", "deadline", "units")
"""What the ledger cannot do without: an entry is right when these are, also in what they leave out."""
FIELDS = (*NEEDED, "number", "goal", "measures", "status", "verdict", "closed")
UNMEASURED = 0.5
"""Of what was never seen: as likely wrong as right."""
OPEN = "open"


SURE, DOUBTFUL = 0.85, 0.6
"""A field is sure from the one on and doubtful below the other; in between it wants a look. Bounds of the product."""
_SETS_LIMITS = frozenset(("plan", "ledger", "assignment", "campaign", "minutes", "meeting", "inspection_list"))


@dataclass(frozen=True, slots=True)
class Traits:
    """What an entry shows of how it was read: the rule that `found` it, its `warnings`, the `kind` of its document, and
    whether something about it is `open`: a label or column nobody knows, or damage within its own characters."""

    found: str
    warnings: tuple[str, ...]
    kind: str
    open: bool

    def evidence(self, name: str, *, shown: bool) -> tuple[str, ...]:
        """Keys of the calibration for the field, the most general first."""
        if not shown:
            parts = ["absent", "from a task" if self.kind in _SETS_LIMITS else "from a report"]
            parts += [self.found] if name == "units" else []  # a finding of a report often names nobody, a task seldom
        elif any(ABOUT.get(warning) == name for warning in self.warnings):
            parts = ["shown", "inferred"]
        else:
            parts = ["shown", self.found]
        if self.open:
            parts.append(OPEN)
        return tuple(", ".join(parts[:length]) for length in range(1, len(parts) + 1))


@cache
def calibration() -> Mapping[str, Any]:
    """Field → evidence → {sure, right, of, documents}, and `made`: what the shares come from."""
    return tomllib.loads(files(__package__).joinpath("calibration.toml").read_text(encoding="utf-8"))


def sure(name: str, evidence: Sequence[str]) -> float:
    """The share of the most special evidence that was ever seen."""
    known = cast(Mapping[str, Mapping[str, float]], calibration().get(name, {}))
    return next((known[key]["sure"] for key in reversed(evidence) if key in known), UNMEASURED)


def of_kind(margin: float) -> float:
    """How often a kind was right that was so many points of likeness ahead of the next one, or little more."""
    shares = cast(Mapping[str, Mapping[str, float]], calibration()["kind"])
    return next((share["sure"] for least, share in reversed([*shares.items()]) if margin >= float(least)), UNMEASURED)


def joint(sureness: Mapping[str, float]) -> float:
    """That all is right which the ledger needs; a field that is not named is taken for right."""
    return round(math.prod(sureness.get(name, 1.0) for name in NEEDED), 3)


def level(share: float) -> str:
    """sure | look | doubtful: how to meet a field of that share."""
    return "sure" if share >= SURE else "look" if share >= DOUBTFUL else "doubtful"


def entry_level(sureness: Mapping[str, float]) -> str:
    """sure where every field is; doubtful where one is that the ledger needs; of an entry without shares: look."""
    if any(level(sureness.get(name, 1.0)) == "doubtful" for name in NEEDED):
        return "doubtful"
    return "sure" if sureness and all(level(share) == "sure" for share in sureness.values()) else "look"


def weighed(
    kind: str, items: Iterable[Item], doubts: Sequence[Doubt], unrecognised: Sequence[Unrecognised]
) -> tuple[Item, ...]:
    """The items of a document, each with the sureness of its fields and of itself."""
    damage = Damage((doubt.start, doubt.end) for doubt in doubts)
    return tuple(
        _weighed(item, Traits(item.found, item.warnings, kind, bool(unrecognised) or damage.meets(spans(item))))
        for item in items
    )


class Damage:
    """Where the doubts of a document stand."""

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(places)
        self.starts = [start for start, _ in ordered]
        self.furthest = list(accumulate((end for _, end in ordered), max))

    def meets(self, ranges: Iterable[Span]) -> bool:
        """Whether a doubt stands within one of the ranges."""
        if not self.starts:
            return False
        before = ((bisect_left(self.starts, at.end), at.start) for at in ranges)
        return any(count and self.furthest[count - 1] > start for count, start in before)


def _weighed(item: Item, traits: Traits) -> Item:
    sureness = _sureness(traits, frozenset(name for name in FIELDS if getattr(item, name)))
    return replace(item, sureness=sureness, confidence=joint(sureness))


@lru_cache(maxsize=1024)  # the rows of a table show the same few things, and there may be very many
def _sureness(traits: Traits, shown: frozenset[str]) -> Mapping[str, float]:
    """Of every field that is shown, and of those whose absence matters."""
    return {
        name: sure(name, traits.evidence(name, shown=name in shown))
        for name in FIELDS
        if name in shown or name in NEEDED
    }
