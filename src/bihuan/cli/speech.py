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


FRAME = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这段说明",
    "show program's version number and exit": "显示版本",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "还要写明：%s",
    "unrecognized arguments: %s": "不认识：%s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r，可以是 %(choices)s",
    "not allowed with argument %s": "不能与 %s 同时用",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "至少要写一个",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 可能是 %(matches)s，请写全",
    "ignored explicit argument %r": "后面不能带值 %r",
}
"""What argparse says around our own words, in Chinese; what it says in a later Python besides stays English."""


def frame_in_chinese() -> None:
    """Argparse asks its module's `_` for each of its texts, and offers no other place for another language."""
    argparse._ = lambda text: FRAME.get(text, text)  # type: ignore[attr-defined]  # the name is argparse's own, which the stubs do not list


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
