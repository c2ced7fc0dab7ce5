"""A stranger's file is opened in a process of its own: the same result, and harm stays there."""

import io
import re
import threading
import zlib
from functools import cache

import pytest
from reportlab.pdfgen.canvas import Canvas

from bihuan.reading import OfficeTerms, Profile, Source, bounded, read
from bihuan.reading.bounded import COPIES, read_bounded
from bihuan.reading.expressions import expression, waiting
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


def ledger_text(count: int) -> Source:
    text = "\n".join(f"{entry.number}、{entry.problem}\n整改时限：2027年6月30日前" for entry in entries(count))
    return open_source(text.encode(), "a.txt")


def test_a_text_read_apart_is_read_the_same() -> None:
    source, office = ledger_text(8), OfficeTerms({"云陂市水利局": ("市水利局",)})
    profile = Profile(labels={"牵头的": "lead"})
    assert read_bounded(source, office=office, profile=profile) == read(source, office=office, profile=profile)


@pytest.mark.skipif(not COPIES, reason="processes cannot be copied here")
def test_what_one_copy_had_to_compile_the_next_finds_made(monkeypatch: pytest.MonkeyPatch) -> None:
    rare = expression("整改{3,4}销号")
    monkeypatch.setattr(bounded, "read", lambda *given, **more: [rare.search("整改改改销号") is not None])
    for _copy in range(2):
        found: object = read_bounded(ledger_text(1))
        assert found == [True]
    assert (rare.pattern, 0) not in waiting()


@pytest.mark.skipif(not COPIES, reason="processes cannot be copied here")
def test_a_text_on_which_the_grammar_would_never_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*given: object, **more: object) -> None:
        re.match(r"(整*)*$", "整" * 60 + "改")

    monkeypatch.setattr(bounded, "read", endless)
    with pytest.raises(UnreadableError, match="时间或内存过多"):
        read_bounded(ledger_text(1), seconds=1)


@pytest.mark.skipif(not COPIES, reason="processes cannot be copied here")
def test_a_text_that_would_fill_the_memory_ends_the_child_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "read", lambda *given, **more: "整" * 10**9)
    with pytest.raises(UnreadableError, match="时间或内存过多"):
        read_bounded(ledger_text(1), megabytes=200)


@pytest.mark.skipif(not COPIES, reason="processes cannot be copied here")
def test_a_fault_of_the_grammar_is_heard_where_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object, **more: object) -> None:
        raise KeyError("整改")

    monkeypatch.setattr(bounded, "read", broken)
    with pytest.raises(KeyError, match="整改"):
        read_bounded(ledger_text(1))


@pytest.mark.skipif(not COPIES, reason="processes cannot be copied here")
def test_whoever_wants_to_stop_is_heard_while_the_text_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stop(Exception):  # noqa: N818 - not an error
        pass

    def stop() -> None:
        raise Stop

    monkeypatch.setattr(bounded, "read", lambda *given, **more: threading.Event().wait())
    with pytest.raises(Stop):
        read_bounded(ledger_text(1), waiting=stop)
