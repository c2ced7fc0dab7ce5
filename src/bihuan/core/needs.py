"""The guards of the loop: one named predicate each, with the reason it gives when it does not hold.

A need that is `asked` judges what is handed in with the step itself (a number, a date); a page leaves it out when it
decides whether a button is open, and the service judges it when the form comes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.core.codes import ClosureReason
from bihuan.core.facts import Facts
from bihuan.core.reasons import Phrase, Reason, errors
from bihuan.core.reasons import gettext_noop as _

Check = Callable[[Facts, date], Phrase | Iterable[Reason] | None]


@dataclass(frozen=True, slots=True)
class Need:
    """A guard. `code` is also the code of its reason; `label` says in words what must hold."""

    code: str
    label: str
    check: Check
    asked: bool = False

    def reasons(self, facts: Facts, today: date) -> list[Reason]:
        """Nothing when the guard holds, else why it does not."""
        found = self.check(facts, today)
        if found is None:
            return []
        if isinstance(found, Phrase):
            return [Reason(self.code, found.message, found.params)]
        return list(found)


def need(label: str, *, asked: bool = False) -> Callable[[Check], Need]:
    """Name a predicate as a guard: its function's name becomes the code."""
    return lambda check: Need(check.__name__, label, check, asked)


def _unless(holds: object, message: str, **params: object) -> Phrase | None:
    return None if holds else Phrase(message, params)


# --- who ---------------------------------------------------------------------------------------------------------


@need(_("牵头单位唯一"))
def one_lead_unit(facts: Facts, today: date) -> Phrase | None:
    return _unless(
        len(facts.lead_units) == 1, _("应当明确一个牵头单位，现有%(count)s个。"), count=len(facts.lead_units)
    )


@need(_("责任人已明确"))
def person_named(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.named_persons > 0, _("尚未明确责任人，请先填写责任人姓名。"))


@need(_("督导单位已明确"))
def supervisor_assigned(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.supervise_units, _("尚未明确督导单位。"))


@need(_("验收单位已明确"))
def acceptor_assigned(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.accept_units, _("尚未明确验收单位。"))


@need(_("验收单位不是整改单位"))
def acceptor_independent(facts: Facts, today: date) -> Phrase | None:
    both = facts.accept_units & facts.rectifying_units
    return _unless(not both, _("验收单位不得同时承担整改，请调整%(count)s个重复的单位。"), count=len(both))


@need(_("办理人不属于整改单位"))
def actor_independent(facts: Facts, today: date) -> Phrase | None:
    own = (facts.actor_units | facts.actor_interests) & facts.rectifying_units
    return _unless(facts.actor and not own, _("承担整改的单位不得审核自己的整改，请由其他单位办理。"))


@need(_("审批人不是方案报送人"))
def approver_is_not_author(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.actor != facts.plan_submitted_by, _("方案由您报送，应当由他人审批。"))


@need(_("审批人不是延期申请人"))
def approver_is_not_requester(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.actor != facts.extension_requested_by, _("延期由您申请，应当由他人审批。"))


# --- claim and plan ----------------------------------------------------------------------------------------------


@need(_("没有待裁定的异议"))
def no_open_dispute(facts: Facts, today: date) -> Phrase | None:
    return _unless(not facts.dispute_open, _("认领异议尚未裁定。"))


@need(_("有待裁定的异议"))
def dispute_open(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.dispute_open, _("没有待裁定的认领异议。"))


@need(_("异议次数未用完"))
def dispute_left(facts: Facts, today: date) -> Phrase | None:
    return _unless(
        facts.disputes < facts.limits.disputes,
        _("认领异议以%(limit)s次为限，已提出%(count)s次。"),
        limit=facts.limits.disputes,
        count=facts.disputes,
    )


@need(_("整改时限已明确"))
def deadline_set(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.deadline, _("尚未明确整改时限。"))


@need(_("五张清单完整一致"))
def five_lists_complete(facts: Facts, today: date) -> Phrase | Iterable[Reason] | None:
    if not facts.plan_version:
        return Phrase(_("尚未编制整改方案。"))
    return errors(facts.plan_findings)


@need(_("批准文号已登记"), asked=True)
def approval_number_given(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.approval_number.strip(), _("请填写批准文件的文号。"))


