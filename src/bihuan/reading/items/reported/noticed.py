"""What a notice as a whole says of its problems: which one it is about where no label says so, what was done about it, who
signs for it, its number, limit and state."""

import re

from bihuan.reading import numbers, statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import address, charge
from bihuan.reading.items.draft import Draft, Fields
from bihuan.reading.items.stated import subject
from bihuan.reading.items.stated.fields import ITEM_CONCERNS, drafts, of_labels
from bihuan.reading.numbers import NTH
from bihuan.reading.result import UnitRef
from bihuan.reading.structure.headings import ordinal
from bihuan.reading.who import units
from bihuan.reading.who.units import looks_like_unit

_ANSWERING = frozenset(("lead", "duty", "assist"))
_SHORT_OF_DONE = frozenset(("stage_done", "basically_done", "in_progress"))
_OF = expression(r"(?P<unit>[^,。:《》“”\n]{4,24}?)关于")
_OWN_WORD = expression(r"我(?:单位|局|市|县|区|镇|乡|委|街道|办)")
_OWN_TASKS = expression(r"我(?:局|单位|厅|办|委|公司)(?:牵头|承担|负责)")
_CONTACT = expression(
    r"向(?P<unit>[^,。;:]{3,40}?)(?:反映|反馈|提出|举报|来电|书面)"
    r"|(?:受理|联系)(?:部门|单位) *[:|\n] *(?P<named>[^\n,。]{3,40})"
    r"|(?:告知|联系|寄至|送至)(?P<told>[^,。;:]{3,40}?(?:办公室|局|办|中心|指挥部|委员会))"
)
# The office of an inspection publishes for others what they did.
_COORDINATES = expression(r"(?:督察|整改|攻坚|污染防治|协调)[一-鿿]{0,14}(?:办|办公室)$")
_SUBJECT = expression(
    r"责任(?:主体|单位)(?P<unit>[一-鿿]{2,14}?(?:人民政府|政府|管委会|局|委员会|街道办事处))(?=制定|组织|已|按照|对|通过)"
)
_OF_ALL = expression(r"整改|销号|验收")  # 已完成招标 is told of a part of the work
_DONE = expression(r"(?:整改|落实|措施|办理|处理)[^,。;:]{0,8}如下:$")
_WAS_SET = expression(
    r"(?:方案|清单|督察组?|台账)(?:要求|明确|规定|确定|提出)[^,。;]{0,6}$|(?:整改|完成)(?:时限|期限)[为是]$"
    r"|(?:按(?:照|期)?要求|原|本)应?当?(?:于|在)$"
)
_TASK = expression(rf"{NTH}(?=(?:整改)?任务)")
_OBJECTS = expression(
    r"(?<!无)异议|请[^,。;]{0,12}向[^,。;]{2,20}(?:反映|提出)|向[^,。;]{2,20}(?:书面|实名|来电|来信|如实)[^,。;]{0,6}(?:反映|提出)"
)


def only_quoted(document: Document) -> list[Draft]:
    """The problem that a notice names between quotation marks and says nothing more about."""
    for pattern in subject.SAID:
        if match := next((m for m in pattern.finditer(document.body.folded) if not _asks_for_word(document, m)), None):
            named = of_labels([label for label in document.labels if label.concern in _ANSWERING])
            told = {"problem": [Part(*match.span("problem"))]} | _done_below(document, match.end())
            return drafts(document, named | told, "quoted")
    return []


def _asks_for_word(document: Document, match: re.Match[str]) -> bool:
    """Whether a sentence says where to object: 如有异议,请向县整改办反映,电话…."""
    sentence = document.body.sentence_at(match.start())
    return bool(_OBJECTS.search(document.body.folded, sentence.start, match.end()))


def quoted_in_title(document: Document) -> list[Draft]:
    """The problem that the title of a report quotes: 关于“某处垃圾堆放”问题整改情况的报告."""
    title = document.title
    return (
        only_quoted(document)
        if title and subject.QUOTED_MATTER.search(document.body.folded, title.start, title.end)
        else []
    )


def _done_below(document: Document, at: int) -> Fields:
    """The points below a line that opens them: 落实如下:, 整改情况如下:."""
    body = document.body
    opens = next((line for line in body.lines if line.end > at and _DONE.search(body.seen(line))), None)
    series = [h for h in document.numbered if opens and h.line.start > opens.end]
    points = [h for k, h in enumerate(series) if h.level == series[0].level and ordinal(body, h) == k + 1]
    follows = opens and points and not body.folded[opens.end : points[0].line.start].strip()
    return {"measures": [Part(points[0].line.start, points[-1].line.end)]} if follows and len(points) > 1 else {}


