"""How states, statuses, colours, reasons and days are shown: one way, on every page."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from bihuan.core.codes import Code, Colour, ProgressStatus, State
from bihuan.core.reasons import Phrase
from bihuan.platform import clock

register = template.Library()

REMEMBERED = 4096
"""So many days are kept as they were shown: those of deadlines come again and again."""


@register.filter
def state_badge(value: str) -> SafeString | str:
    """A task's state: {{ task.state|state_badge }}."""
    return _badge(State, value, "badge state-{}")


@register.filter
def progress_badge(value: str) -> SafeString | str:
    """A derived status (已销号, 上报完成, 超期…) with its mark."""
    return _badge(ProgressStatus, value, "badge progress-{}")


@register.filter
def colour_badge(value: str) -> SafeString | str:
    """A colour of the ladder, with its shape and its word; nothing for a task that needs no colour."""
    return "" if value in ("", Colour.NONE.value) else _badge(Colour, value, "badge colour colour-{}")


@register.filter
def label(code: Code | str) -> str:
    """The label of a code in the reader's language."""
    text = getattr(code, "label", code)
    return gettext(text) if text else ""


@register.filter
def words(phrase: Phrase | dict[str, object] | str) -> str:
    """A reason or phrase, or its stored form {message, params}, in the reader's language."""
    if isinstance(phrase, dict):
        params = phrase.get("params")
        phrase = Phrase(str(phrase.get("message", "")), params if isinstance(params, dict) else {})
    return phrase.text(gettext) if isinstance(phrase, Phrase) else str(phrase)


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """A day as 2026-10-10, machine readable; a dash when there is none."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        value = timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return _day(value)


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A moment as 2026-10-10 09:30 in the office's time zone."""
    if not value:
        return "—"
    local = timezone.localtime(value)
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        local.strftime("%Y-%m-%d %H:%M"),
    )


@register.filter
def due(value: date | None) -> SafeString | str:
    """A due day and how far it is from today in calendar days: overdue in weight and words, never in colour alone."""
    return "—" if value is None else _due(value, clock.today(), get_language())


@lru_cache(REMEMBERED)
def _day(value: date) -> SafeString:
    return format_html('<time class="nowrap" datetime="{}">{}</time>', value.isoformat(), value.isoformat())


@lru_cache(REMEMBERED)
def _due(value: date, today: date, _language: str | None) -> SafeString:
    left = (value - today).days
    if left < 0:
        told = gettext("超期%(days)s天") % {"days": -left}
    else:
        told = gettext("今天到期") if left == 0 else gettext("还有%(days)s天") % {"days": left}
    shape = '{} <strong class="small">{}</strong>' if left <= 0 else '{} <span class="small muted">{}</span>'
    return format_html('<span class="nowrap">' + shape + "</span>", _day(value), told)


class Dated(Protocol):
    """What has a deadline that may be provisional: a task."""

    @property
    def deadline(self) -> date | None: ...
    @property
    def deadline_provisional(self) -> bool: ...
    @property
    def closed_on(self) -> date | None: ...


@register.filter
def deadline(task: Dated) -> SafeString | str:
    """A task's deadline: how far it is unless the task is closed, and whether it is provisional, wherever it shows."""
    told = day(task.deadline) if task.closed_on else due(task.deadline)
    return format_html("{}{}", told, provisional(task)) if task.deadline_provisional else told


@register.filter
def provisional(task: Dated) -> SafeString | str:
    """The mark behind a deadline that holidays not yet announced may move; nothing behind any other."""
    if task.deadline is None or not task.deadline_provisional:
        return ""
    why = gettext("有的年份还没有公布放假安排，公布后重新计算")
    return format_html(' <span class="badge outline" title="{}">{}</span>', why, gettext("暂定"))


@register.inclusion_tag("platform/clock.html")
def clock_line(running: object) -> dict[str, object]:
    """A clock with its due day, whether it is provisional, and how it was derived."""
    return {"clock": running}


@register.filter
def percent(value: Decimal | float | None) -> str:
    """47.40 → 47.4%."""
    if value is None:
        return "—"
    return formats.localize(Decimal(value).quantize(Decimal("0.1")).normalize() + 0) + "%"


@register.inclusion_tag("platform/reasons.html")
def why(reasons: list[Phrase]) -> dict[str, object]:
    """The reasons under a greyed button."""
    return {"reasons": reasons}


def _badge(codes: type[Code], value: str, css: str) -> SafeString | str:
    if not value:
        return ""
    code = codes(value)
    return format_html('<span class="' + css + '">{}</span>', code.value, gettext(code.label))
