"""The fields of an entry: what they hold, where they stand in the text, and what comes of joining and parting them.

    {"number": Q|None, "problem": Q, "goal": Q|None, "measures": [Q + deadline], "deadline": Q + {date, year}|None,
     "units": [Q + role], "persons": [Q + post], "places": [Q], "sites": [Q], "status": Q + code|None, "categories": [code],
     "sources": [code], "verdict": Q|None, "closed": Q|None, "warnings": [text], "learned": [Q + what, means], "title": text,
     "origin": "rules"|"model"}

as in a reading's item, with a quote Q = {text, start, end}. `start` and `end` are None for what a person wrote without
showing where it stands; `title` is there when a person gave one;
`also` lists further ranges [start, end] of a quote that was joined. Categories are the ledger's.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, cast

from bihuan.core.codes import DutyRole, ProblemCategory
from bihuan.intake.titles import title_of
from bihuan.reading.model import ORIGIN

Fields = dict[str, Any]
Range = tuple[int, int]

SINGLE = ("number", "problem", "goal", "deadline", "status", "verdict", "closed")
LISTS = ("measures", "units", "persons", "places", "sites")
_ROLES = [role.value for role in DutyRole]
_CATEGORIES = {
    "solid_waste": ProblemCategory.WASTE,
    "marine": ProblemCategory.WATER,
    "governance": ProblemCategory.POLITICAL,
}
"""The reader's codes where the ledger has others."""


_OF_THE_READING = frozenset(("found", "confidence", "sureness"))


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person made of an entry; None leaves a field as it is. `deadline` is (code, wording) with the codes of a
    reading: YYYY-MM-DD, immediate, long-term, P30WD; `units` are (role, name)."""

    problem: str | None = None
    title: str | None = None
    number: str | None = None
    goal: str | None = None
    measures: Sequence[str] | None = None
    deadline: tuple[str, str] | None = None
    units: Sequence[tuple[str, str]] | None = None
    sites: Sequence[str] | None = None
    categories: Collection[str] | None = None


def from_item(item: Mapping[str, Any]) -> Fields:
    """The fields with which an entry begins."""
    fields: Fields = {key: deepcopy(value) for key, value in item.items() if key not in _OF_THE_READING}
    fields["categories"] = list(dict.fromkeys(ledger_category(code) for code in item["categories"]))
    return fields


def by_model(fields: Fields) -> bool:
    """Whether a language model proposed the entry, or one of those that were joined in it."""
    return fields.get("origin") == ORIGIN


def from_passage(text: str, start: int, end: int, directive: Mapping[str, Any] | None = None) -> Fields:
    """The fields of an entry that a person makes of a passage; a directive read there brings its units and deadline."""
    found = directive or {}
    fields: Fields = dict.fromkeys(SINGLE)
    fields |= {key: [] for key in (*LISTS, "categories", "sources", "warnings")}
    fields["problem"] = {"text": text, "start": start, "end": end}
    fields["deadline"] = deepcopy(found.get("deadline"))
    fields["units"] = deepcopy(list(found.get("units", [])))
    return fields


def ledger_category(code: str) -> str:
    known = _CATEGORIES.get(code, code)
    return str(known) if known in set(ProblemCategory) else ProblemCategory.OTHER.value


def quotes(fields: Fields) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every quote with its key: "goal", "units-2", "measures-0"."""
    for key in SINGLE:
        if fields.get(key):
            yield key, fields[key]
    for key in LISTS:
        for at, quote in enumerate(fields.get(key) or []):
            yield f"{key}-{at}", quote


def ranges(quote: Mapping[str, Any]) -> list[Range]:
    """Where a quote stands; nothing for what a person wrote."""
    if quote.get("start") is None:
        return []
    return [(quote["start"], quote["end"]), *((start, end) for start, end in quote.get("also", []))]


def spans(fields: Fields) -> Iterator[tuple[str, int, int]]:
    """Every proven range with the key of its field."""
    for key, quote in quotes(fields):
        for start, end in ranges(quote):
            yield key, start, end


def corrected(fields: Fields, changes: Corrections, source: str) -> Fields:
    """The fields with a person's changes. What is still in the text keeps or finds its place there."""
    fresh = deepcopy(fields)
    for key in ("problem", "number", "goal"):
        text = getattr(changes, key)
        if text is not None:
            fresh[key] = _requoted(fields.get(key), text.strip(), source)
    if changes.title is not None:
        title = _title(changes.title, fresh["problem"]["text"], fields["problem"]["text"])
        if title or "title" in fields:
            fresh["title"] = title
    if changes.measures is not None:
        fresh["measures"] = _relisted(
            fields["measures"], [{"text": t, "deadline": None} for t in changes.measures], source
        )
    if changes.units is not None:
        old = sorted(fields["units"], key=lambda unit: _ROLES.index(unit["role"]))  # as the form lists them
        fresh["units"] = _relisted(old, [{"text": t, "role": r} for r, t in changes.units], source)
    if changes.sites is not None:
        fresh["sites"] = _relisted(fields["sites"], [{"text": t} for t in changes.sites], source)
    if changes.deadline is not None:
        fresh["deadline"] = _redated(fields.get("deadline"), *changes.deadline, source)
    if changes.categories is not None:
        fresh["categories"] = sorted(changes.categories)
    return fresh


def renamed(read: Mapping[str, Any], fields: Fields) -> list[tuple[str, str]]:
    """The names of units as read, each with the name that a person put in its place: same duty, same characters."""
    before = {(u["start"], u["end"], u["role"]): u["text"] for u in read.get("units", [])}
    pairs = ((before.get((u.get("start"), u.get("end"), u["role"])), u["text"]) for u in fields["units"])
    return [(old, new) for old, new in pairs if old and old != new]


