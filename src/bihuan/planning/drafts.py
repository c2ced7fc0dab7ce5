"""Opening a plan for a change, and closing it again: the lock, the right, the version and the event of every list."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from bihuan.audit import services as audit
from bihuan.core.codes import State
from bihuan.core.facts import Limits
from bihuan.core.loop import blockers, workflow
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import out_of_range
from bihuan.ledger import versions
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing, facts_of, standing_on
from bihuan.org.models import Account
from bihuan.planning.models import Plan
from bihuan.platform import clock, rules

Row = TypeVar("Row", bound=Model)


class Entry(Protocol):
    @property
    def id(self) -> int | None: ...


EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True)
class Draft:
    """A plan held for writing by an account that may."""

    task: Task
    plan: Plan
    actor: Account
    standing: Standing


def open_draft(
    *, task: Task, actor: Account, plan_version: int | None, step: str = "edit_plan", comment: str = ""
) -> Draft:
    """Hold the task and its plan. `plan_version`: the version the person saw, None to change whatever stands there."""
    versions.hold(task)
    standing = standing_on(task, actor)
    today = clock.today()
    facts = facts_of(standing, Limits.on(rules.pack(), today))
    found = blockers(
        workflow(task.workflow).step(step), State(task.state), standing.acting, facts, comment, today=today
    )
    if found:
        raise Refused(found)
    plan, created = Plan.objects.get_or_create(task=task)
    if plan_version is not None and plan_version != (0 if created else plan.version):
        raise Refused([versions.CHANGED_MEANWHILE])
    task.plan = plan
    return Draft(task, plan, actor, standing)


def close_draft(draft: Draft, action: str, body: Mapping[str, object], **plan_changes: object) -> None:
    """Let the plan's version grow (an approval of an older one no longer counts) and write the event."""
    for name, value in plan_changes.items():
        setattr(draft.plan, name, value)
    draft.plan.version += 1
    draft.plan.save()
    versions.touch(draft.task)
    audit.record(f"planning.{action}", draft.task, actor=draft.actor, body={"plan_version": draft.plan.version, **body})


def sync(
    rows: QuerySet[Row], task: Task, entries: Iterable[EntryT], columns: Callable[[EntryT], Mapping[str, object]]
) -> list[Row]:
    """Make the rows of a list what was handed in: change those with an id, add those without, drop the rest.

    Every bad row is named, by its place and field, before anything is written.
    """
    existing = {row.pk: row for row in rows.all()}
    found, wanted = list[Reason](), list[Row]()
    for place, entry in enumerate(entries):
        row = existing.pop(entry.id, None) if entry.id is not None else rows.model(task=task)
        if row is None:
            found.append(Reason("row_gone", _("第%(row)s行已被删除，请刷新后再改。"), {"row": place + 1}))
            continue
        for name, value in {**columns(entry), "order": place}.items():
            setattr(row, name, value)
            if isinstance(value, date):
                found += out_of_range(value)
        found += invalid(row, place + 1)
        wanted.append(row)
    if found:
        raise Refused(found)
    for gone in existing.values():
        gone.delete()
    for row in wanted:
        row.save()
    return wanted


def invalid(row: Model, place: int | None = None) -> Iterable[Reason]:
    """Every value that its column refuses; `place` is that of the row in its list, from 1."""
    try:
        row.full_clean(exclude=["task"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            field = "" if name == "__all__" else str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # own columns only
            told = {"field": field, "problem": "".join(messages)}
            if place is None:
                yield Reason("invalid_row", _("%(field)s：%(problem)s"), told)
            else:
                yield Reason("invalid_row", _("第%(row)s行%(field)s：%(problem)s"), {"row": place, **told})
