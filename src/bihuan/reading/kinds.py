"""What kind of document this is: points for cues in the title, in the first lines and in the whole text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from bihuan.reading import deadlines, minutes
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.vocabulary import any_of, load, words


@dataclass(frozen=True, slots=True)
class Cue:
    kind: str
    where: str  # title | head | text
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
            expression(c["pattern"], needs=c.get("needs", ())),
            expression(c.get("also", "")),
            expression(c["unless"]) if "unless" in c else None,
            float(c["points"]),
        )
        for c in cast(list[dict[str, Any]], load("kinds")["cue"])
    )


_FEW_WEAK, _MANY_WEAK = 2, 3  # different words of the field that together prove it, with and without one in the title
_MATTERS, _PER = 2, 90  # so many different words for what pollutes, and one of them in so many characters
_NEEDED = 2.4
_LABELLED_RESULTS = 2.5
_LABELLED_PLAN = 3
_ANSWERED = 9  # each entry tells what was found and done about a complaint
_KEPT = 5  # a list of problems that says who, by when, and how far is kept up, be it called 清单
_UNITS = frozenset(("lead", "duty", "lead_assist"))
_STATES = frozenset(("result", "status", "closed"))
_HEAD_OF_MINUTES = 3
_ARTICLE = expression(
    r"第[一二三四五六七八九十百]{1,5}条(?: |[一-鿿])[^\n]{0,200}?(?:应当|不得|可以|依法|施行)", needs="条"
)
_RUBRIC = expression(r"(?<=^[一-鿿]{4})\|", needs="|")  # 督察曝光|…: the name of the column before a headline
_NO_TITLE = expression(r"[。,;|]|^\d|^\(?[一二三四五六七八九十]{1,2}[、)]|^[^“”:]{1,12}:")
_ARTICLES = 2
_OPINIONS, _HEAD_OF_COLUMN = 2, 120  # so many different turns of opinion; characters in which a column names itself


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(any_of(words("domain", "strong")))


@cache
def _weak() -> re.Pattern[str]:
    return re.compile(any_of(words("domain", "weak")))


@cache
def _rectifying() -> re.Pattern[str]:
    return re.compile(any_of(words("domain", "rectifying")))


@cache
def _matter() -> re.Pattern[str]:
    return re.compile(any_of(words("domain", "matter")))


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(any_of(words("domain", "foreign")))


@cache
def _elsewhere() -> re.Pattern[str]:
    return re.compile("|".join([any_of(words("domain", "elsewhere")), *words("domain", "elsewhere_forms")]))


@cache
def _accepted() -> re.Pattern[str]:
    return re.compile("|".join(words("domain", "acceptance")))


@cache
def _opinion() -> re.Pattern[str]:
    return re.compile(any_of(words("domain", "opinion")))


@cache
def _column() -> re.Pattern[str]:
    return re.compile(any_of(words("domain", "column")))


@cache
def _handed() -> re.Pattern[str]:
    return re.compile("|".join(words("domain", "handed")))


def in_domain(document: Document) -> bool:
    """Whether the text is about environmental inspection at all; the same words serve audits and party inspections."""
    folded = document.body.folded
    strong = {m[0] for m in _strong().finditer(folded)}
    weak = {m[0] for m in _weak().finditer(folded)}
    named = re.sub(r"\([^()]*\)", "", document.body.seen(document.title)) if document.title else ""
    if _elsewhere().search(named) or _is_statute(document) or _argues(document):
        return False
    if _accepted().search(folded):
        return True
    foreign = bool(_foreign().search(document.heading_text))
    if foreign and not _strong().search(document.heading_text):
        return False
    if strong or _handed().search(folded) or len(weak) >= _MANY_WEAK or _keeps_naming(folded):
        return True
    title = document.body.seen(document.title) if document.title else ""
    if _rectifying().search(title) and not _foreign().search(folded):
        return True
    named_in_title = _weak().search(title) or _matter().search(title)
    few = len(weak | {m[0] for m in _matter().finditer(folded)}) >= _FEW_WEAK
    return few and bool(named_in_title or _sets_limits(document))


def _sets_limits(document: Document) -> bool:
    """Whether a list tells of most of its matters who is to settle them and by when."""
    for grid in document.lists:
        told = [
            _hands_out(set(row.fields)) and deadlines.labelled(document.days, limit.start, limit.end)
            for row in grid.rows
            for limit in row.fields.get("deadline", [])[:1]
        ]
        if sum(bool(due and due.date) for due in told) * 2 > len(grid.rows):
            return True
    return False


def _columns(document: Document) -> Iterator[set[str]]:
    """What the columns of each list tell; one laid out as several tables is one list."""
    for grid in document.lists:
        yield {c for c in grid.concerns if c} | {c for row in grid.rows[:1] for c in row.fields}


def _hands_out(concerns: set[str]) -> bool:
    """Whether the columns of a list say what is wrong, who is to put it right, and by when."""
    return "problem" in concerns and "deadline" in concerns and bool(concerns & _UNITS)


def _is_statute(document: Document) -> bool:
    """Whether its paragraphs are articles: 第十九条 督察组应当…."""
    return sum(bool(_ARTICLE.match(document.body.folded, line.start)) for line in document.body.lines) >= _ARTICLES


def _argues(document: Document) -> bool:
    """Whether somebody says what he thinks of inspections: under a column's name, in the title or by how he puts it."""
    said = {m[0] for m in _opinion().finditer(document.body.folded)}
    title = document.body.seen(document.title) if document.title else ""
    column = _column().search(document.heading_text[:_HEAD_OF_COLUMN]) or _opinion().search(title)
    return bool(column) or len(said) >= _OPINIONS


