"""Which tasks are asked for: one filter, read from an address and written back to one.

Home, wall chart, API and list all speak of rows by a `TaskFilter`, so that a figure links to exactly its rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlencode

from django.urls import reverse

from bihuan.core.codes import (
    Code,
    Colour,
    DutyRole,
    ProblemCategory,
    ProblemLevel,
    ProgressStatus,
    RecheckStanding,
    State,
    TermClass,
)
from bihuan.core.reasons import Reason
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import YEARS
from bihuan.ledger.columns import COLUMNS

PAGE_SIZES = (20, 50, 100, 200)
DEFAULT_SIZE = 50
SORTS = ("deadline", "number", "since", "colour", "progress")
DEFAULT_SORT = "progress"
"""What is late comes first and what is closed last, each by its deadline."""
MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a task must be like; empty means anything. Several values of one field mean any of them.

    `unit` and `region` reach the units below them too, `unit` with `itself` does not; `unit` with `role` asks for that
    duty. `led`: a lead unit is named. `inspection` is its number. `objected`: an objection to its notice is not yet decided.
    `mine`: the viewer's own units hold a duty, or the viewer's person is named. Both ends of the deadline are included.
    """

    q: str = ""
    state: tuple[State, ...] = ()
    progress: tuple[ProgressStatus, ...] = ()
    colour: tuple[Colour, ...] = ()
    unit: tuple[int, ...] = ()
    itself: bool | None = None
    role: tuple[DutyRole, ...] = ()
    led: bool | None = None
    inspection: tuple[str, ...] = ()
    level: tuple[ProblemLevel, ...] = ()
    category: tuple[ProblemCategory, ...] = ()
    region: tuple[int, ...] = ()
    watershed: tuple[str, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    term: tuple[TermClass, ...] = ()
    leader: tuple[int, ...] = ()
    long_term: bool | None = None
    must_close: int | None = None  # the year; 0: of no year
    returned: bool | None = None
    recheck: tuple[RecheckStanding, ...] = ()
    rebounded: bool | None = None
    objected: bool | None = None
    mine: bool | None = None

    def params(self) -> list[tuple[str, str]]:
        """The filter as the parameters of an address, in one fixed order."""
        set_ = ((name, value) for name in _FIELDS if (value := getattr(self, name)) not in _UNSET)
        return [(name, text) for name, value in set_ for text in _texts(value)]

    def without(self, name: str, value: object = None) -> "TaskFilter":
        """The same without one field, or without one of its values."""
        now = getattr(self, name)
        if isinstance(now, tuple) and value is not None:
            return self._with(name, tuple(v for v in now if v != value))
        return self._with(name, getattr(TaskFilter(), name))

    def toggled(self, name: str, value: object) -> "TaskFilter":
        """The same with one value of a field put in, or taken out when it is there."""
        now: tuple[object, ...] = getattr(self, name)
        if value in now:
            return self.without(name, value)
        return self._with(name, (*now, value))

    def _with(self, name: str, value: Any) -> "TaskFilter":
        return replace(self, **{name: value})


_FIELDS = tuple(f.name for f in fields(TaskFilter))
_UNSET = ((), "", None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, and `reasons` why some of it cannot be understood."""

    filter: TaskFilter
    sort: str = DEFAULT_SORT
    columns: tuple[str, ...] = ()
    cursor: str = ""
    size: int = DEFAULT_SIZE
    view: str = ""
    reasons: tuple[Reason, ...] = ()


class Params(Protocol):
    """What `read` needs of a QueryDict."""

    def getlist(self, key: str) -> list[Any]: ...

    def __iter__(self) -> Any: ...


def url_for(wanted: TaskFilter, *, sort: str = DEFAULT_SORT, more: Iterable[tuple[str, str]] = ()) -> str:
    """The address of the list that shows exactly these rows."""
    params = [*wanted.params(), *([("sort", sort)] if sort != DEFAULT_SORT else []), *more]
    return f"{_address()}?{urlencode(params)}" if params else _address()


@cache
def _address() -> str:
    """Asked of the routes once: a wall leads to the list four hundred times."""
    return reverse("ledger:tasks")


def read(params: Params, *, ignoring: Iterable[str] = ()) -> Asked:
    """Understand an address. What is unknown is never dropped in silence: it comes back as a reason."""
    values: dict[str, Any] = {}
    reasons: list[Reason] = []
    for name in params:
        given = [text.strip() for text in params.getlist(name) if str(text).strip()]
        if name in ignoring or not given:
            continue
        if name not in _READERS:
            reasons.append(Reason("unknown_filter", _("没有“%(name)s”这个筛选条件。"), {"name": name[:40]}))
            continue
        try:
            values[name] = _READERS[name](given)
        except ValueError:
            params_ = {"name": name, "value": "、".join(given)[:60]}
            reasons.append(Reason("unknown_value", _("筛选条件“%(name)s”不认识“%(value)s”。"), params_))
    known = {f.name for f in fields(TaskFilter)}
    wanted = TaskFilter(**{name: value for name, value in values.items() if name in known})
    if wanted.due_from and wanted.due_to and wanted.due_from > wanted.due_to:
        reasons.append(Reason("days_out_of_order", _("时限的起日晚于止日。")))
    if wanted.role and not wanted.unit and not wanted.mine:
        reasons.append(Reason("role_without_unit", _("按责任筛选时，请同时选一个单位。")))
    rest = {name: value for name, value in values.items() if name not in known}
    return Asked(wanted, reasons=tuple(reasons), **rest)


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    if isinstance(value, bool):
        return ["1" if value else "0"]
    if isinstance(value, date):
        return [value.isoformat()]
    if isinstance(value, int):
        return [str(value)]
    return [str(value)] if value else []


def _codes(codes: type[Code]) -> Callable[[list[str]], tuple[Code, ...]]:
    return lambda given: tuple(dict.fromkeys(codes(text) for text in given))


def _ids(given: list[str]) -> tuple[int, ...]:
    found = tuple(dict.fromkeys(int(text) for text in given))
    if len(found) > MOST_VALUES or any(not 0 < pk < 2**62 for pk in found):
        raise ValueError
    return found


def _names(given: list[str]) -> tuple[str, ...]:
    if len(given) > MOST_VALUES or any(len(text) > 60 or "\0" in text for text in given):
        raise ValueError
    return tuple(dict.fromkeys(given))


def _one(given: list[str]) -> str:
    if len(set(given)) > 1:
        raise ValueError
    return given[0]


def _flag(given: list[str]) -> bool:
    if (text := _one(given)) not in ("0", "1"):
        raise ValueError
    return text == "1"


def _year(given: list[str]) -> int:
    year = int(_one(given))
    if year and year not in YEARS:
        raise ValueError
    return year


def _day(given: list[str]) -> date:
    return date.fromisoformat(_one(given))


def _sort(given: list[str]) -> str:
    name = _one(given)
    if name.removeprefix("-") not in SORTS:
        raise ValueError
    return name


def _size(given: list[str]) -> int:
    size = int(_one(given))
    if size not in PAGE_SIZES:
        raise ValueError
    return size


def _columns(given: list[str]) -> tuple[str, ...]:
    names = [name for text in given for name in text.split(",") if name]
    if any(name not in COLUMNS for name in names):
        raise ValueError
    return tuple(dict.fromkeys(names))


_READERS: Mapping[str, Callable[[list[str]], Any]] = {
    "q": _one,
    "state": _codes(State),
    "progress": _codes(ProgressStatus),
    "colour": _codes(Colour),
    "unit": _ids,
    "itself": _flag,
    "role": _codes(DutyRole),
    "led": _flag,
    "inspection": _names,
    "level": _codes(ProblemLevel),
    "category": _codes(ProblemCategory),
    "region": _ids,
    "watershed": _names,
    "due_from": _day,
    "due_to": _day,
    "term": _codes(TermClass),
    "leader": _ids,
    "long_term": _flag,
    "must_close": _year,
    "returned": _flag,
    "recheck": _codes(RecheckStanding),
    "rebounded": _flag,
    "objected": _flag,
    "mine": _flag,
    "sort": _sort,
    "columns": _columns,
    "cursor": _one,
    "size": _size,
    "view": _one,
}
