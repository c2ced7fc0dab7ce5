"""The container of old Office files (OLE compound file): the names of its streams, and one stream's bytes."""

import struct
from dataclasses import dataclass

from bihuan.reading.formats.package import corrupt

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY = 128
LAST = 0xFFFFFFFA  # from here on a sector number is a mark, not a sector
SMALL = 4096  # streams below this size lie in small sectors, which lie in the root's own stream
SMALL_SECTOR = 64


@dataclass(frozen=True, slots=True)
class Compound:
    data: bytes
    sector: int
    table: tuple[int, ...]
    streams: dict[str, tuple[int, int]]
    small_table: tuple[int, ...] = ()
    small: bytes = b""

    @classmethod
    def open(cls, data: bytes) -> "Compound":
        """Stream name (upper case) to first sector and size. Raises UnreadableError when the container is broken."""
        try:
            return cls._open(data)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise corrupt() from error

    @classmethod
    def _open(cls, data: bytes) -> "Compound":
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise corrupt()
        bare = cls(data, 1 << shift, (), {})
        directory_start = struct.unpack_from("<I", data, 48)[0]
        sectors = [at for at in struct.unpack_from("<109I", data, 76) if at < LAST]
        extension, budget = struct.unpack_from("<I", data, 68)[0], len(data) // bare.sector
        while extension < LAST and budget > 0:
            *more, extension = struct.unpack(f"<{bare.sector // 4}I", bare._sector(extension))
            sectors += [at for at in more if at < LAST]
            budget -= 1
        table = b"".join(bare._sector(at) for at in sectors[: len(data) // bare.sector + 1])
        chained = cls(data, bare.sector, struct.unpack(f"<{len(table) // 4}I", table), {})
        directory = chained.chain(directory_start)
        small_table = chained.chain(struct.unpack_from("<I", data, 60)[0])
        numbers = struct.unpack(f"<{len(small_table) // 4}I", small_table)
        small = chained.chain(struct.unpack_from("<I", directory, 116)[0]) if numbers else b""
        return cls(data, bare.sector, chained.table, _entries(directory), numbers, small)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        found = self.data[start : start + self.sector]
        if not found:
            raise corrupt()
        return found.ljust(self.sector, b"\0")

    def chain(self, number: int) -> bytes:
        """The bytes of a chain of sectors; one that runs in a circle is broken."""
        parts: list[bytes] = []
        while number < LAST:
            if len(parts) > len(self.table) or number >= len(self.table):
                raise corrupt()
            parts.append(self._sector(number))
            number = self.table[number]
        return b"".join(parts)

    def read(self, name: str) -> bytes:
        start, size = self.streams[name]
        return self.chain(start)[:size] if size >= SMALL else self._small_chain(start)[:size]

    def _small_chain(self, number: int) -> bytes:
        parts: list[bytes] = []
        while number < LAST:
            if len(parts) * SMALL_SECTOR >= SMALL or number >= len(self.small_table):
                raise corrupt()
            parts.append(self.small[number * SMALL_SECTOR : (number + 1) * SMALL_SECTOR])
            number = self.small_table[number]
        return b"".join(parts)


def _entries(directory: bytes) -> dict[str, tuple[int, int]]:
    """What lies directly in the root; embedded objects keep streams of the same names deeper down."""
    streams: dict[str, tuple[int, int]] = {}
    root_child = struct.unpack_from("<I", directory, 76)[0]
    ahead, seen = [root_child], set[int]()
    while ahead:
        number = ahead.pop()
        if number >= LAST or number in seen:
            continue
        seen.add(number)
        length = struct.unpack_from("<H", directory, number * ENTRY + 64)[0]
        name = directory[number * ENTRY :][: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").upper()
        if name in streams:
            raise corrupt()
        ahead += struct.unpack_from("<2I", directory, number * ENTRY + 68)
        streams[name] = struct.unpack_from("<2I", directory, number * ENTRY + 116)
    return streams
