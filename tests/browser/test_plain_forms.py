"""The same forms in a browser that runs no scripts: every step is a page of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.acting import fill
from tests.browser.conftest import Live, OpenPage, serve, shot, sign_in

PREPARE = """
from bihuan.core.codes import State
from tests.flows.walk import Walk
from tests.world import make_problem, make_task, make_world
from bihuan.core.codes import DutyRole
world = make_world()
Walk(world).to(State.NOTICE)
second = make_problem("WT-2026-0002", world.inspection, world.units["county"], world.accounts["office"])
make_task("ZG-2026-0002", second, world.accounts["office"], {DutyRole.LEAD: (world.units["housing"], None)})
from bihuan.portal.projection import follow
follow()
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One task in its notice, another that nobody has claimed yet."""
    yield from serve(tmp_path_factory.mktemp("plain"), PREPARE)


def take(tab: Page, step: str, given: dict[str, str]) -> None:
    tab.get_by_role("link", name=step, exact=True).click()
    fill(tab.locator("form.step-form"), given)
    tab.locator("form.step-form").get_by_role("button", name=step, exact=True).click()
    expect(tab.get_by_text(f"已办理：{step}。")).to_be_visible()


def test_a_task_is_claimed_and_reported_on_without_scripts(plain: Live, page: OpenPage) -> None:
    tab = page(plain.url, scripts=False)
    sign_in(tab, "lead")
    tab.goto(f"{plain.url}/tasks/ZG-2026-0002/")
    take(tab, "认领", {"意见": "本单位牵头。"})
    take(tab, "报送进展", {"自报进度（%）": "10", "进展情况": "已成立专班。"})
    tab.get_by_role("link", name="报送进展", exact=True).click()
    form = tab.locator("form.step-form")
    fill(form, {"自报进度（%）": "150", "进展情况": "写了很多字。"})
    form.get_by_role("button", name="报送进展", exact=True).click()
    expect(form.get_by_label("进展情况")).to_have_value("写了很多字。")
    shot(tab, "plain-refused")


def test_a_citizen_objects_on_a_phone_without_scripts(plain: Live, page: OpenPage) -> None:
    tab = page(f"{plain.url}/public/", size="phone", scripts=False)
    tab.get_by_role("link", name="石桥镇污水处理厂整改销号公示").click()
    tab.get_by_role("button", name="提交意见").click()
    expect(tab.get_by_text("您的意见已收到")).to_have_count(0)
    tab.get_by_label("您的意见").fill("排口夜里仍有黑水，昨晚十点看到。")
    tab.get_by_role("button", name="提交意见").click()
    expect(tab.get_by_text("您的意见已收到")).to_be_visible()
    tab.get_by_role("link", name="查询办理结果").click()
    expect(tab.locator("main")).to_contain_text("待处理")


COUNT = "from bihuan.ledger.models import Problem; print(Problem.objects.filter(title={title!r}).count())"


def new_problem(tab: Page, url: str, title: str) -> tuple[float, float]:
    """Fill in the form; where its button is. A click by the mouse does not wait for the page that the last one asked for."""
    sign_in(tab, "office")
    tab.goto(f"{url}/ledger/problems/new/")
    form = tab.locator("main form")
    fill(form, {"问题标题": title, "问题原文": "老城区雨污混排。", "来源级别": "自查发现"})
    button = form.get_by_role("button", name="保存")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_second_click_on_a_slow_line_without_scripts_registers_nothing_more(plain: Live, page: OpenPage) -> None:
    tab = page(plain.url, scripts=False)
    place = new_problem(tab, plain.url, "雨污混排甲")
    arrived: list[Route] = []

    def slow(route: Route) -> None:
        if not arrived:
            route.fetch(max_redirects=0)  # done by the server, and the answer is still on its way
        else:
            route.continue_()
        arrived.append(route)

    tab.route("**/problems/new/", slow)
    tab.mouse.click(*place)
    while not arrived:
        tab.wait_for_timeout(20)
    tab.mouse.click(*place)
    expect(tab.locator("h1")).to_contain_text("雨污混排甲")
    expect(tab.get_by_text("没有重复办理")).to_be_visible()
    assert len(arrived) == 2
    assert plain.python(COUNT.format(title="雨污混排甲")).strip() == "1"


def test_with_scripts_a_second_click_sends_nothing(plain: Live, page: OpenPage) -> None:
    tab = page(plain.url)
    place = new_problem(tab, plain.url, "雨污混排乙")
    arrived: list[Route] = []
    tab.route("**/problems/new/", lambda route: arrived.append(route))
    with tab.expect_request(lambda request: request.method == "POST"):
        tab.mouse.click(*place)
    tab.mouse.click(*place)
    arrived[0].continue_()
    expect(tab.locator("h1")).to_contain_text("雨污混排乙")
    assert len(arrived) == 1
    assert plain.python(COUNT.format(title="雨污混排乙")).strip() == "1"
