"""`bihuan read`: documents without a database."""

import argparse
import hashlib
import json
import logging
import os
import shutil
import sys
import time
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.cli.speech import FAILED, OK, STOPPED, _, out, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bihuan.reading import Profile, Source, UnreadableError
    from bihuan.reading.source import Note

STANDARD_INPUT = "-"
FORGOTTEN = 24 * 3600  # seconds that recognised pages wait for the next call


def read(options: argparse.Namespace) -> int:
    from bihuan import reading

    failed = done = 0
    # What a library says while it fails is no word to a person, who is told why and what would help.
    logging.getLogger("bihuan").addHandler(logging.NullHandler())
    if options.model and reading.Endpoint.configured() is None:
        tell(_("没有设置模型：请用 BIHUAN_MODEL_URL 写明地址，用 BIHUAN_MODEL_NAME 写明名称。"))
        return FAILED
    try:
        profile = _profile(options.profile)
    except reading.UnreadableError as error:
        tell(f"{options.profile}: {_said(error)}")
        return FAILED
    try:
        for name in options.files:
            failed += not _read_one(Path(name), options, profile)
            done += 1
    except KeyboardInterrupt:
        tell(_("已停止：读完 %(done)s 个文件，共 %(all)s 个。") % {"done": done, "all": len(options.files)})
        return STOPPED
    if failed:
        tell(_("%(failed)s 个文件未能读取，共 %(all)s 个。") % {"failed": failed, "all": len(options.files)})
    return FAILED if failed else OK


def _profile(place: Path | None) -> "Profile | None":
    from bihuan import reading

    return reading.Profile.from_bytes(_bytes_of(place)) if place else None


def _said(error: "UnreadableError") -> str:
    told = {"why": _(error.why) % error.params, "remedy": _(error.remedy) % error.params}
    return _("%(why)s%(remedy)s") % told


def _read_one(place: Path, options: argparse.Namespace, profile: "Profile | None") -> bool:
    from bihuan import reading

    try:
        source = _opened(place, ocr=not options.no_ocr)
        if options.text:
            sys.stdout.write(source.text)
            sys.stdout.flush()  # while somebody is there to hear that nobody reads on
            return True
        from bihuan.reading.bounded import read_bounded  # the grammar, half a second of loading

        found = read_bounded(source, profile=profile, kind=options.kind)
    except reading.UnreadableError as error:
        why = _said(error)
        if options.json:
            out(_json({"source": {"name": place.name}, "error": why}))
        else:
            tell(f"{place}: {why}")
        return False
    if options.model and (endpoint := reading.Endpoint.configured()):
        told = len(source.notes)
        source, found = reading.complete(source, found, endpoint)
        _tell_notes(place, source.notes[told:])
    if options.json:
        sys.stdout.writelines(found.json_pieces(_json))
        out("")
    else:
        from bihuan.reading.render import render

        out(render(found, shutil.get_terminal_size().columns, _))
    return True


def _opened(place: Path, *, ocr: bool) -> "Source":
    """The text of a file, its pages told at a terminal while they are read, and what a person should know of them. What
    native code takes apart is opened in a process of its own: a file that ends it leaves the others to be read."""
    from bihuan import reading
    from bihuan.reading.opening import takes_native_code
    from bihuan.reading.progress import ProgressLine

    words = (_("第 %(done)s 页，共 %(total)s 页"), _("，还需约 %(left)s 秒"), _("，还需约 %(left)s 分钟"))
    line = ProgressLine(sys.stderr, place.name, words) if sys.stderr.isatty() else None
    data = _bytes_of(place)
    try:
        with _pages_kept(data) as aside:
            opening = _apart(aside) if takes_native_code(data) else reading.open_source
            source = opening(data, place.name, progress=line, ocr=ocr, convert=True)
    finally:
        if line:
            line.clear()
    _tell_notes(place, source.notes)
    return source


def _apart(aside: Path | None) -> "Callable[..., Source]":
    from bihuan.reading.isolation import open_isolated  # loaded with the first file that needs it

    return partial(open_isolated, aside=aside)


@contextmanager
def _pages_kept(data: bytes) -> "Iterator[Path | None]":
    """The folder in the person's cache where recognised pages lie while their file is read. When the reading is stopped
    or killed they stay for a day, and the next call goes on behind them."""
    root = _cache()
    folder = root / hashlib.sha256(data).hexdigest() if root else None
    try:
        yield folder
    except KeyboardInterrupt:
        folder = None
        raise
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _cache() -> Path | None:
    """Where pages are kept, without those that nobody came back for; None for somebody without a home."""
    try:
        root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bihuan"
    except RuntimeError:
        return None
    for folder in root.glob("*"):
        with suppress(OSError):
            if folder.stat().st_mtime < time.time() - FORGOTTEN:
                shutil.rmtree(folder, ignore_errors=True)
    return root


def _tell_notes(place: Path, notes: "Sequence[Note]") -> None:
    for note in notes:
        tell(f"{place}: {_(note.text) % note.params if note.params else _(note.text)}")


def _json(value: object) -> str:
    """Written out where the output can carry it, escaped as JSON does where it cannot."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return json.dumps(value)
    return line


def _bytes_of(place: Path) -> bytes:
    from bihuan.reading import Limits, UnreadableError

    try:
        limits = Limits()
        if str(place) == STANDARD_INPUT:
            content = sys.stdin.buffer.read(limits.file_bytes + 1)
        else:
            limits.check_bytes(place.stat().st_size)
            with place.open("rb") as file:
                content = file.read(limits.file_bytes + 1)
        limits.check_bytes(len(content))  # again: a device or a pipe states no size, and may never end
        return content
    except FileNotFoundError:
        raise UnreadableError(_("没有这个文件。"), _("请核对路径；文件名里有空格时要加引号。")) from None
    except IsADirectoryError:
        raise UnreadableError(
            _("这是一个文件夹。"), _("请写出里面的文件，例如 %(name)s/*.docx。"), name=place.name
        ) from None
    except OSError as error:
        raise UnreadableError(
            _("打不开这个文件（%(cause)s）。"),
            _("请检查权限，或者复制到本机再读。"),
            cause=error.strerror or str(error),
        ) from error
