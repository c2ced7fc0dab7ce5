"""Sources and bodies made from plain text, for tests of the grammar."""

import hashlib

from bihuan.reading import Reading, Source, read
from bihuan.reading.body import Body
from bihuan.reading.cleaning import clean
from bihuan.reading.document import Document
from bihuan.reading.source import Cell, Page, Table
from bihuan.reading.who.units import OfficeTerms


def source_of(text: str, tables: tuple[Table, ...] = ()) -> Source:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Source("样本.txt", digest, "text/plain", text, (Page(1, 0, len(text)),), tables)


def reading_of(text: str) -> Reading:
    return read(source_of(text))


def body_of(text: str) -> Body:
    return Body(clean(text).cleaned)


def document_of(text: str) -> Document:
    return Document(source_of(text), body_of(text), OfficeTerms())


def table_source(rows: list[list[str]], spans: dict[tuple[int, int], tuple[int, int]] | None = None) -> Source:
    """A source of one table, laid out as the format readers do; `spans` gives (rows, columns) of merged cells."""
    lines: list[str] = []
    cells: list[Cell] = []
    start = 0
    for r, row in enumerate(rows):
        at = start
        for c, value in enumerate(row):
            if value:
                height, width = (spans or {}).get((r, c), (1, 1))
                cells.append(Cell(r, c, at, at + len(value), height, width))
            at += len(value) + len(" | ")
        lines.append(" | ".join(row).rstrip(" |"))
        start += len(lines[-1]) + 1
    text = "\n".join(lines) + "\n"
    table = Table(0, len(text) - 1, len(rows), max(len(row) for row in rows), tuple(cells))
    return source_of(text, (table,))
