"""公示: shown to the public for the days of the rule; anybody may object, and an upheld objection leads back to the site."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from bihuan.audit import services as audit
from bihuan.casework.media import PICTURES
from bihuan.casework.models import Evidence, Notice, Objection, Passage
from bihuan.casework.steps import Doing, begin, finish, refuse
from bihuan.core import chain, typed
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import clocks, versions
from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.planning import summary
from bihuan.platform import clock, rules

# Without letters and figures that are mistaken for one another on paper or by telephone.
_READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT = re.compile(rf"YY-\d{{4}}-[{_READABLE}]{{8}}", re.ASCII)
SENT_TWICE = timedelta(minutes=10)
"""Within it the same words of the same person are one form that came twice: a bound of the product."""


@transaction.atomic
def start_notice(
    *,
    task: Task,
    actor: Account,
    title: str,
    fields: Mapping[str, str],
    contact: str = "",
    carriers: str = "",
    pictures: Sequence[Evidence] = (),
    starts_on: date | None = None,
    version: int | None = None,
    comment: str = "",
) -> Notice:
    """现场核查 → 公示. `fields`: the text of each field that the rule pack asks for (notice.fields).

    A notice starts today or later: days on which nobody could read it do not count.
    """
    title, contact = typed.line(title), typed.line(contact)
    fields = {name: typed.prose(text) for name, text in fields.items()}
    today = clock.today()
    first = starts_on or today
    required = rules.pack().get("notice.fields", on=today).phrases
    missing = tuple(name for name in required if not fields.get(name, "").strip())
    doing = begin(
        task=task,
        actor=actor,
        step="start_notice",
        version=version,
        comment=comment,
        missing_notice_fields=missing,
    )
    if first < today:
        refuse("notice_in_past", _("公示应当从今天或者以后开始，不能补登。"))
    if not title.strip():
        refuse("notice_title_missing", _("请填写公示标题。"))
    _check_pictures(task, pictures)
    text = "\n".join(f"{name}：{fields[name].strip()}" for name in required)
    running = clocks.start_clock(kind="notice", task=task, started_on=first)
    notice = Notice.objects.create(
        task=task,
        starts_on=first,
        clock=running,
        title=title.strip(),
        text=text,
        fields={name: fields[name].strip() for name in required},
        contact=contact.strip(),
        carriers=carriers.strip(),
        digest=chain.digest(chain.GENESIS, {"title": title.strip(), "text": text, "contact": contact.strip()}),
        by=actor,
    )
    notice.pictures.set(pictures)
    shown = {"pictures": [item.file.sha256 for item in pictures], "starts_on": first, "ends_on": running.due_on}
    finish(doing, body={"notice": notice.pk, "title": notice.title, "digest": notice.digest, **shown})
    return notice


@transaction.atomic
def object_to_notice(
    *, task: Task, text: str, actor: Account | None = None, name: str = "", contact: str = ""
) -> Objection:
    """Hold something against a closure during its notice: anybody, without an account; `name` and `contact` are kept
    apart and never logged. Returns the objection with the receipt number to give to whoever objected; the form sent
    twice leads to the one that is there."""
    doing = begin(task=task, actor=actor, step="object_to_notice", comment=text)
    notice = _live(doing)
    text = typed.prose(text)
    said = {"text": text.strip(), "name": name.strip(), "contact": contact.strip()}
    if sent_twice := notice.objections.filter(state="open", received_at__gte=clock.now() - SENT_TWICE, **said).first():
        return sent_twice
    objection = Objection.objects.create(
        notice=notice,
        received_at=clock.now(),
        **said,
        receipt=f"YY-{doing.on.year}-{''.join(secrets.choice(_READABLE) for _place in range(8))}",
    )
    event = f"objection {objection.receipt}"
    clocks.start_clock(kind="objection", task=task, started_on=doing.on, event=event)
    versions.touch(task)
    summary.refresh(task)
    body = {"receipt": objection.receipt, "notice": notice.pk, "text": chain.digest(chain.GENESIS, {"text": text})}
    audit.record("casework.object_to_notice", task, actor=actor, body=body)
    return objection


@transaction.atomic
def uphold_objection(
    *, objection: Objection, actor: Account, reply: str, version: int | None = None, on: date | None = None
) -> Passage:
    """公示 → 现场核查: the notice ends at once, and the site must be checked anew. The self-check and review stand.
    Where another objection has ended the notice, the site must be checked anew also for this one."""
    doing, held = _decide(objection, actor, "uphold_objection", reply, version, on)
    Notice.objects.filter(pk=held.notice_id, withdrawn_on=None).update(withdrawn_on=doing.on)
    _close_objection(held, doing, "upheld")
    return finish(doing, reference=held.receipt, body={"notice": held.notice_id})


@transaction.atomic
def dismiss_objection(
    *, objection: Objection, actor: Account, reply: str, version: int | None = None, on: date | None = None
) -> Passage:
    """The objection does not hold; the reply says why."""
    doing, held = _decide(objection, actor, "dismiss_objection", reply, version, on)
    _close_objection(held, doing, "dismissed")
    # The clock of this objection alone: others still run.
    return finish(doing, reference=held.receipt)


@transaction.atomic
def withdraw_notice(
    *, task: Task, actor: Account, comment: str, version: int | None = None, on: date | None = None
) -> Passage:
    """公示 → 现场核查: the office takes back a notice whose file no longer holds. The site is checked anew, and a new
    notice runs its full days again."""
    doing = begin(task=task, actor=actor, step="withdraw_notice", version=version, on=on, comment=comment)
    notice = _live(doing)
    notice.withdrawn_on = doing.on
    notice.save(update_fields=["withdrawn_on"])
    return finish(doing, body={"notice": notice.pk})


def _decide(
    objection: Objection, actor: Account, step: str, reply: str, version: int | None, on: date | None
) -> tuple[Doing, Objection]:
    doing = begin(task=objection.notice.task, actor=actor, step=step, version=version, on=on, comment=reply)
    held = Objection.objects.select_for_update().get(pk=objection.pk)
    if held.state != "open":
        refuse("objection_decided", _("异议%(receipt)s已经处理。"), receipt=held.receipt)
    if doing.on < (received := timezone.localdate(held.received_at)):
        message = _("办理日期%(day)s早于收到异议的日期%(received)s。")
        refuse("on_before_objection", message, day=doing.on, received=received)
    return doing, held


def _close_objection(held: Objection, doing: Doing, state: str) -> None:
    held.state, held.reply, held.decided_by, held.decided_at = state, doing.comment, doing.account, clock.now()
    held.save()
    for running in clocks.running_clocks(doing.task, "objection", event=f"objection {held.receipt}"):
        clocks.stop(running=running, on=doing.on, event=doing.step.name)


def _live(doing: Doing) -> Notice:
    return Notice.objects.select_for_update().get(task=doing.task, withdrawn_on__isnull=True)


def _check_pictures(task: Task, pictures: Sequence[Evidence]) -> None:
    strange = [p for p in pictures if p.task_id != task.pk or p.withdrawn_at or p.file.media not in PICTURES]
    if strange:
        refuse("picture_unfit", _("公示只能附本任务未撤回的照片。"))
