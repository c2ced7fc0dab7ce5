"""How like a text is to what is known: weights of pairs of characters, learned from the labelled documents.

Of whole pages they tell the kind. Cues (`kinds.py`) say why a page is of a kind, but only for wordings that somebody thought
of. The weights see every wording that the labelled documents share: in the title, in what is told first, in the text, and in
what labels and columns were found. Of the sentences of a feedback they tell which are findings (`items/findings/likely.py`).
`python -m benchmarks.likeness` writes both, and prints how right they are about parts left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt
from string import ascii_letters, digits

from bihuan.reading.expressions import expression

LOOKED_AT = 2000  # characters of the text: what comes after tells of more entries, not of another kind
_NUMBER = expression(r"\d+")
MOST = 30  # what a trait weighs at most, in units of its layout, for a kind or against it
_LETTERS = digits + ascii_letters
"""One for each weight from -MOST to MOST: the file is a third as large as with numbers."""

Traits = Mapping[str, frozenset[str]]
Rows = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What is looked at: zone → how much it counts beside the others. A text of which `few` traits of the zone `text` are
    known is half judged by. Weights are whole numbers, of which `unit` are a point."""

    zones: Mapping[str, float]
    text: str
    few: int
    unit: int


PAGES = Layout({"title": 1.0, "first": 0.7, "text": 1.0, "marks": 0.5}, text="text", few=50, unit=50)
"""To whole pages `few` matters little (from 0 to 50: .93 of the kinds of parts left out), but of a few lines what they show
shall decide."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`zones` holds for each zone trait → a weight for each of `kinds`, in units up to `MOST`; all begin with `base`."""

    kinds: tuple[str, ...]
    base: tuple[int, ...]
    zones: Mapping[str, Rows]
    layout: Layout = PAGES

    def points(self, traits: Traits) -> dict[str, float]:
        """Kind → about 1 for a text that is like its texts, about -1 for one that is not, and nearer to 0 the less there is
        to judge by. What is seen of a zone shares its weight, so that a long text does not outvote its title."""
        found, seen = list(self.base), 0
        for zone, rows in self.zones.items():
            known = [rows[trait] for trait in traits[zone] if trait in rows]
            if known:
                seen += len(known) if zone == self.layout.text else 0
                share = self.layout.zones[zone] / sqrt(len(known))
                found = [f + share * sum(column) for f, column in zip(found, zip(*known, strict=True), strict=True)]
        certain = seen / (seen + self.layout.few) / self.layout.unit if seen else 0
        return {kind: f * certain for kind, f in zip(self.kinds, found, strict=True)}


def traits(title: str, first: str, text: str, marks: Iterable[str]) -> Traits:
    """What the weights are asked for: pairs of characters that stand side by side, any number being 0, and the marks."""
    told = {"title": title, "first": first, "text": text[:LOOKED_AT]}
    return {zone: pairs(words) for zone, words in told.items()} | {"marks": frozenset(marks)}


def pairs(text: str) -> frozenset[str]:
    """The pairs of characters that stand side by side, any number being 0."""
    numbered = _NUMBER.sub("0", text)
    found = (a + b for a, b in pairwise(numbered))
    return frozenset(pair for pair in found if not (pair[0].isspace() or pair[1].isspace()))


@cache
def learned(name: str = "likeness.txt", layout: Layout = PAGES) -> Weights:
    """The weights that a file of the package holds."""
    return parsed(files(__package__).joinpath(name).read_text(encoding="utf-8"), layout)


def parsed(written: str, layout: Layout = PAGES) -> Weights:
    """Lines of a zone, a trait and a letter for each of its weights; `kinds` and `base`, in numbers, stand before them,
    comments begin with `#`."""
    meant = {letter: weight for weight, letter in enumerate(_LETTERS, -MOST)}
    kinds: tuple[str, ...] = ()
    base: tuple[int, ...] = ()
    zones: dict[str, Rows] = {zone: {} for zone in layout.zones}
    for line in written.splitlines():
        if line.startswith("#"):
            continue
        name, *values = line.split(" ")
        if name == "kinds":
            kinds = tuple(values)
        elif name == "base":
            base = tuple(map(int, values))
        else:
            zones[name][values[0]] = tuple(meant[letter] for letter in values[1])
    return Weights(kinds, base, zones, layout)


def written(weights: Weights, head: Iterable[str]) -> str:
    """What `parsed` reads, with a head of comments."""
    lines = [f"# {line}" for line in head]
    lines += [" ".join(("kinds", *weights.kinds)), " ".join(("base", *map(str, weights.base)))]
    for zone, rows in weights.zones.items():
        lines += [
            f"{zone} {trait} {''.join(_LETTERS[weight + MOST] for weight in row)}"
            for trait, row in sorted(rows.items())
        ]
    return "\n".join(lines) + "\n"
