"""What is printed on PDF pages beside plain lines: watermarks, raised figures, headings as wide as the page."""

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from bihuan.reading import Source, open_source
from tests.reading.documents import FONT, paragraph_style

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
