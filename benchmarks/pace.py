"""How fast this machine is just now, so that a slow machine is told from a slow page.

One piece of work, always the same: half of it in the interpreter, half in the database it carries. A machine that shares its
processors takes up to twice as long for it for minutes; a figure in pieces stays where it is.
"""

import json
import sqlite3
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field

TURNS, ROWS, TRIES = 3, 4000, 3


@dataclass(slots=True)
class Pace:
    """The pieces timed so far, in milliseconds. Time one before and after whatever is measured."""

    pieces: list[float] = field(default_factory=list)

    def timed(self) -> float:
        """The middle one of a few tries, so that one interruption does not count."""
        self.pieces.append(statistics.median(_spent() for _ in range(TRIES)))
        return self.pieces[-1]

    @property
    def now(self) -> float:
        """What a piece takes about now: by the one before and the one after."""
        return statistics.mean(self.pieces[-2:])

    @property
    def best(self) -> float:
        return min(self.pieces)

    def __str__(self) -> str:
        """The spread of all pieces timed."""
        slowest, usual = max(self.pieces), statistics.median(self.pieces)
        return (
            f"one piece of work: {self.best:.0f} ms at best, usually {usual:.0f}, {slowest:.0f} at worst: "
            f"this machine was usually {usual / self.best:.2f}× slower than its best here, at worst {slowest / self.best:.2f}×"
        )


def _spent() -> float:
    began = time.perf_counter()
    piece()
    return (time.perf_counter() - began) * 1000


def piece() -> int:
    """The work itself; what it returns is always the same."""
    words = Counter[str]()
    for turn in range(TURNS):
        rows = [{"number": f"DC-{turn}-{n:06}", "state": n % 11, "title": "整改" * (n % 7)} for n in range(ROWS // 4)]
        words.update(row["title"] for row in json.loads(json.dumps(rows, ensure_ascii=False)))
    with sqlite3.connect(":memory:") as kept:
        kept.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, state INTEGER, title TEXT)")
        kept.executemany("INSERT INTO row VALUES (?, ?, ?)", ((n, n % 11, f"整改{n % 97}") for n in range(ROWS * 3)))
        for state in range(TURNS):
            found = "SELECT title, COUNT(*) FROM row WHERE state <> ? AND instr(title, '7') > 0 GROUP BY title"
            words.update(dict(kept.execute(found, [state]).fetchall()))
    kept.close()
    return words.total()
