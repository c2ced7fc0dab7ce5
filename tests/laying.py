"""What one test made through the services is laid down again for the next, row by row: the small world, and its states.

Walking a task to its closure takes some six hundred queries; writing the rows that came of it takes a few dozen. A
world is laid only into an empty database and on the day that it was made; a walk only where nobody wrote since. In
every other case everything is done anew, so a test sees no difference but in time.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from bihuan.ledger.searching import INDEX
from bihuan.platform import clock

Row = tuple[Any, ...]
Rows = Mapping[str, Mapping[Row, Row]]
"""Of every table, its rows by primary key."""
BEGINNING = "the world"
READING = ("SELECT", "SAVEPOINT", "RELEASE", "EXPLAIN", "PRAGMA")
# Signing in is no part of any state.
BESIDE = ('"django_session"', '"org_account" SET "last_login"')
# Written by migrations alone, or not readable as rows.
LEFT_OUT = ("django_", "auth_", "sqlite_")


@dataclass(frozen=True)
class Kept:
    rows: Rows
    moment: datetime


@dataclass
class Laid:
    """What the database of this test holds: a kept state, or None once somebody else wrote."""

    made_at: datetime
    at: str | None = BEGINNING
    by: object = None
    states: dict[str, Kept] = field(default_factory=dict)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.at and not sql.lstrip().upper().startswith(READING) and not any(name in sql for name in BESIDE):
            self.at = None
        return execute(sql, params, many, context)

    def keep(self, name: str, moment: datetime) -> None:
        self.at = name
        if name not in self.states:
            self.states[name] = Kept(read(), moment)

    def go_to(self, name: str) -> datetime:
        """Write what lies between here and that state; its moment."""
        assert self.at
        wanted = self.states[name]
        write(self.states[self.at].rows, wanted.rows)
        self.at = name
        return wanted.moment


_kept: dict[Callable[[], Any], tuple[Laid, bytes]] = {}


@contextmanager
def laid_down(make: Callable[[], Any]) -> Iterator[tuple[Any, Laid]]:
    """What `make` makes, from the rows of the first time where that can be; and a watch over the database."""
    known = _kept.get(make)
    if not _empty():
        laid, made = Laid(clock.now(), at=None), make()
    elif known and _still_good(known[0]):
        laid = Laid(known[0].made_at, states=known[0].states)
        made = pickle.loads(known[1])  # noqa: S301 - what this process dumped
        write({}, laid.states[BEGINNING].rows)
    else:
        laid = Laid(clock.now())
        made = make()
        laid.keep(BEGINNING, laid.made_at)
        _kept[make] = laid, pickle.dumps(made)
    with connection.execute_wrapper(laid):
        yield made, laid


def _still_good(laid: Laid) -> bool:
    now = clock.now()
    return laid.made_at <= now and timezone.localdate(laid.made_at) == timezone.localdate(now)


@cache
def _tables() -> Mapping[str, tuple[list[int], list[str]]]:
    """Of every table whose rows services write: where the primary key stands among its columns, and all columns."""
    look = connection.introspection
    generated = {
        (model._meta.db_table, column.column)
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if column.generated
    }
    found: dict[str, tuple[list[int], list[str]]] = {}
    with connection.cursor() as cursor:
        for table in look.table_names(cursor):
            if table.startswith(LEFT_OUT) or "_grams" in table:
                continue
            cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')  # noqa: S608 - our own tables
            columns = [name for name, *_ in cursor.description if (table, name) not in generated]
            key = look.get_primary_key_columns(cursor, table) or columns
            found[table] = ([columns.index(name) for name in key], columns)
    return found


def _empty() -> bool:
    parts = " UNION ALL ".join(f'SELECT EXISTS (SELECT 1 FROM "{table}")' for table in _tables())  # noqa: S608 - our own tables
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return not any(there for (there,) in cursor.fetchall())


def read() -> Rows:
    """Every row of every table, as the database gives it."""
    rows: dict[str, Mapping[Row, Row]] = {}
    with connection.cursor() as cursor:
        for table, (key, columns) in _tables().items():
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(f'SELECT {names} FROM "{table}"')  # noqa: S608 - our own tables
            if found := {tuple(row[place] for place in key): tuple(row) for row in cursor.fetchall()}:
                rows[table] = found
    return rows


def write(here: Rows, wanted: Rows) -> None:
    """Turn the rows that are here into those that are wanted."""
    with connection.cursor() as cursor:
        for table, (key, columns) in _tables().items():
            old, new = here.get(table, {}), wanted.get(table, {})
            if old == new:
                continue
            if table == INDEX.table:  # its index has rows that cannot be read
                text = columns.index("text")
                INDEX.put({row[key[0]]: row[text] for pk, row in new.items() if old.get(pk) != row})
                continue
            where = " AND ".join(f'"{columns[place]}" = %s' for place in key)
            names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
            settings = ", ".join(f'"{name}" = %s' for name in columns)
            gone = [pk for pk in old if pk not in new]
            changed = [(*row, *pk) for pk, row in new.items() if old.get(pk, row) != row]
            come = [row for pk, row in new.items() if pk not in old]
            cursor.executemany(f'DELETE FROM "{table}" WHERE {where}', gone)  # noqa: S608 - our own tables
            cursor.executemany(f'UPDATE "{table}" SET {settings} WHERE {where}', changed)  # noqa: S608 - our own tables
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', come)  # noqa: S608 - our own tables
