"""What speakers and meetings demand: one directive a sentence, with who said it. None of them is a ledger entry."""

import re

from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.meetings import participants
from bihuan.reading.meetings.participants import ABOUT, AGAIN, PRONOUNS
from bihuan.reading.result import Directive, Person
from bihuan.reading.vocabulary import any_of, words
from bihuan.reading.who import actors
from bihuan.reading.who.people import NAME, is_name

_DEMAND = any_of(words("meeting", "demand"))
_BODY = any_of(words("meeting", "bodies"))
_HEAD = expression(
    rf"(?:(?P<name>{NAME}|{AGAIN})(?:(?:主持|出席)[^,。;\n]{{0,14}}?)?"
    rf"|(?<![一-鿿])(?!.{{0,8}}(?:主持|要求[和的]|书记|出席))(?P<body>[一-鿿]{{0,8}}?{_BODY}))"
    rf"(?:在[^,。]{{0,16}}(?:时|中|后|过程中))?{ABOUT}(?:{_DEMAND}[^,。;:]{{0,10}}要求:|{_DEMAND}(?!的|了?[^,。;:]{{0,8}}要求[,。;]))[,:]?"
)
_REFERS = expression(rf"{AGAIN}(?:同志)?{ABOUT}{_DEMAND}")
# 主要问题, 重要进展: the 要 of another word asks for nothing.
_MUST = expression(rf"(?<![主重首只纪摘概])要(?![闻素点件])|{any_of(words('meeting', 'must'))}")
_SPLIT = expression(r"[,;。](?= ?要[^求素点件])|、(?=每[个项次])")
# 坚决落实省委部署, 根据环委会要求: no unit is told to act there.
_URGES = expression("落实|贯彻|做好|根据|按照|推动|推进|加强|提高|强化|抓好|坚决|切实|阶段")
_SHORTEST = 8


def find(document: Document) -> tuple[Directive, ...]:
    """Demands in paragraphs that name a speaker; a paragraph without one belongs to nobody."""
    found: list[Directive] = []
    again = participants.find(document).again if _REFERS.search(document.body.folded) else {}
    for line in document.body.lines:
        if "|" not in document.body.seen(line):
            found += _in_paragraph(document, line, again)
    return tuple(found)


def _in_paragraph(document: Document, line: Part, again: dict[int, Person]) -> list[Directive]:
    body, speaker, speaking = document.body, "", False
    found = []
    for sentence in body.sentences(line.start, line.end):
        start = sentence.start
        if head := _head(document, sentence, again):
            speaker = again[at].text if (at := head.start("name")) in again else head["name"] or head["body"]
            speaking, start = True, head.end()
        if not speaking:
            continue
        found += [_directive(document, part, speaker) for part in _demands(document, start, sentence.end)]
    return found


def _head(document: Document, sentence: Part, again: dict[int, Person]) -> re.Match[str] | None:
    for match in _HEAD.finditer(document.body.folded, sentence.start, sentence.end):
        before = document.body.folded[max(0, match.start() - 1) : match.start()]
        if match["name"] in PRONOUNS and match.start("name") not in again:
            continue
        if (
            match["body"]
            or match.start("name") in again
            or (is_name(match["name"]) and not re.match("[一-鿿]", before))
            or re.search("[长记任席员]", before)
        ):
            return match
    return None


def _demands(document: Document, start: int, end: int) -> list[Part]:
    body, at, found = document.body, start, []
    for cut in [*(m.end() for m in _SPLIT.finditer(body.folded, start, end)), end]:
        part = body.trimmed(at, cut, " \n,;。”“", " \n,;。”“")
        if part.end - part.start >= _SHORTEST and _MUST.search(body.folded, part.start, part.end):
            found.append(part)
        at = cut
    return found


def _directive(document: Document, part: Part, speaker: str) -> Directive:
    quote = document.body.quote(part.start, part.end)
    due = next(iter(deadlines.in_prose(document.days, part.start, part.end)), None)
    limit = deadlines.quoted(document.days, due) if due else None
    named = tuple(
        unit for unit in actors.mentioned(document.body, part.start, part.end) if not _URGES.search(unit.text)
    )
    return Directive(quote.text, speaker, quote.start, quote.end, named, limit)
