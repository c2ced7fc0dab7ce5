"""A meeting: its name, day, place, people and agenda, from what news tells of it and from the head of minutes."""

import re
from collections.abc import Iterator

from bihuan.reading import measures
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.meetings import minutes, participants
from bihuan.reading.meetings.held_on import held_on, spoken_day
from bihuan.reading.result import Meeting, Quote
from bihuan.reading.source import Span
from bihuan.reading.vocabulary import any_of, words
from bihuan.reading.who.people import NAME, POSTS

_MEETING = r"(?:会议|大会|全会|例会|[一-鿿]{0,4}会)"
_HELD = expression(
    r"(?P<name>[^,。;\n]{4,80}?会议?)(?:\d{1,2}月\d{1,2}日(?:[上下]午)?|[今昨]日)?(?:[于在][^,。;\n]{1,24}?)?(?:以[^,。;\n]{2,14}?)?(?:顺利|正式|隆重|胜利|如期)?(?:召开|举行|开会)"
)
_HOLDS = expression(
    r"(?:召开|举行|组织召开|(?:组织)?(?:收听)?收看)(?:了)?(?P<name>[^,。;\n]{2,80}?(?:会议|会)(?:\([^()]{1,12}\)会?)?)(?=[,。;\n”’\"]|$|并)"
)
_OPENS = expression(r"(?P<name>[^,。;\n]{2,40}会)(?:召)?开(?P<session>第[^,。;\n]{1,12}会)")
_CHAIRED_MEETING = expression(r"(?:^|(?<=[,。;\n ]))(?P<name>[^,。;\n]{2,30}会议?)由[^。\n]{2,60}?主持")
# 反馈会采取视频方式,由市长某主持
_BY_VIDEO = expression(
    r"(?:^|(?<=[,。;\n ]))(?P<name>[^,。;\n]{0,20}?[一-鿿]{2}会议?)(?:采取|采用|通过|以)[^,。;\n]{2,14},由[^。\n]{2,60}?主持"
)
_CHAIRS_MEETING = expression(
    r"主持(?:召开)?了?(?P<name>[^,。;\n]{0,30}?(?:反馈会|见面会|动员会|汇报会|座谈会|推进会|调度会|专题会|会议))(?=[,。;\n并])"
)
# 副县长某调度了督察整改工作。会上,…: a meeting that is told by what it was about.
_ABOUT = expression(
    rf"(?:{POSTS}|{NAME})(?:主持|专题|现场|集中)?(?P<name>(?:调度|会商|研究部署)了?[^。,;\n]{{4,80}})(?=[。,])"
)
_AT_MEETING = expression(r"(?:会上|会议(?:要求|指出|强调|通报|听取|就))")
_BEFORE_OR_BEHIND = expression(r"会[前后],?[^,。;\n]{0,8}召开")  # 会后,还召开了…: another one
# What brings people together without being called a meeting: 集中观看警示片, 对…集体约谈.
_GATHERS = expression(
    r"召集[^。\n]{2,60}开会|召开(?:专题|全体)?会议(?=,|$)|(?:组织|集中|集体|专题)[^,。;\n]{0,20}?(?:观看|收看)[^。\n]{0,24}?片"
    r"|(?:进行|开展)了?(?:集体|集中|公开|当面|警示)?约谈|(?:集体|集中|公开)约谈了?[^,。;\n]{2,}"
    r"|(?<=[一-鿿])约谈了?[^,。;\n]{2,60}(?:负责人|领导|同志|政府|街道|[乡镇县区市])(?=[,。;])",
    needs=("召集", "召开", "观看", "收看", "约谈"),
)
_BEFORE_NAME = expression(r"^.*(?:日|上午|下午|晚|\d点半?|,)(?=[一-鿿])|^(?:在|由)")
_AGENDA = expression(rf"(?:会议|会上,?|会议还)[^,。;\n]{{0,6}}?(?P<act>{any_of(words('meeting', 'agenda'))})")
_ACT = expression(any_of(words("meeting", "agenda")))
# 议程:, 会议议题如下: what is counted up behind it is the agenda; 会议内容 may be all that was said.
_AGENDA_LABEL = expression(
    r"(?m:^) *(?:[一二三四五六七八九十]{1,2}、|【)?(?:本次|主要|会议|大会){0,2}"
    r"(?:议程|议题|日程)(?:安排|事项)?(?:如下)?】?(?: *:|(?= *$))",
    re.MULTILINE,
)
_THEN_SAID = expression(r"后,?(?:说|强调|指出|要求|表示|提出)?$|(?:说|强调|指出|要求|表示)$")
_TITLED = expression(r"[^。;\n]{2,60}?(?:会|会议)(?=$|[召开举行的暨纪记备,|( ]|纪要)")
_TITLED_RECORD = expression(
    r"(?P<name>.{2,60}?会)(?:议?(?P<record>(?:会议)?(?:纪要|记录|备忘录|决定事项|议定事项).*))$"
)
_PLACE = expression(
    r"(?<![所存正现])在(?P<place>[^,。;\n在]{2,24}?(?:[室厅堂楼馆]|中心|政府|机关|宾馆|酒店|会场|大厦|[镇乡村县市区局]))"
    r"(?:以[^,。;]{2,12})?(?:顺利|正式|隆重|胜利|主持|组织|牵头)?(?:召开|举行)"
)
_SHORTEST_POINT = 4
_NAMELESS = frozenset(("会议", "大会", "全会", "例会", "工作会议"))
_TITLED_KINDS = ("meeting", "minutes")
_TELLING_KINDS = (*_TITLED_KINDS, "warning_film", "visit_news", "brief", "feedback")
# These tell of a meeting where they begin with one; further down it is part of what was done about a problem.
_OPENED_KINDS = ("assignment", "campaign", "petition_stat", "typical_case", "progress_report", "other")
_HEAD = 400  # characters


