"""Where a feedback tells its findings: chapters that announce problems or name faults, else what stands behind words that
lead them in."""

import re

from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME, PROBLEM_HEADING
from bihuan.reading.items.findings import leads, several
from bihuan.reading.structure.headings import Heading

_LEADS_IN = expression(
    r"(?:指出|发现|认为|反馈|通报|仍?有以下|仍然?有|尚有|仍存在|还存在|存在)(?:(?!一是)[^。\n]){0,60}"
    r"(?:问题(?![一-鿿]{0,3}片)|差距|不足|短板|欠账|薄弱环节|情形)(?:(?!一是)[^。:\n]){0,24}(?:[:。,](?:主要[是有]:?)?|$)"
    # 责任不落实的案例有:甲违法建设;乙推进缓慢: all of it is told in one line.
    r"|(?P<strung>(?:案例|表现|情形|问题)(?:主要)?(?:有|包括|为|如):)(?=[^;\n]{8,200};)"
    r"|(?:发现|指出|认为|存在)[^。,:\n]{0,12}:(?=一是|1[.、]|①|\(一\)|\(1\))"
    r"|(?<=[。,;\n])(?:具体|主要|突出|集中)(?:表现)?(?:是|有|为|在|如下):(?=\n)"
    r"|(?P<told>(?:指出|发现|认为):)(?=[^。;\n]{6,120}(?:;[^。;\n]{6,120})+。)"
    r"|(?:^|(?<=[。\n ]))(?:[^。,:\n]{0,8}(?:存在|发现|看到)的?)?(?:主要|突出|具体)?问题"
    r"(?:主要)?(?:有|如下|包括|是)?(?:这些|以下)?:(?=\n|$|一是)"
)
MEMBER = expression(r"[一二三四五六七八九]是")
_LEAST = 2
_LONGEST_HEADING = 36
_LONGEST_CHAPTER = 45


def regions(document: Document) -> list[tuple[int, int]]:
    """Chapters that announce problems; else two or more that each name a fault; else what a sentence leads in."""
    chapters = _chapters(document)
    after, last = bounds(document)
    lead = lead_in(document, after, last)
    if lead and chapters and _opens_behind(document, lead.end(), chapters[0][0].line.start):
        return [(lead.end(), last)]
    told = announced(document)
    blaming = [(h.line.end, end) for h, end in chapters if _heads(document, h, BLAME) or (h.line.end, end) in told]
    # 二、水环境突出问题长期得不到解决 is one fault of several; a page may have been cut to its only chapter.
    if len(blaming) > len(told) and (len(blaming) >= _LEAST or (len(chapters) == 1 and not lead)):
        return blaming
    if told := told or _announced_below(document):
        return told
    if lead and lead["told"]:
        return [(lead.end(), document.body.folded.index("。", lead.end()) + 1)]
    if lead and lead["strung"]:
        return [(lead.end(), next(line.end for line in document.body.lines if line.end >= lead.end()))]
    if lead and lead.end() < last:
        return [(lead.end(), last)]
    series = [
        line for line in document.body.lines if line.start >= after and MEMBER.match(document.body.folded, line.start)
    ]
    if len(series) >= _LEAST:
        return [(series[0].start, last)]
    return [
        (line.start, line.end)
        for line in document.body.lines
        if line.start >= after
        and (leads.judgements(document, line) or several.by_name(document, line) or several.of_several(document, line))
    ]


def announced(document: Document) -> list[tuple[int, int]]:
    """Chapters of the first level that announce problems."""
    return [(h.line.end, end) for h, end in _chapters(document) if _heads(document, h, PROBLEM_HEADING)]


def _announced_below(document: Document) -> list[tuple[int, int]]:
    """Chapters below the first level that announce problems: of a page that begins with (二), or of 一、督察情况."""
    _, last = bounds(document)
    told = [h for h in document.numbered if _heads(document, h, PROBLEM_HEADING)]
    level = min((h.level for h in told), default=0)
    ends = {
        h: next((n.line.start for n in document.numbered if n.level <= level and n.line.start > h.line.start), last)
        for h in told
    }
    return [(h.line.end, ends[h]) for h in told if h.level == level and h.line.end < ends[h]]


def bounds(document: Document) -> tuple[int, int]:
    """Where the text below the title begins, and where it is signed."""
    signed = document.signature.units
    return document.title.end if document.title else 0, signed[0].start if signed else len(document.body.folded)


def lead_in(document: Document, after: int, last: int) -> re.Match[str] | None:
    """The first words that lead in; where nothing numbered follows, those behind which problems are counted up."""
    leads = [m for m in _LEADS_IN.finditer(document.body.folded, after) if m.end() < last]
    numbered = next((h.line.start for h in document.numbered if leads and h.line.start >= leads[0].end()), last)
    counted = (m for m in leads if document.body.folded[m.end() - 1] == ":" and m.start() < numbered)
    return next(counted, next(iter(leads), None))


def _opens_behind(document: Document, lead: int, chapter: int) -> bool:
    """Whether nothing but the rest of its sentence stands between the words that lead in and the first chapter."""
    if lead > chapter:
        return False
    rest = document.body.folded[lead:chapter].strip()
    return len(rest) <= _LONGEST_HEADING and not re.search(r"[。\n]", rest.rstrip("。:"))


def _chapters(document: Document) -> list[tuple[Heading, int]]:
    """Headings of the first level, each with where its text ends."""
    first = [h for h in document.numbered if h.level == 0] or _dotted(document)
    last = document.signature.units[0].start if document.signature.units else len(document.body.folded)
    ends = [*(h.line.start for h in first[1:]), last]
    return [(h, end) for h, end in zip(first, ends, strict=False) if h.line.end < end]


def _dotted(document: Document) -> list[Heading]:
    """Of headings 2.1, 2.1.1 those with the fewest points."""
    dotted = [h for h in document.numbered if re.match(r"\d{1,2}\.\d", document.body.seen(h.number))]
    return [h for h in dotted if h.level == min(d.level for d in dotted)]


def _heads(document: Document, heading: Heading, says: re.Pattern[str]) -> bool:
    line = document.body.seen(heading.line)
    return len(line) <= _LONGEST_CHAPTER and "。" not in line.rstrip("。") and bool(says.search(line))
