"""The original with every proven range marked. Marks may overlap, nest and share borders; the text stays what it is.

The text is cut at every border, and each piece says which marks it belongs to. So the markup never crosses itself, the
work grows with the number of borders, and the characters of all pieces together are the text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

CHUNK = 1500
"""Characters after which a chunk ends with its line. The browser lays out the chunks that are in sight."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Half-open range of the text. `key` names what it proves ("12-goal"); `kind` is its class in the style sheet."""

    key: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of whole lines; `at` is where it begins, `label` names the page or sheet that begins with it."""

    at: int
    html: SafeString
    label: str = ""


def chunks(text: str, marks: Iterable[Mark], pages: Sequence[tuple[int, str]] = ()) -> list[Chunk]:
    """The text as marked-up chunks. `pages` are (start, label); a page begins a chunk. Marks without a character are
    left out, those that reach beyond the text end with it."""
    kept = [m for m in marks if 0 <= m.start < min(m.end, len(text))]
    labels = dict(pages)
    cuts = _cuts(text, sorted(labels))
    borders = sorted({0, len(text), *cuts, *(b for m in kept for b in (m.start, min(m.end, len(text))))})
    opens: dict[int, list[Mark]] = {}
    for mark in kept:
        opens.setdefault(mark.start, []).append(mark)
    pieces = _pieces(text, borders, opens)
    found: list[Chunk] = []
    starts = [*cuts, len(text)]
    open_piece = next(pieces, None)
    for begin, end in pairwise(starts):
        html = []
        while open_piece and open_piece[0] < end:
            html.append(open_piece[1])
            open_piece = next(pieces, None)
        found.append(Chunk(begin, mark_safe("".join(html)), labels.get(begin, "")))  # noqa: S308 - made of escaped pieces
    return found


def _cuts(text: str, pages: Sequence[int]) -> list[int]:
    """Where chunks begin: at each page, and at the first line after every CHUNK characters."""
    cuts, stops = [0], [*(p for p in pages if 0 < p < len(text)), len(text)]
    for stop in stops:
        while stop - cuts[-1] > CHUNK:
            line = text.find("\n", cuts[-1] + CHUNK, stop)
            if line < 0 or line + 1 >= stop:
                break
            cuts.append(line + 1)
        if stop < len(text):
            cuts.append(stop)
    return sorted(set(cuts))


def _pieces(text: str, borders: Sequence[int], opens: dict[int, list[Mark]]) -> Iterator[tuple[int, str]]:
    live: list[Mark] = []
    for start, end in pairwise(borders):
        live = [mark for mark in live if mark.end > start]
        fresh = opens.get(start, [])
        live += fresh
        yield start, _piece(text[start:end], live, fresh)


def _piece(text: str, live: Sequence[Mark], fresh: Sequence[Mark]) -> str:
    if not live:
        return escape(text)
    anchors = "".join(format_html('<i id="m-{}"></i>', key) for key in dict.fromkeys(mark.key for mark in fresh))
    kinds = " ".join(dict.fromkeys(mark.kind for mark in live))
    # The shortest mark is what a click on the piece means.
    keys = " ".join(dict.fromkeys(mark.key for mark in sorted(live, key=lambda mark: mark.end - mark.start)))
    return anchors + format_html('<mark class="{}" data-m="{}">{}</mark>', kinds, keys, text)
