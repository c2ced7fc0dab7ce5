"""What a document says about one problem, and the label that follows from it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.reading.labelled import Gold


@dataclass(frozen=True)
class Due:
    """A time limit as written, and the last day it means: YYYY-MM-DD, immediate, long-term, P30WD; None if it names none.
    `accepted` are other answers that can be argued for."""

    text: str
    day: str | None
    accepted: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Units:
    """Units as written, and their names with the heads they inherit."""

    text: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """`verdict` is 是否属实, `closed` 是否办结. `limits` are the time limits inside `measures`. `overseers` supervise or
    accept: they are not responsible."""

    problem: str
    number: str = ""
    goal: str = ""
    measures: tuple[str, ...] = ()
    due: Due | None = None
    lead: Units = field(default_factory=Units)
    assist: Units = field(default_factory=Units)
    overseers: Units = field(default_factory=Units)
    persons: tuple[str, ...] = ()
    status: str = ""
    verdict: str = ""
    closed: str = ""
    limits: tuple[Due, ...] = ()

    @property
    def deadline(self) -> str:
        return self.due.text if self.due else ""

    @property
    def units(self) -> str:
        return "、".join(text for text in (self.lead.text, self.assist.text) if text)

    @property
    def people(self) -> str:
        return "、".join(self.persons)

    def measure_lines(self, form: str = "{n}.{text}", between: str = "\n") -> str:
        return between.join(form.format(n=n, text=text) for n, text in enumerate(self.measures, 1))

    def gold(self) -> Gold:
        due = self.due or Due("", None)
        label: Gold = {
            "problem": self.problem.rstrip("。；"),
            "deadline_text": due.text or None,
            "deadline": due.day,
            "units": [*self.lead.names, *self.assist.names],
            "lead_units": list(self.lead.names),
            "status": self.status or None,
            "measures_count": len(self.measures) or None,
        }
        more = {
            "deadline_alt": list(due.accepted),
            "assist_units": list(self.assist.names),
            "overseers": list(self.overseers.names),
            "number": self.number,
            "goal": self.goal.rstrip("。"),
            "persons": list(self.persons),
            "verified": self.verdict,
            "closed": self.closed,
            "sub_deadlines": [[limit.text, limit.day] for limit in self.limits],
        }
        return label | {key: value for key, value in more.items() if value}


def due_of(values: list[str]) -> Due:
    """[text, day, other days…]; a day is "" where the text names none."""
    text, day, *others = values
    return Due(text, day or None, tuple(other or None for other in others))


def units_of(text: str, names: list[str] | None = None) -> Units:
    return Units(text, tuple(names if names is not None else text.split("、") if text else ()))


def fact_of(row: dict[str, Any]) -> Fact:
    """A fact from a table of a TOML file."""
    given = {key: row[key] for key in ("problem", "number", "goal", "status", "verdict", "closed") if key in row}
    return Fact(
        **given,
        measures=tuple(row.get("measures", ())),
        due=due_of(row["due"]) if "due" in row else None,
        lead=units_of(row.get("lead", ""), row.get("lead_names")),
        assist=units_of(row.get("assist", ""), row.get("assist_names")),
        overseers=units_of(row.get("overseers", ""), row.get("overseer_names")),
        persons=tuple(row.get("persons", ())),
        limits=tuple(due_of(limit) for limit in row.get("limits", ())),
    )


def tasks(part: str, count: int, start: int = 0) -> list[Fact]:
    """`count` different tasks of a part's themes and places, numbered from 1; `start` begins further on in their row."""
    told = load(part, "tasks.toml")
    return [replace(_task(told, start + at), number=str(at + 1)) for at in range(count)]


def load(part: str, name: str) -> dict[str, Any]:
    return next(loaded(f"{part}/{name}"))


def loaded(pattern: str) -> Iterator[dict[str, Any]]:
    """The TOML files beside this module whose path fits the pattern, in the order of their names."""
    for path in sorted(Path(__file__).parent.glob(pattern)):
        yield tomllib.loads(path.read_text(encoding="utf-8"))


def _task(told: dict[str, Any], at: int) -> Fact:
    themes, places = told["theme"], told["place"]
    theme, turn = themes[at % len(themes)], at // len(themes)
    place = places[(at + turn) % len(places)]
    words = {
        "place": place["name"],
        "level": place["level"],
        "site": place["sites"][turn % len(place["sites"])],
        "river": place["river"],
        "n": 3 + at * 7 % 41,
        "m": 120 + at * 37 % 800,
    }

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return value.format(**words)
        return [filled(one) for one in value] if isinstance(value, list) else value

    row = {key: filled(value) for key, value in theme.items()}
    limits, people = told["deadlines"], told["people"]
    return fact_of(row | {"due": limits[at % len(limits)], "persons": [people[at % len(people)]]})
