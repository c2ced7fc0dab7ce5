"""What a letter asks of the units in its address line: numbered duties, or the members of a series that 请你县: leads in."""

from dataclasses import replace

from bihuan.reading import measures, numbers
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.answerable import address, charge
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.exposed import outlined
from bihuan.reading.items.stated.subject import QUOTED
from bihuan.reading.items.tasks import duties, objects
from bihuan.reading.numbers import ACCEPTED
from bihuan.reading.result import UnitRef
from bihuan.reading.structure.outline import Entry, entries
from bihuan.reading.vocabulary import any_of, words

_EXHORTATION = expression(any_of(words("faults", "exhortation")))
_LEADS_IN = expression(r"(?:请|要求|如下|督办|高度重视)[^。;\n]{0,30}:\s*")
_REQUIRED = expression(r"(?:责成|责令|要求|请)(?:你|贵)[^。;,:\n]{0,16}:(?!\n)\s*")
_FEWEST = 2
_COMPLAINED = expression(
    r"(?:(?:举报|反映|信访|投诉|诉求)(?:的)?(?:内容|事项|问题|情况)?(?:为|是|:)?"
    rf"|(?:来电|来信|来访|举报|信访|投诉|群众|网友)人?(?:诉?称|说|表示)[:,]?){QUOTED}"
    r"|(?:举报|信访|投诉|来电|来信|群众)[一-鿿]{0,4}(?:反映|称|内容)(?:为|是)?[:,](?P<said>[^。“”\n]{8,200})(?=。)"
)
_MATTER = expression(
    r"(?:曝光|披露|指出|反馈|交办|转办|通报|点名|移交|查出|发现)的(?P<problem>[^,。;“”\n]{4,60}?)(?:的)?(?:问题|一事|事项|任务|线索|案件),"
    r"(?:由|是)?(?:你|贵)(?:单位|局|市|县|区|镇|乡|街道|公司|委|厅|办|中心|部门|站)"
)
_NUMBER_NEAR = 60
_ANSWERED_WITHIN = 300
_NAMES_NOTHING = 4  # characters below which a heading is no duty: 报送
_ENTERED = expression(
    r"\((?:登记|受理|交办|转办|信访|案件)?(?:编?号|序号)(?:为|:)?(?P<number>[A-Z\d][A-Z\d〔〕\-]{2,24})号?\)"
)
_FILED = expression(rf"\((?:受理|举报|信访)?编?号?[:为]?(?P<number>{ACCEPTED})号?\)")
_FAULTS = expression(
    r"(?:(?:存在|发现|有)[^。;:\n]{0,16}(?:问题|隐患|情形|违法行为)[^。;:\n]{0,8}"
    r"|以下[^。;:\n]{0,8}(?:信访件|举报件|案件)[^。;:\n]{0,16}):\s*(?=1[.、]|\(?一|①|\(1)"
)
_NEXT_DEMAND = expression(r"(?<=[\n。])\s*请(?:于|在|你|各|将)")


def required(document: Document) -> list[Draft]:
    """The members of a series that 现责成你局: leads in, each a duty of who the letter is written to."""
    named = address.addressees(document)
    body = document.body
    lead = _REQUIRED.search(body.folded) if named else None
    if lead is None:
        return []
    series = measures.marked(body, lead.end(), body.line_at(lead.end()).end)
    if len(series) < _FEWEST:
        return []
    number, last = series[-1]
    series[-1] = number, next(body.sentences(last.start, last.end))  # what stands behind is told to all
    return [_member(document, number, part, named) for number, part in series]


def addressed(document: Document) -> list[Draft]:
    """The problems of a chapter 存在的问题, else numbered duties of a notice to the units in its address line; a chapter that
    only exhorts counts for nothing but the dated duty in it."""
    named = address.addressees(document)
    if not named:
        return []
    if problems := outlined.read(document, "assignment"):
        return [replace(item, units=named, due=_latest(document, item.problem)) for item in problems]
    end = document.signature.units[0].start if document.signature.units else len(document.body.folded)
    chapters = (e for e in entries(document.body, document.numbered, end) if e.level == 0)
    found = [item for chapter in chapters if (item := _addressed_duty(document, chapter, named))]
    return found or _demanded(document, named, end)


def complete(document: Document, items: list[Draft]) -> None:
    """Who a letter is written to answers for what it hands over, where nothing else is said."""
    if named := address.addressees(document):
        for item in items:
            item.units = item.units or named


