from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.org import queries
from bihuan.org.models import Account


@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """My account: who I am here, what I may do, and how I sign in."""
    account = cast(Account, request.user)
    context = {"account": account, "grants": queries.grants_of(account).filter(revoked_at__isnull=True)}
    return render(request, "org/me.html", context)