def _keeps_naming(folded: str) -> bool:
    """Whether a text without the words of inspections names what pollutes again and again."""
    named = [m[0] for m in _matter().finditer(folded)]
    return len(set(named)) >= _MATTERS and len(named) * _PER >= len(folded)


def classify(document: Document) -> str:
    """One of `KINDS`; `other` where the text is of another domain or shows no kind."""
    if not in_domain(document):
        return "other"
    points = scores(document)
    best = max(points, key=lambda kind: points[kind], default="other")
    return best if points.get(best, 0) >= _NEEDED else "other"


def scores(document: Document) -> dict[str, float]:
    """Points by kind."""
    title = document.body.seen(document.title) if document.title else ""
    # A page often opens with a short name and brings the full title on a later line.
    titles = "\n".join([title, *(_later_titles(document))])
    texts = {"title": titles, "head": document.heading_text, "text": document.body.folded}
    points: dict[str, float] = {}
    for cue in _cues():
        if cue.shows(texts[cue.where]):
            points[cue.kind] = points.get(cue.kind, 0) + cue.points
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
    elif measured and found & {"deadline"} and found & _UNITS:
        yield "plan", _LABELLED_PLAN
    if minutes.head(document).records:
        yield "minutes", _HEAD_OF_MINUTES


def _shown_by_tables(document: Document) -> Iterator[tuple[str, float]]:
    """What the columns of a table say."""
    for concerns in _columns(document):
        if _answers(concerns):
            yield "petition_table", _ANSWERED
        elif concerns & {"goal", "measures"} and concerns & {"deadline"} and concerns & _UNITS:
            yield ("ledger", 3) if concerns & _STATES else ("plan", 4.5)
        elif _hands_out(concerns):
            yield ("ledger", _KEPT) if concerns & _STATES else ("plan", 2.4)
        elif "problem" in concerns and concerns & _UNITS and concerns & _STATES:
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


def _later_titles(document: Document) -> list[str]:
    lines = (_RUBRIC.sub("", document.body.seen(line)) for line in document.body.lines[1:8])
    return [line for line in lines if 6 <= len(line) <= 50 and not _NO_TITLE.search(line)]
