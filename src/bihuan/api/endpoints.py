"""Every endpoint under /api/v1/, room by room."""

from bihuan.api import (
    circulations,
    clocks,
    documents,
    evidence,
    lists,
    log,
    me,
    public,
    records,
    steps,
    tasks,
    ten_duties,
)
from bihuan.api.app import api

for _room in (me, tasks, steps, lists, evidence, clocks, records, documents, circulations, ten_duties, public, log):
    api.add_router("", _room.router)

__all__ = ["api"]
