"""PDF with text: paragraphs, ruled tables over page breaks, what repeats on every page."""

import ctypes
import io
import zlib
from contextlib import closing

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, Spacer

from bihuan.reading.opening import Limits, open_source
from bihuan.reading.source import Source, UnreadableError
from tests.reading.documents import (
    FONT,
    HEADER,
    INTRODUCTION,
    PLACES,
    TITLE,
    entries,
    paragraph_style,
    pdf_of,
    pdf_plan,
    pdf_table,
)
from tests.reading.scans import pages_of
from tests.reading.soundness import asides, assert_sound, notes, spans, values

LONG = (
    "临澜河青禾区段水质长期不达标，沿线生活污水直排口较多，截污管网建设滞后，群众反映强烈。2024年以来，监测断面化学需氧量浓度"
    "多次超标，最高达到38.5毫克/升。责任单位应当在2025年12月底前完成沿线排口整治，并同步建立长效管护机制，确保水质稳定达标。"
)


def read(data: bytes, **limits: int) -> Source:
    source = open_source(data, "方案.pdf", limits=Limits(**limits))
    assert_sound(source)
    return source


def prose(text: str, size: float = 12, **style: object) -> Paragraph:
    return Paragraph(text, paragraph_style(size, **style))


def test_lines_that_only_wrapped_are_joined_and_paragraphs_kept() -> None:
    heading = prose("一、整改任务", firstLineIndent=24)
    source = read(pdf_of([heading, prose(LONG, firstLineIndent=24), prose(LONG[:40] + "。", firstLineIndent=24)]))
    assert source.text.splitlines()[:3] == ["一、整改任务", LONG, LONG[:40] + "。"]


def test_paragraphs_without_indentation_end_where_a_line_has_room_left() -> None:
    source = read(pdf_of([prose(LONG), prose("一、总体要求"), prose(LONG)], numbered=False))
    assert source.text.splitlines() == [LONG, "一、总体要求", LONG]


def test_a_title_over_two_centred_lines_is_one_line() -> None:
    title = TITLE + "（征求意见稿）及任务分解清单"
    source = read(pdf_of([prose(title, 22, alignment=1), Spacer(1, 12), prose(LONG, firstLineIndent=24)]))
    assert source.text.splitlines()[:2] == [title, LONG]


def test_a_signature_is_not_joined_to_its_date() -> None:
    story = [prose(LONG, firstLineIndent=24), prose("临澜市整改办", alignment=2), prose("2025年6月30日", alignment=2)]
    assert read(pdf_of(story, numbered=False)).text.splitlines() == [LONG, "临澜市整改办", "2025年6月30日"]


def test_words_of_a_wrapped_english_line_stay_apart() -> None:
    text = "Rectification of water pollution " * 8 + "ends."
    assert read(pdf_of([prose(text)], numbered=False)).text.split() == text.split()


def test_headers_and_page_numbers_are_furniture_and_never_inside_a_sentence() -> None:
    texts = [f"第{PLACES[at % 7]}{at}处：{LONG}" for at in range(25)]
    source = read(pdf_of([prose(text, firstLineIndent=24) for text in texts], header="临澜市整改方案（送审稿）"))
    assert len(source.pages) > 2
    body = [line for line in source.text.splitlines() if line not in asides(source)]
    assert body == texts
    assert sum(line == "临澜市整改方案（送审稿）" for line in asides(source)) == len(source.pages)


def test_the_text_begins_with_the_title_and_not_with_the_running_header() -> None:
    source = read(
        pdf_of(
            [prose(TITLE, 18, alignment=1), prose(LONG, firstLineIndent=24), PageBreak(), prose("二、任务")],
            header=TITLE,
        )
    )
    assert source.text.splitlines()[:3] == [TITLE, TITLE, LONG]
    assert source.furniture[0].start > 0


def test_two_names_with_a_gap_between_them_stay_apart() -> None:
    signature = prose("中共临澜市委　临澜市人民政府", alignment=2)
    assert read(pdf_of([prose(LONG), signature])).text.splitlines()[1] == "中共临澜市委 临澜市人民政府"


def test_each_page_begins_at_its_own_first_character() -> None:
    source = read(pdf_of([prose("第一页"), PageBreak(), prose("第二页"), PageBreak(), prose("第三页")]))
    assert [source.text[page.start : page.end].split()[0] for page in source.pages] == ["第一页", "第二页", "第三页"]


