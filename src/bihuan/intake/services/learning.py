"""Learning from corrections: the office's own words, kept for the documents to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, Refused, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake.models import Document, Entry, FieldName
from bihuan.intake.services.receiving import reread
from bihuan.intake.wording import MEANINGS, renamings
from bihuan.ledger.rights import not_office
from bihuan.org.aliases import keep_alias
from bihuan.org.models import Account, Unit, UnitAlias
from bihuan.org.queries import UnitIndex
from bihuan.reading import Profile, UnreadableError
from bihuan.reading.profile import FIELDS, bare, is_wording


@dataclass(slots=True)
class Imported:
    """How many rules were new, how many there already, and why others were left as they are."""

    fresh: int = 0
    known: int = 0
    reasons: list[Reason] = field(default_factory=list)


@transaction.atomic
def teach(
    *, actor: Account, office: Unit, what: str, wording: str, field: str, document: Document | None = None
) -> FieldName:
    """Say what a label or the head of a column means in an office's documents. What means something else already is
    refused, never replaced."""
    wording = bare(wording)
    demand(*not_office(actor, office), *_meaningless(what, wording, field))
    row, made = FieldName.objects.get_or_create(office=office, what=what, wording=wording, defaults={"meaning": field})
    if row.meaning != field:
        raise Refused([_conflict(row)])
    if made:
        body = {"what": what, "wording": wording, "field": field, "document": document.pk if document else None}
        audit.record("intake.teach", row, actor=actor, body=body)
    return row


@transaction.atomic
def teach_all(*, actor: Account, document: Document, meanings: Sequence[tuple[str, str, str]]) -> Document:
    """Say what labels and columns of a document mean (what, wording, field), and have it read again with that."""
    if not meanings:
        raise Refused([Reason("nothing_taught", _("请先选出标签或列的意思。"))])
    for what, wording, meaning in meanings:
        teach(actor=actor, office=document.unit, what=what, wording=wording, field=meaning, document=document)
    return reread(actor=actor, document=document)


@transaction.atomic
def reteach(*, actor: Account, name: FieldName, field: str) -> FieldName:
    """Change what a label or column means from now on."""
    row = _hold(actor, name)
    demand(*_meaningless(row.what, row.wording, field))
    if row.meaning != field:
        before, row.meaning = row.meaning, field
        row.save(update_fields=["meaning"])
        body = {"what": row.what, "wording": row.wording, "field": field, "before": before}
        audit.record("intake.reteach", row, actor=actor, body=body)
    return row


@transaction.atomic
def forget(*, actor: Account, name: FieldName) -> None:
    """Drop what was learned; documents read before stay as they are."""
    row = _hold(actor, name)
    body = {"what": row.what, "wording": row.wording, "field": row.meaning}
    audit.record("intake.forget", row, actor=actor, body=body)
    row.delete()


@transaction.atomic
def import_wording(*, actor: Account, office: Unit, content: bytes) -> Imported:
    """Take in a profile file. What is not there yet is added; what contradicts it stays as it is and is told."""
    demand(*not_office(actor, office))
    try:
        profile = Profile.from_bytes(content)
    except UnreadableError as error:
        raise Refused([Reason("no_profile", error.why, error.params), Reason("no_profile", error.remedy)]) from error
    done = Imported()
    for what, rules in ((FieldName.What.LABEL, profile.labels), (FieldName.What.COLUMN, profile.columns)):
        for wording, meaning in rules.items():
            _take_field_name(actor, office, what, wording, meaning, done)
    _take_aliases(actor, profile, done)
    body = {"office": office.name, "fresh": done.fresh, "known": done.known, "left": len(done.reasons)}
    audit.record("intake.import_wording", office, actor=actor, body=body)
    return done


def _take_field_name(actor: Account, office: Unit, what: str, wording: str, meaning: str, done: Imported) -> None:
    known = FieldName.objects.filter(office=office, what=what, wording=wording).first()
    if known is None:
        teach(actor=actor, office=office, what=what, wording=wording, field=meaning)
        done.fresh += 1
    elif known.meaning == meaning:
        done.known += 1
    else:
        done.reasons.append(_conflict(known))


def _take_aliases(actor: Account, profile: Profile, done: Imported) -> None:
    index = UnitIndex()
    there = set(UnitAlias.objects.filter(name__in=profile.units).values_list("name", "unit"))
    for name, full in profile.units.items():
        unit = index.find(full)
        if unit is None:
            message = _("单位表里没有“%(unit)s”，没有记别名“%(name)s”。")
            done.reasons.append(Reason("no_such_unit", message, {"unit": full, "name": name}))
        elif (name, unit.pk) in there:
            done.known += 1
        else:
            refused = _kept(actor, unit, name)
            done.fresh += not refused
            done.reasons += refused


def _kept(actor: Account, unit: Unit, name: str) -> Sequence[Reason]:
    """Learn an alias; why not, where it is refused."""
    try:
        keep_alias(actor=actor, unit=unit, name=name)
    except Refused as refused:
        return refused.reasons
    return []


def learn_names(actor: Account, entry: Entry) -> None:
    """Learn the names of units that were corrected in an entry that is now confirmed, as far as they mean one unit."""
    for one in renamings([entry]).get(entry.pk, []):
        if not one.kept and not one.reasons:
            _kept(actor, one.unit, one.name)


def _hold(actor: Account, name: FieldName) -> FieldName:
    row = FieldName.objects.select_for_update(of=("self",)).select_related("office").get(pk=name.pk)
    demand(*not_office(actor, row.office))
    return row


def _meaningless(what: str, wording: str, field: str) -> list[Reason]:
    found = []
    if what not in FieldName.What.values or field not in FIELDS:
        found.append(Reason("no_such_field", _("请选这个标签或表头是什么意思。")))
    if not is_wording(wording):
        found.append(Reason("wording", _("标签或表头要有2到40个字，不能是一句话。")))
    return found


def _conflict(row: FieldName) -> Reason:
    message = _("“%(wording)s”已经记为“%(field)s”，没有改动；要改请在“本单位用语”里改。")
    return Reason("taught_otherwise", message, {"wording": row.wording, "field": MEANINGS[row.meaning]})
