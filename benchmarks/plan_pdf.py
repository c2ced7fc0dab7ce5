"""Makes `src/bihuan/demo/texts/plan.pdf`: the demo's plan as a text PDF with a ruled table over many pages.

Run `python -m benchmarks.plan_pdf` after a change of the plan's texts. ReportLab is a tool of development, so the PDF is
committed and its days stay those of PLAN_PDF_DAY. It embeds no font: readers bring their own for STSong-Light.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from bihuan.demo.documents import PLAN_PDF_DAY
from bihuan.demo.documents.entries import fill, load_entries, load_texts
from bihuan.demo.documents.word import plan_row

TARGET = Path(__file__).parents[1] / "src/bihuan/demo/texts/plan.pdf"
FONT = "STSong-Light"
WIDTHS = [9, 58, 38, 62, 19, 19, 18, 18, 19, 15]


def main() -> None:
    TARGET.write_bytes(build())
    print(f"{TARGET} {TARGET.stat().st_size} bytes")


def build() -> bytes:
    """The PDF; made twice, the bytes are the same."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    rl_config.useA85 = 0  # streams as they are, a fifth smaller
    stream, texts = BytesIO(), load_texts("plan_front")
    document = SimpleDocTemplate(
        stream,
        pagesize=landscape(A4),
        leftMargin=11 * mm,
        rightMargin=11 * mm,
        topMargin=20 * mm,
        bottomMargin=18 * mm,
        title=texts["title"],
        invariant=1,
    )
    document.build([*_front(texts), PageBreak(), *_list(texts)], onFirstPage=_furniture, onLaterPages=_furniture)
    return stream.getvalue()


def _style(size: int, **looks: Any) -> ParagraphStyle:
    return ParagraphStyle("s", fontName=FONT, fontSize=size, leading=size * 1.6, wordWrap="CJK", **looks)


def _front(texts: dict[str, Any]) -> list[Any]:
    centred, body = _style(18, alignment=1, spaceAfter=8), _style(13, firstLineIndent=26)
    story = [
        Paragraph(texts["title"], centred),
        Paragraph(fill(texts["number"], PLAN_PDF_DAY), _style(12, alignment=1)),
    ]
    paragraphs = list(texts["intro"])
    for section in texts["section"]:
        paragraphs += [section["heading"], *section["paragraphs"]]
    story += [Paragraph(fill(text, PLAN_PDF_DAY), body) for text in paragraphs]
    signed = [texts["issuer"], fill(f"{{ymd{texts['issued']:+d}}}", PLAN_PDF_DAY)]
    return story + [Paragraph(text, _style(13, alignment=2)) for text in signed]


def _list(texts: dict[str, Any]) -> list[Any]:
    cell, head = _style(11), _style(11, alignment=1)
    rows = [[Paragraph(label, head) for label in texts["columns"]]]
    rows += [
        [Paragraph(text.replace("\n", "<br/>"), cell) for text in plan_row(entry, PLAN_PDF_DAY)]
        for entry in load_entries("plan")
    ]
    table = Table(rows, colWidths=[width * mm for width in WIDTHS], repeatRows=1)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))
    return [Paragraph(texts["list_title"], _style(16, alignment=1, spaceAfter=8)), table]


def _furniture(canvas: Any, document: Any) -> None:
    width, height = landscape(A4)
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(width / 2, height - 12 * mm, load_texts("plan_front")["title"])
    canvas.drawCentredString(width / 2, 9 * mm, f"— {document.page} —")


if __name__ == "__main__":
    main()
