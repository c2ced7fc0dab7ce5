"""Many tasks at once (批量办理): all or none, each with its own event in the log."""

from typing import Annotated, Any

from django.http import HttpRequest, QueryDict
from ninja import Router
from pydantic import Field

from bihuan.api import named
from bihuan.api.answers import ReasonOut, answers
from bihuan.api.rows import DutyOut
from bihuan.api.types import Id, In, Number, Out, Text, Year, account_of, viewer_of
from bihuan.core.codes import DutyRole
from bihuan.core.reasons import demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import duties
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.bulk import MOST, selected
from bihuan.ledger.models import Task
from bihuan.ledger.rights import not_of_office, not_office
from bihuan.platform.web import reason_data

router = Router(tags=["bulk 批量办理"])


class Many(In):
    """The tasks meant: `numbers`, or `filter` with the parameters of the ledger's page ("state=claim&led=0"). With
    `dry_run` nothing is written and you hear what would be. `reason` is kept in the log."""

    numbers: list[Number] = Field([], max_length=MOST)
    filter: Annotated[str, Field(max_length=2000)] = ""
    dry_run: bool = False
    reason: Text = ""


class ManyAssigned(Many):
    """A task has one lead unit: a new one ends the former's duty. In other roles the unit is added, or with `replace`
    takes the place of all others."""

    unit: Id
    role: DutyRole
    person: Id | None = None
    replace: bool = False


class ManyLed(Many):
    """`person`: the leader in charge, null takes the tasks back."""

    person: Id | None


class ManyMarked(Many):
    """`year`: the one in which they must close (年内必须销号); null takes them off the list."""

    year: Year | None


class Changed(Out):
    """What happens to one task: the duties that end, and whether something is given that was not there."""

    number: str
    gives: bool
    ends: list[DutyOut]


class Outcome(Out):
    """`changes` as carried out, or as they would be; `reasons` stand against it (of a dry run alone)."""

    done: bool
    count: int
    changes: list[Changed]
    reasons: list[ReasonOut]


@router.post("/bulk/assign", response=answers(Outcome), url_name="bulk_assign", summary="Assign many 批量交办")
def assign(request: HttpRequest, body: ManyAssigned) -> Any:
    actor, tasks = account_of(request), _meant(request, body)
    handover = duties.Handover(named.units([body.unit])[body.unit], body.role, named.person(body.person), body.replace)
    if body.dry_run:
        changes, reasons = duties.preview(actor=actor, tasks=tasks, handover=handover)
        return _told(changes, reasons, done=False)
    return _told(duties.assign(actor=actor, tasks=tasks, handover=handover, reason=body.reason), [], done=True)


@router.post("/bulk/leader", response=answers(Outcome), url_name="bulk_leader", summary="Leader of many 批量包案")
def leader(request: HttpRequest, body: ManyLed) -> Any:
    actor, tasks, person = account_of(request), _meant(request, body), named.person(body.person)
    if body.dry_run:
        would = [task for task in tasks if task.leader_id != body.person]
        return _told(_plain(would), not_of_office(actor, tasks), done=False)
    return _told(_plain(duties.set_leader(actor=actor, tasks=tasks, leader=person, reason=body.reason)), [], done=True)


@router.post(
    "/bulk/must_close", response=answers(Outcome), url_name="bulk_must_close", summary="Must close 批量列入年内必须销号"
)
def must_close(request: HttpRequest, body: ManyMarked) -> Any:
    actor, tasks = account_of(request), _meant(request, body)
    if body.dry_run:
        would = [task for task in tasks if task.must_close_year != body.year]
        return _told(_plain(would), not_of_office(actor, tasks), done=False)
    changed = duties.mark_must_close(actor=actor, tasks=tasks, year=body.year, reason=body.reason)
    return _told(_plain(changed), [], done=True)


def _meant(request: HttpRequest, body: Many) -> list[Task]:
    """Every number must be one that the asker sees."""
    demand(*not_office(account_of(request)))
    viewer = viewer_of(request)
    if body.numbers and not body.filter:
        rows = visible_tasks(viewer).select_related("problem", "leader")
        return named.every(_("任务"), rows, "number", dict.fromkeys(body.numbers))
    given = QueryDict(mutable=True)
    given["everything"] = body.filter
    return selected(given, viewer).tasks


def _plain(tasks: list[Task]) -> list[duties.Change]:
    return [duties.Change(task, (), gives=True) for task in tasks]


def _told(changes: list[duties.Change], reasons: list[Any], *, done: bool) -> dict[str, Any]:
    moving = [change for change in changes if change.gives or change.ends]
    return {
        "done": done,
        "count": len(moving),
        "changes": [{"number": c.task.number, "gives": c.gives, "ends": list(c.ends)} for c in moving],
        "reasons": [reason_data(reason) for reason in reasons],
    }
