"""Server time and queries of the pages at a hundred thousand tasks, on the database of DATABASE_URL, for three accounts:
one of the province's office, one of a city, one of a county, each of the latter with all units below.

Requests go through the whole stack but the socket: middleware, views, templates.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from benchmarks.figures import HEAD, MET, MISSED, WIDTHS, line
from benchmarks.ready import TASKS, TURNS
from benchmarks.seed import fill
from bihuan.core.codes import ProblemCategory
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.models import Task
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Unit

PAGE, WALL, FILE = (100, 12), (300, 12), (100, 28)
"""The most milliseconds (p95) and queries that are asked of a page, of the wall chart, and of a task's file by the API."""


class View(NamedTuple):
    what: str
    address: str
    most: tuple[int, int] = PAGE


def main() -> None:
    call_command("migrate", verbosity=0)
    if not Task.objects.exists():
        began = time.perf_counter()
        with transaction.atomic():
            fill(TASKS)
        print(f"{TASKS} tasks written in {time.perf_counter() - began:.0f} s", flush=True)
    if connection.vendor == "postgresql":  # which would do so by itself; an office's SQLite is never analysed
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"{connection.vendor}, {Task.objects.count()} tasks, {TURNS} requests each")
    print(line(HEAD, WIDTHS))
    met = [
        measured(view, who)
        for who in ("office", "city", "county")
        for view in views(Account.objects.get(username=f"bench-{who}"))
    ]
    print(f"  {sum(met)} of {len(met)} targets met", flush=True)


def views(account: Account) -> Iterator[View]:
    """What is asked for: each kind of page, and of lists the filters that meet many tasks."""
    city, some = Unit.objects.get(name="测安市").pk, visible_tasks(viewer_for(account)).order_by("pk")
    number = some[some.count() // 2].number
    both = f"category={next(iter(ProblemCategory))}&level=central"
    yield View("today", "/")
    yield View("list", "/ledger/")
    yield View("list by state", "/ledger/?state=rectifying")
    yield View("list by progress, sorted", "/ledger/?progress=overdue&sort=-deadline")
    yield View("list by category and level", f"/ledger/?{both}")
    yield View("list by unit and state", f"/ledger/?unit={city}&state=rectifying")
    yield View("list by region and state", f"/ledger/?region={city}&state=rectifying")
    yield View("list by days and state", "/ledger/?due_from=2026-01-01&due_to=2026-12-31&state=rectifying")
    yield View("search, two characters", f"/ledger/?q={quote('污水')}")
    yield View("search and state", f"/ledger/?q={quote('管网')}&state=rectifying")
    yield View("search, three words", f"/ledger/?q={quote('安白县 噪声 群众')}")
    yield View("search, nothing found", f"/ledger/?q={quote('没有的词')}")
    yield View("one page for one problem", f"/tasks/{number}/")
    yield View("wall chart", "/wall/", WALL)
    yield View("API, list", "/api/v1/tasks")
    yield View("API, file of a task", f"/api/v1/tasks/{number}", FILE)


def measured(view: View, who: str) -> bool:
    """Print one row; whether it meets what is asked."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(username=f"bench-{who}"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    queries: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        queries.append(sql)
        return execute(sql, *more)

    client.get(view.address)
    with connection.execute_wrapper(note):
        answer = client.get(view.address)
    if answer.status_code != 200:
        print(f"  {view.what}: answered {answer.status_code}")
        return False
    spent = []
    gc.collect()
    for _turn in range(TURNS):
        began = time.perf_counter()
        client.get(view.address)
        spent.append((time.perf_counter() - began) * 1000)
    p50, p95 = statistics.median(spent), statistics.quantiles(spent, n=20, method="inclusive")[-1]
    most_ms, most_queries = view.most
    met = p95 <= most_ms and len(queries) <= most_queries
    cells = (view.what, who, f"{p50:.0f}", f"{p95:.0f}", f"≤ {most_ms}", len(queries), f"≤ {most_queries}")
    print(line((*cells, MET if met else MISSED)), flush=True)
    return met


if __name__ == "__main__":
    main()
