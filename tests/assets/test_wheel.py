"""The wheel is all that a server needs: no checkout, no npm, no network."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.serving import serving

ROOT = Path(__file__).parents[2]
BUILT = (ROOT / "src/bihuan/web/static/vendor/echarts.js").exists()

pytestmark = pytest.mark.skipif(
    not BUILT and os.environ.get("BIHUAN_REQUIRE_ALL") != "1", reason="the browser's parts are not built (make assets)"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the built wheel in it; only what it depends on is taken from the one we run in."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    [wheel] = folder.glob("bihuan-*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    python = environment / "bin/python"
    [packages] = environment.glob("lib/python3*/site-packages")
    # A path alone: the links to a checkout that stand in that folder are not followed.
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    run(sys.executable, "-m", "uv", "pip", "install", "--python", str(python), "--no-deps", "--no-index", str(wheel))
    return environment


@pytest.fixture(scope="module")
def server(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("elsewhere")
    environment = {"PATH": str(installed / "bin"), "BIHUAN_HOME": str(home), "LANG": "C.UTF-8"}
    with serving([str(installed / "bin/bihuan")], environment, home, cwd=home) as url:
        yield url


def test_the_installed_package_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    out = run(str(installed / "bin/python"), "-c", "import bihuan; print(bihuan.__file__)", cwd=tmp_path)
    assert Path(out.strip()).is_relative_to(installed)


@pytest.mark.parametrize("name", ["web/base.css", "web/frame.js", "vendor/echarts.js", "django_htmx/htmx-2.min.js"])
def test_the_browsers_parts_are_served(server: str, name: str) -> None:
    with urlopen(f"{server}/static/{name}", timeout=60) as answer:  # noqa: S310 - our own server
        assert answer.status == 200
        assert len(answer.read()) > 1000


def test_the_chart_library_is_sent_compressed(server: str) -> None:
    asked = Request(f"{server}/static/vendor/echarts.js", headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own server
    with urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own server
        assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "闭环"), ("en", "Bihuan")])
def test_pages_speak_both_languages(server: str, language: str, word: str) -> None:
    with pytest.raises(HTTPError) as refusal:
        urlopen(Request(f"{server}/nowhere/", headers={"Accept-Language": language}), timeout=60)  # noqa: S310 - our own server
    assert refusal.value.code == 404
    assert f"· {word}</title>" in refusal.value.read().decode()


def run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
