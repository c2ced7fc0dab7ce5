"""The sample documents say what their expected items say, open again, and are the same for the same day."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pdfplumber
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bihuan.demo.city import load_city
from bihuan.demo.documents import Sample, sample_documents, write_documents
from bihuan.demo.documents.entries import Entry, due, entry_of, fill, load_entries, load_texts
from bihuan.demo.documents.noise import spoil
from bihuan.demo.records import DemoDataError
from tests.sampled import DAY, samples

TODAY = DAY
ENTRY_FILES = ("plan", "film", "assignment", "self")


@pytest.fixture(scope="module")
def documents() -> dict[str, tuple[Sample, bytes]]:
    return dict(samples())


def all_entries() -> Iterator[tuple[str, Entry]]:
    for name in ENTRY_FILES:
        yield from ((f"{name}:{entry.number}", entry) for entry in load_entries(name))


def word_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def sheet_text(content: bytes) -> str:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return "\n".join(str(value) for row in rows for value in row)


def text_of(sample: Sample, content: bytes) -> str:
    if sample.name.endswith(".docx"):
        return word_text(content)
    return sheet_text(content) if sample.name.endswith(".xlsx") else content.decode(sample.encoding)


def test_every_expected_item_stands_word_for_word_in_its_document(
    documents: dict[str, tuple[Sample, bytes]],
) -> None:
    for sample, content in documents.values():
        if sample.name.endswith(".pdf"):
            continue  # its lines are broken by the columns; the next test reads its tables
        text = text_of(sample, content)
        for item in sample.items:
            for wording in (item.problem, item.goal, item.deadline_text, item.status, *(u for u, _ in item.units)):
                assert wording in text, f"{sample.name}: {wording}"


def test_the_pdf_of_the_plan_is_what_the_texts_say_now() -> None:
    reportlab = pytest.importorskip("reportlab")
    assert reportlab
    from benchmarks.plan_pdf import TARGET, build

    assert TARGET.read_bytes() == build(), "run python -m benchmarks.plan_pdf after a change of the plan's texts"
    assert TARGET.stat().st_size < 150_000


def test_the_pdf_has_at_least_twelve_pages_and_repeats_its_header_over_a_ruled_table(
    documents: dict[str, tuple[Sample, bytes]],
) -> None:
    sample, content = documents["12-整改方案.pdf"]
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) >= 12
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    rows = [[(cell or "").replace("\n", "") for cell in row] for table in tables for row in table]
    assert rows.count(load_texts("plan_front")["columns"]) >= 10
    numbers = [row[0] for row in rows if row[0].isdigit()]
    assert numbers == [item.number for item in sample.items]


def test_the_plan_has_thirty_two_tasks_with_every_column_filled() -> None:
    entries = load_entries("plan")
    assert len(entries) == 32
    for entry in entries:
        assert entry.goal
        assert len(entry.measures) >= 2
        assert entry.persons
        assert entry.assist


def test_the_feedback_quotes_every_problem_of_the_plan_and_ends_with_the_statutory_duties(
    documents: dict[str, tuple[Sample, bytes]],
) -> None:
    feedback, content = documents["01-督察反馈意见.docx"]
    plan, _ = documents["02-整改方案.docx"]
    assert {item.problem for item in plan.items} < {item.problem for item in feedback.items}
    assert [item.deadline for item in feedback.items[-2:]] == ["P30WD", "P6M"]
    assert 3000 <= len(word_text(content)) <= 5000


def test_every_unit_person_and_site_a_document_names_is_in_the_city() -> None:
    city = load_city()
    for _, entry in all_entries():
        for name, _role in entry.units:
            assert city.unit_named(name)
        for person in entry.persons:
            assert city.person(person)
        for site in entry.sites:
            assert city.site(site)


def test_no_unit_accepts_or_supervises_its_own_work() -> None:
    for source, entry in all_entries():
        rectifying = {*entry.responsible, *entry.assist}
        assert entry.accept not in rectifying, source
        assert entry.supervise not in rectifying, source


def test_the_plan_mixes_the_ways_a_deadline_is_written() -> None:
    written = {due(entry.deadline, TODAY).text for entry in load_entries("plan")}
    assert "立行立改并长期坚持" in written
    assert "立行立改" in written
    assert any(text.endswith("月底前") for text in written)
    assert any(text.endswith("日前") for text in written)
    assert any(text.endswith("年底前") for text in written)
    assert any(text.endswith("日前，并长期坚持") for text in written)


def test_the_same_day_gives_the_same_bytes_and_another_day_other_ones() -> None:
    first, again = sample_documents(TODAY), sample_documents(TODAY)
    assert [content for _, content in first] == [content for _, content in again]
    later = sample_documents(TODAY + timedelta(days=40))
    floating = [sample.name for (sample, a), (_, b) in zip(first, later, strict=True) if a != b]
    assert len(floating) == len(first) - 1


def test_the_documents_are_written_into_a_folder(tmp_path: Path) -> None:
    samples = write_documents(tmp_path / "new" / "folder", TODAY)
    assert {path.name for path in (tmp_path / "new" / "folder").iterdir()} == {sample.name for sample in samples}
    assert len(samples) == 12


def test_one_report_is_saved_in_an_old_encoding(documents: dict[str, tuple[Sample, bytes]]) -> None:
    sample, content = documents["09-整改进展情况.txt"]
    assert sample.encoding == "gb18030"
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_the_ledger_keeps_its_hidden_row_its_merged_header_and_its_messy_days(
    documents: dict[str, tuple[Sample, bytes]],
) -> None:
    sample, content = documents["07-青砚区整改台账.xlsx"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == 2
    rows = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    assert rows[2][5] == "整改责任"
    assert rows[3][5:9] == ["牵头单位", "配合单位", "督导单位", "验收单位"]
    assert any(row[0] == "7" for row in rows)
    assert any(isinstance(row[9], date) for row in rows)
    assert any(item.deadline is None for item in sample.items)


def test_the_spoilt_news_still_holds_its_facts_but_no_item(documents: dict[str, tuple[Sample, bytes]]) -> None:
    sample, content = documents["10-会议新闻.txt"]
    text = content.decode()
    assert sample.items == ()
    for mark in ("環(huán)", "會(huì)", ",,", "分享到", "相关阅读"):
        assert mark in text


def test_a_reading_follows_every_occurrence_of_its_character() -> None:
    spoilt = spoil("环境，会议，环保，进展，环评", {"環": "huán"}, double_every=2)
    assert spoilt == "環(huán)境,會議,,環(huán)保,進展,,環(huán)評"


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-24, 24))
def test_a_month_deadline_is_the_last_day_of_its_month(today: date, months: int) -> None:
    limit = due(f"month{months:+d}", today)
    assert limit.day is not None
    assert (limit.day + timedelta(days=1)).day == 1
    assert (limit.day.year - today.year) * 12 + limit.day.month - today.month == months
    assert limit.text == f"{limit.day.year}年{limit.day.month}月底前"


@pytest.mark.parametrize("spec", ["soon", "day", "day+1, soon", "month1", "immediate, day+3", ""])
def test_an_unknown_deadline_is_refused(spec: str) -> None:
    with pytest.raises(DemoDataError):
        due(spec, TODAY)


def test_days_in_texts_are_counted_from_today() -> None:
    assert (
        fill("{ymd+10}、{ym-30}、{md+0}、{y-365}年、{m+10}", TODAY)
        == "2026年12月1日、2026年10月、11月21日、2025年、12月"
    )


def test_a_source_that_names_no_entry_is_refused_with_the_numbers_that_exist() -> None:
    with pytest.raises(DemoDataError, match="entries 1 to 32"):
        entry_of("plan:33")
