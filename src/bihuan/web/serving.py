"""`bihuan serve`: the pages, and beside them the worker with its jobs and sweeps."""

import errno
import os
import signal
import socket
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management import call_command
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from bihuan.platform import worker

LAST_PORT = 65535


def serve(
    host: str, port: int, *, threads: int, tell: Callable[[str], None], first: Callable[[], None] | None = None
) -> bool:
    """Bring the database up to date, do what comes `first`, start the worker, and answer requests until stopped; False
    when nobody can be answered at the address."""
    if hindrance := _hindrance(host, port):
        tell(hindrance)
        return False
    call_command("migrate", verbosity=0)
    if first:
        first()
    shown = f"[{host}]" if ":" in host else host
    tell(_("闭环已启动：%(url)s  按 Ctrl+C 停止") % {"url": f"http://{shown}:{port}/"})
    server = Granian(
        "bihuan.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=threads,
        websockets=False,
        log_access=False,
        log_level=LogLevels.error,
        # A signal can reach a thread that does not wake the one which waits for it; the server would wait for ever.
        workers_kill_timeout=worker.PATIENCE,
    )
    with worker.running():
        server.serve(target_loader=partial(_pages, os.getpid()))
    return True


def _pages(server: int, target: str) -> Callable[..., Any]:
    """What answers requests, loaded in the process that does, which ends with the server."""
    worker.when_gone(server, _end)
    application: Callable[..., Any] = import_string(target.replace(":", "."))
    return application


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(worker.PATIENCE)
    os._exit(1)


def _hindrance(host: str, port: int) -> str:
    """Why this address cannot be had. The server would share a taken port with whoever listens there, and every second
    request would go astray."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = _("%(host)s:%(port)s 已被其他程序占用。请换一个端口，例如 bihuan serve %(host)s:%(other)s。")
        else:
            message = _("不能在 %(host)s:%(port)s 上提供服务：%(cause)s。请写本机的地址，例如 127.0.0.1:8000。")
        other = port + 1 if port < LAST_PORT else 8000
        return message % {"host": host, "port": port, "other": other, "cause": error.strerror}
    return ""
