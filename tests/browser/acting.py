"""How a person uses the forms of the pages: by the words that stand beside the fields."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

Given = Mapping[str, str | bool | Path | Sequence[Path]]


def fill(form: Locator, given: Given) -> None:
    """Fill in fields by their labels: text and choices by their words, ticks by True, files by their paths."""
    for label, value in given.items():
        field = form.get_by_label(label, exact=True)
        if value is True:
            field.check()
        elif not isinstance(value, str):
            field.set_input_files(value)  # type: ignore[arg-type]  # a path or several
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def open_step(tab: Page, step: str) -> Locator:
    """Press a step's button on the task's page; the form in its dialog."""
    tab.get_by_role("link", name=step, exact=True).click()
    form = tab.locator("#step-box form")
    expect(form).to_be_visible()
    return form


def hand_in(tab: Page, form: Locator, step: str) -> None:
    """Send a step's form, and see it done. The page is loaded anew: what it told before is no proof."""
    with tab.expect_navigation():
        form.get_by_role("button", name=step, exact=True).click()
    expect(tab.get_by_text(f"已办理：{step}。")).to_be_visible()


def take(tab: Page, step: str, given: Given | None = None) -> None:
    """Take a step of the task whose page is open."""
    form = open_step(tab, step)
    fill(form, given or {})
    hand_in(tab, form, step)


def section(tab: Page, name: str) -> Locator:
    """Open one section of the task's page."""
    tabs = tab.get_by_role("navigation", name="档案目录")
    tabs.get_by_role("link", name=name, exact=True).click()
    expect(tabs.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "page")
    return tab.locator("#section")
