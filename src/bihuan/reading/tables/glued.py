"""A table of complaints whose cells lost all that stood between them, as newspapers and copied pages bring it: the heads in one
line, then rows that open with their number and the complaint's. What a row tells is parted by what its words look like."""

import re
from functools import cache

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.numbers import ACCEPTED
from bihuan.reading.tables.grid import Grid, Row
from bihuan.reading.vocabulary.wordings import listed_wordings

_FEWEST_HEADS = 5
_LONGEST_LINE = 90
_SHORTEST = 8  # characters of a complaint that was cut off
_NUMBER = rf"{ACCEPTED}|[一-鿿]{{1,3}}〔\d{{4}}〕\d{{4,9}}号?|[A-Z]{{2,5}}\d{{8,14}}(?:-\d{{1,4}})?"
_OPENS = expression(
    rf"(?:(?m:^) *|(?<=[无。]))\d{{1,4}}? ?(?P<place>[一-鿿]{{2,10}}?(?:市|县|区|旗|镇|乡|街道|州))? ?(?P<number>{_NUMBER}) ?"
    r"(?:来电|来信|来访|微信|网络|邮件|电话)?"
)
_CATEGORY = (
    r"(?:(?:大气|水|土壤|噪声|噪音|生态|固废|固体废物|辐射|油烟|扬尘|海洋|垃圾|餐饮|其他|其它)"
    r"(?:污染|破坏|环境|类)?[、,]?)+"
)
_VERDICT = r"(?:部分|基本)?(?:不属实|属实)|是|否"
# What was complained of ends with a sentence; the place, the category and, in some tables, the verdict follow it.
_ASKED = expression(
    rf"(?<=[。!?;)”\"]) {{0,3}}(?P<place>[一-鿿]{{2,10}}?(?:市|县|区|旗|镇|乡|街道|州))? {{0,3}}"
    rf"(?P<category>{_CATEGORY}) {{0,3}}(?P<verdict>{_VERDICT})? {{0,3}}(?=[\n\d一-鿿(])"
)
_JUDGED = expression(rf"(?<=[。;)”]) {{0,3}}\n? {{0,3}}(?P<verdict>{_VERDICT})(?![,。、:;的])")
_ENDED = expression(
    r"(?:\n|(?<=。)) {0,3}(?P<closed>已办结|阶段性办结|未办结|办结|正在办理|完成整改|已完成|整改中)?[ 无/]{0,8}\s{0,8}$"
)


def table(body: Body) -> Grid | None:
    """Such a table, where its heads and at least the category or the verdict of its rows are understood."""
    if not any(word in body.folded for word in ("属实", "受理编号")):
        return None
    line = next(
        (one for one in body.lines if one.end - one.start <= _LONGEST_LINE and _are_heads(body.seen(one))), None
    )
    if line is None:
        return None
    opened = list(_OPENS.finditer(body.folded, line.end))
    ends = [*(match.start() for match in opened[1:]), len(body.folded)]
    rows = tuple(row for match, end in zip(opened, ends, strict=False) if (row := _row(body, match, end)))
    return Grid(Part(line.start, rows[-1].part.end), ("number", "problem", "verdict"), rows) if rows else None


@cache
def _heads() -> re.Pattern[str]:
    longest_first = sorted(listed_wordings(), key=len, reverse=True)
    one = "|".join(map(re.escape, (*longest_first, "受理方式", "责任人被处理情况")))
    return re.compile(rf"(?:(?:{one})\s*){{{_FEWEST_HEADS},}}")


def _are_heads(text: str) -> bool:
    return "编号" in text and "情况" in text and bool(_heads().fullmatch(text.strip()))


def _row(body: Body, opens: re.Match[str], end: int) -> Row | None:
    asked = _ASKED.search(body.folded, opens.end(), end)
    if asked is None:
        return _cut_off(body, opens, end)
    fields = {"number": [Part(*opens.span("number"))], "problem": [body.trimmed(opens.end(), asked.start(), " \n。")]}
    fields |= _named(opens, "place") | _named(asked, "place", "category", "verdict")
    judged = _JUDGED.search(body.folded, asked.end(), end) if "verdict" not in fields else None
    ended = _ENDED.search(body.folded, asked.end(), end)
    stop = ended.start() if ended else end
    if judged:
        fields |= {"verification": [body.trimmed(asked.end(), judged.start())]} | _named(judged, "verdict")
        fields["handling"] = [body.trimmed(judged.end(), max(stop, judged.end()))]
    else:
        fields["verification"] = [body.trimmed(asked.end(), stop)]
    if ended and ended["closed"]:
        fields["closed"] = [Part(*ended.span("closed"))]
    told = {concern: parts for concern, parts in fields.items() if body.seen(parts[0]).strip("无/ ")}
    return Row(told, body.trimmed(opens.start(), end, " \n"), "types") if "problem" in told else None


def _cut_off(body: Body, opens: re.Match[str], end: int) -> Row | None:
    """The last row of a page that breaks off within the complaint."""
    told = body.trimmed(opens.end(), end, " \n。")
    if end < len(body.folded) or "\n" in body.seen(told) or told.end - told.start < _SHORTEST:
        return None
    fields = {"number": [Part(*opens.span("number"))], "problem": [told]} | _named(opens, "place")
    return Row(fields, body.trimmed(opens.start(), end, " \n"), "types", truncated=True)


def _named(match: re.Match[str], *names: str) -> dict[str, list[Part]]:
    return {name: [Part(*match.span(name))] for name in names if match[name]}
