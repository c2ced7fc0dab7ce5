"""Lines above the paragraphs of a feedback: 一、水环境治理短板突出 over several findings, or 医疗废物混入生活垃圾 over one
paragraph of facts that proves it, so that the line itself is the finding."""

from collections.abc import Iterator
from itertools import pairwise

from bihuan.reading import measures
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import LACKS, OTHER_HEADING
from bihuan.reading.items.answerable import blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.findings import leads, several

Lines = list[tuple[Part, Part]]
"""Lines of a region, each with what of it stands there."""

_CLOSED = expression(r"[。;:]")
_COUNTS = expression(r"\d{2}")
_LEAST = 2
_LONGEST = 36


def over_paragraphs(document: Document, told: Lines, end: int) -> dict[Part, list[Part]]:
    """Headline → the paragraphs that prove it, where it is itself a finding; else none."""
    lines = [line for line, _ in told]
    marked = _marked(document, lines)
    final = max((line.start for line in document.body.lines if line.start < end), default=0)
    heads = (
        {line for line in lines if line.end < final and _is_heading(document.body.seen(line))}
        | _sentences_alone(document, told)
        | marked
    )
    below: dict[Part, list[Part]] = {line: [] for line in lines if line in heads}
    current: Part | None = None
    for line in lines:
        current = line if line in heads else current
        if current and line is not current:
            below[current].append(line)
    over = {line: paragraphs for line, paragraphs in below.items() if paragraphs}
    proved = {line for line, paragraphs in over.items() if len(paragraphs) == 1 and _is_proof(document, paragraphs[0])}
    blaming = sum(bool(LACKS.search(document.body.seen(line))) for line in proved)
    blames = bool(marked) or blaming * 2 >= len(proved)
    each = len(proved) >= _LEAST and len(proved) * 3 >= len(over) * 2 and blames
    return {line: over[line] if each and line in over and _can_be(document, line) else [] for line in below}


def finding(document: Document, line: Part, proof: list[Part]) -> Iterator[Draft]:
    """The finding that a headline is, told of whom it names or its proof opens with."""
    heading = document.numbered_at(line.start)
    whole = Part(heading.text_start if heading else line.start, proof[-1].end)
    yield from leads.finding(document, whole, heading.number if heading else None)


def _can_be(document: Document, line: Part) -> bool:
    return not OTHER_HEADING.search(document.body.seen(line))


def _is_heading(seen: str) -> bool:
    """A short line without a full stop; the last of all has no paragraphs below it."""
    return len(seen) <= _LONGEST and not _CLOSED.search(seen) and not _COUNTS.search(seen[4:])


def _marked(document: Document, lines: list[Part]) -> set[Part]:
    """Short lines behind bullets, if each stands above a longer one without."""
    bullets = {line for line in lines if document.body.folded[line.start] in measures.BULLETS}
    following = dict(pairwise(lines))
    above = all(line in following and following[line] not in bullets for line in bullets)
    return bullets if above and all(line.end - line.start <= _LONGEST for line in bullets) else set()


def _sentences_alone(document: Document, told: Lines) -> set[Part]:
    """Short sentences, each a line of its own above long ones, that name nobody: 一是绿色发展理念落实不够。⏎2013年以来,…⏎….
    The first of them stands above everything."""
    body = document.body
    short = [line for line, part in told if part == line and _is_short_sentence(body.seen(line))]
    if len(short) < _LEAST or not told or short[0] is not told[0][0]:
        return set()
    following = {a: b for (a, _), (b, _) in pairwise(told)}
    above = all(line in following and following[line].end - following[line].start > _LONGEST for line in short)
    return set(short) if above and not any(blamed.opening(document, line) for line in short) else set()


def _is_short_sentence(seen: str) -> bool:
    return len(seen) <= _LONGEST and seen.endswith("。") and not _CLOSED.search(seen[:-1]) and not _COUNTS.search(seen)


def _is_proof(document: Document, paragraph: Part) -> bool:
    """Whether a paragraph opens with a fact, not with a judgement of its own, and counts up nothing."""
    return (
        not leads.counts_up(document, paragraph)
        and not several.judges(document, next(document.body.sentences(paragraph.start, paragraph.end)))
        and not several.by_name(document, paragraph)
    )
