"""What a cell looks like, and which columns the cells of a damaged row belong to."""

import re
from collections.abc import Callable, Sequence

from bihuan.reading.expressions import expression
from bihuan.reading.vocabulary import any_of, words
from bihuan.reading.who.units import looks_like_unit

_NUMBER = expression(
    r"(?:序号)?[A-Z]{0,2}\d[\d\-.A-Z]{0,20}(?:\([^()]{1,16}\))?|第[一二三四五六七八九十百\d]{1,4}[项号]|[一二三四五六七八九十]{1,3}"
)
_CODE = expression(
    r"[A-Z]{0,4}-?\d{1,4}(?:-\d{1,4})?"
    r"|(?:任务|问题|清单|事项|议题|案例|点位|第) ?(?:[一二三四五六七八九十百]{1,4}|\d{1,4})[项条号个]?"
)
_PLACE = expression(
    rf"[一-鿿*]{{1,10}}{any_of(words('units', 'level'))}(?:[、,][一-鿿]{{1,10}}{any_of(words('units', 'level'))})*|全[省市县区]"
)
_YES_NO = expression(r"是|否|(?:部分|基本)?属实|不属实|查实|未查实")
_DONE = expression(
    r"是|否|(?:已|未|阶段性|正在|基本)?(?:办[结理]|结案|销号|整改)(?:中|完毕|完成)?(?:\([^()]{1,12}\))?|整改中|已完成|未完成"
)
_TIME = expression(r"\d{4}|\d月|长期|立[行知]立改|立即|工作日|年底")
_CATEGORY = expression(
    r"(?:[、,]?(?:大气|水|土壤|噪声|噪音|生态|固废|辐射|油烟|扬尘|其他|垃圾|海洋|异味|恶臭|光)(?:污染|破坏|环境|类)?)+"
)
_NAME = expression(r"[一-鿿]{2,4}(?:[、,\s][一-鿿]{2,4})*")
_CHECKED = expression(r"经(?:现场)?(?:调查|核查|查|核实)|现场|调查|核实|监测|检查|到场|未发现|厂界|查阅|走查")
_HANDLED = expression(r"责令|处罚|罚款|查处|加强|立案|要求|督促|清洗|整改|关停|拆除|加盖|清理|已|继续")
_PLANNED = expression(r"^(?:整改)?措施|^1[.、]|^一是|^\(一\)")
_PROSE = frozenset(
    ("problem", "goal", "measures", "measures_and_result", "result", "verification", "handling", "cause", "future")
)
_LONG = 10
_SKIPPED_CELL = -2.5
_SKIPPED_COLUMN = -0.6
_NEVER = -4.0  # a sentence where a number, a verdict or a state should stand


def are_codes(texts: Sequence[str]) -> bool:
    """Whether the cells of a column are codes, each another: P1, P2, P3."""
    bare = [text.strip() for text in texts if text.strip()]
    return len(bare) > 1 and len(set(bare)) == len(bare) and all(_CODE.fullmatch(text) for text in bare)


def fit(concern: str | None, text: str) -> float:
    """How well a cell's wording suits a column; below zero it does not."""
    text = re.sub(r"\s", "", text)
    if not text:
        return 0.0
    if concern is None or concern == "remark":
        return 0.1
    if concern in _PROSE:
        return _prose(concern, text)
    looks = _LOOKS.get(concern)
    return looks(text) if looks else (0.5 if len(text) <= 40 else -0.5)


def _prose(concern: str, text: str) -> float:
    if len(text) < _LONG:
        return 0.3 if concern in ("goal", "result") else -1.0
    cues = {"verification": _CHECKED, "handling": _HANDLED, "measures": _PLANNED}.get(concern)
    return 1.5 + (1.0 if cues and cues.search(text) else 0.0) - (0.8 if cues is None and _CHECKED.match(text) else 0.0)


def _whole(pattern: re.Pattern[str], yes: float = 3.0, no: float = -3.0) -> Callable[[str], float]:
    return lambda text: yes if pattern.fullmatch(text) else no


def _unit(text: str) -> float:
    if len(text) > 150:
        return -2.0
    first = re.split(r"[、,;:/(]", text)[0]
    return 2.5 if looks_like_unit(first) or "单位" in text else 2.0 if _PLACE.fullmatch(text) else -1.5


_LOOKS: dict[str, Callable[[str], float]] = {
    "number": _whole(_NUMBER, 3.0, -4.0),
    "place": _whole(_PLACE, 2.6, -0.8),
    "verdict": _whole(_YES_NO, 3.0, -4.0),
    "closed": _whole(_DONE, 3.0, -4.0),
    "category": _whole(_CATEGORY, 3.0, -1.0),
    "deadline": lambda text: 2.5 if len(text) < 60 and _TIME.search(text) else -2.5,
    "actual_date": lambda text: 2.5 if len(text) < 60 and _TIME.search(text) else -2.5,
    "person": lambda text: 1.5 if _NAME.fullmatch(text) or len(text) < 40 else -2.0,
    "accountability": lambda text: 1.5 if text in ("无", "/", "否") or "问责" in text or "约谈" in text else 0.2,
    "status": lambda text: 1.0 if len(text) < 30 else -0.5,
} | dict.fromkeys(("lead", "duty", "assist", "supervise", "accept", "lead_assist"), _unit)


def aligned(concerns: Sequence[str | None], texts: Sequence[str]) -> list[int | None]:
    """For each cell its column, or None where it is left out: the order stays, the sum of fits is the greatest. Cells
    and columns may both be missing."""
    rows, columns = len(texts), len(concerns)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    step = [[""] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for k in range(columns + 1):
            options = []
            if i and k:
                options.append((best[i - 1][k - 1] + fit(concerns[k - 1], texts[i - 1]), "both"))
            if i:
                skipped = 0.0 if not texts[i - 1].strip() else _SKIPPED_CELL
                options.append((best[i - 1][k] + skipped, "cell"))
            if k:
                options.append((best[i][k - 1] + _SKIPPED_COLUMN, "column"))
            if options:
                best[i][k], step[i][k] = max(options, key=lambda option: option[0])
    return _path(step, rows, columns)


def _path(step: list[list[str]], rows: int, columns: int) -> list[int | None]:
    found: list[int | None] = [None] * rows
    i, k = rows, columns
    while i or k:
        taken = step[i][k]
        if taken == "both":
            i, k = i - 1, k - 1
            found[i] = k
        elif taken == "cell":
            i -= 1
        else:
            k -= 1
    return found


def suits(concerns: Sequence[str | None], texts: Sequence[str]) -> bool:
    """Whether each of the cells may well stand under its head."""
    return all(fit(c, t) >= 0 for c, t in zip(concerns, texts, strict=False))


def contradicts(concerns: Sequence[str | None], texts: Sequence[str]) -> bool:
    """Whether cells that are as many as the columns clearly stand under wrong heads."""
    fits = [fit(c, t) for c, t in zip(concerns, texts, strict=False)]
    return sum(fits) < 0 or min(fits, default=0.0) <= _NEVER
