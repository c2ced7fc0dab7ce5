"""The administrators' pages (units, people, accounts), and everybody's own account."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.org import accounts as accounting
from bihuan.org import queries, services
from bihuan.org.access import Viewer, require, viewer_for
from bihuan.org.forms import (
    AccountForm,
    CloseForm,
    GrantForm,
    MoveForm,
    PersonForm,
    PostForm,
    ReasonedForm,
    UnitForm,
    WhyForm,
)
from bihuan.org.models import Account, Grant, Person, Post, Unit
from bihuan.org.queries import full_name, reached
from bihuan.platform.web import refusal_status

SYSTEM, SECURITY = GrantRole.SYSTEM_ADMIN, GrantRole.SECURITY_ADMIN
PAGE = 50
Made = TypeVar("Made")


@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """My account: who I am here, what I may do, and how I sign in."""
    account = cast(Account, request.user)
    context = {"account": account, "grants": queries.grants_of(account).filter(revoked_at__isnull=True)}
    return render(request, "org/me.html", context)


# Units


@login_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    viewer = _administrator(request, SYSTEM, SECURITY)
    words, closed = request.GET.get("q", "").strip()[:60], "closed" in request.GET
    lines = queries.tree(_units(viewer, closed=closed), words)
    return _page(request, viewer, "units", {"lines": lines, "words": words, "closed": closed})


@login_required
@require_safe
def unit_names(request: HttpRequest) -> HttpResponse:
    """Names to suggest while a unit is being typed, as options of a data list."""
    _administrator(request, SYSTEM, SECURITY)
    return render(request, "org/unit_names.html", {"names": queries.names_like(request.GET.get("q", "")[:60])})


@login_required
@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest) -> HttpResponse:
    viewer = _administrator(request, SYSTEM)
    chosen = request.GET.get("parent", "")
    parent = get_object_or_404(_units(viewer), pk=int(chosen)) if chosen.isdecimal() else None
    form = UnitForm(request.POST or None)
    status = 200
    if request.method == "POST":

        def add() -> Unit:
            return services.add_unit(actor=viewer.account, parent=parent, facts=form.facts(), aliases=form.names())

        unit, status = _done(form, add)
        if unit:
            messages.success(request, _("已经建立：%(unit)s。") % {"unit": full_name(unit)})
            return redirect("org:unit", pk=unit.pk)
    return _page(request, viewer, "unit_add", {"form": form, "parent": parent}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its facts to correct, its people, and what can be done with it."""
    viewer = _administrator(request, SYSTEM, *([SECURITY] if request.method == "GET" else []))
    row = get_object_or_404(_units(viewer, closed=True), pk=pk)
    form = UnitForm(request.POST) if request.method == "POST" else UnitForm.of(row)
    status = 200
    if request.method == "POST":

        def change() -> Unit:
            return services.change_unit(actor=viewer.account, unit=row, facts=form.facts(row), aliases=form.names())

        changed, status = _done(form, change)
        if changed:
            messages.success(request, _("已经保存。"))
            return redirect("org:unit", pk=pk)
    return _unit_page(request, viewer, row, {"form": form}, status)


