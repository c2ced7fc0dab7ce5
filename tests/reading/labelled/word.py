"""Blocks as a Word document."""

import io
from functools import cache

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK

from tests.reading.labelled.blocks import Block, Grid, Text

USED = {"Normal", "Table Grid", "Header", "Footer", "Default Paragraph Font", "Normal Table", "No List"}
UNUSED = ("/theme", "/webSettings", "/fontTable", "/customXml", "/stylesWithEffects", "/thumbnail")
ALIGN = {"title": WD_ALIGN_PARAGRAPH.CENTER, "sign": WD_ALIGN_PARAGRAPH.RIGHT}


def render(blocks: list[Block], header: str = "", footer: str = "") -> bytes:
    document = docx.Document(io.BytesIO(_template()))
    document.sections[0].header.paragraphs[0].text = header
    document.sections[0].footer.paragraphs[0].text = footer
    for block in blocks:
        if isinstance(block, Grid):
            _table(document, block)
        elif block.look == "break":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        else:
            _paragraph(document, block)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@cache
def _template() -> bytes:
    """The library's own without what no document here uses: three quarters of making one went there."""
    document = docx.Document()
    for style in list(document.styles):
        if style.name not in USED:
            document.styles.element.remove(style.element)
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(UNUSED)]:
            del rels[key]
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _paragraph(document: docx.document.Document, block: Text) -> None:
    paragraph = document.add_paragraph()
    if block.bold:
        paragraph.add_run(block.text[: block.bold]).bold = True
    paragraph.add_run(block.text[block.bold :])
    if block.look in ALIGN:
        paragraph.alignment = ALIGN[block.look]


def _table(document: docx.document.Document, block: Grid) -> None:
    table = document.add_table(len(block.rows), block.columns(), style="Table Grid")
    places = [row.cells for row in table.rows]  # asked for once: the library looks through the whole table each time
    for row_places, values in zip(places, block.rows, strict=True):
        for place, value in zip(row_places, values, strict=False):
            if value != "":
                place.text = str(value)
    for row, column, height, width in block.spans:
        last = places[row + height - 1][column + width - 1]
        merged = places[row][column].merge(last)
        merged.text = str(block.rows[row][column])
