"""Reading the log: the history of a row, and the pages of the audit administrator."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bihuan.audit.models import Event
from bihuan.audit.services import Row, subject_type
from bihuan.core.workdays import FIRST, LAST


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; empty fields ask nothing. `since` and `until` are days in the office's time zone, both included."""

    action: str = ""
    actor: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None

    def condition(self) -> Q:
        wanted = Q()
        if self.action:
            wanted &= Q(action__startswith=self.action)
        if self.actor:
            wanted &= Q(actor_name__icontains=self.actor)
        if self.number:
            wanted &= Q(subject_number=self.number)
        if self.since:
            wanted &= Q(at__gte=_midnight(self.since))
        if self.until:
            wanted &= Q(at__lt=_midnight(self.until) + timedelta(days=1))
        return wanted


def events_for(rows: Iterable[Row]) -> QuerySet[Event]:
    """Every event about any of these rows, newest first; for the history on a page."""
    wanted: dict[str, list[int]] = {}
    for row in rows:
        wanted.setdefault(subject_type(row), []).append(row.pk)
    about = Q(pk__in=[])
    for kind, pks in wanted.items():
        about |= Q(subject_type=kind, subject_id__in=pks)
    return Event.objects.filter(about).order_by("-seq")


def page(wanted: Filter, *, before: int | None = None, size: int = 50) -> tuple[list[Event], int | None]:
    """Events newest first, those before `before`, and what to pass as `before` for the next page (None: no more)."""
    found = Event.objects.filter(wanted.condition()).order_by("-seq")
    if before is not None:
        found = found.filter(seq__lt=before)
    events = list(found[: size + 1])
    return events[:size], events[size - 1].seq if len(events) > size else None


def body_of(event: Event) -> dict[str, Any]:
    """What the event recorded, as it was written."""
    body: dict[str, Any] = json.loads(event.body)
    return body


def actions() -> list[str]:
    """The actions that occur in the log, for the filter."""
    return list(Event.objects.order_by("action").values_list("action", flat=True).distinct())


def _midnight(day: date) -> datetime:
    """The beginning of a day; of one beyond the calendar, where nothing was ever logged, that of its nearest end."""
    day = min(max(day, FIRST), LAST)
    return timezone.make_aware(datetime.combine(day, time.min))
