"""What lies over the cells of a sheet (xls): the words of text boxes and shapes, and the comments, which are counted.

A drawing comes as a row of records: where it is anchored (inside the drawing's own container), what kind of object it is,
how long its text is, and the text, in pieces of up to a record's length.
"""

import struct
from dataclasses import dataclass, field

DRAWING, OBJECT, TEXT, GOES_ON, COMMENT = 0xEC, 0x5D, 0x1B6, 0x3C, 0x1C
RECORDS = frozenset((DRAWING, OBJECT, TEXT, GOES_ON, COMMENT))
# Rectangle, oval, text box, polygon, and any newer shape; the others are comments and controls.
WORDED = frozenset((2, 3, 6, 9, 30))
ANCHOR = b"\x10\xf0\x12\0\0\0"  # the type and length of an anchor to cells
ROW_IN_ANCHOR = len(ANCHOR) + 6


@dataclass(slots=True)
class Drawings:
    """Fed with the records of a sheet in their order. `boxes` has the row from 0 and the words of each text box."""

    boxes: list[tuple[int, str]] = field(default_factory=list)
    comments: int = 0
    _row: int = 0
    _worded: bool = False
    _left: int = 0  # characters of the text that is being read

    def see(self, kind: int, body: bytes) -> None:
        if kind == COMMENT:
            self.comments += 1
        elif kind == DRAWING and (at := body.find(ANCHOR)) >= 0:
            self._row = int.from_bytes(body[at + ROW_IN_ANCHOR : at + ROW_IN_ANCHOR + 2], "little")
        elif kind == OBJECT:
            self._worded = len(body) >= 6 and struct.unpack_from("<H", body, 4)[0] in WORDED
        elif kind == TEXT and self._worded:
            self._left = struct.unpack_from("<H", body, 10)[0]
            self.boxes += [(self._row, "")] * (self._left > 0)
        elif kind == GOES_ON and self._left and self._worded:
            self._go_on(body)

    def _go_on(self, body: bytes) -> None:
        """A piece of a text: a flag, then one or two bytes a character."""
        wide = body[:1] != b"\0"
        piece = body[1 : 1 + self._left * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
        row, text = self.boxes[-1]
        self.boxes[-1] = row, text + piece
        self._left = max(0, self._left - len(piece)) if piece else 0

    def words(self) -> list[tuple[int, str]]:
        """The boxes that say something, from the top, a paragraph a line."""
        lines = [(row, "\n".join(filter(None, map(str.strip, text.splitlines())))) for row, text in self.boxes]
        return sorted((box for box in lines if box[1]), key=lambda box: box[0])
