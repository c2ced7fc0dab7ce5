"""Recognises the characters of a picture: where lines stand, then what they say, each character with its place.

The models are those of PP-OCR that lie in the RapidOCR package, an optional part (`pip install 'bihuan[ocr]'`). They are run
here without that package's own program, which takes two seconds of each document to begin; nothing is looked for on the
network. One thread: the machine has other work to do.
"""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # height × width × 3, blue-green-red
Corners = NDArray[np.float32]  # 4 × (x, y): top left, top right, bottom right, bottom left of a line as it is read
DETECTED_SIDES = (1024, 1600, 2600)  # pixels of a page's longer side in which lines are looked for; time goes by area
SMALLEST_LINE = 11.0  # pixels; lower lines are looked for once more in a larger picture
NARROWEST = 96  # pixels at a height of 48 that the recogniser is given at least
MULTIPLE = 32  # the detector wants sides that are multiples of it
INK, BLANK_TO_INK, MARGIN = (
    8,
    12,
    48,
)  # pixels that make one; how much darker than paper it is; pixels left around what is written
LINE, SURE_LINE = 0.3, 0.5  # how surely a pixel belongs to a line, and all of a line on average
GROWN = (
    1.6  # the detector marks the core of a line; its area by half its girth, times this, is what it lacks on two sides
)
MOST_LINES = 1000  # patches of a page, so that one of mere specks takes no hours
LOWEST = 3  # pixels of a core's shorter side
HEIGHT = 48  # of the line that the recogniser reads
FEWEST_GAPS = 4  # between Chinese characters of a line, to know what is usual
WIDER = 0.25  # sizes of type by which a gap with a space in it is wider than others
WIDER_BEFORE_DIGITS = 0.4  # a 1 stands in the middle of its place
DIGITS = frozenset("0123456789")
INK_SHARE = 0.35  # of the way from paper to ink: darker is ink


@dataclass(frozen=True, slots=True)
class Piece:
    """A recognised line: for each character how sure it is (0…1) and where its middle lies along the line (0…1)."""

    corners: Corners
    text: str
    sureness: tuple[float, ...]
    middles: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.sureness) / len(self.sureness) if self.sureness else 0.0


def box(left: float, top: float, right: float, bottom: float) -> Corners:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def find_lines(picture: Picture) -> list[Corners]:
    """The corners of each line of text, in no order worth relying on."""
    import cv2

    longer = max(picture.shape[:2])
    left, top, right, bottom = _written(picture)
    for side in DETECTED_SIDES:
        scale = min(1.0, side / longer)
        part = picture[top:bottom, left:right]
        small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else part
        lines = [np.asarray(line / scale + (left, top), np.float32) for line in _detected(np.asarray(small, np.uint8))]
        heights = [min(_sides(line)) * scale for line in lines]
        if scale == 1.0 or not heights or float(np.median(heights)) >= SMALLEST_LINE:
            break
    return lines


