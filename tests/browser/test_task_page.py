"""The one page of a task in a real browser: a clerk at the desk, a verifier with a phone at the site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Live, OpenPage, serve, shot, sign_in
from tests.flows.walk import picture

PREPARE = """
from bihuan.core.codes import DutyRole, EvidenceKind, State
from tests.flows.walk import Walk, picture
from tests.world import make_task, make_world
from bihuan.casework import services
from bihuan.casework.services import Upload
world = make_world()
make_task("ZG-2026-0002", world.problem, world.accounts["office"], {DutyRole.LEAD: (world.units["housing"], None)})
walk = Walk(world).to(State.RECTIFYING)
walk.report()
for side, colour in (("before", "#4a3b2a"), ("after", "#3d7ab5")):
    services.add_evidence(
        task=walk.task, actor=walk.account("lead"), upload=Upload(side + ".jpg", picture(colour)),
        kind=EvidenceKind(f"photo_{side}"), caption="1号排口", side=side, pair="1号排口",
    )
walk.to(State.SITE_CHECK)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A task that waits for its site check."""
    yield from serve(tmp_path_factory.mktemp("site"), PREPARE)


def test_the_clerk_reads_the_whole_file_by_its_tabs(site: Live, page: OpenPage) -> None:
    tab = page(site.url)
    sign_in(tab, "office")
    tab.goto(f"{site.url}/tasks/ZG-2026-0001/")
    shot(tab, "task-facts-desk")
    tabs = tab.get_by_role("navigation", name="档案目录")
    for name, wanted in [
        ("五张清单", "处理工艺落后"),
        ("节点", "完成施工调试"),
        ("材料", "前后对比"),
        ("核查", "自验合格，材料齐全。"),
        ("时限", "现场核查"),
        ("经过", "初审通过"),
    ]:
        tabs.get_by_role("link", name=name, exact=True).click()
        expect(tab.locator("#section")).to_contain_text(wanted)
        expect(tabs.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "page")
        shot(tab, f"task-{name}-desk")
    tab.reload()
    expect(tab.locator("#section")).to_contain_text("初审通过")


@pytest.mark.parametrize(("number", "says"), [("ZG-2026-0001", "现在没有不符合的"), ("ZG-2026-0002", "条不符合")])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_what_comes_after_the_page_moves_nothing_that_is_pressed(
    site: Live, page: OpenPage, number: str, says: str, size: str
) -> None:
    tab = page(site.url, size=size)
    sign_in(tab, "office")
    pressed = tab.get_by_role("region", name="现在可以办理")
    before: list[object] = []

    def come(route: Route) -> None:
        before.append(pressed.bounding_box())
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</summary>", f"{'各' * 200}</summary>"))

    tab.route("**/ten-duties/", come)
    tab.goto(f"{site.url}/tasks/{number}/")
    expect(tab.locator(".ten-duties")).to_contain_text(says)
    assert before == [pressed.bounding_box()]


def test_a_refused_step_keeps_what_was_typed_in_its_dialog(site: Live, page: OpenPage) -> None:
    tab = page(site.url)
    sign_in(tab, "supervisor")
    tab.goto(f"{site.url}/tasks/ZG-2026-0001/")
    tab.get_by_role("link", name="退回整改").click()
    dialog = tab.locator("#step-dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("退回理由").fill("监测数据不足七天。")
    dialog.get_by_role("button", name="退回整改").click()
    expect(dialog).to_contain_text("请列明需要补充的事项。")
    expect(dialog.get_by_label("退回理由")).to_have_value("监测数据不足七天。")
    shot(tab, "step-refused-desk")
    dialog.get_by_role("link", name="取消").click()
    expect(dialog).to_be_hidden()


def test_the_verifier_records_the_site_check_on_a_phone(site: Live, page: OpenPage, tmp_path: Path) -> None:
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(picture("blue"))
    tab = page(site.url, size="phone")
    sign_in(tab, "verifier")
    tab.goto(f"{site.url}/tasks/ZG-2026-0001/")
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    shot(tab, "task-facts-phone")
    tab.get_by_role("link", name="登记现场核查").click()
    form = tab.locator("#step-box form")
    form.get_by_label("核查地点").fill("石桥镇污水处理厂")
    for box in form.locator("fieldset.criterion").all():
        box.get_by_label("达到", exact=True).check()
        box.locator("input[type=file]").set_input_files(photo)
    form.get_by_label("核查结论").fill("出水清澈，现场整洁。")
    form.get_by_label("通过", exact=True).check()
    shot(tab, "site-check-phone")
    form.get_by_role("button", name="登记现场核查").click()
    expect(form).to_contain_text("现场核查应当不少于2人，现有1人。")
    assert form.locator("input[type=file]").first.evaluate("input => input.files.length") == 1, (
        "the photo is still there"
    )
    form.get_by_label("辛验").check()
    form.get_by_role("button", name="登记现场核查").click()
    expect(tab.get_by_text("已办理：登记现场核查。")).to_be_visible()
    tab.get_by_role("navigation", name="档案目录").get_by_role("link", name="核查", exact=True).click()
    expect(tab.locator("#section")).to_contain_text("出水清澈，现场整洁。")
    shot(tab, "checks-phone")
