"""What a format reader hands to the grammar: one decoded text, and where its pages, tables and furniture stand in it.

Every offset of a reading counts characters of `Source.text`, before any cleaning. `bihuan read --text FILE` prints
exactly this text, so a span can always be shown on the original.
"""

from dataclasses import dataclass


class UnreadableError(Exception):
    """A file that cannot be read. `why` says what is wrong with it, `remedy` what the person who sent it can do."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(f"{why} {remedy}")
        self.why = why
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters of `Source.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a PDF, or a sheet of a workbook; one page for texts that know no pages. Numbers start at 1."""

    number: int
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell by its top left place in the grid (from 0), what it covers when merged, and its characters."""

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A grid that the format itself knows (docx, xlsx, html, ruled PDF). A merged cell stands once, at its top left."""

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    name: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """One document as decoded. `furniture` holds headers, footers and page numbers, which belong to no entry;
    `notes` tells in Chinese what a person should know (hidden rows that were read, a sheet that was empty, formulas
    whose stored value was taken)."""

    name: str
    sha256: str
    media: str
    text: str
    pages: tuple[Page, ...]
    tables: tuple[Table, ...] = ()
    furniture: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
