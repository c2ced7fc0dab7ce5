"""Pictures and scanned pages: recognised where that is allowed and installed, and a reason where it is not."""

import io
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bihuan.reading import Limits, UnreadableError, open_source, read
from bihuan.reading.formats import recognition
from bihuan.reading.formats.layout import UNSURE, Layout
from bihuan.reading.isolation import open_isolated
from bihuan.reading.source import Span
from tests.reading.documents import FONT, entries, paragraph_style, pdf_of, pdf_plan, pdf_table
from tests.reading.scans import LINES, RED, as_file, as_pdf, needs_recognition, pages_of, slip, worn
from tests.reading.soundness import values


@needs_recognition
def test_a_stamped_and_slanted_scan_of_a_plan_gives_every_row_with_its_deadline_and_units() -> None:
    rows = entries(4)
    scan = as_pdf([worn(page, turn) for page, turn in zip(pages_of(pdf_plan(rows)), (1.3, -0.8), strict=False)])
    source = open_source(scan, "scan.pdf", ocr=True)
    found = read(source).items
    assert [item.number.text if item.number else None for item in found] == [row.number for row in rows]
    assert [item.deadline.date if item.deadline else None for item in found] == [row.deadline for row in rows]
    assert [{unit.text for unit in item.units} for item in found] == [set(row.units) for row in rows]
    assert next(note.text for note in source.notes).startswith("第 %(pages)s 页是图片")


@needs_recognition
@pytest.mark.parametrize("blur", [0.8, 1.2])
def test_a_ruled_line_that_the_letters_above_and_below_all_but_touch_is_a_line(blur: float) -> None:
    rows = [["序号", "反馈问题", "完成时限"], ["1", "渣场未覆盖，扬尘污染严重，群众反映强烈。", "2026年1月底前"]]
    close = ("TOPPADDING", (0, 0), (-1, -1), -1), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)
    page = pages_of(pdf_of([pdf_table(rows, (40, 140, 100), *close, size=11)], numbered=False))[0]
    source = open_source(as_file([page.filter(ImageFilter.GaussianBlur(blur))], "PNG"), "a.png", ocr=True)
    assert values(source) == {(r, c): text for r, row in enumerate(rows) for c, text in enumerate(row)}


@needs_recognition
@pytest.mark.parametrize(("kind", "turn"), [("PNG", 0), ("JPEG", 90), ("WEBP", 180), ("BMP", 270)])
def test_a_picture_is_read_whichever_way_it_lies(kind: str, turn: int) -> None:
    source = open_source(as_file([slip().rotate(turn, expand=True)], kind), "a", ocr=True)
    assert [line for line in source.text.splitlines() if line] == list(LINES)


@needs_recognition
def test_a_few_lines_in_the_corner_of_a_blank_page_are_found_with_their_places() -> None:
    from bihuan.reading.formats import ocr

    page = Image.new("RGB", (1654, 2339), (250, 249, 246))
    note = slip().resize((900, round(900 * slip().height / slip().width)))
    page.paste(note, (page.width - note.width - 5, page.height - note.height - 5))
    boxes = ocr.find_lines(np.ascontiguousarray(np.asarray(page)[:, :, ::-1]))
    assert len(boxes) == len(LINES)
    assert all((box[:, 0] > page.width - note.width).all() for box in boxes)
    assert all((box[:, 1] > page.height - note.height).all() for box in boxes)
    source = open_source(as_file([page], "PNG"), "a.png", ocr=True)
    assert [line for line in source.text.splitlines() if line] == list(LINES)


@needs_recognition
def test_the_pages_of_a_fax_are_told_one_by_one_and_each_is_a_page() -> None:
    told: list[tuple[int, int]] = []
    pages = [slip(LINES[:1]), slip(LINES[1:2])]
    source = open_isolated(as_file(pages, "TIFF"), "a.tif", ocr=True, progress=lambda *at: told.append(at))
    assert told == [(1, 2), (2, 2)]
    assert [source.text[page.start : page.end].strip() for page in source.pages] == list(LINES[:2])


