"""What a column of an office's own ledger can mean, by which labels it goes, and how its cells are read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bihuan.core.codes import Code, ProblemCategory, ProblemLevel, TermClass
from bihuan.core.reasons import Phrase, gettext_noop
from bihuan.core.workdays import YEARS, out_of_range
from bihuan.ledger.access import visible_inspections
from bihuan.ledger.columns import COLUMNS
from bihuan.ledger.models import Inspection
from bihuan.ledger.persons import people_in_post
from bihuan.org.access import Viewer
from bihuan.org.models import Person, Unit
from bihuan.org.queries import UnitIndex, full_name
from bihuan.paperwork.grids import label
from bihuan.platform import clock
from bihuan.reading import time_limits
from bihuan.reading.grids import Cell

OUTER = re.compile(r"[；;\n]+")
SPLIT = re.compile(r"[、，,;；\n]+|\s{2,}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NOTHING_BUT_A_DAY = re.compile(r"[\d\s./:年月日T-]+")
DONE = "已完成"
HOW_TO_WRITE = gettext_noop(
    "请写成 2026-03-31、2026年3月底前、2026年第三季度、30个工作日内、立行立改、长期坚持，或者把这一列对应到“时限原文”。"
)


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


@dataclass(frozen=True, slots=True)
class Importable:
    """A field that a column can fill. `variants` are the labels by which offices call it, compared without spaces."""

    key: str
    label: Any
    read: Reader
    variants: tuple[str, ...] = ()

    @property
    def labels(self) -> frozenset[str]:
        """Every label in the form in which headers are compared."""
        own = COLUMNS[self.key].label if self.key in COLUMNS else self.label
        with override("zh-hans"):
            chinese = str(own)
        with override("en"):
            english = str(own)
        return frozenset(map(label, (chinese, english, *self.variants)))


def _text(most: int) -> Callable[[Cell, Names | None], str]:
    def read(cell: Cell, names: Names | None) -> str:
        text = cell.isoformat() if isinstance(cell, date) else cell.strip()
        if len(text) > most:
            raise BadCellError(
                Phrase(gettext_noop("有%(count)s字，超过%(most)s字的上限。"), {"count": len(text), "most": most}),
                Phrase(gettext_noop("请缩短，或者改填到更长的栏目。")),
            )
        return text

    return read


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as a cell tells it: the last day, where it names one; its words, where they say more than a day."""

    day: date | None = None
    wording: str = ""
    term: TermClass | None = None
    long_term: bool = False


_wording = _text(120)


def read_limit(cell: Cell, names: Names | None = None) -> Limit:
    """What the reading's grammar of time limits makes of a cell. A term that is counted (30个工作日内) keeps its words:
    nobody has said from which day."""
    if isinstance(cell, date):
        return Limit(_within(cell))
    text = cell.strip()
    said = time_limits(text)
    codes = [limit.date for limit in said]
    if (not said and DONE not in text) or "unknown" in {limit.year for limit in said[:1]}:
        why = gettext_noop("看不出是哪一天。") if not said else gettext_noop("没有写明是哪一年。")
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


def _codes_by_name(codes: type[Code]) -> dict[str, Code]:
    found: dict[str, Code] = {}
    for code in codes:
        found |= {code.value: code, code.label: code}
        with override("en"):
            found[str(_(code.label)).lower()] = code
    return found


def _code(codes: type[Code], most: int = 1) -> Reader:
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


def _year(cell: Cell, names: Names) -> int | None:
    """A year, or 是 in a list of this year's."""
    told = re.fullmatch(r"(\d{4})(?:\.0)? ?年?", str(cell).strip(), re.ASCII)
    if told and int(told[1]) in YEARS:
        return int(told[1])
    return clock.today().year if _flag(cell, names) else None


def _flag(cell: Cell, names: Names) -> bool:
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


def _units(most: int = 60) -> Reader:
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


def _region(cell: Cell, names: Names) -> Unit:
    return _unit(str(cell).strip(), names)


def _person(cell: Cell, names: Names) -> Person:
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


def _inspection(cell: Cell, names: Names) -> Inspection:
    found = names.inspections.get(str(cell).strip(), [])
    if len(found) == 1:
        return found[0]
    raise BadCellError(
        Phrase(gettext_noop("没有找到唯一的一次督察“%(name)s”。"), {"name": str(cell)}),
        Phrase(gettext_noop("请先登记这次督察，并写督察编号。")),
    )