@need(_("现行方案已获批准"))
def plan_approved(facts: Facts, today: date) -> Phrase | None:
    if not facts.approved_plan_version:
        return Phrase(_("整改方案尚未批准。"))
    return _unless(
        facts.approved_plan_version == facts.plan_version,
        _("方案批准的是第%(approved)s版，现为第%(current)s版，应当重新报批。"),
        approved=facts.approved_plan_version,
        current=facts.plan_version,
    )


# --- work --------------------------------------------------------------------------------------------------------


@need(_("报告期已填写"), asked=True)
def period_given(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.period.strip(), _("请填写报告期。"))


@need(_("没有待审批的延期"))
def no_open_extension(facts: Facts, today: date) -> Phrase | None:
    return _unless(not facts.extension_open, _("延期申请尚未审批。"))


@need(_("有待审批的延期"))
def extension_open(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.extension_open, _("没有待审批的延期申请。"))


@need(_("在时限前提出延期"))
def extension_asked_in_time(facts: Facts, today: date) -> Phrase | None:
    if facts.deadline is None:
        return Phrase(_("尚未明确整改时限，无从延期。"))
    days = facts.limits.extension_ask_before_days
    last = facts.deadline - timedelta(days=days)
    return _unless(today <= last, _("延期应当在时限前%(days)s天提出，最迟为%(last)s，现已超过。"), days=days, last=last)


@need(_("新时限晚于现行时限"), asked=True)
def new_deadline_later(facts: Facts, today: date) -> Phrase | None:
    if facts.new_deadline is None:
        return Phrase(_("请填写新的整改时限。"))
    now = facts.deadline or today
    return _unless(
        facts.new_deadline > max(now, today), _("新的时限应当晚于现行时限%(deadline)s和今天。"), deadline=now
    )


@need(_("阶段成效已说明"), asked=True)
def stage_results_given(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.stage_results.strip(), _("申请延期应当说明已取得的阶段成效。"))


@need(_("阶段目标已达到"))
def stage_goal_met(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.stage_goal_met, _("阶段目标尚未达到，不能转入长期坚持。"))


@need(_("长期坚持有定期节点"))
def recurring_milestones_set(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.recurring_milestones > 0, _("长期坚持应当设定按年或按季的节点。"))


# --- proof -------------------------------------------------------------------------------------------------------


@need(_("全部节点已核实"))
def milestones_verified(facts: Facts, today: date) -> Phrase | None:
    if facts.milestones == 0:
        return Phrase(_("没有设定整改节点，无从核实。"))
    left = facts.milestones - facts.milestones_verified
    return _unless(left <= 0, _("还有%(left)s个节点未核实，共%(total)s个。"), left=left, total=facts.milestones)


@need(_("全部点位已整改"))
def sites_done(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.open_sites == 0, _("还有%(count)s个点位未完成整改。"), count=facts.open_sites)


@need(_("有已核实的点位"))
def site_put_right(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.sites_put_right > 0, _("还没有已核实的点位。"))


@need(_("销号材料齐全"))
def materials_complete(facts: Facts, today: date) -> Phrase | None:
    return _unless(not facts.missing_materials, _("缺少材料：%(missing)s。"), missing=facts.missing_materials)


@need(_("材料由本单位提交"), asked=True)
def own_evidence(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.evidence_unit in facts.actor_units, _("材料由提交的单位撤回，不得撤回其他单位的材料。"))


@need(_("自验意见已签署"))
def self_check_signed(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.self_check_signed, _("自验意见尚未签署。"))


@need(_("初审已通过"))
def reviewed(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.reviewed, _("本轮初审尚未通过。"))


@need(_("验收标准逐条通过并附证据"))
def criteria_passed(facts: Facts, today: date) -> Phrase | None:
    if not facts.criteria:
        return Phrase(_("没有确定验收标准，无从验收。"))
    left = len(facts.criteria - facts.criteria_passed)
    return _unless(left == 0, _("验收标准还有%(left)s条未通过或缺少证据。"), left=left)


@need(_("核查人数足够"))
def enough_verifiers(facts: Facts, today: date) -> Phrase | None:
    present = len({verifier.person for verifier in facts.verifiers})
    required = facts.limits.verifiers
    return _unless(
        present >= required,
        _("现场核查应当不少于%(required)s人，现有%(present)s人。"),
        required=required,
        present=present,
    )


