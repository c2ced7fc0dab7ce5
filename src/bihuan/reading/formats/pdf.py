"""PDF with text: reading order, paragraphs, ruled tables, and what repeats on every page apart."""

import re
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from bihuan.reading.expressions import expression
from bihuan.reading.formats.layout import COLUMN_GAP, UNSURE, GridCell, Layout
from bihuan.reading.formats.page import RawPage
from bihuan.reading.formats.pdf_columns import in_columns
from bihuan.reading.formats.pdf_fonts import stand_in
from bihuan.reading.formats.pdf_grid import Grid, fill, find_grids
from bihuan.reading.formats.pdf_lines import Line, Margins, cell_text, continues, glue, margins_of, to_lines
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
EDGE = 0.12  # share of the page's height, at the top and at the foot, where headers and page numbers stand
PAGE_NUMBER = expression(r"[-—–－·\s]*第?\s*\d{1,4}\s*页?\s*(?:[,，/]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·\s]*\Z")
EDGE_LINES = 3
SAME_COLUMN = 4.0


def read_pdf(
    data: bytes, limits: Limits, progress: Callable[[int, int], None] | None = None, ocr: bool = False
) -> Layout:
    """With `ocr`, pages that are pictures are recognised."""
    layout = Layout(limits)
    with PDFIUM:
        pages = _raw_pages(data, limits, layout, progress, ocr)
    lay_out_pages(layout, pages)
    return layout


def lay_out_pages(layout: Layout, pages: list[RawPage]) -> None:
    _Flow(layout).run([_arranged(page) for page in pages])


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


@dataclass(slots=True)
class Arranged:
    """A page as lines and tables in reading order, and what stands at its edges."""

    number: int
    top: float
    bottom: float
    blocks: list[Line | Grid]

    def edge_lines(self) -> Iterator[list[Line]]:
        """The lines near the upper edge, then those near the lower one, each from the outside inwards."""
        height = (self.bottom - self.top) * EDGE
        lines = [block for block in self.blocks if isinstance(block, Line)]
        yield [line for line in lines if line.bottom < self.top + height][:EDGE_LINES]
        yield [line for line in reversed(lines) if line.top > self.bottom - height][:EDGE_LINES]


def _arranged(page: RawPage) -> Arranged:
    grids = find_grids(page)
    loose = fill(grids, page.glyphs)
    grids = [grid for grid in grids if any(box.glyphs for box in grid.boxes)]
    blocks: list[Line | Grid] = [*in_columns(loose, to_lines(loose))]
    for grid in grids:
        at = next((at for at, block in enumerate(blocks) if block.top >= grid.top), len(blocks))
        blocks.insert(at, grid)
    return Arranged(page.number, page.top, page.bottom, blocks)


def _furniture(pages: list[Arranged]) -> set[int]:
    """Which lines, by identity, are headers, footers and page numbers.

    A header stands at the same height on at least half of the pages, digits aside; only such lines and page numbers
    may stand further out than it.
    """
    counts = Counter(key for page in pages for lines in page.edge_lines() for key in set(map(_habit, lines)))
    found = set()
    for page in pages:
        for lines in page.edge_lines():
            for line in lines:
                count = counts[_habit(line)]
                if not (PAGE_NUMBER.match(line.text) or (count > 1 and count * 2 >= len(pages))):
                    break
                found.add(id(line))
    return found


def _habit(line: Line) -> tuple[str, int]:
    return re.sub(r"[\d\s]+", "", line.text), round(line.top / 4)


