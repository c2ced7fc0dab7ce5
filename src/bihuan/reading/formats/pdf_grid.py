"""Ruled lines to grids: where a page has a table, and which of its places one merged cell covers."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from bihuan.reading.formats.page import Glyph, RawPage, Rule
from bihuan.reading.formats.pdf_aligned import Aligned, find_aligned

NEAR = 3.0  # lines drawn this close are one
_CLOSING = "。，、；：！？）》”’,;:)"
MOST_LINES = 400  # of one direction in one table; more is a drawing


@dataclass(slots=True)
class Box:
    """A cell: its place in the grid, what it covers, its edges and the characters inside."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: float
    right: float
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    columns: list[float]
    rows: list[float]
    boxes: list[Box]
    box_at: dict[tuple[int, int], Box]

    @property
    def top(self) -> float:
        return self.rows[0]

    def find(self, x: float, y: float) -> Box | None:
        """The cell a point lies in."""
        row, column = bisect_right(self.rows, y) - 1, bisect_right(self.columns, x) - 1
        return self.box_at.get((row, column))


def find_grids(page: RawPage) -> list[Grid]:
    """The tables of a page from top to bottom, with vertical lines and without; a frame around one text is no table."""
    across, down = _joined(page.across), _joined(page.down)
    grids = []
    for horizontal, vertical in _touching(across, down):
        if len(horizontal) < 2 or len(vertical) < 2 or max(len(horizontal), len(vertical)) > MOST_LINES:
            continue
        grid = _grid(horizontal, vertical)
        if len(grid.boxes) > 1:
            grids.append(grid)
    if not page.recognised:
        loose = [glyph for glyph in page.glyphs if not any(_within(grid, glyph) for grid in grids)]
        grids += [_plain_grid(table) for table in find_aligned(page, loose)]
    return sorted(grids, key=lambda grid: (grid.top, grid.columns[0]))


def _within(grid: Grid, glyph: Glyph) -> bool:
    inside = grid.columns[0] <= glyph.right and glyph.left <= grid.columns[-1]
    return inside and grid.rows[0] <= glyph.bottom and glyph.top <= grid.rows[-1]


def _plain_grid(table: Aligned) -> Grid:
    """A grid in which no cell is merged."""
    box_at = {
        (row, column): Box(row, column, 1, 1, table.columns[column], table.columns[column + 1])
        for row in range(len(table.rows) - 1)
        for column in range(len(table.columns) - 1)
    }
    return Grid(table.columns, table.rows, list(box_at.values()), box_at)


def fill(grids: Sequence[Grid], glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Puts each character into the cell that it lies in, and returns those that lie in none. A closing mark that hangs over
    the edge of its cell, as Word sets it behind a full line, stays with the character before it."""
    loose: list[Glyph] = []
    last: Glyph | None = None
    box: Box | None = None
    for glyph in glyphs:
        if not (last and box and glyph.text in _CLOSING and _follows(last, glyph)):
            x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
            box = next((found for grid in grids if (found := grid.find(x, y))), None)
        (loose if box is None else box.glyphs).append(glyph)
        last = glyph
    return loose


def _follows(last: Glyph, glyph: Glyph) -> bool:
    beside = last.top < glyph.bottom and glyph.top < last.bottom
    return beside and abs(glyph.left - last.right) < last.size


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Pieces of one line put together."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at <= NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    result = []
    for pieces in lines:
        at = sum(rule.at for rule in pieces) / len(pieces)
        run: Rule | None = None
        for piece in sorted(pieces, key=lambda rule: rule.low):
            if run is not None and piece.low <= run.high + NEAR:
                run = Rule(at, run.low, max(run.high, piece.high))
                continue
            if run is not None:
                result.append(run)
            run = Rule(at, piece.low, piece.high)
        if run is not None:
            result.append(run)
    return result


def _touching(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that cross or meet one another."""
    group = list(range(len(across) + len(down)))

    def root(place: int) -> int:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    for i, line in enumerate(across):
        for j, other in enumerate(down, len(across)):
            meets = line.low - NEAR <= other.at <= line.high + NEAR and other.low - NEAR <= line.at <= other.high + NEAR
            if meets:
                group[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, line in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(down, len(across)):
        groups.setdefault(root(j), ([], []))[1].append(line)
    return list(groups.values())


def _places(own: list[Rule], other: list[Rule]) -> list[float]:
    """Where the grid is cut along one axis: at its lines, and where the other lines end beyond them (open sides)."""
    cuts = sorted(rule.at for rule in own)
    ends = sorted([min(rule.low for rule in other), max(rule.high for rule in other)])
    merged: list[float] = []
    for cut in sorted(cuts + [end for end in ends if all(abs(end - cut) > 2 * NEAR for cut in cuts)]):
        if not merged or cut - merged[-1] > NEAR:
            merged.append(cut)
    return merged


def _grid(across: list[Rule], down: list[Rule]) -> Grid:
    columns, rows = _places(down, across), _places(across, down)
    wide, high = len(columns) - 1, len(rows) - 1
    owner = {(row, column): (row, column) for row in range(high) for column in range(wide)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while owner[place] != place:
            place = owner[place]
        return place

    def merge(one: tuple[int, int], other: tuple[int, int]) -> None:
        first, second = sorted((root(one), root(other)))
        owner[second] = first

    for row in range(high):
        middle = (rows[row] + rows[row + 1]) / 2
        walls = [rule.at for rule in down if rule.low - NEAR <= middle <= rule.high + NEAR]
        for column in range(1, wide):
            if not any(abs(at - columns[column]) <= NEAR for at in walls):
                merge((row, column - 1), (row, column))
    for column in range(wide):
        middle = (columns[column] + columns[column + 1]) / 2
        walls = [rule.at for rule in across if rule.low - NEAR <= middle <= rule.high + NEAR]
        for row in range(1, high):
            if not any(abs(at - rows[row]) <= NEAR for at in walls):
                merge((row - 1, column), (row, column))
    boxes: dict[tuple[int, int], Box] = {}
    box_at = {}
    for row, column in owner:
        top, left = root((row, column))
        box = boxes.setdefault((top, left), Box(top, left, 1, 1, columns[left], columns[left + 1]))
        box.row_span = max(box.row_span, row - top + 1)
        if column - left + 1 > box.column_span:
            box.column_span, box.right = column - left + 1, columns[column + 1]
        box_at[row, column] = box
    return Grid(columns, rows, list(boxes.values()), box_at)
