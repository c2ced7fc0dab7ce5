"""The reading desk in a real browser: files dropped, fields and characters leading to each other, keys, registration."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, OpenPage, shot, sign_in
from tests.intaking import NOTICE

DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/plain" }));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def notice(mark: str) -> str:
    """A document of its own for each test, since the same content is recognised."""
    return NOTICE.replace("云陂市督察", f"云陂市{mark}督察")


def handed_in(live: Live, tab: Page, mark: str, add: str = "", count: int = 2) -> None:
    """Drop a file, wait until it is read, and open its desk."""
    sign_in(tab, "office")
    tab.goto(f"{live.url}/intake/")
    tab.evaluate(DROP, [f"{mark}.txt", notice(mark) + add])
    row = tab.locator("#rows tr", has_text=f"{mark}.txt")
    expect(row.locator(".badge")).to_have_text("待核对", timeout=60_000)
    row.get_by_role("link").first.click()
    expect(tab.locator(".entry")).to_have_count(count)
    tab.wait_for_load_state()  # keys are heard from then on


def test_a_dropped_file_is_read_and_checked_with_keys_alone(live: Live, page: OpenPage) -> None:
    tab = page(live.url)
    handed_in(live, tab, "键盘")
    tab.keyboard.press("j")
    expect(tab.locator(".entry").first).to_have_class(re.compile("current"))
    tab.keyboard.press("c")
    expect(tab.locator(".entry").first).to_have_class(re.compile("entry-confirmed"))
    expect(tab.locator(".entry").nth(1)).to_have_class(re.compile("current"))
    tab.keyboard.press("e")
    problem = tab.locator(".editing textarea").first
    expect(problem).to_be_focused()
    lit = tab.locator("#source mark.lit").first
    expect(lit).to_be_in_viewport()
    expect(lit).to_have_css("box-shadow", "none")  # one inside would lie over the ground of its light letters
    tab.keyboard.press("Escape")
    expect(tab.locator(".editing")).to_have_count(0)
    tab.keyboard.press("x")
    tab.keyboard.type("不属于本地")
    tab.keyboard.press("Enter")
    expect(tab.locator(".entry").nth(1)).to_have_class(re.compile("entry-rejected"))
    expect(tab.locator("#summary")).to_contain_text("2 / 2")


def test_one_key_leads_to_the_next_entry_that_needs_an_eye(live: Live, page: OpenPage) -> None:
    tab = page(live.url)
    handed_in(
        live, tab, "要看", add="\n三、青石镇渣场防渗不到位\n整改目标：完成更换。\n整改时限：2027年5月31日前\n", count=3
    )
    tab.keyboard.press("n")
    expect(tab.locator(".entry").nth(2)).to_have_class(re.compile("current"))
    shot(tab, "doubt")
    tab.keyboard.press("c")
    expect(tab.locator(".entry").nth(2)).to_have_class(re.compile("entry-confirmed"))
    expect(tab.locator("#summary .level-doubtful")).to_have_count(0)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_field_leads_to_its_characters_and_back(live: Live, page: OpenPage, size: str) -> None:
    tab = page(live.url, size=size)
    handed_in(live, tab, f"往返{size}")
    goal = tab.locator(".entry").nth(1).locator(".facts a.proof").first
    wanted = goal.inner_text()
    goal.click()
    lit = tab.locator("#source mark.lit")
    expect(lit.first).to_be_in_viewport()
    assert "".join(lit.all_inner_texts()) == wanted
    lit.first.click()
    expect(tab.locator(".entry").nth(1)).to_have_class(re.compile("current"))
    expect(goal).to_be_in_viewport()
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    shot(tab, f"desk-{size}")


def test_a_selected_passage_becomes_an_entry(live: Live, page: OpenPage) -> None:
    tab = page(live.url)
    handed_in(live, tab, "选段")
    # By the mouse, over the title: what a person does.
    line = tab.evaluate("""() => {
      const range = document.createRange();
      const chunk = document.querySelector("#source .chunk");
      const walker = document.createTreeWalker(chunk, NodeFilter.SHOW_TEXT);
      const first = walker.nextNode();
      range.setStart(first, 0);
      range.setEnd(first, 8);
      const box = range.getBoundingClientRect();
      return [box.left + 1, box.top + box.height / 2, box.right - 1];
    }""")
    tab.mouse.move(line[0], line[1])
    tab.mouse.down()
    tab.mouse.move(line[2], line[1], steps=5)
    tab.mouse.up()
    tab.locator("#pick button").click()
    expect(tab.locator(".entry")).to_have_count(3)
    expect(tab.locator(".entry").first.locator(".problem")).to_have_text(re.compile("^云陂市选段督"))


def test_checked_entries_are_registered(live: Live, page: OpenPage) -> None:
    tab = page(live.url)
    handed_in(live, tab, "登记")
    tab.get_by_role("button", name="确认有把握的").click()
    tab.get_by_role("button", name="确定").click()
    expect(tab.locator(".entry-confirmed")).to_have_count(2)
    tab.get_by_role("link", name="登记 2 条").click()
    tab.get_by_label("“白石县自然资源局”对应的单位").fill("白石县")
    shot(tab, "register")
    tab.get_by_role("button", name="登记 2 条").click()
    expect(tab.get_by_role("heading", name="登记结果")).to_be_visible()
    expect(tab.locator("tbody tr")).to_have_count(2)
    shot(tab, "registered")
