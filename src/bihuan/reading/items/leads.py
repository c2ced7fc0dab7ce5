"""The findings of one paragraph of a feedback: each member of a series in it, else its opening sentence; the rest are places,
figures and examples."""

import re
from collections.abc import Iterator

from bihuan.reading import actors, measures
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME, LACKS
from bihuan.reading.items import address, blamed, draft
from bihuan.reading.items.draft import Draft
from bihuan.reading.people import NAME
from bihuan.reading.result import UnitRef

ENDS = expression(
    r"(?:[一-鿿“”\d]{0,10}(?:督察组?|会议|通报|(?:工作|检查|专项|督导|督查|核查|巡查|调研|帮扶)组|反馈|意见))?"
    r"(?:还|并)?(?:要求|强调)(?![^,。]{0,6}不)|[省市州县]?督察(?:组?还|[组办]?将|认为)"
    r"|(?:督察组?认为[,:]?)?[^,。;]{0,8}(?:上述|以上|这些)(?:问题|情况)|下一步|请(?:你|贵|各)|按照?[一-鿿]{0,4}要求,|针对(?:上述|以上|存在|反馈)"
    rf"|{NAME}(?:同志)?(?:还|并)?(?:要求|强调)[,:]"
    r"|[^,。;:]{0,12}(?:书记|[省市州县区旗盟]长|主任|负责人|负责同志)[^,。;:]{0,16}表示[,:]"
    rf"|[^,。;:]{{0,24}}{NAME}(?:同志)?(?:代表[^,。]{{2,20}})?(?:在[^,。]{{2,16}}时)?(?:作[^,。]{{0,4}}(?:表态|发言|讲话)|表示|说)"
    r"|(?:你|贵)[省市州县区镇乡局委厅旗盟](?:单位|公司)?(?:要|应|须|需)"
    r"|[一-鿿、]{2,16}(?:要|应当?|须)(?!求)(?:牢固|坚持|切实|进一步|认真|抓紧|依据|根据|按照|深入|加强|严格)"
)
_SAYS = expression(r"(?:(?:专项|此次|本次|现场|下沉)?督察组?|督察报告|意见|报告)?(?:还|也|同时)?(?:指出|认为|发现)[,:]")
# 督察组对某市开展了专项督察: what the inspection did; 一些地方不力;一些企业不严: what is told of nobody.
_BACKGROUND = expression(
    r"[^。]{0,30}督[察查]组?[^。,]{0,12}(?:(?:对|向)[^。]{2,60}(?:开展|进行|实施|反馈|移交)|(?:调阅|受理|走访|个别谈话))"
    r"|[^,。]{0,10}(?:总体|整体)[^,。]{0,4}看,|如(?:有|发现)[^。]*,请"
    r"|[^。;]{0,40}(?:指出|反馈|梳理|发现)[^。;:]{0,24}\d[个项条](?:方面)?(?:的)?(?:突出|主要|具体)?问题(?:。|$)"
)
_NOBODY = expression(
    r"(?:一些|部分|有些|个别)(?:地方|地区|部门|企业|单位|领域)[^。]*;[^。;]{0,30}(?:一些|部分|有些|个别)"
)
# 工作取得积极成效,但仍有差距: what went well weighed against what is lacking is no finding of its own.
_WEIGHED = expression(r"[^。]*取得[^。]{0,10}(?:成效|进展)[^。]*(?:差距|不足|短板)")
_SETTLED = expression(r"截至[^。,]{2,14},[^。]{0,40}(?:办结|完成)")
_ORDER = expression(
    rf"[{measures.BULLETS} ]*"
    r"(?:(?:首先|其次|再次|再者|最后|其中|其[一二三四五]|第[一二三四五六七八九十]|另外|另?一方面)(?:是|[,:])|[一二三四五六七八九十]是)?"
)
_GOES_ON_FROM = expression(r"\d{1,2}[.、](?=[一-鿿“])")
_CARRIES_ON = expression(
    r"(?:督察组?(?:还|也)?(?:指出|认为)[,:])?(?:该|上述|对此|其中(?!,(?:一些|部分|有的|个别))|此外|同时|经查|据了解|这些|为此)"
    r"|[^,。]{0,10}督察组(?:在[^,。]{2,40}发现,|[^,。]{0,8}(?:称|表示|介绍)[,:])"
)
_NEGLECTS = expression(r",(?=[一-鿿]{2,12}(?:局|委|办|政府|管委会)(?:没有|未|把[^,。]{2,16}当|不|对[^,。]{2,12}不))")
# 在大气污染防治方面, 从水环境看: what all of a paragraph is about.
_TOPIC = expression(
    r"(?:(?:在|从|就)(?!总体|整体|督察|整改|长远)[^,。;:]{2,16}(?:(?:方面|领域)(?:看|来看|而言|来说)?|看|来看|而言|来说)[,:]"
    r"|[^,。;:]{2,16}(?:方面|领域):)(?!\n|$)"
)
_NUMBER = expression(r"(?<![A-Za-z.])\d")
_FIGURE = expression(
    _NUMBER.pattern + r"|不足[一二三四五六七八九十百千万半两]"
    r"|[一二三四五六七八九十百千万半两几]+(?:余|多)?(?:个|家|处|次|年|天|米|公里|成|倍|亩|吨|台|座|条|户)"
)
_PROVES = expression(
    r"其中|该|其|上述|这|此|同时|督察(?:组|发现|人员|期间|进驻|时|中)|现场|抽查|随机|经|据|截至|目前|至今|时至|去年|今年|近年|应于|按"
    r"|根据|但|而|却|有的|一些企业|不少|个别企业|结果|甚至|仅|只|附近|周边|群众|村民|居民|当地"
)
_LEAST = 2
_LONGEST_JUDGEMENT = 30
_LONGEST = 200
_SHORTEST = 8
_SHORTEST_NUMBERED = 5
_JUDGEMENT = 20
_ABSTRACT = 14  # characters up to which an opening sentence names no one and the next one tells whose fault it is


