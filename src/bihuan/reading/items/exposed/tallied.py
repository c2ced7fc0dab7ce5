"""Problems strung in a sentence that says how many there are: 对甲严重滞后、乙污水直排等7个问题挂牌督办; 曝光三个问题:甲停运;…

A list of as many as it says is one though no known word blames its members; else each member blames a place or a thing."""

import re
from dataclasses import replace

from bihuan.reading import measures
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import CONCRETE, LACKS
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import address, blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.numerals import COUNT, cn_number

_NUMBER = rf"(?P<count>{COUNT})[个项件起处宗]"
_SORT = r"(?!方面|类|县|市|区)[^,。;、]{0,10}?问题"
_SUMMED_UP = expression(rf"等(?:{_NUMBER})?{_SORT}", needs="等")
_STOPS = "。;:“”\n"
_LONGEST_LIST = 600  # characters
_COUNTED = expression(rf"{_NUMBER}[^,。;、]{{0,6}}?问题(?:分别)?(?:是|为|有|包括):?")
_OPENS = expression(
    r"(?:(?:分别|即)(?:为|是)|包括|例如|比如|(?:^|(?<=[,。;\n]))(?:其中)?如|同意(?:对|将)?|决定(?:对|将)|(?<=,)[对将就把]|[月日年底初],)"
)
_ANNOUNCED = expression(
    rf"(?:曝光|披露|通报|指出|发现|反映|反馈|交办|点名|点了|点出|列出|存在|查出|检查出)[^。;:\n]{{0,30}}?{_NUMBER}(?:方面)?(?:的)?"
    r"[^。;:,\n]{0,8}(?:问题|点位|隐患|情况|线索)[^。;:\n]{0,8}:(?!\n)"
    rf"|(?:发现|存在|查出)[^。;:,\n]{{0,10}}(?:问题|隐患|点位|线索){{1,2}}(?P<behind>{COUNT})[个项件起处]:(?!\n)"
    # 通报了8起案例,分别是:甲案;乙案; 通报的案例共4个,分别是甲、乙
    rf"|(?:通报|公布|曝光|公开)[^。;:\n]{{0,16}}?(?:(?P<these>{COUNT})[个起件][^。;:,\n]{{0,8}}(?:案例|问题)"
    rf"|(?:案例|问题)共?(?P<those>{COUNT})[个起件]),?分别(?:是|为):?(?!\n)"
)
_FOLLOWS = expression(r"(?:存在|发现|查出)[^。;:\n]{0,16}(?:问题|隐患|情形)[^。;:\n]{0,8}:(?=\(?1|①|\(?一)")
_COMMAS, _PAUSES = expression(r","), expression(r"[、,]")
_FAULT = expression(LACKS.pattern)
_TANGIBLE = expression(CONCRETE.pattern + "|[一-鿿]{2}[市县区镇乡村]")
_SHORTEST = 4
_FEWEST = 2


def counted(document: Document) -> list[Draft]:
    """The members of a list that closes with how many there are, or that opens with it: 7个问题分别为甲、乙…等问题."""
    body = document.body
    for match in _SUMMED_UP.finditer(body.folded, document.title.end if document.title else 0):
        at, lowest = match.start(), max(0, match.start() - _LONGEST_LIST)
        start = max(lowest, *(body.folded.rfind(stop, lowest, at) + 1 for stop in _STOPS))
        told = [*_COUNTED.finditer(body.folded, start, match.start())][-1:]
        opens = told or [*_OPENS.finditer(body.folded, start, match.start())][-1:]
        count = cn_number(match["count"] or (told[0]["count"] if told else "0"))
        whole = Part(opens[0].end() if opens else start, match.start())
        if members := _members(document, whole, count):
            return [_member(document, part) for part in members]
    return []


def announced(document: Document) -> list[Draft]:
    """The members of what is announced with its number: 甲停运;乙侵占河道 behind 曝光两个问题:. Whoever a letter that
    announces it is written to answers."""
    body, addressed = document.body, address.addressees(document)
    for match in _ANNOUNCED.finditer(body.folded):
        end = body.folded.find("\n", match.end())
        line = Part(match.end(), end if end >= 0 else len(body.folded))
        count = cn_number(next(filter(None, match.groups())))
        parts = measures.enumerated(body, line.start, line.end)
        if parts:  # what stands behind the last is told of all
            parts = [*parts[:-1], next(body.sentences(parts[-1].start, parts[-1].end))]
        else:
            stop = body.folded.find("。", line.start, line.end)
            parts = list(body.sentences(line.start, stop if stop >= 0 else line.end))
        parts = [body.trimmed(part.start, part.end, " \n。;") for part in parts]
        if len(parts) == 1 < count:
            parts = _members(document, parts[0], count)
        if len(parts) == count >= _FEWEST and all(p.end - p.start >= _SHORTEST for p in parts):
            items = [_member(document, part) for part in parts]
            return [replace(item, units=addressed or item.units) for item in items]
    return []


def listed_below(document: Document) -> list[Draft]:
    """The series behind 发现以下问题: of somebody who checked."""
    body = document.body
    lead = _FOLLOWS.search(body.folded)
    if lead is None:
        return []
    end = body.folded.find("\n", lead.end())
    parts = measures.enumerated(body, lead.end(), end if end >= 0 else len(body.folded))
    parts = [next(body.sentences(part.start, part.end)) for part in parts]
    return [_member(document, body.trimmed(p.start, p.end, " 。;")) for p in parts if len(parts) >= _FEWEST]


def _members(document: Document, whole: Part, count: int) -> list[Part]:
    """The stretches between commas, else between all marks: as many as are counted, or those at the end that all blame."""
    for mark in (_COMMAS, _PAUSES):
        parts = _split(document, whole, mark)
        if len(parts) == count >= _FEWEST and any(_TANGIBLE.search(document.body.seen(part)) for part in parts):
            return parts
        if _FEWEST <= len(at_end := _faults_at_end(document, parts)) <= count:
            return at_end
    return []


def _faults_at_end(document: Document, parts: list[Part]) -> list[Part]:
    """The last of them that all tell a fault of a place or a thing."""
    found: list[Part] = []
    for part in reversed(parts):
        seen = document.body.seen(part)
        if not (_FAULT.search(seen) and _TANGIBLE.search(seen)):
            break
        found.insert(0, part)
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


def _member(document: Document, part: Part) -> Draft:
    named = blamed.opening(document, part)
    return Draft(part, "sentence", units=named, guesses=[draft.UNITS_FROM_TEXT] if named else [])
