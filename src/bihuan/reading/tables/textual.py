"""Tables of which only text is left: bars between cells, one cell a line, rows over several lines, cells lost."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from bihuan.reading.body import Body, Part
from bihuan.reading.structure.meanings import column_field
from bihuan.reading.tables import cells, glued, inferred, upright
from bihuan.reading.tables.grid import Grid, Row
from bihuan.reading.tables.stream import LONGEST_HEAD, OPENS_ROW, Cell, parted, regions, stream_of
from bihuan.reading.who.units import looks_like_unit

_FEWEST_HEADS = 3


def textual_grids(body: Body, taken: list[Part]) -> list[Grid]:
    """Tables in the text outside the ranges that are taken already."""
    free = (r for r in regions(body) if not any(t.start < r.end and t.end > r.start for t in taken))
    found = [grid for region in free for part in parted(body, region) if (grid := _grid(body, part))]
    bare = (upright.table(body, split, row_of) or glued.table(body)) if not found and not taken else None
    return [bare] if bare else found


def _grid(body: Body, region: Part) -> Grid | None:
    stream = stream_of(body, region)
    heads = _heads(body, stream)
    if heads is None:
        return None
    first, last = heads
    concerns = tuple(column_field(body, body.seen(c.part)) for c in stream[first:last])
    parted = split(body, stream[last:], concerns)
    whole_rows = [row for row in parted if len(row) == len(concerns)]
    concerns = inferred.concerns_of(
        [body.seen(c.part) for c in stream[first:last]],
        concerns,
        [[body.seen(row[k].part) for row in whole_rows] for k in range(len(concerns))],
    )
    firsts = [body.seen(cell.part) for cell in stream[last :: max(1, last - first)]]
    if concerns[0] != "number" and cells.are_codes(firsts):
        concerns = ("number", *concerns[1:])
    heads_of = [cell.part for cell in stream[first:last]]
    parted = split(body, stream[last:], concerns)
    none_lost = len(whole_rows) == len(parted) > 1
    rows = _sectioned(body, parted, lambda row: row_of(body, concerns, row, heads_of, none_lost))
    whole = Part(region.start, max([region.end, *(c.part.end for c in stream)]))
    cells_of_heads = tuple(cell.part for cell in stream[first:last])
    return Grid(whole, concerns, tuple(row for row in rows if row), cells_of_heads)


def _sectioned(body: Body, parted: list[list[Cell]], read: Callable[[list[Cell]], Row | None]) -> list[Row | None]:
    """The rows, each below the last line that was all of one cell: 一、市水务局(牵头2项)."""
    found: list[Row | None] = []
    section: Part | None = None
    for cells_of in parted:
        solid = [cell for cell in cells_of if body.seen(cell.part)]
        if len(cells_of) == 1 and solid and solid[0].ends_row:
            section = solid[0].part
        elif sum(bool(column_field(body, body.seen(cell.part))) for cell in cells_of) * 2 > len(cells_of):
            continue  # the heads once more
        elif row := read(cells_of):
            found.append(replace(row, section=section) if section else row)
    return found


def _heads(body: Body, stream: list[Cell]) -> tuple[int, int] | None:
    """The first run of cells that are heads of columns: mostly known words, none of them long."""
    for first, cell in enumerate(stream):
        if not column_field(body, body.seen(cell.part)):
            continue
        last, known = first, 0
        while last < len(stream) and (text := body.seen(stream[last].part)) and len(text) <= LONGEST_HEAD:
            if column_field(body, text) or (2 <= known == last - first and looks_like_unit(text)):
                known += 1
            elif OPENS_ROW.fullmatch(text) or known * 3 < (last - first) * 2:
                break
            last += 1
            if stream[last - 1].ends_row:
                break
        while last > first and not _is_head(body, stream[last - 1]):
            last -= 1
        if known >= _FEWEST_HEADS and known * 3 >= (last - first) * 2:
            return first, _end_of_line(body, stream, last)
    return _told_row(body, stream)


def _told_row(body: Body, stream: list[Cell]) -> tuple[int, int] | None:
    """The first row of cells, where all rows have as many and say what its words do not."""
    ends = [k + 1 for k, cell in enumerate(stream) if cell.ends_row]
    rows = [stream[a:b] for a, b in pairwise([0, *ends, len(stream)]) if a < b]
    if len(rows) < _FEWEST_HEADS or any(len(row) != len(rows[0]) for row in rows):
        return None
    texts = [[body.seen(cell.part) for cell in row] for row in rows]
    known = [column_field(body, head) for head in texts[0]]
    below = [list(column) for column in zip(*texts[1:], strict=True)]
    return (0, len(rows[0])) if inferred.told(texts[0], known, below) else None


def _end_of_line(body: Body, stream: list[Cell], last: int) -> int:
    """The heads go on to the end of their row where it is known to have one, be they known or not."""
    end = next((k + 1 for k in range(last - 1, len(stream)) if stream[k].ends_row), last)
    fit = all(0 < len(body.seen(cell.part)) <= LONGEST_HEAD for cell in stream[last:end])
    return end if fit and end - last <= last // 2 else last


def _is_head(body: Body, cell: Cell) -> bool:
    text = body.seen(cell.part)
    return bool(column_field(body, text) or looks_like_unit(text))


def split(body: Body, stream: list[Cell], concerns: tuple[str | None, ...]) -> list[list[Cell]]:
    """The stream cut into rows: before each cell that looks like a row's number where rows begin with one, else by the
    number of columns."""
    if any(cell.ends_row for cell in stream):
        ends = [k + 1 for k, cell in enumerate(stream) if cell.ends_row]
        return [stream[a:b] for a, b in pairwise([0, *ends, len(stream)]) if a < b]
    if concerns[0] == "number":
        rows: list[list[Cell]] = []
        previous = 0
        for k, cell in enumerate(stream):
            text = body.seen(cell.part)
            opens = bool(OPENS_ROW.fullmatch(text)) and (
                k == 0 or cell.line > stream[k - 1].line or _starts_line(body, cell)
            )
            number = int(m[0]) if (m := re.search(r"\d{1,5}", text)) and opens else previous
            if opens and (not rows or number != previous or len(rows[-1]) >= len(concerns) - 2):
                rows.append([])
                previous = number
            if rows:
                rows[-1].append(cell)
        if rows:
            return rows
    while stream and not body.seen(stream[0].part) and len(stream) % len(concerns):
        stream = stream[1:]
    return [stream[k : k + len(concerns)] for k in range(0, len(stream), len(concerns))]


def _starts_line(body: Body, cell: Cell) -> bool:
    start = body.folded.rfind("\n", 0, cell.part.start) + 1
    return not body.folded[start : cell.part.start].strip(" |")


def row_of(
    body: Body, concerns: tuple[str | None, ...], row: list[Cell], heads: Sequence[Part] = (), none_lost: bool = False
) -> Row | None:
    """`none_lost` where every row of the table has a cell for each head: then place decides, not looks."""
    parts = [c.part for c in row]
    texts = [body.seen(p) for p in parts]
    while texts and not texts[-1] and len(texts) > len(concerns):
        texts.pop(), parts.pop()
    if not any(texts):
        return None
    truncated = not row[-1].closed and bool(texts[-1]) and len(texts) < len(concerns)
    positional = list(range(len(texts)))
    if len(texts) == len(concerns) and (
        none_lost or not (cells.contradicts(concerns, texts) or _lacks_problem(concerns, texts))
    ):
        columns: list[int | None] = [*positional]
        found = "header"
    elif (truncated and not cells.contradicts(concerns[: len(texts)], texts)) or (
        len(texts) < len(concerns) and cells.suits(concerns, texts)  # its last cells are empty
    ):
        columns, found = [*positional], "header"
    else:
        columns, found = cells.aligned(concerns, texts), "types"
    fields: dict[str, list[Part]] = {}
    for part, column, text in zip(parts, columns, texts, strict=True):
        concern = concerns[column] if column is not None else None
        if column is not None and concern == inferred.MARKED:
            concern, part = inferred.role_of(text), heads[column]
        if concern and text:
            fields.setdefault(concern, []).append(part)
    solid = [p for p, t in zip(parts, texts, strict=True) if t]
    return Row(fields, Part(solid[0].start, solid[-1].end), found, truncated=truncated)


def _lacks_problem(concerns: tuple[str | None, ...], texts: list[str]) -> bool:
    """Whether the cell under the problem's head is empty while others hold prose: a cell may have been lost before it."""
    return "problem" in concerns and not texts[concerns.index("problem")]
