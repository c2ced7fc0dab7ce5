"""The cells of an office's own ledger: how each kind is read, and what would help where one cannot be taken over."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.core.codes import Code
from bihuan.core.reasons import Phrase, gettext_noop
from bihuan.core.workdays import YEARS
from bihuan.ledger.access import visible_inspections
from bihuan.ledger.models import Inspection
from bihuan.ledger.persons import people_in_post
from bihuan.org.access import Viewer
from bihuan.org.models import Person, Unit
from bihuan.org.queries import UnitIndex, full_name
from bihuan.platform import clock
from bihuan.reading.grids import Cell

OUTER = re.compile(r"[；;\n]+")
SPLIT = re.compile(r"[、，,;；\n]+|\s{2,}")


class BadCellError(ValueError):
    """A cell that cannot be taken over: why, and what would help."""

    def __init__(self, why: Phrase, remedy: Phrase) -> None:
        super().__init__(why.text())
        self.why = why
        self.remedy = remedy


@dataclass
class Names:
    """Units, people and inspections by name, these as far as the viewer may know of them; loaded once for a file."""

    viewer: Viewer
    units: UnitIndex = field(default_factory=UnitIndex)

    @cached_property
    def people(self) -> Mapping[str, list[Person]]:
        found: dict[str, list[Person]] = {}
        for person in people_in_post():
            found.setdefault(person.name, []).append(person)
        return found

    @cached_property
    def inspections(self) -> Mapping[str, list[Inspection]]:
        found: dict[str, list[Inspection]] = {}
        for row in visible_inspections(self.viewer):
            for name in {row.number, row.name}:
                found.setdefault(name, []).append(row)
        return found


Reader = Callable[[Cell, Names], Any]


def text(most: int) -> Callable[[Cell, Names | None], str]:
    def read(cell: Cell, names: Names | None) -> str:
        text = cell.isoformat() if isinstance(cell, date) else cell.strip()
        if len(text) > most:
            raise BadCellError(
                Phrase(gettext_noop("有%(count)s字，超过%(most)s字的上限。"), {"count": len(text), "most": most}),
                Phrase(gettext_noop("请缩短，或者改填到更长的栏目。")),
            )
        return text

    return read


def _codes_by_name(codes: type[Code]) -> dict[str, Code]:
    found: dict[str, Code] = {}
    for code in codes:
        found |= {code.value: code, code.label: code}
        with override("en"):
            found[str(_(code.label)).lower()] = code
    return found


def code(codes: type[Code], most: int = 1) -> Reader:
    known: dict[str, Code] = {}

    def read(cell: Cell, names: Names) -> Any:
        known.update(known or _codes_by_name(codes))
        parts = [part.strip() for part in SPLIT.split(str(cell)) if part.strip()]
        unknown = [part for part in parts if part not in known and part.lower() not in known]
        if unknown or len(parts) > most:
            listed = [Phrase(code.label) for code in codes]
            raise BadCellError(
                Phrase(gettext_noop("“%(value)s”不在选项里。"), {"value": unknown or parts}),
                Phrase(gettext_noop("可填：%(listed)s。"), {"listed": listed}),
            )
        found = tuple(sorted({known.get(part) or known[part.lower()] for part in parts}))
        return found if most > 1 else found[0]

    return read


def year(cell: Cell, names: Names) -> int | None:
    """A year, or 是 in a list of this year's."""
    told = re.fullmatch(r"(\d{4})(?:\.0)? ?年?", str(cell).strip(), re.ASCII)
    if told and int(told[1]) in YEARS:
        return int(told[1])
    return clock.today().year if flag(cell, names) else None


def flag(cell: Cell, names: Names) -> bool:
    known = {
        "是": True,
        "√": True,
        "1": True,
        "yes": True,
        "有": True,
        "否": False,
        "×": False,
        "0": False,
        "no": False,
        "无": False,
    }
    if (text := str(cell).strip().lower()) in known:
        return known[text]
    raise BadCellError(Phrase(gettext_noop("看不出是“是”还是“否”。")), Phrase(gettext_noop("请填“是”或“否”。")))


def _unit(text: str, names: Names) -> Unit:
    found = names.units.candidates(text)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadCellError(
            Phrase(
                gettext_noop("“%(name)s”可能是：%(names)s。"),
                {"name": text, "names": [full_name(unit) for unit in found[:6]]},
            ),
            Phrase(gettext_noop("请写全称。")),
        )
    raise BadCellError(
        Phrase(gettext_noop("没有叫“%(name)s”的单位。"), {"name": text}),
        Phrase(gettext_noop("请改成单位全称，或者请系统管理员登记这个单位或别名。")),
    )


def units(most: int = 60) -> Reader:
    def read(cell: Cell, names: Names) -> tuple[Unit, ...]:
        parts = [part.strip() for part in OUTER.split(str(cell)) if part.strip()]
        parts = [p for part in parts for p in ([part] if names.units.find(part) else SPLIT.split(part)) if p.strip()]
        found = tuple(dict.fromkeys(_unit(part.strip(), names) for part in parts))
        if len(found) > most:
            raise BadCellError(
                Phrase(
                    gettext_noop("写了%(count)s个单位，这一栏只能有%(most)s个。"), {"count": len(found), "most": most}
                ),
                Phrase(gettext_noop("请只留一个，其余写到“责任单位”或“配合单位”。")),
            )
        return found

    return read


def region(cell: Cell, names: Names) -> Unit:
    return _unit(str(cell).strip(), names)


def person(cell: Cell, names: Names) -> Person:
    text = str(cell).strip()
    found = names.people.get(text, [])
    if len(found) == 1:
        return found[0]
    if found:
        raise BadCellError(
            Phrase(gettext_noop("有%(count)s位“%(name)s”。"), {"count": len(found), "name": text}),
            Phrase(gettext_noop("请先空着，导入后在任务里指定。")),
        )
    raise BadCellError(
        Phrase(gettext_noop("没有现在任职的“%(name)s”。"), {"name": text}),
        Phrase(gettext_noop("请系统管理员登记这位人员和职务，或者先空着，导入后在任务里指定。")),
    )


def inspection(cell: Cell, names: Names) -> Inspection:
    found = names.inspections.get(str(cell).strip(), [])
    if len(found) == 1:
        return found[0]
    raise BadCellError(
        Phrase(gettext_noop("没有找到唯一的一次督察“%(name)s”。"), {"name": str(cell)}),
        Phrase(gettext_noop("请先登记这次督察，并写督察编号。")),
    )


def several(cell: Cell, names: Names) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            part.strip()[:120]
            for part in (OUTER if OUTER.search(str(cell)) else SPLIT).split(str(cell))
            if part.strip()
        )
    )
