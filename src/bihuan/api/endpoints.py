"""Every endpoint under /api/v1/, room by room."""

from bihuan.api import clocks, me, steps, tasks
from bihuan.api.app import api

for _room in (me, tasks, steps, clocks):
    api.add_router("", _room.router)

__all__ = ["api"]
