"""十个“每”: the matrix of units and duties, and the records behind each figure."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.core.tenduties import RULES, SOURCE, TEN_DUTIES
from bihuan.ledger.access import task_for
from bihuan.org.access import READS_CASES, require, viewer_for
from bihuan.org.models import Unit
from bihuan.platform import clock, rules
from bihuan.supervision import queries

PAGE_SIZE = 50


@login_required
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Units by duties; each figure leads to its records."""
    viewer = viewer_for(request.user)
    require(viewer, *READS_CASES)
    asked = queries.read(request.GET, ignoring=("present",))
    pack, today = rules.pack(), clock.today()
    context = {
        "matrix": queries.Matrix(viewer, asked),
        "asked": asked,
        "unit": Unit.objects.filter(pk=asked.unit).first() if asked.unit else None,
        "inspections": queries.inspections(viewer),
        "duties": TEN_DUTIES.values(),
        "as_of": queries.as_of(),
        "source": SOURCE,
        "figures": [pack.get(key, on=today) for key in RULES],
        "present": request.GET.get("present") == "1",
    }
    return render(request, "supervision/ten_duties.html", context)


@login_required
@require_safe
def of_task(request: HttpRequest, number: str) -> HttpResponse:
    """Which duties one task violates now: a part of its page for htmx, which brings it once the page is there, else a page."""
    part = request.headers.get("HX-Request") == "true"
    template = "supervision/task_line.html" if part else "supervision/of_task.html"
    return render(request, template, {"task": task_for(viewer_for(request.user), number)})


@login_required
@require_safe
def records(request: HttpRequest, number: int) -> HttpResponse:
    """Exactly the records that violate one duty, each with why and what to do."""
    viewer = viewer_for(request.user)
    require(viewer, *READS_CASES)
    duty = TEN_DUTIES.get(number)
    if duty is None:
        raise Http404(number)
    asked = queries.read(request.GET, ignoring=("page",))
    found = queries.Records(viewer, asked, duty)
    context = {
        "duty": duty,
        "asked": asked,
        "unit": Unit.objects.filter(pk=asked.unit).first() if asked.unit else None,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "as_of": queries.as_of(),
    }
    return render(request, "supervision/records.html", context)
