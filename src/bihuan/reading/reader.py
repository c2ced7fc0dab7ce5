"""Reads one source into a `Reading`."""

from bihuan.reading.result import Reading, SourceFacts
from bihuan.reading.source import Source
from bihuan.reading.units import OfficeTerms


def read(source: Source, *, office: OfficeTerms | None = None) -> Reading:
    """The entries of a document. Never raises for any text; a text of another domain is of kind `other`."""
    facts = SourceFacts(source.name, source.sha256, source.media, len(source.pages), len(source.text))
    return Reading(source=facts, kind="other")
