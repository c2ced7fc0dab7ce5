"""Tables that the format itself knows: heads in one or two rows, merged cells, section lines, label | value forms."""

from dataclasses import replace

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.source import Source, Table
from bihuan.reading.structure.meanings import column_field
from bihuan.reading.tables import inferred
from bihuan.reading.tables.cells import are_codes
from bihuan.reading.tables.continued import goes_on
from bihuan.reading.tables.forms import form
from bihuan.reading.tables.grid import Grid, Place, Row
from bihuan.reading.who.units import looks_like_unit

_SEARCHED = 8  # rows at the top in which the heads may stand
_FEWEST_HEADS, _LONGEST_HEAD = 3, 16  # of a table whose heads nobody knows
_TOTALS = expression(r"合计|总计|小计|填表|注:|说明:")


def known_grids(body: Body, source: Source) -> list[Grid]:
    """Every table whose columns, or whose labels, are understood, and what goes on with the rows of the one above."""
    found: list[Grid] = []
    above: Grid | None = None
    for table in source.tables:
        above = _rest_of(body, table, above) or _grid(body, table)
        found += [_with_cut(source, table, above)] if above else []
    return found


def _rest_of(body: Body, table: Table, above: Grid | None) -> Grid | None:
    """The grid of a table without heads whose rows go on with those of the table before it."""
    cells = _placed(body, table)
    if not above or not above.concerns or _head_rows(body, table, cells) or not goes_on(body, table, cells, above):
        return None
    rows = _rows(body, table, cells, above.concerns, 0, above.heads)
    return Grid(body.part_of(table), above.concerns, tuple(rows), above.heads)


def _with_cut(source: Source, table: Table, grid: Grid) -> Grid:
    """A plain text may stop in the middle of the last row."""
    last = max(table.cells, key=lambda cell: (cell.row, cell.column))
    if (
        source.media != "text/plain"
        or last.column == table.columns - 1
        or source.text[last.end :].strip()
        or not grid.rows
    ):
        return grid
    return replace(grid, rows=(*grid.rows[:-1], replace(grid.rows[-1], truncated=True)))


def known_heads(body: Body, source: Source, taken: list[Part]) -> list[Part]:
    """What look like the heads of tables outside the ranges `taken`, of which too few are known: short cells, at least
    three, in the first row that has as many."""
    found: list[Part] = []
    for table in source.tables:
        whole = body.part_of(table)
        if not any(part.start < whole.end and whole.start < part.end for part in taken):
            found += _likely_heads(body, table, _placed(body, table))
    return found


def _likely_heads(body: Body, table: Table, cells: Place) -> list[Part]:
    for row in range(min(_SEARCHED, table.rows - 1)):
        parts = list(dict.fromkeys(cells[row, c] for c in range(table.columns) if (row, c) in cells))
        if len(parts) >= _FEWEST_HEADS and all(len(body.seen(part).strip()) <= _LONGEST_HEAD for part in parts):
            return parts
    return []


def _grid(body: Body, table: Table) -> Grid | None:
    cells = _placed(body, table)
    part = body.part_of(table)
    head = _head_rows(body, table, cells) or _told_row(body, table, cells)
    if head is None:
        return _grid(body, _turned(table)) if _stands_upright(body, table, cells) else form(body, table, cells, part)
    first, last = head
    heads = tuple(_head(body, cells, column, first, last) for column in range(table.columns))
    concerns = tuple(_concern(body, cells, column, first, last) for column in range(table.columns))
    concerns = inferred.concerns_of(
        [body.seen(head) if head else "" for head in heads], concerns, _below(body, table, cells, last)
    )
    codes = [body.seen(cells[row, 0]) for row in range(last + 1, table.rows) if (row, 0) in cells]
    if concerns[0] != "number" and are_codes(codes):
        concerns = ("number", *concerns[1:])  # P1, P2… whatever stands above them
    return Grid(part, concerns, tuple(_rows(body, table, cells, concerns, last + 1, heads)), heads)


def _stands_upright(body: Body, table: Table, cells: Place) -> bool:
    """Whether the heads stand in the first column, and an entry in each of the others: 问题 | 甲 | 乙 above 时限 | … | …."""
    firsts = [cells.get((row, 0)) for row in range(table.rows)]
    known = [row for row, part in enumerate(firsts) if part and column_field(body, body.seen(part))]
    others = [[cells[row, c] for c in range(1, table.columns) if (row, c) in cells] for row in known]
    return (
        table.columns >= _FEWEST_HEADS
        and len({column_field(body, body.seen(part)) for part in firsts if part} - {None}) >= _FEWEST_HEADS
        and len(known) * 3 >= table.rows * 2
        and all(len(set(parts)) == table.columns - 1 for parts in others)
        and not any(column_field(body, body.seen(part)) for parts in others for part in parts)
    )


def _turned(table: Table) -> Table:
    """Columns for rows. Its cells lead back to the same characters."""
    cells = (
        replace(c, row=c.column, column=c.row, row_span=c.column_span, column_span=c.row_span) for c in table.cells
    )
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    return replace(table, rows=table.columns, columns=table.rows, cells=ordered)


def _below(body: Body, table: Table, cells: Place, last: int) -> list[list[str]]:
    """The texts below the heads, by column."""
    return [
        [body.seen(cells[row, c]) for row in range(last + 1, table.rows) if (row, c) in cells]
        for c in range(table.columns)
    ]


