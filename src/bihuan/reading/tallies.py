"""Tables of figures of which only text is left: 州市 | 总计 | 来电, or one cell a line: each figure with its row and column."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression

_CELL = expression(r"[^|\n]+")
_FIGURE = expression(r"\d{1,9}(?:\.\d{1,4})?(?P<unit>%|[件个项家人起宗])?")
_NAME = expression(r"[^\d,。;:!?]{1,16}|[^\d,。;!?]{1,10}\([^()]{1,6}\)")
_PAIR = expression(r"(?P<name>[^\d|,。;:!?]{1,16}?)[ :]+(?P<figure>\d{1,9}[件个项家]?)")  # 大气 20
_FEWEST_FIGURES = 4
_FEWEST_ROWS = 3  # where no bars show that it is a table


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `part`, of the row and the column that these words name; no head where the columns do not come out."""

    part: Part
    row: str
    head: str


def figures(body: Body) -> Iterator[Figure]:
    """The figures of such tables, in order; numbers that count the rows are none."""
    for cells, barred in _runs(body):
        rows = _rows(body, cells)
        widths = {len(row) for _, row in rows}
        if sum(len(row) for _, row in rows) < _FEWEST_FIGURES or not (barred or len(widths) == 1):
            continue
        if not barred and len(rows) < _FEWEST_ROWS:
            continue
        heads = _heads(body, cells, widths.pop()) if len(widths) == 1 else []
        for name, row in rows:
            for k, part in enumerate(row):
                yield Figure(part, name, heads[k] if heads else "")


def _runs(body: Body) -> Iterator[tuple[list[Part], bool]]:
    """Runs of lines all of whose cells are names or figures, and whether bars stand between them."""
    run: list[Part] = []
    barred = False
    for line in body.lines:
        pair = _PAIR.fullmatch(body.folded, line.start, line.end)
        bounds = [m.span() for m in _CELL.finditer(body.folded, line.start, line.end)]
        parted = [pair.span("name"), pair.span("figure")] if pair else bounds
        cells = [part for span in parted if (part := body.trimmed(*span, " ")).end > part.start]
        if all(_FIGURE.fullmatch(text := body.seen(cell)) or _NAME.fullmatch(text) for cell in cells):
            run += cells
            barred = barred or "|" in body.seen(line)
            continue
        yield run, barred
        run, barred = [], False
    yield run, barred


def _rows(body: Body, cells: list[Part]) -> list[tuple[str, list[Part]]]:
    """Each name with the figures behind it."""
    rows: list[tuple[str, list[Part]]] = []
    texts = [body.seen(cell) for cell in cells]
    names = [k for k, text in enumerate(texts) if not _FIGURE.fullmatch(text)]
    before = [texts[k - 1] for k in names if k and k - 1 not in names]
    numbered = before[:1] == ["1"]  # else what stands before a name is the last figure of the row above
    for cell, (text, following) in zip(cells, pairwise([*texts, "0"]), strict=True):
        if not _FIGURE.fullmatch(text):
            rows.append((text, []))
        elif rows and not (numbered and _counts(text, rows) and not _FIGURE.fullmatch(following)):
            rows[-1][1].append(cell)
    return [(name, row) for name, row in rows if row]


def _counts(text: str, rows: list[tuple[str, list[Part]]]) -> bool:
    """Whether a figure before a name is the number of its row."""
    return text == str(sum(bool(row) for _, row in rows) + 1)


def _heads(body: Body, cells: list[Part], width: int) -> list[str]:
    """The last names before the first row, one for each of its figures."""
    texts = [*(body.seen(cell) for cell in cells), ""]
    first = next((k for k, text in enumerate(texts) if _FIGURE.fullmatch(text)), 0)
    if texts[first] == "1" and _NAME.fullmatch(texts[first + 1]):  # the number of the row comes first
        return texts[first - width : first] if first > width else []
    return texts[first - 1 - width : first - 1] if first > width + 1 else []