@need(_("核查人不属于整改单位"))
def verifiers_independent(facts: Facts, today: date) -> Phrase | None:
    own = [verifier for verifier in facts.verifiers if verifier.units & facts.rectifying_units]
    return _unless(not own, _("核查人中有%(count)s人来自整改单位，应当回避。"), count=len(own))


@need(_("现场核查已通过"))
def site_check_passed(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.site_check_passed, _("本轮现场核查尚未通过。"))


@need(_("现场核查尚未通过"))
def site_check_open(facts: Facts, today: date) -> Phrase | None:
    return _unless(not facts.site_check_passed, _("本轮现场核查已经通过，可以公示。"))


@need(_("补充事项已列明"), asked=True)
def items_listed(facts: Facts, today: date) -> Phrase | None:
    return _unless(any(item.strip() for item in facts.items_to_supply), _("请列明需要补充的事项。"))


@need(_("补充期限合规"), asked=True)
def sub_deadline_set(facts: Facts, today: date) -> Phrase | None:
    if facts.sub_deadline is None:
        return Phrase(_("请填写补充整改的期限。"))
    last = today + timedelta(days=facts.limits.return_max_days)
    return _unless(
        today < facts.sub_deadline <= last,
        _("补充整改的期限应当在%(today)s之后、%(last)s之前（含当日）。"),
        today=today,
        last=last,
    )


# --- notice and closure ------------------------------------------------------------------------------------------


@need(_("公示内容齐全"))
def notice_complete(facts: Facts, today: date) -> Phrase | None:
    return _unless(not facts.missing_notice_fields, _("公示缺少：%(missing)s。"), missing=facts.missing_notice_fields)


@need(_("公示期内"))
def notice_running(facts: Facts, today: date) -> Phrase | None:
    first, last = facts.notice_first_day, facts.notice_last_day
    if first is None or last is None:
        return Phrase(_("尚未公示。"))
    return _unless(first <= today <= last, _("不在公示期内，公示期为%(first)s至%(last)s。"), first=first, last=last)


@need(_("公示期已满"))
def notice_over(facts: Facts, today: date) -> Phrase | None:
    if facts.notice_first_day is None or facts.notice_last_day is None:
        return Phrase(_("尚未公示。"))
    return _unless(today > facts.notice_last_day, _("公示期至%(last)s止，尚未届满。"), last=facts.notice_last_day)


@need(_("有待处理的公示异议"))
def objection_open(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.open_objections > 0, _("没有待处理的公示异议。"))


@need(_("没有待处理的公示异议"))
def no_open_objection(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.open_objections == 0, _("还有%(count)s件公示异议未处理。"), count=facts.open_objections)


@need(_("签字人不是通过现场核查的人（规则要求时）"))
def signer_did_not_pass(facts: Facts, today: date) -> Phrase | None:
    parted = not facts.limits.separate_signer or facts.actor != facts.site_passed_by
    return _unless(parted, _("现场核查由您判定通过，按规则验收签字应当由验收单位的其他人办理。"))


@need(_("验收单位已签字"))
def acceptors_signed(facts: Facts, today: date) -> Phrase | None:
    if not facts.accept_units:
        return Phrase(_("尚未明确验收单位，无人签字。"))
    left = len(facts.accept_units - facts.signed_units)
    return _unless(left == 0, _("还有%(left)s个验收单位未签字，谁验收谁负责。"), left=left)


@need(_("备案号已登记"), asked=True)
def filing_number_given(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.filing_number.strip(), _("请填写销号备案号。"))


@need(_("集体研究纪要已登记"), asked=True)
def minutes_number_given(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.minutes_number.strip(), _("请填写集体研究销号的会议纪要编号。"))


@need(_("上级备案已登记"), asked=True)
def upper_filing_given(facts: Facts, today: date) -> Phrase | None:
    given = facts.upper_filing_number.strip() or not facts.upper_filing_required
    return _unless(given, _("上级督察反馈的任务还应当填写上级备案或者验收的文号。"))


