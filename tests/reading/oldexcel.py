"""Writes just enough of the old Excel format (BIFF8 in an OLE container) to test its reader."""

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container; each stream is padded to whole sectors and to the size below which it would be stored apart."""
    padded = {name: body.ljust(max(4096, -(-len(body) // SECTOR) * SECTOR), b"\0") for name, body in streams.items()}
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    content, table, at = b"", [], 0
    for place, (name, body) in enumerate(padded.items(), 1):
        count = len(body) // SECTOR
        after = place + 1 if place < len(padded) else FREE
        entries.append(_entry(name, 2, at, len(body), after=after))
        table += [*range(at + 1, at + count), END]
        content, at = content + body, at + count
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\0")
    directory_at, count = at, len(directory) // SECTOR
    table += [*range(at + 1, at + count), END]
    tables = (len(table) + 1) // 128 + 1
    table_at = at + count
    table += [TABLE] * tables
    table += [FREE] * (tables * 128 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b""),
        *(0, tables, directory_at, 0, 4096, END, 0, END, 0, table_at),
    )
    header += struct.pack("<108I", *[*range(table_at + 1, table_at + tables), *[FREE] * (109 - tables)])
    return header + content + directory + struct.pack(f"<{len(table)}I", *table)


def small_compound(name: str, body: bytes) -> bytes:
    """An OLE container with one short stream, which lies in sectors of 64 bytes inside the root's own stream. The sectors:
    the table of the container, its directory, the table of the short stream, and what it lies in."""
    count = -(-len(body) // 64)
    whole = -(-count * 64 // SECTOR)
    directory = _entry("Root Entry", 5, 3, count * 64, child=1) + _entry(name, 2, 0, len(body))
    table = [TABLE, END, END, *range(4, 3 + whole), END]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b""),
        *(0, 1, 1, 0, 4096, 2, 1, END, 0, 0),
    )
    header += struct.pack("<108I", *[FREE] * 108)
    sectors = [table, [*range(1, count), END]]
    packed, small = (struct.pack("<128I", *one, *[FREE] * (128 - len(one))) for one in sectors)
    return header + packed + directory.ljust(SECTOR, b"\0") + small + body.ljust(whole * SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, after: int = FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBIII", len(text), kind, 1, FREE, after, child)
    return text.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<III", start, size, 0)


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def string(text: str, width: str) -> bytes:
    return struct.pack(f"<{width}B", len(text), 1) + text.encode("utf-16-le")


Value = str | float
GENERAL, DATE, MONTH, PERCENT = range(4)


def cell(row: int, column: int, value: Value, style: int = GENERAL) -> bytes:
    place = struct.pack("<3H", row, column, style)
    if isinstance(value, str):
        return record(0x204, place + string(value, "H"))
    return record(0x203, place + struct.pack("<d", value))


def drawn(row: int, kind: int, text: str) -> bytes:
    """A shape of a kind (6 is a text box, 25 a comment) that begins at a row; its text in two pieces."""
    anchor = struct.pack("<HHIH8H", 0, 0xF010, 18, 0, 0, 0, row, 0, 1, 0, row + 1, 0)
    half = len(text) // 2
    return (
        record(0xEC, anchor)
        + record(0x5D, struct.pack("<HHHHH", 0x15, 18, kind, 1, 0) + b"\0" * 12)
        + record(0x1B6, struct.pack("<HH6xHH4x", 0, 0, len(text), 16))
        + record(0x3C, b"\1" + text[:half].encode("utf-16-le"))
        + record(0x3C, b"\1" + text[half:].encode("utf-16-le"))
        + record(0x3C, b"\0" * 16)
    )


def comment(row: int, column: int) -> bytes:
    return record(0x1C, struct.pack("<5H", row, column, 0, 1, 0))


def formula(row: int, column: int, value: float) -> bytes:
    body = struct.pack("<3Hd", row, column, GENERAL, value) + struct.pack("<HIH", 0, 0, 0)
    return record(0x06, body)


def hidden_row(row: int) -> bytes:
    return record(0x208, struct.pack("<6H2H", row, 0, 1, 255, 0, 0, 0x20, 0))


def hidden_column(column: int) -> bytes:
    return record(0x7D, struct.pack("<6H", column, column, 2048, 0, 1, 0))


def merged(first_row: int, last_row: int, first_column: int, last_column: int) -> bytes:
    return record(0xE5, struct.pack("<5H", 1, first_row, last_row, first_column, last_column))


def xls(sheets: Mapping[str, Sequence[bytes]], before: bytes = b"") -> bytes:
    """A workbook of sheets, each a run of records; `before` goes among the workbook's own."""
    return compound({"Workbook": workbook(sheets, before)})


def workbook(sheets: Mapping[str, Sequence[bytes]], before: bytes = b"") -> bytes:
    begin = record(0x809, struct.pack("<4HII", 0x600, 5, 0, 0, 0, 6)) + before
    formats = [string('yyyy"年"m"月"d"日"', "H"), string("yyyy年m月", "H"), string("0%", "H")]
    begin += b"".join(record(0x41E, struct.pack("<H", 164 + at) + text) for at, text in enumerate(formats))
    for number in (0, 164, 165, 166):
        begin += record(0xE0, struct.pack("<2H", 0, number) + b"\0" * 16)
    bodies = [
        record(0x809, struct.pack("<4HII", 0x600, 0x10, 0, 0, 0, 6)) + b"".join(records) + record(0x0A)
        for records in sheets.values()
    ]
    length = len(begin) + sum(len(record(0x85, b"\0" * 6 + string(name, "B"))) for name in sheets) + 4
    for name, body in zip(sheets, bodies, strict=True):
        begin += record(0x85, struct.pack("<IH", length, 0) + string(name, "B"))
        length += len(body)
    return begin + record(0x0A) + b"".join(bodies)
