"""Who a finding is told of: the bodies or the place that its sentence opens with, or that act in what proves it."""

import re

from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.result import UnitRef
from bihuan.reading.who import actors, places

_PLACE = expression(
    r"(?:群众(?:反映|举报|投诉))?(?P<place>(?!城[区镇乡]|全|该|部分|有的|个别|各|多个|有关|[一-鿿]{0,4}一些)(?:(?!部分)[一-鿿]){1,7}?(?:自治州|自治县|开发区|高新区|新区|产业园|工业园|集聚区|市|县|区|州(?![市县区])|旗|镇|乡|街道)(?:(?:(?<=[市州盟])|(?<=地区))(?:[一-鿿]{2}新区|(?![一-鿿]{0,2}(?:新|园|城|片|小)区)[一-鿿]{2,3}?(?:县|区|旗|市)))?)"
    r"(?<![城园小片库社校景矿厂灌护牧林中心冲验流假育]区)(?<!部山区)(?<![一二三四五六七八九十\d][省市县区镇乡])(?<![夜集超都门城菜]市)(?!(?<=市)场)(?=[一-鿿“\d])(?!(?<=园)\d)(?!(?<=园)[一-鿿]{0,8}(?:厂|站|场|库|设施|管网)|一些|部分|有关|个别|有的|政府|委|级|直|内|域|办|[一-鿿]{2,8}(?:项目|工程)[擅违私未])"
)
# A kind of place that stands without a name: 开发区环境基础设施缺位, 三个乡报的数一样.
_NAMELESS = expression(
    r"乡镇|(?:产业|工业|化工|经济|特色)*(?:开发区|园区|集聚区|产业园|工业园)|[禁限滩库山矿林牧景]{1,2}[采养牧建]?区"
    r"|(?:中心)?城区?[一-鿿]{0,3}区|跨[一-鿿]?[县市区州]|[一两二三四五六七八九十几数多]+个[县乡镇市区]"
)
# 石桥县、望川县等9个县(市、区)招商时引进高污染项目; of 石桥县、望川县两处填埋场 the sites are told
_PLACES = expression(
    r"(?!部分|一些|有的|个别)[一-鿿]{1,6}?[市县区州旗镇乡](?:、[一-鿿]{1,6}?[市县区州旗镇乡])+"
    r"(?=等\d|等[一-鿿]{0,3}[地市县区]|[招把将在对以未没不擅违超推落报编虚应])"
)
_NAME = expression("[^、]+")
_SINCE = expression(r"(?:自)?20\d\d年(?:\d{1,2}月)?(?:以来|至今|[至到-](?:20\d\d年)?(?:\d{1,2}月)?|底|初)?(?:期间)?,")
# 如东岭县管网未建: an example; the names of 如东县 and 如皋市 begin so
_FOR_EXAMPLE = expression(r"(?:[例比譬]如|如)[,:]?(?=[一-鿿]{2})(?![一-鿿][市县区])")
_SITE = expression(
    r"(?:监测|空气|泵|加油|处理|污水|中转|建|[变水]电|水文|拌合|检)站$|[区河江溪湖道]段$"
)  # what is found fault with, and nobody's office
_PLACE_ACTS = expression(
    r"(?:^|(?<=[,。;\n ]))(?P<place>(?!在|于|对|由|向|从|而|但|部分|一些|省会|当地|各)[一-鿿]{2,5}?"
    r"(?:自治州|自治县|市|县|区|州|旗|镇|乡))(?<!城市)(?=[一-鿿\d])"
    r"(?!政府|委|级|场|政|内|外|直|域|间|民|容)"
)
_NEGLECTS = expression(
    r",(?=(?!有关|相关|各)[一-鿿]{2,12}(?:局|委|办|政府|管委会)(?:没有|未|把[^,。]{2,16}当|不|对[^,。]{2,12}不|[一-鿿]{2,4}(?:没有|从未|未)))"
)
_CLAUSE = expression(r"[^,。;:\n“”]+")
# 向某集团反馈: companies are where a fault was found, but of a group that was inspected its members answer.
_TO_A_GROUP = expression(r"[向对](?P<group>[一-鿿]{2,16}?(?:集团|公司))[^,。;]{0,6}(?:反馈|督察|的通报|情况)")
_MEMBER = expression(
    r"(?P<belongs>所属的?|下属的?|旗下的?)?(?P<name>集团[一-鿿]{0,8}?(?:党委|部|办公室|中心)|[一-鿿]{2,14}?(?:公司|厂|矿))(?=[一-鿿])"
)


