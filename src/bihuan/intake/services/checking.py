"""Checking one entry after the other: correct, confirm, reject, and say which problem of the ledger it is."""

from decimal import Decimal

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, Refused, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake import fields, sureness
from bihuan.intake.fields import Corrections
from bihuan.intake.models import Document, Entry
from bihuan.intake.services.holding import OPEN, hold, hold_document, keep, number_of, settle
from bihuan.intake.services.learning import learn_names
from bihuan.ledger.access import NotVisible, visible_problems
from bihuan.ledger.models import Problem
from bihuan.org.access import viewer_for
from bihuan.org.models import Account

ANY = Decimal(0)


@transaction.atomic
def correct(*, actor: Account, entry: Entry, changes: Corrections, version: int | None = None) -> Entry:
    """Change what was read. The log keeps what stood there before; a confirmed entry stays confirmed."""
    row = hold(actor, entry, version, *OPEN)
    if changes.problem is not None:
        demand(*blank("problem", changes.problem, _("问题原文不能为空；不需要登记的，请用“不登记”。")))
    fresh = fields.corrected(row.fields, changes, row.document.text)
    changed = {name: [row.fields.get(name), value] for name, value in fresh.items() if row.fields.get(name) != value}
    if changed:
        row.fields = fresh
        row.confidence = sureness.remaining(row)
        keep(row)
        audit.record("intake.correct", row, actor=actor, body=changed, number=number_of(row))
        if row.state == Entry.State.CONFIRMED:
            learn_names(actor, row)
    return row


@transaction.atomic
def confirm(*, actor: Account, entry: Entry, version: int | None = None) -> Entry:
    """Confirm an entry; the names of units that were corrected in it are learned for documents to come."""
    row = hold(actor, entry, version, Entry.State.PROPOSED)
    row.state = Entry.State.CONFIRMED
    audit.record("intake.confirm", keep(row), actor=actor, body={"version": row.version}, number=number_of(row))
    learn_names(actor, row)
    return row


@transaction.atomic
def reconsider(*, actor: Account, entry: Entry, version: int | None = None) -> Entry:
    """Take a confirmation back."""
    row = hold(actor, entry, version, Entry.State.CONFIRMED)
    row.state = Entry.State.PROPOSED
    audit.record("intake.reconsider", keep(row), actor=actor, body={}, number=number_of(row))
    return row


@transaction.atomic
def confirm_all_sure(*, actor: Account, document: Document, at_least: Decimal = ANY) -> int:
    """Confirm every proposed entry that is sure in all its fields, and as a whole at least so (0 to 1); how many."""
    row = hold_document(actor, document)
    proposed = Entry.objects.select_for_update().filter(
        document=row, state=Entry.State.PROPOSED, confidence__gte=at_least
    )  # fmt: skip
    found = [entry for entry in proposed if sureness.level(entry) == "sure"]
    for entry in found:
        entry.state = Entry.State.CONFIRMED
        keep(entry)
        learn_names(actor, entry)
    if found:
        body = {"at_least": at_least, "entries": [entry.order for entry in found]}
        audit.record("intake.confirm_all", row, actor=actor, body=body)
    return len(found)


@transaction.atomic
def reject(*, actor: Account, entry: Entry, why: str, version: int | None = None) -> Entry:
    """Leave an entry out of the ledger, with the reason."""
    row = hold(actor, entry, version, *OPEN)
    demand(*blank("why", why, _("请写明不登记的理由。")))
    row.state, row.why = Entry.State.REJECTED, why.strip()[:200]
    keep(row)
    settle(row.document)
    audit.record("intake.reject", row, actor=actor, body={"why": row.why}, number=number_of(row))
    return row


@transaction.atomic
def restore(*, actor: Account, entry: Entry, version: int | None = None) -> Entry:
    """Take a rejected entry up again."""
    row = hold(actor, entry, version, Entry.State.REJECTED)
    row.state, row.why = Entry.State.PROPOSED, ""
    keep(row)
    settle(row.document)
    audit.record("intake.restore", row, actor=actor, body={}, number=number_of(row))
    return row


@transaction.atomic
def link(*, actor: Account, entry: Entry, problem: Problem | None, version: int | None = None) -> Entry:
    """Say that an entry is a problem already in the ledger, or with None that it is not. Registration then adds to that
    problem instead of making a new one (see `drafts.Effect`)."""
    row = hold(actor, entry, version, *OPEN)
    if problem is not None and not visible_problems(viewer_for(actor)).filter(pk=problem.pk).exists():
        raise NotVisible(problem.number)
    if row.same_as_id == (problem.pk if problem else None):
        raise Refused([Reason("already_linked", _("已经是这样了。"))])
    row.same_as = problem
    keep(row)
    body = {"problem": problem.number if problem else None}
    audit.record("intake.link", row, actor=actor, body=body, number=number_of(row))
    return row