def _written(picture: Picture) -> tuple[int, int, int, int]:
    """The part of a page that is not blank: time goes by area."""
    import cv2

    high, wide = picture.shape[:2]
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    coarse = cv2.resize(grey, (max(1, wide // INK), max(1, high // INK)), interpolation=cv2.INTER_AREA).astype(np.int16)
    rows, columns = np.nonzero(coarse < np.percentile(coarse, 80) - BLANK_TO_INK)
    if not len(rows):
        return 0, 0, wide, high
    return (
        max(0, int(columns.min()) * INK - MARGIN),
        max(0, int(rows.min()) * INK - MARGIN),
        min(wide, (int(columns.max()) + 2) * INK + MARGIN),
        min(high, (int(rows.max()) + 2) * INK + MARGIN),
    )


def _detected(picture: Picture) -> list[Corners]:
    """Boxes around lines: of each patch that the model takes for the core of one, the least rectangle, grown."""
    import cv2

    high, wide = picture.shape[:2]
    framed = cv2.copyMakeBorder(picture, 0, -high % MULTIPLE, 0, -wide % MULTIPLE, cv2.BORDER_REPLICATE)
    likely = _run("det", np.asarray(framed, np.uint8))[0, 0, :high, :wide]
    mask = cv2.dilate((likely > LINE).astype(np.uint8), np.ones((2, 2), np.uint8))
    lines = []
    for contour in cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0][:MOST_LINES]:
        middle, (length, width), angle = cv2.minAreaRect(contour)
        core = np.asarray(cv2.boxPoints((middle, (length, width), angle)), np.float32)
        if min(length, width) < LOWEST or _mean_inside(likely, core) < SURE_LINE:
            continue
        more = GROWN * length * width / (length + width)
        grown = cv2.boxPoints((middle, (length + more, width + more), angle))
        lines.append(np.asarray(np.clip(grown, 0, (wide, high)), np.float32))
    return lines


def _mean_inside(values: NDArray[np.float32], core: Corners) -> float:
    import cv2

    high, wide = values.shape
    left, top = np.clip(np.floor(core.min(axis=0)), 0, (wide - 1, high - 1)).astype(int)
    right, bottom = np.clip(np.ceil(core.max(axis=0)), 0, (wide - 1, high - 1)).astype(int)
    mask = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(mask, [(core - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(values[top : bottom + 1, left : right + 1], mask)[0])


def recognise(picture: Picture, lines: Sequence[Corners]) -> list[Piece]:
    """What each line says; a line without characters is left out."""
    pieces = (_recognised(picture, line) for line in lines)
    return [piece for piece in pieces if piece is not None]


def _recognised(picture: Picture, line: Corners) -> Piece | None:
    import cv2

    crop = _cut_out(picture, line)
    if min(crop.shape[:2]) < 4:
        return None
    share = crop.shape[1] / crop.shape[0]
    wide = max(NARROWEST, round(HEIGHT * share))
    shown = min(wide, max(1, round(HEIGHT * share)))
    line_picture = np.full((HEIGHT, wide, 3), 127, np.uint8)
    line_picture[:, :shown] = cv2.resize(crop, (shown, HEIGHT))
    likely = _run("rec", line_picture)[0]
    best = likely.argmax(axis=1)
    text, sureness, middles = "", [], []
    for column, (letter, before) in enumerate(zip(best, [-1, *best[:-1]], strict=True)):
        if letter in (0, before):  # nothing there, or the same character still
            continue
        character = _characters()[letter]
        if character.isspace():
            text += " " if text and text[-1] != " " else ""
            continue
        text += character
        sureness.append(float(likely[column, letter]))
        middles.append(min(1.0, (column + 0.5) / max(1.0, len(best) * shown / wide)))
    return Piece(line, _spaced(text.strip(), middles, crop), tuple(sureness), tuple(middles)) if text else None


def _spaced(text: str, middles: Sequence[float], crop: Picture) -> str:
    """The model leaves out many a half space between Chinese characters, as stands behind a label: it shows as a gap that is
    wider than the others of the line."""
    letters = [at for at, letter in enumerate(text) if letter != " "]
    pairs = [(at, after, middles[n], middles[n + 1]) for n, (at, after) in enumerate(pairwise(letters))]
    chinese = [pair for pair in pairs if _is_chinese(text[pair[0]]) and _is_chinese(text[pair[1]])]
    if len(chinese) < FEWEST_GAPS:
        return text
    grey = crop.min(axis=2).astype(np.float32)
    paper = np.percentile(grey, 90)
    ink = (grey < paper - INK_SHARE * (paper - np.percentile(grey, 2))).any(axis=0)
    size = float(np.median([other - one for *_, one, other in chinese]))
    gaps = {after: _longest_blank(ink, one, other) / (size * len(ink)) for _, after, one, other in pairs}
    usual = float(np.median([gaps[after] for _, after, *_ in chinese]))
    parted = {after for _, after, *_ in chinese if gaps[after] > usual + WIDER}
    mixed = [pair for pair in pairs if _is_chinese(text[pair[0]]) and text[pair[1]] in DIGITS]
    parted |= {after for _, after, *_ in mixed if gaps[after] > usual + WIDER_BEFORE_DIGITS}
    return "".join((" " if at in parted and text[at - 1] != " " else "") + letter for at, letter in enumerate(text))


def _is_chinese(letter: str) -> bool:
    return "一" <= letter <= "鿿"


def _longest_blank(ink: NDArray[np.bool_], one: float, other: float) -> int:
    """Pixels without ink between two places, given as shares of the length."""
    between = ink[int(one * len(ink)) : int(other * len(ink)) + 1]
    marks = np.flatnonzero(np.concatenate(([True], between, [True])))
    return int(np.diff(marks).max()) - 1


def _cut_out(picture: Picture, line: Corners) -> Picture:
    """The line as an upright picture."""
    import cv2

    wide, high = (max(1, round(side)) for side in _sides(line))
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(line, target)
    crop = cv2.warpPerspective(picture, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)
    return np.asarray(crop, np.uint8)


def _sides(line: Corners) -> tuple[float, float]:
    """Length along the line, and height."""
    wide = max(np.linalg.norm(line[1] - line[0]), np.linalg.norm(line[2] - line[3]))
    high = max(np.linalg.norm(line[3] - line[0]), np.linalg.norm(line[2] - line[1]))
    return float(wide), float(high)


@cache
def _model(name: str) -> Any:
    """The model that detects lines (det) or reads one (rec). Raises ImportError where the optional part is missing."""
    import cv2
    import onnxruntime

    cv2.setNumThreads(1)
    found = importlib.util.find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise ImportError("rapidocr, in whose package the models lie")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    path = Path(found.submodule_search_locations[0]) / "models" / f"PP-OCRv6_{name}_small.onnx"
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _run(name: str, picture: Picture) -> NDArray[np.float32]:
    model = _model(name)
    given = (picture.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None]
    return np.asarray(model.run(None, {model.get_inputs()[0].name: given})[0], np.float32)


@cache
def _characters() -> tuple[str, ...]:
    """What the reading model's classes mean; the first is that nothing is there."""
    return ("", *_model("rec").get_modelmeta().custom_metadata_map["character"].splitlines(), " ")
