"""材料: kept by content, with what it proves, when and where it was taken, and who handed it in. Withdrawn, never deleted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from pathlib import PurePath
from typing import IO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from bihuan.casework import rechecks
from bihuan.casework.media import PICTURES, sniff
from bihuan.casework.models import Evidence
from bihuan.casework.pictures import Taken, examine
from bihuan.casework.steps import begin, finish, refuse
from bihuan.core import typed
from bihuan.core.codes import Criterion, EvidenceKind
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.planning.models import Milestone
from bihuan.platform import clock, files

PIECE = 2**16
_UNSAFE = re.compile(r"[/\\:*?\"<>|]")


@dataclass(frozen=True)
class Upload:
    """A file as it came in: the name its owner gave it, and its content, which a request keeps on disk when it is large
    and which is read piece by piece."""

    name: str
    content: bytes | UploadedFile[bytes]

    @property
    def size(self) -> int:
        return len(self.content) if isinstance(self.content, bytes) else self.content.size or 0

    @cached_property
    def file(self) -> IO[bytes]:
        return BytesIO(self.content) if isinstance(self.content, bytes) else cast(IO[bytes], self.content)

    def pieces(self) -> Iterator[bytes]:
        self.file.seek(0)
        return iter(lambda: self.file.read(PIECE), b"")


def take_in(file: UploadedFile[bytes]) -> Upload:
    """A file of a request; one that is too large is refused before it is read."""
    _bound(file.name or "", file.size or 0)
    return Upload(file.name or "", file)


@transaction.atomic
def add_evidence(
    *,
    task: Task,
    actor: Account,
    upload: Upload,
    kind: EvidenceKind | str,
    caption: str = "",
    milestone: Milestone | None = None,
    criterion: Criterion | str = "",
    side: str = "",
    pair: str = "",
    taken_on: date | None = None,
    place: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> Evidence:
    """Keep a file as evidence. Its type is told from its bytes; a picture's day and place are taken from the camera's
    notes where none are given. `side` is "before" or "after"; `pair` joins two pictures of one view."""
    doing = begin(task=task, actor=actor, step="add_evidence")
    media = _checked(upload)
    taken = examine(upload.file) if media in PICTURES else Taken(None, None, None)
    if taken_on and taken_on > clock.today():
        refuse("taken_in_future", _("拍摄或形成日期%(day)s还没有到。"), day=taken_on)
    if milestone is not None and milestone.task_id != task.pk:
        refuse("milestone_gone", _("这个节点已不在方案中，请刷新。"))
    if kind not in set(EvidenceKind) or (criterion and criterion not in set(Criterion)):
        refuse("evidence_kind_unknown", _("请选择材料类型。"))
    stored = files.store(upload.pieces(), media)
    said = {"kind": kind, "milestone": milestone, "criterion": criterion, "side": side, "pair": pair.strip()[:40]}
    if Evidence.objects.filter(task=task, file=stored, withdrawn_at__isnull=True, **said).exists():
        refuse(
            "evidence_repeated",
            _("“%(name)s”已经在材料中，证明的也是同一件事，没有再收一份。"),
            name=safe_name(upload.name),
        )
    given = latitude is not None and longitude is not None
    evidence = Evidence.objects.create(
        task=task,
        file=stored,
        name=safe_name(upload.name),
        kind=kind,
        caption=(caption.strip() or safe_name(upload.name))[:200],
        milestone=milestone,
        criterion=criterion,
        side=side if side in {"before", "after"} else "",
        pair=pair.strip()[:40],
        taken_on=taken_on or _past(taken.on),
        place=place.strip()[:120],
        latitude=latitude if given else taken.latitude,
        longitude=longitude if given else taken.longitude,
        added_by=actor,
        unit=doing.unit,
        added_at=clock.now(),
    )
    body = {"evidence": evidence.pk, "sha256": stored.sha256, "name": evidence.name, "kind": evidence.kind}
    finish(doing, reference=evidence.caption[:60], body=body | {"milestone": milestone.pk if milestone else None})
    return evidence


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, actor: Account, comment: str) -> Evidence:
    """Take evidence back, with the reason. The file and the row stay; it no longer proves anything."""
    task = evidence.task
    since = rechecks.under_way_since(task)
    doing = begin(
        task=task,
        actor=actor,
        step="withdraw_evidence",
        comment=comment,
        evidence_unit=str(evidence.unit_id or ""),
        evidence_of_closure=since is not None and evidence.added_at < since,
    )
    held = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if held.withdrawn_at is not None:
        refuse("evidence_withdrawn", _("材料“%(name)s”已经撤回。"), name=held.name)
    held.withdrawn_at, held.withdrawn_why = clock.now(), doing.comment[:200]
    held.save(update_fields=["withdrawn_at", "withdrawn_why"])
    body = {"evidence": held.pk, "sha256": held.file.sha256, "name": held.name}
    finish(doing, reference=held.caption[:60], body=body)
    return held


def safe_name(name: str) -> str:
    """A file's name without folders and without characters that turn writing round or break a header."""
    cleaned = _UNSAFE.sub("", typed.line(PurePath(name.replace("\\", "/")).name)).strip(" .")
    return cleaned[-120:] or "file"


def _checked(upload: Upload) -> str:
    """The media type, or a refusal that says what would be taken."""
    if not upload.size:
        refuse("file_empty", _("文件“%(name)s”是空的。"), name=safe_name(upload.name))
    _bound(upload.name, upload.size)
    media = sniff(upload.file)
    if media is None:
        text = _("不接收“%(name)s”这种文件；可上传照片、PDF、Word、Excel、文本和视频（MP4）。")
        refuse("file_type", text, name=safe_name(upload.name))
    return media


def _bound(name: str, size: int) -> None:
    if size > (most := settings.UPLOAD_MAX_BYTES):
        refuse("file_too_large", _("文件“%(name)s”超过%(most)sMB。"), name=safe_name(name), most=most // 2**20)


def _past(day: date | None) -> date | None:
    """A camera whose clock runs ahead says nothing."""
    return day if day and day <= clock.today() else None
