"""What somebody is told by name to hurry up with, though by no day: 县林业局加快地类性质认定; 一要立即停止采石场违法采矿."""

from collections.abc import Iterator

from bihuan.reading.body import Part
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import FAULT
from bihuan.reading.items.answerable import charge
from bihuan.reading.items.draft import Draft
from bihuan.reading.result import UnitRef
from bihuan.reading.who import actors, units

_MEMBER = expression(r"[一二三四五六七八九十]{1,2}(?:是要?|(?=要))")
_SAYS = expression(r"[^,。;:]{2,20}?(?:强调|要求|指出|提出|表示)[,:]")  # 副市长某强调,某区要立即停止采矿
_TOLD = expression(
    r"(?:要|须|应)?(?:(?P<now>立即|立刻|马上)|(?=限期|尽快|抓紧|加快|迅速))"
    r"(?P<what>(?:限期|尽快|抓紧|加快|迅速)?(?P<task>[^,。;:]{5,40}))"
)
# 关岭县要加快处理站扩建; 全县, 各镇 are everybody
_PLACE = expression(r"(?:要求)?(?P<place>(?![全我各沿])[一-鿿]{2,4}(?<![地城园社相关])[市县区旗镇乡])(?=要(?!求))")
_STOP = expression(r"停止|停产|拆除|取缔|关停|清理|清运|清除|封堵|恢复|查清|查处")
# 立即行动起来, 加快推进整改: work of everybody's.
_GENERAL = expression(
    r"(?:组织|推进|落实|研究|部署|传达|行动|开展|进行|制定|编制|做好|建立|完善|健全|补齐|提升|构建|形成|督促|整改|实施|工作"
    r"|项目进度|解决|办理|对)"
)
_ANYBODY = expression(r"各|有关|相关|职能|所有|属地")


def read(document: Document) -> list[Draft]:
    """Tasks of bodies that are named; in the members of a series, of those that the sentence before it names."""
    return list(_told(document))


def _told(document: Document) -> Iterator[Draft]:
    body = document.body
    before: list[UnitRef] = []
    for sentence in body.sentences(document.title.end if document.title else 0):
        opens = _MEMBER.match(body.folded, sentence.start, sentence.end)
        says = None if opens else _SAYS.match(body.folded, sentence.start, sentence.end)
        start = opens.end() if opens else says.end() if says else sentence.start
        named, stop = actors.opening(body, start, sentence.end)
        if not named and (place := _PLACE.match(body.folded, start, sentence.end)):
            named, stop = units.listed(body, *place.span("place")), place.end()
        mine = named or (before if opens else [])
        told = _TOLD.match(body.folded, stop, sentence.end) if mine else None
        if told and _is_one(mine) and _is_of_its_own(told["task"], named):
            due = Due(*told.span("now"), "immediate") if told["now"] else None
            yield Draft(Part(*told.span("what")), "sentence", due=due, units=mine)
        before = charge.acting_in(document, sentence) or (before if opens else [])


def _is_of_its_own(task: str, named: list[UnitRef]) -> bool:
    """Whether a task is one that not everybody has; of one told to nobody by name, whether it ends something wrong."""
    return not _GENERAL.match(task) and bool(named or (_STOP.match(task) and FAULT.search(task)))


def _is_one(named: list[UnitRef]) -> bool:
    return bool(named) and not _ANYBODY.match(named[0].text) and units.looks_like_unit(named[0].text)
