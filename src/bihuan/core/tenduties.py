"""十个“每”: the ten duties of a city's rectification work as invariants over the ledger, judged on a day.

A task either keeps a duty, violates it with reasons that say what to do, or the duty does not apply to it (不适用, which is
never a pass). Duties about things that this system does not register yet apply to nothing, and say so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Self

from bihuan.core import fivelists, progress
from bihuan.core.clocks import WORKING
from bihuan.core.codes import REPORTED_STATES, Code, Criterion, DutyRole, ProgressStatus, State
from bihuan.core.fivelists import FiveLists
from bihuan.core.progress import Mark
from bihuan.core.reasons import Phrase, Reason, Severity
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.rulepack import RulePack

SOURCE = _("株洲市突出环境问题整改暨“夏季攻势”任务调度会提出的十个“每”")
CLOSED = frozenset({State.CLOSED, State.RECHECK})
UNPLANNED = frozenset({State.CLAIM, State.DRAFTING})
WORKERS = (DutyRole.LEAD, DutyRole.DUTY)


class Verdict(Code):
    KEPT = "k", _("符合")
    VIOLATED = "v", _("违反")
    NOT_APPLICABLE = "n", _("不适用")


# --- what is judged ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """A unit with a live duty on the task; `unit` is a stable key, `name` what it is called."""

    unit: str
    name: str
    role: DutyRole
    person: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that the rectifying units owe by a day and have not given yet; a `period` makes it a progress report."""

    what: str
    due: date
    period: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work whose milestones are all verified, and how many files show its result."""

    name: str
    evidence: int


@dataclass(frozen=True, slots=True)
class Recheck:
    """The next recheck of a closed task, None when all of its cycle are done; `planned`: there is or was one at all."""

    due: date | None = None
    planned: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """A task as it stands on `day`."""

    day: date
    state: State
    deadline: date | None = None
    parties: tuple[Party, ...] = ()
    lists: FiveLists = field(default_factory=FiveLists)
    plan_version: int = 0
    approved_version: int = 0
    plan_due: date | None = None
    marks: tuple[Mark, ...] = ()
    work_start: date | None = None
    answers: tuple[Answer, ...] = ()
    done: tuple[Work, ...] = ()
    nodes_unverified: int = 0
    criteria: frozenset[Criterion] = frozenset()
    criteria_proven: frozenset[Criterion] = frozenset()
    false_rectification: bool = False
    rebounds: int = 0
    mechanism: bool = False
    recheck: Recheck = Recheck()

    @property
    def closed(self) -> bool:
        return self.state in CLOSED

    @property
    def late(self) -> tuple[Answer, ...]:
        """What was owed and is overdue; the last day itself is still in time."""
        return tuple(answer for answer in self.answers if answer.due < self.day)


@dataclass(frozen=True, slots=True)
class Standards:
    """The rule pack's figures that the duties are judged by on a day."""

    lists: fivelists.Standards
    tolerance: Decimal
    planned: str
    severe_misses: int

    @classmethod
    def on(cls, pack: RulePack, day: date) -> Self:
        return cls(
            lists=fivelists.Standards.on(pack, day),
            tolerance=pack.get("progress.tolerance", on=day).number,
            planned=pack.get("progress.planned", on=day).word,
            severe_misses=pack.get("ten_duties.missed_reports", on=day).whole,
        )


RULES = (
    "progress.tolerance",
    "progress.planned",
    "plan.weights_total",
    "plan.one_size_phrases",
    "ten_duties.missed_reports",
)
"""Keys of the figures, for pages that show where each comes from."""

Check = Callable[[TaskFacts, Standards], Iterable[Reason] | None]
"""What is violated; None where the duty does not apply to the task."""


# --- the checks --------------------------------------------------------------------------------------------------


