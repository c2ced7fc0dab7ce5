"""A picture of a page to what pdfium would know of it: characters with their places, and ruled lines.

The page is turned upright, a slight slant is taken out, and a red seal is lifted off what it covers. Then the lines are
recognised, and each character gets a box of one size with its neighbours, as in a file that was typed.
"""

from collections.abc import Sequence

import numpy as np

from bihuan.reading.formats.layout import UNSURE
from bihuan.reading.formats.ocr import Corners, Picture, Piece, find_lines, recognise
from bihuan.reading.formats.page import Glyph, RawPage, Rule
from bihuan.reading.formats.scan_alike import told_apart
from bihuan.reading.formats.scan_cells import unfound
from bihuan.reading.formats.scan_level import level
from bihuan.reading.formats.scan_rules import (
    find_rules,
    parted,
    without_rules,
)
from bihuan.reading.formats.scan_seals import without_seal
from bihuan.reading.formats.scan_specks import without_specks, without_stray_dots

DOUBTFUL = 0.7  # a character below this is marked; below UNREADABLE on average the line is not read at all
UNREADABLE = 0.5
UPSIDE_DOWN = 0.85  # lines that stand on their heads are recognised worse than this
SAMPLE = 4  # lines that are tried on their heads
HALF = 0.55  # sizes of type from the middle of a character to its edge, at the end of a line
SPACED = 0.42  # of the way from one middle to the next, where a space stands between them
SAME_SIZE = 1.4  # short lines tell their size no better than this
LEADING, TRAILING = frozenset("（(“‘《〈【〔「"), frozenset("。，、；：！？）)”’》〉】〕」,.;:!?")


def read_picture(picture: Picture, number: int, scale: float) -> RawPage:
    """What stands on a page; `scale` is pixels per point. Blank pages come out empty."""
    height = picture.shape[0]
    result = RawPage(number, 0.0, height / scale, recognised=True)
    if min(picture.shape[:2]) < 16:
        return result
    picture, lines = level(*_on_its_feet(*_lying(without_seal(picture))))
    result.bottom, result.width = picture.shape[0] / scale, picture.shape[1] / scale
    across, down = find_rules(picture, lines)
    result.across = [Rule(rule.at / scale, rule.low / scale, rule.high / scale) for rule in across]
    result.down = [Rule(rule.at / scale, rule.low / scale, rule.high / scale) for rule in down]
    bare = without_specks(without_rules(picture, across, down), lines)
    found = [part for line in lines for part in parted(line, down)]
    pieces = recognise(bare, found)
    readable = [piece for piece in pieces if piece.mean >= UNREADABLE]
    result.unreadable = len(pieces) - len(readable)
    readable += [piece for piece in recognise(bare, unfound(bare, result, scale, found)) if _is_sure(piece)]
    result.glyphs = _glyphs(told_apart(without_stray_dots(readable)), scale)
    return result


def _is_sure(piece: Piece) -> bool:
    return piece.mean >= DOUBTFUL and any(letter.isalnum() for letter in piece.text)


def _lying(picture: Picture) -> tuple[Picture, list[Corners]]:
    """The picture and its lines, turned by a quarter when the lines run up and down."""
    lines = find_lines(picture)
    spans = [np.ptp(line, axis=0) for line in lines]
    lying = sum(float(span[0]) for span in spans if span[0] > 1.5 * span[1])
    standing = sum(float(span[1]) for span in spans if span[1] > 1.5 * span[0])
    if standing > lying:
        wide = picture.shape[1]
        picture = np.ascontiguousarray(np.rot90(picture))
        lines = [np.stack([line[:, 1], wide - line[:, 0]], axis=1) for line in lines]
    return picture, [_ordered(line) for line in lines]


