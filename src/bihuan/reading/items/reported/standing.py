"""How the entries of a report stand, by the words behind them: 目前完成涵洞开挖, 现场发现仍有垃圾4处, 实际只修了围挡.

What a check found counts before what was reported. A claim that a report itself contradicts in one sentence (虽上报建成,实际无
设备) is an entry of its own where no list tells more.
"""

import re

from bihuan.reading import statuses
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import draft
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.stated.subject import QUOTED
from bihuan.reading.result import Status
from bihuan.reading.who import units
from bihuan.reading.who.places import in_title

_FOUND = expression(
    r"(?:实际(?:上)?|现场(?:核查|检查)?(?:发现|看到)?|(?:核查|检查|抽查|复核|暗访)发现)[,:]?(?P<what>[^,。;]{4,60})"
)
_NOW = expression(
    r"(?:截至目前|目前|当前|现|至今|现状为)(?!场|将|就|有关|决定)[,:]?(?:该(?:问题|项目|任务|工程))?(?:仅|已|只|尚)?(?P<what>[^,。;]{3,60})"
)
# 某厂扩建,土建刚完成六成,某市政府要于…: the clause between a task and who is to finish it.
_BETWEEN = expression(
    r",(?P<what>[^,。;]{0,12}(?:刚|仅|只|尚|还|已|正在|未)[^,。;]{2,24})(?=,[^,。;]{2,24}(?:要|须|应))"
)
_TRULY = expression(r"(?:实际(?:上)?|事实上)[,:]?(?P<what>[^,。;]{4,60})")
_CLAIMED = expression(r"上报|报告|宣称|声称|自报|自评|申报")
_CONTRADICTED = expression(
    r"(?:^|(?<=[,。;:\n]))(?:其中|如|例如)?[,:]?(?P<problem>[^,。;:\n“”]{2,40}?(?:虽|曾|已|对外)?(?:上报|报告|宣称|声称|自报|申报)(?:已|为|称)?"
    r"[^,。;:\n]{0,14},(?:但|而|经查|经核查)?(?:实际|现场|核查|经查|实地)[^,。;\n]{2,40})"
)
# 石桥县上报已完成的“…”,现场核查尚未通水
_QUOTED = expression(
    r"(?:^|(?<=[,。;:\n]))(?:其中|如|例如)?[,:]*(?P<who>[^,。;:\n“”]{2,24}?)(?:虽|曾|已|对外)?(?:上报|报告|宣称|声称|自报|申报)"
    rf"[^,。;:\n“”]{{0,8}}{QUOTED}[^,。;\n]{{0,6}},(?:但|而)?(?=经?(?:实际|现场|核查|查|实地|抽查|检查))"
)
# 个别地方虽然上报完成,但实际未整改到位 names nothing that a ledger could carry
_NOBODY = expression(
    r"(?:一些|部分|个别|有的|有些|少数|不少|多数|某些)|(?:虽然?|曾|已|对外|其|却)?(?:上报|报告|宣称|声称|自报|申报)"
)
_NEAR = 160


def complete(document: Document, items: list[Draft]) -> None:
    """Gives a state to the entries that have none."""
    ordered = sorted(items, key=lambda item: item.problem.start)
    ends = [*(item.problem.start for item in ordered[1:]), len(document.body.folded)]
    for item, end in zip(ordered, ends, strict=False):
        if item.status is None or item.status.code in ("done", "closed", "applied"):
            start = item.problem.start
            item.status = _told(document, item, Part(start, min(end, item.problem.end + _NEAR))) or item.status
        if item.status is None and item.found == "listed":
            line = document.body.folded.find("\n", item.problem.end, end)
            told = statuses.find(document.body, item.problem.end, line if line >= 0 else end)
            item.status = told[-1] if told else None


def belie(document: Document, items: list[Draft]) -> None:
    """In a case, 某县政府上报整改完成,实际工程尚未实施: what it was in truth is the state of the case's only finding."""
    if len(items) != 1 or items[0].status:
        return
    for sentence in document.body.sentences(items[0].problem.end):
        claimed = _CLAIMED.search(document.body.folded, sentence.start, sentence.end)
        match = _TRULY.search(document.body.folded, claimed.end(), sentence.end) if claimed else None
        if match:
            items[0].status = _status(document, match)
            items[0].guesses.append(draft.CONTRADICTED)
            return


def _told(document: Document, item: Draft, behind: Part) -> Status | None:
    folded = document.body.folded
    if match := _FOUND.search(folded, behind.start, behind.end):
        if _CLAIMED.search(folded, behind.start, match.start()):
            item.guesses.append(draft.CONTRADICTED)
        return _status(document, match)
    if item.status is None and (match := _NOW.search(folded, item.problem.start, behind.end)):
        return _status(document, match)
    between = _BETWEEN.match(folded, item.problem.end, behind.end) if item.status is None else None
    return _status(document, between) if between else None


def _status(document: Document, match: re.Match[str]) -> Status:
    quote = document.body.quote(*match.span("what"))
    return Status(quote.text, statuses.code_of(quote.text), quote.start, quote.end)


def contradicted(document: Document) -> list[Draft]:
    """Claims that the same sentence contradicts; who reported them answers, else the place of the title."""
    found = []
    for match in _QUOTED.finditer(document.body.folded):
        item = Draft(Part(*match.span("problem")), "quoted", guesses=[draft.CONTRADICTED])
        item.units = units.listed(document.body, *match.span("who"))
        found.append(item)
    if found:
        return found
    for match in _CONTRADICTED.finditer(document.body.folded):
        if _NOBODY.match(match["problem"]):
            continue
        item = Draft(Part(*match.span("problem")), "sentence", guesses=[draft.CONTRADICTED])
        item.units = in_title(document.body, document.title) if document.title else []
        found.append(item)
    return found
