"""The sections of a task's file: what each shows, gathered in few queries. The page, its fragments and the print use them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from bihuan.audit.models import Event
from bihuan.casework import queries
from bihuan.casework.media import FILM, PICTURES
from bihuan.casework.models import Evidence, Notice, Verification
from bihuan.core import clocks as core
from bihuan.core.codes import GrantRole, State
from bihuan.core.loop import workflow
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.clocks import KIND_OF_RULE, rule_of
from bihuan.ledger.models import Clock, Task
from bihuan.ledger.standing import Standing
from bihuan.planning.lists import findings
from bihuan.planning.models import Milestone
from bihuan.platform import clock, rules

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: str
    build: Callable[[Task, Standing], Context]

    @property
    def template(self) -> str:
        return f"casework/sections/{self.key}.html"


def facts(task: Task, standing: Standing) -> Context:
    """What comes with the task itself, so that the page opens at once."""
    return {}


def background(task: Task, standing: Standing) -> Context:
    return {
        "categories": task.problem.categories.all(),
        "at_the_desk": GrantRole.RECTIFICATION_OFFICE in standing.roles,
        "sites": _sites(task),
        "may_withdraw_sites": _may(task, standing, "withdraw_site"),
        "siblings": Task.objects.filter(problem=task.problem_id).exclude(pk=task.pk),
        "may_answer": _may(task, standing, "record_upward_answer"),
        "upward": task.upward_reports.select_related("by__person"),
    }


def _sites(task: Task) -> list[Context]:
    """Each site with its live finding, and the findings that were withdrawn."""
    results = list(task.site_results.order_by("pk"))
    done = {row.site_id: row for row in results if row.withdrawn_at is None}
    return [
        {
            "site": site,
            "result": done.get(site.pk),
            "withdrawn": [row for row in results if row.site_id == site.pk and row.withdrawn_at],
        }
        for site in task.sites.select_related("region")
    ]


def _may(task: Task, standing: Standing, name: str) -> bool:
    """Whether a step is this viewer's to take in the present state, as far as roles go; its form judges the rest."""
    step = workflow(task.workflow).step(name)
    return task.state in step.from_states and bool(standing.roles & set(step.roles))


def lists(task: Task, standing: Standing) -> Context:
    funds = list(task.funds.all())
    return {
        "causes": task.causes.all(),
        "indicators": task.indicators.all(),
        "measures": task.measures.select_related("unit", "person").prefetch_related("causes"),
        "proposed": task.proposed_measures.all(),
        "funds": funds,
        "fund_totals": {name: sum((getattr(row, name) for row in funds), Decimal(0)) for name in _MONEY},
        "findings": findings(task, standing.duties),
        "plan": getattr(task, "plan", None),
    }


_MONEY = ("amount", "allocated", "paid")


