"""Scores readings (`bihuan read --json`) against labels, field by field.

A label says per document: `kind`, `items` (each with `problem` and, where the text gives them, `number`, `goal`, `deadline`,
`deadline_alt`, `units`, `lead_units`, `assist_units`, `overseers`, `persons`, `status`, `measures_count`, `verified`,
`closed`), `optional_problems` (arguable entries, counted neither way), `dates`, `counts`, `publicity`, `docnos`, `meeting`.
Wordings are compared without punctuation and width. An item of the label and one of the reading belong together when at least
60 % of the label's character pairs stand in the reading's problem; a reading that swallows the page belongs to nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Json = Mapping[str, Any]
Judgement = tuple[str, int, int]  # field, good ones, all
SAME = 0.6
FIELDS = (
    "kind",
    "item precision",
    "item recall",
    "deadline",
    "units precision",
    "units recall",
    "lead units recall",
    "number",
    "goal",
    "status",
    "measures count",
    "persons recall",
    "dates recall",
    "counts recall",
    "publicity",
    "meeting date",
    "meeting people",
    "spans honest",
    "clean documents without items",
)
FURTHER = (
    "units as written",
    "assist role",
    "verdict",
    "closed",
    "measure deadlines",
    "speakers",
    "agenda",
    "indicators",
    "document numbers",
)
"""Figures beyond those of FIELDS: names with the head they inherit, 配合, 是否属实, 是否办结, limits of measures, 文号."""


@dataclass(frozen=True)
class Case:
    """One labelled document, what was read of it (empty where nothing could be), and its text, if offsets are to be tried."""

    name: str
    gold: Json
    found: Json
    text: str | None = None


@dataclass
class Tally:
    good: int = 0
    all: int = 0

    def rate(self) -> float:
        return self.good / self.all if self.all else 0.0

    def __str__(self) -> str:
        return f"{self.rate():.3f} ({self.good}/{self.all})" if self.all else "none"


@dataclass
class Score:
    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in (*FIELDS, *FURTHER)})

    def harmonic(self, what: str) -> float:
        """The F1 of `item` or `units`."""
        precision, recall = (self.tallies[f"{what} {side}"].rate() for side in ("precision", "recall"))
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def figures(self) -> dict[str, float]:
        """Every figure that has something to measure, between 0 and 1."""
        rates = {name: tally.rate() for name, tally in self.tallies.items() if tally.all}
        return {f"{what} F1": self.harmonic(what) for what in ("item", "units") if f"{what} recall" in rates} | rates

    def lines(self) -> list[str]:
        head = [f"{what} F1 {self.harmonic(what):.3f}" for what in ("item", "units")]
        return head + [f"{name} {tally}" for name, tally in self.tallies.items()]


def score(cases: Iterable[Case]) -> Score:
    result = Score()
    for case in cases:
        for name, good, count in judge(case):
            result.tallies[name].good += good
            result.tallies[name].all += count
    return result


def judge(case: Case) -> Iterator[Judgement]:
    gold, found = case.gold, case.found
    yield "kind", found.get("kind") == gold["kind"], 1
    wanted, offered = gold["items"], counted(gold, found)
    pairs = paired(wanted, offered)
    yield "item recall", len(pairs), len(wanted)
    yield "item precision", len(pairs), len(offered)
    if not wanted:
        yield "clean documents without items", not offered, 1
    for label, item in pairs:
        yield from judge_entry(label, item)
    yield from _document(gold, found)
    if case.text is not None:
        yield ("spans honest", *honest_spans(found, case.text))


def counted(gold: Json, found: Json) -> list[Json]:
    """The items read, without those that can be argued about."""
    free = gold.get("optional_problems") or []
    items = found.get("items") or []
    return [item for item in items if not any(likeness(text, wording(item.get("problem"))) >= SAME for text in free)]


def paired(wanted: list[Json], offered: list[Json]) -> list[tuple[Json, Json]]:
    """Best pairs first; each side once."""
    ranked = sorted(
        (
            (likeness(label["problem"], wording(item.get("problem"))), i, j)
            for i, label in enumerate(wanted)
            for j, item in enumerate(offered)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for grade, i, j in ranked:
        if grade >= SAME and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(wanted[i], offered[j]) for i, j in pairs.items()]


def bare(text: str | None) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).lower()


def wording(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("text")
    return str(value or "")


def likeness(label: str, read: str) -> float:
    want, have = bare(label), bare(read)
    if not want or not have or len(have) > 60 + 6 * len(want):
        return 0.0
    if want in have or (len(have) > 7 and have in want):
        return 1.0
    return len(_grams(want) & _grams(have)) / len(_grams(want))


def _grams(text: str) -> set[str]:
    return {a + b for a, b in pairwise(text)} or {text}


def _names(values: Iterable[Any] | None) -> set[str]:
    return {bare(wording(value)) for value in values or ()} - {""}


def _akin(names: set[str], others: set[str]) -> int:
    """How many names stand among the others, whole or as the tail of a longer name (市 in front, the full form)."""
    return sum(any(name.endswith(other) or other.endswith(name) for other in others) for name in names)


def _limit(value: Any) -> str | None:
    """A day, `immediate`, `long-term` or a duration; words after it (the anchor) are no part of it."""
    day = value.get("date") if isinstance(value, Mapping) else value
    return str(day).split(" ")[0] if day else None


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value] if value else []


def judge_entry(label: Json, item: Json) -> Iterator[Judgement]:
    """What can be said of an entry that belongs to a label; nothing of fields that the label does not tell."""
    accepted = {_limit(label.get("deadline"))} | {_limit(other) for other in _several(label.get("deadline_alt"))}
    yield "deadline", _limit(item.get("deadline")) in accepted, 1
    yield from _units(label, item)
    if number := bare(label.get("number")):
        have = bare(wording(item.get("number")))
        yield "number", bool(have) and (number in have or have in number), 1
    if goal := label.get("goal"):
        yield (
            "goal",
            likeness(goal, wording(item.get("goal"))) >= 0.7 or bare(goal) == bare(wording(item.get("goal"))),
            1,
        )
    for key, read, name in (
        ("status", "status", "status"),
        ("verified", "verdict", "verdict"),
        ("closed", "closed", "closed"),
    ):
        if label.get(key):
            yield name, likeness(label[key], wording(item.get(read))) >= SAME, 1
    measures = item.get("measures") or []
    if label.get("measures_count") is not None:
        yield "measures count", len(measures) == label["measures_count"], 1
    limits = [_limit(measure.get("deadline")) for measure in measures if isinstance(measure, Mapping)]
    for _, day in label.get("sub_deadlines") or ():
        yield "measure deadlines", day in limits, 1
    if persons := _names(label.get("persons")):
        yield "persons recall", _akin(persons, _names(item.get("persons"))), len(persons)


def _units(label: Json, item: Json) -> Iterator[Judgement]:
    overseers = _names(label.get("overseers"))  # 督导、验收: rightly read with their role, but not responsible
    units = [unit for unit in item.get("units") or [] if not _oversees(unit, overseers)]
    wanted, have = _names(label.get("units")), _names(units)
    yield "units recall", _akin(wanted, have), len(wanted)
    yield "units precision", _akin(have, wanted), len(have)
    yield "units as written", len(wanted & have), len(wanted)
    in_charge = [unit for unit in units if not isinstance(unit, Mapping) or unit.get("role") in ("lead", "duty")]
    helping = [unit for unit in units if isinstance(unit, Mapping) and unit.get("role") == "assist"]
    for key, name, those in (
        ("lead_units", "lead units recall", in_charge),
        ("assist_units", "assist role", helping),
    ):
        if names := _names(label.get(key)):
            yield name, _akin(names, _names(those)), len(names)


def _oversees(unit: Any, overseers: set[str]) -> bool:
    role = unit.get("role") if isinstance(unit, Mapping) else None
    return role in ("supervise", "accept") and bool(_akin({bare(wording(unit))}, overseers))


def _document(gold: Json, found: Json) -> Iterator[Judgement]:
    if dates := gold.get("dates"):
        days = [str(_limit(day)) for day in found.get("dates") or ()]
        yield "dates recall", sum(any(day.endswith(date) for day in days) for date in dates), len(dates)
    if counts := gold.get("counts"):
        values, numbers = {count.get("value") for count in found.get("counts") or ()}, list(_numbers(counts))
        yield "counts recall", sum(number in values for number in numbers), len(numbers)
    if gold.get("publicity"):
        yield "publicity", gold["publicity"] == found.get("publicity"), 1
    if meeting := gold.get("meeting"):
        yield from _meeting(meeting, found.get("meeting") or {})
    for number in gold.get("docnos") or ():
        yield "document numbers", bare(number) in _names(found.get("doc_numbers")), 1
    for indicator in gold.get("indicators") or ():
        if "value" in indicator:
            read = [(bare(i.get("name")), str(i.get("value"))) for i in found.get("indicators") or ()]
            name = bare(indicator["name"])
            yield "indicators", any(value == indicator["value"] and (name in n or n in name) for n, value in read), 1


def _meeting(label: Json, found: Json) -> Iterator[Judgement]:
    if label.get("date"):
        yield "meeting date", str(found.get("date") or "").endswith(label["date"]), 1
    read = {key: _names(_several(found.get(key))) for key in ("chair", "speakers", "attendees")}
    people = _names([label.get("chair"), label.get("speaker"), *(label.get("attendees") or ())])
    yield "meeting people", _akin(people, set().union(*read.values())), len(people)
    if speakers := _names(label.get("speakers")):
        yield "speakers", _akin(speakers, read["speakers"]), len(speakers)
    if label.get("agenda") is not None:
        yield "agenda", len(found.get("agenda") or ()) == len(label["agenda"]), 1


def _numbers(node: Any) -> Iterator[float]:
    if isinstance(node, Mapping):
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _numbers(value)
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield node


def honest_spans(found: Json, text: str) -> tuple[int, int]:
    """How many quotes there are, and how many of them show what stands at their place, noise apart."""
    quotes = list(_quotes(found))
    return sum(_stands(quote, text) for quote in quotes), len(quotes)


def _quotes(node: Any) -> Iterator[Json]:
    if isinstance(node, Mapping):
        if {"text", "start", "end"} <= node.keys() and isinstance(node["start"], int):
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _quotes(value)


def _stands(quote: Json, text: str) -> bool:
    shown, there = bare(quote["text"]), bare(text[quote["start"] : quote["end"]])
    if not shown or len(there) >= 3 * len(shown):
        return False
    if len(_grams(shown) & _grams(there)) >= len(_grams(shown)) / 2:
        return True
    return not shown.isascii() and len(there) > 0.7 * len(shown)  # a repaired slip shares no character with its source
