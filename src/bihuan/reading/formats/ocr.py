"""Recognises the characters of a picture: where lines stand, then what they say, each character with its place.

The engine is RapidOCR with the models that lie in its package, an optional part (`pip install 'bihuan[ocr]'`). It gets the
models' paths from us, so it never looks for them on the network. One thread: the machine has other work to do.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # height × width × 3, blue-green-red
Corners = NDArray[np.float32]  # 4 × (x, y): top left, top right, bottom right, bottom left of a line as it is read
DETECTED_SIDES = (1024, 1600, 2600)  # pixels of a page's longer side in which lines are looked for; time goes by area
SMALLEST_LINE = 11.0  # pixels; lower lines are looked for once more in a larger picture
NARROWEST = 160  # pixels at a height of 48 that the recogniser is given at least
ENGINE = threading.Lock()  # it keeps its settings in itself


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


def find_lines(picture: Picture) -> list[Corners]:
    """The corners of each line of text, in no order worth relying on."""
    import cv2

    longer = max(picture.shape[:2])
    for side in DETECTED_SIDES:
        scale = min(1.0, side / longer)
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
        with ENGINE:
            found = _engine()(small, use_det=True, use_cls=False, use_rec=False).boxes
        lines = [] if found is None else [np.asarray(box, np.float32) / scale for box in found]
        heights = [min(_sides(line)) * scale for line in lines]
        if scale == 1.0 or not heights or float(np.median(heights)) >= SMALLEST_LINE:
            break
    return lines


def recognise(picture: Picture, lines: Sequence[Corners]) -> list[Piece]:
    """What each line says; a line without characters is left out."""
    pieces = (_recognised(picture, line) for line in lines)
    return [piece for piece in pieces if piece is not None]


def _recognised(picture: Picture, line: Corners) -> Piece | None:
    crop = _cut_out(picture, line)
    if min(crop.shape[:2]) < 4:
        return None
    with ENGINE:
        found = _engine()(crop, use_det=False, use_cls=False, use_rec=True, return_word_box=True)
    if not found.txts or not found.txts[0].strip():
        return None
    info = found.word_results[0]
    columns = iter([column for word in info.word_cols for column in word])
    text, sureness, middles = "", [], []
    for character, sure in zip(found.txts[0], info.confs, strict=True):
        if character.isspace():
            text += " " if text and text[-1] != " " else ""
            continue
        text += character
        sureness.append(sure)
        middles.append(min(1.0, (next(columns) + 0.5) / max(1.0, info.line_txt_len)))
    return Piece(line, text.strip(), tuple(sureness), tuple(middles))


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
def _engine() -> Any:
    import cv2
    import rapidocr

    cv2.setNumThreads(1)
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTED_SIDES[-1],
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "Rec.rec_img_shape": [3, 48, NARROWEST],
        }
    )
