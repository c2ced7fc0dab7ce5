"""One list laid out as several tables: 问题清单, 任务清单 and 责任清单 have the same numbers, and each tells its part."""

import re
from dataclasses import replace

from bihuan.reading.body import Body
from bihuan.reading.tables.grid import Grid, Row

_KEY = "number"
_REPEATED = frozenset((_KEY, "remark", "place", "source", "category"))


def joined_lists(body: Body, grids: list[Grid]) -> list[Grid]:
    """The tables, with those that go on a list by its numbers taken into the one that tells its problems."""
    found: list[Grid] = []
    for grid in grids:
        at = next((k for k, first in enumerate(found) if _goes_on(body, first, grid)), None)
        if at is None:
            found.append(grid)
        else:
            more = _by_number(body, grid)
            found[at] = replace(found[at], rows=tuple(_with(row, more[_number(body, row)]) for row in found[at].rows))
    return found


def _goes_on(body: Body, first: Grid, grid: Grid) -> bool:
    """Whether a table has the numbers of another, each once, and nothing that the other tells already."""
    numbers, others = _by_number(body, first), _by_number(body, grid)
    mine, new = ({c for row in g.rows for c in row.fields} - _REPEATED for g in (first, grid))
    whole = len(numbers) == len(first.rows) > 1 and len(others) == len(grid.rows)
    return whole and numbers.keys() == others.keys() and "problem" in mine and bool(new) and not mine & new


def _by_number(body: Body, grid: Grid) -> dict[str, Row]:
    return {number: row for row in grid.rows if (number := _number(body, row))}


def _number(body: Body, row: Row) -> str:
    return "".join(re.sub(r"\s", "", body.seen(part)) for part in row.fields.get(_KEY, [])[:1])


def _with(row: Row, more: Row) -> Row:
    return replace(row, fields=more.fields | row.fields)
