"""Pages that people open on the way: all of them, acting on many tasks, and a notice whose last day may still move."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acting import section
from tests.browser.conftest import MOVABLE, Live, OpenPage, serve, shot, sign_in

PREPARE = """
from datetime import UTC, datetime
from bihuan.core.codes import DutyRole, State
from bihuan.core.workdays import calendar
from bihuan.ledger import clocks
from bihuan.ledger.jobs import start
from bihuan.platform import clock, jobs
from bihuan.portal.projection import follow
from bihuan.settings import HOME
from tests.browser.moved_day import moved
from tests.flows.walk import Walk
from tests.world import make_task, make_world
world = make_world()
office = world.accounts["office"]
clocks.fed_back(world.inspection)
for number in ("ZG-2026-0002", "ZG-2026-0003"):
    make_task(number, world.problem, office, {DutyRole.LEAD: (world.units["housing"], None)})
walk = Walk(world)
walk.moment = datetime(calendar().known_until.year, 11, 2, 2, tzinfo=UTC)
walk.to(State.SITE_CHECK).site_check()
walk.moment = datetime(calendar().known_until.year, 12, 24, 2, tzinfo=UTC)
walk.publish()
(HOME / "day").write_text(str((walk.today() - clock.today()).days))
with moved():
    follow()
    start(actor=office, act="must-close", tasks=[walk.task], data={"year": 2026, "reason": "领导小组会议确定。"})
    jobs.work_off()
"""


@pytest.fixture(scope="module")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The last days of the last year whose holidays are announced: a notice runs into the next one."""
    yield from serve(tmp_path_factory.mktemp("turn"), PREPARE, settings=MOVABLE)


def fits(tab: Page) -> None:
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), tab.url


def cut_off(table: Locator) -> bool:
    return bool(table.evaluate("wrap => wrap.scrollWidth > wrap.clientWidth"))


BEYOND = """() => {
  const beyond = [], root = document.documentElement;
  const cut = box => box.width && (box.left < -1 || box.right > root.clientWidth + 1);
  const look = what => {
    const wide = [...what.querySelectorAll(":scope > div, :scope > form")].some(part => cut(part.getBoundingClientRect()));
    if (root.scrollWidth > root.clientWidth || wide) beyond.push(what.querySelector("summary")?.textContent.trim() ?? "page");
    for (const label of what.querySelectorAll("label")) {
      const box = label.getBoundingClientRect(), text = label.textContent.trim();
      if (text && label.checkVisibility() && box.height > 1.5 * box.width) beyond.push(text);
    }
  };
  const pushed = () => {
    for (const wrap of document.querySelectorAll(".table-wrap:not(:has(> .ten-matrix, > .tree))"))
      if (wrap.scrollWidth > wrap.clientWidth + 1) beyond.push(wrap.querySelector("thead").textContent.trim());
  };
  look(root);
  pushed();
  for (const details of document.querySelectorAll("details:not([open])")) {
    const closed = [];
    for (let at = details; at; at = at.parentElement) if (at.tagName === "DETAILS" && !at.open) closed.push(at);
    closed.forEach(one => { one.open = true; });
    look(details);
    if (details.closest(".table-wrap")) pushed();
    closed.forEach(one => { one.open = false; });
  }
  return beyond;
}"""
"""What a page lets reach beyond the screen: itself, or something to be opened on it, named by its summary; and the tables that
are pushed aside to be read, named by their head, but for a matrix and a tree; and labels squeezed to a few letters a line."""
NO_PAGE = re.compile(r"/(api|static|export|file|preview|logout)/|^/paperwork/ten-duties/|/evidence/\d+/")


