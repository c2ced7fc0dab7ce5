"""Kinds of values that come in and go out, each with the bounds of the column it ends in."""

from decimal import Decimal
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from ninja import Schema as NinjaSchema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account

Value = TypeVar("Value")


class In(NinjaSchema):
    """What comes in. A field that nobody knows is an error, never dropped in silence."""

    model_config = ConfigDict(extra="forbid")


class Out(NinjaSchema):
    """What goes out, read from rows."""


def _printable(text: str) -> str:
    """PostgreSQL keeps no NUL."""
    if "\0" in text:
        raise ValueError("must not contain NUL characters")
    return text


Text = Annotated[str, Field(max_length=20_000), AfterValidator(_printable)]
Line = Annotated[str, Field(max_length=160), AfterValidator(_printable)]
Short = Annotated[str, Field(max_length=60), AfterValidator(_printable)]
Number = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_printable)]
Id = Annotated[int, Field(gt=0, lt=2**62)]
Version = Annotated[int, Field(ge=0, lt=2**31)]

Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
"""万元."""
Days = Annotated[int, Field(ge=0, le=3650)]

Maybe = Annotated[Value | None, BeforeValidator(lambda value: None if value == "" else value)]
"""A code that a row may lack: empty text in the database, null outside."""


def account_of(request: HttpRequest) -> Account:
    """Who asks: every endpoint but the public ones has an account behind it."""
    account: Any = request.user
    if not isinstance(account, Account):
        raise TypeError("an endpoint without authentication asked for its account")
    return account


def viewer_of(request: HttpRequest) -> Viewer:
    return viewer_for(request.user)
