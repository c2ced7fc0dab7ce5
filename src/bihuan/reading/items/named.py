"""Tasks that prose names by their number: a unit at work on one (某局正在推进第九项任务), or the site that one is about."""

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
    r"(?:第[一二三四五六七八九十\d]{1,4}项|序号\d{1,3})(?:反馈)?问题(?:涉及|所涉|中|所指)(?:的|及的)?(?P<what>[^,。;]{2,40})"
)
_QUOTED_MATTER = expression(
    r"(?:督导|督办|督查|核查|察看|查看|检查|调研|复核|抽查|了解|盯办)[^“。;]{0,12}“(?P<what>[^“”\n]{8,100})”"
    r"(?:(?:以及|及|和|、)[^。;“”]{2,60}?)?(?:等|的)?(?:整改)?(?:(?P<problems>问题)|任务|事项|整改|工作|进展|情况)"
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
        sentence = next(s for s in body.sentences() if s.start <= match.start() < s.end)
        item = Draft(Part(*match.span("what")), "sentence")
        item.number = next(iter(numbers.named(body, match.start(), match.end())), None)
        item.units = _everyone(document, sentence)
        found.append(item)
    return found


def quoted_matters(document: Document) -> list[Draft]:
    """What a visit went to see, where it is quoted: 实地督导“某牧业粪污堆放在农田内”整改进展."""
    return [
        Draft(Part(*match.span("what")), "quoted")
        for match in _QUOTED_MATTER.finditer(document.body.folded)
        if match["problems"] or _FAULT.search(match["what"])
    ]


def _everyone(document: Document, sentence: Part) -> list[UnitRef]:
    """The units that act in a sentence and the one behind it."""
    end = min(len(document.body.folded), sentence.end + 80)
    stop = document.body.folded.find("。", sentence.end, end)
    return actors.mentioned(document.body, sentence.start, stop if stop > 0 else end)
