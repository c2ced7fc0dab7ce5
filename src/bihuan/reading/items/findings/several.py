"""Paragraphs of a feedback that tell several findings, each in a sentence that judges and goes on to prove it, or is proved by
the sentences behind it: 在治水上,缺口仍在。甲改造不实,抽查28口井,…。乙长期低效运行,…."""

from dataclasses import dataclass

from bihuan.reading import measures
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME, LACKS
from bihuan.reading.items.answerable import blamed

SAYS = expression(
    r"(?:(?:专项|此次|本次|现场|下沉)?督察组?|督察报告|意见|报告)?(?P<also>还|也|同时)?(?:指出|认为|发现|注意到|了解到)[,:]|(?:现场|随机)?(?:抽查|检查|核查|暗访)发现[,:]"
)
ORDER = expression(
    rf"[{measures.BULLETS} ]*"
    r"(?:(?:首先|其次|再次|再者|最后|其中|其[一二三四五]|第[一二三四五六七八九十]|另外|另?一方面)(?:是|[,:])|[一二三四五六七八九十]是)?"
)
# 在大气污染防治方面, 从水环境看, 在治水上: what all of a paragraph is about.
_TOPIC = expression(
    r"(?:(?:在|从|就)(?!总体|整体|督察|整改|长远)[^,。;:]{2,16}(?:(?:方面|领域)(?:看|来看|而言|来说)?|看|来看|而言|来说)[,:]"
    r"|在(?!此基础|会议?|总体)[^,。;:]{2,12}上,|[^,。;:]{2,16}(?:方面|领域):)(?!\n|$)"
)
_NUMBER = expression(r"(?<![A-Za-z.])\d")
_COUNTED = expression(
    _NUMBER.pattern + r"|不足[一二三四五六七八九十百千万半两]"
    r"|[一二三四五六七八九十百千万半两几]+(?:余|多)?(?:个|家|处|次|米|公里|成|倍|亩|吨|台|座|条|户)"
)
FIGURE = expression(_COUNTED.pattern + r"|[一二三四五六七八九十百千万半两几]+(?:余|多)?[年天]")
"""What counts something, in digits or words; the 2.5 of PM2.5 does not."""
_WHERE = expression(r"(?:[中里内前间]|(?<!滞)(?<!落)后|(?<!及)(?<!准)(?<!按)(?<!超)(?<!小)时)$")  # 清单里,有11处写着…
_FACT = expression(
    r"^(?:(?:一些|有些|部分|个别)地[方区]|其中|该|其|上述|这|此|同时|督察(?:组|发现|人员|期间|进驻|时|中)|现场|抽查|随机|经|据|截至|目前|至今|时至|去年|今年|近年|应于|按"
    r"|根据|但|而|却|有的|一些企业|不少|个别企业|结果|甚至|仅|只|附近|周边|群众|村民|居民|当地)"
)
_REPORTS = expression(
    r"[^,。;]{2,16}?(?:反映|介绍|表示|解释|答复|回复|声称|上报|[^名]称)"
)  # who says it is not whose fault it is
COMPANY = expression(r"[一-鿿]{2,14}?(?:公司|集团|[厂矿]|市场)(?=[一-鿿])")
"""A company or works that a sentence opens with: where a fault was found, and nobody's office."""
_LEAST = 2
_LONGEST_JUDGEMENT = 30
_SHORT = 20  # characters of a judgement that says nothing else
_MOST_ABOVE = 2
_PROOF = 16  # characters from which the later clauses of a sentence prove what its first one says


@dataclass(frozen=True, slots=True)
class Style:
    """`several` where most paragraphs of a region tell several findings, `doubled` where some open with a judgement of
    nobody above the one that the rest proves: 固体废物的老账还在。停用尾矿库闭库滞后。全市14座….."""

    several: bool
    doubled: bool


def style_of(document: Document, paragraphs: list[Part], below_headlines: bool) -> Style:
    """How the paragraphs of a region tell their findings. Below headlines the judgement that opens one is its finding, which
    the rest proves, unless the paragraph itself says otherwise."""
    told = [(p, _leads(document, _behind_order(document, p))) for p in paragraphs]
    judged = sum(_are_judged(document, leads) or _are_proved(document, p, leads) for p, leads in told)
    judged += bool(judged) and sum(not _are_judged(document, leads) and _is_strung(document, p) for p, leads in told)
    doubled = sum(_is_doubled(document, p) for p in paragraphs)
    return Style(not below_headlines and judged >= _LEAST and judged * 2 >= len(paragraphs), doubled >= _LEAST)


