"""The one query behind list, counter, facets, export, home and wall chart: what is counted is what is shown.

Fast at a hundred thousand tasks by two ways of asking. How many tasks each condition leaves is asked first. When one leaves
few (a unit, a search, a viewer's own), the database counts those and finds the page among them in one pass. When every
condition leaves many, rows are read in the order of an index until the page is full, and counting stops at `MANY`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import In

from bihuan.core.codes import Code
from bihuan.ledger import cursors
from bihuan.ledger.columns import Column, loaded
from bihuan.ledger.conditions import Conditions
from bihuan.ledger.filters import DEFAULT_SIZE, DEFAULT_SORT, TaskFilter
from bihuan.ledger.models import COLOUR_RANKS, PROGRESS_RANKS, STATE_RANKS, Task
from bihuan.org.access import Viewer
from bihuan.platform.plans import First, Unindexed, among, cells_and_first, fetched, keys_of, sizes

NARROW = 5_000
"""A condition that no more tasks meet leads to the others, and what meets them all is counted, whatever else is asked."""

MANY = 1_000
"""Beyond this many without such a condition, rows are no longer counted one by one. At most `NARROW`."""

TOLD = 8
"""One in so many of those must meet state, progress and colour for "more than" to be told of them alone."""

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


class LedgerQuery:
    """The tasks that a viewer sees and a filter wants, in an order. A sort with `-` before it runs backwards."""

    def __init__(self, viewer: Viewer, wanted: TaskFilter | None = None, sort: str = DEFAULT_SORT) -> None:
        self.viewer = viewer
        self.filter = wanted or TaskFilter()
        self.sort = sort
        self.conditions = Conditions(viewer, self.filter)
        self._fields = cursors.ORDERS[sort.removeprefix("-")]
        self._counted: Counted | None = None
        self._by_order = False
        self._all: Mapping[int, int] = {}

    def tasks(self) -> QuerySet[Task]:
        """Every row, in no order; for those who aggregate or act on all of them."""
        rows = self._rest if self._narrow is not None else self._gathered(len(self.conditions.further))
        return rows.filter(_counted_as(self.filter, indexed=self._narrow is None))

    def page(self, columns: Iterable[Column], cursor: str = "", size: int = DEFAULT_SIZE) -> Page:
        """The rows after (or before) a cursor, with all that `columns` show. `Refused` for a cursor that is none."""
        back, place = cursors.read(cursor, self._fields) if cursor else (False, None)
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
            cursors.cursor_at(found[0], self._fields, back=True) if has_before else "",
            cursors.cursor_at(found[-1], self._fields, back=False) if has_after else "",
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
        if not self.conditions.further and not self.conditions.plain:
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
        return self._narrow is None and not self.conditions.plain and bool(self._probed[1])

    @property
    def _to_gather(self) -> int:
        """How many conditions are gathered to find some rows: of a single one, unless it reads texts, some are found at
        once."""
        return int(len(self.conditions.further) > 1 or bool(self.filter.q))

    @cached_property
    def _rest(self) -> QuerySet[Task]:
        """The rows before state, progress and colour filter them."""
        rows = Task.objects.order_by().filter(self.conditions.plain)
        if self._narrow is not None:
            at, keys = self._narrow
            rows = rows.filter(self.conditions.further[at].among if keys is None else Q(pk__in=among(keys)))
        for place, condition in enumerate(self.conditions.further):
            if self._narrow is None:
                rows = rows.filter(condition.where)
            elif place != at:
                rows = rows.filter(condition.among if condition.gathers else condition.where)
        return rows

    def _gathered(self, first: int) -> QuerySet[Task]:
        """The same when no condition is narrow: the first so many in the form that gathers, the others tested."""
        rows = Task.objects.order_by().filter(self.conditions.plain)
        for place, condition in enumerate(self.conditions.further):
            rows = rows.filter(condition.among if place < first else condition.where)
        return rows

    @cached_property
    def _narrow(self) -> tuple[int, list[int] | None] | None:
        """The condition that the fewest tasks meet, and their keys where they had to be fetched."""
        return self._probed[0]

    @cached_property
    def _probed(self) -> tuple[tuple[int, list[int] | None] | None, int]:
        """`_narrow`, and how many tasks at least are known to meet the only condition when it is not narrow, else 0."""
        alone, findings = len(self.conditions.further) == 1, dict[int, QuerySet[Any, Any] | RawSQL]()
        for place, condition in enumerate(self.conditions.further):
            if condition.finding is None or (not alone and condition.is_broad(NARROW)):
                continue
            if not condition.dear:
                findings[place] = condition.finding
            elif len(keys := keys_of(condition.finding, NARROW + 1)) <= NARROW:
                return (place, sorted(set(keys))), 0
        if not findings:
            return None, 0
        most = MANY if alone and self.conditions.further[0].is_broad(NARROW) else NARROW
        about = {place: self.conditions.further[place].about for place in findings}
        asked = [finding if (cheaper := about[place]) is None else cheaper for place, finding in findings.items()]
        least, place = min(zip(sizes(asked, most + 1, distinct=alone), findings, strict=True))
        if least <= most:
            return (place, None), 0
        if alone and about[place] is not None:
            least = sizes([findings[place]], NARROW + 1, distinct=True)[0]
        return None, least if alone and least > most else 0


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
