"""Reports of the responsible units, and what others verify of them: nodes and sites."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from bihuan.casework import dispatching
from bihuan.casework.facts import proving
from bihuan.casework.models import Passage, Report, SiteResult
from bihuan.casework.steps import begin, finish, refuse
from bihuan.core.clocks import period_days
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.models import Site, Task
from bihuan.org.models import Account
from bihuan.planning.models import Milestone
from bihuan.platform import clock


@transaction.atomic
def report_progress(
    *,
    task: Task,
    actor: Account,
    period: str,
    text: str,
    claimed_percent: Decimal,
    difficulties: str = "",
    next_steps: str = "",
    on: date | None = None,
) -> Report:
    """Progress of one dispatch period ("2026-11"). A second report for a period stands beside the first; the later one
    is shown. `claimed_percent` is what the unit says of itself and counts for nothing."""
    doing = begin(task=task, actor=actor, step="report_progress", on=on, period=period)
    _check_report(period, text, claimed_percent, doing.on)
    unit = doing.unit
    if unit is None:
        raise TypeError("a duty guard let an account without a unit pass")
    said = {
        "text": text.strip(),
        "difficulties": difficulties.strip(),
        "next_steps": next_steps.strip(),
        "claimed_percent": claimed_percent,
    }
    last = Report.objects.filter(task=task, period=period, unit=unit).order_by("-pk").first()
    if last and all(getattr(last, name) == value for name, value in said.items()):
        refuse("report_repeated", _("%(period)s的这份进展已经上报，没有再记一次。"), period=period)
    report = Report.objects.create(task=task, period=period, by=actor, unit=unit, at=clock.now(), **said)
    dispatching.reported(task, period, doing.on)
    finish(doing, reference=period, body={"report": report.pk, "text": report.text, "percent": claimed_percent})
    return report


@transaction.atomic
def report_milestone(
    *,
    task: Task,
    actor: Account,
    milestone: Milestone,
    version: int | None = None,
    on: date | None = None,
    comment: str = "",
) -> Passage:
    """The unit reports a node as done on a day. Done is what others verify."""
    doing = begin(task=task, actor=actor, step="report_milestone", version=version, on=on, comment=comment)
    node = _unverified(task, milestone)
    node.reported_on = doing.on
    node.save(update_fields=["reported_on"])
    return finish(doing, reference=node.name[:60], body={"milestone": node.pk})


@transaction.atomic
def verify_milestone(
    *,
    task: Task,
    actor: Account,
    milestone: Milestone,
    version: int | None = None,
    on: date | None = None,
    comment: str = "",
) -> Passage:
    """Somebody outside the rectifying units finds a reported node done, on evidence. Only this moves the progress."""
    doing = begin(task=task, actor=actor, step="verify_milestone", version=version, on=on, comment=comment)
    node = _unverified(task, milestone)
    if node.reported_on is None:
        refuse("milestone_not_reported", _("责任单位还没有上报节点“%(name)s”完成。"), name=node.name)
    elif doing.on < node.reported_on:
        refuse("verified_before_reported", _("核实日期早于上报日期%(day)s。"), day=node.reported_on)
    if not proving(task).filter(milestone=node).exists():
        refuse("milestone_without_evidence", _("节点“%(name)s”还没有证明材料。"), name=node.name)
    node.verified_on, node.verified_by = doing.on, actor
    node.save(update_fields=["verified_on", "verified_by"])
    return finish(doing, reference=node.name[:60], body={"milestone": node.pk, "weight": node.weight})


@transaction.atomic
def verify_site(
    *,
    task: Task,
    actor: Account,
    site: Site,
    version: int | None = None,
    on: date | None = None,
    comment: str = "",
) -> SiteResult:
    """Somebody outside the rectifying units finds one site put right."""
    doing = begin(task=task, actor=actor, step="verify_site", version=version, on=on, comment=comment)
    if not task.sites.filter(pk=site.pk).exists():
        refuse("site_of_other_task", _("点位“%(name)s”不在这项任务中。"), name=site.name)
    if SiteResult.objects.filter(task=task, site=site, withdrawn_at__isnull=True).exists():
        refuse("site_verified", _("点位“%(name)s”已经核实。"), name=site.name)
    result = SiteResult.objects.create(
        task=task, site=site, on=doing.on, comment=doing.comment[:300], by=actor, at=clock.now()
    )
    finish(doing, reference=site.name[:60], body={"site": site.pk})
    return result


@transaction.atomic
def withdraw_site(
    *,
    task: Task,
    actor: Account,
    site: Site,
    comment: str,
    version: int | None = None,
    on: date | None = None,
) -> SiteResult:
    """A site once found put right is doubted, by name and with the reason: it must be verified anew, and a signature
    given before no longer counts. The earlier finding stays on file."""
    doing = begin(task=task, actor=actor, step="withdraw_site", version=version, on=on, comment=comment)
    result = SiteResult.objects.select_for_update().filter(task=task, site=site, withdrawn_at__isnull=True).first()
    if result is None:
        refuse("site_not_verified", _("点位“%(name)s”没有核实过，无从撤回。"), name=site.name)
    result.withdrawn_at, result.withdrawn_why = clock.now(), doing.comment[:200]
    result.save(update_fields=["withdrawn_at", "withdrawn_why"])
    finish(doing, reference=site.name[:60], body={"site": site.pk, "result": result.pk})
    return result


def _unverified(task: Task, milestone: Milestone) -> Milestone:
    node = Milestone.objects.filter(task=task, pk=milestone.pk).first()
    if node is None:
        refuse("milestone_gone", _("这个节点已不在方案中，请刷新。"))
    if node.verified_on is not None:
        refuse("milestone_verified", _("节点“%(name)s”已经核实。"), name=node.name)
    return node


def _check_report(period: str, text: str, claimed: Decimal, on: date) -> None:
    try:
        begins, _ends = period_days(period)
    except ValueError:
        refuse("period_invalid", _("报告期“%(period)s”应当写成 2026-11 或者 2026-W47。"), period=period)
    if begins > on:
        refuse("period_in_future", _("报告期%(period)s还没有开始。"), period=period)
    if not text.strip():
        refuse("report_empty", _("请填写进展情况。"))
    if not 0 <= claimed <= 100:
        refuse("percent_out_of_range", _("自报进度应当在0到100之间。"))
