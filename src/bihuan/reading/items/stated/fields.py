"""From fields by concern (of a labelled section, or of a row of a table) to drafts of items."""

import re
from dataclasses import replace

from bihuan.reading import measures, numbers
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import draft
from bihuan.reading.items.draft import Draft, Fields, Guess
from bihuan.reading.items.stated import states
from bihuan.reading.result import Measure, Person, Quote, UnitRef
from bihuan.reading.structure.labels import Label
from bihuan.reading.who import actors, people, places, units

ITEM_CONCERNS = {
    "problem", "goal", "measures", "measures_and_result", "deadline", "lead", "duty", "assist", "supervise", "accept",
    "result", "person", "status", "verification", "handling", "verdict", "closed",
}  # fmt: skip
"""What is said of one entry; all other labels belong to the page."""
_ROLES = ("lead", "duty", "assist", "supervise", "accept")
_MEASURES = ("measures", "measures_and_result")
_QUOTED = expression(r"(?:关于|针对|对)?“(?P<problem>(?:[^“”]|“[^“”]*”){6,400})”(?=(?:的)?(?:问题|整改)|[。,;]|$)")
VERDICT = expression(
    r"(?:举报|反映|投诉|问题|情况|信访|内容|事项|该件|^)[^,。;]{0,8}?(?P<said>(?:部分|基本)?(?:不属实|属实)|部分查实|查实)"
)
_IS_VERDICT = expression(r"(?:举报|反映)?(?:情况|问题)?(?:部分|基本)?(?:不属实|属实)")
_OPENS_WITH = expression(r"[ \n。,;]*(?:经[^,。]{0,10}?[,:]?)?(?P<said>(?:部分|基本)?(?:不属实|属实))(?=[。,;: \n]|$)")
CLOSED = expression(r"(?P<said>阶段性?办结|已办结|未办结|正在办理|办理中|已结案)")
_END = expression(r"(?:已|未|尚未|阶段性?|基本)?(?:办结|结案)|(?:正在)?办理中?")
_OUR_PLACE = expression(r"我(?:市|县|区|州|旗|镇|乡|街道)")
_NO_NAME = expression(r"(?:各|有关|相关)(?:职能|责任|监管)?(?:部门|单位)")
_COMPLAINED = expression(
    rf"(?:受理编号|编号)?[:为]?(?P<number>{numbers.ACCEPTED})号?(?:的)?(?:群众)?(?:信访|举报|转办|交办|投诉){{1,2}}件(?:反映|举报|投诉)(?:的?问题)?[:,]?"
)
_ANSWERS = ("handling", "result", "measures_and_result", "measures", "verification")
_ORDERED = expression(r"责令[^,。;]{1,40}$")
_ONE_NUMBER = expression(
    r"[^、,和及。]{0,12}第[一二三四五六七八九十百\d]{1,5}项(?:问题|任务)?: *\n? *(?:\(?[1一][)、.是]|①)?"
)
_LIMITS_ELSEWHERE = (
    ("measures", draft.DEADLINE_IN_MEASURES),
    ("goal", draft.DEADLINE_IN_GOAL),
    ("instruction", draft.DEADLINE_IN_DEMAND),
)


def of_labels(group: list[Label]) -> Fields:
    """The values of labels, by concern."""
    fields: Fields = {}
    for k, label in enumerate(group):
        if label.concern == "supervise" and any(other.concern == "publicity" for other in group[:k]):
            continue  # 监督单位 behind the days of a notice takes objections
        if label.value.end > label.value.start:
            fields.setdefault(label.concern, []).append(label.value)
    return fields


def drafts(document: Document, fields: Fields, found: str) -> list[Draft]:
    """One draft, or several where a labelled section counts up several problems that share the rest."""
    fields = _with_task_as_goal(fields, found)
    problem, guesses = _problem(fields)
    if problem is None:
        return []
    problem, number = _filed(document, problem)
    problem = _unquoted(document, problem)
    if found == "labelled" and (named := measures.named_series(document.body, problem.start, problem.end)):
        opened = [Draft(part, found, number=number, guesses=[*guesses, draft.SHARED_FIELDS]) for number, part in named]
        return [_filled(document, fields, item) for item in opened]
    listed = found == "labelled" and not fields.keys() & draft.COMPLAINTS  # a complaint may count up what it likes
    series = measures.marked(document.body, problem.start, problem.end) if listed else []
    if series and _ONE_NUMBER.fullmatch(document.body.folded, problem.start, series[0][1].start):
        series = []  # 第七项问题:(1)… (2)…: one that has two points
    shared = [draft.SHARED_FIELDS] if len(series) > 1 else []
    opened = [Draft(part, found, number=number, guesses=[*guesses, *shared]) for _, part in series] or [
        Draft(problem, found, number=number, guesses=guesses)
    ]
    for item, (mark, _) in zip(opened, series, strict=False) if shared else ():
        own = document.body.trimmed(mark.start, mark.end, " 、.,:")
        item.number = item.number or (own if own.end > own.start else None)
    return [_filled(document, fields, item) for item in opened]


