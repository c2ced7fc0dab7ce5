"""Limits that count from an event: 30个工作日内, 收到反馈后6个月内, 限期15日, 半个月内, and the bare 三个月 of a field."""

import re
from collections.abc import Iterator

from bihuan.reading.expressions import expression
from bihuan.reading.numerals import COUNT, cn_number
from bihuan.reading.vocabulary import any_of, words

_DURATION = expression(
    rf"(?P<lead>应?在|自?(?:{any_of(words('time', 'anchors'))})(?:[^,。;:\d]{{0,16}}?(?:之日起|起|后))?|于)?(?<![\d.])"
    rf"(?P<number>{COUNT}) ?(?:个)?(?P<unit>工作日|半月|月|日历日|自然日|天|日|周|星期|年半?)(?:之内|以内|内)",
    needs="内",
)
# 限期1个月, 限15日: what was set is a time within which.
_SET = expression(
    rf"限(?:期|时|定)?(?:在|于)? ?(?P<number>{COUNT}) ?个?(?P<unit>工作日|月|日历日|自然日|天|日|周|星期|年)"
    r"(?![前底末内以之]|\d)",
    needs="限",
)
# The whole of a field that asks for a limit: 15个工作日, 不超过30天, 三个月, P30WD.
_BARE = expression(
    rf"(?:不(?:得|能)?超过|时限|期限|工期|为)* ?:?(?!\d\d ?年|\d+ ?月)(?P<number>{COUNT}) ?"
    r"个?(?P<unit>工作日|半月|月|日历日|自然日|天|周|星期|年半?)"
)
_WRITTEN_OUT = expression(r"P\d{1,3}(?:WD|[DWMY])")
# 24小时内, 半个月内: no number of days, weeks or months stands in them.
_SHORT_CODES = {
    "24小时": "P1D",
    "二十四小时": "P1D",
    "48小时": "P2D",
    "72小时": "P3D",
    "半个月": "P15D",
    "半月": "P15D",
    "半年": "P6M",
    "一个季度": "P3M",
    "1个季度": "P3M",
    "两个季度": "P6M",
}
_SHORT = expression(rf"(?<![\d个年])(?P<number>{'|'.join(_SHORT_CODES)})(?:之内|以内|内)", needs="内")
_UNIT_CODES = {
    "工作日": "WD",
    "日历日": "D",
    "自然日": "D",
    "天": "D",
    "日": "D",
    "周": "W",
    "星期": "W",
    "月": "M",
    "年": "Y",
}
Duration = tuple[int, int, str]
"""Start, end and code: P30WD, P6M."""


def within(folded: str, start: int, end: int) -> Iterator[Duration]:
    """Those that say of themselves that they are limits."""
    for match in _DURATION.finditer(folded, start, end):
        at = match.start("number") if match["lead"] in ("应在", "于") else match.start()
        yield at, match.end(), _code(match)
    for match in _SET.finditer(folded, start, end):
        yield *match.span(), _code(match)
    for match in _SHORT.finditer(folded, start, end):
        yield *match.span(), _SHORT_CODES[match["number"]]


def whole(folded: str, start: int, end: int) -> Duration | None:
    """What is a limit because a field that asks for one holds nothing else."""
    if match := _BARE.fullmatch(folded, start, end):
        return match.start("number"), end, _code(match)
    seen = folded[start:end]
    if seen in _SHORT_CODES or _WRITTEN_OUT.fullmatch(seen):
        return start, end, _SHORT_CODES.get(seen, seen)
    return None


def _code(match: re.Match[str]) -> str:
    number = cn_number(match["number"])
    if match["unit"] == "半月":  # 一个半月
        return f"P{30 * number + 15}D"
    return f"P{12 * number + 6}M" if match["unit"] == "年半" else f"P{number}{_UNIT_CODES[match['unit']]}"
