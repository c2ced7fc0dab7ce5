"""Registering a problem together with its first task, and giving both a better title."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core import typed
from bihuan.core.codes import State
from bihuan.core.reasons import Reason, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import services
from bihuan.ledger.models import Problem, Task
from bihuan.ledger.rights import not_of_office
from bihuan.ledger.searching import index_tasks
from bihuan.ledger.versions import hold, touch
from bihuan.org.models import Account

TITLE_LENGTH = 120


@transaction.atomic
def register_problem(
    *, actor: Account, task: Mapping[str, Any] | None = None, **problem: Any
) -> tuple[Problem, Task | None]:
    """A problem with its first task, or alone when `task` is None: both or neither. The facts are those of
    `services.record_problem` and `services.record_task`."""
    made = services.record_problem(actor=actor, **problem)
    return made, None if task is None else services.record_task(actor=actor, problem=made, **task)


@transaction.atomic
def retitle(*, actor: Account, task: Task, title: str, reason: str, version: int | None = None) -> Task:
    """Give a task another title, for a reason. A problem that bore the same title bears the new one; its wording stands.

    Refused to all but the rectification office, and for a task that is closed.
    """
    demand(*not_of_office(actor, [task]))
    hold(task, version=version)
    fresh = " ".join(typed.line(title).split())
    demand(
        *blank("title", fresh, _("标题不能为空。")), *blank("reason", reason, _("请写明理由。")), *_against(task, fresh)
    )
    before = task.title
    if fresh == before:
        return task
    touch(task, title=fresh)
    Problem.objects.filter(pk=task.problem_id, title=before).update(title=fresh)
    index_tasks(list(Task.objects.filter(problem=task.problem_id).values_list("pk", flat=True)))
    body = {"before": before, "after": fresh, "reason": reason.strip()}
    audit.record("ledger.retitle", task, actor=actor, body=body)
    return task


def _against(task: Task, title: str) -> list[Reason]:
    found = []
    if task.state == State.CLOSED:
        found.append(Reason("task_closed", _("任务%(number)s已经销号，标题不再改动。"), {"number": task.number}))
    if len(title) > TITLE_LENGTH:
        found.append(Reason("title_long", _("标题最多%(most)s字。"), {"most": TITLE_LENGTH}))
    return found
