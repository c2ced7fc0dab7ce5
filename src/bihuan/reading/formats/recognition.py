"""Which pages are pictures, and how they come to be read: pages of a PDF, and picture files of one page or several."""

import importlib.util
import io
import math
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from bihuan.reading.formats.kept import kept_page
from bihuan.reading.formats.layout import Layout
from bihuan.reading.formats.page import RawPage
from bihuan.reading.formats.pdf_fonts import as_displayed
from bihuan.reading.limits import Limits
from bihuan.reading.source import UnreadableError

DPI = 200
LARGEST_SIDE = 4000  # pixels of a page that is recognised
FEW = 20  # characters that a scanner, or who stamps pages, may have put on a page that is a picture
PICTURE_SHARE = 0.4  # of the page that pictures cover
PICTURE_PAGE = 0.8  # of the page: the picture is the page, and any text on it is a layer that somebody's OCR put there
GIBBERISH_FROM = 40  # characters by which gibberish is told from text
COMMON_SHARE = (
    0.12  # of Chinese text: three parts in ten or more are the characters below, of gibberish three in a hundred
)
COMMON = frozenset(
    "改市整督察月县年办区日环公要生成一局位报境组态政水工作问开会件单关任前题人情况责实理号的中三保完标有反委信第站时省到主府务长议"
    "进网处管项不在发临底举流护分下目全施查排动调通河出污业二部收清大场个现期治页交小上建度息数持案于首结求和对导"
)
DRAWN = 300  # shapes on a page without text: its characters were drawn as outlines
A4_WIDTH = 595.0  # points
INSTALL = "请在服务器上执行 pip install 'bihuan[ocr]' 装上文字识别后重新读取；或者提供带文字的 PDF 或原来的 Word 文件。"
LOOK = "请提供更清楚的扫描件（200 dpi 以上、端正、不过暗），或者带文字的 PDF、原来的 Word 文件。"


def is_available() -> bool:
    """Whether the optional part that recognises characters is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))


def remedy() -> str:
    """What helps a person whose page gave no text."""
    return LOOK if is_available() else INSTALL


def is_picture(page: pdfium.PdfPage, found: RawPage) -> bool:
    """Whether a page has to be looked at to be read: hardly a character, and a picture or a drawing instead."""
    if not is_available():
        return False
    if found.unmapped > len(found.glyphs):
        return True
    if len(found.glyphs) >= FEW:
        return False
    covered, shapes = _drawn_on(page)
    return covered >= PICTURE_SHARE or shapes >= DRAWN


def is_misread(page: pdfium.PdfPage, found: RawPage) -> bool:
    """Whether a page is a picture under a layer of characters that are not what the picture says: bad OCR of a scanner."""
    return is_gibberish("".join(glyph.text for glyph in found.glyphs)) and _drawn_on(page)[0] >= PICTURE_PAGE


def is_gibberish(text: str) -> bool:
    """No Chinese text is without its common characters, and a page of hardly any Chinese is letters and signs."""
    chinese = [character for character in text if "一" <= character <= "鿿"]
    if len(chinese) >= max(GIBBERISH_FROM, len(text) // 4):
        return sum(character in COMMON for character in chinese) < COMMON_SHARE * len(chinese)
    odd = sum(not character.isdigit() for character in text) - len(chinese)
    return len(text) >= GIBBERISH_FROM and odd > len(text) / 2


def _drawn_on(page: pdfium.PdfPage) -> tuple[float, int]:
    """The share of the page that pictures cover, and the number of its drawn shapes."""
    width, height = page.get_size()
    covered, shapes = 0.0, 0
    for item in page.get_objects(max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            covered += max(0.0, right - left) * max(0.0, top - bottom)
        shapes += item.type == raw.FPDF_PAGEOBJ_PATH
    return covered / max(1.0, width * height), shapes


def recognised_page(data: bytes, number: int) -> RawPage:
    """`number` counts from 1. The document is opened anew, to be drawn with the fonts that eyes would see it in."""
    return kept_page(number, lambda: _read(*_drawn(data, number)))


def _drawn(data: bytes, number: int) -> tuple[Image.Image, int, float]:
    with as_displayed(), closing(pdfium.PdfDocument(data)) as document:
        page = document[number - 1]
        scale = min(DPI / 72, LARGEST_SIDE / max(1.0, *page.get_size()))
        return page.render(scale=scale).to_pil(), number, scale


# What the decoders raise when a picture contradicts itself.
BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)


def read_pictures(
    data: bytes, limits: Limits, layout: Layout, progress: Callable[[int, int], None] | None = None
) -> list[RawPage]:
    """The pages of a picture file. Raises UnreadableError when it is broken, too large, or recognition is not there."""
    if not is_available():
        raise UnreadableError("这是一张图片，要先识别其中的文字才能读取。", INSTALL)
    pages = []
    for number, total, picture in _frames(data, limits):
        # A picture tells nothing reliable of its size on paper; it is taken for a sheet of A4.
        make = partial(_read, picture, number, min(picture.size) / A4_WIDTH)
        pages.append(kept_page(number, make))
        if progress:
            progress(number, total)
    if not any(page.glyphs for page in pages):
        raise UnreadableError("图片里没有认出文字。", LOOK)
    note_recognised(layout, pages)
    return pages


def _frames(data: bytes, limits: Limits) -> Iterator[tuple[int, int, Image.Image]]:
    try:
        with Image.open(io.BytesIO(data)) as file:
            # Several pages are a fax; several frames of any other format are a moving picture, of which one is enough.
            total = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
            limits.check_pages(total)
            limits.check_recognised(total)
            for number, frame in enumerate(ImageSequence.Iterator(file), 1):
                if number > total:
                    break
                limits.check_pixels(math.prod(frame.size))
                yield number, total, ImageOps.exif_transpose(frame)
    except BROKEN as error:
        raise UnreadableError(
            "图片已损坏或不完整，打不开。", "请重新扫描或拍摄，或者用看图软件另存为 png 后上传。"
        ) from error


def _read(picture: Image.Image, number: int, scale: float) -> RawPage:
    import numpy as np

    from bihuan.reading.formats.scan import read_picture

    shrunk = min(1.0, LARGEST_SIDE / max(picture.size))
    if shrunk < 1:
        picture = picture.resize((max(1, round(picture.width * shrunk)), max(1, round(picture.height * shrunk))))
    plain = Image.new("RGB", picture.size, "white")  # under what is transparent
    picture = picture.convert("RGBA") if "A" in picture.getbands() or "transparency" in picture.info else picture
    plain.paste(picture.convert("RGB"), mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return read_picture(np.ascontiguousarray(np.asarray(plain)[:, :, ::-1]), number, scale * shrunk)


def note_recognised(layout: Layout, pages: list[RawPage]) -> None:
    """Say which pages were recognised, and what could not be made out."""
    if misread := [page.number for page in pages if page.misread]:
        layout.note("第 %(pages)s 页是图片，所附的文字层多是认错的字，请对照原件逐字核对。", pages=_ranges(misread))
    numbers = [page.number for page in pages if page.recognised]
    if numbers:
        layout.note("第 %(pages)s 页是图片，文字由识别得来，请对照原件核对。", pages=_ranges(numbers))
    if lost := sum(page.unreadable for page in pages):
        layout.note("图片中有 %(count)s 处像是文字而认不出来，没有读入。", count=lost)


def _ranges(numbers: list[int]) -> str:
    """1, 2, 3, 7 as 1–3、7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs[:20])
