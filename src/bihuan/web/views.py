"""Today, and the lists behind its counters."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from bihuan.casework.asked import from_elsewhere
from bihuan.casework.queues import QUEUES
from bihuan.core.codes import GrantRole
from bihuan.ledger import wall as walls
from bihuan.ledger.filters import url_for
from bihuan.ledger.queries import LedgerQuery
from bihuan.org.access import READS_CASES, require, viewer_for
from bihuan.platform import clock
from bihuan.web import queries
from bihuan.web.gantt import Gantt

OVERSEES = (GrantRole.LEADER, GrantRole.INSPECTOR, GrantRole.RECTIFICATION_OFFICE)
PAGE_SIZE = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """今日: what needs the viewer now. A visitor is led to what is public."""
    if not request.user.is_authenticated:
        return redirect("portal:home")
    viewer = viewer_for(request.user)
    today = clock.today()
    context: dict[str, object] = {"today": today, "has_cases": viewer.has(*READS_CASES)}
    if context["has_cases"]:
        context["lists"] = queries.work_lists(viewer)
        context["asked"] = from_elsewhere(viewer)
        context |= {"to_sign": queries.to_sign(viewer), "unsigned": queries.unsigned(viewer, today)}
        context["clock_count"], context["clocks"] = queries.first_clocks(viewer, today)
    if viewer.has(*OVERSEES):
        rates = queries.rates(viewer, today)
        context["rates"] = [(rate, url_for(queries.counted_by(rate, today))) for rate in rates]
    if viewer.has(GrantRole.LEADER, GrantRole.INSPECTOR):
        context |= {"worst": queries.worst(viewer), "worst_url": url_for(queries.IN_COLOUR, sort="colour")}
    return render(request, "web/home.html", context)


@login_required
@require_safe
def queue(request: HttpRequest, key: str) -> HttpResponse:
    """All tasks of one list of today."""
    viewer = viewer_for(request.user)
    listed = QUEUES.get(key)
    if listed is None or not viewer.roles & listed.roles:
        raise Http404(key)
    page = Paginator(queries.rows(listed, viewer), PAGE_SIZE).get_page(request.GET.get("page"))
    same = (
        listed.listed
        if listed.listed and LedgerQuery(viewer, listed.listed).counted.total == page.paginator.count
        else None
    )
    in_ledger = url_for(same) if same else ""
    return render(request, "web/queue.html", {"queue": listed, "page": page, "in_ledger": in_ledger})


@login_required
@require_safe
def clocks(request: HttpRequest) -> HttpResponse:
    """Every clock that has lapsed or soon will, with how its day was reached."""
    viewer = viewer_for(request.user)
    if not viewer.has(*READS_CASES):
        raise Http404
    page = Paginator(queries.clocks(viewer, clock.today()), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "web/clocks.html", {"page": page})


@login_required
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """挂图作战. Answers its own script with what changes alone."""
    viewer = viewer_for(request.user)
    require(viewer, *READS_CASES)
    shown = walls.Wall(viewer, walls.read(request.GET))
    context = {
        "wall": shown,
        "gantt": Gantt(shown, clock.today()),
        "figures": walls.figures(shown),
        "statuses": walls.STATUSES,
        "as_of": clock.now(),
        "present": request.GET.get("present") == "1",
    }
    part = request.headers.get("HX-Request") == "true"
    response = render(request, "web/_wall.html" if part else "web/wall.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
