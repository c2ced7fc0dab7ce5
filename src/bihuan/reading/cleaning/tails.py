"""What a web page puts around a document: crumbs, buttons, footers, lists of headlines, repeated titles."""

import re
from collections.abc import Iterator

from bihuan.reading.cleaning.cleaned import Cleaned, Edit
from bihuan.reading.expressions import expression
from bihuan.reading.vocabulary import any_of, words

_LINE = expression(r"[^\n]*\n?")
_GLUE = r"[\s|/·•:>\-—_\[\]【】()。,、+*]"
_WIDGET = expression(rf"(?:{_GLUE}|{any_of(words('noise', 'line'))}|\d)*")
_START = expression(rf"[\s|·•]*{any_of(words('noise', 'start'))}")
_ANYWHERE = expression(any_of(words("noise", "anywhere")))
_TAIL = expression(rf"[\s|·•:>]*{any_of(words('noise', 'tail'))}[\s|:>]*")
_TAIL_IN_LINE = expression(rf"[\s|·•:>]*{any_of(words('noise', 'tail'))} *[:丨|].{{4,}}")  # 大家还在看:甲|乙|丙
_HEADLINE = expression(r"[ \-·•*]*\S.{4,80}?(?:\(?\d{4}-\d{1,2}-\d{1,2}\)?|\(\d{1,2}-\d{1,2}\)) *", needs="-")
_IMAGE = expression(r"[|\s]*[\w\-一-鿿()]{1,30}\.(?:jpe?g|png|gif|bmp|webp|mp4) *[|\s]*", re.IGNORECASE, needs=".")
_PICTURE = expression(rf"[(【\[]{any_of(words('noise', 'picture'))}[)】\]]")
_SEARCH = expression(any_of(words("noise", "search")), needs=words("noise", "search"))
_OPENING = 3  # lines above or among which the title stands
_FEWEST_TWICE = 3  # lines of a whole text that stands twice
# Where a page stands in its site: from the front page, through sections of whatever name; or which sections there are.
_CRUMBS = expression(
    r"(?:\d{1,2}[.、] *)?(?:位置: *)?[一-鿿]{0,8}(?:首页|主页)"
    r"(?:(?: *[>›»/] *[^>›»/。|\n]{1,40}){1,6}|(?:[ |]+[一-鿿]{2,8}){3,})",
    needs=("首页", "主页"),
)
_PAGE = expression(
    r"第 ?\d{1,4} ?页(?:[,/ ]*共 ?\d{1,4} ?页)?|共 ?\d{1,4} ?页[,/ ]*第 ?\d{1,4} ?页|[-—] ?\d{1,4} ?[-—]",
    needs=("页", "-", "—"),
)
_HOST = expression(r"(?:主办|承办)(?:单位)?:", needs="办")
_FIELD = expression(r"[一-鿿]{3,8}:", needs=":")
_OF_PAGE = expression(
    r"技术支持|ICP备|公网安备|电话|地址|邮编|邮箱|网站|备案|标识|版权|主办|承办单位?:|维护|浏览|传真|建议使用|来源|编辑|审核"
)
_DATED = r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|年\d{1,2}月\d{1,2}日)"
_DAY = expression(rf"(?<!\d){_DATED}")
_LABELLED_DAY = expression(rf"(?:发布|发表|更新|录入|上传)(?:日期|时间) ?: ?{_DATED}", needs=":")
_ONLY_MARKS = expression(r"[ |·•\-—_*#]*")
_CUT_SHORT = expression(r"(?:\.{3}|…)$")
_RUN = 3  # headlines in a row that make a list
_LONG_FOOTER = 120
_LONG = 24  # characters from which a line is told by its wording
_ENTRY = expression(r"[^:。,]{2,12}:|[(（]?[一二三四五六七八九十\d①-⑳]{1,4}[)）、.．是]")


def _lines(cleaned: Cleaned) -> list[tuple[int, int, str]]:
    """(start, end, folded wording) of each line; `end` includes the line feed."""
    return [(m.start(), m.end(), m[0].strip()) for m in _LINE.finditer(cleaned.folded) if m.end() > m.start()]


def link_lists(cleaned: Cleaned) -> list[Edit]:
    """From the first run of headlines, or a heading of such a list behind the body, to the end of the text."""
    lines = _lines(cleaned)
    run = 0
    for k, (start, _, line) in enumerate(lines):
        run = run + 1 if _HEADLINE.fullmatch(line) and "|" not in line[4:-4] and "发布" not in line else 0
        if run == _RUN:
            return [Edit(lines[k - _RUN + 1][0], len(cleaned.text))]
        heads = line and (_TAIL.fullmatch(line) or _TAIL_IN_LINE.fullmatch(line))
        if k * 2 > len(lines) and heads and _only_links(lines[k + 1 :]):
            return [Edit(start, len(cleaned.text))]
    return []


