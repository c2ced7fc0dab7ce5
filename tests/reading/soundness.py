"""What must hold for every Source, whatever file it came from."""

from itertools import pairwise

from bihuan.reading.source import Source, Table


def assert_sound(source: Source) -> None:
    length = len(source.text)
    assert source.pages[0].start == 0
    assert source.pages[-1].end == length
    assert all(one.end == other.start and one.number < other.number for one, other in pairwise(source.pages))
    for span in source.furniture:
        assert 0 <= span.start < span.end <= length
    for table in source.tables:
        assert 0 <= table.start < table.end <= length
        assert_table_sound(table)
    starts = [table.start for table in source.tables]
    assert starts == sorted(starts)


def assert_table_sound(table: Table) -> None:
    taken: set[tuple[int, int]] = set()
    for one, other in pairwise(sorted(table.cells, key=lambda cell: cell.start)):
        assert one.end <= other.start
    for cell in table.cells:
        assert table.start <= cell.start < cell.end <= table.end
        assert 0 <= cell.row < cell.row + cell.row_span <= table.rows
        assert 0 <= cell.column < cell.column + cell.column_span <= table.columns
        assert (cell.row, cell.column) not in taken
        taken.add((cell.row, cell.column))


def values(source: Source, table: int = 0) -> dict[tuple[int, int], str]:
    """The text of each filled cell of a table, by row and column."""
    return {(cell.row, cell.column): source.text[cell.start : cell.end] for cell in source.tables[table].cells}


def spans(source: Source, table: int = 0) -> dict[tuple[int, int], tuple[int, int]]:
    """Rows and columns that each merged cell covers."""
    cells = source.tables[table].cells
    covering = [cell for cell in cells if (cell.row_span, cell.column_span) != (1, 1)]
    return {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in covering}


def asides(source: Source) -> list[str]:
    return [source.text[span.start : span.end] for span in source.furniture]


def notes(source: Source) -> list[str]:
    return [str(note) for note in source.notes]
