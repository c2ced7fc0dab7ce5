"""What a sentence behind a list asks of all that stands in it: 以上问题由石桥镇政府负责，12月5日前整改到位."""

import re
from collections.abc import Iterator

from bihuan.reading import deadlines
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.items import duties
from bihuan.reading.items.draft import Draft

_OF_ALL = re.compile(
    r"[ \n]*(?:请)?(?:对)?(?:于)?(?:以上|上述|前述)(?:各|全部|所有|\d{1,3}[个项处件])?"
    r"(?:逾期|滞后|未完成|环境)?(?:问题|任务|事项|点位|隐患|线索|单位|部门|项目)"
)
_SOLVED = re.compile(r"完成|到位|整改|办结|解决|销号|清零|完毕|落实")


def demand(document: Document, items: list[Draft]) -> None:
    """Gives entries that name no limit, or no unit, those of the first such sentence behind them."""
    if not items or all(item.due for item in items):
        return
    last = max(item.problem.end for item in items)
    for sentence in _sentences(document, last):
        limits = deadlines.in_prose(document.days, sentence.start, sentence.end)
        due = max(limits, key=deadlines.Due.rank, default=None)
        named = duties.acting_in(document, sentence) if duties.BY.search(document.body.seen(sentence)) else []
        for item in items:
            item.due = item.due or due
            item.units = item.units or named
        if due:
            return


def _sentences(document: Document, start: int) -> Iterator[Part]:
    folded = document.body.folded
    for sentence in document.body.sentences(start):
        if _OF_ALL.match(folded, sentence.start, sentence.end) and _SOLVED.search(folded, sentence.start, sentence.end):
            yield sentence
