"""Which entries are one: those that overlap, and those that a document states twice."""

from bihuan.reading.body import Part
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.draft import Draft

_NOTHING = expression(r"[×xX○〇□\W_]*")  # blanks of a form


def beside(items: list[Draft], others: list[Draft]) -> list[Draft]:
    """Those of `items` that overlap none of the others: neither their problems, nor their limits, nor all of their text."""
    taken = [span for other in others for span in (*_spans(other), *_extent(other))]
    return [item for item in items if not any(a < d and c < b for a, b in _spans(item) for c, d in taken)]


def _spans(item: Draft) -> list[tuple[int, int]]:
    due = [(item.due.start, item.due.end)] if item.due else []
    return [(item.problem.start, item.problem.end), *due]


def _extent(item: Draft) -> list[tuple[int, int]]:
    return [(item.extent.start, item.extent.end)] if item.extent else []


def distinct(document: Document, items: list[Draft]) -> list[Draft]:
    """In the order of the text. A problem that a notice names in its text and again in its table is one item: the fuller
    entry stays. Two rows that say different things about one problem are two; a row that says none, only a full stop, is
    none."""
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
