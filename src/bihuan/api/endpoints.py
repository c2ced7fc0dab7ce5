"""Every endpoint under /api/v1/, room by room."""

from bihuan.api import (
    asked,
    bulk,
    circulations,
    clocks,
    desk,
    documents,
    evidence,
    lists,
    log,
    me,
    public,
    records,
    release,
    saved,
    steps,
    tasks,
    ten_duties,
    wall,
    wording,
    workbooks,
)
from bihuan.api.app import api

_ROOMS = (
    me, tasks, bulk, saved, workbooks, steps, lists, evidence, clocks, records, documents, desk, wording, circulations, asked,
    ten_duties, wall, release, public, log,
)  # fmt: skip
for _room in _ROOMS:
    api.add_router("", _room.router)

__all__ = ["api"]
