"""The time limit that a cell of an office's own ledger tells."""

import re
from dataclasses import dataclass
from datetime import date

from bihuan.core.codes import TermClass
from bihuan.core.reasons import Phrase, gettext_noop
from bihuan.core.workdays import out_of_range
from bihuan.paperwork import cells
from bihuan.paperwork.cells import BadCellError, Names
from bihuan.reading import time_limits
from bihuan.reading.grids import Cell

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NOTHING_BUT_A_DAY = re.compile(r"[\d\s./:年月日T-]+")
NAMES_A_DAY = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]")
DONE = "已完成"
HOW_TO_WRITE = gettext_noop(
    "请写成 2026-03-31、2026年3月底前、2026年第三季度、30个工作日内、立行立改、长期坚持，或者把这一列对应到“时限原文”。"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as a cell tells it: the last day, where it names one; its words, where they say more than a day."""

    day: date | None = None
    wording: str = ""
    term: TermClass | None = None
    long_term: bool = False


_wording = cells.text(120)


def read_limit(cell: Cell, names: Names | None = None) -> Limit:
    """What the reading's grammar of time limits makes of a cell. A term that is counted (30个工作日内) keeps its words:
    nobody has said from which day."""
    if isinstance(cell, date):
        return Limit(_within(cell))
    text = cell.strip()
    said = time_limits(text)
    codes = [limit.date for limit in said]
    no_day = (not said and DONE not in text) or (codes[:1] == [None] and NAMES_A_DAY.search(text))  # 2月30日
    if no_day or "unknown" in {limit.year for limit in said[:1]}:
        why = gettext_noop("看不出是哪一天。") if no_day else gettext_noop("没有写明是哪一年。")
        raise BadCellError(Phrase(why), Phrase(HOW_TO_WRITE))
    if codes and codes[0] and DAY.fullmatch(codes[0]):
        return Limit(
            _within(date.fromisoformat(codes[0])), "" if NOTHING_BUT_A_DAY.fullmatch(text) else _wording(text, names)
        )
    lasting = "long-term" in codes
    return Limit(
        None, _wording(text, names), None if lasting or "immediate" not in codes else TermClass.IMMEDIATE, lasting
    )


def _within(day: date) -> date:
    for reason in out_of_range(day):
        raise BadCellError(Phrase(reason.message, reason.params), Phrase(HOW_TO_WRITE))
    return day
