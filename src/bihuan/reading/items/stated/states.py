"""How an entry stands, as the fields of a labelled section or of a row of a table tell it."""

import re

from bihuan.reading import statuses
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import draft
from bihuan.reading.items.draft import Draft, Fields
from bihuan.reading.result import Status

_RESULTS = ("status", "result", "measures_and_result", "handling")
_LIGHT = expression(r"(?:亮|挂)?[红黄绿蓝橙]色?(?:灯|牌)?(?:预警)?")
_OF_ALL = expression(r"整改|销号|验收|办结|进度|目标")
_YES_NO = expression(r"[是否√×/]")
_STATES = ("status", "result")
_SHORT_STATE = 40
_ENDS = frozenset(("closed", "accepted", "applied"))


def told(document: Document, fields: Fields, item: Draft) -> Status | None:
    """The state that the fields word, else that of the complaint; a check goes before what was reported."""
    body = document.body
    if fields.keys() & draft.COMPLAINTS and (ended := _worded(document, item.closed)):
        return ended  # whatever of the work is told to be done
    reports = [p for c in _RESULTS[1:] for p in fields.get(c, [])]
    for concern in _RESULTS:
        for part in sorted(fields.get(concern, []), key=lambda p: not _tells_end(document, p)):  # 验收意见 | 同意销号
            if concern == "status" and _LIGHT.fullmatch(body.seen(part).strip()) and _tell_state(document, reports):
                continue  # 亮灯 | 黄 beside 进度 | 按序时推进
            if concern == "result" and not statuses.find(body, part.start, part.end) and _tell_state(document, reports):
                continue  # 整改成效 beside 结论:完成整改
            if concern == "status" and _YES_NO.fullmatch(body.seen(part).strip()) and fields.get("result"):
                continue  # 是否销号 | 否 beside 整改进展 | 正在整改
            if found := statuses.find(body, part.start, part.end):
                if untrue := statuses.overruled(body, part.start, part.end, found):
                    item.guesses.append(draft.CONTRADICTED)
                stated = next((s for s in found if _OF_ALL.search(s.text)), found[0])  # 2019年竣工。已完成整改任务
                return untrue or _whole(document, part, concern, stated)
            if concern in _STATES and part.end - part.start <= _SHORT_STATE:
                quote = body.quote(part.start, part.end)
                return Status(quote.text, "unknown", quote.start, quote.end)
    for part in fields.get("deadline", []) if item.due is None else []:
        if found := statuses.find(body, part.start, part.end):
            return found[0]  # 整改时限:已完成整改
    return _worded(document, draft.first(fields, "closed")) or _worded(document, draft.first(fields, "verdict"))


def _worded(document: Document, part: Part | None) -> Status | None:
    """The state that a cell words; 是 and 否 word none."""
    quote = document.body.quote(part.start, part.end) if part else None
    return (
        Status(quote.text, statuses.code_of(quote.text), quote.start, quote.end) if quote and quote.text[1:] else None
    )


def _whole(document: Document, part: Part, concern: str, found: Status) -> Status:
    """A short report in one sentence is its own wording of the state: 已接管并通过验收."""
    seen = document.body.seen(part).strip("。 \n")
    if concern not in _STATES or len(seen) > _SHORT_STATE or re.search(r"[。;\n]", seen):
        return found
    quote = document.body.quote(part.start, part.end)
    return Status(quote.text, found.code, quote.start, quote.end)


def _tells_end(document: Document, part: Part) -> bool:
    """Whether a short field words that the work was accepted, or is to be struck off the list."""
    is_short = part.end - part.start <= _SHORT_STATE
    return is_short and any(s.code in _ENDS for s in statuses.find(document.body, part.start, part.end))


def _tell_state(document: Document, parts: list[Part]) -> bool:
    """Whether one of some short fields words a state."""
    return any(p.end - p.start <= _SHORT_STATE and statuses.find(document.body, p.start, p.end) for p in parts)
