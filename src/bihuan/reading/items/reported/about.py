"""Items named 关于“…”问题, one behind the other, with what is said of each up to the next."""

from bihuan.reading import measures, numbers, statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.draft import Draft

_ABOUT = expression(
    r"(?:(?P<number>[一二三四五六七八九十]{1,3}|\d{1,3})[、.] *)?关于(?:第[一二三四五六七八九十\d]{1,4}项)?"
    r"“(?P<problem>[^“”]{4,300})”(?:的)?(?:问题)?",
    needs="关于",
)
_STATED = 120  # characters behind the problem in which its state and limit stand


def read(document: Document) -> list[Draft]:
    """Drafts of numbered 关于“…” entries; a single one without a number is the subject of a notice, not an entry."""
    body = document.body
    matches = [m for m in _ABOUT.finditer(body.folded) if m["number"]]
    found = []
    for k, match in enumerate(matches):
        end = matches[k + 1].start() if k + 1 < len(matches) else len(body.folded)
        item = Draft(body.trimmed(*match.span("problem"), " 。"), "quoted", number=Part(*match.span("number")))
        item.number = next(iter(numbers.named(body, *match.span())), item.number)
        near = min(end, match.end() + _STATED)
        item.status = next(iter(statuses.find(body, match.end(), near)), None)
        item.due = deadlines.labelled(document.days, match.end(), _first_sentence_end(document, match.end(), near))
        work = measures.enumerated(body, match.end(), end)
        item.measures = measures.read(document.days, work[0].start, work[-1].end) if work else ()
        found.append(item)
    return found


def _first_sentence_end(document: Document, start: int, end: int) -> int:
    stop = document.body.folded.find("。", start, end)
    return stop if stop >= 0 else end
