"""Guards on claiming a task and on its plan."""

from collections.abc import Iterable
from datetime import date

from bihuan.core.facts import Facts
from bihuan.core.needs.need import need, unless
from bihuan.core.reasons import Phrase, Reason, errors
from bihuan.core.reasons import gettext_noop as _


@need(_("没有待裁定的异议"))
def no_open_dispute(facts: Facts, today: date) -> Phrase | None:
    return unless(not facts.dispute_open, _("认领异议尚未裁定。"))


@need(_("有待裁定的异议"))
def dispute_open(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.dispute_open, _("没有待裁定的认领异议。"))


@need(_("异议次数未用完"))
def dispute_left(facts: Facts, today: date) -> Phrase | None:
    return unless(
        facts.disputes < facts.limits.disputes,
        _("认领异议以%(limit)s次为限，已提出%(count)s次。"),
        limit=facts.limits.disputes,
        count=facts.disputes,
    )


@need(_("整改时限已明确"))
def deadline_set(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.deadline, _("尚未明确整改时限。"))


@need(_("五张清单完整一致"))
def five_lists_complete(facts: Facts, today: date) -> Phrase | Iterable[Reason] | None:
    if not facts.plan_version:
        return Phrase(_("尚未编制整改方案。"))
    return errors(facts.plan_findings)


@need(_("批准文号已登记"), asked=True)
def approval_number_given(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.approval_number.strip(), _("请填写批准文件的文号。"))


@need(_("现行方案已获批准"))
def plan_approved(facts: Facts, today: date) -> Phrase | None:
    if not facts.approved_plan_version:
        return Phrase(_("整改方案尚未批准。"))
    return unless(
        facts.approved_plan_version == facts.plan_version,
        _("方案批准的是第%(approved)s版，现为第%(current)s版，应当重新报批。"),
        approved=facts.approved_plan_version,
        current=facts.plan_version,
    )
