"""`bihuan serve`: the pages, and beside them the worker with its jobs and sweeps."""

from collections.abc import Callable

from django.core.management import call_command
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from bihuan.platform import worker


def serve(host: str, port: int, *, threads: int, tell: Callable[[str], None]) -> None:
    """Bring the database up to date, start the worker, and answer requests until stopped."""
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
