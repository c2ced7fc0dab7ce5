"""What the command line says and understands: its language, its words to a person, the types of its arguments."""

import argparse
import gettext
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

OK, FAILED, STOPPED = 0, 1, 130
MOST_THREADS = 256


def language() -> str:
    """zh or en: BIHUAN_LANG, else the terminal's language when that is English; Chinese otherwise."""
    chosen = os.environ.get("BIHUAN_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh"
    return "en" if chosen.lower().startswith("en") else "zh"


def _catalogue() -> Callable[[str], str]:
    """The catalogue of the texts that stand above the rooms, read without Django: `read` must start at once."""
    place = Path(__file__).parents[1] / "platform" / "locale"
    return gettext.translation("django", place, [language()], fallback=True).gettext


_ = _catalogue()


def tell(message: str) -> None:
    """A word to the person at the terminal; standard output is for results."""
    print(message, file=sys.stderr, flush=True)  # noqa: T201  # this is the command line


def out(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def address(written: str) -> tuple[str, int]:
    """HOST:PORT; a bare port means the loopback."""
    host, _colon, port = written.rpartition(":")
    if not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(_("应写作 主机:端口，例如 127.0.0.1:8000"))
    return host.strip("[]") or "127.0.0.1", int(port)


def threads(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or not 0 < int(written) <= MOST_THREADS:
        raise argparse.ArgumentTypeError(_("应为 1 到 %(most)s 的整数") % {"most": MOST_THREADS})
    return int(written)


def words(written: str) -> str:
    """Words in another encoding than the terminal says arrive as lone surrogates, which nothing can store."""
    try:
        written.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(_("有无法识别的字符。请把终端的编码改为 UTF-8 后重新输入。")) from None
    return written


def day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(_("日期应写作 2026-01-31")) from None
