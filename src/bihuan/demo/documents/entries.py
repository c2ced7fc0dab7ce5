"""What the sample documents say: entries with their days counted from a given today, and what a reader should find in them."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from bihuan.demo.records import DemoDataError, read_toml, records

_DAY = re.compile(r"\{(ymd|ym|md|y|m)([+-]\d+)\}")
_SPEC = re.compile(r"(day|month|year)([+-]\d+)")


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as a document writes it. `code` is what reading it must give: YYYY-MM-DD, immediate or long-term."""

    text: str
    code: str
    day: date | None
    long_term: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem and what is done about it. Units stand under the short names of `city.toml`; the first responsible
    one leads. `deadline` is "day+41", "month+1" (its last day), "year+0", "immediate" or "long-term", or two of them."""

    number: int
    problem: str
    responsible: tuple[str, ...]
    supervise: str
    accept: str
    deadline: str
    term: str
    category: str
    title: str = ""
    goal: str = ""
    measures: tuple[str, ...] = ()
    assist: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[tuple[str, str], ...]:
        """(name, role) of every unit the entry names, roles as the reading of documents calls them."""
        duty = tuple((name, "duty") for name in self.responsible)
        assist = tuple((name, "assist") for name in self.assist)
        return (*duty, *assist, (self.supervise, "supervise"), (self.accept, "accept"))

    def on(self, today: date) -> "Entry":
        """The entry with its days written out."""
        measures = tuple(fill(text, today) for text in self.measures)
        return replace(self, problem=fill(self.problem, today), goal=fill(self.goal, today), measures=measures)


@dataclass(frozen=True, slots=True)
class Expected:
    """An item a reader must find in a sample; `problem` and `goal` stand in it word for word. `deadline` is None where
    the document gives none, or not enough to tell the day."""

    problem: str
    number: str = ""
    goal: str = ""
    units: tuple[tuple[str, str], ...] = ()
    deadline_text: str = ""
    deadline: str | None = None
    measures: int = 0
    status: str = ""
    verdict: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample document: its file name, its kind in the reader's code list, and the items in it, in order."""

    name: str
    kind: str
    items: tuple[Expected, ...]
    encoding: str = ""
    publicity: tuple[date, date] | None = None


def fill(text: str, today: date) -> str:
    """Replace {ymd-30} and the like (y, ym, ymd, md, m) by the Chinese wording of that day counted from `today`."""

    def wording(match: re.Match[str]) -> str:
        day = today + timedelta(days=int(match[2]))
        parts = {"y": f"{day.year}年", "m": f"{day.month}月", "d": f"{day.day}日"}
        written = "".join(parts[letter] for letter in match[1])
        return written[:-1] if match[1] == "y" else written

    return _DAY.sub(wording, text)


def due(spec: str, today: date) -> Due:
    """Work out a deadline such as "month+1, long-term" for `today`. Raises DemoDataError for any other wording."""
    first, _, second = (part.strip() for part in spec.partition(","))
    if second not in ("", "long-term"):
        raise DemoDataError("deadline", f"{spec!r}: only long-term may follow the comma")
    if first == "immediate":
        return Due("立行立改并长期坚持" if second else "立行立改", "immediate", None, bool(second))
    if first == "long-term":
        return Due("长期坚持", "long-term", None, True)
    day, text = _dated(first, today)
    return Due(f"{text}，并长期坚持" if second else text, day.isoformat(), day, bool(second))


def _dated(spec: str, today: date) -> tuple[date, str]:
    match = _SPEC.fullmatch(spec)
    if not match:
        raise DemoDataError("deadline", f"{spec!r} is none of day+N, month+N, year+N, immediate, long-term")
    count = int(match[2])
    if match[1] == "day":
        day = today + timedelta(days=count)
        return day, f"{day.year}年{day.month}月{day.day}日前"
    if match[1] == "year":
        return date(today.year + count, 12, 31), f"{today.year + count}年底前"
    months = today.year * 12 + today.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, monthrange(year, month)[1]), f"{year}年{month}月底前"


@cache
def load_texts(name: str) -> dict[str, Any]:
    """One of the text files under `texts/`, as TOML holds it."""
    return read_toml(f"texts/{name}.toml")


@cache
def load_entries(name: str) -> tuple[Entry, ...]:
    """The entries of `plan`, `film`, `assignment` or `self`, checked; days are not yet written out."""
    entries = records(Entry, load_texts(name)["entry"], f"texts/{name}.toml entry")
    for index, entry in enumerate(entries, 1):
        where = f"texts/{name}.toml entry {entry.number}"
        if entry.number != index:
            raise DemoDataError(where, f"entries are numbered in order; this is entry {index}")
        if entry.accept in (*entry.responsible, *entry.assist):
            raise DemoDataError(where, f"{entry.accept} would accept its own work")
        due(entry.deadline, date(2026, 1, 1))
    return entries


def entry_of(source: str) -> Entry:
    """The entry that `plan:4`, `film:1`, `assignment:8` or `self:2` names."""
    name, _, number = source.partition(":")
    entries = load_entries(name)
    if not number.isdigit() or not 1 <= int(number) <= len(entries):
        raise DemoDataError(source, f"texts/{name}.toml has the entries 1 to {len(entries)}")
    return entries[int(number) - 1]


def expected_of(entry: Entry, today: date, *, number: str = "", with_work: bool = True) -> Expected:
    """What a document that prints this entry holds; `with_work` is False where goal, measures and units are not printed."""
    entry = entry.on(today)
    if not with_work:
        return Expected(problem=entry.problem, number=number)
    deadline = due(entry.deadline, today)
    return Expected(
        problem=entry.problem,
        number=number or str(entry.number),
        goal=entry.goal,
        units=entry.units,
        deadline_text=deadline.text,
        deadline=deadline.code,
        measures=len(entry.measures),
    )


def duties_of(texts: dict[str, Any], today: date) -> tuple[Expected, ...]:
    """The duties in the tail of a document, such as the plan that is due in 30 working days."""
    return tuple(
        Expected(
            problem=fill(duty["problem"], today),
            deadline_text=duty["text"],
            deadline=duty["deadline"],
            units=tuple((name, "duty") for name in duty["units"]),
        )
        for duty in texts.get("duty", [])
    )
