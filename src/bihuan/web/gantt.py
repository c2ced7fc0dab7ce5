"""The wall's Gantt: one screen of what is not yet closed, group by group, the worst first. Places are percent of the
time axis, so that the drawing is as wide as its screen or its sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext

from bihuan.core.codes import Colour, ProgressStatus
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.models import Task
from bihuan.ledger.wall import Group, Wall
from bihuan.org.models import Unit
from bihuan.planning.models import Milestone

ROWS = 20
BEFORE, AFTER = 6, 12
"""Months shown before and after this one when no year is chosen."""
KINDS = {
    "verified": _("%(day)s %(name)s：已核实"),
    "open": _("%(day)s %(name)s：未到期"),
    "missed": _("%(day)s %(name)s：逾期未核实"),
}
WORK = ~Q(progress=ProgressStatus.CLOSED.value)


@dataclass(frozen=True, slots=True)
class Axis:
    """From the first day to the day after the last."""

    first: date
    end: date

    @classmethod
    def of(cls, year: int | None, today: date) -> "Axis":
        if year:
            return cls(date(year, 1, 1), date(year + 1, 1, 1))
        return cls(_month(today, -BEFORE), _month(today, AFTER))

    def at(self, day: date) -> float:
        """Where a day begins, in percent; days outside lie at the ends."""
        share = (day - self.first).days / (self.end - self.first).days
        return round(min(max(share, 0), 1) * 100, 3)

    def holds(self, day: date) -> bool:
        return self.first <= day < self.end

    @property
    def months(self) -> Iterator["Month"]:
        day = self.first
        while day < self.end:
            told = day.month == 1 or day == self.first
            year = gettext("%(year)s年") % {"year": day.year} if told else ""
            # The rest are bare numbers: eighteen months stand close on a small screen.
            name = gettext("%(month)s月") % {"month": day.month} if told else str(day.month)
            yield Month(name, year, f"{self.at(day)}%", day.month == 1)
            day = _month(day, 1)


@dataclass(frozen=True, slots=True)
class Month:
    """A month on the axis; `year` is told at the first month and where a year begins."""

    name: str
    year: str
    x: str
    begins_year: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone: `kind` is verified, open or missed."""

    kind: str
    x: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A task on the axis. `done` is as much of the bar as has been proven; `late` leads from the deadline to today."""

    task: Task
    lead: Unit | None
    x: str
    width: str
    done: str
    late_x: str
    late: str
    from_before: bool
    goes_on: bool
    marks: Sequence[Mark]
    title: str

    @property
    def colour(self) -> str:
        return self.task.colour or Colour.NONE.value


@dataclass(frozen=True, slots=True)
class Band:
    """The bars of one group on this screen; `continued` when it began on the screen before."""

    group: Group
    bars: Sequence[Bar]
    continued: bool


class Gantt:
    """One screen of the wall's tasks that are not closed. A page beyond the last is the last."""

    def __init__(self, wall: Wall, today: date) -> None:
        self.wall = wall
        self.today = today
        self.axis = Axis.of(wall.asked.year, today)
        self.groups = [group for group in wall.groups if group.tally.unclosed]
        self.total = wall.tally.unclosed
        self.pages = max(1, -(-self.total // ROWS))
        self.page = min(wall.asked.page, self.pages)

    @property
    def now(self) -> str:
        """Where today is, or nothing when it is not on the axis."""
        return f"{self.axis.at(self.today)}%" if self.axis.holds(self.today) else ""

    @cached_property
    def bands(self) -> list[Band]:
        skip = (self.page - 1) * ROWS
        shown: list[Group] = []
        for group in self.groups:
            if not shown and skip >= group.tally.unclosed:
                skip -= group.tally.unclosed
            elif sum(one.tally.unclosed for one in shown) < skip + ROWS:
                shown.append(group)
        rows = self._rows(shown, skip)
        nodes = self._nodes(rows)
        found: dict[int, list[Bar]] = {}
        for task in rows:
            found.setdefault(task.band, []).append(self._bar(task, nodes.get(task.pk, [])))  # type: ignore[attr-defined]  # annotated
        return [Band(shown[place], bars, place == 0 and skip > 0) for place, bars in sorted(found.items())]

    def _rows(self, groups: Sequence[Group], skip: int) -> list[Task]:
        """The tasks of this screen in one query, from those of the groups that it touches."""
        name = "lead" if self.wall.asked.by == "unit" else "problem__inspection"
        whose = [_belongs(name, group) for group in groups]
        if not whose:
            return []
        met = whose[0]
        for other in whose[1:]:
            met |= other
        band = Case(*(When(one, then=Value(place)) for place, one in enumerate(whose)))
        rows = self.wall.tasks().filter(WORK, met).annotate(band=band)
        ordered = rows.select_related("plan", "problem").order_by(
            "band", "colour_rank", "progress_rank", "due_sort", "pk"
        )
        return list(ordered[skip : skip + ROWS])

    def _nodes(self, tasks: Sequence[Task]) -> dict[int, list[Milestone]]:
        found: dict[int, list[Milestone]] = {}
        nodes = Milestone.objects.filter(task__in=[task.pk for task in tasks]).exclude(due=None)
        for node in nodes.order_by("due", "pk"):
            found.setdefault(node.task_id, []).append(node)
        return found

    def _bar(self, task: Task, nodes: Sequence[Milestone]) -> Bar:
        start, axis = _start(task, nodes), self.axis
        end = min(task.deadline, axis.end) + timedelta(days=1) if task.deadline else axis.end
        left, right = axis.at(start), axis.at(max(end, start))
        late_to = axis.at(self.today)
        late = max(0.0, late_to - right) if task.progress == ProgressStatus.OVERDUE.value else 0.0
        return Bar(
            task=task,
            lead=self.wall.units.get(task.lead_id or 0),
            x=f"{left}%",
            width=f"{max(right - left, 0.4):.3f}%",
            done=f"{(right - left) * min(float(task.actual) / 100, 1.0):.3f}%",
            late_x=f"{right}%",
            late=f"{late:.3f}%" if late else "",
            from_before=start < axis.first,
            goes_on=end > axis.end or task.deadline is None,
            marks=[mark for node in nodes if (mark := self._mark(node))],
            title=f"{start.isoformat()} – {task.deadline.isoformat() if task.deadline else gettext('没有时限')}",
        )

    def _mark(self, node: Milestone) -> Mark | None:
        if node.due is None or not self.axis.holds(node.due):
            return None
        kind = "verified" if node.verified_on else "missed" if node.due < self.today else "open"
        title = gettext(KINDS[kind]) % {"day": node.due.isoformat(), "name": node.name}
        return Mark(kind, f"{self.axis.at(node.due)}%", title)


def _belongs(name: str, group: Group) -> Q:
    keys = [key for key in group.keys if key is not None]
    return Q(**{f"{name}__in": keys}) if keys else Q(**{f"{name}__isnull": True})


def _start(task: Task, nodes: Sequence[Milestone]) -> date:
    """The day work begins: as planned, else of the first milestone, else the day the task was entered."""
    planned = task.plan.start_on if hasattr(task, "plan") else None
    return planned or min((n.start for n in nodes if n.start), default=timezone.localdate(task.recorded_at))


def _month(day: date, further: int) -> date:
    """The first day of the month so many months from a day's own."""
    years, month = divmod(day.year * 12 + day.month - 1 + further, 12)
    return date(years, month + 1, 1)
