"""Builds the one text of a document, and notes where its pages, tables, cells and furniture stand in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bihuan.reading.limits import Limits
from bihuan.reading.source import Cell, Note, Page, Source, Span, Table

COLUMN_GAP = " | "
# Stands before a character that was recognised with little confidence, until the text is written. It is a code point
# that Unicode keeps for uses inside a program, so no document has it.
UNSURE = "\ufdd0"


@dataclass(slots=True)
class GridCell:
    """A cell before it has characters in the text; its content is text, or a layout of its own (tables inside it)."""

    row: int
    column: int
    content: "str | Layout"
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class Layout:
    """Text under construction. Whatever is added stands on lines of its own."""

    limits: Limits = field(default_factory=Limits)
    parts: list[str] = field(default_factory=list)
    length: int = 0
    page_starts: list[Page] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    furniture: list[Span] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unsure: list[Span] = field(default_factory=list)
    headline: Span | None = None

    def write(self, text: str) -> Span:
        """Add characters as they are and tell where they stand."""
        if UNSURE in text:
            text = self._marked(text)
        self.limits.check_characters(self.length + len(text))
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return Span(start, self.length)

    def _marked(self, text: str) -> str:
        """The text without its marks; where they stood is kept, neighbours as one span."""
        first, *rest = text.split(UNSURE)
        at = self.length + len(first)
        for piece in rest:
            if piece and self.unsure and self.unsure[-1].end == at:
                self.unsure[-1] = Span(self.unsure[-1].start, at + 1)
            elif piece:
                self.unsure.append(Span(at, at + 1))
            at += len(piece)
        return first + "".join(rest)

    def line(self, text: str) -> Span:
        span = self.write(text)
        self.write("\n")
        return span

    def aside(self, text: str) -> None:
        """A line that belongs to no entry: header, footer, page number, navigation."""
        if text.strip():
            self.furniture.append(self.line(text))

    def note(self, text: str, **params: str | int) -> None:
        self.notes.append(Note(text, params))

    def begin_page(self, number: int, name: str = "") -> None:
        """Start a page here; it ends where the next one starts."""
        self.page_starts.append(Page(number, self.length, self.length, name))

    @property
    def page_number(self) -> int:
        return self.page_starts[-1].number if self.page_starts else 1

    def table(
        self, grid: Sequence[GridCell], name: str = "", pages_at_row: Mapping[int, Sequence[int]] | None = None
    ) -> None:
        """A table in reading order: a row a line, its cells parted by " | ", empty cells at the end left out.

        `pages_at_row` names the rows that begin a new page (after empty ones: several).
        """
        if all(is_blank(cell.content) for cell in grid):
            return
        start, place, page, cells = self.length, len(self.tables), self.page_number, list[Cell]()
        rows: dict[int, list[GridCell]] = {}
        for cell in sorted(grid, key=lambda cell: (cell.row, cell.column)):
            rows.setdefault(cell.row, []).append(cell)
        for number, row in rows.items():
            for begun in (pages_at_row or {}).get(number, ()):
                self.begin_page(begun)
            cells += self._row(row)
        height = max(cell.row + cell.row_span for cell in grid)
        width = max(cell.column + cell.column_span for cell in grid)
        self.tables.insert(place, Table(start, self.length - 1, height, width, tuple(cells), name, page))

    def _row(self, row: list[GridCell]) -> list[Cell]:
        while row and is_blank(row[-1].content):
            row = row[:-1]
        cells = []
        for place, cell in enumerate(row):
            if place:
                self.write(COLUMN_GAP)
            span = self._content(cell.content)
            if span.end > span.start:
                cells.append(Cell(cell.row, cell.column, span.start, span.end, cell.row_span, cell.column_span))
        if row:
            self.write("\n")
        return cells

    def _content(self, content: "str | Layout") -> Span:
        if isinstance(content, str):
            return self.write(content.strip())
        start = self.length
        self.tables += [shift(table, start, self.page_number) for table in content.tables]
        return self.write(content.text().rstrip())

    def text(self) -> str:
        return "".join(self.parts)

    def source(self, name: str, sha256: str, media: str) -> Source:
        return Source(
            name=name,
            sha256=sha256,
            media=media,
            text=self.text(),
            pages=tuple(self._pages()),
            tables=tuple(self.tables),
            furniture=tuple(self.furniture),
            notes=tuple(self.notes),
            unsure=tuple(self.unsure),
            headline=self.headline,
        )

    def _pages(self) -> list[Page]:
        starts = self.page_starts or [Page(1, 0, 0)]
        ends = [page.start for page in starts[1:]] + [self.length]
        return [replace(page, end=end) for page, end in zip(starts, ends, strict=True)]


def is_blank(content: str | Layout) -> bool:
    return not (content if isinstance(content, str) else content.text()).strip()


def shift(table: Table, by: int, page: int) -> Table:
    cells = tuple(replace(cell, start=cell.start + by, end=cell.end + by) for cell in table.cells)
    return replace(table, start=table.start + by, end=table.end + by, cells=cells, page=page)
