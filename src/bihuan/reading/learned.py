"""Which rules of the office's profile had a part in an item: an item that came by one says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.items.draft import Draft
from bihuan.reading.result import Item, Learned, UnitRef, spans
from bihuan.reading.source import Span


@dataclass(frozen=True, slots=True)
class _Reach:
    """A rule with the part of the source that it gave a meaning."""

    rule: Learned
    value: Span


def marked(document: Document, drafts: Sequence[Draft]) -> tuple[Item, ...]:
    """The items of the drafts, each with the rules that it came by."""
    found = tuple(draft.item(document) for draft in drafts)
    if document.body.profile.is_empty:
        return found
    reaches = [*_labels(document), *_columns(document)]
    pairs = zip(drafts, found, strict=True)
    return tuple(replace(item, learned=_rules(document, draft.units, item, reaches)) for draft, item in pairs)


def _rules(document: Document, units: list[UnitRef], item: Item, reaches: list[_Reach]) -> tuple[Learned, ...]:
    profile = document.body.profile
    named = (Learned("unit", u.text, means, u.start, u.end) for u in units if (means := profile.unit(u.text)))
    quoted = list(spans(item))
    told = (r.rule for r in reaches if any(s.start < r.value.end and r.value.start < s.end for s in quoted))
    return tuple(dict.fromkeys((*told, *named)))


def _labels(document: Document) -> Iterator[_Reach]:
    body = document.body
    for label in document.labels:
        words = body.trimmed(label.start, label.value.start, " \n|:。】]", " \n|【[")
        if (name := _taught_name(document, words)) is not None:
            yield _reach(document, "label", name, label.concern, label.value)


def _taught_name(document: Document, words: Part) -> Part | None:
    """The wording of a label without its numbering, where the office taught it."""
    body = document.body
    starts = range(words.start, words.end - 1)
    return next((Part(at, words.end) for at in starts if body.profile.label(body.folded[at : words.end])), None)


def _columns(document: Document) -> Iterator[_Reach]:
    body = document.body
    for grid in document.grids:
        for head, concern in zip(grid.heads, grid.concerns, strict=False):
            if head and concern and body.profile.column(body.seen(head)):
                for row in grid.rows:
                    for part in row.fields.get(concern, []):
                        yield _reach(document, "column", head, concern, part)


def _reach(document: Document, what: str, name: Part, means: str, value: Part) -> _Reach:
    quote = document.body.quote(name.start, name.end)
    rule = Learned(what, quote.text, means, quote.start, quote.end)
    return _Reach(rule, document.body.cleaned.source_span(value.start, value.end))
