"""Which paragraphs and rows are content, so that what no entry covers can be shown (照单全收)."""

import re

from bihuan.reading.body import Part
from bihuan.reading.document import Document, is_meta
from bihuan.reading.expressions import expression
from bihuan.reading.source import Span
from bihuan.reading.structure.labels import is_closing
from bihuan.reading.vocabulary.wordings import concern_of

_SHORTEST = 14
_FORMAL = expression(r"(?:现将|现予|现就)[^。]{0,80}(?:如下|公示|通知)[:。]?$|^(?:特此|附件|注:|备注|说明:|填报|联系)")


def content(document: Document) -> tuple[Span, ...]:
    """Source ranges of the rows of tables, and of the paragraphs outside them that are no heading, meta line, signature
    or closing formula."""
    grids = document.grids
    parts = [row.part for grid in grids for row in grid.rows]
    signed = {part.start for part in document.signature.units}
    for line in document.body.lines:
        if (
            any(g.part.start <= line.start < g.part.end for g in grids)
            or line == document.title
            or line.start in signed
        ):
            continue
        if _is_content(document, line):
            parts.append(line)
    spans = sorted(
        {(s.start, s.end) for p in parts if (s := document.body.cleaned.source_span(p.start, p.end)).end > s.start}
    )
    return tuple(Span(start, end) for start, end in spans)


def _is_content(document: Document, line: Part) -> bool:
    seen = document.body.seen(line)
    if len(seen) < _SHORTEST or not re.search("[一-鿿]{4}", seen) or is_meta(seen) or is_closing(seen):
        return False
    if _FORMAL.search(seen) or concern_of(seen.strip("一二三四五六七八九十、()123456789. ")):
        return False
    return bool(re.search(r"[,。;:|]", seen))
