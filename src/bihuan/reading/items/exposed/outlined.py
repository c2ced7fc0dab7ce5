"""Items that a text counts up under a heading such as 二、主要问题: each numbered entry, or each 一是…二是…, is one."""

from collections.abc import Iterator

from bihuan.reading import measures, statuses
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.faults import BLAME, OTHER_HEADING, PROBLEM_HEADING
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.exposed import cases
from bihuan.reading.structure.outline import Entry, entries
from bihuan.reading.who import places

_TITLE_ONLY = ("typical_case",)
_OF_CASES = ("typical_case", "warning_film")
_IN_LINES = ("brief", "visit_news", "inspection_list")  # below 二、存在问题 each paragraph tells one
_LONGEST_HEADING = 45
_FEWEST_CASES = 2


def read(document: Document, kind: str) -> list[Draft]:
    """One draft for each smallest entry of the chapters that list problems."""
    end = len(document.body.folded)
    if document.signature.units:
        end = document.signature.units[0].start
    if kind in _OF_CASES and (told := cases.numbered(document, end) or cases.unnumbered(document, end)):
        return told
    found: list[Draft] = []
    for entry in entries(document.body, document.numbered, end):
        if _lists_problems(document, entry, kind):
            found += _drafts(document, entry, kind)
    return found or _labelled_series(document, kind) or (_paragraphs(document, end) if kind in _TITLE_ONLY else [])


def _paragraphs(document: Document, end: int) -> list[Draft]:
    """Numbered paragraphs of one case, each behind a short sentence that says what was found: (一)监测数据造假。…"""
    body, found = document.body, []
    for entry in entries(body, document.numbered, end):
        first = next(body.sentences(entry.text.start, entry.text.end), None)
        says = body.seen(first) if first else ""
        if not first or entry.has_entries or first.end == entry.text.end or len(says) > _LONGEST_HEADING:
            continue
        if says.endswith("。") and not OTHER_HEADING.search(says):
            item = _draft(document, entry.text, entry.number, "typical_case")
            item.number = body.trimmed(entry.number.start, entry.number.end, " 、.,:")
            found.append(item)
    blaming = sum(bool(BLAME.search(body.seen(item.problem))) for item in found)
    return found if len(found) >= _FEWEST_CASES and blaming * 2 >= len(found) else []


def _labelled_series(document: Document, kind: str) -> list[Draft]:
    """一是…二是… behind 存在问题: as a label."""
    values = [label.value for label in document.labels if label.concern == "problem"]
    parts = [part for value in values for part in measures.enumerated(document.body, value.start, value.end)]
    return [_draft(document, part, None, kind) for part in parts]


def _lists_problems(document: Document, entry: Entry, kind: str) -> bool:
    """Whether the entry stands, as one of the smallest, below a heading that announces problems."""
    if kind == "inspection_list" and not entry.has_entries and len(document.body.seen(entry.text)) > 8:
        return not any(OTHER_HEADING.search(document.body.seen(p)) for p in entry.path)
    headings = [document.body.seen(p) for p in entry.path]
    chapter = document.body.seen(entry.line)
    if _is_chapter(chapter) and not entry.has_entries:
        return True  # its body may hold 一是…二是…
    return not entry.has_entries and any(_is_chapter(h) for h in headings)


def _is_chapter(heading: str) -> bool:
    return (
        len(heading) <= _LONGEST_HEADING
        and "。" not in heading[:-1]
        and bool(PROBLEM_HEADING.search(heading))
        and not OTHER_HEADING.search(heading)
    )


def _drafts(document: Document, entry: Entry, kind: str) -> Iterator[Draft]:
    body = document.body
    is_chapter = _is_chapter(body.seen(entry.line)) and entry.text.start < entry.line.end
    whole = Part(entry.line.end, entry.text.end) if is_chapter else entry.text
    series = measures.enumerated(body, *_without_blank(document, whole))
    if is_chapter and not series and kind in _IN_LINES:
        lines = (line for line in body.lines if whole.start <= line.start < line.end <= whole.end)
        series = [line for line in lines if BLAME.search(body.seen(next(body.sentences(line.start, line.end))))]
    for part in series or ([] if is_chapter else [whole]):
        yield _draft(document, part, None if is_chapter else entry.number, kind)


def _without_blank(document: Document, part: Part) -> tuple[int, int]:
    solid = document.body.trimmed(part.start, part.end, " \n")
    return solid.start, solid.end


def _draft(document: Document, part: Part, number: Part | None, kind: str) -> Draft:
    """An entry as it stands; of a case its first sentence, with who is blamed and how it stands by those behind it."""
    if kind not in _TITLE_ONLY:
        return Draft(part, "listed", number=number)
    body = document.body
    first = next(body.sentences(part.start, part.end), part)
    item = Draft(first, "listed", number=number)
    item.units = (
        blamed.opening(document, part)
        or blamed.acting(document, part)
        or places.in_title(document.body, document.title)
    )
    if item.units:
        item.guesses.append(draft.UNITS_FROM_TEXT)
    item.status = next(iter(statuses.find(body, first.end, part.end)), None)
    return item
