"""Units that act in running text: who opens a clause, who is told to act (由, 责成, 要求…), who joins in (会同, 联合), and the
further members of a list that one of them opens. The object of 责令 is who polluted, never who answers for it."""

import re
from collections.abc import Iterator

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.result import UnitRef
from bihuan.reading.vocabulary import any_of, words
from bihuan.reading.who import units

_LEVEL = any_of(words("units", "level"))
_FIELD = any_of(words("units", "field"))
_TOLD = any_of(words("units", "told"))
_WHEN = any_of(words("units", "when"))
_BODY = (
    "(?:人民政府|政府|党委|党工委|市委|县委|区委|管委会|委员会|指挥部|领导小组|专班|局|厅|委办|办公室|办事处|中心|支队|大队|中队|执法队"
    "|派出所|站|段|公司|(?:水务|排水|环卫|环境|城投|建投|交投|公交)集团|供销(?:合作)?社|办|委|(?<!一些|有些|个别|部分|有关|相关)部门)"
)
_BIDDEN = rf"(?:{_TOLD}|责令(?=[^,。;]{{2,16}}(?:政府|局|办|委|中心)))"
_ACTS = "(?:组织|牵头|负责|已|对|联合|会同|立即|督促|责令|加强|安排|拆除|开展)"
_LETTER = rf"(?:(?!{_TOLD}|责令|要(?!素)|对|把|在|同意|接到|收到|交办|转办|抄送|抄报|报送|上报)[一-鿿])"
_NAME = (
    rf"(?!按照|根据|依据|依照|遵照|围绕|针对|结合)"
    rf"(?P<name>(?:各|有关|相关)[一-鿿]{{0,6}}?(?:单位|部门)(?!办|党)"
    r"|各[一-鿿]{0,2}?(?:镇街|镇|县区|区县|街道)(?!办|党|政|人民|管|属)"
    rf"|(?:{_LETTER}{{0,6}}?(?:{_LEVEL})|各|有关|相关|国网){_LETTER}{{0,14}}?{_BODY}"
    rf"|[一-鿿]{{2,3}}?(?:{_FIELD}(?:分局|分中心)|生态环境局)|(?:交警|公安|消防)[一-鿿]{{2,3}}(?:支队|大队|分局)"
    rf"|(?!属地)[一-鿿]{{2,4}}(?:街道办事处|街道办|街道|镇|乡)(?={_ACTS}|、|和|与)"
    rf"|(?<=要求)[一-鿿]{{2,3}}(?<![地城园社])[市县区旗](?=抓紧|加快|立即|尽快|增加|加强|迅速|全力|于|在|限期))"
    r"(?!员|书记|主任|副|局长|长|托|会(?!同)|理|法|结|公|事)"
)
_FIRST = expression(rf"(?:\d{{1,2}}[.、)]|\(\d{{1,2}}\)|[①-⑳])?(?:{_WHEN}|经(?![开济信发贸]))*(?:{_BIDDEN})?{_NAME}")
_OPENING = expression(_NAME)
_NEXT = expression(rf"{_BIDDEN}(?:属地)?{_NAME}")
_JOINS = expression(
    r"(?:会同|联合|协同|[、和与及])(?P<name>[一-鿿]{1,14}?"
    r"(?:人民政府|政府|管委会|局|办公室|办事处|中心|支队|大队|(?:街道办|街道|镇|乡)(?!人民政府|政府|党委|办事处|办)|办|委)|(?<=会同)[一-鿿]{2,4}[市县区](?=[,。;对]))(?!员|书记|主任|长)"
)
_JOINED = ("会同", "联合", "协同")
_BRANCH = expression(r"(?:(?<=委员会)办公室|[一-鿿]{1,6}?(?:分局|支队|大队|办公室|中心|所))(?!长|有|在|属|以)")
_CLAUSE = expression(r"[^,。;:!?“”《》\n| ]+")


def mentioned(body: Body, start: int, end: int, role: str = "duty") -> list[UnitRef]:
    """The units that act in a range, in order, each once; a member of a list inherits the head of the first."""
    found: dict[str, UnitRef] = {}
    for clause in _CLAUSE.finditer(body.folded, start, end):
        for first, last in _spans(body.folded, *clause.span()):
            for unit in units.listed(body, first, last, role):
                found.setdefault(unit.text, unit)
    return list(found.values())


def leading(body: Body, start: int, end: int) -> list[UnitRef]:
    """The units that a sentence opens with: 县林业局、县水利局监管缺位."""
    return opening(body, start, end)[0]


def opening(body: Body, start: int, end: int) -> tuple[list[UnitRef], int]:
    """The units that a sentence opens with, and where their names end."""
    match = _OPENING.match(body.folded, start, end)
    if match is None:
        return [], start
    found: list[UnitRef] = []
    stop = start
    for first, last in _spans(body.folded, match.start(), end):
        if first != stop and body.folded[stop:first] not in _JOINED:
            break
        found += units.listed(body, first, last)
        stop = last
    return found, stop


def _spans(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range of each name of a clause with the members that follow it."""
    match = _FIRST.match(folded, start, end) or _NEXT.search(folded, start, end)
    while match:
        stop = _with_branch(folded, match.end("name"), end)
        first = match.start("name")
        while joins := _JOINS.match(folded, stop, end):
            if folded[stop] in "会联协":
                yield first, stop
                first = joins.start("name")
            stop = _with_branch(folded, joins.end("name"), end)
        yield first, stop
        match = _NEXT.search(folded, stop, end)


def _with_branch(folded: str, stop: int, end: int) -> int:
    while more := _BRANCH.match(folded, stop, end):
        stop = more.end()
    return stop


def place_of(body: Body, part: Part) -> UnitRef | None:
    """The first district that a cell names, which answers where no unit is named."""
    if match := re.match(rf"[一-鿿]{{1,8}}?(?:{_LEVEL})(?![一-鿿]*{_BODY})", body.seen(part)):
        span = body.cleaned.source_span(part.start, part.start + match.end())
        return UnitRef(match[0], "duty", span.start, span.end)
    return None
