"""Guards on rechecks, and on what a rebound brings."""

from datetime import date

from bihuan.core.facts import Facts
from bihuan.core.needs.need import need, unless
from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _


@need(_("验收标准逐条复核通过并附本次复核的证据"), asked=True)
def criteria_passed_again(facts: Facts, today: date) -> Phrase | None:
    if not facts.criteria:
        return Phrase(_("没有确定验收标准，无从复核。"))
    left = len(facts.criteria - facts.criteria_passed_again)
    return unless(left == 0, _("验收标准还有%(left)s条没有复核通过，或者缺少本次复核形成的证据。"), left=left)


@need(_("复核人数足够"), asked=True)
def enough_recheckers(facts: Facts, today: date) -> Phrase | None:
    present = len({person.person for person in facts.recheckers})
    required = facts.limits.recheckers
    return unless(
        present >= required,
        _("复核应当不少于%(required)s人，现有%(present)s人。"),
        required=required,
        present=present,
    )


@need(_("复核人不属于整改单位"), asked=True)
def recheckers_independent(facts: Facts, today: date) -> Phrase | None:
    own = [person for person in facts.recheckers if person.units & facts.rectifying_units]
    return unless(not own, _("复核人中有%(count)s人来自整改单位，应当回避。"), count=len(own))


@need(_("复核人不全是原验收人员"), asked=True)
def recheckers_beyond_acceptors(facts: Facts, today: date) -> Phrase | None:
    others = [
        person
        for person in facts.recheckers
        if person.person not in facts.accepted_by and not person.units & facts.accept_units
    ]
    return unless(others, _("复核人都参加过验收或者来自验收单位，应当有其他单位的人员参加。"))


@need(_("反弹有证据"), asked=True)
def rebound_shown(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.criteria_failed_again, _("认定反弹应当指明至少一条未达到的验收标准，并附本次复核形成的证据。"))


@need(_("重新整改的节点已指明"), asked=True)
def nodes_reopened(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.reopened > 0, _("请选择哪些节点应当重新整改、重新核实，至少一个。"))


@need(_("重新整改的时限已明确"), asked=True)
def rebound_deadline_set(facts: Facts, today: date) -> Phrase | None:
    if facts.new_deadline is None:
        return Phrase(_("请填写重新整改的时限。"))
    return unless(facts.new_deadline > today, _("重新整改的时限应当晚于今天（%(today)s）。"), today=today)


@need(_("有待答复的倒查"))
def tracing_owed(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.tracings_owed > 0, _("没有待您答复的倒查。"))


@need(_("倒查答复已写明"), asked=True)
def tracing_answer_given(facts: Facts, today: date) -> Phrase | None:
    given = facts.missed.strip() and facts.missed_why.strip()
    return unless(given, _("请写明当时漏查了什么、为什么没有查出来。"))


@need(_("排查范围、单位和期限已明确"), asked=True)
def search_described(facts: Facts, today: date) -> Phrase | None:
    if not facts.search_target.strip():
        return Phrase(_("请写明排查的具体范围，如企业、园区、行业或者流域的名称。"))
    if facts.search_due is None:
        return Phrase(_("请填写排查期限。"))
    return unless(facts.search_due >= today, _("排查期限不得早于今天（%(today)s）。"), today=today)


@need(_("有待登记结果的排查"))
def search_owed(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.searches_owed > 0, _("没有待您登记结果的举一反三排查。"))


@need(_("排查情况已写明"), asked=True)
def search_told(facts: Facts, today: date) -> Phrase | None:
    return unless(facts.searched.strip(), _("请写明查了哪些地方、怎么查的；没有发现同类问题也要写。"))
