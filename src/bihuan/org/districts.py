"""Units as tables show them together: a district stands for all units below it until it is asked for itself."""

from collections.abc import Mapping
from functools import cached_property

from bihuan.org.models import Unit, UnitKind

KINDS = (UnitKind.COUNTY, UnitKind.PARK)
_FIELDS = ("parent", "path", "name", "short_name", "kind", "tile_x", "tile_y", "active")


def is_district(unit: Unit) -> bool:
    return unit.kind in KINDS or unit.tile_x is not None


class Districts:
    """Every unit in one query, and which unit stands for which. `inside`: the unit that is asked for itself."""

    def __init__(self, inside: int | None = None) -> None:
        self.inside = inside
        self._lines: dict[int | None, list[int]] = {}

    @cached_property
    def units(self) -> Mapping[int, Unit]:
        return {unit.pk: unit for unit in Unit.objects.only(*_FIELDS).order_by("path")}

    def line(self, pk: int | None) -> list[int]:
        """The unit and all above it, from the top."""
        if pk not in self._lines:
            unit = self.units.get(pk or 0)
            self._lines[pk] = [int(part) for part in unit.path.split(".") if part] if unit else []
        return self._lines[pk]

    def stands_for(self, pk: int | None) -> int | None:
        """The unit in whose row another counts: the district above it, else itself."""
        line = self.line(pk)
        if self.inside in line:
            line = line[line.index(self.inside) + 1 :]
        return next((above for above in line if is_district(self.units[above])), pk)
