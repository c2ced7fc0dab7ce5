"""Tasks that prose names by their number: a unit at work on one (某局正在推进第九项任务), or the site that one is about."""

from collections.abc import Iterator

from bihuan.reading import numbers, statuses
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import CONCRETE, FAULT
from bihuan.reading.items.draft import Draft
from bihuan.reading.numbers import NTH
from bihuan.reading.result import UnitRef
from bihuan.reading.who import actors, units

_ONGOING = expression(
    r"(?P<unit>[^,。;:“”]{2,20}?)(?P<status>正在推进|正在整改|正在办理)(?P<what>[^,。;]{2,40}?(?:任务|问题|项目))"
)
_NAMED_SITE = expression(
    rf"(?:{NTH}|序号\d{{1,3}})(?:反馈|整改)?(?:问题|任务)"
    r"(?P<about>(?:涉及|所涉|中|所指)(?:的|及的)?)?(?P<what>[^,。;、]{2,40}?)(?=(?:开展|进行|组织|实施)|[,。;、\n]|\Z)"
)
_STATE = expression(r"尚未|仍未|未|没有|不(?:完整|到位|彻底|达标|规范)|滞后|缓慢|缺失")
# 某河道生活污水溢流入河。某某现场察看,强调…
_LOOKED_AT = expression(
    r"[。\n] *[一-鿿]{2,4}(?:一行)?(?:(?:现场|实地|逐一|来到现场)(?:察看|查看|检查|踏看|督办|督导))[,了。]"
)
# 均不同程度存在隔离设施破损、库区垂钓等问题; 把可见零散垃圾等问题3处反馈给相关乡镇
_HAVE = expression(
    r"(?:均|都|分别|普遍|不同程度)[^,。;]{0,6}存在(?P<what>[^,。;:]{6,60}?)等[^,。;、]{0,4}问题(?=[,。;\n]|\Z)"
    r"|[将把](?P<handed>[^,。;:]{6,40}?)等[^,。;、]{0,4}问题(?:\d{1,3}[个处项条])?(?:反馈|移交|交办|转办|转交|通报)给?(?P<who>[^,。;]{2,20}?)(?=[,。;\n]|\Z)",
    needs="等",
)
_VISITS = expression(r"调研|督导|检查|督办|督查|暗访")  # 某区长到某河调研黑臭水体治理


def ongoing(document: Document, sentence: Part) -> Iterator[Draft]:
    """A named unit at work on a numbered task."""
    body = document.body
    for match in _ONGOING.finditer(body.folded, sentence.start, sentence.end):
        acting = units.listed(body, *match.span("unit"))
        named = numbers.named(body, *match.span("what"))
        if named and acting and all(units.looks_like_unit(u.text) for u in acting):
            item = Draft(Part(*match.span("what")), "sentence", number=named[0], units=acting)
            item.status = next(iter(statuses.find(body, *match.span("status"))), None)
            yield item


def named_sites(document: Document) -> list[Draft]:
    """A numbered problem that a report of a visit names by its site alone."""
    body = document.body
    found = []
    for match in _NAMED_SITE.finditer(body.folded):
        if not match["about"] and not _STATE.search(match["what"]):
            continue
        sentence = body.sentence_at(match.start())
        item = Draft(Part(*match.span("what")), "sentence")
        item.number = next(iter(numbers.named(body, match.start(), match.end())), None)
        item.units = _everyone(document, sentence)
        found.append(item)
    return found


def looked_at(document: Document) -> list[Draft]:
    """What a report says is wrong at a place, right before it says that the visitor looked at it."""
    body = document.body
    found = []
    for match in _LOOKED_AT.finditer(body.folded):
        sentence = next((s for s in body.sentences(0, match.start() + 1) if s.end >= match.start()), None)
        seen = body.seen(sentence) if sentence else ""
        if (
            sentence
            and FAULT.search(seen)
            and CONCRETE.search(seen)
            and not _VISITS.search(seen)
            and not (document.title and sentence.start < document.title.end)
        ):
            found.append(Draft(body.trimmed(sentence.start, sentence.end, " \n。;"), "sentence"))
    return found


def lacking(document: Document) -> list[Draft]:
    """What the places that a visit looked at are said to have in common, or what it handed to somebody."""
    body, found = document.body, []
    for match in _HAVE.finditer(body.folded, document.title.end if document.title else 0):
        part = Part(*match.span("what" if match["what"] else "handed"))
        if FAULT.search(body.seen(part)) and CONCRETE.search(body.seen(part)):
            told = (
                [u for u in units.listed(body, *match.span("who")) if units.looks_like_unit(u.text)]
                if match["who"]
                else []
            )
            found.append(Draft(part, "sentence", units=told))
    return found


def _everyone(document: Document, sentence: Part) -> list[UnitRef]:
    """The units that act in a sentence and the one behind it."""
    end = min(len(document.body.folded), sentence.end + 80)
    stop = document.body.folded.find("。", sentence.end, end)
    return actors.mentioned(document.body, sentence.start, stop if stop > 0 else end)
