"""The page of the ten duties: each figure opens its records, and a workbook holds what the page shows."""

import re
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.http import FileResponse
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bihuan.audit.models import Event
from bihuan.core.codes import DutyRole
from bihuan.core.tenduties import TEN_DUTIES
from bihuan.supervision import judging
from tests.world import World, make_task

pytestmark = pytest.mark.django_db
ADDRESS = "/supervision/ten-duties/"


@pytest.fixture
def office(world: World, client: Client) -> Client:
    """Signed in over two tasks: `world.task` in order, and another that has a lead unit and nobody else."""
    make_task("ZG-2026-0002", world.problem, world.accounts["office"], {DutyRole.LEAD: (world.units["water"], None)})
    judging.sweep()
    client.force_login(world.accounts["office"])
    return client


def links(page: str) -> list[tuple[str, int]]:
    """The addresses of the figures, and what they say."""
    found = re.findall(r'<a href="(/supervision/ten-duties/\d+/\?[^"]*)"[^>]*>✕ (\d+)<', page)
    return [(address.replace("&amp;", "&"), int(count)) for address, count in found]


def test_each_figure_opens_a_list_of_so_many_records_with_reasons_and_links(office: Client) -> None:
    figures = links(office.get(ADDRESS).content.decode())
    assert figures
    for address, count in figures:
        page = office.get(address).content.decode()
        assert f'<span class="count">{count}</span>' in page, unquote(address)
        assert page.count('<ul class="reasons">') == count
        assert "/tasks/ZG-2026-" in page


def test_a_list_says_what_to_do_and_leads_to_the_task(office: Client) -> None:
    page = office.get(f"{ADDRESS}2/").content.decode()
    assert "没有督导单位，请整改办指定。" in page
    assert 'href="/tasks/ZG-2026-0002/"' in page
    assert 'href="/tasks/ZG-2026-0001/"' not in page


def test_what_is_not_registered_yet_says_so_instead_of_passing(office: Client) -> None:
    page = office.get(ADDRESS).content.decode()
    for number in (1, 6, 10):
        assert TEN_DUTIES[number].lacking in page
        assert TEN_DUTIES[number].lacking in office.get(f"{ADDRESS}{number}/").content.decode()
    assert TEN_DUTIES[2].lacking not in page
    assert "没有不符合的记录。" in office.get(f"{ADDRESS}8/").content.decode()


def test_the_page_gives_every_figure_of_the_rules_with_its_source(office: Client) -> None:
    page = office.get(ADDRESS).content.decode()
    assert "《生态环境保护督察工作条例》禁止集中停工停产停业等“一刀切”行为" in page
    assert "一律停产" in page


@pytest.mark.parametrize("query", ["unit=0", "unit=1&unit=2", "state=closed", "else=1", "unit=x"])
def test_an_address_that_is_not_understood_says_what_is_wrong(office: Client, query: str) -> None:
    assert office.get(f"{ADDRESS}?{query}").status_code == 409
    assert office.get(f"/api/v1/ten-duties?{query}").status_code == 422


def test_before_the_first_sweep_the_page_says_how_it_comes_about(world: World, client: Client) -> None:
    client.force_login(world.accounts["office"])
    assert "bihuan sweep" in client.get(ADDRESS).content.decode()


def sheet(response: Any) -> list[list[Any]]:
    assert isinstance(response, FileResponse)
    return CalamineWorkbook.from_filelike(BytesIO(response.getvalue())).get_sheet_by_index(0).to_python()


def test_the_workbook_holds_the_figures_of_the_page_and_is_logged(office: Client) -> None:
    rows = sheet(office.get("/paperwork/ten-duties/"))
    page = office.get("/api/v1/ten-duties").json()
    assert [row[0] for row in rows[1:]] == [line["name"] for line in [*page["lines"], page["total"]]]
    for row, line in zip(rows[1:], [*page["lines"], page["total"]], strict=True):
        for place, cell in enumerate(line["cells"]):
            shown = row[1 + 3 * place : 4 + 3 * place]
            if cell["verdict"] == "n":
                assert shown == ["不适用", "", ""]
            else:
                assert shown[:2] == [cell["violated"], cell["checked"]]
                assert f"{shown[2]:.1f}" == cell["percent"]
    assert Event.objects.filter(action="paperwork.export_ten_duties").count() == 1


def test_the_workbook_of_a_list_holds_its_records(office: Client) -> None:
    rows = sheet(office.get("/paperwork/ten-duties/2/"))
    listed = office.get("/api/v1/ten-duties/2").json()
    assert [row[0] for row in rows[1:]] == [record["task"] for record in listed["records"]] == ["ZG-2026-0002"]
    assert all(reason["message"] in rows[1][6] for reason in listed["records"][0]["reasons"])


def test_a_task_says_on_its_own_page_which_duties_it_violates_now(office: Client, world: World) -> None:
    line = reverse("supervision:of_task", args=["ZG-2026-0002"])
    assert f'hx-get="{line}"' in office.get("/tasks/ZG-2026-0002/").content.decode()
    for shown in (office.get(line), office.get(line, headers={"HX-Request": "true"})):
        assert "现有1条不符合" in shown.content.decode()
        assert "没有验收单位，请整改办指定。" in shown.content.decode()
    assert "条不符合" not in office.get(reverse("supervision:of_task", args=[world.task.number])).content.decode()


def test_a_page_beyond_the_last_is_empty_over_the_api(office: Client) -> None:
    answer = office.get("/api/v1/ten-duties/2?page=9").json()
    assert (answer["count"], answer["records"]) == (1, [])
    assert office.get("/api/v1/ten-duties/2?page=0").status_code == 422
    assert office.get("/api/v1/ten-duties/11").status_code == 404
