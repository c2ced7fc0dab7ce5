"""Web pages: the main text, a block a line, with its tables; what surrounds it is kept as furniture.

No script runs, nothing is fetched, entities of the page's own are not expanded.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from bihuan.reading.expressions import expression
from bihuan.reading.formats.layout import GridCell, Layout
from bihuan.reading.formats.numbering import whole
from bihuan.reading.formats.package import corrupt, local
from bihuan.reading.formats.raised import raised
from bihuan.reading.formats.text import decode
from bihuan.reading.limits import Limits

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
ASIDE_TAGS = frozenset(("nav", "footer", "aside"))
ASIDE_NAMES = expression(
    r"(?:^|[\s_-])(?:nav|menu|foot|footer|bread|breadcrumb|crumb|crumbs|share|related|sidebar|copyright|pager|toolbar)"
    r"(?:$|[\s_\d-]|bar|box|list|nav)",
    re.IGNORECASE,
)
POINTS = expression(r"[。，、；：！？,;]")
ABOUT = expression(r"(?:发布|发文|成文|公开|印发)?(?:时间|日期)\s*[:：]|来源\s*[:：]|索引号|发文字号|文号\s*[:：]")
IMPRINT = expression(r"ICP备|公网安备|网站标识码|版权所有|技术支持|备案号|Copyright", re.IGNORECASE)
SITE_NAME = expression(r"\s*[_|]\s*|\s+[-—–]+\s+|[-—–]{2,}")
MAIN_SHARE = 0.75
LONG = 60  # a block of this many characters outside the main part is text all the same
LONG_CELL = 600  # a table whose cells are longer, on average, arranges a page
WIDEST = 100

Element = etree._Element


@dataclass(slots=True, eq=False)
class Block:
    """A run of text that stands on its own, or a table; `linked` counts its characters inside links."""

    element: Element
    text: str
    linked: int = 0
    grid: list[GridCell] = field(default_factory=list)

    @property
    def weight(self) -> int:
        """Characters of running text; link lists and bare labels have none."""
        counts = self.grid or (len(self.text) >= 10 and POINTS.search(self.text))
        return max(0, len(self.text) - 2 * self.linked) if counts else 0

    @property
    def is_links(self) -> bool:
        letters = sum(map(str.isalnum, self.text))
        return self.linked * 5 >= letters * 3 and not self.text.startswith("附件")


def read_html(data: bytes, limits: Limits) -> Layout:
    limits.check_part(len(data))
    layout = Layout(limits)
    root = _parse(_text(data, layout))
    body = next(iter(root.iter("body")), root)
    walk = _Walk(limits)
    walk.visit(body)
    walk.flush(body)
    main, title = _main(body, walk.found), _title(root)
    chosen = [_belongs(block, main, title) for block in walk.found]
    headed = any(_is_headline(block, title) for block, kept in zip(walk.found, chosen, strict=True) if kept)
    chosen = _with_neighbours(walk.found, chosen, headed)
    text = "\n".join(block.text for block, kept in zip(walk.found, chosen, strict=True) if kept)
    if title and title not in text:
        if _is_about(title, text):
            layout.headline = layout.line(title)
        else:
            layout.aside(title)
    for block, kept in zip(walk.found, chosen, strict=True):
        if block.grid and kept:
            layout.table(block.grid)
        elif kept:
            span = layout.line(block.text)
            if layout.headline is None and _is_headline(block, title):
                layout.headline = span
        else:
            layout.aside(block.text)
    return layout


def _with_neighbours(blocks: list[Block], chosen: list[bool], headed: bool) -> list[bool]:
    """The headline before the main text and the signature after it may stand outside its element: what leads up to
    it, and follows it, without any link. Nothing leads up to a text that is `headed` by its own headline."""
    chosen = list(chosen)
    places = [at for at, kept in enumerate(chosen) if kept]
    before = range(0) if headed or not places else range(places[0] - 1, -1, -1)
    for run in (before, range(places[-1] + 1, len(blocks))) if places else ():
        for at in run:
            if blocks[at].linked or _is_aside(blocks[at].element) or IMPRINT.search(blocks[at].text):
                break
            chosen[at] = True
    return chosen


def _is_about(title: str, text: str) -> bool:
    """Whether a page's title names this page, and not its site alone."""
    return any(title[at : at + 6] in text for at in range(len(title) - 5))


def _text(data: bytes, layout: Layout) -> str:
    """Decoded as the page declares if that holds, else as it looks."""
    declared = DECLARED.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(CHARSETS[declared[1].decode().lower()])
        except (UnicodeDecodeError, KeyError):
            pass
    return decode(data, layout)


def _parse(text: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise corrupt() from error
    if root is None:
        raise corrupt()
    return root


@dataclass(slots=True)
class _Walk:
    """Goes through the page once and collects its blocks in reading order."""

    limits: Limits
    found: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    as_typed: bool = False  # line ends and wide spaces count, as within <pre>

    def visit(self, node: Element, in_link: bool = False) -> None:
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


def _main(body: Element, blocks: list[Block]) -> Element:
    """The innermost element that holds nearly all running text; what is itself a run of text is none. Crumbs may stand
    beside it directly in the body."""
    weights: dict[Element, int] = {}
    runs = {block.element for block in blocks}
    for block in blocks:
        if block.weight and not _is_aside(block.element) and not IMPRINT.search(block.text[:300]):
            for node in (block.element, *block.element.iterancestors()):
                weights[node] = weights.get(node, 0) + block.weight
    main = body
    while True:
        best = max(main, key=lambda node: weights.get(node, 0), default=None)
        if best is None or best in runs or best not in weights or weights[best] < MAIN_SHARE * weights[main]:
            return main
        main = best


def _belongs(block: Block, main: Element, title: str) -> bool:
    """Whether a block is text of the page; else it is furniture."""
    if _is_aside(block.element) or IMPRINT.search(block.text[:300]):
        return False
    if block.grid:
        return not block.is_links
    if block.is_links:
        return False
    inside = block.element is main or main in block.element.iterancestors()
    return inside or _is_headline(block, title) or block.weight >= LONG or ABOUT.search(block.text[:60]) is not None


def _is_headline(block: Block, title: str) -> bool:
    return local(block.element) == "h1" or (title != "" and block.text == title)


def _is_aside(node: Element) -> bool:
    for at in (node, *node.iterancestors()):
        if local(at) in ("body", "html"):
            return False
        if local(at) in ASIDE_TAGS or ASIDE_NAMES.search(f"{at.get('id', '')} {at.get('class', '')}"):
            return True
    return False


def _title(root: Element) -> str:
    """The page's title without the name of its site."""
    node = next(iter(root.iter("title")), None)
    text = " ".join("".join(map(str, node.itertext())).split()) if node is not None else ""
    return max(SITE_NAME.split(text)[:2], key=len).strip() if text else ""