def in_paragraph(document: Document, line: Part, part: Part, umbrellas: bool = False) -> Iterator[Draft]:
    """The findings of a paragraph; `umbrellas` where the paragraphs around it open with a judgement of nobody."""
    body = document.body
    heading = next((h for h in document.numbered if h.line == line and h.line.start == part.start), None)
    start = heading.text_start if heading else part.start
    if (_CARRIES_ON.match(body.folded, start) and not heading) or body.seen(line).endswith(":"):
        return
    series = measures.marked(body, start, part.end)
    if len(series) < _LEAST and (several := _several(document, Part(start, part.end), umbrellas)):
        for sentence in several:
            yield from finding(document, sentence, None)
    elif not series and not heading and (judged := judgements(document, Part(start, part.end))):
        for sentence in judged:
            for item in finding(document, sentence, None):
                proof = body.folded.index(",", sentence.start) + 1
                item.units = item.units or blamed.opening(document, Part(proof, sentence.end))
                yield item
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


def counts_up(document: Document, part: Part) -> bool:
    """Whether a paragraph opens with a series: 一是…;二是…."""
    return len(measures.enumerated(document.body, part.start, part.end)) >= _LEAST


def judges(document: Document, sentence: Part) -> bool:
    """Whether a sentence opens with a judgement in short, not with a figure or with who found it: 甲推进不力,某县…."""
    clause = document.body.seen(sentence).partition(",")[0].rstrip("。;")
    return (
        len(clause) <= _LONGEST_JUDGEMENT
        and bool(LACKS.search(clause))
        and not _FIGURE.search(clause)
        and not _PROVES.match(clause)
    )


def under_umbrellas(document: Document, paragraphs: list[Part]) -> bool:
    """Whether most paragraphs open with a judgement of nobody that several of their sentences then tell of somebody:
    (一)政治站位有差距。甲研究不深,…。乙配备不足,…."""
    several = [p for p in paragraphs if _is_umbrella(document, p) and len(_beneath(document, p)) >= _LEAST]
    judged = [p for p in several if judges(document, _beneath(document, p)[0])]
    strung = [p for p in several if p not in judged and _is_strung(document, p)]
    told = len(judged) + len(strung)
    return bool(judged) and told >= _LEAST and told * 2 >= len(several) and len(several) * 2 >= len(paragraphs)


def _is_umbrella(document: Document, paragraph: Part) -> bool:
    first = next(document.body.sentences(_behind_number(document, paragraph), paragraph.end))
    seen = document.body.seen(first)
    return (
        first.end < paragraph.end
        and seen.endswith("。")
        and len(seen) <= _JUDGEMENT
        and "," not in seen
        and judges(document, first)
        and not blamed.opening(document, first)
    )


