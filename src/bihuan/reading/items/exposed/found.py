"""Concrete faults that prose states without counting them up: 督察组发现…, 反馈我市A、B、C."""

import re
from collections.abc import Iterator

from bihuan.reading import statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME, CONCRETE, FAULT, LACKS
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import address, blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.result import UnitRef
from bihuan.reading.who import actors, units

_CUE = expression(
    r"(?:反馈显示|通报显示|反馈|指出|发现|查出|披露|通报|看到|(?:一路|沿途|沿线|挨个|逐个)(?:看|走|查)?下来)(?!的问题|出?问题)(?:[,:]|的|了(?:[^,。;]{0,8}存在的)?)?(?:[我全](?:省|市|县|区))?"
)
_FOR_INSTANCE = expression(r"(?:例如|比如|譬如|如)[,:]|其中,")
_FOLLOWS_UP = expression(r"仍|尚未|至今未|依然|依旧")
_CLAIMED = expression(r"(?:公开称|上报|宣称|报告|声称)[^,。]{0,12}(?:整改)?完成")
_BLAMED = expression(
    r"(?P<units>[^,。;:“”\n]{2,30}?(?:党委、政府|党委政府|政府|管委会|局|部门))"
    r"(?=对(?!此|[^,。;]{0,12}高度重视)|谋划|重视|履职|监管|推进|不作为|落实|应付|失职|责任|工作|上报|报告|宣称|报称|曾上报"
    r"|没有|(?:办理|审批)[^,。;]{0,12}(?:没有|未|违规))"
)
_AT_YOURS = expression(
    r"(?:发现|反映|查明|显示|获悉|通报|指出)[,:]?(?P<what>(?:你|贵)[市县区镇乡局委办街公单部][^。;:]{4,200}?)"
    r"(?=,(?:群众|社会|影响|性质|情况|问题)[^,。;]{0,6}(?:反映|影响|恶劣|突出|严重|强烈)|[。;]|$)"
)
_LIES_ABOUT = expression(r"(?:有|存有|堆有|发现)[^,。;]{0,20}(?:垃圾|废弃|渣|污泥|废渣|油污|粪污)")
_WISHED = expression(
    r"要|应当|须|必须|确保|坚决|防止|杜绝|避免|严[格禁防]|(?:对)?(?:逾期|拒不)[^,。;]{0,8}(?:的,|按|将|依[法规])|[^。]{0,40}(?:绝不允许|决不允许|绝不能|严禁)"
)
_IN_GENERAL = expression(
    r"(?:一些|部分|个别|有的)(?:地方|地区|领域|城市|地市|矿山|企业|第三方)|^(?:一些|部分|个别|有的|少数)(?=[一-鿿])"
)  # told of nobody
# 发现堆料未苫盖;路面积尘等各类问题95处: figures of what was found, with examples.
# …、…等问题最为突出: which sorts of faults were the most.
_TALLIED = expression(r"[^。\n]*等[^。;,\n]{0,16}(?:问题|隐患|情况)(?:\d{2,6}余?[个处项起]|最)")
_SOMEWHERE = expression(r"[一-鿿]{2}(?:省|(?<![地城])市|县|州|镇|乡|(?<!地)区)")
_OF_ONE = expression(r"存在[^。]*等(?:突出|环境|环保)?问题")  # 某厂存在甲、乙、丙等问题: one problem of one
_CLAIM_MARK = expression(r"[、;]")
_COMMAS = expression(r"[,、;]")
_SEEN = expression(r"(?:发现|看到|查出|披露|[一-鿿]{2,4}下来)[,:的]?(?:[我全](?:省|市|县|区))?$")
_SHOWS = expression(r"披露")  # what a film shows of nobody is told in general
_SAYS_SO = expression(r"[^,。]{0,16}(?:发现|指出|通报|认为)[,:]")
_NOBODY = expression(r"(?:原因分析|[一二三四五六七八九十]、)?(?:各|有关|相关|当地|属地|部分|一些|上级)")
# 在甲省,督察发现…; 在乙省,督察发现…: each paragraph tells of another place.
_ELSEWHERE = expression(r"在[一-鿿]{2,8},")
# 督察组下沉某市发现,…: where it went is whose faults it tells, unless who is at fault stands behind.
_WENT_TO = expression(
    r"(?:20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?,)?[一-鿿]{0,8}督察组?(?:下沉|进驻|抽查|检查|督察|暗访|赴|到|在|对)"
    r"(?P<place>[一-鿿]{2,6}?(?:自治州|自治县|省|市|县|区|州|旗|镇|乡))(?:督察|检查|暗访|下沉|开展督察)?时?(?:发现|查明)"
)
# 某矿治理项目现场未施工; 某水库现场发现有垂钓现象: what a visit saw at the place that opens the sentence.
_ON_SITE = expression(
    r"[^,。;:“”]{3,30}?现场(?:(?:仍|尚|还|均)?(?:未|没有|无人)|(?:发现|看到|检查发现)[^。]{2,40}(?:现象|行为|问题|痕迹)[。]?$)"
)
_MONITORED = expression(r"[^,。;]{0,16}(?:监测|监控|数据|通报)(?:结果|数据)?(?:显示|表明)")
# 污水直排河道,某河长要求某镇立即排查: what was seen ends where somebody is told, or urged, to act.
_TOLD = expression(
    r"(?:等(?:\d{1,2}[个处项]新?|新)问题(?=[。;]?$)|(?:等?问题)?,(?:[一-鿿]{2,4}(?:当即|当场|随即)|[^,。;]{0,14}?(?:(?<![按照合达])要求|责成|责令|督促|叮嘱)(?=[一-鿿])|(?:加紧|抓紧|立即|尽快)[^,。;]{0,6}(?:整改|处理|整治)"
    r"|现(?:将)?[^,。;]{0,10}(?:移交|移送|转交|转办|交办)[^,。;]{0,4}[你贵]))"
)
_LINK = expression(r"(?:典型)?案例 *[|丨]", needs="案例")  # what a case told elsewhere is called
_LONGEST = 300
_SHORTEST = 6


