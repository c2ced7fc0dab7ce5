"""Blocks as plain text, and as a web page with what stands around its text on an office's site."""

import csv
import io
from html import escape

from tests.reading.labelled.blocks import Block, Grid, Text


def text(blocks: list[Block], cells: str = " | ") -> str:
    """A row is a line, its cells apart by `cells`; with a line break there, each cell is a line."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Text):
            lines.append(("" if block.look == "title" else "　　" if block.look == "body" else "") + block.text)
        else:
            lines += [cells.join(str(cell).replace("\n", " ") for cell in row if cell != "") for row in block.rows]
    return "\n".join(lines) + "\n"


def comma_separated(blocks: list[Block]) -> str:
    """Rows as a spreadsheet exports them: a text is a row of one cell."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    for block in blocks:
        writer.writerows(block.rows if isinstance(block, Grid) else [[block.text]])
    return stream.getvalue()


def page(blocks: list[Block], *, before: str, after: str, main: str = '<div class="article">{}</div>') -> bytes:
    """An HTML page; `before` and `after` are the site's own parts, `main` the element that holds the text."""
    title = escape(blocks[0].text) if isinstance(blocks[0], Text) else ""
    body = "\n".join(_element(block) for block in blocks)
    head = f'<head><meta charset="utf-8"><title>{title}</title><style>.nav{{color:#333}}</style></head>'
    return f"<!DOCTYPE html><html>{head}<body>{before}{main.format(body)}{after}</body></html>".encode()


def _element(block: Block) -> str:
    if isinstance(block, Text):
        tag = "h1" if block.look == "title" else "p"
        bold = f"<strong>{escape(block.text[: block.bold])}</strong>" if block.bold else ""
        return f"<{tag}>{bold}{escape(block.text[block.bold :])}</{tag}>" if block.text else ""
    return f"<table>{''.join(_row(block, r) for r in range(len(block.rows)))}</table>"


def _row(block: Grid, r: int) -> str:
    joined = {(row, column): (height, width) for row, column, height, width in block.spans}
    covered = {
        (row + down, column + right)
        for row, column, height, width in block.spans
        for down in range(height)
        for right in range(width)
        if (down, right) != (0, 0)
    }
    cells = []
    for c, value in enumerate(block.rows[r]):
        if (r, c) not in covered:
            height, width = joined.get((r, c), (1, 1))
            cells.append(f'<td rowspan="{height}" colspan="{width}">{escape(str(value))}</td>')
    return f"<tr>{''.join(cells)}</tr>"
