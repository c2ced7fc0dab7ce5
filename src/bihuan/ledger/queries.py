"""The one query behind list, counter, facets, export, home and wall chart: what is counted is what is shown.

Fast at a hundred thousand tasks by two ways of asking. How many tasks each condition leaves is asked first. When one leaves
few (a unit, a search, a viewer's own), the database counts those and finds the page among them in one pass. When every
condition leaves many, rows are read in the order of an index until the page is full, and counting stops at `MANY`.
"""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import In

from bihuan.core.clocks import CLOCKS
from bihuan.core.codes import Code, DutyRole, RecheckStanding, State
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import add_months
from bihuan.ledger import sight
from bihuan.ledger.access import seen_by, visible_ids
from bihuan.ledger.columns import Column, loaded
from bihuan.ledger.filters import DEFAULT_SIZE, DEFAULT_SORT, TaskFilter
from bihuan.ledger.models import (
    COLOUR_RANKS,
    PROGRESS_RANKS,
    STATE_RANKS,
    CategoryMark,
    Clock,
    Duty,
    Problem,
    Sight,
    Site,
    Task,
    TaskText,
)
from bihuan.ledger.searching import INDEX
from bihuan.org.access import Viewer, subtree
from bihuan.org.models import Unit
from bihuan.platform import clock
from bihuan.platform.plans import First, Unindexed, among, cells_and_first, expected, fetched, keys_of, sizes
from bihuan.platform.search import holds

NARROW = 5_000
"""A condition that no more tasks meet leads to the others, and what meets them all is counted, whatever else is asked."""

MANY = 1_000
"""Beyond this many without such a condition, rows are no longer counted one by one. At most `NARROW`."""

TOLD = 8
"""One in so many of those must meet state, progress and colour for "more than" to be told of them alone."""

_KEYS = {
    "deadline": ("due_sort", "id"),
    "number": ("number", "id"),
    "since": ("state_since", "id"),
    "colour": ("colour_rank", "due_sort", "id"),
    "progress": ("progress_rank", "due_sort", "id"),
}
_CODES: tuple[Mapping[int, Code], ...] = tuple(
    {rank: code for code, rank in ranks.items()} for ranks in (STATE_RANKS, PROGRESS_RANKS, COLOUR_RANKS)
)
_RANKED = ("progress_rank", "colour_rank")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order; `before` and `after` are the cursors of the pages beside it, empty where there is none."""

    rows: list[Task]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows there are, at least so many when `capped`.

    `facets` tells for each value of state, progress and colour how many rows choosing it would show, the other two as
    they are; None when there are too many rows to tell.
    """

    total: int
    capped: bool
    facets: Mapping[str, Mapping[Code, int]] | None


_Looked = tuple[Counted, list[int] | None]
"""What is counted, and the keys of a page's rows where all rows were read for it."""


@dataclass(frozen=True, slots=True)
class _Condition:
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

    @property
    def is_broad(self) -> bool:
        """Whether the database is sure, without looking, that many tasks meet it: a broad search takes long to count."""
        return self.gathers and isinstance(self.finding, RawSQL) and expected(self.finding) > 2 * NARROW


