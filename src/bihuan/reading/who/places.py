"""Places, sites and subjects of a problem: administrative names, companies and works, categories, and whose finding it is."""

import re
from collections.abc import Iterator
from functools import cache

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.result import Quote, UnitRef
from bihuan.reading.vocabulary import any_of, mapping

_OPENS = r"(?:^|(?<=[,。;:、(“\n |]))(?:在|位于|对|向|经|和|及|与|其中|涉及)?"
_ADMINISTRATIVE = expression(
    rf"{_OPENS}(?P<name>[一-鿿]{{2,7}}?(?:自治区|自治州|自治县|省|市|县|区|旗))(?P<town>[一-鿿]{{1,6}}?(?:街道|镇|乡|村))?"
    r"(?![一-鿿]?(?:委|政府|局))"
)
_COMPANY = expression(
    r"[一-鿿()]{2,22}?(?:有限责任公司|股份有限公司|有限公司|集团|污水处理厂|填埋场|水库|水源地|尾矿库|工业园区?|产业园|开发区)",
    needs=("公司", "集团", "污水处理厂", "填埋场", "水库", "水源地", "尾矿库", "业园", "开发区"),
)
_TITLE_PLACE = expression(
    r"(?:(?<=[:|丨 、.)])|(?<![\s\S]))(?:[一-鿿]{2,4}?(?:省|自治区))?(?:[一-鿿]{2,4}?(?:市|州|盟))?"
    r"(?P<place>(?!部分|有的|个别|一些|多个)[一-鿿]{2,5}?(?:自治县|县|区|旗|市))(?<![城园小片库社校景矿厂灌护]区)(?=[一-鿿“])"
)
_MOST = 2


def administrative(body: Body, part: Part) -> tuple[Quote, ...]:
    """Districts, towns and villages that a text names at the start of a clause, each once."""
    return _distinct(body, _spans(body, part))


def sites(body: Body, part: Part) -> tuple[Quote, ...]:
    """Companies, works and parks."""
    return _distinct(body, (m.span() for m in _COMPANY.finditer(body.folded, part.start, part.end)))


def _spans(body: Body, part: Part) -> Iterator[tuple[int, int]]:
    for match in _ADMINISTRATIVE.finditer(body.folded, part.start, part.end):
        yield match.span("name")
        if match["town"]:
            yield match.span("town")


def _distinct(body: Body, spans: Iterator[tuple[int, int]]) -> tuple[Quote, ...]:
    found: dict[str, Quote] = {}
    for start, end in spans:
        quote = body.quote(start, end)
        found.setdefault(quote.text, quote)
    return tuple(found.values())


def in_title(body: Body, title: Part | None) -> list[UnitRef]:
    """The place that a document is told of: …市某县矿山修复走过场 is about the county, whatever town its findings name."""
    match = _TITLE_PLACE.search(body.folded, title.start, title.end) if title else None
    if match is None:
        return []
    span = body.cleaned.source_span(*match.span("place"))
    return [UnitRef(match["place"], "duty", span.start, span.end)]


@cache
def _patterns(table: str) -> dict[str, re.Pattern[str]]:
    return {code: expression(any_of(listed)) for code, listed in mapping("domain", table).items()}


def categories(text: str) -> tuple[str, ...]:
    """The codes of `domain.toml` whose words stand most often in a text, at most two."""
    counted = {code: len(pattern.findall(text)) for code, pattern in _patterns("category").items()}
    best = sorted((code for code, n in counted.items() if n), key=lambda code: -counted[code])
    return tuple(best[:_MOST])


def sources(text: str) -> tuple[str, ...]:
    """The codes of `domain.toml` for whose findings a text speaks of."""
    return tuple(code for code, pattern in _patterns("source").items() if pattern.search(text))
