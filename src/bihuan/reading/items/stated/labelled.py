"""Items of labelled sections: 一、整改问题 … 二、整改目标 …, or 责任单位:… lines below the heading of each problem."""

import re
from bisect import bisect_right

from bihuan.reading import numbers
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import answering, charge
from bihuan.reading.items.draft import Draft, Fields
from bihuan.reading.items.stated import grouped, subject
from bihuan.reading.items.stated.fields import ITEM_CONCERNS, drafts, of_labels
from bihuan.reading.measures import BULLETS
from bihuan.reading.result import UnitRef
from bihuan.reading.structure.headings import Heading, ordinal
from bihuan.reading.structure.labels import Label
from bihuan.reading.structure.meanings import label_field
from bihuan.reading.who import units

_TASKS = frozenset(("plan", "campaign", "assignment", "minutes"))
_REPORTS = frozenset(("feedback", "typical_case", "minutes", "meeting", "visit_news", "brief"))
_CHAPTERS_OF_A_REPORT = {
    "problem",
    "goal",
    "result",
    "cause",
    "situation",
    "measures",
    "future",
    "instruction",
    "handling",
    "verification",
    "accountability",
    "funds",
}
_FOR_ALL = expression(
    r"(?:以上|上述|所有|全部|各项?)(?:[一-鿿]{0,4}(?:任务|问题|事项|措施))?[^,。]{0,4}(?:均|都|全部|一律|应|须|于|在)"
)
_OF_ENTRIES = ITEM_CONCERNS | {"actual_date"}
_NAME = 6  # characters of the shortest name of a task
_LABEL = 4  # characters of 整改问题
_ANSWER = frozenset(("verification", "handling"))
_STANDS = frozenset(("result", "status", "measures_and_result", "handling"))
_ROLES = frozenset(("lead", "duty", "assist"))
_WHO = _ROLES | {"lead_assist", "supervise", "accept"}
_VERDICT = expression(r"(?:部分|基本)?(?:不属实|属实)")
_TITLED = expression(r"《[^《》\n]{2,30}》[:,]?")


def read(document: Document, kind: str) -> list[Draft]:
    """One draft for each group of labels; nothing where no group says what is to be done about what."""
    found: list[Draft] = []
    groups = grouped.by_entry(document)
    groups = [(heading or _of_place(document, group[0]), group) for heading, group in groups]
    above = _complaints_above(document, groups)
    counting = _counting(document, [heading for heading, group in groups if heading and len(group) > 1])
    stated = _counting(document, [h for h, group in groups if h and _says_only_how_it_stands(h, group)])
    for heading, group in groups:
        fields = of_labels(group)
        cut = bool(found) and group[-1] == document.labels[-1] and _is_cut_off(document, heading, group)
        if (len({c for c in fields if c in _OF_ENTRIES}) < 2 and not cut and heading not in stated) or (
            _are_chapters(document, group, kind)
        ):
            continue
        # 一、… above 二、整改目标 is no entry; 1.站点:北坡加油站 above 存在问题: is one.
        chapter = heading and not heading.named and heading not in counting and heading.level == group[0].level
        if heading and _is_only_a_hitch(heading, group):
            fields.pop("problem")
        if "problem" not in fields and heading:
            fields["problem"] = [_told_by(document, heading, group[0], glued=bool(chapter))]
        elif "problem" not in fields and group[0].start in above:
            complaint, following = above[group[0].start]
            _end_before(fields, following)
            fields["problem"] = [complaint]
        elif "problem" not in fields and (named := subject.named(document)):
            fields["problem"] = [named]
        _name_by_bracket(document, fields)
        if heading and "verdict" not in fields and (said := _VERDICT.search(document.body.seen(heading.line))):
            fields["verdict"] = [Part(heading.line.start + said.start(), heading.line.start + said.end())]
        if kind in _TASKS and not fields.keys() & {"deadline", "goal", "measures", "actual_date"}:
            fields["deadline"] = _limits_in(document, fields["problem"]) if fields.get("problem") else []
        items = _numbered(document, None if chapter else heading, group, counting, drafts(document, fields, "labelled"))
        for item in items:
            if not item.units and item.extent:
                item.units = _handed_below(document, item.extent, group[-1].value.start)
            if cut:
                item.guesses.append(draft.TRUNCATED)
        found += items
    _share_limit(document, found)
    return found


