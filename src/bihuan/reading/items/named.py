"""Tasks that prose names by their number: a unit at work on one (某局正在推进第九项任务), or the site that one is about."""

import re
from collections.abc import Iterator

from bihuan.reading import actors, numbers, statuses, units
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.draft import Draft
from bihuan.reading.result import UnitRef
from bihuan.reading.vocabulary import any_of, words

_ONGOING = expression(
    r"(?P<unit>[^,。;:“”]{2,20}?)(?P<status>正在推进|正在整改|正在办理)(?P<what>[^,。;]{2,40}?(?:任务|问题|项目))"
)
_NAMED_SITE = expression(
    r"(?:第[一二三四五六七八九十\d]{1,4}项|序号\d{1,3})(?:反馈|整改)?(?:问题|任务)"
    r"(?P<about>(?:涉及|所涉|中|所指)(?:的|及的)?)?(?P<what>[^,。;、]{2,40})"
)
_STATE = expression(r"尚未|仍未|未|没有|不(?:完整|到位|彻底|达标|规范)|滞后|缓慢|缺失")
_QUOTED_MATTER = expression(
    r"(?:督导|督办|督查|核查|察看|查看|检查|调研|复核|抽查|了解|盯办)[^“。;]{0,12}“(?P<what>[^“”\n]{8,100})”"
    r"(?:(?:以及|及|和|、)[^。;“”]{2,60}?)?(?:等\d{0,2}个?|的)?(?:整改)?(?:(?P<problems>问题)|任务|事项|整改|工作|进展|情况)"
)
_CONCRETE = expression(any_of(words("faults", "concrete")))
# 某河道生活污水溢流入河。某某现场察看,强调…
_LOOKED_AT = expression(
    r"[。\n] *[一-鿿]{2,4}(?:一行)?(?:(?:现场|实地|逐一|来到现场)(?:察看|查看|检查|踏看|督办|督导))[,了。]"
)
# 对于督察组发现的某工程存在问题,某县要担负起整改的主体责任
_CHARGED = expression(
    r"(?:对|对于|针对|就)[^,。;“”]{0,12}(?:督察组?|反馈|曝光|披露|指出|通报|交办|发现)(?:组)?(?:的)(?P<problem>[^,。;“”\n]{6,60}?),"
    r"(?P<units>[^,。;“”\n]{2,24}?)(?=(?:要|应当?|须|必须)(?!求)[^,。;]{0,14}(?:责任|整改|查处|处置|治理))"
)
_NAMES_PLACE = expression(r"[一-鿿]{2}(?:市|县|区|镇|乡|村|河|厂|公司|工程|项目|水库|园区)")
_HEAD = expression(
    r"(?:^|(?<=[\n,。;]))(?P<place>该[市县区旗]|[一-鿿]{2,5}?[市县区旗])(?:党)?(?:委|政府)(?:[、和]?[一-鿿]{0,4}政府)?"
    r"(?:主要|有关|相关)?(?:负责同志|负责人|领导|书记|市长|县长|区长|旗长)"
)
_FAULT = expression(any_of(words("faults", "fault")))


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
        sentence = next(s for s in body.sentences() if s.start <= match.start() < s.end)
        item = Draft(Part(*match.span("what")), "sentence")
        item.number = next(iter(numbers.named(body, match.start(), match.end())), None)
        item.units = _everyone(document, sentence)
        found.append(item)
    return found


def quoted_matters(document: Document) -> list[Draft]:
    """What a visit went to see, where it is quoted: 实地督导“某牧业粪污堆放在农田内”整改进展."""
    return [
        Draft(Part(*match.span("what")), "quoted", units=_headed(document, match.start()))
        for match in _QUOTED_MATTER.finditer(document.body.folded)
        if match["problems"] or _FAULT.search(match["what"])
    ]


def looked_at(document: Document) -> list[Draft]:
    """What a report says is wrong at a place, right before it says that the visitor looked at it."""
    body = document.body
    found = []
    for match in _LOOKED_AT.finditer(body.folded):
        sentence = next((s for s in body.sentences(0, match.start() + 1) if s.end >= match.start()), None)
        seen = body.seen(sentence) if sentence else ""
        if (
            sentence
            and _FAULT.search(seen)
            and _CONCRETE.search(seen)
            and not (document.title and sentence.start < document.title.end)
        ):
            found.append(Draft(body.trimmed(sentence.start, sentence.end, " \n。;"), "sentence"))
    return found


def charged(document: Document) -> list[Draft]:
    """A matter that a meeting names with the place that it makes answer for it."""
    found = []
    for match in _CHARGED.finditer(document.body.folded):
        told = units.listed(document.body, *match.span("units"))
        if told and all(units.looks_like_unit(u.text) for u in told) and _NAMES_PLACE.search(match["problem"]):
            found.append(Draft(Part(*match.span("problem")), "sentence", units=told))
    return found


def _headed(document: Document, at: int) -> list[UnitRef]:
    """The district whose head went there: 某区委主要负责同志现场督办; 该区 is the one that the line named before."""
    folded = document.body.folded
    line = folded.rfind("\n", 0, at) + 1
    heads = list(_HEAD.finditer(folded, line, at))
    if not heads or re.search(r"[。;]", folded[heads[-1].end() : at]):
        return []
    match = next((head for head in reversed(heads) if not head["place"].startswith("该")), None)
    if match is None:
        return []
    span = document.body.cleaned.source_span(*match.span("place"))
    return [UnitRef(match["place"], "duty", span.start, span.end)]


def _everyone(document: Document, sentence: Part) -> list[UnitRef]:
    """The units that act in a sentence and the one behind it."""
    end = min(len(document.body.folded), sentence.end + 80)
    stop = document.body.folded.find("。", sentence.end, end)
    return actors.mentioned(document.body, sentence.start, stop if stop > 0 else end)
