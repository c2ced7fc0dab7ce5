"""Opens a stranger's file in a process of its own, with bounded memory and time.

The libraries that take PDF and old Excel files apart are native code: a file made to do harm can make them fill the
memory, never return, or end the process. Here that ends one child, and the upload gets its reason.
"""

import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bihuan.reading.limits import MEGABYTE, Limits
from bihuan.reading.opening import open_source
from bihuan.reading.source import Cell, Note, Page, Source, Span, Table, UnreadableError

logger = logging.getLogger(__name__)


def open_isolated(
    data: bytes, name: str, *, limits: Limits | None = None, seconds: int = 120, megabytes: int = 2048
) -> Source:
    """The same as `open_source`, at the cost of starting a process (about a third of a second).

    `seconds` is wall time, `megabytes` the address space of the child (not bounded on Windows, which cannot).
    """
    limits = limits or Limits()
    limits.check_bytes(len(data))
    order = json.dumps({"name": name, "limits": asdict(limits), "seconds": seconds, "megabytes": megabytes})
    places = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    try:
        child = subprocess.run(  # noqa: S603  # our own interpreter and module; the file goes in by a pipe
            [sys.executable, "-m", __name__],
            input=order.encode() + b"\n" + data,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))},
        )
    except subprocess.TimeoutExpired as error:
        raise _exhausted() from error
    if child.returncode:
        logger.warning(
            "reading %r ended with %s: %s", name, child.returncode, child.stderr[-2000:].decode(errors="replace")
        )
        raise _exhausted()
    return _unpacked(json.loads(child.stdout))


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
    }


def _numbers(cell: Cell) -> list[int]:
    return [cell.row, cell.column, cell.start, cell.end, cell.row_span, cell.column_span]


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
    )


def _bound(megabytes: int, seconds: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    """The child: an order and a file on standard input, a Source or a reason on standard output."""
    order = json.loads(sys.stdin.buffer.readline())
    _bound(order["megabytes"], order["seconds"])
    try:
        answer = _packed(open_source(sys.stdin.buffer.read(), order["name"], limits=Limits(**order["limits"])))
    except UnreadableError as error:
        answer = {"why": error.why, "remedy": error.remedy, "params": dict(error.params)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