def complete(document: Document, found: list[Draft], kind: str) -> None:
    """What a notice as a whole says of its problems: who signs for them (who signs a report on several only tells, unless of
    its own) and, of an only one, its number and state; not of those of which it tells that they were reported otherwise."""
    found = [item for item in found if draft.CONTRADICTED not in item.guesses]
    introduction = _introduction(document)
    handed = charge.BY.search(document.body.folded, introduction.start, introduction.end)
    told = units.listed(document.body, *handed.span("units")) if handed else []
    told = told if all(looks_like_unit(unit.text) for unit in told) else []
    for item in found:
        item.units = item.units or told
        if not item.units and (match := _SUBJECT.search(document.body.folded)):
            item.units = units.listed(document.body, *match.span("unit"))
        if not item.units and kind == "closure_notice":
            item.units = address.addressees(document)  # 某区人民政府: a letter that agrees to strike its task off
        if not item.units and (kind == "closure_notice" or len(found) == 1 or _OWN_TASKS.search(document.body.folded)):
            item.units = _signing_units(document)
            if item.units:
                item.guesses.append(draft.UNITS_FROM_SIGNATURE)
    if len({document.body.seen(item.problem) for item in found}) == 1:
        for item in found:  # one, though the page brings it twice
            _complete_only(document, item)


def _complete_only(document: Document, item: Draft) -> None:
    """Number and state of a document's only item, where its fields gave none: from the title and the introduction."""
    introduction = _introduction(document)
    if item.due is None:
        limits = deadlines.in_prose(document.days, introduction.start, introduction.end)
        item.due = next((d for d in limits if d.date in ("immediate", "long-term")), None) or next(
            (d for d in limits if _WAS_SET.search(document.body.folded, max(0, d.start - 12), d.start)), None
        )
    if item.number is None:
        item.number = next(iter(numbers.named(document.body, introduction.start, introduction.end)), None)
        task = _TASK.search(document.body.folded, introduction.start, introduction.end)
        item.number = item.number or (Part(*task.span()) if task else None)
    if item.status and item.status.code in statuses.UNTRUE:
        return
    stated = statuses.find(document.body, introduction.start, introduction.end)
    everywhere = statuses.find(document.body, 0, len(document.body.folded))
    applied = [s for s in (*stated, *everywhere) if s.code in ("applied", "closed")]
    applied.sort(key=lambda s: s.code != "closed")  # 达到整改目标,同意销号
    says_so = item.status and any(s.text in item.status.text for s in applied)  # 完成整改,拟销号
    if not says_so and (item.status is None or item.status.code not in ("applied", "closed")):
        own = item.status.code if item.status else ""
        told = [
            s
            for s in stated
            if s.code != own
            and not (own == "done" and s.code in _SHORT_OF_DONE)
            and not (own == "accepted" and not _OF_ALL.search(s.text))
        ]
        item.status = next(
            iter(applied or told), item.status or next((s for s in everywhere if _OF_ALL.search(s.text)), None)
        )


def _introduction(document: Document) -> Part:
    """The text before the first label, at most some paragraphs."""
    first = next(
        (label.start for label in document.labels if label.concern in ITEM_CONCERNS), len(document.body.folded)
    )
    return Part(0, min(first, 800))


def _signing_units(document: Document) -> list[UnitRef]:
    """The signature's units, unless they only receive objections: who signs as 我单位 or is not the contact is
    responsible."""
    contacts = contact_units(document)
    own = _OWN_WORD.search(document.body.folded)
    found = []
    for part in document.signature.units or _unit_of_title(document):
        name = document.body.seen(part)
        if own or not (_COORDINATES.search(name) or any(name in c or c in name for c in contacts)):
            span = document.body.cleaned.source_span(part.start, part.end)
            found.append(UnitRef(document.body.text[part.start : part.end], "duty", span.start, span.end))
    return found


def _unit_of_title(document: Document) -> tuple[Part, ...]:
    """Who a notice without signature is of: 北坡镇人民政府关于…整改情况的公示."""
    match = _OF.match(document.body.folded, document.title.start, document.title.end) if document.title else None
    named = match["unit"] if match else ""
    return (Part(*match.span("unit")),) if match and looks_like_unit(named) else ()


def contact_units(document: Document) -> list[str]:
    """Units that take objections and telephone calls; they are not responsible for the work."""
    found = (m["unit"] or m["named"] or m["told"] for m in _CONTACT.finditer(document.body.folded))
    return [re.sub(r"\s", "", name) for name in found]
