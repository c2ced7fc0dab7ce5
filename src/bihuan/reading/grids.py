"""The sheets of a workbook cell by cell, each at its place: for tables whose columns a person explains, such as an office's
own ledger. Merged cells are filled."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineSheet, CalamineWorkbook

from bihuan.reading.formats.layout import Layout
from bihuan.reading.formats.sheet import calamine_failures
from bihuan.reading.formats.text import decode, sniff_delimiter
from bihuan.reading.limits import Limits
from bihuan.reading.source import Note, Source, UnreadableError

Cell = str | date
AREA = 8  # an empty place costs about an eighth of a filled cell


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it stands: `rows[0][0]` is A1. Cells are texts, or days where the workbook keeps days; a row ends with
    its last filled cell."""

    name: str
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets in which something stands, and what a person should know of how they were read."""

    grids: tuple[Grid, ...]
    notes: tuple[Note, ...]


def grids_of(data: bytes, source: Source, limits: Limits) -> list[Grid]:
    """The filled sheets of the file that `source` was read from. Raises UnreadableError for what is no table or too large.

    The library lays a whole rectangle out in memory: for a stranger's file call `isolation.open_grids` instead.
    """
    if "spreadsheet" in source.media or "excel" in source.media:
        with calamine_failures():
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            sheets = [_Sheet(limits).read(book.get_sheet_by_name(name)) for name in book.sheet_names]
    elif "csv" in source.media or source.name.lower().endswith((".csv", ".tsv")):
        text = decode(data, Layout(limits)).removeprefix("\ufeff")
        lines = csv.reader(io.StringIO(text), delimiter=sniff_delimiter(text))
        sheets = [Grid(source.name, [[value.strip() for value in line] for line in lines])]
    else:
        raise UnreadableError("这个文件不是表格。", "请上传 xlsx、xls 或 csv 格式的台账；督察文件请到“文件登记”上传。")
    return [grid for grid in sheets if any(cell != "" for row in grid.rows for cell in row)]


@dataclass(slots=True)
class _Sheet:
    """One sheet under construction, and what it costs so far."""

    limits: Limits
    rows: list[list[Cell]] = field(default_factory=list)
    places: int = 0
    characters: int = 0

    def read(self, sheet: CalamineSheet) -> Grid:
        top, left = sheet.start or (0, 0)
        self.rows = [[] for _ in range(top)]
        for values in sheet.to_python():
            row = [_cell(value) for value in values]
            while row and row[-1] == "":
                row.pop()
            self._count(left + len(row) if row else 0, sum(len(cell) for cell in row if isinstance(cell, str)))
            self.rows.append([*[""] * left, *row] if row else row)
        width = max(map(len, self.rows), default=0)
        for first, last in sheet.merged_cell_ranges or []:
            self._fill(first, last, width)
        return Grid(sheet.name, self.rows)

    def _fill(self, first: tuple[int, int], last: tuple[int, int], width: int) -> None:
        (top, left), (bottom, right) = first, (min(last[0], len(self.rows) - 1), min(last[1], width - 1))
        value = self.rows[top][left] if top < len(self.rows) and left < len(self.rows[top]) else ""
        if value == "" or bottom < top or right < left:
            return
        covered = (bottom - top + 1) * (right - left + 1)
        self._count(covered, covered * len(value) if isinstance(value, str) else 0)
        for row in self.rows[top : bottom + 1]:
            row += [""] * (right + 1 - len(row))
            row[left : right + 1] = [value] * (right + 1 - left)

    def _count(self, places: int, characters: int) -> None:
        self.places += places
        self.characters += characters
        self.limits.check_cells(self.places // AREA)
        self.limits.check_characters(self.characters)


def _cell(value: int | float | str | bool | time | date | datetime | timedelta) -> Cell:
    if value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip()