def find(document: Document, kind: str) -> Meeting | None:
    """The meeting a document of this kind reports, or None."""
    head = minutes.head(document)
    told = head if head.of_meeting or kind == "minutes" else minutes.Head(())
    opening = _opening(document) or _in_title(document, kind) or _told_of(document)
    if opening is None or not (kind in _TELLING_KINDS or (kind in _OPENED_KINDS and _at_head(document, opening[0]))):
        return None
    sentence, name = opening
    at = document.body.part_of(Span(name.start, name.end)).start
    named = told.of("name")
    found = participants.find(document)
    chairs = minutes.people(document, told.of("chair")) or list(found.chairs.values())
    # Who presides beside the first, or over a part, was there.
    others = {one.text: one for one in chairs[1:] if one.text not in found.speakers}
    attendees = {one.text: one for one in minutes.people(document, told.of("attend"))} | found.attendees | others
    away = {one.text for one in minutes.people(document, [*told.of("absent"), *told.of("record")])}
    return Meeting(
        name=document.body.quote(named[0].start, named[0].end) if named else name,
        date=held_on(document, sentence, at, told.of("time")),
        place=_place(document, sentence, told.of("place")),
        chair=next(iter(chairs), None),
        speakers=tuple(one for one in found.speakers.values() if one.text not in away),
        attendees=tuple(one for one in attendees.values() if one.text not in away),
        agenda=tuple(_agenda(document)),
    )


def _at_head(document: Document, sentence: Part) -> bool:
    title = document.title
    return sentence.start < (title.end if title else 0) + _HEAD


def _in_title(document: Document, kind: str) -> tuple[Part, Quote] | None:
    """A meeting that only the title names: 环委会会议纪要 is the record of 环委会会议."""
    title = document.title
    if title is None or kind not in _TITLED_KINDS:
        return None
    folded = document.body.folded
    if record := _TITLED_RECORD.match(folded, title.start, title.end):
        end = record.end("name") + (folded[record.end("name")] == "议")
        return title, document.body.quote(title.start, end)
    if named := _TITLED.match(folded, title.start, title.end):
        return title, document.body.quote(title.start, named.end())
    return title, document.body.quote(title.start, title.end)


def _place(document: Document, sentence: Part, fields: list[Part]) -> Quote | None:
    if fields:
        return document.body.quote(fields[0].start, fields[0].end)
    match = _PLACE.search(document.body.folded, sentence.start, sentence.end)
    return document.body.quote(*match.span("place")) if match else None


def _opening(document: Document) -> tuple[Part, Quote] | None:
    """The sentence that says that a meeting was held, and the meeting's name; a sentence with a day is preferred."""
    for reads in (_held_in, _gathered_in):
        found = [opening for sentence in _body_sentences(document) if (opening := reads(document, sentence))]
        if found:
            return _dated(document, found)
    return None


