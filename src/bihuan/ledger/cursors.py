"""Orders of the list, and the place in one of them as a page's address carries it."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.models import Task

ORDERS = {
    "deadline": ("due_sort", "id"),
    "number": ("number", "id"),
    "since": ("state_since", "id"),
    "colour": ("colour_rank", "due_sort", "id"),
    "progress": ("progress_rank", "due_sort", "id"),
}


def cursor_at(task: Task, fields: tuple[str, ...], *, back: bool) -> str:
    """The place of a row, from which a page goes on or, `back`, before which it ends."""
    place = [str(getattr(task, name)) for name in fields]
    if "state_since" in fields:
        place[fields.index("state_since")] = task.state_since.isoformat()
    return base64.urlsafe_b64encode(json.dumps([int(back), *place]).encode()).decode().rstrip("=")


def read(cursor: str, fields: tuple[str, ...]) -> tuple[bool, list[Any]]:
    """Whether a page ends before the place, and the place. `Refused` for what is no cursor of this order."""
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        back, *place = raw
        if len(place) != len(fields) or back not in (0, 1):
            raise ValueError
        return bool(back), [_READ[name](text) for name, text in zip(fields, place, strict=True)]
    except (ValueError, TypeError, binascii.Error, RecursionError):
        reason = Reason("unknown_cursor", _("翻页位置已失效（可能改过排序），请从第一页看起。"))
        raise Refused([reason]) from None


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) >= 2**62:
        raise ValueError
    return value


def _moment(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError
    return value


def _number(text: str) -> str:
    if not isinstance(text, str) or "\0" in text:
        raise ValueError
    return text


_READ: Mapping[str, Callable[[str], Any]] = {
    "id": _whole,
    "due_sort": date.fromisoformat,
    "state_since": _moment,
    "colour_rank": _whole,
    "progress_rank": _whole,
    "number": _number,
}