def _names(cell: Cell, names: Names) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            part.strip()[:120]
            for part in (OUTER if OUTER.search(str(cell)) else SPLIT).split(str(cell))
            if part.strip()
        )
    )


FIELDS: Mapping[str, Importable] = {
    f.key: f
    for f in (
        Importable("number", _("任务编号"), _text(40), ("编号", "任务号", "台账编号")),
        Importable("source_number", _("原文序号"), _text(60), ("序号", "反馈序号", "问题序号", "清单序号")),
        Importable(
            "wording",
            _("问题原文"),
            _text(20_000),
            (
                "问题",
                "反馈问题",
                "存在问题",
                "问题描述",
                "具体问题",
                "督察反馈问题",
                "突出问题",
                "问题内容",
                "反馈意见",
            ),
        ),
        Importable(
            "problem_title", _("问题标题"), _text(120), ("问题", "问题名称", "问题标题", "问题概述", "主要问题")
        ),
        Importable("title", _("任务"), _text(160), ("整改任务", "任务名称", "任务内容", "工作任务")),
        Importable("goal", _("整改目标"), _text(20_000), ("目标", "整改要求", "目标要求", "整改目标要求")),
        Importable(
            "deadline",
            _("整改时限"),
            read_limit,
            ("时限", "完成时限", "完成时间", "整改期限", "整改完成时限", "期限", "办结时限", "完成期限"),
        ),
        Importable("deadline_text", _("时限原文"), _text(120)),
        Importable("term", _("期限类别"), _code(TermClass), ("整改类型", "时限类别", "类别时限")),
        Importable("long_term", _("长期坚持"), _flag),
        Importable("must_close", _("必须销号年份"), _year, ("年内必须销号", "年内销号")),
        Importable("level", _("来源级别"), _code(ProblemLevel), ("来源", "问题来源", "级别")),
        Importable("category", _("问题类别"), _code(ProblemCategory, 6), ("类别", "问题类型", "污染类型", "类型")),
        Importable("inspection", _("督察"), _inspection, ("督察名称", "督察编号", "批次")),
        Importable(
            "region",
            _("属地"),
            _region,
            ("县区", "县市区", "所在县区", "地区", "行政区", "区县", "所属地区", "整改地区"),
        ),
        Importable("lead", _("牵头单位"), _units(1), ("牵头责任单位", "整改牵头单位", "牵头部门", "牵头整改单位")),
        Importable(
            "duty", _("责任单位"), _units(), ("整改责任单位", "整改单位", "责任主体", "整改主体", "主体责任单位")
        ),
        Importable("assist", _("配合单位"), _units(), ("协助单位", "配合部门", "参与单位")),
        Importable(
            "supervise", _("督导单位"), _units(), ("督办单位", "督导部门", "监督单位", "行业主管部门", "市级督导单位")
        ),
        Importable("accept", _("验收单位"), _units(), ("验收部门", "验收责任单位", "核查单位")),
        Importable("leader", _("包案领导"), _person, ("包保领导", "责任领导", "市级包案领导", "联点领导", "牵头领导")),
        Importable("sites", _("点位"), _names, ("点位名称", "具体点位")),
    )
}
DERIVED = (
    "problem",
    "persons",
    "state",
    "since",
    "progress",
    "colour",
    "planned",
    "actual",
    "next_step",
    "provisional",
    "returns",
    "reopenings",
    "closed_on",
    "recheck_on",
    "rechecked_on",
)
"""Columns of our own export that come from the system's work and cannot be imported."""


def known_labels() -> frozenset[str]:
    return frozenset().union(*(f.labels for f in FIELDS.values()))


def guess(headers: Sequence[str]) -> dict[str, str]:
    """A field for each header that is known by its label: field by column number; the first column to claim it has it,
    and a header that may mean several fields (问题) takes what the plainer ones left."""
    labels = {f.key: f.labels for f in FIELDS.values()}
    claims = {at: [key for key in labels if label(header) in labels[key]] for at, header in enumerate(headers)}
    found: dict[str, str] = {}
    for at in sorted(
        (at for at, keys in claims.items() if keys and label(headers[at])), key=lambda at: len(claims[at])
    ):
        if key := next((key for key in claims[at] if key not in found.values()), None):
            found[str(at)] = key
    return found
