"""One entry, one writer at a time."""

from bihuan.core.reasons import Reason, Refused, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake.models import Document, Entry
from bihuan.ledger.rights import not_office
from bihuan.ledger.versions import CHANGED_MEANWHILE
from bihuan.org.models import Account

OPEN = (Entry.State.PROPOSED, Entry.State.CONFIRMED)


def hold(actor: Account, entry: Entry, version: int | None, *states: Entry.State) -> Entry:
    """The entry as it stands now, locked until the transaction ends; `Refused` when the actor may not change it, when it
    has moved on since `version`, or when it is in none of `states`."""
    rows = Entry.objects.select_for_update(of=("self",)).select_related("document__unit")
    # A hundred pages of text, for the few who look at them, are fetched when they do.
    row = rows.defer("document__text", "document__reading", "document__layout").get(pk=entry.pk)
    demand(*not_office(actor, row.document.unit))
    if version is not None and row.version != version:
        raise Refused([CHANGED_MEANWHILE])
    if row.state not in states:
        params = {"order": row.order, "state": Entry.State(row.state)}
        raise Refused([Reason("entry_state", _("第%(order)s条现在是“%(state)s”，不能这样办理。"), params)])
    return row


def hold_document(actor: Account, document: Document) -> Document:
    """The document, locked, for what adds or reorders entries; it must have been read."""
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    demand(*not_office(actor, row.unit))
    if row.state not in (Document.State.READ, Document.State.REGISTERED):
        raise Refused([Reason("not_read", _("这份文件还没有读完。"))])
    return row


def keep(row: Entry) -> Entry:
    """Save a held entry as its next version."""
    row.version += 1
    row.save()
    return row


def settle(document: Document) -> None:
    """A document is done when none of its entries waits for anybody, and open again when one does."""
    waiting = document.entries.filter(state__in=OPEN).exists()
    done = document.entries.filter(state=Entry.State.REGISTERED).exists()
    state = Document.State.REGISTERED if done and not waiting else Document.State.READ
    Document.objects.filter(pk=document.pk).exclude(state=state).update(state=state)
    document.state = state


def number_of(entry: Entry) -> str:
    """How the log quotes an entry: its document and its place there."""
    return f"{entry.document_id}-{entry.order}"
