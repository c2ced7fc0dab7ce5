"""Statistics: 交办3件, 其中A区1件; 已办结151件; A、B、C分别为62个、59个、23个."""

import re
from collections.abc import Iterator

from bihuan.reading import tallies
from bihuan.reading.body import Body
from bihuan.reading.expressions import expression
from bihuan.reading.result import Count
from bihuan.reading.source import Source, Table

_UNITS = (
    r"件|项|个|家|人次|人|起|宗|名|批次|批|例|条|处|座|台|万元|亿元|元|户|份|封|场|辆|艘|支(?![部持付])|张|次|种|期|%"
)
_NUMBER = r"\d{1,9}(?:\.\d{1,4})?"
_MYRIAD = r"万(?=[余多]?(?:件|份|个|家|人|户|次|起))"
_COUNT = expression(
    rf"(?<![\d.第\-年月])(?P<value>{_NUMBER}(?:{_MYRIAD})?)[ \n]?(?:余|多)?(?P<unit>{_UNITS})"
    r"(?!月|工作日|小时|百分|标准|县|区|乡|镇|单位公)"
)
_LIST = expression(
    rf"分别(?:是|为|有)? ?(?P<values>{_NUMBER}(?:{_UNITS})(?:(?:、|,|和|及){_NUMBER}(?:{_UNITS}))+)", needs="分别"
)
# 水28个,大气22个,土壤24,生态27: a member of a series may leave out what all are counted in.
_WITHOUT_UNIT = expression(
    rf"(?<=[,、;:])(?P<label>[一-鿿]{{2,8}})(?P<value>\d{{1,5}})(?=[,、;][一-鿿]{{1,8}}\d{{1,5}}(?:{_UNITS}|[,、;。]))"
)
_MEMBER = expression(rf"[一-鿿]\d{{1,5}}(?P<unit>{_UNITS})?[,、;]$")
_NAMES = expression(r"[^,。;:\n]{3,120}$")
_LABEL_START = expression(r"[,。;:、()\n“”《》|!?]|其中|分别|(?<=\d)[件项个家人起宗名例]")
_LEADING = expression(r"^(?:其中|共计|共有|总计|合计|以及|现|还有|另有|有|和(?!平)|及|与|的|涉及(?=.{2})|\d+|\s)+")
_LONGEST = 16
_FIGURE = expression(r"\d{1,9}(?:\.\d{1,4})?")
_UNIT_OF_HEAD = expression(r"[(（]([件个项家人起宗吨亩%]|万元|公里)[)）]$")
_FEWEST_FIGURES = 4


def find(body: Body, source: Source | None = None) -> tuple[Count, ...]:
    """Every figure with its unit and the words it counts, in order; positional lists are paired. Of a `source` also the
    figures of its tables of figures."""
    paired = {count.start: count for count in _paired(body)}
    found = [paired.get(c.start, c) for c in _single(body)]
    told = {count.start for count in found}
    figures = [
        c for table in (source.tables if source else ()) for c in _in_table(source, table) if c.start not in told
    ]
    if not (source and source.tables):
        figures += [c for c in _tallied(body) if c.start not in told]
    return tuple(sorted([*found, *figures], key=lambda count: count.start))


def _in_table(source: Source | None, table: Table) -> list[Count]:
    """The cells of a table most of whose cells, but the heads and the first column, are figures: each with the wording of
    its row and its column."""
    texts = (
        {(cell.row, cell.column): (source.text[cell.start : cell.end].strip(), cell) for cell in table.cells}
        if source
        else {}
    )
    inner = [(place, text, cell) for place, (text, cell) in texts.items() if place[0] > 0 and place[1] > 0 and text]
    figures = [(place, text, cell) for place, text, cell in inner if _FIGURE.fullmatch(text)]
    if len(figures) < _FEWEST_FIGURES or len(figures) * 3 < len(inner) * 2:
        return []
    found = []
    for (row, column), text, cell in figures:
        head = texts.get((0, column), ("", cell))[0]
        unit = _UNIT_OF_HEAD.search(head)
        label = texts.get((row, 0), ("", cell))[0] + (head[: unit.start()] if unit else head)
        value = float(text) if "." in text else int(text)
        found.append(Count(label[-_LONGEST:], value, unit[1] if unit else "", cell.start, cell.end))
    return found


def _tallied(body: Body) -> Iterator[Count]:
    """The figures of a table of which only text is left."""
    for figure in tallies.figures(body):
        text = body.seen(figure.part)
        value = re.sub(r"\D+$", "", text)
        yield _count(
            body, (figure.row + figure.head)[-_LONGEST:], figure.part.start, figure.part.end, value, text[len(value) :]
        )


def _single(body: Body) -> Iterator[Count]:
    for match in _COUNT.finditer(body.folded):
        label = _label(body.folded, match.start(), match.end())
        yield _count(body, label, match.start("value"), match.end(), match["value"], match["unit"])
    unit = ""
    for match in _WITHOUT_UNIT.finditer(body.folded):
        if before := _MEMBER.search(body.folded, max(0, match.start() - _LONGEST), match.start()):
            unit = before["unit"] or unit  # the unit of the member before, which may have left it out too
            yield _count(body, match["label"], match.start("value"), match.end(), match["value"], unit)


def _count(body: Body, label: str, start: int, end: int, value: str, unit: str) -> Count:
    span = body.cleaned.source_span(start, end)
    return Count(label, _figure(value), unit, span.start, span.end)


def _figure(value: str) -> float:
    """5.4万 is 54000."""
    if value.endswith("万"):
        return round(float(value[:-1]) * 10_000)
    return float(value) if "." in value else int(value)


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
