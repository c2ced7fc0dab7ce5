"""Large words that a page prints under its text, which are nobody's: 内部资料 across a table."""

from bisect import bisect_left

from bihuan.reading.formats.page import Glyph, RawPage

LARGE = 2.5  # times the usual character of the page
COVERED = 2  # small characters in the box of a large one: no headline has any


def leave_out(page: RawPage) -> None:
    """Takes the lines of large characters away that lie under small ones, and counts them as `page.beneath`."""
    sizes = sorted(glyph.size for glyph in page.glyphs)
    if not sizes or sizes[-1] <= LARGE * sizes[len(sizes) // 2]:
        return
    most = LARGE * sizes[len(sizes) // 2]
    small = sorted((glyph for glyph in page.glyphs if glyph.size <= most), key=_middle)
    lines = {(round(glyph.top), round(glyph.bottom)) for glyph in page.glyphs if glyph.size > most}
    under = {line for line in lines if any(_covers(glyph, small) for glyph in page.glyphs if _line(glyph) == line)}
    kept = [glyph for glyph in page.glyphs if _line(glyph) not in under]
    page.beneath += len(page.glyphs) - len(kept)
    page.glyphs[:] = kept


def _line(glyph: Glyph) -> tuple[int, int]:
    return round(glyph.top), round(glyph.bottom)


def _middle(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2


def _covers(large: Glyph, small: list[Glyph]) -> bool:
    """Whether the middle of several of the small characters, from the top of the page down, stands in the box of a large
    one."""
    from_top, to_bottom = (bisect_left(small, side, key=_middle) for side in (large.top, large.bottom))
    inside = (large.left < (small[at].left + small[at].right) / 2 < large.right for at in range(from_top, to_bottom))
    return sum(inside) >= COVERED
