"""Full-text search in Chinese: a word of two characters is found, and one of one, without a dictionary.

A text is kept normalised, and indexed by its pairs of neighbouring characters: FTS5 on SQLite, a tsvector on PostgreSQL.
The index proposes rows that hold all pairs of what is sought; of longer words the kept text decides, so a find is always
a true substring, on both databases alike. What people type is never parsed as a query language: quotes, `*`, `-` and `%` mean
themselves.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from operator import add
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.models import F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

LONGEST_QUERY = 100
MOST_WORDS = 8

_RUN = re.compile(r"[^\W_]+")


def normalised(text: str) -> str:
    """Full width made half, capitals made small, any white space one space; NUL, which no database keeps, dropped."""
    folded = unicodedata.normalize("NFKC", text.replace("\0", "")).casefold()
    return " ".join(folded.split())


def grams(text: str) -> list[str]:
    """The terms under which a normalised text is indexed: pairs of neighbours, and the last character of each run."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        found.update(map(add, run, run[1:]))
        found.add(run[-1])
    return sorted(found)


def words(query: str) -> list[str]:
    """What a query asks for: its parts between spaces, all of which a text must hold. Too long a query is cut."""
    return list(dict.fromkeys(normalised(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The index of one table of kept texts, with the columns `key` (its primary key) and `text`."""

    table: str
    key: str

    @property
    def shadow(self) -> str:
        """The FTS5 table beside it (SQLite)."""
        return f"{self.table}_grams"

    @transaction.atomic
    def put(self, texts: Mapping[int, str]) -> None:
        """Keep the texts of these rows, and index them."""
        fresh = {pk: normalised(text) for pk, text in texts.items()}
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                self._put_sqlite(cursor, fresh)
            else:
                cursor.execute(
                    f'INSERT INTO "{self.table}" ("{self.key}", text, grams) '  # noqa: S608  # table and key are named by our own code, values are parameters
                    "SELECT pk, kept, array_to_tsvector(string_to_array(pairs, ' ')) "
                    "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS fresh(pk, kept, pairs) "
                    f'ON CONFLICT ("{self.key}") DO UPDATE SET text = EXCLUDED.text, grams = EXCLUDED.grams',
                    [list(fresh), list(fresh.values()), [" ".join(grams(text)) for text in fresh.values()]],
                )

    def _put_sqlite(self, cursor: Any, fresh: Mapping[int, str]) -> None:
        """The shadow keeps no copy of what it indexed, so it must be told what to take out."""
        kept: dict[int, str] = {}
        for some in _batches(list(fresh), 500):
            marks = ",".join(["%s"] * len(some))
            cursor.execute(f'SELECT "{self.key}", text FROM "{self.table}" WHERE "{self.key}" IN ({marks})', some)  # noqa: S608  # table and key are named by our own code, values are parameters
            kept.update(cursor.fetchall())
        fresh = {pk: text for pk, text in fresh.items() if kept.get(pk) != text}
        cursor.executemany(
            f'INSERT INTO "{self.shadow}" ("{self.shadow}", rowid, grams) VALUES (\'delete\', %s, %s)',  # noqa: S608  # table and key are named by our own code, values are parameters
            [(pk, " ".join(grams(kept[pk]))) for pk in fresh if pk in kept],
        )
        cursor.executemany(
            f'INSERT INTO "{self.table}" ("{self.key}", text) VALUES (%s, %s) '  # noqa: S608  # table and key are named by our own code, values are parameters
            f'ON CONFLICT ("{self.key}") DO UPDATE SET text = excluded.text',
            list(fresh.items()),
        )
        cursor.executemany(
            f'INSERT INTO "{self.shadow}" (rowid, grams) VALUES (%s, %s)',  # noqa: S608  # table and key are named by our own code, values are parameters
            [(pk, " ".join(grams(text))) for pk, text in fresh.items()],
        )

    @transaction.atomic
    def clear(self) -> None:
        """Forget everything; the caller puts every text again."""
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{self.table}"')  # noqa: S608  # table and key are named by our own code, values are parameters
            if connection.vendor == "sqlite":
                cursor.execute(f'INSERT INTO "{self.shadow}" ("{self.shadow}") VALUES (\'delete-all\')')  # noqa: S608  # table and key are named by our own code, values are parameters

    def proves(self, query: str) -> bool:
        """Whether the index alone finds exactly these rows, so that no text need be read."""
        wanted = words(query)
        return bool(_terms(wanted)) and all(map(_is_term, wanted))

    def finding(self, query: str) -> RawSQL | None:
        """The query for the keys of all rows whose text holds every word of `query`, in no order.

        None when the index cannot help, because nothing but signs is sought: then ask with `holds`.
        """
        wanted = words(query)
        terms = _terms(wanted)
        if not terms:
            return None
        unproven = [word for word in wanted if not _is_term(word)]
        if connection.vendor == "sqlite":
            match = " ".join(f'"{term}" *' if prefix else f'"{term}"' for term, prefix in terms)
            sql = f'SELECT "{self.shadow}".rowid FROM "{self.shadow}"'  # noqa: S608  # table and key are named by our own code, values are parameters
            if unproven:
                sql += f' CROSS JOIN "{self.table}" kept ON kept."{self.key}" = "{self.shadow}".rowid'
            sql += f' WHERE "{self.shadow}" MATCH %s' + " AND instr(kept.text, %s) > 0" * len(unproven)
        else:
            match = " & ".join(f"'{term}':*" if prefix else f"'{term}'" for term, prefix in terms)
            held = " AND strpos(text, %s) > 0" * len(unproven)
            sql = f'SELECT "{self.key}" FROM "{self.table}" WHERE grams @@ %s::tsquery{held}'  # noqa: S608  # table and key are named by our own code, values are parameters
        return RawSQL(sql, [match, *unproven])  # noqa: S611  # what people type goes in as parameters

    def resembling(self, phrases: Iterable[str], limit: int) -> list[int]:
        """The keys of up to `limit` rows whose text holds all pairs of at least one of these phrases: candidates for a
        closer look, not proven to hold the phrase itself."""
        each = [
            [term for term, prefix in _terms([normalised(phrase)]) if not prefix] for phrase in dict.fromkeys(phrases)
        ]
        wanted = [terms for terms in each if terms]
        if not wanted:
            return []
        if connection.vendor == "sqlite":
            match = " OR ".join("(" + " ".join(f'"{term}"' for term in terms) + ")" for terms in wanted)
            sql = f'SELECT rowid FROM "{self.shadow}" WHERE "{self.shadow}" MATCH %s LIMIT %s'  # noqa: S608  # table and key are named by our own code, values are parameters
        else:
            match = " | ".join("(" + " & ".join(f"'{term}'" for term in terms) + ")" for terms in wanted)
            sql = f'SELECT "{self.key}" FROM "{self.table}" WHERE grams @@ %s::tsquery LIMIT %s'  # noqa: S608  # table and key are named by our own code, values are parameters
        with connection.cursor() as cursor:
            cursor.execute(sql, [match, limit])
            return [pk for (pk,) in cursor.fetchall()]


def holds(query: str, field: str) -> Q:
    """The same condition on a kept text reached as `field`, for when most rows match and an index would not help."""
    wanted = Q()
    for word in words(query):
        # LIKE would fold the case of a text that is folded already, at five times the cost.
        wanted &= Q(GreaterThan(StrIndex(F(field), Value(word)), 0))
    return wanted


def _terms(wanted: Iterable[str]) -> list[tuple[str, bool]]:
    """Index terms that a text must have, and whether each is only the beginning of one."""
    terms: dict[tuple[str, bool], None] = {}
    for word in wanted:
        for run in _RUN.findall(word):
            if len(run) == 1:
                terms[run, True] = None
            terms.update(((first + second, False), None) for first, second in pairwise(run))
    return list(terms)


def _is_term(word: str) -> bool:
    """Whether the index alone proves that a text holds the word: it is a pair of neighbours, or one character."""
    return len(word) <= 2 and _RUN.fullmatch(word) is not None


def _batches(rows: list[int], size: int) -> Iterable[list[int]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))


class CreateSearchIndex(Operation):
    """A migration operation: gives the table of kept texts its index."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, key: str) -> None:
        self.table = table
        self.key = key

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        index = SearchIndex(self.table, self.key)
        if schema_editor.connection.vendor == "sqlite":
            # The ascii tokenizer takes every Chinese character for a letter, whatever Unicode version SQLite knows.
            statements = [
                f"CREATE VIRTUAL TABLE \"{index.shadow}\" USING fts5(grams, content='', detail='none', tokenize='ascii')"
            ]
        else:
            statements = [
                f'ALTER TABLE "{self.table}" ADD COLUMN grams tsvector',
                f'CREATE INDEX "{index.shadow}" ON "{self.table}" USING gin (grams)',
            ]
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        index = SearchIndex(self.table, self.key)
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f'DROP TABLE "{index.shadow}"', params=None)
        else:
            schema_editor.execute(f'ALTER TABLE "{self.table}" DROP COLUMN grams', params=None)

    def describe(self) -> str:
        return f"Index the texts of {self.table} by pairs of characters"
