"""Items by the layouts in which documents state them: the readers in their order, and what completes what they found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bihuan.reading.document import Document
from bihuan.reading.items import apart, findings, truncated
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.exposed import found, outlined, pointed, shown, tallied
from bihuan.reading.items.findings import likely, spoken
from bihuan.reading.items.reported import (
    about,
    answered,
    closed,
    matters,
    named,
    noticed,
    quotes,
    remaining,
    standing,
    tracked,
)
from bihuan.reading.items.stated import labelled, tabular
from bihuan.reading.items.tasks import assigned, bracketed, letters, ordered, settled, shared, strung, urged

__all__ = ["Draft", "read_items"]


class When(Enum):
    ALWAYS = "whatever was found before"
    WHILE_NOTHING = "only while nothing is found yet"
    BESIDE = "always, but of what it reads only that counts which overlaps nothing found before"


@dataclass(frozen=True, slots=True)
class Reader:
    """One way in which documents state entries: `read(document)` gives those that a document states so. It is asked for the
    kinds named, for every kind where none is; `read(document, kind)` where its rules differ by kind."""

    when: When
    read: Callable[..., list[Draft]]
    kinds: tuple[str, ...] = ()
    by_kind: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """What a document says of its entries elsewhere: `complete(document, items)`, by kind `complete(document, items, kind)`,
    writes it into the items, and appends the entries that are told so."""

    complete: Callable[..., None]
    kinds: tuple[str, ...] = ()
    by_kind: bool = False


NO_ENTRIES = ("other", "petition_stat")
TELLING_FAULTS = ("inspection_list", "warning_film", "typical_case", "visit_news", "brief")
ASSIGNING = ("plan", "campaign", "assignment", "minutes", "progress_report", "meeting", *TELLING_FAULTS)
TELLING_INSPECTION = ("feedback", "meeting", "visit_news", "brief")
ALWAYS, WHILE_NOTHING, BESIDE = When

# Tables and labels come first, since they say themselves what is what; prose is read only where they are silent.
# fmt: off
READERS = (
    Reader(ALWAYS, labelled.read, by_kind=True),
    Reader(ALWAYS, tabular.read),
    Reader(WHILE_NOTHING, bracketed.read, ("closure_notice", "progress_report"), by_kind=True),
    Reader(WHILE_NOTHING, letters.required, ("assignment",)),
    Reader(BESIDE, assigned.read, ASSIGNING, by_kind=True),
    Reader(BESIDE, quotes.told, ("assignment",)),
    Reader(WHILE_NOTHING, closed.counted_up, ("closure_notice",)),
    Reader(WHILE_NOTHING, noticed.only_quoted, ("closure_notice",)),
    Reader(WHILE_NOTHING, closed.read, ("closure_notice",)),
    Reader(WHILE_NOTHING, answered.read, ("petition_table",)),
    Reader(WHILE_NOTHING, answered.paragraphs, ("petition_table",)),
    Reader(WHILE_NOTHING, about.read),
    Reader(WHILE_NOTHING, noticed.quoted_in_title),
    Reader(WHILE_NOTHING, quotes.told, ("progress_report",)),
    Reader(WHILE_NOTHING, tracked.read),
    Reader(BESIDE, tracked.by_chapter, ("progress_report",)),
    Reader(WHILE_NOTHING, tracked.stated, ("progress_report",)),
    Reader(WHILE_NOTHING, pointed.announced, TELLING_FAULTS),
    Reader(WHILE_NOTHING, shown.read, ("warning_film",)),
    Reader(WHILE_NOTHING, spoken.paragraphs, TELLING_INSPECTION),
    Reader(WHILE_NOTHING, findings.read, ("feedback",)),
    Reader(BESIDE, quotes.rechecked, ("feedback",)),
    Reader(WHILE_NOTHING, findings.counted_up, ("progress_report", "meeting", *TELLING_FAULTS)),
    Reader(WHILE_NOTHING, spoken.dashed),
    Reader(WHILE_NOTHING, spoken.strung, TELLING_INSPECTION),
    Reader(WHILE_NOTHING, outlined.read, TELLING_FAULTS, by_kind=True),
    Reader(WHILE_NOTHING, findings.in_chapters, ("typical_case",)),
    Reader(WHILE_NOTHING, strung.read),
    Reader(WHILE_NOTHING, strung.quoted),
    Reader(WHILE_NOTHING, strung.numbered),
    Reader(WHILE_NOTHING, tallied.counted),
    Reader(WHILE_NOTHING, letters.told_of, ("assignment",)),
    Reader(WHILE_NOTHING, letters.addressed, ("assignment",)),
    Reader(WHILE_NOTHING, tallied.announced),
    Reader(WHILE_NOTHING, found.assigned, ("assignment",)),
    Reader(ALWAYS, found.told, ("assignment",)),
    Reader(WHILE_NOTHING, named.named_sites, ("visit_news",)),
    Reader(WHILE_NOTHING, matters.quoted, ("visit_news",)),
    Reader(WHILE_NOTHING, matters.quoted_in_talk, ("meeting",)),
    Reader(BESIDE, named.looked_at, ("visit_news",)),
    Reader(BESIDE, named.lacking, ("visit_news",)),
    Reader(WHILE_NOTHING, pointed.marked),
    Reader(WHILE_NOTHING, tallied.listed_below, ("inspection_list", "visit_news")),
    Reader(WHILE_NOTHING, found.read, (*TELLING_FAULTS, "meeting"), by_kind=True),
    Reader(WHILE_NOTHING, matters.charged),
    Reader(WHILE_NOTHING, standing.contradicted),
    Reader(WHILE_NOTHING, remaining.read, ("progress_report",)),
    Reader(BESIDE, matters.told_of, ("visit_news", "meeting")),
    Reader(BESIDE, ordered.to_be_finished, ("visit_news",)),
    Reader(BESIDE, urged.read, ("visit_news", "meeting")),
)
COMPLETIONS = (
    Completion(answered.number_only, ("petition_table",)),
    Completion(noticed.complete, ("closure_notice", "progress_report"), by_kind=True),
    Completion(shared.demand),
    Completion(settled.demands, ("feedback", "meeting", "minutes", "assignment", "campaign", "progress_report", "brief",
                                 "visit_news", "warning_film", "inspection_list"), by_kind=True),
    Completion(letters.complete, ("assignment",)),
    Completion(standing.belie, ("typical_case",)),
    Completion(settled.told_at_once, ("visit_news",)),
    Completion(settled.at_once, ("progress_report",)),
    Completion(standing.complete, ("progress_report", "brief")),
    Completion(likely.complete, ("feedback",)),
    Completion(truncated.mark),
)
# fmt: on


def read_items(document: Document, kind: str) -> list[Draft]:
    """The entries of a document of a kind, in the order of its text."""
    items: list[Draft] = []
    if kind in NO_ENTRIES:
        return items
    for reader in READERS:
        if (reader.kinds and kind not in reader.kinds) or (reader.when is WHILE_NOTHING and items):
            continue
        read = reader.read(document, kind) if reader.by_kind else reader.read(document)
        items += apart.beside(read, items) if reader.when is BESIDE else read
    for completion in COMPLETIONS:
        if not completion.kinds or kind in completion.kinds:
            completion.complete(*((document, items, kind) if completion.by_kind else (document, items)))
    return apart.distinct(document, items)
