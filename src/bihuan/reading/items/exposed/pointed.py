"""Problems behind the name of their place or site: lines 石桥县:渣场未覆盖;污水直排。 below words that announce them.

A line is one of them by its look and its neighbours: at least two lines stand together that open with a short name and a
colon. What follows 责成, 限, 要求 is what was ordered about the problem, and its limit.
"""

import re
from collections.abc import Iterator

from bihuan.reading import statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import LACKS
from bihuan.reading.items.draft import Draft
from bihuan.reading.measures import BULLETS
from bihuan.reading.result import UnitRef
from bihuan.reading.structure.meanings import label_field
from bihuan.reading.who import actors, units

_LINE = expression(
    rf"(?P<mark>[{BULLETS}])? *"
    r"(?P<number>\d{1,2}[.、]|\(\d{1,2}\)|\([一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、)?"
    r"(?P<head>[^:,。;“”|]{2,24})(?::(?!(?<=\d:)\d)|(?<=[省市县区州旗镇乡局委])。)(?P<rest>[^|]{5,})"
)
_ANNOUNCED = expression(
    r"(?:问题|点位|情况|隐患|线索|清单)[^。:\n]{0,12}(?::|如下|$)"  # 发现的主要问题如下
    r"|(?:提醒|滞后|逾期|超期|落后|未完成|亮灯|督办)[^。:\n]{0,12}:\n"  # 亮灯提醒:
    r"|(?:曝光|披露|通报|发现)[^。\n]{0,30}(?:个|处|项|家)"  # 曝光3个点位
)
_ORDERED = expression(
    r",(?:现场|当场|已|并|现)?(?:责成|责令|限(?!值)|要求|督促|下达|交办|已(?=完成|整改|处罚)"
    r"|原定|原计划|应于|目前|截至|现(?=已|仅|只|仍|完成|未))"
)
_SET_ONCE = expression(r"(?:原定|原计划|应于|应在|限)(?:于|为|期)?(?P<limit>[^,。;]{2,20})")
_NO_HEAD = expression(
    r"^(?:典型)?(?:案例|问题|事项) ?[一二三四五六七八九十\d]{1,3}$"
    r"|问题(?:主要)?(?:有|是|包括|如下)?$"  # leads in what is counted up
    r"|指出|强调|要求|表示|介绍|认为|说$"  # whose words stand behind the colon
    r"|电话|地址|日期|时间|来源|编辑|记者|邮箱|联系|附件|抄送|主送|监督|^检查(?:组|人|员|对象|单位)"  # of the page
)
_SITE = expression(r"(?:公司|集团|学校|医院|加油站|搅拌站|回收站|加气站|洗车场|服务站|车站|电站|中转站|修理厂)$")
_FAULT = expression(LACKS.pattern)
_FEWEST = 2
_SHORTEST = 5


def announced(document: Document) -> list[Draft]:
    """One draft for each clause behind a name, below words that announce them."""
    lines = _lines(document)
    return _of_all(document, lines) if lines and _is_announced(document, lines[0][0].start) else []


def marked(document: Document) -> list[Draft]:
    """The same without words that announce them, if each line opens with a bullet or a number and most of them blame."""
    lines = _lines(document)
    blaming = sum(bool(_FAULT.search(match["rest"])) for _, match in lines)
    told = blaming * 2 >= len(lines) and all(match["number"] or match["mark"] for _, match in lines)
    return _of_all(document, lines) if told else []


def _of_all(document: Document, lines: list[tuple[Part, re.Match[str]]]) -> list[Draft]:
    return [item for _, match in lines for item in _drafts(document, match)] if len(lines) >= _FEWEST else []


def _lines(document: Document) -> list[tuple[Part, re.Match[str]]]:
    return [(line, match) for line in document.body.lines if (match := _pointed(document, line))]


def _pointed(document: Document, line: Part) -> re.Match[str] | None:
    match = _LINE.fullmatch(document.body.folded, line.start, line.end)
    if match is None or _NO_HEAD.search(match["head"]) or label_field(document.body, match["head"]):
        return None
    return match


def _is_announced(document: Document, at: int) -> bool:
    return bool(_ANNOUNCED.search(document.body.folded, max(0, at - 120), at))


def _drafts(document: Document, match: re.Match[str]) -> Iterator[Draft]:
    body = document.body
    head = Part(*match.span("head"))
    for sentence in body.sentences(*match.span("rest")):
        part = body.trimmed(sentence.start, sentence.end, " \n。;")
        ordered = _ORDERED.search(body.folded, part.start, part.end)
        problem = Part(part.start, ordered.start() if ordered else part.end)
        if problem.end - problem.start < _SHORTEST:
            continue
        tail = Part(problem.end, part.end)
        item = Draft(problem, "listed", units=_answering(document, head))
        if match["number"]:
            item.number = body.trimmed(*match.span("number"), " .、()")
        limits = (
            deadlines.in_prose(document.days, tail.start, tail.end)
            or _set_once(document, tail)
            or _set_once(document, part)
        )
        limits = limits or _at_once(document, tail)
        item.due = max(limits, key=Due.rank, default=None)
        item.status = next(iter(statuses.find(body, tail.start, tail.end)), None)
        if not item.units:
            item.sites = (body.quote(head.start, head.end),)
        yield item


def _set_once(document: Document, tail: Part) -> list[Due]:
    """原定6月底,目前完成六成: the limit that an entry is behind."""
    match = _SET_ONCE.search(document.body.folded, tail.start, tail.end)
    due = deadlines.labelled(document.days, *match.span("limit")) if match else None
    return [due] if due else []


def _at_once(document: Document, tail: Part) -> list[Due]:
    """责令立即改正."""
    told = deadlines.labelled(document.days, tail.start, tail.end) if "立即" in document.body.seen(tail) else None
    return [told] if told and told.date == "immediate" else []


def _answering(document: Document, head: Part) -> list[UnitRef]:
    """The unit or place that the line is headed by; a site answers for nothing."""
    seen = document.body.seen(head).strip()
    if not _SITE.search(seen) and (named := actors.leading(document.body, head.start, head.end)):
        return named
    if units.looks_like_unit(seen) and not _SITE.search(seen):
        return units.listed(document.body, head.start, head.end)
    return []
