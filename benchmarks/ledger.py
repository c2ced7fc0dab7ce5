"""Server time and queries of the ledger's pages at a hundred thousand tasks, on the database of DATABASE_URL.

Requests go through the whole stack but the socket: middleware, views, templates.
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
django.setup()

from django.conf import settings  # noqa: E402  # the settings are named above, from the command line
from django.core.management import call_command  # noqa: E402  # the models can be imported only now
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks.seed import fill  # noqa: E402
from bihuan.ledger.models import Task  # noqa: E402
from bihuan.org.models import Account, Grant  # noqa: E402

TASKS = int(os.environ.get("BENCH_TASKS", "100000"))
TURNS = int(os.environ.get("BENCH_TURNS", "30"))


def main() -> None:
    call_command("migrate", verbosity=0)
    if not Task.objects.exists():
        began = time.perf_counter()
        with transaction.atomic():
            fill(TASKS)
        print(f"{TASKS} tasks written in {time.perf_counter() - began:.0f} s")
    if connection.vendor == "postgresql":  # which would do so by itself; an office's SQLite is never analysed
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    number = Task.objects.order_by("pk")[TASKS // 2].number
    office = Account.objects.get(username="bench")
    print(f"{connection.vendor}, {Task.objects.count()} tasks, {TURNS} requests each: p50 / p95 in ms, queries")
    for what, address in addresses(number):
        measure(what, address, office)
    unit = Grant.objects.exclude(account=office).select_related("account").first()
    if unit:
        measure("list, a unit's own", "/ledger/", unit.account)


def addresses(number: str) -> list[tuple[str, str]]:
    return [
        ("today", "/"),
        ("list", "/ledger/"),
        ("list, by state", "/ledger/?state=rectifying"),
        ("list, by progress and sorted", "/ledger/?progress=overdue&sort=-deadline"),
        ("search, two characters", f"/ledger/?q={quote('污水')}"),
        ("search, a word and a state", f"/ledger/?q={quote('管网')}&state=rectifying"),
        ("one page for one problem", f"/tasks/{number}/"),
        ("wall chart", "/wall/"),
    ]


def measure(what: str, address: str, account: Account) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    queries: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        queries.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        first = client.get(address)
    if first.status_code != 200:
        print(f"  {what}: answered {first.status_code}")
        return
    spent = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        client.get(address)
        spent.append((time.perf_counter() - began) * 1000)
    p95 = statistics.quantiles(spent, n=20)[-1]
    print(f"  {what}: {statistics.median(spent):.0f} / {p95:.0f} ms, {len(queries)} queries", flush=True)


if __name__ == "__main__":
    main()