def _responsibility(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
    return None if facts.closed else [*_held(facts), *_independent(facts), *_in_service(facts)]


def _held(facts: TaskFacts) -> Iterable[Reason]:
    roles = {party.role for party in facts.parties}
    for role, code, text in (
        (DutyRole.LEAD, "lead_missing", _("没有牵头单位，请整改办交办。")),
        (DutyRole.SUPERVISE, "supervisor_missing", _("没有督导单位，请整改办指定。")),
        (DutyRole.ACCEPT, "acceptor_missing", _("没有验收单位，请整改办指定。")),
    ):
        if role not in roles:
            yield Reason(code, text)
    if not any(party.person for party in facts.parties if party.role in WORKERS):
        yield Reason("person_missing", _("没有明确到具体责任人，请牵头单位在责任时限清单中写明。"))


def _independent(facts: TaskFacts) -> Iterable[Reason]:
    working = {party.unit for party in facts.parties if party.role in WORKERS}
    for party in facts.parties:
        if party.role is DutyRole.ACCEPT and party.unit in working:
            text = _("验收单位“%(unit)s”同时承担整改，请整改办另行指定验收单位。")
            yield Reason("acceptor_not_independent", text, {"unit": party.name})


def _in_service(facts: TaskFacts) -> Iterable[Reason]:
    for party in facts.parties:
        if not party.active:
            text = _("%(role)s“%(unit)s”已经停用，请整改办改交接续的单位。")
            yield Reason("unit_closed", text, {"role": Phrase(party.role.label), "unit": party.name})


def _plan(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
    if facts.closed:
        return None
    if facts.state in UNPLANNED:
        late = facts.plan_due is not None and facts.plan_due < facts.day
        text = _("整改方案应当在%(due)s前报送，现在还没有报批，请抓紧编制。")
        return [Reason("plan_late", text, {"due": facts.plan_due})] if late else None
    return [*_approved(facts), *fivelists.sound(facts.lists, standards.lists)]


def _approved(facts: TaskFacts) -> Iterable[Reason]:
    if facts.state is not State.PLAN_REVIEW and facts.approved_version == 0:
        yield Reason("plan_not_approved", _("整改方案还没有批准，请报批。"))
    elif facts.state is not State.PLAN_REVIEW and facts.approved_version != facts.plan_version:
        yield Reason("plan_changed", _("整改方案批准以后又改过，请重新报批。"))


def _progress(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
    reports = [answer for answer in facts.late if answer.period]
    if facts.closed or not (facts.deadline or facts.marks or reports):
        return None
    start = facts.work_start or facts.day
    planned = progress.planned(facts.marks, facts.day, start=start, method=standards.planned)
    actual = progress.actual(facts.marks, facts.day)
    status = progress.status(facts.state, facts.deadline, planned, actual, facts.day, standards.tolerance)
    return [*_in_time(facts, status, planned, actual), *_reported(reports)]


def _in_time(facts: TaskFacts, status: ProgressStatus, planned: Decimal, actual: Decimal) -> Iterable[Reason]:
    if status is ProgressStatus.OVERDUE:
        text = _("整改时限%(deadline)s已过，没有完成，也没有批准延期；请完成整改，或者说明原因申请延期。")
        yield Reason("overdue", text, {"deadline": facts.deadline})
    elif status is ProgressStatus.BEHIND:
        params = {"planned": planned.normalize(), "actual": actual.normalize()}
        text = _("已核实%(actual)s%%，按序时应达%(planned)s%%；请赶上进度，完成的节点及时报核。")
        yield Reason("behind", text, params, Severity.WARNING)


def _reported(reports: Iterable[Answer]) -> Iterable[Reason]:
    for report in reports:
        params = {"period": report.period, "due": report.due}
        text = _("%(period)s的进展应当在%(due)s前报送，还没有报，请补报。")
        yield Reason("report_missed", text, params, Severity.WARNING)


def _quality(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
    if facts.closed:
        return [*_proven(facts), *_rechecked(facts)]
    if facts.rebounds:
        text = _("销号后反弹（第%(count)s次），还没有重新销号；请按原编号重新整改，并开展举一反三。")
        return [Reason("rebound", text, {"count": facts.rebounds})]
    return [_FALSE] if facts.false_rectification else None


_FALSE = Reason("false_rectification", _("已认定虚假整改，请按规定移交，并重新整改。"))


def _proven(facts: TaskFacts) -> Iterable[Reason]:
    if facts.false_rectification:
        yield _FALSE
    if not facts.criteria:
        yield Reason("standard_missing", _("销号时没有验收标准，请整改办对照标准重新核查。"))
    for criterion in sorted(facts.criteria - facts.criteria_proven):
        text = _("验收标准“%(criterion)s”缺少合格结论或者有效佐证，请验收单位补齐或者重新核查。")
        yield Reason("criterion_not_proven", text, {"criterion": Phrase(criterion.label)})
    if facts.nodes_unverified:
        text = _("还有%(count)s个节点没有核实，请督导单位补核。")
        yield Reason("nodes_not_verified", text, {"count": facts.nodes_unverified})


def _rechecked(facts: TaskFacts) -> Iterable[Reason]:
    if facts.recheck.due is not None and facts.recheck.due < facts.day:
        text = _("应当在%(due)s前复核，还没有复核，请整改办安排。")
        yield Reason("recheck_late", text, {"due": facts.recheck.due})


def _answers(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
    if facts.closed or (facts.state not in WORKING and not facts.answers):
        return None
    late = facts.late
    severe = sum(bool(answer.period) for answer in late) >= standards.severe_misses
    return [_late(answer, severe=severe) for answer in late]


def _late(answer: Answer, *, severe: bool) -> Reason:
    severity = Severity.ERROR if severe or not answer.period else Severity.WARNING
    if answer.period:
        text = _("%(period)s的进展应当在%(due)s前报送，还没有报。")
        return Reason("report_missed", text, {"period": answer.period, "due": answer.due}, severity)
    text = _("“%(what)s”应当在%(due)s前办结，还没有办。")
    return Reason("answer_late", text, {"what": Phrase(answer.what), "due": answer.due}, severity)


def _funds(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
    if facts.closed or facts.state in UNPLANNED:
        return None
    return [*_said(facts.lists), *fivelists.funded(facts.lists)]


def _said(lists: FiveLists) -> Iterable[Reason]:
    if not lists.funds and not lists.no_funds_needed:
        yield Reason("funds_unsaid", _("没有列出资金来源，也没有注明“无需资金”，请二者择一。"))


def _effect(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
    return [*_shown(facts), *_lasting(facts)] if facts.done or facts.closed else None


def _shown(facts: TaskFacts) -> Iterable[Reason]:
    for work in facts.done:
        if not work.evidence:
            text = _("“%(name)s”已经核实完成，却没有成效佐证；请补充照片、监测或者验收材料。")
            yield Reason("work_without_result", text, {"name": work.name}, Severity.WARNING)


def _lasting(facts: TaskFacts) -> Iterable[Reason]:
    if facts.closed and not facts.mechanism:
        text = _("已经销号，却没有长效机制文件；请补充，写明文号和责任单位。")
        yield Reason("mechanism_missing", text, None, Severity.WARNING)
    if facts.closed and not facts.recheck.planned:
        yield Reason("recheck_unplanned", _("已经销号，却没有安排复核。"), None, Severity.WARNING)


# --- the ten -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TenDuty:
    """One of the ten; `word` is for narrow columns. Without a `check` it applies to nothing yet, and `lacking` says why."""

    number: int
    word: str
    phrase: str
    severity: Severity
    asks: tuple[str, ...]
    check: Check | None = None
    lacking: str = _("没有任务到了要对照这一条的阶段。")
    by_unit: bool = False

    @property
    def registered(self) -> bool:
        """Whether there is anything in this system by which it could be judged."""
        return self.check is not None


_TEN = (
    TenDuty(
        1, _("严密监控"), _("每个涉污单位都要严密监控到位"), Severity.ERROR,
        (_("涉污单位都有监控手段，检查没有超过周期；未销号任务的点位都在名录里。"),),
        lacking=_("本系统尚无涉污单位和监控手段登记。"),
    ),
    TenDuty(
        2, _("明确责任"), _("每个问题整改工作都要明确责任"), Severity.ERROR,
        (
            _("未销号的问题至少有一项任务；每项任务有牵头单位、督导单位、验收单位和至少一名具体责任人。"),
            _("验收单位不承担整改；各责任单位都在用。"),
        ),
        _responsibility,
    ),
    TenDuty(
        3, _("科学方案"), _("每个问题整改方案都要科学合理"), Severity.ERROR,
        (
            _("方案按时报送，现行版本已经批准，五张清单都不空，原因和措施互相对应，目标可以衡量。"),
            _("节点按先后排列、权重合计符合规定，最后一个节点之后来得及销号。"),
            _("没有“一刀切”表述（提醒）。"),
        ),
        _plan,
    ),
    TenDuty(
        4, _("达到时序"), _("每个问题整改进度都要达到时序要求"), Severity.ERROR,
        (
            _("没有超过时限，超过的有批准的延期。"),
            _("已核实的进度不低于计划进度减允许偏差（提醒）；已到期的调度期都报了进展（提醒）。"),
        ),
        _progress,
    ),
    TenDuty(
        5, _("达标不反弹"), _("每个问题整改质量都要严格达标不反弹"), Severity.ERROR,
        (
            _("已销号的，冻结的验收标准逐条合格并有有效佐证，节点全部核实，没有认定虚假整改。"),
            _("按周期复核；反弹的已经重新销号。"),
        ),
        _quality,
    ),
    TenDuty(
        6, _("追究到底"), _("每项违法违规行为都要追究到底"), Severity.ERROR,
        (_("查实的违法行为都有处理结果，罚款都有执行情况，没有超过办理期限。"),),
        lacking=_("本系统尚无违法违规行为登记。"),
    ),
    TenDuty(
        7, _("守土尽责"), _("每个地方和单位都要守土尽责"), Severity.WARNING,
        (
            _("有未销号任务的牵头单位按期报送进展（提醒，连续漏报升为错误），按期认领、补正和自验。"),
            _("按单位计数：名下有一项没做到，这个单位就不符合。"),
        ),
        _answers,
        by_unit=True,
    ),
    TenDuty(
        8, _("落实资金"), _("每个整治项目都要落实资金来源"), Severity.ERROR,
        (
            _("资金合计不少于预算，每笔有来源和依据文号（没有文号为提醒），支出不超过到位、到位不超过计划。"),
            _("不花钱的要注明“无需资金”。"),
        ),
        _funds,
    ),
    TenDuty(
        9, _("见效长效"), _("每项工作措施都要落地见效常态长效"), Severity.WARNING,
        (
            _("节点全部核实的措施至少有一份成效佐证。"),
            _("已销号的有长效机制文件，有复核安排。"),
        ),
        _effect,
    ),
    TenDuty(
        10, _("跟踪评估"), _("每次安排部署都要督导落实跟踪评估"), Severity.ERROR,
        (_("每项决定有责任人和期限，有跟踪记录，到期后有评估。"),),
        lacking=_("本系统尚无会议和议定事项登记。"),
    ),
)  # fmt: skip

TEN_DUTIES: Mapping[int, TenDuty] = MappingProxyType({duty.number: duty for duty in _TEN})

PROBLEM_WITHOUT_TASK = Reason("problem_without_task", _("问题还没有整改任务，请整改办登记任务并交办。"))
"""Duty 2, for a problem: there is no task that could be judged."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a task stands to one duty; `reasons` is not empty exactly where it violates it."""

    number: int
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


def judge(facts: TaskFacts, standards: Standards) -> tuple[Finding, ...]:
    """The ten findings on a task, in their order."""
    return tuple(_finding(duty, facts, standards) for duty in _TEN)


def _finding(duty: TenDuty, facts: TaskFacts, standards: Standards) -> Finding:
    found = duty.check(facts, standards) if duty.check else None
    if found is None:
        return Finding(duty.number, Verdict.NOT_APPLICABLE)
    reasons = tuple(found)
    return Finding(duty.number, Verdict.VIOLATED if reasons else Verdict.KEPT, reasons)


def turns_on(facts: TaskFacts, standards: Standards) -> date | None:
    """The next day on which time alone may change a finding; None when nothing is ahead."""
    if standards.planned == "linear" and facts.marks and not facts.closed and facts.state not in REPORTED_STATES:
        return facts.day + timedelta(days=1)
    days = [day for mark in facts.marks for day in (mark.due, mark.verified_on) if day is not None]
    ends = [facts.deadline, facts.plan_due, facts.recheck.due]
    ends += [answer.due for answer in facts.answers]
    days += [day + timedelta(days=1) for day in ends if day is not None and day < date.max]
    return min((day for day in days if day > facts.day), default=None)