@needs_recognition
def test_in_a_mixed_file_only_the_page_that_is_a_picture_is_recognised() -> None:
    whole = pdfium.PdfDocument(pdf_plan(entries(1)))
    blank = Image.new("RGB", (1240, 1754), "white")
    blank.paste(slip(), (0, 100))
    whole.import_pages(pdfium.PdfDocument(as_pdf([blank], 150)))
    path = io.BytesIO()
    whole.save(path)
    source = open_source(path.getvalue(), "a.pdf", ocr=True)
    plain = open_source(pdf_plan(entries(1)), "a.pdf")
    assert source.text.startswith(plain.text.rstrip("\n- 1"))
    assert all(line in source.text for line in LINES)
    assert [note.params.get("pages") for note in source.notes] == [str(len(whole))]


RUBBISH = "剽馑瓠氇髯瘿箸茳岫槭鹚蟠觇糍胬珧骶砉缬黼" * 4
LATIN = "T;ft.'li B~1'F :l~ |{IJ }%$ t1x-Jt ;J<J%~" * 3


def under_a_layer(pictures: Sequence[Image.Image], layers: Sequence[str]) -> bytes:
    """Scanned pages under characters that nobody sees, as scanners with an OCR of their own write them."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    paragraph_style()
    for picture, layer in zip(pictures, layers, strict=True):
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        text = canvas.beginText(60, 700)
        text.setFont(FONT, 12)
        text.setTextRenderMode(3)
        for at in range(0, len(layer), 36):
            text.textLine(layer[at : at + 36])
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("layer", [RUBBISH, LATIN])
def test_a_scan_under_a_layer_of_rubbish_is_not_believed(layer: str) -> None:
    with pytest.raises(UnreadableError, match="文字层多是认错的字"):
        open_source(under_a_layer([Image.new("RGB", (1240, 1754), "white")], [layer]), "a.pdf")


def test_a_page_of_rubbish_among_good_ones_is_told() -> None:
    blank = Image.new("RGB", (1240, 1754), "white")
    good = "责任单位：青禾区人民政府，整改时限：2026年6月底前，请按要求报送整改落实情况并做好信息公开工作。" * 2
    source = open_source(under_a_layer([blank, blank], [good, RUBBISH]), "a.pdf")
    assert [str(note) for note in source.notes] == ["第 2 页是图片，所附的文字层多是认错的字，请对照原件逐字核对。"]
    assert "青禾区人民政府" in source.text


@needs_recognition
def test_under_a_layer_of_rubbish_the_picture_is_read_and_over_a_good_one_the_layer_is() -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    page.paste(slip(), (0, 100))
    source = open_source(under_a_layer([page], [RUBBISH]), "a.pdf", ocr=True)
    assert [line for line in source.text.splitlines() if line] == list(LINES)
    said = "关于做好督察整改工作的通知，各县区人民政府：请于2026年6月底前完成整改任务并报送市整改办公室审核备案。"
    assert open_source(under_a_layer([page], [said]), "a.pdf", ocr=True).text.replace("\n", "") == said


@pytest.mark.parametrize("text", ["序号12345678901234567890123456789012345678901234567890", "整改", *LINES])
def test_figures_and_short_texts_are_no_gibberish(text: str) -> None:
    assert not recognition.is_gibberish(text)


@needs_recognition
def test_recognition_asks_nothing_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    from bihuan.reading.formats import ocr

    def cut(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked")

    ocr._model.cache_clear()
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, cut)
    monkeypatch.setattr(socket, "getaddrinfo", cut)
    assert LINES[0] in open_source(as_file([slip(LINES[:1])], "PNG"), "a.png", ocr=True).text


@needs_recognition
def test_a_seal_is_lifted_off_and_a_red_letterhead_stays() -> None:
    from bihuan.reading.formats.scan_seals import without_seal

    page = np.full((2339, 1654, 3), 255, np.uint8)
    page[200:280, 300:1350] = RED[::-1]  # letters in a row
    page[1500:1520, 400:1400] = 0  # a line of text under the seal
    seal = np.zeros(page.shape[:2], bool)
    rows, columns = np.ogrid[: page.shape[0], : page.shape[1]]
    distance = np.hypot(rows - 1500, columns - 1000)
    seal[(distance < 200) & (distance > 180)] = True
    page[seal] = np.minimum(page[seal], RED[::-1])
    clean = without_seal(page)
    assert (clean[200:280, 300:1350] == RED[::-1]).all()
    assert (clean[1502:1518, 400:1400] < 80).all()
    beside = seal.copy()
    beside[1490:1530] = False
    assert (clean[beside] > 240).all()


@needs_recognition
def test_a_fax_whose_second_page_has_no_width_is_called_broken() -> None:
    data = as_file([Image.new("1", (40, 30))] * 2, "TIFF")
    width = b"\x00\x01\x04\x00\x01\x00\x00\x00"
    at = data.rindex(width)
    with pytest.raises(UnreadableError, match="图片已损坏"):
        open_source(data[:at] + b"\xff" + data[at + 1 :], "a.tif", ocr=True)


@needs_recognition
def test_a_stop_between_pages_ends_the_reading() -> None:
    class Stop(Exception):  # noqa: N818 - not an error
        pass

    def tell(done: int, total: int) -> NoReturn:
        raise Stop

    with pytest.raises(Stop):
        open_isolated(as_file([slip(LINES[:1])] * 2, "TIFF"), "a.tif", ocr=True, progress=tell)


@needs_recognition
def test_a_reading_that_was_stopped_goes_on_behind_the_pages_that_were_done(tmp_path: Path) -> None:
    class Stop(Exception):  # noqa: N818 - not an error
        pass

    def tell(done: int, total: int) -> None:
        if done == 2:
            raise Stop

    data = as_file([slip(LINES[:1]), slip(LINES[1:2]), slip(LINES[2:3])], "TIFF")
    with pytest.raises(Stop):
        open_isolated(data, "a.tif", ocr=True, progress=tell, aside=tmp_path)
    done = {place.name: place.stat().st_mtime_ns for place in tmp_path.glob("*.json")}
    assert {"1.json", "2.json"} <= set(done)
    source = open_isolated(data, "a.tif", ocr=True, aside=tmp_path)
    assert source == open_isolated(data, "a.tif", ocr=True)
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in done} == done
    (tmp_path / "1.json").write_text('{"number": 1, "gl')
    assert open_isolated(data, "a.tif", ocr=True, aside=tmp_path) == source


@needs_recognition
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (as_file([Image.new("RGB", (600, 400), "white")], "PNG"), "没有认出文字"),
        (as_file([Image.new("RGB", (3, 3))], "PNG"), "没有认出文字"),
        (as_file([Image.new("RGB", (60, 40))], "PNG")[:60], "已损坏"),
    ],
)
def test_a_picture_without_text_or_broken_says_so(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        open_source(data, "a.png", ocr=True)


@needs_recognition
def test_a_picture_beyond_the_limits_is_not_unpacked() -> None:
    picture = as_file([Image.new("RGB", (600, 400), "white")] * 3, "TIFF")
    for limits in (Limits(pixels=100_000), Limits(recognised=2)):
        with pytest.raises(UnreadableError, match="上限"):
            open_source(picture, "a.tif", ocr=True, limits=limits)


def test_without_the_optional_part_the_reason_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "is_available", lambda: False)
    page = Image.new("RGB", (600, 400), "grey")
    for data in (as_file([page], "PNG"), as_pdf([page])):
        with pytest.raises(UnreadableError, match=r"bihuan\[ocr\]"):
            open_source(data, "a", ocr=True)


def test_without_leave_a_picture_is_refused() -> None:
    with pytest.raises(UnreadableError, match="这是一张图片"):
        open_source(as_file([Image.new("RGB", (600, 400), "grey")], "PNG"), "a.png")


def test_characters_of_little_confidence_are_spans_and_doubts() -> None:
    layout = Layout()
    layout.line(f"由{UNSURE}市{UNSURE}任负责")
    layout.line(f"{UNSURE}限期整改")
    source = layout.source("a", "", "image/png")
    assert source.text == "由市任负责\n限期整改\n"
    assert source.unsure == (Span(1, 3), Span(6, 7))
    assert [(doubt.text, doubt.why) for doubt in read(source).doubts] == [
        ("市任", "识别把握不大"),
        ("限", "识别把握不大"),
    ]


@needs_recognition
def test_a_space_that_the_model_left_out_shows_as_a_wider_gap() -> None:
    from bihuan.reading.formats.ocr import _spaced

    crop = np.full((48, 400, 3), 255, np.uint8)
    places = [20, 60, 100, 140, 200, 240, 280]
    for at in places:
        crop[8:40, at - 17 : at + 17] = 0
    assert _spaced("责任单位乡政府", [at / 400 for at in places], crop) == "责任单位 乡政府"
    assert _spaced("责任单位6政府", [at / 400 for at in places], crop) == "责任单位 6政府"
    assert _spaced("责任单，位政府", [at / 400 for at in places], crop) == "责任单，位政府"