def _told_row(body: Body, table: Table, cells: Place) -> tuple[int, int] | None:
    """The first row of which each column has a cell of its own, where what stands below says what its words do not."""
    for row in range(min(_SEARCHED, table.rows - 1)):
        parts = [cells[row, c] for c in range(table.columns) if (row, c) in cells]
        if len(set(parts)) == table.columns:
            heads = [body.seen(part) for part in parts]
            known = [column_field(body, head) for head in heads]
            return (row, row) if inferred.told(heads, known, _below(body, table, cells, row)) else None
    return None


def _placed(body: Body, table: Table) -> Place:
    """Every place of the grid with the cell that covers it."""
    places: Place = {}
    for cell in table.cells:
        part = body.part_of(cell)
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                places.setdefault((row, column), part)
    return places


def _head_rows(body: Body, table: Table, cells: Place) -> tuple[int, int] | None:
    """First and last row of the heads: the first row with three known heads (two in a narrow table), and the one below
    where it brings heads of its own."""
    for row in range(min(_SEARCHED, table.rows)):
        known = _known(body, table, cells, row)
        filled = len({cells[row, c] for c in range(table.columns) if (row, c) in cells})
        units = sum(
            looks_like_unit(body.seen(part))
            for part in {cells[row, c] for c in range(table.columns) if (row, c) in cells}
        )
        if (
            len(known) >= 2
            and len(set(known)) >= 2
            and (len(known) + units) * 2 >= filled
            and (len(known) >= 3 or filled <= 3)
        ):
            return _lowest(body, table, cells, row)
    return None


def _lowest(body: Body, table: Table, cells: Place, row: int) -> tuple[int, int]:
    below = row + 1
    if below < table.rows:
        merged = any(cells.get((row, c)) == cells.get((below, c)) for c in range(table.columns) if (row, c) in cells)
        texts = [body.seen(cells[below, c]) for c in range(table.columns) if (below, c) in cells]
        if (
            len(set(_known(body, table, cells, below))) >= 2
            and all(len(t) <= 16 for t in texts)
            and (merged or _spread(cells, row))
        ):
            while below + 1 < table.rows and _shares_cell(table, cells, below):
                below += 1  # what reaches down from the heads shows that the row below is one of theirs
            return row, below
    return row, row


def _shares_cell(table: Table, cells: Place, row: int) -> bool:
    """Whether a cell stands both in a row and in the one below, among several that do not."""
    shared = [cells.get((row, c)) == cells.get((row + 1, c)) for c in range(table.columns) if (row, c) in cells]
    return any(shared) and not all(shared)


def _spread(cells: Place, row: int) -> bool:
    """Whether a head of the row covers several columns."""
    parts = [part for (r, _), part in cells.items() if r == row]
    return len(set(parts)) < len(parts)


def _known(body: Body, table: Table, cells: Place, row: int) -> list[str]:
    parts = dict.fromkeys(cells[row, c] for c in range(table.columns) if (row, c) in cells)
    return [concern for part in parts if (concern := column_field(body, body.seen(part)))]


def _head(body: Body, cells: Place, column: int, first: int, last: int) -> Part | None:
    """The lowest head of a column that is understood; the lowest where none is."""
    parts = [part for row in range(last, first - 1, -1) if (part := cells.get((row, column)))]
    return next((part for part in parts if column_field(body, body.seen(part))), parts[0] if parts else None)


def _concern(body: Body, cells: Place, column: int, first: int, last: int) -> str | None:
    """What a column is about: its lowest head, told apart by the one above it (责任单位 over 牵头 and 配合), else that one."""
    texts = [body.seen(part) for row in range(last, first - 1, -1) if (part := cells.get((row, column)))]
    own = column_field(body, texts[0]) if texts else None
    if own or len(set(texts)) < 2:
        return own
    below, above = texts[0].strip(), texts[-1].strip()
    return column_field(body, below + above) or column_field(body, above)


def _rows(
    body: Body, table: Table, cells: Place, concerns: tuple[str | None, ...], first: int, heads: tuple[Part | None, ...]
) -> list[Row]:
    found: list[Row] = []
    section: Part | None = None
    for row in range(first, table.rows):
        parts = {
            c: cells[row, c] for c in range(table.columns) if (row, c) in cells and body.seen(cells[row, c]).strip()
        }
        distinct = set(parts.values())
        if not distinct:
            continue
        if len(distinct) == 1 and table.columns > 2:
            section = next(iter(distinct))
            continue
        if _TOTALS.match(body.seen(parts[min(parts)]).strip()) or _repeats_head(body, parts, concerns):
            continue
        fields: dict[str, list[Part]] = {}
        for column, part in parts.items():
            concern = concerns[column] if column < len(concerns) else None
            if concern == inferred.MARKED:  # ★ under 市水务局: the head is the unit, the mark its role
                concern, part = inferred.role_of(body.seen(part)), heads[column] or part
            if concern and part not in fields.get(concern, []):
                fields.setdefault(concern, []).append(part)
        whole = Part(min(p.start for p in distinct), max(p.end for p in distinct))
        found.append(Row(fields, whole, section=section))
    return found


def _repeats_head(body: Body, parts: dict[int, Part], concerns: tuple[str | None, ...]) -> bool:
    """A page break repeats the heads."""
    same = [c for c, part in parts.items() if concerns[c] and column_field(body, body.seen(part)) == concerns[c]]
    return len(same) >= 2 and len(same) * 2 >= len(parts)
