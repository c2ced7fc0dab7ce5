"""Guards on the work: reports, extensions, lasting work."""

from datetime import date, timedelta

from bihuan.core.facts import Facts
from bihuan.core.needs.need import need, unless
from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _


@need(_("报告期已填写"), asked=True)
def period_given(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.period.strip(), _("请填写报告期。"))


@need(_("没有待审批的延期"))
def no_open_extension(facts: Facts, today: date) -> Phrase | None:
    return unless(not facts.extension_open, _("延期申请尚未审批。"))


@need(_("有待审批的延期"))
def extension_open(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.extension_open, _("没有待审批的延期申请。"))


@need(_("在时限前提出延期"))
def extension_asked_in_time(facts: Facts, today: date) -> Phrase | None:
    if facts.deadline is None:
        return Phrase(_("尚未明确整改时限，无从延期。"))
    days = facts.limits.extension_ask_before_days
    last = facts.deadline - timedelta(days=days)
    return unless(today <= last, _("延期应当在时限前%(days)s天提出，最迟为%(last)s，现已超过。"), days=days, last=last)


@need(_("新时限晚于现行时限"), asked=True)
def new_deadline_later(facts: Facts, today: date) -> Phrase | None:
    if facts.new_deadline is None:
        return Phrase(_("请填写新的整改时限。"))
    now = facts.deadline or today
    return unless(facts.new_deadline > max(now, today), _("新的时限应当晚于现行时限%(deadline)s和今天。"), deadline=now)


@need(_("阶段成效已说明"), asked=True)
def stage_results_given(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.stage_results.strip(), _("申请延期应当说明已取得的阶段成效。"))


@need(_("阶段目标已达到"))
def stage_goal_met(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.stage_goal_met, _("阶段目标尚未达到，不能转入长期坚持。"))


@need(_("长期坚持有定期节点"))
def recurring_milestones_set(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.recurring_milestones > 0, _("长期坚持应当设定按年或按季的节点。"))


@need(_("有待答复的对上汇报"))
def upward_answer_awaited(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.upward_unanswered > 0, _("没有待答复的对上汇报。"))
