"""A line of progress for the person at the terminal: how much of a file is read, and how long the rest will take."""

import time
import unicodedata
from collections.abc import Callable
from typing import TextIO

WIDTH = 24
OFTEN = 0.1  # seconds between two drawings


def seconds_left(done: int, total: int, seconds: float) -> int:
    """How long the rest will take when `done` of `total` took `seconds`; 0 while or where there is nothing to say."""
    return round(seconds / done * (total - done)) if 0 < done < total else 0


class ProgressLine:
    """One line that is drawn over and over. Call it with (done, total); `clear` takes it away.

    `words` is filled in with done, total and left, the seconds or minutes the rest will take at the pace so far.
    """

    def __init__(
        self, stream: TextIO, name: str, words: tuple[str, str, str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._name, self._clock = stream, name, clock
        self._pages, self._seconds, self._minutes = words
        self._began = self._drawn = clock()
        self._shown = 0

    def __call__(self, done: int, total: int) -> None:
        now = self._clock()
        if total < 2 or (now - self._drawn < OFTEN and done < total):
            return
        self._drawn = now
        filled = WIDTH * done // total
        told = self._pages % {"done": done, "total": total}
        self._draw(f"{'█' * filled}{'░' * (WIDTH - filled)} {told}{self._left(done, total, now)}  {self._name}")

    def _left(self, done: int, total: int, now: float) -> str:
        left = seconds_left(done, total, now - self._began)
        if not left:
            return ""
        return self._seconds % {"left": left} if left < 90 else self._minutes % {"left": round(left / 60)}

    def clear(self) -> None:
        if self._shown:
            self._draw("")
            self._stream.write("\r")
            self._stream.flush()

    def _draw(self, line: str) -> None:
        wide = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
        self._stream.write("\r" + line + " " * max(0, self._shown - wide))
        self._stream.flush()
        self._shown = wide
