"""Acting on many tasks: what each act does, and doing it in the worker where a page could not wait for it.

A job goes piece by piece, each piece in one transaction. Every act leaves alone what is so already; so a job that was
stopped or killed is simply begun again, and does the rest.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from bihuan.core.codes import DutyRole
from bihuan.core.reasons import Refused, demand
from bihuan.ledger import duties
from bihuan.ledger.models import Task
from bihuan.ledger.rights import not_office
from bihuan.org.models import Account, Person, Unit
from bihuan.platform import jobs
from bihuan.platform.models import Job

PIECE = 100
NAMED = 200
"""So many tasks that could not be done are named, each with its reasons."""
_ROWS: Mapping[str, type[Unit] | type[Person]] = {"unit": Unit, "person": Person, "leader": Person}


def act_on(act: str, actor: Account, tasks: Collection[Task], data: Mapping[str, Any]) -> None:
    """Do one act on these tasks, on all or on none. `data` are the fields of its form."""
    reason = data["reason"]
    if act == "assign":
        duties.assign(actor=actor, tasks=tasks, handover=handover(data), reason=reason)
    elif act == "leader":
        duties.set_leader(actor=actor, tasks=tasks, leader=data["leader"], reason=reason)
    else:
        duties.mark_must_close(actor=actor, tasks=tasks, year=data["year"], reason=reason)


def handover(data: Mapping[str, Any]) -> duties.Handover:
    return duties.Handover(data["unit"], DutyRole(data["role"]), data["person"], data["replace"])


def start(*, actor: Account, act: str, tasks: Sequence[Task], data: Mapping[str, Any]) -> Job:
    """Have the worker do it; how far it is, and what it left out, is told by the job."""
    demand(*not_office(actor))
    given = {name: getattr(value, "pk", value) for name, value in data.items()}
    key = f"{_of(actor)}{secrets.token_hex(8)}"
    return jobs.start(carry_out, key=key, actor=actor.pk, act=act, given=given, tasks=[task.pk for task in tasks])


def go_on(job: Job) -> Job:
    """Begin a stopped or failed job again under its key."""
    return jobs.start(carry_out, key=job.key, **job.arguments)


def runs_of(actor: Account) -> "QuerySet[Job]":
    """The jobs that an account began here."""
    return Job.objects.filter(key__startswith=_of(actor))


def carry_out(run: jobs.Run, *, actor: int, act: str, given: Mapping[str, Any], tasks: Sequence[int]) -> None:
    """The job. A piece in which a task stands in the way is done task by task, and that task is left out."""
    account = Account.objects.get(pk=actor)
    data = {
        name: _ROWS[name].objects.get(pk=value) if name in _ROWS and value else value for name, value in given.items()
    }
    left_out: list[str] = []
    for at in range(0, len(tasks), PIECE):
        run.tell(at, len(tasks))
        left_out += _piece(act, account, tasks[at : at + PIECE], data)
    run.tell(len(tasks), len(tasks))
    if left_out:
        more = len(left_out) - NAMED
        rest = [gettext("另有%(count)s项，原因与上面相仿。") % {"count": more}] if more > 0 else []
        raise jobs.Failed("\n".join([*left_out[:NAMED], *rest]))


def _piece(act: str, actor: Account, keys: Sequence[int], data: Mapping[str, Any]) -> list[str]:
    found = list(Task.objects.filter(pk__in=keys).select_related("problem", "leader").order_by("pk"))
    try:
        act_on(act, actor, found, data)
    except Refused as refused:
        if len(found) > 1:
            return [left for task in found for left in _piece(act, actor, [task.pk], data)]
        return ["；".join(f"{task.number}：{reason.text(gettext)}" for task in found for reason in refused.reasons)]
    return []


def _of(actor: Account) -> str:
    return f"ledger.bulk.{actor.pk}."
