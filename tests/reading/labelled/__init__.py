"""Documents of every kind with labels that are true by construction: text and label are made of the same facts.

The parts in HELD are kept away from whoever tunes the reader; all others were, until their figures had told how the rules
carry over, but `open` and `more`. All but `open` and `held` are written out one by one, each as another city would write it,
`third` with the layout and the noise of the pages of offices, papers and mirrors, `fourth` to `twelfth` by people who had
not seen the reader's rules, with many pages that only look like those of this field; `seventh` restates public pages of eight
provinces, `eighth` to `twelfth` those of others, as a search brings them up: their layout and noise, in other words
and of other places.
Everything in them is invented. `python -m tests.reading.labelled FOLDER [PART …]` writes the files with their labels, to look
at; `python -m benchmarks.labelled [PART …]` scores what is read of them. Both leave out what is kept away unless it is named,
or `--held` asks for all.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import Any

Gold = dict[str, Any]
PROSE = {
    "open": "open/prose.toml",
    "more": "open/more_*.toml",
    "held": "held/prose.toml",
    "second": "open/second_*.toml",
    "third": "open/third_*.toml",
    "fourth": "open/fourth_*.toml",
    "fifth": "open/fifth_*.toml",
    "sixth": "open/sixth_*.toml",
    "seventh": "open/seventh_*.toml",
    "eighth": "open/eighth_*.toml",
    "ninth": "open/ninth_*.toml",
    "tenth": "open/tenth_*.toml",
    "eleventh": "open/eleventh_*.toml",
    "twelfth": "held/twelfth_*.toml",
}
PARTS = tuple(PROSE)
HELD: tuple[str, ...] = ("twelfth",)


def add_parts(parser: ArgumentParser) -> None:
    """The arguments by which a tool of the command line is told which parts it is about."""
    parser.add_argument("parts", nargs="*", metavar="PART", help="all that are not kept away, where none is named")
    parser.add_argument("--held", action="store_true", help="every part, with those that are kept away")


def chosen(parts: Sequence[str], *, held: bool) -> tuple[str, ...]:
    """The parts that are named; those that nobody keeps away, or all with `held`, where none is. A name that no part has is
    a ValueError that tells the names there are."""
    if unknown := [part for part in parts if part not in PARTS]:
        raise ValueError(
            f"no part of the labelled documents is called {'、'.join(unknown)}; there are {'、'.join(PARTS)}"
        )
    return tuple(parts) or tuple(part for part in PARTS if held or part not in HELD)


@dataclass(frozen=True)
class Labelled:
    """A file and its label. `scanned` files hold pictures only and need OCR; `damaged` ones show labels altered: what they
    said before stands in `sound`."""

    name: str
    gold: Gold
    make: Callable[[], bytes]
    scanned: bool = False
    damaged: bool = False
    sound: str = ""

    @cached_property
    def data(self) -> bytes:
        return self.make()


@cache
def documents(part: str) -> tuple[Labelled, ...]:
    """All documents of a part, long tables first; a document is rendered when its `data` is asked for."""
    (part,) = chosen([part], held=True)
    return tuple(_of(part))


def _of(part: str) -> Iterator[Labelled]:
    from tests.reading.labelled import prose

    if PROSE[part] == f"{part}/prose.toml":
        yield from import_module(f"tests.reading.labelled.{part}.layouts").long_documents()
    yield from prose.documents(part)
