"""A text with the way back: every character knows which characters of the source it stands for."""

import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from bihuan.reading.source import Span

_FOLD = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_FOLD |= {ord(a): ord(b) for a, b in zip("\u3000\xa0\t﹕：〇﹣－‐–", "   ::0----", strict=True)}
_FOLD |= {ord(a): ord(b) for a, b in zip("〈〉﹙﹚∶︰﹐﹒﹔﹖﹗−〜", "<>()::,.;?!-~", strict=True)}
_FOLD |= {c: ord(" ") for c in (*range(0x2000, 0x200B), 0x202F, 0x205F)}  # the spaces of typesetters


_PLACE = "i"  # the machine's int: four bytes, and a text holds some million characters


def fold(text: str) -> str:
    """The text with half-width marks, digits and spaces, one character for one."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters [start, end) of a cleaned text by `text`."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True)
class Cleaned:
    """`text[i]` stands for `source[starts[i]:ends[i]]`; both rise. They are arrays: as lists of numbers the way back took
    most of the memory that a long table costs."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    @classmethod
    def of(cls, text: str) -> "Cleaned":
        return cls(text, array(_PLACE, range(len(text))), array(_PLACE, range(1, len(text) + 1)))

    @cached_property
    def folded(self) -> str:
        """What the grammar looks at; see `fold`."""
        return fold(self.text)

    def edited(self, edits: Iterable[Edit]) -> "Cleaned":
        """The text after `edits`, which rise and do not overlap. A replacement of the same length maps one to one; any
        other stands, character by character, for the whole range it replaces."""
        parts: list[str] = []
        starts, ends = array(_PLACE), array(_PLACE)
        at = 0
        for edit in edits:
            parts += (self.text[at : edit.start], edit.text)
            starts += self.starts[at : edit.start]
            ends += self.ends[at : edit.start]
            if len(edit.text) == edit.end - edit.start:
                starts += self.starts[edit.start : edit.end]
                ends += self.ends[edit.start : edit.end]
            else:
                starts += self.starts[edit.start : edit.start + 1] * len(edit.text)
                ends += self.ends[edit.end - 1 : edit.end] * len(edit.text)
            at = edit.end
        parts.append(self.text[at:])
        return Cleaned("".join(parts), starts + self.starts[at:], ends + self.ends[at:])

    def source_span(self, start: int, end: int) -> Span:
        """Where the characters [start, end) stand in the source."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])


def drop(cleaned: Cleaned, pattern: re.Pattern[str], keep: Callable[[re.Match[str]], bool] | None = None) -> list[Edit]:
    """Edits that remove every match of `pattern` in the folded text for which `keep` is not true."""
    return [Edit(*m.span()) for m in pattern.finditer(cleaned.folded) if m.end() > m.start() and not (keep and keep(m))]