def told_in(document: Document, paragraph: Part, style: Style) -> list[Part]:
    """The sentences of a paragraph that open a finding each, where it, or its region, tells several so; else none."""
    part = _behind_order(document, paragraph)
    if topic := _TOPIC.match(document.body.folded, part.start, part.end):
        return _leads(document, Part(topic.end(), part.end), _LEAST - 1)
    if strung := of_several(document, paragraph):
        return strung
    said = SAYS.match(document.body.folded, part.start, part.end)
    if said and said["also"]:
        told = _leads(document, Part(said.end(), part.end))
        return told if _are_judged(document, told) else []
    if named := by_name(document, paragraph):
        return named
    if style.several:
        return _leads(document, part, _LEAST - 1)
    if style.doubled and _is_doubled(document, paragraph):
        return _full(document, part)[1:2]
    return []


def of_several(document: Document, paragraph: Part) -> list[Part]:
    """What semicolons part in a sentence behind 督察发现, if each part opens with whose fault it tells, no two with the same:
    甲县超负荷运行;乙镇粉尘无组织排放;丙局监管缺位."""
    for sentence in _full(document, paragraph):
        if said := SAYS.match(document.body.folded, sentence.start, sentence.end):
            parts = list(document.body.sentences(said.end(), sentence.end))
            names = {name for part in parts if (name := _named(document, part))}
            blaming = sum(bool(BLAME.search(document.body.seen(part))) for part in parts)
            if len(names) == len(parts) >= _LEAST and blaming * 2 > len(parts):
                return parts
    return []


def by_name(document: Document, paragraph: Part) -> list[Part]:
    """The sentences of a paragraph that open with whose fault they tell and go on to prove it, from the first on, if they tell
    of several: 甲区以会议落实会议,…。…。市整改办复核造假,…."""
    full = _full(document, _behind_order(document, paragraph))
    told: list[Part] = []
    names: list[str] = []
    for sentence in full:
        tells = not _REPORTS.match(document.body.folded, sentence.start) and _is_lead(document, [sentence], len(full))
        name = _named(document, sentence) if tells else None
        if name and name not in names:
            names.append(name)
            told.append(sentence)
        elif not told:
            return []
    return told if len(told) >= _LEAST and any(blamed.opening(document, sentence) for sentence in told) else []


def _named(document: Document, sentence: Part) -> str | None:
    """The body, the place or the company that a sentence opens with."""
    if opens := blamed.opening(document, sentence):
        return opens[0].text
    company = COMPANY.match(document.body.folded, sentence.start, sentence.end)
    return company[0] if company else None


def _are_judged(document: Document, leads: list[Part]) -> bool:
    return len(leads) >= _LEAST and sum(judges(document, lead) for lead in leads) * 2 >= len(leads)


def _are_proved(document: Document, paragraph: Part, leads: list[Part]) -> bool:
    """Whether all that stands below a general sentence opens a finding, and its proof counts: 对海的保护不够。湖闸常年不开,
    换水由7天变成23天。排口整治换个牌子了事,47个有19个没有溯源."""
    full = _full(document, _behind_order(document, paragraph))
    proofs = [document.body.seen(sentence).partition(",")[2] for sentence in full[1:]]
    counted = sum(bool(FIGURE.search(proof)) for proof in proofs)
    return len(leads) >= _LEAST and len(leads) == len(proofs) and counted * 2 >= len(proofs) and leads[0] != full[0]


def _is_strung(document: Document, paragraph: Part) -> bool:
    """Whether behind a number and its judgement semicolons alone part three facts or more (一、甲突出。乙;丙;丁)."""
    part = _behind_order(document, paragraph)
    full = _full(document, part)
    strung = len(full) == _LEAST and document.body.seen(full[1]).count(";") >= _LEAST
    return strung and part.start > paragraph.start and _is_general(document, full[0])


def says_besides(document: Document, paragraph: Part) -> bool:
    """Whether a paragraph tells what else was found, 督察组还发现,…, that is no series of findings but rounds the text off."""
    said = SAYS.match(document.body.folded, paragraph.start, paragraph.end)
    also = said is not None and said["also"] == "还"
    return also and not told_in(document, paragraph, Style(False, False))


def opens_topic(document: Document, paragraph: Part) -> bool:
    """Whether a paragraph says first what all of it is about: 从大气环境看,…."""
    part = _behind_order(document, paragraph)
    return bool(_TOPIC.match(document.body.folded, part.start, part.end))


