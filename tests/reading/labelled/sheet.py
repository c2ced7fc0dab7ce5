"""Blocks as a workbook: each sheet a list of blocks, texts as joined rows over the table's width."""

import io
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import xlsxwriter

from tests.reading.labelled.blocks import Block, Cell, Grid, Text


@dataclass(frozen=True)
class Sheet:
    """`hidden` names rows of the sheet, counted from 0."""

    name: str
    blocks: tuple[Block, ...]
    hidden: frozenset[int] = frozenset()


def render(sheets: list[Sheet], day_format: str = "yyyy/m/d") -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - a spreadsheet knows no zones
    day = book.add_format({"num_format": day_format})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        width = max(block.columns() for block in sheet.blocks if isinstance(block, Grid))
        at = 0
        for block in sheet.blocks:
            if isinstance(block, Grid):
                _table(page, block, at, day)
                at += len(block.rows)
            else:
                page.merge_range(at, 0, at, width - 1, block.text)
                at += 1
        for row in sheet.hidden:
            page.set_row(row, None, None, {"hidden": True})
    book.close()
    return stream.getvalue()


def sheets(parts: list[Block]) -> list[Sheet]:
    """A workbook of what a body says: a break starts a sheet; figures and days in cells become numbers and Excel days."""
    name, held, done = "Sheet1", list[Block](), list[Sheet]()
    for part in [*parts, Text("", "break")]:
        if not (isinstance(part, Text) and part.look == "break"):
            held.append(_typed(part))
            continue
        if held:
            done.append(Sheet(name, tuple(held)))
        name, held = part.text, []
    return done


def _typed(block: Block) -> Block:
    if isinstance(block, Text):
        return block
    return replace(block, rows=tuple(tuple(_value(cell) for cell in row) for row in block.rows))


def _value(cell: Cell) -> Cell:
    text = str(cell)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return int(text) if re.fullmatch(r"[1-9]\d{0,5}", text) else cell


def _table(page: Any, block: Grid, at: int, day: Any) -> None:
    joined = {(row, column): (height, width) for row, column, height, width in block.spans}
    for r, row in enumerate(block.rows):
        for c, value in enumerate(row):
            if value == "":
                continue
            if (r, c) in joined:
                height, width = joined[r, c]
                page.merge_range(at + r, c, at + r + height - 1, c + width - 1, "")
            _write(page, at + r, c, value, day)


def _write(page: Any, row: int, column: int, value: Cell, day: Any) -> None:
    if isinstance(value, date):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, str):
        page.write_string(row, column, value)
    else:
        page.write_number(row, column, value)
