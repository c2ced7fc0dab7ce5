"""A meeting: its name, day, chair, speakers, attendees and agenda. Reporters and editors are none of them."""

import re
from collections.abc import Iterator

from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.people import NAME, POSTS, is_name, person
from bihuan.reading.result import Meeting, Person, Quote
from bihuan.reading.vocabulary import any_of, words

_MEETING = r"(?:会议|大会|全会|例会|[一-鿿]{0,4}会)"
_HELD = re.compile(r"(?P<name>[^,。;\n]{4,80}?会议?)(?:于[^,。]{2,20})?(?:顺利|正式|隆重)?召开")
_HOLDS = re.compile(
    r"(?:召开|举行|组织召开|组织收听收看)(?:了)?(?P<name>[^,。;\n]{2,80}?(?:会议|会)(?:\([^()]{1,12}\)会?)?)(?=[,。;\n]|$|并|。|,)"
)
_OPENS = re.compile(r"(?P<name>[^,。;\n]{2,40}会)(?:召)?开(?P<session>第[^,。;\n]{1,12}会)")
_CHAIRED_MEETING = re.compile(r"(?:^|(?<=[,。;\n ]))(?P<name>[^,。;\n]{2,30}会议?)由[^。\n]{2,60}?主持")
_LIST_LABEL = re.compile(
    r"(?m)^ *(?:出席|参加|列席|参会|与会)(?:会议)?(?:人员|领导|单位|同志)? *[:|] *(?P<list>[^\n]+)"
)
_GATHERS = re.compile(r"召集[^。\n]{2,60}开会")
_BEFORE_NAME = re.compile(r"^.*(?:日|上午|下午|晚|点半?|,)(?=[一-鿿])|^(?:在|由)")
_CHAIRS = re.compile(any_of(words("meeting", "chair")))
_NAME = re.compile(NAME)
_LONGEST_NAME = 4
_LONGEST_POST = 12
_OPENS_NAME = re.compile(rf"(?:[^一-鿿]|{POSTS})$")
_CHAIRED = re.compile(rf"由(?P<post>[^,。;\n]{{0,60}}?)(?P<name>{NAME})主持")
_AFTER_POST = "|".join(sorted({post[-2:] for post in words("people", "posts")}))
_SPEAKS = rf"(?:{any_of(words('meeting', 'speak'))}|作[一-鿿]{{0,6}}?(?:讲话|发言|部署|汇报|通报|说明|报告|动员))"
_SPEAKER = re.compile(rf"(?:^|(?<=[,。;:“”\n )])|(?<={_AFTER_POST}))(?P<name>{NAME})(?={_SPEAKS})")
_ATTEND = re.compile(any_of(words("meeting", "attend")))
_LISTED = re.compile(
    rf"(?P<post>.*?(?:{POSTS}))?(?P<name>{NAME}|[一-鿿]{{2,3}})(?:等|同志|在[^,。]{{0,16}}|等[^,。]{{0,12}})?"
)
_AGENDA = re.compile(rf"(?:会议|会上,?|会议还)[^,。;\n]{{0,6}}?(?P<act>{any_of(words('meeting', 'agenda'))})")
_CREDIT = re.compile(r"(?:记者|通讯员|编辑|作者|摄影|来源|文/|图/|责编)")


def find(document: Document) -> Meeting | None:
    """The meeting a document reports, or None."""
    body = document.body
    opening = _opening(document)
    if opening is None:
        return None
    sentence, name = opening
    chair = _chair(document)
    return (
        Meeting(
            name=name,
            date=_date(document, sentence),
            chair=chair,
            speakers=tuple(_speakers(document)),
            attendees=tuple(_attendees(document)),
            agenda=tuple(_agenda(document)),
        )
        if body
        else None
    )


def _opening(document: Document) -> tuple[Part, Quote] | None:
    """The sentence that says that a meeting was held, and the meeting's name; a sentence with a day is preferred."""
    found = [opening for sentence in _body_sentences(document) if (opening := _held_in(document, sentence))]
    days = [d.start for d in document.days.days if d.day is not None]
    dated = (o for o in found if any(o[0].start <= at < o[0].end for at in days))
    return next(dated, next(iter(found), None))


def _held_in(document: Document, sentence: Part) -> tuple[Part, Quote] | None:
    for pattern in (_OPENS, _HOLDS, _HELD, _CHAIRED_MEETING):
        if match := pattern.search(document.body.folded, sentence.start, sentence.end):
            return sentence, _name(document, match)
    if _GATHERS.search(document.body.folded, sentence.start, sentence.end):
        return sentence, _title_or(document, sentence)
    return None


def _body_sentences(document: Document) -> Iterator[Part]:
    title = document.title
    for sentence in document.body.sentences():
        if title is None or sentence.start >= title.end:
            yield sentence
    if title is not None:
        yield title


def _name(document: Document, match: re.Match[str]) -> Quote:
    start, end = match.span("name")
    if cut := _BEFORE_NAME.match(match["name"]):
        start += cut.end()
    if "session" in match.re.groupindex:
        end = match.end("session")
    return document.body.quote(start, end)


