"""Blocks as a PDF with text, and as a PDF of pictures: the same pages as a copier gives them back, stamped and askew."""

import io
from functools import partial
from random import Random
from typing import Any

from PIL import Image, ImageDraw
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.reading.documents import FONT, paragraph_style
from tests.reading.labelled.blocks import Block, Text
from tests.reading.scans import drawn

MARGIN = 48
DPI = 200


def render(
    blocks: list[Block], *, wide: bool = False, size: float = 10, header: str = "", foot: str = "— {} —"
) -> bytes:
    """A4 pages; `wide` turns them; `foot` is the page number's form."""
    page = landscape(A4) if wide else A4
    stream = io.BytesIO()
    paragraph_style()  # registers the font that the page edges use too
    document = SimpleDocTemplate(
        stream, pagesize=page, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=60, bottomMargin=54, invariant=1
    )
    story = [part for block in blocks for part in _flow(block, page[0] - 2 * MARGIN, size)]
    edges = partial(_edges, page=page, header=header, foot=foot)
    document.build(story, onFirstPage=edges, onLaterPages=edges)
    return stream.getvalue()


def _edges(canvas: Canvas, _: Any, *, page: tuple[float, float], header: str, foot: str) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawString(MARGIN, page[1] - 34, header)
    canvas.drawCentredString(page[0] / 2, 26, foot.format(canvas.getPageNumber()))


def _flow(block: Block, width: float, size: float) -> list[Flowable]:
    if isinstance(block, Text):
        looks: dict[str, Any] = {
            "title": {"size": 18, "alignment": 1, "spaceAfter": 10},
            "sign": {"size": 12, "alignment": 2},
            "body": {"size": 12, "firstLineIndent": 24},
        }
        return [PageBreak()] if block.look == "break" else [Paragraph(block.text, paragraph_style(**looks[block.look]))]
    style = paragraph_style(size)
    cells = [[Paragraph(str(value).replace("\n", "<br/>"), style) for value in row] for row in block.rows]
    shares = block.widths or (1.0,) * block.columns()
    spans = [("SPAN", (c, r), (c + w - 1, r + h - 1)) for r, c, h, w in block.spans]
    look = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans])
    widths = [width * share / sum(shares) for share in shares]
    return [Spacer(1, 8), Table(cells, colWidths=widths, repeatRows=block.head, style=look), Spacer(1, 8)]


def scan(pdf: bytes, *, angle: float, seed: int) -> bytes:
    """Pictures of the pages, turned by `angle` degrees, specked, the last one stamped in red; the same bytes each time."""
    pages = drawn(pdf, DPI)
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for number, picture in enumerate(pages, 1):
        if number == len(pages):
            _stamp(picture)
        picture = picture.rotate(angle, Image.Resampling.BILINEAR, fillcolor="white")
        _specks(picture, Random(seed + number))
        size = (picture.width * 72 / DPI, picture.height * 72 / DPI)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(picture), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _stamp(picture: Image.Image) -> None:
    """A red ring with a bar over the lower right, transparent as ink is."""
    ink = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(ink)
    x, y, radius = picture.width * 0.70, picture.height * 0.62, picture.width * 0.10
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(210, 20, 30, 150), width=9)
    draw.ellipse((x - 30, y - 30, x + 30, y + 30), fill=(210, 20, 30, 120))
    draw.line(
        (x - radius * 0.7, y + radius * 0.45, x + radius * 0.7, y + radius * 0.45), fill=(210, 20, 30, 130), width=7
    )
    picture.paste(ink, (0, 0), ink)


def _specks(picture: Image.Image, chance: Random) -> None:
    draw = ImageDraw.Draw(picture)
    for _ in range(2500):
        grey = chance.randrange(90, 200)
        x, y = chance.randrange(picture.width), chance.randrange(picture.height)
        draw.rectangle((x, y, x + chance.randrange(2), y), fill=(grey, grey, grey))
