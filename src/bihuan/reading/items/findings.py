"""Findings of a feedback: what stands between the words that announce problems and those that demand something.

There every paragraph is a finding, and so is each member of a series (一是…二是…, 1.…;2.…) in one; its opening sentence is the
entry, the rest are places, figures and examples. That a paragraph is one follows from where it stands, not from its words.
"""

import re
from collections.abc import Iterator

from bihuan.reading import actors, measures, places, units
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME, PROBLEM_HEADING
from bihuan.reading.headings import Heading
from bihuan.reading.items import address, blamed, draft
from bihuan.reading.items.draft import Draft
from bihuan.reading.people import NAME
from bihuan.reading.result import UnitRef

_LEADS_IN = expression(
    r"(?:指出|发现|认为|反馈|通报|仍?有以下|仍然?有|尚有|仍存在|还存在|存在)(?:(?!一是)[^。\n]){0,60}"
    r"(?:问题(?![一-鿿]{0,3}片)|差距|不足|短板|欠账|薄弱环节|情形)(?:(?!一是)[^。:\n]){0,24}(?:[:。,](?:主要[是有]:?)?|$)"
    # 责任不落实的案例有:甲违法建设;乙推进缓慢: all of it is told in one line.
    r"|(?P<strung>(?:案例|表现|情形|问题)(?:主要)?(?:有|包括|为|如):)(?=[^;\n]{8,200};)"
    r"|(?:发现|指出|认为|存在)[^。,:\n]{0,12}:(?=一是|1[.、]|①|\(一\)|\(1\))"
    r"|(?P<told>(?:指出|发现|认为):)(?=[^。;\n]{6,120}(?:;[^。;\n]{6,120})+。)"
    r"|(?:^|(?<=[。\n ]))(?:存在的?|发现的?)?(?:主要|突出|具体)?问题(?:主要)?(?:有|如下|包括|是)?:(?=\n|$|一是)"
)
_ENDS = expression(
    r"(?:[一-鿿“”\d]{0,10}(?:督察组?|会议|通报|(?:工作|检查|专项|督导|督查|核查|巡查|调研|帮扶)组|反馈|意见))?"
    r"(?:还|并)?(?:要求|强调)(?![^,。]{0,6}不)|[省市州县]?督察(?:组?还|[组办]?将|认为)"
    r"|(?:督察组?认为[,:]?)?[^,。;]{0,8}(?:上述|以上|这些)(?:问题|情况)|下一步|请(?:你|贵|各)|按照?[一-鿿]{0,4}要求,|针对(?:上述|以上|存在|反馈)"
    rf"|{NAME}(?:同志)?(?:还|并)?(?:要求|强调)[,:]"
    rf"|[^,。;:]{{0,24}}{NAME}(?:同志)?(?:代表[^,。]{{2,20}})?(?:在[^,。]{{2,16}}时)?(?:作[^,。]{{0,4}}(?:表态|发言|讲话)|表示|说)"
    r"|(?:你|贵)[省市州县区镇乡局委厅旗盟](?:单位|公司)?(?:要|应|须|需)"
    r"|[一-鿿、]{2,16}(?:要|应当?|须)(?!求)(?:牢固|坚持|切实|进一步|认真|抓紧|依据|根据|按照|深入|加强|严格)"
)
_SAYS = expression(r"(?:(?:专项|此次|本次|现场|下沉)?督察组?|督察报告|意见|报告)?(?:还|也|同时)?(?:指出|认为|发现)[,:]")
# 督察组对某市开展了专项督察: what the inspection did; 一些地方不力;一些企业不严: what is told of nobody.
_BACKGROUND = expression(
    r"[^。]{0,30}督[察查]组?[^。,]{0,12}(?:(?:对|向)[^。]{2,60}(?:开展|进行|实施|反馈|移交)|(?:调阅|受理|走访|个别谈话))"
    r"|[^,。]{0,10}(?:总体|整体)[^,。]{0,4}看,|如(?:有|发现)[^。]*,请"
)
_NOBODY = expression(
    r"(?:一些|部分|有些|个别)(?:地方|地区|部门|企业|单位|领域)[^。]*;[^。;]{0,30}(?:一些|部分|有些|个别)"
)
# 工作取得积极成效,但仍有差距: what went well weighed against what is lacking is no finding of its own.
_WEIGHED = expression(r"[^。]*取得[^。]{0,10}(?:成效|进展)[^。]*(?:差距|不足|短板)")
# 此外,督察还发现: what stands behind it weighs up the whole, unless it blames.
_ROUNDS_OFF = expression(r"(?:此外|另外)[,:]?督察组?(?:还|也)发现")
_SETTLED = expression(r"截至[^。,]{2,14},[^。]{0,40}(?:办结|完成)")
_ORDER = expression(
    rf"[{measures.BULLETS} ]*"
    r"(?:(?:首先|其次|再次|再者|最后|其中|其[一二三四五]|第[一二三四五六七八九十]|另外|另?一方面)(?:是|[,:])|[一二三四五六七八九十]是)?"
)
_CARRIES_ON = expression(
    r"(?:督察组?(?:还|也)?(?:指出|认为)[,:])?(?:该|上述|对此|其中(?!,(?:一些|部分|有的|个别))|此外|同时|经查|据了解|这些|为此)"
    r"|[^,。]{0,10}督察组(?:在[^,。]{2,40}发现,|[^,。]{0,8}(?:称|表示|介绍)[,:])"
)
_COUNTS_UP = expression(r"\s*一是")
_MEMBER = expression(r"[一二三四五六七八九]是")
_NEGLECTS = expression(r",(?=[一-鿿]{2,12}(?:局|委|办|政府|管委会)(?:没有|未|把[^,。]{2,16}当|不|对[^,。]{2,12}不))")
_LEAST = 2
_LONGEST = 200
_SHORTEST = 8
_SHORTEST_NUMBERED = 5
_LONGEST_HEADING = 36
_JUDGEMENT = 20
_ABSTRACT = 14  # characters up to which an opening sentence names no one and the next one tells whose fault it is


