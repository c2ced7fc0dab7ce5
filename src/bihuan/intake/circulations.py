"""What was sent on to units: who has signed, who is late, and to whom it goes by default."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from bihuan.core import clocks
from bihuan.core.clocks import CLOCKS
from bihuan.intake.access import OFFICE, own_units, visible_circulations
from bihuan.intake.models import Circulation, Delivery
from bihuan.ledger.models import Duty, Inspection
from bihuan.org.access import READS_CASES, Viewer, subtree
from bihuan.org.models import Grant, Unit, UnitKind
from bihuan.platform import clock, rules


@dataclass(frozen=True, slots=True)
class Matrix:
    """One circulation with its units in the order of the tree."""

    circulation: Circulation
    deliveries: Sequence[Delivery]
    today: date

    @property
    def signed(self) -> int:
        return sum(one.signed_at is not None for one in self.deliveries)

    @property
    def late(self) -> list[Delivery]:
        """Those that have not signed although the day is over."""
        over = clocks.lapsed(self.circulation.clock.due_on, self.today)
        return [one for one in self.deliveries if one.signed_at is None and over]

    @property
    def rows(self) -> list[tuple[Delivery, str]]:
        """Each unit with how it stands: signed, signed_late, late, seen or sent."""
        return [(one, self._standing(one)) for one in self.deliveries]

    def _standing(self, one: Delivery) -> str:
        due = self.circulation.clock.due_on
        if one.signed_at:
            return "signed_late" if clocks.lapsed(due, timezone.localdate(one.signed_at)) else "signed"
        if clocks.lapsed(due, self.today):
            return "late"
        return "seen" if one.seen_at else "sent"


def matrix(circulation: Circulation) -> Matrix:
    rows = circulation.deliveries.select_related("unit", "signed_by__person").order_by("unit__path")
    return Matrix(circulation, list(rows), clock.today())


def matrices(viewer: Viewer, inspection: Inspection) -> list[Matrix]:
    """Every circulation of an inspection that the viewer sees, newest first."""
    rows = visible_circulations(viewer).filter(inspection=inspection).select_related("clock", "document__file")
    return [matrix(row) for row in rows]


def to_sign(viewer: Viewer) -> QuerySet[Delivery]:
    """What waits for the signature of the viewer's own units, first due first."""
    waiting = Delivery.objects.filter(unit__in=own_units(viewer), signed_at=None)
    rows = waiting.select_related("unit", "circulation__clock", "circulation__inspection")
    return rows.order_by("circulation__clock__due_on", "pk")


def overdue(viewer: Viewer, today: date) -> QuerySet[Circulation]:
    """For the office: circulations whose day is over and for which units have not signed; `unsigned` says how many."""
    if not viewer.has(OFFICE):
        return Circulation.objects.none()
    late = Count("deliveries", filter=Q(deliveries__signed_at=None))
    # The day of the last reminder counts only when all that are late were reminded.
    reminded = Min("deliveries__reminded_at", filter=Q(deliveries__signed_at=None))
    rows = visible_circulations(viewer).filter(clock__due_on__lt=today, clock__stopped_on=None)
    rows = rows.annotate(unsigned=late, reminded=reminded).filter(unsigned__gt=0)
    return rows.select_related("inspection", "clock").order_by("clock__due_on", "pk")


def proposed_units(inspection: Inspection) -> list[Unit]:
    """To whom a feedback goes by default: every unit with a duty in it, and the rectification offices of the counties."""
    duties = Duty.objects.filter(task__problem__inspection=inspection, until=None).values("unit")
    counties = Q(kind=UnitKind.OFFICE, parent__kind__in=[UnitKind.COUNTY, UnitKind.PARK])
    if inspection.object:
        counties &= Q(pk__in=subtree([inspection.object.path]))
    return list(Unit.objects.filter(Q(pk__in=duties) | counties, active=True).order_by("path"))


def without_account(units: Sequence[Unit]) -> set[int]:
    """Which of these units have nobody who could sign."""
    roles = [role.value for role in READS_CASES]
    given = Grant.objects.filter(unit__in=units, role__in=roles, revoked_at=None, account__is_active=True)
    return {unit.pk for unit in units} - set(given.values_list("unit", flat=True))


def default_due(today: date) -> date:
    """The last day for signing, by the rules in force."""
    rule = rules.pack().get(CLOCKS["delivery"].rule, on=today)
    return clocks.due(rule, today, rules.calendar()).date
