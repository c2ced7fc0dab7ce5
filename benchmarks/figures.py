"""How figures are printed: what was measured, what is asked of it, and whether that is met."""

from collections.abc import Iterable
from unicodedata import east_asian_width

from benchmarks.pace import Pace

HEAD = ("", "who", "p50 ms", "p95 ms", "asked", "queries", "asked", "", "p95/piece")
WIDTHS = (34, 8, 7, 7, 6, 8, 6, 6, 9)
MET, MISSED = "met", "MISSED"


def line(cells: Iterable[object], widths: Iterable[int] = WIDTHS) -> str:
    """A row of a table: words to the left, numbers to the right."""
    return "  " + " ".join(_padded(str(cell), width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def asked(what: str, seconds: float, most: float) -> str:
    """One figure with its target, both in seconds, and how many pieces of work this machine does just now in that time."""
    pieces = seconds * 1000 / Pace().timed()
    return f"{what}: {seconds:.2f} s ({pieces:.0f} pieces), asked ≤ {most:g} s: {MET if seconds <= most else MISSED}"


def _padded(text: str, width: int) -> str:
    gap = " " * max(0, width - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text))
    return gap + text if text[:1].isdigit() or text.startswith("≤") else text + gap
