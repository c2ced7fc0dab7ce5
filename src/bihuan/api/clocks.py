"""The legal clocks (法定时限): when each is due, how that day was reached, and which have lapsed."""

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router

from bihuan.api.answers import answers
from bihuan.api.types import Out, viewer_of
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.clocks import KIND_OF_RULE, days_left, phrases
from bihuan.ledger.models import Clock
from bihuan.platform import clock

router = Router(tags=["clocks 时限"])
MOST = 500


class PauseOut(Out):
    since: date
    until: date | None
    reason: str


class ClockOut(Out):
    """A duty with a time limit. `derivation` tells step by step how the day was reached; `provisional`: the holidays of
    that year are not published yet."""

    rule: str
    label: str
    task: str | None
    inspection: str | None
    started_on: date
    start_event: str
    due_on: date
    days_left: int
    provisional: bool
    derivation: list[str]
    pauses: list[PauseOut]
    stopped_on: date | None
    stop_event: str
    lapsed_at: datetime | None

    @staticmethod
    def resolve_label(obj: Any) -> str:
        return gettext(KIND_OF_RULE[obj.rule].label) if obj.rule in KIND_OF_RULE else str(obj.rule)

    @staticmethod
    def resolve_task(obj: Any) -> str | None:
        return obj.task.number if obj.task else None

    @staticmethod
    def resolve_inspection(obj: Any) -> str | None:
        return obj.inspection.number if obj.inspection else None

    @staticmethod
    def resolve_days_left(obj: Any) -> int:
        return days_left(obj.due_on, clock.today())

    @staticmethod
    def resolve_derivation(obj: Any) -> list[str]:
        return [phrase.text(gettext) for phrase in phrases(obj.derivation)]


class Wanted(Out):
    """`due`: not over yet, up to `until` if given; `lapsed`: over and still owed."""

    standing: Literal["due", "lapsed"] = "due"
    until: date | None = None


@router.get("/clocks", response=answers(list[ClockOut]), url_name="clocks", summary="Running clocks 运行中的时限")
def clocks(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    """Clocks that run on what you see, first due first; at most 500."""
    viewer, today = viewer_of(request), clock.today()
    running = Clock.objects.filter(stopped_on__isnull=True)
    if not viewer.sees_all:
        running = running.filter(task__in=visible_tasks(viewer))
    over = Q(due_on__lt=today)
    running = running.filter(over if wanted.standing == "lapsed" else ~over)
    if wanted.until:
        running = running.filter(due_on__lte=wanted.until)
    rows = running.select_related("task", "inspection").prefetch_related("pauses")
    return list(rows.order_by("due_on", "pk")[:MOST])
