"""The matrix of units and duties, and the records behind each of its figures: both read the same judgements.

A record is a task, for duty 7 a unit, and for duty 2 also a problem that has no task.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import overload
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Substr
from django.utils.translation import gettext

from bihuan.core.progress import Ratio
from bihuan.core.reasons import Phrase, Reason, Refused, Severity
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.tenduties import PROBLEM_WITHOUT_TASK, TEN_DUTIES, TenDuty, Verdict
from bihuan.ledger import filters
from bihuan.ledger.access import visible_inspections
from bihuan.ledger.filters import Params, TaskFilter
from bihuan.ledger.models import Inspection, Problem, Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.org.access import Viewer
from bihuan.org.districts import Districts, is_district
from bihuan.org.models import Unit
from bihuan.supervision.judging import restored
from bihuan.supervision.models import Cursor, Judgement

FORMULA = Phrase(_("符合的记录 ÷ 适用的记录"))
UNKNOWN_VALUE = _("筛选条件“%(name)s”不认识“%(value)s”。")
TASKS_OF_UNIT = 10
"""How many tasks of a unit are named in its record; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: an inspection's tasks, those of a unit (with those below it, unless `itself`), or, with
    `led` false, those without a lead unit."""

    inspection: tuple[str, ...] = ()
    unit: int | None = None
    itself: bool = False
    led: bool = True

    def params(self) -> list[tuple[str, str]]:
        found = [("inspection", number) for number in self.inspection]
        found += [("unit", str(self.unit))] if self.unit else []
        return found + ([("itself", "1")] if self.itself else []) + ([("led", "0")] if not self.led else [])

    @property
    def query(self) -> str:
        return urlencode(self.params())


def read(params: Params, *, ignoring: Iterable[str] = ()) -> Asked:
    """Understand an address; `Refused` with what is wrong in it."""
    asked = filters.read(params, ignoring=ignoring)
    reasons = list(asked.reasons)
    for name, _value in asked.filter.params():
        if name not in ("inspection", "unit", "itself", "led"):
            reasons.append(Reason("unknown_filter", _("没有“%(name)s”这个筛选条件。"), {"name": name}))
    if len(asked.filter.unit) > 1:
        reasons.append(Reason("one_unit", _("一次只看一个单位（含下级）。")))
    if reasons:
        raise Refused(reasons)
    found = asked.filter
    unit = found.unit[0] if found.unit else None
    return Asked(found.inspection, unit, bool(found.itself), found.led is not False)


def scope(viewer: Viewer, asked: Asked) -> str:
    """What a figure or a table is limited to, in words."""
    words = list(visible_inspections(viewer).filter(number__in=asked.inspection).values_list("name", flat=True))
    words += Unit.objects.filter(pk=asked.unit or 0).values_list("name", flat=True)
    words += [] if asked.led else [gettext("尚未明确牵头单位")]
    return gettext("、").join(words) or gettext("全部任务")


def as_of() -> datetime | None:
    """When the judgements were last whole; None before the first sweep."""
    return Cursor.objects.filter(id=1).values_list("whole_at", flat=True).first()


def inspections(viewer: Viewer) -> list[Inspection]:
    """Those to choose from, the latest first."""
    return list(visible_inspections(viewer).order_by("-feedback_on", "-pk"))


def judgements(viewer: Viewer, asked: Asked) -> QuerySet[Judgement]:
    """The judgements of every task that the viewer sees and the address asks for."""
    found = Judgement.objects.all()
    if not viewer.sees_all or asked.inspection:
        tasks = LedgerQuery(viewer, TaskFilter(inspection=asked.inspection)).tasks()
        found = found.filter(task__in=tasks.order_by().values("pk"))
    if not asked.led:
        return found.filter(unit__isnull=True)
    if asked.unit and asked.itself:
        return found.filter(unit=asked.unit)
    return found.filter(unit__in=_below(asked.unit)) if asked.unit else found


def _below(unit: int) -> list[int]:
    path = Unit.objects.filter(pk=unit).values_list("path", flat=True).first() or "-"
    return list(Unit.objects.filter(path__startswith=path).values_list("pk", flat=True))


def untasked(viewer: Viewer, asked: Asked) -> QuerySet[Problem]:
    """Problems without any task; they belong to no unit, and only who sees all can know of them."""
    if not viewer.sees_all or asked.unit:
        return Problem.objects.none()
    found = Problem.objects.filter(tasks__isnull=True).order_by("pk")
    return found.filter(inspection__number__in=asked.inspection) if asked.inspection else found


# --- the matrix --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """Records that a duty applies to, and those that violate it, by the duty's number."""

    checked: Counter[int] = field(default_factory=Counter)
    violated: Counter[int] = field(default_factory=Counter)

    def add(self, number: int, checked: int, violated: int) -> None:
        self.checked[number] += checked
        self.violated[number] += violated

    def take(self, other: "Tally") -> None:
        self.checked.update(other.checked)
        self.violated.update(other.violated)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: how many records of a row violate a duty, of how many. `query` asks for exactly these records."""

    duty: TenDuty
    checked: int
    violated: int
    query: str

    @property
    def verdict(self) -> Verdict:
        if not self.checked:
            return Verdict.NOT_APPLICABLE
        return Verdict.VIOLATED if self.violated else Verdict.KEPT

    @property
    def rate(self) -> Ratio:
        return Ratio(f"duty_{self.duty.number}", self.duty.phrase, self.checked - self.violated, self.checked, FORMULA)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a unit, a district with all below it (`inside` opens it), or what has no lead unit (`unit` None)."""

    name: str
    unit: int | None
    cells: Sequence[Cell]
    inside: int | None = None

    @property
    def violated(self) -> int:
        return sum(cell.violated for cell in self.cells)