def test_a_line_that_stands_on_few_pages_is_text() -> None:
    story = [prose("注意事项"), prose(LONG), PageBreak(), prose(LONG), PageBreak(), prose(LONG)]
    assert "注意事项" not in asides(read(pdf_of(story)))


def test_every_cell_of_a_ruled_table_is_what_was_written() -> None:
    rows = entries(8)
    source = read(pdf_plan(rows))
    table = values(source)
    assert [table[0, column] for column in range(6)] == list(HEADER)
    for place, entry in enumerate(rows, 1):
        assert tuple(table[place, column] for column in range(6)) == entry.row()
    assert source.text.splitlines()[1:3] == [TITLE, INTRODUCTION]


def test_a_table_over_many_pages_is_one_table() -> None:
    rows = entries(110)
    source = read(pdf_plan(rows))
    assert len(source.pages) >= 11
    assert len(source.tables) == 1
    assert source.tables[0].rows == len(rows) + 1
    table = values(source)
    for place, entry in enumerate(rows, 1):
        assert tuple(table[place, column] for column in range(6)) == entry.row()
    assert asides(source).count(" | ".join(HEADER)) == len(source.pages) - 1


def test_a_header_of_two_rows_that_repeats_is_furniture_as_a_whole() -> None:
    header = [["序号", "责任", ""], ["", "牵头单位", "配合单位"]]
    rows = [[str(at), f"第{at}项的牵头单位", f"第{at}项的配合单位"] for at in range(1, 90)]
    merges = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0))]
    source = read(pdf_of([pdf_table([*header, *rows], (60, 200, 200), *merges, repeat=2)]))
    assert len(source.pages) > 2
    assert source.tables[0].rows == len(rows) + 2
    assert [values(source)[at + 1, 1] for at in range(1, 90)] == [row[1] for row in rows]
    assert asides(source).count("牵头单位 | 配合单位") == len(source.pages) - 1


def test_rows_that_merged_cells_cover_wholly_keep_their_place() -> None:
    rows = [["问题", "单位"], ["扬尘", "市住建局"], ["", ""], ["异味", "市生态环境局"]]
    merges = [("SPAN", (0, 1), (0, 2)), ("SPAN", (1, 1), (1, 2))]
    source = read(pdf_of([pdf_table(rows, (150, 150), *merges)]))
    assert values(source)[max(row for row, _ in values(source)), 1] == "市生态环境局"


def test_a_row_cut_by_the_page_break_is_put_together() -> None:
    rows = [["序号", "措施"], ["1", LONG * 6], ["2", LONG * 12], ["3", LONG]]
    source = read(pdf_of([Spacer(1, 200), pdf_table(rows, (40, 400))]))
    assert len(source.pages) > 1
    assert [values(source)[row, 1] for row in (1, 2, 3)] == [LONG * 6, LONG * 12, LONG]


def test_merged_cells_of_a_ruled_table_are_found() -> None:
    rows = [
        ["问题", "责任", ""],
        ["", "牵头单位", "配合单位"],
        ["扬尘", "市住建局", "市城管局"],
        ["异味", "市生态环境局", ""],
    ]
    merges = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)), ("SPAN", (1, 3), (2, 3))]
    source = read(pdf_of([pdf_table(rows, (100, 150, 150), *merges)]))
    assert spans(source) == {(0, 0): (2, 1), (0, 1): (1, 2), (3, 1): (1, 2)}
    assert values(source)[2, 2] == "市城管局"


def test_paragraphs_inside_a_cell_keep_their_breaks() -> None:
    rows = [["措施"], ["1.排查排口。\n2.建设截污管网，并完成雨污分流改造和老旧管网修复工作。\n3.验收。"]]
    source = read(pdf_of([pdf_table([[*row, "单位"] for row in rows], (160, 100))]))
    assert values(source)[1, 0] == rows[1][0]


@pytest.mark.parametrize("lines", ["3.加强巡\n查。", "落实分类\n（片）包干"])
def test_a_character_that_goes_with_its_mark_into_the_next_line_is_no_paragraph_of_its_own(lines: str) -> None:
    """No mark begins a line and no opening one ends it, so the line before has room for a character and is full all
    the same."""
    size, padding = 9, 12
    width = max(map(len, lines.split("\n"))) * size + padding + size
    source = read(pdf_of([pdf_table([["措施", "单位"], [lines, "市住建局"]], (width, 100), size=size)]))
    assert values(source)[1, 0] == lines.replace("\n", "")


