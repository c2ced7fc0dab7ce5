"""A real server over a real database, and a real Chromium that fails a test on any error and any foreign request."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.migrated import copy_migrated
from tests.serving import serving
from tests.world import PASSWORD

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("BIHUAN_CHROMIUM") or shutil.which("chromium") or ""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MOVABLE = "tests.browser.moved_day"
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test; without Chromium it is left out, unless everything is required."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and os.environ.get("BIHUAN_REQUIRE_ALL") != "1":
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@dataclass(frozen=True)
class Live:
    """A server of its own: its address, its home folder, and a way to run Python over its database."""

    url: str
    environment: dict[str, str]

    def pass_days(self, days: int) -> None:
        """Let the server, which must be served with MOVABLE, believe that it is later by so many days more."""
        self.python(f"from {MOVABLE} import pass_days; pass_days({days})")

    def python(self, program: str) -> str:
        """Run a program with Django set up over the server's database; its output. Errors are the test's errors."""
        source = f"import django; django.setup()\n{program}"
        done = subprocess.run(
            [sys.executable, "-c", source], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def serve(home: Path, prepare: str, settings: str = "bihuan.settings") -> Iterator[Live]:
    """Make a database in `home`, fill it by a program, and serve it until the fixture ends."""
    environment = os.environ | {
        "BIHUAN_HOME": str(home),
        "DATABASE_URL": f"sqlite:///{home / 'bihuan.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    stopped = Live("", environment)
    copy_migrated(home / "bihuan.sqlite3")
    stopped.python(prepare)
    bihuan = [sys.executable, "-c", "from bihuan.cli import main; main()"]
    with serving(bihuan, environment, home, cwd=ROOT) as url:
        yield Live(url, environment)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server over the small world of `tests.world`."""
    yield from serve(tmp_path_factory.mktemp("live"), "from tests.world import make_world; make_world()")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "chromium is required but not installed (apt-get install chromium)"
    # Playwright keeps an event loop in this thread, which Django would take for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # How long a busy machine may take, not how long anything should: what is awaited is seen at once when it is there.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def page(browser: Browser) -> Iterator[OpenPage]:
    """`page(url, size="desk"|"phone", language="zh-CN", scripts=True)` opens one; a test may open several.

    Each is a browser of its own. At the end of the test: no error on any console, no uncaught exception, no request off
    the origin.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(url: str, size: str = "desk", language: str = "zh-CN", *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]  # a plain dict
            locale=language,
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        opened = context.new_page()
        origin = re.match(r"https?://[^/]+", url)
        watch(opened, origin[0] if origin else url, faults)
        opened.goto(url)
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def watch(page: Page, origin: str, faults: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        # Chromium reports every answer of 400 and more as an error; a refusal that is under test is none.
        if message.type == "error" and not message.text.startswith("Failed to load resource: the server responded"):
            faults.append(f"console at {page.url}: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((origin, "data:", "blob:", "about:")):
            faults.append(f"request off the origin at {page.url}: {request.url}")

    def on_server_error(status: int, url: str) -> None:
        if status >= 500:
            faults.append(f"{status} at {url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"uncaught at {page.url}: {error}"))
    page.on("request", on_request)
    page.on("response", lambda response: on_server_error(response.status, response.url))


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """From any page of the server."""
    address = re.match(r"https?://[^/]+", page.url)
    assert address
    page.goto(f"{address[0]}/accounts/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def shot(page: Page, name: str) -> None:
    """A picture into the folder that BIHUAN_SHOTS names, if it does."""
    if folder := os.environ.get("BIHUAN_SHOTS"):
        size = page.viewport_size or {"width": 0}
        Path(folder).mkdir(parents=True, exist_ok=True)
        # Hiding the caret would write a style into the page, which its policy forbids.
        page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", caret="initial")
