"""Which blocks of a web page are its text: navigation, widgets, link lists and footers are none."""

import re
from dataclasses import dataclass, field

from lxml import etree

from bihuan.reading.expressions import expression
from bihuan.reading.formats.layout import GridCell
from bihuan.reading.formats.package import local

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


def main_text(body: Element, blocks: list[Block], title: str) -> list[bool]:
    """Of each block whether it is text of the page; else it is furniture."""
    main = _main(body, blocks)
    chosen = [_belongs(block, main, title) for block in blocks]
    headed = any(is_headline(block, title) for block, kept in zip(blocks, chosen, strict=True) if kept)
    return _with_neighbours(blocks, chosen, headed)


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


def is_about(title: str, text: str) -> bool:
    """Whether a page's title names this page, and not its site alone."""
    return any(title[at : at + 6] in text for at in range(len(title) - 5))


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
    if _is_aside(block.element) or IMPRINT.search(block.text[:300]):
        return False
    if block.grid:
        return not block.is_links
    if block.is_links:
        return False
    inside = block.element is main or main in block.element.iterancestors()
    return inside or is_headline(block, title) or block.weight >= LONG or ABOUT.search(block.text[:60]) is not None


def is_headline(block: Block, title: str) -> bool:
    return local(block.element) == "h1" or (title != "" and block.text == title)


def _is_aside(node: Element) -> bool:
    for at in (node, *node.iterancestors()):
        if local(at) in ("body", "html"):
            return False
        if local(at) in ASIDE_TAGS or ASIDE_NAMES.search(f"{at.get('id', '')} {at.get('class', '')}"):
            return True
    return False


def title_of(root: Element) -> str:
    """The page's title without the name of its site."""
    node = next(iter(root.iter("title")), None)
    text = " ".join("".join(map(str, node.itertext())).split()) if node is not None else ""
    return max(SITE_NAME.split(text)[:2], key=len).strip() if text else ""