def _with_task_as_goal(fields: Fields, found: str) -> Fields:
    """Beside a column of problems one of tasks (工作任务) says what is to be reached."""
    if found != "labelled" and len(fields.get("problem", [])) == 2 and not fields.get("goal"):
        return fields | {"problem": fields["problem"][:1], "goal": fields["problem"][1:]}
    return fields


def _problem(fields: Fields) -> tuple[Part | None, list[Guess]]:
    if fields.get("problem"):
        return fields["problem"][0], []
    if fields.get("verification"):
        return fields["verification"][0], [draft.DERIVED_PROBLEM]
    if fields.get("goal"):
        return fields["goal"][0], [draft.GOAL_AS_PROBLEM]
    if fields.get("measures") and (fields.get("deadline") or any(fields.get(role) for role in _ROLES)):
        return fields["measures"][0], [draft.MEASURE_AS_PROBLEM]
    return None, []


def _unquoted(document: Document, part: Part) -> Part:
    """The wording between quotation marks where a value opens with them; marks inside belong to it."""
    match = _QUOTED.match(document.body.folded, part.start, part.end)
    return Part(*match.span("problem")) if match else part


def _filed(document: Document, problem: Part) -> tuple[Part, Part | None]:
    """What a complaint says, and its number: X2…号信访件反映,某厂粉尘大."""
    match = _COMPLAINED.match(document.body.folded, problem.start, problem.end)
    return (Part(match.end(), problem.end), Part(*match.span("number"))) if match else (problem, None)


def _filled(document: Document, fields: Fields, item: Draft) -> Draft:
    item.measures = _measures(document, fields)
    item.goal = _goal(document, fields)
    item.number = item.number or _number(document, fields, item.problem)
    beside = people.beside_units(document.body, [p for role in (*_ROLES, "lead_assist") for p in fields.get(role, [])])
    item.units = [alone for unit in _units(document, fields) if (alone := _without(unit, beside))]
    item.places, item.sites = _places(document, fields, item.problem)
    item.categories = places.categories(_words(document, [*fields.get("category", []), item.problem]))
    item.sources = places.sources(_words(document, fields.get("source", [])))
    item.persons = people.in_fields(document.body, fields.get("person", [])) or beside
    _set_due(document, fields, item)
    item.verdict = draft.first(fields, "verdict") or _told(document, fields, VERDICT) or _concluded(document, fields)
    item.closed = draft.first(fields, "closed") or _told(document, fields, CLOSED) or _ended(document, fields)
    item.status = states.told(document, fields, item)
    return item


def _told(document: Document, fields: Fields, said: re.Pattern[str]) -> Part | None:
    """What the answer to a complaint says in its text, where no field says it: 经查，举报部分属实."""
    if not any(fields.get(c) for c in ("verification", "handling", "verdict")):
        return None
    parts = [p for c in ("verification", "handling", "result") for p in fields.get(c, [])]
    return next((found for part in parts if (found := said_in(document, part, said))), None)


def _concluded(document: Document, fields: Fields) -> Part | None:
    """结论 | 部分属实: a verdict under a label that elsewhere tells a state."""
    return next(
        (p for p in fields.get("status", []) if _IS_VERDICT.fullmatch(document.body.seen(p).strip(" 。"))), None
    )


def _ended(document: Document, fields: Fields) -> Part | None:
    """状态 | 阶段性办结, 备注 | 已办结: the state of a complaint, whatever stands above it."""
    parts = [part for concern in ("status", "remark") for part in fields.get(concern, [])]
    return next((part for part in parts if _END.fullmatch(document.body.seen(part).strip())), None)


def said_in(document: Document, part: Part, said: re.Pattern[str]) -> Part | None:
    """The wording of a verdict or an end in a text, where it opens with it or says it of the complaint."""
    folded = document.body.folded
    opens = _OPENS_WITH.match(folded, part.start, part.end) if said is VERDICT else None
    match = opens or said.search(folded, part.start, part.end)
    return Part(*match.span("said")) if match else None


def _places(document: Document, fields: Fields, problem: Part) -> tuple[tuple[Quote, ...], tuple[Quote, ...]]:
    body = document.body
    given = tuple(body.quote(p.start, p.end) for p in fields.get("place", []))
    return given or places.administrative(body, problem), places.sites(body, problem)


def _words(document: Document, parts: list[Part]) -> str:
    return " ".join(document.body.seen(part) for part in parts)


def _measures(document: Document, fields: Fields) -> tuple[Measure, ...]:
    found: list[Measure] = []
    concern = next((c for c in _MEASURES if fields.get(c)), "handling")
    for part in fields.get(concern, []):
        found += measures.read(document.days, part.start, part.end)
    return tuple(found)


def _goal(document: Document, fields: Fields) -> Part | None:
    part = draft.first(fields, "goal")
    if part is None:
        return None
    members = measures.enumerated(document.body, part.start, part.end)
    return members[0] if len(members) == 1 else part


