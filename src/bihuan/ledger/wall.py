"""挂图作战: the figures of the wall, each with the ledger's filter for exactly its tasks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext

from bihuan.core.codes import Code, Colour, DutyRole, ProgressStatus
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import filters
from bihuan.ledger.access import visible_inspections
from bihuan.ledger.filters import Params, TaskFilter, url_for
from bihuan.ledger.models import PROGRESS_RANKS, Inspection, Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.ledger.tallies import Tally, summed, tallies
from bihuan.org.access import Viewer
from bihuan.org.districts import Districts, is_district
from bihuan.org.models import Unit
from bihuan.platform import clock

STATUSES = tuple(sorted(PROGRESS_RANKS, key=PROGRESS_RANKS.__getitem__))
"""Worst first, as the columns of the matrix."""
BY = ("unit", "inspection")
NARROWED_BY = ("inspection", "unit", "must_close")
"""Conditions of the ledger that the wall knows too."""
YEARS = range(1990, 2100)
YEARS_BACK, YEARS_AHEAD = 2, 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the wall. A unit is asked for as the lead, so that every task counts once."""

    filter: TaskFilter
    year: int | None = None
    by: str = "unit"
    page: int = 1

    @property
    def unit(self) -> int | None:
        return self.filter.unit[0] if self.filter.unit else None


