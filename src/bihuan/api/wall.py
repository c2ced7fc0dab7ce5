"""挂图作战 in numbers: tasks by progress and colour, for each unit or inspection."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from bihuan.api.answers import MalformedError, answers
from bihuan.api.filters import parameter
from bihuan.api.ten_duties import INSPECTION, UNIT
from bihuan.api.types import Out, viewer_of
from bihuan.core.codes import Colour, ProgressStatus
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger import wall as walls
from bihuan.ledger.tallies import Tally
from bihuan.ledger.wall import Group, Wall
from bihuan.org.access import READS_CASES, require

router = Router(tags=["wall 挂图作战"])
YEAR = parameter(
    "year",
    {"type": "integer", "minimum": walls.YEARS.start, "maximum": walls.YEARS.stop - 1},
    "of the deadline 到期年度",
)
MUST_CLOSE = parameter("must_close", {"type": "integer"}, "the year in which they must close 必须销号年份")
BY = parameter("by", {"type": "string", "enum": list(walls.BY)}, "groups of lead units, or of inspections 分组")


class TallyOut(Out):
    """Tasks counted. `underived`: those whose progress has not been derived yet, which are in `total` alone."""

    total: int
    underived: int
    progress: dict[ProgressStatus, int]
    colour: dict[Colour, int]


class GroupOut(TallyOut):
    """A lead unit, a district with all units below it (`opens`: ask for it as `unit` to see them), or an inspection, by
    its number. Neither: the tasks that have no lead unit, or come from no inspection."""

    unit: int | None
    inspection: str | None
    name: str
    opens: bool


class WallOut(Out):
    """The worst group first. Every task counts once, with its lead unit."""

    total: TallyOut
    groups: list[GroupOut]


@router.get(
    "/wall",
    response=answers(WallOut),
    url_name="wall",
    summary="Progress and colours by unit 挂图作战",
    openapi_extra={"parameters": [INSPECTION, UNIT, YEAR, MUST_CLOSE, BY]},
)
def wall(request: HttpRequest) -> Any:
    """The figures of the wall chart, over the tasks that you see."""
    viewer = viewer_of(request)
    require(viewer, *READS_CASES)
    if reasons := [PAGE_ONLY[name] for name in PAGE_ONLY if name in request.GET]:
        raise MalformedError(reasons, "query")
    try:
        shown = Wall(viewer, walls.read(request.GET))
    except Refused as refused:
        raise MalformedError(refused.reasons, "query") from refused
    return {"total": _tally(shown.tally), "groups": [_group(group, shown.asked.by) for group in shown.groups]}


PAGE_ONLY = {
    name: Reason("unknown_filter", _("没有“%(name)s”这个筛选条件。"), {"name": name}) for name in ("page", "present")
}
"""What only an address of the page may say."""


def _group(group: Group, by: str) -> dict[str, Any]:
    wanted = group.filter
    return {
        "unit": wanted.unit[0] if wanted and by == "unit" and wanted.led is None else None,
        "inspection": wanted.inspection[0] if wanted and by == "inspection" else None,
        "name": group.name,
        "opens": group.inside is not None,
        **_tally(group.tally),
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "total": tally.total,
        "underived": tally.underived,
        "progress": {code: tally.progress[code] for code in walls.STATUSES},
        "colour": {code: tally.colour[code] for code in Colour},
    }
