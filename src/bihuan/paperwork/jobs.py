"""Registering a large ledger in the worker, piece by piece: told as it goes, stopped and gone on with at any row."""

from django.utils.translation import gettext as _

from bihuan.core.reasons import Refused, demand
from bihuan.ledger.rights import not_office
from bihuan.org.models import Account
from bihuan.paperwork import imports, registering
from bihuan.paperwork.models import LedgerImport
from bihuan.platform import jobs
from bihuan.platform.models import Job

ROWS_IN_PAGE = 300
"""A file of up to so many rows is registered while the browser waits."""


def start(*, row: LedgerImport, actor: Account) -> Job:
    """Begin to register a file's rows, or go on with it."""
    demand(*not_office(actor))
    if row.imported_at is not None:
        demand(*imports.not_begun(row))
    return jobs.start(register_rows, key=imports.key_of(row), row=row.pk, actor=actor.pk)


def register_rows(run: jobs.Run, *, row: int, actor: int) -> None:
    """The job. Every piece is a transaction that also moves `LedgerImport.registered`, so no row is registered twice."""
    found = LedgerImport.objects.select_related("file", "unit").get(pk=row)
    if found.imported_at is not None:
        return
    run.tell(0, 0)
    try:
        pieces = registering.Pieces(found, Account.objects.get(pk=actor))
        while pieces.row.imported_at is None:
            run.tell(pieces.done, pieces.total)
            pieces.register_next()
    except Refused as refused:
        raise jobs.Failed("".join(reason.text(_) for reason in refused.reasons)) from None
    run.tell(pieces.total, pieces.total)
