"""What makes entries out of entries or of the text: merge and undo it, split, make one of a passage."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.db.models import F

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, Refused, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake import fields
from bihuan.intake.fields import Fields
from bihuan.intake.models import Document, Entry
from bihuan.intake.services.holding import OPEN, hold, hold_document, keep, number_of, settle
from bihuan.org.models import Account
from bihuan.reading.cleaning import clean

LONGEST_PASSAGE = 5000
BEFORE_MERGE = "before_merge"


@transaction.atomic
def merge(*, actor: Account, entries: Collection[Entry], versions: Mapping[int, int] | None = None) -> Entry:
    """Make one entry of several of a document: the first takes the others in and waits to be confirmed."""
    seen = versions or {}
    rows = [hold(actor, entry, seen.get(entry.pk), *OPEN) for entry in sorted(entries, key=lambda e: e.pk)]
    rows.sort(key=lambda row: row.order)
    known = {row.same_as_id for row in rows if row.same_as_id}
    if len(known) > 1:
        raise Refused([Reason("merge_known", _("这几条分别对应台账里不同的问题，不能合并。"))])
    if len(rows) < 2 or len({row.document_id for row in rows}) > 1:
        raise Refused([Reason("merge_two", _("请选两条以上同一文件的条目合并。"))])
    first, others = rows[0], rows[1:]
    before = first.fields
    first.fields = fields.joined([_bare(row.fields) for row in rows]) | {
        BEFORE_MERGE: {"fields": before, "same_as": first.same_as_id, "absorbed": [row.pk for row in others]}
    }
    first.state = Entry.State.PROPOSED
    first.same_as_id = next(iter(known), None)
    keep(first)
    for row in others:
        row.state, row.merged_into = Entry.State.MERGED, first
        keep(row)
    body = {"merged": [row.order for row in others], "before": _bare(before), "fields": _bare(first.fields)}
    audit.record("intake.merge", first, actor=actor, body=body, number=number_of(first))
    return first


@transaction.atomic
def unmerge(*, actor: Account, entry: Entry, version: int | None = None) -> Entry:
    """Undo the last merge: the entry is as it was before, and those it took in stand for themselves again."""
    row = hold(actor, entry, version, *OPEN)
    if BEFORE_MERGE not in row.fields:
        raise Refused([Reason("not_merged", _("这一条没有合并过别的条目。"))])
    after, earlier = row.fields, row.fields[BEFORE_MERGE]
    row.fields, row.state, row.same_as_id = earlier["fields"], Entry.State.PROPOSED, earlier.get("same_as")
    keep(row)
    parts = list(Entry.objects.select_for_update().filter(pk__in=earlier["absorbed"]))
    for other in parts:
        other.state, other.merged_into = Entry.State.PROPOSED, None
        keep(other)
    body = {"restored": len(parts), "before": _bare(after)}
    audit.record("intake.unmerge", row, actor=actor, body=body, number=number_of(row))
    return row


def _bare(of: Fields) -> Fields:
    return {name: value for name, value in of.items() if name != BEFORE_MERGE}


@transaction.atomic
def split(*, actor: Account, entry: Entry, pieces: Sequence[str], version: int | None = None) -> list[Entry]:
    """Part an entry into several, one for each piece of its problem's text, in order. All wait to be confirmed."""
    hold_document(actor, entry.document)
    row = hold(actor, entry, version, *OPEN)
    wanted = [piece.strip() for piece in pieces if piece.strip()]
    demand(*_unsplittable(row.fields["problem"]["text"], wanted))
    parts = fields.parted(_bare(row.fields), wanted, row.document.text)
    before = row.fields
    siblings = Entry.objects.filter(document=row.document_id, order__gt=row.order)
    siblings.update(order=F("order") + len(parts) - 1)
    row.fields, row.state = parts[0], Entry.State.PROPOSED
    keep(row)
    made = [
        Entry.objects.create(
            document=row.document, order=row.order + at, fields=part, confidence=row.confidence, same_as=row.same_as
        )
        for at, part in enumerate(parts[1:], 1)
    ]
    body = {"before": before["problem"]["text"], "pieces": wanted}
    audit.record("intake.split", row, actor=actor, body=body, number=number_of(row))
    return [row, *made]


def _unsplittable(text: str, pieces: Sequence[str]) -> list[Reason]:
    if len(pieces) < 2:
        return [Reason("split_two", _("请至少拆成两条，每条一行。"))]
    if "".join("".join(pieces).split()) != "".join(text.split()):
        return [Reason("split_whole", _("拆分只分段，不改字：各段连起来要与原来的问题一字不差。"))]
    return []


@transaction.atomic
def add_from_passage(*, actor: Account, document: Document, start: int, end: int) -> Entry:
    """Make an entry of characters `start` to `end` (half open) of the document's text, in its place among the others."""
    row = hold_document(actor, document)
    text = row.text[start:end]
    start, end = start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
    if not 0 <= start < end <= len(row.text):
        raise Refused([Reason("passage", _("选中的这一段里没有文字。"))])
    if end - start > LONGEST_PASSAGE:
        message = _("选中的一段超过%(limit)s字，请选一条问题的文字。")
        raise Refused([Reason("passage_long", message, {"limit": LONGEST_PASSAGE})])
    found = fields.from_passage(_wording(row.text[start:end]), start, end, _directive(row, start, end))
    order = _place(row, start)
    Entry.objects.filter(document=row, order__gte=order).update(order=F("order") + 1)
    entry = Entry.objects.create(document=row, order=order, fields=found)
    settle(row)
    body = {"start": start, "end": end, "text": found["problem"]["text"]}
    audit.record("intake.add_from_passage", entry, actor=actor, body=body, number=number_of(entry))
    return entry


def _wording(passage: str) -> str:
    """A passage without its noise, as the reader would quote it; as it stands when it is nothing but noise."""
    return " ".join(clean(passage).cleaned.text.split()) or passage


def _directive(row: Document, start: int, end: int) -> Mapping[str, object] | None:
    found: list[Mapping[str, object]] = (row.reading or {}).get("directives", [])
    return next((d for d in found if d["start"] < end and d["end"] > start), None)  # type: ignore[operator]  # numbers


def _place(row: Document, start: int) -> int:
    """Before the first entry that begins further down in the text; else behind the last."""
    last = 0
    for entry in row.entries.all():
        begins = entry.fields["problem"].get("start")
        if begins is not None and begins > start:
            return entry.order
        last = max(last, entry.order)
    return last + 1
