"""Cases that a page makes known, several of them: each under a numbered headline, on a line of its own, or told by the
sentence that its paragraph opens with."""

import re
from itertools import islice, pairwise

from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import BLAME, OTHER_HEADING, PROBLEM_HEADING
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.numerals import cn_number
from bihuan.reading.structure.headings import Heading
from bihuan.reading.who import places

_CASE = expression(r"[【\[(]?(?:(?:典型)?案[例件]|(?P<shot>片段|镜头|画面|场景))")
_RUBRIC = expression(r"(?:典型)?案例 *[|丨:] *")  # before the name of each
_OF_A_PLACE = expression(
    r"(?:[一-鿿]{2,4}(?:省|自治区))?(?!部分|一些|城市)[一-鿿]{2,5}?(?:市|县|州|盟|旗|区)(?<!城市)(?![一-鿿]?(?:等|内))"
)
_MEMBER = expression(r"([一二三四五六七八九十]{1,2})是")
_LONGEST_HEADING = 45
_FEWEST_CASES = 2
_POINT = 2  # the level of 1.
_SHORTEST_CASE = 8
_NEARLY_ALL = 0.8
_FIRST = 2  # sentences of a paragraph of which one says what was found
_FOUND = expression(
    r"(?:(?:20\d\d年)?(?:\d{1,2}月)?\d{1,2}日(?:[—至~-]\d{1,2}日)?,)?(?:在[^,。]{2,8},)?[^。,]{0,20}督察"
    r"(?:(?:人员|组(?:(?:下沉|现场)?督察|(?:现场|随机|突击)?(?:检查|抽查|核查|暗访))?)?(?:在?[一-鿿]{2,8}?)?(?:现场)?(?:还|也)?发现,"
    r"|组?(?:接到|收到)群众(?:举报|反映|投诉)[:,])(?!对?(?:该|这家|上述))",
    needs="督察",
)
_SEVERAL = expression(r"(?:批|[\d两二三四五六七八九十几多]个|[\d两二三四五六七八九十]起)[^。\n]{0,12}案例")


def numbered(document: Document, end: int) -> list[Draft]:
    """Several cases on a page, each under a numbered headline that blames: 二、某县煤矸石违规堆存,自燃多年未治."""
    inside = [h for h in document.numbered if h.line.end <= end]
    headlines = [h for h in inside if h.level == min(other.level for other in inside)]
    if named := [h for h in inside if _CASE.match(document.body.seen(h.number))]:  # what else is numbered is inside
        headlines = named
    elif inside and inside[0].level >= _POINT > headlines[0].level:  # 1.甲市治理不力 above 一、基本情况
        headlines = [h for h in inside if h.level == inside[0].level]
    told = [part for h in headlines if (part := _headline(document, h))]
    blame = [bool(BLAME.search(document.body.seen(p))) for p in told]
    if _are_announced(document, headlines):  # 三、东城区建筑垃圾围村 is one of the five
        blame = [sum(blame) * 2 > len(blame)] * len(blame)
    elif named and all(_is_shot(document, heading) for heading in named):  # what a film shows is a fault
        blame = [any(blame)] * len(blame)
    alone = named or headlines[:1] == document.numbered  # the page was cut, or tells of one
    if (
        len(told) < max(1 if alone else _FEWEST_CASES, len(headlines))
        or not all(blame)
        or _names_chapter(document, told)
    ):
        return []
    if named and not _told_below(document, headlines):  # titles alone: those of whole provinces point to other pages
        told = [part for part in told if _OF_A_PLACE.match(document.body.folded, part.start, part.end)]
        return [_blaming(document, part) for part in told]
    return [_case(document, heading, part) for heading, part in zip(headlines, told, strict=True)]


def _are_announced(document: Document, headlines: list[Heading]) -> bool:
    return bool(headlines and _SEVERAL.search(document.body.folded, 0, headlines[0].line.start))


def _is_shot(document: Document, heading: Heading) -> bool:
    named = _CASE.match(document.body.seen(heading.number))
    return bool(named and named["shot"])


def _told_below(document: Document, headlines: list[Heading]) -> bool:
    """Whether anything is told behind or between the headlines of cases, or below the only one."""
    first, last = headlines[0].line.start, headlines[-1].line.start
    heads = {heading.line.start for heading in headlines}
    lines = [line for line in document.body.lines if first <= line.start <= last]
    return len(heads) == 1 or any(document.body.seen(line).endswith("。") or line.start not in heads for line in lines)


def unnumbered(document: Document, end: int) -> list[Draft]:
    """Several cases without numbers: each a line of its own that blames, or told in its paragraph where the page says that
    it passes on several."""
    if document.numbered:
        return []
    body = document.body
    after = document.title.end if document.title else 0
    lines = [line for line in body.lines if after <= line.start and line.end <= end]
    told = [line for line, below in pairwise(lines) if _names_case(body.seen(line)) and body.seen(below).endswith("。")]
    if len(told) < _FEWEST_CASES and _SEVERAL.search(body.folded, 0, lines[-1].end if lines else 0):
        told = max(_found(document, lines), _opening(document, lines), _run_of_titles(document, lines), key=len)
        told = max(told, _by_place(document, lines), key=len)
        told = _in_series(document, lines) or _strung(document, lines) or told
    return [_blaming(document, part) for part in told] if len(told) >= _FEWEST_CASES else []


