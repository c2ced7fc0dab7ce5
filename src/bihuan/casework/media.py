"""What a file is, told from its first bytes and never from its name."""

from io import BytesIO
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


def sniff(content: bytes) -> str | None:
    """The media type of evidence that is taken, or None for what is not (programs, web pages, archives)."""
    for start, media in _STARTS:
        if content.startswith(start):
            return media
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "image/heic" if content[8:12] in {b"heic", b"heix", b"mif1"} else FILM
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return "text/plain" if _is_text(content) else None


def _office(content: bytes) -> str | None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, OSError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((media for folder, media in OFFICE.items() if any(n.startswith(folder) for n in names)), None)


def _is_text(content: bytes) -> bool:
    """Plain text in UTF-8 or GB 18030 that no browser would take for a page."""
    if b"\x00" in content or b"<" in content[:1024].lstrip()[:1]:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
