"""整改完成情况: what the file proves of the work, in words for the notice. A person reads it over before it is shown."""

from django.utils.translation import gettext as _

from bihuan.casework.course import Course
from bihuan.casework.models import Verification
from bihuan.core.codes import Criterion, State
from bihuan.ledger.models import Task


def told(task: Task, course: Course) -> str:
    """Nodes and sites that were verified, criteria that passed at this round's site check, and the latest report: a
    paragraph each, absent when there is nothing to tell."""
    return "\n".join(part for part in (_nodes(task), _sites(task), _criteria(task, course), _report(task)) if part)


def _nodes(task: Task) -> str:
    done = task.milestones.filter(verified_on__isnull=False).order_by("verified_on", "pk")
    listed = "；".join(_("%(name)s（%(day)s核实）") % {"name": n.name, "day": n.verified_on} for n in done)
    return _("已完成并经核实的节点：%(nodes)s。") % {"nodes": listed} if listed else ""


def _sites(task: Task) -> str:
    total = task.sites.count()
    done = task.site_results.filter(withdrawn_at=None, site__in=task.sites.all()).count()
    return _("整改点位%(total)s个，已核实完成%(done)s个。") % {"total": total, "done": done} if total else ""


def _criteria(task: Task, course: Course) -> str:
    """The last finding of each criterion counts, as it does for the guards."""
    visits = Verification.objects.filter(task=task, level=State.SITE_CHECK, round=course.round)
    latest = {row.criterion: row for visit in visits.prefetch_related("results") for row in visit.results.all()}
    passed = [
        _(Criterion(code).label) + (f"（{row.comment}）" if row.comment else "")
        for code, row in latest.items()
        if row.passed
    ]
    return _("现场核查达到的验收标准：%(criteria)s。") % {"criteria": "；".join(passed)} if passed else ""


def _report(task: Task) -> str:
    report = task.reports.first()
    return _("最近一次进展（%(period)s）：%(text)s") % {"period": report.period, "text": report.text} if report else ""
