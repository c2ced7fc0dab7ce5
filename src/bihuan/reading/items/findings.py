"""Findings of a feedback in running prose: under headings that name a fault, each paragraph opens with what was found and
goes on with places, figures and examples. The opening sentence is the entry."""

import re

from bihuan.reading import measures
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.items import draft
from bihuan.reading.items.draft import Draft
from bihuan.reading.labels import Heading
from bihuan.reading.result import UnitRef
from bihuan.reading.vocabulary import any_of, words

_FAULT = re.compile(any_of(words("faults", "fault"), words("faults", "criticism")))
_OTHER = re.compile(any_of(words("faults", "other_heading")))
_ENDS = re.compile(r"(?:督察组?|会议|通报)(?:认为|要求|强调|还|将)|上述问题|以上问题|下一步")
_CARRIES_ON = re.compile(r"(?:该|上述|对此|其中|此外|同时|经查|据了解|这些|为此)")
_PLACE = re.compile(
    r"(?P<place>(?!全|该|部分|一些|有的|个别|各|多个|有关)[一-鿿]{2,7}?(?:自治州|自治县|开发区|高新区|新区|市|县|区|州|旗|镇|乡))"
    r"(?<![城园小片库社校景矿厂灌护牧林]区)(?=[一-鿿“])(?!一些|部分|有关|个别|有的|政府|委)"
)
_LEAST = 2
_LONGEST = 200
_SHORTEST = 8


def read(document: Document) -> list[Draft]:
    """One draft for each paragraph of the chapters that name faults; none where fewer than two chapters do."""
    chapters = _chapters(document)
    if len(chapters) < _LEAST:
        return []
    found: list[Draft] = []
    for heading, stop in chapters:
        below = [line for line in document.body.lines if heading.line.end <= line.start < stop]
        for line in below:
            if _ENDS.match(document.body.seen(line)):
                break
            found += _in_paragraph(document, line)
    return found


def _chapters(document: Document) -> list[tuple[Heading, int]]:
    """Headings of the first level that name a fault, each with where its text ends."""
    body = document.body
    first = [h for h in document.numbered if h.level == 0]
    ends = [*(h.line.start for h in first[1:]), len(body.folded)]
    return [
        (h, end) for h, end in zip(first, ends, strict=False) if _names_fault(body.seen(h.line)) and h.line.end < end
    ]


def _names_fault(line: str) -> bool:
    return len(line) <= 45 and "。" not in line.rstrip("。") and bool(_FAULT.search(line)) and not _OTHER.search(line)


def _in_paragraph(document: Document, line: Part) -> list[Draft]:
    """The opening sentence where it names a fault, with the number of its line; each 一是…二是… of a series."""
    body = document.body
    heading = next((h for h in document.numbered if h.line == line), None)
    start = heading.text_start if heading else line.start
    if _CARRIES_ON.match(body.folded, start):
        return []
    series = measures.enumerated(body, start, line.end)
    parts = series if len(series) > 1 else [Part(start, line.end)]
    found = [_draft(document, _first_sentence(document, part)) for part in parts]
    if heading and len(parts) == 1 and found[0]:
        found[0].number = body.trimmed(heading.number.start, heading.number.end, " 、.,:")
    return [item for item in found if item]


def _first_sentence(document: Document, part: Part) -> Part:
    first = next(document.body.sentences(part.start, part.end), part)
    return document.body.trimmed(first.start, first.end, " \n。;")


def _draft(document: Document, part: Part) -> Draft | None:
    seen = document.body.seen(part)
    if not _SHORTEST <= len(seen) <= _LONGEST or not _FAULT.search(seen):
        return None
    item = Draft(part, "listed")
    if place := _PLACE.match(seen):
        span = document.body.cleaned.source_span(part.start, part.start + place.end("place"))
        item.units = [UnitRef(place["place"], "duty", span.start, span.end)]
        item.guesses.append(draft.UNITS_FROM_TEXT)
    return item
