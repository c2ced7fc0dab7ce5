"""Learns what pages of each kind are like, and writes it into the reader: likeness.txt.

    python -m benchmarks.likeness      (make likeness, with benchmarks.findings)

It first leaves out each part that follows real pages, learns from those written before it, and prints how often likeness
alone, what cues show, and both together are right about its kinds. The rules have been tuned on all these parts since, which
flatters the cues. The parts that are kept away are never asked.

A regression: the weights that come nearest to 1 for the kind of each labelled document and to -1 for all others, kept small
(`KEPT_SMALL`). Traits of few documents are left out, so that no name and no wording of one page decides.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from math import sqrt
from pathlib import Path

import numpy as np
from tests.reading.labelled import HELD, PARTS, documents

from bihuan.reading import open_source
from bihuan.reading.kinds import Looks, Verdict, judged, look
from bihuan.reading.likeness import MOST, PAGES, Layout, Traits, Weights, written
from bihuan.reading.reader import prepared

TARGET = Path(__file__).resolve().parents[1] / "src" / "bihuan" / "reading" / "likeness.txt"
LEFT_OUT = ("sixth", "seventh", "eighth", "ninth", "tenth", "eleventh")
"""Parts that restate public pages, which tell how right the weights are about pages they were not learned from."""
SEEN_IN = {"title": 8, "first": 8, "text": 15, "marks": 1}
"""In so many documents a trait must stand. From 6 to 15 it matters little."""
KEPT_SMALL = 0.5
"""How much small weights are preferred to exact ones. From .3 to 1 it matters little."""
RAREST, COMMONEST = 3.0, 0.3
"""Bounds of what a document counts: more where its kind is rare."""


@dataclass(frozen=True, slots=True)
class Example:
    part: str
    name: str
    kind: str
    looks: Looks


def main() -> None:
    examples = examples_before(None)
    for part in LEFT_OUT:
        print(f"{part}, by the parts before it: {_figures(part)}")
    parts = Counter(example.part for example in examples)
    head = (
        "Written by python -m benchmarks.likeness. A change made here by hand is lost, and is not learned from anything.",
        "Each line: zone, trait, and a letter for how much it speaks for each of the kinds: 0 is -.60, u is 0, Y is .60.",
        f"Learned on {datetime.now(tz=UTC).date()} from "
        + ", ".join(f"{part} {count}" for part, count in parts.items()),
    )
    TARGET.write_text(written(learned(examples), head), encoding="utf-8")


@cache
def examples_of(part: str) -> tuple[Example, ...]:
    """The labelled documents of a part. A scan needs OCR and is left out."""
    return tuple(
        Example(part, document.name, document.gold["kind"], look(opened))
        for document in documents(part)
        if not document.scanned
        for opened, _ in [prepared(open_source(document.data, document.name, ocr=False))]
    )


def examples_before(part: str | None) -> list[Example]:
    """The documents of the open parts that were written before one, or of all."""
    before = PARTS[: PARTS.index(part)] if part else PARTS
    return [example for one in before if one not in HELD for example in examples_of(one)]


def left_out(part: str, shown: Mapping[str, str]) -> Iterator[tuple[Example, Verdict]]:
    """What is told about a part by the parts before it, where cues show of each document by its name what is given."""
    weights = learned(examples_before(part))
    for example in examples_of(part):
        yield example, judged(replace(example.looks, shown=shown[example.name]), weights)


def learned(examples: Sequence[Example]) -> Weights:
    """The weights that tell the kinds of the examples."""
    return fitted([(example.kind, example.looks.traits) for example in examples], PAGES, SEEN_IN)


def fitted(examples: Sequence[tuple[str, Traits]], layout: Layout, seen_in: Mapping[str, int]) -> Weights:
    """The weights that fit kinds and traits of the examples best: the least sum of squares of what is left and, times
    `KEPT_SMALL`, of the weights. A trait must stand in so many examples as its zone asks for."""
    kinds = sorted({kind for kind, _ in examples})
    columns = _columns(examples, seen_in)
    looks = np.zeros((len(examples), len(columns)), np.float32)
    for row, (_, traits) in enumerate(examples):
        for zone, counts in layout.zones.items():
            known = [columns[zone, trait] for trait in traits[zone] if (zone, trait) in columns]
            if known:
                looks[row, known] = counts / sqrt(len(known))
    wanted = np.array([[1.0 if told == kind else -1.0 for kind in kinds] for told, _ in examples])
    count = Counter(kind for kind, _ in examples)
    votes = [sqrt(len(examples) / (len(kinds) * count[kind])) for kind, _ in examples]
    small = KEPT_SMALL * np.diag(1 / np.clip(votes, COMMONEST, RAREST))
    # There are more traits than examples, so that it is solved by examples: each trait's weight is their sum.
    shares = np.linalg.solve(looks @ looks.T + 1 + small, wanted)
    found, base = looks.T @ shares, shares.sum(axis=0)
    zones: dict[str, dict[str, tuple[int, ...]]] = {zone: {} for zone in layout.zones}
    for (zone, trait), column in columns.items():
        zones[zone][trait] = tuple(max(-MOST, min(MOST, weight)) for weight in _whole(found[column], layout))
    return Weights(tuple(kinds), _whole(base, layout), zones, layout)


def _columns(examples: Sequence[tuple[str, Traits]], seen_in: Mapping[str, int]) -> dict[tuple[str, str], int]:
    seen = Counter((zone, trait) for _, zones in examples for zone, traits in zones.items() for trait in traits)
    often = sorted(key for key, count in seen.items() if count >= seen_in[key[0]])
    return {key: column for column, key in enumerate(often)}


def _whole(weights: Iterable[float], layout: Layout) -> tuple[int, ...]:
    return tuple(round(float(weight) * layout.unit) for weight in weights)


def _figures(part: str) -> str:
    told = examples_of(part)
    weights = learned(examples_before(part))
    points = [weights.points(example.looks.traits) for example in told]
    right = {
        "likeness": sum(max(p, key=lambda k: p[k]) == e.kind for p, e in zip(points, told, strict=True)),
        "cues": sum(example.looks.shown == example.kind for example in told),
        "both": sum(verdict.kind == e.kind for e, verdict in left_out(part, {e.name: e.looks.shown for e in told})),
    }
    return f"{len(told)} documents; " + ", ".join(f"{name} {count / len(told):.3f}" for name, count in right.items())


if __name__ == "__main__":
    main()
