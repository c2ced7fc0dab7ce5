"""Entries of a list of which each says who is to do what by when: 1.完成管网改造。（市住建局牵头，10月底前完成）.

Whether a list is one of tasks is judged by all of its entries: at least half must name a unit, and a limit or a role."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile

from bihuan.reading import measures, statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME
from bihuan.reading.items.answerable import address, answering, charge
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.tasks import duties
from bihuan.reading.measures import BULLETS
from bihuan.reading.numbers import NTH
from bihuan.reading.result import UnitRef
from bihuan.reading.structure.outline import Entry, entries
from bihuan.reading.vocabulary import any_of, mapping, words
from bihuan.reading.who import actors, units

_ROLE_WORDS = any_of(*mapping("units", "role").values())
_OTHER = expression(any_of(words("faults", "other_heading"), words("faults", "exhortation")))
_IN_LIST = r"(?:[^。;:()\d]|\([一-鿿、]{1,10}\))"  # 各乡镇(苏木), 各县(市、区)人民政府
_BY_ROLE = expression(
    rf"(?:^|(?<=[。;,:( \n]))(?:由|请|责成)?"
    rf"(?P<units>{_IN_LIST}{{2,80}}?{_ROLE_WORDS}(?:{_IN_LIST}{{2,60}}?{_ROLE_WORDS}){{0,4}})"
    r"(?=[,。;)]|$)"
)
# 由城关街道清理,7月底前清零
_BY_VERB = expression(
    rf"(?<=[,;])(?:现)?(?:由|请|责成)(?P<units>{_IN_LIST}{{2,60}}?)(?:负责)?(?:整改|查处|处置|解决|治理|清理|拆除|完成|实施|办结)?(?=[,。;]|$)"
)
# (市水务局),2026年5月底前完成。
_BRACKET = expression(
    r"\((?P<inner>[^()]*(?:\([^()]*\)[^()]*)*)\)(?:,[^,。;:()]{2,24}(?:前|内|底|末|完成|办结|到位|见效|销号))?[。;]?$"
)
_BY = expression(r",(?:现)?(?:由|请|责成)(?=[一-鿿])")
_UNIT_LABELS = frozenset(("lead", "duty", "assist", "supervise", "accept", "lead_assist"))
_IS_BEHIND = expression(r"滞后|缓慢|未|尚|仅|只|仍|虚假|不实|责任单位|责任主体|整改时限|完成时限|计划|应于|请")
_PLEASE = expression(r"请(?:于|在|你|各|贵|\d)")
_WHOLE = 100  # characters up to which an entry is its own wording; of a longer one the first sentence is
_NAME_ENDS = 60  # characters within which the name of a task ends with a colon
_OWN_NUMBER = expression(rf"(?P<number>{NTH})(?:整改)?(?:问题|任务|事项)?[:,、](?=[^,。;]{{6}})")
_TOLD_LIMIT = expression(r"(?<=[^,。;]{6}),(?:整改|完成|办理|办结)?(?:时限|期限)(?:为|是|:)?[^,。;]{3,20}$")
_BULLET = expression(rf" *(?:[{BULLETS}]|【[^】\n]{{1,6}}】) *")
_LEAST_DEALT = 2
_LOWEST = 9
_MARKED_ONLY = frozenset(("minutes", "brief"))
_LABELLED_ONLY = frozenset(("meeting", "visit_news", "inspection_list", "warning_film", "typical_case"))
_LONG_VALUES = frozenset(("problem", "goal", "measures", "measures_and_result", "result", "verification", "handling"))
_SHORTEST = 6
_SHARE = 0.5


Owner = tuple[Part, list[UnitRef]]
"""A line that names units, and those."""


@dataclass(frozen=True, slots=True)
class _Task:
    entry: Entry
    units: list[UnitRef]
    due: Due | None
    by_role: bool

    def says_who_and_when(self) -> bool:
        return bool(self.units) and (self.due is not None or self.by_role)


def read(document: Document, kind: str) -> list[Draft]:
    """One draft for each smallest numbered entry, outside tables and the values of labels, of the lists that assign tasks: in
    minutes and briefs only of those that say who or when under a label or in a bracket, in news under a label, in a report
    only of those that are behind."""
    taken, owners = _taken(document), _owners(document)
    tasks: dict[tuple[int, Part | None], list[_Task]] = {}
    for entry in (*_leaves(document), *_bulleted(document), *_inline(document)):
        if kind in _LABELLED_ONLY and not _is_labelled(document, entry):
            continue
        if kind in _MARKED_ONLY and not _is_marked(document, entry):
            continue
        if kind == "progress_report" and not _IS_BEHIND.search(document.body.folded, entry.text.start, entry.text.end):
            continue
        if not any(t.start <= entry.text.start < t.end for t in taken):
            key = (entry.level, entry.path[-1] if entry.path else None)
            tasks.setdefault(key, []).append(_task(document, entry, kind, owners))
    every = [task for listed in tasks.values() for task in listed]
    telling = sum(task.says_who_and_when() for task in every)
    every_duty = cache(lambda: duties.read(document, kind))
    found: list[Draft] = []
    for listed in tasks.values():
        mine = [task for task in listed if task.says_who_and_when()]
        if mine and (len(mine) >= _SHARE * len(listed) or telling >= _SHARE * len(every)):
            for task in (t for t in listed if t.units and (t in mine or t.due)):
                found += _dealt_out(document, task, every_duty) or [_draft(document, task, kind)]
    return sorted(found, key=lambda d: d.problem.start)


def _dealt_out(document: Document, task: _Task, every_duty: Callable[[], list[Draft]]) -> list[Draft]:
    """The duties of an entry that gives each to another unit with a day of its own (甲局6月底前完成截污,乙局8月底前清淤); else
    none."""
    text = task.entry.text
    if task.by_role or len(deadlines.in_prose(document.days, text.start, text.end)) < _LEAST_DEALT:
        return []
    told = [d for d in every_duty() if text.start <= d.problem.start < text.end and d.due and d.units]
    return told if len(told) >= _LEAST_DEALT and len({d.units[0].text for d in told}) == len(told) else []


def _taken(document: Document) -> list[Part]:
    """Tables and the values of the labels of entries: what is counted up there are parts of an entry."""
    labels = [label for label in document.labels if label.concern in _LONG_VALUES and label.level != 0]
    return [grid.part for grid in document.grids] + [label.value for label in labels]


def _is_marked(document: Document, entry: Entry) -> bool:
    text = entry.text
    bracketed = text.end <= entry.line.end and _BRACKET.search(document.body.folded, text.start, text.end)
    return bool(bracketed) or _is_labelled(document, entry)


def _is_labelled(document: Document, entry: Entry) -> bool:
    text = entry.text
    return text.end <= entry.line.end and any(text.start < label.start < text.end for label in document.labels)


def _leaves(document: Document) -> Iterator[Entry]:
    end = document.signature.units[0].start if document.signature.units else len(document.body.folded)
    for entry in entries(document.body, document.numbered, end):
        headings = [document.body.seen(p) for p in entry.path]
        opening = document.body.seen(Part(entry.text.start, min(entry.text.end, entry.text.start + 12)))
        if not entry.has_entries and not any(_OTHER.search(h) for h in (*headings, opening)):
            yield entry


def _bulleted(document: Document) -> Iterator[Entry]:
    """Lines behind bullets that end with a bracket: ◆违建养殖棚拆除(区水利局,5月31日前)."""
    for line in document.body.lines:
        mark = _BULLET.match(document.body.folded, line.start, line.end)
        if mark and _BRACKET.search(document.body.folded, mark.end(), line.end):
            yield Entry(Part(*mark.span()), Part(mark.end(), line.end), line, _LOWEST, (), has_entries=False)


def _inline(document: Document) -> Iterator[Entry]:
    """Members of a series in one paragraph, if each names who does it: ①甲沟淤积,由县水利局办理,5月底前;②…."""
    numbered = {heading.line.start for heading in document.numbered}
    for line in document.body.lines:
        if line.start in numbered:
            continue
        series = measures.marked(document.body, line.start, line.end)
        if len(series) > 1 and all(_by_role(document, text) for _, text in series):
            *members, (number, last) = series
            if not any("。" in document.body.seen(text) for _, text in members):  # what stands behind is told to all
                last = next(document.body.sentences(last.start, last.end))
            for mark, text in (*members, (number, last)):
                yield Entry(mark, text, text, _LOWEST, (), has_entries=False)


def _task(document: Document, entry: Entry, kind: str, owners: list[Owner]) -> _Task:
    text = entry.text
    first, last = (bisect_left(document.labels, side, key=lambda label: label.start) for side in (text.start, text.end))
    labels = document.labels[first:last]
    named = [
        unit
        for label in labels
        if label.concern in _UNIT_LABELS
        for unit in units.listed(document.body, label.value.start, min(label.value.end, text.end), label.concern)
    ]
    by_role = named or _by_role(document, text) or _of_chapter(document, entry, owners)
    limits = [
        due
        for label in labels
        if label.concern in ("deadline", "actual_date")
        if (due := deadlines.labelled(document.days, label.value.start, label.value.end))
    ] or deadlines.in_prose(document.days, text.start, text.end)
    acting = by_role or _acting(document, text) or actors.mentioned(document.body, text.start, text.end)
    if not acting and limits and kind == "assignment":
        acting = address.addressees(document)
    return _Task(entry, acting, max(limits, key=Due.rank, default=None), bool(by_role))


def _of_chapter(document: Document, entry: Entry, owners: list[Owner]) -> list[UnitRef]:
    """一、市水务局, or 市水务局: in a line of its own: who answers for what is listed below it."""
    if entry.path:
        return answering.of_heading(document, entry.path[-1])
    return (
        next((named for line, named in reversed(owners) if line.end <= entry.line.start), []) if len(owners) > 1 else []
    )


def _owners(document: Document) -> list[Owner]:
    """Lines that name units, end with a colon and have a numbered line below them."""
    numbered = {heading.line.start for heading in document.numbered}
    return [
        (line, named)
        for line, below in pairwise(document.body.lines)
        if line.start not in numbered and below.start in numbered and document.body.seen(line).endswith(":")
        if (named := answering.of_heading(document, line))
    ]


def _by_role(document: Document, text: Part) -> list[UnitRef]:
    """The units before 牵头, 负责, 配合; else those that open a bracket at the end."""
    body = document.body
    found = [
        unit
        for match in _BY_ROLE.finditer(body.folded, text.start, text.end)
        for unit in units.listed(body, *match.span("units"))
    ]
    if found and all(units.looks_like_unit(unit.text) for unit in found):
        return found
    if handed := _BY_VERB.search(body.folded, text.start, text.end):
        named = units.listed(body, *handed.span("units"))
        if named and all(units.looks_like_unit(unit.text) for unit in named):
            return named
    if bracket := _BRACKET.search(body.folded, text.start, text.end):
        inner = Part(*bracket.span("inner"))
        limits = deadlines.in_prose(document.days, inner.start, inner.end)
        stop = limits[0].start if limits else inner.end
        named = units.listed(body, inner.start, stop) if stop > inner.start else []
        return list(takewhile(lambda unit: units.looks_like_unit(unit.text), named))
    return []


def _acting(document: Document, text: Part) -> list[UnitRef]:
    for sentence in document.body.sentences(text.start, text.end):
        if named := charge.acting_in(document, sentence):
            return named
    return []


def _draft(document: Document, task: _Task, kind: str) -> Draft:
    number = document.body.trimmed(task.entry.number.start, task.entry.number.end, f" 、.,:【】[]{BULLETS}")
    wording = _wording(document, task)
    if kind == "progress_report":
        wording = _first_words(document, wording)
    counted = number if number.end > number.start else None
    if own := _OWN_NUMBER.match(
        document.body.folded, wording.start, wording.end
    ):  # 1.第7号问题:渗滤液积存,整改时限6月30日
        counted, wording = Part(*own.span("number")), Part(own.end(), wording.end)
    if limit := _TOLD_LIMIT.search(document.body.folded, wording.start, wording.end):
        wording = Part(wording.start, limit.start())
    item = Draft(wording, "listed", number=counted, due=task.due, units=task.units, extent=task.entry.text)
    if bracket := _BRACKET.search(document.body.folded, task.entry.text.start, task.entry.text.end):
        item.status = next(iter(statuses.find(document.body, *bracket.span("inner"))), None)  # (市水务局,进度滞后)
    return item


def _first_words(document: Document, part: Part) -> Part:
    """What a report tells of: up to a colon near its opening, else its first sentence."""
    folded = document.body.folded
    colon = folded.find(":", part.start, min(part.end, part.start + _NAME_ENDS))
    sentence = next(document.body.sentences(part.start, part.end))
    return document.body.trimmed(part.start, colon if colon >= part.start + _SHORTEST else sentence.end, " \n。;:,")


def _wording(document: Document, task: _Task) -> Part:
    """The entry without the bracket or the labels that say who and when; its first sentence if it is long, or says what is
    wrong before it asks for something: 填埋场治理未推进。…请4月底前开工."""
    body, text = document.body, task.entry.text
    bracket = _BRACKET.search(body.folded, text.start, text.end)
    first = min((label.start for label in document.labels if text.start <= label.start < text.end), default=text.end)
    if bracket and (re.search(_ROLE_WORDS, bracket["inner"]) or (task.due and task.due.start >= bracket.start())):
        first = min(first, bracket.start())
    if handed := _BY.search(body.folded, text.start + _SHORTEST, first):
        first = handed.start()
    if first - text.start < _SHORTEST:
        first = text.end
    sentence, *more = body.sentences(text.start, first)
    asked = any(_PLEASE.match(body.folded, s.start) for s in more) and BLAME.search(body.seen(sentence))
    if first - text.start > _WHOLE or asked:
        first = sentence.end if sentence.end - sentence.start >= _SHORTEST else first
    return body.trimmed(text.start, first, " \n。;(,")
