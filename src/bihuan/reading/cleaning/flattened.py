"""Lines that were run together: a list of entries, each with its labels, that a page or a copy holds as one paragraph."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.reading.cleaning.cleaned import Cleaned, Edit
from bihuan.reading.expressions import expression
from bihuan.reading.numerals import cn_number
from bihuan.reading.vocabulary.wordings import concern_of

_LINE = expression(r"[^\n|]{80,}")
_WORDS = expression(r"(?P<words>[一-鿿]{2,14}):(?!//)")
# A mark of a list before a label keeps its line: 责任单位:甲;完成时限:乙, (责任单位:甲).
_KEEPS = "(（[【,、;；"
_SERIES = (
    expression(r"(?P<number>[一二三四五六七八九十]{1,3})、(?=[一-鿿])"),
    expression(r"(?<![第项期批条款])\((?P<number>[一二三四五六七八九十]{1,3})\)(?=[一-鿿“])"),
    expression(r"(?<![\d.第])(?P<number>\d{1,2})[.、] ?(?=[一-鿿“])"),
    expression(r"(?<![第项期批条款])\((?P<number>\d{1,2})\)(?=[一-鿿“])"),
)
_LEAST_CONCERNS = 2  # that come back, for a text to hold several entries
_LEAST_NUMBERS = 2
_CHARACTER = expression("[一-鿿]")
_SHORTEST, _LONGEST = 2, 8


@dataclass(frozen=True, slots=True)
class Line:
    """A long line with the places and the concerns of its labels."""

    start: int
    end: int
    labels: tuple[tuple[int, str], ...]


def lost_lines(cleaned: Cleaned) -> list[Edit]:
    """Line feeds to put in, before the numbers and the labels of a long line that several entries, or the labels of one
    without anything between them, were run into."""
    folded = cleaned.folded
    lines = [Line(m.start(), m.end(), tuple(_labels(folded, *m.span()))) for m in _LINE.finditer(folded)]
    often = Counter(concern for line in lines for _, concern in line.labels)
    if sum(1 for count in often.values() if count > 1) < _LEAST_CONCERNS:
        return []
    if not any(_come_back(line) or _are_glued(folded, line) for line in lines):
        return []
    run_together = [line for line in lines if len(line.labels) > 1]
    numbers = {at for series in _SERIES for at in _counted(folded, series, run_together)}
    if len(numbers) < _LEAST_NUMBERS:
        return []
    labels = {at for line in run_together for at, _ in line.labels if folded[at - 1] not in _KEEPS}
    starts = {line.start for line in run_together}
    return [_broken(folded, at) for at in sorted((numbers | labels) - starts)]


def _come_back(line: Line) -> bool:
    often = Counter(concern for _, concern in line.labels)
    return sum(1 for count in often.values() if count > 1) >= _LEAST_CONCERNS


def _are_glued(folded: str, line: Line) -> bool:
    return len({concern for at, concern in line.labels if at > line.start and _CHARACTER.match(folded, at - 1)}) > 1


def _broken(folded: str, at: int) -> Edit:
    return Edit(at - 1, at, "\n") if folded[at - 1] == " " else Edit(at, at, "\n")


def _labels(folded: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Where labels begin, whatever stands before them, and their concerns. Of 党委和政府责任人 the last words are one."""
    for match in _WORDS.finditer(folded, start, end):
        stop = match.end("words")
        for first in range(max(match.start(), stop - _LONGEST), stop - _SHORTEST + 1):
            if concern := concern_of(folded[first:stop]):
                yield first, concern
                break


def _counted(folded: str, series: re.Pattern[str], lines: list[Line]) -> Iterator[int]:
    """The numbers of a list that counts from one, without a gap, and may begin anew."""
    expected = 1
    for match in (m for line in lines for m in series.finditer(folded, line.start, line.end)):
        if (number := cn_number(match["number"])) in (1, expected):
            yield match.start()
            expected = number + 1