class Matrix:
    """Units by duties, counted once from the judgements."""

    def __init__(self, viewer: Viewer, asked: Asked) -> None:
        self.viewer, self.asked = viewer, asked
        self.districts = Districts(asked.unit)

    @cached_property
    def _by_unit(self) -> Mapping[int | None, Tally]:
        rows = judgements(self.viewer, self.asked).order_by().values_list("unit", "verdicts").annotate(Count("pk"))
        tallies: dict[int | None, Tally] = {}
        for unit, verdicts, count in rows:
            _count(tallies.setdefault(unit, Tally()), unit, verdicts, count)
        if loose := untasked(self.viewer, self.asked).count():
            tallies.setdefault(None, Tally()).add(2, loose, loose)
        return tallies

    @cached_property
    def lines(self) -> list[Line]:
        """Those with the most violations first."""
        members: dict[int | None, list[int | None]] = {}
        for unit in self._by_unit:
            members.setdefault(self.districts.stands_for(unit), []).append(unit)
        lines = [self._line(head, units) for head, units in members.items()]
        return sorted(lines, key=lambda line: (-line.violated, line.name))

    @cached_property
    def total(self) -> Line:
        return Line(gettext("合计"), None, self._cells(self._by_unit.values(), self.asked))

    def _line(self, head: int | None, units: list[int | None]) -> Line:
        tallies = [self._by_unit[unit] for unit in units]
        if head is None:
            asked = replace(self.asked, unit=None, itself=False, led=False)
            return Line(gettext("尚未明确牵头单位"), None, self._cells(tallies, asked))
        unit = self.districts.units[head]
        whole = is_district(unit) and head != self.asked.unit
        asked = replace(self.asked, unit=head, itself=not whole)
        inside = head if whole and units != [head] else None
        return Line(str(unit), head, self._cells(tallies, asked), inside)

    def _cells(self, tallies: Iterable[Tally], asked: Asked) -> list[Cell]:
        total = Tally()
        for tally in tallies:
            total.take(tally)
        query = asked.query
        return [Cell(duty, total.checked[no], total.violated[no], query) for no, duty in TEN_DUTIES.items()]


def _count(tally: Tally, unit: int | None, verdicts: str, tasks: int) -> None:
    for duty, letter in zip(TEN_DUTIES.values(), verdicts, strict=True):
        if letter == Verdict.NOT_APPLICABLE:
            continue
        if not duty.by_unit:
            tally.add(duty.number, tasks, tasks if letter == Verdict.VIOLATED else 0)
        elif unit is not None:
            # The unit counts once, and violates the duty as soon as one of its tasks does.
            tally.checked[duty.number] = 1
            tally.violated[duty.number] |= letter == Verdict.VIOLATED