def judges(document: Document, sentence: Part) -> bool:
    """Whether a sentence opens with a judgement in short, not with a figure or with who found it: 甲推进不力,某县…."""
    clause = _clause(document, sentence)
    return _may_open(clause) and bool(LACKS.search(clause))


def _leads(document: Document, part: Part, least: int = _LEAST) -> list[Part]:
    """The sentences of a range that open a finding each: the first, and those that judge; behind one that proves itself in
    its later clauses any that is no fact. What is told above them of nobody is none. Semicolons part findings where
    nothing else does, from `least` of them, and behind one that proves nothing."""
    body = document.body
    full = _full(document, part)
    full = full[_above(document, full, least) :]
    found: list[Part] = []
    proved = False
    for k, sentence in enumerate(full):
        first, *more = body.sentences(sentence.start, sentence.end)
        judged = judges(document, first) and _is_lead(document, full[k:], least)
        if found and not judged and not (proved and _may_follow(document, first)):
            continue
        found += [first, *more] if len(full) == 1 or "," not in body.seen(first) else [first]
        proved = _proves_itself(body.seen(sentence))
    return found


def _above(document: Document, full: list[Part], least: int) -> int:
    """How many general sentences stand above the first that opens a finding."""
    for k in range(1, min(len(full), _MOST_ABOVE + 1)):
        if not _is_general(document, full[k - 1]):
            return 0
        if _is_lead(document, full[k:], least):
            return k
    return 0


def _behind_order(document: Document, paragraph: Part) -> Part:
    heading = document.numbered_at(paragraph.start)
    order = ORDER.match(document.body.folded, heading.text_start if heading else paragraph.start, paragraph.end)
    return Part(order.end() if order else paragraph.start, paragraph.end)


def _full(document: Document, part: Part) -> list[Part]:
    """The sentences of a range, with all that semicolons part in them."""
    full: list[Part] = []
    goes_on = False
    for sentence in document.body.sentences(part.start, part.end):
        full[len(full) - goes_on :] = [Part(full[-1].start, sentence.end) if goes_on else sentence]
        goes_on = document.body.seen(sentence).endswith(";")
    return full


def _is_general(document: Document, sentence: Part) -> bool:
    """Whether a sentence counts nothing and proves nothing of anybody: 支流上的欠账还在; 有的地方摇摆,看轻约束."""
    seen = document.body.seen(sentence)
    proof = seen.partition(",")[2]
    return (
        ";" not in seen
        and not FIGURE.search(seen)
        and (not proof or (len(proof) <= _PROOF and not blamed.opening(document, sentence)))
    )


def _is_lead(document: Document, full: list[Part], least: int) -> bool:
    """Whether the first sentence opens a finding: it proves what its first clause says, or a fact behind it does; or it is
    the only one, and semicolons part it."""
    seen = document.body.seen(full[0])
    clause, _, proof = seen.partition(",")
    if len(full) == 1 and seen.count(";") >= least:
        return True
    if not _may_open(clause.rstrip("。;")):
        return False
    if proof:
        return bool(FIGURE.search(proof)) or len(proof) >= (_PROOF // 2 if judges(document, full[0]) else _PROOF)
    return judges(document, full[0]) and len(full) > 1


def _is_doubled(document: Document, paragraph: Part) -> bool:
    full = _full(document, _behind_order(document, paragraph))
    bare = (document.body.seen(sentence).rstrip("。") for sentence in full[:_LEAST])
    return len(full) > _LEAST and all(len(b) <= _SHORT and "," not in b and _may_open(b) for b in bare)


def _may_open(clause: str) -> bool:
    return len(clause) <= _LONGEST_JUDGEMENT and not any(p.search(clause) for p in (FIGURE, _WHERE, _FACT))


def _may_follow(document: Document, sentence: Part) -> bool:
    clause = _clause(document, sentence)
    return not any(p.search(clause) for p in (_COUNTED, _WHERE, _FACT))


def _clause(document: Document, sentence: Part) -> str:
    return document.body.seen(sentence).partition(",")[0].rstrip("。;")


def _proves_itself(sentence: str) -> bool:
    proof = sentence.partition(",")[2].rstrip("。;")
    blames = any(m.end() == len(proof) for m in BLAME.finditer(proof))
    return bool(FIGURE.search(proof)) or (len(proof) >= _PROOF // 2 and not blames)
