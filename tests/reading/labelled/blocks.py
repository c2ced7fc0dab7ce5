"""What a document consists of before a renderer makes a file of it, and the small notation in which bodies are written.

In a body each line is a paragraph; `# ` starts a title, `>> ` a line of the signature, `| a | b |` a row of a table, where `^`
joins a cell with the one above and `<` with the one to its left; `\\n` in a cell breaks its line. `==` starts a new page, or
the sheet named after it. `**` stands around a bold head of a paragraph.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

Cell = str | int | float | date


@dataclass(frozen=True)
class Text:
    """The first `bold` characters are bold. A break's text is the name of the sheet that it starts."""

    text: str
    look: str = "body"  # title | body | sign | break
    bold: int = 0


@dataclass(frozen=True)
class Grid:
    """`head` rows head every page; `widths` are shares of it; `spans` are (row, column, height, width) of joined cells."""

    rows: tuple[tuple[Cell, ...], ...]
    spans: tuple[tuple[int, int, int, int], ...] = ()
    widths: tuple[float, ...] = ()
    head: int = 1

    def columns(self) -> int:
        return max(len(row) for row in self.rows)


Block = Text | Grid


def grid(rows: Iterable[Iterable[Cell]], widths: Iterable[float] = (), head: int = 1) -> Grid:
    """A table from rows in which `^` and `<` mark what joined cells cover."""
    table = [list(row) for row in rows]
    spans = tuple(_spans(table))
    plain = tuple(tuple("" if cell in ("^", "<") else cell for cell in row) for row in table)
    return Grid(plain, spans, tuple(widths), head)


def _spans(table: list[list[Cell]]) -> Iterator[tuple[int, int, int, int]]:
    for r, row in enumerate(table):
        for c, cell in enumerate(row):
            if cell in ("^", "<"):
                continue
            width = 1
            while c + width < len(row) and row[c + width] == "<":
                width += 1
            height = 1
            while r + height < len(table) and table[r + height][c : c + 1] == ["^"]:
                height += 1
            if (height, width) != (1, 1):
                yield r, c, height, width


def parse(body: str) -> list[Block]:
    blocks: list[Block] = []
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    for tabular, group in groupby(lines, lambda line: line.startswith("|")):
        if tabular:
            blocks.append(grid([cell.strip().replace("\\n", "\n") for cell in line[1:-1].split("|")] for line in group))
        else:
            blocks.extend(_text(line) for line in group)
    return blocks


def _text(line: str) -> Text:
    for mark, look in (("# ", "title"), (">> ", "sign"), ("==", "break")):
        if line.startswith(mark):
            return Text(line.removeprefix(mark).strip(), look)
    head, _, rest = line.removeprefix("**").partition("**") if line.startswith("**") else ("", "", line)
    return Text(head + rest, bold=len(head))
