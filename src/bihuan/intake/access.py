"""Which documents a viewer may work on: those of a rectification office that is theirs."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.intake.models import Circulation, Delivery, Document, Entry
from bihuan.ledger.access import NotVisible, visible_inspections
from bihuan.org.access import READS_CASES, Viewer, subtree, viewer_for
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


def own_units(viewer: Viewer) -> frozenset[int]:
    """The units for which a viewer may sign: those at which a role with cases was given, none above or below them."""
    return frozenset(held.unit for held in viewer.held if held.role in READS_CASES)


def may_sign_for(account: Account, unit: Unit) -> bool:
    return unit.pk in own_units(viewer_for(account))


def visible_circulations(viewer: Viewer) -> QuerySet[Circulation]:
    """What was sent to the viewer's own units; all of an inspection for those who oversee it."""
    sent = Q(Exists(Delivery.objects.filter(circulation=OuterRef("pk"), unit__in=own_units(viewer))))
    if oversees(viewer):
        sent |= Q(inspection__in=visible_inspections(viewer))
    return Circulation.objects.filter(sent)


def oversees(viewer: Viewer) -> bool:
    """Whether the viewer is shown who has signed and who has not."""
    return viewer.has(OFFICE, GrantRole.LEADER, GrantRole.INSPECTOR)


def circulation_for(viewer: Viewer, pk: int) -> Circulation:
    found = visible_circulations(viewer).select_related(
        "inspection__object", "document__file", "clock", "sent_by__person"
    )
    row = found.filter(pk=pk).first()
    if row is None:
        raise NotVisible(pk)
    return row
