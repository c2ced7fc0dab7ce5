"""What registering an entry will make, worked out before anything is written: shown first, then done exactly so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bihuan.core.codes import DutyRole, State
from bihuan.core.reasons import Reason
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import CalendarRangeError
from bihuan.intake.fields import Fields
from bihuan.intake.models import Entry
from bihuan.intake.titles import title_of
from bihuan.ledger.duties import RECTIFYING
from bihuan.ledger.models import Problem, Task
from bihuan.ledger.persons import serving
from bihuan.ledger.terms import Due, Terms, due_of
from bihuan.org.models import Person, Unit, UnitKind
from bihuan.org.queries import UnitIndex

ORDERING_KINDS = frozenset({"plan", "assignment", "campaign", "inspection_list", "minutes"})
"""Documents that set work. Others tell of problems, or of what became of them."""
REGIONS = frozenset({UnitKind.COUNTY, UnitKind.PARK, UnitKind.TOWN, UnitKind.GOVERNMENT})
LOCAL = REGIONS - {UnitKind.GOVERNMENT}
ROLE_ORDER = (DutyRole.LEAD, DutyRole.DUTY, DutyRole.ASSIST, DutyRole.SUPERVISE, DutyRole.ACCEPT)


class Effect(StrEnum):
    """What registration does with an entry. An entry that a person found to be a known problem never makes a second one:
    its goal and term go to a task of that problem that has none yet; a document that sets work adds a task; from any other
    only the place in the text is kept beside the problem."""

    NEW = "new"
    PROBLEM = "problem"
    FILL = "fill"
    TASK = "task"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class NamedDuty:
    """A unit's duty by the name that the document uses; `units` is empty when that name is not to give any duty."""

    role: DutyRole
    name: str
    units: tuple[Unit, ...]


@dataclass(slots=True)
class Draft:
    """One entry on its way; `unresolved` are names that mean no unit yet, `reasons` what stands in the way. `persons` are
    those whom the document names, by the unit in which they serve; `strangers` serve in no unit with a duty here."""

    entry: Entry
    effect: Effect
    title: str
    wording: str
    due: Due
    duties: list[NamedDuty]
    unresolved: list[str]
    region: Unit | None
    fill: Task | None = None
    reasons: list[Reason] = field(default_factory=list)
    persons: dict[int, Person] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)

    @property
    def makes_task(self) -> bool:
        return self.effect in (Effect.NEW, Effect.TASK, Effect.FILL)

    @property
    def people(self) -> list[Person]:
        """Each person named for a duty here, once."""
        return list({person.pk: person for person in self.persons.values()}.values())

    @property
    def assignments(self) -> dict[DutyRole, list[Unit]]:
        """Each unit once, in the strongest of its working duties; a task has one lead, others named so share the duty."""
        found: dict[DutyRole, list[Unit]] = {role: [] for role in ROLE_ORDER}
        working: set[int] = set()
        for duty in sorted(self.duties, key=lambda d: ROLE_ORDER.index(d.role)):
            for unit in duty.units:
                role = DutyRole.DUTY if duty.role is DutyRole.LEAD and found[DutyRole.LEAD] else duty.role
                if (role in RECTIFYING and unit.pk in working) or unit in found[role]:
                    continue
                working |= {unit.pk} if role in RECTIFYING else set()
                found[role].append(unit)
        return found


@dataclass(frozen=True)
class Choices:
    """What a person decided for the whole registration.

    `anchor` is the day from which terms such as 30 working days run. `units` says which units a name means that the tree
    does not know (none: no duty comes of it). `first_leads`: where no lead unit is named, the first responsible one leads.
    `tasks`: make tasks, or problems alone that wait for a plan.
    """

    anchor: date
    within: Unit | None = None
    units: Mapping[str, Sequence[Unit]] = field(default_factory=dict)
    first_leads: bool = True
    tasks: bool = True


def drafts(entries: Iterable[Entry], choices: Choices, terms: Terms, kind: str) -> list[Draft]:
    """A draft for each entry; loads the unit tree once."""
    index = UnitIndex()
    listed = list(entries)
    blank = blank_tasks([entry.same_as for entry in listed if entry.same_as])
    made = [_draft(entry, choices, terms, kind, index, blank) for entry in listed]
    _name_persons(made)
    return made


def _name_persons(made: Sequence[Draft]) -> None:
    """Find the persons whom the document names among those who serve in the units of the entry. Of two of one name in a
    unit neither is meant."""
    named = {draft.entry.pk: [quote["text"] for quote in draft.entry.fields.get("persons") or []] for draft in made}
    known = serving({name for names in named.values() for name in names})
    for draft in made:
        units = {unit.pk: unit for duty in draft.duties for unit in duty.units}
        for name in dict.fromkeys(named[draft.entry.pk]):
            places = {
                pk: {person.pk: person for person, path in known.get(name, ()) if path.startswith(unit.path)}
                for pk, unit in units.items()
            }
            sure = {pk: next(iter(found.values())) for pk, found in places.items() if len(found) == 1}
            for pk, person in sure.items():
                draft.persons.setdefault(pk, person)
            if not sure:
                draft.strangers.append(name)


def blank_tasks(problems: Iterable[Problem]) -> dict[int, Task]:
    """For each problem its first task that nobody has claimed and that has neither goal nor deadline."""
    rows = Task.objects.filter(
        problem__in={problem.pk for problem in problems},
        state=State.CLAIM.value,
        goal="",
        deadline=None,
        long_term=False,
    )
    return {task.problem_id: task for task in rows.order_by("-pk")}