def told_of(document: Document) -> list[Draft]:
    """What a letter is about where it quotes no matter: complaints, a matter that it opens with, or faults that it counts
    up."""
    named = address.addressees(document)
    return (
        (_complained(document, named) or _named_before(document, named) or _counted_up(document, named))
        if named
        else []
    )


def _counted_up(document: Document, named: list[UnitRef]) -> list[Draft]:
    """The members of a series that 你公司存在以下问题: leads in, with the latest day that is set behind them."""
    body = document.body
    lead = _FAULTS.search(body.folded)
    if lead is None:
        return []
    stop = _NEXT_DEMAND.search(body.folded, lead.end())
    end = stop.start() if stop else len(body.folded)
    series = measures.marked(body, lead.end(), end)
    limits = deadlines.in_prose(document.days, end, len(body.folded))
    due = next(iter(limits), None)
    items = [_member(document, number, part, named) for number, part in series if len(series) > 1]
    for item in items:
        item.due = item.due or due
    return items


def _named_before(document: Document, named: list[UnitRef]) -> list[Draft]:
    """省级督察曝光的某河雨污混接问题,你县承诺…: what a letter opens with and then speaks of to who answers."""
    found = []
    for match in _MATTER.finditer(document.body.folded):
        item = Draft(Part(*match.span("problem")), "sentence", units=named)
        found.append(item)
    return found


def _complained(document: Document, named: list[UnitRef]) -> list[Draft]:
    """The complaints that a letter quotes to who is to look into them, with the acceptance number before each."""
    found = []
    for match in _COMPLAINED.finditer(document.body.folded):
        what = "problem" if match["problem"] else "said"
        item = Draft(document.body.trimmed(*match.span(what), " 。"), "quoted", units=named)
        if match["said"]:  # the day by which it is to be answered is the limit of its only matter
            stop = min(len(document.body.folded), match.end() + _ANSWERED_WITHIN)
            item.due = next(iter(deadlines.in_prose(document.days, match.end(), stop)), None)
        start = max(0, match.start() - _NUMBER_NEAR)
        item.number = next(iter(reversed(numbers.named(document.body, start, match.start()))), None)
        if entered := _ENTERED.match(document.body.folded, match.end()):
            item.number = Part(*entered.span("number"))
        found.append(item)
    return found


def _demanded(document: Document, named: list[UnitRef], end: int) -> list[Draft]:
    """The members of a series that 请你县: or 要求如下: leads in, each a duty of the addressees."""
    body = document.body
    for lead in _LEADS_IN.finditer(body.folded, 0, end):
        stop = _NEXT_DEMAND.search(body.folded, lead.end(), end)
        series = measures.marked(body, lead.end(), stop.start() if stop else end)
        if len(series) > 1:
            return [_member(document, number, part, named) for number, part in series]
    return []


def _member(document: Document, number: Part, part: Part, named: list[UnitRef]) -> Draft:
    item = Draft(
        document.body.trimmed(part.start, part.end, " \n。;"), "listed", units=named, due=_latest(document, part)
    )
    if filed := _FILED.search(document.body.folded, item.problem.start, item.problem.end):
        item.problem, item.number = Part(item.problem.start, filed.start()), Part(*filed.span("number"))
        return item
    item.number = document.body.trimmed(number.start, number.end, " 、.,:") if number.end > number.start else None
    return item


def _latest(document: Document, part: Part) -> Due | None:
    return max(deadlines.in_prose(document.days, part.start, part.end), key=Due.rank, default=None)


def _addressed_duty(document: Document, chapter: Entry, everyone: list[UnitRef]) -> Draft | None:
    body = document.body
    heading = body.trimmed(chapter.number.end, chapter.line.end, " \n。:")
    text = Part(chapter.number.end, max(chapter.line.end, chapter.text.end))
    due = _latest(document, text)
    problem = heading
    if _EXHORTATION.search(body.seen(heading)) or heading.end - heading.start < _NAMES_NOTHING:
        if due is None and (again := duties.MONTHLY.search(body.folded, text.start, text.end)):
            due = Due(*again.span("when"), None)
            return Draft(Part(*again.span("what")), "listed", number=chapter.number, due=due, units=everyone)
        if due is None:
            return None
        sentence = next(s for s in body.sentences(text.start, text.end) if s.start <= due.start < s.end)
        problem = objects.object_of(document, sentence, charge.clause_of(document, sentence, due), due)
    seen = body.seen(text)
    named = [u for u in everyone if u.text[1:] in seen or u.text in seen]
    return Draft(problem, "listed", number=chapter.number, due=due, units=named or everyone)
