"""Tables without vertical lines: what parts their columns is white space that all of their rows keep clear.

A table begins with a row of short heads, three at least, and goes on while no row lies across what parts the heads. Rows are
parted by the lines drawn across, else by wider gaps, else by what stands in the first column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from bihuan.reading.expressions import expression
from bihuan.reading.formats.page import Glyph, RawPage

FEWEST_COLUMNS = 3
FEWEST_RECORDS = 2
LONGEST_HEAD = 12  # characters
APART = 0.9  # sizes of type between two heads
CLEAR = 0.4  # sizes of type that stay clear between two columns
NEAREST = 2.0  # sizes of type to which the next row of a table may be away, be it ever so dense
MORE = 2.2  # times the widest gap before it
SAME = 3.0
NO_HEAD = expression(r"[:：。；;！!？?|]|[，,]")
HEAD = expression(r"[一-鿿]")


Space = tuple[float, float]


@dataclass(slots=True)
class _Row:
    """Characters of one height, from left to right."""

    glyphs: list[Glyph]
    top: float = 0.0
    bottom: float = 0.0

    def pieces(self, apart: float) -> list[list[Glyph]]:
        found = [[self.glyphs[0]]]
        for before, glyph in pairwise(self.glyphs):
            if glyph.left - before.right > apart:
                found.append([])
            found[-1].append(glyph)
        return found


@dataclass(slots=True)
class Aligned:
    """Where a table is cut: the edges of its columns and of its rows."""

    columns: list[float]
    rows: list[float] = field(default_factory=list)


def find_aligned(page: RawPage, glyphs: Sequence[Glyph]) -> list[Aligned]:
    """The tables that `glyphs`, which stand in no ruled one, make by their places."""
    found: list[Aligned] = []
    rows = _rows(glyphs)
    at = 0
    while at < len(rows):
        table, after = _table(page, rows, at)
        if table:
            found.append(table)
        at = after
    return found


def _rows(glyphs: Sequence[Glyph]) -> list[_Row]:
    rows: list[list[Glyph]] = []
    centre = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.top + glyph.bottom):
        middle = (glyph.top + glyph.bottom) / 2
        if rows and middle - centre < glyph.size * 0.45:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            centre = middle
    return [
        _Row(sorted(row, key=lambda glyph: glyph.left), min(g.top for g in row), max(g.bottom for g in row))
        for row in rows
    ]


def _table(page: RawPage, rows: list[_Row], at: int) -> tuple[Aligned | None, int]:
    """The table whose heads stand in row `at`, and the row behind it."""
    size = median(glyph.size for glyph in rows[at].glyphs)
    heads = rows[at].pieces(APART * size)
    texts = ["".join(glyph.text for glyph in head) for head in heads]
    if len(heads) < FEWEST_COLUMNS or not all(
        len(text) <= LONGEST_HEAD and HEAD.search(text) and not NO_HEAD.search(text) for text in texts
    ):
        return None, at + 1
    white = [[(one[-1].right, other[0].left)] for one, other in pairwise(heads)]
    drawn = _drawn(page, rows[at], heads)
    end, room = at + 1, NEAREST * size
    while end < len(rows) and not (drawn and rows[end].top > drawn[-1]):
        gap = rows[end].top - rows[end - 1].bottom
        left = [_left_white(spaces, rows[end], CLEAR * size) for spaces in white]
        if not all(left) or not (drawn or gap < room):
            break
        room = max(room, gap * MORE)
        white, end = left, end + 1
    columns = [min(row.glyphs[0].left for row in rows[at:end]) - 1]
    columns += [_middle(spaces) for spaces in white]
    columns.append(max(glyph.right for row in rows[at:end] for glyph in row.glyphs) + 1)
    cuts = _cuts(drawn, rows[at:end], columns)
    if len(cuts) - 2 < FEWEST_RECORDS or not _is_full(rows[at:end], columns, cuts):
        return None, at + 1
    return Aligned(columns, cuts), end


def _left_white(spaces: list[Space], row: _Row, least: float) -> list[Space]:
    """What the characters of a row leave white of the spaces between two columns, where that is wide enough."""
    for glyph in row.glyphs:
        if any(low < glyph.right and glyph.left < high for low, high in spaces):
            spaces = [
                part
                for low, high in spaces
                for part in ((low, min(high, glyph.left)), (max(low, glyph.right), high))
                if part[1] - part[0] >= least
            ]
    return spaces


def _middle(spaces: list[Space]) -> float:
    """Of the widest."""
    low, high = max(spaces, key=lambda space: space[1] - space[0])
    return (low + high) / 2


def _drawn(page: RawPage, head: _Row, heads: list[list[Glyph]]) -> list[float]:
    """The lines across the page below the heads, from the first to the last of one length."""
    left, right = heads[0][0].left, heads[-1][-1].right
    wide = [rule for rule in page.across if rule.low < left and rule.high > right and rule.at > head.bottom - 2]
    like = [rule for rule in wide if abs(rule.high - wide[0].high) < SAME and abs(rule.low - wide[0].low) < SAME]
    found: list[float] = []
    for at in sorted(rule.at for rule in like):
        if not found or at - found[-1] > SAME:
            found.append(at)
    return found if len(found) > 1 else []  # one below the heads alone: the table goes on over the page


def _cuts(drawn: list[float], rows: list[_Row], columns: list[float]) -> list[float]:
    """The edges of the rows of a table, the heads being the first. Lines above and below all records part none."""
    top, bottom = rows[0].top - 1, rows[-1].bottom + 1
    inner = [at for at in drawn if at < rows[-1].top]
    if len(inner) >= FEWEST_RECORDS:
        return [top, *inner, bottom]
    return [top, *_opening(rows[1:], columns[1]), bottom]


def _opening(rows: list[_Row], edge: float) -> list[float]:
    """Where records begin: at each row with something in the first column; where that stands in the middle of its record,
    half way between two of them."""
    numbered = [at for at, row in enumerate(rows) if row.glyphs[0].left < edge]
    if not numbered:
        return []
    if numbered[0] == 0:
        return [rows[at].top - 1 for at in numbered]
    gaps = [below.top - above.bottom for above, below in pairwise(rows)]
    wide = [at + 1 for at, gap in enumerate(gaps) if gap > 1.5 * min(gaps) + 1]
    if len(wide) + 1 == len(numbered):
        return [rows[at].top - 1 for at in (0, *wide)]
    middles = [(rows[at].top + rows[at].bottom) / 2 for at in numbered]
    return [rows[0].top - 1, *((one + other) / 2 for one, other in pairwise(middles))]


def _is_full(rows: list[_Row], columns: list[float], cuts: list[float]) -> bool:
    """Whether most places of the grid hold something: rows of running text that happen to leave a gap do not."""
    filled = {
        (sum(cut <= (glyph.top + glyph.bottom) / 2 for cut in cuts), sum(edge <= glyph.left for edge in columns))
        for row in rows
        for glyph in row.glyphs
    }
    return len(filled) * 4 >= 3 * (len(columns) - 1) * (len(cuts) - 1)
