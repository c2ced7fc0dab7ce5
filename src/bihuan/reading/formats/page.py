"""A page as characters and ruled lines with their places, whatever program took it apart.

Places are in points, x to the right and y downwards, of the page as it is displayed (rotation applied).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

THIN = 3.0  # a filled shape no thicker than this is a line
SHORTEST = 4.0
MOST_SHAPES = 30_000  # beyond this a page is a drawing, not a table

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


class Glyph(NamedTuple):
    """A character and its box; `spaced` when a space stands before it in the file."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    spaced: bool = False

    @property
    def size(self) -> float:
        return self.bottom - self.top


class Rule(NamedTuple):
    """A horizontal or vertical line: `at` on its own axis, from `low` to `high` on the other."""

    at: float
    low: float
    high: float


@dataclass(slots=True)
class RawPage:
    number: int
    top: float
    bottom: float
    glyphs: list[Glyph] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    unmapped: int = 0
    comments: int = 0  # that hang on the page and were not read
    slanting: int = 0  # characters left out because they stand askew on the page, as those of a watermark
    beneath: int = 0  # characters left out because they are large and lie under the text
    unreadable: int = 0  # lines of a picture that the recognition could make nothing of
    recognised: bool = False
    width: float = 0.0  # of a picture; 0 of other pages
    misread: bool = False  # a picture whose layer of characters is gibberish


def add_rule(result: RawPage, start: Point, end: Point) -> None:
    (ax, ay), (bx, by) = start, end
    if abs(ay - by) <= 1 and abs(ax - bx) >= SHORTEST:
        result.across.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) <= 1 and abs(ay - by) >= SHORTEST:
        result.down.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))
