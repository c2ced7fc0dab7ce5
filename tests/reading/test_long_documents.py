"""Long documents whose labels are known by construction, read from bytes to entries."""

import io
import tracemalloc
from collections.abc import Callable

import pytest
import xlsxwriter

from bihuan.reading import open_source, read
from bihuan.reading.result import Reading
from tests.reading.documents import TITLE, Entry, docx_plan, entries, pdf_plan, xlsx_ledger


def reading_of(data: bytes) -> Reading:
    source = open_source(data, "整改方案")
    reading = read(source)
    for item in reading.items:
        assert source.text[item.problem.start : item.problem.end].replace("\n", "") == item.problem.text
        for unit in item.units:
            assert source.text[unit.start : unit.end] == unit.text
    return reading


def assert_read(reading: Reading, rows: list[Entry]) -> None:
    assert len(reading.items) == len(rows)
    for item, entry in zip(reading.items, rows, strict=True):
        assert item.number is not None
        assert item.deadline is not None
        assert item.goal is not None
        found = (item.number.text, item.problem.text.rstrip("。"), item.goal.text.rstrip("。"))
        assert found == (entry.number, entry.problem.rstrip("。"), entry.goal.rstrip("。"))
        assert tuple(unit.text for unit in item.units) == entry.units
        assert (item.deadline.date, item.deadline.year) == (entry.deadline, "stated")


def test_a_word_plan_of_thirty_rows() -> None:
    reading = reading_of(docx_plan(entries(30)))
    assert_read(reading, entries(30))
    assert reading.kind == "plan"
    assert reading.title is not None
    assert reading.title.text == TITLE


def test_a_workbook_of_sixty_rows_on_two_sheets() -> None:
    assert_read(reading_of(xlsx_ledger(entries(60))), entries(60))


@pytest.mark.parametrize(("count", "pages"), [(115, 12), (400, 40)])
def test_a_pdf_plan_with_a_ruled_table_over_its_pages(count: int, pages: int) -> None:
    reading = reading_of(pdf_plan(entries(count), 3))
    assert reading.source.pages == pages
    assert_read(reading, entries(count))
    assert reading.title is not None
    assert reading.title.text == TITLE


HEADS = ["序号", "问题", "整改措施", "责任单位", "完成时限", "进展情况"]


def rows_of(count: int) -> list[list[str]]:
    """A ledger of short cells, no two problems alike."""
    units = ("县水务局", "北坡镇政府", "县住建局、县水务局")
    return [
        [
            str(k),
            f"白苇县北坡镇第{k}号沟渠污水直排，水体发黑。",
            "封堵排口2处。",
            units[k % 3],
            f"202{6 + k % 3}年{k % 12 + 1}月底前",
            "正在推进",
        ]
        for k in range(1, count + 1)
    ]


def as_csv(rows: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()


def as_html(rows: list[list[str]]) -> bytes:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><body><table>{lines}</table></body></html>".encode()


def as_xlsx(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


@pytest.mark.parametrize(("name", "made"), [("a.csv", as_csv), ("a.html", as_html), ("a.xlsx", as_xlsx)])
def test_a_row_of_a_long_table_costs_little_memory(name: str, made: Callable[[list[list[str]]], bytes]) -> None:
    """60,000 rows are to be read with 600 MB, of which the program itself takes 100."""
    count = 1000
    read(open_source(made([HEADS, *rows_of(20)]), name))  # what is loaded once does not count
    data = made([HEADS, *rows_of(count)])
    tracemalloc.start()
    try:
        reading = read(open_source(data, name))
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(reading.items) == count
    assert most / count < 500_000_000 / 60_000
