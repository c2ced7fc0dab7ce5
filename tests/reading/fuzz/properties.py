"""What holds for whatever was read, and the reading of one input in a process of its own with bounded time and memory."""

import faulthandler
import hashlib
import json
import os
import re
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import IO, Any

from bihuan.reading import Limits, Source, UnreadableError, open_source, read
from bihuan.reading.render import render
from bihuan.reading.result import KINDS, ROLES, Reading
from tests.reading.fuzz.seeds import FORMATS
from tests.reading.soundness import assert_sound
from tests.reading.texts import source_of, table_source

SECONDS = 20  # of processor time for one input; a sound document of its size takes a tenth of one
SPACE = 3_000_000_000  # bytes of addresses
RESIDENT = 700_000  # kilobytes that are really touched
LIMITS = Limits(unpacked_bytes=40_000_000, part_bytes=8_000_000, pages=200, cells=100_000, characters=1_000_000)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`digest` tells one result from another. `fault` is empty, or a line that is the same for faults of one cause;
    `trace` says where."""

    digest: str
    refused: bool
    fault: str = ""
    trace: str = ""


def warm() -> None:
    """Load what every child would load anew."""
    for name in ("docx", "html", "ofd", "pdf", "text", "xls", "xlsx"):
        import_module(f"bihuan.reading.formats.{name}")
    read(source_of("環境保護督察整改任務清單\n一、2026年12月底前完成。"))


def tried(name: str, data: bytes) -> Outcome:
    """The outcome of one input, read in a child that cannot take more than it may."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as crashed:
        child = os.fork()
        if child == 0:
            _child(name, data, said, crashed)
        _, status, used = os.wait4(child, 0)
        said.seek(0)
        crashed.seek(0)
        answer, trace = said.read(), crashed.read().decode(errors="replace")
    if os.waitstatus_to_exitcode(status) != 0 or not answer:
        signal_name = signal.Signals(-code).name if (code := os.waitstatus_to_exitcode(status)) < 0 else f"exit {code}"
        return Outcome("", False, f"{signal_name} {_where(trace)}", trace)
    told = json.loads(answer)
    touched = used.ru_maxrss - told.pop("inherited")
    if touched > RESIDENT and not FORMATS[name].recognised:
        return Outcome(told["digest"], False, "memory", f"{touched} kB")
    return Outcome(**told)


def _child(name: str, data: bytes, said: IO[bytes], crashed: IO[bytes]) -> None:
    """Never returns. At the end of its time it writes where it stood."""
    faulthandler.enable(crashed)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    faulthandler.register(signal.SIGXCPU, crashed, all_threads=False, chain=True)
    # A child begins with all that its parent holds, which a run of many other tests makes large.
    inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = int(sum(os.times()[:2]))
    resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, spent + SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (SPACE * (2 if FORMATS[name].recognised else 1),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        digest, refused = examined(name, data)
        answer: dict[str, Any] = {"digest": digest, "refused": refused}
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is what we look for
        trace = traceback.format_exc()
        answer = {
            "digest": "",
            "refused": False,
            "fault": f"{type(error).__name__} {_where(trace)}",
            "trace": trace[-6000:],
        }
    said.write(json.dumps(answer | {"inherited": inherited}).encode())
    said.flush()
    os._exit(0)


def _where(trace: str) -> str:
    """The innermost places of ours in a trace of Python or of the fault handler."""
    own = re.findall(r'File "[^"]*?((?:bihuan|tests)/[^"]+)", line (\d+)', trace)
    if trace.startswith(("Fatal", "Current", "Stack", "Thread")):
        own = own[::-1]
    return " < ".join(f"{file}:{line}" for file, line in own[-1:-3:-1])


def examined(name: str, data: bytes) -> tuple[str, bool]:
    """Reads one input and asserts what must hold of the result: its digest, and whether the file was refused."""
    try:
        source = opened(name, data)
    except UnreadableError as error:
        assert error.why.endswith("。")
        assert error.remedy.endswith("。")
        assert "%(" not in str(error)
        return hashlib.sha256(str(error).encode()).hexdigest(), True
    if name not in ("words", "grid"):
        assert_sound(source)
        assert source.text.strip()
        source.text.encode()  # the database keeps no lone surrogates, nor does a terminal print them
    reading = read(source)
    assert_honest(source, reading)
    told = json.dumps(reading.as_json(), ensure_ascii=False) + source.text + render(reading)
    assert read(source) == reading
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest(), False


def opened(name: str, data: bytes) -> Source:
    if name == "words":
        return source_of(data.decode("utf-8", "surrogatepass"))
    if name == "grid":
        lines = data.decode("utf-8", "surrogatepass").splitlines()[:600]
        rows = [[cell.strip(" |") for cell in line.split(",")[:40]] for line in lines]
        return table_source([row for row in rows if any(row)] or [["空"]])
    return open_source(data, f"某文件.{name}", limits=LIMITS, ocr=FORMATS[name].recognised)


def assert_honest(source: Source, reading: Reading) -> None:
    """Every range lies in the text, every date is one, every code is known."""
    assert reading.kind in KINDS
    for span in reading.uncovered(source):
        assert 0 <= span.start < span.end <= len(source.text)
    for node in nodes(reading.as_json()):
        if "start" in node:
            assert 0 <= node["start"] <= node["end"] <= len(source.text), node
        if node.get("date"):
            assert_date(node["date"])
        assert node.get("role", "lead") in ROLES
    for item in reading.items:
        assert 0 < item.confidence <= 1
        assert item.problem.text
        assert item.problem.start < item.problem.end
        for unit in item.units:
            assert unit.text
            assert unit.start < unit.end
    for day in filter(None, (reading.issued, *(reading.publicity or ()))):
        assert_date(day)


def assert_date(text: str) -> None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        date.fromisoformat(text)
    else:
        assert re.fullmatch(r"\d{4}-\d\d|\d\d-\d\d|immediate|long-term|P\d+(?:WD|D|M|Y|W)", text), text


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every object in a plain value."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack += node.values()
        elif isinstance(node, (list, tuple)):
            stack += node


sys.setrecursionlimit(1000)  # as where documents are read; pytest and libraries raise it
