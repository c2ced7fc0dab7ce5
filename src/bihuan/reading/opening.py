r"""Opens a file by what it is, not by what it is called, and hands on its text.

`Source.text`, which every offset counts, is laid out so:

txt    The decoded file, character by character; `\r\n` and `\r` are `\n`. A UTF-8 byte order mark stays as the
       first character and is furniture: the text is that of `Path.read_text(encoding="utf-8")`. Pipe rows are text.
docx   A paragraph a line, with its list number before it (一、（一） 1.); hard breaks are `\n`. Text boxes follow the
       paragraph they hang on; then footnotes, then headers and footers (furniture). A table of contents is furniture.
pdf    A paragraph a line: lines that only wrapped are joined. A table that goes on over pages is one Table, its
       repeated header furniture. Headers, footers and page numbers (furniture) stand after the paragraph or table
       that the page break cuts, and never before the first line, so the text begins with the title.
xlsx   A sheet a Page (with the sheet's name, which is not in the text); title lines, then the table, then its remarks; a
       text box above the block that begins below it.
xls    The same. csv: the same, one page.
ofd    As pdf. doc, wps, rtf, odt, ods, xlsb, ppt: as what LibreOffice makes of them (docx, xlsx, pdf).
png …  A picture, like a page of a scanned pdf, is what the recognition makes of it; its lines are as those of a pdf.
html   The main text a block a line; what surrounds it (navigation, widgets, link lists, footers) is furniture.

Tables stand in the text where the reader meets them: a row a line, cells parted by " | ", empty cells at the end of a
row left out, line breaks inside a cell kept. Every cell's characters stand there once, a merged cell's at its top left.
"""

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from lxml import etree

from bihuan.reading.expressions import expression
from bihuan.reading.formats import office, ole
from bihuan.reading.formats.foreign import OTHER_OFFICE, SAVE_AS_DOCX, SAVE_OTHER, ZIP, Foreign, foreign_format
from bihuan.reading.formats.layout import Layout
from bihuan.reading.formats.package import Package, corrupt, main_part
from bihuan.reading.limits import Limits
from bihuan.reading.source import Source, UnreadableError

__all__ = ["Limits", "open_source", "takes_native_code"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"
HTML_HEAD = expression(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,800}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|table|title)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
PICTURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")


def open_source(
    data: bytes,
    name: str,
    *,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
    ocr: bool = False,
    convert: bool = False,
) -> Source:
    """The text of a file and what stands where in it. With `ocr`, pictures and scanned pages are recognised, which
    costs seconds a page; with `convert`, other offices' formats go through LibreOffice where it is installed. Without,
    they are refused.

    `name` is kept, and tells csv and html fragments from plain text; for the rest the content decides. `progress` is told
    (done, total) pages where a format has pages to tell; what it raises ends the reading.
    Raises UnreadableError for whatever cannot be read, however it is broken.
    """
    limits = limits or Limits()
    limits.check_bytes(len(data))
    if not data:
        raise UnreadableError("文件是空的，一个字节也没有。", "请确认上传的是正确的文件，并且上传没有中断。")
    try:
        media, layout = _read(data, name.lower(), limits, progress, ocr, convert)
    except BROKEN as error:
        raise corrupt() from error
    if not layout.text().strip():
        raise UnreadableError("文件里没有文字。", "请确认上传的是正确的文件；如果内容是图片，请提供带文字的版本。")
    return layout.source(name, hashlib.sha256(data).hexdigest(), media)


def takes_native_code(data: bytes) -> bool:
    """Whether code that can crash, or swallow the memory, takes the file apart: PDF, pictures, workbooks and what
    LibreOffice converts. Text, web pages and docx are taken apart by Python and lxml."""
    named = data[-65_536:]  # an archive names its parts at its end
    if data.startswith(ZIP):
        return b"word/document.xml" not in named
    return data.startswith((ole.MAGIC, b"{\\rtf")) or b"%PDF-" in data[:1024] or bool(_picture_type(data))


# What the libraries underneath raise when a file contradicts itself; RecursionError is nesting without end.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    struct.error,
    EOFError,
    RecursionError,
    OverflowError,
)


