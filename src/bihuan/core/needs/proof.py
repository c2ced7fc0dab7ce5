"""Guards on what proves that the work is done."""

from datetime import date, timedelta

from bihuan.core.facts import Facts
from bihuan.core.needs.need import need, unless
from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _


@need(_("全部节点已核实"))
def milestones_verified(facts: Facts, today: date) -> Phrase | None:
    if facts.milestones == 0:
        return Phrase(_("没有设定整改节点，无从核实。"))
    left = facts.milestones - facts.milestones_verified
    return unless(left <= 0, _("还有%(left)s个节点未核实，共%(total)s个。"), left=left, total=facts.milestones)


@need(_("全部点位已整改"))
def sites_done(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.open_sites == 0, _("还有%(count)s个点位未完成整改。"), count=facts.open_sites)


@need(_("有已核实的点位"))
def site_put_right(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.sites_put_right > 0, _("还没有已核实的点位。"))


@need(_("销号材料齐全"))
def materials_complete(facts: Facts, today: date) -> Phrase | None:
    return unless(not facts.missing_materials, _("缺少材料：%(missing)s。"), missing=facts.missing_materials)


@need(_("材料由本单位提交"), asked=True)
def own_evidence(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.evidence_unit in facts.actor_units, _("材料由提交的单位撤回，不得撤回其他单位的材料。"))


@need(_("材料不是销号的依据"), asked=True)
def evidence_of_open_work(facts: Facts, today: date) -> Phrase | None:
    return unless(
        not facts.evidence_of_closure, _("销号以前提交的材料是销号的依据，复核期间只能撤回本次复核提交的材料。")
    )


@need(_("自验意见已签署"))
def self_check_signed(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.self_check_signed, _("自验意见尚未签署。"))


@need(_("初审已通过"))
def reviewed(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.reviewed, _("本轮初审尚未通过。"))


@need(_("验收标准逐条通过并附证据"))
def criteria_passed(facts: Facts, today: date) -> Phrase | None:
    if not facts.criteria:
        return Phrase(_("没有确定验收标准，无从验收。"))
    left = len(facts.criteria - facts.criteria_passed)
    return unless(left == 0, _("验收标准还有%(left)s条未通过或缺少证据。"), left=left)


@need(_("核查人数足够"))
def enough_verifiers(facts: Facts, today: date) -> Phrase | None:
    present = len({verifier.person for verifier in facts.verifiers})
    required = facts.limits.verifiers
    return unless(
        present >= required,
        _("现场核查应当不少于%(required)s人，现有%(present)s人。"),
        required=required,
        present=present,
    )


@need(_("核查人不属于整改单位"))
def verifiers_independent(facts: Facts, today: date) -> Phrase | None:
    own = [verifier for verifier in facts.verifiers if verifier.units & facts.rectifying_units]
    return unless(not own, _("核查人中有%(count)s人来自整改单位，应当回避。"), count=len(own))


@need(_("现场核查已通过"))
def site_check_passed(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.site_check_passed, _("本轮现场核查尚未通过。"))


@need(_("现场核查尚未通过"))
def site_check_open(facts: Facts, today: date) -> Phrase | None:
    return unless(not facts.site_check_passed, _("本轮现场核查已经通过，可以公示。"))


@need(_("补充事项已列明"), asked=True)
def items_listed(facts: Facts, today: date) -> Phrase | None:
    return unless(any(item.strip() for item in facts.items_to_supply), _("请列明需要补充的事项。"))


@need(_("补充期限合规"), asked=True)
def sub_deadline_set(facts: Facts, today: date) -> Phrase | None:
    if facts.sub_deadline is None:
        return Phrase(_("请填写补充整改的期限。"))
    last = today + timedelta(days=facts.limits.return_max_days)
    return unless(
        today < facts.sub_deadline <= last,
        _("补充整改的期限应当在%(today)s之后、%(last)s之前（含当日）。"),
        today=today,
        last=last,
    )