def _found(document: Document, lines: list[Part]) -> list[Part]:
    """What a paragraph says was found, in one of its first two sentences: 督察组在甲省发现,乙市保护不力,湿地遭到破坏."""
    body = document.body
    told = (sentence for line in lines for sentence in islice(body.sentences(line.start, line.end), _FIRST))
    found = (match for part in told if (match := _FOUND.match(body.folded, part.start, part.end)))
    parts = [Part(match.end(), match.endpos) for match in found]
    blaming = [bool(BLAME.search(body.seen(part))) for part in parts]
    if parts and not blaming[-1] and not body.seen(parts[-1]).endswith("。"):
        parts.pop()  # the page was cut before it said what
    return parts if sum(blaming) * 2 >= len(parts) else []


def _in_series(document: Document, lines: list[Part]) -> list[Part]:
    """What the paragraphs of a series open with: 一是某县小散码头“死灰复燃”。…⏎二是…."""
    members = [m for line in lines if (m := _MEMBER.match(document.body.folded, line.start, line.end))]
    rising = [cn_number(member[1]) for member in members] == list(range(1, len(members) + 1))
    return [next(document.body.sentences(m.end(), m.endpos)) for m in members] if rising else []


def _strung(document: Document, lines: list[Part]) -> list[Part]:
    """What one sentence strings behind who found it, each of its own place: 督察发现,甲市砍林修路;乙县占湖造地."""
    body = document.body
    for line in lines:
        if found := _FOUND.match(body.folded, line.start, line.end):
            strung: list[Part] = []
            for part in body.sentences(found.end(), line.end):
                strung.append(part)
                if not body.seen(part).endswith(";"):
                    break
            if len(strung) >= _FEWEST_CASES and all(blamed.opening(document, part) for part in strung):
                return strung
    return []


def _opening(document: Document, lines: list[Part]) -> list[Part]:
    """The short sentences that paragraphs open with."""
    body = document.body
    opens = [next(body.sentences(line.start, line.end)) for line in lines if body.seen(line).endswith("。")]
    return [part for part in opens if body.seen(part).endswith("。") and _names_case(body.seen(part).rstrip("。"))]


def _by_place(document: Document, lines: list[Part]) -> list[Part]:
    """What the paragraphs below the announcement open with, if nearly all of them name a place there or what was found."""
    body = document.body
    last = next((n for n, line in reversed(list(enumerate(lines))) if _SEVERAL.search(body.seen(line))), len(lines))
    told, paragraphs = [], [line for line in lines[last + 1 :] if len(body.seen(line)) > _LONGEST_HEADING // 2]
    for line in paragraphs:
        first = next(body.sentences(line.start, line.end))
        if found := _FOUND.match(body.folded, first.start, first.end):
            told.append(Part(found.end(), first.end))
        elif blamed.opening(document, first):
            told.append(first)
    return told if len(told) > len(paragraphs) * _NEARLY_ALL else []


def _run_of_titles(document: Document, lines: list[Part]) -> list[Part]:
    """Lines below one another that name a case each and its city or county, also the first where it hangs on the sentence
    before it."""
    body = document.body
    runs: list[list[Part]] = [[]]
    for line in lines:
        last = list(body.sentences(line.start, line.end))[-1]
        rubric = _RUBRIC.match(body.folded, last.start, last.end)
        part = Part(rubric.end(), last.end) if rubric else last
        if _names_case(body.seen(part)) and _OF_A_PLACE.match(body.folded, part.start, part.end):
            runs[-1].append(part)
        else:
            runs.append([])
    return max(runs, key=len)


def _blaming(document: Document, part: Part) -> Draft:
    item = Draft(document.body.trimmed(part.start, part.end, " 。,;>"), "listed")
    item.units = blamed.opening(document, item.problem)
    item.guesses += [draft.UNITS_FROM_TEXT] if item.units else []
    return item


def _names_case(seen: str) -> bool:
    """Whether a line could be the headline of a case: short, without an end mark, with a fault in its last words."""
    return (
        _SHORTEST_CASE <= len(seen) <= _LONGEST_HEADING
        and not re.search(r"[。;:!?…“]", seen)
        and bool(BLAME.search(seen))
        and not OTHER_HEADING.search(seen)
    )


def _headline(document: Document, heading: Heading) -> Part | None:
    """What a case is called: behind its number, or on the line below it."""
    lines = [line for line in document.body.lines if line.start >= heading.line.start][:2]
    line = lines[0] if heading.text_start < heading.line.end else next(iter(lines[1:]), None)
    return next(document.body.sentences(max(line.start, heading.text_start), line.end), None) if line else None


def _names_chapter(document: Document, told: list[Part]) -> bool:
    return any(_is_no_case(document.body.seen(part)) for part in told)


def _is_no_case(headline: str) -> bool:
    return len(headline) > _LONGEST_HEADING or bool(PROBLEM_HEADING.search(headline) or OTHER_HEADING.search(headline))


def _case(document: Document, heading: Heading, part: Part) -> Draft:
    number = document.body.trimmed(heading.number.start, heading.number.end, " 、.,:()")
    item = Draft(document.body.trimmed(part.start, part.end, " 。;"), "listed", number=number)
    item.units = blamed.opening(document, part) or (
        places.in_title(document.body, document.title) if heading.level else []
    )  # (一) parts one case
    if item.units:
        item.guesses.append(draft.UNITS_FROM_TEXT)
    return item
