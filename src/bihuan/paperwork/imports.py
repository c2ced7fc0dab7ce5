"""Taking in an office's own ledger: the file is kept, and its sheet, header and columns are understood.

The dry run (`dry_runs`) then names every bad cell, and `registering` registers all good rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, demand
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.rights import not_office
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Unit
from bihuan.paperwork.fields import FIELDS, guess
from bihuan.paperwork.grids import header_row_of, label
from bihuan.paperwork.models import LedgerImport
from bihuan.platform import clock, files, jobs
from bihuan.platform.models import StoredFile
from bihuan.reading.grids import Book, Grid
from bihuan.reading.isolation import open_grids

MOST_LOOKED_AT = 200
"""Rows below the header by which a column of numbers is judged."""
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def receive(*, actor: Account, unit: Unit, data: bytes, name: str) -> tuple[LedgerImport, LedgerImport | None]:
    """Keep a file and guess its sheet, header and columns. Also returns an earlier import of the same content, if any.

    Handed in twice by the same person and not yet begun, it is the one that is there, as far as that was mapped.
    Raises UnreadableError for a file that is no table. It is opened and written before any transaction begins: that takes
    seconds, and nobody else could write meanwhile.
    """
    demand(*not_office(actor))
    book = open_grids(data, name)
    return _enter(actor, unit, files.store([data], SPREADSHEET), name, book)


@transaction.atomic
def _enter(
    actor: Account, unit: Unit, stored: StoredFile, name: str, book: Book
) -> tuple[LedgerImport, LedgerImport | None]:
    earlier = LedgerImport.objects.filter(file=stored, imported_at__isnull=False).first()
    waiting = LedgerImport.objects.filter(file=stored, by=actor, imported_at=None, registered=0).first()
    if waiting and waiting.name == name[:200]:
        return waiting, earlier
    known = [label for importable in FIELDS.values() for label in importable.labels]
    best = max(range(len(book.grids)), key=lambda at: _likeness(book.grids[at], known), default=0)
    row = LedgerImport.objects.create(
        file=stored,
        name=name[:200],
        unit=unit,
        by=actor,
        at=clock.now(),
        sheet=best,
        header_row=header_row_of(book.grids[best], known),
    )
    _understand(row, book.grids[best])
    row.save()
    audit.record("paperwork.receive_ledger", row, actor=actor, body={"name": row.name, "sha256": stored.sha256})
    return row, earlier


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file is to be understood, in the terms of `LedgerImport`."""

    sheet: int
    header_row: int
    mapping: Mapping[str, str]
    level: str = ""
    inspection: str = ""


CHOSEN = ("sheet", "header_row", "mapping", "level", "inspection")


@transaction.atomic
def choose_columns(*, row: LedgerImport, actor: Account, book: Book, columns: Columns) -> bool:
    """Keep how a file is to be understood; what is begun is left as it is. With another sheet or header row its columns are
    understood anew, and it returns True."""
    demand(*not_office(actor))
    held = LedgerImport.objects.select_for_update().get(pk=row.pk)
    demand(*not_begun(held))
    moved = (columns.sheet, columns.header_row) != (held.sheet, held.header_row)
    for name in CHOSEN:
        setattr(held, name, getattr(columns, name))
    if moved:
        _understand(held, book.grids[columns.sheet])
    held.save(update_fields=[*CHOSEN, "headers"])
    body = {name: getattr(held, name) for name in CHOSEN}
    audit.record("paperwork.choose_columns", held, actor=actor, body=body)
    row.refresh_from_db()
    return moved


def _understand(row: LedgerImport, grid: Grid) -> None:
    """Understand the columns as the last table with the same header of this unit was, else by their labels."""
    texts = headers_of(grid, row.header_row or 0)
    row.headers = "\n".join(texts)
    same = LedgerImport.objects.filter(unit=row.unit, headers=row.headers).exclude(mapping={}).exclude(pk=row.pk)
    before = same.order_by("-id").first()
    row.mapping = before.mapping if before else _guessed(row, texts, grid)
    row.level, row.inspection = (before.level, before.inspection) if before else ("", "")


def _guessed(row: LedgerImport, texts: Sequence[str], grid: Grid) -> dict[str, str]:
    """By the labels; but an office has numbers of its own, and a column is of ours only where a task of the ledger has one."""
    found = guess(texts)
    at = next((at for at, key in found.items() if key == "number"), None)
    if at is None:
        return found
    column, start = int(at), (row.header_row or 0) + 1
    numbers = {str(cells[column]) for cells in grid.rows[start : start + MOST_LOOKED_AT] if column < len(cells)}
    if not visible_tasks(viewer_for(row.by)).filter(number__in=numbers - {""}).exists():
        del found[at]
        if "source_number" not in found.values():
            found[at] = "source_number"
    return found


def open_import(row: LedgerImport) -> Book:
    with files.open_stored(row.file) as file:
        return open_grids(file.read(), row.name)


def headers_of(grid: Grid, at: int) -> list[str]:
    """The texts of the header row, one for each column in which anything stands from there on."""
    width = max(map(len, grid.rows[at:]), default=0)
    texts = [" ".join(str(cell).split()) for cell in grid.rows[at]] if at < len(grid.rows) else []
    return texts + [""] * (width - len(texts))


def key_of(row: LedgerImport) -> str:
    """The job that registers this file's rows (`paperwork.jobs`)."""
    return f"paperwork.import.{row.pk}"


def not_begun(row: LedgerImport) -> list[Reason]:
    """Why its columns can no longer be changed nor its rows be registered all at once: that has happened or goes on."""
    if row.imported_at is not None:
        message = gettext_noop("这个文件已经在%(day)s导入过。")
        return [Reason("imported_before", message, {"day": timezone.localdate(row.imported_at)})]
    if row.registered or jobs.find(key_of(row), live=True):
        return [Reason("import_begun", gettext_noop("这个文件正在登记，请在试导结果页上看进度，或者接着登记。"))]
    return []


def _likeness(grid: Grid, known: Sequence[str]) -> tuple[int, int]:
    at = header_row_of(grid, known)
    texts = [label(str(cell)) for cell in grid.rows[at] if cell != ""] if grid.rows else []
    return sum(text in known for text in texts), len(grid.rows)
