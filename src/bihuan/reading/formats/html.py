"""Web pages: the main text, a block a line, with its tables; what surrounds it is kept as furniture.

No script runs, nothing is fetched, entities of the page's own are not expanded.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from bihuan.reading.expressions import expression
from bihuan.reading.formats.html_main import Block, Element, is_about, is_headline, main_text, title_of
from bihuan.reading.formats.layout import GridCell, Layout
from bihuan.reading.formats.numbering import whole
from bihuan.reading.formats.package import corrupt, local
from bihuan.reading.formats.raised import raised
from bihuan.reading.formats.text import decode
from bihuan.reading.limits import Limits
from bihuan.reading.source import UnreadableError

DECLARED = expression(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
UNREAD = "script style noscript template iframe object embed svg math head select option button input textarea"
UNREAD += " del rt rp noframes"  # taken back, told how to say it, for browsers of another age
WITHIN_A_LINE = (
    "a abbr b bdi bdo big cite code dfn em font i ins kbd label mark q ruby s samp small span strike strong sub sup"
    " time tt u var wbr rb"
)
SILENT, INLINE = frozenset(UNREAD.split()), frozenset(WITHIN_A_LINE.split())
LINE_BREAK, WIDE = "\0", "\1"
# What pages that hold Chinese are written in. Others take any bytes, and are declared by programs that know no better.
CHARSETS = {name: name for name in ("utf-8", "utf8", "gb18030", "big5", "big5-hkscs", "hz-gb-2312")}
CHARSETS |= {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030"}
HIDDEN = expression(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
DEEPEST = 300  # elements within each other; pages that never close their tags reach some hundred
LONG_CELL = 600  # a table whose cells are longer, on average, arranges a page
WIDEST = 100


def read_html(data: bytes, limits: Limits) -> Layout:
    limits.check_part(len(data))
    layout = Layout(limits)
    root, complete = _parse(_text(data, layout))
    body = next(iter(root.iter("body")), root)
    walk = _Walk(limits)
    walk.visit(body)
    walk.flush(body)
    if walk.cut or not complete:
        layout.note("网页的标签一层套一层，套得太深的部分没有读入；请在浏览器里打开，复制正文后上传。")
    title = title_of(root)
    chosen = main_text(body, walk.found, title)
    if not any(chosen) and (not walk.found or next(root.iter("frame", "iframe"), None) is not None):
        raise UnreadableError(
            "网页里没有正文，正文可能在框架里的另一个网页里，或者要由脚本显示。",
            "请在浏览器里打开，复制正文存成 txt 或 docx，或者打印成 PDF 后上传。",
        )
    text = "\n".join(block.text for block, kept in zip(walk.found, chosen, strict=True) if kept)
    if title and title not in text:
        if is_about(title, text):
            layout.headline = layout.line(title)
        else:
            layout.aside(title)
    for block, kept in zip(walk.found, chosen, strict=True):
        if block.grid and kept:
            layout.table(block.grid)
        elif kept:
            span = layout.line(block.text)
            if layout.headline is None and is_headline(block, title):
                layout.headline = span
        else:
            layout.aside(block.text)
    return layout


def _text(data: bytes, layout: Layout) -> str:
    """Decoded as the page declares if that holds, else as it looks."""
    declared = DECLARED.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(CHARSETS[declared[1].decode().lower()])
        except (UnicodeDecodeError, KeyError):
            pass
    return decode(data, layout)


def _parse(text: str) -> tuple[Element, bool]:
    """The page, and whether the parser took all of it: it stops at some thousand elements within each other."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise corrupt() from error
    if root is None:
        raise corrupt()
    return root, not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


