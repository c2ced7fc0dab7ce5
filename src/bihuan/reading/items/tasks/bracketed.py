"""Numbered lines that each say in a bracket who answers and behind it how it stands: 1.料堆没有覆盖(县住建局),已入棚."""

from bihuan.reading import statuses
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.answerable import answering
from bihuan.reading.items.draft import Draft
from bihuan.reading.result import Status
from bihuan.reading.structure.headings import Heading

_LINE = expression(
    r"(?P<what>[^()。;:\n]{5,80})(?P<bracket>\([^()\n]{2,80}\))(?:[,:、]?(?P<state>[^,。;()\n]{2,40}))?[^()。;\n]{0,120}[。;]?"
)
_FEWEST = 2


def read(document: Document, kind: str) -> list[Draft]:
    """One draft for each line; none where fewer than two are of this look, or where no line of a report tells its state."""
    found = [item for heading in document.numbered if (item := _entry(document, heading))]
    tell = kind == "closure_notice" or any(item.status for item in found)
    return found if len(found) >= _FEWEST and tell else []


def _entry(document: Document, heading: Heading) -> Draft | None:
    body = document.body
    match = _LINE.fullmatch(body.folded, heading.text_start, heading.line.end)
    if match is None:
        return None
    named, due, _ = answering.in_bracket(document, Part(*match.span("bracket")))
    if not named:
        return None
    item = Draft(body.trimmed(*match.span("what"), " ,"), "listed", due=due, units=named)
    item.number = body.trimmed(heading.number.start, heading.number.end, " 、.,")
    if match["state"]:
        quote = body.quote(*match.span("state"))
        item.status = Status(quote.text, statuses.code_of(quote.text), quote.start, quote.end)
    return item
