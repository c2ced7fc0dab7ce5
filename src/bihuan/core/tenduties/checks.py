"""The checks of the ten duties: each gives what is violated, or None where the duty does not apply to the task."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from bihuan.core import fivelists, progress
from bihuan.core.clocks import WORKING
from bihuan.core.codes import DutyRole, ProgressStatus, State
from bihuan.core.fivelists import FiveLists
from bihuan.core.reasons import Phrase, Reason, Severity
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.tenduties.facts import UNPLANNED, WORKERS, Answer, Standards, TaskFacts

Check = Callable[[TaskFacts, Standards], Iterable[Reason] | None]


def responsible(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
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


def planned(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
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


def timely(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
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


def solid(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
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


def answered(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
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


def funded(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
    if facts.closed or facts.state in UNPLANNED:
        return None
    return [*_said(facts.lists), *fivelists.funded(facts.lists)]


def _said(lists: FiveLists) -> Iterable[Reason]:
    if not lists.funds and not lists.no_funds_needed:
        yield Reason("funds_unsaid", _("没有列出资金来源，也没有注明“无需资金”，请二者择一。"))


def effective(facts: TaskFacts, standards: Standards) -> Iterable[Reason] | None:
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
