"""What is filled in over a PDF page: the fields of a form, its ticked boxes, and text typed onto the page. None of it belongs
to the page's own text, so it is set into its box here, as characters with their places."""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from bihuan.reading.formats.page import Glyph, RawPage

MOST = 2_000  # annotations of a page that are looked at
LARGEST, NARROWEST = 12.0, 4.0  # points; how high characters are set at most, and how wide at least
LEADING = 1.25
UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
WRITTEN = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
PASSWORD = 1 << 13
Box = tuple[float, float, float, float]
Turn = Callable[[float, float], tuple[float, float]]


def add_fields(page: pdfium.PdfPage, turn: Turn, result: RawPage) -> None:
    """Add what the fields of a page say; comments that hang on it are counted."""
    form = page.formenv.raw if page.formenv else None
    count = min(MOST, raw.FPDFPage_GetAnnotCount(page.raw))
    own = result.glyphs[:] if count > 0 else []
    for index in range(count):
        field = raw.FPDFPage_GetAnnot(page.raw, index)
        if not field:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(field)
            if kind == raw.FPDF_ANNOT_TEXT:
                result.comments += 1
            elif text := _said(form, field, kind):
                result.glyphs += _set(text, _box(field, turn), own)
        finally:
            raw.FPDFPage_CloseAnnot(field)


def _said(form: Any, field: Any, kind: int) -> str:
    if raw.FPDFAnnot_GetFlags(field) & UNSEEN:
        return ""
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(lambda buffer, size: raw.FPDFAnnot_GetStringValue(field, b"Contents", buffer, size))
    if kind != raw.FPDF_ANNOT_WIDGET or form is None:
        return ""
    sort = raw.FPDFAnnot_GetFormFieldType(form, field)
    if sort in TICKED:
        return "☑" if raw.FPDFAnnot_IsChecked(form, field) else "☐"
    if sort not in WRITTEN or raw.FPDFAnnot_GetFormFieldFlags(form, field) & PASSWORD:
        return ""
    return _string(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, field, buffer, size))


def _string(ask: Callable[[Any, int], int]) -> str:
    """A text that the library writes into a buffer, in UTF-16 with a nought behind it."""
    size = ask(None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    ask(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "ignore").replace("\r\n", "\n").replace("\r", "\n")


def _box(field: Any, turn: Turn) -> Box:
    """Left, top, right and bottom on the page as it is displayed."""
    box = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(field, ctypes.byref(box))
    (ax, ay), (bx, by) = turn(box.left, box.top), turn(box.right, box.bottom)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _set(text: str, box: Box, around: list[Glyph]) -> Iterator[Glyph]:
    """A line for each that was typed, its characters as narrow as the box makes them: a label beside a box of many lines
    would else come to stand between two of them."""
    left, top, right, bottom = box
    fits = max(1, int((right - left) / NARROWEST))
    lines = [line[at : at + fits] for line in text.strip().split("\n") for at in range(0, max(1, len(line)), fits)]
    size = max(NARROWEST, min(LARGEST, bottom - top, (bottom - top) / len(lines)))
    middle = _label(box, around) if bottom - top > size * LEADING else None
    y = (middle or (top + bottom) / 2 if len(lines) == 1 or middle else top + size / 2) - size / 2
    step = min(size * LEADING, max(size, (bottom - y) / len(lines)))
    for line in lines:
        width, spaced = min(size, (right - left) / max(1, len(line))), False
        for place, character in enumerate(line):
            if not character.isspace() and character.isprintable():
                x = left + place * width
                yield Glyph(character, x, y, x + width, y + size, spaced)
            spaced = character.isspace()
        y += step


def _label(box: Box, around: list[Glyph]) -> float | None:
    """The height at which the words left of a box stand."""
    left, top, _, bottom = box
    beside = [g for g in around if g.right <= left + g.size / 2 and top <= (g.top + g.bottom) / 2 <= bottom]
    nearest = max(beside, key=lambda glyph: glyph.right, default=None)
    return (nearest.top + nearest.bottom) / 2 if nearest else None
