"""How events of the log are shown."""

from django import template

from bihuan.audit import actions, queries
from bihuan.audit.models import Event

register = template.Library()


@register.filter
def action_label(action: str) -> str:
    """The name of an action: {{ event.action|action_label }}."""
    return actions.action_label(action)


@register.filter
def body_lines(event: Event) -> list[tuple[str, str]]:
    """What an event recorded, as names and values, one level deep."""
    return [(name, _plain(value)) for name, value in queries.body_of(event).items() if value not in (None, "", [], {})]


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "；".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    return "、".join(_plain(inner) for inner in value) if isinstance(value, list) else str(value)
