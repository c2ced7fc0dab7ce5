"""Who answers for an entry whose own fields do not say: the heading or section above it, a bracket behind its wording or its
measures, a sentence 由…牵头 below it. Only what is a unit from end to end counts."""

from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.result import UnitRef
from bihuan.reading.vocabulary import any_of, mapping
from bihuan.reading.who import units

_ROLES = any_of(*mapping("units", "role").values())
_BRACKET = expression(r"\((?P<inner>[^()]{2,120}(?:\([^()]{0,20}\)[^()]{0,80})*)\)")
_NUMBERING = expression(r" *(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.])? *")
_TAIL = expression(rf"(?:\([^()]*\))?[:]?$|(?:{_ROLES})?(?:的)?(?:整改)?(?:任务|事项|问题|清单|台账)(?:\([^()]*\))?$")
_LABEL = expression(rf"(?:{_ROLES}|责任|填报|整改)+(?:单位|部门|主体)[:|] *")
_NAMED = expression(rf"(?:{_ROLES}|责任|整改)+(?:单位|部门|主体)(?:均|都)?(?:为|是|:)?(?P<units>[^,。;:“”\n]{{2,60}})")
_LONGEST = 60


def of_heading(document: Document, line: Part) -> list[UnitRef]:
    """The units of a line that names nothing else: 一、市水务局(牵头2项), 责任单位:县住建局, 市水务局整改台账."""
    body = document.body
    seen = body.seen(line)
    if len(seen) > _LONGEST:
        return []
    opens = _NUMBERING.match(seen)
    start = opens.end() if opens else 0
    if label := _LABEL.match(seen, start):
        start = label.end()
    tail = _TAIL.search(seen, start)
    return _whole(document, Part(line.start + start, line.start + (tail.start() if tail else len(seen))))


def in_bracket(document: Document, part: Part) -> tuple[list[UnitRef], Due | None, Part | None]:
    """The units, the limit and the range of the first bracket in a range that opens with units, up to the limit in it."""
    for bracket in _BRACKET.finditer(document.body.folded, part.start, part.end):
        inner = Part(*bracket.span("inner"))
        limits = deadlines.all_labelled(document.days, inner.start, inner.end)
        first = min((due.start for due in limits), default=inner.end)
        label = _LABEL.match(document.body.folded, inner.start, first)
        if named := _whole(document, Part(label.end() if label else inner.start, first)):
            return named, next(iter(limits), None), Part(*bracket.span())
    return [], None, None


def labelled(document: Document, part: Part) -> list[UnitRef]:
    """The units behind 责任单位, 牵头单位 within a sentence: …,责任单位为县水利局,完成60%."""
    match = _NAMED.search(document.body.folded, part.start, part.end)
    return _whole(document, Part(*match.span("units"))) if match else []


def in_brackets(document: Document, parts: list[Part]) -> list[UnitRef]:
    """The units of all brackets of measures: 1.封堵排口(市水务局)2.清淤(县政府负责)."""
    found: dict[tuple[str, str], UnitRef] = {}
    for part in parts:
        for bracket in _BRACKET.finditer(document.body.folded, part.start, part.end):
            for unit in in_bracket(document, Part(*bracket.span()))[0]:
                found.setdefault((unit.text, unit.role), unit)
    return list(found.values())


def _whole(document: Document, part: Part) -> list[UnitRef]:
    solid = document.body.trimmed(part.start, part.end, " ,;:、\n")
    if solid.end <= solid.start or ":" in document.body.seen(solid):
        return []
    named = units.listed(document.body, solid.start, solid.end)
    return named if named and all(units.names_body(unit.text) for unit in named) else []
