"""The list of tasks, and what is done with many of them at once."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Refused
from bihuan.ledger import saved
from bihuan.ledger.columns import COLUMNS, chosen
from bihuan.ledger.filters import Asked, read, url_for
from bihuan.ledger.forms import FilterForm, ViewForm
from bihuan.ledger.listing import Listing
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account


@login_required
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The ledger. Answers htmx with the list alone, and a browser without scripts with the whole page."""
    account, viewer = _who(request)
    asked = read(request.GET)
    views = saved.views_of(account)
    listing = Listing(viewer, asked, chosen(asked.columns or views.columns))
    reasons = list(asked.reasons)
    if not reasons:
        try:
            listing.page  # noqa: B018  # read here, so that a cursor out of date is told on the page
        except Refused as refused:
            reasons = list(refused.reasons)
    context = {
        "listing": listing,
        "reasons": reasons,
        "views": views.named,
        "office": viewer.has(GrantRole.RECTIFICATION_OFFICE),
    }
    part = request.headers.get("HX-Target") == "ledger" and "HX-History-Restore-Request" not in request.headers
    template = "ledger/_list.html" if part else "ledger/tasks.html"
    response = render(request, template, context, status=400 if reasons else 200)
    if part:
        response.headers["HX-Retarget"] = "#ledger"
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@login_required
@require_safe
def filter_form(request: HttpRequest) -> HttpResponse:
    """All conditions in one form. Sent with `go`, it leads to the list; what it does not know it says."""
    before = read(QueryDict(request.GET.get("list", "")), ignoring=("cursor",))
    if "go" not in request.GET:
        form = FilterForm(initial=FilterForm.initial_of(before.filter, viewer_for(request.user)))
        form.tell_of_more(before.filter)
        return render(request, "ledger/filter.html", {"form": form, "list": request.GET.get("list", "")})
    form = FilterForm(request.GET)
    if not form.is_valid():
        form.tell_of_more(before.filter)
        context = {"form": form, "list": request.GET.get("list", "")}
        return render(request, "ledger/filter.html", context, status=400)
    return redirect(url_for(form.wanted(before.filter), sort=before.sort, more=_columns_of(before)))


@login_required
@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Choose the columns and their order; without any, the usual ones come back."""
    account, _viewer = _who(request)
    given = [] if "usual" in request.GET else request.POST.getlist("column")
    ticked = [str(key) for key in given if key in COLUMNS]
    places = {key: _place(request.POST.get(f"place-{key}", ""), at) for at, key in enumerate(ticked)}
    saved.choose_columns(actor=account, columns=sorted(ticked, key=lambda key: places[key]))
    asked = read(QueryDict(request.POST.get("list", "")), ignoring=("cursor", "columns"))
    return redirect(url_for(asked.filter, sort=asked.sort))


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    account, _viewer = _who(request)
    form = ViewForm(request.POST)
    if not form.is_valid():
        context = {"title": _("保存视图"), "form": form, "back": _back(request, request.POST.get("query", ""))}
        return render(request, "ledger/form.html", context, status=422)
    data = form.cleaned_data
    view = saved.save_view(actor=account, name=data["name"], query=data["query"], shared=data["shared"])
    messages.success(request, _("视图“%(name)s”已保存。") % {"name": view.name})
    return redirect(f"{reverse('ledger:tasks')}?{view.query}")


@login_required
@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    account, _viewer = _who(request)
    saved.drop_view(actor=account, pk=pk)
    return redirect(_back(request, request.POST.get("query", "")))


def _who(request: HttpRequest) -> tuple[Account, Viewer]:
    return cast(Account, request.user), viewer_for(request.user)


def _place(text: str, otherwise: int) -> tuple[int, int]:
    return (int(text), otherwise) if text.isascii() and text.isdigit() and len(text) < 5 else (999, otherwise)


def _columns_of(asked: Asked) -> list[tuple[str, str]]:
    return [("columns", ",".join(asked.columns))] if asked.columns else []


def _back(request: HttpRequest, query: str) -> str:
    address = f"{reverse('ledger:tasks')}?{query}" if query else reverse("ledger:tasks")
    return address if url_has_allowed_host_and_scheme(address, None) else reverse("ledger:tasks")