@login_required
@require_POST
def unit_move(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _administrator(request, SYSTEM)
    row = get_object_or_404(_units(viewer), pk=pk)
    form = MoveForm(request.POST)
    moved, status = _done(
        form, lambda: services.move_unit(actor=viewer.account, unit=row, parent=form.cleaned_data["parent"])
    )
    if moved:
        messages.success(request, _("已经移到“%(parent)s”之下。") % {"parent": moved.parent})
        return redirect("org:unit", pk=pk)
    return _unit_page(request, viewer, row, {"move": form}, status)


@login_required
@require_POST
def unit_close(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _administrator(request, SYSTEM)
    row = get_object_or_404(_units(viewer), pk=pk)
    form = CloseForm(request.POST)
    closed, status = _done(form, lambda: services.close_unit(actor=viewer.account, unit=row, **form.cleaned_data))
    if closed:
        messages.success(request, _("已经撤销：%(unit)s。它名下的任务请到台账里改派。") % {"unit": row})
        return redirect("org:unit", pk=pk)
    return _unit_page(request, viewer, row, {"close": form}, status)


def _unit_page(
    request: HttpRequest, viewer: Viewer, row: Unit, forms: dict[str, ReasonedForm], status: int
) -> HttpResponse:
    context: dict[str, object] = {"unit": row, "changes": viewer.has(SYSTEM) and row.active}
    context |= {"form": UnitForm.of(row), "move": MoveForm(), "close": CloseForm()} | forms
    context["posts"] = row.posts.filter(until__isnull=True).select_related("person").order_by("pk")
    context["children"] = row.children.order_by("path")
    return _page(request, viewer, "unit", context, status=status)


# People


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    viewer = _administrator(request, SYSTEM)
    words = request.GET.get("q", "").strip()[:60]
    page = Paginator(_people(viewer, words), PAGE).get_page(request.GET.get("page"))
    return _page(request, viewer, "people", {"page": page, "words": words})


@login_required
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    viewer = _administrator(request, SYSTEM)
    form = PersonForm(request.POST or None, initial={"unit": request.GET.get("unit", "")[:120]})
    status = 200
    if request.method == "POST":
        person, status = _done(form, lambda: services.add_person(actor=viewer.account, **form.cleaned_data))
        if person:
            return redirect("org:person", pk=person.pk)
    return _page(request, viewer, "person_add", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's posts, and a further one."""
    viewer = _administrator(request, SYSTEM)
    row = get_object_or_404(_people(viewer), pk=pk)
    form = PostForm(request.POST or None)
    status = 200
    if request.method == "POST":
        post, status = _done(form, lambda: services.appoint(actor=viewer.account, person=row, **form.cleaned_data))
        if post:
            return redirect("org:person", pk=pk)
    posts = row.posts.select_related("unit").order_by("-until", "pk")
    account = Account.objects.filter(person=row).first()
    context = {"person": row, "posts": posts, "form": form, "account": account, "opening": AccountForm()}
    return _page(request, viewer, "person", context, status=status)


@login_required
@require_POST
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _administrator(request, SYSTEM)
    row = get_object_or_404(Post.objects.filter(person__in=_people(viewer)), pk=pk)
    services.end_post(actor=viewer.account, post=row)
    messages.success(request, _("已经免去“%(title)s”。") % {"title": row.title})
    return redirect("org:person", pk=row.person_id)


# Accounts


@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    viewer = _administrator(request, SYSTEM, SECURITY)
    words = request.GET.get("q", "").strip()[:60]
    page = Paginator(queries.accounts(viewer, words), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "form": AccountForm()}
    return _page(request, viewer, "accounts", context)


@login_required
@require_POST
@sensitive_variables("password")
def account_add(request: HttpRequest) -> HttpResponse:
    """Open an account, for a person if one is given; its password is shown this once."""
    viewer = _administrator(request, SYSTEM)
    chosen = request.POST.get("person", "")
    holder = get_object_or_404(_people(viewer), pk=int(chosen)) if chosen.isdecimal() else None
    form = AccountForm(request.POST)
    made, status = _done(form, lambda: accounting.add_account(actor=viewer.account, person=holder, **form.cleaned_data))
    if made:
        return _password_page(request, viewer, *made)
    page = Paginator(queries.accounts(viewer), PAGE).get_page(1)
    context = {"page": page, "words": "", "form": form, "person": holder}
    return _page(request, viewer, "accounts", context, status=status)


@login_required
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _administrator(request, SYSTEM, SECURITY)
    return _account_page(request, viewer, _account(viewer, pk), {}, 200)


@login_required
@require_POST
@sensitive_variables("password")
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _administrator(request, SYSTEM)
    row = _account(viewer, pk)
    password = accounting.reset_password(actor=viewer.account, account=row)
    return _password_page(request, viewer, row, password)


@login_required
@require_POST
def account_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut an account, or open it again."""
    viewer = _administrator(request, SYSTEM)
    row = _account(viewer, pk)
    form = WhyForm(request.POST)
    wanted = request.POST.get("active") == "1"
    done, status = _done(
        form,
        lambda: accounting.set_active(actor=viewer.account, account=row, active=wanted, **form.cleaned_data),
    )
    return redirect("org:account", pk=pk) if done else _account_page(request, viewer, row, {"why": form}, status)


@login_required
@require_POST
def grant_give(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _administrator(request, SECURITY)
    row = _account(viewer, pk)
    form = GrantForm(request.POST)

    def give() -> Grant:
        role, scope = GrantRole(form.cleaned_data["role"]), GrantScope(form.cleaned_data["scope"])
        return accounting.give_grant(
            actor=viewer.account, account=row, unit=form.cleaned_data["unit"], role=role, scope=scope
        )

    given, status = _done(form, give)
    return redirect("org:account", pk=pk) if given else _account_page(request, viewer, row, {"grant": form}, status)


@login_required
@require_POST
def grant_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _administrator(request, SECURITY)
    row = get_object_or_404(Grant.objects.filter(account__in=queries.accounts(viewer).values("pk")), pk=pk)
    accounting.revoke_grant(actor=viewer.account, grant=row)
    messages.success(request, _("已经收回。"))
    return redirect("org:account", pk=row.account_id)


@login_required
@require_POST
def account_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _administrator(request, SECURITY)
    accounting.unlock(actor=viewer.account, account=_account(viewer, pk))
    messages.success(request, _("已经解除登录锁定。"))
    return redirect("org:account", pk=pk)


@login_required
@require_POST
def account_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second step off an account whose owner has lost it."""
    viewer = _administrator(request, SECURITY)
    accounting.remove_second_factor(actor=viewer.account, account=_account(viewer, pk))
    messages.success(request, _("已经解除两步验证，请通知本人重新启用。"))
    return redirect("org:account", pk=pk)


def _account_page(
    request: HttpRequest, viewer: Viewer, row: Account, forms: dict[str, ReasonedForm], status: int
) -> HttpResponse:
    context: dict[str, object] = {"account": row, "grants": queries.grants_of(row), "own": row == viewer.account}
    context |= {"failures": queries.failures(row), "second_factor": queries.has_second_factor(row)}
    context |= {"grant": GrantForm(), "why": WhyForm()} | forms
    return _page(request, viewer, "account", context, status=status)


def _password_page(request: HttpRequest, viewer: Viewer, row: Account, password: str) -> HttpResponse:
    """Not a redirect: what is shown once must not be stored on the way."""
    response = _page(request, viewer, "password", {"account": row, "password": password})
    response.headers["Cache-Control"] = "no-store"
    return response


# What these pages share


def _administrator(request: HttpRequest, *roles: GrantRole) -> Viewer:
    viewer = viewer_for(cast(Account, request.user))
    require(viewer, *roles)
    return viewer


def _page(
    request: HttpRequest, viewer: Viewer, name: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    rights = {"keeps": viewer.has(SYSTEM), "gives": viewer.has(SECURITY)}
    return render(request, f"org/{name}.html", rights | context, status=status)


def _units(viewer: Viewer, *, closed: bool = False) -> QuerySet[Unit]:
    within = Unit.objects.filter(reached(viewer, [SYSTEM, SECURITY], "path"))
    return within if closed else within.filter(active=True)


def _people(viewer: Viewer, words: str = "") -> QuerySet[Person]:
    return queries.people(reached(viewer, [SYSTEM], "posts__unit__path"), words)


def _account(viewer: Viewer, pk: int) -> Account:
    return get_object_or_404(queries.accounts(viewer), pk=pk)


def _done(form: ReasonedForm, deed: Callable[[], Made]) -> tuple[Made | None, int]:
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
