"""What kind of document this is: what its cues show, and which kind's pages it is like.

Cues stand in vocabulary/kinds.toml; their points tell the kind that the words of title, beginning and text, labels and
tables show. That kind has a vote (`_VOTE`) beside the likeness to pages of each kind, which is learned (likeness.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, cast

from bihuan.reading import likeness
from bihuan.reading.document import Document, is_meta
from bihuan.reading.domain import UNITS, hands_out, in_domain, may_be_of_it
from bihuan.reading.expressions import expression
from bihuan.reading.meetings import minutes
from bihuan.reading.vocabulary import load


@dataclass(frozen=True, slots=True)
class Cue:
    kind: str
    where: str  # headline | title | head | lead | text
    pattern: re.Pattern[str]
    also: re.Pattern[str]
    unless: re.Pattern[str] | None
    points: float

    def shows(self, text: str) -> bool:
        found = self.pattern.search(text) and self.also.search(text)
        return bool(found) and not (self.unless and self.unless.search(text))


@cache
def _cues() -> tuple[Cue, ...]:
    return tuple(
        Cue(
            c["kind"],
            c["where"],
            expression(_whole(c["pattern"]), needs=c.get("needs", ())),
            expression(c.get("also", "")),
            expression(c["unless"]) if "unless" in c else None,
            float(c["points"]),
        )
        for c in cast(list[dict[str, Any]], load("kinds")["cue"])
    )


def _whole(pattern: str) -> str:
    """A pattern with what its names stand for."""
    said = cast(dict[str, str], load("kinds")["said"])
    return re.sub(r"<(\w+)>", lambda name: said[name[1]], pattern)


_VOTE = 0.2  # what is shown, in points of likeness; the more pages likeness has learned from, the less cues add
_ELSEWHERE = "elsewhere"  # of a text in which no word is of the field, or one of another
_NEEDED = 2.4
_PLAIN = 4.4  # so plain a kind needs no more than a word that may be of the field
_LABELLED_RESULTS = 2.5
_LABELLED_PLAN = 3
_ANSWERED = 9  # each entry tells what was found and done about a complaint
_KEPT = 5  # a list of problems that says who, by when, and how far is kept up, be it called 清单
_STATES = frozenset(("result", "status", "closed"))
_HEAD_OF_MINUTES = 3
_RUBRIC = expression(r"(?<=^[一-鿿]{4})\|", needs="|")  # 督察曝光|…: the name of the column before a headline
_NO_TITLE = expression(r"[。,;|]|^\d|^\(?[一二三四五六七八九十]{1,2}[、)]|^[^“”:]{1,12}:")
_NAMES_A_PAPER = expression(
    r"^关于|(?:方案|清单|公示|公告|通知|通报|报告|函|单|表|台账|纪要|简报|一览)(?:\([^()]*\))?$"
)  # what a title ends with that names the paper it stands on, and does not tell the news
# From the first character of a cell on: tried from each, a long line without a mark would take time by its square.
_TELLS = expression(r"(?:^|\|)[^|\n一-鿿]*[一-鿿][^|\n]{20,}[。;:](?!\d)")
# 根据《…整改方案》: the paper that is followed is not the one that is read.
_QUOTED = expression(r"(?:按照?|根据|依据|依照|落实|对照|执行)了?[^《》\n]{0,4}《[^《》\n]*》", needs="《")
_SENTENCES_OF_LEAD = 2
_RECTIFYING = 3  # so often 整改
_DONE = expression(
    r"(?:已|已经|均|全部|全面|基本|顺利)[^。,;\n]{0,8}(?:完成|整改|销号|到位)|整改到位|完成整改|整改完成(?!情况)"
)


def _columns(document: Document) -> Iterator[set[str]]:
    """What the columns of each list tell; one laid out as several tables is one list."""
    for grid in document.lists:
        yield {c for c in grid.concerns if c} | {c for row in grid.rows[:1] for c in row.fields}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a document, the one that comes next, and by how many points of likeness it does."""

    kind: str
    rival: str
    margin: float


def classify(document: Document) -> Verdict:
    """One of `KINDS`; `other` where the text is of another domain or shows no kind."""
    return judged(look(document), likeness.learned())


@dataclass(frozen=True, slots=True)
class Looks:
    """`shown` is the kind that the cues tell, `traits` are what likeness asks for."""

    shown: str
    traits: likeness.Traits


def judged(looks: Looks, weights: likeness.Weights) -> Verdict:
    """The kind that what is shown and what the page is like speak for; a text of another domain is like no page of this."""
    votes = weights.points(looks.traits)
    votes[looks.shown] += _VOTE
    if _ELSEWHERE in looks.traits["marks"]:
        votes["other"] = max(votes.values()) + _VOTE
    first, second = sorted(votes, key=lambda kind: -votes[kind])[:2]
    return Verdict(first, second, votes[first] - votes[second])


