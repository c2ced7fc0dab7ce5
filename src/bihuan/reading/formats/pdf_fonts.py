"""The one font that stands in for all that a PDF names and does not carry.

Without it pdfium takes what the machine has: it reads the outlines of a large font, which is half of what a long plan costs;
its edges of a character are others on each machine; and where no font has them, characters that stand alone are dropped. To
read a text nobody needs the shapes: every character of ours is the same square.
"""

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

EM = 1000
BOTTOM, TOP, WIDE, NARROW = -80, 840, 1000, 500
"""Where a character stands, about as in a Chinese font, and how wide it is; in thousandths of the font's size."""
SIDE = 60
RANGES = ((0x21, 0x2FF, 2), (0x300, 0xFFFD, 1), (0x20000, 0x3FFFF, 1))
"""Characters from and to, and their glyph: the narrow one for what stands in half a square."""
CHINESE = frozenset(
    (
        raw.FXFONT_GB2312_CHARSET,
        raw.FXFONT_CHINESEBIG5_CHARSET,
        raw.FXFONT_SHIFTJIS_CHARSET,
        raw.FXFONT_HANGEUL_CHARSET,
    )
)


class _StandIn(pdfium.PdfSysfontBase):  # type: ignore[misc]  # pypdfium2 ships no types, so its class is of any type
    """Answers pdfium's questions for fonts: a Chinese one is ours, any other is one of the library's own."""

    def EnumFonts(self, _: Any, mapper: Any) -> None:
        """There are none but those that are asked for."""

    def MapFont(self, _: Any, weight: int, italic: int, charset: int, *rest: Any) -> int | None:
        return 1 if charset in CHINESE else None

    def GetFont(self, _: Any, face: Any) -> int | None:
        return None

    def GetFontData(self, _: Any, font: Any, table: int, buffer: Any, size: int) -> int:
        data = font_file() if table == 0 else b""
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def GetFaceName(self, _: Any, font: Any, buffer: Any, size: int) -> int:
        return 0

    def GetFontCharset(self, _: Any, font: Any) -> int:
        return int(raw.FXFONT_GB2312_CHARSET)

    def DeleteFont(self, _: Any, font: Any) -> None:
        """It stays for the next."""


@cache
def font_file() -> bytes:
    """A TrueType file of some hundred bytes: a wide square for every Chinese character, a narrow one for the others."""
    glyphs = [_square(WIDE), _square(WIDE), _square(NARROW)]
    offsets = [sum(map(len, glyphs[:count])) for count in range(len(glyphs) + 1)]
    groups = b"".join(struct.pack(">3I", *these) for these in RANGES)
    tables = {
        b"cmap": struct.pack(">4HI", 0, 1, 3, 10, 12)
        + struct.pack(">2H3I", 13, 0, 16 + len(groups), 0, len(RANGES))
        + groups,
        b"glyf": b"".join(glyphs),
        b"head": struct.pack(
            ">4I2H2q4h2H3h", 0x10000, 0, 0, 0x5F0F3CF5, 0, EM, 0, 0, SIDE, BOTTOM, WIDE - SIDE, TOP, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, TOP, BOTTOM, 0, WIDE, SIDE, SIDE, WIDE - SIDE, *[1, *[0] * 7], 3),
        b"hmtx": struct.pack(">6H", WIDE, SIDE, WIDE, SIDE, NARROW, SIDE),
        b"loca": struct.pack(">4I", *offsets),
        b"maxp": struct.pack(">I14H", 0x10000, 3, 4, 1, 0, 0, 1, *[0] * 8),
    }
    return _sfnt(tables)


def _square(width: int) -> bytes:
    left, right = SIDE, width - SIDE
    corners = ((left, BOTTOM), (left, TOP), (right, TOP), (right, BOTTOM))
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise([(0, 0), *corners])]
    outline = struct.pack(">5h", 1, left, BOTTOM, right, TOP) + struct.pack(">2H4B", 3, 0, 1, 1, 1, 1)
    return outline + struct.pack(">4h", *(x for x, _ in steps)) + struct.pack(">4h", *(y for _, y in steps))


def _sfnt(tables: dict[bytes, bytes]) -> bytes:
    at = 12 + 16 * len(tables)
    head, body = struct.pack(">I4H", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64), b""
    for name, data in sorted(tables.items()):
        head += name + struct.pack(">3I", 0, at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return head + body


@cache
def _stand_in() -> Any:
    return _StandIn()


def stand_in() -> None:
    """From now on PDF are read in this process by our font; under the lock of the library."""
    if pdfium.PdfSysfontBase.SINGLETON is not _stand_in():
        _stand_in().setup()


@contextmanager
def as_displayed() -> Iterator[None]:
    """Documents that are opened and drawn within are drawn with the fonts of this machine, for eyes to read."""
    pdfium.PdfSysfontBase().setup()
    try:
        yield
    finally:
        stand_in()
