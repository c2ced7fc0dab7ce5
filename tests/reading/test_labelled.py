"""The project's own labelled documents: that labels and documents agree, and that the reader is as good on them as it was."""

import re
from datetime import date
from functools import cache

import opencc
import pytest
from benchmarks.labelled import case_of
from benchmarks.scoring import Case, bare, score

from bihuan.reading.result import KINDS
from tests.reading.labelled import PARTS, Labelled, documents, noise

FLOORS = {
    "open": {
        "kind": 0.94,
        "item F1": 0.84,
        "units F1": 0.98,
        "units as written": 0.98,
        "deadline": 0.93,
        "number": 0.87,
        "goal": 0.93,
        "status": 0.88,
        "measures count": 0.99,
        "persons recall": 0.99,
        "dates recall": 0.99,
        "counts recall": 0.99,
        "publicity": 0.99,
        "meeting date": 0.6,
        "meeting people": 0.46,
    },
}
"""What the reader reached on documents that hold text. A reader that does better raises them; no change lowers one."""


@cache
def cases(part: str) -> tuple[Case, ...]:
    return tuple(case_of(document) for document in documents(part) if not document.scanned)


@pytest.mark.parametrize("part", PARTS)
def test_no_figure_falls_below_what_was_reached(part: str) -> None:
    reached = score(cases(part)).figures()
    below = {
        key: (round(reached.get(key, 0), 3), floor)
        for key, floor in FLOORS[part].items()
        if reached.get(key, 0) < floor
    }
    assert not below


@pytest.mark.parametrize("part", PARTS)
def test_every_quote_shows_what_stands_at_its_place(part: str) -> None:
    assert score(cases(part)).figures()["spans honest"] >= 0.995


@pytest.mark.parametrize("part", PARTS)
def test_a_document_that_holds_no_entry_gives_none(part: str) -> None:
    invented = [case.name for case in cases(part) if not case.gold["items"] and case.found.get("items")]
    assert not invented


@pytest.mark.parametrize("part", PARTS)
def test_labels_stand_in_their_documents(part: str) -> None:
    texts = {case.name: bare(case.text) for case in cases(part)}
    missing = [
        (document.name, words)
        for document in documents(part)
        if not document.scanned and not document.damaged
        for words in words_of(document)
        if bare(words) not in texts[document.name]
    ]
    assert not missing


def words_of(document: Labelled) -> list[str]:
    rows = document.gold["items"]
    keys = ("problem", "number", "goal", "deadline_text", "status", "verified", "closed")
    words = [row[key] for row in rows for key in keys if row.get(key)]
    words += [person for row in rows for person in row.get("persons", ())]
    meeting = document.gold.get("meeting") or {}
    words += [meeting[key] for key in ("name", "chair") if meeting.get(key)]
    words += [name for key in ("speakers", "attendees") for name in meeting.get(key, ())]
    return [*words, *document.gold.get("docnos", ()), *document.gold.get("optional_problems", ())]


@pytest.mark.parametrize("part", PARTS)
def test_labels_keep_the_shape_of_the_contract(part: str) -> None:
    for document in documents(part):
        assert document.gold["kind"] in KINDS, document.name
        for row in document.gold["items"]:
            days = [row["deadline"], *row.get("deadline_alt", ()), *(day for _, day in row.get("sub_deadlines", ()))]
            assert all(day is None or is_limit(day) for day in days), (document.name, days)
            assert set(row["lead_units"]) <= set(row["units"])
        for day in document.gold.get("dates", ()):
            assert date.fromisoformat(day if len(day) == 10 else f"2024-{day}")


def is_limit(day: str) -> bool:
    if re.fullmatch(r"20\d\d-\d\d-\d\d", day):
        return bool(date.fromisoformat(day))
    return day in ("immediate", "long-term") or bool(re.fullmatch(r"P\d+(WD|D|W|M|Y)", day))


def test_names_of_documents_are_unique() -> None:
    for part in PARTS:
        names = [document.name for document in documents(part)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("part", PARTS)
def test_traditional_texts_lead_back_to_their_labels(part: str) -> None:
    """A label of a text in Traditional characters must be what the text says once it is simplified."""
    back = opencc.OpenCC("t2s").convert
    for document in documents(part):
        if document.damaged:
            lost = [words for words in words_of(document) if back(noise.traditional(words)) != words]
            assert not lost, document.name


@pytest.mark.parametrize("part", PARTS)
def test_documents_are_made_the_same_each_time(part: str) -> None:
    for document in documents(part):
        if document.name.endswith((".pdf", ".txt", ".html", ".xlsx")):
            assert document.make() == document.data, document.name


def test_a_slip_of_one_byte_looks_as_it_does_on_a_crawled_page() -> None:
    assert noise.slip("動真碰硬。”聞人澈強調,要堅持") == "動真碰硬?!甭勅顺簭娬{,要堅持"
