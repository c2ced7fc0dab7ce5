"""A list over several tables of which the first alone has heads: on the next page, behind a page number, on the next sheet."""

from bihuan.reading.body import Body
from bihuan.reading.expressions import expression
from bihuan.reading.numerals import cn_number
from bihuan.reading.source import Table
from bihuan.reading.tables import inferred
from bihuan.reading.tables.grid import Grid, Place

_COUNTS = expression(r"(?P<before>[^\d]*?)(?P<number>\d{1,6}|[一二三四五六七八九十]{1,3})(?P<behind>[^\d]{0,2})")
_ANSWERS = {"lead": "duty", "lead_assist": "duty", "assist": "duty"}
_ENOUGH = 2  # columns whose cells say what the heads above say


def goes_on(body: Body, table: Table, cells: Place, above: Grid) -> bool:
    """Whether the rows of a table without heads are further rows of the one above: they count on from its last number or,
    where no column counts, as many columns hold what its heads say."""
    if "number" in above.concerns:
        at = above.concerns.index("number")
        own = [body.seen(cells[row, at]) for row in range(table.rows) if (row, at) in cells]
        last = [body.seen(row.fields["number"][0]) for row in above.rows if row.fields.get("number")]
        return table.columns <= len(above.concerns) and bool(own and last) and _counts_on(last[-1], own[0])
    return table.columns == len(above.concerns) and _says_the_same(body, table, cells, above)


def _counts_on(last: str, first: str) -> bool:
    """Whether 2 stands behind 1, （二） behind （一）, B-8 behind B-7."""
    one, two = _COUNTS.fullmatch(last.strip()), _COUNTS.fullmatch(first.strip())
    return bool(
        one
        and two
        and (one["before"], one["behind"]) == (two["before"], two["behind"])
        and cn_number(two["number"]) == cn_number(one["number"]) + 1
    )


def _says_the_same(body: Body, table: Table, cells: Place, above: Grid) -> bool:
    columns = [
        [body.seen(cells[row, column]) for row in range(table.rows) if (row, column) in cells]
        for column in range(table.columns)
    ]
    told = inferred.concerns_of([""] * table.columns, [None] * table.columns, columns)
    pairs = [
        (_ANSWERS.get(own, own), _ANSWERS.get(head or "", head))
        for own, head in zip(told, above.concerns, strict=True)
        if own
    ]
    return len(pairs) >= _ENOUGH and all(own == head for own, head in pairs)
