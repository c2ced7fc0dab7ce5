"""`bihuan manage work`: do what runs outside requests. `bihuan serve` starts one by itself."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from bihuan.platform import jobs, sweeping, worker

FOLLOW_SECONDS = 2


class Command(BaseCommand):
    help = (
        "后台办理：读取文件等任务和到期清扫（bihuan serve 会自行启动）。Run jobs and sweeps (bihuan serve starts one)."
    )
    # They load every page, of which a worker shows none: half of its start.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="办完现有任务后退出 exit when nothing waits")
        parser.add_argument("--parent", type=int, default=0, help="父进程结束时退出 exit when this process has ended")

    def handle(self, *args: Any, once: bool, parent: int, **options: Any) -> None:
        if once:
            sweeping.sweep()
            jobs.work_off()
            return
        ending = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ending.set())
        if parent:
            worker.when_gone(parent, ending.set)
        for every in ((sweeping.SECONDS, ending), (FOLLOW_SECONDS, ending, settings.FOLLOWERS)):
            threading.Thread(target=sweeping.sweep_every, args=every, daemon=True).start()
        jobs.work(ending)
