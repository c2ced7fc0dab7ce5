"""Writing the five lists and the milestones. Each list is saved as a whole and makes a new version of the plan."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.codes import DutyRole, FundStatus, GrantRole, State
from bihuan.core.reasons import Reason, Refused, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import out_of_range
from bihuan.ledger import versions
from bihuan.ledger.duties import RECTIFYING
from bihuan.ledger.models import Task
from bihuan.ledger.persons import name_person
from bihuan.ledger.rights import not_of_office
from bihuan.ledger.searching import index_tasks
from bihuan.org.models import Account, Person
from bihuan.planning.drafts import Draft, close_draft, invalid, open_draft, sync
from bihuan.planning.entries import CauseEntry, FundEntry, IndicatorEntry, MeasureEntry, MilestoneEntry, Proposal
from bihuan.planning.models import Cause, FundLine, GoalIndicator, Measure, Milestone, ProposedMeasure
from bihuan.planning.summary import refresh

DUTY_GONE = Reason("duty_gone", _("责任单位已经调整，请刷新后再填责任人。"))


@transaction.atomic
def save_causes(
    *, task: Task, actor: Account, entries: Sequence[CauseEntry], plan_version: int | None = None
) -> list[Cause]:
    """问题原因清单."""
    draft = open_draft(task=task, actor=actor, plan_version=plan_version)
    rows = sync(Cause.objects.filter(task=task), task, entries, lambda e: {"text": e.text.strip(), "type": e.type})
    close_draft(draft, "save_causes", {"causes": [asdict(entry) for entry in entries]})
    return rows


@transaction.atomic
def save_goal(
    *, task: Task, actor: Account, goal: str, indicators: Sequence[IndicatorEntry], plan_version: int | None = None
) -> list[GoalIndicator]:
    """目标任务清单: the goal in words and what it is measured by."""
    draft = open_draft(task=task, actor=actor, plan_version=plan_version)
    if not goal.strip():
        raise Refused([Reason("goal_missing", _("请填写整改目标。"))])

    def columns(entry: IndicatorEntry) -> dict[str, object]:
        return {k: v for k, v in asdict(entry).items() if k != "id"}

    rows = sync(GoalIndicator.objects.filter(task=task), task, indicators, columns)
    versions.touch(task, goal=goal.strip())
    index_tasks([task.pk])
    close_draft(draft, "save_goal", {"goal": goal.strip(), "indicators": [asdict(entry) for entry in indicators]})
    return rows


@transaction.atomic
def propose_measures(
    *, task: Task, actor: Account, proposals: Sequence[Proposal], origin: str
) -> list[ProposedMeasure]:
    """Put the measures that a document tells before the unit, which completes them or leaves them out. What is proposed
    already, or stands in the list, is not proposed again. Only by the rectification office."""
    demand(*not_of_office(actor, [task]), *out_of_range(*(proposal.due for proposal in proposals)))
    versions.hold(task)
    known = {*task.measures.values_list("text", flat=True), *task.proposed_measures.values_list("text", flat=True)}
    wanted = {proposal.text.strip(): proposal for proposal in reversed(proposals) if proposal.text.strip()}
    fresh = [
        ProposedMeasure(task=task, text=text, due=proposal.due, origin=origin.strip()[:200])
        for text, proposal in reversed(wanted.items())
        if text not in known
    ]
    rows = ProposedMeasure.objects.bulk_create(fresh)
    if rows:
        versions.touch(task)
        body = {"measures": [{"text": row.text, "due": row.due} for row in rows], "origin": origin}
        audit.record("planning.propose_measures", task, actor=actor, body=body)
    return rows


@transaction.atomic
def save_measures(
    *,
    task: Task,
    actor: Account,
    entries: Sequence[MeasureEntry],
    left_out: Collection[int] = (),
    plan_version: int | None = None,
) -> list[Measure]:
    """项目措施清单, each measure with its unit, its day and the causes it removes. `left_out`: ids of proposed measures that
    the unit does not take up."""
    draft = open_draft(task=task, actor=actor, plan_version=plan_version)
    known = set(Cause.objects.filter(task=task).values_list("pk", flat=True))
    strangers = [place for place, entry in enumerate(entries, 1) if set(entry.causes) - known]
    if strangers:
        raise Refused([Reason("cause_gone", _("第%(rows)s行对应的原因已不在清单中，请刷新。"), {"rows": strangers})])

    taken = [entry.proposal for entry in entries if entry.proposal is not None]
    proposed = ProposedMeasure.objects.filter(task=task).in_bulk([*taken, *left_out])
    if set(taken) - proposed.keys() or len(taken) != len(set(taken)):
        raise Refused([Reason("proposal_gone", _("文件里的措施已有人处理过，请刷新。"))])

    def columns(entry: MeasureEntry) -> dict[str, object]:
        origin = {} if entry.proposal is None else {"origin": proposed[entry.proposal].origin}
        return {
            **origin,
            "text": entry.text.strip(),
            "unit": entry.unit,
            "due": entry.due,
            "tag": entry.tag,
            "person": entry.person,
            "budget": entry.budget,
        }

    _no_money_lost(task, entries)
    rows = sync(Measure.objects.filter(task=task), task, entries, columns)
    for row, entry in zip(rows, entries, strict=True):
        row.causes.set(entry.causes)
    dropped = [proposed[pk].text for pk in left_out if pk in proposed and pk not in taken]
    ProposedMeasure.objects.filter(pk__in=proposed).delete()
    body = {"measures": [_measure_body(entry) for entry in entries]} | ({"left_out": dropped} if dropped else {})
    close_draft(draft, "save_measures", body)
    return rows


@transaction.atomic
def save_funds(
    *,
    task: Task,
    actor: Account,
    entries: Sequence[FundEntry],
    no_funds_needed: bool = False,
    plan_version: int | None = None,
) -> list[FundLine]:
    """资金来源清单; a task that needs no money says so."""
    draft = open_draft(task=task, actor=actor, plan_version=plan_version)
    _only_own_measures(task, [entry.measure for entry in entries])

    def columns(entry: FundEntry) -> dict[str, object]:
        return {("measure_id" if k == "measure" else k): v for k, v in asdict(entry).items() if k != "id"}

    rows = sync(FundLine.objects.filter(task=task), task, entries, columns)
    body = {"funds": [asdict(entry) for entry in entries], "no_funds_needed": no_funds_needed}
    close_draft(draft, "save_funds", body, no_funds_needed=no_funds_needed)
    return rows


@transaction.atomic
def save_responsibility(
    *,
    task: Task,
    actor: Account,
    persons: Mapping[int, Person],
    start_on: date | None = None,
    plan_version: int | None = None,
) -> None:
    """责任时限清单: the person of each duty (by the duty's id) and the day on which work begins.

    Units are assigned by the office. It alone names who supervises and who accepts: the unit whose work is judged does not
    choose the judge.
    """
    draft = open_draft(task=task, actor=actor, plan_version=plan_version)
    duties = {duty.pk: duty for duty in draft.standing.duties}
    if persons.keys() - duties.keys():
        raise Refused([DUTY_GONE])
    named_anew = [duties[pk] for pk, person in persons.items() if duties[pk].person_id != person.pk]
    judging = [duty for duty in named_anew if duty.role not in RECTIFYING]
    if judging and GrantRole.RECTIFICATION_OFFICE not in draft.standing.roles:
        units = [duty.unit for duty in judging]
        raise Refused([Reason("person_of_judge", _("%(units)s的责任人由整改办在交办时明确。"), {"units": units})])
    demand(*out_of_range(start_on))
    if start_on and task.deadline and start_on > task.deadline:
        raise Refused([Reason("start_after_deadline", _("开工日期晚于整改时限%(day)s。"), {"day": task.deadline})])
    for pk, person in persons.items():
        name_person(duty=duties[pk], person=person)
    index_tasks([task.pk])
    named = {f"{DutyRole(duties[pk].role).label} {duties[pk].unit.name}": person.name for pk, person in persons.items()}
    close_draft(draft, "save_responsibility", {"persons": named, "start_on": start_on}, start_on=start_on)


@transaction.atomic
def save_milestones(
    *, task: Task, actor: Account, entries: Sequence[MilestoneEntry], plan_version: int | None = None
) -> list[Milestone]:
    """The nodes of the work with weights and durations. A verified node is done: it can neither change nor go."""
    draft = open_draft(task=task, actor=actor, plan_version=plan_version)
    _only_own_measures(task, [entry.measure for entry in entries])
    _check_milestones(draft, entries)

    Milestone.objects.filter(task=task).update(after=None)
    rows = sync(Milestone.objects.filter(task=task), task, entries, _columns)
    for row, entry in zip(rows, entries, strict=True):
        if entry.after is not None:
            row.after = rows[entry.after]
            row.save(update_fields=["after"])
    close_draft(draft, "save_milestones", {"milestones": [asdict(entry) for entry in entries]})
    refresh(task)
    return rows


@transaction.atomic
def record_funds(
    *,
    line: FundLine,
    actor: Account,
    allocated: Decimal,
    paid: Decimal,
    status: FundStatus | str = "",
    document_no: str,
) -> FundLine:
    """Money that arrived and was spent, in 万元. No change of the plan: its approval stands. While the lists are being
    written it is one, for an editor that was opened before would save what stood there then."""
    task = line.task
    draft = open_draft(task=task, actor=actor, plan_version=None, step="record_funds")
    line.refresh_from_db()
    if not 0 <= paid <= allocated <= line.amount:
        params = {"amount": line.amount}
        raise Refused(
            [Reason("fund_amounts_disagree", _("支出不得超过到位，到位不得超过计划%(amount)s万元。"), params)]
        )
    told = {"allocated": allocated, "paid": paid, "status": str(status), "document_no": document_no.strip()}
    before = {name: getattr(line, name) for name in told}
    for name, value in told.items():
        setattr(line, name, value)
    demand(*invalid(line))
    line.save()
    if task.state == State.DRAFTING:
        draft.plan.version += 1
        draft.plan.save(update_fields=["version"])
    versions.touch(task)
    audit.record("planning.record_funds", task, actor=actor, body={"line": line.pk, "before": before, **told})
    return line


def _no_money_lost(task: Task, entries: Sequence[MeasureEntry]) -> None:
    kept = {entry.id for entry in entries if entry.id is not None}
    paid_for = Measure.objects.filter(task=task, funds__isnull=False).exclude(pk__in=kept).distinct()
    if texts := [str(measure) for measure in paid_for]:
        message = _("措施“%(texts)s”下有资金，不能删除；请先在资金来源清单里把资金改到别的措施，或者删去。")
        raise Refused([Reason("measure_has_funds", message, {"texts": texts})])


def _measure_body(entry: MeasureEntry) -> dict[str, object]:
    named = {"unit": entry.unit.name, "person": entry.person.name if entry.person else None}
    return {"text": entry.text, "due": entry.due, "causes": list(entry.causes), "budget": entry.budget, **named}


def _only_own_measures(task: Task, ids: Sequence[int | None]) -> None:
    wanted = {pk for pk in ids if pk is not None}
    if wanted - set(Measure.objects.filter(task=task).values_list("pk", flat=True)):
        raise Refused([Reason("measure_gone", _("对应的措施已不在清单中，请刷新后再改。"))])


def _check_milestones(draft: Draft, entries: Sequence[MilestoneEntry]) -> None:
    found = []
    for place, entry in enumerate(entries):
        if entry.begins == "free" and entry.after is not None:
            text = _("第%(row)s行不等其他节点，就不能再写在第几行之后。")
            found.append(Reason("free_but_after", text, {"row": place + 1}))
        if entry.after is not None and not (0 <= entry.after < len(entries) and entry.after != place):
            found.append(Reason("after_unknown", _("第%(row)s行的前置节点不存在。"), {"row": place + 1}))
    place_of = {entry.id: place for place, entry in enumerate(entries) if entry.id is not None}
    for row in Milestone.objects.filter(task=draft.task).prefetch_related("evidence"):
        kept = place_of.get(row.pk)
        if row.verified_on is not None and (kept is None or _changes(row, entries[kept], entries)):
            found.append(
                Reason("milestone_verified", _("节点“%(name)s”已经核实，不能修改或删除。"), {"name": row.name})
            )
        elif kept is None and row.evidence.all():
            params = {"name": row.name}
            found.append(Reason("milestone_has_evidence", _("节点“%(name)s”已有证明材料，不能删除。"), params))
    if found:
        raise Refused(found)


def _changes(row: Milestone, entry: MilestoneEntry, entries: Sequence[MilestoneEntry]) -> bool:
    after = entries[entry.after].id if entry.after is not None and 0 <= entry.after < len(entries) else None
    told = {**_columns(entry), "after_id": after}
    return any(getattr(row, name) != value for name, value in told.items())


def _columns(entry: MilestoneEntry) -> dict[str, object]:
    plain = {k: v for k, v in asdict(entry).items() if k not in {"id", "after", "measure"}}
    return {**plain, "name": entry.name.strip(), "measure_id": entry.measure}
