"""How large a document may be. What lies beyond is refused before it can cost memory or time."""

from dataclasses import dataclass

from bihuan.reading.source import UnreadableError

MEGABYTE = 1024 * 1024
SPLIT = "请拆分成几个较小的文件后分别上传。"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one document. `ratio` is unpacked bytes per packed byte and counts from 10 MB unpacked on."""

    file_bytes: int = 60 * MEGABYTE
    unpacked_bytes: int = 250 * MEGABYTE
    ratio: int = 150
    part_bytes: int = 48 * MEGABYTE
    members: int = 5_000
    pages: int = 2_000
    cells: int = 500_000
    characters: int = 5_000_000
    recognised: int = 300
    pixels: int = 120_000_000

    def check_bytes(self, size: int) -> None:
        if size > self.file_bytes:
            raise UnreadableError(
                "文件有 %(size)s MB，超过 %(limit)s MB 的上限。",
                SPLIT,
                size=-(-size // MEGABYTE),
                limit=self.file_bytes // MEGABYTE,
            )

    def check_part(self, size: int) -> None:
        """Markup costs many times its size once it is taken apart."""
        if size > self.part_bytes:
            raise UnreadableError("文件正文有 %(size)s MB，大得异常。", SPLIT, size=size // MEGABYTE)

    def check_pages(self, count: int) -> None:
        if count > self.pages:
            raise UnreadableError(
                "文件有 %(count)s 页，超过 %(limit)s 页的上限。", SPLIT, count=count, limit=self.pages
            )

    def check_recognised(self, count: int) -> None:
        """Pages that are pictures cost seconds each."""
        if count > self.recognised:
            raise UnreadableError("要做文字识别的页超过 %(limit)s 页的上限。", SPLIT, limit=self.recognised)

    def check_pixels(self, count: int) -> None:
        if count > self.pixels:
            raise UnreadableError(
                "图片有 %(size)s 百万像素，超过 %(limit)s 百万的上限。",
                "请降低扫描分辨率（200 dpi 已经足够），或者缩小后重新上传。",
                size=-(-count // 1_000_000),
                limit=self.pixels // 1_000_000,
            )

    def check_cells(self, count: int) -> None:
        if count > self.cells:
            raise UnreadableError(
                "表格超过 %(limit)s 个单元格的上限。",
                "请删去空白的行和列，或者拆分成几个文件后分别上传。",
                limit=self.cells,
            )

    def check_characters(self, count: int) -> None:
        if count > self.characters:
            raise UnreadableError("文字超过 %(limit)s 字的上限。", SPLIT, limit=self.characters)
