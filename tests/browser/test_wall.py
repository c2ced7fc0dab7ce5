"""挂图作战 on a screen: keys, views that stay, a meeting's full screen, a server that is gone, and the A3 sheets."""

import re
from io import BytesIO

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, OpenPage, shot, sign_in


def opened(live: Live, page: OpenPage, query: str = "", size: str = "desk") -> Page:
    tab = page(live.url, size=size)
    sign_in(tab, "leader")
    tab.goto(f"{live.url}/wall/{query}")
    expect(tab.locator("#wall[data-view]")).to_be_visible()
    return tab


def shown(tab: Page, view: str) -> None:
    for name in ("gantt", "matrix", "tiles"):
        expect(tab.locator(f"#{name}")).to_be_visible(visible=name == view)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_keys_turn_to_the_views_and_a_reload_keeps_the_view(live: Live, page: OpenPage, size: str) -> None:
    tab = opened(live, page, size=size)
    shown(tab, "gantt")
    for key, view in (("2", "matrix"), ("3", "tiles"), ("1", "gantt"), ("2", "matrix")):
        tab.keyboard.press(key)
        shown(tab, view)
        shot(tab, f"wall-{view}")
    tab.reload()
    shown(tab, "matrix")
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_escape_leaves_the_meeting(live: Live, page: OpenPage) -> None:
    tab = opened(live, page, "?present=1")
    expect(tab.locator(".nav-main")).to_have_count(0)
    tab.keyboard.press("Escape")
    expect(tab.locator(".nav-main")).to_be_visible()
    assert "present" not in tab.url


def test_a_chart_beside_the_matrix_is_drawn_without_breaking_the_rules_of_the_page(live: Live, page: OpenPage) -> None:
    tab = opened(live, page)
    tab.keyboard.press("2")
    expect(tab.locator("#wall-bars svg")).to_be_visible()


def test_old_figures_are_told_when_the_server_is_gone_and_new_ones_when_it_is_back(live: Live, page: OpenPage) -> None:
    tab = opened(live, page)
    tab.keyboard.press("2")
    # A refused connection would be an error on the console, which fails the test; any bad answer is told the same.
    tab.route("**/wall/**", lambda route: route.fulfill(status=404, body=""))
    tab.evaluate("window.dispatchEvent(new Event('online'))")
    expect(tab.locator("#wall-stale")).to_contain_text("连不上服务器")
    expect(tab.locator("#wall-stale")).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"))
    tab.unroute("**/wall/**")
    tab.evaluate("window.dispatchEvent(new Event('online'))")
    expect(tab.locator("#wall-stale")).to_be_hidden()
    shown(tab, "matrix")


def test_it_prints_one_a3_sheet_for_each_view(live: Live, page: OpenPage) -> None:
    tab = opened(live, page)
    document = pypdfium2.PdfDocument(BytesIO(tab.pdf(prefer_css_page_size=True)))
    sizes = [tuple(round(side / 72 * 25.4) for side in document[place].get_size()) for place in range(len(document))]
    assert sizes == [(420, 297)] * 3
    titles = [document[place].get_textpage().get_text_range() for place in range(3)]
    assert "进度横道图" in titles[0]
    assert "合计" in titles[1]
    assert "区县" in titles[2]
