"""Styles of Word: their names, and the list numbers that they give the paragraphs written in them."""

from dataclasses import dataclass

from lxml import etree

from bihuan.reading.formats.numbering import LEVELS, whole
from bihuan.reading.formats.package import attribute, child, children

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Style:
    name: str = ""
    parent: str = ""
    number: tuple[str, int] | None = None


def read_styles(root: Element | None) -> dict[str, Style]:
    """By their ids, from `styles.xml`."""
    styles = {}
    for node in children(root, "style"):
        properties = child(node, "pPr", "numPr")
        number = attribute(child(properties, "numId"), "val")
        level = whole(attribute(child(properties, "ilvl"), "val"), 0)
        styles[attribute(node, "styleId")] = Style(
            attribute(child(node, "name"), "val"),
            attribute(child(node, "basedOn"), "val"),
            (number, level) if number else None,
        )
    return styles


def styled(styles: dict[str, Style], node: Element) -> Style:
    """The style of a paragraph, its number taken from the style it is based on where it has none."""
    own = styles.get(attribute(child(node, "pPr", "pStyle"), "val"), Style())
    at, steps = own, 0
    while at.number is None and at.parent in styles and steps < LEVELS:
        at, steps = styles[at.parent], steps + 1
    return Style(own.name, own.parent, at.number)
