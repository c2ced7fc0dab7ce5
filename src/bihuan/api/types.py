"""Kinds of values that come in and go out, each with the bounds of the column it ends in."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypeVar

from django.db.models import Manager
from django.http import HttpRequest
from ninja import Schema as NinjaSchema
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from bihuan.core import typed
from bihuan.core.workdays import FIRST, LAST
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account

Value = TypeVar("Value")


class In(NinjaSchema):
    """What comes in. A field that nobody knows is an error, never dropped in silence.

    Of typed text what nobody sees is left out (`core.typed`); `original` names the fields that hold words of a document.
    """

    model_config = ConfigDict(extra="forbid")
    original: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="after")
    @classmethod
    def _typed(cls, value: Any, info: ValidationInfo) -> Any:
        return value if info.field_name in cls.original else _tidy(value)


class Out(NinjaSchema):
    """What goes out, read from rows."""


class Row(BaseModel):
    """What goes out in lists of many: its fields are read from rows by pydantic itself, which takes half as long."""

    model_config = ConfigDict(from_attributes=True)


def _tidy(value: Any) -> Any:
    """Texts, lists and mappings of them; bodies within have been through their own."""
    if type(value) is str:  # a code is a str as well, and stays a code
        return typed.prose(value)
    if isinstance(value, list):
        return [_tidy(part) for part in value]
    if isinstance(value, dict):
        return {_tidy(key): _tidy(part) for key, part in value.items()}
    return value


Text = Annotated[str, Field(max_length=20_000)]
Line = Annotated[str, Field(max_length=160)]
Short = Annotated[str, Field(max_length=60)]
Number = Annotated[str, Field(min_length=1, max_length=60)]
Id = Annotated[int, Field(gt=0, lt=2**62)]
Version = Annotated[int, Field(ge=0, lt=2**31)]

Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
"""万元."""
Year = Annotated[int, Field(ge=FIRST.year, le=LAST.year)]
Days = Annotated[int, Field(ge=0, le=3650)]

Maybe = Annotated[Value | None, BeforeValidator(lambda value: None if value == "" else value)]
"""A code that a row may lack: empty text in the database, null outside."""


Owned = Annotated[list[Value], BeforeValidator(lambda rows: list(rows.all()) if isinstance(rows, Manager) else rows)]
"""Rows that belong to another."""


def account_of(request: HttpRequest) -> Account:
    """Who asks: every endpoint but the public ones has an account behind it."""
    account: Any = request.user
    if not isinstance(account, Account):
        raise TypeError("an endpoint without authentication asked for its account")
    return account


def viewer_of(request: HttpRequest) -> Viewer:
    return viewer_for(request.user)
