"""`bihuan serve`: bring the database up to date and answer requests."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from bihuan.platform import worker


class Command(BaseCommand):
    help = (
        "启动服务：更新数据库结构并提供网页（默认 127.0.0.1:8000）。Bring the database up to date and serve the pages."
    )
    requires_system_checks = "__all__"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000", help="地址:端口 host:port")
        parser.add_argument("--threads", type=int, default=8, help="同时处理的请求数 requests at a time")

    def handle(self, *args: Any, address: str, threads: int, **options: Any) -> None:
        host, _colon, port = address.rpartition(":")
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise CommandError(
                _("地址应写作 主机:端口，例如 127.0.0.1:8000，收到的是“%(address)s”。") % {"address": address}
            )
        call_command("migrate", verbosity=0)
        host = host.strip("[]") or "127.0.0.1"
        self.stdout.write(_("闭环已启动：%(url)s  按 Ctrl+C 停止") % {"url": f"http://{host}:{port}/"})
        self.stdout.flush()
        server = Granian(
            "bihuan.wsgi:application",
            address=host,
            port=int(port),
            interface=Interfaces.WSGI,
            blocking_threads=threads,
            websockets=False,
            log_access=False,
            log_level=LogLevels.error,
        )
        with worker.running():
            server.serve()
