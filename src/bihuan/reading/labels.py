"""Labels (整改目标, 责任单位, 完成时限…) where they stand as labels: at the start of a line, behind a number, or before
a colon. The same words inside a sentence (“明确整改目标、责任单位和时限”) are nouns, not labels."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.headings import NUMBERING, Heading, headings, level_of, ordinal
from bihuan.reading.wordings import concern_of, head_concern, listed_tail

_HEAD = expression(r"[ |【\[★▲●◆■◎☆*·•\-—※○□◇►➢]*(?P<words>[^:?。|,;\]】\n]{2,40})(?P<mark>[:?。|\]】]|(?=\n)|$)?")
_ANSWERED = expression(r"(?P<label>是否(?:属实|办结|完成|销号)|(?:办结|属实)情况|办理状态) +(?=[^ ])")
_SPACES = expression(r" +")
_BEFORE_INLINE = expression(r"[。;,、|()\[\]【】 \n\d.—]$|^$")
_CLOSING = expression(
    r" *(?:(?:对|如|若)(?:以上|上述|有|对|公示)|有异议|有不同意见|公示期|公示时间|特此|以上(?:公示|(?:整改|完成)?情况)|欢迎"
    r"|凡对|任何单位|请(?:社会|广大)|监督电话|举报电话|联系|附件|附:|现予以?公示|电子邮箱|邮箱"
    r"|\d{4}年\d{1,2}月\d{1,2}日 *$)"
)
_QUOTING = expression(r" *[^,。:\n]{0,24}(?:督察|反馈|通报|报告|警示片|督查)[^,。:\n]{0,14}(?:指出|提出|反映|披露)[:,]")
_ONE_LINE = frozenset(("source", "number", "place", "category", "verdict", "closed", "person", "contact", "publicity"))
_CLOSING_CONCERNS = frozenset(("contact", "publicity", "remark"))  # they close a notice, and are of no entry
_BRIEF = frozenset(
    (
        "deadline",
        "lead",
        "duty",
        "assist",
        "supervise",
        "accept",
        "lead_assist",
        "status",
        "term",
        "actual_date",
        "goal",
    )
)
_OF_UNITS = frozenset(("lead", "duty", "assist", "supervise", "accept", "lead_assist"))
_SIGNED_ON = expression(r"[ \n]*\d{4}年\d{1,2}月\d{1,2}日 *(?:\n|$)")
_ENDS_AT_LABELS = _BRIEF - {"goal"}
# Limits of stages stand below each other; any other line behind a limit is of something else.
_AFTER_LIMIT = expression(
    r"\n(?! *(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]|20\d\d ?年|其中|长期|立行|[一-鿿]{1,8}(?:阶段|任务)))"
)
_OTHER_LABEL = expression(r"(?<=[^\n:|])\n *[一-鿿]{2,8}:")  # 整改过程: behind a unit is of something else
# 责任单位:, 责任单位为, and 责任单位市水务局。 without any mark.
_INLINE = expression(
    r":|(?<=单位|时限|期限|部门)为|(?<=责任单位|责任主体|牵头单位|承办单位)(?=[一-鿿]{2,24}(?:局|委|办|府|会|队|集团|公司|镇|乡|街道)[,。;、)])"
)
# 【牵头】市水务局 【配合】市住建局 in one line: the bracket is the mark of a label wherever it stands.
_BRACKETED = expression(r"[【\[]([^】\]\n]{2,16})[】\]][:]?")
_CLAUSE_END = expression(r"[,。;\n]")
_LONGEST_LABEL = 16
_LONGEST_HEADING = 30


@dataclass(frozen=True, slots=True)
class Label:
    """A label at [start, value.start) with its value. `level` is that of its numbering (0 一、 … 3 (1)), or None."""

    concern: str
    start: int
    value: Part
    level: int | None = None


Opened = tuple[str, int, int, int | None]
"""Concern, start, start of the value, level of a label whose end is not known yet."""


def label_field(body: Body, wording: str) -> str | None:
    """What a label means: as the office taught it, else as everybody uses it."""
    return body.profile.label(wording) or concern_of(wording)


def column_field(body: Body, wording: str) -> str | None:
    """What the head of a column means: as the office taught it, else as everybody uses it."""
    return body.profile.column(wording) or head_concern(wording)


def is_closing(line: str) -> bool:
    """Whether a line opens the closing words of a notice, its attachments or its date."""
    return bool(_CLOSING.match(line))


def find_labels(body: Body, tables: list[Part]) -> list[Label]:
    """All labels with their values, in order. A value runs to the next label, to the next heading of the same or a
    higher level, to a table, or to the closing words of a notice. Heads of `tables` are none."""
    opened = _without_chapters(body, [o for o in _opened(body) if not any(t.start <= o[1] < t.end for t in tables)])
    entries = _entry_heads(body, opened)
    stops = sorted([*_stops(body), *((t.start, -1) for t in tables), *((at, -1) for at in entries)])
    listed = _members(body, opened)
    found = []
    for k, (concern, start, value_start, level) in enumerate(opened):
        end = opened[k + 1][1] if k + 1 < len(opened) else len(body.folded)
        if concern == "problem" and _first_solid(body, value_start) in entries:
            continue  # 存在的不足: above entries that have labels of their own
        for at, stop_level in stops[bisect_right(stops, (value_start, 9)) :]:
            if at >= end:
                break
            if at in listed and at not in entries:
                continue
            brief = concern in _BRIEF and level is None and body.folded[value_start:at].strip(" \n|:。")
            if brief or _stops_here(body, value_start, at, stop_level, level):
                end = at
                break
        if concern in _ONE_LINE:
            end = _first_line_end(body, value_start, end)
        elif concern == "deadline" and (
            after := _AFTER_LIMIT.search(body.folded, _first_solid(body, value_start), end)
        ):
            end = after.start()
        elif concern in _ENDS_AT_LABELS and (other := _OTHER_LABEL.search(body.folded, value_start, end)):
            end = other.start()
        if concern in _OF_UNITS:
            end = _without_signature(body, value_start, end)
        unmarked = body.folded[value_start - 1 : value_start] in ("为", "位", "体")
        if (
            unmarked
            and body.folded[value_start : value_start + 1] not in (" ", "\n", "|")
            and (clause := _CLAUSE_END.search(body.folded, value_start, end))
        ):
            end = clause.start()
        found.append(Label(concern, start, body.trimmed(value_start, end, " \n|"), level))
    return found


def _without_signature(body: Body, start: int, end: int) -> int:
    """The end of a value before the line that signs the document, where the label's own line says who it means."""
    solid = body.trimmed(start, end).end
    last = body.folded.rfind("\n", start, solid) if _SIGNED_ON.match(body.folded, end) else -1
    own = body.folded[start : body.folded.find("\n", start)].strip(" |:")
    return last if own and last > start else end


