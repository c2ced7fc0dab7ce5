"""Under “my account”: tokens for programs, made, shown once, and revoked."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.core.reasons import Refused
from bihuan.org import tokens
from bihuan.org.access import viewer_for
from bihuan.org.forms import ReasonedForm
from bihuan.org.models import AccessToken, Account
from bihuan.platform.typed import TypedField


def _lifetimes() -> list[tuple[int, str]]:
    """Worded for each form, in the language of its reader."""
    return [(days, _("%(days)s天") % {"days": days}) for days in tokens.LIFETIMES]


class TokenForm(ReasonedForm):
    token_name = TypedField(label=_("用途"), max_length=60, help_text=_("写明哪个程序用它，将来好判断能否撤销。"))
    token_lifetime = forms.TypedChoiceField(label=_("有效期"), coerce=int, choices=_lifetimes)


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_variables("text")
def own_tokens(request: HttpRequest) -> HttpResponse:
    """The account's tokens, and a form for a new one; its text is on the answer to that form and nowhere else."""
    account = _account(request)
    form, text, status = TokenForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                _row, text = tokens.create_token(actor=account, name=given["token_name"], days=given["token_lifetime"])
                form, status = TokenForm(), 201
            except Refused as refused:
                form.show(refused)
                status = 409
    live = set(tokens.live_tokens(account).values_list("pk", flat=True))
    context = {"form": form, "text": text, "rows": account.tokens.all(), "live": live}
    response = render(request, "org/tokens.html", context, status=status)
    if text:
        response["Cache-Control"] = "no-store"
        response["Content-Location"] = request.path
    return response


@login_required
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(request)
    row = get_object_or_404(AccessToken, pk=pk, account=account)
    tokens.revoke_token(actor=account, token=row)
    messages.success(request, gettext("已经撤销令牌“%(name)s”。") % {"name": row.name})
    return redirect("org:tokens")


def _account(request: HttpRequest) -> Account:
    account = viewer_for(request.user).account
    if account is None:
        raise TypeError("login_required let nobody in")
    return account
