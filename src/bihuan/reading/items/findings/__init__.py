"""Findings of a feedback: what stands between the words that announce problems and those that demand something.

There every paragraph is a finding, unless its heading is; what a paragraph tells is `leads`. That a paragraph is one follows
from where it stands, not from its words.
"""

import re
from collections.abc import Iterator

from bihuan.reading import measures
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME, LACKS
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import address, blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.findings import headlines, leads, regions, several
from bihuan.reading.numbers import NTH
from bihuan.reading.who import places, units

# 此外,督察还发现: what stands behind it weighs up the whole, unless it blames.
_ROUNDS_OFF = expression(r"(?:此外|另外)[,:]?督察组?(?:还|也)发现")
_COUNTS_UP = expression(r"\s*一是")
_OF_NOBODY = expression(
    r"(?:由于[^,。;]{2,16},)?(?:一些|部分|个别|有的|少数|少量)(?:地方|地区|城市|县区|市县|单位|部门|领导|干部|企业"
    r"|领域|方面|环节|行业|项目|任务|整改任务|(?:群众)?(?:举报|信访)[一-鿿]{0,4}问题)"
)
# 第2项“…”:没有完成: an old problem, which `quotes.rechecked` reads with its number and its state.
_RECHECKED = expression(
    rf"{NTH}(?:问题|任务)?[,:]?“[^\n]{{4,120}}?”[^,。;:\n]{{0,6}}[:,]\s*(?:没有|未|尚未|仍|已|基本|正在|推进|全部)",
    needs="“",
)
_LEAST = 2
_SHORTEST = 8


def read(document: Document) -> list[Draft]:
    """One draft for each finding; none where nothing announces problems."""
    found = [item for start, end in regions.regions(document) for item in _in_region(document, start, end)]
    if not any(item.units for item in found) and units.of_one_place(addressed := address.addressees(document)):
        for item in found:  # a letter to 某县委、县政府 that never says whose faults they are means theirs
            item.units, item.guesses = addressed, [*item.guesses, draft.UNITS_FROM_TEXT]
    return found


def counted_up(document: Document) -> list[Draft]:
    """The findings that a page of any sort counts up behind words that lead them in: 督察指出,存在以下问题:⏎一是…⏎二是…, or
    tells by topics: 从水环境看,…⏎从大气环境看,…; none of what it tells of nobody: 一是一些地方避重就轻."""
    after, last = regions.bounds(document)
    lead = regions.lead_in(document, after, last)
    if lead is None or not (
        _COUNTS_UP.match(document.body.folded, lead.end()) or _by_topics(document, lead.end(), last)
    ):
        return []
    chapter = next((h.line.start for h in document.numbered if h.level == 0 and h.line.start >= lead.end()), last)
    told = list(_in_region(document, lead.end(), min(chapter, last)))
    found = [item for item in told if not _OF_NOBODY.match(document.body.folded, item.problem.start)]
    if len(found) < len(told):  # beside those of nobody only what names somebody is more than a weakness of the whole
        found = [item for item in found if blamed.opening(document, item.problem)]
    blaming = sum(bool(LACKS.search(document.body.seen(item.problem))) for item in found)
    if len(found) < _LEAST or blaming * 2 < len(found):
        return []
    for item in found:
        item.units = item.units or places.in_title(document.body, document.title)
    return found


def in_chapters(document: Document) -> list[Draft]:
    """What a case tells in its chapter 主要问题, where the rest of it tells how that came about; none of fewer than two."""
    found = [item for start, end in regions.announced(document) for item in _in_region(document, start, end)]
    blaming = sum(bool(BLAME.search(document.body.seen(item.problem))) for item in found)
    if len(found) < _LEAST or blaming < len(found):
        return []
    for item in found:
        item.units = item.units or places.in_title(document.body, document.title)
        item.guesses += [draft.UNITS_FROM_TEXT] if item.units else []
    return found


def _by_topics(document: Document, start: int, end: int) -> bool:
    told = list(_told(document, start, end))
    topics = [line for line, part in told if part == line and several.opens_topic(document, part)]
    return len(topics) >= _LEAST and len(topics) * 2 > len(told)


def _in_region(document: Document, start: int, end: int) -> Iterator[Draft]:
    """The findings of what stands between words that announce them and those that demand something."""
    body = document.body
    told = list(_told(document, start, end))
    above = headlines.over_paragraphs(document, told, end)
    members = [line for line, part in told if regions.MEMBER.match(body.folded, part.start)]
    if any(line in above for line in members):
        members = []
    proving = {line.start for proof in above.values() for line in proof}
    style = several.style_of(document, [part for line, part in told if line not in above], bool(above))
    for line, part in told:
        if line in above:
            if proof := above[line]:
                yield from headlines.finding(document, line, proof)
        elif line.start not in proving and not _is_beside(document, members, line, part):
            yield from leads.in_paragraph(document, line, part, style)
        if part.start > line.start and _is_whole(document, part):
            return


def _told(document: Document, start: int, end: int) -> Iterator[tuple[Part, Part]]:
    """The lines up to those that demand something, each with what of it stands in the region."""
    body = document.body
    rounded_off = False
    for line in body.lines:
        part = Part(max(line.start, start), min(line.end, end))
        if part.end - part.start < _SHORTEST:
            continue
        if _RECHECKED.match(body.folded, part.start, part.end):
            continue
        if leads.ENDS.match(body.folded, part.start) or several.says_besides(document, part):
            return
        if rounded_off and not BLAME.search(body.seen(next(body.sentences(part.start, part.end)))):
            continue
        rounded_off = rounded_off or bool(_ROUNDS_OFF.match(body.folded, part.start))
        yield line, part


def _is_beside(document: Document, members: list[Part], line: Part, part: Part) -> bool:
    """Whether a line is no member of the series 一是…二是… that its neighbours count up: the rest of the sentence that leads
    it in, what goes on about the member above it, or what stands below the last."""
    if not members or line in members:
        return False
    if part.start > line.start or (len(members) >= _LEAST and members[0].end < part.start < members[-1].start):
        return True
    return part.start > members[-1].end and _is_no_member(document, members, part)


def _is_no_member(document: Document, members: list[Part], part: Part) -> bool:
    """What stands below a series: who edited it, what else there is; below 一是 alone, of which the page was cut, its
    examples."""
    if len(members) < _LEAST:
        return document.body.seen(members[0]).startswith("一是") and not document.numbered
    return not BLAME.search(document.body.seen(part))


def _is_whole(document: Document, part: Part) -> bool:
    """Whether the rest of a line, behind what leads in, tells the series to its end: 主要问题有:一是…;二是…."""
    goes_on = document.body.folded[part.end : part.end + _SHORTEST].strip()
    return len(measures.enumerated(document.body, part.start, part.end)) >= _LEAST and not (
        re.match(r"\(?(?:[\d一二三四五六七八九十]{1,2}(?:是|[、.)])|[①-⑳])", goes_on)
    )
