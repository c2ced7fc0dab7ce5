"""Tables, whether the format knows them or the text only shows their bars: rows of fields by concern."""

from bihuan.reading.tables.grid import Grid, Row
from bihuan.reading.tables.joined import joined_lists
from bihuan.reading.tables.known import known_grids, known_heads
from bihuan.reading.tables.textual import textual_grids

__all__ = ["Grid", "Row", "joined_lists", "known_grids", "known_heads", "textual_grids"]
