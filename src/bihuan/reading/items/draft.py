"""An item while it is being read: ranges of the body, and how surely each was found."""

from dataclasses import dataclass, field, replace

from bihuan.reading.body import Part
from bihuan.reading.days import deadlines, serials
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.result import Item, Measure, Person, Quote, Status, UnitRef
from bihuan.reading.who import places

Fields = dict[str, list[Part]]
"""Concern → the ranges that hold its values."""

COMPLAINTS = {"verdict", "verification", "handling"}
"""What is told of complaints alone: whether they were true, what was found, what was done."""


def first(fields: Fields, concern: str) -> Part | None:
    """The first range of a concern, if any."""
    return next(iter(fields.get(concern, [])), None)


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that was inferred: the field that it concerns, and what a person should check."""

    about: str
    warning: str


YEAR_INFERRED = Guess("deadline", "时限的年份是推断的")
YEAR_UNKNOWN = Guess("deadline", "时限的年份无法确定")
DAY_COUNTED = Guess("deadline", "时限是没有日期格式的数字，按 Excel 的日期序号换算")
NO_CALENDAR_DAY = Guess("deadline", "时限没有确切日期")
UNITS_FROM_SIGNATURE = Guess("units", "责任单位取自落款")
UNITS_FROM_TEXT = Guess("units", "责任单位取自正文")
UNIT_MASKED = Guess("units", "有单位名称被隐去")
DEADLINE_IN_MEASURES = Guess("deadline", "时限取自整改措施")
DEADLINE_IN_GOAL = Guess("deadline", "时限取自整改目标")
DEADLINE_IN_DEMAND = Guess("deadline", "时限取自办理要求")
DERIVED_PROBLEM = Guess("problem", "缺少问题原文，由核查情况代替")
GOAL_AS_PROBLEM = Guess("problem", "没有问题一栏，由整改目标代替")
MEASURE_AS_PROBLEM = Guess("problem", "没有问题一栏，由措施代替")
NAMED_BY_SITE = Guess("problem", "问题只以点位指称")
TRUNCATED = Guess("problem", "内容不完整，原文在此中断")
SHARED_FIELDS = Guess("problem", "多个问题共用措施和责任单位")
CONTRADICTED = Guess("status", "上报状态与查实状态不一致")

ABOUT = {guess.warning: guess.about for guess in list(vars().values()) if isinstance(guess, Guess)}
"""Warning → the field that it is about."""


@dataclass
class Draft:
    """`found` names the way: header (a row under heads that are known), types (a row told by what its cells look like),
    labelled, quoted (between quotation marks in a notice), statutory, listed (counted up in prose), sentence."""

    problem: Part
    found: str = "labelled"
    number: Part | None = None
    goal: Part | None = None
    measures: tuple[Measure, ...] = ()
    due: Due | None = None
    units: list[UnitRef] = field(default_factory=list)
    persons: tuple[Person, ...] = ()
    places: tuple[Quote, ...] = ()
    sites: tuple[Quote, ...] = ()
    status: Status | None = None
    verdict: Part | None = None
    closed: Part | None = None
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    guesses: list[Guess] = field(default_factory=list)
    extent: Part | None = None  # all of the numbered entry that it was read from
    row: int = 0  # where its row begins; a merged problem stands above several rows

    def item(self, document: Document) -> Item:
        body = document.body
        guesses = [*self.guesses, *self._about_due(document)]
        if any("*" in u.text for u in self.units):
            guesses.append(UNIT_MASKED)
        return Item(
            problem=body.quote(self.problem.start, self.problem.end),
            number=_quote(document, self.number),
            goal=_quote(document, self.goal),
            measures=self.measures,
            deadline=deadlines.quoted(document.days, self.due) if self.due else None,
            units=tuple(resolve(u, document) for u in self.units),
            persons=self.persons,
            places=self.places or places.administrative(body, self.problem),
            sites=self.sites or places.sites(body, self.problem),
            status=self.status,
            verdict=_quote(document, self.verdict),
            closed=_quote(document, self.closed),
            categories=self.categories or places.categories(body.seen(self.problem)),
            sources=self.sources or places.sources(document.heading_text),
            found=self.found,
            warnings=tuple(dict.fromkeys(g.warning for g in guesses)),
        )

    def _about_due(self, document: Document) -> list[Guess]:
        if self.due is None:
            return []
        if self.due.date is None:
            return [NO_CALENDAR_DAY]
        if serials.SERIAL.fullmatch(document.body.folded, self.due.start, self.due.end):
            return [DAY_COUNTED]
        return {"inferred": [YEAR_INFERRED], "unknown": [YEAR_UNKNOWN]}.get(self.due.year, [])


def resolve(unit: UnitRef, document: Document) -> UnitRef:
    """The full name where the office has taught the other one, or its own terms know the short one."""
    full = document.body.profile.unit(unit.text) or document.terms.full_names.get(unit.text)
    return replace(unit, text=full) if full else unit


def _quote(document: Document, part: Part | None) -> Quote | None:
    return document.body.quote(part.start, part.end) if part else None
