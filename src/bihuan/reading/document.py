"""What the parts of the grammar share about one document: its title, its signature, its labels, its days."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from bihuan.reading.body import Body, Part
from bihuan.reading.days.dates import Calendar
from bihuan.reading.expressions import expression
from bihuan.reading.source import Source
from bihuan.reading.structure.headings import Heading, headings
from bihuan.reading.structure.labels import Label, find_labels
from bihuan.reading.tables import Grid, joined_lists, known_grids, textual_grids
from bihuan.reading.who.units import OfficeTerms, looks_like_unit

_DATE_LINE = expression(
    r" *(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日 *|[二〇○零一三四五六七八九十年月日]{8,14}|20\d\d[01]\d[0-3]\d"
)
_META = expression(
    r"[•·|\s【-]*(?:发布(?:时间|日期|机构|单位)|上传人|来源|来自|日期|时间|作者|编辑|字体|字号|浏览|责任编辑|记者|信息来源"
    r"|索 *引 *号|文 *号|名 *称|主题(?:分类|词)?"
    r"|(?:体裁|组配|信息)?分类|关键词|有 *效 *性|(?:成文|生成|公开|发文)(?:日期|时间|方式|机关|单位|字号))?"
    r" *[:|]"
)
_DOC_NUMBER = expression(r"[一-鿿]{1,12}[〔\[(（【](?:19|20)\d\d[〕\])）】] ?(?:第)?\d{1,4} ?号", needs="号")
_BARE_NUMBER = expression(
    r"(?m:^)[  　]*(?P<number>[〔\[(（【](?:19|20)\d\d[〕\])）】] ?第? ?\d{1,4} ?号)(?=[  　]*$)",
    re.MULTILINE,
    needs="号",
)
_NUMBER_HEAD = expression(
    r"^(?:.*(?:按照?|根据|依据|印发|下发|执行|落实|转发|参照|贯彻)了?)?(?:以|见|《|文件|即|由|据|照|了|的)*"
)
_TITLE_END = expression(r"[。;,]$|[:]$")
# 典型案例|某县…: the rubric of a paper or an account, not a row of a table.
_RUBRIC = expression(
    r"[一-鿿“”]{0,6}(?:案例|通报|曝光|督察|整改|警示|关注|聚焦|直击|追踪|进行时|行动|回头看|在线)”?\|[一-鿿“][^|]+$"
)
# The day of a visit or of an issue, with the weekday or without, is no heading.
_DAY_LINE = expression(
    r"(?:今天是:?)? *(?:19|20)\d\d ?[-年/.] ?\d{1,2} ?[-月/.] ?\d{1,2} ?日?[ ,]*(?:(?:星期|周).)?[ \d:]*"
)
_CLOCK = expression(
    r"(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2}) *\d{1,2}:\d\d"
)  # when a page was put up
_NOT_TITLE = expression(r"^(?:本报讯|各[^,。]{2,20}:|中共[^,。]{2,20}$|\d+月\d+日)")
_LONGEST_TITLE = 70
_AMONG = 16  # lines; an index above a title tells office, number and day, one a line
_REST_OF_NAME = 8
_SIGNATURE_WORDS = expression(r"[,。;:!?]|^\d+$|电话|邮箱|附件")


def is_meta(line: str) -> bool:
    """Whether a line tells about the page (source, time, editor), not about the matter."""
    return bool(_META.match(line))


@dataclass(frozen=True)
class Signature:
    """The units that signed and where; the day behind them as ISO text, or None."""

    units: tuple[Part, ...]
    issued: str | None


@dataclass(frozen=True)
class Document:
    source: Source
    body: Body
    terms: OfficeTerms

    @cached_property
    def title(self) -> Part | None:
        """What the page itself marks as its title; else the first line that reads as a heading, which ends where a mark
        or a number does."""
        if headline := self._headline():
            return headline
        named: Part | None = None  # a unit's name above the title is whose page it is
        told = [line for line in self.body.lines[:_AMONG] if not _META.match(self.body.seen(line))]
        for line in told[:6]:
            seen = self.body.seen(line)
            if seen.startswith("标题") and ":" in seen[:6]:
                return self.body.trimmed(line.start + seen.index(":") + 1, line.end, " []【】")
            if (
                _DAY_LINE.fullmatch(seen)
                or _CLOCK.search(seen)
                or not re.search("[一-鿿]{2}", seen)
                or ("|" in seen and not _RUBRIC.match(seen))
                or self._beside_others(line)
            ):
                continue
            if len(seen) > _LONGEST_TITLE or _TITLE_END.search(seen) or _NOT_TITLE.match(seen):
                break
            if not looks_like_unit(seen):
                return line
            named = named or line
        return named

    def _beside_others(self, line: Part) -> bool:
        """Whether a line stands in a cell that shares its row: 时限 of 完成⏎时限 is the end of a head."""
        at = self.body.cleaned.starts[line.start]
        for table in self.source.tables:
            if table.start <= at < table.end and table.cells:
                cell = table.cells[max(0, bisect_right(table.cells, at, key=lambda cell: cell.start) - 1)]
                return sum(other.row == cell.row for other in table.cells) > 1
        return False

    def _headline(self) -> Part | None:
        """Some pages mark the name of their office so: that is no title."""
        if self.source.headline is None:
            return None
        whole = self.body.part_of(self.source.headline)
        part = self.body.trimmed(whole.start, whole.end)
        seen = self.body.seen(part)
        return part if 4 < len(seen) <= _LONGEST_TITLE and not looks_like_unit(seen) and "\n" not in seen else None

    @cached_property
    def days(self) -> Calendar:
        return Calendar(self.body, self.title.end if self.title else 0)

    @cached_property
    def grids(self) -> list[Grid]:
        known = known_grids(self.body, self.source)
        return known + textual_grids(self.body, [grid.part for grid in known])

    @cached_property
    def lists(self) -> list[Grid]:
        """The tables, one laid out as several taken for one."""
        return joined_lists(self.body, self.grids)

    @cached_property
    def labels(self) -> list[Label]:
        return find_labels(self.body, [grid.part for grid in self.grids])

    @cached_property
    def numbered(self) -> list[Heading]:
        return list(headings(self.body))

    @cached_property
    def _numbered_at(self) -> dict[int, Heading]:
        return {heading.line.start: heading for heading in self.numbered}

    def numbered_at(self, start: int) -> Heading | None:
        """The numbered line that begins at a character."""
        return self._numbered_at.get(start)

    @cached_property
    def heading_text(self) -> str:
        """The title and the first lines, where a document says what it is."""
        first = self.body.lines[:4]
        above = [self.title] if self.title and self.title.start > first[-1].start else []
        return "\n".join(self.body.seen(line) for line in (*above, *first))

    @cached_property
    def doc_numbers(self) -> tuple[str, ...]:
        found = [_NUMBER_HEAD.sub("", re.sub(r"\s", "", m[0])) for m in _DOC_NUMBER.finditer(self.body.text)]
        # 〔2026〕31号 alone in its line, as minutes have it.
        bare = [re.sub(r"\s", "", m["number"]) for m in _BARE_NUMBER.finditer(self.body.text)]
        return tuple(dict.fromkeys([*found, *bare]))

    @cached_property
    def signature(self) -> Signature:
        """The last date that has a line for itself with units on the lines before it."""
        lines = self.body.lines
        for k in range(len(lines) - 1, -1, -1):
            if _DATE_LINE.fullmatch(self.body.seen(lines[k])):
                units = self._units_above(k)
                if units or k == len(lines) - 1:
                    return Signature(units, self._iso(lines[k]))
        units = self._units_above(len(lines)) if lines else ()
        return Signature(() if self._ends_a_list(units) else units, None)

    def _ends_a_list(self, units: tuple[Part, ...]) -> bool:
        """Whether a unit stands above them too: a list of units, as a form offers them to choose from, signs nothing."""
        above = [line for line in self.body.lines if units and line.end <= units[0].start][-1:]
        return len(units) > 1 and any(looks_like_unit(self.body.seen(line)) for line in above)

    def _units_above(self, k: int) -> tuple[Part, ...]:
        found: list[Part] = []
        for line in reversed(self.body.lines[max(0, k - 2) : k]):
            seen = self.body.seen(line)
            if len(seen) > 40 or _SIGNATURE_WORDS.search(seen) or line == self.title:
                break
            parts = [Part(line.start + m.start(), line.start + m.end()) for m in re.finditer(r"[^ ]+", seen)]
            if not all(looks_like_unit(re.sub(r"\(.*\)", "", self.body.seen(p))) for p in parts):
                break
            found = parts + found
        if len(found) == 1 and (whole := self._wrapped_name(found[0])):
            return (whole,)
        return tuple(found)

    def _wrapped_name(self, last: Part) -> Part | None:
        """A long name of a unit over two lines: the first one stops in the middle of it."""
        before = [line for line in self.body.lines if line.end < last.start][-1:]
        if not before or len(self.body.seen(last)) > _REST_OF_NAME:
            return None
        first = self.body.seen(before[0])
        stops = not (looks_like_unit(first) or _SIGNATURE_WORDS.search(first) or re.search(r"\d", first))
        stops = stops and before[0] != self.title
        whole = Part(before[0].start, last.end)
        return whole if stops and looks_like_unit(re.sub(r"\s", "", self.body.seen(whole))) else None

    def _iso(self, line: Part) -> str | None:
        day = next((d for d in self.days.days if line.start <= d.start < line.end), None)
        return day.iso if day and day.year else None