class LedgerQuery:
    """The tasks that a viewer sees and a filter wants, in an order. A sort with `-` before it runs backwards."""

    def __init__(self, viewer: Viewer, wanted: TaskFilter | None = None, sort: str = DEFAULT_SORT) -> None:
        self.viewer = viewer
        self.filter = wanted or TaskFilter()
        self.sort = sort
        self._fields = _KEYS[sort.removeprefix("-")]
        self._counted: Counted | None = None
        self._by_order = False
        self._all: Mapping[int, int] = {}

    def tasks(self) -> QuerySet[Task]:
        """Every row, in no order; for those who aggregate or act on all of them."""
        rows = self._rest if self._narrow is not None else self._gathered(len(self._conditions))
        return rows.filter(_counted_as(self.filter, indexed=self._narrow is None))

    def page(self, columns: Iterable[Column], cursor: str = "", size: int = DEFAULT_SIZE) -> Page:
        """The rows after (or before) a cursor, with all that `columns` show. `Refused` for a cursor that is none."""
        back, place = _read_cursor(cursor, self._fields) if cursor else (False, None)
        falling = self.sort.startswith("-") != back
        keys = None if self._walks else self._look(size + 1, place, falling=falling)[1]
        if keys is None:
            order = [f"-{name}" if falling else name for name in self._fields]
            walked = self._walked(place, falling, size + 1).order_by(*order).values_list("pk")[: size + 1]
            keys = [key for (key,) in fetched(walked)]
        more, found = len(keys) > size, loaded(keys[:size], columns)
        if back:
            found.reverse()
        has_before, has_after = (more, bool(found)) if back else (bool(cursor and found), more)
        return Page(
            found,
            self._cursor(found[0], back=True) if has_before else "",
            self._cursor(found[-1], back=False) if has_after else "",
        )

    def _walked(self, place: list[Any] | None, falling: bool, most: int) -> QuerySet[Task]:
        """The rows beyond a place, to be read in their order until the page is full."""
        start = self._start(place, falling, most) if self._all else None
        indexed = not self.counted.capped and start is None
        rows = self._rest.filter(_counted_as(self.filter, indexed=indexed))
        if start is not None:
            rows = rows.filter(**{f"{self._fields[0]}__{'lte' if falling else 'gte'}": start})
        if place is None:
            return rows
        beyond = TupleLessThan if falling else TupleGreaterThan
        return rows.filter(beyond(Tuple(*map(F, self._fields)), place))

    def _start(self, place: list[Any] | None, falling: bool, most: int) -> int | None:
        """The rank from which to read all tasks in the order of a rank until so many meet the filter. None when it is
        cheaper to sort those that meet it, or when the order is another: in that of their numbers, what is new comes last."""
        if self._fields[0] not in _RANKED:
            return None
        at = 1 + _RANKED.index(self._fields[0])
        there, meeting = Counter[int](), Counter[int]()
        for cell, count in self._all.items():
            there[_ranks(cell)[at]] += count
            meeting[_ranks(cell)[at]] += count if all(self._meets(cell)) else 0
        ranks = [rank for rank in sorted(there, reverse=falling) if meeting[rank]]
        if place is not None:
            ranks = [rank for rank in ranks if (rank <= place[0] if falling else rank >= place[0])]
        to_read, left = 0.0, most
        for rank in ranks:
            to_read += min(left / meeting[rank], 1) * there[rank]
            if (left := left - meeting[rank]) <= 0:
                return ranks[0] if to_read < meeting.total() else None
        return None

    def rows(self, columns: Iterable[Column]) -> Iterator[Task]:
        """All rows in order, read page by page so that any number fits into memory."""
        columns, cursor = list(columns), ""
        while True:
            page = self.page(columns, cursor, 500)
            yield from page.rows
            if not (cursor := page.after):
                return

    @property
    def counted(self) -> Counted:
        """Total and facets, from one pass over the rows as they are without the three counted fields."""
        return self._counted or self._look(0)[0]

    @property
    def _walks(self) -> bool:
        """Whether the rows are known to be too many to find a page among all of them."""
        return self._counted is not None and self._by_order

    def _look(self, size: int, place: list[Any] | None = None, *, falling: bool = False) -> _Looked:
        """Count, and in the same pass find the keys of a page; None when not all rows were read for it."""
        self._counted, first = found = self._looked(size, place, falling)
        self._by_order = first is None
        return found

    def _looked(self, size: int, place: list[Any] | None, falling: bool) -> _Looked:
        met = _counted_as(self.filter)
        if self._one_broad and met == Q():
            return Counted(self._probed[1], True, None), None
        if not self._conditions and not self._plain:
            cells = Task.objects.order_by().values_list("cell").annotate(rows=Count("*"))
            self._all = dict(fetched(cells))
            total, facets = self._folded(self._all)
            return Counted(total, False, facets), None

        named = ([code.value for code in self.filter.state], *self._wanted[1:])
        wanted = {name: values for name, values in zip(("state", *_RANKED), named, strict=True) if values}
        page = First(self._fields, size, falling, place, wanted)
        narrow = self._narrow is not None
        cube, first = cells_and_first(
            self._rest if narrow else self._gathered(self._to_gather)[: MANY + 1], "cell", page
        )
        total, facets = self._folded(cube)
        if narrow or sum(cube.values()) <= MANY:
            return Counted(total, False, facets), first
        if total >= MANY / TOLD:
            return Counted(total, True, None), None
        # Rows that meet the three fields are rare among those counted: count them by themselves, else "more than" says little.
        cube, first = cells_and_first(self._gathered(self._to_gather).filter(met)[: MANY + 1], "cell", page)
        total = sum(cube.values())
        return Counted(total, total > MANY, None), first if total <= MANY else None

    @cached_property
    def _wanted(self) -> tuple[Set[int], Set[int], Set[int]]:
        """The ranks that state, progress and colour may have; none: any."""
        f = self.filter
        return (
            {STATE_RANKS[code] for code in f.state},
            {PROGRESS_RANKS[code] for code in f.progress},
            {COLOUR_RANKS[code] for code in f.colour},
        )

    def _meets(self, cell: int) -> list[bool]:
        """Whether each of the three fields is as wanted."""
        ranks = zip(self._wanted, _ranks(cell), strict=True)
        return [not wanted or rank in wanted for wanted, rank in ranks]

    def _folded(self, cells: Mapping[int, int]) -> tuple[int, Mapping[str, Mapping[Code, int]]]:
        """Total and facets of rows counted before the three fields filter them."""
        total, found = 0, (Counter[int](), Counter[int](), Counter[int]())
        for cell, count in cells.items():
            met = self._meets(cell)
            missed = met.count(False)
            total += 0 if missed else count
            for facet, rank, is_met in zip(found, _ranks(cell), met, strict=True):
                if not missed or (missed == 1 and not is_met):
                    facet[rank] += count
        told = zip(("state", "progress", "colour"), found, _CODES, strict=True)
        return total, {
            name: {codes[rank]: rows for rank, rows in facet.items() if rank in codes} for name, facet, codes in told
        }

    @property
    def _one_broad(self) -> bool:
        """Whether a single condition is all there is, and more tasks than can be counted are known to meet it."""
        return self._narrow is None and not self._plain and bool(self._probed[1])

    @property
    def _to_gather(self) -> int:
        """How many conditions are gathered to find some rows: of a single one, unless it reads texts, some are found at
        once."""
        return int(len(self._conditions) > 1 or bool(self.filter.q))

    @cached_property
    def _rest(self) -> QuerySet[Task]:
        """The rows before state, progress and colour filter them."""
        rows = Task.objects.order_by().filter(self._plain)
        if self._narrow is not None:
            at, keys = self._narrow
            rows = rows.filter(self._conditions[at].among if keys is None else Q(pk__in=among(keys)))
        for place, condition in enumerate(self._conditions):
            if self._narrow is None:
                rows = rows.filter(condition.where)
            elif place != at:
                rows = rows.filter(condition.among if condition.gathers else condition.where)
        return rows

    def _gathered(self, first: int) -> QuerySet[Task]:
        """The same when no condition is narrow: the first so many in the form that gathers, the others tested."""
        rows = Task.objects.order_by().filter(self._plain)
        for place, condition in enumerate(self._conditions):
            rows = rows.filter(condition.among if place < first else condition.where)
        return rows

    @cached_property
    def _narrow(self) -> tuple[int, list[int] | None] | None:
        """The condition that the fewest tasks meet, and their keys where they had to be fetched."""
        return self._probed[0]

    @cached_property
    def _probed(self) -> tuple[tuple[int, list[int] | None] | None, int]:
        """`_narrow`, and how many tasks at least are known to meet the only condition when it is not narrow, else 0."""
        alone, findings = len(self._conditions) == 1, dict[int, QuerySet[Any, Any] | RawSQL]()
        for place, condition in enumerate(self._conditions):
            if condition.finding is None or (not alone and condition.is_broad):
                continue
            if not condition.dear:
                findings[place] = condition.finding
            elif len(keys := keys_of(condition.finding, NARROW + 1)) <= NARROW:
                return (place, sorted(set(keys))), 0
        if not findings:
            return None, 0
        most = MANY if alone and self._conditions[0].is_broad else NARROW
        about = {place: self._conditions[place].about for place in findings}
        asked = [finding if (cheaper := about[place]) is None else cheaper for place, finding in findings.items()]
        least, place = min(zip(sizes(asked, most + 1, distinct=alone), findings, strict=True))
        if least <= most:
            return (place, None), 0
        if alone and about[place] is not None:
            least = sizes([findings[place]], NARROW + 1, distinct=True)[0]
        return None, least if alone and least > most else 0

    @cached_property
    def _plain(self) -> Q:
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
    def _conditions(self) -> list[_Condition]:
        """Conditions that reach beyond the task's row, likeliest to leave few first."""
        f = self.filter
        found = []
        if f.q:
            text = TaskText.objects.filter(holds(f.q, "text"), task=OuterRef("pk"))
            finding, held, proven = INDEX.finding(f.q), Q(Exists(text)), INDEX.proves(f.q)
            all_ = Q(pk__in=finding) if finding else held
            found.append(_Condition(finding, held, all_, gathers=proven, dear=not proven))
        if f.objected is not None:
            objected = _objected()
            found.append(objected if f.objected else _Condition(None, ~objected.where, ~objected.where))
        if f.mine:
            found.append(self._mine())
        if f.unit:
            found.append(self._owed())
        if not self.viewer.sees_all and not self._is_seen:
            seen = visible_ids(self.viewer)
            found.append(_Condition(seen, seen_by(self.viewer), Q(pk__in=seen)))
        if f.inspection or f.level or f.category:
            found.append(self._of_problem())
        if f.watershed:
            there = Site.tasks.through.objects.filter(site__watershed__in=f.watershed)
            found.append(_belonging(there.values_list("task", flat=True), there.filter(task=OuterRef("pk"))))
        if f.region:
            found.append(_own("region", self._below(f.region)))
        if f.led is not None:
            unled, where = Task.objects.filter(lead=None).values_list("pk", flat=True), Q(lead__isnull=not f.led)
            found.append(_Condition(None if f.led else unled, where, where))
        return found

    @cached_property
    def units(self) -> Mapping[int, Unit]:
        """The units that the filter names."""
        named = {*self.filter.unit, *self.filter.region}
        return Unit.objects.in_bulk(named) if named else {}

    @property
    def _is_seen(self) -> bool:
        """Whether the viewer sees whatever meets the filter: duties or regions of units that all lie below its own."""
        return any(
            named and all(self.viewer.sees_all_of(self.units[pk].path) for pk in named if pk in self.units)
            for named in (self.filter.unit, self.filter.region)
        )

    def _below(self, named: tuple[int, ...]) -> list[int]:
        """These units and all below them."""
        found = subtree([self.units[pk].path for pk in named if pk in self.units])
        return [pk for (pk,) in fetched(found.order_by().values_list("pk"))]

    def _owed(self) -> _Condition:
        """Tasks on which one of the units named, or one below them, holds a live duty."""
        named, roles, itself = self.filter.unit, self.filter.role, self.filter.itself
        if roles == (DutyRole.LEAD,):
            return _own("lead", list(named) if itself else self._below(named))
        below, alone = ((), named) if itself else (named, ())
        owed = Sight.objects.filter(sight.through(below, alone, sight.duties(roles)))
        return _belonging(owed.values_list("task", flat=True), owed.filter(task=OuterRef("pk")))

    def _of_problem(self) -> _Condition:
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
        return _Condition(keys, marked, found, about=marks.values_list("problem"))

    def _mine(self) -> _Condition:
        person = self.viewer.account.person_id if self.viewer.account else None
        units = [held.unit for held in self.viewer.held]
        owed = _live(Q(unit__in=units) | Q(person=person) if person else Q(unit__in=units), self.filter.role)
        led = Task.objects.filter(leader=person) if person and not self.filter.role else Task.objects.none()
        keys = led.values_list("pk", flat=True).union(owed.values_list("task", flat=True))
        where = Q(Exists(owed.filter(task=OuterRef("pk"))))
        where = where | Q(leader=person) if person and not self.filter.role else where
        return _Condition(keys, where, Q(pk__in=keys))

    def _cursor(self, task: Task, *, back: bool) -> str:
        place = [str(getattr(task, name)) for name in self._fields]
        if "state_since" in self._fields:
            place[0] = task.state_since.isoformat()
        return base64.urlsafe_b64encode(json.dumps([int(back), *place]).encode()).decode().rstrip("=")


