"""A table with its columns understood."""

from dataclasses import dataclass

from bihuan.reading.body import Part

Place = dict[tuple[int, int], Part]
"""By row and column, from 0, the cell that covers a place of a table."""


@dataclass(frozen=True, slots=True)
class Row:
    """Fields of one row: concern → ranges. `found` is `header` when the cells stand under their heads, `types` when they
    had to be told by what they look like. `section` is the heading line of the rows above it, if any."""

    fields: dict[str, list[Part]]
    part: Part
    found: str = "header"
    section: Part | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """`part` is the range of the body that the table takes; `concerns` has None for heads that are not known. `heads`
    are the cells of those heads, where the table has such."""

    part: Part
    concerns: tuple[str | None, ...]
    rows: tuple[Row, ...]
    heads: tuple[Part | None, ...] = ()
