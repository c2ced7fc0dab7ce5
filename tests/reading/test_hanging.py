"""Marks that Word hangs over the edge of a cell, which a program reads as characters of the next one."""

from bihuan.reading.formats.page import Glyph, RawPage, Rule
from bihuan.reading.formats.pdf_grid import Grid, fill, find_grids

SIZE = 10.0


def _grid() -> Grid:
    page = RawPage(1, 0, 100, across=[Rule(at, 0, 80) for at in (0, 40)], down=[Rule(at, 0, 40) for at in (0, 40, 80)])
    (grid,) = find_grids(page)
    return grid


def _set(text: str, left: float, top: float = 5) -> list[Glyph]:
    return [Glyph(c, left + k * SIZE, top, left + (k + 1) * SIZE, top + SIZE) for k, c in enumerate(text)]


def test_a_mark_behind_a_full_line_stays_in_its_cell() -> None:
    grid = _grid()
    assert not fill([grid], [*_set("验收销号。", 0), *_set("河县人", 45), *_set("政府", 45, 20)])
    assert ["".join(glyph.text for glyph in box.glyphs) for box in grid.boxes] == ["验收销号。", "河县人政府"]


def test_a_mark_that_follows_nothing_nearby_belongs_where_it_stands() -> None:
    grid = _grid()
    loose = fill([grid], [*_set("验收", 0), *_set("。", 45, 20), *_set("页", 0, 90)])
    assert ["".join(glyph.text for glyph in box.glyphs) for box in grid.boxes] == ["验收", "。"]
    assert [glyph.text for glyph in loose] == ["页"]
