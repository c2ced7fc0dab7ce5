"""What a reading of one document holds: entries for a ledger, each with the characters of the source that prove it.

`start` and `end` count characters of `Source.text`, half open; `text` is the cleaned wording of that range.
The JSON shape of `Reading.as_json` is public.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass

from bihuan.reading.source import Source, Span

KINDS = (
    "plan",
    "ledger",
    "feedback",
    "progress_report",
    "closure_notice",
    "petition_table",
    "petition_stat",
    "assignment",
    "inspection_list",
    "typical_case",
    "warning_film",
    "meeting",
    "visit_news",
    "campaign",
    "brief",
    "minutes",
    "other",
)
"""Kinds of document; `other` is not of this domain."""

ROLES = ("lead", "duty", "assist", "supervise", "accept")
"""牵头, 责任, 配合, 督导, 验收."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of the source."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DateMention:
    """A calendar day named in the text: YYYY-MM-DD, YYYY-MM, or MM-DD where no year can be known."""

    date: str
    text: str
    start: int
    end: int
    year: str  # stated | inferred | unknown


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit. `date` is the last day meant (YYYY-MM-DD, or MM-DD without a year), or `immediate`, `long-term`,
    or a duration whose anchor is not in the text: P30WD (working days), P7D, P6M; None where the words give no day."""

    text: str
    date: str | None
    start: int
    end: int
    year: str  # stated | inferred | unknown


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit with what it has to do. `text` is the name as written, with the head it inherits from its list."""

    text: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Person:
    text: str
    post: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Status:
    """A reported or found state; `code` is one of the codes of `vocabulary/status.toml`."""

    text: str
    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measure:
    text: str
    start: int
    end: int
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """A rule of the office's profile by which something of an item was read: the unit's other name, the label or the
    head of the column (`what`: unit | label | column) as it stands there, and what it `means`."""

    what: str
    text: str
    means: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A label or the head of a column (`what`: label | column) of which the reader does not know what it means."""

    what: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """Something a ledger must carry: a concrete problem, a task, a complaint, a duty with an addressee or a time limit.
    `confidence` is the share of such entries of which problem, deadline and units are all right, `sureness` that of its
    fields by name (see confidence.py); `found` names the way it was found; `warnings` name the guesses in Chinese."""

    problem: Quote
    number: Quote | None = None
    goal: Quote | None = None
    measures: tuple[Measure, ...] = ()
    deadline: Deadline | None = None
    units: tuple[UnitRef, ...] = ()
    persons: tuple[Person, ...] = ()
    places: tuple[Quote, ...] = ()
    sites: tuple[Quote, ...] = ()
    status: Status | None = None
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    verdict: Quote | None = None
    closed: Quote | None = None
    found: str = ""
    confidence: float = 0.0
    sureness: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    learned: tuple[Learned, ...] = ()
    origin: str = "rules"  # | model: proposed by the office's language model, see model.py


@dataclass(frozen=True, slots=True)
class Meeting:
    name: Quote
    date: str | None = None
    place: Quote | None = None
    chair: Person | None = None
    speakers: tuple[Person, ...] = ()
    attendees: tuple[Person, ...] = ()
    agenda: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Directive:
    """A demand made of others, without being a ledger entry by itself."""

    text: str
    speaker: str
    start: int
    end: int
    units: tuple[UnitRef, ...] = ()
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Count:
    label: str
    value: int | float
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measured quantity. `value` is kept as written; `comparison`: >=, <=, rank, or None."""

    name: str
    value: str
    unit: str
    start: int
    end: int
    comparison: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A damaged passage that could not be repaired surely, or was repaired by a rule a person should check."""

    text: str
    start: int
    end: int
    why: str
    guess: str | None = None


@dataclass(frozen=True, slots=True)
class NoiseCount:
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What identifies the file that was read."""

    name: str
    sha256: str
    media: str
    pages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Reading:
    source: SourceFacts
    kind: str
    kind_confidence: float = 1.0
    """How often documents are of the kind that was told as clearly as here; 1 where a person said it."""
    kind_rival: str | None = None
    """What it is likeliest to be else, where the kind is not sure."""
    title: Quote | None = None
    doc_numbers: tuple[str, ...] = ()
    issuer: Quote | None = None
    issued: str | None = None
    noise: tuple[NoiseCount, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    dates: tuple[DateMention, ...] = ()
    publicity: tuple[str, str] | None = None
    counts: tuple[Count, ...] = ()
    meeting: Meeting | None = None
    directives: tuple[Directive, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    items: tuple[Item, ...] = ()
    unrecognised: tuple[Unrecognised, ...] = ()
    content: tuple[Span, ...] = ()
    """The paragraphs that look like content: what must be covered by entries (照单全收)."""

    def as_json(self) -> dict[str, object]:
        """The public shape, made of plain values."""
        return {name: _plain(getattr(self, name)) for name in self._public()}

    def json_pieces(self, written: Callable[[object], str] = json.dumps) -> Iterator[str]:
        """What `as_json` says, written down an entry at a time: of a table of sixty thousand rows the whole as plain
        values takes several hundred megabytes more. `written` makes JSON of one plain value."""
        for at, name in enumerate(self._public()):
            yield f"{', ' if at else '{'}{written(name)}: "
            value = getattr(self, name)
            if not isinstance(value, tuple):
                yield written(_plain(value))
                continue
            for place, entry in enumerate(value):
                yield f"{', ' if place else '['}{written(_plain(entry))}"
            yield "]" if value else "[]"
        yield "}"

    def _public(self) -> list[str]:
        return [f.name for f in fields(self) if f.name != "content"]

    def uncovered(self, source: Source) -> list[Span]:
        """Paragraphs of content, furniture apart, in which no entry stands; in order."""
        taken = sorted(
            [
                *spans(
                    self.items, self.directives, self.counts, self.indicators, self.meeting, self.title, self.issuer
                ),
                *source.furniture,
            ],
            key=lambda s: s.start,
        )
        return [p for p in self.content if not any(s.start < p.end and s.end > p.start for s in taken)]


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value


def spans(*entries: object) -> Iterator[Span]:
    """Every range that entries quote."""
    stack: list[object] = [*entries]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node)
        elif names := _names(type(node)):
            if "start" in names:
                yield Span(getattr(node, "start"), getattr(node, "end"))  # noqa: B009 - the class is known to have them
            stack.extend(getattr(node, n) for n in names)


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, none for any other type; looked up once of each, for a long reading asks ten thousand
    times."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()
    return _NAMES[kind]