# --- the records -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """What violates a duty, and why. One of `task`, `problem` and `unit` is what it is about; a unit has its `tasks`."""

    reasons: Sequence[Reason]
    task: Task | None = None
    problem: Problem | None = None
    unit: Unit | None = None
    tasks: Sequence["Record"] = ()
    more: int = 0

    @property
    def number(self) -> str:
        about = self.task or self.problem
        return about.number if about else ""

    @property
    def title(self) -> str:
        about = self.task or self.problem
        return about.title if about else str(self.unit)

    @property
    def lead(self) -> str:
        """The unit in whose row it counts, as the judgement has it."""
        return str(self.unit) if self.unit else ""


class Records(Sequence[Record]):
    """The records of one figure, in order, read only as far as they are shown (a Paginator can page them)."""

    def __init__(self, viewer: Viewer, asked: Asked, duty: TenDuty) -> None:
        self.duty = duty
        letter = Substr("verdicts", duty.number, 1)
        self._found = judgements(viewer, asked).annotate(letter=letter).filter(letter=Value(Verdict.VIOLATED.value))
        self._loose = untasked(viewer, asked) if duty.number == 2 else Problem.objects.none()

    @cached_property
    def _units(self) -> list[tuple[int, int]]:
        """Units that violate the duty, and with how many tasks."""
        rows = self._found.filter(unit__isnull=False).order_by("unit__path").values_list("unit")
        return [(unit, count) for unit, count in rows.annotate(Count("pk"))]

    @cached_property
    def _loose_count(self) -> int:
        return self._loose.count()

    def __len__(self) -> int:
        return len(self._units) if self.duty.by_unit else self._loose_count + self._count

    @cached_property
    def _count(self) -> int:
        return self._found.count()

    @overload
    def __getitem__(self, wanted: int) -> Record: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Record]: ...
    def __getitem__(self, wanted: int | slice) -> Record | list[Record]:
        places = range(len(self))[wanted]
        if isinstance(places, int):
            return self._between(places, places + 1)[0]
        return self._between(places.start, places.stop)

    def _between(self, first: int, last: int) -> list[Record]:
        if self.duty.by_unit:
            return [self._unit_record(unit, count) for unit, count in self._units[first:last]]
        loose = list(self._loose[first:last]) if first < self._loose_count else []
        found = [Record([PROBLEM_WITHOUT_TASK], problem=problem) for problem in loose]
        start, end = max(first - self._loose_count, 0), max(last - self._loose_count, 0)
        return [*found, *self._task_records(self._found, start, end)]

    def __iter__(self) -> Iterator[Record]:
        for start in range(0, len(self), 500):
            yield from self[start : start + 500]

    def _unit_record(self, unit: int, count: int) -> Record:
        tasks = self._task_records(self._found.filter(unit=unit), 0, TASKS_OF_UNIT)
        text = _("名下%(count)s项任务没有按期报送或者办结。")
        reason = Reason("unit_late", text, {"count": count}, self._worst(tasks))
        return Record([reason], unit=tasks[0].unit, tasks=tasks, more=count - len(tasks))

    def _worst(self, records: Iterable[Record]) -> Severity:
        found = {reason.severity for record in records for reason in record.reasons} or {self.duty.severity}
        return Severity.ERROR if Severity.ERROR in found else Severity.WARNING

    def _task_records(self, found: QuerySet[Judgement], start: int, end: int) -> list[Record]:
        keys = list(found.order_by("task__due_sort", "pk").values_list("pk", flat=True)[start:end])
        by_key = Judgement.objects.select_related("task__problem", "unit").in_bulk(keys)
        return [self._task_record(by_key[key]) for key in keys if key in by_key]

    def _task_record(self, row: Judgement) -> Record:
        return Record(restored(row.findings.get(str(self.duty.number), [])), task=row.task, unit=row.unit)
