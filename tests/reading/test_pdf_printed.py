"""What is printed on PDF pages beside plain lines: watermarks, raised figures, headings as wide as the page."""

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from bihuan.reading import Source, open_source
from tests.reading.documents import FONT, paragraph_style, pdf_table
from tests.reading.soundness import values

LINES = [
    "省生态环境保护督察组向云栖市反馈督察情况",
    "一、石桥县渣场整治推进不力，长期未覆盖。",
    "二、白坡区城区污水直排青溪。",
]


def printed(draw: Callable[[Canvas], None]) -> Source:
    paragraph_style()  # registers the font
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont(FONT, 16)
    draw(canvas)
    canvas.save()
    return open_source(out.getvalue(), "a.pdf")


def draw_lines(canvas: Canvas) -> None:
    for at, line in enumerate(LINES):
        canvas.drawString(60, 760 - 28 * at, line)


def test_a_chapter_begins_a_line_though_the_one_above_is_full() -> None:
    assert printed(draw_lines).text.splitlines() == LINES


def test_words_askew_over_the_page_are_no_text_and_told_of() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(100, 600)
        canvas.rotate(40)
        canvas.setFont(FONT, 40)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()
        draw_lines(canvas)

    source = printed(draw)
    assert source.text.splitlines() == LINES
    assert [note.params["count"] for note in source.notes if "斜着印" in note.text] == [4]


def test_a_raised_figure_of_a_page_is_not_taken_for_the_end_of_a_number() -> None:
    def draw(canvas: Canvas) -> None:
        at = 60 + stringWidth("超过10", FONT, 16)
        canvas.drawString(60, 760, "超过10")
        canvas.drawString(at + 5, 760, "个每升")
        canvas.setFont(FONT, 9)
        canvas.drawString(at, 768, "3")

    assert printed(draw).text == "超过10³个每升\n"


def on_the_page(draw: Callable[[Canvas], None]) -> bytes:
    """A page with a ruled table, and what is drawn on it before."""
    paragraph_style()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.saveState()
    draw(canvas)
    canvas.restoreState()
    rows = [["序号", "存在问题", "责任单位"], *([str(at), f"{at}号沟污水直排", "县水利局"] for at in range(1, 12))]
    table = pdf_table(rows, [60, 200, 90])
    table.wrapOn(canvas, 500, 500)
    table.drawOn(canvas, 80, 300)
    canvas.save()
    return out.getvalue()


def test_large_words_under_the_text_are_a_watermark() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 90)
        canvas.drawString(40, 380, "内部资料注意")

    source = open_source(on_the_page(draw), "清单.pdf")
    assert values(source)[3, 1] == "3号沟污水直排"
    assert not set("内部资料注意") & set(source.text)
    assert [note.params["count"] for note in source.notes if "水印" in note.text] == [6]


def test_a_large_headline_over_the_text_is_none() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 48)
        canvas.drawString(60, 700, "白苇县人民政府")

    source = open_source(on_the_page(draw), "清单.pdf")
    assert source.text.startswith("白苇县人民政府\n")
    assert not source.notes


def test_characters_that_a_matrix_places_nowhere_are_told_and_the_page_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        for _ in range(9):
            canvas.addLiteral("100000 0 0 100000 100000 100000 cm")
        canvas.drawString(40, 380, "字")

    source = open_source(on_the_page(draw), "清单.pdf")
    assert values(source)[3, 1] == "3号沟污水直排"
    assert ["没有文字编码" in note.text for note in source.notes] == [True]
