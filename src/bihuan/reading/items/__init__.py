"""Items by the layouts in which documents state them."""

from bihuan.reading.document import Document
from bihuan.reading.items import about, duties, found, labelled, outlined, tabular
from bihuan.reading.items.draft import Draft

__all__ = ["Draft", "read_items"]

_WITHOUT = frozenset(("other", "petition_stat"))
_NOTICES = frozenset(("closure_notice", "progress_report"))
_OUTLINED = frozenset(
    ("feedback", "assignment", "typical_case", "inspection_list", "warning_film", "brief", "campaign", "visit_news")
)
_FOUND = frozenset(("typical_case", "meeting", "feedback", "brief", "visit_news", "warning_film"))
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
    )
)


def read_items(document: Document, kind: str) -> list[Draft]:
    """The entries of a document. Tables and labels come first, since they say themselves what is what; prose is read
    only where they are silent, duties with a time limit always."""
    if kind in _WITHOUT:
        return []
    items = labelled.read(document) + tabular.read(document, document.grids)
    if kind == "closure_notice" and not items:
        items = labelled.only_quoted(document)
    if kind in _NOTICES:
        labelled.complete(document, items)
    if not items:
        items = about.read(document)
    if not items and kind in _OUTLINED:
        items = outlined.read(document, kind)
    if not items and kind == "assignment":
        items = duties.addressed(document) or found.assigned(document, duties.addressees(document))
    if not items and kind == "visit_news":
        items = duties.named_sites(document)
    if not items and kind in _FOUND:
        items = found.read(document, kind)
    if kind in _DUTIES:
        items += [d for d in duties.read(document, kind) if not _overlaps(d, items)]
    return _distinct(document, items)


def _overlaps(item: Draft, others: list[Draft]) -> bool:
    spans = [span for other in others for span in _spans(other)]
    return any(a < d and c < b for a, b in _spans(item) for c, d in spans)


def _spans(item: Draft) -> list[tuple[int, int]]:
    due = [(item.due.start, item.due.end)] if item.due else []
    return [(item.problem.start, item.problem.end), *due]


def _distinct(document: Document, items: list[Draft]) -> list[Draft]:
    """A problem that a notice names in its text and again in its table is one item: the fuller entry stays."""
    kept: list[Draft] = []
    for item in sorted(items, key=lambda d: -_fullness(d)):
        words = document.body.seen(item.problem).strip("。 ")
        if not any(
            words == document.body.seen(k.problem).strip("。 ") and _same_number(document, item, k) for k in kept
        ):
            kept.append(item)
    return sorted(kept, key=lambda d: d.problem.start)


def _fullness(item: Draft) -> int:
    return sum(bool(v) for v in (item.goal, item.measures, item.due, item.units, item.status, item.number))


def _same_number(document: Document, a: Draft, b: Draft) -> bool:
    if a.number is None or b.number is None:
        return True
    return document.body.seen(a.number) == document.body.seen(b.number)
