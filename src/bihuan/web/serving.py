"""`bihuan serve`: the pages, and beside them the worker with its jobs and sweeps."""

import socket
from collections.abc import Callable

from django.core.management import call_command
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from bihuan.platform import worker


def serve(host: str, port: int, *, threads: int, tell: Callable[[str], None]) -> bool:
    """Bring the database up to date, start the worker, and answer requests until stopped; False when the address is
    taken by another server."""
    if not _free(host, port):
        tell(
            _("%(host)s:%(port)s 已被其他程序占用。请换一个端口，例如 bihuan serve %(host)s:%(other)s。")
            % {"host": host, "port": port, "other": port + 1}
        )
        return False
    call_command("migrate", verbosity=0)
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
    )
    with worker.running():
        server.serve()
    return True


def _free(host: str, port: int) -> bool:
    """The server would share a taken port with whoever listens there, and every second request would go astray."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
