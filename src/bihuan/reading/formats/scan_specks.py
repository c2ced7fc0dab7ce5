"""Specks of dust on a scanned page: taken off the picture where they are smaller than any mark, and out of the text where
the recognition took one for a mark that cannot stand there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from bihuan.reading.expressions import expression
from bihuan.reading.formats.ocr import Corners, Picture, Piece
from bihuan.reading.formats.scan_rules import dark_of

SMALLEST = 0.045  # line heights: a full stop is wider
MOST_SPECKS = 20_000  # a page of more is grain, which the recognition is used to
# A dot at the beginning; between Chinese characters and marks, or behind them; and between a number and its unit. The dot of
# names stays, and so do rows of dots.
STRAY = expression(
    r"^\.{1,2}(?=[^.])|(?<=[一-鿿。，；：、）》”])\.{1,2}(?=[一-鿿。，；：、（《“]|$)|(?<=[。，；：、])·|(?<=\d{3})\.(?=[一-鿿])"
    r"|(?<=年\d)\.(?=月)|(?<=年\d\d)\.(?=月)|(?<=月\d)\.(?=日)|(?<=月\d\d)\.(?=日)"
)
SENTENCE = expression(r"(?m)[一-鿿]\.(?=[一-鿿]|$)")


def without_specks(picture: Picture, lines: Sequence[Corners]) -> Picture:
    """What is smaller than any mark of the type turned to what surrounds it."""
    if not lines:
        return picture
    most = int(SMALLEST * float(np.median([np.ptp(line[:, 1]) for line in lines])))
    if most < 1:
        return picture
    _, labels, facts, _ = cv2.connectedComponentsWithStats(dark_of(picture))
    small = (facts[:, cv2.CC_STAT_WIDTH] <= most) & (facts[:, cv2.CC_STAT_HEIGHT] <= most)
    if not 0 < int(small.sum()) < MOST_SPECKS:
        return picture
    spots = cv2.dilate(small[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    result = picture.copy()
    result[spots > 0] = cv2.medianBlur(picture, 5)[spots > 0]
    return result


def without_stray_dots(pieces: Iterable[Piece]) -> list[Piece]:
    """Without the dots that no text has; a page that ends its sentences with dots keeps them."""
    pieces = list(pieces)
    text = "\n".join(piece.text for piece in pieces)
    if len(SENTENCE.findall(text)) > 2 + text.count("。"):
        return pieces
    bullets = sum(piece.text.startswith("·") for piece in pieces) > 1
    return [_cleaned(piece, bullets) for piece in pieces]


def _cleaned(piece: Piece, bullets: bool) -> Piece:
    drop = {at for match in STRAY.finditer(piece.text) for at in range(*match.span())}
    if not bullets and piece.text.startswith("·"):
        drop.add(0)
    if not drop or len(drop) == len(piece.text.replace(" ", "")):
        return piece
    letters = [at for at, letter in enumerate(piece.text) if letter != " "]
    kept = [place for place, at in enumerate(letters) if at not in drop]
    return replace(
        piece,
        text="".join(letter for at, letter in enumerate(piece.text) if at not in drop).strip(),
        sureness=tuple(piece.sureness[place] for place in kept),
        middles=tuple(piece.middles[place] for place in kept),
    )
