"""Items that a text counts up under a heading such as 二、主要问题: each numbered entry, or each 一是…二是…, is one."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bihuan.reading import actors, measures, places, statuses
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME, OTHER_HEADING, PROBLEM_HEADING
from bihuan.reading.headings import Heading
from bihuan.reading.items import draft, findings
from bihuan.reading.items.draft import Draft
from bihuan.reading.outline import Entry, entries
from bihuan.reading.result import UnitRef

_TITLE_ONLY = ("typical_case",)
_PLACE_ACTS = expression(
    r"(?:^|(?<=[,。;\n ]))(?P<place>(?!在|于|对|由|向|从|而|但|部分|一些|省会|当地|各)[一-鿿]{2,5}?"
    r"(?:自治州|自治县|市|县|区|州|旗|镇|乡))(?<!城市)(?=[一-鿿\d])"
    r"(?!政府|委|级|场|政|内|外|直|域|间|民|容)"
)
_CLAUSE = expression(r"[^,。;:\n“”]+")
_IN_LINES = ("brief", "visit_news", "inspection_list")  # below 二、存在问题 each paragraph tells one
_CASE = expression(r"[【\[(]?(?:典型)?案[例件]")
_LONGEST_HEADING = 45
_FEWEST_CASES = 2
_POINT = 2  # the level of 1.
_SHORTEST_CASE = 8
_FOUND = expression(r"[^。,]{0,24}督察(?:组)?(?:下沉)?(?:督察)?发现,")
_SEVERAL = expression(r"(?:批|[\d两二三四五六七八九十几多]个|[\d两二三四五六七八九十]起)[^。\n]{0,12}案例")


def read(document: Document, kind: str) -> list[Draft]:
    """One draft for each smallest entry of the chapters that list problems."""
    end = len(document.body.folded)
    if document.signature.units:
        end = document.signature.units[0].start
    if kind in _TITLE_ONLY and (cases := _cases(document, end) or _named_in_a_line(document, end)):
        return cases
    found: list[Draft] = []
    for entry in entries(document.body, document.numbered, end):
        if _lists_problems(document, entry, kind):
            found += _drafts(document, entry, kind)
    return found or _labelled_series(document, kind) or (_paragraphs(document, end) if kind in _TITLE_ONLY else [])


def _paragraphs(document: Document, end: int) -> list[Draft]:
    """Numbered paragraphs of one case, each behind a short sentence that says what was found: (一)监测数据造假。…"""
    body, found = document.body, []
    for entry in entries(body, document.numbered, end):
        first = next(body.sentences(entry.text.start, entry.text.end), None)
        says = body.seen(first) if first else ""
        if not first or entry.has_entries or first.end == entry.text.end or len(says) > _LONGEST_HEADING:
            continue
        if says.endswith("。") and not OTHER_HEADING.search(says):
            item = _draft(document, entry.text, entry.number, "typical_case")
            item.number = body.trimmed(entry.number.start, entry.number.end, " 、.,:")
            found.append(item)
    blamed = sum(bool(BLAME.search(body.seen(item.problem))) for item in found)
    return found if len(found) >= _FEWEST_CASES and blamed * 2 >= len(found) else []


def _cases(document: Document, end: int) -> list[Draft]:
    """Several cases on a page, each under a numbered headline that blames: 二、某县煤矸石违规堆存,自燃多年未治."""
    inside = [h for h in document.numbered if h.line.end <= end]
    headlines = [h for h in inside if h.level == min(other.level for other in inside)]
    if named := [h for h in inside if _CASE.match(document.body.seen(h.number))]:  # what else is numbered is inside
        headlines = named
    elif inside and inside[0].level >= _POINT > headlines[0].level:  # 1.甲市治理不力 above 一、基本情况
        headlines = [h for h in inside if h.level == inside[0].level]
    told = [part for h in headlines if (part := _headline(document, h))]
    blame = [bool(BLAME.search(document.body.seen(p))) and not _is_no_case(document.body.seen(p)) for p in told]
    alone = named or headlines[:1] == document.numbered  # the page was cut, or tells of one
    if len(told) < max(1 if alone else _FEWEST_CASES, len(headlines)) or not all(blame):
        return []
    return [_case(document, heading, part) for heading, part in zip(headlines, told, strict=True)]


def _named_in_a_line(document: Document, end: int) -> list[Draft]:
    """Several cases without numbers: each a line of its own that blames, or the short sentence that its paragraph opens
    with where the page says that it passes on several."""
    if document.numbered:
        return []
    body = document.body
    after = document.title.end if document.title else 0
    lines = [line for line in body.lines if after <= line.start and line.end <= end]
    told = [line for line, below in pairwise(lines) if _names_case(body.seen(line)) and body.seen(below).endswith("。")]
    if len(told) < _FEWEST_CASES and _SEVERAL.search(body.folded, 0, lines[0].end if lines else 0):
        opens = [next(body.sentences(line.start, line.end)) for line in lines if body.seen(line).endswith("。")]
        found = [m for part in opens if (m := _FOUND.match(body.folded, part.start, part.end))]
        told = [part for part in opens if body.seen(part).endswith("。") and _names_case(body.seen(part).rstrip("。"))]
        told = [Part(m.end(), m.endpos) for m in found] if len(found) > len(told) else told
    if len(told) < _FEWEST_CASES:
        return []
    items = [Draft(body.trimmed(part.start, part.end, " 。"), "listed") for part in told]
    for item in items:
        item.units = findings.blamed(document, item.problem)
        item.guesses += [draft.UNITS_FROM_TEXT] if item.units else []
    return items


def _names_case(seen: str) -> bool:
    """Whether a line could be the headline of a case: short, without an end mark, with a fault in its last words."""
    blamed = [m.end() for m in BLAME.finditer(seen)]
    return (
        _SHORTEST_CASE <= len(seen) <= _LONGEST_HEADING
        and not re.search(r"[。;:!?…“]", seen)
        and bool(blamed)
        and not OTHER_HEADING.search(seen)
    )


def _headline(document: Document, heading: Heading) -> Part | None:
    """What a case is called: behind its number, or on the line below it."""
    lines = [line for line in document.body.lines if line.start >= heading.line.start][:2]
    line = lines[0] if heading.text_start < heading.line.end else next(iter(lines[1:]), None)
    return next(document.body.sentences(max(line.start, heading.text_start), line.end), None) if line else None


def _is_no_case(headline: str) -> bool:
    return len(headline) > _LONGEST_HEADING or bool(PROBLEM_HEADING.search(headline) or OTHER_HEADING.search(headline))


def _case(document: Document, heading: Heading, part: Part) -> Draft:
    number = document.body.trimmed(heading.number.start, heading.number.end, " 、.,:()")
    item = Draft(document.body.trimmed(part.start, part.end, " 。;"), "listed", number=number)
    item.units = findings.blamed(document, part) or (
        _in_title(document) if heading.level else []
    )  # (一) parts one case
    if item.units:
        item.guesses.append(draft.UNITS_FROM_TEXT)
    return item


def _labelled_series(document: Document, kind: str) -> list[Draft]:
    """一是…二是… behind 存在问题: as a label."""
    values = [label.value for label in document.labels if label.concern == "problem"]
    parts = [part for value in values for part in measures.enumerated(document.body, value.start, value.end)]
    return [_draft(document, part, None, kind) for part in parts]


def _lists_problems(document: Document, entry: Entry, kind: str) -> bool:
    """Whether the entry stands, as one of the smallest, below a heading that announces problems."""
    if kind == "inspection_list" and not entry.has_entries and len(document.body.seen(entry.text)) > 8:
        return not any(OTHER_HEADING.search(document.body.seen(p)) for p in entry.path)
    headings = [document.body.seen(p) for p in entry.path]
    chapter = document.body.seen(entry.line)
    if _is_chapter(chapter) and not entry.has_entries:
        return True  # its body may hold 一是…二是…
    return not entry.has_entries and any(_is_chapter(h) for h in headings)


def _is_chapter(heading: str) -> bool:
    return (
        len(heading) <= _LONGEST_HEADING
        and "。" not in heading[:-1]
        and bool(PROBLEM_HEADING.search(heading))
        and not OTHER_HEADING.search(heading)
    )


def _drafts(document: Document, entry: Entry, kind: str) -> Iterator[Draft]:
    body = document.body
    is_chapter = _is_chapter(body.seen(entry.line)) and entry.text.start < entry.line.end
    whole = Part(entry.line.end, entry.text.end) if is_chapter else entry.text
    series = measures.enumerated(body, *_without_blank(document, whole))
    if is_chapter and not series and kind in _IN_LINES:
        lines = (line for line in body.lines if whole.start <= line.start < line.end <= whole.end)
        series = [line for line in lines if BLAME.search(body.seen(next(body.sentences(line.start, line.end))))]
    for part in series or ([] if is_chapter else [whole]):
        yield _draft(document, part, None if is_chapter else entry.number, kind)


def _without_blank(document: Document, part: Part) -> tuple[int, int]:
    solid = document.body.trimmed(part.start, part.end, " \n")
    return solid.start, solid.end


def _draft(document: Document, part: Part, number: Part | None, kind: str) -> Draft:
    """An entry as it stands; of a case its first sentence, with who is blamed and how it stands by those behind it."""
    if kind not in _TITLE_ONLY:
        return Draft(part, "listed", number=number)
    body = document.body
    first = next(body.sentences(part.start, part.end), part)
    item = Draft(first, "listed", number=number)
    item.units = (
        actors.leading(body, part.start, part.end)
        or _first_named(_acting_bodies(document, part), _acting_places(document, part))
        or _in_title(document)
    )
    if item.units:
        item.guesses.append(draft.UNITS_FROM_TEXT)
    item.status = next(iter(statuses.find(body, first.end, part.end)), None)
    return item


def _first_named(*groups: list[UnitRef]) -> list[UnitRef]:
    return min((named for named in groups if named), key=lambda named: named[0].start, default=[])


def _acting_bodies(document: Document, part: Part) -> list[UnitRef]:
    """The bodies that open a clause with the name of their place: …占用湿地,某县林草局先后出具证明."""
    clauses = (m.span() for m in _CLAUSE.finditer(document.body.folded, part.start, part.end))
    named = (actors.leading(document.body, start, end) for start, end in clauses)
    return next((bodies for bodies in named if bodies and not bodies[0].text.startswith(tuple("省市县区州旗镇乡"))), [])


def _acting_places(document: Document, part: Part) -> list[UnitRef]:
    """Places that open a clause, being what the finding is about: …市后湖水质…, …区不如实公示."""
    found: dict[str, UnitRef] = {}
    for match in _PLACE_ACTS.finditer(document.body.folded, part.start, part.end):
        span = document.body.cleaned.source_span(*match.span("place"))
        found.setdefault(match["place"], UnitRef(match["place"], "duty", span.start, span.end))
    if found and all(place.endswith(("镇", "乡")) for place in found):
        return _in_title(document) or list(found.values())
    return list(found.values())


def _in_title(document: Document) -> list[UnitRef]:
    return places.in_title(document.body, document.title) if document.title else []
