"""Writing inspections, problems, tasks, sites and duties. Each service checks the actor's right, and logs what it did."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.codes import (
    Colour,
    DiscoveryMethod,
    InspectionLevel,
    InspectionType,
    ProblemCategory,
    ProblemLevel,
    ProgressStatus,
    State,
    TermClass,
)
from bihuan.core.loop import WORKFLOWS
from bihuan.core.reasons import Reason, Refused, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import out_of_range, year_out_of_range
from bihuan.ledger import clocks, sight
from bihuan.ledger.models import CategoryMark, Inspection, Problem, Site, Task
from bihuan.ledger.rights import inspection_unknown, inspections_of, not_of_office, not_office
from bihuan.ledger.searching import index_tasks
from bihuan.ledger.terms import Due
from bihuan.ledger.versions import hold, touch
from bihuan.org.models import Account, Unit
from bihuan.platform import clock
from bihuan.platform.models import StoredFile
from bihuan.platform.numbers import next_number

WORKFLOW_BY_LEVEL = {
    ProblemLevel.CENTRAL: "central-2025",
    ProblemLevel.PROVINCIAL: "central-2025",
    ProblemLevel.LOCAL: "local-2025",
}


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """What is known of an inspection; the days may come to be known later."""

    name: str
    level: InspectionLevel
    type: InspectionType
    round: str = ""
    team: str = ""
    object: Unit | None = None
    entered_on: date | None = None
    left_on: date | None = None
    feedback_on: date | None = None
    requirements: str = ""
    attendees: str = ""


@transaction.atomic
def record_inspection(*, actor: Account, facts: InspectionFacts, source_file: StoredFile | None = None) -> Inspection:
    """A new inspection, numbered DC-<year>-<serial> by the year of its feedback, else of its entry."""
    demand(*not_office(actor, facts.object), *_inspection_reasons(facts))
    year = (facts.feedback_on or facts.entered_on or clock.today()).year
    inspection = Inspection.objects.create(
        number=next_number(f"DC-{year}-", 3),
        source_file=source_file,
        recorded_at=clock.now(),
        recorded_by=actor,
        **_columns(facts),
    )
    clocks.fed_back(inspection)
    body = _logged(facts) | {"source_file": source_file.sha256 if source_file else None}
    audit.record("ledger.record_inspection", inspection, actor=actor, body=body)
    return inspection


@transaction.atomic
def amend_inspection(*, actor: Account, inspection: Inspection, facts: InspectionFacts) -> Inspection:
    """Correct an inspection; the log keeps what stood there before."""
    demand(*not_office(actor, inspection.object), *not_office(actor, facts.object), *_inspection_reasons(facts))
    row = Inspection.objects.select_for_update().get(pk=inspection.pk)
    before, after = _logged(row), _logged(facts)
    changed = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    if changed:
        row.save()
        clocks.fed_back(row)
        audit.record("ledger.amend_inspection", row, actor=actor, body={"changed": changed})
    return row


@transaction.atomic
def record_problem(
    *,
    actor: Account,
    title: str,
    wording: str,
    level: ProblemLevel,
    inspection: Inspection | None = None,
    source_number: str = "",
    discovery: DiscoveryMethod | str = "",
    region: Unit | None = None,
    key: bool = False,
    found_on: date | None = None,
    parent: Problem | None = None,
    categories: Collection[ProblemCategory] = (),
    source_file: StoredFile | None = None,
    source_start: int | None = None,
    source_end: int | None = None,
) -> Problem:
    """A problem as it was found; its number and wording never change.

    Numbered after its inspection (DC-2026-001-004), else ZC-<year>-<serial> 自查. `source_start`, `source_end` are
    half-open characters of the decoded `source_file`.
    """
    wrong = _problem_reasons(title, wording, source_file, source_start, source_end)
    demand(*not_office(actor, region), *_foreign(actor, inspection), *wrong, *out_of_range(found_on))
    prefix = f"{inspection.number}-" if inspection else f"ZC-{(found_on or clock.today()).year}-"
    problem = Problem.objects.create(
        number=next_number(prefix, 3 if inspection else 4),
        inspection=inspection,
        level=ProblemLevel(level),
        source_number=source_number,
        title=title.strip(),
        wording=wording,
        discovery=DiscoveryMethod(discovery) if discovery else "",
        region=region,
        key=key,
        found_on=found_on,
        parent=parent,
        source_file=source_file,
        source_start=source_start,
        source_end=source_end,
        recorded_at=clock.now(),
        recorded_by=actor,
    )
    codes = sorted({ProblemCategory(code) for code in categories})
    CategoryMark.objects.bulk_create(CategoryMark(problem=problem, code=code, level=problem.level) for code in codes)
    body = {
        "title": problem.title,
        "wording": wording,
        "level": problem.level,
        "inspection": inspection.number if inspection else None,
        "source_number": source_number,
        "region": region.name if region else None,
        "categories": [str(code) for code in codes],
        "parent": parent.number if parent else None,
        "source": [source_file.sha256, source_start, source_end] if source_file else None,
    }
    audit.record("ledger.record_problem", problem, actor=actor, body=body)
    return problem


@transaction.atomic
def record_task(
    *,
    actor: Account,
    problem: Problem,
    title: str = "",
    goal: str = "",
    deadline: date | None = None,
    deadline_text: str = "",
    term: TermClass | str = "",
    long_term: bool = False,
    must_close_year: int | None = None,
    sites: Collection[Site] = (),
    workflow: str = "",
    counted: Due | None = None,
) -> Task:
    """A task that works off a problem, waiting to be claimed. Numbered after the problem (DC-2026-001-004-1).

    `title` is the problem's when empty; `workflow` follows the problem's level when empty. `counted` tells how the deadline
    was counted, where it was.
    """
    demand(*not_office(actor, problem.region), *out_of_range(deadline), *year_out_of_range(must_close_year))
    key = workflow or WORKFLOW_BY_LEVEL[ProblemLevel(problem.level)]
    if key not in WORKFLOWS:
        raise Refused([Reason("unknown_workflow", _("没有名为“%(key)s”的流程。"), {"key": key})])
    now = clock.now()
    task = Task.objects.create(
        number=next_number(f"{problem.number}-", 1),
        problem=problem,
        title=title.strip() or problem.title,
        goal=goal,
        deadline=deadline,
        original_deadline=deadline,
        deadline_text=deadline_text,
        term=TermClass(term) if term else "",
        long_term=long_term,
        must_close_year=must_close_year,
        **_counting(counted),
        workflow=key,
        state_since=now,
        recorded_at=now,
        recorded_by=actor,
        region=problem.region,
        progress=ProgressStatus.NOT_STARTED,
        colour=Colour.NONE,
    )
    task.sites.set(sites)
    sight.renew([task.pk])
    index_tasks([task.pk])
    body = {
        "problem": problem.number,
        "title": task.title,
        "goal": goal,
        "deadline": deadline,
        "deadline_text": deadline_text,
        "term": task.term,
        "long_term": long_term,
        "must_close_year": must_close_year,
        "workflow": key,
        "sites": [site.name for site in sites],
    }
    audit.record("ledger.record_task", task, actor=actor, body=body)
    return task


@transaction.atomic
def set_terms(
    *,
    actor: Account,
    task: Task,
    goal: str,
    deadline: date | None,
    deadline_text: str = "",
    term: TermClass | str = "",
    long_term: bool = False,
    counted: Due | None = None,
) -> Task:
    """Give a task that nobody has claimed yet the goal and the deadline that came after the problem: with the plan."""
    demand(*not_of_office(actor, [task]), *out_of_range(deadline))
    hold(task)
    if task.state != State.CLAIM:
        message = _("任务%(number)s已经认领，目标和时限随整改方案变更。")
        raise Refused([Reason("claimed", message, {"number": task.number})])
    before = {"goal": task.goal, "deadline": task.deadline, "deadline_text": task.deadline_text}
    after = {"goal": goal, "deadline": deadline, "deadline_text": deadline_text}
    touch(
        task,
        **after,
        original_deadline=deadline,
        term=TermClass(term) if term else "",
        long_term=long_term,
        derived_on=None,
        **_counting(counted),
    )
    index_tasks([task.pk])
    audit.record("ledger.set_terms", task, actor=actor, body={"before": before, "after": after})
    return task


@transaction.atomic
def add_site(
    *,
    actor: Account,
    name: str,
    region: Unit,
    enterprise: Unit | None = None,
    address: str = "",
    watershed: str = "",
    tasks: Collection[Task] = (),
) -> Site:
    """A place where a problem stands; the same name in the same region is the same place. What was not known of it is
    added; what contradicts what is known is refused, for then it is another place."""
    demand(*not_office(actor, region), *blank("site_name", name, _("点位名称不能为空。")), *not_of_office(actor, tasks))
    facts = {"enterprise": enterprise, "address": address.strip(), "watershed": watershed.strip()}
    site, created = Site.objects.get_or_create(name=name.strip(), region=region, defaults=facts)
    added = {} if created else _added(site, facts)
    for task in tasks:
        task.sites.add(site)
    index_tasks([task.pk for task in tasks])
    if created or added or tasks:
        body = {
            "name": site.name,
            "region": region.name,
            "enterprise": site.enterprise.name if site.enterprise else None,
            "address": site.address,
            "watershed": site.watershed,
            "tasks": [task.number for task in tasks],
        }
        audit.record("ledger.add_site", site, actor=actor, body=body)
    return site


def _added(site: Site, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write to a place what was not known of it; `Refused` when something else is known."""
    given = {name: value for name, value in facts.items() if value and value != getattr(site, name)}
    if any(getattr(site, name) for name in given):
        known = "，".join(str(value) for value in (site.address, site.watershed, site.enterprise) if value)
        message = _("%(region)s已有点位“%(name)s”（%(known)s）。是同一处的，不要另写；是另一处的，请换一个名称。")
        params = {"region": site.region, "name": site.name, "known": known}
        raise Refused([Reason("site_of_that_name", message, params)])
    for name, value in given.items():
        setattr(site, name, value)
    site.save(update_fields=list(given))
    return given


