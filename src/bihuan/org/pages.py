"""What the administrators' pages share: who may open them, which rows they reach, and how a service's refusal is shown."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Refused
from bihuan.org import queries
from bihuan.org.access import Viewer, require, viewer_for
from bihuan.org.forms import ReasonedForm
from bihuan.org.models import Account, Person, Unit
from bihuan.org.queries import reached
from bihuan.platform.web import refusal_status

SYSTEM, SECURITY = GrantRole.SYSTEM_ADMIN, GrantRole.SECURITY_ADMIN
PAGE = 50
Made = TypeVar("Made")


def administrator(request: HttpRequest, *roles: GrantRole) -> Viewer:
    viewer = viewer_for(cast(Account, request.user))
    require(viewer, *roles)
    return viewer


def show(
    request: HttpRequest, viewer: Viewer, name: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    rights = {"keeps": viewer.has(SYSTEM), "gives": viewer.has(SECURITY)}
    return render(request, f"org/{name}.html", rights | context, status=status)


def units_of(viewer: Viewer, *, closed: bool = False) -> QuerySet[Unit]:
    within = Unit.objects.filter(reached(viewer, [SYSTEM, SECURITY], "path"))
    return within if closed else within.filter(active=True)


def people_of(viewer: Viewer, words: str = "") -> QuerySet[Person]:
    return queries.people(reached(viewer, [SYSTEM], "posts__unit__path"), words)


def account_of(viewer: Viewer, pk: int) -> Account:
    return get_object_or_404(queries.accounts(viewer), pk=pk)


def tried(form: ReasonedForm, deed: Callable[[], Made]) -> tuple[Made | None, int]:
    """Do it if the form is right; else the form tells why, and the status with it."""
    if not form.is_valid():
        return None, 422
    try:
        return deed(), 302
    except Refused as refused:
        status = refusal_status(refused)
        if status is HTTPStatus.FORBIDDEN:
            raise  # nothing to correct in the form
        form.show(refused)
        return None, status