def search_phrases(cleaned: Cleaned) -> list[Edit]:
    """Lines above the title that are there for search engines; a sentence is none."""
    if not _SEARCH.search(cleaned.folded):
        return []
    opening = [told for told in _lines(cleaned) if told[2]]
    return [Edit(a, b) for a, b, line in opening[:-1][:_OPENING] if _SEARCH.search(line) and not line.endswith("。")]


def _only_links(rest: list[tuple[int, int, str]]) -> bool:
    """Whether no line behind looks like the body: a sentence with its full stop, or a signature's date. A teaser of
    another page breaks off."""
    if rest and _CUT_SHORT.search(rest[0][2]):
        return True
    return not any(line.endswith("。") or re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", line) for _, _, line in rest)


def widgets(cleaned: Cleaned) -> list[Edit]:
    lines = [told for told in _lines(cleaned) if told[2]]
    running = {(start, end) for start, end in _running_heads(lines)}
    found = []
    for k, (start, end, line) in enumerate(lines):
        if (start, end) in running or (_is_widget(line) and not _of_form(lines, k)):
            day = _DAY if _WIDGET.fullmatch(line) else _LABELLED_DAY
            found += _but(day.search(cleaned.folded, start, end), start, end, cleaned.folded)
    return found


def _but(day: re.Match[str] | None, start: int, end: int, folded: str) -> list[Edit]:
    """2019-07-27 07:54 字号: 大 中 小 goes, but the day of the page stays."""
    if day is None:
        return [Edit(start, end)]
    line_end = end - (folded[end - 1] == "\n")
    return [Edit(a, b) for a, b in ((start, day.start()), (day.end(), line_end)) if b > a]


def _running_heads(lines: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Page numbers, and the title where it stands again beside one."""
    for k, (start, end, line) in enumerate(lines):
        if not _PAGE.fullmatch(line):
            continue
        yield start, end
        yield from ((a, b) for a, b, other in lines[max(1, k - 1) : k + 2] if k and other == lines[0][2])


def _of_form(lines: list[tuple[int, int, str]], at: int) -> bool:
    """承办单位:… beside 受理编号:… is a field of a form; beside the page's own facts it is the foot of the page."""
    host = _HOST.match(lines[at][2])
    reach = 2 if host and host.end() == len(lines[at][2]) else 1  # with its value in the line below, so have the others
    beside = [line for _, _, line in (*lines[max(0, at - reach) : at], *lines[at + 1 : at + 1 + reach])]
    if host is None or any(_OF_PAGE.search(line) for line in (*beside, lines[at][2][host.end() :])):
        return False
    return any(_FIELD.match(line) and not _is_widget(line) for line in beside)


def _is_widget(line: str) -> bool:
    if _ONLY_MARKS.fullmatch(line):
        return "|" not in line  # a lone bar may end a row of a table
    if len(line) <= _LONG_FOOTER and (_START.match(line) or _ANYWHERE.search(line)):
        return True
    return bool(
        _IMAGE.fullmatch(line)
        or _PICTURE.fullmatch(line)
        or _CRUMBS.fullmatch(line)
        or (
            len(line) < 60
            and _WIDGET.fullmatch(line)
            and re.search("[一-鿿]", line)
            and not re.fullmatch(r"[\d\s|:\-—]*", line)
        )
    )


def repetitions(cleaned: Cleaned) -> list[Edit]:
    """A long line that stood before, and a title or date that stands twice in a row; rows of tables are let be."""
    lines = [(start, end, re.sub(r"\s", "", line)) for start, end, line in _lines(cleaned)]
    if again := _second_half([line for line in lines if line[2]]):
        return again
    return [Edit(start, end) for start, end in _repeated(lines, _doubled([key for _, _, key in lines]))]


def _second_half(lines: list[tuple[int, int, str]]) -> list[Edit]:
    """The lines of a text that stands there again as a whole; entries may be alike, a text with its title is no entry."""
    half = len(lines) // 2
    keys = [key for _, _, key in lines]
    if half < _FEWEST_TWICE or keys[:half] != keys[half:] or _ENTRY.match(keys[0]) or any("|" in key for key in keys):
        return []
    return [Edit(start, end) for start, end, _ in lines[half:]]


def _doubled(keys: list[str]) -> bool:
    """Whether the page brings its text twice: its first paragraph returns."""
    first = next((key for key in keys if len(key) >= _LONG and "|" not in key and not _ENTRY.match(key)), None)
    return first is not None and keys.count(first) > 1


def _repeated(lines: list[tuple[int, int, str]], doubled: bool) -> Iterator[tuple[int, int]]:
    seen: set[str] = set()
    before = ""
    for start, end, key in lines:
        if not key or "|" in key:
            continue
        # Two entries may well share a goal, a measure or a limit: numbered and labelled lines repeat only with the page.
        again = len(key) >= _LONG and key in seen and (doubled or not _ENTRY.match(key))
        if (len(key) >= 6 and key == before) or again:
            yield start, end
        seen.add(key)
        before = key
