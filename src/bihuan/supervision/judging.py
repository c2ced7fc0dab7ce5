"""Keeping the judgements: tasks are judged anew when the log tells of them, when their day comes, or when a figure changes.

A judgement is written under the lock of the cursor, together with reading what it is made from: a change that comes
between is in the log behind it, and the next sweep takes it up.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from bihuan.audit.models import Event, Head
from bihuan.core import tenduties
from bihuan.core.reasons import Phrase, Reason, Severity
from bihuan.core.tenduties import Finding, Standards
from bihuan.ledger.models import Duty, Task
from bihuan.platform import clock, rules
from bihuan.platform.models import OfficeYear
from bihuan.platform.sweeping import SetAsideError, apart
from bihuan.supervision.facts import Gathered, gather
from bihuan.supervision.models import Cursor, Judgement

CHUNK = 200
EVENTS = 1000


def findings_of(task: Task) -> list[Finding]:
    """How one task stands now, judged on the spot: its violations alone."""
    (gathered,) = gather([task])
    return [found for found in tenduties.judge(gathered.facts, _standards()) if found.reasons]


def sweep() -> int:
    """Bring every judgement up to the log and to the day; returns how many tasks were judged. Safe to run twice."""
    _begin()
    while _follow_log():
        pass
    count, aside = 0, dict[int, str]()
    while tried := _judge_some(aside):
        count += tried
    if aside:
        raise SetAsideError(aside.values(), count - len(aside))
    Cursor.objects.filter(id=1).update(whole_at=clock.now())
    return count


@transaction.atomic
def _begin() -> None:
    """Start behind the log as it is, since whatever has no judgement is judged anyway; judge all anew by new figures."""
    head = Head.objects.values_list("seq", flat=True).first() or 0
    Cursor.objects.get_or_create(id=1, defaults={"seq": head})
    cursor = _locked()
    if cursor.standards != (now := _fingerprint()):
        Judgement.objects.update(turns_on=clock.today())
        cursor.standards = now
        cursor.save(update_fields=["standards"])


def _locked() -> Cursor:
    return Cursor.objects.select_for_update().get(id=1)


@transaction.atomic
def _follow_log() -> bool:
    """Mark the tasks that the next events are about; whether there were any."""
    cursor = _locked()
    events = list(
        Event.objects.filter(seq__gt=cursor.seq)
        .order_by("seq")
        .values_list("seq", "subject_type", "subject_id", "subject_number")[:EVENTS]
    )
    if not events:
        return False
    touched: dict[str, set[int]] = {"ledger.task": set(), "org.unit": set(), "ledger.inspection": set()}
    for _seq, kind, pk, _number in events:
        touched.get(kind, set()).add(pk)
    numbers = {number for *_event, number in events if number}
    owed = Duty.objects.filter(until__isnull=True, unit__in=touched["org.unit"]).values("task")
    about = Q(pk__in=touched["ledger.task"]) | Q(number__in=numbers) | Q(pk__in=owed)
    tasks = Task.objects.filter(about | Q(problem__inspection__in=touched["ledger.inspection"]))
    Judgement.objects.filter(task__in=tasks.values("pk")).update(turns_on=clock.today())
    cursor.seq = events[-1][0]
    cursor.save(update_fields=["seq"])
    return True


@transaction.atomic
def _judge_some(aside: dict[int, str]) -> int:
    """Judge some of those whose day has come; returns how many were tried. Those that cannot be judged are put `aside`."""
    _locked()
    tasks = Task.objects.select_related("problem").order_by("pk")
    turned = (
        Judgement.objects.filter(turns_on__lte=clock.today()).order_by("turns_on", "pk").values_list("pk", flat=True)
    ).exclude(pk__in=list(aside))
    batch = list(tasks.filter(pk__in=list(turned[:CHUNK])))
    # Comparing two counts is far cheaper than looking for what is missing, and mostly nothing is.
    if not batch and Judgement.objects.count() != Task.objects.count():
        unjudged = tasks.filter(~Exists(Judgement.objects.filter(task=OuterRef("pk"))))
        batch = list(unjudged.exclude(pk__in=list(aside))[:CHUNK])
    if batch:
        standards = _standards()
        made, failed = apart(batch, lambda some: [_judged(one, standards) for one in gather(some)])
        aside |= {task.pk: task.number for task in failed}
        Judgement.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["task"],
            update_fields=["unit", "verdicts", "findings", "turns_on"],
        )
    return len(batch)


def _judged(one: Gathered, standards: Standards) -> Judgement:
    found = tenduties.judge(one.facts, standards)
    return Judgement(
        task=one.task,
        unit_id=one.lead,
        verdicts="".join(finding.verdict for finding in found),
        findings={str(finding.number): stored(finding.reasons) for finding in found if finding.reasons},
        turns_on=tenduties.turns_on(one.facts, standards),
    )


def _standards() -> Standards:
    return Standards.on(rules.pack(), clock.today())


def _fingerprint() -> str:
    """What all judgements depend on besides their tasks: every figure in force, and the office's own calendar."""
    figures = [repr(rule) for rule in rules.pack().all(on=clock.today())]
    years = [f"{row.year} {row.days}" for row in OfficeYear.objects.order_by("year")]
    return hashlib.sha256("\n".join([*figures, *years]).encode()).hexdigest()


def stored(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as plain JSON, to be put into words where they are shown."""
    return [{"code": r.code, "severity": r.severity.value, **_plain(r)} for r in reasons]


def restored(reasons: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """The way back from `stored`."""
    return [Reason(r["code"], r["message"], _params(r["params"]), Severity(r["severity"])) for r in reasons]


def _plain(phrase: Phrase) -> dict[str, Any]:
    params = {
        name: _plain(value) if isinstance(value, Phrase) else value if isinstance(value, (int, str)) else _text(value)
        for name, value in phrase.params.items()
    }
    return {"message": phrase.message, "params": params}


def _text(value: object) -> str:
    return Phrase("%(value)s", {"value": value}).text()


def _params(params: Mapping[str, Any]) -> dict[str, object]:
    return {
        name: Phrase(value["message"], _params(value["params"])) if isinstance(value, dict) else value
        for name, value in params.items()
    }
