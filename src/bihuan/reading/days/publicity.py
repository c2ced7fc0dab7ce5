"""The period of a public notice (公示期). Its days are never time limits of the work."""

from itertools import pairwise

from bihuan.reading.days.dates import Calendar
from bihuan.reading.expressions import expression

# 自7月6日起至7月17日止,凡有不同意见的…
_NOTICE = expression(r"公示[^。\n]{0,12}|自(?=[^。,\n]{4,40}止,?[^。\n]{0,20}(?:异议|不同意见|意见))")
_BETWEEN = expression(r"\)? *(?:起)?[,，]? *(?:至|到|-|—|~|–|止){1,3} *\(?")
_WINDOW = 80


def period(days: Calendar) -> tuple[str, str] | None:
    """First and last day, where the text names both."""
    folded = days.body.folded
    notices = [m.start() for m in _NOTICE.finditer(folded)]
    for first, last in pairwise(days.days):
        if first.day is None or last.day is None or first.year is None:
            continue
        between = folded[first.end : last.start]
        if _BETWEEN.fullmatch(between) and any(
            0 <= first.start - at <= _WINDOW and _same(folded, at, first.start) for at in notices
        ):
            return first.iso, last.iso
    return None


def _same(folded: str, start: int, end: int) -> bool:
    """Whether a sentence, or a label and the line behind it, holds both places."""
    between = folded[start:end]
    return "。" not in between and between.count("\n") <= 1
