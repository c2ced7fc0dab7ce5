"""Days as spreadsheet programs count them: the number that a cell holds once it has lost its date format."""

import datetime as dt

from bihuan.reading.expressions import expression

EPOCH, EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
LAST = 2_958_465  # 9999-12-31
SERIAL = expression(r"[0-9]{5}(?:\.[0-9]+)?")
_OF_THIS_CENTURY = range(2000, 2100)


def day_of(number: float, *, from_1904: bool = False) -> dt.date:
    """The day that a number means, 0 to LAST; its fraction is the time of day."""
    return (EPOCH_1904 if from_1904 else EPOCH) + dt.timedelta(days=int(number))


def day_meant(text: str) -> dt.date | None:
    """The day of a bare number where a day is asked for; None for a number that counts to no day of 2000 to 2099."""
    if not SERIAL.fullmatch(text):
        return None
    day = day_of(float(text))
    return day if day.year in _OF_THIS_CENTURY else None
