"""Reads the demo's TOML into frozen dataclasses, and says which entry of which file is wrong and why."""

import tomllib
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import Any, TypeVar

T = TypeVar("T")


class DemoDataError(ValueError):
    """An entry of the demo data that cannot be used. `where` names the file and the entry."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


def read_text(name: str) -> str:
    """The text of a data file in this package, e.g. `city.toml` or `documents/plan.toml`."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def read_toml(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(name))
    except tomllib.TOMLDecodeError as error:
        raise DemoDataError(name, f"not valid TOML: {error}") from error


def record(cls: type[T], raw: object, where: str) -> T:
    """Build the dataclass `cls` from a TOML table. Unknown, missing and wrongly typed fields raise DemoDataError."""
    if not isinstance(raw, dict):
        raise DemoDataError(where, f"expected a table, found {raw!r}")
    hints = typing.get_type_hints(cls)
    known = {f.name: f for f in fields(cls)}  # type: ignore[arg-type]  # every caller passes a dataclass
    if unknown := sorted(set(raw) - set(known)):
        raise DemoDataError(where, f"unknown field {', '.join(unknown)}; known: {', '.join(known)}")
    values = {}
    for name, field in known.items():
        if name in raw:
            values[name] = _value(hints[name], raw[name], f"{where}.{name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise DemoDataError(where, f"field {name} is missing")
    return cls(**values)


def records(cls: type[T], raw: object, where: str) -> tuple[T, ...]:
    """The same for an array of tables; each error names the entry by its index, from 1."""
    if not isinstance(raw, list):
        raise DemoDataError(where, f"expected an array, found {raw!r}")
    return tuple(record(cls, entry, f"{where}[{index}]") for index, entry in enumerate(raw, 1))


def _value(hint: Any, raw: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin is types.UnionType:
        return _value(next(part for part in typing.get_args(hint) if part is not types.NoneType), raw, where)
    if origin is tuple:
        return _tuple(typing.get_args(hint), raw, where)
    if origin is dict:
        inner = typing.get_args(hint)[1]
        return {key: _value(inner, entry, f"{where}.{key}") for key, entry in raw.items()}
    if is_dataclass(hint):
        return record(typing.cast(type[Any], hint), raw, where)
    if hint is Decimal:
        return _decimal(raw, where)
    if type(raw) is not hint:
        raise DemoDataError(where, f"expected {hint.__name__}, found {raw!r}")
    return raw


def _tuple(parts: tuple[Any, ...], raw: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise DemoDataError(where, f"expected an array, found {raw!r}")
    if parts[-1] is Ellipsis:
        return tuple(_value(parts[0], entry, f"{where}[{index}]") for index, entry in enumerate(raw, 1))
    if len(raw) != len(parts):
        raise DemoDataError(where, f"expected {len(parts)} values, found {len(raw)}")
    return tuple(_value(part, entry, where) for part, entry in zip(parts, raw, strict=True))


def _decimal(raw: Any, where: str) -> Decimal:
    """Money is written as a string, so that no binary fraction ever stands for it."""
    if not isinstance(raw, str):
        raise DemoDataError(where, f'write money as a string such as "120.50", found {raw!r}')
    try:
        return Decimal(raw)
    except InvalidOperation as error:
        raise DemoDataError(where, f"{raw!r} is not a number") from error
