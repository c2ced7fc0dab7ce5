"""The pages of accounts and their grants: the system administrator's part and the security administrator's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.org import accounts as accounting
from bihuan.org import queries
from bihuan.org.access import Viewer
from bihuan.org.forms import AccountForm, GrantForm, ReasonedForm, WhyForm
from bihuan.org.models import Account, Grant
from bihuan.org.pages import PAGE, SECURITY, SYSTEM, account_of, administrator, people_of, show, tried
from bihuan.platform.web import whole_number


@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    viewer = administrator(request, SYSTEM, SECURITY)
    words = request.GET.get("q", "").strip()[:60]
    page = Paginator(queries.accounts(viewer, words), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "form": AccountForm()}
    return show(request, viewer, "accounts", context)


@login_required
@require_POST
@sensitive_variables("password")
def account_add(request: HttpRequest) -> HttpResponse:
    """Open an account, for a person if one is given; its password is shown this once."""
    viewer = administrator(request, SYSTEM)
    chosen = whole_number(request.POST.get("person", ""))
    holder = get_object_or_404(people_of(viewer), pk=chosen) if chosen is not None else None
    form = AccountForm(request.POST)
    made, status = tried(form, lambda: accounting.add_account(actor=viewer.account, person=holder, **form.cleaned_data))
    if made:
        response = _password_page(request, viewer, *made)
        response["Content-Location"] = reverse("org:account", args=[made[0].pk])
        return response
    page = Paginator(queries.accounts(viewer), PAGE).get_page(1)
    context = {"page": page, "words": "", "form": form, "person": holder}
    return show(request, viewer, "accounts", context, status=status)


@login_required
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = administrator(request, SYSTEM, SECURITY)
    return _account_page(request, viewer, account_of(viewer, pk), {}, 200)


@login_required
@require_POST
@sensitive_variables("password")
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = administrator(request, SYSTEM)
    row = account_of(viewer, pk)
    password = accounting.reset_password(actor=viewer.account, account=row)
    return _password_page(request, viewer, row, password)


@login_required
@require_POST
def account_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut an account, or open it again."""
    viewer = administrator(request, SYSTEM)
    row = account_of(viewer, pk)
    form = WhyForm(request.POST)
    wanted = request.POST.get("active") == "1"
    done, status = tried(
        form,
        lambda: accounting.set_active(actor=viewer.account, account=row, active=wanted, **form.cleaned_data),
    )
    return redirect("org:account", pk=pk) if done else _account_page(request, viewer, row, {"why": form}, status)


@login_required
@require_POST
def grant_give(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = administrator(request, SECURITY)
    row = account_of(viewer, pk)
    form = GrantForm(request.POST)

    def give() -> Grant:
        role, scope = GrantRole(form.cleaned_data["role"]), GrantScope(form.cleaned_data["scope"])
        return accounting.give_grant(
            actor=viewer.account, account=row, unit=form.cleaned_data["unit"], role=role, scope=scope
        )

    given, status = tried(form, give)
    return redirect("org:account", pk=pk) if given else _account_page(request, viewer, row, {"grant": form}, status)


@login_required
@require_POST
def grant_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = administrator(request, SECURITY)
    row = get_object_or_404(Grant.objects.filter(account__in=queries.accounts(viewer).values("pk")), pk=pk)
    accounting.revoke_grant(actor=viewer.account, grant=row)
    messages.success(request, _("已经收回。"))
    return redirect("org:account", pk=row.account_id)


@login_required
@require_POST
def account_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = administrator(request, SECURITY)
    accounting.unlock(actor=viewer.account, account=account_of(viewer, pk))
    messages.success(request, _("已经解除登录锁定。"))
    return redirect("org:account", pk=pk)


@login_required
@require_POST
def account_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second step off an account whose owner has lost it."""
    viewer = administrator(request, SECURITY)
    accounting.remove_second_factor(actor=viewer.account, account=account_of(viewer, pk))
    messages.success(request, _("已经解除两步验证，请通知本人重新启用。"))
    return redirect("org:account", pk=pk)


def _account_page(
    request: HttpRequest, viewer: Viewer, row: Account, forms: dict[str, ReasonedForm], status: int
) -> HttpResponse:
    context: dict[str, object] = {"account": row, "grants": queries.grants_of(row), "own": row == viewer.account}
    context |= {"failures": queries.failures(row), "second_factor": queries.has_second_factor(row)}
    context |= {"grant": GrantForm(), "why": WhyForm()} | forms
    return show(request, viewer, "account", context, status=status)


def _password_page(request: HttpRequest, viewer: Viewer, row: Account, password: str) -> HttpResponse:
    """Not a redirect: what is shown once must not be stored on the way."""
    response = show(request, viewer, "password", {"account": row, "password": password})
    response.headers["Cache-Control"] = "no-store"
    return response
