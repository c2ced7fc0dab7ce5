"""Lines that were broken in the middle of a sentence or a name."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bihuan.reading.cleaning.cleaned import Cleaned, Edit
from bihuan.reading.expressions import expression
from bihuan.reading.source import Span
from bihuan.reading.vocabulary import any_of, load, mapping, table
from bihuan.reading.vocabulary.wordings import concern_of

_NUMBERED = expression(
    r"[(]?[一二三四五六七八九十\d]{1,3}[)、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十\d]+[条项批]|[①-⑳]"
    r"|[一-鿿]{0,2}(?:问题|任务|事项|案例|案件|议题|点位|线索)之?[(]?[一二三四五六七八九十\d]{1,3}[)]? *[、:. ]"
)
_STARTS_ANEW = expression(r"\d{4}年|[a-zA-Z]|附件|附:|联系|监督|公示|序号|[-—•·▼※★]")
_SPEAKS = expression(r"[一-鿿]{2,10}(?:强调|指出|要求|认为|表示|提出|发现)[,:]")
_ENDS = expression(r"[。!?;:,、”》)…|]$")
_INNER = expression(r"[,。;]")
_LABEL = expression(rf"{any_of(*table('labels').values())} *(?:[:|]|$)")
_MINUTES = expression(
    rf"[一-鿿]{{0,2}}{any_of(*(mapping('minutes', field)['word'] for field in load('minutes')))}[一-鿿]{{0,4}} *:"
)
_WORDS = expression(r"(?P<words>[一-鿿]{4,14}) *:")
# A title of two lines: 某市贯彻落实省督察组 above 反馈问题整改情况, which is no label there.
_HALF_A_TITLE = expression(r"[^,。;:、]*(?:落实|关于|公开|办理|对)[^,。;:、]{0,20}(?:督察|督查|巡查)组?")
_REST_OF_TITLE = expression(
    r"(?:反馈|移交|交办|转办|通报|指出)[^,。;:]{2,40}(?:情况|方案|公示|公告|报告|通报|通知|清单|台账|函)"
)
_CARRIES_ON = expression(r"[,。、;!?)》”]")  # no line begins with a mark that ends something
# 2027年 above 6月底前, 6月3 above 0日前: within a cell there is no other line to begin.
_BROKEN_DAY = expression(
    r"(?<=\d年)\s*\n\s*(?=\d{1,2}\s*月|[底末内前])|(?<=年\d)\s*\n\s*(?=\d?月)|(?<=年\d\d)\s*\n\s*(?=月)"
    r"|(?<=\d月)\s*\n\s*(?=\d{1,2}\s*[日号]|[底末初前内]|[上中下]旬)|(?<=月\d)\s*\n\s*(?=\d?[日号])"
    r"|(?<=月\d\d)\s*\n\s*(?=[日号])|(?<=[月年日][底末])\s*\n\s*(?=前)|(?<=\d日)\s*\n\s*(?=前)",
    needs="\n",
)
_HALF = 4
_FEWEST_FULL = 8
_FULL_WIDTH = 22  # characters; shorter lines were not broken for want of room


def broken_days(text: str, cells: Sequence[Span]) -> list[Edit]:
    """Line feeds to remove from a text before anything else is: those that part one day within a cell."""
    broken = (cell for cell in cells if text.find("\n", cell.start, cell.end) >= 0)
    return [Edit(*match.span()) for cell in broken for match in _BROKEN_DAY.finditer(text, cell.start, cell.end)]


def broken_lines(cleaned: Cleaned) -> list[Edit]:
    """Line feeds to remove: inside open quotation marks or brackets, or where a long line stops without a mark and the
    next one does not begin anything."""
    lines = list(re.finditer(r"[^\n]+", cleaned.folded))
    if len(lines) < 2:
        return []
    edits = []
    width = _column(lines)
    for this, following in pairwise(lines):
        before, after = this[0].rstrip(), following[0].lstrip()
        goes_on = width and len(this[0]) >= width and not following[0].startswith(" ")
        if before and after and (_broken(before.lstrip(), after) or (goes_on and not _begins(after))):
            edits.append(Edit(this.start() + len(before), following.end() - len(following[0].lstrip())))
    return edits


def _column(lines: list[re.Match[str]]) -> int | None:
    """The width from which a line is full, in a text whose paragraphs are indented and whose lines all break at one
    width; None for any other text."""
    widths = [len(line[0].rstrip()) for line in lines]
    full = max(widths, key=widths.count)
    near = sum(abs(width - full) <= 2 for width in widths)
    indented = sum(line[0].startswith("  ") for line in lines)
    regular = near >= max(_FEWEST_FULL, len(lines) / 2) and max(widths) <= full + 3
    return full - 2 if regular and indented >= 2 and full >= _FULL_WIDTH else None


def _begins(after: str) -> bool:
    return bool("|" in after or _NUMBERED.match(after) or _LABEL.match(after))


def _broken(before: str, after: str) -> bool:
    if "|" in before or "|" in after:
        return False
    if _CARRIES_ON.match(after) or _halves_of_label(before, after):
        return True
    if _HALF_A_TITLE.fullmatch(before) and _REST_OF_TITLE.fullmatch(after.rstrip()):
        return True
    if not re.match(r"[一-鿿*\d]", after):
        return False
    if _NUMBERED.match(after) or _STARTS_ANEW.match(after) or _LABEL.match(after) or _SPEAKS.match(after):
        return False
    if _MINUTES.match(after) or ((head := _WORDS.match(after.replace(" ", ""))) and concern_of(head["words"])):
        return False  # 责任 单位: too
    if any(
        before.count(a) == before.count(b) + 1 and b in after[:40] and a not in after[: after.index(b)]
        for a, b in ("《》", "“”", "()")
    ):
        return True
    if _ENDS.search(before) or not re.search(r"[一-鿿\d/]$", before):
        return False
    return len(before) >= _FULL_WIDTH and bool(_INNER.search(before)) and not _signature(after)


def _halves_of_label(before: str, after: str) -> bool:
    """整改 at the end of a page and 时限: on the next."""
    head = _WORDS.match(before + after) if len(before) <= _HALF else None
    return bool(head and len(head["words"]) > len(before) and concern_of(head["words"]) and not concern_of(before))


def _signature(line: str) -> bool:
    return len(line) < _FULL_WIDTH and not re.search(r"[,。;:]", line)
