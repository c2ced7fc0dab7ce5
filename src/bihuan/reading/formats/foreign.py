"""Formats of other offices, which LibreOffice turns into those that are read here."""

from dataclasses import dataclass

from bihuan.reading.formats import ole
from bihuan.reading.formats.package import Package, main_part
from bihuan.reading.limits import Limits
from bihuan.reading.source import UnreadableError

PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
SAVE_AS_DOCX = "请用 Word 或 WPS 打开，另存为 docx 后重新上传。"
SAVE_AS_XLSX = "请用 Excel 或 WPS 打开，另存为 xlsx 后重新上传。"
OTHER_OFFICE = "这种办公文件（xlsb、ods、odt）不能直接读取。"
SAVE_OTHER = "请用办公软件打开，另存为 docx 或 xlsx 后重新上传。"
SLIDES = "这是演示文稿，不能直接读取。"
LOCKED = "请去掉密码后重新上传。"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format of another office: what LibreOffice has to be told it is, what it shall make of it, and what to tell a
    person where it cannot."""

    suffix: str
    target: str
    media: str
    why: str
    remedy: str


DOC = Foreign(
    "doc", "docx", "application/msword", "这是旧版 Word（doc）或 WPS 文字（wps）文件，不能直接读取。", SAVE_AS_DOCX
)
RTF = Foreign("rtf", "docx", "application/rtf", "这是 RTF 文件，不能直接读取。", SAVE_AS_DOCX)
PPT = Foreign("ppt", "pdf", "application/vnd.ms-powerpoint", SLIDES, "请把需要的文字存为 docx 后上传。")
PPTX = Foreign("pptx", "pdf", PRESENTATION, SLIDES, "请把需要的文字存为 docx 后上传。")
XLSB = Foreign("xlsb", "xlsx", "application/vnd.ms-excel.sheet.binary.macroEnabled.12", OTHER_OFFICE, SAVE_OTHER)
OPEN = {
    "text": Foreign("odt", "docx", "application/vnd.oasis.opendocument.text", OTHER_OFFICE, SAVE_OTHER),
    "spreadsheet": Foreign("ods", "xlsx", "application/vnd.oasis.opendocument.spreadsheet", OTHER_OFFICE, SAVE_OTHER),
    "presentation": Foreign("odp", "pdf", "application/vnd.oasis.opendocument.presentation", SLIDES, SAVE_OTHER),
}
WORD_XML = Foreign("xml", "docx", "application/xml", "这是 XML 格式的 Word 文件，不能直接读取。", SAVE_AS_DOCX)
# Word of 2003, and the parts of a docx written as one file.
WORD_XML_NAMES = (
    b"http://schemas.microsoft.com/office/word/2003/wordml",
    b"http://schemas.microsoft.com/office/2006/xmlPackage",
)
OLD_SHEETS = Foreign("xml", "xlsx", "application/xml", "这是旧式的 XML 表格文件，不能直接读取。", SAVE_AS_XLSX)


def foreign_format(data: bytes, name: str, limits: Limits) -> Foreign | None:
    """Which format of another office this is; None for those that are read here."""
    if data.startswith(b"{\\rtf"):
        return RTF
    if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml") and any(name in data[:4096] for name in WORD_XML_NAMES):
        return WORD_XML
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096]:
        return OLD_SHEETS
    if data.startswith(ole.MAGIC):
        return _of_compound(ole.Compound.open(data))
    if data.startswith(ZIP):
        package = Package.open(data, limits)
        main = main_part(package)
        if main.startswith("ppt/"):
            return PPTX
        if main.endswith("workbook.bin"):
            return XLSB
        if "content.xml" in package and "mimetype" in package:
            return OPEN.get(package.read("mimetype").decode("ascii", "replace").rpartition(".")[2])
    return None


def _of_compound(streams: ole.Compound) -> Foreign | None:
    names = streams.streams
    if "ENCRYPTEDPACKAGE" in names:
        raise UnreadableError("文件加了密码，打不开。", LOCKED)
    if "WORKBOOK" in names or "BOOK" in names:
        return None
    if "WORDDOCUMENT" in names:
        return DOC
    if "POWERPOINT DOCUMENT" in names:
        return PPT
    raise UnreadableError(
        "这是旧版办公软件的文件，认不出里面是什么。", "请用办公软件打开，另存为 docx 或 xlsx 后重新上传。"
    )
