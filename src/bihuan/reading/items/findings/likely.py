"""Which sentences of a feedback are like those that tell a finding, weighed beside what the grammar found.

The grammar (`findings.py`) says why a sentence tells a finding, in the layouts that somebody thought of. The weights in
`findings.txt` are learned from the labelled documents: from wording, from what stands around a sentence, and from where in its
paragraph it stands. Both are asked of every sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bihuan.reading import likeness
from bihuan.reading.body import Body, Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.findings import leads, regions

SENTENCES = likeness.Layout({"words": 1.0, "around": 0.5, "marks": 0.75}, text="words", few=0, unit=20)
FINDINGS = "findings.txt"
FINDING, NOTHING = "finding", "nothing"
# In points of likeness. With them, of 942 findings in feedbacks that weights were not learned from 934 are found, and 15 of 949
# entries are none; rules alone, which were tuned on these very feedbacks, find 934 and 13. Of 450 that rules were not tuned on
# either, 391 are found beside 12 that are none; by rules alone 382 beside 17.
_ENTERED = 0.0  # where nothing announces findings; where something does, the rules decide what it announces
_ENTERED_BESIDE = 0.2  # outside of what is announced
_TAKEN_OUT = -0.8
_WEIGHED = ("listed", "sentence", "inferred")  # what tables and labels say of themselves is not asked again
_NUMBER = expression(
    r"\(?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]+[、,]"
)
_FIGURE = expression(
    r"\d+(?:\.\d+)?|[一二三四五六七八九十百千万零〇两]+(?=[年月日个处家万亿吨项条公米亩座起件倍成人次户])"
)
_PLACE = expression(r"[一-鿿]{1,4}[县市区州盟旗镇乡村]")
_SHORTEST = 6
_LONGEST_HEADING = 40
_OPENING = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph, whether it is a heading, whether it stands where findings are announced (None where nothing
    announces any), and what the weights are asked for."""

    part: Part
    paragraph: Part
    heads: bool
    inside: bool | None
    traits: likeness.Traits


def complete(document: Document, items: list[Draft]) -> None:
    """Takes out what is like no finding, and enters what is like one though no rule found it: where likeness knows most of
    what the rules found, so that it follows how this feedback is laid out. Headings are left to the rules, which see what
    stands below them."""
    weights = likeness.learned(FINDINGS, SENTENCES)
    judged = [(one, weights.points(one.traits)[FINDING]) for one in sentences(document) if not one.heads]
    ruled = [item for item in items if item.found in _WEIGHED]
    told = [points for one, points in judged if any(_opens_in(item, one.part) for item in ruled)]
    if told and median(told) < 0:
        return
    for one, points in judged:
        if one.inside is not False and points < _TAKEN_OUT:
            items[:] = [item for item in items if item.found not in _WEIGHED or not _opens_in(item, one.part)]
        elif (
            not one.inside
            and points > (_ENTERED if one.inside is None else _ENTERED_BESIDE)
            and not _is_beside(document, one, items)
        ):
            items += leads.finding(document, Part(one.part.start, one.paragraph.end), None)


def _is_beside(document: Document, one: Sentence, items: list[Draft]) -> bool:
    """Whether the grammar has read a sentence already, or knows it for what goes on about the one before (该县…) or heads a
    series (治理还有短板。一是…二是…)."""
    body, (start, end) = document.body, (one.part.start, one.paragraph.end)
    if any(item.problem.start < one.part.end and start < item.problem.end for item in items):
        return True
    heading = document.numbered_at(start)
    text = heading.text_start if heading else start
    heads = not regions.MEMBER.match(body.folded, text) and leads.counts_up(document, Part(text, end))
    return heads or bool(leads.CARRIES_ON.match(body.folded, start))


def _opens_in(item: Draft, part: Part) -> bool:
    return part.start <= item.problem.start < part.end


def sentences(document: Document) -> Iterator[Sentence]:
    """The sentences of a document, but those of few characters."""
    body = document.body
    told = [(line, parts) for line in body.lines if (parts := list(_parts(body, line)))]
    announced = regions.regions(document)
    chapters = {h.line.start for h in document.numbered if h.level == 0}
    count, at = sum(len(parts) for _, parts in told), 0
    chapter = above = ""
    for line, parts in told:
        words = [_folded(body.seen(part)) for part in parts]
        paragraph = _folded(body.seen(line))
        heads = len(parts) == 1 and len(paragraph) < _LONGEST_HEADING and paragraph[-1] not in "。;"
        if line.start in chapters and len(paragraph) < _LONGEST_HEADING:
            chapter = paragraph
        for nth, part in enumerate(parts):
            inside = any(start <= part.start < end for start, end in announced)
            marks = {
                f"heads:{heads}",
                f"tenth:{10 * at // count}",
                f"inside:{inside}",
                f"inside:{inside}:{min(nth, 2)}",
                f"regions:{bool(announced)}",
                *_marks_of_place(nth, len(parts)),
                *_marks_of_wording(body.seen(part), words[nth], nth),
            }
            around = {f"above:{pair}" for pair in likeness.pairs(above)}
            around |= {f"chapter:{pair}" for pair in likeness.pairs(chapter)}
            around |= set(_beside(words, nth, paragraph))
            traits = {"words": likeness.pairs(words[nth]), "around": frozenset(around), "marks": frozenset(marks)}
            yield Sentence(part, line, heads, inside if announced else None, traits)
            at += 1
        above = paragraph if heads else above


def _parts(body: Body, line: Part) -> Iterator[Part]:
    for part in body.sentences(line.start, line.end):
        if len(body.seen(part).replace(" ", "")) >= _SHORTEST:
            yield part


def _folded(text: str) -> str:
    return _FIGURE.sub("0", text.replace(" ", ""))


def _beside(words: list[str], nth: int, paragraph: str) -> Iterator[str]:
    """What its paragraph opens with, and how the sentences before and after it do."""
    if nth:
        yield f"before:{words[nth - 1][:3]}"
        yield from (f"opens:{pair}" for pair in likeness.pairs(paragraph[:_OPENING]))
    if nth + 1 < len(words):
        yield from (f"after:{words[nth + 1][:size]}" for size in (2, 3))


def _marks_of_place(nth: int, of: int) -> Iterator[str]:
    """Where in its paragraph a sentence stands."""
    yield f"nth:{min(nth, 3)}"
    yield f"of:{min(of, 6)}"
    yield f"nth:{min(nth, 2)}:{min(of, 4)}"


def _marks_of_wording(seen: str, words: str, nth: int) -> Iterator[str]:
    """Its number, its length, its figures, and how its first clause is made."""
    number = _NUMBER.match(seen)
    yield f"number:{_folded(number[0]) if number else ''}"
    yield f"number:{bool(number)}:{min(nth, 2)}"
    clause = _folded(seen[number.end() if number else 0 :]).partition(",")[0].partition(":")[0]
    place, figures = _PLACE.search(clause), "0" in clause
    yield f"length:{min(len(words) // 15, 8)}"
    yield f"figures:{min(words.count('0'), 5)}"
    yield f"clause:{min(len(clause) // 6, 5)}:{figures}:{bool(place)}"
    yield f"clause:{place is not None and place.start() == 0}:{figures}"
