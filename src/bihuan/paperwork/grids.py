"""Workbooks in: where the header stands, and how its cells are called."""

from collections.abc import Sequence

from bihuan.reading.grids import Grid

HEADER_SEARCH = 30


def header_row_of(grid: Grid, known: Sequence[str]) -> int:
    """The likeliest header: among the first rows the one with most cells that a field goes by, then with most cells."""

    def likeness(at: int) -> tuple[int, int, int]:
        texts = [str(cell) for cell in grid.rows[at] if cell != ""]
        return sum(label(text) in known for text in texts), len(set(texts)), -at

    return max(range(min(HEADER_SEARCH, len(grid.rows))), key=likeness, default=0)


def label(text: str) -> str:
    """A header without what varies: spaces, line breaks, brackets with units."""
    bare = "".join(text.split()).replace("（", "(").partition("(")[0]
    return bare.strip("：:*＊").lower()


def a1(row: int, column: int) -> str:
    """The name of a cell as spreadsheet programs show it: a1(2, 3) → "D3"."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