def test_a_numbered_paragraph_begins_anew_though_the_line_before_was_nearly_full() -> None:
    before, numbered = "牵头领导：纪晚舟，整改时限：2026年6月底前", "（二）园区燃煤小锅炉仍在使用。"
    width = 9 * (len(before) - 2) + 12 + 18
    source = read(pdf_of([pdf_table([["措施", "单位"], [f"{before}\n{numbered}", "市住建局"]], (width, 100), size=9)]))
    assert values(source)[1, 0] == f"{before}\n{numbered}"


def test_the_second_member_of_a_list_begins_anew_though_the_first_fills_its_line_without_a_mark() -> None:
    lines = [f"{number}.堆场没有防渗，责任单位石桥县住建局，目前完成四成，承诺明年三月底完成" for number in (1, 2)]
    source = read(pdf_of([prose(line) for line in lines], numbered=False))
    assert source.text.splitlines() == lines


def test_a_number_that_did_not_fit_is_no_paragraph_of_its_own() -> None:
    for text in (
        "超过《地表水环境质量标准》（GB3838-2002）限值",
        "考核办法修订后，督察整改实绩权重不低于60%，并按期完成",
    ):
        for width in range(90, 260, 10):
            source = read(pdf_of([pdf_table([["问题", "单位"], [text, "市住建局"]], (width, 100))]))
            assert values(source)[1, 0] == text


def test_a_table_without_side_lines_is_still_a_table() -> None:
    rows = [["序号", "问题", "单位"], ["1", "扬尘", "市住建局"], ["2", "异味", "市生态环境局"]]
    bare = ("LINEBEFORE", (0, 0), (0, -1), 3, colors.white), ("LINEAFTER", (-1, 0), (-1, -1), 3, colors.white)
    source = read(pdf_of([pdf_table(rows, (50, 150, 150), *bare)]))
    assert values(source)[2, 2] == "市生态环境局"


def test_text_around_a_table_keeps_its_order() -> None:
    table = pdf_table([["甲", "乙"], ["1", "2"]], (100, 100))
    source = read(pdf_of([prose("表前说明"), table, prose("表后说明")], numbered=False))
    assert source.text.splitlines() == ["表前说明", "甲 | 乙", "1 | 2", "表后说明"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_stored_on_its_side_reads_as_it_is_displayed(turn: int) -> None:
    paragraph_style()
    out = io.BytesIO()
    wide, high = landscape(A4)
    size = (wide, high) if turn % 180 == 0 else (high, wide)
    canvas = Canvas(out, pagesize=size)
    canvas.setPageRotation(turn)
    origin = {0: (0, 0), 90: (size[0], 0), 180: size, 270: (0, size[1])}[turn]
    canvas.translate(*origin)
    canvas.rotate(turn)
    canvas.setFont(FONT, 14)
    canvas.drawString(80, high - 80, "上面一行")
    canvas.drawString(80, high - 200, "下面一行")
    canvas.save()
    assert read(out.getvalue()).text == "上面一行\n下面一行\n"


def turned_table(turn: int) -> bytes:
    """A ruled table written sideways on an upright page, as drivers print it."""
    paragraph_style()
    out = io.BytesIO()
    wide, high = A4
    canvas = Canvas(out, pagesize=A4)
    canvas.translate(*{90: (wide, 0), 180: (wide, high), 270: (0, high)}[turn])
    canvas.rotate(turn)
    table = pdf_table([["序号", "存在问题", "责任单位"], ["1", "河道水质不达标，沿线直排", "市水利局"]], [60, 200, 90])
    table.wrapOn(canvas, 500, 500)
    table.drawOn(canvas, 80, 300)
    canvas.setFont(FONT, 14)
    canvas.drawString(80, 500, "临澜市整改任务清单")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_table_written_sideways_on_an_upright_page_is_read_as_it_is_meant(turn: int) -> None:
    source = read(turned_table(turn))
    assert source.text.startswith("临澜市整改任务清单\n")
    assert values(source) == {
        (0, 0): "序号",
        (0, 1): "存在问题",
        (0, 2): "责任单位",
        (1, 0): "1",
        (1, 1): "河道水质不达标，沿线直排",
        (1, 2): "市水利局",
    }


def alone(text: str) -> bytes:
    """A page with one line in a font that the file does not carry."""
    paragraph_style()
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont(FONT, 100)
    canvas.drawString(100, 400, text)
    canvas.save()
    return out.getvalue()


def test_a_character_whose_font_is_missing_stands_where_ours_has_it_whatever_fonts_the_machine_has() -> None:
    """Else a line on one machine is another on the next, and a character alone in its cell is lost where no font has it."""
    assert read(alone("改")).text == "改\n"
    box = [ctypes.c_double() for _ in range(4)]
    with closing(pdfium.PdfDocument(alone("一"))) as document:
        text = document[0].get_textpage()
        raw.FPDFText_GetCharBox(text.raw, 0, *map(ctypes.byref, box))
    assert [round(side.value) for side in box] == [106, 194, 392, 485]


def test_what_is_drawn_for_eyes_has_the_fonts_of_the_machine_before_and_after_a_reading() -> None:
    before = pages_of(alone("一"), 72)
    read(alone("改"))
    (after,) = pages_of(alone("一"), 72)
    assert before == [after]
    assert after.getpixel((150, after.height - 485 + 10)) == (255, 255, 255), (
        "a stroke lies low, a square would reach here"
    )


def picture_page(canvas: Canvas) -> None:
    canvas.rect(100, 100, 300, 300, fill=1)
    canvas.showPage()


def test_a_scan_is_refused_and_one_scanned_page_is_told() -> None:
    paragraph_style()
    out = io.BytesIO()
    canvas = Canvas(out)
    picture_page(canvas)
    canvas.save()
    with pytest.raises(UnreadableError, match="扫描件"):
        read(out.getvalue())
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont(FONT, 12)
    canvas.drawString(100, 700, "正文")
    canvas.showPage()
    picture_page(canvas)
    canvas.save()
    assert notes(read(out.getvalue())) == ["第 2 页没有文字，可能是扫描页或空白页。"]


def test_an_encrypted_pdf_says_so() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("密码".encode().hex(), strength=128))
    canvas.drawString(100, 700, "secret")
    canvas.save()
    with pytest.raises(UnreadableError, match="密码"):
        read(out.getvalue())


