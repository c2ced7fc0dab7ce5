"""The system administrator's pages of units and people, and everybody's own account."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.org import queries, services
from bihuan.org.access import Viewer
from bihuan.org.forms import (
    AccountForm,
    CloseForm,
    CorrectionForm,
    MoveForm,
    PersonForm,
    PostForm,
    ReasonedForm,
    UnitForm,
)
from bihuan.org.models import Account, Person, Post, Unit
from bihuan.org.pages import PAGE, SECURITY, SYSTEM, administrator, people_of, show, tried, units_of
from bihuan.org.queries import full_name
from bihuan.platform.web import whole_number


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
    viewer = administrator(request, SYSTEM, SECURITY)
    words, closed = request.GET.get("q", "").strip()[:60], "closed" in request.GET
    lines = queries.tree(units_of(viewer, closed=closed), words)
    return show(request, viewer, "units", {"lines": lines, "words": words, "closed": closed})


@login_required
@require_safe
def unit_names(request: HttpRequest) -> HttpResponse:
    """Names to suggest while a unit is being typed, as options of a data list."""
    return render(request, "org/unit_names.html", {"names": queries.names_like(request.GET.get("q", "")[:60])})


@login_required
@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest) -> HttpResponse:
    viewer = administrator(request, SYSTEM)
    chosen = whole_number(request.GET.get("parent", ""))
    parent = get_object_or_404(units_of(viewer), pk=chosen) if chosen is not None else None
    form = UnitForm(request.POST or None)
    status = 200
    if request.method == "POST":

        def add() -> Unit:
            return services.add_unit(actor=viewer.account, parent=parent, facts=form.facts(), aliases=form.names())

        unit, status = tried(form, add)
        if unit:
            messages.success(request, _("已经建立：%(unit)s。") % {"unit": full_name(unit)})
            return redirect("org:unit", pk=unit.pk)
    return show(request, viewer, "unit_add", {"form": form, "parent": parent}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its facts to correct, its people, and what can be done with it."""
    viewer = administrator(request, SYSTEM, *([SECURITY] if request.method == "GET" else []))
    row = get_object_or_404(units_of(viewer, closed=True), pk=pk)
    form = UnitForm(request.POST) if request.method == "POST" else UnitForm.of(row)
    status = 200
    if request.method == "POST":

        def change() -> Unit:
            return services.change_unit(
                actor=viewer.account, unit=row, facts=form.facts(), aliases=form.names(), shown=form.names_shown()
            )

        changed, status = tried(form, change)
        if changed:
            messages.success(request, _("已经保存。"))
            return redirect("org:unit", pk=pk)
    return _unit_page(request, viewer, row, {"form": form}, status)


@login_required
@require_POST
def unit_move(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = administrator(request, SYSTEM)
    row = get_object_or_404(units_of(viewer), pk=pk)
    form = MoveForm(request.POST)
    moved, status = tried(
        form, lambda: services.move_unit(actor=viewer.account, unit=row, parent=form.cleaned_data["parent"])
    )
    if moved:
        messages.success(request, _("已经移到“%(parent)s”之下。") % {"parent": moved.parent})
        return redirect("org:unit", pk=pk)
    return _unit_page(request, viewer, row, {"move": form}, status)


@login_required
@require_POST
def unit_close(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = administrator(request, SYSTEM)
    row = get_object_or_404(units_of(viewer), pk=pk)
    form = CloseForm(request.POST)
    closed, status = tried(form, lambda: services.close_unit(actor=viewer.account, unit=row, **form.cleaned_data))
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
    return show(request, viewer, "unit", context, status=status)


# People


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    viewer = administrator(request, SYSTEM)
    words = request.GET.get("q", "").strip()[:60]
    page = Paginator(people_of(viewer, words), PAGE).get_page(request.GET.get("page"))
    return show(request, viewer, "people", {"page": page, "words": words})


@login_required
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    viewer = administrator(request, SYSTEM)
    form = PersonForm(request.POST or None, initial={"unit": request.GET.get("unit", "")[:120]})
    status = 200
    if request.method == "POST":
        person, status = tried(form, lambda: services.add_person(actor=viewer.account, **form.cleaned_data))
        if person:
            return redirect("org:person", pk=person.pk)
    return show(request, viewer, "person_add", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's posts, and a further one."""
    viewer = administrator(request, SYSTEM)
    row = get_object_or_404(people_of(viewer), pk=pk)
    form = PostForm(request.POST or None)
    status = 200
    if request.method == "POST":
        post, status = tried(form, lambda: services.appoint(actor=viewer.account, person=row, **form.cleaned_data))
        if post:
            return redirect("org:person", pk=pk)
    return _person_page(request, viewer, row, {"form": form}, status)


@login_required
@require_POST
def person_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a person."""
    viewer = administrator(request, SYSTEM)
    row = get_object_or_404(people_of(viewer), pk=pk)
    form = CorrectionForm(request.POST)
    changed, status = tried(form, lambda: services.change_person(actor=viewer.account, person=row, **form.cleaned_data))
    if changed:
        messages.success(request, _("已经保存。"))
        return redirect("org:person", pk=pk)
    return _person_page(request, viewer, row, {"correction": form}, status)


def _person_page(
    request: HttpRequest, viewer: Viewer, row: Person, forms: dict[str, ReasonedForm], status: int
) -> HttpResponse:
    posts = row.posts.select_related("unit").order_by("-until", "pk")
    account = Account.objects.filter(person=row).first()
    context: dict[str, object] = {"person": row, "posts": posts, "account": account, "opening": AccountForm()}
    context |= {"form": PostForm(), "correction": CorrectionForm.of(row)} | forms
    return show(request, viewer, "person", context, status=status)


@login_required
@require_POST
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = administrator(request, SYSTEM)
    row = get_object_or_404(Post.objects.filter(person__in=people_of(viewer)), pk=pk)
    services.end_post(actor=viewer.account, post=row)
    messages.success(request, _("已经免去“%(title)s”。") % {"title": row.title})
    return redirect("org:person", pk=row.person_id)