def _number(document: Document, fields: Fields, problem: Part) -> Part | None:
    given = [_within(document, p) for p in fields.get("number", []) if re.search(r"[\w]", document.body.seen(p))]
    if given:
        if filed := [n for p in given for n in numbers.accepted(document.body, p.start, p.end)]:
            return filed[0]  # (受理编号:X2…)整改情况说明: nothing else on the line belongs to it
        # 序号 counts rows; any other number names the case.
        return max(given, key=lambda p: (len(document.body.seen(p)) >= 3, -p.start)) if len(given) > 1 else given[0]
    return next(iter(numbers.named(document.body, problem.start, min(problem.end, problem.start + 40))), None)


def _within(document: Document, part: Part) -> Part:
    """A number up to the end of the bracket that it stands in: (编号:13)整改情况如下."""
    closes = document.body.seen(part).find(")")
    return (
        Part(part.start, part.start + closes) if closes > 0 and "(" not in document.body.seen(part)[:closes] else part
    )


def _units(document: Document, fields: Fields) -> list[UnitRef]:
    found: list[UnitRef] = []
    for role in _ROLES:
        for part in fields.get(role, []):
            found += units.listed(document.body, part.start, part.end, role)
    for part in fields.get("lead_assist", []):
        found += _lead_and_assist(document, part)
    found += _acting(document, fields)
    return found


def _without(unit: UnitRef, people_beside: tuple[Person, ...]) -> UnitRef | None:
    """A unit without the person in brackets behind it; None where it is a person."""
    inside = next((one for one in people_beside if unit.start <= one.start < unit.end), None)
    if inside is None:
        return unit
    name = re.sub(r"\s*[(（][^()（）]*[)）]?$", "", unit.text)
    return replace(unit, text=name, end=inside.start - 1) if inside.start > unit.start and name != unit.text else None


def _acting(document: Document, fields: Fields) -> list[UnitRef]:
    """Who acts in what was done about a complaint; without a column of units that is who answers for it, and where no
    one is named the district that the complaint is from, if it speaks of itself (我区接到交办任务后)."""
    named = any(fields.get(role) for role in ("lead", "duty", "lead_assist"))
    helped = any(fields.get(role) for role in ("assist", "supervise", "accept"))
    complaint = any(fields.get(c) for c in ("verdict", "closed", "verification"))
    told = _ANSWERS if complaint and not named else ("handling",)
    for concern in told:
        acting = [u for p in fields.get(concern, []) for u in actors.mentioned(document.body, p.start, p.end)]
        if named_ones := [unit for unit in acting if not _NO_NAME.fullmatch(unit.text)]:
            return named_ones
    answer = [p for concern in _ANSWERS for p in fields.get(concern, [])]
    speaks = any(_OUR_PLACE.search(document.body.folded, p.start, p.end) for p in answer)
    if ((complaint and speaks) or helped) and not named and (region := draft.first(fields, "place")):
        return [unit] if (unit := actors.place_of(document.body, region)) else []
    return []


def _lead_and_assist(document: Document, part: Part) -> list[UnitRef]:
    """牵头/配合 in one cell: the units before the slash lead, those behind it assist."""
    seen = document.body.seen(part)
    if "/" not in seen:
        return units.listed(document.body, part.start, part.end, "duty")
    slash = part.start + seen.index("/")
    first = units.listed(document.body, part.start, slash, "lead")
    return first + units.listed(document.body, slash + 1, part.end, "assist")


def _set_due(document: Document, fields: Fields, item: Draft) -> None:
    """The labelled limit; else the latest day among the measures; else one inside the goal."""
    days = document.days
    given = [due for p in fields.get("deadline", []) if (due := deadlines.labelled(days, p.start, p.end))]
    if given:
        item.due = max(given, key=deadlines.Due.rank)
        return
    beside = [d for role in _ROLES for p in fields.get(role, []) for d in deadlines.all_labelled(days, p.start, p.end)]
    if beside:  # 责任单位及完成时限 | 市水务局,6月底前
        item.due = max(beside, key=deadlines.Due.rank)
        return
    if limits := [d for p in fields.get("actual_date", []) for d in deadlines.in_prose(days, p.start, p.end)]:
        item.due = max(limits, key=deadlines.Due.rank)  # 完成时间:2026年底前 is still to come
        return
    for concern, guess in _LIMITS_ELSEWHERE:
        limits = [d for p in fields.get(concern, []) for d in deadlines.in_prose(days, p.start, p.end)]
        if limits := [due for due in limits if not _ordered_of_polluter(document, due)]:
            item.due = max(limits, key=deadlines.Due.rank)
            item.guesses.append(guess)
            return
    for part in fields.get("term", []):
        item.due = deadlines.labelled(days, part.start, part.end)


def _ordered_of_polluter(document: Document, due: deadlines.Due) -> bool:
    """区执法局责令烧烤店立即整改: at once is what the shop was told, not the limit of the entry."""
    return due.date == "immediate" and bool(_ORDERED.search(document.body.folded, max(0, due.start - 40), due.start))