@dataclass(slots=True)
class TableSoFar:
    """A table that may go on over the page break."""

    columns: list[float]
    rows: list[list[GridCell]]
    pages_at_row: dict[int, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Flow:
    """Writes the pages' blocks; page breaks and furniture wait until the open paragraph or table has ended."""

    layout: Layout
    margins: Margins = field(default_factory=lambda: margins_of([]))
    paragraph: list[Line] = field(default_factory=list)
    table: TableSoFar | None = None
    waiting: list[int | str] = field(default_factory=list)
    breaks: dict[int, list[int]] = field(default_factory=dict)

    def run(self, pages: list[Arranged]) -> None:
        furniture = _furniture(pages)
        self.margins = margins_of([block for page in pages for block in page.blocks if isinstance(block, Line)])
        for page in pages:
            self.waiting.append(page.number)
            first = True
            for block in page.blocks:
                if isinstance(block, Grid):
                    self._grid(block, first)
                elif id(block) in furniture:
                    self.waiting.append(block.text)
                    continue
                else:
                    self._line(block, first)
                first = False
        self._end()
        self._release(at_last=True)

    def _line(self, line: Line, first: bool) -> None:
        if self.paragraph and continues(self.paragraph[-1], line, line.margins or self.margins, not first):
            if first:
                self.breaks[len(self.paragraph)] = self._take_pages()
        else:
            self._end()
        self.paragraph.append(line)

    def _grid(self, grid: Grid, first: bool) -> None:
        rows = grid_rows(grid)
        if first and self.table and same_columns(self.table.columns, grid.columns):
            self._go_on(self.table, rows)
            return
        self._end()
        self.table = TableSoFar(grid.columns, rows)

    def _go_on(self, table: TableSoFar, rows: list[list[GridCell]]) -> None:
        repeated = 0
        while repeated < min(len(rows), len(table.rows)) and row_texts(rows[repeated]) == row_texts(
            table.rows[repeated]
        ):
            self.waiting.append(COLUMN_GAP.join(filter(None, row_texts(rows[repeated]))))
            repeated += 1
        rows = rows[repeated:]
        if rows and is_rest_of_row(table.rows[-1], rows[0]):
            join_rows(table.rows[-1], rows[0])
            rows = rows[1:]
        if rows:
            table.pages_at_row[len(table.rows)] = self._take_pages()
        for row in rows:
            for cell in row:
                cell.row = len(table.rows)
            table.rows.append(row)

    def _take_pages(self) -> list[int]:
        """The page breaks that wait, to be set inside what goes on; furniture waits on."""
        pages = [item for item in self.waiting if isinstance(item, int)]
        self.waiting = [item for item in self.waiting if isinstance(item, str)]
        return pages

    def _end(self) -> None:
        if self.table:
            self.layout.table([c for row in self.table.rows for c in row], pages_at_row=self.table.pages_at_row)
        before = ""
        for place, line in enumerate(self.paragraph):
            for page in self.breaks.get(place, ()):
                self.layout.begin_page(page)
            self.layout.write(glue(before, line.text) + line.text if place else line.text)
            before = line.text
        if self.paragraph:
            self.layout.write("\n")
        self.table, self.paragraph, self.breaks = None, [], {}
        self._release()

    def _release(self, at_last: bool = False) -> None:
        """Set the page breaks and furniture that wait; a header waits until the text has begun with its title."""
        waiting, self.waiting = self.waiting, []
        for item in waiting:
            if isinstance(item, int):
                self.layout.begin_page(item)
            elif self.layout.length or at_last:
                self.layout.aside(item)
            else:
                self.waiting.append(item)


def grid_rows(grid: Grid) -> list[list[GridCell]]:
    """The cells that begin in each row; none where merged cells cover it all."""
    rows: list[list[GridCell]] = [[] for _ in range(len(grid.rows) - 1)]
    for box in sorted(grid.boxes, key=lambda box: (box.row, box.column)):
        text = cell_text(box.glyphs, box.left, box.right)
        rows[box.row].append(GridCell(box.row, box.column, text, box.row_span, box.column_span))
    return rows


def row_texts(row: list[GridCell]) -> list[str]:
    return ["".join(str(cell.content).replace(UNSURE, "").split()) for cell in row]


def same_columns(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < SAME_COLUMN for a, b in zip(one, other, strict=True))


def is_rest_of_row(above: list[GridCell], row: list[GridCell]) -> bool:
    """A row cut by the page break goes on without its number, in columns that its first half has."""
    if not row or len(row) != len(above) or not above[0].content or row[0].content:
        return False
    return any(cell.content for cell in row) and all(
        up.content for up, cell in zip(above, row, strict=True) if cell.content
    )


def join_rows(above: list[GridCell], row: list[GridCell]) -> None:
    for up, cell in zip(above, row, strict=True):
        before, after = str(up.content), str(cell.content)
        up.content = before + glue(before, after) + after
