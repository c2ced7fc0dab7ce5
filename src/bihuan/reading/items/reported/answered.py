"""Complaints told and answered in running text: 12号信访件反映“…”。经查，举报属实。县水利局已清运，该件已办结."""

import re

from bihuan.reading import numbers
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import draft
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.stated.fields import CLOSED, VERDICT, said_in
from bihuan.reading.result import UnitRef
from bihuan.reading.who import actors

_WHO = (
    r"(?:信访件|信访举报件?|举报件|转办件|交办件|投诉件|来电|来信|案件|群众|举报人|信访人|投诉人|市民|网友)"
    r"(?:来电|来信|举报|投诉)?"
)
_TOLD = expression(
    # 12号信访件反映“…”, 群众反映….
    rf"(?:(?P<number>[A-Z]{{1,2}}\d?[A-Z]{{0,2}}[\d\-]{{2,20}}|\d{{1,5}}(?:-\d{{1,4}})?)号?)?(?:的)?{_WHO}(?:反映|举报|投诉|称)(?:的)?(?:问题)?[:,]?"
    r"(?:“(?P<quoted>[^“”]{6,300})”|(?P<bare>[^“”。\n]{6,200}(?=。)))"
    # 受理编号LL-07:“…”
    r"|(?:受理|交办|转办|信访|举报|案件)?编号[:为]?(?P<filed>[A-Z\d][A-Z\d\-]{0,20}号?)[:,]"
    r"(?:“(?P<told>[^“”]{6,300})”|(?P<card>[^“”\n]{6,200})(?=\n))"
)
# 现将部分办理情况公布如下: above one paragraph for each complaint
_ANNOUNCED = expression(r"(?:办理|查处|处理|调查|核查)[^,。;:\n]{0,8}情况[^,。;:\n]{0,12}如下[:。]?$")
_ANSWER = expression(
    r"(?<=[。!?;”])(?:经[^,。;\n]{0,10}[查核勘]|(?:调查|核实|核查|办理|处理|查处)(?:[一-鿿]{0,4}情况|结果)|责任单位)"
)
_SHORTEST = 6
_NOT_UNITS = ("公司", "集团", "领导小组", "督察组", "联络组")


def read(document: Document) -> list[Draft]:
    """One draft for each complaint, with what is said of it up to the next one."""
    body = document.body
    told = [m for m in _TOLD.finditer(body.folded) if not (document.title and m.start() < document.title.end)]
    bounds = [*(match.start() for match in told), len(body.folded)]
    found = []
    for match, end in zip(told, bounds[1:], strict=True):
        what = next(name for name in ("quoted", "told", "card", "bare") if match[name])
        item = Draft(body.trimmed(*match.span(what), " 。,"), "sentence" if what == "bare" else "quoted")
        answer = Part(match.end(), end)
        item.verdict = said_in(document, answer, VERDICT)
        item.closed = said_in(document, answer, CLOSED)
        if not item.verdict and not item.closed and what != "told":
            continue
        item.number = (
            _number(match) or _number_above(document, match.start()) or _number_of_line(document, match.start())
        )
        _answer(document, item, answer)
        found.append(item)
    return found


def paragraphs(document: Document) -> list[Draft]:
    """One draft for each paragraph below 办理情况如下: that tells a complaint first, and then whether it was true."""
    body = document.body
    announced = next((line for line in body.lines if _ANNOUNCED.search(body.seen(line))), None)
    found = []
    for line in (line for line in body.lines if announced and line.start > announced.end):
        opens = next((h for h in document.numbered if h.line.start == line.start), None)
        start = opens.text_start if opens else line.start
        answered = _ANSWER.search(body.folded, start, line.end)
        stop = answered.start() if answered else next(body.sentences(start, line.end)).end
        verdict = said_in(document, Part(stop, line.end), VERDICT)
        if verdict is None or stop - start < _SHORTEST:
            continue
        item = Draft(body.trimmed(start, stop, " 。,;"), "listed", verdict=verdict)
        item.closed = said_in(document, Part(stop, line.end), CLOSED)
        item.number = _number_of_line(document, start)
        _answer(document, item, Part(stop, line.end))
        found.append(item)
    return found


def _answer(document: Document, item: Draft, answer: Part) -> None:
    """Who acted on a complaint, and what they were given time for."""
    item.units = _answering(document, answer)
    item.due = max(deadlines.in_prose(document.days, answer.start, answer.end), key=Due.rank, default=None)
    if item.units:
        item.guesses.append(draft.UNITS_FROM_TEXT)


def _number(match: re.Match[str]) -> Part | None:
    return next((Part(*match.span(name)) for name in ("number", "filed") if match[name]), None)


def _number_above(document: Document, at: int) -> Part | None:
    return next(iter(reversed(numbers.named(document.body, max(0, at - 60), at))), None)


def _number_of_line(document: Document, at: int) -> Part | None:
    """2. of a complaint that its line opens with."""
    opens = next((h for h in document.numbered if h.line.start <= at <= h.text_start), None)
    return document.body.trimmed(opens.number.start, opens.number.end, " 、.,:") if opens else None


def _answering(document: Document, answer: Part) -> list[UnitRef]:
    """Who acted on it; companies are who was complained of, a leading group only passes it on."""
    acting = actors.mentioned(document.body, answer.start, answer.end)
    return [unit for unit in acting if not unit.text.endswith(_NOT_UNITS)]


def number_only(document: Document, items: list[Draft]) -> None:
    """The number that a page about one complaint names anywhere, as in its title, is that of its only entry."""
    if len(items) == 1 and items[0].number is None:
        named = numbers.accepted(document.body, 0, len(document.body.folded))
        if len({document.body.seen(part) for part in named}) == 1:
            items[0].number = named[0]
