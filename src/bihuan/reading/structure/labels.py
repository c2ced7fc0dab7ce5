"""Labels (整改目标, 责任单位, 完成时限…) where they stand as labels: at the start of a line, behind a number, or before
a colon. The same words inside a sentence (“明确整改目标、责任单位和时限”) are nouns, not labels."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.structure.headings import NUMBERING, Heading, headings, ordinal
from bihuan.reading.structure.label_heads import Opened, opened_labels

_CLOSING = expression(
    r" *(?:(?:对|如|若)(?:以上|上述|有|对|公示)|有异议|有不同意见|公示期|公示时间|特此|以上(?:公示|(?:整改|完成)?情况)|欢迎"
    r"|凡对|任何单位|请(?:社会|广大)|监督电话|举报电话|联系|附件|附:|现予以?公示|电子邮箱|邮箱"
    r"|\d{4}年\d{1,2}月\d{1,2}日 *$)"
)
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
_CLAUSE_END = expression(r"[,。;\n]")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at [start, value.start) with its value. `level` is that of its numbering (0 一、 … 3 (1)), or None."""

    concern: str
    start: int
    value: Part
    level: int | None = None


def is_closing(line: str) -> bool:
    """Whether a line opens the closing words of a notice, its attachments or its date."""
    return bool(_CLOSING.match(line))


def find_labels(body: Body, tables: list[Part]) -> list[Label]:
    """All labels with their values, in order. A value runs to the next label, to the next heading of the same or a
    higher level, to a table, or to the closing words of a notice. Heads of `tables` are none."""
    opened = _without_chapters(
        body, [o for o in opened_labels(body) if not any(t.start <= o[1] < t.end for t in tables)]
    )
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
