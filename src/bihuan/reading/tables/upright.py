"""A table pasted upright: one cell a line without bars, its heads above each other, narrow cells over several lines."""

from collections.abc import Callable

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.structure.meanings import column_field
from bihuan.reading.tables import cells
from bihuan.reading.tables.grid import Grid, Row
from bihuan.reading.tables.stream import LONGEST_HEAD, OPENS_ROW, Cell
from bihuan.reading.vocabulary.wordings import concern_of

_FEWEST_HEADS = 4
_NO_HEAD = expression(r"[,。;:!?\d]")
_DATE_LINE = expression(r"\d{4}年\d{1,2}月\d{1,2}日")
_BEHIND = ("注:", "说明:", "附件", "公示时间:", "公示期", "监督电话:", "举报电话:", "联系电话:")
_DAYS = frozenset(("deadline", "actual_date"))
_MOST_PIECES = 3
_MOST_PIECES_OF_A_CELL = 20
_LEFT_OUT, _LOST = -0.6, -2.5  # a column without a cell, a piece of none
_WITHIN, _ACROSS_END = -0.05, -0.4  # joining two pieces of a sentence, and of two
_STOPPED = expression(r"[。!?;]$")
_GOES_ON = expression("[及和与、/]")

Concerns = tuple[str | None, ...]
Split = Callable[[Body, list[Cell], Concerns], list[list[Cell]]]
RowOf = Callable[[Body, Concerns, list[Cell]], Row | None]


def table(body: Body, split: Split, row_of: RowOf) -> Grid | None:
    """The first table of a text without bars: at least four heads on lines of their own, then the values of each row."""
    lines = body.lines
    known = [column_field(body, text) if len(text := body.seen(line)) <= LONGEST_HEAD else None for line in lines]
    for first in range(len(lines) - _FEWEST_HEADS):
        heads, last = _heads(body, lines, known, first)
        if len(heads) < _FEWEST_HEADS or (heads[0] != "number" == heads[1]):  # 整改任务清单 above 序号 is the title
            continue
        return _grid(body, lines, heads, first, last, split, row_of)
    return None


def _heads(body: Body, lines: list[Part], known: list[str | None], first: int) -> tuple[Concerns, int]:
    """The heads that begin with the line `first` and where they end; one in four may be unknown, neither the first nor
    the last. A head may be broken over lines: 责任⏎单位."""
    heads: list[str | None] = []
    last = end = first
    while last < len(lines):
        pieces, concern = _head(body, lines, known, last)
        unknown = heads.count(None)
        short = len(body.seen(lines[last])) <= LONGEST_HEAD and not _NO_HEAD.search(body.seen(lines[last]))
        if not concern and (not heads or not short or (unknown + 1) * 4 > len(heads) + 2):
            break
        heads.append(concern)
        last += pieces
        end = last if concern else end
    while heads and not heads[-1]:
        heads.pop()
    return tuple(heads), end


def _head(body: Body, lines: list[Part], known: list[str | None], at: int) -> tuple[int, str | None]:
    """How many lines the head at `at` takes, and its concern: as few as make it known, more where the next goes on it."""
    for pieces in range(2, _MOST_PIECES + 1):
        words = [body.seen(line) for line in lines[at : at + pieces]]
        if len(words) < pieces or any(map(_NO_HEAD.search, words)):
            break
        if known[at] and not _GOES_ON.match(words[1]):
            break
        if joined := concern_of("".join(words)):
            return pieces, joined
    return 1, known[at]


def _grid(
    body: Body, lines: list[Part], concerns: Concerns, first: int, last: int, split: Split, row_of: RowOf
) -> Grid | None:
    """Rows that a number opens; else rows of as many lines as there are heads, when these come out even."""
    values = [Cell(line, k, True) for k, line in enumerate(lines[last : _end(body, lines, last, concerns)])]
    numbered = concerns[0] == "number" and values and OPENS_ROW.fullmatch(body.seen(values[0].part))
    if not numbered and (concerns[0] == "number" or not values or len(values) % len(concerns)):
        return None
    parted = split(body, values, concerns)
    rows = [row for these in parted if (row := row_of(body, concerns, _pieced(body, concerns, these)))]
    if not numbered and any(row.found != "header" for row in rows):
        return None
    return Grid(Part(lines[first].start, values[-1].part.end), concerns, tuple(rows))


def _pieced(body: Body, concerns: Concerns, row: list[Cell]) -> list[Cell]:
    """The cells of a row, with those put together again that were broken over lines; only where there are too many."""
    if not len(concerns) < len(row) <= len(concerns) * _MOST_PIECES_OF_A_CELL:
        return row
    taken = _taken(concerns, [body.seen(cell.part) for cell in row])
    return [Cell(Part(row[a].part.start, row[b - 1].part.end), row[a].line, True) for a, b in taken]


def _taken(concerns: Concerns, texts: list[str]) -> list[tuple[int, int]]:
    """The half-open range of pieces of each cell: their joined words suit the columns best, and a cell rather ends where
    a sentence does."""
    width = len(concerns)
    best: list[list[tuple[float, list[tuple[int, int]]]]] = [[(0.0, [])] * (width + 1) for _ in range(len(texts) + 1)]
    for i in range(len(texts) + 1):
        for k in range(width + 1):
            options = [(best[i][k - 1][0] + _LEFT_OUT, best[i][k - 1][1])] if k else []
            for j in range(max(0, i - _MOST_PIECES_OF_A_CELL), i) if k else ():
                value, cut = best[j][k - 1]
                options.append((value + _worth(concerns[k - 1], texts[j:i]), [*cut, (j, i)]))
            if i:
                options.append((best[i - 1][k][0] + _LOST, best[i - 1][k][1]))
            best[i][k] = max(options, key=lambda option: option[0], default=(0.0, []))
    return best[-1][-1][1]


def _worth(concern: str | None, pieces: list[str]) -> float:
    inner = sum(_ACROSS_END if _STOPPED.search(piece) else _WITHIN for piece in pieces[:-1])
    stopped = len(pieces[-1]) < LONGEST_HEAD or _STOPPED.search(pieces[-1])
    return cells.fit(concern, "".join(pieces)) + inner + (0 if stopped else _ACROSS_END)


def _end(body: Body, lines: list[Part], first: int, concerns: Concerns) -> int:
    """Where the values stop: at a date that stands alone where no column of days nor the last cell of a row is, a note or
    the end."""
    for k in range(first, len(lines)):
        column = (k - first) % len(concerns)
        due = concerns[column] in _DAYS or column == len(concerns) - 1
        dated = _DATE_LINE.fullmatch(body.seen(lines[k])) and not due
        if dated or body.seen(lines[k]).startswith(_BEHIND):
            return k
    return len(lines)
