"""Where labels open: at the start of a line, behind a number, in brackets, or before a colon."""

import re
from collections.abc import Iterator

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.structure.headings import NUMBERING, level_of
from bihuan.reading.structure.meanings import label_field
from bihuan.reading.vocabulary.wordings import listed_tail

_HEAD = expression(r"[ |【\[★▲●◆■◎☆*·•\-—※○□◇►➢]*(?P<words>[^:?。|,;\]】\n]{2,40})(?P<mark>[:?。|\]】]|(?=\n)|$)?")
_ANSWERED = expression(r"(?P<label>是否(?:属实|办结|完成|销号)|(?:办结|属实)情况|办理状态) +(?=[^ ])")
_SPACES = expression(r" +")
_BEFORE_INLINE = expression(r"[。;,、|()\[\]【】 \n\d.—]$|^$")
_NO_LABEL = expression(r"[\n:。]")  # 是否属实:属实。处理情况 ends with one
_QUOTING = expression(r" *[^,。:\n]{0,24}(?:督察|反馈|通报|报告|警示片|督查)[^,。:\n]{0,14}(?:指出|提出|反映|披露)[:,]")
# 责任单位:, 责任单位为, and 责任单位市水务局。 without any mark.
_INLINE = expression(
    r":|(?<=单位|时限|期限|部门)为|(?<=责任单位|责任主体|牵头单位|承办单位)(?=[一-鿿]{2,24}(?:局|委|办|府|会|队|集团|公司|镇|乡|街道)[,。;、)])"
)
# 【牵头】市水务局 【配合】市住建局 in one line: the bracket is the mark of a label wherever it stands; (责任单位) is one where
# it opens a line.
_BRACKETED = expression(r"[【\[]([^】\]\n]{2,16})[】\]][:]?|(?m:^) *\(([^()\n]{2,16})\)(?=:?[^\n:|])[:]?")
_LONGEST_LABEL = 16
_LONGEST_HEADING = 30

Opened = tuple[str, int, int, int | None]
"""Concern, start, start of the value, level of a label whose end is not known yet."""


def opened_labels(body: Body) -> list[Opened]:
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
        whole = head.end("words") if head["mark"] is not None else -1
        for end in _possible_ends(folded, head):
            concern = label_field(body, folded[head.start("words") : end])
            if concern and (level is not None or end != whole or head["mark"] != "。"):
                return concern, line.start, head.end() if end == whole else end, level
        if whole >= 0 and level == 0 and (concern := _heading_concern(head["words"])):
            return concern, line.start, head.end(), level
    quoting = _QUOTING.match(folded, line.start, line.end)
    if quoting:
        return "problem", line.start, quoting.end(), level
    return None


def _possible_ends(folded: str, head: re.Match[str]) -> Iterator[int]:
    """Where the words of a label may end: at a mark such as a colon, else at a space within, the last one first, else with
    the line; 是否属实 属实 ends before its answer."""
    start, end = head.span("words")
    answered = _ANSWERED.match(folded, start, end)
    if answered:
        yield answered.end("label")
    marked = head["mark"] not in (None, "", "。")
    if marked:
        yield end
    for space in reversed([m.start() for m in _SPACES.finditer(folded, start, end)]):
        if space - start >= 4:
            yield space
    if not marked and head["mark"] is not None:
        yield end


def _heading_concern(words: str) -> str | None:
    """The concern of a chapter heading that ends with a label: 一、某轮督察反馈问题."""
    bare = _SPACES.sub("", words)
    if len(bare) > _LONGEST_HEADING:
        return None
    return listed_tail(bare)


def _in_brackets(body: Body) -> Iterator[Opened]:
    for match in _BRACKETED.finditer(body.folded):
        if concern := label_field(body, match[1] or match[2]):
            yield concern, match.start(), match.end(), None


def _before_colons(body: Body) -> Iterator[Opened]:
    folded = body.folded
    for match in _INLINE.finditer(folded):
        end = match.start()
        window = folded[max(0, end - _LONGEST_LABEL - 4) : end]
        for k in range(len(window) - 1):
            if window[k] in " \n" or not _BEFORE_INLINE.search(window[:k]):
                continue
            concern = None if _NO_LABEL.search(window[k:]) else label_field(body, window[k:])
            if concern:
                yield concern, end - len(window) + k, match.end(), None
                break
