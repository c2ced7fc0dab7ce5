"""What lies over the cells of a sheet (xlsx): text boxes and shapes with words in them, and comments, which are counted."""

from collections.abc import Iterator

from lxml import etree

from bihuan.reading.formats.numbering import whole
from bihuan.reading.formats.package import Package, child, children, local, related

Box = tuple[int, str]
"""The row from 0 at which a text box begins, and its words, a paragraph a line."""


def over_cells(package: Package, sheet: str) -> tuple[list[Box], int]:
    """The boxes over the sheet whose part is named `sheet`, from its top, and how many comments it has."""
    boxes: list[Box] = []
    comments = 0
    for part in related(package, sheet).values():
        base = part.rpartition("/")[2]
        if part not in package or not base.endswith(".xml"):
            continue
        if base.startswith("drawing"):
            boxes += _boxes(package.xml(part))
        elif base.startswith("comments"):
            comments += len(children(child(package.xml(part), "commentList"), "comment"))
    return sorted(boxes, key=lambda box: box[0]), comments


def _boxes(drawing: etree._Element) -> Iterator[Box]:
    for anchor in drawing:
        row = child(anchor, "from", "row")
        at = whole((row.text or "") if row is not None else "", 0)
        for words in anchor.iter("{*}txBody"):
            # A newer shape stands twice: as it is, and as older programs may show it.
            if any(local(above) == "Fallback" for above in words.iterancestors()):
                continue
            lines = ["".join(run.text or "" for run in line.iter("{*}t")) for line in children(words, "p")]
            if text := "\n".join(line for line in lines if line.strip()):
                yield at, text
