"""The log: writing it, and proving that nobody rewrote it. Every service of every room calls `record`, last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone

from bihuan.audit.models import Event, Head
from bihuan.core import chain, typed
from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _
from bihuan.platform import clock
from bihuan.platform.prepared import Prepared


class Row(Protocol):
    """A stored row: what an event is about, or the account that acted."""

    @property
    def pk(self) -> Any: ...


@transaction.atomic
def record(action: str, subject: Row, *, actor: Row | None, body: Mapping[str, object], number: str = "") -> Event:
    """Append one event to the chain.

    `action` is `room.verb` ("casework.apply_for_closure"); `body` holds plain JSON values, days and Decimals, and for a
    file its sha256; never personal data of complainants; what nobody sees (`core.typed`)
    is left out. `number` is what people call the subject, by default its own
    number. `actor` is None for the sweep. The head row stays locked until the transaction ends, so call this last.
    """
    seq, prev = _head()
    event = Event(
        seq=seq + 1,
        at=clock.now(),
        actor=actor.pk if actor else None,
        actor_name=str(actor)[:80] if actor else "",
        action=action,
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        subject_number=(number or str(getattr(subject, "number", "") or ""))[:60],
        body=typed.UNSEEN.sub("", chain.canonical(body)),
        algorithm=chain.ALGORITHM,
        prev=prev,
    )
    event.digest = link(event)
    event.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_head SET seq = %s, digest = %s WHERE id = 1", [event.seq, event.digest])
    return event


_HEAD = Prepared(lambda: Head.objects.select_for_update().filter(id=1).values_list("seq", "digest"))


def _head() -> tuple[int, str]:
    """Number and digest of the last link, which stays the last until the transaction ends."""
    if not (found := _HEAD.rows()):
        Head.objects.get_or_create(id=1)
        found = _HEAD.rows()
    ((seq, digest),) = found
    return seq, digest


def subject_type(subject: Row) -> str:
    """How the log calls the table of a row: "ledger.task"."""
    meta = getattr(subject, "_meta", None)
    return str(meta.label_lower) if meta else type(subject).__name__.lower()


def link(event: Event) -> str:
    """The digest that this event must have, given its own `prev`."""
    body = {
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor,
        "actor_name": event.actor_name,
        "action": event.action,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "subject_number": event.subject_number,
        "body": event.body,
        "algorithm": event.algorithm,
    }
    return chain.digest(event.prev, body, event.algorithm)


@dataclass(frozen=True, slots=True)
class Break:
    """Where the log stops being what was written: the first broken `seq`, and what is wrong there."""

    seq: int
    reason: Phrase


def verify(
    *, anchors: Mapping[int, str] | None = None, progress: Callable[[int, int], None] | None = None
) -> Break | None:
    """Walk the whole chain and return its first break, or None when every link holds.

    `anchors` are digests kept outside, by seq: who rewrote the chain to its end is found by them alone. `progress` is
    told (done, total) now and then. Reads in chunks; may run while others write.
    """
    known = dict(anchors or {})
    head = Head.objects.filter(id=1).first() or Head()
    seq, prev = 0, chain.GENESIS
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        if wrong := _wrong(event, seq, prev, known.pop(event.seq, None)):
            return Break(seq + 1 if event.seq > seq + 1 else event.seq, wrong)
        seq, prev = event.seq, event.digest
        if seq == head.seq and prev != head.digest:
            return Break(seq, Phrase(_("链头与最后一条事件不符")))
        if progress and seq % 2000 == 0:
            progress(seq, max(head.seq, seq))
    if seq < head.seq:
        return Break(seq + 1, Phrase(_("最后的事件缺失：链头记到第%(head)s条"), {"head": head.seq}))
    if Head.objects.filter(id=1, seq__gte=seq).first() is None and seq:
        return Break(seq, Phrase(_("链头落后于最后一条事件")))
    if known:
        return Break(min(known), Phrase(_("存证所指的事件不存在")))
    if progress:
        progress(seq, seq)
    return None


def _wrong(event: Event, last: int, prev: str, anchor: str | None) -> Phrase | None:
    if event.seq != last + 1:
        return Phrase(_("事件编号不连续：缺第%(seq)s条"), {"seq": last + 1})
    if event.prev != prev:
        return Phrase(_("与上一条事件的摘要不衔接"))
    try:
        expected = link(event)
    except ValueError:
        return Phrase(_("本机不支持摘要算法%(algorithm)s"), {"algorithm": event.algorithm})
    if event.digest != expected:
        return Phrase(_("内容被改动，与其摘要不符"))
    if anchor is not None and event.digest != anchor:
        return Phrase(_("与机外存证的摘要不符"))
    return None


@dataclass(frozen=True, slots=True)
class DayHead:
    """The last link of a day (in the office's time zone): what an office prints, signs or sends elsewhere to anchor it."""

    day: date
    seq: int
    digest: str
    algorithm: str


def head_of(day: date) -> DayHead | None:
    """The last link at the end of a day; None when nothing had been written by then."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    event = Event.objects.filter(at__lt=midnight).order_by("-seq").first()
    return DayHead(day, event.seq, event.digest, event.algorithm) if event else None
