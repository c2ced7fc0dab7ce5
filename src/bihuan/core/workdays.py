"""Working days with 调休, calendar days and months, and how a date came about, in words.

Holidays come from `chinesecalendar`, overlaid by the office's own table. Beyond the last published year weekends alone
are known, so a date that rests on them is *provisional* and is computed again when the next notice is entered.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from chinese_calendar import constants

from bihuan.core.reasons import Phrase, Reason
from bihuan.core.reasons import gettext_noop as _

FIRST = date(2000, 1, 1)
LAST = date(2099, 12, 31)
YEARS = range(FIRST.year, LAST.year + 1)
REACHED = Phrase(_("推算出的日期"))


class CalendarRangeError(ValueError):
    """A date that no calendar of this program reaches: before 2000 or after 2099."""

    def __init__(self, day: object) -> None:
        message = _("%(day)s 不在日历范围内（%(first)s—%(last)s 年），请核对日期。")
        self.phrase = Phrase(message, {"day": day, "first": FIRST.year, "last": LAST.year})
        super().__init__(self.phrase.text())


def out_of_range(*days: date | None) -> list[Reason]:
    """A reason for each day that the calendar does not reach: no term can be counted from it or towards it."""
    told = [CalendarRangeError(day).phrase for day in days if day is not None and not FIRST <= day <= LAST]
    return [Reason("day_out_of_range", phrase.message, phrase.params) for phrase in told]


def year_out_of_range(year: int | None) -> list[Reason]:
    """A reason where a year is none that the calendar reaches."""
    if year is None or year in YEARS:
        return []
    params = {"year": year, "first": FIRST.year, "last": LAST.year}
    return [Reason("year_out_of_range", _("年份“%(year)s”不在%(first)s年至%(last)s年之间。"), params)]


@dataclass(frozen=True, slots=True)
class DueDate:
    """A date, whether it may still move when holidays are published, and how it was derived, step by step."""

    date: date
    provisional: bool
    derivation: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. Build one with `calendar()`; look-ups are constant time.

    `known_from`/`known_until` bound the days whose holidays have been published.
    """

    known_from: date
    known_until: date
    # Ordinals of the worked days, and for each day since FIRST how many worked days lie before it.
    worked: tuple[int, ...] = field(repr=False)
    before: tuple[int, ...] = field(repr=False)

    def is_working_day(self, day: date) -> bool:
        at = self._place(day)
        return self.before[at + 1] > self.before[at]

    def is_known(self, first: date, last: date | None = None) -> bool:
        """Whether every day from `first` to `last` lies in published years."""
        return self.known_from <= first and (last or first) <= self.known_until

    def working_days_before(self, day: date) -> int:
        """Number of working days from the calendar's beginning up to, not including, `day`."""
        return self.before[self._place(day)]

    def working_days_through(self, day: date) -> int:
        """Number of working days from the calendar's beginning up to `day`, which is included."""
        return self.before[self._place(day) + 1]

    def place_on_or_before(self, day: date) -> int:
        """Place of the last working day on or before a day, as `nth` counts."""
        return self.working_days_through(day) - 1

    def nth(self, number: int) -> date:
        """The working day that has `number` working days before it."""
        if not 0 <= number < len(self.worked):
            raise CalendarRangeError(REACHED)
        return date.fromordinal(self.worked[number])

    def _place(self, day: date) -> int:
        if not FIRST <= day <= LAST:
            raise CalendarRangeError(day)
        return day.toordinal() - FIRST.toordinal()


def calendar(office: Mapping[date, bool] | None = None, published_until: int | None = None) -> Calendar:
    """The calendar of published holidays, overlaid by the office's table (date → worked).

    `published_until` is the last year that the office's table covers wholly; it makes dates up to there final.
    """
    return _build(tuple(sorted((office or {}).items())), published_until)


@lru_cache(maxsize=8)
def _build(office: tuple[tuple[date, bool], ...], published_until: int | None) -> Calendar:
    table = dict(office)
    worked: list[int] = []
    before = [0]
    for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if table.get(day, _published(day)):
            worked.append(ordinal)
        before.append(len(worked))
    first_year = min(constants.holidays).year
    last_year = max(max(constants.holidays).year, published_until or 0)
    # New Year's Day has three times (2007, 2008, 2019) borrowed days from December through the next year's notice.
    return Calendar(date(first_year, 1, 1), date(last_year, 12, 27), tuple(worked), tuple(before))


