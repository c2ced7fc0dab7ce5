"""The parameters of the ledger as OpenAPI describes them; read and judged by `bihuan.ledger.filters` alone."""

from typing import Any

from bihuan.core import codes
from bihuan.ledger.filters import PAGE_SIZES, SORTS

_DAY = {"type": "string", "format": "date"}
_FLAG = {"type": "string", "enum": ["0", "1"]}
_WORD = {"type": "string"}
_ID = {"type": "integer", "minimum": 1}


def _codes(of: type[codes.Code]) -> dict[str, Any]:
    return {"type": "string", "enum": [code.value for code in of]}


def _many(name: str, item: dict[str, Any], about: str) -> dict[str, Any]:
    return parameter(name, {"type": "array", "items": item}, about)


def parameter(name: str, schema: dict[str, Any], about: str) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "schema": schema, "description": about}


PARAMETERS = [
    parameter("q", _WORD, "words of problem, task, units and people 搜索"),
    _many("state", _codes(codes.State), "状态"),
    _many("progress", _codes(codes.ProgressStatus), "进度"),
    _many("colour", _codes(codes.Colour), "预警"),
    _many("unit", _ID, "id of a unit, with those below it 单位"),
    parameter("itself", _FLAG, "1: the unit without those below it"),
    _many("role", _codes(codes.DutyRole), "the duty of `unit` 责任"),
    parameter("led", _FLAG, "whether a lead unit is named 已明确牵头单位"),
    _many("inspection", _WORD, "number of an inspection 督察编号"),
    _many("level", _codes(codes.ProblemLevel), "来源级别"),
    _many("category", _codes(codes.ProblemCategory), "问题类别"),
    _many("region", _ID, "id of a unit 属地"),
    _many("watershed", _WORD, "流域"),
    parameter("due_from", _DAY, "时限自"),
    parameter("due_to", _DAY, "时限至"),
    _many("term", _codes(codes.TermClass), "期限类别"),
    _many("leader", _ID, "id of a person 包案领导"),
    parameter("long_term", _FLAG, "长期坚持"),
    parameter("must_close", {"type": "integer"}, "the year in which it must close; 0: none 必须销号年份"),
    parameter("returned", _FLAG, "退回过"),
    _many("recheck", _codes(codes.RecheckStanding), "how a closed task stands to its rechecks 复核"),
    parameter("rebounded", _FLAG, "反弹过"),
    parameter("objected", _FLAG, "whether an objection to its notice is open 公示有未办结异议"),
    parameter("mine", _FLAG, "your units hold a duty, or you are named 与我有关"),
    parameter("sort", {"type": "string", "enum": [*SORTS, *(f"-{name}" for name in SORTS)]}, "- turns it round 排序"),
    parameter("size", {"type": "integer", "enum": list(PAGE_SIZES)}, "rows of a page 每页行数"),
    parameter("cursor", _WORD, "`before` or `after` of a page 翻页位置"),
]
