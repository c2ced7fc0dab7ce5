"""Entries strung in one sentence, each with its unit in a bracket: 逾期任务为:甲治理(县水利局),乙清运(白坡镇政府,6月底前)"""

import re
from collections.abc import Iterator

from bihuan.reading import deadlines
from bihuan.reading.body import Part
from bihuan.reading.dates import cn_number
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import answering
from bihuan.reading.items.draft import Draft
from bihuan.reading.vocabulary import any_of, words

_ENTRY = expression(r"(?P<what>[^,;:。()“”|\n]{4,60})\((?P<inner>[^()\n]{2,60})\)")
_QUOTED = expression(
    r"(?P<number>第[一二三四五六七八九十百\d]{1,4}[项条号]|[一-鿿A-Z]{0,3}-?\d{1,3}号?)?(?:问题|任务|事项)?"
    r"“(?P<problem>[^“”\n]{5,80})”(?:的)?(?:问题|任务|事项)?\([^()\n]{2,60}\)"
)
_LEAD = expression(r"^.{0,30}?(?:任务|问题|事项|项目|点位)(?:为|是|有|包括|如下|分别是|分别为)")
_BY_NUMBER = expression(
    r"等(?P<count>\d{1,2}|[二三四五六七八九十]{1,3})(?:个|项|起|宗)(?!方面|类|县|市|区)[^,。;]{0,10}?问题", needs="等"
)
_STOPS = "。;:“”\n"
_LONGEST_LIST = 600  # characters
_OPENS_LIST = expression(r"[^,、]{0,12}?(?:同意(?:对|将)|将|对|就|把)")
_COMMAS, _PAUSES = expression(r","), expression(r"[、,]")
_FAULT = expression(any_of(words("faults", "fault")) + "|亟需|有待")
_TANGIBLE = expression(any_of(words("faults", "concrete")) + "|[一-鿿]{2}[市县区镇乡村]")
_OPENS_RUN = expression(r"(?:任务|问题|事项|项目)(?:为|是|有|如下)?:$")
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


def told_by_number(document: Document) -> list[Draft]:
    """One draft for each fault of a list that closes with how many there are: 同意对甲渗漏、乙直排、丙滞后等8个问题解除督办.
    Lists of what is generally lacking are none: each member names a place or a thing."""
    body = document.body
    for match in _BY_NUMBER.finditer(body.folded, document.title.end if document.title else 0):
        at, lowest = match.start(), max(0, match.start() - _LONGEST_LIST)
        listed = Part(max(lowest, *(body.folded.rfind(stop, lowest, at) + 1 for stop in _STOPS)), at)
        for mark in (_COMMAS, _PAUSES):
            parts = _faults_at_end(document, _split(document, listed, mark))
            if _FEWEST <= len(parts) <= cn_number(match["count"]):
                return [Draft(part, "listed") for part in parts]
    return []


def _faults_at_end(document: Document, parts: list[Part]) -> list[Part]:
    """The last of them that all tell a fault of a place or a thing; the first of these without what opens the list."""
    found: list[Part] = []
    for part in reversed(parts):
        seen = document.body.seen(part)
        if not (_FAULT.search(seen) and _TANGIBLE.search(seen)):
            break
        opens = _OPENS_LIST.match(seen)
        found.insert(0, Part(part.start + opens.end(), part.end) if opens else part)
        if opens:
            break
    return found


def _split(document: Document, whole: Part, mark: re.Pattern[str]) -> list[Part]:
    """The range parted by marks that stand in no bracket."""
    body, at, found = document.body, whole.start, []
    for match in [*mark.finditer(body.folded, whole.start, whole.end), None]:
        end = match.start() if match else whole.end
        inside = body.folded.count("(", at, end) != body.folded.count(")", at, end)
        if not inside:
            found.append(body.trimmed(at, end, " ,、"))
            at = match.end() if match else end
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
    named, due, _ = answering.in_bracket(document, Part(entry.end("what"), entry.end()))
    lead = _LEAD.match(entry["what"])
    start = entry.start("what") + (lead.end() if lead else 0)
    problem = document.body.trimmed(start, entry.end("what"), " 、,", " 、,和及")
    return Draft(problem, "listed", due=due, units=named) if named and problem.end > problem.start else None