def read(document: Document) -> list[Draft]:
    """One draft for each finding; none where nothing announces problems."""
    found = [item for start, end in _regions(document) for item in _in_region(document, start, end)]
    if not any(item.units for item in found) and units.of_one_place(addressed := address.addressees(document)):
        for item in found:  # a letter to 某县委、县政府 that never says whose faults they are means theirs
            item.units, item.guesses = addressed, [*item.guesses, draft.UNITS_FROM_TEXT]
    return found


def counted_up(document: Document) -> list[Draft]:
    """The findings that a page of any sort counts up behind words that lead them in: 督察指出,存在以下问题:⏎一是…⏎二是…."""
    after, last = _bounds(document)
    lead = _lead(document, after, last)
    if lead is None or not _COUNTS_UP.match(document.body.folded, lead.end()):
        return []
    found = list(_in_region(document, lead.end(), last))
    blaming = sum(bool(BLAME.search(document.body.seen(item.problem))) for item in found)
    if len(found) < _LEAST or blaming * 2 < len(found):
        return []
    for item in found:
        item.units = item.units or places.in_title(document.body, document.title)
    return found


def _in_region(document: Document, start: int, end: int) -> Iterator[Draft]:
    """The findings of what stands between words that announce them and those that demand something."""
    body = document.body
    members = [line for line in body.lines if _member_opens(document, line, start, end)]
    rounded_off = False
    for line in body.lines:
        part = Part(max(line.start, start), min(line.end, end))
        if part.end - part.start < _SHORTEST or _is_beside(document, members, line, part):
            continue
        if _ENDS.match(body.folded, part.start):
            return
        if rounded_off and not BLAME.search(body.seen(next(body.sentences(part.start, part.end)))):
            continue
        rounded_off = rounded_off or bool(_ROUNDS_OFF.match(body.folded, part.start))
        if not _is_heading(document, line, end):
            yield from _in_paragraph(document, line, part)
        if part.start > line.start and _is_whole(document, part):
            return


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


def _member_opens(document: Document, line: Part, start: int, end: int) -> bool:
    at = max(line.start, start)
    return at < min(line.end, end) and bool(_MEMBER.match(document.body.folded, at))


def _regions(document: Document) -> list[tuple[int, int]]:
    """Chapters that announce problems; else two or more that each name a fault; else what a sentence leads in."""
    chapters = _chapters(document)
    after, last = _bounds(document)
    lead = _lead(document, after, last)
    if lead and chapters and _opens_behind(document, lead.end(), chapters[0][0].line.start):
        return [(lead.end(), last)]
    announced = [(h.line.end, end) for h, end in chapters if _heads(document, h, PROBLEM_HEADING)]
    blaming = [(h.line.end, end) for h, end in chapters if _heads(document, h, BLAME) or (h.line.end, end) in announced]
    # 二、水环境突出问题长期得不到解决 is one fault of several; a page may have been cut to its only chapter.
    if len(blaming) > len(announced) and (len(blaming) >= _LEAST or (len(chapters) == 1 and not lead)):
        return blaming
    if announced:
        return announced
    if lead and lead["told"]:
        return [(lead.end(), document.body.folded.index("。", lead.end()) + 1)]
    if lead and lead["strung"]:
        return [(lead.end(), next(line.end for line in document.body.lines if line.end >= lead.end()))]
    if lead and lead.end() < last:
        return [(lead.end(), last)]
    series = [
        line for line in document.body.lines if line.start >= after and _MEMBER.match(document.body.folded, line.start)
    ]
    if len(series) >= _LEAST:
        return [(series[0].start, last)]
    return [
        (line.start, line.end) for line in document.body.lines if line.start >= after and _judgements(document, line)
    ]


