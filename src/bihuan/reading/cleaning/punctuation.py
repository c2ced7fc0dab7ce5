"""Marks that a machine doubled, spaces inside words, markup, and symbols that a forum adds against copying."""

import re

from bihuan.reading.cleaning.cleaned import Cleaned, Edit, drop
from bihuan.reading.expressions import expression

_DOUBLED = expression(r"(?<=[^\d,]),+(?=[,。、;:!?)》”])|(?<=\d),+(?=[,。、;:!?)》”])", needs=",")
_SPACE_AT_MARK = expression(
    r"(?<=[,。、;:!?“《(]) +(?=[\u4e00-\u9fff“《(])|(?<=[\u4e00-\u9fff]) +(?=[,。、;!?”》)])", needs=" "
)
_HAN = "[\u4e00-\u9fff]"
_LONE = expression(rf"(?<![\u4e00-\u9fff|]){_HAN}(?: {{1,2}}{_HAN}(?!{_HAN})){{2,}}(?: {{1,2}}(?={_HAN}))?", needs=" ")
_LONE_PAIR = expression(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff](?:[,。、;:]|$))", re.MULTILINE, needs=" ")
_NUMBER_SPACE = expression(
    r"(?<=[\u4e00-\u9fff]) (?=\d{1,9} ?[年月日号项个件座家%])|(?<=\d) (?=[年月日号项个件座家%])", needs=" "
)
# What a typesetter puts between characters and figures, and no one who parts two names.
_NO_BREAK = expression(r"(?<=[\u4e00-\u9fff,。;:、(])\xa0+(?=[\d(])|(?<=[\d%)])\xa0+(?=[\u4e00-\u9fff(])", needs="\xa0")
_MARKUP = expression(
    r"</?(?:p|br|div|span|strong|b|i|u|a|img|font|table|tbody|tr|td|th|li|ul|h\d)\b[^<>\n]{0,80}/?>|&nbsp;|&emsp;|\$(?=[\u4e00-\u9fff“《]|$)",
    re.MULTILINE,
    needs=("<", "&", "$"),
)
_INVISIBLE = expression(r"[\u200b-\u200f\u2060\ufeff\xad\x00-\x08\x0b\x0c\x0e-\x1f\x7f\r]")
_ASCII_RUN = expression(r"(?<=[。;!?”])[.; ]{0,3}[!-~ ]{6,80}(?=\n|\Z)|(?m:^)[!-~ ]{6,80}(?=\n|\Z)")
_SYMBOLS = expression(r"(?<=[\u4e00-\u9fff])(?=[*%@#$^&~]{0,6}[%@#$^&~])[*%@#$^&~]{3,8}", needs=tuple("*%@#$^&~"))
_LEADING_QUESTION = expression(r"(?m:^) *\?{1,8}(?=[\u4e00-\u9fff])", needs="?")
_SCRAMBLED = expression(r"[!@#$^&*{}\[\]~+\\|<>]")
_TABBED = expression(r"(?m:^)[^\t\n|]+(?:\t[^\t\n|]*){2,}(?:\n[^\t\n|]*(?:\t[^\t\n|]*){2,})+", needs="\t")
_LINE = expression(r"[^\n]+")
_WIDE = expression(r"(?<=[^\s])(?:\u3000+| {2,})(?=[^\s])")
_OF_TABLES = expression("序号|编号|问题|整改|责任|时限|期限|是否|措施|情况|单位|区域|任务|目标")
_FEWEST_HEADS = 3
_HIDDEN_MAIL = expression(r"\[email\sprotected\]")


def invisible(cleaned: Cleaned) -> list[Edit]:
    return drop(cleaned, _INVISIBLE)


def tabs(cleaned: Cleaned) -> list[Edit]:
    """Tabs between the cells of rows that stand below each other become bars: a table that was pasted from a sheet."""
    edits: list[Edit] = []
    for run in _TABBED.finditer(cleaned.text):
        rows = run[0].splitlines()
        if len(rows) > 1 and len({row.count("\t") for row in rows}) == 1:
            edits += [Edit(run.start() + m.start(), run.start() + m.end(), "|") for m in re.finditer("\t", run[0])]
    return sorted([*edits, *_wide_spaces(cleaned)], key=lambda edit: edit.start)


def _wide_spaces(cleaned: Cleaned) -> list[Edit]:
    """Wide spaces do so too where each row has as many of them as the row of heads."""
    if "\u3000" not in cleaned.text and "  " not in cleaned.text:
        return []
    edits: list[Edit] = []
    rows: list[tuple[str, list[Edit]]] = []
    for line in _LINE.finditer(cleaned.text):
        at = line.start()
        gaps = [Edit(at + m.start(), at + m.end(), "|") for m in _WIDE.finditer(line[0])]
        if len(gaps) < _FEWEST_HEADS or "|" in line[0] or "\t" in line[0]:
            gaps = []
        if rows and len(gaps) != len(rows[0][1]):
            edits += _bars(rows)
            rows = []
        rows += [(line[0], gaps)] if gaps else []
    return [*edits, *_bars(rows)]


def _bars(rows: list[tuple[str, list[Edit]]]) -> list[Edit]:
    """The edits of rows below a row of heads."""
    headed = len(rows) > 1 and len(_OF_TABLES.findall(rows[0][0])) >= _FEWEST_HEADS and "。" not in rows[0][0]
    return [edit for _, gaps in rows for edit in gaps] if headed else []


def markup(cleaned: Cleaned) -> list[Edit]:
    return drop(cleaned, _MARKUP)


def scrambled(cleaned: Cleaned) -> list[Edit]:
    """Runs of ASCII that hold no words: at least three symbols, and mostly single letters between them."""
    edits = [Edit(*m.span()) for m in _ASCII_RUN.finditer(cleaned.folded) if _looks_scrambled(m[0])]
    edits += drop(cleaned, _SYMBOLS)
    return sorted(edits, key=lambda edit: edit.start)


def _looks_scrambled(run: str) -> bool:
    if "://" in run or _HIDDEN_MAIL.search(run):
        return False
    tokens = run.split()
    return len(_SCRAMBLED.findall(run)) >= 2 and len(tokens) >= 4 and max(len(t) for t in tokens) <= 4


def broken_spaces(cleaned: Cleaned) -> list[Edit]:
    """A run of "?" that opens a line before a character was a space."""
    return drop(cleaned, _LEADING_QUESTION)


def doubled_marks(cleaned: Cleaned) -> list[Edit]:
    """A comma before another mark: ",," and ",。" keep the second alone."""
    return drop(cleaned, _DOUBLED)


def inner_spaces(cleaned: Cleaned) -> list[Edit]:
    """Spaces at marks, and around characters that stand alone. A space between two longer words may separate two names
    and stays; so does a tab, which parts a label from its value."""
    spans = {m.span() for p in (_SPACE_AT_MARK, _LONE_PAIR, _NUMBER_SPACE) for m in p.finditer(cleaned.folded)}
    spans |= {m.span() for m in _NO_BREAK.finditer(cleaned.text)}
    for match in _LONE.finditer(cleaned.folded):
        spans |= {(match.start() + m.start(), match.start() + m.end()) for m in re.finditer(" +", match[0])}
    edits: list[Edit] = []
    for start, end in sorted(spans):
        if "\t" not in cleaned.text[start:end] and (not edits or start >= edits[-1].end):
            edits.append(Edit(start, end))
    return edits