@dataclass(frozen=True, slots=True)
class Derived:
    """The summary of one task as of `derived_on`; it holds until `turns_on`. Percentages from 0 to 100."""

    task: int
    planned: Decimal
    actual: Decimal
    progress: ProgressStatus
    colour: Colour
    next_step_on: date | None
    recheck_on: date | None
    turns_on: date | None
    derived_on: date


def set_derived(rows: Iterable[Derived]) -> int:
    """Renew the summary columns. Derived figures are no change of fact, so they are not logged. Returns the rows written."""
    derived = [{field.name: getattr(row, field.name) for field in fields(row)} for row in rows]
    if len(derived) == 1:  # after every step of a task; a statement for many takes several times as long
        (only,) = derived
        return Task.objects.filter(pk=only.pop("task")).update(**only)
    columns = [field.name for field in fields(Derived) if field.name != "task"]
    return Task.objects.bulk_update([Task(pk=row.pop("task"), **row) for row in derived], columns, batch_size=500)


def _counting(counted: Due | None) -> dict[str, Any]:
    counted = counted or Due()
    return {
        "deadline_code": counted.code,
        "counted_from": counted.counted_from,
        "deadline_provisional": counted.provisional,
    }


def _columns(facts: InspectionFacts) -> dict[str, object]:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def _logged(row: InspectionFacts | Inspection) -> dict[str, object]:
    """The facts as plain values: a unit by its name, an empty day as None."""
    values = {field.name: getattr(row, field.name) for field in fields(InspectionFacts)}
    return values | {"object": row.object.name if row.object else None}


def _inspection_reasons(facts: InspectionFacts) -> list[Reason]:
    found = blank("inspection_name", facts.name, _("督察名称不能为空。"))
    days = [day for day in (facts.entered_on, facts.left_on, facts.feedback_on) if day]
    if days != sorted(days):
        found.append(Reason("days_out_of_order", _("进驻、离开、反馈日期应当依次先后。")))
    return found + out_of_range(*days)


def _foreign(actor: Account, inspection: Inspection | None) -> list[Reason]:
    if inspection is None or inspections_of(actor).filter(pk=inspection.pk).exists():
        return []
    return [inspection_unknown(inspection.number)]


def _problem_reasons(
    title: str, wording: str, source: StoredFile | None, start: int | None, end: int | None
) -> list[Reason]:
    found = blank("problem_title", title, _("问题标题不能为空。"))
    found += blank("problem_wording", wording, _("问题原文不能为空；没有文件时，写下发现问题的原话。"))
    if (start is None) != (end is None) or (start is not None and end is not None and not 0 <= start <= end):
        found.append(Reason("source_span", _("原文位置的起止不成对。")))
    if start is not None and source is None:
        found.append(Reason("source_missing", _("给出了原文位置，却没有来源文件。")))
    return found