def _is_only_a_hitch(heading: Heading, group: list[Label]) -> bool:
    """1.污水厂提标改造。进度:…责任单位:…时限:…存在问题:设备到货延迟: what hinders a task that its line names is no entry."""
    first, last = group[0], group[-1]
    named = heading.text_start + _NAME <= first.start < last.start < heading.line.end
    return named and last.concern == "problem" and any(label.concern == "deadline" for label in group)


def _says_only_how_it_stands(heading: Heading, group: list[Label]) -> bool:
    """一、石桥砂场扬尘大 above 整改情况:已完成整改 alone, the next line after it."""
    told = [label for label in group if label.concern in _OF_ENTRIES]
    first = told[0] if len(told) == 1 else None
    return bool(first and first.concern in _STANDS and first.level is None and first.start - heading.line.end <= 1)


def _complaints_above(
    document: Document, groups: list[tuple[Heading | None, list[Label]]]
) -> dict[int, tuple[Part, int]]:
    """Start of the first label of an answer → the line right above it that tells the complaint, where no label does, and
    where the next such line begins."""
    lines = document.body.lines
    found: dict[int, Part] = {}
    before: Label | None = None
    for heading, group in groups:
        at = bisect_right(lines, group[0].start, key=lambda line: line.end) - 1
        concerns = {label.concern for label in group}
        own_line = at >= 0 and lines[at] != document.title and (before is None or before.value.start < lines[at].start)
        if own_line and heading is None and concerns >= _ANSWER and "problem" not in concerns:
            found[group[0].start] = lines[at]
        before = group[-1]
    ends = [*(line.start for line in found.values()), len(document.body.folded)]
    return {start: (line, end) for (start, line), end in zip(found.items(), ends[1:], strict=True)}


def _end_before(fields: Fields, complaint: int) -> None:
    """Ends the values of an answer where the next complaint begins."""
    for parts in fields.values():
        parts[:] = [Part(part.start, min(part.end, max(part.start, complaint))) for part in parts]


def _is_cut_off(document: Document, heading: Heading | None, group: list[Label]) -> bool:
    """(四十四)反馈问题:… behind other entries, or 三、某渠淤积 above 整改措施:…, where the page breaks off before more."""
    only = group[0]
    if len(group) > 1 or only.value.end < document.body.lines[-1].end:
        return False
    told = only.concern == "problem" and only.level is not None
    return told or (heading is not None and not re.search(r"[。!?;:)”]$", document.body.seen(only.value)))


def _name_by_bracket(document: Document, fields: Fields) -> None:
    """(一)石桥河污水直排(市水务局牵头,6月底前完成): the bracket behind a problem says who and when, where no label does."""
    problem = next(iter(fields.get("problem", [])), None)
    if problem is None or fields.keys() & _WHO:
        return
    named, due, bracket = answering.in_bracket(document, problem)
    if named and bracket and bracket.end >= problem.end - 1:
        fields["problem"] = [document.body.trimmed(problem.start, bracket.start, " \n。;,(")]
        stop = due.start if due and due.start > bracket.start else bracket.end - 1
        fields["duty"] = [document.body.trimmed(bracket.start + 1, stop, " ,;、)")]
        if due and "deadline" not in fields:
            fields["deadline"] = [Part(due.start, due.end)]


def _handed_below(document: Document, extent: Part, start: int) -> list[UnitRef]:
    """由市水务局牵头,市住建局配合 behind the last label of an entry."""
    match = charge.BY.search(document.body.folded, start, extent.end)
    named = units.listed(document.body, *match.span("units")) if match else []
    return named if all(units.looks_like_unit(unit.text) for unit in named) else []


def _share_limit(document: Document, found: list[Draft]) -> None:
    """完成期限:以上任务均于10月底前完成 behind the last of several holds for all that have none."""
    for label in document.labels:
        if label.concern == "deadline" and _FOR_ALL.match(document.body.folded, label.value.start, label.value.end):
            due = deadlines.labelled(document.days, label.value.start, label.value.end)
            for item in found:
                item.due = item.due or due


def _limits_in(document: Document, parts: list[Part]) -> list[Part]:
    """The limits that the wording of a task holds itself, where no label has one."""
    limits = (due for part in parts for due in deadlines.in_prose(document.days, part.start, part.end))
    return [Part(due.start, due.end) for due in limits]


