"""The office's own calendar: entering the holidays of a year, and deriving again what was provisional without them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import clocks, terms
from bihuan.ledger.models import Clock, Task
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account
from bihuan.platform.models import OfficeYear


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is worked although the week says rest, or the other way about."""

    date: date
    works: bool
    note: str = ""


@transaction.atomic
def publish_year(*, year: int, days: Sequence[Day], source: str, actor: Account) -> list[Clock | Task]:
    """Enter a year's holidays and worked weekends wholly, replacing what was entered for it.

    Returns the clocks and the tasks whose due date moved. Refused to whoever does not keep the calendar, without a source,
    and for days of another year.
    """
    _check(year, days, source, actor)
    listed = [[day.date.isoformat(), day.works, day.note.strip()] for day in sorted(days, key=lambda day: day.date)]
    row, _created = OfficeYear.objects.update_or_create(year=year, defaults={"source": source.strip(), "days": listed})
    audit.record("ledger.publish_year", row, actor=actor, body={"source": source, "days": listed}, number=str(year))
    return [*clocks.recompute(year), *terms.recompute(year)]


def keeps_calendar(viewer: Viewer) -> bool:
    """Whether the viewer may enter holidays. They move the time limits of everybody, so a county's office may not."""
    roles = (GrantRole.RECTIFICATION_OFFICE, GrantRole.SYSTEM_ADMIN)
    return any(held.role in roles and held.scope is GrantScope.ALL for held in viewer.held)


NOT_KEPT_HERE = Reason("role", _("工作日历由管全部范围的整改办或者系统管理员维护。"))


def _check(year: int, days: Sequence[Day], source: str, actor: Account) -> None:
    found = []
    if not keeps_calendar(viewer_for(actor)):
        found.append(NOT_KEPT_HERE)
    if not source.strip():
        found.append(Reason("source_missing", _("请填写依据，例如国务院办公厅的通知名称和文号。")))
    strange = [day.date for day in days if day.date.year != year]
    if strange:
        found.append(Reason("day_of_other_year", _("%(days)s不属于%(year)s年。"), {"days": strange, "year": year}))
    twice = sorted({day.date for day in days if [other.date for other in days].count(day.date) > 1})
    if twice:
        found.append(Reason("day_twice", _("%(days)s重复出现。"), {"days": twice}))
    if found:
        raise Refused(found)
