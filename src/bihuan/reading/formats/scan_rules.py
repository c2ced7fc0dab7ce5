"""Ruled lines of a scanned page: found, taken off the picture, and used to part what runs across them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from bihuan.reading.formats.ocr import Corners, Picture, box
from bihuan.reading.formats.page import Rule

THICKEST = 12  # pixels of a ruled line
LONG = 1.5  # line heights: no stroke of a character is as long; a horizontal rule has to be twice that
PIECE = 0.9  # line heights of a piece of a rule that stands free
GAP_ACROSS, GAP_DOWN = 1.0, 0.5  # line heights that may be missing of a rule: no column and no row is as narrow
DRAWN = 0.6  # of a rule has to be there
SURELY_RULED = 3  # times the least length of a rule: no strokes join so far, though letters touch the line
ALIGNED = 3  # pixels that pieces of one rule lie apart at most
NEARBY = 12.0
EDGE = 3  # pixels beside a rule that are still of it
WHOLE = 0.95  # of a short rule has to be there
TORN = 0.7  # is enough in line with other rules
EDGES = 0.04  # of a page's height and width: what lies there is no rule of a table
LONG_SHARE = 0.12  # of a page's width: rules from which its slant is told

Mask = NDArray[np.uint8]


class _Run(NamedTuple):
    """A thin dark run: where it lies, and how many of its pixels are there."""

    rule: Rule
    drawn: float


def dark_of(picture: Picture) -> Mask:
    """1 where a pixel is darker than what surrounds it."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.asarray(
        cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12), np.uint8
    )


def _closed(dark: Mask) -> Mask:
    """Breaks of a pixel or two, as scanners make, count as dark."""
    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)


class Slope(NamedTuple):
    """How a long rule falls, pixel by pixel; where it lies across its direction; and its length."""

    at: float
    slope: float
    length: float


