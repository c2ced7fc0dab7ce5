"""What stands in the cells of a scanned table and was not found as a line: a figure alone in its column, as a rule."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from bihuan.reading.formats.ocr import Corners, Picture, box
from bihuan.reading.formats.page import RawPage
from bihuan.reading.formats.pdf_grid import find_grids
from bihuan.reading.formats.scan_rules import Mask, dark_of

EDGE = 4  # pixels along the walls of a cell, where rests of its rules stand
LEAST = 0.3  # line heights that a stroke of a character has at least, up or across
MOST = 2.0  # line heights that a character has at most
MOST_CELLS = 3000

Patch = tuple[int, int, int, int]  # left, top, right, bottom in pixels


def unfound(picture: Picture, page: RawPage, scale: float, lines: Sequence[Corners]) -> list[Corners]:
    """Boxes around what is written in cells of `page` that hold none of `lines`; `picture` has no rules, `scale` is its pixels
    per point."""
    cells = [patch for patch in _cells(page, scale) if patch[2] > patch[0] and patch[3] > patch[1]]
    if not cells or not lines or len(cells) > MOST_CELLS:
        return []
    height = float(np.median([np.ptp(line[:, 1]) for line in lines]))
    dark = dark_of(picture)
    for line in lines:
        (left, top), (right, bottom) = line.min(axis=0), line.max(axis=0)
        dark[max(0, int(top) - 2) : int(bottom) + 3, max(0, int(left) - 2) : int(right) + 3] = 0
    middles = [line.mean(axis=0) for line in lines]
    bare = [cell for cell in cells if not any(_lies_in(middle, cell) for middle in middles)]
    return [found for cell in bare for found in _written_in(dark, cell, height)]


def _lies_in(middle: NDArray[np.float32], cell: Patch) -> bool:
    left, top, right, bottom = cell
    return bool(left <= middle[0] <= right and top <= middle[1] <= bottom)


def _cells(page: RawPage, scale: float) -> Iterator[Patch]:
    for grid in find_grids(page):
        for cell in grid.boxes:
            top, bottom = grid.rows[cell.row], grid.rows[cell.row + cell.row_span]
            yield (
                round(cell.left * scale) + EDGE,
                round(top * scale) + EDGE,
                round(cell.right * scale) - EDGE,
                round(bottom * scale) - EDGE,
            )


def _written_in(dark: Mask, cell: Patch, height: float) -> Iterator[Corners]:
    """The rows of strokes in a cell, each as high as a line, and no rest of a rule."""
    left, top, right, bottom = cell
    inside = np.ascontiguousarray(dark[top:bottom, left:right])
    if not inside.any():
        return
    count, _, facts, _ = cv2.connectedComponentsWithStats(inside)
    pieces = [patch for patch in facts[1:count].tolist() if max(patch[2:4]) >= LEAST * height]
    strokes = sorted((y, y + high, x, x + wide) for x, y, wide, high, _area in pieces)
    rows: list[list[int]] = []
    for upper, lower, first, last in strokes:
        if rows and upper < rows[-1][1]:
            row = rows[-1]
            row[:] = [row[0], max(row[1], lower), min(row[2], first), max(row[3], last)]
        else:
            rows.append([upper, lower, first, last])
    for upper, lower, first, last in rows:
        if lower - upper <= MOST * height and not _is_rest(last - first, lower - upper, height):
            middle, half = top + (upper + lower) / 2, max(0.5 * height, 0.65 * (lower - upper))
            side = 0.3 * height
            yield box(
                max(left, left + first - side),
                max(top, middle - half),
                min(right, left + last + side),
                min(bottom, middle + half),
            )


def _is_rest(wide: int, high: int, height: float) -> bool:
    """Longer than 一 and 1 are, and as thin."""
    return (high < 0.25 * height and wide > 0.85 * height) or (wide < 0.2 * height and high > height)
