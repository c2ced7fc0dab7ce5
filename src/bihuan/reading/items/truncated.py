"""A text that stops in the middle of a sentence."""

import re

from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import draft
from bihuan.reading.items.draft import Draft

_SENTENCE = 20  # characters; a shorter last line may well have no mark
_FIELD = expression(r"[一-鿿]{2,8}:[^,。;、]*(?:(?<=[局办委厅部府院会站队处所])、[^,。;、]*)*$")  # days, units


def mark(document: Document, items: list[Draft]) -> None:
    """Warns of the last entry that it is incomplete, where the text stops in the middle of a sentence."""
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
