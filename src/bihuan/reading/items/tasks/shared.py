"""What a sentence behind a list asks of all that stands in it: 以上问题由石桥镇政府负责，12月5日前整改到位."""

from collections.abc import Iterator

from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.answerable import charge
from bihuan.reading.items.draft import Draft
from bihuan.reading.result import UnitRef
from bihuan.reading.who import units

_OF_ALL = expression(
    r"[ \n]*(?:请)?(?:对)?(?:于)?(?:以上|上述|前述)(?:各|全部|所有|\d{1,3}[个项处件])?"
    r"(?:逾期|滞后|未完成|环境)?(?:问题|任务|事项|点位|隐患|线索|单位|部门|项目)"
    r"|[^。;]{0,30}(?:整改|完成|办理)(?:时限|期限)(?:均|都|一律|统一)(?:为|是|到|至)"
)
# 以上问题的责任单位为县水务局,时限为6月10日前
_ARE = expression(r"(?:责任|承办|牵头|整改|落实)(?:单位|部门|主体)(?:均|都|一律)?(?:为|是|:)(?P<units>[^,。;]{2,60})")
_PLAN = expression(
    r"(?:内|前)?,?[^,。;]{0,16}方案"
)  # 对上述问题要建账,20个工作日内报方案: the plan is due, not the rest
_SOLVED = expression(r"[时期]限|责任单位|完成|到位|整改|办结|解决|销号|清零|完毕|落实")


def demand(document: Document, items: list[Draft]) -> None:
    """Gives entries that name no limit, or no unit, those of the first such sentence behind them."""
    if not items or all(item.due for item in items):
        return
    last = max(item.problem.end for item in items)
    for sentence in _sentences(document, last):
        limits = [
            due
            for due in deadlines.in_prose(document.days, sentence.start, sentence.end)
            if not _PLAN.match(document.body.folded, due.end)
        ]
        due = max(limits, key=deadlines.Due.rank, default=None)
        named = _named(document, sentence)
        for item in items:
            item.due = item.due or due
            item.units = item.units or named
        if due:
            return


def _named(document: Document, sentence: Part) -> list[UnitRef]:
    if told := _ARE.search(document.body.folded, sentence.start, sentence.end):
        return units.listed(document.body, *told.span("units"))
    return charge.acting_in(document, sentence) if charge.BY.search(document.body.seen(sentence)) else []


def _sentences(document: Document, start: int) -> Iterator[Part]:
    folded = document.body.folded
    for sentence in document.body.sentences(start):
        if _OF_ALL.match(folded, sentence.start, sentence.end) and _SOLVED.search(folded, sentence.start, sentence.end):
            yield sentence
