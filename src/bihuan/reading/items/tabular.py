"""Items of tables: a row an item."""

from bihuan.reading import numbers, statuses
from bihuan.reading.document import Document
from bihuan.reading.items import draft
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.fields import drafts
from bihuan.reading.tables import Grid

_SAYS_WHAT = ("problem", "verification", "goal")
_SAYS_MORE = frozenset(
    [
        "goal",
        "measures",
        "measures_and_result",
        "deadline",
        "lead",
        "duty",
        "assist",
        "supervise",
        "accept",
        "lead_assist",
        "result",
        "status",
        "person",
        "verification",
        "handling",
        "verdict",
        "closed",
        "place",
        "category",
        "source",
    ]
)


def read(document: Document, grids: list[Grid]) -> list[Draft]:
    """One draft for each row of every table that has a column for what is wrong or what is to be done."""
    found: list[Draft] = []
    for grid in grids:
        concerns = {c for row in grid.rows for c in row.fields} | {c for c in grid.concerns if c}
        if not concerns & set(_SAYS_WHAT) or not concerns & _SAYS_MORE:
            continue
        for row in grid.rows:
            for item in drafts(document, row.fields, row.found):
                item.row = row.part.start
                if row.truncated:
                    item.guesses.append(draft.TRUNCATED)
                if row.section:
                    _inherit(document, item, row.section.start, row.section.end)
                found.append(item)
    return found


def _inherit(document: Document, item: Draft, start: int, end: int) -> None:
    """What a section line says of all rows below it."""
    if item.number is None:
        item.number = next(iter(numbers.named(document.body, start, end)), None)
    if item.status is None:
        item.status = next(iter(statuses.find(document.body, start, end)), None)
