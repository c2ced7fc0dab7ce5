"""Dust on scanned pages: neither on the picture nor, as a dot, in the text."""

import numpy as np
import pytest

from tests.reading.scans import needs_recognition

pytestmark = needs_recognition


def cleaned(*lines: str) -> list[str]:
    from bihuan.reading.formats.ocr import Piece, box
    from bihuan.reading.formats.scan_specks import without_stray_dots

    pieces = []
    for line in lines:
        count = len(line.replace(" ", ""))
        pieces.append(Piece(box(0, 0, 9, 9), line, (0.9,) * count, tuple(at / count for at in range(count))))
    result = without_stray_dots(pieces)
    assert all(len(piece.sureness) == len(piece.middles) == len(piece.text.replace(" ", "")) for piece in result)
    return [piece.text for piece in result]


@pytest.mark.parametrize(
    ("read", "said"),
    [
        ("完成时限.", "完成时限"),
        (".2027年4月30日", "2027年4月30日"),
        ("2025年10.月底前", "2025年10月底前"),
        ("公示至6月1.日", "公示至6月1日"),
        ("主要领导 现..场督办", "主要领导 现场督办"),
        ("植被1900.亩", "植被1900亩"),
        ("前。·整改状态", "前。整改状态"),
        ("·二是排口未封堵", "二是排口未封堵"),
    ],
)
def test_a_dot_where_no_text_has_one_is_dust(read: str, said: str) -> None:
    assert cleaned(read) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "1.月度调度",
        "增加5.6公里",
        "一是覆盖。2.复绿",
        "买买提·艾力",
        "一、总体要求......1",
        "No.3",
        "..",
        ".",
    ],
)
def test_dots_that_a_text_has_stay(text: str) -> None:
    assert cleaned(text) == [text]


def test_a_page_with_bullets_keeps_them() -> None:
    assert cleaned("·封堵排口", "·按月调度") == ["·封堵排口", "·按月调度"]


def test_a_page_that_ends_its_sentences_with_dots_keeps_them() -> None:
    lines = ["渣场已经覆盖.", "排口已经封堵.", "道路已经硬化.", "一家企业停产."]
    assert cleaned(*lines) == lines


def test_what_is_smaller_than_any_mark_is_taken_off_the_picture() -> None:
    from bihuan.reading.formats.ocr import box
    from bihuan.reading.formats.scan_specks import without_specks

    page = np.full((400, 600, 3), 230, np.uint8)
    page[100:102, 300:302] = 0  # dust
    page[200:204, 300:304] = 0  # the dot of 3.5
    clean = without_specks(page, [box(50, 180, 550, 230)])
    assert (clean[95:110, 290:310] > 220).all()
    assert (clean[201:203, 301:303] == 0).all()
    assert without_specks(page, []) is page
