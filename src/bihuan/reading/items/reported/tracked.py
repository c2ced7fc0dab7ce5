"""Tasks that a progress report counts up, each with how it stands: 1.管网改造滞后,目前完成54%,未达到序时进度."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile

from bihuan.reading import statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import CONCRETE, FAULT, LACKS
from bihuan.reading.items.answerable import answering
from bihuan.reading.items.draft import Draft
from bihuan.reading.numerals import COUNT, cn_number
from bihuan.reading.result import Status
from bihuan.reading.structure.headings import Heading

_ANNOUNCED = expression(r"(?:任务|问题|事项|\d{1,3}[项个])[^。;:\n]{0,16}(?:如下|分别为|情况)?:$")
_TELLS = expression(FAULT.pattern + "|" + CONCRETE.pattern)
_SENTENCE = expression(r"[^。;:\n]{6,80}[。;:]")
_STATES = expression(
    r"\s*(?:整改)?(?:(?:完成|落实|进展)?情况|进展|结果)?:?\s*(?:目前|现)?,?(?P<it>(?:该|此|本|上述)(?:问题|项|任务|事项))?(?:整改)?"
    r"(?=已经?|正在|基本|仍|尚|未|完成|全部|持续|按期|按时|达到)"
)
_STATE_OF_ALL = expression(
    rf"(?P<state>(?:已经?|正在|尚|仍|未|基本|全部|持续|按期|需|长期)[一-鿿]{{1,8}}?)的?(?:整改)?(?:问题|任务|事项)(?:清单)?(?:[(,]?共?(?P<count>{COUNT})[个项件]\)?)?[:。]?"
)
_CLAUSE = expression(r"[^。;\n]{6,80}?(?=[。;\n]|$|,(?:责任|牵头|整改|完成|目前|已|计划|预计|仅))")
_WILL_END = expression(r"(?:预计|计划|力争|拟|确保|整改时限|完成时限)[^,。;\n]{0,24}")
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


def stated(document: Document) -> list[Draft]:
    """One draft for each of at least two numbered findings that are followed by how they stand:
    (一)设备离线。⏎该问题已完成整改。"""
    body, found = document.body, []
    for k, heading in enumerate(document.numbered):
        above = (other.line.start for other in document.numbered[k + 1 :] if other.level <= heading.level)
        end = next(above, len(body.folded))
        first = _SENTENCE.match(body.folded, heading.text_start, heading.line.end)
        says = _STATES.match(body.folded, first.end(), end) if first else None
        if first is None or says is None or not (says["it"] or LACKS.search(first[0].rstrip("。;:"))):
            continue
        sentence = next(iter(body.sentences(says.end(), end)))
        states = statuses.find(body, sentence.start, sentence.end)
        if not states:
            continue
        number = body.trimmed(heading.number.start, heading.number.end, " 、.,:")
        item = Draft(body.trimmed(*first.span(), " 。;:"), "listed", number=number, status=states[0])
        ends = [m.span() for m in _WILL_END.finditer(body.folded, first.end(), end)]
        limits = [due for span in ends for due in deadlines.in_prose(document.days, *span)]
        item.due, item.extent = max(limits, key=Due.rank, default=None), Part(heading.line.start, end)
        found.append(item)
    return found if len(found) >= _FEWEST else []


def by_chapter(document: Document) -> list[Draft]:
    """One draft for each numbered line, or the first clause of it, below a chapter that says how all of its entries stand:
    一、已完成整改的问题(3个)."""
    body, found = document.body, []
    for k, chapter in enumerate(document.numbered):
        named = _STATE_OF_ALL.fullmatch(body.folded, chapter.text_start, chapter.line.end)
        below = _inside(document, k) if named else []
        if named is None or not below or any(h.level != below[0].level for h in below):
            continue
        if named["count"] and cn_number(named["count"]) != len(below):
            continue
        quote = body.quote(*named.span("state"))
        state = Status(quote.text, statuses.code_of(quote.text), quote.start, quote.end)
        for heading in below:
            clause = _CLAUSE.match(body.folded, heading.text_start, heading.line.end)
            if clause is None:
                continue
            number = body.trimmed(heading.number.start, heading.number.end, " 、.,:")
            item = Draft(body.trimmed(*clause.span(), " 。;:,"), "listed", number=number, status=state)
            limits = deadlines.in_prose(document.days, heading.text_start, heading.line.end)
            item.due = max(limits, key=Due.rank, default=None)
            item.units = answering.labelled(document, Part(clause.end(), heading.line.end))
            item.extent = heading.line
            found.append(item)
    return found


def _inside(document: Document, k: int) -> list[Heading]:
    """The numbered lines below a heading, up to the next of its level."""
    level = document.numbered[k].level
    return list(takewhile(lambda heading: heading.level > level, document.numbered[k + 1 :]))


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
