"""Queries of one shape that are asked again and again: built and compiled once, given other values each time.

Django takes ten times as long to compile a query of a few parts as a database to answer it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldError
from django.db import connection
from django.db.models import CharField, DateField, DateTimeField, Field, IntegerField, JSONField, Model, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler


class Given(Value):
    """The place of a value in a `Prepared` query; `field` tells how the database takes it."""

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


def given_key(name: str) -> Given:
    """The place of a primary key, or of None, which no row meets."""
    return Given(name, IntegerField())


def given_keys(name: str) -> RawSQL:
    """The place of a list of primary keys, as the right side of `__in`, however many they are (see `plans.among`)."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [Given(name, JSONField())])
    return RawSQL("SELECT unnest(%s::bigint[])", [Given(name, Field())])


def given_day(name: str) -> Given:
    return Given(name, DateField())


def given_moment(name: str) -> Given:
    return Given(name, DateTimeField())


def given_word(name: str) -> Given:
    return Given(name, CharField())


class Prepared:
    """`build` makes the query of values, with a `Given` wherever a value is still open.

        OPEN = Prepared(lambda: Notice.objects.filter(task=given_key("task")).values_list("pk", "starts_on"))
        OPEN.rows(task=7)  # [(3, date(2026, 5, 4))]

    It must not depend on anything but what is given: a day that is taken from the clock would stay for ever. A query that
    names no columns finds objects, with those of `select_related`:

        ACCOUNT = Prepared(lambda: Account.objects.filter(pk=given_key("pk")).select_related("person"))
        ACCOUNT.objects(pk=7)  # [<Account>]
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build

    def rows(self, **values: object) -> list[tuple[Any, ...]]:
        """What the query finds for these values, which are exactly those that it leaves open (else FieldError)."""
        compiler, sql, params, converters = self._compiled
        if (wanted := {param.value for param in params if isinstance(param, Given)}) != values.keys():
            raise FieldError(f"this query is asked with {sorted(wanted)}, not with {sorted(values)}")
        with connection.cursor() as cursor:
            cursor.execute(sql, [_prepared(param, values) for param in params])
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found

    def objects(self, **values: object) -> list[Any]:
        """The same as objects of the query's model."""
        found = []
        model, names, columns, related = self._made
        for row in self.rows(**values):
            made = model.from_db(connection.alias, names, row[columns])
            for populator in related:
                populator.populate(row, made)
            found.append(made)
        return found

    @cached_property
    def _compiled(self) -> tuple[SQLCompiler, str, tuple[Any, ...], dict[int, Any]]:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return compiler, sql, tuple(params), compiler.get_converters([shown for shown, *_ in compiler.select or ()])

    @cached_property
    def _made(self) -> tuple[type[Model], list[str], slice, list[Any]]:
        """The model, its attributes and where they stand in a row, and what makes the objects beside it from the rest."""
        compiler, *_rest = self._compiled
        select, shape = compiler.select or [], compiler.klass_info or {}
        columns = slice(shape["select_fields"][0], shape["select_fields"][-1] + 1)
        names = [column.target.attname for column, *_ in select[columns]]
        related = get_related_populators(shape, select, connection.alias)  # type: ignore[call-arg]  # the stubs describe a newer Django, where it takes one argument more
        return shape["model"], names, columns, related


def _prepared(param: Any, values: dict[str, object]) -> Any:
    if not isinstance(param, Given):
        return param
    return param.output_field.get_db_prep_value(values[param.value], connection)