def _is_strung(document: Document, paragraph: Part) -> bool:
    """Whether behind a number and its judgement semicolons alone part three facts or more (一、甲突出。乙;丙;丁)."""
    seen = document.body.seen(paragraph).rstrip("。")
    numbered = _behind_number(document, paragraph) > paragraph.start
    return numbered and seen.count("。") == 1 and seen.count(";") >= _LEAST


def _behind_number(document: Document, paragraph: Part) -> int:
    heading = next((h for h in document.numbered if h.line.start == paragraph.start), None)
    order = _ORDER.match(document.body.folded, heading.text_start if heading else paragraph.start, paragraph.end)
    return order.end() if order else paragraph.start


def _beneath(document: Document, paragraph: Part) -> list[Part]:
    """The sentences behind the first that open a finding each."""
    first = next(document.body.sentences(_behind_number(document, paragraph), paragraph.end))
    return _opening(document, Part(first.end, paragraph.end))


def _several(document: Document, paragraph: Part, umbrellas: bool) -> list[Part]:
    """The sentences of a paragraph that open a finding each, where it says what all of them are about: 在大气方面,甲超标,….
    乙滞后,…; else none."""
    start = _behind_number(document, paragraph)
    if topic := _TOPIC.match(document.body.folded, start, paragraph.end):
        return _opening(document, Part(topic.end(), paragraph.end))
    return _beneath(document, paragraph) if umbrellas and _is_umbrella(document, paragraph) else []


def _opening(document: Document, part: Part) -> list[Part]:
    """The sentences of a range that open a finding each: the first, and those that judge; behind one that proves itself in
    its later clauses any that is no proof. What stands behind a semicolon is what stands before it."""
    body = document.body
    opening: list[Part] = []
    opened = proved = goes_on = False
    for sentence in body.sentences(part.start, part.end):
        seen = body.seen(sentence)
        if not goes_on:
            opened = not opening or judges(document, sentence) or (proved and not _is_fact(seen))
        if opened:
            opening.append(sentence)
            proved = _proves_itself(seen)
        goes_on = seen.endswith(";")
    return opening


def _is_fact(sentence: str) -> bool:
    clause = sentence.partition(",")[0]
    return bool(_PROVES.match(sentence) or _NUMBER.search(clause))


def _proves_itself(sentence: str) -> bool:
    proof = sentence.partition(",")[2].rstrip("。;")
    blames = any(m.end() == len(proof) for m in BLAME.finditer(proof))
    return bool(_FIGURE.search(proof)) or (len(proof) >= _SHORTEST and not blames)


def opens_topic(document: Document, paragraph: Part) -> bool:
    """Whether a paragraph says first what all of it is about: 从大气环境看,…."""
    return bool(_TOPIC.match(document.body.folded, _behind_number(document, paragraph), paragraph.end))


def judgements(document: Document, part: Part) -> list[Part]:
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


def finding(document: Document, part: Part, number: Part | None) -> Iterator[Draft]:
    body = document.body
    if number is None and (goes_on := _GOES_ON_FROM.match(body.folded, part.start, part.end)):
        number, part = Part(*goes_on.span()), Part(goes_on.end(), part.end)  # 5.…, where 1. to 4. stand further above
    ordered = False
    for opening in (_SAYS, _ORDER):
        if said := opening.match(body.folded, part.start, part.end):
            ordered = opening is _ORDER and said.end() > part.start
            part = Part(said.end(), part.end)
    if any(told.match(body.folded, part.start, part.end) for told in (_BACKGROUND, _NOBODY, _SETTLED, _WEIGHED)):
        return
    sentences = [
        p for s in body.sentences(part.start, part.end) if (p := body.trimmed(s.start, s.end, " \n。;")).end > p.start
    ]
    proved = len(sentences) > 1 and _FIGURE.search(body.seen(sentences[1])) and judges(document, sentences[0])
    shortest = _SHORTEST_NUMBERED if number or proved or ordered else _SHORTEST
    if not sentences or not shortest <= sentences[0].end - sentences[0].start <= _LONGEST:
        return
    if ENDS.match(body.folded, sentences[0].start):
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
