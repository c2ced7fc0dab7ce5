"""Opens a stranger's file in a process of its own, with bounded memory and time.

The libraries that take PDF and old Excel files apart are native code: a file made to do harm can make them fill the
memory, never return, or end the process. Here that ends one child, and the upload gets its reason.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any

from bihuan.reading.formats.kept import keeping
from bihuan.reading.grids import Book, Grid, grids_of
from bihuan.reading.limits import MEGABYTE, Limits
from bihuan.reading.opening import open_source
from bihuan.reading.source import Cell, Note, Page, Source, Span, Table, UnreadableError

logger = logging.getLogger(__name__)
LONGEST = 3600  # seconds of processor time for one file, however many pages it tells of
LARGE = 4096  # megabytes for the recognition's models or for LibreOffice; about 1 GB of them is ever touched


def open_isolated(
    data: bytes,
    name: str,
    *,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
    ocr: bool = False,
    convert: bool = False,
    seconds: int = 120,
    megabytes: int = 2048,
    aside: Path | None = None,
) -> Source:
    """The same as `open_source`, at the cost of starting a process (about a third of a second).

    `seconds` is the longest silence between two pages, `megabytes` the address space of the child (not bounded on
    Windows, which cannot); with `ocr` or `convert` it is at least LARGE. What `progress` raises ends the child.
    `aside` is a folder for this one file's recognised pages: with what an earlier run kept there, this one goes on behind.
    """
    space = max(megabytes, LARGE) if ocr or convert else megabytes
    order = {"name": name, "ocr": ocr, "convert": convert, "megabytes": space, "grids": False}
    order["aside"] = str(aside) if aside else None
    return _unpacked(_asked(data, order, limits or Limits(), seconds, progress))


def open_grids(
    data: bytes, name: str, *, limits: Limits | None = None, seconds: int = 120, megabytes: int = 2048
) -> Book:
    """The sheets of a workbook or csv file cell by cell (`grids.grids_of`), taken apart in the child as well."""
    order = {"name": name, "ocr": False, "convert": False, "megabytes": megabytes, "grids": True}
    answer = _asked(data, order, limits or Limits(), seconds, None)
    source = _unpacked(answer)
    return Book(tuple(Grid(title, _laid_out(height, rows)) for title, height, rows in answer["grids"]), source.notes)


def _asked(
    data: bytes, order: dict[str, Any], limits: Limits, seconds: int, progress: Callable[[int, int], None] | None
) -> dict[str, Any]:
    """What a child answers to an order; UnreadableError where it ended, or was ended, without a word."""
    limits.check_bytes(len(data))
    places = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(json.dumps(order | {"limits": asdict(limits)}).encode() + b"\n" + data)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603  # our own interpreter and module; the file goes in by a pipe
            [sys.executable, "-m", __name__],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=said,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))},
            start_new_session=True,  # what it starts in its turn ends with it
        )
        with child:
            answer = _answer(child, seconds, progress)
        if answer is None:
            said.seek(max(0, said.seek(0, os.SEEK_END) - 2000))
            told = said.read().decode(errors="replace")
            logger.warning("reading %r ended with %s: %s", order["name"], child.returncode, told)
            raise _exhausted()
    return answer


def _answer(
    child: subprocess.Popen[bytes], seconds: int, progress: Callable[[int, int], None] | None
) -> dict[str, Any] | None:
    """What the child says last; None when it ended, or was ended, without a word."""
    try:
        while line := _line(child, seconds):
            told: dict[str, Any] = json.loads(line)
            if "done" not in told:
                return told
            if progress:
                progress(told["done"], told["total"])
        return None
    finally:
        _end(child)


def _line(child: subprocess.Popen[bytes], seconds: int) -> bytes:
    """The next line the child writes; empty when it is silent for too long, or ended before the line did."""
    watch = threading.Timer(seconds, _end, [child])
    watch.start()
    try:
        line = child.stdout.readline() if child.stdout else b""
    finally:
        watch.cancel()
    return line if line.endswith(b"\n") else b""


def _end(child: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        child.kill()
        return
    with suppress(ProcessLookupError):  # it has ended by itself
        os.killpg(child.pid, signal.SIGKILL)


def _exhausted() -> UnreadableError:
    return UnreadableError(
        "读取这个文件耗用的时间或内存过多，已经停止。", "文件可能已损坏；请换一份，或者拆分成几个较小的文件后分别上传。"
    )


def _packed(source: Source) -> dict[str, Any]:
    """Plain values; cells, of which there may be very many, as rows of numbers."""
    return {
        "facts": [source.name, source.sha256, source.media, source.text],
        "pages": [[page.number, page.start, page.end, page.name] for page in source.pages],
        "tables": [
            [[t.start, t.end, t.rows, t.columns], [_numbers(cell) for cell in t.cells], t.name, t.page]
            for t in source.tables
        ],
        "furniture": [[span.start, span.end] for span in source.furniture],
        "notes": [[note.text, dict(note.params)] for note in source.notes],
        "unsure": [[span.start, span.end] for span in source.unsure],
        "headline": [source.headline.start, source.headline.end] if source.headline else None,
    }


def _numbers(cell: Cell) -> list[int]:
    return [cell.row, cell.column, cell.start, cell.end, cell.row_span, cell.column_span]


PackedRow = tuple[int, list[str | list[str]]]
"""The place of a row and its cells: a text as itself, a day as a list of one."""


def _rows(grid: Grid) -> list[PackedRow]:
    """Those that are not empty; a cell at the end of a sheet stands below a million that are."""
    return [
        (at, [cell if isinstance(cell, str) else [cell.isoformat()] for cell in row])
        for at, row in enumerate(grid.rows)
        if row
    ]


def _laid_out(height: int, rows: list[PackedRow]) -> list[list[str | date]]:
    found: list[list[str | date]] = [[] for _row in range(height)]
    for at, cells in rows:
        found[at] = [cell if isinstance(cell, str) else date.fromisoformat(cell[0]) for cell in cells]
    return found


def _unpacked(answer: dict[str, Any]) -> Source:
    if "why" in answer:
        raise UnreadableError(answer["why"], answer["remedy"], **answer["params"])
    name, sha256, media, text = answer["facts"]
    return Source(
        name=name,
        sha256=sha256,
        media=media,
        text=text,
        pages=tuple(Page(*page) for page in answer["pages"]),
        tables=tuple(
            Table(start, end, rows, columns, tuple(Cell(*cell) for cell in cells), title, page)
            for (start, end, rows, columns), cells, title, page in answer["tables"]
        ),
        furniture=tuple(Span(*span) for span in answer["furniture"]),
        notes=tuple(Note(note, params) for note, params in answer["notes"]),
        unsure=tuple(Span(*span) for span in answer["unsure"]),
        headline=Span(*answer["headline"]) if answer["headline"] else None,
    )


def _bound(megabytes: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    """The child: an order and a file on standard input; lines of progress, then a Source or a reason on standard output."""
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    order = json.loads(sys.stdin.buffer.readline())
    _bound(order["megabytes"])

    def tell(done: int, total: int) -> None:
        _say(out, {"done": done, "total": total})

    try:
        data, limits = sys.stdin.buffer.read(), Limits(**order["limits"])
        with keeping(Path(order["aside"]) if order.get("aside") else None):
            source = open_source(
                data, order["name"], limits=limits, progress=tell, ocr=order["ocr"], convert=order["convert"]
            )
        answer = _packed(source)
        if order["grids"]:
            answer["grids"] = [[grid.name, len(grid.rows), _rows(grid)] for grid in grids_of(data, source, limits)]
    except UnreadableError as error:
        answer = {"why": error.why, "remedy": error.remedy, "params": dict(error.params)}
    _say(out, answer)


def _say(out: IO[str], told: dict[str, Any]) -> None:
    out.write(json.dumps(told) + "\n")
    out.flush()


if __name__ == "__main__":
    _main()
