"""Guards on the notice, its objections, and closure."""

from datetime import date

from bihuan.core.codes import ClosureReason
from bihuan.core.facts import Facts
from bihuan.core.needs.need import need, unless
from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _


@need(_("公示内容齐全"))
def notice_complete(facts: Facts, today: date) -> Phrase | None:
    return unless(not facts.missing_notice_fields, _("公示缺少：%(missing)s。"), missing=facts.missing_notice_fields)


@need(_("公示期内"))
def notice_running(facts: Facts, today: date) -> Phrase | None:
    first, last = facts.notice_first_day, facts.notice_last_day
    if first is None or last is None:
        return Phrase(_("尚未公示。"))
    return unless(first <= today <= last, _("不在公示期内，公示期为%(first)s至%(last)s。"), first=first, last=last)


@need(_("公示期已满"))
def notice_over(facts: Facts, today: date) -> Phrase | None:
    if facts.notice_first_day is None or facts.notice_last_day is None:
        return Phrase(_("尚未公示。"))
    return unless(today > facts.notice_last_day, _("公示期至%(last)s止，尚未届满。"), last=facts.notice_last_day)


@need(_("有待处理的公示异议"))
def objection_open(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.open_objections > 0, _("没有待处理的公示异议。"))


@need(_("没有待处理的公示异议"))
def no_open_objection(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.open_objections == 0, _("还有%(count)s件公示异议未处理。"), count=facts.open_objections)


@need(_("签字人不是通过现场核查的人（规则要求时）"))
def signer_did_not_pass(facts: Facts, today: date) -> Phrase | None:
    parted = not facts.limits.separate_signer or facts.actor != facts.site_passed_by
    return unless(parted, _("现场核查由您判定通过，按规则验收签字应当由验收单位的其他人办理。"))


@need(_("验收单位已签字"))
def acceptors_signed(facts: Facts, today: date) -> Phrase | None:
    if not facts.accept_units:
        return Phrase(_("尚未明确验收单位，无人签字。"))
    left = len(facts.accept_units - facts.signed_units)
    return unless(left == 0, _("还有%(left)s个验收单位未签字，谁验收谁负责。"), left=left)


@need(_("备案号已登记"), asked=True)
def filing_number_given(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.filing_number.strip(), _("请填写销号备案号。"))


@need(_("集体研究纪要已登记"), asked=True)
def minutes_number_given(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.minutes_number.strip(), _("请填写集体研究销号的会议纪要编号。"))


@need(_("上级备案已登记"), asked=True)
def upper_filing_given(facts: Facts, today: date) -> Phrase | None:
    given = facts.upper_filing_number.strip() or not facts.upper_filing_required
    return unless(given, _("上级督察反馈的任务还应当填写上级备案或者验收的文号。"))


@need(_("销号类型已选择"), asked=True)
def closure_reason_given(facts: Facts, today: date) -> Phrase | None:
    known = {str(reason) for reason in ClosureReason}
    return unless(facts.closure_reason in known, _("请选择销号类型。"))


@need(_("没有未处置的虚假整改"))
def no_false_rectification(facts: Facts, today: date) -> Phrase | None:
    return unless(not facts.false_rectification_open, _("虚假整改的认定尚未处置。"))


@need(_("有未处置的虚假整改"))
def false_rectification_open(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.false_rectification_open, _("没有未处置的虚假整改认定。"))


@need(_("移交文号已登记"), asked=True)
def transfer_number_given(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.transfer_number.strip(), _("请填写移交纪检监察机关的文号。"))
