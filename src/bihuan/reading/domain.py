"""Whether a text is about environmental inspection at all; the same words serve audits and party inspections."""

import re
from functools import cache

from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.vocabulary import any_of, words

_FEW_WEAK, _MANY_WEAK = 2, 3  # different words of the field that together prove it, with and without one in the title
_MATTERS, _PER = 2, 90  # so many different words for what pollutes, and one of them in so many characters
_OPINIONS, _HEAD_OF_COLUMN = 2, 120  # so many different turns of opinion; characters in which a column names itself
_ARTICLES = 2
UNITS = frozenset(("lead", "duty", "lead_assist"))  # columns of who is to act
_ARTICLE = expression(
    r"第[一二三四五六七八九十百]{1,5}条(?: |[一-鿿])[^\n]{0,200}?(?:应当|不得|可以|依法|施行)", needs="条"
)
_SHOWN = expression(r"(?:现|予以|进行|拟)[^。\n]{0,60}公示", needs="公示")
_FORMS = frozenset(("elsewhere_forms", "acceptance", "handed"))


@cache
def _any(*keys: str) -> re.Pattern[str]:
    """Any of the words of these lists; those of `elsewhere_forms`, `acceptance` and `handed` are patterns."""
    forms = [word for key in keys if key in _FORMS for word in words("domain", key)]
    plain = [words("domain", key) for key in keys if key not in _FORMS]
    return re.compile("|".join([*([any_of(*plain)] if plain else []), *forms]))


def in_domain(document: Document) -> bool:
    """Whether the text is about environmental inspection at all."""
    folded = document.body.folded
    strong = {m[0] for m in _any("strong").finditer(folded)}
    weak = {m[0] for m in _any("weak").finditer(folded)}
    if is_of_another(document):
        return False
    if _any("acceptance").search(folded):
        return True
    foreign = _is_headed_so(document.heading_text)
    if foreign and not _any("strong").search(document.heading_text):
        return False
    if strong or _any("handed").search(folded) or len(weak) >= _MANY_WEAK or _keeps_naming(folded):
        return True
    title = document.body.seen(document.title) if document.title else ""
    if _any("rectifying").search(title) and not _any("foreign").search(folded):
        return True
    named_in_title = _any("weak").search(title) or _any("matter").search(title)
    few = len(weak | {m[0] for m in _any("matter").finditer(folded)}) + _tells_verdicts(document) >= _FEW_WEAK
    return few and bool(named_in_title or _sets_limits(document))


def _is_headed_so(head: str) -> bool:
    """Whether the first lines have a word of another domain, and not as one of several matters: 排放监测、安全生产等方面."""
    return any(head[max(0, named.start() - 1) : named.start()] != "、" for named in _any("foreign").finditer(head))


def _tells_verdicts(document: Document) -> bool:
    """Whether a list says of complaints whether they were true: that is as good as a word of the field."""
    return any({"problem", "verdict"} <= set(grid.concerns) for grid in document.lists)


def is_of_another(document: Document) -> bool:
    """Whether its title, its articles, its arguments or what it shows the public are something that no inspection or
    office writes in its work."""
    named = re.sub(r"\([^()]*\)", "", document.body.seen(document.title)) if document.title else ""
    return (
        bool(_any("elsewhere", "elsewhere_forms").search(named))
        or _is_statute(document)
        or _argues(document)
        or _shows_else(document)
    )


def may_be_of_it(document: Document) -> bool:
    """Whether a text without the words that prove it has at least one of the field, and none of another one."""
    folded = document.body.folded
    if is_of_another(document) or _any("foreign").search(folded):
        return False
    return bool(_any("hint").search(folded))


def _sets_limits(document: Document) -> bool:
    """Whether a list tells of most of its matters who is to settle them and by when."""
    for grid in document.lists:
        told = [
            hands_out(set(row.fields)) and deadlines.labelled(document.days, limit.start, limit.end)
            for row in grid.rows
            for limit in row.fields.get("deadline", [])[:1]
        ]
        if sum(bool(due and due.date) for due in told) * 2 > len(grid.rows):
            return True
    return False


def hands_out(concerns: set[str]) -> bool:
    """Whether the columns of a list say what is wrong, who is to put it right, and by when."""
    return "problem" in concerns and "deadline" in concerns and bool(concerns & UNITS)


def _shows_else(document: Document) -> bool:
    """Whether an office shows the public something (现对…认定结果进行公示) and speaks of no rectifying, no inspection and no
    complaint."""
    folded = document.body.folded
    return bool(_SHOWN.search(folded)) and not _any("rectified").search(folded)


def _is_statute(document: Document) -> bool:
    """Whether its paragraphs are articles: 第十九条 督察组应当…."""
    return sum(bool(_ARTICLE.match(document.body.folded, line.start)) for line in document.body.lines) >= _ARTICLES


def _argues(document: Document) -> bool:
    """Whether somebody says what he thinks of inspections, under a column's name, in the title or by how he puts it, or
    explains what they are."""
    said = {m[0] for m in _any("opinion").finditer(document.body.folded)}
    title = document.body.seen(document.title) if document.title else ""
    column = _any("column").search(document.heading_text[:_HEAD_OF_COLUMN]) or _any("opinion").search(title)
    return bool(column or _any("explains").search(document.body.folded)) or len(said) >= _OPINIONS


def _keeps_naming(folded: str) -> bool:
    """Whether a text without the words of inspections names what pollutes again and again."""
    named = [m[0] for m in _any("matter").finditer(folded)]
    return len(set(named)) >= _MATTERS and len(named) * _PER >= len(folded)
