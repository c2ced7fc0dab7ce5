"""What a report names as not done yet: 剩余2项为甲治理和乙整治; 2026年底前应完成的某县堆场治理仍未完成;
抽查发现,某局堆场尚未清理."""

import re
from collections.abc import Iterator
from itertools import chain

from bihuan.reading import statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.answerable import answering
from bihuan.reading.items.draft import Draft
from bihuan.reading.numerals import COUNT, cn_number
from bihuan.reading.result import Status
from bihuan.reading.who import units

_REST = expression(
    rf"(?:剩余|其余|余下|尚余|还剩|还有|尚有)的?(?P<count>{COUNT})[个项件](?:任务|问题|案件)?"
    r"(?:分别)?(?:为|是|即):?(?P<what>[^,。;:\n]{4,120})"
)
# 尚未完成的3个问题分别是:甲市渣场渗滤液污染问题,乙县8座水库水质不达标问题,丙县污水厂溢流问题。
_NAMED = expression(
    r"(?:(?:未|没有)[^,。;:\n]{0,6}(?:完成|销号|办结)(?:整改|治理|销号)?|(?:正在|加快)[^,。;:\n]{0,4}(?:推进|整改|办理)|(?:滞后|缓慢|逾期))"
    rf"的(?P<count>{COUNT})[个项件](?:任务|问题|案件|事项)?"
    r"(?:分别)?(?:为|是|有):?(?P<what>[^。:\n]{8,400})",
    needs="的",
)
_IS_STATE = expression(r"正|已|未|按|需|长期|持续|均|都|在|因|由|整改|推进|有关|涉及")
_JOINTS = (expression(r"[、和及与]"), expression(r"、"), expression(r"[,;]"))
_OVERDUE = expression(
    r"(?:^|(?<=[,。;:\n但而]))(?:计划|原计划|原定|按计划|本|应|需|要|于|在){0,4}(?P<limit>20\d\d年[^,。;\n]{0,8}?前)(?:应当?|须|需|要)?"
    r"(?:完成|改完|办结)(?:治理|整改|整治|建设)?的(?P<where>(?:[一-鿿]{2,6}[市县区州旗镇乡]、?){0,6})"
    r"(?P<what>[^,。;、\n]{2,30}?)(?P<state>(?:仍|尚|还|均|至今)?(?:未|没有)(?:按期|如期)?(?:完成|改完|办结|开工|启动)(?:治理|整改|整治|建设)?)(?=[,。;\n])"
)
_FOUND = expression(
    r"(?:抽查|核查|复核|检查|督导|暗访|督查)(?:中|时|还|也|仍|又){0,2}发现,?(?P<who>[^,。;:\n]{2,20}?(?:局|委|府|公司|集团|管委会|中心|镇|乡|街道))"
    r"(?P<what>[^,。;:的\n]{2,20}?(?P<state>(?:仍|尚|还|均|至今)*(?:未|没有)(?:按期|如期)?(?:完成|改完|办结|开工|启动)(?:治理|整改|整治|建设)?))"
    r"(?=[,。;\n])"
)

_PLANNED = expression(
    r"(?:^|(?<=[。;:\n]))(?:[一二三四五六七八九十]{1,3}是|\d{1,2}[.、])?(?P<what>[^,。;:“”\n]{4,40}?(?:任务|问题|项目|工程|治理|整治|修复|建设|改造))"
    r"(?:应|原定|原计划|计划|要求|须|需)(?:于|在)?(?P<limit>[^,。;\n]{2,16}前)完成"
)
_NOW = expression(
    r"(?:目前|现|截至目前)?(?P<state>(?:仅|只|刚|才)[^,。;\n]{2,24}|(?:尚|仍|还)?(?:未|没有)[^,。;\n]{2,16})"
)


def read(document: Document) -> list[Draft]:
    """One draft for each matter that is left by its name, was due and is not done, that a check found not to be done, or of
    which a sentence tells when it was due, how it stands and who answers."""
    return [*_rest(document), *_overdue(document), *_found(document), *_behind(document)]


def _rest(document: Document) -> Iterator[Draft]:
    """As many names as the sentence counts; what only says how they stand is none."""
    for match in chain(*(told.finditer(document.body.folded) for told in (_REST, _NAMED))):
        count = cn_number(match["count"])
        for part in () if _IS_STATE.match(match["what"]) else _members(document, Part(*match.span("what")), count):
            yield Draft(part, "sentence", status=_told_behind(document, match.end()))


def _members(document: Document, whole: Part, count: int) -> list[Part]:
    if count == 1:
        return [whole]
    for joint in _JOINTS:
        ends = [m.start() for m in joint.finditer(document.body.folded, whole.start, whole.end)]
        if len(ends) + 1 == count:
            starts = [whole.start, *(end + 1 for end in ends)]
            return [Part(a, b) for a, b in zip(starts, [*ends, whole.end], strict=True)]
    return []


def _overdue(document: Document) -> Iterator[Draft]:
    for match in _OVERDUE.finditer(document.body.folded):
        item = Draft(Part(*match.span("what")), "sentence", status=_status(document, match))
        item.due = next(iter(deadlines.in_prose(document.days, *match.span("limit"))), None)
        item.units = units.listed(document.body, *match.span("where")) if match["where"] else []
        item.extent = Part(*match.span())
        yield item


def _found(document: Document) -> Iterator[Draft]:
    for match in _FOUND.finditer(document.body.folded):
        named = units.listed(document.body, *match.span("who"))
        if named and all(units.looks_like_unit(unit.text) for unit in named):
            item = Draft(Part(*match.span("what")), "sentence", units=named, status=_status(document, match))
            worse = _told_behind(document, match.end())  # …尚未完成治理,存在虚假整改问题
            item.status = worse if worse and worse.code in statuses.UNTRUE else item.status
            yield item


def _behind(document: Document) -> Iterator[Draft]:
    """岸线修复任务计划9月底前完成,目前仅完成55%,责任单位某管委会,承诺11月底前完成."""
    for match in _PLANNED.finditer(document.body.folded):
        sentence = document.body.sentence_at(match.start())
        named = answering.labelled(document, Part(match.end(), sentence.end))
        if named:
            limits = deadlines.in_prose(document.days, match.start("limit"), sentence.end)
            state = _NOW.search(document.body.folded, match.end(), sentence.end)
            item = Draft(
                Part(*match.span("what")), "sentence", units=named, status=_status(document, state) if state else None
            )
            item.due, item.extent = max(limits, key=Due.rank, default=None), sentence
            yield item


def _told_behind(document: Document, at: int) -> Status | None:
    """The last state that the rest of a sentence tells."""
    stop = document.body.folded.find("。", at)
    return next(reversed(statuses.find(document.body, at, stop if stop >= 0 else len(document.body.folded))), None)


def _status(document: Document, match: re.Match[str]) -> Status:
    quote = document.body.quote(*match.span("state"))
    return Status(quote.text, statuses.code_of(quote.text), quote.start, quote.end)
