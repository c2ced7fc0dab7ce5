from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse


def home(request: HttpRequest) -> HttpResponse:
    """今日: what needs the viewer now. A visitor is led to what is public."""
    if not request.user.is_authenticated:
        return redirect(_public_address())
    return render(request, "web/home.html")


def _public_address() -> str:
    try:
        return reverse("portal:home")
    except NoReverseMatch:
        return reverse("account_login")