@need(_("销号类型已选择"), asked=True)
def closure_reason_given(facts: Facts, today: date) -> Phrase | None:
    known = {str(reason) for reason in ClosureReason}
    return _unless(facts.closure_reason in known, _("请选择销号类型。"))


@need(_("没有未处置的虚假整改"))
def no_false_rectification(facts: Facts, today: date) -> Phrase | None:
    return _unless(not facts.false_rectification_open, _("虚假整改的认定尚未处置。"))


@need(_("有未处置的虚假整改"))
def false_rectification_open(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.false_rectification_open, _("没有未处置的虚假整改认定。"))


@need(_("移交文号已登记"), asked=True)
def transfer_number_given(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.transfer_number.strip(), _("请填写移交纪检监察机关的文号。"))


# --- after closure -----------------------------------------------------------------------------------------------


@need(_("验收标准逐条复核通过并附本次复核的证据"), asked=True)
def criteria_passed_again(facts: Facts, today: date) -> Phrase | None:
    if not facts.criteria:
        return Phrase(_("没有确定验收标准，无从复核。"))
    left = len(facts.criteria - facts.criteria_passed_again)
    return _unless(left == 0, _("验收标准还有%(left)s条没有复核通过，或者缺少本次复核形成的证据。"), left=left)


@need(_("复核人数足够"), asked=True)
def enough_recheckers(facts: Facts, today: date) -> Phrase | None:
    present = len({person.person for person in facts.recheckers})
    required = facts.limits.recheckers
    return _unless(
        present >= required,
        _("复核应当不少于%(required)s人，现有%(present)s人。"),
        required=required,
        present=present,
    )


@need(_("复核人不属于整改单位"), asked=True)
def recheckers_independent(facts: Facts, today: date) -> Phrase | None:
    own = [person for person in facts.recheckers if person.units & facts.rectifying_units]
    return _unless(not own, _("复核人中有%(count)s人来自整改单位，应当回避。"), count=len(own))


@need(_("复核人不全是原验收人员"), asked=True)
def recheckers_beyond_acceptors(facts: Facts, today: date) -> Phrase | None:
    others = [
        person
        for person in facts.recheckers
        if person.person not in facts.accepted_by and not person.units & facts.accept_units
    ]
    return _unless(others, _("复核人都参加过验收或者来自验收单位，应当有其他单位的人员参加。"))


@need(_("反弹有证据"), asked=True)
def rebound_shown(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.criteria_failed_again, _("认定反弹应当指明至少一条未达到的验收标准，并附本次复核形成的证据。"))


@need(_("重新整改的节点已指明"), asked=True)
def nodes_reopened(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.reopened > 0, _("请选择哪些节点应当重新整改、重新核实，至少一个。"))


@need(_("重新整改的时限已明确"), asked=True)
def rebound_deadline_set(facts: Facts, today: date) -> Phrase | None:
    if facts.new_deadline is None:
        return Phrase(_("请填写重新整改的时限。"))
    return _unless(facts.new_deadline > today, _("重新整改的时限应当晚于今天（%(today)s）。"), today=today)


@need(_("有待答复的倒查"))
def tracing_owed(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.tracings_owed > 0, _("没有待您答复的倒查。"))


@need(_("倒查答复已写明"), asked=True)
def tracing_answer_given(facts: Facts, today: date) -> Phrase | None:
    given = facts.missed.strip() and facts.missed_why.strip()
    return _unless(given, _("请写明当时漏查了什么、为什么没有查出来。"))


@need(_("排查范围、单位和期限已明确"), asked=True)
def search_described(facts: Facts, today: date) -> Phrase | None:
    if not facts.search_target.strip():
        return Phrase(_("请写明排查的具体范围，如企业、园区、行业或者流域的名称。"))
    if facts.search_due is None:
        return Phrase(_("请填写排查期限。"))
    return _unless(facts.search_due >= today, _("排查期限不得早于今天（%(today)s）。"), today=today)


@need(_("有待登记结果的排查"))
def search_owed(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.searches_owed > 0, _("没有待您登记结果的举一反三排查。"))


@need(_("排查情况已写明"), asked=True)
def search_told(facts: Facts, today: date) -> Phrase | None:
    return _unless(facts.searched.strip(), _("请写明查了哪些地方、怎么查的；没有发现同类问题也要写。"))
