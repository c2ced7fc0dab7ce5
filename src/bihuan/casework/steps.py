"""Taking a step: one way for all of them. `begin` holds the task, judges the guards and refuses with every reason;
the service writes its rows; `finish` moves the state, adds the passage, lets the clocks follow and writes the event."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NoReturn

from bihuan.audit import services as audit
from bihuan.casework import dispatching
from bihuan.casework.course import Course
from bihuan.casework.facts import gather
from bihuan.casework.models import Passage
from bihuan.core import needs
from bihuan.core.codes import GrantRole, State
from bihuan.core.facts import Facts
from bihuan.core.loop import Step, blockers, workflow
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import out_of_range
from bihuan.ledger import clocks, versions
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing, standing_on
from bihuan.org.models import Account, Unit
from bihuan.planning import summary
from bihuan.planning.models import Plan
from bihuan.platform import clock

# Adding to a file is open to several people at once; whoever judges or moves must have seen the file as it is.
ADDITIVE = frozenset(
    {
        "add_evidence",
        "withdraw_evidence",
        "report_progress",
        "object_to_notice",
        "report_upward",
        "record_upward_answer",
        "answer_tracing",
        "open_search",
        "record_search",
    }
)


@dataclass(frozen=True)
class Doing:
    """A step that may be taken: the task is held until the transaction ends."""

    task: Task
    step: Step
    actor: Account | None
    unit: Unit | None
    standing: Standing
    facts: Facts
    course: Course
    plan: Plan | None
    digest: str
    on: date
    comment: str

    @property
    def account(self) -> Account:
        """Who acts, for steps that the public cannot take."""
        if self.actor is None:
            raise TypeError(f"{self.step.name} needs an account")
        return self.actor


def begin(
    *,
    task: Task,
    actor: Account | None,
    step: str,
    version: int | None = None,
    on: date | None = None,
    comment: str = "",
    standing: Standing | None = None,
    **handed: Any,
) -> Doing:
    """Hold the task and judge the step. `handed` are the fields of core's Facts that come in with the form.

    `version`: the version the actor saw, by default that of `task` as it was loaded. `on`: the day of the fact, by
    default today; never in the future, and never before the step that brought the task here. `standing`: in whose name
    the actor acts, where it is not by the duties of the task.
    """
    versions.hold(task, version=None if step in ADDITIVE else task.version if version is None else version)
    row = workflow(task.workflow).step(step)
    standing = standing or standing_on(task, actor)
    gathered = gather(task, standing, [row])
    facts = replace(gathered.facts, **handed)
    day, today = on or clock.today(), clock.today()
    acting = standing.acting if actor else {GrantRole.PUBLIC: frozenset[str]()}
    found = blockers(row, State(task.state), acting, facts, comment, today=today)
    found += _bad_day(day, today, gathered.course.moved_on)
    if needs.notice_over in row.needs and not any(reason.code == "notice_over" for reason in found):
        found += _within_notice(day, facts.notice_last_day)
    found += out_of_range(on, *(value for value in handed.values() if isinstance(value, date)))
    if found:
        raise Refused(found)
    return Doing(
        task=task,
        step=row,
        actor=actor,
        unit=standing.unit_for(row.roles, row.duties) if actor else None,
        standing=standing,
        facts=facts,
        course=gathered.course,
        plan=gathered.plan,
        digest=gathered.digest,
        on=day,
        comment=comment.strip(),
    )


def finish(
    doing: Doing,
    *,
    outcome: str = "",
    reference: str = "",
    items: str = "",
    respond_by: date | None = None,
    body: Mapping[str, object] | None = None,
    changes: Mapping[str, object] | None = None,
) -> Passage:
    """Write what every step writes. `changes` are further columns of the task, `body` what the event tells besides."""
    task, step, before = doing.task, doing.step, State(doing.task.state)
    after = step.target(before)
    moved = {"state": after.value, "state_since": clock.now()} if after is not before else {}
    versions.touch(task, **moved, **(changes or {}))
    passage = Passage.objects.create(
        task=task,
        step=step.name,
        from_state=before,
        to_state=after,
        actor=doing.account,
        unit=doing.unit,
        on=doing.on,
        at=clock.now(),
        comment=doing.comment,
        outcome=outcome,
        reference=reference,
        items=items,
        respond_by=respond_by,
    )
    clocks.follow_step(task=task, step=step.name, on=doing.on, from_state=before, to_state=after)
    dispatching.follow_state(task, after, doing.on)
    summary.refresh(task)
    told = {"from": before, "to": after, "on": doing.on, "comment": doing.comment, "version": task.version}
    extra = {"outcome": outcome, "reference": reference, "items": items, "respond_by": respond_by}
    told |= {name: value for name, value in extra.items() if value}
    audit.record(f"casework.{step.name}", task, actor=doing.actor, body={**told, **(body or {})})
    return passage


def refuse(code: str, message: str, **params: object) -> NoReturn:
    """Stop a step for a reason of its own service."""
    raise Refused([Reason(code, message, params)])


def _within_notice(day: date, last: date | None) -> list[Reason]:
    """What waits for the end of the notice cannot be set down as of a day before it; else a late closure would be in time."""
    if last is None or day > last:
        return []
    message = _("办理日期%(day)s还在公示期内，公示期至%(last)s止。")
    return [Reason("on_within_notice", message, {"day": day, "last": last})]


def _bad_day(day: date, today: date, moved_on: date | None) -> list[Reason]:
    if day > today:
        return [Reason("on_in_future", _("办理日期%(day)s还没有到。"), {"day": day})]
    if moved_on and day < moved_on:
        params = {"day": day, "last": moved_on}
        return [Reason("on_before_last_step", _("办理日期%(day)s早于上一步的日期%(last)s。"), params)]
    return []
