"""Server time and queries of the pages at a hundred thousand tasks, on the database of DATABASE_URL, for three accounts:
one of the province's office, one of a city, one of a county, each of the latter with all units below.

The process is made ready as one of the server's (`bihuan.wsgi`). Requests go through the whole stack but the socket:
middleware, views, templates. Beside each page's time stands how many pieces of work (`benchmarks.pace`) this machine would
have done in it, and below all what the pages would take at its best.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from benchmarks.figures import HEAD, MET, MISSED, WIDTHS, line
from benchmarks.pace import Pace
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

    @property
    def is_list(self) -> bool:
        return self.what.startswith(("list", "search", "API, list"))


class Row(NamedTuple):
    """What was measured of one page. `p95` in milliseconds, `pieces` the pieces of work that would be done meanwhile."""

    view: View
    p95: float
    queries: int
    pieces: float

    @property
    def met(self) -> bool:
        return self.p95 <= self.view.most[0] and self.queries <= self.view.most[1]


def main() -> None:
    call_command("migrate", verbosity=0)
    import_module("bihuan.wsgi")
    if not Task.objects.exists():
        began = time.perf_counter()
        with transaction.atomic():
            fill(TASKS)
        print(f"{TASKS} tasks written in {time.perf_counter() - began:.0f} s", flush=True)
    if connection.vendor == "postgresql":  # which would do so by itself; an office's SQLite is never analysed
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    pace = Pace()
    print(
        f"{connection.vendor}, {Task.objects.count()} tasks, {TURNS} requests each; a piece of work: {pace.timed():.0f} ms"
    )
    print(line(HEAD, WIDTHS))
    rows = [
        measured(view, who, pace)
        for who in ("office", "city", "county")
        for view in views(Account.objects.get(username=f"bench-{who}"))
    ]
    print(f"  {sum(row is not None and row.met for row in rows)} of {len(rows)} targets met")
    print("\n".join(summary([row for row in rows if row is not None], pace)), flush=True)


def summary(rows: list[Row], pace: Pace) -> Iterator[str]:
    """How the list and search pages stand to what is asked of them, as measured and at this machine's best."""
    lists = [row for row in rows if row.view.is_list]
    most = PAGE[0]
    yield f"  {pace}"
    yield f"  {sum(row.p95 <= most for row in lists)} of {len(lists)} list and search pages within {most} ms"
    at_best = sorted(row.pieces * pace.best for row in lists)
    yield (
        f"  {sum(ms <= most for ms in at_best)} of {len(lists)} at this machine's best in this block, "
        f"where the slowest would take {at_best[-1]:.0f} ms and the middle one {statistics.median(at_best):.0f}"
    )


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


def measured(view: View, who: str, pace: Pace) -> Row | None:
    """Measure a page and print its row; None when it does not answer."""
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
        return None
    spent = []
    gc.collect()
    for _turn in range(TURNS):
        began = time.perf_counter()
        client.get(view.address)
        spent.append((time.perf_counter() - began) * 1000)
    pace.timed()
    p50, p95 = statistics.median(spent), statistics.quantiles(spent, n=20, method="inclusive")[-1]
    row = Row(view, p95, len(queries), p95 / pace.now)
    times, asked = (f"{p50:.0f}", f"{p95:.0f}", f"≤ {view.most[0]}"), (len(queries), f"≤ {view.most[1]}")
    print(line((view.what, who, *times, *asked, MET if row.met else MISSED, f"{row.pieces:.2f}")), flush=True)
    return row


if __name__ == "__main__":
    main()
