"""Following the event log into the read model: what was released is kept up to date, what was not stays out.

The log is the only thing that leads here. Every event about a task makes its public rows be written afresh from the
fields named in this module, so replaying events changes nothing.
"""

from datetime import date

from django.db import transaction

from bihuan.audit.models import Event
from bihuan.casework.models import Closure, Notice
from bihuan.core.codes import State
from bihuan.ledger.models import Task
from bihuan.platform import clock
from bihuan.portal.models import Cursor, PublicNotice, PublicTask

BATCH = 500
FOLLOWED = ("casework.", "ledger.recompute_deadline", "ledger.recompute_clock")
PUBLIC_STATUS = {
    State.SELF_CHECK: "checking",
    State.REVIEW: "checking",
    State.SITE_CHECK: "checking",
    State.NOTICE: "notice",
    State.CLOSED: "closed",
    State.RECHECK: "closed",
    State.LONG_TERM: "long_term",
}
"""What the public is told of a state; everything before the checks is “整改中”."""


def follow() -> int:
    """Bring the read model up to the log's end; returns how many events were followed. Safe to run twice."""
    done = 0
    if not _is_behind():
        return 0
    while batch := _follow_batch(clock.today()):
        done += batch
    return done


def _is_behind() -> bool:
    """Asked every few seconds, so it takes no lock."""
    seen = Cursor.objects.filter(id=1).values_list("seq", flat=True).first() or 0
    return Event.objects.filter(seq__gt=seen).exists()


@transaction.atomic
def _follow_batch(today: date) -> int:
    Cursor.objects.get_or_create(id=1)
    cursor = Cursor.objects.select_for_update().get(id=1)
    events = list(
        Event.objects.filter(seq__gt=cursor.seq).order_by("seq").values_list("seq", "action", "subject_number")[:BATCH]
    )
    if not events:
        return 0
    numbers = {number for _seq, action, number in events if action.startswith(FOLLOWED) and number}
    tasks = Task.objects.filter(number__in=numbers).select_related("problem__inspection", "problem__region")
    for task in tasks:
        project(task, today)
    cursor.seq = events[-1][0]
    cursor.save(update_fields=["seq"])
    return len(events)


def project(task: Task, today: date) -> None:
    """Write a task's notices, and its own row if it was released, from what stands in the ledger now."""
    for notice in task.notices.select_related("clock").prefetch_related("pictures__file", "closures", "objections"):
        _project_notice(task, notice)
    _project_status(task, today)


def _project_notice(task: Task, notice: Notice) -> None:
    shown = {
        "number": task.number,
        "title": notice.title,
        "text": notice.text,
        "contact": notice.contact,
        "starts_on": notice.starts_on,
        "ends_on": notice.ends_on,
        "provisional": notice.clock.provisional,
        "digest": notice.digest,
        "pictures": [
            {
                "sha256": picture.file.sha256,
                "media": picture.file.media,
                "caption": picture.caption,
                "side": picture.side,
            }
            for picture in notice.pictures.all()
            if picture.withdrawn_at is None
        ],
        "outcome": _outcome(notice),
    }
    PublicNotice.objects.update_or_create(notice=notice.pk, defaults=shown)


def _outcome(notice: Notice) -> str:
    """What became of a notice: the closure that rests on it tells first, for a rebound ends the notice too."""
    closure = next(iter(notice.closures.all()), None)
    if closure is not None:
        return "reopened" if closure.reopened_on else "closed"
    if notice.withdrawn_on is None:
        return ""
    return "upheld" if any(row.state == "upheld" for row in notice.objections.all()) else "withdrawn"


STATUS = ("status", "deadline", "deadline_provisional", "long_term", "closed_on", "filing_no", "reopened_on")


def _project_status(task: Task, today: date) -> None:
    shown = PublicTask.objects.filter(number=task.number).values(*STATUS).first()
    if shown is None:
        return
    closures = list(Closure.objects.filter(task=task))
    closure = next((row for row in reversed(closures) if row.reopened_on is None), None)
    told = {
        "status": PUBLIC_STATUS.get(State(task.state), "rectifying"),
        "deadline": task.deadline,
        "deadline_provisional": task.deadline_provisional,
        "long_term": task.long_term,
        "closed_on": closure.closed_on if closure else None,
        "filing_no": closure.filing_no if closure else "",
        "reopened_on": max((row.reopened_on for row in closures if row.reopened_on), default=None),
    }
    # What happens inside is not the public's to date: only what it can see counts as news.
    if shown != told:
        PublicTask.objects.filter(number=task.number).update(**told, updated_on=today)
