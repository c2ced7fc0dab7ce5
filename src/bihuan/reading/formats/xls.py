"""Excel workbooks of before 2007 (xls, BIFF8): the survey of their sheets."""

import io
import struct
from collections.abc import Iterator

from bihuan.reading.formats.layout import Layout
from bihuan.reading.formats.ole import Compound
from bihuan.reading.formats.package import corrupt
from bihuan.reading.formats.sheet import Book, Display, Survey, display_of, lay_out_workbook
from bihuan.reading.formats.xls_drawings import RECORDS, Drawings
from bihuan.reading.limits import Limits
from bihuan.reading.source import UnreadableError

BOF, EOF, FILEPASS, BOUNDSHEET, DATEMODE, FORMAT, XF = 0x809, 0x0A, 0x2F, 0x85, 0x22, 0x41E, 0xE0
ROW, COLINFO, FORMULA, MULRK, BOOLERR = 0x208, 0x7D, 0x06, 0xBD, 0x205
NUMBERS = frozenset((0x203, 0x27E, FORMULA))
VALUES = NUMBERS | {0x204, BOOLERR, 0xFD, 0xD6}
DIMENSIONS = 0x200
BIFF8 = 0x600
ROWS, COLUMNS = 65_536, 256  # of a sheet of this format


def read_xls(data: bytes, streams: Compound, limits: Limits) -> Layout:
    name = "WORKBOOK" if "WORKBOOK" in streams.streams else "BOOK"
    book = _survey(streams.read(name), limits)
    return lay_out_workbook(io.BytesIO(data), book, limits)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Record type and body, from `at` to the end of the substream."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == EOF:
            return
        at += 4 + length


def _survey(stream: bytes, limits: Limits) -> Book:
    book, formats, styles, sheets = Book({}), dict[int, str](), list[int](), dict[str, int]()
    if stream[:2] != BOF.to_bytes(2, "little"):
        raise corrupt()
    for kind, body in _records(stream, 0):
        if kind == FILEPASS:
            raise UnreadableError("文件加了密码，打不开。", "请去掉密码后重新上传。")
        if kind == BOF and struct.unpack_from("<H", body)[0] != BIFF8:
            raise UnreadableError(
                "这是 Excel 97 以前的表格文件，不能直接读取。", "请用 Excel 或 WPS 打开，另存为 xlsx 后重新上传。"
            )
        if kind == DATEMODE:
            book.from_1904 = body[:1] == b"\1"
        elif kind == FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = _string(body, 2, 2)
        elif kind == XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == BOUNDSHEET:
            name = _string(body, 6, 1)
            if name in sheets:
                raise corrupt()
            sheets[name] = struct.unpack_from("<I", body)[0]
    displays = [display_of(number, formats.get(number, "")) for number in styles]
    book.surveys = {name: _survey_sheet(stream, start, displays, limits) for name, start in sheets.items()}
    if not book.surveys:
        raise corrupt()
    return book


def _string(body: bytes, at: int, width: int) -> str:
    """A counted string: its length in `width` bytes, a flag, then one or two bytes a character."""
    length = int.from_bytes(body[at : at + width], "little")
    wide = body[at + width] & 1
    start = at + width + 1
    return body[start : start + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _survey_sheet(stream: bytes, start: int, displays: list[Display | None], limits: Limits) -> Survey:
    survey, hidden, rows, drawn = Survey(limits), set[int](), set[int](), Drawings()
    for kind, body in _records(stream, start):
        if kind in VALUES:
            row, column, style = struct.unpack_from("<3H", body)
            rows.add(row)
            _survey_cell(survey, kind, body, row, column, displays[style] if style < len(displays) else None)
        elif kind in RECORDS:
            drawn.see(kind, body)
        elif kind == DIMENSIONS:
            _check_claim(body)
        elif kind == MULRK:
            row, first = struct.unpack_from("<2H", body)
            rows.add(row)
            for place in range((len(body) - 6) // 6):
                style = struct.unpack_from("<H", body, 4 + 6 * place)[0]
                _survey_cell(survey, kind, body, row, first + place, displays[style] if style < len(displays) else None)
        elif kind == ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            hidden.add(struct.unpack_from("<H", body)[0])
        elif kind == COLINFO and struct.unpack_from("<H", body, 8)[0] & 1:
            first, last = struct.unpack_from("<2H", body)
            survey.hidden_columns |= set(range(first, last + 1))
    survey.hidden_rows = len(hidden & rows)
    survey.boxes, survey.comments = drawn.words(), drawn.comments
    return survey


def _check_claim(body: bytes) -> None:
    """The library asks at once for the memory of the area that a sheet says it has; without it the process ends."""
    top, bottom, left, right = struct.unpack_from("<2I2H" if len(body) >= 12 else "<4H", body)
    if not (top <= bottom <= ROWS and left <= right <= COLUMNS):
        raise corrupt()


def _survey_cell(survey: Survey, kind: int, body: bytes, row: int, column: int, display: Display | None) -> None:
    survey.see(row, column)
    if kind == FORMULA:
        survey.formulas += 1
    if kind == BOOLERR and body[7:8] == b"\1":
        survey.errors += 1
    if display and (kind in NUMBERS or kind == MULRK):
        survey.displays[row, column] = display
