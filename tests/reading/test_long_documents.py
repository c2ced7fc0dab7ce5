"""Long documents whose labels are known by construction, read from bytes to entries."""

import pytest

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
