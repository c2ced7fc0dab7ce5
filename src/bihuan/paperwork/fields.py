"""What a column of an office's own ledger can mean, and by which labels it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bihuan.core.codes import ProblemCategory, ProblemLevel, TermClass
from bihuan.ledger.columns import COLUMNS
from bihuan.paperwork import cells
from bihuan.paperwork.grids import label
from bihuan.paperwork.limits import read_limit


@dataclass(frozen=True, slots=True)
class Importable:
    """A field that a column can fill. `variants` are the labels by which offices call it, compared without spaces."""

    key: str
    label: Any
    read: cells.Reader
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


FIELDS: Mapping[str, Importable] = {
    f.key: f
    for f in (
        Importable("number", _("任务编号"), cells.text(40), ("编号", "任务号", "台账编号")),
        Importable("source_number", _("原文序号"), cells.text(60), ("序号", "反馈序号", "问题序号", "清单序号")),
        Importable(
            "wording",
            _("问题原文"),
            cells.text(20_000),
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
            "problem_title", _("问题标题"), cells.text(120), ("问题", "问题名称", "问题标题", "问题概述", "主要问题")
        ),
        Importable("title", _("任务"), cells.text(160), ("整改任务", "任务名称", "任务内容", "工作任务")),
        Importable("goal", _("整改目标"), cells.text(20_000), ("目标", "整改要求", "目标要求", "整改目标要求")),
        Importable(
            "deadline",
            _("整改时限"),
            read_limit,
            ("时限", "完成时限", "完成时间", "整改期限", "整改完成时限", "期限", "办结时限", "完成期限"),
        ),
        Importable("deadline_text", _("时限原文"), cells.text(120)),
        Importable("term", _("期限类别"), cells.code(TermClass), ("整改类型", "时限类别", "类别时限")),
        Importable("long_term", _("长期坚持"), cells.flag),
        Importable("must_close", _("必须销号年份"), cells.year, ("年内必须销号", "年内销号")),
        Importable("level", _("来源级别"), cells.code(ProblemLevel), ("来源", "问题来源", "级别")),
        Importable("category", _("问题类别"), cells.code(ProblemCategory, 6), ("类别", "问题类型", "污染类型", "类型")),
        Importable("inspection", _("督察"), cells.inspection, ("督察名称", "督察编号", "批次")),
        Importable(
            "region",
            _("属地"),
            cells.region,
            ("县区", "县市区", "所在县区", "地区", "行政区", "区县", "所属地区", "整改地区"),
        ),
        Importable("lead", _("牵头单位"), cells.units(1), ("牵头责任单位", "整改牵头单位", "牵头部门", "牵头整改单位")),
        Importable(
            "duty", _("责任单位"), cells.units(), ("整改责任单位", "整改单位", "责任主体", "整改主体", "主体责任单位")
        ),
        Importable("assist", _("配合单位"), cells.units(), ("协助单位", "配合部门", "参与单位")),
        Importable(
            "supervise",
            _("督导单位"),
            cells.units(),
            ("督办单位", "督导部门", "监督单位", "行业主管部门", "市级督导单位"),
        ),
        Importable("accept", _("验收单位"), cells.units(), ("验收部门", "验收责任单位", "核查单位")),
        Importable(
            "leader", _("包案领导"), cells.person, ("包保领导", "责任领导", "市级包案领导", "联点领导", "牵头领导")
        ),
        Importable("sites", _("点位"), cells.several, ("点位名称", "具体点位")),
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
