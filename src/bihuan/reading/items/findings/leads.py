"""The findings of one paragraph of a feedback: each member of a series in it, else its opening sentence; the rest are places,
figures and examples."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bihuan.reading import measures
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import address, blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.findings import several
from bihuan.reading.numerals import cn_number
from bihuan.reading.result import UnitRef
from bihuan.reading.who import actors
from bihuan.reading.who.people import NAME

ENDS = expression(
    r"(?:[一-鿿“”\d]{0,10}(?:督察组?|组长|会议|通报|(?:工作|检查|专项|督导|督查|核查|巡查|调研|帮扶)组|反馈|意见))?"
    r"(?:还|并)?(?:要求|强调)(?![^,。]{0,6}不)|[省市州县]?督察(?:组?还(?!指出|发现|注意到|了解到)|[组办]?将|认为)"
    r"|(?:督察组?认为[,:]?)?[^,。;]{0,8}(?:上述|以上|这些)(?:问题|情况)|下一步|请(?:你|贵|各)|按照?[一-鿿]{0,4}要求,|针对(?:上述|以上|存在|反馈)"
    rf"|{NAME}(?:同志)?(?:还|并)?(?:要求|强调)[,:]"
    r"|[^,。;:]{0,12}(?:书记|[省市州县区旗盟]长|主任|负责人|负责同志)[^,。;:]{0,16}表示[,:]"
    rf"|[^,。;:]{{0,24}}{NAME}(?:同志)?(?:代表[^,。]{{2,20}})?(?:在[^,。]{{2,16}}时)?(?:作[^,。]{{0,4}}(?:表态|发言|讲话)|表示|说)"
    r"|会议(?:还|也)?指出,[^。]{0,20}(?:要|应|须)(?!求)"
    r"|(?:你|贵)[省市州县区镇乡局委厅旗盟](?:单位|公司)?(?:要|应|须|需)"
    r"|[一-鿿、]{2,16}(?:要|应当?|须)(?!求)(?:牢固|坚持|切实|进一步|认真|抓紧|依据|根据|按照|深入|加强|严格)"
)
# 督察组对某市开展了专项督察: what the inspection did; 一些地方不力;一些企业不严: what is told of nobody.
_BACKGROUND = expression(
    r"[^。]{0,30}督[察查]组?[^。,]{0,12}(?:对|向)[^。]{2,60}(?:开展|进行|实施|反馈|移交)"
    r"|[^。,]{0,20}督[察查]组?[^。,]{0,12}(?:调阅|受理|走访|个别谈话)"
    r"|[^,。]{0,10}(?:总体|整体)[^,。]{0,4}看,|如(?:有|发现)[^。]*,请"
    r"|[^。;]{0,40}(?:指出|反馈|梳理|发现)[^。;:]{0,24}\d[个项条](?:方面)?(?:的)?(?:突出|主要|具体)?问题(?:。|$)"
)
_NOBODY = expression(
    r"(?:一些|部分|有些|个别)(?:地方|地区|部门|企业|单位|领域)[^。]*;[^。;]{0,30}(?:一些|部分|有些|个别)"
)
# 工作取得积极成效,但仍有差距: what went well weighed against what is lacking is no finding of its own.
_WEIGHED = expression(r"[^。]*(?:取得|虽然?有)[^。]{0,10}(?:成效|进展)[^。]*(?:差距|不足|短板)")
_SETTLED = expression(r"截至[^。,]{2,14},[^。]{0,40}(?:办结|完成)")
_MEMBER = expression(r"(?:^|(?<=[。;\n]))([一二三四五六七八九十]{1,2})是(?!否)")
_GOES_ON_FROM = expression(r"\d{1,2}[.、](?=[一-鿿“])")
CARRIES_ON = expression(
    r"(?:督察组?(?:还|也)?(?:指出|认为)[,:])?(?:该|上述|对此|其中(?!,(?:一些|部分|有的|个别))|此外|同时|经查|据了解|这些|为此)"
    r"|[^,。]{0,10}督察组(?:在[^,。]{2,40}发现,|[^,。]{0,8}(?:称|表示|介绍)[,:])"
)
_DASHES = "—–-·•●▲◆"  # what marks a line of a list says nothing
_OF_ALL = expression("全[省市州县区]|[省市州县区](?:委|政府)")
_OF_SOME = expression("一些|有的|有些|部分|个别|少数")
_LEAST = 2
_LONGEST = 200
_SHORTEST = 8
_SHORTEST_NUMBERED = 5
_JUDGEMENT = 20
_ABSTRACT = 14  # characters up to which an opening sentence names no one and the next one tells whose fault it is
_LONGER = 20


def in_paragraph(document: Document, line: Part, part: Part, style: several.Style) -> Iterator[Draft]:
    """The findings of a paragraph; `style` is how the paragraphs around it tell theirs."""
    body = document.body
    heading = document.numbered_at(part.start)
    start = heading.text_start if heading else part.start
    if (CARRIES_ON.match(body.folded, start) and not heading) or body.seen(line).endswith(":"):
        return
    series = measures.marked(body, start, part.end) or _going_on(document, Part(start, part.end))
    if len(series) < _LEAST and (told := several.told_in(document, Part(start, part.end), style)):
        for k, sentence in enumerate(told):
            yield from _proved(document, sentence, heading.number if heading and k == 0 else None)
    elif not series and not heading and (judged := judgements(document, Part(start, part.end))):
        for sentence in judged:
            yield from _proved(document, sentence, None)
    elif not series and part.start > line.start and body.folded[part.start - 1] == ":":
        sentences = list(body.sentences(part.start, part.end))
        strung = [s for s in sentences if BLAME.search(body.seen(s))]
        for sentence in sentences if body.seen(part).count("。") == 1 and len(strung) * 2 > len(sentences) else strung:
            yield from finding(document, sentence, None)
    elif len(series) > 1:
        for number, member in series:
            yield from finding(document, member, number if re.search(r"\d", body.seen(number)) else None)
    else:
        yield from finding(document, Part(start, part.end), heading.number if heading else None)


def _proved(document: Document, sentence: Part, number: Part | None) -> Iterator[Draft]:
    """The finding of a sentence, told of whom its later clauses open with where the first names nobody."""
    proof = document.body.folded.find(",", sentence.start, sentence.end) + 1
    for item in finding(document, sentence, number):
        named = blamed.opening(document, Part(proof, sentence.end)) if proof else []
        item.units = item.units or _somebody(named)
        yield item


def _proved_of(document: Document, sentence: Part, proof: Part) -> list[UnitRef]:
    """Who the proof opens with of a sentence that judges in short and names nobody; of a longer one bodies alone, since a
    place may be but where the proof is."""
    size = sentence.end - sentence.start
    if size <= _ABSTRACT:
        return _of_a_name(blamed.opening(document, proof)) or blamed.neglecting(document, proof)
    if size > _LONGER or _OF_SOME.match(document.body.folded, sentence.start):
        return []
    named = actors.leading(document.body, proof.start, proof.end)
    return [] if any(_OF_ALL.match(unit.text) for unit in named) else _of_a_name(named)


def _of_a_name(named: list[UnitRef]) -> list[UnitRef]:
    return [unit for unit in named if not unit.text.startswith(("有关", "相关"))]


def _somebody(named: list[UnitRef]) -> list[UnitRef]:
    return [unit for unit in named if not several.FIGURE.search(unit.text)]  # 三个县 is nobody


def _going_on(document: Document, part: Part) -> list[tuple[Part, Part]]:
    """The members of a series of which the first stand in paragraphs above: 五是…。六是…."""
    body = document.body
    marks = list(_MEMBER.finditer(body.folded, part.start, part.end))
    ranks = [cn_number(m[1]) for m in marks]
    if len(marks) < _LEAST or marks[0].start() > part.start or any(b - a != 1 for a, b in pairwise(ranks)):
        return []
    ends = [*(m.start() for m in marks[1:]), part.end]
    return [(Part(*m.span()), body.trimmed(m.end(), stop, " ;")) for m, stop in zip(marks, ends, strict=True)]


def counts_up(document: Document, part: Part) -> bool:
    """Whether a paragraph opens with a series: 一是…;二是…."""
    return len(measures.enumerated(document.body, part.start, part.end)) >= _LEAST


def judgements(document: Document, part: Part) -> list[Part]:
    """The sentences behind 督察组指出, if each opens with a judgement in short and proves it behind a comma: 甲推进不力,某县….
    …乙弄虚作假,…."""
    body = document.body
    said = several.SAYS.match(body.folded, part.start, part.end)
    sentences = list(body.sentences(said.end(), part.end)) if said else []
    return sentences if len(sentences) >= _LEAST and all(_proves(body.seen(s)) for s in sentences) else []


def _proves(sentence: str) -> bool:
    judgement, _, proof = sentence.partition(",")
    blames = [m for m in BLAME.finditer(judgement) if m.end() == len(judgement)]
    return bool(blames) and len(judgement) <= _JUDGEMENT and len(proof) >= _SHORTEST


def finding(document: Document, part: Part, number: Part | None) -> Iterator[Draft]:
    body = document.body
    part = body.trimmed(part.start, part.end, " \n", " \n" + _DASHES)
    if number is None and (goes_on := _GOES_ON_FROM.match(body.folded, part.start, part.end)):
        number, part = Part(*goes_on.span()), Part(goes_on.end(), part.end)  # 5.…, where 1. to 4. stand further above
    ordered = False
    for opening in (several.SAYS, several.ORDER):
        if said := opening.match(body.folded, part.start, part.end):
            ordered = opening is several.ORDER and said.end() > part.start
            part = Part(said.end(), part.end)
    if any(told.match(body.folded, part.start, part.end) for told in (_BACKGROUND, _NOBODY, _SETTLED, _WEIGHED)):
        return
    sentences = [
        p for s in body.sentences(part.start, part.end) if (p := body.trimmed(s.start, s.end, " \n。;")).end > p.start
    ]
    proved = (
        len(sentences) > 1 and several.FIGURE.search(body.seen(sentences[1])) and several.judges(document, sentences[0])
    )
    shortest = _SHORTEST_NUMBERED if number or proved or ordered else _SHORTEST
    if not sentences or not shortest <= sentences[0].end - sentences[0].start <= _LONGEST:
        return
    if ENDS.match(body.folded, sentences[0].start):
        return
    item = Draft(sentences[0], "listed")
    item.number = body.trimmed(number.start, number.end, " 、.,:") if number else None
    item.units = _somebody(blamed.opening(document, sentences[0]))
    if not item.units and len(sentences) > 1:
        item.units = _proved_of(document, sentences[0], sentences[1])
    of_company = several.COMPANY.match(body.folded, sentences[0].start, sentences[0].end)
    if not item.units and not of_company and len(addressed := address.addressees(document)) == 1:
        item.units = addressed  # a letter to one tells whose faults it lists
    if item.units:
        item.guesses.append(draft.UNITS_FROM_TEXT)
    yield item
