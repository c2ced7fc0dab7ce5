"""Guards on who has what to do with a task, and who acts."""

from datetime import date

from bihuan.core.facts import Facts
from bihuan.core.needs.need import need, unless
from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _


@need(_("牵头单位唯一"))
def one_lead_unit(facts: Facts, today: date) -> Phrase | None:
    return unless(len(facts.lead_units) == 1, _("应当明确一个牵头单位，现有%(count)s个。"), count=len(facts.lead_units))


@need(_("责任人已明确"))
def person_named(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.named_persons > 0, _("尚未明确责任人，请先填写责任人姓名。"))


@need(_("督导单位已明确"))
def supervisor_assigned(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.supervise_units, _("尚未明确督导单位。"))


@need(_("验收单位已明确"))
def acceptor_assigned(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.accept_units, _("尚未明确验收单位。"))


@need(_("验收单位不是整改单位"))
def acceptor_independent(facts: Facts, today: date) -> Phrase | None:
    both = facts.accept_units & facts.rectifying_units
    return unless(not both, _("验收单位不得同时承担整改，请调整%(count)s个重复的单位。"), count=len(both))


@need(_("办理人不属于整改单位"))
def actor_independent(facts: Facts, today: date) -> Phrase | None:
    own = (facts.actor_units | facts.actor_interests) & facts.rectifying_units
    return unless(facts.actor and not own, _("承担整改的单位不得审核自己的整改，请由其他单位办理。"))


@need(_("审批人不是方案报送人"))
def approver_is_not_author(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.actor != facts.plan_submitted_by, _("方案由您报送，应当由他人审批。"))


@need(_("审批人不是延期申请人"))
def approver_is_not_requester(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.actor != facts.extension_requested_by, _("延期由您申请，应当由他人审批。"))
