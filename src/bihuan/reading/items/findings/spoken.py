"""What news of a feedback say that the inspection said: a finding in each paragraph, 督察指出,甲有差距。…⏎督察发现,乙不力。…,
or all of them strung in one sentence: 督察报告指出,某市存在甲不坚决、乙不严等五方面问题; 指出了甲重视不够;乙差距大等问题."""

import re
from collections.abc import Iterator

from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import LACKS
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.result import UnitRef

_BLAMES = expression(LACKS.pattern)
_SAYS = expression(
    r"(?:(?:(?:专项|此次|本次|现场|下沉)?督察组?|《?督察(?:报告|意见)》?|反馈意见|(?:此次|本次)“?回头看”?)(?:还|也|同时|并)?(?:指出|认为|发现)"
    r"|(?:督察组)?组长(?:还|也)?(?:说|介绍|指出|(?:通报|反馈)称))[,:]"
)
_DASHES = expression(r"[—–―]{1,2}(?=[一-鿿])", needs=("—", "–", "―"))
_LEADS_IN = expression(r"(?:问题|短板|不足|差距)[^。;:\n]{0,12}:[ \n]*$", needs=":")
_PRAISES = expression(r"取得|成效|积极|高度重视|有(?:所|了|一定|新)?进展")
_SUMS_UP = expression(
    r"(?:仍|还|也|依然|依旧|尚)*(?:有|存在)(?:着|一些|不少|许多|较多|较大|一定|明显)*的?[^,。;]{0,6}(?:差距|问题|不足|短板|薄弱环节)"
)
_BUT = expression(r",(?:但|然而|不过)是?,?")
_SAID = expression(
    r"(?:督察组?|督导组|巡查组|检查组|督察(?:报告|意见)》?|反馈(?:意见)?|通报|代表[^。\n]{4,200})(?:还|也|同时|并|严肃)?(?:指出|发现|反馈)了?[,:]?"
    r"|(?<=,)(?:同时|也|并)(?:严肃)?指出了?[,:]?",
    needs=("指出", "发现", "反馈"),
)
_SUMMED_UP = expression(
    r"等(?:(?:[两二三四五六七八九十\d]{1,2}个?)?方面)?(?:存在)?的?(?:突出|主要|明显|环境|环保|薄弱)*(?:的)?(?:问题|不足|短板)",
    needs="等",
)
_HAS = expression(r"(?P<who>[一-鿿]{2,10}?)(?:仍然|仍|还|依然)?存在(?:着)?")
# 整改工作存在进度不平衡等不足: of how all of it goes
_OF_WORK = expression(r"(?:督察|环保|环境)?(?:整改(?:工作|任务)?|工作)$")
_GENERAL = expression(r"(?:一些|部分|个别|有的|少数|全省|我省)")
_INSPECTED = expression(r"督察|督导|巡查|督查|反馈会", needs=("督察", "督导", "巡查", "督查", "反馈会"))
_FEWEST = 2
_LONGEST = 400
_SHORTEST = 5


def paragraphs(document: Document) -> list[Draft]:
    """One draft for each sentence behind 督察指出, with those that semicolons hang on it, if two paragraphs or more say so and
    blame; of 虽然取得进展,但仍有差距 what stands behind 但; none of what is told of nobody. What stands under headings is read
    as a feedback itself."""
    after = document.title.end if document.title else 0
    told: list[Part] = []
    saying = between = 0  # paragraphs that say so and blame, and those of others since the first
    for line in document.body.lines if not document.numbered else ():
        if line.start < after:
            continue
        said = list(_said(document, line))
        if said:
            saying += 1
            told += said
        elif told and not _SAYS.match(document.body.folded, line.start, line.end):
            between += 1
    if saying < _FEWEST or between >= saying + _FEWEST:
        return []
    named = [part for part in told if not _GENERAL.match(document.body.folded, part.start)]
    return [_draft(document, part, blamed.opening(document, part)) for part in named]


def _said(document: Document, line: Part) -> Iterator[Part]:
    """What the sentences of a paragraph that open with 督察指出 blame, without what they praise before."""
    body = document.body
    goes_on = False
    for sentence in body.sentences(line.start, line.end):
        said = _SAYS.match(body.folded, sentence.start, sentence.end)
        part = Part(said.end(), sentence.end) if said else sentence if goes_on else None
        goes_on = part is not None and body.seen(sentence).endswith(";")
        if part and _PRAISES.search(body.seen(part)):
            but = _BUT.search(body.folded, part.start, part.end)
            part = Part(but.end(), part.end) if but and not _SUMS_UP.match(body.folded, but.end(), part.end) else None
        if part and (_BLAMES.search(body.seen(part)) or (not said and blamed.opening(document, part))):
            yield part


def dashed(document: Document) -> list[Draft]:
    """One draft for the first sentence of each line behind a dash that follows 以下问题较突出:, if half of them blame."""
    body = document.body
    lines = [(line, match) for line in body.lines if (match := _DASHES.match(body.folded, line.start, line.end))]
    if len(lines) < _FEWEST or not _LEADS_IN.search(body.folded, 0, lines[0][0].start):
        return []
    told = [next(body.sentences(match.end(), line.end)) for line, match in lines]
    if sum(bool(_BLAMES.search(body.seen(part))) for part in told) * 2 < len(told):
        return []
    return [_draft(document, part, blamed.opening(document, part)) for part in told]


def strung(document: Document) -> list[Draft]:
    """One draft for each member of the list that whoever inspected is said to have pointed out."""
    body = document.body
    if not _INSPECTED.search(body.folded):
        return []
    for match in _SUMMED_UP.finditer(body.folded):
        start = max(body.folded.rfind(stop, 0, match.start()) + 1 for stop in "。\n")
        start = max(start, match.start() - _LONGEST)
        said = [*_SAID.finditer(body.folded, start, match.start())][-1:]
        if not said:
            continue
        whole = Part(said[0].end(), match.start())
        has = _HAS.match(body.folded, whole.start, whole.end)
        if has and _OF_WORK.match(has["who"]):
            continue
        if has and not _GENERAL.search(has["who"]):
            named = blamed.opening(document, whole)
            if members := _members(document, Part(has.end(), whole.end), ";、"):
                return [_draft(document, part, named) for part in members]
        if members := _members(document, whole, ";"):
            return [_draft(document, part, blamed.opening(document, part)) for part in members]
    return []


def _members(document: Document, whole: Part, marks: str) -> list[Part]:
    """The stretches between semicolons, else those between the pauses up to a word that blames; empty unless all blame."""
    body = document.body
    for mark in marks:
        found: list[Part] = []
        at = whole.start
        for cut in [*re.finditer(mark, body.seen(whole)), None]:
            end = whole.start + cut.start() if cut else whole.end
            if mark == ";" or cut is None or _BLAMES.search(body.seen(Part(at, end))):
                found.append(body.trimmed(at, end, " ,、;"))
                at = end + 1
        blaming = sum(bool(_BLAMES.search(body.seen(part))) for part in found)
        told = blaming == len(found) or (mark == ";" and blaming * 2 > len(found))
        plain = (part.end - part.start >= _SHORTEST and not _GENERAL.match(body.seen(part)) for part in found)
        if len(found) >= _FEWEST and told and all(plain):
            return found
    return []


def _draft(document: Document, part: Part, named: list[UnitRef]) -> Draft:
    return Draft(
        document.body.trimmed(part.start, part.end, " 。;,"),
        "listed",
        units=named,
        guesses=[draft.UNITS_FROM_TEXT] if named else [],
    )