def read(document: Document, kind: str) -> list[Draft]:
    """Drafts of concrete faults. In a case report every sentence that states one counts; elsewhere only what stands
    behind a word of finding."""
    found: list[Draft] = []
    is_case = kind in ("typical_case", "assignment")
    alone = is_case or kind in ("visit_news", "warning_film")
    last = 0  # where the last sentence with a finding ends
    for sentence in document.body.sentences():
        if document.title and sentence.start < document.title.end:
            continue
        if _LINK.match(document.body.folded, sentence.start):
            continue
        if named := _instance(document, sentence):
            found.append(named)
            continue
        on_site = kind == "visit_news" and _ON_SITE.match(document.body.folded, sentence.start, sentence.end)
        if on_site:
            found.append(Draft(document.body.trimmed(sentence.start, sentence.end, " \n。;"), "sentence"))
            continue
        parts = list(_faults(document, sentence, is_case, alone))
        if not parts and alone and not is_case and _goes_on(document, sentence, last):
            parts = [document.body.trimmed(sentence.start, sentence.end, " \n。;")]
        last = sentence.end if parts else last
        for part in parts:
            if found and _continues(document, found[-1], part):
                _follow_up(document, found[-1], sentence)
            else:
                found.append(Draft(part, "sentence"))
    _add_units(document, found, is_case)
    if kind == "warning_film":
        for item in found:
            item.units = item.units or blamed.opening(document, item.problem)
    return found


def _goes_on(document: Document, sentence: Part, last: int) -> bool:
    """Whether it counts up one more of what was seen: 发现甲项目渣土未覆盖;乙项目围挡缺失."""
    seen = document.body.seen(sentence)
    return (
        0 < last == sentence.start
        and document.body.folded[last - 1] == ";"
        and bool(LACKS.search(seen) and not _WISHED.match(seen))
    )


