"""The demo's sample documents, dated around any day, each with the items a reader must find in it."""

from datetime import date
from importlib import resources
from pathlib import Path

from bihuan.demo.documents import pages, sheets, word
from bihuan.demo.documents.entries import Expected, Sample, expected_of, load_entries

__all__ = ["PLAN_PDF_DAY", "Expected", "Sample", "plan_pdf", "sample_documents", "write_documents"]

# The PDF of the plan is made once (benchmarks/plan_pdf.py), so its days are those of this day and do not float.
PLAN_PDF_DAY = date(2026, 11, 2)

_WRITERS = (
    word.feedback,
    word.plan,
    pages.closure,
    word.closure,
    word.assignment,
    word.film,
    sheets.ledger,
    sheets.petition,
    pages.progress,
    pages.news_text,
    pages.news_page,
)


def sample_documents(today: date) -> tuple[tuple[Sample, bytes], ...]:
    """Every sample with its content. The same day gives the same bytes."""
    return (*(write(today) for write in _WRITERS), plan_pdf())


def write_documents(folder: Path, today: date) -> tuple[Sample, ...]:
    """Write every sample into `folder`, making it where it is missing, and return what they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = sample_documents(today)
    for sample, content in documents:
        (folder / sample.name).write_bytes(content)
    return tuple(sample for sample, _ in documents)


def plan_pdf() -> tuple[Sample, bytes]:
    """The plan as a PDF of many pages, as of PLAN_PDF_DAY."""
    content = resources.files("bihuan.demo").joinpath("texts/plan.pdf").read_bytes()
    items = tuple(expected_of(entry, PLAN_PDF_DAY) for entry in load_entries("plan"))
    return Sample("12-整改方案.pdf", "plan", items), content
