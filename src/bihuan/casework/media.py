"""What a file is, told from its first bytes and never from its name."""

import codecs
from typing import IO
from zipfile import BadZipFile, ZipFile

OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"})
FILM = "video/mp4"
SHOWN_INLINE = PICTURES | {"application/pdf", FILM}
"""What a browser may show by itself; everything else is downloaded."""

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)


HEAD, PIECE = 1024, 2**16


def sniff(file: IO[bytes]) -> str | None:
    """The media type of evidence that is taken, or None for what is not (programs, web pages, archives)."""
    file.seek(0)
    head = file.read(HEAD)
    for start, media in _STARTS:
        if head.startswith(start):
            return media
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in {b"heic", b"heix", b"mif1"} else FILM
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    page = head.lstrip()[:1] == b"<"
    return "text/plain" if not page and any(_is_text(file, encoding) for encoding in ("utf-8", "gb18030")) else None


def _office(file: IO[bytes]) -> str | None:
    try:
        with ZipFile(file) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, OSError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((media for folder, media in OFFICE.items() if any(n.startswith(folder) for n in names)), None)


def _is_text(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            if b"\0" in piece:
                return False
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
