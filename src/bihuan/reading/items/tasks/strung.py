"""Entries strung in one sentence, each with its unit in a bracket: 逾期任务为:甲治理(县水利局),乙清运(白坡镇政府,6月底前)"""

import re
from collections.abc import Iterator

from bihuan.reading import statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import LACKS
from bihuan.reading.items.answerable import answering, blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.stated.subject import QUOTED
from bihuan.reading.numbers import NTH
from bihuan.reading.who import units

_ENTRY = expression(r"(?P<what>[^,;:。()“”|\n]{4,60})\((?P<inner>[^()\n]{2,60})\)")
_QUOTED = expression(
    rf"(?P<number>{NTH}|[一-鿿A-Z]{{0,3}}-?\d{{1,3}}号?)?(?:问题|任务|事项)?{QUOTED}(?:的)?(?:问题|任务|事项)?\([^()\n]{{2,60}}\)"
)
_SET_ONCE = expression(r"(?:原定|原计划|计划|应于|应在|要求|限)(?:于|为|期)?(?P<limit>[^,。;]{2,20})")
_NUMBERED = expression(rf"(?P<number>{NTH})(?:任务|问题)?\((?P<inner>[^()\n]{{2,40}})\)(?P<what>[^,。;()\n]{{4,60}})")
_LEAD = expression(
    r"^.{0,30}?(?:任务|问题|事项|项目|点位)(?:为|是|有|包括|如下|分别是|分别为):?"
    r"|^.{0,12}(?:滞后|缓慢|逾期|未完成|超期)的?(?:有|是|为|包括):?"
)
_OPENS_RUN = expression(r"(?:任务|问题|事项|项目)(?:为|是|有|如下)?:$")
_BETWEEN = expression(r"[,;、和及]?")
_STANDS = expression(LACKS.pattern)
_FEWEST = 2


def read(document: Document) -> list[Draft]:
    """One draft for each member of a run of at least two of which every bracket names units."""
    return [item for line in document.body.lines for run in _runs(document, line) for item in run]


def quoted(document: Document) -> list[Draft]:
    """One draft for each matter between quotation marks with its unit in a bracket: 第8项“渣场未覆盖”(市城管局)距7月底完成…"""
    found = []
    for match in _QUOTED.finditer(document.body.folded):
        named, due, _ = answering.in_bracket(document, Part(match.end("problem") + 1, match.end()))
        if not named:
            continue
        item = Draft(Part(*match.span("problem")), "quoted", due=due, units=named)
        item.number = Part(*match.span("number")) if match["number"] else None
        sentence = next(s for s in document.body.sentences(match.start()))
        limits = deadlines.in_prose(document.days, match.end(), max(sentence.end, match.end()))
        item.due = item.due or next(iter(limits), None)
        found.append(item)
    return found


def numbered(document: Document) -> list[Draft]:
    """红灯任务2项:第17项(市城投集团)泵站未通电;第26项(石桥县)验收资料缺失."""
    found = []
    for match in _NUMBERED.finditer(document.body.folded):
        named, due, _ = answering.in_bracket(document, Part(match.end("number"), match.start("what")))
        if not named:
            named = units.listed(document.body, *match.span("inner"))
        if named and all(units.looks_like_unit(unit.text) for unit in named) and _STANDS.search(match["what"]):
            found.append(
                Draft(Part(*match.span("what")), "listed", number=Part(*match.span("number")), due=due, units=named)
            )
    return found


def _runs(document: Document, line: Part) -> Iterator[list[Draft]]:
    entries = list(_ENTRY.finditer(document.body.folded, line.start, line.end))
    run: list[re.Match[str]] = []
    for entry in entries:
        beside = run and _BETWEEN.fullmatch(document.body.folded, run[-1].end(), entry.start())
        if run and not beside:
            yield from _told(document, run)
            run = []
        run.append(entry)
    yield from _told(document, run)


def _told(document: Document, run: list[re.Match[str]]) -> Iterator[list[Draft]]:
    found = [_draft(document, entry) for entry in run]
    items = [item for item in found if item]
    alone = len(run) == 1 and _led(document, run[0].start())  # 滞后任务为:处理站扩建(县住建局,8月底前)
    if (len(items) >= _FEWEST or alone) and len(items) == len(found):
        yield items


def _led(document: Document, at: int) -> bool:
    return bool(_OPENS_RUN.search(document.body.folded, max(0, at - 12), at))


def _draft(document: Document, entry: re.Match[str]) -> Draft | None:
    body = document.body
    named, due, _ = answering.in_bracket(document, Part(entry.end("what"), entry.end()))
    lead = _LEAD.match(entry["what"])
    start = entry.start("what") + (lead.end() if lead else 0)
    problem = body.trimmed(start, entry.end("what"), " 、,", " 、,和及")
    item = Draft(problem, "listed", due=due, units=named)
    if not named and (limit := _SET_ONCE.match(entry["inner"])):  # 某县3座矿山修复(应于5月底完成,目前未开工)
        inner = entry.start("inner")
        item.due = deadlines.labelled(document.days, inner + limit.start("limit"), inner + limit.end("limit"))
        item.units = blamed.opening(document, problem)
        item.status = next(iter(statuses.find(body, inner + limit.end(), entry.end("inner"))), None)
    return item if (item.units or item.due) and problem.end > problem.start else None
