"""How fast documents are read, on one core, and how rightly: our own labelled documents, and a set beside the checkout."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tests.reading.documents import entries, pdf_plan
from tests.reading.scans import as_pdf, pages_of, worn

from benchmarks import labelled
from benchmarks.figures import asked
from bihuan.demo.documents import plan_pdf, sample_documents
from bihuan.reading import open_source, read
from bihuan.reading.formats.recognition import is_available
from bihuan.reading.isolation import open_isolated

SHARED = Path(__file__).resolve().parents[2] / "shared"
SCORER = SHARED / "corpus" / "score.py"


MOST = 3
"""Seconds that are asked of a plan of forty pages."""


def main() -> None:
    samples = [(sample.name, content) for sample, content in (*sample_documents(date(2026, 11, 20)), plan_pdf())]
    report("sample documents (docx, xlsx, pdf, txt, html)", samples)
    spent = report("a plan of 400 rows on 40 pages (pdf)", [("plan.pdf", pdf_plan(entries(400), 3))])
    print(asked("reading that plan", spent, MOST))
    report_apart("a plan of 1000 rows on 100 pages (pdf), in a process of its own", pdf_plan(entries(1000), 3))
    if is_available():
        report_apart(
            "a scanned page with a seal, recognised on one core", as_pdf([worn(pages_of(pdf_plan(entries(4)))[0])])
        )
    else:
        print("a scanned page: the extra `ocr` is not installed, left out")
    for folder in (SHARED / "corpus" / "dev", SHARED / "seeds"):
        if folder.is_dir():
            found = [(place.name, place.read_bytes()) for place in sorted(folder.glob("*.txt"))]
            report(f"labelled texts of {folder.name}", found * 3)
            score(folder)
    labelled.main(["--held"])


def report(what: str, documents: Iterable[tuple[str, bytes]]) -> float:
    """Print documents, pages and entries a second of processor time, and return the seconds; the first document is read
    once before, to warm up."""
    todo = list(documents)
    read(open_source(todo[0][1], todo[0][0]))
    pages = entries_found = 0
    began = time.process_time()
    for name, content in todo:
        found = read(open_source(content, name))
        pages, entries_found = pages + found.source.pages, entries_found + len(found.items)
    spent = time.process_time() - began
    print(
        f"{what}: {len(todo)} documents, {pages} pages, {entries_found} entries in {spent:.2f} s CPU "
        f"({len(todo) / spent:.0f} documents/s, {pages / spent:.0f} pages/s)"
    )
    return spent


def report_apart(what: str, content: bytes) -> None:
    """Print the processor time and the most memory of the process that opens a document as an upload is opened."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = open_isolated(content, "a.pdf", ocr=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{what}: {len(found.pages)} pages, {spent:.1f} s CPU with its start, {after.ru_maxrss // 1024} MB at most so far"
    )


def score(folder: Path) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        for place in sorted(folder.glob("*.txt")):
            found = read(open_source(place.read_bytes(), place.name)).as_json()
            lines.write(json.dumps(found, ensure_ascii=False) + "\n")
        lines.flush()
        subprocess.run([sys.executable, str(SCORER), str(folder), lines.name], check=False)


if __name__ == "__main__":
    main()
