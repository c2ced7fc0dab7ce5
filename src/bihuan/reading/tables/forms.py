"""Forms: labels and their values side by side, in two or four columns."""

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.source import Table
from bihuan.reading.structure.meanings import column_field
from bihuan.reading.tables.grid import Grid, Place, Row

_COUNTED = expression(r"[【\[(]?(?P<what>[一-鿿]{2,6}?) ?[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)】\]]?[:]?")
_FIGURE = expression(r"\d[\d.,]*(?:%|[件个项家人起宗吨亩])?")


def form(body: Body, table: Table, cells: Place, part: Part) -> Grid | None:
    """The entries of a form, None for what is none. A label that returns opens a new entry."""
    if _tells_figures(body, table, cells):
        return None
    rows: list[Row] = []
    fields: dict[str, list[Part]] = {}
    known = 0
    for row in range(table.rows):
        line = list(dict.fromkeys(cells[row, c] for c in range(table.columns) if (row, c) in cells))
        if len(line) == 1 and _counts_problem(body, line[0]):  # 整改任务(2) above the lines of an entry
            known += 1
            rows += [Row(fields, part)] if fields else []
            fields = {"number": line}
            continue
        for label, value in zip(line[::2], line[1::2], strict=False):
            concern = column_field(body, body.seen(label))
            counted = _counts_problem(body, label)
            if counted:
                concern = "problem"  # 问题1 | …: the label is the number too
            if concern is None:
                continue
            known += 1
            if concern in fields and concern in ("problem", "number"):
                rows.append(Row(fields, part))
                fields = {}
            if counted:
                fields.setdefault("number", [label])
            if body.seen(value).strip():
                fields.setdefault(concern, []).append(value)
    if known < 2 or known * 2 < table.rows:
        return None
    return Grid(part, (), (*rows, Row(fields, part)))


def _tells_figures(body: Body, table: Table, cells: Place) -> bool:
    """Whether most cells below the first row and behind the first column are figures or shares."""
    inner = [body.seen(part).strip() for (row, column), part in cells.items() if row and column]
    figures = sum(bool(_FIGURE.fullmatch(text)) for text in inner)
    return table.columns > 2 and figures > 1 and figures * 2 > len(inner)


def _counts_problem(body: Body, cell: Part) -> bool:
    """Whether a cell says which problem or task of several is meant: 问题1, 整改任务(2)."""
    counted = _COUNTED.fullmatch(body.seen(cell).strip())
    return bool(counted and column_field(body, counted["what"]) == "problem")
