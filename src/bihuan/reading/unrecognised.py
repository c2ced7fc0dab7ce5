"""Labels and heads of columns that say what stands under them in words that the reader does not know. They are offered
to a person, who may teach what they mean; nothing is guessed from them."""

from collections.abc import Iterator

from bihuan.reading.body import Part
from bihuan.reading.document import Document, is_meta
from bihuan.reading.expressions import expression
from bihuan.reading.faults import OTHER_HEADING
from bihuan.reading.profile import FIELDS, is_wording
from bihuan.reading.result import Unrecognised
from bihuan.reading.structure.headings import Heading
from bihuan.reading.structure.labels import is_closing
from bihuan.reading.structure.meanings import column_field, label_field
from bihuan.reading.tables import known_heads
from bihuan.reading.who.units import looks_like_unit

_MOST = 24
_LABEL = expression(r"[【\[]?(?P<words>[一-鿿()/、]{2,12}) *[:】\]]")
_NUMBERED = expression(r"(?P<words>[一-鿿()/]{2,10}) *(?:[:】\]]|$)")
_HEAD = expression(r"[一-鿿A-Za-z()/、\s]{2,20}")
_SAYING = expression(
    r".*(?:指出|强调|提出|认为|表示|如下|包括)|(?:会议|督察组?|[一-鿿]{0,4}领导|他|她)?要求|[一二三四五六七八九十]是.*|其中|截至.*|(?:各|有关).*"
)
_NOT_FIELDS = frozenset(("problem", "number"))


def find(document: Document) -> tuple[Unrecognised, ...]:
    """Each wording once, in the order of the text; at most so many as a person will look through."""
    found: dict[tuple[str, str], Unrecognised] = {}
    for what, part in sorted([*_columns(document), *_labels(document)], key=lambda one: one[1].start):
        quote = document.body.quote(part.start, part.end)
        found.setdefault((what, quote.text), Unrecognised(what, quote.text, quote.start, quote.end))
    return tuple(found.values())[:_MOST]


def _columns(document: Document) -> Iterator[tuple[str, Part]]:
    body = document.body
    heads = [head for grid in document.grids for head in grid.heads if head]
    taken = [grid.part for grid in document.grids]
    heads += known_heads(body, document.source, taken)
    for head in heads:
        wording = body.seen(head)
        if is_wording(wording) and _HEAD.fullmatch(wording) and column_field(body, wording) is None:
            yield "column", head


def _labels(document: Document) -> Iterator[tuple[str, Part]]:
    """Words before a colon at the start of a line, and numbered headings beside those that are labels. Only where a
    document has labels at all: in prose a colon means other things."""
    body = document.body
    fields = [label for label in document.labels if label.concern in FIELDS]
    if not {label.concern for label in fields} - _NOT_FIELDS:
        return
    levels = {label.level for label in fields if label.level is not None}
    taken = [grid.part for grid in document.grids]
    numbered = {heading.line.start: heading for heading in document.numbered}
    for line in body.lines:
        if any(part.start <= line.start < part.end for part in taken) or line == document.title:
            continue
        if (words := _words(document, line, numbered.get(line.start), levels)) and not _is_other(document, line, words):
            yield "label", words


def _words(document: Document, line: Part, heading: Heading | None, levels: set[int]) -> Part | None:
    at = heading.text_start if heading else line.start
    match = _LABEL.match(document.body.folded, at, line.end)
    if match is None and heading and heading.level in levels:
        match = _NUMBERED.fullmatch(document.body.folded, at, line.end)
        # The usual chapters of a plan, whose goals (三、工作目标) stand on one level with them.
        match = None if match and OTHER_HEADING.search(match["words"]) else match
    return Part(*match.span("words")) if match else None


def _is_other(document: Document, line: Part, words: Part) -> bool:
    """Known words, an addressee, who says something, or what only tells of the page."""
    body = document.body
    wording = body.seen(words)
    if label_field(body, wording) or looks_like_unit(wording) or _SAYING.fullmatch(wording):
        return True
    return is_meta(body.seen(line)) or is_closing(body.seen(line))
