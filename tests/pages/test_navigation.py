"""The main navigation offers what the viewer may open, and nothing else."""

import re

import pytest
from django.test import Client

from tests.world import EVERYONE, World


def places(page: str) -> list[str]:
    found = re.search(r'<nav class="nav-main".*?</nav>', page, re.DOTALL)
    assert found
    return re.findall(r'href="([^"]+)"', found[0])


@pytest.mark.parametrize("who", EVERYONE)
def test_every_place_that_is_offered_opens(client: Client, world: World, who: str) -> None:
    client.force_login(world.accounts[who])
    for place in places(client.get("/").text):
        assert client.get(place).status_code == 200, place


def test_a_visitor_is_offered_what_is_public(client: Client, db: None) -> None:
    assert places(client.get("/public/").text) == ["/public/"]


def test_the_current_place_is_marked_also_below_it(client: Client, world: World) -> None:
    client.force_login(world.accounts["office"])
    [marked] = re.findall(r'href="([^"]+)" aria-current="page"', client.get("/ledger/inspections/").text)
    assert marked == "/ledger/inspections/"
    [marked] = re.findall(r'href="([^"]+)" aria-current="page"', client.get("/").text)
    assert marked == "/"


def test_administrators_find_their_pages_and_no_cases(client: Client, world: World) -> None:
    client.force_login(world.accounts["audit"])
    assert places(client.get("/").text) == ["/", "/public/", "/audit/"]
    client.force_login(world.accounts["system"])
    assert "/ledger/" not in places(client.get("/").text)


@pytest.mark.parametrize(("who", "offered"), [("office", True), ("system", True), ("lead", False), ("bare", False)])
def test_who_keeps_the_calendar_finds_it_in_the_menu_of_the_account(
    client: Client, world: World, who: str, offered: bool
) -> None:
    client.force_login(world.accounts[who])
    assert ('href="/tasks/calendar/"' in client.get("/public/").text) == offered
    assert (client.get("/tasks/calendar/").status_code == 200) == offered
