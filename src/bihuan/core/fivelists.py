"""五张清单: whether causes, goal, measures, funds and responsibility with time are complete and agree with each other."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Self

from bihuan.core.codes import DutyRole, FundSource
from bihuan.core.reasons import Phrase, Reason, Severity
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.rulepack import RulePack

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cause:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Goal:
    """Measurable by an indicator with a target, or by a criterion that somebody can judge."""

    name: str
    target: Decimal | None = None
    unit: str = ""
    criterion: str = ""

    @property
    def measurable(self) -> bool:
        return self.target is not None or bool(self.criterion.strip())


@dataclass(frozen=True, slots=True)
class Measure:
    """`causes`: keys of the causes it removes; `budget` in 万元."""

    key: str
    text: str
    causes: frozenset[str] = frozenset()
    unit: str = ""
    start: date | None = None
    due: date | None = None
    budget: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class FundLine:
    """In 万元. `measure` None: for the whole task."""

    source: FundSource | None
    amount: Decimal
    allocated: Decimal = ZERO
    paid: Decimal = ZERO
    document_no: str = ""
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class Responsibility:
    unit: str
    role: DutyRole
    person: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """In the order of the list; `weight` in percent. `after`: places in the list, from 0, of those that must be finished
    first; None: the one before."""

    name: str
    due: date | None
    weight: Decimal
    after: Sequence[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveLists:
    causes: Sequence[Cause] = ()
    goals: Sequence[Goal] = ()
    measures: Sequence[Measure] = ()
    funds: Sequence[FundLine] = ()
    no_funds_needed: bool = False
    responsibilities: Sequence[Responsibility] = ()
    deadline: date | None = None
    milestones: Sequence[Milestone] = ()
    goal_text: str = ""
    work_must_end: date | None = None  # by the backward schedule, so that the closure procedure fits in


@dataclass(frozen=True, slots=True)
class Standards:
    """What the rule pack asks of the lists on a day."""

    weights_total: Decimal
    one_size_phrases: tuple[str, ...] = field(default=())

    @classmethod
    def on(cls, pack: RulePack, day: date) -> Self:
        return cls(
            weights_total=pack.get("plan.weights_total", on=day).number,
            one_size_phrases=pack.get("plan.one_size_phrases", on=day).phrases,
        )


def check(lists: FiveLists, standards: Standards) -> list[Reason]:
    """Everything that is missing or contradicts itself; only those of severity ERROR stop the plan."""
    return [*sound(lists, standards), *funded(lists), *_responsibility(lists)]


def sound(lists: FiveLists, standards: Standards) -> list[Reason]:
    """Whether the plan fits together, money and persons apart."""
    return [
        *_presence(lists),
        *_causes_and_measures(lists),
        *_goals(lists),
        *_milestones(lists, standards),
        *_one_size(lists, standards),
    ]


def _presence(lists: FiveLists) -> Iterable[Reason]:
    named = (
        (lists.causes, _("问题原因清单")),
        (lists.goals, _("目标任务清单")),
        (lists.measures, _("项目措施清单")),
        (lists.funds or lists.no_funds_needed, _("资金来源清单")),
        (lists.responsibilities, _("责任时限清单")),
    )
    for content, name in named:
        if not content:
            yield Reason("list_empty", _("%(list)s还是空的。"), {"list": Phrase(name)})


def _causes_and_measures(lists: FiveLists) -> Iterable[Reason]:
    known = {cause.key for cause in lists.causes}
    answered = {key for measure in lists.measures for key in measure.causes}
    for cause in lists.causes:
        if cause.key not in answered:
            yield Reason("cause_without_measure", _("原因“%(text)s”没有对应的措施。"), {"text": _short(cause.text)})
    for measure in lists.measures:
        params = {"text": _short(measure.text), "deadline": lists.deadline}
        if not measure.causes:
            yield Reason("measure_without_cause", _("措施“%(text)s”没有对应的原因。"), params)
        elif measure.causes - known:
            yield Reason("measure_of_unknown_cause", _("措施“%(text)s”对应的原因已不在清单中。"), params)
        if not measure.unit.strip():
            yield Reason("measure_without_unit", _("措施“%(text)s”没有责任单位。"), params)
        if measure.due is None:
            yield Reason("measure_without_deadline", _("措施“%(text)s”没有完成时间。"), params)
        elif lists.deadline and measure.due > lists.deadline:
            yield Reason("measure_after_deadline", _("措施“%(text)s”的完成时间晚于整改时限%(deadline)s。"), params)
        if measure.start and measure.due and measure.start > measure.due:
            yield Reason("measure_ends_before_start", _("措施“%(text)s”的完成时间早于开始时间。"), params)


def _goals(lists: FiveLists) -> Iterable[Reason]:
    for goal in lists.goals:
        if not goal.measurable:
            text = _("目标“%(text)s”既没有目标值，也没有判定标准，无法衡量。")
            yield Reason("goal_not_measurable", text, {"text": _short(goal.name)})


def funded(lists: FiveLists) -> Iterable[Reason]:
    """Whether the money named covers the budget, and each line says where it comes from and by which document."""
    budget = sum((measure.budget for measure in lists.measures), ZERO)
    planned = sum((line.amount for line in lists.funds), ZERO)
    if lists.no_funds_needed and (budget or lists.funds):
        yield Reason("funds_contradict", _("已注明无需资金，却列有预算或者资金，请核对。"))
    elif planned < budget:
        params = {"planned": planned, "budget": budget, "missing": budget - planned}
        text = _("资金合计%(planned)s万元，少于预算%(budget)s万元，差%(missing)s万元。")
        yield Reason("funds_below_budget", text, params)
    known = {measure.key for measure in lists.measures}
    for number, line in enumerate(lists.funds, 1):
        if line.source is None:
            yield Reason("fund_without_source", _("第%(number)s笔资金没有注明来源。"), {"number": number})
        if not ZERO <= line.paid <= line.allocated <= line.amount:
            text = _("第%(number)s笔资金应当满足支出不超过到位、到位不超过计划。")
            yield Reason("fund_amounts_disagree", text, {"number": number})
        if line.measure is not None and line.measure not in known:
            yield Reason("fund_of_unknown_measure", _("第%(number)s笔资金对应的措施已不在清单中。"), {"number": number})
        if not line.document_no.strip():
            text = _("第%(number)s笔资金没有依据文号。")
            yield Reason("fund_without_document", text, {"number": number}, Severity.WARNING)


def _responsibility(lists: FiveLists) -> Iterable[Reason]:
    leads = sum(entry.role is DutyRole.LEAD for entry in lists.responsibilities)
    if lists.responsibilities and leads != 1:
        yield Reason("lead_not_single", _("责任时限清单应当有一个牵头单位，现有%(count)s个。"), {"count": leads})
    working = [entry for entry in lists.responsibilities if entry.role in {DutyRole.LEAD, DutyRole.DUTY}]
    for entry in working:
        if not entry.person.strip():
            yield Reason("responsible_person_missing", _("“%(unit)s”没有明确责任人。"), {"unit": entry.unit})
    if lists.responsibilities and lists.deadline is None:
        yield Reason("deadline_missing", _("责任时限清单没有整改时限。"))


def _milestones(lists: FiveLists, standards: Standards) -> Iterable[Reason]:
    if not lists.milestones:
        yield Reason("milestones_missing", _("没有设定整改节点。"))
        return
    total = sum((milestone.weight for milestone in lists.milestones), ZERO)
    if total != standards.weights_total:
        params = {"total": total, "expected": standards.weights_total}
        yield Reason("weights_wrong", _("节点权重合计%(total)s%%，应当为%(expected)s%%。"), params)
    for milestone in lists.milestones:
        if milestone.weight <= 0:
            yield Reason("weight_not_positive", _("节点“%(name)s”的权重应当大于零。"), {"name": milestone.name})
        if milestone.due is None:
            yield Reason("milestone_without_date", _("节点“%(name)s”没有完成时间。"), {"name": milestone.name})
    for place, milestone in enumerate(lists.milestones):
        for before in _first(lists.milestones, place):
            if milestone.due and before.due and milestone.due < before.due:
                named = {"name": milestone.name, "before": before.name}
                yield Reason("milestones_out_of_order", _("节点“%(name)s”的时间早于前一节点“%(before)s”。"), named)
    yield from _last_milestone(lists, [milestone.due for milestone in lists.milestones if milestone.due])


def _first(milestones: Sequence[Milestone], place: int) -> list[Milestone]:
    """Those that must be finished before the one at a place; where none is told, the last dated one above it."""
    told = milestones[place].after
    if told is not None:
        return [milestones[number] for number in told]
    return [above for above in milestones[:place] if above.due][-1:]


def _last_milestone(lists: FiveLists, dates: list[date]) -> Iterable[Reason]:
    if not dates:
        return
    last = max(dates)
    if lists.deadline and last > lists.deadline:
        params = {"last": last, "deadline": lists.deadline}
        yield Reason("milestone_after_deadline", _("最后一个节点%(last)s晚于整改时限%(deadline)s。"), params)
    elif lists.work_must_end and last > lists.work_must_end:
        params = {"last": last, "end": lists.work_must_end}
        text = _("最后一个节点%(last)s之后来不及销号，最迟应当在%(end)s完成。")
        yield Reason("no_time_for_closure", text, params)


# A plan that forbids the practice quotes it; it must not be scolded for that.
_FORBIDDING = ("严禁", "禁止", "不得", "防止", "避免", "杜绝", "坚决反对")


def _one_size(lists: FiveLists, standards: Standards) -> Iterable[Reason]:
    texts = [lists.goal_text, *(goal.criterion for goal in lists.goals), *(m.text for m in lists.measures)]
    for text in texts:
        for phrase in standards.one_size_phrases:
            places = (found.start() for found in re.finditer(re.escape(phrase), text))
            if not all(any(word in text[max(0, at - 8) : at] for word in _FORBIDDING) for at in places):
                message = _("“%(text)s”含有“一刀切”表述“%(phrase)s”，请核对是否依法、必要。")
                params = {"phrase": phrase, "text": _short(text)}
                yield Reason("one_size_fits_all", message, params, Severity.WARNING)


def _short(text: str, length: int = 24) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
