"""A page made level and square: the slant of its lines taken out, then what ruled lines show of slant and perspective."""

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from bihuan.reading.formats.ocr import Corners, Picture, box
from bihuan.reading.formats.scan_rules import Slope, dark_of, slopes_of_rules, weighted_median

LONG_LINE = 4.0  # heights of a line that tells how a page slants
LEAST_SLANT = math.radians(0.15)
LEAST_REST = math.radians(0.03)  # as ruled lines tell it: a pixel over the width of a page
LEAN = 4.0  # pixels by which a rule may lean over the height of the page
APART = 0.2  # of the page: rules closer together do not tell how the lean changes

Matrix = NDArray[np.float64]


def level(picture: Picture, lines: list[Corners]) -> tuple[Picture, list[Corners]]:
    """The picture level and square, and the lines as upright boxes in it."""
    slopes = [
        (math.atan2(float(along[1]), float(along[0])), float(np.hypot(*along)))
        for along, up in ((line[1] - line[0], line[3] - line[0]) for line in lines)
        if np.hypot(*along) > LONG_LINE * np.hypot(*up)
    ]
    slant = weighted_median(slopes)
    result = _moved(picture, _turning(picture, slant)) if abs(slant) > LEAST_SLANT else picture
    # Ruled lines tell the rest more truly than boxes around characters do.
    dark = dark_of(result)
    across, down = slopes_of_rules(dark), slopes_of_rules(np.ascontiguousarray(dark.T))
    rest = weighted_median([(math.atan(slope.slope), slope.length) for slope in across])
    matrix = _turning(picture, slant) if result is not picture else np.eye(3)
    if (squaring := _squaring(picture.shape[:2], across, down)) is not None:
        matrix = squaring @ matrix
        result = _moved(picture, matrix)
    elif abs(rest) > LEAST_REST:
        matrix = _turning(picture, rest) @ matrix
        result = _moved(picture, matrix)
    if result is not picture:
        lines = [np.asarray(cv2.perspectiveTransform(line[None], matrix)[0], np.float32) for line in lines]
    return result, [box(*line.min(axis=0), *line.max(axis=0)) for line in map(_straightened, lines)]


def _turning(picture: Picture, slant: float) -> Matrix:
    high, wide = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), math.degrees(slant), 1.0)
    return np.vstack([np.asarray(matrix, np.float64), [0.0, 0.0, 1.0]])


def _moved(picture: Picture, matrix: Matrix) -> Picture:
    high, wide = picture.shape[:2]
    moved = cv2.warpPerspective(picture, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(moved, np.uint8)


def _squaring(shape: tuple[int, int], across: Sequence[Slope], down: Sequence[Slope]) -> Matrix | None:
    """What makes the rules of a photographed table upright and level; None where its upright rules do not lean."""
    high, wide = shape
    leaning = _course(down, wide)
    if leaning is None or max(abs(leaning(0.0)), abs(leaning(float(wide)))) * high <= LEAN:
        return None
    falling = _course(across, high) or (lambda _: 0.0)
    corners = [(0.0, 0.0), (float(wide), 0.0), (float(wide), float(high)), (0.0, float(high))]
    square = [(x - leaning(x) * (y - high / 2), y - falling(y) * (x - wide / 2)) for x, y in corners]
    return np.asarray(
        cv2.getPerspectiveTransform(np.array(corners, np.float32), np.array(square, np.float32)), np.float64
    )


def _course(slopes: Sequence[Slope], extent: int) -> Callable[[float], float] | None:
    """How the slope of rules changes from one side of the page to the other; None of fewer than two."""
    if len(slopes) < 2:
        return None
    places, values = np.array([slope.at for slope in slopes]), np.array([slope.slope for slope in slopes])
    weights = np.array([slope.length for slope in slopes])
    if np.ptp(places) < APART * extent:
        mean = float(np.average(values, weights=weights))
        return lambda _: mean
    change, first = np.polyfit(places, values, 1, w=weights)
    return lambda place: float(first + change * place)


def _straightened(line: Corners) -> Corners:
    """A line that is nearly level, without the height its rest of slant would add."""
    if len(line) != 4:
        return line
    top, bottom = (line[0][1] + line[1][1]) / 2, (line[2][1] + line[3][1]) / 2
    return box(min(line[0][0], line[3][0]), top, max(line[1][0], line[2][0]), bottom)
