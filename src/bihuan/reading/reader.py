"""Reads one source: clean the text, learn its kind, then let each part of the grammar take its entries."""

from bihuan.reading import confidence, counts, kinds, learned, meetings, unrecognised
from bihuan.reading.body import Body, Part
from bihuan.reading.cleaning import Cleansing, clean
from bihuan.reading.coverage import content
from bihuan.reading.days import bare_days, publicity
from bihuan.reading.document import Document
from bihuan.reading.items import read_items
from bihuan.reading.meetings import directives, indicators
from bihuan.reading.profile import Profile
from bihuan.reading.result import DateMention, Doubt, Quote, Reading, SourceFacts
from bihuan.reading.source import Source, Span
from bihuan.reading.tables import delimited
from bihuan.reading.who.units import OfficeTerms

_TABULAR_KINDS = ("ledger", "petition_table", "petition_stat", "plan", "closure_notice", "other")


def read(
    source: Source, *, office: OfficeTerms | None = None, profile: Profile | None = None, kind: str | None = None
) -> Reading:
    """The entries of a document, read with what the office calls its units and what it has taught by `profile`, and as the
    `kind` that a person says it is. Never raises for any text; a text of another domain is of kind `other`."""
    document, cleansing = prepared(source, office, profile)
    told = kinds.classify(document)
    sure = 1.0 if kind else confidence.of_kind(told.margin)
    kind = kind or told.kind
    doubts = (*cleansing.doubts, *(doubt for _, doubt in document.days.damaged), *_unsure(source))
    unknown = unrecognised.find(document) if kind != "other" else ()
    return Reading(
        source=SourceFacts(source.name, source.sha256, source.media, len(source.pages), len(source.text)),
        kind=kind,
        kind_confidence=sure,
        kind_rival=None if confidence.level(sure) == "sure" else told.rival,
        title=_quote(document, document.title),
        doc_numbers=document.doc_numbers,
        issuer=_issuer(document),
        issued=document.signature.issued,
        noise=cleansing.noise,
        doubts=doubts,
        dates=_dates(document),
        publicity=publicity.period(document.days),
        counts=counts.find(document.body, document.source),
        meeting=meetings.find(document, kind),
        directives=directives.find(document) if kind not in _TABULAR_KINDS else (),
        indicators=indicators.find(document.body),
        items=confidence.weighed(kind, learned.marked(document, read_items(document, kind)), doubts, unknown),
        unrecognised=unknown,
        content=content(document) if kind != "other" else (),
    )


def prepared(
    source: Source, office: OfficeTerms | None = None, profile: Profile | None = None
) -> tuple[Document, Cleansing]:
    """The cleaned document, before anything is read of it, and what cleaning it found."""
    source = delimited.with_tables(source, profile or Profile())
    tables = [Span(t.start, t.end) for t in source.tables]
    cells = [Span(c.start, c.end) for t in source.tables for c in t.cells]
    cleansing = clean(source.text, tables, list(source.furniture), cells)
    return Document(source, Body(cleansing.cleaned, profile or Profile()), office or OfficeTerms()), cleansing


def _dates(document: Document) -> tuple[DateMention, ...]:
    told = [*document.days.mentions(), *bare_days.mentions(document.days)]
    return tuple(sorted(told, key=lambda day: day.start))


def _unsure(source: Source) -> list[Doubt]:
    """Characters of a picture that the recognition was not sure of."""
    return [Doubt(source.text[at.start : at.end], at.start, at.end, "识别把握不大") for at in source.unsure]


def _quote(document: Document, part: Part | None) -> Quote | None:
    return document.body.quote(part.start, part.end) if part else None


def _issuer(document: Document) -> Quote | None:
    units = document.signature.units
    return document.body.quote(units[0].start, units[-1].end) if units else None
