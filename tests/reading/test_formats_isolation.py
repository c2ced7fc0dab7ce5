"""A stranger's file is opened in a process of its own: the same result, and harm stays there."""

import io
import zlib
from functools import cache

import pytest
from reportlab.pdfgen.canvas import Canvas

from bihuan.reading.isolation import open_isolated
from bihuan.reading.opening import Limits, open_source
from bihuan.reading.source import UnreadableError
from tests.reading.documents import entries, pdf_plan, xlsx_ledger


@pytest.mark.parametrize("make", [pdf_plan, xlsx_ledger])
def test_a_file_read_apart_is_read_the_same(make: object) -> None:
    data = make(entries(6))  # type: ignore[operator]  # two makers of one shape
    assert open_isolated(data, "方案") == open_source(data, "方案")


def test_a_refusal_comes_back_with_its_reason() -> None:
    with pytest.raises(UnreadableError, match="超过 3 字") as refused:
        open_isolated("整改任务清单".encode(), "a.txt", limits=Limits(characters=3))
    assert refused.value.params == {"limit": 3}


@cache
def swollen() -> bytes:
    """A small PDF whose page draws a rectangle four million times."""
    drawing = zlib.compress(b"0 0 9 9 re S\n" * 4_000_000)
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    canvas.drawString(100, 700, "MARK")
    canvas.save()
    data = out.getvalue()
    start, end = data.index(b"stream\n") + 7, data.index(b"endstream")
    head = data.rindex(b"<<", 0, start)
    return data[:head] + b"<</Filter/FlateDecode/Length %d>>stream\n" % len(drawing) + drawing + b"\n" + data[end:]


def test_a_file_that_would_fill_the_memory_ends_its_own_process_only() -> None:
    with pytest.raises(UnreadableError, match="时间或内存过多"):
        open_isolated(swollen(), "a.pdf", megabytes=400)


def test_a_file_that_would_take_forever_is_given_up() -> None:
    with pytest.raises(UnreadableError, match="时间或内存过多"):
        open_isolated(swollen(), "a.pdf", seconds=1)
