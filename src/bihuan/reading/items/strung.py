"""Entries strung in one sentence, each with its unit in a bracket: 逾期任务为:甲治理(县水利局),乙清运(白坡镇政府,6月底前)"""

import re
from collections.abc import Iterator

from bihuan.reading import deadlines
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import answering
from bihuan.reading.items.draft import Draft

_ENTRY = expression(r"(?P<what>[^,;:。()“”|\n]{4,60})\((?P<inner>[^()\n]{2,60})\)")
_QUOTED = expression(
    r"(?P<number>第[一二三四五六七八九十百\d]{1,4}[项条号]|[一-鿿A-Z]{0,3}-?\d{1,3}号?)?(?:问题|任务|事项)?"
    r"“(?P<problem>[^“”\n]{5,80})”(?:的)?(?:问题|任务|事项)?\([^()\n]{2,60}\)"
)
_LEAD = expression(r"^.{0,30}?(?:任务|问题|事项|项目|点位)(?:为|是|有|包括|如下|分别是|分别为)")
_BETWEEN = expression(r"[,;、和及]?")
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
    if len(items) >= _FEWEST and len(items) == len(found):
        yield items


def _draft(document: Document, entry: re.Match[str]) -> Draft | None:
    named, due, _ = answering.in_bracket(document, Part(entry.end("what"), entry.end()))
    lead = _LEAD.match(entry["what"])
    start = entry.start("what") + (lead.end() if lead else 0)
    problem = document.body.trimmed(start, entry.end("what"), " 、,", " 、,和及")
    return Draft(problem, "listed", due=due, units=named) if named and problem.end > problem.start else None
