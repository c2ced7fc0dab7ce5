"""What the wall's templates need: addresses that change one thing, and the places of the tiles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bihuan.core.codes import Colour, ProgressStatus
from bihuan.ledger.wall import STATUSES, Figure, Group, Tile, Wall
from bihuan.platform.templatetags import marks

register = template.Library()

WIDTH, HEIGHT, GAP = 240, 190, 16
ON_TILE = (ProgressStatus.OVERDUE, ProgressStatus.BEHIND, ProgressStatus.REPORTED, ProgressStatus.CLOSED)
FIRST_LINE, LINE = 104, 24
SHAPES = {Colour.BLUE: "●", Colour.YELLOW: "▲", Colour.ORANGE: "◆", Colour.RED: "■"}
"""The same that the badges of the ladder carry."""


@register.simple_tag
def wall_address(wall: Wall, **change: object) -> str:
    """The wall with one thing changed: unit, by or page; a change of unit or grouping begins at the first page."""
    asked = wall.asked
    now: dict[str, object] = {
        "inspection": asked.filter.inspection,
        "unit": asked.unit,
        "year": asked.year,
        "must_close": asked.filter.must_close,
        "by": asked.by,
        "page": None,
    } | change
    usual = {"by": "unit", "page": 1}
    params = {name: value for name, value in now.items() if value not in (None, (), usual.get(name))}
    return f"{reverse('wall')}?{urlencode(params, doseq=True)}"


@register.simple_tag
def wall_bars(wall: Wall) -> dict[str, object]:
    """The matrix for the chart beside it."""
    cells = [group.cells for group in wall.by_unit]
    return {
        "names": [group.name for group in wall.by_unit],
        "series": [
            {
                "code": status.value,
                "name": gettext(status.label),
                "counts": [group.tally.progress[status] for group in wall.by_unit],
                "urls": [row[place].url for row in cells],
            }
            for place, status in enumerate(STATUSES)
        ],
    }


@register.simple_tag
def wall_cells(figures: Iterable[Figure], strong: bool = False) -> SafeString:
    """Counts side by side in a row of the matrix, each leading to its tasks. A template would take thrice as long."""
    return SafeString("".join(wall_cell(figure, strong) for figure in figures))


@register.simple_tag
def wall_cell(figure: Figure, strong: bool = True) -> SafeString:
    css, count = "num" if figure.count else "num zero", f"<b>{figure.count}</b>" if strong else f"{figure.count}"
    # A wall has two thousand of these: numbers and one address, which `format_html` would take as long as the queries for.
    inside = f'<a href="{escape(figure.url)}">{count}</a>' if figure.url else f"{figure.count}"
    return SafeString(f'<td class="{css}">{inside}</td>')


@register.simple_tag
def tile_lines(group: Group) -> SafeString:
    """The counts of a tile, each leading to its tasks."""
    figures = [group.cells[STATUSES.index(status)] for status in ON_TILE]
    lines = (_tile_line(figure, FIRST_LINE + place * LINE) for place, figure in enumerate(figures))
    return SafeString("".join(lines))


def _tile_line(figure: Figure, y: int) -> SafeString:
    css, name = "line" if figure.count else "line zero", escape(marks.label(figure.code)) if figure.code else ""
    return SafeString(
        f'<a href="{escape(figure.url)}"><text class="{css}" x="18" y="{y}">{name}</text>'
        f'<text class="{css}" x="222" y="{y}" text-anchor="end">{figure.count}</text></a>'
    )


@dataclass(frozen=True, slots=True)
class Placed:
    group: Group
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class TileMap:
    tiles: Sequence[Placed]
    width: int
    height: int


@register.simple_tag
def tile_map(tiles: Sequence[Tile]) -> TileMap:
    """The tiles in the units of the drawing."""
    across, down = max(tile.x for tile in tiles) + 1, max(tile.y for tile in tiles) + 1
    placed = [Placed(tile.group, tile.x * (WIDTH + GAP), tile.y * (HEIGHT + GAP)) for tile in tiles]
    return TileMap(placed, across * (WIDTH + GAP) - GAP, down * (HEIGHT + GAP) - GAP)


@register.filter
def shape(colour: Colour) -> str:
    return SHAPES.get(colour, "")
