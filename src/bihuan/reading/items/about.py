"""Items named 关于“…”问题, one behind the other, with what is said of each up to the next."""

from bihuan.reading import deadlines, measures, numbers, statuses
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import LACKS
from bihuan.reading.items import draft
from bihuan.reading.items.draft import Draft

_ABOUT = expression(
    r"(?:(?P<number>[一二三四五六七八九十]{1,3}|\d{1,3})[、.] *)?关于(?:第[一二三四五六七八九十\d]{1,4}项)?"
    r"“(?P<problem>[^“”]{4,300})”(?:的)?(?:问题)?",
    needs="关于",
)
_STATED_PROBLEM = expression(r"“(?P<problem>[^“”]{8,200})”(?:的)?问题|(?:任务|问题|事项)[:,]?“(?P<task>[^“”]{8,200})”")
_FAULT = expression(LACKS.pattern)
_FOUND_UNTRUE = frozenset(("false_report", "not_started", "not_done", "behind"))
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


def contradicted(document: Document) -> list[Draft]:
    """“…”问题 whose state a report tells in the same sentence; a reported end that was found untrue keeps the finding."""
    body = document.body
    found = []
    for match in _STATED_PROBLEM.finditer(body.folded):
        problem = Part(*match.span("problem" if match["problem"] else "task"))
        if not _FAULT.search(body.seen(problem)):
            continue
        stop = _first_sentence_end(document, match.end(), match.end() + _STATED)
        stated = statuses.find(body, match.end(), stop)
        if not stated:
            continue
        item = Draft(problem, "quoted", status=stated[0])
        item.due = next((d for d in deadlines.in_prose(document.days, match.end(), stop) if d.date), None)
        if untrue := [s for s in stated if s.code in _FOUND_UNTRUE]:
            item.status = untrue[-1]
            item.guesses += [draft.CONTRADICTED] if len(stated) > len(untrue) else []
        found.append(item)
    return found


def _first_sentence_end(document: Document, start: int, end: int) -> int:
    stop = document.body.folded.find("。", start, end)
    return stop if stop >= 0 else end