def _draft(entry: Entry, choices: Choices, terms: Terms, kind: str, index: UnitIndex, blank: dict[int, Task]) -> Draft:
    """What becomes of an entry. A blank task that it fills is taken out of `blank`: it is filled once."""
    of = entry.fields
    wording = of["problem"]["text"].strip()
    duties, unresolved = _duties(of, choices, index)
    effect = _effect(entry, choices, kind, blank)
    draft = Draft(
        entry=entry,
        effect=effect,
        title=of.get("title") or title_of(wording),
        wording=wording,
        due=Due(),
        duties=duties,
        unresolved=unresolved,
        region=_region(of, duties, choices, index),
        fill=blank.pop(entry.same_as_id or 0) if effect is Effect.FILL else None,
    )
    _date(draft, of.get("deadline"), choices.anchor, terms)
    draft.reasons += [*_too_long(draft), *_not_apart(draft)]
    return draft


def _effect(entry: Entry, choices: Choices, kind: str, blank: Mapping[int, Task]) -> Effect:
    if entry.same_as_id is None:
        return Effect.NEW if choices.tasks else Effect.PROBLEM
    told = any(entry.fields.get(name) for name in ("goal", "deadline", "units", "measures"))
    if not choices.tasks or not told:
        return Effect.SOURCE
    if entry.same_as_id in blank:
        return Effect.FILL
    return Effect.TASK if kind in ORDERING_KINDS else Effect.SOURCE


def _date(draft: Draft, deadline: Mapping[str, str] | None, anchor: date, terms: Terms) -> None:
    if not deadline:
        return
    try:
        draft.due = due_of(deadline.get("date"), deadline.get("text") or "", anchor, terms)
    except CalendarRangeError as error:
        params = {"order": draft.entry.order, "why": error.phrase}
        draft.reasons.append(Reason("deadline", _("第%(order)s条的时限：%(why)s"), params))
    except ValueError:
        message = _("第%(order)s条的时限“%(text)s”还不是一个完整的日期，请在条目里补上年份或改成确切的日期。")
        params = {"order": draft.entry.order, "text": deadline.get("text") or deadline.get("date")}
        draft.reasons.append(Reason("deadline", message, params))


def _duties(of: Fields, choices: Choices, index: UnitIndex) -> tuple[list[NamedDuty], list[str]]:
    found, unresolved = [], []
    for quote in of["units"]:
        units = named_units(quote["text"], choices, index)
        if units is None:
            unresolved.append(quote["text"])
        else:
            found.append(NamedDuty(DutyRole(quote["role"]), quote["text"], tuple(units)))
    if choices.first_leads and not any(d.role is DutyRole.LEAD and d.units for d in found):
        first = next((at for at, d in enumerate(found) if d.role is DutyRole.DUTY and d.units), None)
        if first is not None:
            found[first] = NamedDuty(DutyRole.LEAD, found[first].name, found[first].units)
    return found, list(dict.fromkeys(unresolved))


def named_units(name: str, choices: Choices, index: UnitIndex) -> Sequence[Unit] | None:
    """What a name means: as a person chose, else the one unit of the tree; None when that is open."""
    if name in choices.units:
        return choices.units[name]
    unit = index.find(name, choices.within)
    return None if unit is None else [unit]


def _region(of: Fields, duties: Sequence[NamedDuty], choices: Choices, index: UnitIndex) -> Unit | None:
    """Where the problem lies: the region that the text names first, else that of a unit with the duty, else the one
    inspected."""
    for quote in (*of["places"], of["problem"]):
        unit = index.find(quote["text"], choices.within) or _first_named(quote["text"], index)
        if unit and unit.kind in LOCAL:
            return unit
    counties = [
        region
        for duty in duties
        if duty.role in (DutyRole.LEAD, DutyRole.DUTY)
        for unit in duty.units
        if (region := _region_of(unit, index)) and region.kind in LOCAL
    ]
    return counties[0] if counties else choices.within


def _first_named(text: str, index: UnitIndex) -> Unit | None:
    """The region within the one inspected whose name stands first in a text; of two there, the longer name."""
    found = [
        (text.find(name), -len(name), pk)
        for pk, names in index.regions.items()
        if index.units[pk].kind in LOCAL
        for name in names
        if name in text
    ]
    return index.units[min(found)[2]] if found else None


def _region_of(unit: Unit, index: UnitIndex) -> Unit | None:
    """The unit itself or the nearest above it that is a region."""
    for pk in reversed([int(part) for part in unit.path.split(".") if part]):
        above = index.units.get(pk)
        if above and above.kind in REGIONS:
            return above
    return None


def _too_long(draft: Draft) -> list[Reason]:
    number = (draft.entry.fields.get("number") or {}).get("text", "")
    if len(number) <= 60:
        return []
    return [Reason("number", _("第%(order)s条的序号超过60字，请改短。"), {"order": draft.entry.order})]


def _not_apart(draft: Draft) -> list[Reason]:
    """Who rectifies may not accept."""
    given = draft.assignments
    working = {unit.pk for role in RECTIFYING for unit in given[role]}
    message = _("第%(order)s条：%(unit)s既负责整改又负责验收，两者应当分开。请在条目里改掉其中一个。")
    return [
        Reason("not_independent", message, {"order": draft.entry.order, "unit": unit})
        for unit in given[DutyRole.ACCEPT]
        if unit.pk in working
    ]
