"""What pdfium knows of a page: each character and each ruled line, with their places as the page is displayed."""

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from bihuan.reading.formats.page import MOST_SHAPES, THIN, Glyph, Matrix, Point, RawPage, add_rule
from bihuan.reading.formats.pdf_fields import add_fields
from bihuan.reading.formats.pdf_watermark import leave_out

DEEPEST_FORM = 4
TALL = 15.0  # points; characters that stand askew have tall boxes, and only of such the angle is asked
ASKEW = math.radians(10)
SAMPLED = 50  # characters that tell how the text of a page stands

Turn = Callable[[float, float], tuple[float, float]]
TURNS: tuple[Turn, ...] = (
    lambda x, y: (x, -y),
    lambda x, y: (y, x),
    lambda x, y: (-x, y),
    lambda x, y: (-y, -x),
)


def read_page(page: pdfium.PdfPage, number: int) -> RawPage:
    left, bottom, right, top = page.get_cropbox()
    textpage = page.get_textpage()
    try:
        turn = TURNS[_turned(page, textpage)]
        corners = [turn(left, bottom), turn(right, top)]
        result = RawPage(number, min(y for _, y in corners), max(y for _, y in corners))
        _read_glyphs(textpage, turn, result)
        leave_out(result)
        add_fields(page, turn, result)
    finally:
        textpage.close()
    budget = [MOST_SHAPES]
    for start, end in _segments(page.raw, False, IDENTITY, 0, budget):
        add_rule(result, turn(*start), turn(*end))
    if budget[0] <= 0:
        result.across.clear()
        result.down.clear()
    return result


def _turned(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> int:
    """By how many quarters the page has to be turned: as most of its characters stand, whatever the page declares."""
    count: int = textpage.count_chars()
    angles = Counter(
        round(-angle / (math.pi / 2)) % 4
        for index in range(0, count, max(1, count // SAMPLED))
        if raw.FPDFText_GetUnicode(textpage.raw, index) > 32
        and (angle := raw.FPDFText_GetCharAngle(textpage.raw, index)) >= 0
    )
    declared: int = page.get_rotation() // 90 % 4
    return max(angles, key=lambda quarters: (angles[quarters], quarters == declared), default=declared)


def _read_glyphs(textpage: pdfium.PdfTextPage, turn: Turn, result: RawPage) -> None:
    # Three calls a character are most of what a long document costs, so nothing else is looked up for each.
    box, handle, add = raw.FS_RECTF(), textpage.raw, result.glyphs.append
    place = ctypes.byref(box)
    code_of, is_unmapped, placed = (
        raw.FPDFText_GetUnicode,
        raw.FPDFText_HasUnicodeMapError,
        raw.FPDFText_GetLooseCharBox,
    )
    isfinite = math.isfinite
    spaced = False
    for index in range(textpage.count_chars()):
        code = code_of(handle, index)
        if code <= 32 or code in SPACES:
            spaced = True
            continue
        if code >= 0xFFFE or 0xD800 <= code < 0xF900 or 0xFDD0 <= code < 0xFDF0 or is_unmapped(handle, index) == 1:
            result.unmapped += 1
            continue
        if not placed(handle, index, place):
            continue
        ax, ay = turn(box.left, box.top)
        bx, by = turn(box.right, box.bottom)
        if ax > bx:
            ax, bx = bx, ax
        if ay > by:
            ay, by = by, ay
        if not isfinite(ax + ay + bx + by):  # a matrix that overflows places characters nowhere
            result.unmapped += 1
            continue
        if by - ay > TALL and _stands_askew(raw.FPDFText_GetCharAngle(handle, index)):
            result.slanting += 1
            continue
        add(Glyph(chr(code), ax, ay, bx, by, spaced))
        spaced = False


def _stands_askew(angle: float) -> bool:
    """Whether an angle is far from every quarter of a turn; negative where it is not known."""
    off = angle % (math.pi / 2)
    return angle >= 0 and ASKEW < off < math.pi / 2 - ASKEW


SPACES = frozenset((0x85, 0xA0, 0xAD, 0x200B, 0x3000, 0xFEFF, *range(0x2000, 0x200B)))

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def _segments(parent: Any, form: bool, outer: Matrix, depth: int, budget: list[int]) -> Iterator[tuple[Point, Point]]:
    """Straight strokes and thin filled shapes of a page or a form on it."""
    count = raw.FPDFFormObj_CountObjects(parent) if form else raw.FPDFPage_CountObjects(parent)
    for index in range(max(0, count)):
        item = raw.FPDFFormObj_GetObject(parent, index) if form else raw.FPDFPage_GetObject(parent, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            budget[0] -= 1
            if budget[0] <= 0:
                return
            yield from _path(item, _combined(_matrix(item), outer))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            yield from _segments(item, True, _combined(_matrix(item), outer), depth + 1, budget)


def _path(item: Any, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    for points in _subpaths(item, matrix):
        if stroke.value:
            yield from pairwise(points)
        elif fill.value:
            left, right = min(x for x, _ in points), max(x for x, _ in points)
            low, high = min(y for _, y in points), max(y for _, y in points)
            if right - left <= THIN < high - low:
                yield ((left + right) / 2, low), ((left + right) / 2, high)
            elif high - low <= THIN < right - left:
                yield (left, (low + high) / 2), (right, (low + high) / 2)


def _subpaths(item: Any, matrix: Matrix) -> Iterator[list[Point]]:
    """Runs of straight lines; a path with many points is a drawing and yields nothing."""
    count = raw.FPDFPath_CountSegments(item)
    if count > 500:
        return
    a, b, c, d, e, f = matrix
    points: list[Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if raw.FPDFPathSegment_GetType(segment) != raw.FPDF_SEGMENT_LINETO and points:
            yield points
            points = []
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _matrix(item: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _combined(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
