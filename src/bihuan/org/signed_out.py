"""A session that ended while a page was open: what the person was about to send is not lost on the way to the sign-in page."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.platform.web import wants_fragment, wants_json

SHORT = 10
"""Characters up to which a value is typed again faster than copied: numbers, days, ticks."""
HIDDEN = ("csrfmiddlewaretoken", "password", "next")


def is_lost(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this answer leads to the sign-in page what cannot follow there: a form, a part of a page, a program's call."""
    if request.user.is_authenticated or not isinstance(response, HttpResponseRedirect):
        return False
    match = request.resolver_match
    signing_in = match is not None and match.view_name.startswith(("account_", "mfa_"))
    sent = request.method == "POST" or wants_fragment(request) or wants_json(request)
    return sent and not signing_in and response.url.partition("?")[0] == reverse("account_login")


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """401. For a part of a page a notice, so that what was typed stays where it is; for a form that a browser sent as a
    page, a page with what was typed, to be copied; for programs JSON."""
    told = _("登录已过期，刚才的提交没有办理。")
    if wants_json(request):
        return JsonResponse({"detail": told}, status=401)
    template = "org/signed_out_part.html" if wants_fragment(request) else "org/signed_out.html"
    return render(request, template, {"told": told, "back": _page(request), "typed": _typed(request)}, status=401)


def _page(request: HttpRequest) -> str:
    """The page of this house on which the form stood."""
    shown = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    return shown._replace(scheme="", netloc="").geturl() if shown.netloc == request.get_host() else reverse("home")


def _typed(request: HttpRequest) -> list[str]:
    """What a person wrote into the form at some length."""
    given = (value for name, values in request.POST.lists() if not name.endswith(HIDDEN) for value in values)
    return [value for value in given if len(value) > SHORT]