def milestones(task: Task, standing: Standing) -> Context:
    nodes = list(task.milestones.select_related("verified_by__person", "measure", "after"))
    return {"nodes": nodes, "gantt": gantt(nodes, task.deadline, clock.today())}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the small Gantt; places and widths in thousandths of the whole time shown."""

    name: str
    x: int
    width: int
    y: int
    done: bool
    late: bool


def gantt(nodes: list[Milestone], deadline: date | None, today: date) -> Context | None:
    """What the SVG draws: a bar for each dated node, the line of today and that of the deadline."""
    dated = [(node, node.start, node.due) for node in nodes if node.start and node.due]
    if not dated:
        return None
    ends = [due for _node, _start, due in dated] + ([deadline] if deadline else []) + [today]
    first = min([start for _node, start, _due in dated] + [today])
    span = max((max(ends) - first).days, 1)

    def place(day: date) -> int:
        return round(1000 * (day - first).days / span)

    bars = [
        Bar(
            node.name,
            place(start),
            max(place(due + timedelta(days=1)) - place(start), 6),
            26 * row + 4,
            node.verified_on is not None,
            node.verified_on is None and due < today,
        )
        for row, (node, start, due) in enumerate(dated)
    ]
    height = 26 * len(bars) + 4
    return {
        "bars": bars,
        "height": height,
        "today": place(today),
        "deadline": place(deadline) if deadline else None,
        "first": first,
        "last": max(ends),
    }


def evidence(task: Task, standing: Standing) -> Context:
    rows = list(task.evidence.select_related("file", "unit", "added_by__person", "milestone"))
    live = [row for row in rows if row.withdrawn_at is None]
    own = (
        {row.pk for row in live if row.unit_id in standing.units}
        if _may(task, standing, "withdraw_evidence")
        else set()
    )
    withdrawable = set(queries.withdrawable(task, standing).values_list("pk", flat=True)) if own else own
    kept = own - withdrawable
    return {
        "rows": live,
        "withdrawn": [row for row in rows if row.withdrawn_at is not None],
        "pairs": _pairs(live),
        "pictures": PICTURES,
        "film": FILM,
        "withdrawable": withdrawable,
        "kept_for_closure": kept and task.state == State.RECHECK,
    }


def _pairs(rows: list[Evidence]) -> list[Context]:
    """Pictures before and after of the same view side by side; without a name they form one group."""
    shown = sorted((r for r in rows if r.side and r.file.media in PICTURES), key=lambda row: row.pair)
    return [
        {
            "name": name,
            "before": [row for row in members if row.side == "before"],
            "after": [row for row in members if row.side == "after"],
        }
        for name, group in groupby(shown, key=lambda row: row.pair)
        for members in [list(group)]
    ]


def reports(task: Task, standing: Standing) -> Context:
    return {"reports": task.reports.select_related("by__person", "unit"), "extensions": task.extensions.all()}


def checks(task: Task, standing: Standing) -> Context:
    visits = visits_of(task).exclude(level=State.RECHECK)
    plan = getattr(task, "plan", None)
    return {
        "visits": visits,
        "criteria": plan.criteria if plan else [],
        "standard": plan.standard_version if plan else "",
        "returns": task.passages.filter(step__in=["return", "fail_self_check"]).select_related("actor__person", "unit"),
    }


def visits_of(task: Task) -> QuerySet[Verification]:
    """Every look at a task, with what was found and by whom."""
    visits = Verification.objects.filter(task=task).select_related("unit", "by__person")
    return visits.prefetch_related("results__evidence", "verifiers__account__person", "verifiers__unit")


def rechecks(task: Task, standing: Standing) -> Context:
    """After closure: when the next recheck is due, what each found, and what followed from a rebound."""
    rebounds = task.rebounds.select_related("closure", "by__person").order_by("-pk")
    searches = task.searches.select_related("unit", "opened_by__person", "by__person").order_by("-pk")
    return {
        "rechecks": visits_of(task).filter(level=State.RECHECK).order_by("-pk"),
        "rebounds": rebounds.prefetch_related(
            "tracings__unit", "tracings__clock", "tracings__by__person", "tracings__acts__account__person"
        ),
        "searches": searches.prefetch_related("problems"),
    }


def notice(task: Task, standing: Standing) -> Context:
    notices = Notice.objects.filter(task=task).select_related("clock").order_by("-pk")
    return {
        "notices": notices.prefetch_related("objections__decided_by__person", "pictures__file"),
        "signatures": task.signatures.select_related("unit", "account__person"),
        "closures": task.closures.select_related("by__person"),
        "sees_objectors": GrantRole.RECTIFICATION_OFFICE in standing.roles,
        "today": clock.today(),
    }


def clocks(task: Task, standing: Standing) -> Context:
    rows = [*task.clocks.prefetch_related("pauses")]
    if task.problem.inspection_id:
        rows += Clock.objects.filter(inspection=task.problem.inspection_id).prefetch_related("pauses")
    today, pack = clock.today(), rules.pack()
    nearing = pack.get("clock.nearing", on=today).whole
    told = [
        {
            "clock": row,
            "kind": KIND_OF_RULE.get(row.rule),
            "rule": rule_of(row, pack),
            "standing": core.standing(
                row.due_on,
                today,
                within=nearing,
                stopped=row.stopped_on,
                paused=any(pause.until is None for pause in row.pauses.all()),
            ),
        }
        for row in rows
        if row.rule in KIND_OF_RULE
    ]
    return {"clocks": sorted(told, key=lambda row: (row["clock"].stopped_on is not None, row["clock"].due_on))}


def history(task: Task, standing: Standing) -> Context:
    return {
        "passages": task.passages.select_related("actor__person", "unit").order_by("-pk"),
        "events": list(Event.objects.filter(subject_type="ledger.task", subject_id=task.pk).order_by("-seq")[:300]),
        "labels": {step.name: step.label for step in workflow(task.workflow).steps},
    }


SECTIONS: Mapping[str, Section] = {
    section.key: section
    for section in (
        Section("facts", _("问题"), facts),
        Section("background", _("背景与点位"), background),
        Section("lists", _("五张清单"), lists),
        Section("milestones", _("节点"), milestones),
        Section("evidence", _("材料"), evidence),
        Section("reports", _("进展"), reports),
        Section("checks", _("核查"), checks),
        Section("notice", _("公示与销号"), notice),
        Section("rechecks", _("复核与反弹"), rechecks),
        Section("clocks", _("时限"), clocks),
        Section("history", _("经过"), history),
    )
}