def _ranks(cell: int) -> tuple[int, int, int]:
    """Of state, progress and colour (see `Task.cell`)."""
    return cell // 100, cell // 10 % 10, cell % 10


def _counted_as(f: TaskFilter, *, indexed: bool = True) -> Q:
    """State, progress and colour, as the database keeps them."""
    met = Q()
    for name, values in (
        ("state", [code.value for code in f.state]),
        ("progress_rank", [PROGRESS_RANKS[code] for code in f.progress]),
        ("colour_rank", [COLOUR_RANKS[code] for code in f.colour]),
    ):
        if values:
            met &= Q(**{f"{name}__in": values}) if indexed else Q(In(Unindexed(name), values))
    return met


def _rechecked_as(standing: RecheckStanding, today: date) -> Q:
    first = today.replace(day=1)
    return {
        RecheckStanding.DUE_THIS_MONTH: Q(recheck_on__gte=first, recheck_on__lt=add_months(first, 1).date),
        RecheckStanding.OVERDUE: Q(recheck_on__lt=today),
        RecheckStanding.NEVER: Q(state__in=[State.CLOSED.value, State.RECHECK.value], rechecked_on__isnull=True),
    }[standing]


def _own(name: str, values: list[int]) -> _Condition:
    """A condition on an indexed column of the task."""
    keys = Task.objects.filter(**{f"{name}__in": values}).values_list("pk", flat=True)
    return _Condition(keys, Q(In(Unindexed(name), values)), Q(**{f"{name}__in": values}))


def _belonging(keys: Any, of_task: QuerySet[Any]) -> _Condition:
    """A condition on what belongs to a task."""
    return _Condition(keys, Q(Exists(of_task)), Q(pk__in=keys))


def _objected() -> _Condition:
    """Tasks on which the term for answering an objection runs: it begins with each objection and ends as that is decided."""
    answering = Clock.objects.filter(rule=CLOCKS["objection"].rule, stopped_on__isnull=True)
    return _belonging(answering.values_list("task", flat=True), answering.filter(task=OuterRef("pk")))


def _live(whose: Q, roles: Iterable[str]) -> QuerySet[Duty]:
    duties = Duty.objects.filter(whose, until__isnull=True)
    return duties.filter(role__in=roles) if roles else duties


def _read_cursor(cursor: str, fields: tuple[str, ...]) -> tuple[bool, list[Any]]:
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
