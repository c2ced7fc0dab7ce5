"""What crawling, copying and conversion did to a text is taken away, pass by pass; every character keeps its way back
to the source, and every pass counts what it took. What cannot be repaired surely is a doubt, never a silent change."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bihuan.reading.cleaning import flattened, pinyin, punctuation, radicals, slip, spun, tails, traditional, wraps
from bihuan.reading.cleaning.cleaned import Cleaned, Edit
from bihuan.reading.result import Doubt, NoiseCount
from bihuan.reading.source import Span

__all__ = ["Cleaned", "Cleansing", "clean"]

Pass = Callable[[Cleaned], list[Edit]]

# The slip comes before all of these: the other passes would remove the bytes it needs.
PASSES: tuple[tuple[str, Pass], ...] = (
    ("radicals", radicals.characters),
    ("markup", punctuation.markup),
    ("pinyin", pinyin.annotations),
    ("broken_space", punctuation.broken_spaces),
    ("scrambled", punctuation.scrambled),
    ("doubled_marks", punctuation.doubled_marks),
    ("traditional", traditional.characters),
    ("search_phrases", tails.search_phrases),
    ("link_list", tails.link_lists),
    ("widget", tails.widgets),
    ("spaces", punctuation.inner_spaces),
    ("repetition", tails.repetitions),
    ("broken_line", wraps.broken_lines),
    ("lost_line", flattened.lost_lines),
)

_OF_LINES = frozenset(("search_phrases", "link_list", "widget", "repetition", "broken_line", "lost_line"))


@dataclass(frozen=True)
class Cleansing:
    cleaned: Cleaned
    noise: tuple[NoiseCount, ...]
    doubts: tuple[Doubt, ...]


def clean(
    text: str, tables: Sequence[Span] = (), furniture: Sequence[Span] = (), cells: Sequence[Span] = ()
) -> Cleansing:
    """The text without its noise, what was taken away, and what remains doubtful. Clean text comes back as it is.

    Lines inside `tables`, which the format knows, are neither dropped nor joined, except where one of their `cells` breaks a
    day; `furniture` goes without being counted.
    """
    gone = [Edit(s.start, s.end) for s in furniture]
    broken = [e for e in wraps.broken_days(text, cells) if not _inside(Span(e.start, e.end), furniture)]
    cleaned = Cleaned.of(text).edited(sorted([*gone, *broken], key=lambda edit: edit.start))
    for prepared in (punctuation.invisible, punctuation.tabs):
        if edits := prepared(cleaned):
            cleaned = cleaned.edited(edits)
    cleaned, doubts = slip.repair(cleaned)
    counted = Counter({"byte_slip": len(doubts), "broken_line": len(broken)})
    for kind, found in PASSES:
        edits = found(cleaned)
        if tables and kind in _OF_LINES:
            edits = [e for e in edits if not _inside(cleaned.source_span(e.start, e.end), tables)]
        if edits:
            counted[kind] += len(edits)
            cleaned = cleaned.edited(edits)
    # A guess is shown in the characters that the rest of the reading uses.
    simplified = tuple(_simplified(d) for d in doubts) if counted["traditional"] else tuple(doubts)
    noise = tuple(NoiseCount(kind, count) for kind, count in counted.items() if count)
    return Cleansing(cleaned, noise, (*simplified, *spun.doubts(cleaned)))


def _inside(span: Span, tables: Sequence[Span]) -> bool:
    return any(t.start < span.end and t.end > span.start for t in tables)


def _simplified(doubt: Doubt) -> Doubt:
    guess = traditional.simplify(doubt.guess) if doubt.guess else None
    return Doubt(doubt.text, doubt.start, doubt.end, doubt.why, guess)
