"""The problem of a notice without labels and quotation marks: 督察组交办我区某厂废水混排。该问题由某管委会负责整改,要求10月底前
完成。目前已整改到位"""

from bihuan.reading import deadlines, statuses, units
from bihuan.reading.body import Part
from bihuan.reading.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.draft import Draft
from bihuan.reading.numbers import NTH
from bihuan.reading.result import UnitRef

_BY_WHOM = r"(?:督察|督察组|反馈|通报|警示片|暗访|信访)"
_TO_WHOM = r"(?:[我全本该](?:省|市|县|区|州|旗|镇|乡|街道))?"
_HANDED = expression(
    rf"{_BY_WHOM}[^。;\n“”]{{0,24}}?(?:交办|反馈|移交|转办|指出|披露|曝光|点名|通报|发现|查出|反映)(?:了|的|给)?[,:]?{_TO_WHOM}"
    r"(?:的|存在|关于|涉及)?(?P<problem>[^。;,:“”\n]{8,120}?)(?:的问题|一案|问题)?(?=[。;,]|,?(?:该问题|由))"
)
# 第12项任务即某河污水直排,应在6月底前整改完毕,由县水利局主办
_NAMED = expression(
    rf"(?P<number>(?:整改)?(?:任务|问题|事项)(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}})|{NTH})(?:整改)?(?:任务|问题|事项)?"
    r"(?:即|系|为|是|指)(?P<problem>[^,。;“”\n]{6,80}),(?=应|须|要求|由|原定|计划|限)"
)
_IT = expression(r"(?:该|此|上述|这一)(?:问题|事项|任务|案件|项)")
_BY = expression(
    r"由(?P<units>[^。;,]{2,60}?(?:牵头|负责|承办|落实|整改|主办|实施)(?:、[^。;,]{2,40}?(?:配合|协办|协助))?)"
)
_SET = expression(
    r"(?:要求|应|须|需|计划|整改时限|完成时限|限|原定|明确)(?:为|是|于|在|:)?[^。;,]{0,6}?(?P<limit>[^。;,]{3,20})"
)
_REACH = 300


def read(document: Document) -> list[Draft]:
    """One draft where a sentence says what was handed over and the next ones speak of it as 该问题, or what a numbered task
    is, by when and by whom; else none."""
    folded = document.body.folded
    if named := _NAMED.search(folded, document.title.end if document.title else 0):
        behind = Part(named.end(), min(len(folded), named.end() + _REACH))
        item = Draft(Part(*named.span("problem")), "sentence", number=Part(*named.span("number")))
        item.units, item.due = _charged(document, behind), _limit(document, Part(named.end() - 1, behind.end))
        item.status = next(iter(statuses.find(document.body, behind.start, behind.end)), None)
        if item.units or item.due:
            return [item]
    for match in _HANDED.finditer(folded, document.title.end if document.title else 0):
        behind = Part(match.end(), min(len(folded), match.end() + _REACH))
        if not _IT.search(folded, behind.start, behind.end):
            continue
        item = Draft(document.body.trimmed(*match.span("problem"), " ,。"), "sentence")
        item.units = _charged(document, behind)
        item.due = _limit(document, behind)
        item.status = next((s for s in statuses.find(document.body, behind.start, behind.end)), None)
        return [item]
    return []


def _charged(document: Document, part: Part) -> list[UnitRef]:
    match = _BY.search(document.body.folded, part.start, part.end)
    named = units.listed(document.body, *match.span("units")) if match else []
    return named if all(units.looks_like_unit(unit.text) for unit in named) else []


def _limit(document: Document, part: Part) -> Due | None:
    """What was demanded of it; the period of the notice and the day it ended are none."""
    for match in _SET.finditer(document.body.folded, part.start, part.end):
        if due := next(iter(deadlines.in_prose(document.days, *match.span())), None):
            return due
    return None
