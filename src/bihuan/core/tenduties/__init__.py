"""十个“每”: the ten duties of a city's rectification work as invariants over the ledger, judged on a day.

A task either keeps a duty, violates it with reasons that say what to do, or the duty does not apply to it (不适用, which is
never a pass). Duties about things that this system does not register yet apply to nothing, and say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from bihuan.core.codes import REPORTED_STATES, Code
from bihuan.core.reasons import Reason, Severity
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.tenduties import checks
from bihuan.core.tenduties.facts import (
    CLOSED,
    RULES,
    UNPLANNED,
    Answer,
    Party,
    Recheck,
    Standards,
    TaskFacts,
    Work,
)

__all__ = [
    "CLOSED",
    "PROBLEM_WITHOUT_TASK",
    "RULES",
    "SOURCE",
    "TEN_DUTIES",
    "UNPLANNED",
    "Answer",
    "Finding",
    "Party",
    "Recheck",
    "Standards",
    "TaskFacts",
    "TenDuty",
    "Verdict",
    "Work",
    "judge",
    "turns_on",
]

SOURCE = _("株洲市突出环境问题整改暨“夏季攻势”任务调度会提出的十个“每”")


class Verdict(Code):
    KEPT = "k", _("符合")
    VIOLATED = "v", _("违反")
    NOT_APPLICABLE = "n", _("不适用")


@dataclass(frozen=True, slots=True)
class TenDuty:
    """One of the ten; `word` is for narrow columns. Without a `check` it applies to nothing yet, and `lacking` says why."""

    number: int
    word: str
    phrase: str
    severity: Severity
    asks: tuple[str, ...]
    check: checks.Check | None = None
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
        checks.responsible,
    ),
    TenDuty(
        3, _("科学方案"), _("每个问题整改方案都要科学合理"), Severity.ERROR,
        (
            _("方案按时报送，现行版本已经批准，五张清单都不空，原因和措施互相对应，目标可以衡量。"),
            _("节点按先后排列、权重合计符合规定，最后一个节点之后来得及销号。"),
            _("没有“一刀切”表述（提醒）。"),
        ),
        checks.planned,
    ),
    TenDuty(
        4, _("达到时序"), _("每个问题整改进度都要达到时序要求"), Severity.ERROR,
        (
            _("没有超过时限，超过的有批准的延期。"),
            _("已核实的进度不低于计划进度减允许偏差（提醒）；已到期的调度期都报了进展（提醒）。"),
        ),
        checks.timely,
    ),
    TenDuty(
        5, _("达标不反弹"), _("每个问题整改质量都要严格达标不反弹"), Severity.ERROR,
        (
            _("已销号的，冻结的验收标准逐条合格并有有效佐证，节点全部核实，没有认定虚假整改。"),
            _("按周期复核；反弹的已经重新销号。"),
        ),
        checks.solid,
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
        checks.answered,
        by_unit=True,
    ),
    TenDuty(
        8, _("落实资金"), _("每个整治项目都要落实资金来源"), Severity.ERROR,
        (
            _("资金合计不少于预算，每笔有来源和依据文号（没有文号为提醒），支出不超过到位、到位不超过计划。"),
            _("不花钱的要注明“无需资金”。"),
        ),
        checks.funded,
    ),
    TenDuty(
        9, _("见效长效"), _("每项工作措施都要落地见效常态长效"), Severity.WARNING,
        (
            _("节点全部核实的措施至少有一份成效佐证。"),
            _("已销号的有长效机制文件，有复核安排。"),
        ),
        checks.effective,
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
