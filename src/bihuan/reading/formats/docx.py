"""Word documents (docx): paragraphs with their list numbers, tables, text boxes, footnotes; headers and footers apart.

Tracked changes are read as accepted. Comments and hidden text are left out and noted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from bihuan.reading.formats.docx_drawn import ringed, symbol
from bihuan.reading.formats.docx_styles import Style, read_styles, styled
from bihuan.reading.formats.layout import GridCell, Layout
from bihuan.reading.formats.numbering import LEVELS, Numbering, read_numbering, whole
from bihuan.reading.formats.package import Package, attribute, child, corrupt, local, related
from bihuan.reading.formats.raised import raised
from bihuan.reading.limits import Limits
from bihuan.reading.source import UnreadableError

TEXT_BOX = "txbxContent"
DROPPED = frozenset(("del", "moveFrom", "pPr", "rPr", "sdtPr", "delText", "Fallback", "rt"))
WIDEST = 100  # columns one cell may claim; Word itself stops at 63
DEEPEST = 20  # tables within tables
SOFT_HYPHEN = "\xad"
NUMBER_ENDS = "、，。．：）】〕 )"

Element = etree._Element


def read_docx(package: Package, main: str, limits: Limits) -> Layout:
    """`main` is the name of the part that holds the body, `word/document.xml` as a rule."""
    body = child(package.xml(main), "body")
    if body is None:
        raise corrupt()
    parts = list(related(package, main).values())
    reader = _Reader(limits, read_styles(_part(package, parts, "styles.xml")), _numbering(package, parts))
    layout = Layout(limits)
    reader.blocks(body, layout)
    if any(True for _ in body.iter("{*}altChunk", "{*}subDoc")):
        reader.seen.add("embedded")
        if not layout.text().strip():
            raise UnreadableError(
                "文件的正文是嵌在里面的另一份文件，读不到。", "请用 Word 或 WPS 打开，另存为 docx 后重新上传。"
            )
    _footnotes(package, parts, reader, layout)
    _margins(package, parts, reader, layout)
    _notes(package, parts, reader, layout)
    return layout


def _part(package: Package, parts: list[str], ending: str) -> Element | None:
    name = next((name for name in parts if name.endswith(ending) and name in package), None)
    return package.xml(name) if name else None


@dataclass(slots=True)
class _Reader:
    limits: Limits
    styles: dict[str, Style]
    numbering: Numbering
    seen: set[str] = field(default_factory=set)
    depth: int = 0
    instruction: str = ""  # of the field that is being read

    def blocks(self, parent: Element, layout: Layout, in_cell: bool = False) -> None:
        """Paragraphs and tables under `parent`, in reading order."""
        pending = ""
        for block in _block_elements(parent):
            if local(block) == "tbl":
                if pending.strip():
                    layout.line(pending)
                pending = ""
                self.table(block, layout)
                continue
            boxes: list[Element] = []
            if _mark_gone(block):
                pending += self._words(block, boxes)
            else:
                text = self.paragraph(block, in_cell, pending, boxes)
                pending = ""
                if text.strip():
                    self._write(block, text, layout)
            for box in boxes:
                self.blocks(box, layout)
        if pending.strip():
            layout.line(pending)

    def _write(self, block: Element, text: str, layout: Layout) -> None:
        if styled(self.styles, block).name.lower().startswith(("toc ", "目录")):
            layout.aside(text)
        else:
            layout.line(text.rstrip())

    def _words(self, node: Element, boxes: list[Element]) -> str:
        pieces: list[str] = []
        self._inline(node, pieces, boxes)
        return "".join(pieces)

    def paragraph(self, node: Element, in_cell: bool, before: str, boxes: list[Element]) -> str:
        """The text with its list number, behind the words `before` of paragraphs that run on into this one; the text
        boxes anchored in it are added to `boxes`."""
        text = before + self._words(node, boxes)
        label = self._label(node)
        if not label or not (text.strip() or in_cell):
            return text
        gap = " " if label[-1] not in NUMBER_ENDS and text[:1].isalnum() and text[:1].isascii() else ""
        if label[-1] not in NUMBER_ENDS + ".．" and text.strip():
            gap = " "
        return label + gap + text.lstrip()

    def _inline(self, node: Element, pieces: list[str], boxes: list[Element]) -> None:
        for inner in node:
            name = local(inner)
            if name == TEXT_BOX:
                boxes.append(inner)
            elif name == "t":
                pieces.append((inner.text or "").replace(SOFT_HYPHEN, ""))
            elif name == "sym":
                pieces.append(self._symbol(inner))
            elif name in DROPPED:
                if name in ("del", "moveFrom"):
                    self.seen.add("changes")
            elif name == "r" and _on(child(inner, "rPr", "vanish")):
                self.seen.add("hidden")
            elif name == "instrText":
                self.instruction += inner.text or ""
            elif name == "fldChar":
                pieces.append(self._field(attribute(inner, "fldCharType")))
            elif _is_raised(inner):
                pieces.append(raised(self._words(inner, boxes), "".join(pieces[-2:])))
            elif name == "sdt" and _is_prompt(inner):
                continue
            elif name in CHARACTERS:
                pieces.append(CHARACTERS[name])
            else:
                if name in ("ins", "moveTo"):
                    self.seen.add("changes")
                if name == "r" and any(_on(child(inner, "rPr", struck)) for struck in ("strike", "dstrike")):
                    self.seen.add("struck")
                self._inline(inner, pieces, boxes)

    def _field(self, kind: str) -> str:
        shown = ringed(self.instruction) if kind != "begin" else ""
        self.instruction = ""
        return shown

    def _symbol(self, node: Element) -> str:
        character = symbol(attribute(node, "font"), attribute(node, "char"))
        if not character:
            self.seen.add("symbols")
        return character

    def _label(self, node: Element) -> str:
        properties = child(node, "pPr", "numPr")
        style = styled(self.styles, node)
        number, level = style.number or ("", 0)
        if properties is not None:
            number = attribute(child(properties, "numId"), "val", number)
            level = whole(attribute(child(properties, "ilvl"), "val"), level)
        if not number or number == "0":
            return ""
        return self.numbering.label(number, min(level, LEVELS - 1))

    def table(self, node: Element, layout: Layout) -> None:
        if self.depth >= DEEPEST:
            raise corrupt()
        self.depth += 1
        grid: list[GridCell] = []
        open_above: dict[int, GridCell] = {}
        row = 0
        for line in _elements(node, "tr"):
            if child(line, "trPr", "del") is not None:
                self.seen.add("changes")
                continue
            self._table_row(line, row, grid, open_above)
            self.limits.check_cells(len(grid))
            row += 1
        self.depth -= 1
        layout.table(grid)

    def _table_row(self, line: Element, row: int, grid: list[GridCell], open_above: dict[int, GridCell]) -> None:
        column = min(whole(attribute(child(line, "trPr", "gridBefore"), "val"), 0), WIDEST)
        for node in _elements(line, "tc"):
            span = max(1, min(whole(attribute(child(node, "tcPr", "gridSpan"), "val"), 1), WIDEST))
            merge = child(node, "tcPr", "vMerge")
            continues = merge is not None and attribute(merge, "val", "continue") != "restart"
            above = open_above.get(column)
            if continues and above is not None:
                above.row_span = row - above.row + 1
            else:
                cell = GridCell(row, column, self._cell(node), 1, span)
                grid.append(cell)
                open_above.pop(column, None)
                if merge is not None:
                    open_above[column] = cell
            column += span

    def _cell(self, node: Element) -> str | Layout:
        content = Layout(self.limits)
        self.blocks(node, content, in_cell=True)
        return content if content.tables else content.text().strip()


CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def _is_raised(node: Element) -> bool:
    """A run above the line, or the exponent of a formula."""
    return local(node) == "sup" or (
        local(node) == "r" and attribute(child(node, "rPr", "vertAlign"), "val") == "superscript"
    )


def _is_prompt(control: Element) -> bool:
    """Whether a content control shows what to fill in, and nobody has."""
    return _on(child(control, "sdtPr", "showingPlcHdr"))


def _elements(node: Element, name: str) -> Iterator[Element]:
    """Rows or cells, also inside content controls and tracked insertions."""
    for inner in node:
        if local(inner) == name:
            yield inner
        elif local(inner) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _elements(inner, name)


def _block_elements(node: Element) -> Iterator[Element]:
    for inner in node:
        name = local(inner)
        if name in ("p", "tbl"):
            yield inner
        elif name == "sdt" and _is_prompt(inner):
            continue
        elif name not in DROPPED and name not in ("tcPr", "sectPr", "tblPr"):
            yield from _block_elements(inner)


def _mark_gone(node: Element) -> bool:
    """The end of the paragraph was deleted, or moved away, under tracking: it runs on into the next one, whose number
    it then bears."""
    return any(child(node, "pPr", "rPr", name) is not None for name in ("del", "moveFrom"))


def _on(node: Element | None) -> bool:
    return node is not None and attribute(node, "val", "1") not in ("0", "false", "off")


def _numbering(package: Package, parts: list[str]) -> Numbering:
    root = _part(package, parts, "numbering.xml")
    return read_numbering(root) if root is not None else Numbering()


def _footnotes(package: Package, parts: list[str], reader: _Reader, layout: Layout) -> None:
    """At the end of the text, in their order; separators, which carry no words, vanish by themselves."""
    for ending in ("footnotes.xml", "endnotes.xml"):
        root = _part(package, parts, ending)
        for note in root if root is not None else ():
            reader.blocks(note, layout)


def _margins(package: Package, parts: list[str], reader: _Reader, layout: Layout) -> None:
    """Headers and footers once each, as furniture after everything else."""
    lines = []
    for name in parts:
        base = name.rpartition("/")[2]
        if base.startswith(("header", "footer")) and name in package:
            margin = Layout(reader.limits)
            reader.blocks(package.xml(name), margin)
            lines += [line for line in margin.text().splitlines() if line.strip()]
    for line in dict.fromkeys(lines):
        layout.aside(line)


def _notes(package: Package, parts: list[str], reader: _Reader, layout: Layout) -> None:
    if "changes" in reader.seen:
        layout.note("文件带有修订痕迹，按接受全部修订读取。")
    if "hidden" in reader.seen:
        layout.note("文件有隐藏文字，没有读入。")
    if "struck" in reader.seen:
        layout.note("文件有加了删除线的文字，已照常读入，请核对。")
    if "embedded" in reader.seen:
        layout.note("文件里嵌有另一份文件，那一部分没有读入；请用 Word 或 WPS 打开，另存为 docx 后重新上传。")
    if "symbols" in reader.seen:
        layout.note("文件有符号字体的字符，认不出的没有读入。")
    comments = _part(package, parts, "comments.xml")
    if comments is not None and len(comments):
        layout.note("文件有 %(count)s 条批注，没有读入。", count=len(comments))
