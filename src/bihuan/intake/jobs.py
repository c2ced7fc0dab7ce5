"""Reading a document in the worker: file → text → reading → entries, told page by page, and begun again after a crash."""

import logging
from dataclasses import asdict
from decimal import Decimal
from functools import partial

from django.db import transaction

from bihuan.core.reasons import gettext_noop as _
from bihuan.intake import fields
from bihuan.intake.models import Document, Entry
from bihuan.intake.wording import profile_of
from bihuan.org.models import Unit
from bihuan.platform import jobs
from bihuan.platform.files import aside, open_stored
from bihuan.platform.models import Job
from bihuan.reading import OfficeTerms, Reading, Source, UnreadableError, model
from bihuan.reading.bounded import read_bounded
from bihuan.reading.isolation import open_isolated

logger = logging.getLogger(__name__)

UNREAD = (Document.State.WAITING, Document.State.READING)


def key_of(document: Document) -> str:
    return f"intake.document.{document.pk}"


def read_document(run: jobs.Run, *, document: int) -> None:
    """The job. What it writes is one transaction that also ends the state it began from, so nothing is entered twice."""
    if not Document.objects.filter(pk=document, state__in=UNREAD).update(state=Document.State.READING):
        return
    row = Document.objects.select_related("file", "unit").get(pk=document)
    try:
        source, reading = _read(run, row)
    except jobs.Stop:
        _stopped(row)
        raise
    except UnreadableError as error:
        fail(row, error.why, error.remedy, error.params)
    except FileNotFoundError:
        fail(row, _("系统里存的原件不见了。"), _("请重新上传这个文件；并请管理员检查文件存储。"))
    except Exception:
        fail(
            row,
            _("读取这个文件时程序出了错，已经记入运行日志。"),
            _("请重新读取一次；仍然不行，请把文件另存为 docx、xlsx 或 txt 后上传。"),
        )
        raise
    else:
        keep(row, source, reading)


def _read(run: jobs.Run, row: Document) -> tuple[Source, Reading]:
    with open_stored(row.file) as file:
        data = file.read()
    run.tell(0, 0)
    with aside(row.file) as folder:
        source = open_isolated(data, row.name, progress=run.tell, ocr=True, convert=True, aside=folder)
    tell = partial(run.tell, len(source.pages), len(source.pages))
    tell()
    reading = read_bounded(
        source, office=office_terms(), profile=profile_of(row.unit), kind=row.kind_given or None, waiting=tell
    )
    tell()
    if endpoint := model.Endpoint.configured():
        source, reading = model.complete(source, reading, endpoint, progress=tell)
    return source, reading


def _stopped(row: Document) -> None:
    """A worker that ends puts its job aside and takes it up later; only a person's wish ends the reading."""
    job = jobs.find(key_of(row))
    if job and job.stop_wanted:
        state = Document.State.READ if row.reading else Document.State.STOPPED
        Document.objects.filter(pk=row.pk, state=Document.State.READING).update(state=state)


def fail(row: Document, why: str, remedy: str, params: object = None) -> None:
    told = {"why": why, "remedy": remedy, "params": dict(params) if params else {}}  # type: ignore[call-overload]  # a mapping
    # A document that was read before keeps what was read.
    state = Document.State.READ if row.reading else Document.State.FAILED
    Document.objects.filter(pk=row.pk, state__in=UNREAD).update(state=state, failure=told)


def office_terms() -> OfficeTerms:
    """The office's own units with their short names; other names of theirs are in its profile."""
    units = Unit.objects.filter(active=True)
    return OfficeTerms({unit.name: tuple({unit.short_name} - {"", unit.name}) for unit in units})


@transaction.atomic
def keep(row: Document, source: Source, reading: Reading) -> None:
    """Store a reading with its entries, unless another attempt has done so. Of an earlier reading everything stays that a
    person has touched, and takes the place of what is read there now."""
    title = reading.title.text if reading.title else ""
    kept = Document.objects.filter(pk=row.pk, state=Document.State.READING).update(
        state=Document.State.READ,
        failure=None,
        pages=len(source.pages),
        kind=reading.kind,
        title=" ".join(title.split())[:200],
        # No database keeps NUL; a space in its place keeps every offset.
        text=source.text.replace("\0", " "),
        reading=_without_nul(reading.as_json()),
        layout=_without_nul(_layout(source, reading)),
    )
    if kept:
        row.entries.filter(state=Entry.State.PROPOSED, version=1, read__isnull=False, absorbed=None).delete()
        held = list(row.entries.all())
        moved = source.text.replace("\0", " ")
        for entry in held if moved != row.text else []:
            entry.fields = fields.replaced(entry.fields, row.text, moved)
            entry.save(update_fields=["fields"])
        Entry.objects.bulk_create(_apart(_entries(row, reading), held))
        _number(row)


def _apart(found: list[Entry], held: list[Entry]) -> list[Entry]:
    """The entries whose problem stands in none that is held."""
    taken = [fields.ranges(entry.fields["problem"]) for entry in held]
    places = [(start, end) for ranges in taken for start, end in ranges]
    own = {entry.order: fields.ranges(entry.fields["problem"]) for entry in found}
    return [e for e in found if not any(a < d and c < b for a, b in own[e.order] for c, d in places)]


def _number(row: Document) -> None:
    """Number the entries in the order of the text; what stands nowhere in it comes last."""
    listed = list(row.entries.all())
    listed.sort(key=lambda e: (e.fields["problem"].get("start") is None, e.fields["problem"].get("start"), e.order))
    for order, entry in enumerate(listed, 1):
        entry.order = order
    Entry.objects.bulk_update(listed, ["order"])


def _entries(row: Document, reading: Reading) -> list[Entry]:
    found = reading.as_json()["items"]
    return [
        Entry(
            document=row,
            order=at,
            read=_without_nul(read_as),
            fields=_without_nul(fields.from_item(read_as)),
            confidence=Decimal(str(item.confidence)).quantize(Decimal("0.001")),
        )
        for at, (item, read_as) in enumerate(zip(reading.items, found, strict=True), 1)  # type: ignore[call-overload]  # plain values of the same items
    ]


def _layout(source: Source, reading: Reading) -> dict[str, object]:
    return {
        "pages": [[page.number, page.start, page.end, page.name] for page in source.pages],
        "furniture": [[span.start, span.end] for span in source.furniture],
        "content": [[span.start, span.end] for span in reading.content],
        "notes": [asdict(note) | {"params": dict(note.params)} for note in source.notes],
    }


def _without_nul(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\0", " ")
    if isinstance(value, (list, tuple)):
        return [_without_nul(part) for part in value]
    if isinstance(value, dict):
        return {name: _without_nul(part) for name, part in value.items()}
    return value


def sweep() -> int:
    """Tell of documents whose job was given up (its worker died over it again and again) that they failed."""
    found = 0
    for row in Document.objects.filter(state__in=UNREAD):
        job = jobs.find(key_of(row))
        if job and job.state == Job.State.FAILED:
            fail(row, _("读取这个文件时程序多次中断。"), _("文件可能太大或已损坏，请拆分或另存后重新上传。"))
            found += 1
    return found
