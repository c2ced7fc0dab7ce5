"""PDF with text: reading order, paragraphs, ruled tables, and what repeats on every page apart."""

import re
import threading
import zlib
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from bihuan.reading.formats.layout import Layout
from bihuan.reading.formats.page import RawPage
from bihuan.reading.formats.pdf_flow import lay_out_pages
from bihuan.reading.formats.pdf_fonts import stand_in
from bihuan.reading.formats.pdf_page import read_page
from bihuan.reading.formats.recognition import (
    is_available,
    is_misread,
    is_picture,
    note_recognised,
    recognised_page,
    remedy,
)
from bihuan.reading.limits import SPLIT, Limits
from bihuan.reading.source import UnreadableError

PDFIUM = threading.Lock()  # the library may be used by one thread at a time


def read_pdf(
    data: bytes, limits: Limits, progress: Callable[[int, int], None] | None = None, ocr: bool = False
) -> Layout:
    """With `ocr`, pages that are pictures are recognised."""
    layout = Layout(limits)
    with PDFIUM:
        pages = _raw_pages(data, limits, layout, progress, ocr)
    lay_out_pages(layout, pages)
    return layout


def _raw_pages(
    data: bytes, limits: Limits, layout: Layout, progress: Callable[[int, int], None] | None, ocr: bool
) -> list[RawPage]:
    _refuse_swelling(data, limits)
    whole = b"%%EOF" in data[-2048:]
    stand_in()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _refusal(error, whole) from error
    try:
        document.init_forms()  # before anything is asked of it, or its fields have no values
        limits.check_pages(len(document))
        pages = []
        for page in _read_pages(document, data if ocr else None, limits):
            pages.append(page)
            if progress:
                progress(len(pages), len(document))
    finally:
        document.close()
    _judge(pages, layout)
    if not whole:
        layout.note("PDF 文件的末尾不完整，可能缺页。")
    return pages


def _read_pages(document: pdfium.PdfDocument, data: bytes | None, limits: Limits) -> Iterator[RawPage]:
    """`data`: of the document, where its pictures are to be recognised."""
    characters = recognised = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            yield RawPage(index + 1, 0, 0)
            continue
        result = read_page(page, index + 1)
        result.misread = is_misread(page, result)
        if data and (is_picture(page, result) or (result.misread and is_available())):
            recognised += 1
            limits.check_recognised(recognised)
            result = recognised_page(data, index + 1)
        page.close()
        characters += len(result.glyphs)
        limits.check_characters(characters)
        yield result


def _refusal(error: pdfium.PdfiumError, whole: bool) -> UnreadableError:
    if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return UnreadableError("PDF 加了密码，打不开。", "请去掉密码后重新上传。")
    if not whole:
        return UnreadableError("PDF 不完整，后半部分丢失了。", "多半是下载或复制时中断，请重新获取后上传。")
    return UnreadableError("PDF 已损坏，打不开。", "请向提供者重新索取，或者用 PDF 软件打开、另存之后重新上传。")


def _judge(pages: list[RawPage], layout: Layout) -> None:
    """Refuse a PDF that has no text to read, and say which pages of a readable one have none."""
    characters, unmapped = sum(len(page.glyphs) for page in pages), sum(page.unmapped for page in pages)
    if unmapped > characters:
        raise UnreadableError("PDF 的字体没有注明文字编码，取不出文字。", remedy())
    if not characters:
        raise UnreadableError("PDF 里只有图片，没有文字，多半是扫描件。", remedy())
    if all(page.misread for page in pages if page.glyphs):
        raise UnreadableError("PDF 是扫描件，所附的文字层多是认错的字，不能采用。", remedy())
    if bare := [page.number for page in pages if not page.glyphs]:
        layout.note("第 %(pages)s 页没有文字，可能是扫描页或空白页。", pages="、".join(map(str, bare[:20])))
    if slanting := sum(page.slanting for page in pages):
        layout.note("有 %(count)s 个字斜着印在页面上，多半是水印，没有读入。", count=slanting)
    if beneath := sum(page.beneath for page in pages):
        layout.note("有 %(count)s 个大字垫在正文下面，多半是水印，没有读入。", count=beneath)
    if comments := sum(page.comments for page in pages):
        layout.note("文件有 %(count)s 条批注，没有读入。", count=comments)
    if unmapped:
        layout.note("有 %(count)s 个字没有文字编码，没有读入。", count=unmapped)
    note_recognised(layout, pages)


def _refuse_swelling(data: bytes, limits: Limits) -> None:
    """Packed streams that would unpack to more than the limits; pictures, which are never unpacked, do not count."""
    total = 0
    for match in re.finditer(rb"stream\r?\n", data):
        head = data[max(0, match.start() - 600) : match.start()]
        head = head[head.rfind(b" obj") + 1 :]
        if b"Flate" not in head or b"/Image" in head:
            continue
        total += _unpacked(memoryview(data)[match.end() :], limits.unpacked_bytes - total)
        if total >= limits.unpacked_bytes:
            raise UnreadableError("PDF 解压后大得异常，为安全起见没有打开。", SPLIT)


def _unpacked(packed: memoryview, most: int) -> int:
    unpacker, size, at = zlib.decompressobj(), 0, 0
    try:
        while at < len(packed) and not unpacker.eof and size < most:
            piece = unpacker.decompress(packed[at : at + 65_536], 1 << 20)
            at += 65_536
            size += len(piece)
            while unpacker.unconsumed_tail and not unpacker.eof and size < most:
                size += len(unpacker.decompress(unpacker.unconsumed_tail, 1 << 20))
    except zlib.error:
        pass
    return size