def _read(
    data: bytes,
    name: str,
    limits: Limits,
    progress: Callable[[int, int], None] | None,
    ocr: bool,
    convert: bool,
) -> tuple[str, Layout]:
    """What takes a format apart is loaded with the first file of it: most processes that get here open one file."""
    if picture := _picture_type(data):
        return picture, _read_picture(data, limits, progress, ocr)
    _refuse_known(data)
    foreign = foreign_format(data, name, limits)
    if foreign:
        return foreign.media, _read_converted(data, foreign, limits, progress, ocr, convert)
    if data.startswith(ZIP):
        return _read_package(Package.open(data, limits), limits)
    if b"%PDF-" in data[:1024]:
        from bihuan.reading.formats.pdf import read_pdf

        return "application/pdf", read_pdf(data, limits, progress, ocr)
    if data.startswith(ole.MAGIC):
        from bihuan.reading.formats.xls import read_xls

        return "application/vnd.ms-excel", read_xls(data, ole.Compound.open(data), limits)
    if HTML_HEAD.match(data[:8192].replace(b"\0", b"")) or name.endswith((".html", ".htm", ".shtml", ".xhtml")):
        from bihuan.reading.formats.html import read_html

        return "text/html", read_html(data, limits)
    from bihuan.reading.formats.text import read_csv, read_text

    if name.endswith((".csv", ".tsv")):
        return "text/csv", read_csv(data, limits)
    return "text/plain", read_text(data, limits)


def _read_converted(
    data: bytes,
    foreign: Foreign,
    limits: Limits,
    progress: Callable[[int, int], None] | None,
    ocr: bool,
    convert: bool,
) -> Layout:
    if not convert or office.find_program() is None:
        raise UnreadableError(foreign.why, foreign.remedy)
    made = office.converted(data, foreign.suffix, foreign.target, limits)
    if made is None:
        raise UnreadableError(
            "这个文件没能转换成可读的格式：可能加了密码或已损坏，也可能本机的 LibreOffice 缺少处理这种文件的组件。",
            foreign.remedy,
        )
    if foreign.target == "pdf":
        from bihuan.reading.formats.pdf import read_pdf

        layout = read_pdf(made, limits, progress, ocr)
    else:
        _, layout = _read_package(Package.open(made, limits), limits)
    layout.note("文件由 LibreOffice 转换后读取，请对照原件核对编号和表格。")
    return layout


def _picture_type(data: bytes) -> str:
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return next((media for mark, media in PICTURES.items() if data.startswith(mark)), "")


def _read_picture(data: bytes, limits: Limits, progress: Callable[[int, int], None] | None, ocr: bool) -> Layout:
    if not ocr:
        raise UnreadableError("这是一张图片，里面没有可直接读取的文字。", "请提供 Word、Excel 或带文字的 PDF。")
    from bihuan.reading.formats.pdf_flow import lay_out_pages
    from bihuan.reading.formats.recognition import read_pictures

    layout = Layout(limits)
    lay_out_pages(layout, read_pictures(data, limits, layout, progress))
    return layout


def _refuse_known(data: bytes) -> None:
    """Formats that are recognised and not read."""
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        raise UnreadableError(
            "这是手机的 HEIC 或 AVIF 图片，不能直接读取。", "请用手机或看图软件另存为 jpg 后重新上传。"
        )
    if data.startswith(ARCHIVES):
        raise UnreadableError("这是一个压缩包。", "请解压后把里面的文件分别上传。")
    if data.lstrip()[:13].startswith((b"From:", b"MIME-Version:")) and b"MIME-Version:" in data[:2000]:
        raise UnreadableError("这是单文件网页（mht）或邮件，不能直接读取。", SAVE_AS_DOCX)
    if not data.strip(b"\0"):
        raise UnreadableError("文件内容全是空字节，多半是复制或下载时中断了。", "请向提供者重新索取后上传。")


def _read_package(package: Package, limits: Limits) -> tuple[str, Layout]:
    main = main_part(package)
    if main.endswith("workbook.xml"):
        from bihuan.reading.formats.xlsx import read_xlsx

        return XLSX, read_xlsx(package, main, limits)
    if main.startswith("word/") or main.endswith("document.xml"):
        from bihuan.reading.formats.docx import read_docx

        return DOCX, read_docx(package, main, limits)
    if "OFD.xml" in package:
        return OFD, _read_ofd(package, limits)
    if "content.xml" in package:
        raise UnreadableError(OTHER_OFFICE, SAVE_OTHER)
    if "[Content_Types].xml" in package:
        raise corrupt()
    raise UnreadableError("这是一个压缩包。", "请解压后把里面的文件分别上传。")


def _read_ofd(package: Package, limits: Limits) -> Layout:
    from bihuan.reading.formats.ofd import read_ofd
    from bihuan.reading.formats.pdf_flow import lay_out_pages

    pages = read_ofd(package, limits)
    if not any(page.glyphs for page in pages):
        raise UnreadableError(
            "OFD 文件里没有文字，多半是扫描件。", "请用 OFD 阅读器导出为 PDF，或者上传原来的 Word 文件。"
        )
    layout = Layout(limits)
    if bare := [page.number for page in pages if not page.glyphs]:
        layout.note("第 %(pages)s 页没有文字，可能是扫描页或空白页。", pages="、".join(map(str, bare[:20])))
    lay_out_pages(layout, pages)
    return layout