@dataclass(slots=True)
class _Walk:
    """Goes through the page once and collects its blocks in reading order."""

    limits: Limits
    found: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    depth: int = 0
    cut: bool = False  # something stood deeper than is looked
    as_typed: bool = False  # line ends and wide spaces count, as within <pre>

    def visit(self, node: Element, in_link: bool = False) -> None:
        self.depth += 1
        if self.depth <= DEEPEST:
            self._visit(node, in_link)
        else:
            self.cut = True
        self.depth -= 1

    def _visit(self, node: Element, in_link: bool) -> None:
        self._add(node.text, in_link)
        number = whole(node.get("start", ""), 1) - 1
        for inner in node:
            tag = local(inner).lower()
            if tag == "li":
                number = whole(inner.get("value", ""), number + 1)
            if tag == "br":
                self.pieces.append(LINE_BREAK)
            elif tag == "sup" and not len(inner):
                self.pieces.append(raised(inner.text or "", "".join(self.pieces[-1:])))
            elif tag in INLINE:
                if not _is_hidden(inner):
                    self.visit(inner, in_link or tag == "a")
            elif tag and tag not in SILENT and not _is_hidden(inner):
                self._block(inner, node, tag, number, in_link)
            self._add(inner.tail, in_link)

    def _block(self, node: Element, parent: Element, tag: str, number: int, in_link: bool) -> None:
        self.flush(parent)
        if tag == "table" and (grid := self._grid(node)):
            if (caption := next((inner for inner in node if local(inner) == "caption"), None)) is not None:
                self.visit(caption, in_link)
                self.flush(caption)
            text = "\n".join(str(cell.content) for cell in grid if cell.content)
            self.found.append(Block(node, text, self._take_links(), grid))
            return
        if tag == "li" and local(parent) == "ol":
            self.pieces.append(f"{number}.")
        outer, self.as_typed = self.as_typed, self.as_typed or tag == "pre"
        self.visit(node, in_link)
        self.flush(node)
        self.as_typed = outer

    def _add(self, text: str | None, in_link: bool) -> None:
        if text:
            plain = text.replace(LINE_BREAK, "").replace(WIDE, "")
            if self.as_typed:
                plain = re.sub(" {2,}", WIDE, plain.replace("\r\n", "\n").replace("\n", LINE_BREAK))
            self.pieces.append(plain)
            if in_link:
                self.linked += len(text.strip())

    def flush(self, node: Element) -> None:
        text, linked = self._take_text(), self._take_links()
        if text:
            self.found.append(Block(node, text, linked))

    def _take_text(self) -> str:
        text, self.pieces = "".join(self.pieces), []
        text = re.sub(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]+[ \t\r\n]*(?=[\u2e80-\uffef])", "", text)
        text = re.sub(r"[ \t\r\n\f\xa0]+", " ", text)
        lines = (part.strip(" " + WIDE).replace(WIDE, "  ") for part in text.split(LINE_BREAK))
        return "\n".join(line for line in lines if line)

    def _take_links(self) -> int:
        linked, self.linked = self.linked, 0
        return linked

    def _grid(self, table: Element) -> list[GridCell]:
        """The cells of a table of values; nothing for one that only arranges the page."""
        rows = [row for row in table.iter("tr") if _table_of(row) is table]
        cells = [[cell for cell in row if local(cell) in ("td", "th")] for row in rows]
        count = sum(map(len, cells))
        self.limits.check_cells(count)
        nested = next((inner for inner in table.iter("table") if inner is not table), None)
        if len(rows) < 2 or max(map(len, cells)) < 2 or nested is not None:
            return []
        kept, links = self.pieces, self.linked
        self.pieces = []
        grid = self._fill(cells)
        self.pieces = kept
        if sum(len(str(cell.content)) for cell in grid) > LONG_CELL * len(grid):
            self.linked = links
            return []
        return grid

    def _fill(self, rows: list[list[Element]]) -> list[GridCell]:
        grid: list[GridCell] = []
        until: dict[int, int] = {}
        for row, nodes in enumerate(rows):
            column = 0
            for node in nodes:
                while until.get(column, 0) > row:
                    column += 1
                wide = max(1, min(whole(node.get("colspan", ""), 1), WIDEST))
                high = max(1, min(whole(node.get("rowspan", ""), 1), len(rows) - row))
                grid.append(GridCell(row, column, self._cell(node), high, wide))
                until |= dict.fromkeys(range(column, column + wide), row + high)
                column += wide
        return grid

    def _cell(self, node: Element) -> str:
        """The text of a cell; its blocks stand on lines of their own."""
        outer, self.found = self.found, []
        self.visit(node)
        linked = self.linked
        self.flush(node)
        linked += sum(block.linked for block in self.found if block.linked != linked)
        text = "\n".join(block.text for block in self.found)
        self.found, self.linked = outer, linked
        return text


def _table_of(row: Element) -> Element | None:
    return next(iter(row.iterancestors("table")), None)


def _is_hidden(node: Element) -> bool:
    return "hidden" in node.attrib or HIDDEN.search(node.get("style", "")) is not None