def _are_chapters(document: Document, group: list[Label], kind: str) -> bool:
    """二、主要问题 and 三、整改要求 alone are chapters of a feedback: no one is named, nothing is to be done by a day."""
    concerns = {label.concern for label in group} - {"contact"}
    if kind in _REPORTS:
        return concerns <= _CHAPTERS_OF_A_REPORT
    if kind == "progress_report" and group[0].concern != "problem" and all(label.level == 0 for label in group):
        lines = [h.line for h in document.numbered]
        above = all(any(line.start <= label.value.start < line.end for line in lines) for label in group)
        return concerns <= _CHAPTERS_OF_A_REPORT or above  # 三、整改情况 before 四、存在的问题; 一、谁来抓 above (一)
    if kind == "closure_notice" and "problem" in concerns:  # 一、反馈问题 二、整改目标 are all that it tells
        return False
    chapters = _CHAPTERS_OF_A_REPORT if kind in _TASKS else {"problem", "goal"}
    if kind in _TASKS and "problem" not in concerns:  # 一、重点举措 二、时间安排
        chapters = chapters | {"deadline", "term"}
    return concerns <= chapters and all(label.level == 0 for label in group)


def _told_by(document: Document, heading: Heading, first: Label, *, glued: bool) -> Part:
    """The wording of a numbered line, or of the lines behind it where it is a number alone (【问题一】). A label that is
    `glued` to it (一、整改问题某镇…) is no part of it."""
    if first.start > heading.text_start and heading.line.end > heading.text_start:
        titled = _TITLED.match(document.body.folded, heading.text_start, first.start)  # 《变味的清泉》: names a scene
        start = titled.end() if titled else heading.text_start
        if glued and label_field(document.body, document.body.folded[start : start + _LABEL]) == "problem":
            start += _LABEL
        return document.body.trimmed(start, min(heading.line.end, first.start), " \n(。;,")
    return document.body.trimmed(heading.line.end, first.start)


def _of_place(document: Document, first: Label) -> Heading | None:
    """The numbered line of a place that opens an entry: 1.点位:北坡加油站."""
    if first.level is None or first.concern != "place":
        return None
    return next((heading for heading in document.numbered if heading.line.start == first.start), None)


def _counting(document: Document, headings: list[Heading]) -> list[Heading]:
    """The lines above groups of labels if they count them from one: 1.站点:北坡加油站 above 存在问题:…."""
    numbers = [ordinal(document.body, heading) for heading in headings]
    one_level = len({heading.level for heading in headings}) == 1
    return headings if one_level and len(headings) > 1 and numbers == list(range(1, len(headings) + 1)) else []


def _numbered(
    document: Document, heading: Heading | None, group: list[Label], counting: list[Heading], found: list[Draft]
) -> list[Draft]:
    """A problem that is itself a numbered line, or stands below 问题1 or a line that counts entries, has that number, where
    no field gives another."""
    at = next((label for label in group if label.concern == "problem"), None)
    if at is not None and at.level is not None and all(o.level is None or o.level > at.level for o in group if o != at):
        heading = next(h for h in document.numbered if h.line.start == at.start)
    elif at is not None and not (heading and (heading.named or heading in counting)):
        heading = None
    for item in found:
        if heading:
            item.extent = Part(heading.line.start, _line_end(document, group[-1].value.end))
        if item.number is None:
            item.number = _accepted_above(document, item)
        if item.number is None and at is not None:  # 一、反馈问题(序号17)
            item.number = next(iter(numbers.named(document.body, at.start, at.value.start)), None)
        if heading and item.number is None:
            item.number = _bare_number(document, heading.number)
    return found


def _accepted_above(document: Document, item: Draft) -> Part | None:
    """一、某县X410000202606150059反映情况:… has the number that the complaint was accepted by."""
    line = document.body.folded.rfind("\n", 0, item.problem.start) + 1
    return next(iter(numbers.accepted(document.body, line, item.problem.start)), None)


def _bare_number(document: Document, number: Part) -> Part:
    """A number without the marks around it; of (一) without its brackets, 任务(1) keeps them."""
    bare = document.body.trimmed(number.start, number.end, f" 、.,:【】[]{BULLETS}")
    enclosed = document.body.seen(bare).startswith("(")
    return document.body.trimmed(bare.start, bare.end, " ()") if enclosed else bare


def _line_end(document: Document, at: int) -> int:
    stop = document.body.folded.find("\n", at)
    return stop if stop >= 0 else len(document.body.folded)
