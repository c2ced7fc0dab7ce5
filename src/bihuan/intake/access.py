"""Which documents a viewer may work on: those of a rectification office that is theirs."""

from django.db.models import QuerySet

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.intake.models import Document, Entry
from bihuan.ledger.access import NotVisible
from bihuan.org.access import Viewer, subtree
from bihuan.org.models import Account, Unit

OFFICE = GrantRole.RECTIFICATION_OFFICE


def visible_documents(viewer: Viewer) -> QuerySet[Document]:
    """Documents handed in for an office whose rights the viewer holds."""
    held = [grant for grant in viewer.held if grant.role is OFFICE]
    if any(grant.scope is GrantScope.ALL for grant in held):
        return Document.objects.all()
    own = [grant.unit for grant in held if grant.scope is GrantScope.OWN]
    below = [grant.path for grant in held if grant.scope is GrantScope.SUBTREE]
    units = set(own) | set(subtree(below).values_list("pk", flat=True)) if below else set(own)
    return Document.objects.filter(unit__in=units)


def document_for(viewer: Viewer, pk: int) -> Document:
    """One document; `NotVisible` (404) for everybody else."""
    found = visible_documents(viewer).select_related("file", "unit", "inspection", "uploaded_by__person")
    document = found.filter(pk=pk).first()
    if document is None:
        raise NotVisible(pk)
    return document


def entry_for(viewer: Viewer, pk: int) -> Entry:
    """One entry of a visible document."""
    entry = Entry.objects.select_related("document__file", "same_as", "problem", "task").filter(pk=pk).first()
    if entry is None or not visible_documents(viewer).filter(pk=entry.document_id).exists():
        raise NotVisible(pk)
    return entry


def office_of(account: Account) -> Unit | None:
    """The unit for which an account hands documents in: that of its first grant as rectification office."""
    grant = account.grants.filter(role=OFFICE, revoked_at__isnull=True, unit__active=True).select_related("unit")
    first = grant.order_by("pk").first()
    return first.unit if first else None