def slopes_of_rules(dark: Mask) -> list[Slope]:
    """Of the long rules along the rows of a page that is nearly level, but for its edges: those are the scanner's."""
    high_of_page, wide = dark.shape
    runs = cv2.morphologyEx(_closed(dark), cv2.MORPH_OPEN, np.ones((1, max(40, wide // 40)), np.uint8))
    count, labels, facts, _ = cv2.connectedComponentsWithStats(runs)
    slopes = []
    for number, (left, top, length, high, _area) in enumerate(facts[1:count].tolist(), 1):
        inside = EDGES * high_of_page < top < (1 - EDGES) * high_of_page
        if inside and length >= LONG_SHARE * wide and high <= max(THICKEST, length // 20):
            ys, xs = np.nonzero(labels[top : top + high, left : left + length] == number)
            slopes.append(Slope(top + high / 2, float(np.polyfit(xs, ys, 1)[0]), float(length)))
    return slopes


def weighted_median(values: Sequence[tuple[float, float]]) -> float:
    """Of (value, weight); 0 of none."""
    ordered = sorted(values)
    passed, whole = 0.0, sum(weight for _, weight in ordered)
    for value, weight in ordered:
        passed += weight
        if passed >= whole / 2:
            return value
    return 0.0


def find_rules(picture: Picture, lines: Sequence[Corners]) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical ruled lines in pixels: dark runs longer than any stroke of a character, and shorter ones that
    reach from one ruled line to the next."""
    dark = dark_of(picture)
    heights = [float(np.ptp(line[:, 1])) for line in lines]
    height = float(np.percentile(heights, 75)) if heights else 27.0
    least = max(40, round(LONG * height), min(picture.shape[:2]) // 40)
    across = _rules(dark, 2 * least, height, GAP_ACROSS)
    down = _rules(np.ascontiguousarray(dark.T), least, height, GAP_DOWN)
    sure_across = [rule for rule in across if _meets(rule, down)]
    sure_down = [rule for rule in down if _meets(rule, sure_across)]
    down = _with_walls(dark, sure_across, sure_down, least)
    return _with_walls(np.ascontiguousarray(dark.T), down, sure_across, 2 * least), down


class _Wall(NamedTuple):
    """What may be a short rule: where it would stand, and the share of it that is dark."""

    rule: Rule
    share: float


def _with_walls(dark: Mask, rules: Sequence[Rule], known: Sequence[Rule], reach: float) -> list[Rule]:
    """`known`, and short rules of their direction between two of `rules`, which run along the rows: where the page shows a
    whole one, and where it shows most of one in line with a rule of the same table."""
    walls = list(_between(dark, rules, known, reach))
    whole = [*known, *(wall.rule for wall in walls if wall.share >= WHOLE)]
    torn = [wall.rule for wall in walls if wall.share < WHOLE and any(_in_line(wall.rule, rule) for rule in whole)]
    return whole + torn


def _in_line(rule: Rule, other: Rule) -> bool:
    return abs(rule.at - other.at) <= ALIGNED


def _between(dark: Mask, rules: Sequence[Rule], known: Sequence[Rule], reach: float) -> Iterator[_Wall]:
    """What is dark from one of `rules` to the next one, less than `reach` below it."""
    ordered = sorted(rules)
    for at, upper in enumerate(ordered):
        free = [(upper.low, upper.high)]
        for lower in ordered[at + 1 :]:
            if lower.at - upper.at > reach or not free:
                break
            if lower.at - upper.at <= 2 * THICKEST:
                continue
            for low, high in free:
                span = max(low, lower.low), min(high, lower.high)
                if span[1] - span[0] > THICKEST:
                    yield from _walls(dark, upper.at, lower.at, span, known)
            free = [
                piece
                for low, high in free
                for piece in ((low, min(high, lower.low)), (max(low, lower.high), high))
                if piece[1] - piece[0] > THICKEST
            ]


def _walls(dark: Mask, top: float, bottom: float, span: tuple[float, float], known: Sequence[Rule]) -> Iterator[_Wall]:
    left, right = max(0, round(span[0]) - EDGE), round(span[1]) + EDGE
    band = dark[round(top) + EDGE : round(bottom) - EDGE + 1, left:right]
    if not band.size:
        return
    # A thin rule that is not quite upright passes from one column of pixels to the next.
    shares = (band[:, :-1] | band[:, 1:]).mean(axis=0)
    columns = np.nonzero(shares >= TORN)[0]
    for run in np.split(columns, np.nonzero(np.diff(columns) > 1)[0] + 1):
        if not 0 < len(run) <= THICKEST or not _is_free(band, int(run[0]), int(run[-1]) + 1):
            continue
        at = left + float(run.mean()) + 0.5
        if not any(
            abs(rule.at - at) <= NEARBY and rule.low < bottom - EDGE and rule.high > top + EDGE for rule in known
        ):
            yield _Wall(Rule(at, top, bottom), float(shares[run].max()))


def _is_free(band: Mask, first: int, last: int) -> bool:
    """Beside a wall there is mostly white; a stroke has more of its character beside it."""
    sides = band[:, max(0, first - 5) : max(0, first - 2)], band[:, last + 3 : last + 6]
    return all(side.size == 0 or float(side.mean()) < 0.3 for side in sides)


def _rules(dark: Mask, least: int, height: float, gap: float) -> list[Rule]:
    """Along the rows: runs of the least length, and what is put together of shorter pieces that stand free."""
    runs = list(_runs(dark, least, max(12, round(PIECE * height))))
    return [
        run.rule for run in _put_together(runs, gap * height) if run.drawn >= DRAWN * (run.rule.high - run.rule.low)
    ]


def _runs(dark: Mask, least: int, piece: int) -> Iterable[_Run]:
    """Thin dark runs along the rows."""
    closed = _closed(dark)
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, piece), np.uint8))
    count, _, facts, _ = cv2.connectedComponentsWithStats(runs)
    for left, top, wide, high, _area in facts[1:count].tolist():
        if high > max(THICKEST, wide // 40):
            continue
        if wide >= SURELY_RULED * least or _stands_free(dark, left, top, wide, high):
            yield _Run(Rule(top + high / 2, left, left + wide), wide)


def _put_together(runs: Iterable[_Run], gap: float) -> list[_Run]:
    """Pieces that lie in one line with little between them are one rule."""
    whole: list[_Run] = []
    last_at: dict[int, int] = {}  # the place in `whole` of the last rule, by its place on the page
    for run in sorted(runs, key=lambda run: run.rule.low):
        row = round(run.rule.at)
        near = [last_at[at] for at in range(row - ALIGNED, row + ALIGNED + 1) if at in last_at]
        for place in near:
            other = whole[place]
            if run.rule.low - other.rule.high <= gap:
                rule = Rule(other.rule.at, other.rule.low, max(other.rule.high, run.rule.high))
                whole[place] = _Run(rule, other.drawn + run.drawn)
                break
        else:
            last_at[row] = len(whole)
            whole.append(run)
    return whole


def _stands_free(dark: Mask, left: int, top: int, wide: int, high: int) -> bool:
    """Beside a rule there is mostly white; beside a stroke in a line of characters there is more of the same."""
    above = dark[max(0, top - 5) : max(0, top - 2), left : left + wide]
    below = dark[top + high + 2 : top + high + 5, left : left + wide]
    return all(side.size == 0 or float(side.mean()) < 0.2 for side in (above, below))


def _meets(rule: Rule, others: Sequence[Rule]) -> bool:
    """Only rules that meet two of the other direction make a table; the strokes of a large character meet one."""
    met = (
        rule.low - NEARBY <= other.at <= rule.high + NEARBY and other.low - NEARBY <= rule.at <= other.high + NEARBY
        for other in others
    )
    return sum(met) > 1


def without_rules(picture: Picture, across: list[Rule], down: list[Rule]) -> Picture:
    result = picture.copy()
    for rule in across:
        cv2.line(result, (round(rule.low), round(rule.at)), (round(rule.high), round(rule.at)), (255, 255, 255), 5)
    for rule in down:
        cv2.line(result, (round(rule.at), round(rule.low)), (round(rule.at), round(rule.high)), (255, 255, 255), 5)
    return result


def parted(line: Corners, down: list[Rule]) -> list[Corners]:
    """A found line that runs across vertical rules holds the text of several cells."""
    (left, top), (right, bottom) = line[0], line[2]
    middle, margin = (top + bottom) / 2, (bottom - top) * 0.4
    cuts = sorted(
        rule.at for rule in down if rule.low <= middle <= rule.high and left + margin < rule.at < right - margin
    )
    return [box(a, top, b, bottom) for a, b in pairwise([float(left), *cuts, float(right)])]