def test_a_truncated_pdf_is_refused_or_noted() -> None:
    data = pdf_plan(entries(30))
    with pytest.raises(UnreadableError, match="不完整"):
        read(data[:200])
    try:
        assert "PDF 文件的末尾不完整，可能缺页。" in notes(read(data[: len(data) * 2 // 3]))
    except UnreadableError as refusal:
        assert "不完整" in refusal.why


def test_a_pdf_that_unpacks_to_gigabytes_is_refused_unopened() -> None:
    packer = zlib.compressobj(9)
    bomb = packer.compress(b"0 0 m " * 16_000_000) + packer.flush()
    stream = b"1 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n" % len(bomb) + bomb + b"\nendstream\nendobj\n"
    with pytest.raises(UnreadableError, match="解压后大得异常"):
        read(b"%PDF-1.4\n" + stream * 3 + b"%%EOF")


def test_a_pdf_with_too_many_pages_is_refused() -> None:
    with pytest.raises(UnreadableError, match="超过 2 页"):
        read(pdf_of([prose("甲"), PageBreak(), prose("乙"), PageBreak(), prose("丙")]), pages=2)


def columned(rows: int, left: str, right: str) -> bytes:
    """A page with a title over two columns of running text."""
    paragraph_style()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont(FONT, 18)
    canvas.drawCentredString(A4[0] / 2, 780, "临澜市生态环境保护督察整改简报")
    canvas.setFont(FONT, 10)
    for x, text in ((60, left), (310, right)):
        for row in range(rows):
            canvas.drawString(x, 740 - row * 16, text[row * 22 : row * 22 + 22])
    canvas.save()
    return out.getvalue()


def test_a_page_in_two_columns_is_read_column_by_column() -> None:
    left = "".join(f"青禾区第{at}号点位已经完成整治并通过现场核查" for at in "甲乙丙丁戊己庚辛")[:170] + "。"
    right = "".join(f"望川县第{at}号料场仍未覆盖需要继续督促落实" for at in "子丑寅卯辰巳午未")[:170] + "。"
    assert read(columned(8, left, right)).text == f"临澜市生态环境保护督察整改简报\n{left}\n{right}\n"


def test_short_pieces_side_by_side_are_rows_and_not_columns() -> None:
    names = "".join(f"污水管网漏损{at}".ljust(22) for at in "甲乙丙丁戊己庚辛")
    units = "".join(f"市住建局{at}".ljust(22) for at in "子丑寅卯辰巳午未")
    text = read(columned(8, names, units)).text
    assert "污水管网漏损甲 市住建局子" in text
