"""How the value of a column is shown on a page."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bihuan.core.codes import Code, DutyRole
from bihuan.ledger.columns import SEPARATOR, Column, Kind, Value
from bihuan.ledger.models import Task
from bihuan.platform.templatetags import marks

DASH = mark_safe('<span class="muted">—</span>')  # fixed markup


@cache
def _around_number() -> tuple[str, str]:
    """What stands before and after the number; asked of the routes once, for a list asks a hundred times."""
    before, _number, after = reverse("casework:task", args=["NUMBER"]).partition("NUMBER")
    return before, after


@lru_cache(4096)
def task_address(number: str) -> str:
    """The one page of a task."""
    before, after = _around_number()
    return f"{before}{quote(number)}{after}"


def shower(column: Column) -> Callable[[Task], SafeString | str]:
    """What makes the HTML of a column's cells, for the rows of one page: what several rows have alike is made once. What it
    does not mark safe has still to be escaped."""
    if special := _SPECIAL.get(column.key):
        return special
    value_of, shown = _ALIKE.get(column.key) or (column.value, _BY_KIND[column.kind])
    made = cache(shown)
    return lambda task: DASH if (value := value_of(task)) in (None, "") else made(value)


def plain(column: Column, task: Task) -> str:
    """One cell as text in the reader's language, for titles and comparisons."""
    value = column.value(task)
    if isinstance(value, Code):
        return gettext(value.label)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    return "" if value is None else str(value)


def _number(task: Task) -> SafeString:
    address = task_address(task.number)
    return format_html('<a href="{}" class="nowrap" hx-boost="false">{}</a>', address, task.number)


def _title(task: Task) -> SafeString:
    link = '<a class="clamp plain" hx-boost="false" href="{}" title="{}">{}</a>'
    return format_html(link, task_address(task.number), task.title, task.title)


def _deadline(task: Task) -> SafeString | str:
    if task.deadline is None:
        return task.deadline_text or DASH
    return marks.deadline(task)


def _gauge(value: Decimal) -> SafeString:
    return format_html(
        '<span class="gauge"><progress max="100" value="{}"></progress><span>{}</span></span>',
        value,
        marks.percent(value),
    )


def _units(role: DutyRole) -> Callable[[Task], SafeString | str]:
    """Short names on the page; the full ones are for exports, where names must be found again."""
    return lambda task: SEPARATOR.join(str(d.unit) for d in task.duties.all() if d.role == role) or DASH


def _region(task: Task) -> SafeString | str:
    return str(task.region) if task.region else DASH


def _lead(task: Task) -> SafeString | str:
    return str(task.lead) if task.lead else DASH


def _long(value: Value) -> SafeString:
    return format_html('<span class="clamp" title="{}">{}</span>', value, value)


def _flag(value: Value) -> SafeString | str:
    return gettext("是") if value else DASH


def _percent(value: Value) -> str:
    return marks.percent(value) if isinstance(value, Decimal) else ""


_SPECIAL: Mapping[str, Callable[[Task], SafeString | str]] = {
    "number": _number,
    "title": _title,
    "deadline": _deadline,
    "region": _region,
    "lead": _lead,
    **{role.value: _units(role) for role in DutyRole if role is not DutyRole.LEAD},
}
_ALIKE: Mapping[str, tuple[Callable[[Task], Any], Callable[[Any], SafeString | str]]] = {
    "state": (lambda task: task.state, marks.state_badge),
    "progress": (lambda task: task.progress, marks.progress_badge),
    "colour": (lambda task: task.colour, lambda value: marks.colour_badge(value) or DASH),
    "actual": (lambda task: task.actual, _gauge),
}
"""What is shown of a task, and how."""
_BY_KIND: Mapping[Kind, Callable[[Value], SafeString | str]] = {
    Kind.TEXT: str,
    Kind.NUMBER: str,
    Kind.COUNT: str,
    Kind.LONG: _long,
    Kind.DAY: lambda value: marks.day(value),  # type: ignore[arg-type]  # a column of days holds days
    Kind.PERCENT: _percent,
    Kind.FLAG: _flag,
    Kind.CODE: lambda value: gettext(value.label) if isinstance(value, Code) else "",
}
