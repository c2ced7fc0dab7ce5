"""Sending an inspection's feedback on, signing for it, and seeing who has signed."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Refused, demand
from bihuan.intake import circulations as queries
from bihuan.intake import services
from bihuan.intake.access import circulation_for, oversees, own_units, visible_documents
from bihuan.intake.forms import ArrangementForm, CirculationForm
from bihuan.intake.models import Circulation, Delivery
from bihuan.intake.views import original
from bihuan.ledger.access import NotVisible, visible_inspections, visible_problems
from bihuan.ledger.models import Inspection
from bihuan.ledger.rights import not_office
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account
from bihuan.platform import clock
from bihuan.platform.web import refusal_status


@login_required
@require_safe
def circulations(request: HttpRequest, number: str) -> HttpResponse:
    """What was sent on of an inspection: a part of its page, or a page without JavaScript."""
    viewer = viewer_for(request.user)
    row = _inspection(viewer, number)
    context = {
        "inspection": row,
        "matrices": queries.matrices(viewer, row),
        "oversees": oversees(viewer),
        "office": viewer.has(GrantRole.RECTIFICATION_OFFICE),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "intake/_circulations.html" if part else "intake/circulations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def circulate(request: HttpRequest, number: str) -> HttpResponse:
    account = cast(Account, request.user)
    viewer = viewer_for(account)
    row = _inspection(viewer, number)
    demand(*not_office(account, row.object))
    documents = visible_documents(viewer).filter(inspection=row)
    proposed = queries.proposed_units(row)
    form = CirculationForm(
        request.POST or None,
        documents=documents,
        units=proposed,
        alone=queries.without_account(proposed),
        due=queries.default_due(clock.today()),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.circulate(actor=account, inspection=row, **form.facts())
            except Refused as refused:
                status = refusal_status(refused)
                for reason in refused.reasons:
                    form.add_error(None, reason.text(_))
            else:
                messages.success(request, _("已传达，等各单位签收。"))
                return redirect("intake:circulation", made.pk)
    return render(request, "intake/circulate.html", {"inspection": row, "form": form}, status=status)


@login_required
@require_safe
def circulation(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, for the unit to sign, and for those who oversee who has signed."""
    return _circulation_page(request, circulation_for(viewer_for(request.user), pk))


def _arranged(one: Delivery) -> dict[str, object]:
    return {"conveyed_on": one.conveyed_on, "arranged": one.arranged}


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The document that was sent, as it came."""
    row = circulation_for(viewer_for(request.user), pk)
    if row.document is None:
        raise Http404(pk)
    return original(row.document)


@login_required
@require_POST
def sign(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    row = circulation_for(viewer_for(request.user), pk)
    services.sign(actor=cast(Account, request.user), delivery=_delivery(row, unit))
    messages.success(request, _("已签收。传达学习以后，可以补填情况。"))
    return _back(request, row)


@login_required
@require_POST
def arrangement(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    row = circulation_for(viewer_for(request.user), pk)
    delivery = _delivery(row, unit)
    form = ArrangementForm(request.POST, auto_id=f"id_{delivery.pk}_%s")
    if form.is_valid():
        try:
            services.tell_arrangement(actor=cast(Account, request.user), delivery=delivery, **form.cleaned_data)
        except Refused as refused:
            if refusal_status(refused) == HTTPStatus.FORBIDDEN:
                raise
            for reason in refused.reasons:
                form.add_error(None, reason.text(_))
        else:
            messages.success(request, _("已保存。"))
            return redirect("intake:circulation", pk)
    return _circulation_page(request, row, {delivery.pk: form}, status=422)


@login_required
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    row = circulation_for(viewer_for(request.user), pk)
    late = services.remind(actor=cast(Account, request.user), circulation=row)
    names = "、".join(str(one.unit) for one in late)
    messages.success(request, _("已催办：%(units)s。") % {"units": names})
    return _back(request, row)


def _circulation_page(
    request: HttpRequest, row: Circulation, told: Mapping[int, ArrangementForm] | None = None, status: int = 200
) -> HttpResponse:
    """`told`: a form that came back with something wrong, by the delivery that it is about."""
    account = cast(Account, request.user)
    viewer = viewer_for(account)
    mine = [
        services.see(actor=account, delivery=delivery)
        for delivery in row.deliveries.filter(unit__in=own_units(viewer)).order_by("unit__path")
    ]
    problems = visible_problems(viewer).filter(inspection=row.inspection).order_by("number")
    context = {
        "circulation": row,
        "mine": [
            (one, (told or {}).get(one.pk) or ArrangementForm(initial=_arranged(one), auto_id=f"id_{one.pk}_%s"))
            for one in mine
        ],
        "problems": problems,
        "matrix": queries.matrix(row) if oversees(viewer) else None,
        "office": viewer.has(GrantRole.RECTIFICATION_OFFICE),
        "today": clock.today(),
    }
    return render(request, "intake/circulation.html", context, status=status)


def _back(request: HttpRequest, row: Circulation) -> HttpResponse:
    """To the page from which it was sent (today, or the circulation)."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return redirect(address)
    return redirect("intake:circulation", row.pk)


def _delivery(row: Circulation, unit: int) -> Delivery:
    found = row.deliveries.filter(unit=unit).first()
    if found is None:
        raise NotVisible(unit)
    return found


def _inspection(viewer: Viewer, number: str) -> Inspection:
    row = visible_inspections(viewer).select_related("object").filter(number=number).first()
    if row is None:
        raise NotVisible(number)
    return row
