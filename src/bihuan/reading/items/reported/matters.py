"""Problems that news name as known already, because somebody went to see them or spoke of them:
实地督导“某牧业粪污堆放在农田内”问题整改, 针对督察指出的某湖水质下降问题, 调研某公司倾倒弃渣问题整改."""

import re

from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import CONCRETE, FAULT
from bihuan.reading.items.answerable import charge
from bihuan.reading.items.draft import Draft
from bihuan.reading.result import UnitRef
from bihuan.reading.who import units

_SEES = "(?:督导|督办|督查|核查|察看|查看|检查|调研|复核|抽查|了解|盯办|暗访)"
_SAID = "(?:发现|指出|反馈|曝光|披露|通报|交办|移交|点名|反映|投诉|举报)"
_QUOTED = expression(
    rf"(?:{_SEES}|(?:针对|围绕|就)[^,。;“]{{0,12}}{_SAID})" + r"[^“。;]{0,12}“(?P<what>[^“”\n]{8,100})”"
    r"(?:(?:以及|及|和|、)[^。;“”]{2,60}?)?(?:等\d{0,2}个?|的)?(?:整改)?(?:(?P<problems>问题)|任务|事项|整改|工作|进展|情况)"
)
# 会议指出,“某林区搭建木屋23栋”等问题推进缓慢
_QUOTED_IN_TALK = expression(r"“(?P<what>[^“”\n]{8,60})”等?(?:\d{1,3}个)?(?:突出)?问题", needs="问题")
_TOLD_OF = expression(
    rf"(?:(?:针对|围绕|对于?|就)[^,。;:“”\n]{{0,16}}?{_SAID}的?(?P<said>[^,。;:“”\n]{{6,40}}?)问题"
    rf"|{_SEES}(?:[^,。;:“”\n]{{0,16}}?{_SAID}的)?(?P<seen>[^,。;:“”\n]{{6,40}}?)问题(?:的?整改|[,。;]))",
    needs="问题",
)
# 对于督察组发现的某工程存在问题,某县要担负起整改的主体责任
_CHARGED = expression(
    r"(?:对|对于|针对|就)[^,。;“”]{0,12}(?:督察组?|反馈|曝光|披露|指出|通报|交办|发现)(?:组)?(?:的)(?P<problem>[^,。;“”\n]{6,60}?),"
    r"(?P<units>[^,。;“”\n]{2,24}?)(?=(?:要|应当?|须|必须)(?!求)[^,。;]{0,14}(?:责任|整改|查处|处置|治理))"
)
_NAMES_PLACE = expression(r"[一-鿿]{2}(?:市|县|(?<!地)区|镇|乡|村|河|湖|厂|矿|公司|工程|项目|水库|园区)")
_OF_THE_WORK = expression(r"整改|督察|督查|环保工作|反馈|交办")  # 某市整改不力 is no matter that one goes to see
_HEAD = expression(
    r"(?:^|(?<=[\n,。;]))(?P<place>该[市县区旗]|[一-鿿]{2,5}?[市县区旗])(?:党)?(?:委|政府)(?:[、和]?[一-鿿]{0,4}政府)?"
    r"(?:主要|有关|相关)?(?:负责同志|负责人|领导|书记|市长|县长|区长|旗长)"
)


def quoted(document: Document) -> list[Draft]:
    """What a visit went to see, where it is quoted."""
    return [
        Draft(Part(*match.span("what")), "quoted", units=_headed(document, match.start()))
        for match in _QUOTED.finditer(document.body.folded)
        if match["problems"] or FAULT.search(match["what"])
    ]


def quoted_in_talk(document: Document) -> list[Draft]:
    """The problems that a meeting speaks of, where they are quoted."""
    return [
        Draft(Part(*match.span("what")), "quoted")
        for match in _QUOTED_IN_TALK.finditer(document.body.folded)
        if FAULT.search(match["what"]) and (CONCRETE.search(match["what"]) or _NAMES_PLACE.search(match["what"]))
    ]


def told_of(document: Document) -> list[Draft]:
    """Problems of a place that an inspection is said to have found, or whose rectification is looked at."""
    body, found = document.body, []
    for match in _TOLD_OF.finditer(body.folded, document.title.end if document.title else 0):
        name = "said" if match["said"] else "seen"
        what = match[name]
        if FAULT.search(what) and _NAMES_PLACE.search(what) and not _OF_THE_WORK.search(what):
            told = charge.acting_in(document, Part(match.end(), body.sentence_at(match.start()).end))
            found.append(Draft(body.trimmed(*match.span(name), "的"), "sentence", units=told))
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
