"""Rows that nobody changes, not even the program: refusals that the database itself holds."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class RefuseChange(Operation):
    """A migration operation: from now on the database refuses `deeds` on `table`.

    `deeds` are "DELETE", "UPDATE" (any column), "UPDATE OF a, b" (these columns, when their value changes) and
    "TRUNCATE" (PostgreSQL; SQLite has none). Put it last: SQLite loses a table's triggers when a later operation remakes
    the table.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, deeds: tuple[str, ...]) -> None:
        self.table = table
        self.deeds = deeds

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in install(schema_editor.connection.vendor, self.table, self.deeds):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in remove(schema_editor.connection.vendor, self.table, self.deeds):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Refuse {', '.join(self.deeds)} on {self.table}"


def install(vendor: str, table: str, deeds: tuple[str, ...]) -> list[str]:
    """The statements that put the refusals of a table in place."""
    if vendor == "sqlite":
        return [_sqlite(table, deed) for deed in deeds if deed != "TRUNCATE"]
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    return [function, *(_postgresql(table, deed) for deed in deeds)]


def remove(vendor: str, table: str, deeds: tuple[str, ...]) -> list[str]:
    """The statements that take them away again; for going back, and for emptying a test's database."""
    there = [deed for deed in deeds if vendor != "sqlite" or deed != "TRUNCATE"]
    place = "" if vendor == "sqlite" else f' ON "{table}"'
    return [f'DROP TRIGGER IF EXISTS "{_name(table, deed)}"{place}' for deed in there]


def _name(table: str, deed: str) -> str:
    return f"{table}_refuses_{deed.split()[0].lower()}"


def _columns(deed: str) -> list[str]:
    return [name.strip() for name in deed.partition(" OF ")[2].split(",") if name.strip()]


def _sqlite(table: str, deed: str) -> str:
    changed = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in _columns(deed))
    return (
        f'CREATE TRIGGER "{_name(table, deed)}" BEFORE {deed} ON "{table}" FOR EACH ROW '
        f"{f'WHEN {changed} ' if changed else ''}"
        f"BEGIN SELECT RAISE(ABORT, '{deed.split()[0]} on {table} is refused'); END"
    )


def _postgresql(table: str, deed: str) -> str:
    changed = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in _columns(deed))
    each = "STATEMENT" if deed == "TRUNCATE" else "ROW"
    return (
        f'CREATE TRIGGER "{_name(table, deed)}" BEFORE {deed} ON "{table}" FOR EACH {each} '
        f"{f'WHEN ({changed}) ' if changed else ''}EXECUTE FUNCTION refuse_change()"
    )