@pytest.mark.parametrize(("account", "language"), [("office", "zh-CN"), ("lead", "en-US"), ("system", "en-US")])
def test_no_page_reaches_beyond_the_screen_whatever_is_opened_on_it(
    turn: Live, page: OpenPage, account: str, language: str
) -> None:
    tab = page(turn.url, size="phone", language=language)
    sign_in(tab, account)
    shapes, todo, beyond = set[str](), [f"{turn.url}/"], dict[str, list[str]]()
    while todo:
        address = todo.pop(0).partition("#")[0]
        shape = re.sub(r"[\w-]*\d[\w-]*", "1", urlsplit(address).path)
        if shape in shapes or not address.startswith(turn.url) or NO_PAGE.search(urlsplit(address).path):
            continue
        shapes.add(shape)
        tab.goto(address)
        if found := tab.evaluate(BEYOND):
            beyond[urlsplit(address).path] = found
        todo += tab.evaluate(
            "[...document.querySelectorAll('a[href]')].map(a => new URL(a.getAttribute('href'), location).href)"
        )
    assert len(shapes) > 15
    assert beyond == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_office_assigns_two_tasks(turn: Live, page: OpenPage, scripts: bool) -> None:
    tab = page(turn.url, size="phone", scripts=scripts)
    sign_in(tab, "office")
    tab.goto(f"{turn.url}/ledger/")
    for number in ("ZG-2026-0002", "ZG-2026-0003"):
        tab.get_by_label(f"选中{number}").check()
    tab.get_by_role("button", name="批量交办").click()
    form = tab.locator("#bulk-body form")
    form.get_by_label("单位", exact=True).fill("云陂市水利局")
    form.get_by_label("责任", exact=True).select_option("supervise")
    box, hint = form.locator("[name=replace]").bounding_box(), form.get_by_text("总是替换").bounding_box()
    assert box and hint and hint["y"] >= box["y"] + box["height"], "the hint stands below what is ticked"
    form.get_by_label("理由").fill("明确督导单位。")
    shot(tab, f"bulk-{scripts}")
    form.get_by_role("button", name="预览").click()
    expect(form).to_contain_text("确认后将会")
    shot(tab, f"bulk-preview-{scripts}")
    fits(tab)


def test_what_the_worker_did_to_many_is_read(turn: Live, page: OpenPage) -> None:
    tab = page(turn.url, size="phone")
    sign_in(tab, "office")
    run = turn.python("from bihuan.platform.models import Job; print(Job.objects.get(key__contains='bulk').pk)").strip()
    tab.goto(f"{turn.url}/ledger/bulk/runs/{run}/")
    expect(tab.locator("main")).to_contain_text("全部办理完毕")
    shot(tab, "bulk-run")
    fits(tab)


def test_a_citizen_is_told_that_the_last_day_may_move(turn: Live, page: OpenPage) -> None:
    tab = page(f"{turn.url}/public/notices/", size="phone")
    expect(tab.locator(".notices")).to_contain_text("暂定")
    shot(tab, "provisional-notices")
    fits(tab)
    tab.locator(".notices a").first.click()
    expect(tab.locator("main")).to_contain_text("截止日是暂定的")
    shot(tab, "provisional-notice")
    fits(tab)


def test_the_office_sees_it_on_the_task_and_its_schedule(turn: Live, page: OpenPage) -> None:
    tab = page(turn.url, size="phone")
    sign_in(tab, "office")
    tab.goto(f"{turn.url}/tasks/ZG-2026-0001/")
    notice = section(tab, "公示与销号")
    expect(notice).to_contain_text("暂定")
    notice.scroll_into_view_if_needed()
    shot(tab, "provisional-section")
    fits(tab)
    clocks = section(tab, "时限")
    expect(clocks).to_contain_text("该年度放假安排尚未公布")
    assert not clocks.locator(".table-wrap").evaluate("wrap => wrap.scrollWidth > wrap.clientWidth"), (
        "nothing is cut off"
    )
    fits(tab)
    shot(tab, "provisional-clocks")


def test_the_rules_of_the_ten_duties_are_read_line_by_line(turn: Live, page: OpenPage) -> None:
    tab = page(f"{turn.url}", size="phone")
    sign_in(tab, "office")
    tab.goto(f"{turn.url}/supervision/ten-duties/")
    asked = tab.locator(".rules dd").first.bounding_box()
    assert asked and asked["width"] > 200, "not one character beside the other"


def test_the_lists_of_today_are_read_without_pushing_them_aside(turn: Live, page: OpenPage) -> None:
    tab = page(turn.url, size="phone")
    sign_in(tab, "lead")
    for address in ("clocks", "to_accept"):
        tab.goto(f"{turn.url}/today/{address}/")
        assert not cut_off(tab.locator(".table-wrap")), address
        shot(tab, f"today-{address}")
