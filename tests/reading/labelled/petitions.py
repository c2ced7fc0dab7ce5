"""Complaints as the inspectors hand them over in batches, and what was found and done."""

from dataclasses import dataclass

from tests.reading.labelled import facts
from tests.reading.labelled.facts import Fact, units_of


@dataclass(frozen=True)
class Complaint:
    """A row of a table of 边督边改: `fact` is what its label is made of, the rest what else stands in the row."""

    fact: Fact
    district: str
    pollution: str
    found: str
    handled: str
    blame: str


def complaints(part: str, count: int) -> list[Complaint]:
    told = facts.load(part, "petitions.toml")
    return [_complaint(told, at) for at in range(count)]


def _complaint(told: dict[str, list[dict[str, str]]], at: int) -> Complaint:
    kinds, places = told["complaint"], told["place"]
    kind, turn = kinds[at % len(kinds)], at // len(kinds)
    place = places[(at + turn) % len(places)]
    words = {**place, "n": 2 + at * 5 % 23, "m": 40 + at * 31 % 400}
    texts = {key: value.format(**words) for key, value in kind.items()}
    source = "DX"[at % 3 == 1]
    number = f"{source}{place['mark']}{texts['day']}{at * 3 + 1:04d}"
    fact = Fact(
        problem=texts["problem"],
        number=number,
        lead=units_of(texts["unit"]),
        verdict=texts["verdict"],
        closed=texts["closed"],
    )
    return Complaint(fact, place["place"], texts["pollution"], texts["found"], texts["handled"], texts["blame"])
