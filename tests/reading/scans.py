"""Scanned pages made for tests: a PDF page as a picture, slanted, grained and under a red seal."""

import io
from collections.abc import Sequence
from contextlib import closing
from functools import cache

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageDraw
from reportlab.platypus import Paragraph

from bihuan.reading.formats.pdf_fonts import as_displayed
from bihuan.reading.formats.recognition import is_available
from tests.reading.documents import paragraph_style, pdf_of

LINES = ("关于青禾区砂石场扬尘问题的督办函", "市生态环境局应当于2026年9月30日前完成整改。", "责任单位：青禾区人民政府")
RED = (215, 40, 45)

needs_recognition = pytest.mark.skipif(
    not is_available(), reason="the optional recognition of characters is not installed"
)


def pages_of(pdf: bytes, dpi: int = 200) -> list[Image.Image]:
    if not can_draw():
        pytest.skip("this machine has no Chinese font to draw with")
    return drawn(pdf, dpi)


@cache
def can_draw() -> bool:
    """Without a font pdfium leaves out a character that stands alone."""
    (page,) = drawn(pdf_of([Paragraph("改", paragraph_style(14))], numbered=False), 72)
    return ImageChops.invert(page).getbbox() is not None


def drawn(pdf: bytes, dpi: int) -> list[Image.Image]:
    with as_displayed(), closing(pdfium.PdfDocument(pdf)) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def slip(lines: Sequence[str] = LINES) -> Image.Image:
    """A small picture of a few lines."""
    page = pages_of(pdf_of([Paragraph(text, paragraph_style(14)) for text in lines], numbered=False), 150)[0]
    return page.crop((0, 90, page.width, 150 + 60 * len(lines)))


def worn(page: Image.Image, turn: float = 1.3) -> Image.Image:
    """As it comes from a scanner: a seal over the text, slightly slanted, with grain."""
    seal = Image.new("RGB", page.size, "white")
    middle, radius = (page.width * 0.7, page.height * 0.3), page.width * 0.1
    box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    draw = ImageDraw.Draw(seal)
    draw.ellipse(box, outline=RED, width=10)
    draw.regular_polygon((*middle, radius / 3), 5, fill=RED)
    sealed = ImageChops.multiply(page, seal).rotate(turn, Image.Resampling.BICUBIC, fillcolor="white")
    grain = Image.effect_noise(page.size, 18).convert("RGB")
    return Image.blend(sealed, grain, 0.08)


def as_pdf(pages: Sequence[Image.Image], dpi: int = 200) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=list(pages[1:]), resolution=dpi)
    return out.getvalue()


def as_file(pages: Sequence[Image.Image], kind: str) -> bytes:
    out = io.BytesIO()
    more = {"save_all": True, "append_images": list(pages[1:])} if kind == "TIFF" else {}
    pages[0].save(out, kind, **more)
    return out.getvalue()
