"""Documents of every kind with labels that are true by construction: text and label are made of the same facts.

The parts in HELD are kept away from whoever tunes the reader; all others were, until their figures had told how the rules
carry over, but `open` and `more`. All but `open` and `held` are written out one by one, each as another city would write it,
`third` with the layout and the noise of the pages of offices, papers and mirrors, `fourth` to `tenth` by people who had not
seen the reader's rules, with many pages that only look like those of this field; `seventh` restates public pages of eight
provinces, `eighth` to `tenth` those of eight others, as a search brings them up: their layout and noise, in other words and of
other places.
Everything in them is invented. `python -m tests.reading.labelled FOLDER` writes the files with their labels, to look at.
"""

from collections.abc import Callable, Iterator
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
    "tenth": "held/tenth_*.toml",
}
PARTS = tuple(PROSE)
HELD: tuple[str, ...] = ("ninth", "tenth")


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
    return tuple(_of(part))


def _of(part: str) -> Iterator[Labelled]:
    from tests.reading.labelled import prose

    if PROSE[part] == f"{part}/prose.toml":
        yield from import_module(f"tests.reading.labelled.{part}.layouts").long_documents()
    yield from prose.documents(part)
