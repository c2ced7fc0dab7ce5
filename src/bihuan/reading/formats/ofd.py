"""OFD, the national fixed-layout format (GB/T 33190): the text objects and ruled lines of its pages.

Only what carries words is read: text objects with their places, straight paths as rules. Pictures, signatures and
annotations are left out; a page without text is told.
"""

import posixpath
from collections.abc import Iterator
from itertools import accumulate, chain, pairwise, repeat

from lxml import etree

from bihuan.reading.formats.package import Package, attribute, child, children, corrupt, local
from bihuan.reading.formats.page import MOST_SHAPES, THIN, Glyph, Matrix, Point, RawPage, add_rule
from bihuan.reading.limits import Limits

POINTS = 72 / 25.4  # a millimetre, in which OFD measures
ASCENT = 0.88  # share of the type's size above the base line
A4 = (0.0, 0.0, 210.0, 297.0)
DEEPEST = 20
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)

Element = etree._Element


def read_ofd(package: Package, limits: Limits) -> list[RawPage]:
    """The pages of the first document in the package."""
    body = child(package.xml("OFD.xml"), "DocBody", "DocRoot")
    root = _place("OFD.xml", _text(body))
    if root not in package:
        raise corrupt()
    document = package.xml(root)
    common = child(document, "CommonData")
    templates = {
        attribute(node, "ID"): _place(root, attribute(node, "BaseLoc")) for node in children(common, "TemplatePage")
    }
    nodes = children(child(document, "Pages"), "Page")
    limits.check_pages(len(nodes))
    usual = _numbers(_text(child(common, "PageArea", "PhysicalBox")))
    pages, characters = [], 0
    for number, node in enumerate(nodes, 1):
        page = _page(package, _place(root, attribute(node, "BaseLoc")), number, usual, templates)
        characters += len(page.glyphs)
        limits.check_characters(characters)
        pages.append(page)
    return pages


def _page(package: Package, part: str, number: int, usual: list[float], templates: dict[str, str]) -> RawPage:
    if part not in package:
        raise corrupt()
    content = package.xml(part)
    own = _numbers(_text(child(content, "Area", "PhysicalBox")))
    _, top, _, height = next((box for box in (own, usual) if len(box) == 4), list(A4))
    result = RawPage(number, top * POINTS, (top + height) * POINTS)
    used = (templates.get(attribute(node, "TemplateID"), "") for node in children(content, "Template"))
    budget = [MOST_SHAPES]
    for layer in (content, *(package.xml(name) for name in used if name in package)):
        for item in _objects(child(layer, "Content"), 0):
            if local(item) == "TextObject":
                result.glyphs += _glyphs(item)
            else:
                _add_path(result, item, budget)
    if budget[0] <= 0:
        result.across.clear()
        result.down.clear()
    return result


def _objects(parent: Element | None, depth: int) -> Iterator[Element]:
    """Text and path objects in their order, also within blocks of a page."""
    for item in parent if parent is not None and depth < DEEPEST else ():
        name = local(item)
        if name in ("TextObject", "PathObject"):
            yield item
        elif name in ("Layer", "PageBlock"):
            yield from _objects(item, depth + 1)


def _glyphs(item: Element) -> Iterator[Glyph]:
    """The characters of a text object; those after the first stand where the steps between them say."""
    matrix, size = _matrix(item), (_numbers(attribute(item, "Size")) or [0.0])[0]
    x = y = 0.0
    for code in children(item, "TextCode"):
        x, y = (_numbers(attribute(code, "X")) or [x])[0], (_numbers(attribute(code, "Y")) or [y])[0]
        text = _text(code)
        across = _steps(attribute(code, "DeltaX"), len(text))
        down = _steps(attribute(code, "DeltaY"), len(text))
        spaced = False
        lefts, bases = accumulate(across, initial=x), accumulate(down, initial=y)
        for letter, left, base, step in zip(text, lefts, bases, [*across, 0.0], strict=False):
            if letter.isspace() or not letter.isprintable():
                spaced = True
                continue
            # As wide as the step to the next one, unless that leaps.
            wide = step if 0 < step <= 1.1 * size else size if ord(letter) > 0xFF else size / 2
            ax, ay = _moved(matrix, left, base - ASCENT * size)
            bx, by = _moved(matrix, left + wide, base + (1 - ASCENT) * size)
            yield Glyph(letter, min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), spaced)
            spaced = False


def _steps(written: str, most: int) -> list[float]:
    """The steps between characters; `g 4 3.5` stands for four steps of 3.5."""
    words, steps, at = written.split(), list[float](), 0
    while at < len(words) and len(steps) < most:
        if words[at] == "g" and at + 2 < len(words):
            count = int(_number(words[at + 1]))
            steps += [_number(words[at + 2])] * max(0, min(count, most - len(steps)))
            at += 3
        else:
            steps.append(_number(words[at]))
            at += 1
    return list(chain(steps, repeat(0.0, most - len(steps))))


def _add_path(result: RawPage, item: Element, budget: list[int]) -> None:
    """Straight strokes, and the middle of a filled shape so thin that it is a line."""
    budget[0] -= 1
    if budget[0] <= 0:
        return
    matrix = _matrix(item)
    for points in _subpaths(_text(child(item, "AbbreviatedData")), matrix):
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        low, high = min(y for _, y in points), max(y for _, y in points)
        if len(points) > 2 and right - left <= THIN < high - low:
            add_rule(result, ((left + right) / 2, low), ((left + right) / 2, high))
        elif len(points) > 2 and high - low <= THIN < right - left:
            add_rule(result, (left, (low + high) / 2), (right, (low + high) / 2))
        else:
            for start, end in pairwise(points):
                add_rule(result, start, end)


def _subpaths(written: str, matrix: Matrix) -> Iterator[list[Point]]:
    """Runs of straight lines: S and M begin one, L goes on, C closes; one with a curve is no rule."""
    words, points, straight, at = written.split()[:2000], list[Point](), True, 0
    while at < len(words):
        word = words[at]
        at += 1
        if word in ("M", "S"):
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        if word in ("M", "S", "L") and at + 1 < len(words):
            points.append(_moved(matrix, _number(words[at]), _number(words[at + 1])))
            at += 2
        elif word == "C" and points:
            points.append(points[0])
        elif word in ("Q", "B", "A"):
            straight = False
    if straight and len(points) > 1:
        yield points


def _matrix(item: Element) -> Matrix:
    """From the object's own measure to the page's: its transformation, then where its box begins."""
    given = _numbers(attribute(item, "CTM"))
    a, b, c, d, e, f = given if len(given) == 6 else IDENTITY
    x, y, *_ = (*_numbers(attribute(item, "Boundary")), 0.0, 0.0)
    return (a, b, c, d, e + x, f + y)


def _moved(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return ((a * x + c * y + e) * POINTS, (b * x + d * y + f) * POINTS)


def _place(part: str, location: str) -> str:
    """The name of a part that `part` points at; a leading slash counts from the package's root."""
    joined = location if location.startswith("/") else posixpath.join(posixpath.dirname(part), location)
    return posixpath.normpath(joined).lstrip("/")


def _text(node: Element | None) -> str:
    return (node.text or "") if node is not None else ""


def _numbers(written: str) -> list[float]:
    return [_number(word) for word in written.split()[:6]]


def _number(word: str) -> float:
    """A number of sane size; anything else is a broken file."""
    try:
        value = float(word)
    except ValueError as error:
        raise corrupt() from error
    if not -1e6 < value < 1e6:
        raise corrupt()
    return value
