"""The frame that every page stands in."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Live, OpenPage, shot, sign_in


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_person_signs_in_and_finds_the_places_of_the_own_role(live: Live, page: OpenPage, size: str) -> None:
    tab = page(live.url, size=size)
    sign_in(tab, "office")
    navigation = tab.get_by_role("navigation", name="主导航")
    expect(navigation.get_by_role("link", name="今日")).to_have_attribute("aria-current", "page")
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    shot(tab, f"home-{size}")


def test_the_language_can_be_changed_and_stays(live: Live, page: OpenPage) -> None:
    tab = page(live.url)
    sign_in(tab, "office")
    tab.get_by_role("button", name="English").click()
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    expect(tab.get_by_role("navigation").get_by_role("link", name="Today")).to_be_visible()
    tab.reload()
    expect(tab.locator("html")).to_have_attribute("lang", "en")


def test_the_keyboard_reaches_the_content_first(live: Live, page: OpenPage) -> None:
    tab = page(f"{live.url}/nowhere/")
    tab.keyboard.press("Tab")
    skip = tab.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    skip.press("Enter")
    expect(tab.locator("main")).to_be_focused()


def test_a_click_is_not_lost_when_the_part_around_it_renews_itself(live: Live, page: OpenPage) -> None:
    tab = page(live.url)
    sign_in(tab, "office")
    part = '<p hx-get="/part/" hx-trigger="every 1s" hx-swap="outerHTML"><a href="/ledger/">renewed</a></p>'
    tab.route("**/part/", lambda route: route.fulfill(body=part, content_type="text/html"))
    tab.evaluate(
        "part => { const main = document.querySelector('main'); main.innerHTML = part; htmx.process(main); }", part
    )
    link = tab.get_by_role("link", name="renewed")
    link.hover()
    tab.mouse.down()
    for _turn in range(2):  # when the second is asked for, the first has been shown, or left out
        with tab.expect_request("**/part/"):
            pass
    tab.mouse.up()
    tab.wait_for_url("**/ledger/")


def test_signing_out_leads_to_what_is_public(live: Live, page: OpenPage) -> None:
    tab = page(live.url)
    sign_in(tab, "office")
    tab.locator(".user summary").click()
    tab.get_by_role("button", name="退出").click()
    expect(tab.locator(".user details")).to_have_count(0)
    tab.goto(live.url)
    expect(tab.locator(".user details")).to_have_count(0)
