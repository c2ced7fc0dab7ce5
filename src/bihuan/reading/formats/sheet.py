"""Workbooks: what python-calamine reads, shown as a person sees it, with what a person would miss in the notes.

A survey of the raw file goes before it. It bounds the size (the library lays every sheet out as a full rectangle) and
finds what the library does not tell: hidden rows and columns, formulas without a value, how numbers are displayed.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from bihuan.reading.days.serials import LAST, day_of
from bihuan.reading.expressions import expression
from bihuan.reading.formats.blocks import Place, lay_out_sheet
from bihuan.reading.formats.layout import Layout
from bihuan.reading.formats.package import corrupt
from bihuan.reading.limits import Limits

Display = Literal["percent", "date", "month", "year"]
LARGEST_EXACT = 1e15
ROWS, COLUMNS = 1_048_576, 16_384
# Formats that Chinese Excel numbers and does not write down.
BUILT_IN_MONTHS = frozenset((17, 27, 36, 50, 52, 57))
BUILT_IN_DATES = frozenset((14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58))
BUILT_IN_PERCENTS = frozenset((9, 10))
LITERALS = expression(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass(slots=True)
class Survey:
    """One sheet before it is read. `boxes` are the text boxes over its cells by the row at which they begin."""

    limits: Limits
    top: int = ROWS
    left: int = COLUMNS
    bottom: int = -1
    right: int = -1
    filled: int = 0
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    formulas: int = 0
    unstored: int = 0
    errors: int = 0
    displays: dict[Place, Display] = field(default_factory=dict)
    used_columns: set[int] = field(default_factory=set)
    boxes: list[tuple[int, str]] = field(default_factory=list)
    comments: int = 0

    def see(self, row: int, column: int) -> None:
        """A cell with something in it."""
        if not (0 <= row < ROWS and 0 <= column < COLUMNS):
            raise corrupt()
        self.filled += 1
        self.limits.check_cells(self.filled)
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)
        self.used_columns.add(column)

    def check_area(self) -> None:
        """Few cells far apart cost as much as a full sheet."""
        if self.bottom >= 0:
            self.limits.check_cells((self.bottom - self.top + 1) * (self.right - self.left + 1) // 8)


@dataclass(slots=True)
class Book:
    """The surveys by sheet name, and whether days count from 1904."""

    surveys: dict[str, Survey]
    from_1904: bool = False


def display_of(number_format: int, code: str) -> Display | None:
    """How Excel shows a number of this format, where the bare number would mislead."""
    if number_format in BUILT_IN_PERCENTS:
        return "percent"
    if number_format in BUILT_IN_MONTHS:
        return "month"
    if number_format in BUILT_IN_DATES:
        return "date"
    bare = LITERALS.sub("", code.split(";")[0]).lower()
    if "%" in bare:
        return "percent"
    if "general" in bare or re.search(r"[0#?]", bare) or not re.search(r"[ymd]", bare):
        return None
    if "d" in bare:
        return "date"
    if "y" in bare:
        return "month" if "m" in bare else "year"
    return None


def lay_out_workbook(file: io.BytesIO, book: Book, limits: Limits) -> Layout:
    """What the library may see must have been surveyed: it lays out full rectangles, and memory it cannot get ends
    the process."""
    for surveyed in book.surveys.values():
        surveyed.check_area()
    with calamine_failures():
        return _lay_out(load_workbook(file), book, Layout(limits))


@contextmanager
def calamine_failures() -> Iterator[None]:
    """The library's errors, and its panics, which are no ordinary exceptions, as a reason a person understands."""
    try:
        yield
    except CalamineError as error:
        raise corrupt() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise corrupt() from error
        raise


def _lay_out(workbook: CalamineWorkbook, book: Book, layout: Layout) -> Layout:
    for number, meta in enumerate(workbook.sheets_metadata, 1):
        layout.begin_page(number, meta.name)
        survey = book.surveys.get(meta.name)
        if meta.typ != SheetTypeEnum.WorkSheet or survey is None:
            layout.note("工作表“%(sheet)s”不是数据表（图表或宏），没有读入。", sheet=meta.name)
            continue
        cells, merged = _cells(workbook.get_sheet_by_name(meta.name), survey, book.from_1904)
        lay_out_sheet(layout, cells, merged, meta.name, survey.boxes)
        _note(layout, meta.name, meta.visible != SheetVisibleEnum.Visible, survey)
    return layout


def _cells(sheet: CalamineSheet, survey: Survey, from_1904: bool) -> tuple[dict[Place, str], dict[Place, Place]]:
    cells: dict[Place, str] = {}
    if survey.bottom < 0:
        return cells, {}
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(), top):
        for column, value in enumerate(values, left):
            text = "" if value == "" else value_text(value, survey.displays.get((row, column)), from_1904)
            if text:
                cells[row, column] = text
    ranges = sheet.merged_cell_ranges or []
    return cells, {(a, b): (c - a + 1, d - b + 1) for (a, b), (c, d) in ranges if c >= a and d >= b}


def value_text(value: Any, display: Display | None = None, from_1904: bool = False) -> str:
    """A value as written: ISO dates, whole numbers without .0, percentages and months as the sheet shows them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return _number_text(value, display, from_1904)
    if isinstance(value, dt.datetime):
        return _date_text(value.date(), display) if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return _date_text(value, display)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()


def _number_text(value: float, display: Display | None, from_1904: bool) -> str:
    if display in ("date", "month", "year") and 0 < value < LAST + 1:
        return _date_text(day_of(value, from_1904=from_1904), display)
    if display == "percent":
        return f"{_plain(value * 100)}%"
    return _plain(value)


def _plain(value: float) -> str:
    """Up to 15 digits, as Excel keeps them; never with an exponent."""
    if abs(value) < LARGEST_EXACT and value == int(value):
        return str(int(value))
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.15f}".rstrip("0").rstrip(".")


def _date_text(day: dt.date, display: Display | None) -> str:
    if display == "month":
        return f"{day.year}年{day.month}月"
    return f"{day.year}年" if display == "year" else day.isoformat()


def _note(layout: Layout, sheet: str, hidden: bool, survey: Survey) -> None:
    columns = len(survey.hidden_columns & survey.used_columns)
    for told, text, count in (
        (hidden, "工作表“%(sheet)s”是隐藏的，已照常读入。", 1),
        (survey.hidden_rows, "工作表“%(sheet)s”有 %(count)s 个隐藏行，已照常读入。", survey.hidden_rows),
        (columns, "工作表“%(sheet)s”有 %(count)s 个隐藏列，已照常读入。", columns),
        (
            survey.formulas > survey.unstored,
            "工作表“%(sheet)s”有 %(count)s 个公式，取的是文件中保存的计算结果。",
            survey.formulas - survey.unstored,
        ),
        (
            survey.unstored,
            "工作表“%(sheet)s”有 %(count)s 个公式没有保存计算结果，读成了空格；"
            "请用 Excel 或 WPS 打开并保存后重新上传。",
            survey.unstored,
        ),
        (survey.errors, "工作表“%(sheet)s”有 %(count)s 个单元格是错误值，读成了空格。", survey.errors),
        (survey.comments, "工作表“%(sheet)s”有 %(count)s 条批注，没有读入。", survey.comments),
        (survey.bottom < 0 and not survey.boxes, "工作表“%(sheet)s”是空的。", 1),
    ):
        if told:
            layout.note(text, sheet=sheet, count=count)
