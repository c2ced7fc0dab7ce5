"""The day a meeting was held: its own field, the day of the sentence that tells of it, or 昨日, 10日下午 as counted from
the day of the report."""

from datetime import date, timedelta

from bihuan.reading.body import Part
from bihuan.reading.days.written import Day, valid
from bihuan.reading.document import Document, is_meta
from bihuan.reading.expressions import expression
from bihuan.reading.numerals import cn_number

_AGO = {"今": 0, "昨": 1, "前": 2}
_SPOKEN = expression(r"(?P<ago>[今昨前])(?:天|日|晚|晨|早)(?![后期提])")
# 10日下午: a day of the month of the report, or of the month before where that day is not yet reached.
_DAY_ALONE = expression(
    r"(?<![\d月年第./~至到—-])(?<!\d )(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]"
    r"(?=[上下中]午|晚|早|凌晨|全?[市县区省]|在|由|[至到]|[^一-鿿])"
)
# 920日,: the page has lost the 月 between them.
_WITHOUT_MONTH = expression(
    r"(?:^|(?<=[\n,。;]))(?P<month>1[0-2]|[1-9])(?P<day>0[1-9]|[12]\d|3[01])日(?=[,上下]|[一-鿿]{2})"
)
_REPORTED = expression(r" *(?:讯|电|消息|综合|报道)")
# 5月17日起, 5月17日至6月17日: when an inspection worked, not when its meeting was held.
_LASTS = expression(r" ?(?:起|开始|以来|期间|(?:至|到|-|—|~){1,2} ?\d)")
_OPENS_CLAUSE = frozenset(",。;:\n )讯电于在")
_LONGEST_META = 60


def held_on(document: Document, sentence: Part, name: int, fields: list[Part]) -> str | None:
    """ISO text, without its year while that is unknown; None where no day is told. `sentence` says that the meeting was
    held, whose name begins at `name`."""
    days = [d for d in document.days.and_repaired if d.day is not None]
    if day := _in_fields(document, days, fields):
        return day
    own = [d for d in days if sentence.start <= d.start < sentence.end and not _reported(document, d)]
    if own:
        return _of_meeting(document.body.folded, own, name).iso
    paragraph = document.body.folded.rfind("\n", 0, sentence.start) + 1
    if day := _relative(document, days, Part(paragraph, sentence.end)):
        return day
    before = [d for d in days if d.start < sentence.start and not _reported(document, d)]
    inside = [d for d in before if d.start >= paragraph]
    others = [d for d in days if _on_the_page(document, d) or document.body.folded[d.end - 1] in "日号"]
    return next((d.iso for d in (*inside[-1:], *before[-1:], *others[:1])), None)


def _of_meeting(folded: str, days: list[Day], name: int) -> Day:
    """Of several days the last that opens a clause before the meeting's name: 5月17日起…督察,11月20日,…反馈会召开."""
    opening = [d for d in days if d.start < name and (d.start == 0 or folded[d.start - 1] in _OPENS_CLAUSE)]
    short = [d for d in opening if not _LASTS.match(folded, d.end)]
    return (short or opening or days)[-1 if short else 0]


def spoken_day(folded: str, part: Part) -> bool:
    """Whether a range tells a day by 昨日 or 10日下午, or by one that has lost its 月."""
    return any(told.search(folded, part.start, part.end) for told in (_SPOKEN, _DAY_ALONE, _WITHOUT_MONTH))


def _in_fields(document: Document, days: list[Day], fields: list[Part]) -> str | None:
    told = [d for d in days for part in fields if part.start <= d.start < part.end]
    return told[0].iso if told else None


def _relative(document: Document, days: list[Day], part: Part) -> str | None:
    report = _report_day(document, days)
    if report is None or report.year is None or report.day is None:
        return None
    told = date(report.year, report.month, report.day)
    folded = document.body.folded
    if spoken := _SPOKEN.search(folded, part.start, part.end):
        return (told - timedelta(days=_AGO[spoken["ago"]])).isoformat()
    if torn := _WITHOUT_MONTH.search(folded, part.start, part.end):
        year = told.year - (int(torn["month"]) > told.month)
        if valid(year, int(torn["month"]), int(torn["day"])):
            return date(year, int(torn["month"]), int(torn["day"])).isoformat()
    if alone := _DAY_ALONE.search(folded, part.start, part.end):
        number = cn_number(alone["day"])
        month = told if number <= told.day else told.replace(day=1) - timedelta(days=1)
        if valid(month.year, month.month, number):
            return month.replace(day=number).isoformat()
    return None


def _report_day(document: Document, days: list[Day]) -> Day | None:
    """6月30日讯, else the day of the page or of the signature, else the last that stands in the text."""
    lined = next((d for d in days if _reported(document, d)), None)
    return lined or next((d for d in days if _on_the_page(document, d)), None) or (days[-1] if days else None)


def _reported(document: Document, day: Day) -> bool:
    """9月30日讯: the day of the report, not of the meeting."""
    return bool(_REPORTED.match(document.body.folded, day.end))


def _on_the_page(document: Document, day: Day) -> bool:
    folded = document.body.folded
    start = folded.rfind("\n", 0, day.start) + 1
    end = folded.find("\n", day.end)
    line = folded[start : end if end >= 0 else len(folded)]
    return (
        len(line) <= _LONGEST_META and "。" not in line and (is_meta(line) or len(line) < 2 * (day.end - day.start) + 8)
    )