def _published(day: date) -> bool:
    if day in constants.workdays:
        return True
    return day.weekday() < 5 and day not in constants.holidays


def add_working_days(start: date, days: int, cal: Calendar, *, inclusive: bool = False) -> DueDate:
    """The last day of a term of working days: the day after `start` is day 1, or `start` itself when `inclusive`.

    Negative `days` count backwards in the same way. Zero days end on `start`.
    """
    if days == 0:
        return DueDate(start, not cal.is_known(start), ())
    before_start = inclusive == (days > 0)
    passed = cal.working_days_before(start) if before_start else cal.working_days_through(start)
    end = cal.nth(passed + days - 1 if days > 0 else passed + days)
    return DueDate(end, *_told(start, end, days, cal, inclusive))


def _told(start: date, end: date, days: int, cal: Calendar, inclusive: bool) -> tuple[bool, tuple[Phrase, ...]]:
    first, last = min(start, end), max(start, end)
    rest = (last - first).days + inclusive - abs(days)
    params: dict[str, object] = {"start": start, "days": abs(days), "end": end, "rest": rest}
    if days < 0:
        message = _("自%(start)s往前推%(days)s个工作日，为%(end)s，其间休息日和节假日%(rest)s天不计。")
    elif inclusive:
        message = _("自%(start)s当日起算%(days)s个工作日，至%(end)s止，其间休息日和节假日%(rest)s天不计。")
    else:
        message = _("自%(start)s的次日起算%(days)s个工作日，至%(end)s止，其间休息日和节假日%(rest)s天不计。")
    return _marked(first, last, cal, Phrase(message, params))


def _marked(first: date, last: date, cal: Calendar, *told: Phrase) -> tuple[bool, tuple[Phrase, ...]]:
    if cal.is_known(first, last):
        return False, told
    note = Phrase(_("%(known)s之后的节假日安排尚未公布，暂按周末推算。"), {"known": cal.known_until})
    return True, (*told, note)


def working_days_between(first: date, last: date, cal: Calendar) -> int:
    """Working days from `first` to `last`, both included; negative when `last` lies before `first`."""
    if last < first:
        return -working_days_between(last, first, cal)
    return cal.working_days_through(last) - cal.working_days_before(first)


def add_calendar_days(start: date, days: int, *, inclusive: bool = False) -> DueDate:
    """The last day of a term of calendar days, counted as in `add_working_days`; never provisional."""
    if days == 0:
        return DueDate(start, False, ())
    end = _within(start.toordinal() + days - (1 if inclusive and days > 0 else -1 if inclusive else 0))
    params: dict[str, object] = {"start": start, "days": abs(days), "end": end}
    if days < 0:
        message = _("自%(start)s往前推%(days)s天，为%(end)s。")
    elif inclusive:
        message = _("自%(start)s当日起算%(days)s天，至%(end)s止。")
    else:
        message = _("自%(start)s的次日起算%(days)s天，至%(end)s止。")
    return DueDate(end, False, (Phrase(message, params),))


def add_months(start: date, months: int) -> DueDate:
    """The corresponding day of a later (or earlier) month; its last day where it has no such day."""
    if months == 0:
        return DueDate(start, False, ())
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not FIRST.year <= year <= LAST.year:
        raise CalendarRangeError(f"{year}-{month + 1:02d}")
    end = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    message = _("自%(start)s起%(months)s个月，至%(end)s止。")
    if months < 0:
        message = _("自%(start)s往前推%(months)s个月，为%(end)s。")
    return DueDate(end, False, (Phrase(message, {"start": start, "months": abs(months), "end": end}),))


def roll_forward(due: DueDate, cal: Calendar) -> DueDate:
    """A term whose last day is a day of rest ends on the next working day."""
    if cal.is_working_day(due.date):
        return due if cal.is_known(due.date) else DueDate(due.date, *_marked(due.date, due.date, cal, *due.derivation))
    end = cal.nth(cal.working_days_before(due.date))
    told = Phrase(_("%(day)s为休息日，顺延至%(end)s。"), {"day": due.date, "end": end})
    provisional, derivation = _marked(due.date, end, cal, *due.derivation, told)
    return DueDate(end, provisional or due.provisional, derivation)


def _within(ordinal: int) -> date:
    if not FIRST.toordinal() <= ordinal <= LAST.toordinal():
        raise CalendarRangeError(REACHED)
    return date.fromordinal(ordinal)
