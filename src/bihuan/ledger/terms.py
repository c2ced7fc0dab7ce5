"""Deadlines as documents tell them: a day, 30个工作日, 立行立改, 长期坚持; counted from a day, and counted again when the
holidays that were missing are announced."""

import re
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from bihuan.audit import services as audit
from bihuan.core import clocks
from bihuan.core.clocks import AFTER_CLOSURE
from bihuan.core.codes import TermClass
from bihuan.core.reasons import Phrase
from bihuan.core.rulepack import RulePack
from bihuan.core.workdays import (
    FIRST,
    LAST,
    Calendar,
    CalendarRangeError,
    DueDate,
    add_calendar_days,
    add_months,
    add_working_days,
)
from bihuan.ledger import versions
from bihuan.ledger.models import Task
from bihuan.platform import rules

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TERM = re.compile(r"P(\d{1,4})(WD|D|M|W|Y)")


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as the ledger keeps it. `day` is None for 长期坚持, and where the text gives none. `code` is the term that
    was counted (P30WD, immediate) from the day `counted_from`; empty where the day itself was given."""

    day: date | None = None
    wording: str = ""
    term: TermClass | None = None
    long_term: bool = False
    provisional: bool = False
    derivation: tuple[Phrase, ...] = ()
    code: str = ""
    counted_from: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What deadlines are counted by: the office's calendar and its rules."""

    calendar: Calendar
    pack: RulePack

    def immediate(self, anchor: date) -> DueDate:
        """By when 立行立改 must be done."""
        return clocks.due(self.pack.get("term.immediate", on=anchor), anchor, self.calendar)

    def length(self, anchor: date, day: date) -> TermClass:
        """短期, 中期 or 长期, by the rules of the class."""
        for term, key in ((TermClass.SHORT, "term.short"), (TermClass.MEDIUM, "term.medium")):
            if day <= clocks.due(self.pack.get(key, on=anchor), anchor, self.calendar).date:
                return term
        return TermClass.LONG


def due_of(code: str | None, wording: str, anchor: date, terms: Terms) -> Due:
    """The deadline that a reading's code means. Raises ValueError for what is no whole date (a day without its year), and
    CalendarRangeError, which is one too, for a day that the calendar does not reach."""
    wording = wording.strip()[:120]
    if code is None:
        return Due(wording=wording)
    if code == "long-term":
        return Due(wording=wording, term=TermClass.LONG, long_term=True)
    if _DAY.fullmatch(code):
        day = date.fromisoformat(code)
        if not FIRST <= day <= LAST:
            raise CalendarRangeError(day)
        return Due(day, wording, terms.length(anchor, day))
    reached = _reached(code, anchor, terms)
    term = TermClass.IMMEDIATE if code == "immediate" else terms.length(anchor, reached.date)
    return Due(reached.date, wording, term, False, reached.provisional, reached.derivation, code, anchor)


def _reached(code: str, anchor: date, terms: Terms) -> DueDate:
    if code == "immediate":
        return terms.immediate(anchor)
    match = _TERM.fullmatch(code)
    if match is None:
        raise ValueError(code)
    number, unit = int(match[1]), match[2]
    if unit == "WD":
        return add_working_days(anchor, number, terms.calendar)
    if unit in ("D", "W"):
        return add_calendar_days(anchor, number * (7 if unit == "W" else 1))
    return add_months(anchor, number * (12 if unit == "Y" else 1))


def given(day: date) -> dict[str, object]:
    """The columns of a task whose deadline was set by a decision: a day that is never counted again."""
    return {"deadline": day, "deadline_code": "", "counted_from": None, "deadline_provisional": False}


@transaction.atomic
def recompute(year: int) -> list[Task]:
    """Count the deadlines again that reach a year whose holidays were entered or put right, and those that were waiting
    for holidays; returns the tasks whose day has moved. Closed tasks keep what they were measured by.
    """
    terms, moved = Terms(rules.calendar(), rules.pack()), []
    reaching = Q(counted_from__lte=date(year, 12, 31), deadline__gte=date(year, 1, 1)) | Q(deadline_provisional=True)
    waiting = Task.objects.select_for_update(of=("self",)).filter(reaching, counted_from__isnull=False)
    for task in waiting.exclude(state__in=AFTER_CLOSURE).order_by("pk"):
        if task.counted_from is None:
            continue
        before, reached = task.deadline, _reached(task.deadline_code, task.counted_from, terms)
        if (reached.date, reached.provisional) == (before, task.deadline_provisional):
            continue
        versions.touch(
            task,
            deadline=reached.date,
            original_deadline=reached.date,
            deadline_provisional=reached.provisional,
            derived_on=None,
        )
        body = {"code": task.deadline_code, "from": task.counted_from, "before": before, "after": reached.date}
        audit.record("ledger.recompute_deadline", task, actor=None, body=body | {"provisional": reached.provisional})
        if reached.date != before:
            moved.append(task)
    return moved