def _entry_heads(body: Body, opened: list[Opened]) -> set[int]:
    """Numbered lines that hold a label, or stand right before one, which is of the same concern each time: their numbers
    rise from one, or just rise where each line holds the label itself (3.…责任单位:… 7.…责任单位:…). Such a line opens an
    entry, and ends what stands before it, whatever its level."""
    starts = {start: (concern, level) for concern, start, _, level in opened}
    lines = body.lines
    after = {line.start: following.start for line, following in pairwise(lines)}
    series: dict[tuple[int, str], list[Heading]] = {}
    beside: set[int] = set()
    for heading in headings(body):
        within = range(heading.text_start + 1, heading.line.end)
        follows = next((o[1] for o in opened if o[1] in within), after.get(heading.line.start, -1))
        concern, level = starts.get(follows, ("", None))
        if follows in within:
            beside.add(heading.line.start)
        if heading.line.start not in starts and concern and (level is None or level > heading.level):
            series.setdefault((heading.level, concern), []).append(heading)
    found: set[int] = set()
    for these in series.values():
        numbers = [ordinal(body, heading) for heading in these]
        counted = numbers[0] == 1 and all(b == a + 1 for a, b in pairwise(numbers))
        chosen = all(b > a for a, b in pairwise(numbers)) and all(heading.line.start in beside for heading in these)
        if len(these) > 1 and (counted or chosen):
            found |= {heading.line.start for heading in these}
    return found


def _members(body: Body, opened: list[Opened]) -> set[int]:
    """Lines (二), (三) … of a list that opens right behind a label without a number: they go on its value."""
    lines = list(headings(body))
    starts = [h.line.start for h in lines]
    found: set[int] = set()
    ends = [*(o[1] for o in opened[1:]), len(body.folded)]
    for (concern, _, value_start, level), end in zip(opened, ends, strict=False):
        at = _first_solid(body, value_start)
        first = bisect_right(starts, at - 1)
        if level is not None or concern in _ONE_LINE or first >= len(lines) or starts[first] != at:
            continue
        rank = lines[first].level
        expected = 1
        for heading in lines[first:]:
            if (
                heading.line.start >= end
                or heading.level < rank
                or (heading.level == rank and ordinal(body, heading) != expected)
            ):
                break
            expected += heading.level == rank
            found.add(heading.line.start)
    return found


