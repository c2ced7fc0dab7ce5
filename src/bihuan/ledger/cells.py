"""How the value of a column is shown on a page."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import escape, format_html
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


def task_address(number: str) -> str:
    """The one page of a task."""
    before, after = _around_number()
    return f"{before}{quote(number)}{after}"


def cell(column: Column, task: Task) -> SafeString | str:
    """The HTML of one cell; what people typed is escaped."""
    if special := _SPECIAL.get(column.key):
        return special(task)
    value = column.value(task)
    return DASH if value in (None, "") else _BY_KIND[column.kind](value)


def plain(column: Column, task: Task) -> str:
    """One cell as text in the reader's language, for titles and comparisons."""
    value = column.value(task)
    if isinstance(value, Code):
        return gettext(value.label)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    return "" if value is None else str(value)


def _number(task: Task) -> SafeString:
    return format_html('<a href="{}" class="nowrap" hx-boost="false">{}</a>', task_address(task.number), task.number)


def _title(task: Task) -> SafeString:
    return format_html(
        '<a class="clamp plain" hx-boost="false" href="{}" title="{}">{}</a>',
        task_address(task.number),
        task.title,
        task.title,
    )


def _deadline(task: Task) -> SafeString | str:
    if task.deadline is None:
        return escape(task.deadline_text) or DASH
    return marks.deadline(task)


def _actual(task: Task) -> SafeString:
    return format_html(
        '<span class="gauge"><progress max="100" value="{}"></progress><span>{}</span></span>',
        task.actual,
        marks.percent(task.actual),
    )


def _units(role: DutyRole) -> Callable[[Task], SafeString | str]:
    """Short names on the page; the full ones are for exports, where names must be found again."""
    return lambda task: escape(SEPARATOR.join(str(d.unit) for d in task.duties.all() if d.role == role)) or DASH


def _region(task: Task) -> SafeString | str:
    return escape(str(task.region)) if task.region else DASH


def _lead(task: Task) -> SafeString | str:
    return escape(str(task.lead)) if task.lead else DASH


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
    "state": lambda task: marks.state_badge(task.state),
    "progress": lambda task: marks.progress_badge(task.progress) or DASH,
    "colour": lambda task: marks.colour_badge(task.colour) or DASH,
    "actual": _actual,
    "region": _region,
    "lead": _lead,
    **{role.value: _units(role) for role in DutyRole if role is not DutyRole.LEAD},
}
_BY_KIND: Mapping[Kind, Callable[[Value], SafeString | str]] = {
    Kind.TEXT: lambda value: escape(str(value)),
    Kind.NUMBER: lambda value: escape(str(value)),
    Kind.COUNT: lambda value: escape(str(value)),
    Kind.LONG: _long,
    Kind.DAY: lambda value: marks.day(value),  # type: ignore[arg-type]  # a column of days holds days
    Kind.PERCENT: _percent,
    Kind.FLAG: _flag,
    Kind.CODE: lambda value: gettext(value.label) if isinstance(value, Code) else "",
}
