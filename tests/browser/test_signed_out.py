"""A session that ends while a form is open: what was typed is still there, and is sent after signing in again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acting import fill, hand_in, open_step
from tests.browser.conftest import Live, OpenPage, serve, shot, sign_in
from tests.world import PASSWORD

PREPARE = """
from bihuan.core.codes import State
from tests.flows.walk import Walk
from tests.world import make_world
Walk(make_world()).to(State.RECTIFYING)
"""
LONG = "管网修复八公里，三处混接点全部封堵，已组织两次雨天巡查。"
ENDED = "登录已过期"


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from serve(tmp_path_factory.mktemp("working"), PREPARE)


def end_session(tab: Page) -> None:
    tab.context.clear_cookies(name="sessionid")


def sign_in_beside(tab: Page, address: str, who: str) -> None:
    """In another tab of the same browser."""
    beside = tab.context.new_page()
    beside.goto(address)
    sign_in(beside, who)
    beside.close()


def test_a_report_in_a_dialog_is_handed_in_after_signing_in_beside_it(working: Live, page: OpenPage) -> None:
    tab = page(working.url)
    sign_in(tab, "lead")
    tab.goto(f"{working.url}/tasks/ZG-2026-0001/")
    form = open_step(tab, "报送进展")
    fill(form, {"自报进度（%）": "60", "进展情况": LONG})
    end_session(tab)
    form.get_by_role("button", name="报送进展", exact=True).click()
    dialog = tab.locator("#step-dialog")
    expect(dialog.get_by_text(ENDED)).to_be_visible()
    expect(form.get_by_label("进展情况")).to_have_value(LONG)
    shot(tab, "signed-out-dialog")
    way = dialog.get_by_role("link", name="重新登录")
    assert way.get_attribute("target") == "_blank"
    sign_in_beside(tab, f"{working.url}{way.get_attribute('href')}", "lead")
    hand_in(tab, form, "报送进展")
    tab.goto(f"{working.url}/tasks/ZG-2026-0001/reports/")
    expect(tab.get_by_text(LONG)).to_be_visible()


def test_a_page_that_was_open_is_saved_after_signing_in_beside_it(working: Live, page: OpenPage) -> None:
    tab = page(working.url)
    sign_in(tab, "office")
    tab.goto(f"{working.url}/ledger/sites/")
    form = tab.locator("main form[method=post]")
    form.locator("[name=name]").fill("四号闸")
    form.locator("[name=region]").fill("青溪县")
    end_session(tab)
    sign_in_beside(tab, working.url, "office")
    with tab.expect_navigation():
        form.locator("button.primary").click()
    expect(tab.locator("main table")).to_contain_text("四号闸")


def test_without_scripts_what_was_typed_is_shown_to_be_copied(working: Live, page: OpenPage) -> None:
    tab = page(working.url, size="phone", scripts=False)
    sign_in(tab, "lead")
    tab.goto(f"{working.url}/tasks/ZG-2026-0001/step/report_progress/")
    form = tab.locator("form.step-form")
    fill(form, {"自报进度（%）": "70", "进展情况": f"<b>{LONG}</b>"})
    end_session(tab)
    form.get_by_role("button", name="报送进展", exact=True).click()
    expect(tab.get_by_role("heading", name=ENDED)).to_be_visible()
    expect(tab.get_by_text(f"<b>{LONG}</b>")).to_be_visible()
    shot(tab, "signed-out-plain")
    tab.get_by_role("link", name="重新登录").click()
    tab.locator("input[name=login]").fill("lead")
    tab.locator("input[name=password]").fill(PASSWORD)
    tab.locator("input[name=password]").press("Enter")
    tab.wait_for_url("**/tasks/ZG-2026-0001/step/report_progress/")


def test_an_upload_says_that_the_session_ended(working: Live, page: OpenPage, tmp_path: Path) -> None:
    notice = tmp_path / "公示.txt"
    notice.write_text("公示", encoding="utf-8")
    tab = page(working.url)
    sign_in(tab, "office")
    tab.goto(f"{working.url}/intake/")
    end_session(tab)
    tab.locator("input[type=file]").set_input_files(notice)
    expect(tab.locator("#uploads")).to_contain_text(ENDED)