def read(params: Params) -> Asked:
    """Understand an address; `Refused` with what is wrong in it."""
    own = {name: "".join(params.getlist(name)[-1:]).strip() for name in ("year", "by", "page", "present")}
    asked = filters.read(params, ignoring=own)
    reasons = list(asked.reasons)
    for name, _value in asked.filter.params():
        if name not in NARROWED_BY:
            reasons.append(Reason("unknown_filter", _("没有“%(name)s”这个筛选条件。"), {"name": name}))
    if len(asked.filter.unit) > 1:
        reasons.append(Reason("one_unit", _("挂图一次只看一个单位（含下级）。")))
    year, page = _number(own["year"]), _number(own["page"] or "1")
    unknown = [(own["year"] and year not in YEARS, "year"), (page < 1, "page"), (own["by"] not in ("", *BY), "by")]
    for wrong, name in unknown:
        if wrong:
            values = {"name": name, "value": own[name][:60]}
            reasons.append(Reason("unknown_value", _("筛选条件“%(name)s”不认识“%(value)s”。"), values))
    if reasons:
        raise Refused(reasons)
    wanted = asked.filter
    if wanted.unit:
        wanted = replace(wanted, role=(DutyRole.LEAD,))
    if year:
        wanted = replace(wanted, due_from=date(year, 1, 1), due_to=date(year, 12, 31))
    return Asked(wanted, year or None, own["by"] or "unit", page)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with the address of the list of exactly these tasks; `code` is what is counted, None for all."""

    count: int
    url: str
    code: Code | None = None


@dataclass(frozen=True)
class Group:
    """Tasks that stand together: of a unit, of a district with all below it, or of an inspection.

    `keys` are the lead units or inspections whose tasks these are, None among them for tasks that have none.
    """

    name: str
    tally: Tally
    filter: TaskFilter | None
    keys: tuple[int | None, ...]
    inside: int | None = None

    @cached_property
    def address(self) -> str:
        """The list of these tasks; nothing where no filter finds them."""
        return url_for(self.filter) if self.filter is not None else ""

    @property
    def total(self) -> Figure:
        return Figure(self.tally.total, self.address)

    @cached_property
    def cells(self) -> list[Figure]:
        return [_figure(self.tally, self.address, status) for status in STATUSES]

    @cached_property
    def worst(self) -> Figure:
        return _figure(self.tally, self.address, self.tally.worst)


@dataclass(frozen=True, slots=True)
class Tile:
    """A district on the schematic map, at column `x` and row `y` counted from 0."""

    x: int
    y: int
    group: Group


class Wall:
    """All that one wall shows, counted once; what costs queries is asked for when it is first used."""

    def __init__(self, viewer: Viewer, asked: Asked) -> None:
        self.viewer = viewer
        self.asked = asked
        self.query = LedgerQuery(viewer, asked.filter)

    def tasks(self) -> QuerySet[Task]:
        """The rows behind every figure."""
        return self.query.tasks()

    @cached_property
    def districts(self) -> Districts:
        return Districts(self.asked.unit)

    @property
    def units(self) -> Mapping[int, Unit]:
        return self.districts.units

    @cached_property
    def tally(self) -> Tally:
        return summed(self._by_lead.values())

    @cached_property
    def _tallies(self) -> list[Mapping[int | None, Tally]]:
        return tallies(self.tasks(), "lead", "region")

    @property
    def _by_lead(self) -> Mapping[int | None, Tally]:
        return self._tallies[0]

    @property
    def _by_region(self) -> Mapping[int | None, Tally]:
        return self._tallies[1]

    @cached_property
    def whole(self) -> Group:
        """All tasks of this wall."""
        return Group(self.scope, self.tally, self.asked.filter, ())

    @cached_property
    def by_unit(self) -> list[Group]:
        """Lead units, the worst first; a district stands for all units below it until it is asked for itself."""
        members: dict[int | None, list[int | None]] = {}
        for key in self._by_lead:
            members.setdefault(self.districts.stands_for(key), []).append(key)
        return sorted((self._unit_group(head, keys) for head, keys in members.items()), key=_worst_first)

    @cached_property
    def by_inspection(self) -> list[Group]:
        (counted,) = tallies(self.tasks(), "problem__inspection")
        found = {row.pk: row for row in self.inspection_choices}
        groups = []
        for key, tally in counted.items():
            row = found.get(key or 0)
            wanted = replace(self.asked.filter, inspection=(row.number,)) if row else None
            groups.append(Group(row.name if row else gettext("不出自督察"), tally, wanted, (key,)))
        return sorted(groups, key=_worst_first)

    @cached_property
    def groups(self) -> list[Group]:
        return self.by_unit if self.asked.by == "unit" else self.by_inspection

    @cached_property
    def tiles(self) -> list[Tile]:
        """The districts that have a place on the map, in reading order, columns and rows moved to begin at 0."""
        placed = [u for u in self.units.values() if u.active and u.tile_x is not None and u.tile_y is not None]
        if not placed:
            return []
        tallies = {unit.pk: Tally() for unit in placed}
        for region, tally in self._by_region.items():
            for pk in self.districts.line(region):
                if pk in tallies:
                    tallies[pk].add(tally)
        left, top = (min(getattr(u, name) for u in placed) for name in ("tile_x", "tile_y"))
        tiles = [
            Tile(
                (unit.tile_x or 0) - left,
                (unit.tile_y or 0) - top,
                Group(str(unit), tallies[unit.pk], replace(self.asked.filter, region=(unit.pk,)), (unit.pk,)),
            )
            for unit in placed
        ]
        return sorted(tiles, key=lambda tile: (tile.y, tile.x))

    @property
    def off_map(self) -> int:
        """How many tasks lie in no district of the map: of the whole city, or without a region."""
        tiled = {pk for tile in self.tiles for pk in tile.group.keys}
        return sum(
            tally.total for region, tally in self._by_region.items() if not tiled & set(self.districts.line(region))
        )

    @cached_property
    def unit(self) -> Unit | None:
        """The unit that the wall is limited to."""
        return self.units.get(self.asked.unit or 0)

    def unit_choices(self) -> list[Unit]:
        """Districts and the units beside them, and the one that is chosen."""
        places = {unit.parent_id for unit in self.units.values() if is_district(unit)}
        beside = [u for u in self.units.values() if u.active and u.parent_id and u.parent_id in places]
        return beside if self.unit is None or self.unit in beside else [self.unit, *beside]

    @cached_property
    def inspection_choices(self) -> list[Inspection]:
        """Those with tasks that the viewer sees, the latest first."""
        return list(visible_inspections(self.viewer).order_by("-feedback_on", "-pk"))

    def year_choices(self) -> list[int]:
        """The years in which most deadlines lie, and the one that is chosen."""
        this = clock.today().year
        return sorted(
            {*range(this - YEARS_BACK, this + YEARS_AHEAD + 1), *([self.asked.year] if self.asked.year else [])}
        )

    def must_close_choices(self) -> list[int]:
        """This year and the next, for which lists of what must close are kept, and the one that is chosen."""
        this = clock.today().year
        return sorted({this, this + 1, *([self.asked.filter.must_close] if self.asked.filter.must_close else [])})

    @cached_property
    def scope(self) -> str:
        """What the wall is limited to, in words."""
        named = {row.number: row.name for row in self.inspection_choices}
        words = [named.get(number, number) for number in self.asked.filter.inspection]
        words += [self.unit.name] if self.unit else []
        words += [gettext("%(year)s年到期") % {"year": self.asked.year}] if self.asked.year else []
        if must := self.asked.filter.must_close:
            words.append(gettext("%(year)s年内必须销号") % {"year": must})
        return " · ".join(words) or gettext("全部任务")

    def _unit_group(self, head: int | None, keys: list[int | None]) -> Group:
        tally = summed(self._by_lead[key] for key in keys)
        if head is None:
            return Group(gettext("尚未明确牵头单位"), tally, replace(self.asked.filter, led=False), (None,))
        unit, wanted = self.units[head], replace(self.asked.filter, unit=(head,), role=(DutyRole.LEAD,))
        if is_district(unit) and head != self.asked.unit:
            return Group(str(unit), tally, wanted, tuple(keys), inside=head if keys != [head] else None)
        return Group(str(unit), tally, replace(wanted, itself=True), (head,))


def _worst_first(group: Group) -> tuple[object, ...]:
    return *group.tally.badness, group.name


def _figure(tally: Tally, address: str, code: Colour | ProgressStatus) -> Figure:
    """Adds the code to the address, which is cheaper than writing it anew: a wall has two thousand."""
    name, count = ("colour", tally.colour[code]) if isinstance(code, Colour) else ("progress", tally.progress[code])
    joined = f"{address}{'&' if '?' in address else '?'}{name}={code}"
    return Figure(count, joined if address else "", code)


def figures(wall: Wall) -> Iterator[tuple[str, Figure]]:
    """The head line: how many tasks, how many proven, reported, late and behind."""
    yield gettext("任务总数"), wall.whole.total
    for status in (ProgressStatus.CLOSED, ProgressStatus.REPORTED, ProgressStatus.OVERDUE, ProgressStatus.BEHIND):
        yield gettext(status.label), wall.whole.cells[STATUSES.index(status)]
