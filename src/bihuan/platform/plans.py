"""How a database is asked for many rows. SQLite, which is given no statistics, is told how to look things up."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, QuerySet
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
