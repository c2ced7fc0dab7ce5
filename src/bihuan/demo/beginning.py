"""The beginning of a task: entered, handed out to its units, and its plan written."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.core.codes import DutyRole, GrantRole, ProblemCategory, ProblemLevel
from bihuan.demo.documents.entries import due
from bihuan.demo.play import Play
from bihuan.ledger import duties
from bihuan.ledger import services as ledger
from bihuan.ledger.models import Site
from bihuan.planning import services as planning
from bihuan.planning.entries import CauseEntry, FundEntry, IndicatorEntry, MeasureEntry, MilestoneEntry

EVERY = {"quarter": "quarterly", "year": "yearly"}


def record(play: Play) -> None:
    entry, origin = play.told.entry.on(play.today), play.story.inspection_of(play.told)
    limit = due(entry.deadline, play.today)
    lead = play.settled.city.unit_named(entry.responsible[0])
    problem = ledger.record_problem(
        actor=play.office,
        title=play.told.title,
        wording=entry.problem,
        level=ProblemLevel(origin.problem_level),
        inspection=play.inspection,
        source_number=str(entry.number),
        region=play.settled.region_of(lead.id),
        found_on=play.on(origin.feedback),
        categories=[ProblemCategory(entry.category)],
    )
    play.task = ledger.record_task(
        actor=play.office,
        problem=problem,
        title=play.told.title,
        goal=entry.goal,
        deadline=play.told.deadline(play.today),
        deadline_text=limit.text,
        term=entry.term,
        long_term=limit.long_term,
        sites=[_site(play, name) for name in entry.sites],
    )
    if play.told.state == "claim":
        hand_out(play)


def _site(play: Play, name: str) -> Site:
    site = play.settled.city.site(name)
    water = next((w for w in play.settled.city.waters if w.id == site.water), None)
    return ledger.add_site(
        actor=play.office,
        name=site.name,
        region=play.settled.units[site.district],
        enterprise=play.settled.units[site.company] if site.company else None,
        watershed=water.watershed if water else "",
    )


def hand_out(play: Play) -> None:
    if play.task.duties.exists():
        return
    entry = play.told.entry
    rows = [(entry.responsible[0], DutyRole.LEAD)]
    rows += [(name, DutyRole.DUTY) for name in entry.responsible[1:]] + [(n, DutyRole.ASSIST) for n in entry.assist]
    accepting = (entry.accept, *play.told.joint)
    rows += [(entry.supervise, DutyRole.SUPERVISE), *((name, DutyRole.ACCEPT) for name in accepting)]
    roles = {DutyRole.SUPERVISE: GrantRole.SUPERVISOR, DutyRole.ACCEPT: GrantRole.VERIFIER}
    given = []
    for name, role in rows:
        unit = play.settled.city.unit_named(name)
        prefer = next((p for p in entry.persons if play.settled.city.person(p).unit == unit.id), "")
        if role is DutyRole.ASSIST and not any(p.unit == unit.id for p in play.settled.city.people):
            person = None
        else:
            _account, person = play.settled.acting(unit.id, roles.get(role, GrantRole.RECTIFYING_UNIT), prefer)
        given.append((duties.Handover(play.settled.units[unit.id], role, person), [play.task]))
    duties.assign_each(actor=play.office, given=given, reason="按整改任务清单交办")
    leader = play.settled.people[play.told.leader]
    duties.set_leader(actor=play.office, tasks=[play.task], leader=leader, reason="领导包案")
    play.task.refresh_from_db()
    if play.task.deadline and play.task.deadline <= date(play.today.year, 12, 31):
        duties.mark_must_close(
            actor=play.office, tasks=[play.task], year=play.task.deadline.year, reason="年内到期，必须销号"
        )
        play.task.refresh_from_db()


def write_plan(play: Play) -> None:
    entry, told = play.told.entry.on(play.today), play.told
    lead = play.actor(DutyRole.LEAD)
    given: dict[str, Any] = {"task": play.task, "actor": lead}
    causes = planning.save_causes(entries=[CauseEntry(text=c.text, type=c.type) for c in told.causes], **given)
    indicators = [
        IndicatorEntry(name=i.name, baseline=i.baseline, target=i.target, unit=i.unit, criterion=i.criterion)
        for i in told.indicators
    ]
    planning.save_goal(goal=entry.goal, indicators=indicators, **given)
    unit = play.settled.named(entry.responsible[0])
    measures = planning.save_measures(
        entries=[
            MeasureEntry(
                text=text,
                unit=unit,
                due=play.on(m.due),
                causes=[causes[number - 1].pk for number in m.causes],
                person=lead.person,
                budget=m.budget,
            )
            for text, m in zip(entry.measures, told.measures, strict=False)
        ],
        **given,
    )
    funds = [
        FundEntry(
            source=f.source,
            amount=f.amount,
            allocated=f.allocated,
            paid=f.paid,
            document_no=f.document,
            measure=measures[f.measure - 1].pk if f.measure else None,
        )
        for f in told.funds
    ]
    planning.save_funds(entries=funds, no_funds_needed=told.no_funds_needed, **given)
    planning.save_milestones(entries=list(_milestones(play)), **given)


def _milestones(play: Play) -> Iterator[MilestoneEntry]:
    for node in play.told.milestones:
        # Working days to calendar days, roughly: only for the bar that a chart draws.
        start = play.on(node.due - node.days * 7 // 5)
        yield MilestoneEntry(
            name=node.name, weight=Decimal(node.weight), days=node.days, start=start, due=play.on(node.due)
        )
    for again in play.told.recurring:
        yield MilestoneEntry(name=again.name, weight=Decimal(0), recurring=EVERY[again.every], due=play.on(again.due))