def _on_its_feet(picture: Picture, lines: list[Corners]) -> tuple[Picture, list[Corners]]:
    """Turned by a half where the heads of the longest lines read better so."""
    sample = [_head(line) for line in sorted(lines, key=lambda line: -float(np.ptp(line[:, 0])))[:SAMPLE]]
    if _sureness(picture, sample[: SAMPLE // 2]) >= UPSIDE_DOWN:
        return picture, lines
    upright = _sureness(picture, sample)
    if upright < UPSIDE_DOWN and lines:
        high, wide = picture.shape[:2]
        turned = np.ascontiguousarray(picture[::-1, ::-1])
        if _sureness(turned, [_half_turned(line, wide, high) for line in sample]) > upright:
            return turned, [_half_turned(line, wide, high) for line in lines]
    return picture, lines


def _head(line: Corners) -> Corners:
    """The first dozen characters of a line."""
    share = min(1.0, 12 * float(np.ptp(line[[0, 3], 1])) / max(1.0, float(np.ptp(line[:, 0]))))
    return np.array(
        [line[0], line[0] + share * (line[1] - line[0]), line[3] + share * (line[2] - line[3]), line[3]], np.float32
    )


def _sureness(picture: Picture, lines: Sequence[Corners]) -> float:
    """How well lines read, from 0 to 1; one that gives no character counts as unread."""
    return sum(piece.mean for piece in recognise(picture, lines)) / max(1, len(lines))


def _half_turned(line: Corners, wide: int, high: int) -> Corners:
    return np.asarray(np.array([wide, high], np.float32) - line[[2, 3, 0, 1]], np.float32)


def _ordered(line: Corners) -> Corners:
    """Corners from the top left clockwise, whichever way the box was given."""
    by_left = line[np.argsort(line[:, 0])]
    left, right = by_left[:2], by_left[2:]
    (a, d), (b, c) = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([a, b, c, d], np.float32)


def _glyphs(pieces: Sequence[Piece], scale: float) -> list[Glyph]:
    sizes = _sizes(pieces)
    return [glyph for piece, size in zip(pieces, sizes, strict=True) for glyph in _piece_glyphs(piece, size, scale)]


def _sizes(pieces: Sequence[Piece]) -> list[float]:
    """The size of the type of each piece in pixels: its length by its characters, and for one character its height.
    Short lines tell it less well, and take the size of long ones that is near."""
    measured = [(float(np.ptp(p.corners[:, 0])), float(np.ptp(p.corners[:, 1])), _advance(p.text)) for p in pieces]
    by_length = [wide / (advance + 0.3) for wide, _, advance in measured]
    long = [at for at, (_, _, advance) in enumerate(measured) if advance >= 8]
    known = _grouped([by_length[at] for at in long])
    share = float(np.median([by_length[at] / measured[at][1] for at in long])) if long else 0.75
    own = [by_length[at] if measured[at][2] >= 2 else measured[at][1] * share for at in range(len(measured))]
    return [
        min((size for size in known if _is_alike(size, it)), key=lambda size: abs(size - it), default=it) for it in own
    ]


def _is_alike(one: float, other: float) -> bool:
    return max(one / other, other / one) <= SAME_SIZE


def _grouped(sizes: list[float]) -> list[float]:
    """One size for those that differ by little."""
    groups: list[list[float]] = []
    for size in sorted(sizes):
        if groups and size <= 1.18 * groups[-1][0]:
            groups[-1].append(size)
        else:
            groups.append([size])
    return [float(np.median(group)) for group in groups]


def _advance(text: str) -> float:
    """The length of a text in units of its size."""
    letters = text.replace(" ", "")
    edges = 0.5 * (letters[:1] in LEADING) + 0.5 * (letters[-1:] in TRAILING)
    return max(0.5, sum(0.5 if letter.isascii() else 1.0 for letter in letters) - edges)


def _piece_glyphs(piece: Piece, size: float, scale: float) -> list[Glyph]:
    (left, top), (right, bottom) = piece.corners[0], piece.corners[2]
    middle, wide = float(top + bottom) / 2, float(right - left)
    letters = [(at, letter) for at, letter in enumerate(piece.text) if letter != " "]
    # Two lines found beside one another stand apart, as a space would have them.
    spaced = [not place or piece.text[at - 1] == " " for place, (at, _) in enumerate(letters)]
    places = [float(left) + share * wide for share in piece.middles]
    edges = _edges(places, spaced, size, (float(left), float(right)), (letters[0][1], letters[-1][1]))
    return [
        Glyph(
            (UNSURE if sure < DOUBTFUL and letter.isalnum() else "") + letter,
            low / scale,
            (middle - size / 2) / scale,
            high / scale,
            (middle + size / 2) / scale,
            apart,
        )
        for (_, letter), apart, sure, (low, high) in zip(letters, spaced, piece.sureness, edges, strict=True)
    ]


def _edges(
    places: list[float], spaced: list[bool], size: float, ends_of: tuple[float, float], outer: tuple[str, str]
) -> list[tuple[float, float]]:
    """Where each character begins and ends: they touch, unless a space parts them or another would fit between them. The box
    of a line is wider than what stands in it; the half of a punctuation mark that is white counts at its ends."""
    (left, right), (first, last) = ends_of, outer
    opens, closes = first in LEADING and not first.isascii(), last in TRAILING and not last.isascii()
    starts = [left - 0.5 * size if opens else max(left, places[0] - HALF * size)]
    ends = []
    for one, other, apart in zip(places, places[1:], spaced[1:], strict=False):
        gap = other - one
        half = size / 2 if gap > 1.9 * size else SPACED * gap if apart else gap / 2
        ends.append(one + half)
        starts.append(other - half)
    ends.append(right + 0.5 * size if closes else min(right, places[-1] + HALF * size))
    return list(zip(starts, ends, strict=True))
