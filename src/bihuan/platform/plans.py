"""How a database is asked for many rows. SQLite, which is given no statistics, is told how to look things up."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler


class Unindexed(Func):
    """A column that SQLite shall compare row by row, not look up in an index; PostgreSQL chooses for itself.

    `In(Unindexed("state"), values)` reads rows in the order asked for until enough are found, where SQLite would gather
    all rows of these values and sort them.
    """

    arity = 1

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, Any]:
        sql, params = compiler.compile(self.source_expressions[0])
        return (f"+{sql}" if connection.vendor == "sqlite" else sql), params


def among(keys: Iterable[int]) -> RawSQL:
    """The right side of `pk__in` for thousands of keys, sent as one value: as many parameters would take longer than what
    they are sent for."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def fetched(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """What a query of keys and counts finds, as the database gives it: thousands of numbers need nothing of Django's."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:  # no row can meet these conditions
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def keys_of(rows: QuerySet[Any, Any] | RawSQL, most: int) -> list[int]:
    """Up to `most` of the keys that a query of one column finds, in no order."""
    if not isinstance(rows, RawSQL):
        return [key for (key,) in fetched(rows[:most])]
    with connection.cursor() as cursor:
        cursor.execute(f"{rows.sql} LIMIT {most}", rows.params)
        return [key for (key,) in cursor.fetchall()]


def expected(rows: RawSQL) -> int:
    """How many rows PostgreSQL expects of a query by its statistics; 0 on SQLite, which is given none."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {rows.sql}", rows.params)
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


def sizes(queries: Sequence[QuerySet[Any, Any] | RawSQL], most: int, *, distinct: bool = False) -> list[int]:
    """How many rows each of these queries of one column finds, up to `most` of them, in one statement."""
    what = "COUNT(DISTINCT pk)" if distinct else "COUNT(*)"
    parts: list[str] = []
    values: list[Any] = []
    for rows in queries:
        try:
            sql, params = (rows.sql, rows.params) if isinstance(rows, RawSQL) else rows.query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(WITH found(pk) AS ({sql} LIMIT {most}) SELECT {what} FROM found)")  # noqa: S608  # a query that Django compiled, whose values go as parameters, or a constant; `most` is an integer
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


@dataclass(frozen=True, slots=True)
class First:
    """The first `most` rows in an order of columns, `falling` or rising, which come after the place `beyond` and whose columns
    in `met` have one of these values."""

    order: Sequence[str]
    most: int
    falling: bool = False
    beyond: Sequence[Any] | None = None
    met: Mapping[str, Collection[Any]] = field(default_factory=dict)

    def keys_from(self, table: str, model: type[Model]) -> tuple[str, list[Any]]:
        """The query for the place of each, from 1, and its key, with its parameters."""
        terms = [f"{name} IN ({_marks(values)})" for name, values in self.met.items()]
        params = [value for values in self.met.values() for value in values]
        if self.beyond is not None:
            terms.append(f"({', '.join(self.order)}) {'<' if self.falling else '>'} ({_marks(self.order)})")
            for name, value in zip(self.order, self.beyond, strict=True):
                params.append(model._meta.get_field(name).get_db_prep_value(value, connection))  # type: ignore[union-attr]  # rows are ordered by columns; get_field also knows relations, which have no value
        where = f" WHERE {' AND '.join(terms)}" if terms else ""
        order = ", ".join(f"{name} DESC" if self.falling else name for name in self.order)
        first = f"SELECT {', '.join(dict.fromkeys((*self.order, 'id')))} FROM {table}{where} ORDER BY {order} LIMIT {self.most}"  # noqa: S608  # table and columns are named by the callers' code, never by a request; values go as parameters
        return f"SELECT ROW_NUMBER() OVER (ORDER BY {order}), id FROM ({first}) first", params  # noqa: S608  # columns are named by the callers' code, never by a request; values go as parameters


def cells_and_first(rows: QuerySet[Any, Any], cell: str, first: First) -> tuple[dict[int, int], list[int]]:
    """Rows, which must not be ordered, counted by the values of a column, and the keys of the first few in their order: one
    pass for both."""
    try:
        sql, params = rows.values(*dict.fromkeys(("id", *first.order, *first.met, cell))).query.sql_with_params()
    except EmptyResultSet:
        return {}, []
    keys, more = first.keys_from("met", rows.model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH met AS MATERIALIZED ({sql}) SELECT 0, {cell}, COUNT(*) FROM met GROUP BY {cell} "  # noqa: S608  # the column is named by the callers' code, never by a request; Django compiled the rest
            f"UNION ALL SELECT placed.*, 0 FROM ({keys}) placed",
            [*params, *more],
        )
        found = cursor.fetchall()
    cells = {value: count for _place, value, count in found if count}
    return cells, [pk for _place, pk, count in sorted(found) if not count]


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def heads(
    queries: Mapping[str, QuerySet[Any, Any]], order: Sequence[str], most: int, *, dear: Collection[str]
) -> dict[str, tuple[int, list[int]]]:
    """Of each query that finds anything, how many rows it finds and the keys of the first few in an order of columns.

    One statement for all, of which each query is compiled once: Django takes longer to compile a dozen than a database to
    answer them. Those called `dear`, whose rows cost more to test than to sort, test each row once and are counted as they are
    sorted; the others are counted from one index and the first few read from another.
    """
    parts: list[str] = []
    values: list[Any] = []
    for key, rows in queries.items():
        try:
            sql, params = rows.order_by().values(*dict.fromkeys(("pk", *order))).query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append((_HEAD_ONCE if key in dear else _HEAD).format(sql=sql, order=", ".join(order), most=most))
        values += [key, *params] if key in dear else [key, *params, *params]
    found: dict[str, tuple[int, list[int]]] = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for key, total, pk in cursor.fetchall():
                found.setdefault(key, (total, []))[1].append(pk)
    return found


_HEAD = (
    "SELECT %s, (SELECT COUNT(*) FROM ({sql}) counted), pk "
    "FROM (SELECT pk FROM ({sql}) met ORDER BY {order} LIMIT {most}) first"
)
_HEAD_ONCE = "SELECT * FROM (SELECT %s, COUNT(*) OVER (), pk FROM ({sql}) met ORDER BY {order} LIMIT {most}) first"
