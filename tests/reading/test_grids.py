"""Workbooks cell by cell: every cell at its place, merged ones filled, and no small file that lays out a huge rectangle."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from bihuan.reading.isolation import open_grids
from bihuan.reading.limits import Limits
from bihuan.reading.source import UnreadableError


def workbook(write: Callable[[Any], object]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"})
    write(book.add_worksheet("台账"))
    book.close()
    return file.getvalue()


def test_cells_stand_where_they_stood_and_days_stay_days() -> None:
    def write(sheet: Any) -> None:
        sheet.write(1, 2, "整改时限")
        sheet.write_datetime(3, 2, date(2026, 6, 30))
        sheet.write(3, 3, 12.0)
        sheet.write(3, 5, True)

    (grid,) = open_grids(workbook(write), "台账.xlsx").grids
    assert grid.name == "台账"
    assert grid.rows == [[], ["", "", "整改时限"], [], ["", "", date(2026, 6, 30), "12", "", "是"]]


def test_merged_cells_are_filled_as_far_as_anything_stands() -> None:
    def write(sheet: Any) -> None:
        sheet.write_row(0, 0, ["问题", "单位", "目标"])
        sheet.write_column(1, 0, ["甲", "乙"])
        sheet.merge_range(1, 1, 2, 1, "市水务局")
        sheet.merge_range(3, 0, 3, 16_000, "备注")

    (grid,) = open_grids(workbook(write), "台账.xlsx").grids
    assert grid.rows == [["问题", "单位", "目标"], ["甲", "市水务局"], ["乙", "市水务局"], ["备注"] * 3]


@pytest.mark.parametrize(("row", "column"), [(1_048_574, 16_382), (4000, 1000), (900_000, 4)])
def test_a_few_cells_in_a_far_corner_cost_no_more_than_they_are(row: int, column: int) -> None:
    def write(sheet: Any) -> None:
        sheet.write(row, column, "问题")
        sheet.write(row + 1, column, "甲")

    (grid,) = open_grids(workbook(write), "台账.xlsx").grids
    assert sum(map(len, grid.rows)) == 2 * (column + 1)
    assert grid.rows[row][column] == "问题"


def test_a_rectangle_or_merges_beyond_all_bounds_are_refused_with_what_would_help() -> None:
    def far(sheet: Any) -> None:
        sheet.write(0, 0, "问题")
        sheet.write(1_000_000, 16_000, "甲")

    def merged(sheet: Any) -> None:
        sheet.write_column(0, 99, ["末"] * 40)
        for at in range(40):
            sheet.merge_range(at, 0, at, 98, "长" * 1000)

    for write, limits in ((far, Limits()), (merged, Limits(characters=100_000))):
        with pytest.raises(UnreadableError) as refused:
            open_grids(workbook(write), "台账.xlsx", limits=limits)
        assert refused.value.remedy


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_rows_keep_every_cell_however_many_the_header_has(encoding: str) -> None:
    (grid,) = open_grids("问题,时限\n甲,2026年底,多出来的\n".encode(encoding), "台账.csv").grids
    assert grid.rows == [["问题", "时限"], ["甲", "2026年底", "多出来的"]]
