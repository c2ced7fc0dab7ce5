"""Pages set in two columns: the left one is read to its end before the right one.

Where the gutter lies is learnt from the page: a gap at the same place in many rows, with running text on both sides. Short
pieces on its sides are a table without lines, and are read row by row.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from bihuan.reading.formats.page import Glyph
from bihuan.reading.formats.pdf_lines import Line, margins_of, to_lines

FEWEST_ROWS = 6
GUTTER = 1.2  # its least width in sizes of type
NARROWEST = 12  # characters in a row of a column
FULL = 0.7  # share of a column that rows of running text fill on average


def in_columns(glyphs: Sequence[Glyph], lines: list[Line]) -> list[Line]:
    """The lines of a page in reading order: as they come where it has no columns."""
    if sum(" " in line.text for line in lines) < max(FEWEST_ROWS, len(lines) // 3):
        return lines
    rows = list(_rows(glyphs))
    gutter = _gutter(rows)
    if gutter is None:
        return lines
    result: list[Line] = []
    for parted, run in groupby(rows, key=lambda row: _keeps_clear(row, gutter)):
        together = [glyph for row in run for glyph in row]
        if not parted:
            result += to_lines(together)
            continue
        for side in (True, False):
            column = to_lines([glyph for glyph in together if (glyph.right <= gutter) == side])
            margins = margins_of(column)
            for line in column:
                line.margins = margins
            result += column
    return result


def _rows(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Characters of one height, from left to right, over the whole width of the page."""
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.top + glyph.bottom):
        middle = (glyph.top + glyph.bottom) / 2
        if row and middle - (row[0].top + row[0].bottom) / 2 > glyph.size * 0.45:
            yield sorted(row, key=lambda glyph: glyph.left)
            row = []
        row.append(glyph)
    if row:
        yield sorted(row, key=lambda glyph: glyph.left)


def _gutter(rows: Sequence[Sequence[Glyph]]) -> float | None:
    """Where the page is parted from top to bottom, if it is set in two columns."""
    left, right = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    gaps = [
        (one.right, other.left)
        for row in rows
        for one, other in pairwise(row)
        if other.left - one.right > GUTTER * one.size
        and left + 0.3 * (right - left) < other.left < left + 0.7 * (right - left)
    ]
    if len(gaps) < FEWEST_ROWS:
        return None
    at = max(((low + high) / 2 for low, high in gaps), key=lambda x: sum(low < x < high for low, high in gaps))
    sharing = [row for row in rows if any(a.right <= at <= b.left for a, b in pairwise(row)) and _keeps_clear(row, at)]
    if len(sharing) < FEWEST_ROWS:
        return None
    before = [[glyph for glyph in row if glyph.right <= at] for row in sharing]
    after = [[glyph for glyph in row if glyph.left >= at] for row in sharing]
    return at if _runs_on(before) and _runs_on(after) else None


def _runs_on(column: Sequence[Sequence[Glyph]]) -> bool:
    """Whether the rows of a column are mostly as long as it is wide, as those of running text are."""
    width = max(row[-1].right for row in column) - min(row[0].left for row in column)
    filled = sum(row[-1].right - row[0].left for row in column)
    return width >= NARROWEST * column[0][0].size and filled >= FULL * width * len(column)


def _keeps_clear(row: Sequence[Glyph], gutter: float) -> bool:
    """No character lies on the gutter, and what lies beside it keeps its distance."""
    return all(glyph.right <= gutter or glyph.left >= gutter for glyph in row) and not any(
        one.right <= gutter <= other.left and other.left - one.right <= GUTTER * 0.8 * one.size
        for one, other in pairwise(row)
    )
