"""Labels by the entry that they belong to: each group with the numbered line or heading above it."""

from bisect import bisect_left, bisect_right
from itertools import accumulate

from bihuan.reading.document import Document
from bihuan.reading.structure.headings import Heading
from bihuan.reading.structure.labels import Label


def by_entry(document: Document) -> list[tuple[Heading | None, list[Label]]]:
    """Groups in the order of the document; a group opens below a heading, or where a label comes again that opened one."""
    groups: list[tuple[Heading | None, list[Label]]] = []
    seen: set[str] = set()
    previous = 0
    headings = _apart(document)
    for label in document.labels:
        heading = _last_between(headings, previous, label.start)
        repeats = label.concern in ("problem", "number") and label.concern in seen
        if heading and groups and not repeats and _is_beside(groups[-1][1], heading, label, seen):
            heading = None
        opens = label.concern in seen and label.concern == groups[-1][1][0].concern != "person"  # 包抓领导 above 责任人
        if not groups or heading or repeats or opens:
            if heading is None and groups and _titles(groups[-1][1], label):
                groups[-1][1].pop()
            else:
                groups.append((heading, []))
                seen = set()
        groups[-1][1].append(label)
        seen.add(label.concern)
        previous = label.start
    return groups


def _titles(group: list[Label], label: Label) -> bool:
    """Whether the last label only gave the title of what the next tells in full: 来信标题 above 来信内容."""
    last = group[-1]
    return last.concern == label.concern == "problem" and last.level == label.level and len(group) > 1


def _is_beside(group: list[Label], heading: Heading, label: Label, seen: set[str]) -> bool:
    """Whether a numbered line between labels is one more of them, whose name nobody knows: all count on at one level, and
    the next tells something new of the same entry."""
    levels = {label.level, heading.level, *(one.level for one in group)}
    return levels == {heading.level} and label.concern not in seen and not heading.named


def _apart(document: Document) -> list[Heading]:
    """The numbered lines that are no labels themselves and do not stand in the value of one."""
    starts = {label.start for label in document.labels}
    values = sorted((label.value.start, label.value.end) for label in document.labels)
    opened = [start for start, _ in values]
    reaches = [0, *accumulate((end for _, end in values), max)]  # how far the values reach that opened so far
    return [
        heading
        for heading in document.numbered
        if (at := heading.line.start) not in starts and reaches[bisect_right(opened, at)] <= at
    ]


def _last_between(headings: list[Heading], start: int, end: int) -> Heading | None:
    at = bisect_left(headings, end, key=lambda heading: heading.line.start) - 1
    return headings[at] if at >= 0 and headings[at].line.start >= start else None
