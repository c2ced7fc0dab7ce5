"""One task, one writer at a time: every service that writes to a task's file takes hold of its row first."""

from django.db.models import F

from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.models import Task
from bihuan.platform.prepared import Prepared, given_key

CHANGED_MEANWHILE = Reason("changed_meanwhile", _("别人刚刚改过，请刷新后再办。"))


def hold(task: Task, *, version: int | None = None) -> None:
    """Lock the row until the transaction ends and bring `task` up to date.

    `version` is what the person saw; when the row has moved on since, `Refused` with code changed_meanwhile.
    """
    (row,) = _HELD.objects(pk=task.pk)
    if version is not None and row.version != version:
        raise Refused([CHANGED_MEANWHILE])
    task._state.fields_cache.clear()
    for field in Task._meta.concrete_fields:
        setattr(task, field.attname, getattr(row, field.attname))


_HELD = Prepared(lambda: Task.objects.select_for_update(of=("self",)).filter(pk=given_key("pk")))


def touch(task: Task, **changes: object) -> None:
    """Write columns of a held task and let its version grow; a lost race is `Refused`."""
    found = Task.objects.filter(pk=task.pk, version=task.version)
    if not found.update(version=F("version") + 1, **changes):
        raise Refused([CHANGED_MEANWHILE])
    task.version += 1
    for name, value in changes.items():
        setattr(task, name, value)
