"""Handing in a document, and having it read."""

import mimetypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction

from bihuan.audit import services as audit
from bihuan.core import typed
from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Reason, Refused, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake.jobs import UNREAD, key_of, read_document
from bihuan.intake.models import Document
from bihuan.intake.services.holding import OPEN, hold_document
from bihuan.ledger.rights import not_office
from bihuan.org.access import office_of, role_missing
from bihuan.org.models import Account, Unit
from bihuan.platform import clock, files, jobs
from bihuan.platform.models import StoredFile
from bihuan.reading.result import KINDS

MEGABYTE = 2**20
AGAIN = (Document.State.FAILED, Document.State.STOPPED, Document.State.READ)


@dataclass(frozen=True, slots=True)
class Received:
    """The document, and whether it had been handed in before."""

    document: Document
    known: bool


def receive(*, actor: Account, name: str, chunks: Iterable[bytes], unit: Unit | None = None) -> Received:
    """Take a file in for an office (the actor's own by default) and have it read once this is committed.

    The same content again leads to the document that is there. The file is written before any transaction begins, so a
    slow upload holds nobody up, and one that breaks off leaves nothing.
    """
    unit = unit or office_of(actor)
    if unit is None:
        raise Refused([role_missing(GrantRole.RECTIFICATION_OFFICE)])
    demand(*not_office(actor, unit))
    name = clean_name(name)
    media = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _enter(actor, files.store(_bounded(chunks), media), name, unit)


def clean_name(name: str) -> str:
    """The bare name of a file, without folders and without characters that hide; never empty."""
    bare = typed.line(name.replace("\\", "/").split("/")[-1]).strip()
    if len(bare) > 200:
        stem, dot, ending = bare.rpartition(".")
        bare = stem[: 199 - len(ending)] + dot + ending if dot and len(ending) <= 8 else bare[:200]
    return bare or "未命名文件"


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size, limit = 0, settings.UPLOAD_MAX_BYTES
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            message = _("文件超过%(limit)s MB的上限。请拆分成几个较小的文件后分别上传。")
            raise Refused([Reason("too_large", message, {"limit": limit // MEGABYTE})])
        yield chunk
    if not size:
        raise Refused([Reason("empty_file", _("文件是空的，一个字节也没有。请确认选对了文件，并且上传没有中断。"))])


def _enter(actor: Account, file: StoredFile, name: str, unit: Unit) -> Received:
    try:
        with transaction.atomic():
            if known := Document.objects.filter(file=file, unit=unit).first():
                return Received(known, True)
            document = Document.objects.create(
                file=file, name=name, unit=unit, uploaded_by=actor, uploaded_at=clock.now()
            )
            jobs.start(read_document, key=key_of(document), document=document.pk)
            body = {"name": name, "file": file.sha256, "size": file.size, "unit": unit.name}
            audit.record("intake.receive", document, actor=actor, body=body)
            return Received(document, False)
    except IntegrityError:
        # Two uploads of one file at the same moment: the other was first.
        return Received(Document.objects.get(file=file, unit=unit), True)


@transaction.atomic
def stop_reading(*, actor: Account, document: Document) -> Document:
    """End the reading of a document; it can be read again later."""
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    demand(*not_office(actor, row.unit))
    if row.state not in UNREAD:
        raise Refused([Reason("not_reading", _("这份文件没有在读取。"))])
    jobs.stop(key_of(row))
    if not jobs.find(key_of(row), live=True):
        row.state = Document.State.STOPPED
        row.save(update_fields=["state"])
    audit.record("intake.stop_reading", row, actor=actor, body={"name": row.name})
    return row


@transaction.atomic
def reread(*, actor: Account, document: Document, kind: str | None = None) -> Document:
    """Read a document again: one that failed or was stopped, or one that is being checked, of which everything that a
    person has decided or changed stays. `kind` is what a person says that it is, one of `reading.KINDS`; empty lets the
    reader tell it again, None leaves it as it was."""
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    demand(*not_office(actor, row.unit))
    if row.state not in AGAIN:
        raise Refused([Reason("not_failed", _("正在读取或者已经登记完的文件不能重新读取。"))])
    if kind and kind not in KINDS:
        raise Refused([Reason("kind", _("没有“%(kind)s”这一种文件。"), {"kind": kind})])
    row.kind_given = row.kind_given if kind is None else kind
    row.state, row.failure = Document.State.WAITING, None
    row.save(update_fields=["kind_given", "state", "failure"])
    jobs.start(read_document, key=key_of(row), document=row.pk)
    audit.record("intake.reread", row, actor=actor, body={"name": row.name} | ({} if kind is None else {"kind": kind}))
    return row


@transaction.atomic
def finish(*, actor: Account, document: Document) -> Document:
    """Put a document aside that holds nothing (more) to register: every entry is decided, or it has none."""
    row = hold_document(actor, document)
    if waiting := row.entries.filter(state__in=OPEN).count():
        message = _("还有%(count)s条没有处理完。请先登记，或者逐条注明不登记的理由。")
        raise Refused([Reason("entries_open", message, {"count": waiting})])
    row.state = Document.State.REGISTERED
    row.save(update_fields=["state"])
    audit.record("intake.finish", row, actor=actor, body={"name": row.name})
    return row
