"""Workbooks in: every cell with its place, nothing left out, merged cells filled."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineSheet, CalamineWorkbook

from bihuan.reading.formats.layout import Layout
from bihuan.reading.formats.text import decode, sniff_delimiter
from bihuan.reading.isolation import open_isolated
from bihuan.reading.limits import Limits
from bihuan.reading.source import Note, UnreadableError

Cell = str | date
HEADER_SEARCH = 30


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it stands: `rows[0][0]` is A1. Cells are texts, or days where the workbook keeps days."""

    name: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Book:
    grids: tuple[Grid, ...]
    notes: tuple[Note, ...]


def read_book(data: bytes, name: str) -> Book:
    """The sheets of an xlsx, xls or csv file. Raises UnreadableError for what is broken, too large, or no table."""
    # A hostile file ends a child, not the pages; what passes is small enough to be taken apart here.
    source = open_isolated(data, name)
    if "spreadsheet" in source.media or "excel" in source.media:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        grids = [_sheet(book.get_sheet_by_name(title)) for title in book.sheet_names]
    elif "csv" in source.media or name.lower().endswith((".csv", ".tsv")):
        text = decode(data, Layout(Limits())).removeprefix("\ufeff")
        lines = csv.reader(io.StringIO(text), delimiter=sniff_delimiter(text))
        grids = [Grid(name, [[value.strip() for value in line] for line in lines])]
    else:
        raise UnreadableError("这个文件不是表格。", "请上传 xlsx、xls 或 csv 格式的台账；督察文件请到“文件登记”上传。")
    filled = tuple(grid for grid in grids if any(cell != "" for row in grid.rows for cell in row))
    return Book(filled, source.notes)


def header_row_of(grid: Grid, known: Sequence[str]) -> int:
    """The likeliest header: among the first rows the one with most cells that a field goes by, then with most cells."""

    def likeness(at: int) -> tuple[int, int, int]:
        texts = [str(cell) for cell in grid.rows[at] if cell != ""]
        return sum(label(text) in known for text in texts), len(set(texts)), -at

    return max(range(min(HEADER_SEARCH, len(grid.rows))), key=likeness, default=0)


def label(text: str) -> str:
    """A header without what varies: spaces, line breaks, brackets with units."""
    bare = "".join(text.split()).replace("（", "(").partition("(")[0]
    return bare.strip("：:*＊").lower()


def a1(row: int, column: int) -> str:
    """The name of a cell as spreadsheet programs show it: a1(2, 3) → "D3"."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _sheet(sheet: CalamineSheet) -> Grid:
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                rows[row][column] = rows[top][left]
    return Grid(sheet.name, rows)


def _cell(value: int | float | str | bool | time | date | datetime | timedelta) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip()
