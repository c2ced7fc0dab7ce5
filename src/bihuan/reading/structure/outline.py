"""The outline of a text: its numbered headings as a tree, and the smallest entries under each chapter."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bihuan.reading.body import Body, Part
from bihuan.reading.structure.headings import Heading

_WHOLE_PARAGRAPH = 30  # characters from which a numbered line with a full stop is the entry, not its heading


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered line with the lines that belong to it. `text` begins behind the number; `path` holds the headings above,
    the chapter first."""

    number: Part
    text: Part
    line: Part
    level: int
    path: tuple[Part, ...]
    has_entries: bool


def entries(body: Body, headings: list[Heading], end: int) -> Iterator[Entry]:
    """Every numbered line up to `end`, with its range and the headings above it."""
    stack: list[Heading] = []
    inside = [h for h in headings if h.line.start < end]
    for k, heading in enumerate(inside):
        while stack and stack[-1].level >= heading.level:
            stack.pop()
        path = tuple(Part(h.text_start, h.line.end) for h in stack)
        closes = next((h.line.start for h in inside[k + 1 :] if h.level <= heading.level), end)
        deeper = k + 1 < len(inside) and inside[k + 1].level > heading.level
        if _complete(body, heading) or (closes == end and _follows_lines(body, inside, k)):
            closes = heading.line.end
        text = body.trimmed(heading.text_start, closes, " \n")
        yield Entry(heading.number, text, heading.line, heading.level, path, deeper)
        stack.append(heading)


def _follows_lines(body: Body, inside: list[Heading], k: int) -> bool:
    """Whether the last of a list has only one line, as all entries before it have: what stands below it closes the text."""
    siblings: list[Heading] = []
    for heading in reversed(inside[:k]):
        if heading.level < inside[k].level:
            break
        if heading.level > inside[k].level:
            return False
        siblings.append(heading)
    following = {before.line.start: after.line.start for before, after in pairwise(inside)}
    return len(siblings) > 0 and not any(
        body.folded[one.line.end : following[one.line.start]].strip() for one in siblings
    )


def _complete(body: Body, heading: Heading) -> bool:
    """Whether a numbered line says all of its entry, so that the lines behind it belong to something else."""
    seen = body.folded[heading.text_start : heading.line.end]
    return heading.level >= 2 and len(seen) >= _WHOLE_PARAGRAPH and seen.endswith("。")
