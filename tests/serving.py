"""Start Bihuan's server as people do, and wait until it answers."""

import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(bihuan: Sequence[str], environment: dict[str, str], home: Path, *, cwd: Path) -> Iterator[str]:
    """Run `bihuan… serve` on a free port and give its address; what it prints is in `home`/server.log."""
    address = f"127.0.0.1:{free_port()}"
    log = home / "server.log"
    with log.open("w") as out:
        command = [*bihuan, "serve", address]
        server = subprocess.Popen(command, env=environment, cwd=cwd, stdout=out, stderr=subprocess.STDOUT)
    try:
        await_answer(f"http://{address}", server, log)
        yield f"http://{address}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=60)
        finally:
            server.kill()


def await_answer(url: str, server: "subprocess.Popen[bytes]", log: Path, tries: int = 1200) -> None:
    """Return when the server answers; when it ended instead, the error is what it printed."""
    for _ in range(tries):
        assert server.poll() is None, log.read_text()
        try:
            urlopen(f"{url}/accounts/login/", timeout=5)  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)  # a process of its own: asking again is the only way to learn that it is ready
        else:
            return
    raise AssertionError(f"The server did not answer: {log.read_text()}")