def opening(document: Document, sentence: Part) -> list[UnitRef]:
    """Who a sentence opens with, or names right behind the time or the 如 it opens with: bodies, else a place."""
    for above in (_FOR_EXAMPLE, _SINCE):
        if before := above.match(document.body.folded, sentence.start, sentence.end):
            sentence = Part(before.end(), sentence.end)
    named = actors.leading(document.body, sentence.start, sentence.end)
    if named and not any(_SITE.search(unit.text) for unit in named):
        return named
    if group := _group(document):
        return _member(document, sentence, group)
    if (several := _PLACES.match(document.body.folded, sentence.start, sentence.end)) and not any(
        _NAMELESS.fullmatch(name) for name in several[0].split("、")
    ):
        return _each(document, several)
    place = _PLACE.match(document.body.folded, sentence.start, sentence.end)
    if place and not _NAMELESS.fullmatch(place["place"]):
        span = document.body.cleaned.source_span(*place.span("place"))
        return [UnitRef(place["place"], "duty", span.start, span.end)]
    return []


def _each(document: Document, several: re.Match[str]) -> list[UnitRef]:
    found = []
    for name in _NAME.finditer(document.body.folded, *several.span()):
        span = document.body.cleaned.source_span(*name.span())
        found.append(UnitRef(name[0], "duty", span.start, span.end))
    return found


def _group(document: Document) -> str | None:
    """The name of the group of companies that was inspected, if one was: what the title says."""
    told = _TO_A_GROUP.search(document.body.seen(document.title)) if document.title else None
    return told["group"] if told else None


def _member(document: Document, sentence: Part, group: str) -> list[UnitRef]:
    """What of a group a sentence opens with: its office (集团安环部), a company that bears its name, or one that is said to
    belong to it."""
    found = _MEMBER.match(document.body.folded, sentence.start, sentence.end)
    if found is None or not (found["belongs"] or found["name"].startswith(("集团", group[:2]))):
        return []
    span = document.body.cleaned.source_span(*found.span("name"))
    return [UnitRef(found["name"], "duty", span.start, span.end)]


def neglecting(document: Document, sentence: Part) -> list[UnitRef]:
    """The body that a later clause says did not do its work: …仍有排口直排,市住建局没有列入计划."""
    match = _NEGLECTS.search(document.body.folded, sentence.start, sentence.end)
    return actors.leading(document.body, match.end(), sentence.end) if match else []


def acting(document: Document, part: Part) -> list[UnitRef]:
    """Who is named first as acting in a clause of a range: bodies with the name of their place, else places."""
    return _first_named(_acting_bodies(document, part), _acting_places(document, part))


def _first_named(*groups: list[UnitRef]) -> list[UnitRef]:
    return min((named for named in groups if named), key=lambda named: named[0].start, default=[])


def _acting_bodies(document: Document, part: Part) -> list[UnitRef]:
    """The bodies that open a clause with the name of their place: …占用湿地,某县林草局先后出具证明."""
    clauses = (m.span() for m in _CLAUSE.finditer(document.body.folded, part.start, part.end))
    named = (actors.leading(document.body, start, end) for start, end in clauses)
    return next((bodies for bodies in named if bodies and not bodies[0].text.startswith(tuple("省市县区州旗镇乡"))), [])


def _acting_places(document: Document, part: Part) -> list[UnitRef]:
    """Places that open a clause, being what the finding is about: …市后湖水质…, …区不如实公示."""
    found: dict[str, UnitRef] = {}
    for match in _PLACE_ACTS.finditer(document.body.folded, part.start, part.end):
        span = document.body.cleaned.source_span(*match.span("place"))
        found.setdefault(match["place"], UnitRef(match["place"], "duty", span.start, span.end))
    if found and all(place.endswith(("镇", "乡")) for place in found):
        return places.in_title(document.body, document.title) or list(found.values())
    return list(found.values())
