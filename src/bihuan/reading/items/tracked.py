"""Tasks that a progress report counts up, each with how it stands: 1.管网改造滞后,目前完成54%,未达到序时进度."""

from bisect import bisect_right
from collections.abc import Iterator

from bihuan.reading import deadlines, statuses
from bihuan.reading.body import Part
from bihuan.reading.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import CONCRETE, FAULT
from bihuan.reading.headings import Heading
from bihuan.reading.items.draft import Draft

_ANNOUNCED = expression(r"(?:任务|问题|事项|\d{1,3}[项个])[^。;:\n]{0,16}(?:如下|分别为|情况)?:$")
_TELLS = expression(FAULT.pattern + "|" + CONCRETE.pattern)
_SENTENCE = expression(r"[^。;:\n]{6,80}[。;:]")
_FEWEST, _MOST = 2, 200


def read(document: Document) -> list[Draft]:
    """One draft for each of at least two numbered lines below words that announce them, if each names its matter first and
    says then how it stands."""
    body = document.body
    for above in (line for line in body.lines if _ANNOUNCED.search(body.seen(line))):
        items = [_draft(document, heading) for heading in _below(document, above)]
        if len(items) >= _FEWEST and all(items):
            return [item for item in items if item]
    return []


def _below(document: Document, above: Part) -> Iterator[Heading]:
    """The numbered lines right below a line, one behind the other."""
    at = above.end
    first = bisect_right(document.numbered, above.end, key=lambda heading: heading.line.start)
    for heading in document.numbered[first : first + _MOST]:
        if document.body.folded[at : heading.line.start].strip():
            return
        yield heading
        at = heading.line.end


def _draft(document: Document, heading: Heading) -> Draft | None:
    body = document.body
    first = _SENTENCE.match(body.folded, heading.text_start, heading.line.end)
    if first is None or not _TELLS.search(first[0]):
        return None
    states = statuses.find(body, first.end(), heading.line.end)
    if not states:
        return None
    number = body.trimmed(heading.number.start, heading.number.end, " 、.,:")
    item = Draft(body.trimmed(*first.span(), " 。;:"), "listed", number=number, status=states[-1])
    limits = deadlines.in_prose(document.days, heading.text_start, heading.line.end)
    item.due = max(limits, key=Due.rank, default=None)
    return item