def _dated(document: Document, found: list[tuple[Part, Quote]]) -> tuple[Part, Quote]:
    days = [d.start for d in document.days.and_repaired if d.day is not None]
    folded = document.body.folded
    dated = (o for o in found if any(o[0].start <= at < o[0].end for at in days) or spoken_day(folded, o[0]))
    return next(dated, found[0])


def _held_in(document: Document, sentence: Part) -> tuple[Part, Quote] | None:
    if _BEFORE_OR_BEHIND.match(document.body.folded, sentence.start):
        return None
    for pattern in (_OPENS, _HOLDS, _HELD, _BY_VIDEO, _CHAIRED_MEETING, _CHAIRS_MEETING):
        if match := pattern.search(document.body.folded, sentence.start, sentence.end):
            return sentence, _name(document, match)
    about = _ABOUT.search(document.body.folded, sentence.start, sentence.end)
    if about and _AT_MEETING.search(document.body.folded):  # the whole text, so only where it matters
        return sentence, document.body.quote(*about.span("name"))
    return None


def _gathered_in(document: Document, sentence: Part) -> tuple[Part, Quote] | None:
    gathers = _GATHERS.search(document.body.folded, sentence.start, sentence.end)
    return (sentence, _title_or(document, sentence)) if gathers else None


def _told_of(document: Document) -> tuple[Part, Quote] | None:
    """A page that begins behind the sentence that named the meeting: 会议就…进行了讲解, 会议强调."""
    first = next(iter(document.body.lines), None)
    speaks = first is not None and _AT_MEETING.match(document.body.folded, first.start)
    return (first, _title_or(document, first)) if first and speaks else None


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
    if match["name"][start - match.start("name")] in '“‘"':
        start += 1
    if "session" in match.re.groupindex:
        end = match.end("session")
    if (named := _titled(document)) and document.body.folded[start:end] in _NAMELESS:
        return named
    return document.body.quote(start, end)


def _titled(document: Document) -> Quote | None:
    """The meeting that the title says was held: 云栖县召开总河长会议."""
    title = document.title
    match = _HOLDS.search(document.body.folded, title.start, title.end) if title else None
    return document.body.quote(*match.span("name")) if match else None


def _title_or(document: Document, sentence: Part) -> Quote:
    part = document.title or sentence
    return document.body.quote(part.start, part.end)


def _agenda(document: Document) -> Iterator[Quote]:
    """The points below or behind a label; where there is none, what the sentences say was heard, read and passed."""
    body = document.body
    if listed := _labelled_agenda(document):
        yield from (body.quote(part.start, part.end) for part in listed)
        return
    for sentence in body.sentences():
        if match := _AGENDA.search(body.folded, sentence.start, sentence.end):
            for part in _points(document, match.start("act"), sentence.end):
                yield body.quote(part.start, part.end)


def _labelled_agenda(document: Document) -> list[Part]:
    """A series, up to the first line that does not belong to it; else the clauses that one line holds."""
    body = document.body
    label = _AGENDA_LABEL.search(body.folded)
    if label is None:
        return []
    line_end = next((line.end for line in body.lines if line.end > label.end()), label.end())
    end = line_end
    for heading in (h for h in document.numbered if h.line.start >= label.end()):
        if body.folded[end : heading.line.start].strip():
            break
        end = heading.line.end
    series = measures.enumerated(body, label.end(), end)
    if series:
        return series
    same_line = body.folded[label.end() : line_end].strip(" \n")
    pieces = re.finditer(r"[^;、。]+", body.folded[label.end() : line_end]) if same_line else ()
    found = [body.trimmed(label.end() + m.start(), label.end() + m.end(), " ,\n") for m in pieces]
    return [part for part in found if part.end - part.start >= _SHORTEST_POINT]


def _points(document: Document, start: int, end: int) -> Iterator[Part]:
    """Clauses of the agenda sentence that begin with an act; several《…》under one act are points of their own."""
    at = start
    for comma in re.finditer(r"[,;。](?:并)?|$", document.body.folded[start:end]):
        clause = Part(at, start + comma.start())
        # 会议通报, …: the word alone introduces what was said.
        named = _ACT.match(document.body.folded, clause.start, clause.end)
        if named and named.end() < clause.end and not _THEN_SAID.search(document.body.folded, clause.start, clause.end):
            titles = [m.span() for m in re.finditer(r"《[^《》]+》", document.body.folded[clause.start : clause.end])]
            if len(titles) > 1:
                yield from (Part(clause.start + a, clause.start + b) for a, b in titles)
            else:
                yield clause
        at = start + comma.end()
