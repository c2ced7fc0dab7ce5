"""What a format reader hands to the grammar: one decoded text, and where its pages, tables and furniture stand in it.

Every offset of a reading counts characters of `Source.text`, before any cleaning. `bihuan read --text FILE` prints
exactly this text, so a span can always be shown on the original.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


class UnreadableError(Exception):
    """A file that cannot be read. `why` says what is wrong with it, `remedy` what the person who sent it can do.

    Both are Chinese msgids with `%(name)s` places that `params` fills: translate first, fill in after. `str()` is the
    filled Chinese sentence.
    """

    def __init__(self, why: str, remedy: str, **params: str | int) -> None:
        super().__init__(why, remedy)
        self.why = why
        self.remedy = remedy
        self.params: Mapping[str, str | int] = params

    def __str__(self) -> str:
        return f"{self.why}{self.remedy}" % self.params if self.params else f"{self.why}{self.remedy}"


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know of how a file was read: a Chinese msgid and what fills its `%(name)s` places."""

    text: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


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
    """A grid that the format itself knows (docx, xlsx, html, ruled PDF). A merged cell stands once, at its top left;
    an empty cell is not listed. A table inside a cell follows its outer table and lies within that cell."""

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
    `notes` tells what a person should know (hidden rows that were read, a sheet that was empty, formulas whose stored
    value was taken). `unsure` holds the characters that were recognised in a picture with little confidence. `headline`
    is what a web page itself marks as its title."""

    name: str
    sha256: str
    media: str
    text: str
    pages: tuple[Page, ...]
    tables: tuple[Table, ...] = ()
    furniture: tuple[Span, ...] = ()
    notes: tuple[Note, ...] = ()
    unsure: tuple[Span, ...] = ()
    headline: Span | None = None
