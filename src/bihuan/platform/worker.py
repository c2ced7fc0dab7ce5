"""The worker as a process of its own: a document that crashes the reader must not take the pages down with it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

COMMAND = [sys.executable, "-m", "django", "work"]
PATIENCE = 10
"""Seconds that a process of the server is given to put its work aside when the server ends."""
_LOOKED_AFTER = 2


@contextmanager
def running() -> Iterator[None]:
    """A worker for as long as the block runs, started anew whenever it dies."""
    ending = threading.Event()
    keeper = threading.Thread(target=_keep, args=(ending,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        keeper.join(PATIENCE + 5)


def when_gone(parent: int, end: Callable[[], None]) -> None:
    """Call `end` soon after the parent of this process has gone: a killed server must leave nothing behind."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOKED_AFTER)
        end()

    threading.Thread(target=watch, daemon=True).start()


def _keep(ending: threading.Event) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "bihuan.settings"} | os.environ
    while not ending.is_set():
        # In a session of its own: Ctrl+C reaches the server, which then ends the worker in order.
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
            [*COMMAND, "--parent", str(os.getpid())], env=environment, start_new_session=True
        )
        while process.poll() is None and not ending.wait(0.5):
            pass
        if process.poll() is None:
            _end(process)
        ending.wait(2)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
