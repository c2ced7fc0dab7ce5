"""Matters between quotation marks, as letters, notices and reports name them, with what the words around tell of each:
第六项“…”问题,责任单位为某市政府,时限9月底,目前仅完成61%."""

from bihuan.reading import statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import LACKS
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import address, answering, blamed, charge
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.stated.subject import QUOTED
from bihuan.reading.numbers import NTH
from bihuan.reading.result import Status, UnitRef
from bihuan.reading.who import units

_NUMBER = rf"{NTH}|序号\d{{1,3}}|(?:问题|任务)(?:[一二三四五六七八九十]{{1,3}}|\d{{1,3}})"
_MATTER = expression(
    rf"(?:(?P<number>{_NUMBER})(?:反馈|整改)?的?(?:问题|任务|事项)?[,:]?|(?P<called>任务|问题|事项)[,:]?)?{QUOTED}"
    rf"(?:等)?的?(?P<sort>问题|任务|事项|一事|一案)?(?:\([^()\n]{{0,12}}(?P<behind>{_NUMBER})[^()\n]{{0,8}}\))?",
    needs="“",
)
_LED_BY = expression(r"(?:^|[,。;:\n])(?P<units>[^,。;:“”\n]{2,40}?)(?:牵头|负责|承担)(?:整改|落实)?的$")
_OPENS_LINE = expression(r"(?:[\d一二三四五六七八九十]{1,3}[.、] *)?(?P<units>[^,。;:“”\n]{2,60}):$")
_PROMISES = expression(r"(?:^|(?<=[,。;:\n]))(?P<units>[^,。;:“”\n]{2,20}?)(?:已|曾|现|又)?(?:承诺|表示|保证|答应)")
_LIMIT = expression(r"(?:时限|期限|截止日期|完成时间)(?:为|是|到|至|:)?(?P<limit>[^,。;]{2,24})")
# 其中第12项任务应于8月底前完成: what is said of one of several behind the last.
_OTHER = expression(
    rf"(?:其中,?)?(?P<number>{_NUMBER})(?:问题|任务|事项)?(?:原定|计划|须|应)(?:于|在)?(?P<limit>[^,。;]{{3,20}})"
)
_SAID = expression(r"(?:反馈|指出|交办|移交|披露|曝光|通报|提出|点名)[^,。;“”\n]{0,8}$")
_NEAR = 16
_LEAST = 2
_YOU = expression(r"[你贵]")
_DEMANDS = expression(r" *(?:请|要求|现(?!场|状|有|已|在)|下一步|各(?!项)|会议|希望|务必|你|贵)")
_FOUND_UNTRUE = frozenset(("false_report", "not_started", "not_done", "behind"))


def told(document: Document) -> list[Draft]:
    """Each matter that has a number, or is called one and tells a fault, was told by an inspection or has a limit, if the
    words up to the next, or to what is demanded, say who answers, by when or how it stands."""
    body, found = document.body, []
    asked = address.addressees(document)
    matches = list(_MATTER.finditer(body.folded, document.title.end if document.title else 0))
    for k, match in enumerate(matches):
        number, called = match["number"] or match["behind"], match["called"] or match["sort"]
        problem = body.trimmed(*match.span("problem"), " 。")
        behind = _stretch(document, match.end(), matches[k + 1].start() if k + 1 < len(matches) else len(body.folded))
        is_one = (
            LACKS.search(body.seen(problem))
            or _SAID.search(body.folded, max(0, match.start() - _NEAR), match.start())
            or _LIMIT.search(body.folded, behind.start, behind.end)
        )
        if not number and not (called and is_one):
            continue
        item = Draft(problem, "quoted")
        if number:
            item.number = Part(*match.span("number" if match["number"] else "behind"))
        item.units = _before(document, match.start()) or _behind(document, behind)
        item.due, item.status = _limit(document, behind), _state(document, item, behind)
        if item.units or item.due or item.status or (asked and number):
            item.units = item.units or asked
            found.append(item)
    for other in _OTHER.finditer(body.folded):
        for item in found:
            if item.number and body.seen(item.number) == other["number"]:
                item.due = item.due or deadlines.labelled(document.days, *other.span("limit"))
    return found


def rechecked(document: Document) -> list[Draft]:
    """The old problems of which a feedback tells one by one how they stand, and whose they are: 第2项“…”:没有完成。某街道…."""
    found = [item for item in told(document) if item.number and item.status]
    for item in found if len(found) >= _LEAST else ():
        sentences = document.body.sentences(item.problem.end, document.body.line_at(item.problem.start).end)
        named = (blamed.opening(document, sentence) for sentence in sentences)
        item.units = item.units or next(filter(None, named), [])
    return found if len(found) >= _LEAST else []


def _stretch(document: Document, start: int, end: int) -> Part:
    """What a line says of a matter up to the next one: whole sentences, until one demands something."""
    stop = min(end, document.body.line_at(start).end)
    if other := _OTHER.search(document.body.folded, start, stop):
        stop = other.start()
    for sentence in document.body.sentences(start, stop):
        if sentence.start > start and _DEMANDS.match(document.body.folded, sentence.start, sentence.end):
            return Part(start, sentence.start)
    return Part(start, stop)


def _before(document: Document, at: int) -> list[UnitRef]:
    """某局牵头的“…”, or 某局: that opens the line of a matter."""
    line = document.body.line_at(at)
    for pattern in (_OPENS_LINE, _LED_BY):
        match = pattern.search(document.body.folded, line.start, at)
        if match and (named := _all_units(document, Part(*match.span("units")))):
            return named
    return []


def _behind(document: Document, part: Part) -> list[UnitRef]:
    """责任单位为某市政府; 某区政府承诺; 由某局牵头."""
    if named := answering.labelled(document, part):
        return named
    for pattern in (_PROMISES, charge.BY):
        for match in pattern.finditer(document.body.folded, part.start, part.end):
            if named := _all_units(document, Part(*match.span("units"))):
                return named
    return []


def _all_units(document: Document, part: Part) -> list[UnitRef]:
    if _YOU.match(document.body.folded, part.start, part.end):
        return address.addressees(document)
    named = units.listed(document.body, part.start, part.end)
    return named if all(units.looks_like_unit(unit.text) for unit in named) else []


def _limit(document: Document, part: Part) -> Due | None:
    """The limit that is called so, else the last of those that the words tell."""
    if match := _LIMIT.search(document.body.folded, part.start, part.end):
        return deadlines.labelled(document.days, *match.span("limit"))
    return max(deadlines.in_prose(document.days, part.start, part.end), key=Due.rank, default=None)


def _state(document: Document, item: Draft, part: Part) -> Status | None:
    """The first state that is told; of a reported end that was found untrue, the finding."""
    stated = statuses.find(document.body, part.start, part.end)
    if untrue := [status for status in stated if status.code in _FOUND_UNTRUE]:
        item.guesses += [draft.CONTRADICTED] if len(stated) > len(untrue) else []
        return untrue[-1]
    return next(iter(stated), None)
