"""What an inspection's object owes the level above (the plan, the first report): handed in on a day, under a number."""

from datetime import date

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, Refused, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import clocks
from bihuan.ledger.models import Clock
from bihuan.ledger.rights import not_office
from bihuan.org.models import Account
from bihuan.platform import clock


@transaction.atomic
def hand_in(*, actor: Account, owed: Clock, on: date, document_no: str) -> Clock:
    """Stop a clock of an inspection: what was owed went to the level above on this day, under this document number."""
    inspection = owed.inspection
    if inspection is None:
        raise TypeError("a task's clocks are stopped by the steps of its loop")
    demand(
        *not_office(actor, inspection.object),
        *blank("document_no", document_no, _("请填写报送文件的文号。")),
        *_not_owed(owed),
        *_day(owed, on),
    )
    if not clocks.stop(running=owed, on=on, event=clocks.HANDED_IN):
        raise Refused([Reason("already_handed_in", _("这一项已经登记为报送。"))])
    body = {"rule": owed.rule, "on": on, "due": owed.due_on, "document_no": document_no.strip()}
    audit.record("ledger.hand_in", inspection, actor=actor, body=body)
    return owed


def _not_owed(owed: Clock) -> list[Reason]:
    if clocks.is_owed_upward(owed):
        return []
    return [Reason("not_owed_upward", _("这一项期限不是向上级报送的。"))]


def _day(owed: Clock, on: date) -> list[Reason]:
    if on > clock.today():
        return [Reason("on_in_future", _("报送日期%(day)s还没有到。"), {"day": on})]
    if on < owed.started_on:
        return [Reason("on_before_start", _("报送日期早于起算日期%(day)s。"), {"day": owed.started_on})]
    return []
