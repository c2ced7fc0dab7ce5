"""The log, for the audit administrator over everything: read, filter, prove. Nobody else sees it, and nobody changes it."""

from datetime import timedelta
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.audit import jobs as proving
from bihuan.audit import queries
from bihuan.audit import services as audit
from bihuan.audit.actions import action_label
from bihuan.audit.models import Head
from bihuan.org.log import demand_auditor, start_proof
from bihuan.org.models import Account
from bihuan.platform import clock, jobs
from bihuan.platform.typed import DayInput, TypedField


class FilterForm(forms.Form):
    action = forms.ChoiceField(label=_("办理"), required=False)
    actor = TypedField(label=_("办理人"), max_length=80, required=False)
    number = TypedField(label=_("编号"), max_length=60, required=False)
    since = forms.DateField(label=_("自"), required=False, widget=DayInput())
    until = forms.DateField(label=_("至"), required=False, widget=DayInput())
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request's GET is
        field = cast(forms.ChoiceField, self.fields["action"])
        field.choices = [("", _("全部")), *((name, action_label(name)) for name in queries.actions())]


@login_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    _auditor(request)
    form = FilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    before = given.pop("before", None) if given else None
    found, more = queries.page(queries.Filter(**given), before=before)
    asked = {name: str(value) for name, value in given.items() if value}
    context = {
        "form": form,
        "events": found,
        "older": urlencode(asked | {"before": more}) if more else "",
        "filtered": bool(asked) or before is not None,
        "head": audit.head_of(clock.today() - timedelta(days=1)),
        "last": Head.objects.first(),
        "job": jobs.find(proving.KEY),
    }
    return render(request, "org/events.html", context, status=200 if form.is_valid() else 422)


@login_required
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Prove the whole chain, in the background."""
    start_proof(actor=_auditor(request))
    return redirect("audit:events")


@login_required
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    _auditor(request)
    return render(request, "org/verify.html", {"job": jobs.find(proving.KEY)})


def _auditor(request: HttpRequest) -> Account:
    return demand_auditor(cast(Account, request.user))
