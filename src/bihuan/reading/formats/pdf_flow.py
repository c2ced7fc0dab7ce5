"""The text of pages one behind the other: paragraphs and tables that run on, and what repeats on every page apart."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bihuan.reading.expressions import expression
from bihuan.reading.formats.layout import COLUMN_GAP, UNSURE, GridCell, Layout
from bihuan.reading.formats.page import RawPage
from bihuan.reading.formats.pdf_columns import in_columns
from bihuan.reading.formats.pdf_grid import Grid, fill, find_grids
from bihuan.reading.formats.pdf_lines import Line, Margins, cell_text, continues, glue, margins_of, to_lines

EDGE = 0.12  # share of the page's height, at the top and at the foot, where headers and page numbers stand
PAGE_NUMBER = expression(r"[-—–－·\s]*第?\s*\d{1,4}\s*页?\s*(?:[,，/]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·\s]*\Z")
EDGE_LINES = 3
SAME_COLUMN = 4.0
NARROWEST = 0.6  # of a picture's width: lines that wrap reach further to the right


def lay_out_pages(layout: Layout, pages: list[RawPage]) -> None:
    """Writes pages into a layout: paragraphs and tables run on over them, headers and footers stand aside."""
    _Flow(layout).run([_arranged(page) for page in pages])


@dataclass(slots=True)
class Arranged:
    """A page as lines and tables in reading order, and what stands at its edges."""

    number: int
    top: float
    bottom: float
    width: float
    blocks: list[Line | Grid]

    def edge_lines(self) -> Iterator[list[Line]]:
        """The lines near the upper edge, then those near the lower one, each from the outside inwards."""
        height = (self.bottom - self.top) * EDGE
        lines = [block for block in self.blocks if isinstance(block, Line)]
        yield [line for line in lines if line.bottom < self.top + height][:EDGE_LINES]
        yield [line for line in reversed(lines) if line.top > self.bottom - height][:EDGE_LINES]


def _arranged(page: RawPage) -> Arranged:
    grids = find_grids(page)
    loose = fill(grids, page.glyphs)
    grids = [grid for grid in grids if any(box.glyphs for box in grid.boxes)]
    blocks: list[Line | Grid] = [*in_columns(loose, to_lines(loose))]
    for grid in grids:
        at = next((at for at, block in enumerate(blocks) if block.top >= grid.top), len(blocks))
        blocks.insert(at, grid)
    return Arranged(page.number, page.top, page.bottom, page.width, blocks)


def _furniture(pages: list[Arranged]) -> set[int]:
    """Which lines, by identity, are headers, footers and page numbers.

    A header stands at the same height on at least half of the pages, digits aside; only such lines and page numbers
    may stand further out than it.
    """
    counts = Counter(key for page in pages for lines in page.edge_lines() for key in set(map(_habit, lines)))
    found = set()
    for page in pages:
        for lines in page.edge_lines():
            for line in lines:
                count = counts[_habit(line)]
                if not (PAGE_NUMBER.match(line.text) or (count > 1 and count * 2 >= len(pages))):
                    break
                found.add(id(line))
    return found


def _habit(line: Line) -> tuple[str, int]:
    return re.sub(r"[\d\s]+", "", line.text), round(line.top / 4)


@dataclass(slots=True)
class TableSoFar:
    """A table that may go on over the page break."""

    columns: list[float]
    rows: list[list[GridCell]]
    pages_at_row: dict[int, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Flow:
    """Writes the pages' blocks; page breaks and furniture wait until the open paragraph or table has ended."""

    layout: Layout
    margins: Margins = field(default_factory=lambda: margins_of([]))
    paragraph: list[Line] = field(default_factory=list)
    table: TableSoFar | None = None
    waiting: list[int | str] = field(default_factory=list)
    breaks: dict[int, list[int]] = field(default_factory=dict)

    def run(self, pages: list[Arranged]) -> None:
        furniture = _furniture(pages)
        self.margins = margins_of([block for page in pages for block in page.blocks if isinstance(block, Line)])
        # On a picture of short lines none of them reaches the margin, so none of them wraps.
        margin = NARROWEST * max((page.width for page in pages), default=0.0)
        self.margins = replace(self.margins, right=max(self.margins.right, margin))
        for page in pages:
            self.waiting.append(page.number)
            first = True
            for block in page.blocks:
                if isinstance(block, Grid):
                    self._grid(block, first)
                elif id(block) in furniture:
                    self.waiting.append(block.text)
                    continue
                else:
                    self._line(block, first)
                first = False
        self._end()
        self._release(at_last=True)

    def _line(self, line: Line, first: bool) -> None:
        if self.paragraph and continues(self.paragraph[-1], line, line.margins or self.margins, not first):
            if first:
                self.breaks[len(self.paragraph)] = self._take_pages()
        else:
            self._end()
        self.paragraph.append(line)

    def _grid(self, grid: Grid, first: bool) -> None:
        rows = grid_rows(grid)
        if first and self.table and same_columns(self.table.columns, grid.columns):
            self._go_on(self.table, rows)
            return
        self._end()
        self.table = TableSoFar(grid.columns, rows)

    def _go_on(self, table: TableSoFar, rows: list[list[GridCell]]) -> None:
        repeated = 0
        while repeated < min(len(rows), len(table.rows)) and row_texts(rows[repeated]) == row_texts(
            table.rows[repeated]
        ):
            self.waiting.append(COLUMN_GAP.join(filter(None, row_texts(rows[repeated]))))
            repeated += 1
        rows = rows[repeated:]
        if rows and is_rest_of_row(table.rows[-1], rows[0]):
            join_rows(table.rows[-1], rows[0])
            rows = rows[1:]
        if rows:
            table.pages_at_row[len(table.rows)] = self._take_pages()
        for row in rows:
            for cell in row:
                cell.row = len(table.rows)
            table.rows.append(row)

    def _take_pages(self) -> list[int]:
        """The page breaks that wait, to be set inside what goes on; furniture waits on."""
        pages = [item for item in self.waiting if isinstance(item, int)]
        self.waiting = [item for item in self.waiting if isinstance(item, str)]
        return pages

    def _end(self) -> None:
        if self.table:
            self.layout.table([c for row in self.table.rows for c in row], pages_at_row=self.table.pages_at_row)
        before = ""
        for place, line in enumerate(self.paragraph):
            for page in self.breaks.get(place, ()):
                self.layout.begin_page(page)
            self.layout.write(glue(before, line.text) + line.text if place else line.text)
            before = line.text
        if self.paragraph:
            self.layout.write("\n")
        self.table, self.paragraph, self.breaks = None, [], {}
        self._release()

    def _release(self, at_last: bool = False) -> None:
        """Set the page breaks and furniture that wait; a header waits until the text has begun with its title."""
        waiting, self.waiting = self.waiting, []
        for item in waiting:
            if isinstance(item, int):
                self.layout.begin_page(item)
            elif self.layout.length or at_last:
                self.layout.aside(item)
            else:
                self.waiting.append(item)