def _without_chapters(body: Body, opened: list[Opened]) -> list[Opened]:
    """Drops labels that are headings of chapters: numbered entries with labels of their own stand below them."""
    kept = []
    for k, (concern, start, value, level) in enumerate(opened):
        following = opened[k + 1] if k + 1 < len(opened) else None
        deeper = (
            following is not None
            and level is not None
            and following[0] not in _CLOSING_CONCERNS
            and (following[3] is None or following[3] > level)
        )
        below = NUMBERING.match(body.folded, _first_solid(body, value))
        if not (
            deeper
            and below
            and below["chapter"] is None
            and below["case"] is None
            and following
            and following[1] > below.start()
        ):
            kept.append((concern, start, value, level))
    return kept


def _first_solid(body: Body, start: int) -> int:
    while start < len(body.folded) and body.folded[start] in " \n|":
        start += 1
    return start


def _first_line_end(body: Body, start: int, end: int) -> int:
    """The end of the first line that holds anything."""
    while start < end and body.folded[start] in " \n|":
        start += 1
    stop = body.folded.find("\n", start, end)
    return stop if stop >= 0 else end


def _stops(body: Body) -> list[tuple[int, int]]:
    """Where a value may end: (position, level of heading); closing words have level -1."""
    stops = [(h.line.start, h.level) for h in headings(body)]
    stops += [(line.start, -1) for line in body.lines if _CLOSING.match(body.folded, line.start, line.end)]
    return sorted(stops)


def _stops_here(body: Body, value_start: int, at: int, stop_level: int, level: int | None) -> bool:
    if stop_level < 0:
        return bool(body.folded[value_start:at].strip(" \n|:。"))
    if level is not None:
        return stop_level <= level
    # A label without a number owns the points below it, but not the next chapter or section.
    return stop_level == 0 or (stop_level == 1 and bool(body.folded[value_start:at].strip(" \n|:。")))


def _opened(body: Body) -> list[Opened]:
    """(concern, start, start of value, level) of each label, in order, without overlap."""
    found: dict[int, Opened] = {}
    for line in body.lines:
        if opened := _at_line_start(body, line):
            found[opened[1]] = opened
    for opened in (*_in_brackets(body), *_before_colons(body)):
        if not any(start <= opened[1] < value for _, start, value, _ in _around(found, opened[1])):
            found.setdefault(opened[1], opened)
    return sorted(found.values(), key=lambda o: o[1])


def _around(found: dict[int, Opened], at: int) -> Iterator[Opened]:
    for start in range(at, max(-1, at - _LONGEST_HEADING - 8), -1):
        if start in found:
            yield found[start]


def _at_line_start(body: Body, line: Part) -> Opened | None:
    folded = body.folded
    numbering = NUMBERING.match(folded, line.start, line.end)
    level = level_of(numbering) if numbering else None
    start = numbering.end() if numbering else line.start
    if head := _HEAD.match(folded, start, line.end):
        for end in _possible_ends(folded, head):
            concern = label_field(body, folded[head.start("words") : end])
            whole = end == head.end("words") and head["mark"] is not None
            if concern is None and level == 0 and whole:
                concern = _heading_concern(head["words"])
            if concern and (level is not None or not whole or head["mark"] != "。"):
                return concern, line.start, head.end() if whole else end, level
    quoting = _QUOTING.match(folded, line.start, line.end)
    if quoting:
        return "problem", line.start, quoting.end(), level
    return None


def _possible_ends(folded: str, head: re.Match[str]) -> Iterator[int]:
    """Where the words of a label may end: at the mark, else at a space within, the last one first; 是否属实 属实 ends before
    its answer."""
    start, end = head.span("words")
    answered = _ANSWERED.match(folded, start, end)
    if answered:
        yield answered.end("label")
    if head["mark"] is not None:
        yield end
    for space in reversed([m.start() for m in _SPACES.finditer(folded, start, end)]):
        if space - start >= 4:
            yield space


def _heading_concern(words: str) -> str | None:
    """The concern of a chapter heading that ends with a label: 一、某轮督察反馈问题."""
    bare = _SPACES.sub("", words)
    if len(bare) > _LONGEST_HEADING:
        return None
    return listed_tail(bare)


def _in_brackets(body: Body) -> Iterator[Opened]:
    for match in _BRACKETED.finditer(body.folded):
        if concern := label_field(body, match[1]):
            yield concern, match.start(), match.end(), None


def _before_colons(body: Body) -> Iterator[Opened]:
    folded = body.folded
    for match in _INLINE.finditer(folded):
        end = match.start()
        window = folded[max(0, end - _LONGEST_LABEL - 4) : end]
        for k in range(len(window) - 1):
            if window[k] in " \n" or not _BEFORE_INLINE.search(window[:k]):
                continue
            concern = label_field(body, window[k:]) if "\n" not in window[k:] else None
            if concern:
                yield concern, end - len(window) + k, match.end(), None
                break
