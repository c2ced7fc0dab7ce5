"""Rows that a request names by id or number. What is not there is told by its key, in one query for many."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from bihuan.api.answers import unknown
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.models import Person, Unit


def one(kind: str, rows: Any, **by: object) -> Any:
    """The row with this key, or a refusal that names it."""
    row = rows.filter(**by).first()
    if row is None:
        raise unknown(kind, by.values())
    return row


def every(kind: str, rows: Any, name: str, keys: Iterable[object]) -> list[Any]:
    """The rows in the order of their keys."""
    wanted = list(keys)
    found = {getattr(row, name): row for row in rows.filter(**{f"{name}__in": wanted})}
    if missing := [key for key in wanted if key not in found]:
        raise unknown(kind, missing)
    return [found[key] for key in wanted]


def units(ids: Iterable[int | None]) -> dict[int, Unit]:
    """Units in use, by id."""
    return _by_id(_("单位"), Unit.objects.filter(active=True), ids)


def people(ids: Iterable[int | None]) -> dict[int, Person]:
    """People in service, by id."""
    return _by_id(_("人员"), Person.objects.filter(active=True), ids)


def unit(pk: int | None) -> Unit | None:
    return units([pk])[pk] if pk is not None else None


def person(pk: int | None) -> Person | None:
    return people([pk])[pk] if pk is not None else None


def _by_id(kind: str, rows: QuerySet[Any], ids: Iterable[int | None]) -> dict[int, Any]:
    wanted = list(dict.fromkeys(pk for pk in ids if pk is not None))
    return dict(zip(wanted, every(kind, rows, "pk", wanted), strict=True)) if wanted else {}
