"""Parts of a file (RFC 9110, section 14): a phone plays a film by asking for one stretch of it after another."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_BLOCK = 2**16


def answer(request: HttpRequest, content: BinaryIO, *, size: int, tag: str, media: str) -> HttpResponseBase:
    """The file, or the one part that is asked for: 206, or 416 when it lies beyond the end.

    `tag` names the content, so that parts of two versions are never joined. Several ranges at once, other units and what
    cannot be read are answered with the whole file, as the standard allows.
    """
    wanted = _asked(request, tag)
    response: HttpResponseBase
    if wanted is None:
        response = FileResponse(content, content_type=media)
    else:
        first, last = _within(wanted, size)
        if first > last:
            content.close()
            response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            response["Content-Range"] = f"bytes */{size}"
        else:
            part = _part(content, first, last - first + 1)
            response = StreamingHttpResponse(part, status=HTTPStatus.PARTIAL_CONTENT, content_type=media)
            response["Content-Range"] = f"bytes {first}-{last}/{size}"
            response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{tag}"'
    return response


def _asked(request: HttpRequest, tag: str) -> tuple[str, str] | None:
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or found is None or found.groups() == ("", ""):
        return None
    if request.headers.get("If-Range", f'"{tag}"') != f'"{tag}"':
        return None
    first, last = found.groups()
    return None if first and last and int(last) < int(first) else (first, last)


def _within(wanted: tuple[str, str], size: int) -> tuple[int, int]:
    """The first and last byte; the first behind the last when there is no such part."""
    first, last = wanted
    if not first:
        return (max(size - int(last), 0), size - 1) if int(last) else (size, size - 1)
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(content: BinaryIO, first: int, length: int) -> Iterator[bytes]:
    with content:
        content.seek(first)
        while length > 0 and (block := content.read(min(_BLOCK, length))):
            length -= len(block)
            yield block
