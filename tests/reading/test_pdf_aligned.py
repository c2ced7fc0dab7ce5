"""PDF tables without vertical lines: white space alone parts their columns."""

import pytest
from reportlab.lib import colors
from reportlab.platypus import Paragraph, Spacer, TableStyle

from bihuan.reading import open_source, read
from tests.reading.documents import HEADER, INTRODUCTION, TITLE, entries, paragraph_style, pdf_of, pdf_table

WIDTHS = (30, 130, 80, 140, 75, 55)
MIDDLE = ("VALIGN", (0, 0), (-1, -1), "MIDDLE")
ACROSS = (("LINEABOVE", (0, 0), (-1, 0), 0.5, colors.black), ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black))
THREE = (
    ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
    ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
)


def plan(count: int, *lines: object) -> bytes:
    table = pdf_table([HEADER, *(entry.row() for entry in entries(count))], WIDTHS)
    table._linecmds = []  # the grid that it is made with
    table.setStyle(TableStyle(lines))
    right = paragraph_style(12, alignment=2)
    head = [
        Paragraph(TITLE, paragraph_style(18, alignment=1)),
        Spacer(1, 12),
        Paragraph(INTRODUCTION, paragraph_style(12)),
    ]
    foot = [Spacer(1, 24), Paragraph("临澜市整改办", right), Paragraph("2026年8月12日", right)]
    return pdf_of([*head, Spacer(1, 12), table, *foot])


@pytest.mark.parametrize("count", [6, 30])
@pytest.mark.parametrize("lines", [(), (MIDDLE,), ACROSS, (*ACROSS, MIDDLE), THREE, (*THREE, MIDDLE)])
def test_columns_that_only_white_space_parts_are_read_cell_by_cell(lines: tuple[object, ...], count: int) -> None:
    source = open_source(plan(count, *lines), "a.pdf")
    reading = read(source)
    assert [(table.rows, table.columns) for table in source.tables] == [(count + 1, 6)]
    found = [
        (item.problem.text.rstrip("。"), item.deadline and item.deadline.date, tuple(unit.text for unit in item.units))
        for item in reading.items
    ]
    assert found == [(entry.problem.rstrip("。"), entry.deadline, entry.units) for entry in entries(count)]
    assert reading.issued == "2026-08-12", "what stands below the table is none of it"


@pytest.mark.parametrize(
    "lines",
    [
        ["联系人：江一舟    电话：0000-0000000    传真：0000-0000001"] * 4,
        ["沈砚秋  谭若水  江一舟", "各县区要提高站位，压实整改责任，按照清单要求逐项推进，确保按期完成各项任务。" * 3],
    ],
)
def test_wide_spaces_in_running_text_make_no_table(lines: list[str]) -> None:
    story = [Paragraph(line.replace("  ", "&nbsp;" * 6), paragraph_style(12)) for line in [TITLE, *lines]]
    assert open_source(pdf_of(story), "a.pdf").tables == ()
