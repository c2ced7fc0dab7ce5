"""What units are asked about tasks on which they have no duty: 倒查 of those who let a closure through, and 举一反三.

Who is asked sees the question and no more of the task: what the problem is, where it comes from, why the unit is asked. It
answers in the name of the unit, and that right ends with the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.casework.models import AnalogousSearch, Rebound, Tracing
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.ledger.access import NotVisible, reached_as
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing, standing_on
from bihuan.org.access import READS_CASES, Viewer, viewer_for
from bihuan.org.models import Account, Unit

SPEAKS = READS_CASES - {GrantRole.LEADER, GrantRole.INSPECTOR}
STEPS: Mapping[str, str] = {"tracing": "answer_tracing", "search": "record_search"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question to one unit; `kind` is a key of `STEPS`."""

    kind: str
    row: Tracing | AnalogousSearch

    @property
    def task(self) -> Task:
        return self.row.rebound.task if isinstance(self.row, Tracing) else self.row.task

    @property
    def rebound(self) -> Rebound | None:
        return self.row.rebound

    @property
    def answered_on(self) -> Any:
        return self.row.answered_on if isinstance(self.row, Tracing) else self.row.done_on


def questions(viewer: Viewer) -> list[Question]:
    """Every question to the viewer's units, those without an answer first, the first due first."""
    found = [Question(kind, row) for kind, rows in _rows(viewer).items() for row in rows]
    return sorted(found, key=lambda one: (one.answered_on is not None, one.row.due_on, one.row.pk))


def from_elsewhere(viewer: Viewer) -> list[Question]:
    """Open questions about tasks on which the viewer has nothing else to do; the others stand in the lists of its tasks."""
    mine = viewer.only(*SPEAKS)
    if mine.sees_all or not mine.unit_ids:
        return []
    open_ones = [one for one in questions(mine) if one.answered_on is None]
    about = {one.task.pk for one in open_ones}
    worked = Task.objects.filter(reached_as(viewer, SPEAKS), pk__in=about)
    seen = set(worked.values_list("pk", flat=True)) if about else set()
    return [one for one in open_ones if one.task.pk not in seen]


def question_for(viewer: Viewer, kind: str, pk: int) -> Question:
    """One question by its kind and key: NotVisible (404) for those whose units are not asked."""
    rows = _rows(viewer).get(kind)
    row = rows.filter(pk=pk).first() if rows is not None else None
    if row is None:
        raise NotVisible(f"{kind} {pk}")
    return Question(kind, row)


def standing_as_asked(task: Task, actor: Account, unit: Unit) -> Standing:
    """How an account stands to a task on which its unit is asked: as ever, and besides in the name of that unit alone.

    Whatever role it holds there, here it is a unit's: an office that is asked does not answer for others.
    """
    usual = standing_on(task, actor)
    held = viewer_for(actor).only(*SPEAKS).held
    if not any(h.scope is not GrantScope.ASSIGNED and h.reaches(unit.path) for h in held):
        return usual
    return usual.also_as(GrantRole.RECTIFYING_UNIT, unit)


def spoken_for(viewer: Viewer) -> Q:
    """Questions to units in whose name the viewer may speak, whatever their part in the task: those of `standing_as_asked`."""
    speaking = viewer.only(*SPEAKS)
    return ~Q(pk__in=[]) if speaking.sees_all else Q(unit__in=speaking.unit_ids)


def _rows(viewer: Viewer) -> dict[str, "QuerySet[Tracing] | QuerySet[AnalogousSearch]"]:
    tracings = Tracing.objects.select_related("unit", "clock", "rebound__task__problem__inspection", "rebound__closure")
    searches = AnalogousSearch.objects.select_related("unit", "rebound", "task__problem__inspection")
    if not viewer.sees_all:
        tracings, searches = tracings.filter(unit__in=viewer.unit_ids), searches.filter(unit__in=viewer.unit_ids)
    return {"tracing": tracings, "search": searches}