def grid_rows(grid: Grid) -> list[list[GridCell]]:
    """The cells that begin in each row; none where merged cells cover it all."""
    rows: list[list[GridCell]] = [[] for _ in range(len(grid.rows) - 1)]
    for box in sorted(grid.boxes, key=lambda box: (box.row, box.column)):
        text = cell_text(box.glyphs, box.left, box.right)
        rows[box.row].append(GridCell(box.row, box.column, text, box.row_span, box.column_span))
    return rows


def row_texts(row: list[GridCell]) -> list[str]:
    return ["".join(str(cell.content).replace(UNSURE, "").split()) for cell in row]


def same_columns(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < SAME_COLUMN for a, b in zip(one, other, strict=True))


def is_rest_of_row(above: list[GridCell], row: list[GridCell]) -> bool:
    """A row cut by the page break goes on without its number, in columns that its first half has."""
    if not row or len(row) != len(above) or not above[0].content or row[0].content:
        return False
    return any(cell.content for cell in row) and all(
        up.content for up, cell in zip(above, row, strict=True) if cell.content
    )


def join_rows(above: list[GridCell], row: list[GridCell]) -> None:
    for up, cell in zip(above, row, strict=True):
        before, after = str(up.content), str(cell.content)
        up.content = before + glue(before, after) + after