def _title_or(document: Document, sentence: Part) -> Quote:
    part = document.title or sentence
    return document.body.quote(part.start, part.end)


def _date(document: Document, sentence: Part) -> str | None:
    """The last day in the sentence before the meeting, else the first in its paragraph."""
    days = [d for d in document.days.days if d.day is not None]
    inside = [d for d in days if sentence.start <= d.start < sentence.end and not _dateline(document, d.end)]
    if inside:
        return inside[0].iso
    before = [d for d in days if d.start < sentence.start and not _dateline(document, d.end)]
    return before[-1].iso if before else (days[0].iso if days else None)


def _dateline(document: Document, end: int) -> bool:
    """9月30日讯: the day of the report, not of the meeting."""
    return document.body.folded[end : end + 2].lstrip().startswith(("讯", "电", "消息"))


def _chair(document: Document) -> Person | None:
    folded = document.body.folded
    for match in _CHAIRED.finditer(folded):
        if is_name(match["name"]):
            return person(document.body, *match.span("name"), _post(match["post"]))
    for verb in _CHAIRS.finditer(folded):
        if start := _name_before(folded, verb.start()):
            return person(document.body, start, verb.start(), _post_before(document, start))
    return None


def _name_before(folded: str, end: int) -> int | None:
    """Where the name begins that stands right before `end`: behind a post, or at the start of a clause."""
    for length in range(_LONGEST_NAME, 1, -1):
        start = end - length
        known = start >= 0 and _NAME.fullmatch(folded, start, end) and is_name(folded[start:end])
        if known and (start == 0 or _OPENS_NAME.search(folded[max(0, start - _LONGEST_POST) : start])):
            return start
    return None


def _speakers(document: Document) -> list[Person]:
    """Who speaks, each once; at the first mention the post stands before the name."""
    found: dict[str, Person] = {}
    for match in _SPEAKER.finditer(document.body.folded):
        name = match["name"]
        if not is_name(name) or name in found or _credited(document, match.start()):
            continue
        found[name] = person(
            document.body, *match.span("name"), _post_before(document, document.body.folded.find(name))
        )
    return list(found.values())


def _credited(document: Document, at: int) -> bool:
    return bool(_CREDIT.search(document.body.folded[max(0, at - 6) : at]))


def _post_before(document: Document, at: int) -> str:
    window = document.body.folded[max(0, at - 60) : at]
    clause = re.split(r"[,。;\n“”]", window)[-1]
    return _post(clause) if re.search(rf"(?:{POSTS})$", clause) else ""


def _post(text: str) -> str:
    return re.sub(r"^(?:会上|由|时|\d+月\d+日|[上下]午)[,:]?", "", text).strip(" ,、")


def _attendees(document: Document) -> list[Person]:
    found: dict[str, Person] = {}
    body = document.body
    for sentence in re.finditer(r"[^。\n]+", body.folded):
        verbs = [m.start() for m in _ATTEND.finditer(body.folded, *sentence.span())]
        for one in _names_in_list(document, sentence.start(), verbs[-1]) if verbs else ():
            found.setdefault(one.text, one)
    for listed in _LIST_LABEL.finditer(body.folded):
        for one in _names_in_list(document, *listed.span("list")):
            found.setdefault(one.text, one)
    return list(found.values())


def _names_in_list(document: Document, start: int, end: int) -> Iterator[Person]:
    body = document.body
    pieces = [Part(start + m.start(), start + m.end()) for m in re.finditer(r"[^、,;]+", body.folded[start:end])]
    matches = [(p, _LISTED.fullmatch(body.folded, p.start, p.end)) for p in pieces]
    for k, (_, match) in enumerate(matches):
        if match is None or not is_name(match["name"]):
            continue
        surnamed = re.fullmatch(NAME, match["name"])
        beside = any(m and re.fullmatch(NAME, m["name"]) for _, m in matches[max(0, k - 1) : k + 2])
        if surnamed or (beside and not match["post"] and 2 <= len(match["name"]) <= 3):
            yield person(body, *match.span("name"), _post(match["post"] or ""))


def _agenda(document: Document) -> Iterator[Quote]:
    body = document.body
    for sentence in body.sentences():
        if match := _AGENDA.search(body.folded, sentence.start, sentence.end):
            for part in _points(document, match.start("act"), sentence.end):
                yield body.quote(part.start, part.end)


def _points(document: Document, start: int, end: int) -> Iterator[Part]:
    """Clauses of the agenda sentence that begin with an act; several《…》under one act are points of their own."""
    act = re.compile(any_of(words("meeting", "agenda")))
    at = start
    for comma in re.finditer(r"[,;。](?:并)?|$", document.body.folded[start:end]):
        clause = Part(at, start + comma.start())
        # 会议通报, …: the word alone introduces what was said.
        if (named := act.match(document.body.folded, clause.start, clause.end)) and named.end() < clause.end:
            titles = [m.span() for m in re.finditer(r"《[^《》]+》", document.body.folded[clause.start : clause.end])]
            if len(titles) > 1:
                yield from (Part(clause.start + a, clause.start + b) for a, b in titles)
            else:
                yield clause
        at = start + comma.end()
