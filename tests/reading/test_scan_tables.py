"""Ruled tables on scanned pages: lines that are short, torn, aslant or under a seal, and figures alone in their cells."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reportlab.platypus import Paragraph, Table

from bihuan.reading import open_source
from tests.reading.documents import paragraph_style, pdf_of, pdf_table
from tests.reading.scans import RED, as_file, needs_recognition, pages_of
from tests.reading.soundness import values

HEADER = ["序号", "突出问题", "责任单位", "完成时限"]
WIDTHS = (60, 180, 120, 110)


def picture_of(table: Table, dpi: int = 200) -> Image.Image:
    page = pages_of(pdf_of([Paragraph("督察整改任务清单", paragraph_style(16)), table], numbered=False), dpi)[0]
    return page.crop((0, 0, page.width, round(page.height * 0.45)))


def read_cells(page: Image.Image) -> dict[tuple[int, int], str]:
    return values(open_source(as_file([page], "PNG"), "a.png", ocr=True))


def cells(rows: Sequence[Sequence[str]]) -> dict[tuple[int, int], str]:
    return {(r, c): text for r, row in enumerate(rows) for c, text in enumerate(row) if text}


ROWS = [HEADER, *([str(n), "渣场未覆盖，扬尘污染严重", "县住建局", "2026年9月底前"] for n in range(1, 7))]


@needs_recognition
@pytest.mark.parametrize("size", [7])
def test_figures_that_stand_alone_in_their_column_are_read(size: float) -> None:
    assert read_cells(picture_of(pdf_table(ROWS, WIDTHS, size=size), 150)) == cells(ROWS)


@needs_recognition
def test_what_no_line_was_found_around_is_looked_for_in_each_cell() -> None:
    from bihuan.reading.formats.ocr import box
    from bihuan.reading.formats.page import RawPage, Rule
    from bihuan.reading.formats.scan_cells import unfound

    page = RawPage(
        1, 0, 200, across=[Rule(y, 0, 300) for y in (0, 50, 100)], down=[Rule(x, 0, 100) for x in (0, 60, 300)]
    )
    picture = np.full((200, 300, 3), 255, np.uint8)
    picture[15:35, 28:31] = 0  # a figure
    picture[75:78, 20:42] = 0  # 一
    picture[95, 5:55] = 0  # the rest of a rule
    picture[10:40, 80:200] = picture[10:12, 220] = 0  # a line that was found, and a speck
    found = unfound(picture, page, 1.0, [box(75, 5, 205, 45)])
    assert [
        (at[:, 0].min() < left, at[:, 0].max() > right)
        for at, (left, right) in zip(found, [(28, 31), (20, 42)], strict=True)
    ] == [(True, True)] * 2
    assert [round(float(at[:, 1].mean())) for at in found] == [25, 76]


@needs_recognition
def test_rows_of_one_line_between_rows_that_run_over_the_whole_table_keep_their_columns() -> None:
    rows = [HEADER]
    for n in range(1, 4):
        rows += [
            [f"问题{n}：渣场未覆盖，扬尘污染严重", "", "", ""],
            [f"A-{n}", "覆盖并复绿", "县住建局", "2026年9月底前"],
        ]
    spans = [("SPAN", (0, row), (-1, row)) for row in (1, 3, 5)]
    close = ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)
    assert read_cells(picture_of(pdf_table(rows, WIDTHS, *spans, *close))) == cells(rows)


@needs_recognition
def test_lines_with_gaps_are_lines() -> None:
    page = picture_of(pdf_table(ROWS[:4], WIDTHS))
    draw = ImageDraw.Draw(page)
    for at in range(0, page.width, 97):
        draw.rectangle((at, 0, at + 5, page.height), fill="white") if is_blank(page, at) else None
    assert read_cells(page) == cells(ROWS[:4])


def is_blank(page: Image.Image, at: int) -> bool:
    """Whether only ruled lines that run across stand in these columns of pixels."""
    dark = (np.asarray(page.convert("L"))[:, at : at + 6] < 128).any(axis=1)
    return bool(dark.mean() < 0.03)


@needs_recognition
def test_a_table_of_short_lines_is_levelled_by_its_rules() -> None:
    page = picture_of(pdf_table(ROWS, WIDTHS)).rotate(0.14, Image.Resampling.BICUBIC, fillcolor="white")
    assert read_cells(page) == cells(ROWS)


@needs_recognition
def test_the_slant_of_rules_is_told_to_a_pixel_over_the_page() -> None:
    from bihuan.reading.formats.scan_rules import slopes_of_rules, weighted_median

    page = Image.new("L", (1600, 800))
    draw = ImageDraw.Draw(page)
    for at in range(100, 700, 100):
        draw.line((50, at, 1550, at + 6), fill=1, width=2)
    found = slopes_of_rules(np.asarray(page))
    assert [rule.at for rule in found] == pytest.approx(list(range(103, 700, 100)), abs=2)
    assert weighted_median([(rule.slope, rule.length) for rule in found]) == pytest.approx(6 / 1500, abs=0.0003)
    assert slopes_of_rules(np.zeros((800, 1600), np.uint8)) == []


@needs_recognition
def test_the_strokes_of_a_large_character_are_no_table() -> None:
    from bihuan.reading.formats.ocr import box
    from bihuan.reading.formats.scan_rules import find_rules

    page = np.full((600, 900, 3), 255, np.uint8)
    page[100:104, 100:300] = page[20:220, 198:203] = 0
    assert find_rules(page, [box(100, 400, 500, 430)]) == ([], [])


@needs_recognition
def test_a_table_under_a_seal_keeps_its_cells() -> None:
    page = picture_of(pdf_table(ROWS, WIDTHS))
    seal = Image.new("RGBA", page.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(seal)
    x, y, radius = round(page.width * 0.68), round(page.height * 0.5), 150
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(*RED, 205), width=9)
    draw.regular_polygon((x, y, 40), 5, fill=(*RED, 205))
    assert read_cells(Image.alpha_composite(page.convert("RGBA"), seal).convert("RGB")) == cells(ROWS)


@needs_recognition
def test_the_star_in_a_seal_is_lifted_with_its_rim() -> None:
    from bihuan.reading.formats.scan_seals import without_seal

    page = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(page)
    draw.ellipse((900, 1500, 1230, 1830), outline=RED, width=8)
    draw.regular_polygon((1065, 1665, 50), 5, fill=RED)
    assert (without_seal(np.asarray(page)[:, :, ::-1].copy()) > 240).all()


@needs_recognition
@pytest.mark.parametrize("angle", [0.0, 2.8])
def test_a_table_photographed_from_the_side_or_laid_askew_keeps_its_columns(angle: float) -> None:
    rows = [HEADER]
    for n in range(1, 5):
        rows += [
            [f"问题{n}：渣场未覆盖，扬尘污染严重", "", "", ""],
            [f"A-{n}", "覆盖并复绿", "县住建局", "2026年9月底前"],
        ]
    page = picture_of(pdf_table(rows, WIDTHS, *(("SPAN", (0, row), (-1, row)) for row in (1, 3, 5, 7))))
    wide, high = page.size
    seen = page.transform(
        page.size,
        Image.Transform.QUAD,
        (-0.01 * wide, 0, 0.02 * wide, high, 0.99 * wide, high, 1.03 * wide, 0.01 * high),
        Image.Resampling.BICUBIC,
        fillcolor="white",
    )
    assert read_cells(seen.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")) == cells(rows)


@needs_recognition
def test_lines_of_a_picture_that_are_all_short_are_not_put_together() -> None:
    said = ["整改完成情况公示表", "海岔湾片区酒店自行打井取水", "责任单位", "市水利局"]
    page = pages_of(pdf_of([Paragraph(text, paragraph_style(14)) for text in said], numbered=False), 150)[0]
    source = open_source(as_file([page], "PNG"), "a.png", ocr=True)
    assert [line for line in source.text.splitlines() if line] == said
