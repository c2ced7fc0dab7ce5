"""挂图作战 over the small world: what one task and its milestones look like, and that nobody else sees it."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.test import Client

from bihuan.ledger import wall as walls
from bihuan.ledger.wall import Wall
from bihuan.org.access import viewer_for
from bihuan.planning.models import Milestone
from bihuan.web.gantt import Gantt
from tests.world import World


def test_milestones_are_told_apart_by_what_became_of_them(world: World) -> None:
    today = date(2026, 6, 15)
    days = {"已建": -30, "已误": -3, "将到": 20}
    for name, days_off in days.items():
        Milestone.objects.create(task=world.task, name=name, weight=30, due=today + timedelta(days=days_off))
    Milestone.objects.filter(name="已建").update(verified_on=today)
    gantt = Gantt(Wall(viewer_for(world.accounts["office"]), walls.read(QueryDict(""))), today)
    marks = gantt.bands[0].bars[0].marks
    assert [mark.kind for mark in marks] == ["verified", "missed", "open"]
    assert "已误：逾期未核实" in marks[1].title


@pytest.mark.parametrize("who", ["stranger", "town"])
def test_a_unit_sees_its_own_tasks_alone(client: Client, world: World, who: str) -> None:
    client.force_login(world.accounts[who])
    text = client.get("/wall/").text
    assert world.task.number not in text
    assert "这个范围内没有任务" in text