def _instance(document: Document, sentence: Part) -> Draft | None:
    """One of the faults that a line counts up behind 例如, with who is at fault; nothing without a finding before it."""
    body = document.body
    line = body.line_at(sentence.start)
    opens = _FOR_INSTANCE.match(body.folded, line.start)
    if opens is None or not _CUE.search(body.folded, 0, line.start):
        return None
    part = body.trimmed(max(sentence.start, opens.end()), sentence.end, " \n。;")
    named = blamed.opening(document, part)
    if not named or not BLAME.search(body.seen(part)):
        return None
    return Draft(part, "sentence", units=named, guesses=[draft.UNITS_FROM_TEXT])


def _faults(document: Document, sentence: Part, is_case: bool, alone: bool) -> Iterator[Part]:
    """`alone` where one fault is an entry: in a case, and of what a visit saw."""
    body = document.body
    cue = next(iter(list(_CUE.finditer(body.folded, sentence.start, sentence.end))[-1:]), None)
    if (cue is None and not is_case) or _TALLIED.match(body.folded, sentence.start, sentence.start + _LONGEST):
        return
    start = cue.end() if cue else sentence.start
    told = _TOLD.search(body.folded, start, sentence.end)
    part = body.trimmed(start, told.start() if told else sentence.end, " \n。;,!…", " \n,:")
    if not _SHORTEST <= part.end - part.start <= _LONGEST or not _is_concrete(body.seen(part)):
        return
    pieces = [] if _OF_ONE.search(body.seen(part)) else _pieces(document, part)
    if (
        len(pieces) > 1
        and all(FAULT.search(body.seen(p)) and not _WISHED.match(body.seen(p)) for p in pieces)
        and all(FAULT.search(body.seen(p).partition(",")[0]) for p in pieces[1:])  # 占用草原、林地,某局失职 is one
        and FAULT.search(body.seen(pieces[0]).rpartition(",")[2])
    ):
        yield from pieces
    elif is_case or (
        alone and cue and _SEEN.match(cue[0]) and (not _SHOWS.match(cue[0]) or blamed.opening(document, part))
    ):
        yield part


def _is_concrete(text: str) -> bool:
    if _IN_GENERAL.search(text) and not _SOMEWHERE.search(text):
        return False
    return bool(FAULT.search(text) and CONCRETE.search(text)) and not _WISHED.match(text)


def _pieces(document: Document, part: Part) -> list[Part]:
    """What stands between the marks of a list; between commas where each clause tells what is wrong in another place."""
    by_commas = _parted(document, part, _COMMAS)
    if len(by_commas) > 1 and all(blamed.opening(document, p) for p in by_commas):
        return by_commas
    return _parted(document, part, _CLAIM_MARK)


def _parted(document: Document, part: Part, marks: re.Pattern[str]) -> list[Part]:
    seen, at, found = document.body.seen(part), 0, []
    for mark in [*marks.finditer(seen), None]:
        end = mark.start() if mark else len(seen)
        found.append(Part(part.start + at, part.start + end))
        at = mark.end() if mark else end
    return found


def _continues(document: Document, previous: Draft, part: Part) -> bool:
    """Whether a finding tells how the one before it stands now."""
    seen, before = document.body.seen(part), document.body.seen(previous.problem)
    return bool(_FOLLOWS_UP.search(seen)) and any(m[0] in before for m in FAULT.finditer(seen))


def _follow_up(document: Document, item: Draft, sentence: Part) -> None:
    limits = deadlines.in_prose(document.days, sentence.start, sentence.end) or _demanded(document, sentence)
    item.due = item.due or max(limits, key=deadlines.Due.rank, default=None)
    item.status = next(iter(statuses.find(document.body, sentence.start, sentence.end)), item.status)
    if _CLAIMED.search(document.body.folded, item.problem.end, sentence.start):
        item.guesses.append(draft.CONTRADICTED)


def _demanded(document: Document, sentence: Part) -> list[deadlines.Due]:
    """要求2018年底完成: a limit that was set earlier."""
    match = re.search(r"要求[^,。]{4,16}完成", document.body.seen(sentence))
    if not match:
        return []
    start = sentence.start + match.start()
    due = deadlines.labelled(document.days, start, start + len(match[0]))
    return [due] if due else []


