"""Registration: checked entries become an inspection, problems, tasks, duties and sites, all in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.codes import InspectionLevel, ProblemLevel
from bihuan.core.reasons import Reason, Refused, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake.drafts import ROLE_ORDER, Choices, Draft, Effect, drafts
from bihuan.intake.models import Document, Entry
from bihuan.intake.services.holding import hold, hold_document, keep, settle
from bihuan.ledger import duties, services
from bihuan.ledger.models import Inspection, Problem, Task
from bihuan.ledger.rights import not_office
from bihuan.ledger.services import InspectionFacts
from bihuan.ledger.terms import Terms, due_of
from bihuan.org.aliases import keep_alias
from bihuan.org.models import Account
from bihuan.planning import services as planning
from bihuan.planning.entries import Proposal
from bihuan.platform import rules

LEVELS: Mapping[str, ProblemLevel] = {
    InspectionLevel.CENTRAL: ProblemLevel.CENTRAL,
    InspectionLevel.PROVINCIAL: ProblemLevel.PROVINCIAL,
}
"""The level of an inspection's problems; those of every other inspection are the place's own."""


@dataclass(frozen=True)
class Target:
    """Where the entries go: an inspection that is there, a new one by its facts, or none, then with the `level` of the
    problems. `aliases` are names to remember for the unit that was chosen for them."""

    choices: Choices
    inspection: Inspection | InspectionFacts | None = None
    level: ProblemLevel = ProblemLevel.LOCAL
    aliases: Collection[str] = ()


@dataclass(slots=True)
class Registered:
    """What came of it, in the order of the entries. `problems` are new ones; `tasks` new or completed."""

    inspection: Inspection | None
    problems: list[Problem] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    linked: list[Problem] = field(default_factory=list)


@transaction.atomic
def register(
    *,
    actor: Account,
    document: Document,
    target: Target,
    entries: Sequence[Entry] | None = None,
    versions: Mapping[int, int] | None = None,
) -> Registered:
    """Enter the confirmed entries of a document into the ledger: all of them, or those given.

    Refused as a whole with every reason when a unit's name is still open, a deadline is no whole date, or somebody has
    changed an entry meanwhile. An entry that is registered is never registered again.
    """
    row = hold_document(actor, document)
    held = _held(actor, row, entries, versions or {})
    region = target.inspection.object if target.inspection else None
    demand(*not_office(actor, region))
    planned = drafts(held, target.choices, Terms(rules.calendar(), rules.pack()), row.kind)
    demand(*standing_in_the_way(planned))
    inspection = _inspection(actor, row, target.inspection)
    done = Registered(inspection)
    for draft in planned:
        _enter(actor, row, draft, inspection, target, done)
    _assign(actor, row, planned)
    _remember(actor, target)
    if inspection and row.inspection_id is None:
        row.inspection = inspection
        row.save(update_fields=["inspection"])
    settle(row)
    audit.record("intake.register", row, actor=actor, body=_told(row, done, planned))
    return done


def standing_in_the_way(planned: Sequence[Draft]) -> list[Reason]:
    """Everything that must be settled before these drafts can be registered."""
    open_names = list(dict.fromkeys(name for draft in planned for name in draft.unresolved))
    message = _("“%(name)s”对不上单位：请选定单位，或者注明不指定。")
    return [
        *(reason for draft in planned for reason in draft.reasons),
        *(Reason("unit_open", message, {"name": name}) for name in open_names),
    ]


def _held(actor: Account, row: Document, entries: Sequence[Entry] | None, versions: Mapping[int, int]) -> list[Entry]:
    wanted = list(row.entries.filter(state=Entry.State.CONFIRMED)) if entries is None else entries
    if not wanted:
        raise Refused([Reason("nothing_confirmed", _("还没有确认过的条目。请先在核对页逐条确认。"))])
    if any(entry.document_id != row.pk for entry in wanted):
        raise Refused([Reason("other_document", _("只能登记这份文件里的条目。"))])
    return [hold(actor, entry, versions.get(entry.pk), Entry.State.CONFIRMED) for entry in wanted]


def _inspection(actor: Account, row: Document, wanted: Inspection | InspectionFacts | None) -> Inspection | None:
    if isinstance(wanted, InspectionFacts):
        return services.record_inspection(actor=actor, facts=wanted, source_file=row.file)
    return wanted


def _enter(
    actor: Account, row: Document, draft: Draft, inspection: Inspection | None, target: Target, done: Registered
) -> None:
    entry = draft.entry
    if entry.same_as is None:
        entry.problem = _problem(actor, row, draft, inspection, target.level)
        done.problems.append(entry.problem)
    else:
        entry.problem = entry.same_as
        done.linked.append(entry.problem)
    if draft.effect is Effect.FILL and draft.fill:
        entry.task = _fill(actor, draft, draft.fill)
    elif draft.effect in (Effect.NEW, Effect.TASK):
        entry.task = _task(actor, draft, entry.problem)
    if entry.task:
        done.tasks.append(entry.task)
        _sites(actor, draft, entry.task)
        _measures(actor, row, draft, entry.task, Terms(rules.calendar(), rules.pack()), target.choices.anchor)
    entry.state = Entry.State.REGISTERED
    keep(entry)


def _problem(
    actor: Account, row: Document, draft: Draft, inspection: Inspection | None, level: ProblemLevel
) -> Problem:
    of = draft.entry.fields
    quote = of["problem"]
    return services.record_problem(
        actor=actor,
        title=draft.title,
        wording=draft.wording,
        level=LEVELS.get(inspection.level, ProblemLevel.LOCAL) if inspection else level,
        inspection=inspection,
        source_number=(of.get("number") or {}).get("text", ""),
        region=draft.region,
        found_on=inspection.feedback_on if inspection else None,
        categories=of["categories"],
        source_file=row.file,
        source_start=quote.get("start"),
        source_end=quote.get("end"),
    )


def _task(actor: Account, draft: Draft, problem: Problem) -> Task:
    due = draft.due
    return services.record_task(
        actor=actor,
        problem=problem,
        title=draft.title,
        goal=(draft.entry.fields.get("goal") or {}).get("text", ""),
        deadline=due.day,
        deadline_text=due.wording,
        term=due.term or "",
        long_term=due.long_term,
        counted=due,
    )


def _fill(actor: Account, draft: Draft, task: Task) -> Task:
    due = draft.due
    return services.set_terms(
        actor=actor,
        task=task,
        goal=(draft.entry.fields.get("goal") or {}).get("text", ""),
        deadline=due.day,
        deadline_text=due.wording,
        term=due.term or "",
        long_term=due.long_term,
        counted=due,
    )


def _sites(actor: Account, draft: Draft, task: Task) -> None:
    if draft.region:
        for quote in draft.entry.fields["sites"]:
            services.add_site(actor=actor, name=quote["text"][:120], region=draft.region, tasks=[task])


def _measures(actor: Account, row: Document, draft: Draft, task: Task, terms: Terms, anchor: date) -> None:
    """What the document says is to be done goes before the unit, as proposed rows of its list of measures."""
    of = draft.entry.fields
    number = (of.get("number") or {}).get("text", "")
    proposals = [Proposal(text=quote["text"], due=_day_of(quote, anchor, terms)) for quote in of["measures"]]
    if proposals:
        origin = f"《{row.title or row.name}》{number}"
        planning.propose_measures(task=task, actor=actor, proposals=proposals, origin=origin)


def _day_of(quote: Mapping[str, Any], anchor: date, terms: Terms) -> date | None:
    """The day that a measure names; one that is not whole is left to the unit."""
    told = quote.get("deadline") or {}
    try:
        return due_of(told.get("date"), told.get("text") or "", anchor, terms).day
    except ValueError:
        return None


def _assign(actor: Account, row: Document, planned: Sequence[Draft]) -> None:
    """The same duty of the same unit, with the same person, on many tasks is one assignment."""
    wanted: dict[duties.Handover, list[Task]] = defaultdict(list)
    for draft in planned:
        if (task := draft.entry.task) is None:
            continue
        for role, units in draft.assignments.items():
            for unit in units:
                wanted[duties.Handover(unit, role, draft.persons.get(unit.pk))].append(task)
    reason = row.title or row.name
    given = sorted(wanted.items(), key=lambda pair: ROLE_ORDER.index(pair[0].role))
    duties.assign_each(actor=actor, given=given, reason=reason)


def _remember(actor: Account, target: Target) -> None:
    for name in target.aliases:
        chosen = target.choices.units.get(name, ())
        if len(chosen) == 1:
            keep_alias(actor=actor, unit=chosen[0], name=name)


def _told(row: Document, done: Registered, planned: Sequence[Draft]) -> dict[str, object]:
    return {
        "file": row.file.sha256,
        "inspection": done.inspection.number if done.inspection else None,
        "entries": [
            {
                "order": draft.entry.order,
                "effect": draft.effect,
                "problem": draft.entry.problem.number if draft.entry.problem else None,
                "task": draft.entry.task.number if draft.entry.task else None,
                "provisional": draft.due.provisional,
            }
            for draft in planned
        ],
    }
