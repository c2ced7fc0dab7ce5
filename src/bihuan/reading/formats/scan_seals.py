"""Red seals lifted off a scanned page."""

import cv2
import numpy as np

from bihuan.reading.formats.ocr import Picture

SEAL = (0.1, 0.45)  # width and height of a seal, as shares of the page's shorter side
SEAL_SHAPE = 0.6  # a seal is about as high as it is wide; red letters in a row are not
COVERED = 25  # how much darker ink is over strokes than over paper; less is its own grain
SHOWING = 0.65  # of that: darker is a stroke
RED = 45  # how far red stands above green and blue


def without_seal(picture: Picture) -> Picture:
    """Red seals turned white; what is dark under them stays. Red letterheads are no seals and stay too."""
    blue, green, red = cv2.split(picture)
    reddish = ((cv2.subtract(red, green) > RED) & (cv2.subtract(red, blue) > RED)).astype(np.uint8)
    if reddish.mean() < 0.0005:
        return picture
    shorter = min(picture.shape[:2])
    reach = max(3, shorter // 60) | 1
    joined = cv2.morphologyEx(reddish, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, labels, facts, _ = cv2.connectedComponentsWithStats(joined)
    patches = [(left, top, left + wide, top + high) for left, top, wide, high, _area in facts[1:].tolist()]
    rims = [patch for patch in patches if _is_seal(patch, shorter)]
    # The star in the middle, and letters that touch nothing, lie inside the rim.
    seals = [at for at, patch in enumerate(patches, 1) if any(_lies_in(patch, rim) for rim in rims)]
    if not seals:
        return picture
    area = cv2.dilate(np.isin(labels, seals).astype(np.uint8), np.ones((reach, reach), np.uint8))
    # The paler rim of the ink is red as well, only less so; in the red channel all ink of the seal is nearly white.
    tinted = (area > 0) & (cv2.subtract(red, cv2.min(green, blue)) > RED // 3)
    result = picture.copy()
    result[tinted] = _faded(np.asarray(red[tinted], np.uint8))[:, None]
    return result


def _faded(red: Picture) -> Picture:
    """Ink of a seal on paper is white, what it covers dark: thick ink, and a seal that was put on by a program, leave of
    black strokes only a darker red."""
    on_paper, darkest = float(np.median(red)), float(np.percentile(red, 1))
    depth = SHOWING * (on_paper - darkest)
    if on_paper - darkest < COVERED:
        return np.full_like(red, 255)
    return np.asarray(np.clip((red.astype(np.float32) - darkest) * (255 / depth), 0, 255), np.uint8)


Patch = tuple[int, int, int, int]  # left, top, right, bottom in pixels


def _is_seal(patch: Patch, shorter: int) -> bool:
    wide, high = patch[2] - patch[0], patch[3] - patch[1]
    low, most = SEAL[0] * shorter, SEAL[1] * shorter
    return low <= wide <= most and low <= high <= most and min(wide, high) >= SEAL_SHAPE * max(wide, high)


def _lies_in(patch: Patch, rim: Patch) -> bool:
    return rim[0] <= patch[0] and rim[1] <= patch[1] and patch[2] <= rim[2] and patch[3] <= rim[3]