def assigned(document: Document) -> list[Draft]:
    """The faults that a letter tells its addressees to put right, with the day it sets them."""
    found, addressees = read(document, "assignment"), address.addressees(document)
    limits = deadlines.in_prose(document.days, 0, len(document.body.folded))
    found = [item for item in found if not _asks(document, item.problem)]
    found = [item for item in found if not _measured(document, item.problem)] or found  # why somebody went to look
    for item in found:
        item.units = addressees
        item.due = item.due or next((d for d in limits if d.start >= item.problem.end), None)
    return found


def _measured(document: Document, part: Part) -> bool:
    return bool(_MONITORED.match(document.body.folded, part.start, part.end))


def _asks(document: Document, part: Part) -> bool:
    """县水利局于3月底前清运淤积物: who opens a sentence and has a limit in it is told to act."""
    opens = actors.leading(document.body, part.start, part.end)
    return bool(opens and deadlines.in_prose(document.days, part.start, part.end))


def told(document: Document) -> list[Draft]:
    """What a letter says was found at its addressees, before what it asks of them; its latest day is the limit."""
    body, addressees = document.body, address.addressees(document)
    first = next((h.line.start for h in document.numbered), len(body.folded))
    limits = deadlines.in_prose(document.days, 0, len(body.folded))
    found = []
    for sentence in body.sentences(0, first) if addressees else ():
        match = _AT_YOURS.search(body.folded, sentence.start, sentence.end)
        what = match["what"] if match else ""
        if match and (_is_told(what) or _LIES_ABOUT.search(what)) and not _WISHED.match(match["what"]):
            part = body.trimmed(*match.span("what"), " ,。;的")
            item = Draft(part, "sentence", units=addressees)
            item.due = max((d for d in limits if d.start > part.end), key=deadlines.Due.rank, default=None)
            found.append(item)
    return found


def _is_told(what: str) -> bool:
    """Whether it says what is wrong with what; 你县部分问题整改滞后 tells of nothing."""
    return bool(FAULT.search(what)) and not re.search(r"(?:一些|部分|有的|个别)[^,。;]{0,6}(?:问题|任务|工作)", what)


def _add_units(document: Document, found: list[Draft], is_case: bool) -> None:
    """In a case report the bodies that are blamed answer for its findings."""
    if not is_case:
        return
    body = document.body
    everybody = _blamed(document, Part(0, len(body.folded)))
    apart = sum(bool(_ELSEWHERE.match(body.folded, line.start)) for line in body.lines) > 1
    for item in found:
        item.units = item.units or (
            _blamed(document, document.body.line_at(item.problem.start)) if apart else everybody
        )
        item.units = item.units or blamed.opening(document, item.problem) or blamed.neglecting(document, item.problem)
        item.units = item.units or _told_of(document, item.problem)
    told = {tuple(unit.text for unit in item.units) for item in found if item.units}
    for item in found:
        if len(told) == 1 and not apart:  # a case that opens with the only place it names
            item.units = item.units or found[0].units
        if item.units:
            item.guesses.append(draft.UNITS_FROM_TEXT)


def _blamed(document: Document, part: Part) -> list[UnitRef]:
    """The bodies that are blamed in a range; 有关部门 without a place before it blames nobody."""
    named = (
        unit
        for match in _BLAMED.finditer(document.body.folded, part.start, part.end)
        for unit in units.listed(document.body, *match.span("units"))
    )
    return [unit for unit in named if not _NOBODY.match(unit.text)]


def _told_of(document: Document, part: Part) -> list[UnitRef]:
    """The place or body that the sentence, else the last one before it in its paragraph, opens with; else where the
    inspection went."""
    body = document.body
    line = body.folded.rfind("\n", 0, part.start) + 1
    for sentence in [s for s in body.sentences(line, part.end) if s.start <= part.start][::-1]:
        went = _WENT_TO.match(body.folded, sentence.start, sentence.end)
        said = _SAYS_SO.match(body.folded, went.start("place") if went else sentence.start)
        if named := blamed.opening(document, Part(said.end() if said else sentence.start, sentence.end)):
            return named
        if went and not went["place"].endswith("省"):
            span = body.cleaned.source_span(*went.span("place"))
            return [UnitRef(went["place"], "duty", span.start, span.end)]
    return []
