"""The ledger in a browser: filtering without reloading, keys, selecting, and acting on many in a dialog."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Live, OpenPage, serve, shot, sign_in

FILL = """
from datetime import date, timedelta
from bihuan.core.codes import Colour, DutyRole, ProgressStatus
from bihuan.ledger import duties, services
from bihuan.ledger.models import Task
from tests.world import make_world
world = make_world()
office, units = world.accounts["office"], world.units
for n in range(64):
    problem = services.record_problem(
        actor=office, title=f"第{n}号问题：石桥镇老城区污水管网错接混接", wording=f"第{n}处污水直排。", level="central",
        inspection=world.inspection, region=units["town"],
    )
    task = services.record_task(
        actor=office, problem=problem, title=f"完成第{n}处污水管网改造，消除直排",
        deadline=date(2026, 1, 1) + timedelta(days=11 * n),
    )
    if n % 2:
        handover = duties.Handover(units["housing"], DutyRole.LEAD)
        duties.assign(actor=office, tasks=[task], handover=handover, reason="交办")
    Task.objects.filter(pk=task.pk).update(
        progress=list(ProgressStatus)[n % 6], colour=list(Colour)[n % 5], planned=n, actual=n // 2
    )
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from serve(tmp_path_factory.mktemp("ledger"), FILL)


def test_a_facet_filters_in_place_and_back_brings_the_list_again(ledger: Live, page: OpenPage) -> None:
    tab = page(ledger.url)
    sign_in(tab, "office")
    tab.goto(f"{ledger.url}/ledger/")
    shot(tab, "ledger")
    tab.evaluate("window.here = true")
    total = tab.locator("#ledger-total")
    expect(total).to_have_text("65项")
    tab.locator(".facet-choice", has_text="超期未完成").click()
    expect(total).not_to_have_text("65项")
    assert tab.evaluate("window.here")
    assert "progress=overdue" in tab.url
    shown = int(re.sub(r"\D", "", total.inner_text()))
    expect(tab.locator(".rows tbody tr")).to_have_count(shown)
    tab.go_back()
    expect(total).to_have_text("65项")


def test_search_sort_and_paging_work_with_and_without_scripts(ledger: Live, page: OpenPage) -> None:
    tab = page(ledger.url)
    sign_in(tab, "office")
    tab.goto(f"{ledger.url}/ledger/?size=20")
    tab.keyboard.press("/")
    expect(tab.locator("#ledger-q")).to_be_focused()
    tab.locator("#ledger-q").fill("管网")
    tab.locator("#ledger-q").press("Enter")
    expect(tab.locator("#ledger-total")).to_have_text("64项")
    first = tab.locator(".rows tbody tr").first.locator("td.c-number")
    before = first.inner_text()
    tab.get_by_role("link", name="整改时限").click()
    expect(tab.locator("th.c-deadline")).to_have_attribute("aria-sort", "ascending")
    tab.get_by_role("link", name="整改时限").click()
    expect(first).not_to_have_text(before)
    expect(tab.locator("th.c-deadline")).to_have_attribute("aria-sort", "descending")
    tab.get_by_role("link", name="下一页").click()
    expect(tab.get_by_role("link", name="第一页")).to_be_visible()


def test_rows_are_walked_picked_and_assigned_by_keyboard(ledger: Live, page: OpenPage) -> None:
    tab = page(ledger.url)
    sign_in(tab, "office")
    tab.goto(f"{ledger.url}/ledger/?q=第&sort=number")
    for key in ("j", "x", "j", "x", "j", "k"):
        tab.keyboard.press(key)
    expect(tab.locator("#selected-count")).to_have_text("已选 2 项")
    tab.get_by_role("button", name="批量交办").click()
    dialog = tab.locator("#bulk-dialog")
    expect(dialog.get_by_text("2项")).to_be_visible()
    dialog.get_by_label("责任", exact=True).select_option("supervise")
    dialog.get_by_label("单位", exact=True).fill("没有这个局")
    dialog.get_by_label("理由").fill("明确督导")
    dialog.get_by_role("button", name="预览").click()
    expect(dialog.get_by_text("没有叫“没有这个局”的单位")).to_be_visible()
    dialog.get_by_label("单位", exact=True).fill("水利")
    expect(tab.locator("#unit-names option")).to_have_count(1)
    dialog.get_by_label("单位", exact=True).fill("云陂市水利局")
    dialog.get_by_role("button", name="预览").click()
    expect(dialog.get_by_text("确认后将会")).to_be_visible()
    shot(tab, "ledger-assign")
    dialog.get_by_role("button", name="确认办理").click()
    expect(tab.get_by_text("已办理2项任务。")).to_be_visible()
    count = ledger.python(
        "from bihuan.ledger.models import Duty; print(Duty.objects.filter(role='supervise', unit__name='云陂市水利局').count())"
    )
    assert count.strip() == "3"


def test_on_a_phone_rows_are_cards_that_fit(ledger: Live, page: OpenPage) -> None:
    tab = page(ledger.url, size="phone")
    sign_in(tab, "office")
    tab.goto(f"{ledger.url}/ledger/")
    expect(tab.locator(".rows thead")).to_be_hidden()
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    shot(tab, "ledger")
    for address in ("inspections/", "inspections/DC-2026-0001/", "problems/new/", "filter/", "sites/"):
        tab.goto(f"{ledger.url}/ledger/{address}")
        assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), address
        shot(tab, f"ledger-{address.strip('/').replace('/', '-')}")
    tab.goto(f"{ledger.url}/paperwork/imports/")
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_the_columns_menu_changes_what_is_shown(ledger: Live, page: OpenPage) -> None:
    tab = page(ledger.url)
    sign_in(tab, "office")
    tab.goto(f"{ledger.url}/ledger/")
    tab.locator("summary", has_text="列").click()
    tab.get_by_label("整改目标", exact=True).check()
    tab.get_by_role("button", name="应用").click()
    expect(tab.locator("th.c-goal")).to_be_visible()
    tab.locator("summary", has_text="列").click()
    tab.get_by_role("button", name="恢复默认列").click()
    expect(tab.locator("th.c-goal")).to_have_count(0)
