"""Characters that a poor scan mixes up."""

import pytest

from tests.reading.scans import needs_recognition


@needs_recognition
@pytest.mark.parametrize(
    ("read", "said"),
    [
        ("己办结", "已办结"),
        ("己完成，待销号", "已完成，待销号"),
        ("渣场末覆盖", "渣场未覆盖"),
        ("突出间题", "突出问题"),
        ("完成时问", "完成时间"),
        ("自己完成", "自己完成"),
        ("2026年末完成", "2026年末完成"),
        ("及时问题整改", "及时问题整改"),
        ("时间：8月", "时间：8月"),
    ],
)
def test_what_stands_beside_a_character_tells_it_from_one_that_looks_alike(read: str, said: str) -> None:
    from bihuan.reading.formats.ocr import Piece, box
    from bihuan.reading.formats.scan_alike import told_apart

    (piece,) = told_apart([Piece(box(0, 0, 9, 9), read, (0.9,) * len(read), (0.5,) * len(read))])
    assert piece.text == said
