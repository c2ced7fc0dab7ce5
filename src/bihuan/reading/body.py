"""The cleaned text as the grammar walks through it: lines, sentences, and quotes that lead back to the source."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bihuan.reading.cleaning import Cleaned
from bihuan.reading.expressions import expression
from bihuan.reading.profile import Profile
from bihuan.reading.result import Quote
from bihuan.reading.source import Cell, Span, Table

_LINE = expression(r"[^\n]+")
_SENTENCE_END = expression(r"(?:[。!?;]|…{2})+[”’」』)]?|\n+")
_EDGE = " \n|"
_TRAILING = _EDGE + ",;:、。"
_BLANK = expression(r"\s*\n\s*|\s*\|\s*| {2,}", needs=("\n", "|", "  "))


@dataclass(frozen=True, slots=True)
class Part:
    """Half-open range of characters of a `Body`."""

    start: int
    end: int


@dataclass(frozen=True)
class Body:
    """`profile` says what the office that reads it means by its words."""

    cleaned: Cleaned
    profile: Profile = field(default_factory=Profile)

    @property
    def text(self) -> str:
        return self.cleaned.text

    @property
    def folded(self) -> str:
        """Same length as `text`, with half-width marks and digits: what patterns look at."""
        return self.cleaned.folded

    @cached_property
    def lines(self) -> list[Part]:
        """The lines that hold anything, without the space around them."""
        found = (self.trimmed(m.start(), m.end(), " ") for m in _LINE.finditer(self.folded))
        return [part for part in found if part.end > part.start]

    def part_of(self, span: Span | Table | Cell) -> Part:
        """The characters that stand for a range of the source."""
        starts = self.cleaned.starts
        return Part(bisect_left(starts, span.start), bisect_left(starts, span.end))

    def trimmed(self, start: int, end: int, marks: str = _EDGE, leading: str | None = None) -> Part:
        """The range without the given marks at its ends."""
        folded, first = self.folded, marks if leading is None else leading
        while start < end and folded[start] in first:
            start += 1
        while end > start and folded[end - 1] in marks:
            end -= 1
        return Part(start, end)

    def seen(self, part: Part) -> str:
        """The folded characters of a range."""
        return self.folded[part.start : part.end]

    def quote(self, start: int, end: int) -> Quote:
        """The wording of a range, without the blanks, bars and clause marks at its ends."""
        part = self.trimmed(start, end, _TRAILING, _EDGE + ",;:、。")
        span = self.cleaned.source_span(part.start, part.end)
        text = self.text[part.start : part.end]
        return Quote(_BLANK.sub(_joined, text) if _BLANK.search(text) else text, span.start, span.end)

    def sentences(self, start: int = 0, end: int | None = None) -> Iterator[Part]:
        """Clauses that end with 。！？； or a line feed; the mark belongs to the clause."""
        end = len(self.folded) if end is None else end
        at = start
        for match in _SENTENCE_END.finditer(self.folded, start, end):
            if part := self._solid(at, match.end()):
                yield part
            at = match.end()
        if part := self._solid(at, end):
            yield part

    @cached_property
    def _every_sentence(self) -> list[Part]:
        return list(self.sentences())

    def line_at(self, at: int) -> Part:
        """The line that a character which is no blank stands in."""
        return _around(self.lines, at)

    def sentence_at(self, at: int) -> Part:
        """The sentence that a character which is no blank stands in."""
        return _around(self._every_sentence, at)

    def _solid(self, start: int, end: int) -> Part | None:
        part = self.trimmed(start, end, " \n")
        return part if part.end > part.start else None


def _around(parts: list[Part], at: int) -> Part:
    return parts[bisect_right(parts, at, key=lambda part: part.start) - 1]


def _joined(blank: re.Match[str]) -> str:
    return " " if "\n" not in blank[0] else ""
