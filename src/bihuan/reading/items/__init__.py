"""Items by the layouts in which documents state them."""

import re

from bihuan.reading.body import Part
from bihuan.reading.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import (
    about,
    address,
    answered,
    assigned,
    bracketed,
    closed,
    draft,
    duties,
    findings,
    found,
    labelled,
    letters,
    named,
    noticed,
    ordered,
    outlined,
    pointed,
    settled,
    shared,
    standing,
    strung,
    tabular,
    tallied,
    tracked,
)
from bihuan.reading.items.draft import Draft

__all__ = ["Draft", "read_items"]

_WITHOUT = frozenset(("other", "petition_stat"))
_NOTHING = expression(r"[×xX○〇□\W_]*")  # blanks of a form
_SENTENCE = 20  # characters; a shorter last line may well have no mark
_FIELD = expression(r"[一-鿿]{2,8}:[^,。;、]*(?:(?<=[局办委厅部府院会站队处所])、[^,。;、]*)*$")  # days, units
_NOTICES = frozenset(("closure_notice", "progress_report"))
_OUTLINED = frozenset(
    ("feedback", "assignment", "typical_case", "inspection_list", "warning_film", "brief", "campaign", "visit_news")
)
_POINTED = frozenset(("warning_film", "inspection_list", "typical_case", "brief", "visit_news"))
_FOUND = frozenset(("typical_case", "meeting", "feedback", "brief", "visit_news", "warning_film"))
_ASSIGNED = frozenset(("plan", "campaign", "assignment", "ledger", "minutes", "progress_report", "brief"))
_STRUNG = frozenset(("progress_report", "brief", "meeting", "minutes", "assignment", "campaign", "warning_film"))
_TALLIED = frozenset(
    ("warning_film", "meeting", "typical_case", "brief", "visit_news", "inspection_list", "progress_report")
)
_COUNTED = _TALLIED | {"assignment", "closure_notice", "campaign"}
_STANDING = frozenset(("progress_report", "brief"))
_LONG_VALUES = frozenset(("problem", "goal", "measures", "measures_and_result", "result", "verification", "handling"))
_DUTIES = frozenset(
    (
        "feedback",
        "meeting",
        "assignment",
        "brief",
        "visit_news",
        "progress_report",
        "warning_film",
        "minutes",
        "campaign",
        "inspection_list",
    )
)


def read_items(document: Document, kind: str) -> list[Draft]:
    """The entries of a document. Tables and labels come first, since they say themselves what is what; prose is read
    only where they are silent, duties with a time limit always."""
    if kind in _WITHOUT:
        return []
    items = labelled.read(document, kind) + tabular.read(document, document.lists)
    if kind in _NOTICES and not items:
        items = bracketed.read(document)
    if kind in _ASSIGNED:
        tasks = assigned.read(document, _taken(document, items), kind)
        items += [d for d in tasks if not _overlaps(d, items)]
    if kind == "closure_notice" and not items:
        items = noticed.only_quoted(document) or closed.read(document)
    if kind in _NOTICES:
        noticed.complete(document, items)
    if not items:
        items = about.read(document)
    if not items and kind == "progress_report":
        items = noticed.quoted_in_title(document) or tracked.read(document) or about.contradicted(document)
    if not items and kind == "petition_table":
        items = answered.read(document)
    if not items and kind in _POINTED:
        items = pointed.read(document)
    if not items and kind == "feedback":
        items = findings.read(document)
    if not items and kind in _OUTLINED:
        items = outlined.read(document, kind)
    if not items and kind in _STRUNG:
        items = strung.read(document) or strung.quoted(document) or strung.numbered(document)
    if not items and kind in _COUNTED:
        items = tallied.counted(document)
    addressees = address.addressees(document) if kind == "assignment" else []
    if not items and kind == "assignment":
        items = letters.reminded(document) or letters.addressed(document)
        items = items or tallied.announced(document)
        for item in items:
            item.units = addressees if item.found == "sentence" and addressees else item.units
        items = items or found.assigned(document, addressees)
    if addressees:
        items = [*(q for q in letters.quoted_fault(document) if not _overlaps(q, items)), *items]
    if addressees and all(item.found == "listed" for item in items):
        items += found.told(document, addressees)
    if not items and kind == "visit_news":
        items = named.named_sites(document) or named.quoted_matters(document)
        items += [item for item in named.looked_at(document) if not _overlaps(item, items)]
    if not items and kind in _POINTED:
        items = pointed.unannounced(document, kind)
    if not items and kind in _TALLIED:
        items = tallied.announced(document) or (tallied.listed_below(document) if kind == "inspection_list" else [])
    if not items and kind in _FOUND:
        items = found.read(document, kind)
    if not items and kind == "meeting":
        items = named.charged(document)
    shared.demand(document, items)
    if kind in _DUTIES:
        demands = [d for d in duties.read(document, kind) if not _overlaps(d, items)]
        if kind == "visit_news":
            demands = ordered.told_before(document, items, demands)
            items += ordered.put_right_at_once(document, [*items, *demands])
        items += settled.settle(document, items, [d for d in demands if not _overlaps(d, items)])
    if kind == "typical_case":
        standing.belie(document, items)
    if kind == "visit_news":
        settled.told_at_once(document, items)
    if kind == "progress_report":
        items = items or standing.contradicted(document)
        settled.at_once(document, items)
    if kind in _STANDING:
        standing.complete(document, items)
    _mark_truncated(document, items)
    return _distinct(document, items)


