"""The problem of a notice without labels and quotation marks: 督察组交办我区某厂废水混排。该问题由某管委会负责整改,要求10月底前
完成。目前已整改到位"""

import re

from bihuan.reading import measures, statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import LACKS
from bihuan.reading.items.answerable import answering
from bihuan.reading.items.draft import Draft
from bihuan.reading.numbers import NTH
from bihuan.reading.numerals import COUNT
from bihuan.reading.result import UnitRef
from bihuan.reading.who import units

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
# …长期停用,目前已修复 turns from the fault to what was done about it.
_TURNS = expression(
    r"(?:的?问题|一案)?[,;](?=目前|现已?|已|经|由|我[省市县区]|整改|针对|[^,。;]{0,8}高度重视)|的?问题(?=[,。;])"
)
_REACH = 300
_SHORTEST = 4
_FEWEST = 2
# 已完成以下两项问题的整改:(一)甲;(二)乙。责任单位均为某县政府,整改时限均为6月底前。
_FOLLOWS = expression(
    rf"(?:以下|下列|如下|上述|{COUNT}[个项件])[^。;:\n]{{0,12}}(?:问题|任务|事项|案件)[^。;:\n]{{0,12}}:(?=\(?[一1][)、.]|①)"
)
_ENDS_MATTER = expression(r",(?:已?由|责任|牵头|整改|完成|时限|目前|现已?|已)")
_LIMIT = expression(r"(?:时限|期限)(?:均|都)?(?:为|是|至|:)?(?P<limit>[^,。;]{3,24})")


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
        problem, behind = _with_what_ended_it(document, match)
        if problem is None:
            continue
        item = Draft(document.body.trimmed(problem.start, problem.end, " ,。"), "sentence")
        item.units = _charged(document, behind)
        item.due = _limit(document, behind)
        item.status = next((s for s in statuses.find(document.body, behind.start, behind.end)), None)
        return [item]
    return []


def _with_what_ended_it(document: Document, match: re.Match[str]) -> tuple[Part | None, Part]:
    """What was handed over, if what stands behind speaks of it as 该问题, or else tells how its fault ended; and that: a
    fault is told up to the end of its sentence."""
    body = document.body
    behind = Part(match.end(), min(len(body.folded), match.end() + _REACH))
    problem = Part(*match.span("problem"))
    if _IT.search(body.folded, behind.start, behind.end):
        return problem, behind
    sentence = next(body.sentences(problem.start, behind.end))
    stop = _TURNS.search(body.folded, problem.start, sentence.end)
    whole = Part(problem.start, stop.start() if stop else sentence.end)
    behind = Part(whole.end, behind.end)
    if not LACKS.search(body.seen(whole)) or not statuses.find(body, behind.start, behind.end):
        return None, behind
    return whole, behind


def counted_up(document: Document) -> list[Draft]:
    """The members of a series in one paragraph, each with the unit and the limit that it tells, else with those that are
    told of all behind the last."""
    body = document.body
    lead = _FOLLOWS.search(body.folded, document.title.end if document.title else 0)
    if lead is None:
        return []
    line = body.line_at(lead.start())
    series = measures.marked(body, lead.end(), line.end)
    if len(series) < _FEWEST:
        return []
    number, last = series[-1]
    closing = next(iter(body.sentences(last.start, last.end)))
    series[-1] = (number, closing)
    return [_member(document, number, part, Part(closing.end, line.end)) for number, part in series]


def _member(document: Document, number: Part, part: Part, behind: Part) -> Draft:
    body = document.body
    stop = _ENDS_MATTER.search(body.folded, part.start + _SHORTEST, part.end)
    item = Draft(body.trimmed(part.start, stop.start() if stop else part.end, " \n。;"), "listed")
    item.number = body.trimmed(number.start, number.end, " 、.,")
    for told in (part, behind):
        limit = _LIMIT.search(body.folded, told.start, told.end)
        item.units = item.units or answering.labelled(document, told) or _charged(document, told)
        item.due = item.due or (deadlines.labelled(document.days, *limit.span("limit")) if limit else None)
        item.status = item.status or next(reversed(statuses.find(body, told.start, told.end)), None)
    return item


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
