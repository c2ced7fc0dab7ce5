"""Limits that were set earlier and are told together with what came of them: 2024年底前应建成3座,目前仅1座开工 is a finding
and no duty, and so is 2025年底应完成任务27项,截至12月31日已完成20项."""

import re

from bihuan.reading.body import Part
from bihuan.reading.deadlines import Due
from bihuan.reading.document import Document

_COUNTED = re.compile(
    r"[^,。;:]{0,50}?\d+(?:\.\d+)?(?:万|余|多)?(?:[个项座处家条台套件宗户吨亩]|公里|公顷|平方|万元|%)[^,。;:\d]{0,6}$"
)
_OUTCOME = re.compile(
    r"[,;](?:但|而|却|可)?(?:是)?(?:实际|目前|现|截至|截止|至今|迄今|到目前|督察[^,。]{0,10}[时中]|[^,。;]{0,8}?(?:已|仅|只|仍|尚|未|没有|才))"
)


def is_told_with_outcome(document: Document, clause: Part, due: Due) -> bool:
    """Whether what was due by then is a quantity, and the next clause says how much of it came about."""
    folded = document.body.folded
    return bool(_COUNTED.fullmatch(folded, due.end, clause.end) and _OUTCOME.match(folded, clause.end))
