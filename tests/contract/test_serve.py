"""`bihuan serve` where it cannot serve, and how it ends: a word that helps, an exit code, never a traceback."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.migrated import copy_migrated
from tests.serving import await_answer, free_port, serving

SOURCES = Path(__file__).parents[2] / "src"
BIHUAN = [sys.executable, "-m", "bihuan.cli"]
# Root may write anywhere; without this power it is refused as everybody else is.
AS_EVERYBODY = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    copy_migrated(tmp_path / "bihuan.sqlite3")
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("BIHUAN_", "DATABASE_URL", "L"))}
    return kept | {"BIHUAN_HOME": str(home), "PYTHONPATH": str(SOURCES)}


def refused(home: Path, *words: str) -> str:
    """What a call that must fail with 1 says."""
    done = subprocess.run(
        [*AS_EVERYBODY, *BIHUAN, *words], env=environment(home), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_taken_port_is_named_with_another_one(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(home, "serve", f"127.0.0.1:{port}")
    assert f"127.0.0.1:{port} 已被其他程序占用" in said
    assert "请换一个端口" in said


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    said = refused(tmp_path / "new", "serve", str(free_port()))
    assert str(tmp_path / "new") in said
    assert "请检查权限" in said


def test_a_database_that_cannot_be_written_is_not_served(home: Path) -> None:
    (home / "secret-key").write_text("x" * 50)
    (home / "bihuan.sqlite3").chmod(0o444)
    home.chmod(0o555)
    said = refused(home, "serve", "--demo", str(free_port()))
    assert "数据库用不了" in said
    assert "bihuan check" in said


def test_the_keyboard_stops_the_server_and_its_worker_in_order(home: Path) -> None:
    port = free_port()
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [*BIHUAN, "serve", str(port)], env=environment(home), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        await_answer(f"http://127.0.0.1:{port}", server, home / "log")
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
    finally:
        server.kill()
    said = (home / "log").read_text()
    assert f"http://127.0.0.1:{port}/" in said
    assert "Traceback" not in said


SHORT = "from bihuan.platform import worker; worker.PATIENCE = 1; from bihuan.cli import main; raise SystemExit(main())"


def processes_of(server: int) -> list[int]:
    """A child is listed with the thread that began it."""
    threads = Path(f"/proc/{server}/task").glob("*/children")
    return [int(child) for children in threads for child in children.read_text().split()]


def answering_process(server: int) -> int:
    """The process that answers requests: the worker is another command."""
    [pages] = [
        one for one in processes_of(server) if b"work" not in Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0")
    ]
    return pages


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the processes of a server are found by /proc")
def test_a_server_whose_pages_do_not_hear_ends_all_the_same(home: Path) -> None:
    command = [sys.executable, "-c", SHORT]
    with serving(command, environment(home), home, cwd=home) as url:
        port = url.rpartition(":")[2]
        [server] = [p for p in processes_of(os.getpid()) if port.encode() in Path(f"/proc/{p}/cmdline").read_bytes()]
        pages = answering_process(server)
        os.kill(pages, signal.SIGSTOP)
    assert not Path(f"/proc/{pages}").exists()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the processes of a server are found by /proc")
def test_a_killed_server_leaves_no_process_behind(home: Path) -> None:
    port = free_port()
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [*BIHUAN, "serve", str(port)], env=environment(home), stdout=log, stderr=subprocess.STDOUT
        )
    await_answer(f"http://127.0.0.1:{port}", server, home / "log")
    left = processes_of(server.pid)
    server.kill()
    server.wait(60)
    assert len(left) == 2
    until = time.monotonic() + 60
    while left and time.monotonic() < until:
        left = [one for one in left if Path(f"/proc/{one}").exists()]
        time.sleep(0.1)
    assert not left


def test_a_body_that_is_too_large_is_answered_and_the_line_holds(home: Path) -> None:
    with serving(BIHUAN, environment(home), home, cwd=home) as url:
        line = http.client.HTTPConnection(url.removeprefix("http://").rstrip("/"), timeout=60)
        for address, media in (
            ("/accounts/login/", "application/x-www-form-urlencoded"),
            ("/api/v1/x", "application/json"),
        ):
            line.request("POST", address, b"x" * 30 * 2**20, {"Content-Type": media, "Accept-Language": "en"})
            answer = line.getresponse()
            assert (answer.status, b"5 MB" in answer.read()) == (413, True)
