"""Sending an inspection's feedback on to units, and signing for it (传达签收)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, Refused, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.workdays import out_of_range
from bihuan.intake.access import may_sign_for
from bihuan.intake.models import Circulation, Delivery, Document
from bihuan.ledger import clocks
from bihuan.ledger.models import Inspection
from bihuan.ledger.rights import not_office
from bihuan.org.models import Account, Unit
from bihuan.platform import clock


@transaction.atomic
def circulate(
    *,
    actor: Account,
    inspection: Inspection,
    units: Collection[Unit],
    document: Document | None = None,
    due_on: date | None = None,
    note: str = "",
) -> Circulation:
    """Send the feedback of an inspection to units, to be signed for by `due_on`, by default within the days of the rules.

    Only by the rectification office; `document` must be one of the inspection's.
    """
    wanted = {unit.pk: unit for unit in units}
    demand(*not_office(actor, inspection.object), *_against(inspection, list(wanted.values()), document, due_on))
    today = clock.today()
    number = Circulation.objects.filter(inspection=inspection).count() + 1
    running = clocks.start_clock(
        kind="delivery", inspection=inspection, started_on=today, event=f"circulation {number}", agreed_due=due_on
    )
    row = Circulation.objects.create(
        inspection=inspection,
        document=document,
        note=note.strip(),
        clock=running,
        sent_at=clock.now(),
        sent_by=actor,
    )
    Delivery.objects.bulk_create(Delivery(circulation=row, unit=unit) for unit in wanted.values())
    body = {
        "inspection": inspection.number,
        "units": [unit.name for unit in wanted.values()],
        "document": document.file.sha256 if document else None,
        "due_on": running.due_on,
        "note": row.note,
    }
    audit.record("intake.circulate", row, actor=actor, body=body, number=inspection.number)
    return row


def _against(
    inspection: Inspection, units: Collection[Unit], document: Document | None, due_on: date | None
) -> list[Reason]:
    found = [] if units else [Reason("no_units", _("没有选发给哪些单位。"))]
    closed = [unit for unit in units if not unit.active]
    found += [Reason("unit_closed", _("%(unit)s已停用，请改选接续的单位。"), {"unit": unit}) for unit in closed]
    if document is not None and document.inspection_id != inspection.pk:
        found.append(Reason("other_inspection", _("这份文件不是这次督察的文件。")))
    found += out_of_range(due_on)
    if due_on is not None and due_on < clock.today():
        found.append(Reason("due_in_past", _("签收期限%(day)s已经过了。"), {"day": due_on}))
    return found


@transaction.atomic
def see(*, actor: Account, delivery: Delivery) -> Delivery:
    """Note that a unit's people have opened what was sent; the first time counts."""
    row = _hold(delivery)
    if row.seen_at is None and may_sign_for(actor, row.unit):
        row.seen_at = clock.now()
        row.save(update_fields=["seen_at"])
        _record("intake.see_delivery", row, actor, {})
    return row


@transaction.atomic
def sign(*, actor: Account, delivery: Delivery, conveyed_on: date | None = None, arranged: str = "") -> Delivery:
    """Sign for what was sent to the actor's own unit, once; when every unit has, the clock stops."""
    row = _hold(delivery)
    _own(actor, row)
    if row.signed_at is not None:
        raise Refused([Reason("signed_before", _("%(unit)s已经签收。"), {"unit": row.unit})])
    row.signed_at, row.signed_by = clock.now(), actor
    row.seen_at = row.seen_at or row.signed_at
    row.save(update_fields=["signed_at", "signed_by", "seen_at"])
    _record("intake.sign_delivery", row, actor, {"due_on": row.circulation.clock.due_on})
    if not row.circulation.deliveries.filter(signed_at=None).exists():
        clocks.stop(running=row.circulation.clock, on=clock.today(), event="all_signed")
    if conveyed_on or arranged.strip():
        row = tell_arrangement(actor=actor, delivery=row, conveyed_on=conveyed_on, arranged=arranged)
    return row


@transaction.atomic
def tell_arrangement(*, actor: Account, delivery: Delivery, conveyed_on: date | None, arranged: str) -> Delivery:
    """Say when the unit conveyed the feedback to its people, who attended and what was arranged (传达学习情况)."""
    row = _hold(delivery)
    _own(actor, row)
    demand(*blank("arranged", arranged, _("请写明传达学习情况：谁参加、怎样安排。")))
    if row.signed_at is None:
        raise Refused([Reason("not_signed", _("请先签收，再填传达学习情况。"))])
    if conveyed_on and conveyed_on > clock.today():
        raise Refused([Reason("conveyed_in_future", _("传达日期%(day)s还没有到。"), {"day": conveyed_on})])
    before = {"conveyed_on": row.conveyed_on, "arranged": row.arranged}
    row.conveyed_on, row.arranged = conveyed_on, arranged.strip()[:2000]
    row.save(update_fields=["conveyed_on", "arranged"])
    after = {"conveyed_on": row.conveyed_on, "arranged": row.arranged}
    _record("intake.tell_arrangement", row, actor, {"before": before, "after": after})
    return row


@transaction.atomic
def remind(*, actor: Account, circulation: Circulation) -> list[Delivery]:
    """Remind every unit that has not signed although the day is over; returns what was late."""
    demand(*not_office(actor, circulation.inspection.object))
    row = Circulation.objects.select_for_update(of=("self",)).select_related("clock", "inspection").get(
        pk=circulation.pk
    )  # fmt: skip
    if row.clock.due_on >= clock.today():
        message = _("签收期限%(day)s还没有过，不用催办。")
        raise Refused([Reason("not_late", message, {"day": row.clock.due_on})])
    late = list(row.deliveries.filter(signed_at=None).select_related("unit").order_by("unit__path"))
    if not late:
        raise Refused([Reason("all_signed", _("各单位都已经签收。"))])
    row.deliveries.filter(pk__in=[one.pk for one in late]).update(reminded_at=clock.now())
    body = {"units": [one.unit.name for one in late]}
    audit.record("intake.remind_delivery", row, actor=actor, body=body, number=row.inspection.number)
    return late


def _hold(delivery: Delivery) -> Delivery:
    found = Delivery.objects.select_for_update(of=("self",))
    return found.select_related("unit", "circulation__clock", "circulation__inspection").get(pk=delivery.pk)


def _own(actor: Account, row: Delivery) -> None:
    if not may_sign_for(actor, row.unit):
        message = _("只有%(unit)s自己的人员可以签收。")
        raise Refused([Reason("not_your_unit", message, {"unit": row.unit})])


def _record(action: str, row: Delivery, actor: Account, body: dict[str, object]) -> None:
    told = {"unit": row.unit.name, **body}
    audit.record(action, row.circulation, actor=actor, body=told, number=row.circulation.inspection.number)
