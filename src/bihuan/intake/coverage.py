"""照单全收: which parts of a document no entry covers. That every problem has a task is shown with its inspection."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from bihuan.intake.fields import Range, spans
from bihuan.intake.models import Document, Entry

HELD = frozenset({Entry.State.PROPOSED, Entry.State.CONFIRMED, Entry.State.REGISTERED})
TOLD = ("directives", "meeting", "title", "issuer")
"""What a reading holds besides its items. A figure that was read accounts for no paragraph: problems hold figures too."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or row of content that no entry covers. `why`: "rejected" (a person left it out), "told" (read as a
    demand or the like), "open" (nobody has said anything of it)."""

    start: int
    end: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """`total` paragraphs and rows of content; `passages` are those that no entry covers, in order."""

    total: int
    passages: Sequence[Passage]

    @property
    def covered(self) -> int:
        return self.total - len(self.passages)

    def why(self, reason: str) -> list[Passage]:
        return [passage for passage in self.passages if passage.why == reason]

    @property
    def told(self) -> list[Passage]:
        return self.why("told")

    @property
    def rejected(self) -> list[Passage]:
        return self.why("rejected")

    @property
    def open(self) -> list[Passage]:
        return self.why("open")


def coverage(document: Document, entries: Iterable[Entry]) -> Coverage:
    """How much of a document's content stands in entries."""
    listed = list(entries)
    held = _Ranges(_ranges(entry for entry in listed if entry.state in HELD))
    rejected = _Ranges(_ranges(entry for entry in listed if entry.state == Entry.State.REJECTED))
    told = _Ranges([r for name in TOLD for r in _within((document.reading or {}).get(name))])
    furniture = _Ranges([(start, end) for start, end in (document.layout or {}).get("furniture", [])])
    content = [(s, e) for s, e in (document.layout or {}).get("content", []) if not furniture.meets(s, e)]
    left = []
    for start, end in content:
        if not held.meets(start, end):
            why = "rejected" if rejected.meets(start, end) else "told" if told.meets(start, end) else "open"
            left.append(Passage(start, end, document.text[start:end], why))
    return Coverage(len(content), left)


def _ranges(entries: Iterable[Entry]) -> list[Range]:
    return [(start, end) for entry in entries for _key, start, end in spans(entry.fields)]


def _within(node: Any) -> list[Range]:
    """Every range named anywhere in a part of a reading."""
    if isinstance(node, list):
        return [found for part in node for found in _within(part)]
    if isinstance(node, dict):
        own = [(node["start"], node["end"])] if isinstance(node.get("start"), int) else []
        return own + [found for part in node.values() for found in _within(part)]
    return []


class _Ranges:
    """Ranges sorted by start, with the furthest end so far: whether any meets another range is one look-up."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        ordered = sorted(ranges)
        self.starts = [start for start, _ in ordered]
        self.furthest = list(accumulate((end for _, end in ordered), max))

    def meets(self, start: int, end: int) -> bool:
        before = bisect_left(self.starts, end)
        return before > 0 and self.furthest[before - 1] > start
