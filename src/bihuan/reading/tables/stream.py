"""A table in running text as a stream of cells: where it stands, where its cells begin, which line feeds end a row."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.numbers import ACCEPTED
from bihuan.reading.structure.meanings import column_field

_FEWEST_HEADS = 3
LONGEST_HEAD = 20
_FEWEST_ROWS = 2  # of as many bars as the heads have, and each on its line
OPENS_ROW = expression(
    r"(?:序号)? *[A-Z]{0,3}\d{1,5} *(?:\([^()]{1,16}\))?|第[一二三四五六七八九十百\d]{1,4}[项号]|" + ACCEPTED
)
_SECTION = expression(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|(?:责任|牵头|承办|整改)[一-鿿]{0,4}(?:单位|部门):"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands between two bars, `line` lines below the first of its table."""

    part: Part
    line: int
    closed: bool  # whether a bar follows
    ends_row: bool = False  # whether the row is known to end with it


def regions(body: Body) -> list[Part]:
    """Runs of lines with bars; two lines without one may stand between, as parts of a cell."""
    found: list[Part] = []
    gap = 3
    for line in body.lines:
        if "|" not in body.seen(line):
            gap += 1
            continue
        if found and gap <= 2:
            found[-1] = Part(found[-1].start, line.end)
        else:
            found.append(line)
        gap = 0
    return found


def parted(body: Body, region: Part) -> list[Part]:
    """The tables of a run of lines with bars: other heads, all on one line, open another one."""
    lines = [line for line in body.lines if region.start <= line.start < region.end]
    heads = [line for line in lines if _are_heads(body, line)]
    first = [line.start for k, line in enumerate(heads) if k and body.seen(line) != body.seen(heads[k - 1])]
    return [Part(a, b) for a, b in pairwise([region.start, *first, region.end])]


def _are_heads(body: Body, line: Part) -> bool:
    known = _known_cells(body, line)
    return known >= _FEWEST_HEADS and known * 3 >= len(body.seen(line).strip(" |").split("|")) * 2


def stream_of(body: Body, region: Part) -> list[Cell]:
    """The cells between bars, in order; the wording behind the last bar belongs to the table when its line does."""
    found: list[Cell] = []
    at, line = region.start, 0
    end = _end_of_last(body, region)
    framed = _framed(body, region)
    ends = framed or _row_ends(body, region)
    for bar in re.finditer(r"\||\n|\Z", body.folded[region.start : end]):
        stop = region.start + bar.start()
        if bar[0] == "\n" and stop not in ends:
            continue
        cell = Cell(body.trimmed(at, stop), line, bar[0] != "", bar[0] == "\n")
        outside = framed and not body.seen(cell.part) and (at - 1 in framed or stop in framed or at == region.start)
        if not outside:
            found.append(cell)
        elif found and stop in framed:
            found[-1] = replace(found[-1], ends_row=True)
        line += body.folded.count("\n", at, stop + (bar[0] == "\n"))
        at = stop + 1
    return found


def _framed(body: Body, region: Part) -> set[int]:
    """The line feeds between rows that have a bar at both ends, where the heads have them: | 序号 | 问题 | 时限 |. A row may
    go on over lines, its cells then have no bar at the break."""
    lines = [line for line in body.lines if region.start <= line.start < region.end]
    heads = next((line for line in lines if _known_cells(body, line) >= _FEWEST_HEADS), None)
    if heads is None or not (_opens_with_bar(body, heads) and _closes_with_bar(body, heads)):
        return set()
    return {
        body.folded.find("\n", line.end)
        for line, following in pairwise([*lines, heads])
        if _closes_with_bar(body, line) and _opens_with_bar(body, following)
    }


def _opens_with_bar(body: Body, line: Part) -> bool:
    return body.seen(line).startswith("|")


def _closes_with_bar(body: Body, line: Part) -> bool:
    return body.seen(line).endswith("|")


def _row_ends(body: Body, region: Part) -> set[int]:
    """The line feeds that end a row whose last cell has no bar behind it: 序号 | 问题 | 时限. A row may go on over lines until
    it has as many bars as the heads; an emptied end of a row leaves fewer, and the next line then has too many to join it."""
    lines = [line for line in body.lines if region.start <= line.start < region.end]
    heads = next((line for line in lines if _known_cells(body, line) >= _FEWEST_HEADS), None)
    bars_of = {body.seen(line).count("|") for line in lines}
    if heads is None and len(lines) > _FEWEST_ROWS and len(bars_of) == 1 and min(bars_of) >= _FEWEST_HEADS - 1:
        return {body.folded.find("\n", line.end) for line in lines}
    if heads is None or body.seen(heads).endswith("|") or body.seen(heads).startswith("|"):
        return set()
    columns = body.seen(heads).count("|")
    below = [line for line in lines if line.start >= heads.start]
    if len(below) > _FEWEST_ROWS and all(body.seen(line).count("|") == columns for line in below):
        return {body.folded.find("\n", line.end) for line in below}
    found: set[int] = set()
    bars = whole = 0
    for line, following in pairwise([*lines, Part(region.end, region.end)]):
        bars += body.seen(line).count("|")
        more = body.seen(following).count("|")
        opens = (
            bars * 2 >= columns
            and (more or bars >= columns)
            and OPENS_ROW.fullmatch(body.seen(following).split("|")[0].strip())
        )
        last = following.start == region.end
        if line == heads and more and not opens and _goes_on(body, line, following):
            heads, columns = following, columns + more
            continue
        section = not bars and more >= columns  # a line without bars above a whole row
        opens = opens or (bars >= columns and _SECTION.match(body.seen(following)))
        if line == heads or opens or section or (more and bars + more > columns) or (last and bars >= columns):
            found.add(body.folded.find("\n", line.end))
            whole += bars == columns or section
            bars = 0
    return found if whole * 3 >= len(found) * 2 else set()


def _goes_on(body: Body, heads: Part, line: Part) -> bool:
    """Whether the heads go on in the next line, be it within a word: … | 是否⏎属实 | 是否办结."""
    cells_of = [cell.strip() for cell in body.seen(line).split("|")]
    joined = body.seen(heads).rpartition("|")[2].strip() + cells_of[0]
    known = sum(bool(column_field(body, cell)) for cell in [joined, *cells_of[1:]])
    return known * 2 >= len(cells_of) and all(len(cell) <= LONGEST_HEAD for cell in cells_of)


def _known_cells(body: Body, line: Part) -> int:
    return sum(bool(column_field(body, cell.strip())) for cell in body.seen(line).split("|"))


def _end_of_last(body: Body, region: Part) -> int:
    """A last row that was cut off goes on to the end of its paragraph."""
    end = body.folded.find("\n", region.end)
    return end if end >= 0 else len(body.folded)
