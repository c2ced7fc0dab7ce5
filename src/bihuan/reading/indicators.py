"""Measured quantities: rates, concentrations and ranks, with their unit and whether the figure is a bound."""

import re
from collections.abc import Iterator

from bihuan.reading.body import Body
from bihuan.reading.expressions import expression
from bihuan.reading.result import Indicator
from bihuan.reading.vocabulary import any_of, words

_UNIT = any_of(words("indicators", "unit"))
_VERB = any_of(words("indicators", "verb"))
_NAME = rf"[一-鿿A-Za-z0-9.]{{0,24}}?{any_of(words('indicators', 'name'))}"
_FIGURE = expression(
    rf"(?P<name>{_NAME})(?P<verb>{_VERB}{{0,2}}) ?(?P<value>\d{{1,6}}(?:\.\d{{1,4}})?) ?(?P<unit>{_UNIT})"
    r"(?P<behind>以上|以下|以内)?",
    needs=words("indicators", "name"),
)
_RANK = expression(
    r"(?P<name>[一-鿿]{2,16}?)(?:位居|居|排名|位列|排在|列)(?P<scope>全[国省市县区]|第)?"
    r"(?P<rank>第[一二三四五六七八九十\d]{1,3})",
    needs="第",
)
_DIGIT = expression(r"\d")
_AND_RANK = expression(r"[、,]?(?P<scope>全[国省市县区])(?P<rank>第[一二三四五六七八九十\d]{1,3})")
_BOUNDS = {
    "不低于": ">=",
    "不少于": ">=",
    "高于": ">",
    "超过": ">",
    "不高于": "<=",
    "不超过": "<=",
    "低于": "<",
    "控制在": "<=",
}
_BEHIND = {"以上": ">=", "以下": "<=", "以内": "<="}


def find(body: Body) -> tuple[Indicator, ...]:
    return tuple(sorted([*_figures(body), *_ranks(body)], key=lambda i: i.start))


def _figures(body: Body) -> Iterator[Indicator]:
    for clause in re.finditer(r"[^,。;:、\n|()“”]{4,120}", body.folded):
        if not _DIGIT.search(clause[0]):
            continue
        for match in _FIGURE.finditer(body.folded, *clause.span()):
            bound = next((sign for word, sign in _BOUNDS.items() if word in match["verb"]), None)
            yield _indicator(body, match, match["value"], match["unit"], bound or _BEHIND.get(match["behind"] or ""))


def _ranks(body: Body) -> Iterator[Indicator]:
    for clause in re.finditer(r"[^,。;:\n|]{4,120}", body.folded):
        if "第" in clause[0]:
            yield from _ranks_in(body, *clause.span())


def _ranks_in(body: Body, start: int, end: int) -> Iterator[Indicator]:
    for match in _RANK.finditer(body.folded, start, end):
        yield _indicator(body, match, match["rank"], match["scope"] or "", "rank")
        if more := _AND_RANK.match(body.folded, match.end()):
            span = body.cleaned.source_span(*more.span())
            yield Indicator(match["name"], more["rank"], more["scope"], span.start, span.end, "rank")


def _indicator(body: Body, match: re.Match[str], value: str, unit: str, comparison: str | None) -> Indicator:
    span = body.cleaned.source_span(match.start(), match.end())
    return Indicator(match["name"], value, unit, span.start, span.end, comparison)
