"""十个“每”: how every unit stands to the ten duties, and the records behind each figure."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from ninja import Router

from bihuan.api.answers import MalformedError, ReasonOut, answers
from bihuan.api.filters import parameter
from bihuan.api.types import Out, viewer_of
from bihuan.core.reasons import Reason, Refused, Severity
from bihuan.core.tenduties import TEN_DUTIES, Verdict
from bihuan.org.access import READS_CASES, Viewer, require
from bihuan.supervision import queries
from bihuan.supervision.queries import Asked, Cell, Line, Matrix, Record, Records

router = Router(tags=["ten duties 十个“每”"])
PAGE = 100


class TenDutyOut(Out):
    """One of the ten. `lacking` is not empty where the system registers nothing yet that it could be judged by."""

    number: int
    phrase: str
    severity: Severity
    asks: list[str]
    lacking: str


class CellOut(Out):
    """Records that a duty applies to and those that violate it; `verdict`: k kept 符合, v violated 违反, n not applicable
    不适用. `percent` (of records that comply) is null where it applies to nothing."""

    duty: int
    verdict: Verdict
    checked: int
    violated: int
    percent: Decimal | None


class LineOut(Out):
    """A unit, a district with all units below it (`opens`: ask for it as `unit` to see them), or, without `unit`, the
    tasks that have no lead unit."""

    unit: int | None
    name: str
    opens: bool
    cells: list[CellOut]


class MatrixOut(Out):
    """`as_of`: when everything was last judged; null before the first sweep."""

    as_of: datetime | None
    duties: list[TenDutyOut]
    lines: list[LineOut]
    total: LineOut


class RecordOut(Out):
    """What violates the duty: a `task` or a `problem` by number, or (duty 7) a `unit` by id with some of its `tasks`."""

    task: str | None
    problem: str | None
    unit: int | None
    name: str
    reasons: list[ReasonOut]
    tasks: list[str]


class RecordsOut(Out):
    """A page of at most 100; `count` is the figure of the matrix."""

    as_of: datetime | None
    count: int
    page: int
    records: list[RecordOut]


INSPECTION = parameter("inspection", {"type": "array", "items": {"type": "string"}}, "number of an inspection 督察编号")
UNIT = parameter("unit", {"type": "integer", "minimum": 1}, "id of a lead unit, with those below it 牵头单位")
ITSELF = parameter("itself", {"type": "string", "enum": ["0", "1"]}, "1: the unit without those below it")
LED = parameter("led", {"type": "string", "enum": ["0", "1"]}, "0: tasks that have no lead unit")
PAGES = parameter("page", {"type": "integer", "minimum": 1}, "from 1 页码")


@router.get(
    "/ten-duties",
    response=answers(MatrixOut),
    url_name="ten_duties",
    summary="Units by the ten duties 十个“每”",
    openapi_extra={"parameters": [INSPECTION, UNIT]},
)
def ten_duties(request: HttpRequest) -> Any:
    """How the units whose tasks you see stand to the ten duties, those with the most violations first."""
    matrix = Matrix(_reader(request), _asked(request))
    return {
        "as_of": queries.as_of(),
        "duties": [
            {
                "number": duty.number,
                "phrase": gettext(duty.phrase),
                "severity": duty.severity,
                "asks": [gettext(text) for text in duty.asks],
                "lacking": "" if duty.registered else gettext(duty.lacking),
            }
            for duty in TEN_DUTIES.values()
        ],
        "lines": [_line(line) for line in matrix.lines],
        "total": _line(matrix.total),
    }


@router.get(
    "/ten-duties/{number}",
    response=answers(RecordsOut),
    url_name="ten_duty_records",
    summary="Records that violate a duty 不符合的记录",
    openapi_extra={"parameters": [INSPECTION, UNIT, ITSELF, LED, PAGES]},
)
def ten_duty_records(request: HttpRequest, number: int) -> Any:
    """Exactly the records behind a figure of the matrix, each with its reasons."""
    viewer, asked = _reader(request), _asked(request)
    duty = TEN_DUTIES.get(number)
    if duty is None:
        raise Http404(number)
    found, page = Records(viewer, asked, duty), _page(request)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return {"as_of": queries.as_of(), "count": len(found), "page": page, "records": [_record(row) for row in shown]}


def _reader(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    require(viewer, *READS_CASES)
    return viewer


def _asked(request: HttpRequest) -> Asked:
    try:
        return queries.read(request.GET, ignoring=("page",))
    except Refused as refused:
        raise MalformedError(refused.reasons, "query") from refused


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and int(text[:8]) > 0 and len(text) < 8):
        reason = Reason("unknown_value", queries.UNKNOWN_VALUE, {"name": "page", "value": text[:60]})
        raise MalformedError([reason], "query")
    return int(text)


def _line(line: Line) -> dict[str, Any]:
    return {
        "unit": line.unit,
        "name": line.name,
        "opens": line.inside is not None,
        "cells": [_cell(cell) for cell in line.cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "duty": cell.duty.number,
        "verdict": cell.verdict,
        "checked": cell.checked,
        "violated": cell.violated,
        "percent": cell.rate.percent,
    }


def _record(row: Record) -> dict[str, Any]:
    return {
        "task": row.task.number if row.task else None,
        "problem": row.problem.number if row.problem else None,
        "unit": row.unit.pk if row.unit else None,
        "name": row.title,
        "reasons": [{"code": r.code, "message": r.text(gettext), "severity": r.severity} for r in row.reasons],
        "tasks": [one.number for one in row.tasks],
    }
