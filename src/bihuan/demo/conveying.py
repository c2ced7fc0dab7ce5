"""Sending the latest feedback on: every unit signs within two days but two, which are late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bihuan.demo.play import OFFICE
from bihuan.demo.playing import TOLD, Happening
from bihuan.demo.settling import Settled
from bihuan.demo.timeline import Inspection as ToldInspection
from bihuan.intake import services
from bihuan.intake.circulations import proposed_units, without_account
from bihuan.intake.models import Circulation, Delivery
from bihuan.ledger.models import Inspection
from bihuan.org.access import READS_CASES
from bihuan.org.models import Account

AFTER_FEEDBACK = 4
LATE = 2
NOTE = "请于收到当日召开会议传达学习，主要负责同志参加，对照问题主动认领。"
ARRANGED = "召开党组（扩大）会议传达学习，班子成员和中层干部参加；逐条对照认领，明确了分管负责人和联络员。"


@dataclass
class Conveyance:
    """One feedback on its way to the units."""

    settled: Settled
    told: ToldInspection
    inspection: Inspection
    today: date
    sent: Circulation | None = None

    @property
    def name(self) -> str:
        return self.told.name

    def happenings(self) -> Iterator[Happening]:
        first = self.told.feedback + AFTER_FEEDBACK
        yield Happening(first, TOLD, partial(self._send), "circulate")
        for day in (first, first + 1):
            yield Happening(day, TOLD + 1, partial(self._sign, day - first), "sign")

    def _send(self) -> None:
        units = proposed_units(self.inspection)
        alone = without_account(units)
        chosen = [unit for unit in units if unit.pk not in alone]
        self.sent = services.circulate(
            actor=self.settled.accounts[OFFICE], inspection=self.inspection, units=chosen, note=NOTE
        )

    def _sign(self, turn: int) -> None:
        """The first half on the day itself, the others on the next; the last two not at all."""
        if self.sent is None:
            return
        rows = list(self.sent.deliveries.select_related("unit").order_by("unit__path"))[:-LATE]
        half = len(rows) // 2
        on = self.today + timedelta(days=self.told.feedback + AFTER_FEEDBACK + turn)
        for row in rows[half:] if turn else rows[:half]:
            if actor := _somebody(row):
                services.sign(actor=actor, delivery=row, conveyed_on=on, arranged=ARRANGED)


def _somebody(row: Delivery) -> Account | None:
    roles = [role.value for role in READS_CASES]
    grant = row.unit.grants.filter(revoked_at=None, role__in=roles).select_related("account").order_by("pk").first()
    return grant.account if grant else None
