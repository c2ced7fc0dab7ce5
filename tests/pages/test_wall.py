"""挂图作战: every figure is the length of the list that it opens, whoever looks and whatever is chosen."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.core.codes import Colour, DutyRole, ProgressStatus, State
from bihuan.core.reasons import Refused
from bihuan.ledger import filters
from bihuan.ledger import wall as walls
from bihuan.ledger.models import Duty, Problem, Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.ledger.wall import STATUSES, Figure, Wall
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Unit
from bihuan.platform import clock
from bihuan.web.gantt import ROWS, Axis, Gantt
from tests.world import EVERYONE, INSIDE, World, make_problem, make_task, make_world

pytestmark = pytest.mark.django_db
MANY = 60


@pytest.fixture(scope="module")
def wall_world(ground: None) -> World:
    """Tasks of many units and regions in every progress and colour, some without lead, region, inspection or day.

    Made once and looked at by all; nothing here may depend on having a world to itself.
    """
    world = make_world()
    dice = random.Random(5)
    office, units = world.accounts["office"], world.units
    Unit.objects.filter(pk=units["county"].pk).update(tile_x=3, tile_y=1)
    Unit.objects.filter(pk=units["other_county"].pk).update(tile_x=2, tile_y=2)
    leads = ["housing", "water", "county", "county_housing", "town", "other_county", "city", None]
    problems = []
    for place, region in enumerate(["county", "town", "other_county", "city"]):
        problems.append(make_problem(f"WT-{place}", world.inspection, units[region], office))
    Problem.objects.filter(number="WT-3").update(region=None, inspection=None)
    problems[3].refresh_from_db()
    for place in range(MANY):
        lead = dice.choice(leads)
        duties = {DutyRole.LEAD: (units[lead], None)} if lead else {DutyRole.ASSIST: (units["water"], None)}
        task = make_task(f"ZG-{place}", dice.choice(problems), office, duties)
        closed = dice.random() < 0.2
        Task.objects.filter(pk=task.pk).update(
            deadline=dice.choice([None, clock.today() + timedelta(days=dice.randrange(-400, 400))]),
            state=State.CLOSED.value if closed else State.RECTIFYING.value,
            closed_on=clock.today() if closed else None,
            progress=ProgressStatus.CLOSED if closed else dice.choice([*STATUSES[:5], ""]),
            colour="" if closed else dice.choice([*Colour, ""]),
        )
    marked = list(Task.objects.order_by("pk").values_list("pk", flat=True)[: MANY // 3])
    Task.objects.filter(pk__in=marked).update(must_close_year=clock.today().year)
    return world


def wall_of(viewer: Viewer, query: str = "") -> Wall:
    return Wall(viewer, walls.read(QueryDict(query)))


def listed(viewer: Viewer, url: str) -> int:
    """How many rows the ledger shows at an address."""
    asked = filters.read(QueryDict(urlsplit(url).query))
    assert not asked.reasons, asked.reasons
    return LedgerQuery(viewer, asked.filter).counted.total


def figures_of(wall: Wall) -> Iterator[Figure]:
    yield wall.whole.total
    yield from wall.whole.cells
    yield from (figure for _name, figure in walls.figures(wall))
    for group in (*wall.by_unit, *wall.by_inspection, *(tile.group for tile in wall.tiles)):
        if group.worst.code != Colour.NONE:
            yield group.worst
        yield group.total
        yield from group.cells


ASKED = ["", "year={this}", "inspection=DC-2026-0001", "unit={county}", "unit={housing}&year={this}", "unit={town}",
         "must_close={this}&unit={county}"]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("who", INSIDE)
def test_each_figure_is_the_length_of_the_list_it_opens(wall_world: World, who: str, asked: str) -> None:
    viewer = viewer_for(wall_world.accounts[who])
    keys = {key: unit.pk for key, unit in wall_world.units.items()}
    figures = figures_of(wall_of(viewer, asked.format(this=clock.today().year, **keys)))
    for url, count in {(figure.url, figure.count) for figure in figures if figure.url}:
        assert listed(viewer, url) == count, url


def test_the_wall_of_what_must_close_within_the_year_shows_those_tasks_and_says_so(
    client: Client, wall_world: World
) -> None:
    this = clock.today().year
    wall = wall_of(viewer_for(wall_world.accounts["office"]), f"must_close={this}")
    assert wall.whole.total.count == Task.objects.filter(must_close_year=this).count() > 0
    assert f"{this}年内必须销号" in wall.scope
    client.force_login(wall_world.accounts["office"])
    page = client.get(f"/wall/?must_close={this}").content.decode()
    assert f'<option value="{this}" selected>{this}年内必须销号</option>' in page
    assert f"must_close={this}&amp;present=1" in page, "in the meeting too"


@pytest.mark.parametrize("who", INSIDE)
def test_rows_and_columns_add_up_to_the_whole(wall_world: World, who: str) -> None:
    wall = wall_of(viewer_for(wall_world.accounts[who]))
    for groups in (wall.by_unit, wall.by_inspection):
        assert sum(group.tally.total for group in groups) == wall.whole.total.count
        for place, total in enumerate(wall.whole.cells):
            assert sum(group.cells[place].count for group in groups) == total.count
    for group in wall.by_unit:
        assert sum(cell.count for cell in group.cells) + group.tally.underived == group.total.count
    on_map = sum(tile.group.tally.total for tile in wall.tiles)
    assert on_map + wall.off_map == wall.whole.total.count


def test_a_district_stands_for_its_units_until_it_is_asked_for(wall_world: World) -> None:
    viewer, county = viewer_for(wall_world.accounts["leader"]), wall_world.units["county"]
    names = {group.name for group in wall_of(viewer).by_unit}
    assert {"青溪县", "市住建局", "云陂市", "尚未明确牵头单位"} <= names
    assert not {"石桥镇", "青溪县住建局"} & names
    assert {g.name for g in wall_of(viewer, f"unit={county.pk}").by_unit} == {"青溪县", "青溪县住建局", "石桥镇"}


def test_the_worst_come_first(wall_world: World) -> None:
    wall = wall_of(viewer_for(wall_world.accounts["leader"]))
    reds = [group.tally.colour[Colour.RED] for group in wall.by_unit]
    assert reds == sorted(reds, reverse=True)


@pytest.mark.parametrize("by", walls.BY)
def test_the_gantt_shows_every_task_that_is_not_closed_once_group_by_group(wall_world: World, by: str) -> None:
    viewer = viewer_for(wall_world.accounts["office"])
    seen, names = [], []
    for page in range(1, Gantt(wall_of(viewer, f"by={by}"), clock.today()).pages + 1):
        gantt = Gantt(wall_of(viewer, f"by={by}&page={page}"), clock.today())
        rows = [bar.task for band in gantt.bands for bar in band.bars]
        assert len(rows) == ROWS or page == gantt.pages
        seen += [task.number for task in rows]
        names += [band.group.name for band in gantt.bands if not band.continued]
    expected = Task.objects.exclude(progress=ProgressStatus.CLOSED.value).values_list("number", flat=True)
    assert sorted(seen) == sorted(expected)
    assert names == [group.name for group in gantt.groups]
    assert len(names) == len(set(names))


def test_a_page_beyond_the_last_is_the_last(wall_world: World) -> None:
    gantt = Gantt(wall_of(viewer_for(wall_world.accounts["office"]), "page=999"), clock.today())
    assert gantt.page == gantt.pages
    assert gantt.bands


def test_the_axis_shows_the_chosen_year_or_the_months_around_today() -> None:
    year = Axis.of(2026, date(2026, 6, 15))
    assert (year.first, year.end) == (date(2026, 1, 1), date(2027, 1, 1))
    assert (year.at(date(2020, 1, 1)), year.at(date(2030, 1, 1))) == (0, 100)
    around = Axis.of(None, date(2026, 1, 31))
    assert (around.first, around.end) == (date(2025, 7, 1), date(2027, 1, 1))
    assert [month.year for month in around.months if month.year] == ["2025年", "2026年"]


def page(client: Client, world: World, who: str, query: str = "", **headers: str) -> Any:
    client.force_login(world.accounts[who])
    return client.get(f"/wall/{query}", headers=headers or None)


def test_all_three_views_are_there_without_a_script(client: Client, wall_world: World) -> None:
    text = page(client, wall_world, "leader").text
    for view in ("gantt", "matrix", "tiles"):
        assert f'<section id="{view}"' in text
    assert text.count('class="lane"') == ROWS
    assert text.count('class="tile"') == 2
    assert "尚未明确牵头单位" in text
    assert "style=" not in text


def test_every_link_of_the_page_to_the_ledger_opens_as_many_rows_as_it_says(client: Client, wall_world: World) -> None:
    text = page(client, wall_world, "leader").text
    viewer = viewer_for(wall_world.accounts["leader"])
    told = re.findall(r'<td class="num[^"]*"><a href="([^"]+)">(?:<b>)?(\d+)', text)
    assert len(told) > 40
    for url, count in told:
        assert listed(viewer, unescape(url)) == int(count)


def test_administrators_see_no_wall(client: Client, wall_world: World) -> None:
    assert page(client, wall_world, "system").status_code == 403


def test_its_script_is_answered_with_what_changes_alone(client: Client, wall_world: World) -> None:
    part = page(client, wall_world, "leader", **{"HX-Request": "true"})
    assert "<html" not in part.text
    assert '<section id="matrix"' in part.text
    assert "HX-Request" in part.headers["Vary"]


def test_in_a_meeting_the_page_comes_without_navigation(client: Client, wall_world: World) -> None:
    assert 'class="nav-main"' in page(client, wall_world, "leader").text
    assert 'class="nav-main"' not in page(client, wall_world, "leader", "?present=1").text


@pytest.mark.parametrize("query", ["year=soon", "page=0", "by=river", "unit=1&unit=2", "colour=red", "nothing=1"])
def test_what_the_wall_does_not_understand_it_says(client: Client, wall_world: World, query: str) -> None:
    with pytest.raises(Refused):
        walls.read(QueryDict(query))
    answer = page(client, wall_world, "leader", f"?{query}")
    assert answer.status_code == 409
    assert 'class="nav-main"' in answer.text


@pytest.mark.parametrize("who", EVERYONE)
def test_the_wall_costs_few_queries_however_many_tasks(client: Client, wall_world: World, who: str) -> None:
    client.force_login(wall_world.accounts[who])
    query = f"?inspection=DC-2026-0001&unit={wall_world.units['county'].pk}&year={clock.today().year}"
    for address in ("/wall/", f"/wall/{query}", "/wall/?by=inspection"):
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        assert len(counted) <= 12, [q["sql"][:120] for q in counted]


def test_a_wall_of_nobody_leading_is_linked_to_those_tasks(wall_world: World) -> None:
    viewer = viewer_for(wall_world.accounts["office"])
    group = next(group for group in wall_of(viewer).by_unit if None in group.keys)
    unled = Task.objects.exclude(pk__in=Duty.objects.filter(role=DutyRole.LEAD).values("task"))
    assert group.total.count == unled.count() > 0


@pytest.mark.parametrize("by", walls.BY)
@pytest.mark.parametrize("who", ["office", "lead", "stranger"])
def test_programs_read_the_figures_of_the_wall(client: Client, wall_world: World, who: str, by: str) -> None:
    client.force_login(wall_world.accounts[who])
    told = client.get("/api/v1/wall", {"by": by}).json()
    wall = wall_of(viewer_for(wall_world.accounts[who]), f"by={by}")
    assert told["total"]["total"] == wall.tally.total
    assert [(row["name"], row["total"], row["opens"]) for row in told["groups"]] == [
        (group.name, group.tally.total, group.inside is not None) for group in wall.groups
    ]
    for row in told["groups"]:
        chosen = {"unit": row["unit"]} if row["opens"] else {"inspection": row["inspection"]}
        if any(chosen.values()):
            narrowed = client.get("/api/v1/wall", chosen).json()["total"]
            assert narrowed == {key: row[key] for key in narrowed}


def test_programs_are_told_what_the_wall_does_not_understand(client: Client, wall_world: World) -> None:
    client.force_login(wall_world.accounts["leader"])
    for query in ("year=soon", "page=2", "present=1", "colour=red", "nothing=1"):
        assert client.get(f"/api/v1/wall?{query}").status_code == 422, query