def _title(typed: str, *wordings: str) -> str:
    """Empty where the title is only what the wording gives by itself, so that it goes on following the wording."""
    title = " ".join(typed.split())
    return "" if title in {title_of(wording) for wording in wordings} else title


def _requoted(old: Mapping[str, Any] | None, text: str, source: str) -> dict[str, Any] | None:
    if not text:
        return None
    if old and (text == old["text"] or old.get("start") is not None):
        # Corrected wording is still proven by the characters it was read from.
        return {**old, "text": text}
    return {"text": text, **_place(text, source)}


def _relisted(old: Sequence[Mapping[str, Any]], wanted: Sequence[dict[str, Any]], source: str) -> list[dict[str, Any]]:
    known = {quote["text"]: quote for quote in reversed(old)}
    same_length = len(old) == len(wanted)
    fresh = []
    for at, quote in enumerate(wanted):
        text = quote["text"].strip()
        if not text:  # emptied: the row is gone, and the others keep their places
            continue
        before = known.get(text) or (
            old[at] if same_length and old[at]["text"] not in {w["text"] for w in wanted} else None
        )
        if before:
            kept = {name: value for name, value in before.items() if name not in quote or name == "deadline"}
            fresh.append({**quote, **kept, "text": text})
        else:
            fresh.append({**quote, "text": text, **_place(text, source)})
    return fresh


def _redated(old: Mapping[str, Any] | None, code: str, wording: str, source: str) -> dict[str, Any] | None:
    if not code and not wording:
        return None
    year = old["year"] if old and old.get("date") == code else "stated"
    quote = _requoted(old, wording.strip() or (old or {}).get("text", "") or code, source) or {}
    return {**quote, "date": code or None, "year": year}


def _place(text: str, source: str) -> dict[str, int | None]:
    at = source.find(text) if len(text) >= 2 else -1
    return {"start": at, "end": at + len(text)} if at >= 0 else {"start": None, "end": None}


def replaced(fields: Fields, before: str, source: str) -> Fields:
    """The fields after their document was decoded otherwise than before: each quote where its characters stand now."""
    fresh = deepcopy(fields)
    for _key, quote in quotes(fresh):
        if (
            quote.get("start") is not None
            and source[quote["start"] : quote["end"]] != before[quote["start"] : quote["end"]]
        ):
            cast(dict[str, Any], quote).update(_place(before[quote["start"] : quote["end"]], source))
            cast(dict[str, Any], quote).pop("also", None)
    return fresh


def joined(all_fields: Sequence[Fields]) -> Fields:
    """One entry out of several, in their order: texts one below the other, lists together, the first of what is single."""
    fresh = deepcopy(all_fields[0])
    for key in ("problem", "goal"):
        fresh[key] = _glued([fields[key] for fields in all_fields if fields.get(key)])
    for key in ("number", "deadline", "status", "verdict", "closed"):
        fresh[key] = next((deepcopy(fields[key]) for fields in all_fields if fields.get(key)), None)
    for key in LISTS:
        fresh[key] = _distinct(quote for fields in all_fields for quote in fields.get(key) or [])
    if any(by_model(fields) for fields in all_fields):
        fresh["origin"] = ORIGIN
    for key in ("categories", "sources", "warnings"):
        fresh[key] = list(dict.fromkeys(value for fields in all_fields for value in fields.get(key) or []))
    return fresh


def _glued(found: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if len(found) < 2:
        return deepcopy(dict(found[0])) if found else None
    places = [place for quote in found for place in ranges(quote)]
    text = "\n".join(dict.fromkeys(quote["text"] for quote in found))
    if not places:
        return {"text": text, "start": None, "end": None}
    return {"text": text, "start": places[0][0], "end": places[0][1], "also": [list(place) for place in places[1:]]}


def _distinct(found: Iterator[Mapping[str, Any]]) -> list[dict[str, Any]]:
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for quote in found:
        kept.setdefault((quote["text"], quote.get("role", "")), deepcopy(dict(quote)))
    return list(kept.values())


def parted(fields: Fields, pieces: Sequence[str], source: str) -> list[Fields]:
    """Several entries out of one. The first keeps number, measures and what was reported; units, deadline, goal and
    categories govern every piece, so each gets them."""
    places = _pieces(fields["problem"], pieces, source)
    fresh = []
    for at, (text, place) in enumerate(zip(pieces, places, strict=True)):
        own = deepcopy(fields)
        own["problem"] = {"text": text, "start": place[0], "end": place[1]}
        own["title"] = ""
        if at:
            own |= {"number": None, "measures": [], "status": None, "verdict": None, "closed": None}
        for key in ("sites", "places"):
            own[key] = [quote for quote in own[key] if quote["text"] in text] if len(pieces) > 1 else own[key]
        fresh.append(own)
    return fresh


def _pieces(problem: Mapping[str, Any], pieces: Sequence[str], source: str) -> list[tuple[int | None, int | None]]:
    """Where each piece stands; the whole of the old range for a piece whose wording is not found in it letter by letter."""
    places: list[tuple[int | None, int | None]] = []
    whole = ranges(problem)
    at = whole[0][0] if whole else 0
    for piece in pieces:
        stretch = next(((s, e) for s, e in whole if source.find(piece, max(s, at), e) >= 0), None)
        if stretch:
            start = source.find(piece, max(stretch[0], at), stretch[1])
            at = start + len(piece)
            places.append((start, at))
        else:
            places.append(whole[0] if whole else (None, None))
    return places
