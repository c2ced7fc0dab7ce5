"""What a filter and a viewer's sight ask of a task, in the forms in which the database can be asked for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.lookups import In

from bihuan.core.clocks import CLOCKS
from bihuan.core.codes import DutyRole, RecheckStanding, State
from bihuan.core.workdays import add_months
from bihuan.ledger import sight
from bihuan.ledger.access import seen_by, visible_ids
from bihuan.ledger.filters import TaskFilter
from bihuan.ledger.models import CategoryMark, Clock, Duty, Problem, Sight, Site, Task, TaskText
from bihuan.ledger.searching import INDEX
from bihuan.org.access import Viewer
from bihuan.org.models import Unit
from bihuan.platform import clock
from bihuan.platform.plans import Unindexed, expected
from bihuan.platform.prepared import Prepared, given_keys, given_word
from bihuan.platform.search import holds


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in its three forms: a query for the keys of the tasks that meet it (None when most do), a test of one task
    for when few are tested, and one that first gathers all that meet it, for when most are. `gathers`: even a few thousand
    tests take longer than gathering. `dear`: finding the keys takes so long that it is done once at most. `about`: a cheaper
    query with about as many rows as tasks meet it."""

    finding: QuerySet[Any, Any] | RawSQL | None
    where: Q
    among: Q
    gathers: bool = False
    dear: bool = False
    about: QuerySet[Any, Any] | None = None

    def is_broad(self, many: int) -> bool:
        """Whether the database is sure, without looking, that so many tasks meet it: a broad search takes long to count."""
        return self.gathers and isinstance(self.finding, RawSQL) and expected(self.finding) > 2 * many


class Conditions:
    """Of the tasks that a viewer sees and a filter wants, all but state, progress and colour."""

    def __init__(self, viewer: Viewer, wanted: TaskFilter) -> None:
        self.viewer = viewer
        self.filter = wanted

    @cached_property
    def plain(self) -> Q:
        """Conditions on a task's own columns."""
        f, met = self.filter, Q()
        for name, value in (
            ("deadline__gte", f.due_from),
            ("deadline__lte", f.due_to),
            ("term__in", f.term),
            ("leader__in", f.leader),
            ("long_term", f.long_term),
            ("must_close_year", f.must_close or None),
        ):
            if value not in (None, ()):
                met &= Q(**{name: value})
        if f.must_close == 0:
            met &= Q(must_close_year=None)
        if f.returned is not None:
            met &= Q(returns__gt=0) if f.returned else Q(returns=0)
        if f.rebounded is not None:
            met &= Q(reopenings__gt=0) if f.rebounded else Q(reopenings=0)
        if f.recheck:
            met &= reduce(or_, (_rechecked_as(standing, clock.today()) for standing in f.recheck))
        return met

    @cached_property
    def further(self) -> list[Condition]:
        """Conditions that reach beyond the task's row, likeliest to leave few first."""
        f = self.filter
        found = []
        if f.q:
            text = TaskText.objects.filter(holds(f.q, "text"), task=OuterRef("pk"))
            finding, held, proven = INDEX.finding(f.q), Q(Exists(text)), INDEX.proves(f.q)
            all_ = Q(pk__in=finding) if finding else held
            found.append(Condition(finding, held, all_, gathers=proven, dear=not proven))
        if f.objected is not None:
            objected = _objected()
            found.append(objected if f.objected else Condition(None, ~objected.where, ~objected.where))
        if f.mine:
            found.append(self._mine())
        if f.unit:
            found.append(self._owed())
        if not self.viewer.sees_all and not self._is_seen:
            seen = visible_ids(self.viewer)
            found.append(Condition(seen, seen_by(self.viewer), Q(pk__in=seen)))
        if f.inspection or f.level or f.category:
            found.append(self._of_problem())
        if f.watershed:
            there = Site.tasks.through.objects.filter(site__watershed__in=f.watershed)
            found.append(_belonging(there.values_list("task", flat=True), there.filter(task=OuterRef("pk"))))
        if f.region:
            found.append(_own("region", self._below(f.region)))
        if f.led is not None:
            unled, where = Task.objects.filter(lead=None).values_list("pk", flat=True), Q(lead__isnull=not f.led)
            found.append(Condition(None if f.led else unled, where, where))
        return found

    @cached_property
    def units(self) -> Mapping[int, Unit]:
        """The units that the filter names."""
        named = {*self.filter.unit, *self.filter.region}
        return {unit.pk: unit for unit in _UNITS.objects(keys=list(named))} if named else {}

    @property
    def _is_seen(self) -> bool:
        """Whether the viewer sees whatever meets the filter: duties or regions of units that all lie below its own."""
        return any(
            named and all(self.viewer.sees_all_of(self.units[pk].path) for pk in named if pk in self.units)
            for named in (self.filter.unit, self.filter.region)
        )

    def _below(self, named: tuple[int, ...]) -> list[int]:
        """These units and all below them."""
        paths = [self.units[pk].path for pk in named if pk in self.units]
        return sorted({pk for path in paths for (pk,) in _BELOW.rows(path=path)})

    def _owed(self) -> Condition:
        """Tasks on which one of the units named, or one below them, holds a live duty."""
        named, roles, itself = self.filter.unit, self.filter.role, self.filter.itself
        if roles == (DutyRole.LEAD,):
            return _own("lead", list(named) if itself else self._below(named))
        below, alone = ((), named) if itself else (named, ())
        owed = Sight.objects.filter(sight.through(below, alone, sight.duties(roles)))
        return _belonging(owed.values_list("task", flat=True), owed.filter(task=OuterRef("pk")))

    def _of_problem(self) -> Condition:
        """What the problem must be like, in one condition: together they leave fewer than each."""
        f = self.filter
        wanted = {"inspection__number__in": f.inspection, "level__in": f.level}
        met = {name: values for name, values in wanted.items() if values}
        if not f.category:
            problems = Problem.objects.filter(**met)
            keys = Task.objects.filter(problem__in=problems).values_list("pk", flat=True)
            return _belonging(keys, problems.filter(pk=OuterRef("problem")))
        own = {name if name == "level__in" else f"problem__{name}": values for name, values in met.items()}
        marks = CategoryMark.objects.filter(code__in=f.category, **own)
        found, marked = Q(problem__in=marks.values("problem")), Q(Exists(marks.filter(problem=OuterRef("problem"))))
        keys = Task.objects.filter(found).values_list("pk", flat=True)
        return Condition(keys, marked, found, about=marks.values_list("problem"))

    def _mine(self) -> Condition:
        person = self.viewer.account.person_id if self.viewer.account else None
        units = [held.unit for held in self.viewer.held]
        owed = _live(Q(unit__in=units) | Q(person=person) if person else Q(unit__in=units), self.filter.role)
        led = Task.objects.filter(leader=person) if person and not self.filter.role else Task.objects.none()
        keys = led.values_list("pk", flat=True).union(owed.values_list("task", flat=True))
        where = Q(Exists(owed.filter(task=OuterRef("pk"))))
        where = where | Q(leader=person) if person and not self.filter.role else where
        return Condition(keys, where, Q(pk__in=keys))


