"""Who is told to act: the subject of a demand, whom 由, 责成 or 要求 names, who promised, and who helps."""

from collections.abc import Iterator

from bihuan.reading.body import Part
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.answerable import address
from bihuan.reading.result import UnitRef
from bihuan.reading.who import actors, units

_CLAUSE = expression(r"[^,;。!?\n]+")
SUBJECT = expression(
    r"(?:^|(?<=[,:。;!\n ]))(?:\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d))?(?:请)?"
    r"(?P<subject>(?:[^,。:;、]{1,24}、){0,12}[^,。:;、]{2,30}?)"
    r"(?=[一二三四五六七八九]?要(?!求)|[一二三四五六七八九]是要?|应当?|须|必须|需要?|将|主动|认真|于\d|务必|正在|尽快)"
)
BY = expression(
    r"(?:由|请(?!各|有关|相关|你|贵|大家|全))(?P<units>(?:(?!由)[^。;]){2,80}?(?:牵头|负责|承办|落实|办理)(?:[^。;\d]{2,60}(?:配合|协助|参与|参加))?)(?:单位)?(?=[,。;\d]|$|[制组开实完推在于整修清排编的])"
)
# 市攻坚办向某区政府下发督查单,要求在5月29日前反馈进展: who it is sent to acts.
_SENT_TO = expression(
    r"向(?P<units>[^,。;:]{2,40}?)(?:下发|发出|下达|印发|制发|发送)了?[^,。;:]{0,16}?(?:函|令|单|书|通知)(?=[,。;])",
    needs="向",
)
# 会议要求:, 他叮嘱: what stands behind is told to somebody.
SAID = expression(
    r"(?:要求|责成|责令|致电|叮嘱|嘱咐|指示|部署|明确|决定|议定|商定|同意|安排|强调|指出|提出|交办|请|由)(?:[:,]|(?=[一-鿿]))|[:)】]|\d[.、]|是(?=[一-鿿])"
)
# 省整改办要求, …: who speaks is not told.
_SPEAKS = expression(
    r"(?:还|并|也|随即|现场)?(?:要求|强调|指出|认为|提出|通报|决定|召开|发现|约谈|督办|交办|印发|认定|反馈|主要|负责人|有关|研究)"
)
BIDDEN = expression(r"要(?!求)|须|应当?|必须|务必")
TOLD_BY = expression(r"责成|责令|要求|叮嘱|嘱咐|致电|督促|指示|通知")
DEMANDED = expression(r"要求|叮嘱|嘱咐|指示|强调|决定|同意|责成|责令|督促")
_HELPS = expression(r",(?P<help>[^,。;:()\d]{2,60}?)(?:做好|积极)?(?:配合|协助)")
_HANDED = expression(
    r"(?:移交|交办给?|转交|交由)(?P<units>(?:\d+个)?[^,。;督]{2,40}?)(?=[,。;]|查处|办理|处理|整改|落实)"
)
_YOU = expression(
    r"(?:你|贵)(?:单位|局|市|县|区|镇|乡|街道|公司|委|厅|办|中心|部门|站|厂|矿|店|场|村|社区|企业)(?!内|域|境)"
)
_UNITLIKE_PLACE = expression(r"等?\d*[个]?(?:省|市|县|区|州|盟|旗|镇|乡)(?:\(.*\))?$")
_PROMISES = expression(
    r"(?:^|(?<=[,。;:\n])|(?<=随行的)|(?<=现场的))(?P<units>[^,。;:“”的]{2,20}?)(?:主要|有关|相关|分管)?(?:负责人|负责同志)"
    r"(?:当场|现场|当即)?(?:表示|承诺|表态|保证)[,:]"
)
PROMISED_IN = ("visit_news", "meeting")


def charged(document: Document, part: Part) -> tuple[list[UnitRef], int]:
    """The units that a clause opens with, or that stand right behind 要求, 责成 or a colon, and where their names begin."""
    folded = document.body.folded
    for at in (part.start, *(m.end() for m in SAID.finditer(folded, part.start, part.end))):
        named, stop = actors.opening(document.body, at, part.end)
        if folded.endswith("责令", part.start, at) and (asked := address.addressees(document)):
            return asked, at  # 请查处并责令有关单位整改: who is ordered to polluted, who is written to answers
        if named and not _SPEAKS.match(folded, stop, part.end):
            return named, at
    return [], part.start