def look(document: Document) -> Looks:
    """What the kind of a document is told by."""
    title = document.body.seen(document.title) if document.title else ""
    first = f"{document.heading_text}\n{_lead(document)}"
    of_it = in_domain(document)
    marks = {label.concern for label in document.labels}
    marks |= {f"column:{concern}" for concerns in _columns(document) for concern in concerns}
    marks |= {"records"} if minutes.head(document).records else set()
    marks.add("domain" if of_it else "hint" if may_be_of_it(document) else _ELSEWHERE)
    return Looks(_shown(document, of_it), likeness.traits(title, first, document.body.folded, marks))


def _shown(document: Document, of_it: bool) -> str:
    points = scores(document)
    best = max(points, key=lambda kind: points[kind], default="other")
    if not of_it and not (points.get(best, 0) >= _PLAIN and may_be_of_it(document)):
        return "other"
    if points.get(best, 0) >= _NEEDED:
        return best
    return "progress_report" if _keeps_rectifying(document) else "other"


def _keeps_rectifying(document: Document) -> bool:
    """Whether a page that names nothing else tells again and again of putting right, and once that it was done."""
    folded = document.body.folded
    return folded.count("整改") >= _RECTIFYING and bool(_DONE.search(folded))


def scores(document: Document) -> dict[str, float]:
    """Points by kind."""
    title = document.body.seen(document.title) if document.title else ""
    titles = "\n".join([title, *(_later_titles(document))])
    texts = {
        "headline": "" if _NAMES_A_PAPER.search(title) else title,
        "title": _QUOTED.sub("", titles),
        "head": _QUOTED.sub("", document.heading_text),
        "lead": _lead(document),
        "text": document.body.folded,
    }
    # Cues of one place overlap: the strongest counts there, as what is said again elsewhere counts anew.
    strongest: dict[tuple[str, str], float] = {}
    for cue in _cues():
        key = cue.kind, cue.where
        if cue.points > strongest.get(key, 0) and cue.shows(texts[cue.where]):
            strongest[key] = cue.points
    points: dict[str, float] = {}
    for (kind, _), more in strongest.items():
        points[kind] = points.get(kind, 0) + more
    for kind, more in (*_shown_by_labels(document), *_shown_by_tables(document)):
        points[kind] = points.get(kind, 0) + more
    return points


def _shown_by_labels(document: Document) -> Iterator[tuple[str, float]]:
    """What labelled paragraphs say: results beside measures report, limits and units without results plan, 是否属实 and
    what was done about it answer a complaint, who presided and who was there record a meeting."""
    found = {label.concern for label in document.labels}
    measured = found & {"problem", "goal"} and found & {"measures"}
    if _answers(found):
        yield "petition_table", _ANSWERED
    elif measured and found & {"result", "measures_and_result"}:
        yield "progress_report", _LABELLED_RESULTS
    elif measured and found & {"deadline"} and found & UNITS:
        yield "plan", _LABELLED_PLAN
    if minutes.head(document).records:
        yield "minutes", _HEAD_OF_MINUTES


def _shown_by_tables(document: Document) -> Iterator[tuple[str, float]]:
    """What the columns of a table say."""
    for concerns in _columns(document):
        if _answers(concerns):
            yield "petition_table", _ANSWERED
        elif concerns & {"goal", "measures"} and concerns & {"deadline"} and concerns & UNITS:
            yield ("ledger", 3) if concerns & _STATES else ("plan", 4.5)
        elif hands_out(concerns):
            yield ("ledger", _KEPT) if concerns & _STATES else ("plan", 2.4)
        elif "problem" in concerns and concerns & UNITS and concerns & _STATES:
            yield "ledger", 2.4
        elif "problem" in concerns:
            yield "inspection_list", 1


def _answers(concerns: set[str]) -> bool:
    return bool(
        "problem" in concerns
        and (concerns & {"verdict"} or concerns >= {"verification", "handling"} or _closes(concerns))
        and concerns & {"verification", "handling", "result", "duty", "lead"}
    )


def _closes(concerns: set[str]) -> bool:
    """Whether 办理状态 is that of a complaint; beside a limit it is that of a task."""
    return "closed" in concerns and ("deadline" not in concerns or bool(concerns & {"verification", "handling"}))


def _lead(document: Document) -> str:
    """The first two sentences below the title, in which news tell what happened."""
    title = document.title
    prose = (line for line in document.body.lines if line != title and not is_meta(document.body.seen(line)))
    first = next((line for line in prose if _TELLS.search(document.body.seen(line))), None)
    if first is None:
        return ""
    told = islice(document.body.sentences(first.start, first.end), _SENTENCES_OF_LEAD)
    return "".join(document.body.seen(sentence) for sentence in told)


def _later_titles(document: Document) -> list[str]:
    """A page often opens with a short name and brings the full title on a later line."""
    lines = (_RUBRIC.sub("", document.body.seen(line)) for line in document.body.lines[1:8])
    return [line for line in lines if 6 <= len(line) <= 50 and not _NO_TITLE.search(line)]
