"""Parts one sheet into what a person sees in it: title lines, tables, notes under a table."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from bihuan.reading.formats.layout import GridCell, Layout

Place = tuple[int, int]
Row = dict[int, str]


def lay_out_sheet(
    layout: Layout,
    cells: Mapping[Place, str],
    merged: Mapping[Place, Place],
    name: str = "",
    boxes: Sequence[tuple[int, str]] = (),
) -> None:
    """Write the filled `cells` (by row and column from 0); `merged` gives rows and columns a merged cell covers, `boxes`
    the text over the cells by the row at which it begins, which stands above the block that begins there or below it."""
    rows: dict[int, Row] = {}
    for (row, column), text in sorted(cells.items()):
        rows.setdefault(row, {})[column] = text
    above = list(boxes)
    for block in _blocks(rows):
        while above and above[0][0] <= min(block):
            layout.line(above.pop(0)[1])
        for part in _side_by_side(block):
            _lay_out_block(layout, part, merged, name)
    for _, text in above:
        layout.line(text)


def _blocks(rows: dict[int, Row]) -> list[dict[int, Row]]:
    """Rows parted at empty ones; a block that goes on with data rows of the table above belongs to it."""
    blocks: list[dict[int, Row]] = []
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        block = {number: rows[number] for _, number in run}
        if blocks and _continues(blocks[-1], block):
            blocks[-1] |= block
        else:
            blocks.append(block)
    return blocks


def _continues(above: dict[int, Row], block: dict[int, Row]) -> bool:
    """A header never begins with a number, a row of a numbered table does."""
    first, last = next(iter(block.values())), above[max(above)]
    same_column = min(first) == min(last)
    return same_column and len(first) > 1 and first[min(first)].isdecimal() and last[min(last)].isdecimal()


def _side_by_side(block: dict[int, Row]) -> Iterator[dict[int, Row]]:
    """Tables beside one another, parted by an empty column; each at least two rows by two columns."""
    columns = sorted({column for row in block.values() for column in row})
    groups = [[c for _, c in run] for _, run in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0])]
    parts = [
        {number: kept for number, row in block.items() if (kept := {c: row[c] for c in row if c in group})}
        for group in map(frozenset, groups)
    ]
    if len(parts) > 1 and all(len(group) > 1 and len(part) > 1 for group, part in zip(groups, parts, strict=True)):
        yield from parts
    else:
        yield block


def _lay_out_block(layout: Layout, block: dict[int, Row], merged: Mapping[Place, Place], name: str) -> None:
    columns = sorted({column for row in block.values() for column in row})
    numbers = list(block)
    head = next((at for at, n in enumerate(numbers) if _is_header(n, block[n], merged, len(columns))), len(numbers))
    foot = len(numbers)
    while foot > head + 1 and _is_remark(block[numbers[foot - 1]], len(columns)):
        foot -= 1
    for number in numbers[:head]:
        _write_line(layout, block[number])
    body = {number: block[number] for number in numbers[head:foot]}
    if body:
        layout.limits.check_cells(len(body) * len(columns) // 4)
        layout.table(list(_grid(body, columns, merged)), name)
    for number in numbers[foot:]:
        _write_line(layout, block[number])


def _write_line(layout: Layout, row: Row) -> None:
    layout.line("  ".join(row.values()))


def _is_header(number: int, row: Row, merged: Mapping[Place, Place], width: int) -> bool:
    """The first row that fills at least half of the block, merged cells counted by what they cover."""
    covered = sum(merged.get((number, column), (1, 1))[1] for column in row)
    return width > 1 and len(row) > 1 and covered * 2 >= width and not _is_labelled(row)


def _is_remark(row: Row, width: int) -> bool:
    """A note, or who filled it in, under the table: one cell of words, or cells that each name what they hold."""
    lone = len(row) == 1 and width > 2 and not next(iter(row.values())).isdecimal()
    return lone or _is_labelled(row)


def _is_labelled(row: Row) -> bool:
    """填报单位：… 填报日期：… — short labels before a colon in every cell."""
    return all(max(text[:12].find("："), text[:12].find(":")) > 0 for text in row.values())


def _grid(body: dict[int, Row], columns: list[int], merged: Mapping[Place, Place]) -> Iterator[GridCell]:
    """Every place of the table that no merged cell covers; rows and columns that are empty throughout do not count."""
    numbers = list(body)
    covered: set[Place] = set()
    budget = len(numbers) * len(columns)  # overlapping merges, which no office program makes, end here
    for row, number in enumerate(numbers):
        for column, place in enumerate(columns):
            text = body[number].get(place, "")
            if (row, column) in covered and not text:
                continue
            high, wide = merged.get((number, place), (1, 1))
            high = bisect_left(numbers, number + high) - row
            wide = bisect_left(columns, place + wide) - column
            if high * wide > 1:
                if high * wide > budget:
                    high = wide = 1
                budget -= high * wide
                covered |= {(row + down, column + over) for down in range(high) for over in range(wide)}
            yield GridCell(row, column, text, high, wide)
