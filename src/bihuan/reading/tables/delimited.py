"""Tables pasted into plain text with a mark between their cells: commas, semicolons, tabs, and quotes around a cell that
holds the mark or a line end. The text stays as it is; what is told is where the cells stand in it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bihuan.reading.body import Body, Part
from bihuan.reading.cleaning import Cleaned
from bihuan.reading.cleaning.cleaned import fold
from bihuan.reading.profile import Profile
from bihuan.reading.source import Cell, Source, Table
from bihuan.reading.structure.meanings import column_field

_MARKS = (",", "，", ";", "；", "\t")
_FEWEST_HEADS = _FEWEST_ROWS = 3
_LONGEST_HEAD = 16
_LONGEST_QUOTED = 2000  # characters behind which a quote that does not end opened no cell


def with_tables(source: Source, profile: Profile) -> Source:
    """The source with the tables that stand in a plain text."""
    if source.media != "text/plain" or source.tables:
        return source
    found: list[Table] = []
    end = 0
    for line in re.finditer(r"[^\n]+", source.text):
        mark = _mark_of_heads(line[0], profile) if line.start() >= end else ""
        if mark and (table := _table(source.text, line.start(), mark)):
            found.append(table)
            end = table.end
    return replace(source, tables=tuple(found)) if found else source


def _mark_of_heads(line: str, profile: Profile) -> str:
    """The mark that parts a line into heads of columns, most of them known; empty for other lines."""
    for mark in _MARKS:
        heads = [head.strip(' "　\ufeff') for head in line.rstrip(mark).split(mark)]
        if (
            len(heads) >= _FEWEST_HEADS
            and len(set(heads)) == len(heads)
            and all(0 < len(h) <= _LONGEST_HEAD for h in heads)
        ):
            body = Body(Cleaned.of(fold(" ".join(heads))), profile)
            known = sum(bool(column_field(body, fold(head))) for head in heads)
            if known >= _FEWEST_HEADS and known * 3 >= len(heads) * 2:
                return mark
    return ""


def _table(text: str, start: int, mark: str) -> Table | None:
    """The records from `start` on that have as many cells as the first; the last of a text that was cut may have fewer."""
    rows: list[list[Part]] = []
    for cells, end in _records(text, start, mark):
        while rows and len(cells) > len(rows[0]) and cells[-1].start == cells[-1].end:
            cells.pop()
        if rows and len(cells) != len(rows[0]) and not (1 < len(cells) < len(rows[0]) and not text[end:].strip()):
            break
        rows.append(cells)
    if len(rows) < _FEWEST_ROWS:
        return None
    cells_of = [
        Cell(row, column, at.start, at.end)
        for row, parts in enumerate(rows)
        for column, at in enumerate(parts)
        if at.end > at.start
    ]
    return Table(rows[0][0].start, max(cell.end for cell in cells_of), len(rows), len(rows[0]), tuple(cells_of))


def _records(text: str, at: int, mark: str) -> Iterator[tuple[list[Part], int]]:
    """The cells of each line, and where it ends; a cell in quotes may hold line ends. A blank line ends them."""
    cells: list[Part] = []
    while at < len(text):
        opened = at + len(text[at : at + 8]) - len(text[at : at + 8].lstrip(" "))
        closed = _closing(text, opened, mark) if text.startswith('"', opened) else 0
        stop = min(_place(text, mark, max(at, closed)), _place(text, "\n", max(at, closed)))
        cells.append(_trimmed(text, opened + 1, closed) if closed else _trimmed(text, at, stop))
        if text.startswith(mark, stop) and stop + 1 < len(text):
            at = stop + 1
            continue
        if all(cell.start == cell.end for cell in cells):
            return
        yield cells, stop
        cells, at = [], stop + 1


def _closing(text: str, opened: int, mark: str) -> int:
    """Where the quote ends that opens a cell; 0 where none does right before a mark or a line end."""
    end = re.compile(f'"(?= *(?:{re.escape(mark)}|\n|\\Z))').search(text, opened + 1, opened + _LONGEST_QUOTED)
    return end.start() if end else 0


def _place(text: str, wanted: str, at: int) -> int:
    found = text.find(wanted, at)
    return found if found >= 0 else len(text)


def _trimmed(text: str, start: int, end: int) -> Part:
    while start < end and text[start] in " 　\n":
        start += 1
    while end > start and text[end - 1] in " 　\n":
        end -= 1
    return Part(start, end)
