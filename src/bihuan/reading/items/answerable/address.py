"""Who a letter is written to: the units of its address line."""

from bihuan.reading.document import Document
from bihuan.reading.result import UnitRef
from bihuan.reading.who import units

_FIRM = ("公司", "厂", "矿", "场", "店", "合作社", "酒店", "宾馆", "医院", "学校", "企业", "村委会", "社区")
_EVERY = ("各", "有关", "相关")


def addressees(document: Document) -> list[UnitRef]:
    """The units of the address line, which ends with a colon."""
    for line in document.body.lines[:8]:
        seen = document.body.seen(line)
        if seen.endswith(":") and 3 <= len(seen) <= 200:
            named = units.listed(document.body, line.start, line.end - 1)
            if named and all(_answers_letters(u.text) for u in named):
                return named
    return []


def _answers_letters(name: str) -> bool:
    """Offices, all of a sort, and the firms that a letter tells to put something right."""
    return units.looks_like_unit(name) or name.startswith(_EVERY) or name.endswith(_FIRM)