def _taken(document: Document, items: list[Draft]) -> list[Part]:
    """Tables and the values of the labels of entries: what is counted up there are parts of an entry."""
    labels = [o for o in document.labels if o.concern in _LONG_VALUES and (items or o.level != 0)]
    return [grid.part for grid in document.grids] + [label.value for label in labels]


def _mark_truncated(document: Document, items: list[Draft]) -> None:
    """A text that stops in the middle of a sentence leaves its last entry incomplete."""
    if not items or not document.body.lines or document.signature.units:
        return
    line = document.body.lines[-1]
    if any(grid.part.end > line.start for grid in document.grids):
        return
    seen = document.body.seen(line)
    if len(seen) >= _SENTENCE and re.search(r"[一-鿿,、]$", seen) and not _FIELD.match(seen):
        last = max(items, key=lambda d: d.problem.start)
        if draft.TRUNCATED not in last.guesses:
            last.guesses.append(draft.TRUNCATED)


def _overlaps(item: Draft, others: list[Draft]) -> bool:
    spans = [span for other in others for span in (*_spans(other), *_extent(other))]
    return any(a < d and c < b for a, b in _spans(item) for c, d in spans)


def _spans(item: Draft) -> list[tuple[int, int]]:
    due = [(item.due.start, item.due.end)] if item.due else []
    return [(item.problem.start, item.problem.end), *due]


def _extent(item: Draft) -> list[tuple[int, int]]:
    return [(item.extent.start, item.extent.end)] if item.extent else []


def _distinct(document: Document, items: list[Draft]) -> list[Draft]:
    """A problem that a notice names in its text and again in its table is one item: the fuller entry stays. Two rows
    that say different things about one problem are two; a row that says none, only a full stop, is none."""
    kept: dict[str, list[Draft]] = {}
    for item in sorted(items, key=lambda d: -_fullness(d)):
        if _NOTHING.fullmatch(document.body.quote(item.problem.start, item.problem.end).text):
            continue
        same = kept.setdefault(document.body.seen(item.problem).strip("。 "), [])
        if not any(_adds_nothing(document, item, fuller) for fuller in same):
            same.append(item)
    return sorted((item for same in kept.values() for item in same), key=lambda d: (d.problem.start, d.row))


def _fullness(item: Draft) -> int:
    return sum(bool(v) for v in (item.goal, item.measures, item.due, item.units, item.status, item.number))


def _adds_nothing(document: Document, poorer: Draft, fuller: Draft) -> bool:
    parts = ((poorer.number, fuller.number), (poorer.goal, fuller.goal), (poorer.due, fuller.due))
    same = all(a is None or (b is not None and _wording(document, a) == _wording(document, b)) for a, b in parts)
    return same and {u.text for u in poorer.units} <= {u.text for u in fuller.units}


def _wording(document: Document, part: Part | Due) -> str:
    return document.body.folded[part.start : part.end]
