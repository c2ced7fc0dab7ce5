"""Days told by their number alone, in the month of the day before them: 5月30日电 … 截至26日, 3月23日讯 … 22日,会议通报."""

from bisect import bisect_left

from bihuan.reading.days.dates import Calendar
from bihuan.reading.days.written import Day, valid
from bihuan.reading.expressions import expression
from bihuan.reading.result import DateMention

_BARE = expression(
    r"(?:^|(?<=[,。;:)\n 讯电])|(?<=截至|截止)|(?<=[自从于在]))(?P<day>\d{1,2})[日号]"
    r"(?![内后前以起游均常平\d至到—~-]|[^,。\n]{0,3}(?:楼|院|线|机组|炉|井|矿|文件))"
)


def mentions(days: Calendar) -> list[DateMention]:
    """The days whose month is told by one before them in the same paragraph."""
    folded, written = days.body.folded, [d for d in days.days if d.day is not None]
    starts = [d.start for d in written]
    repaired = {d.start for d, _ in days.damaged}
    found = []
    for match in _BARE.finditer(folded):
        before = bisect_left(starts, match.start("day"))
        last = written[before - 1] if before else None
        at = match.start("day")
        if last is None or at in repaired or last.end > at or last.start < folded.rfind("\n", 0, at) + 1:
            continue
        day = Day(at, match.end(), last.year, last.month, int(match["day"]), "inferred" if last.year else "unknown")
        if valid(day.year, day.month, day.day):
            quote = days.body.quote(day.start, day.end)
            found.append(DateMention(day.iso, quote.text, quote.start, quote.end, day.source))
    return found