def _bounds(document: Document) -> tuple[int, int]:
    """Where the text below the title begins, and where it is signed."""
    signed = document.signature.units
    return document.title.end if document.title else 0, signed[0].start if signed else len(document.body.folded)


def _lead(document: Document, after: int, last: int) -> re.Match[str] | None:
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
    return len(line) <= 45 and "。" not in line.rstrip("。") and bool(says.search(line))


def _is_heading(document: Document, line: Part, end: int) -> bool:
    """A short line without a full stop that has its paragraphs below it."""
    seen = document.body.seen(line)
    last = not any(line.end < other.start < end for other in document.body.lines)
    return (
        len(seen) <= _LONGEST_HEADING
        and not re.search(r"[。;:]", seen)
        and not last
        and not re.search(r"\d{2}", seen[4:])
    )


def _in_paragraph(document: Document, line: Part, part: Part) -> Iterator[Draft]:
    body = document.body
    heading = next((h for h in document.numbered if h.line == line and h.line.start == part.start), None)
    start = heading.text_start if heading else part.start
    if (_CARRIES_ON.match(body.folded, start) and not heading) or body.seen(line).endswith(":"):
        return
    series = measures.marked(body, start, part.end)
    if not series and not heading and (judged := _judgements(document, Part(start, part.end))):
        for sentence in judged:
            for item in _finding(document, sentence, None):
                proof = body.folded.index(",", sentence.start) + 1
                item.units = item.units or blamed.opening(document, Part(proof, sentence.end))
                yield item
    elif not series and part.start > line.start and body.folded[part.start - 1] == ":":
        sentences = list(body.sentences(part.start, part.end))
        strung = [s for s in sentences if BLAME.search(body.seen(s))]
        for sentence in sentences if body.seen(part).count("。") == 1 and len(strung) * 2 > len(sentences) else strung:
            yield from _finding(document, sentence, None)
    elif len(series) > 1:
        for number, member in series:
            yield from _finding(document, member, number if re.search(r"\d", body.seen(number)) else None)
    else:
        yield from _finding(document, Part(start, part.end), heading.number if heading else None)


def _judgements(document: Document, part: Part) -> list[Part]:
    """The sentences behind 督察组指出, if each opens with a judgement in short and proves it behind a comma: 甲推进不力,某县….
    …乙弄虚作假,…."""
    body = document.body
    said = _SAYS.match(body.folded, part.start, part.end)
    sentences = list(body.sentences(said.end(), part.end)) if said else []
    return sentences if len(sentences) >= _LEAST and all(_proves(body.seen(s)) for s in sentences) else []


def _proves(sentence: str) -> bool:
    judgement, _, proof = sentence.partition(",")
    blames = [m for m in BLAME.finditer(judgement) if m.end() == len(judgement)]
    return bool(blames) and len(judgement) <= _JUDGEMENT and len(proof) >= _SHORTEST


def _finding(document: Document, part: Part, number: Part | None) -> Iterator[Draft]:
    body = document.body
    for opening in (_SAYS, _ORDER):
        if said := opening.match(body.folded, part.start, part.end):
            part = Part(said.end(), part.end)
    if any(told.match(body.folded, part.start, part.end) for told in (_BACKGROUND, _NOBODY, _SETTLED, _WEIGHED)):
        return
    sentences = [
        p for s in body.sentences(part.start, part.end) if (p := body.trimmed(s.start, s.end, " \n。;")).end > p.start
    ]
    shortest = _SHORTEST_NUMBERED if number else _SHORTEST
    if not sentences or not shortest <= sentences[0].end - sentences[0].start <= _LONGEST:
        return
    if _ENDS.match(body.folded, sentences[0].start):
        return
    item = Draft(sentences[0], "listed")
    item.number = body.trimmed(number.start, number.end, " 、.,:") if number else None
    item.units = blamed.opening(document, sentences[0])
    if not item.units and sentences[0].end - sentences[0].start <= _ABSTRACT and len(sentences) > 1:
        item.units = blamed.opening(document, sentences[1]) or _neglecting(document, sentences[1])
    if not item.units and len(addressed := address.addressees(document)) == 1:
        item.units = addressed  # a letter to one tells whose faults it lists
    if item.units:
        item.guesses.append(draft.UNITS_FROM_TEXT)
    yield item


def _neglecting(document: Document, sentence: Part) -> list[UnitRef]:
    """The body that a later clause of the proof says did not do its work: …仍有排口直排,市住建局没有列入计划."""
    match = _NEGLECTS.search(document.body.folded, sentence.start, sentence.end)
    return actors.leading(document.body, match.end(), sentence.end) if match else []