_UNITS = Prepared(lambda: Unit.objects.filter(pk__in=given_keys("keys")))
_BELOW = Prepared(lambda: Unit.objects.filter(path__startswith=given_word("path")).values_list("pk"))


def _rechecked_as(standing: RecheckStanding, today: date) -> Q:
    first = today.replace(day=1)
    return {
        RecheckStanding.DUE_THIS_MONTH: Q(recheck_on__gte=first, recheck_on__lt=add_months(first, 1).date),
        RecheckStanding.OVERDUE: Q(recheck_on__lt=today),
        RecheckStanding.NEVER: Q(state__in=[State.CLOSED.value, State.RECHECK.value], rechecked_on__isnull=True),
    }[standing]


def _own(name: str, values: list[int]) -> Condition:
    """A condition on an indexed column of the task."""
    keys = Task.objects.filter(**{f"{name}__in": values}).values_list("pk", flat=True)
    return Condition(keys, Q(In(Unindexed(name), values)), Q(**{f"{name}__in": values}))


def _belonging(keys: Any, of_task: QuerySet[Any]) -> Condition:
    """A condition on what belongs to a task."""
    return Condition(keys, Q(Exists(of_task)), Q(pk__in=keys))


def _objected() -> Condition:
    """Tasks on which the term for answering an objection runs: it begins with each objection and ends as that is decided."""
    answering = Clock.objects.filter(rule=CLOCKS["objection"].rule, stopped_on__isnull=True)
    return _belonging(answering.values_list("task", flat=True), answering.filter(task=OuterRef("pk")))


def _live(whose: Q, roles: Iterable[str]) -> QuerySet[Duty]:
    duties = Duty.objects.filter(whose, until__isnull=True)
    return duties.filter(role__in=roles) if roles else duties
