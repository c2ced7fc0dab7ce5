"""Measured quantities: rates, concentrations and ranks, with their unit and whether the figure is a bound."""

import re
from collections.abc import Iterator

from bihuan.reading.body import Body
from bihuan.reading.expressions import expression
from bihuan.reading.result import Indicator
from bihuan.reading.vocabulary import any_of, words

_UNIT = any_of(words("indicators", "unit"))
_VERB = any_of(words("indicators", "verb"))
# 由35%提升至47.4%: what it is now.
_FROM = rf"[由从] ?\d[\d.]* ?(?:{_UNIT})?[一-鿿]{{2,4}}?[到至为]"
_NAME = rf"[一-鿿A-Za-z0-9.]{{0,24}}?{any_of(words('indicators', 'name'))}"
_FIGURE = expression(
    rf"(?P<name>{_NAME})(?P<verb>{_FROM}|{_VERB}{{0,2}}) ?(?P<value>\d{{1,6}}(?:\.\d{{1,4}})?) ?(?P<unit>{_UNIT})"
    r"(?P<behind>以上|以下|以内)?",
    needs=words("indicators", "name"),
)
_SCOPE = "全[国省市县区州盟]"
_PLACED = "(?:位居|位列|排名|排在|排|居|列)"
_NTH = r"(?P<rank>第[一二三四五六七八九十\d]{1,3})"
_RANK = expression(
    rf"(?!{_SCOPE}{_PLACED})(?P<name>[一-鿿A-Za-z0-9.]{{2,16}}?)(?:在(?P<within>{_SCOPE}))?{_PLACED}(?P<scope>{_SCOPE})?{_NTH}",
    needs="第",
)
# 整改完成率100%,全省排名第5: the rank of what was told before.
_RANK_OF_IT = expression(rf"(?:{_PLACED}(?P<scope>{_SCOPE})|(?P<within>{_SCOPE}){_PLACED}){_NTH}", needs="第")
_NEAR = 8  # characters between a figure and its rank
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
    figures = [*_figures(body)]
    return tuple(sorted([*figures, *_ranks(body, figures)], key=lambda i: i.start))


def _figures(body: Body) -> Iterator[Indicator]:
    for clause in re.finditer(r"[^,。;:、\n|()“”]{4,120}", body.folded):
        if not _DIGIT.search(clause[0]):
            continue
        for match in _FIGURE.finditer(body.folded, *clause.span()):
            bound = next((sign for word, sign in _BOUNDS.items() if word in match["verb"]), None)
            yield _indicator(body, match, match["value"], match["unit"], bound or _BEHIND.get(match["behind"] or ""))


def _ranks(body: Body, figures: list[Indicator]) -> Iterator[Indicator]:
    for clause in re.finditer(r"[^,。;:\n|]{4,120}", body.folded):
        if "第" not in clause[0]:
            continue
        if alone := _RANK_OF_IT.match(body.folded, *clause.span()):
            at = body.cleaned.source_span(alone.start(), alone.end()).start
            before = [figure for figure in figures if 0 <= at - figure.end <= _NEAR]
            yield from (_indicator(body, alone, alone["rank"], _scope(alone), "rank", of.name) for of in before[-1:])
        else:
            yield from _ranks_in(body, *clause.span())


def _ranks_in(body: Body, start: int, end: int) -> Iterator[Indicator]:
    for match in _RANK.finditer(body.folded, start, end):
        yield _indicator(body, match, match["rank"], _scope(match), "rank")
        if more := _AND_RANK.match(body.folded, match.end()):
            span = body.cleaned.source_span(*more.span())
            yield Indicator(match["name"], more["rank"], more["scope"], span.start, span.end, "rank")


def _scope(match: re.Match[str]) -> str:
    return match["scope"] or match["within"] or ""


def _indicator(
    body: Body, match: re.Match[str], value: str, unit: str, comparison: str | None, name: str | None = None
) -> Indicator:
    span = body.cleaned.source_span(match.start(), match.end())
    return Indicator(name or match["name"], value, unit, span.start, span.end, comparison)
