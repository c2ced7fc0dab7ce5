"""Statistics: 交办3件, 其中A区1件; 已办结151件; A、B、C分别为62个、59个、23个."""

import re
from collections.abc import Iterator

from bihuan.reading.body import Body
from bihuan.reading.result import Count

_UNITS = r"件|项|个|家|人次|人|起|宗|名|批次|批|例|条|处|座|台|万元|亿元|元|户|份|封|场|辆|艘|张|次|%"
_NUMBER = r"\d{1,9}(?:\.\d{1,4})?"
_COUNT = re.compile(
    rf"(?<![\d.第\-年月])(?P<value>{_NUMBER})[ \n]?(?:余|多)?(?P<unit>{_UNITS})(?!月|工作日|小时|百分|标准|县|区|乡|镇|单位公)"
)
_LIST = re.compile(rf"分别(?:是|为|有)? ?(?P<values>{_NUMBER}(?:{_UNITS})(?:(?:、|,|和|及){_NUMBER}(?:{_UNITS}))+)")
_NAMES = re.compile(r"[^,。;:\n]{3,120}$")
_LABEL_START = re.compile(r"[,。;:、()\n“”《》|!?]|其中|分别|(?<=\d)[件项个家人起宗名例]")
_LEADING = re.compile(r"^(?:其中|共计|共有|总计|合计|以及|现|还有|另有|有|和|及|与|的|涉及(?=.{2})|\d+|\s)+")
_LONGEST = 16


def find(body: Body) -> tuple[Count, ...]:
    """Every figure with its unit and the words it counts, in order; positional lists are paired."""
    paired = {count.start: count for count in _paired(body)}
    found = [paired.get(c.start, c) for c in _single(body)]
    return tuple(found)


def _single(body: Body) -> Iterator[Count]:
    for match in _COUNT.finditer(body.folded):
        label = _label(body.folded, match.start(), match.end())
        yield _count(body, label, match.start("value"), match.end(), match["value"], match["unit"])


def _count(body: Body, label: str, start: int, end: int, value: str, unit: str) -> Count:
    span = body.cleaned.source_span(start, end)
    return Count(label, float(value) if "." in value else int(value), unit, span.start, span.end)


def _label(folded: str, start: int, end: int) -> str:
    """The words before a figure back to the clause's start; where there are none, those behind it."""
    window = folded[max(0, start - _LONGEST * 2) : start]
    cut = max((m.end() for m in _LABEL_START.finditer(window)), default=0)
    label = _LEADING.sub("", window[cut:].strip())[-_LONGEST:]
    if label:
        return label
    behind = re.match(r"[一-鿿]{1,8}", folded[end : end + 8])
    return behind[0] if behind else ""


def _paired(body: Body) -> Iterator[Count]:
    """Names before 分别 and figures behind it, when there are as many of both."""
    for match in _LIST.finditer(body.folded):
        before = _NAMES.search(body.folded, max(0, match.start() - 120), match.start())
        names = re.split(r"[、和及与]", before[0]) if before else []
        figures = list(re.finditer(rf"({_NUMBER})({_UNITS})", match["values"]))
        if len(names) != len(figures):
            continue
        for name, figure in zip(names, figures, strict=True):
            start = match.start("values") + figure.start()
            yield _count(body, name.strip(), start, match.start("values") + figure.end(), figure[1], figure[2])
