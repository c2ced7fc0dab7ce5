"""Reads a source with bounded time and memory: a text can be such that a pattern of the grammar never comes to an end.

The child is a copy of this process, so the grammar is there already and a document costs some hundredths of a second more.
Where processes cannot be copied (Windows), the text is read here and unbounded.
"""

import multiprocessing
import signal
import sys
from collections.abc import Callable
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from bihuan.reading import reader
from bihuan.reading.expressions import Key, compile_now, waiting
from bihuan.reading.limits import MEGABYTE
from bihuan.reading.profile import Profile
from bihuan.reading.reader import read
from bihuan.reading.result import Reading
from bihuan.reading.source import Page, Source, UnreadableError
from bihuan.reading.who.units import OfficeTerms

COPIES = "fork" in multiprocessing.get_all_start_methods()
STATM = Path("/proc/self/statm")
_asked: set[Key] = set()  # expressions that earlier copies compiled: the next is to find them made


def read_bounded(
    source: Source,
    *,
    office: OfficeTerms | None = None,
    profile: Profile | None = None,
    kind: str | None = None,
    seconds: int = 120,
    megabytes: int = 1024,
    waiting: Callable[[], None] | None = None,
) -> Reading:
    """The same as `reader.read`, or UnreadableError when it takes longer than `seconds` or more memory than `megabytes`.

    `waiting` is called once a second; what it raises ends the reading.
    """
    if not COPIES:
        return read(source, office=office, profile=profile, kind=kind)
    _learn_words()
    compile_now(_asked)
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(
        target=_answer,
        args=(there, partial(read, source, office=office, profile=profile, kind=kind), seconds, megabytes),
        daemon=True,
    )
    child.start()
    there.close()
    try:
        found = _heard(here, seconds, waiting)
    finally:
        child.kill()
        child.join()
        here.close()
    if isinstance(found, tuple):
        reading, asked = found
        _asked.update(asked)
        return cast(Reading, reading)
    if isinstance(found, Exception):
        raise found
    raise UnreadableError(
        "判读这个文件的文字耗用的时间或内存过多，已经停止。",
        "请拆分成几个较小的文件后分别上传；仍然不行请告诉系统管理员。",
    )


@cache
def _learn_words() -> None:
    """Have the grammar's vocabulary at hand before the process is copied, or each copy would load it anew."""
    text = "整改方案\n一、污水直排\n整改时限：2027年6月30日前\n牵头单位：市水利局\n"
    reader.read(Source("", "", "", text, (Page(1, 0, len(text)),)))


def _heard(here: Connection, seconds: int, waiting: Callable[[], None] | None) -> object:
    """What the child says; None when it says nothing in time, or ended."""
    for _second in range(seconds):
        if here.poll(1):
            try:
                return here.recv()
            except (EOFError, OSError):
                return None
        if waiting:
            waiting()
    return None


def _answer(there: Connection, reading: Callable[[], Reading], seconds: int, megabytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it as well, and ends this child
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _bound(seconds, megabytes)
    try:
        waited = waiting()
        there.send((reading(), waited - waiting()))
    except MemoryError:
        return
    except Exception as error:  # noqa: BLE001  # a fault of the grammar is raised where it was asked
        there.send(error)


def _bound(seconds: int, megabytes: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        if STATM.exists():  # elsewhere the memory is not bounded
            used = int(STATM.read_text().split()[0]) * resource.getpagesize()
            most = used + megabytes * MEGABYTE
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