def charged_before(document: Document, sentence: Part, clause: Part) -> list[UnitRef]:
    """Who is told to act, in the clause of a limit or the nearest one before it."""
    clauses = [c for c in clauses_of(document, sentence) if c.start < clause.start] + [clause]
    return next((named for c in reversed(clauses) if (named := charged(document, c)[0])), [])


def promised(document: Document, sentence: Part, clause: Part, kind: str) -> list[UnitRef]:
    """某局负责人表示,7月15日前完成截流: what a visit was promised."""
    said = _PROMISES.search(document.body.folded, sentence.start, clause.start) if kind in PROMISED_IN else None
    if said is None or said.end() != clause.start:
        return []
    named = units.listed(document.body, *said.span("units"))
    return named if all(units.looks_like_unit(unit.text) for unit in named) else []


def bidden(document: Document, sentence: Part, due: Due) -> bool:
    """Whether somebody named is told to act before a limit in one sentence: 甲县、乙区要逐一排查,7月底前建立台账."""
    for match in SUBJECT.finditer(document.body.folded, sentence.start, due.start):
        if BIDDEN.match(document.body.folded, match.end()):
            demanded = DEMANDED.search(match["subject"])
            start = match.start("subject") + (demanded.end() if demanded else 0)
            named = units.listed(document.body, start, match.end("subject"))
            if named and all(units.looks_like_unit(unit.text) for unit in named):
                return True
    return False


def with_help(document: Document, behind: Part, named: list[UnitRef]) -> list[UnitRef]:
    """The units with those that help: …完成改造,市水务集团配合提供图纸."""
    match = _HELPS.search(document.body.folded, behind.start, behind.end) if named else None
    helping = units.listed(document.body, *match.span("help"), "assist") if match else []
    told = helping and all(units.looks_like_unit(unit.text) for unit in helping)
    return [*named, *(h for h in helping if h.text not in {u.text for u in named})] if told else named


def before(document: Document, clause: Part, due: Due) -> list[UnitRef]:
    """Units that stand right before a limit: 县政府9月15日前完成…."""
    said = [m.end() for m in TOLD_BY.finditer(document.body.folded, clause.start, due.start)]
    start = said[-1] if said else clause.start
    named = units.listed(document.body, start, due.start) if due.start > start else []
    return named if named and all(units.looks_like_unit(u.text) for u in named) else []


def clause_of(document: Document, sentence: Part, due: Due) -> Part:
    """The clause of a sentence that a limit begins in."""
    return next(c for c in clauses_of(document, sentence) if c.start <= due.start < c.end)


def clauses_of(document: Document, sentence: Part) -> Iterator[Part]:
    """What stands between the marks of a sentence."""
    found = _CLAUSE.finditer(document.body.folded, sentence.start, sentence.end)
    return (Part(*m.span()) for m in found)


def acting_in(document: Document, sentence: Part) -> list[UnitRef]:
    """Who is to act: 由…牵头, else the subject of the sentence; 你单位 are those the letter is addressed to."""
    body = document.body
    if _YOU.search(body.folded, sentence.start, sentence.end) and (named := address.addressees(document)):
        return named
    if match := BY.search(body.folded, sentence.start, sentence.end):
        return units.listed(body, *match.span("units"))
    if sent := _SENT_TO.search(body.folded, sentence.start, sentence.end):
        return units.listed(body, *sent.span("units"))
    for match in SUBJECT.finditer(body.folded, sentence.start, sentence.end):
        start, end = match.span("subject")
        if demanded := DEMANDED.search(match["subject"]):  # 督察组要求某市、某县抓紧…: who stands behind it acts
            start += demanded.end()
        named = units.listed(body, start, end)
        whole = body.folded[start:end]
        if named and (all(units.looks_like_unit(u.text) for u in named) or _UNITLIKE_PLACE.search(whole)):
            return named
    return []


def handed_to(document: Document) -> list[UnitRef]:
    """To whom a page says that it was handed over: 移交某局查处."""
    match = _HANDED.search(document.body.folded)
    named = units.listed(document.body, *match.span("units")) if match else []
    return named if all(units.looks_like_unit(unit.text) for unit in named) else []
