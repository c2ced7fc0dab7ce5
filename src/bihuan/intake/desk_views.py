"""The desk: one document's original beside its entries, and every step that can be taken there."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.core.reasons import Reason, Refused, gettext_noop
from bihuan.intake import queries, services
from bihuan.intake.access import document_for, entry_for
from bihuan.intake.forms import EntryForm
from bihuan.intake.models import Document, Entry
from bihuan.intake.wording import meanings
from bihuan.ledger.access import visible_problems
from bihuan.ledger.models import Problem
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account
from bihuan.platform.web import whole_number
from bihuan.reading.render import KIND_NAMES

ORDERS = ("text", "doubt")
WHYS = (
    gettext_noop("不属于本地"),
    gettext_noop("与已有问题重复"),
    gettext_noop("不是问题，是工作要求"),
    gettext_noop("读取有误"),
)


@login_required
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_for(request.user)
    row = document_for(viewer, pk)
    if row.state in (Document.State.READ, Document.State.REGISTERED):
        return render(request, "intake/desk.html", _desk(request, viewer, row))
    context = {"document": row, "progress": queries.progress_of(row), "failure": queries.failure_of(row)}
    return render(request, "intake/reading.html", context)


def _desk(request: HttpRequest, viewer: Viewer, row: Document) -> dict[str, Any]:
    every = list(row.entries.select_related("same_as", "problem", "task", "merged_into"))
    order = request.GET.get("order", "text")
    summary = queries.summary(row, every)
    entries = queries.shown(viewer, row, [e for e in every if e.state != Entry.State.MERGED])
    if order == "doubt":
        entries.sort(key=queries.least_sure_first)
    return {
        "document": row,
        "entries": entries,
        "order": order if order in ORDERS else "text",
        "summary": summary,
        "nothing": [] if every else queries.nothing_found(row),
        "chunks": queries.original(row, every, summary.coverage),
        "doubts": list(enumerate((row.reading or {}).get("doubts", []))),
        "noise": (row.reading or {}).get("noise", []),
        "notes": queries.notes_of(row),
        "directives": (row.reading or {}).get("directives", []),
        "whys": [_(why) for why in WHYS],
        "unrecognised": (row.reading or {}).get("unrecognised", []),
        "meanings": meanings(),
        "kinds": KIND_NAMES,
        "failure": queries.failure_of(row),
    }


@login_required
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress of reading, asked for again and again; when it is over, the page itself is."""
    row = document_for(viewer_for(request.user), pk)
    told = queries.progress_of(row)
    if told is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "intake/_progress.html", {"document": row, "progress": told})


@login_required
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, entry_for(viewer_for(request.user), pk), alone=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry's fields as a form: in its place on the desk, or a page of its own without JavaScript."""
    viewer = viewer_for(request.user)
    row = entry_for(viewer, pk)
    form = EntryForm(request.POST or None, initial=EntryForm.initial_of(row.fields), prefix=f"e{row.pk}")
    if request.method == "POST" and form.is_valid():
        actor = cast(Account, viewer.account)
        services.correct(actor=actor, entry=row, changes=form.corrections(), version=_version(request.POST))
        return _shown(request, entry_for(viewer, pk))
    template = "intake/_edit.html" if _fragment(request) else "intake/edit.html"
    shown = queries.shown(viewer, row.document, [row])[0]
    context = {"document": row.document, "one": shown, "entry": row, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_POST
def entry_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One step with one entry; the acts are those of `ENTRY_ACTS`."""
    viewer = viewer_for(request.user)
    row = entry_for(viewer, pk)
    if act not in ENTRY_ACTS:
        raise Http404
    ENTRY_ACTS[act](viewer, row, request.POST)
    if act in RESHAPING:
        return _to_desk(request, row.document_id, f"#e-{row.pk}")
    return _shown(request, entry_for(viewer, pk))


def _confirm(viewer: Viewer, row: Entry, given: QueryDict) -> None:
    services.confirm(actor=_actor(viewer), entry=row, version=_version(given))


def _reconsider(viewer: Viewer, row: Entry, given: QueryDict) -> None:
    services.reconsider(actor=_actor(viewer), entry=row, version=_version(given))


def _reject(viewer: Viewer, row: Entry, given: QueryDict) -> None:
    services.reject(actor=_actor(viewer), entry=row, why=given.get("why", ""), version=_version(given))


def _restore(viewer: Viewer, row: Entry, given: QueryDict) -> None:
    services.restore(actor=_actor(viewer), entry=row, version=_version(given))


def _split(viewer: Viewer, row: Entry, given: QueryDict) -> None:
    pieces = given.get("pieces", "").splitlines()
    services.split(actor=_actor(viewer), entry=row, pieces=pieces, version=_version(given))


def _unmerge(viewer: Viewer, row: Entry, given: QueryDict) -> None:
    services.unmerge(actor=_actor(viewer), entry=row, version=_version(given))


def _link(viewer: Viewer, row: Entry, given: QueryDict) -> None:
    number = given.get("problem", "").strip()
    problem = _problem(viewer, number) if number else None
    services.link(actor=_actor(viewer), entry=row, problem=problem, version=_version(given))


def _problem(viewer: Viewer, number: str) -> Problem:
    found = visible_problems(viewer).filter(number=number).first()
    if found is None:
        raise Refused(
            [Reason("no_such_problem", gettext_noop("台账里没有编号为“%(number)s”的问题。"), {"number": number})]
        )
    return found


EntryAct = Callable[[Viewer, Entry, QueryDict], None]
ENTRY_ACTS: Mapping[str, EntryAct] = {
    "confirm": _confirm,
    "reconsider": _reconsider,
    "reject": _reject,
    "restore": _restore,
    "split": _split,
    "unmerge": _unmerge,
    "link": _link,
}
RESHAPING = frozenset({"split", "unmerge"})
"""Acts after which other entries stand elsewhere, so the whole desk is shown again."""


@login_required
@require_POST
def document_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One step with the whole document; the acts are those of `DOCUMENT_ACTS`."""
    viewer = viewer_for(request.user)
    row = document_for(viewer, pk)
    if act not in DOCUMENT_ACTS:
        raise Http404
    anchor = DOCUMENT_ACTS[act](request, _actor(viewer), row)
    return _to_desk(request, row.pk, anchor)


def _stop(request: HttpRequest, actor: Account, row: Document) -> str:
    services.stop_reading(actor=actor, document=row)
    return ""


def _reread(request: HttpRequest, actor: Account, row: Document) -> str:
    services.reread(actor=actor, document=row, kind=request.POST.get("kind"))
    return ""


def _finish(request: HttpRequest, actor: Account, row: Document) -> str:
    services.finish(actor=actor, document=row)
    messages.success(request, _("已办结：这份文件没有要登记的了。"))
    return ""


def _teach(request: HttpRequest, actor: Account, row: Document) -> str:
    """Three lists of one length: what, wording and field; a field that was not chosen is empty."""
    lists = (request.POST.getlist(name) for name in ("what", "wording", "field"))
    services.teach_all(actor=actor, document=row, meanings=[one for one in zip(*lists, strict=False) if one[2]])
    messages.success(request, _("已记住，正在按新的写法重新读取；确认过和改过的条目不变。"))
    return ""


def _merge(request: HttpRequest, actor: Account, row: Document) -> str:
    """Each ticked entry comes with the version that was seen: "12:3"."""
    seen = dict(_pair(text) for text in request.POST.getlist("entry"))
    entries = list(row.entries.filter(pk__in=seen))
    return f"#e-{services.merge(actor=actor, entries=entries, versions=seen).pk}"


def _pair(text: str) -> tuple[int, int]:
    before, _colon, after = text.partition(":")
    pk, version = whole_number(before), whole_number(after)
    if pk is None or version is None:
        raise Http404
    return pk, version


def _confirm_sure(request: HttpRequest, actor: Account, row: Document) -> str:
    try:
        at_least = Decimal(request.POST.get("at_least") or 0)
    except InvalidOperation as error:
        raise Http404 from error
    if not at_least.is_finite() or not 0 <= at_least <= 1:
        raise Http404
    done = services.confirm_all_sure(actor=actor, document=row, at_least=at_least)
    messages.success(request, _("已确认%(n)s条。") % {"n": done} if done else _("没有达到这个把握的待核对条目。"))
    return ""


def _add(request: HttpRequest, actor: Account, row: Document) -> str:
    start, end = (whole_number(request.POST.get(name, "")) for name in ("start", "end"))
    if start is None or end is None:
        raise Http404
    return f"#e-{services.add_from_passage(actor=actor, document=row, start=start, end=end).pk}"


DocumentAct = Callable[[HttpRequest, Account, Document], str]
DOCUMENT_ACTS: Mapping[str, DocumentAct] = {
    "stop": _stop,
    "reread": _reread,
    "finish": _finish,
    "merge": _merge,
    "teach": _teach,
    "confirm-sure": _confirm_sure,
    "add": _add,
}
"""What each does, and the place on the desk to return to."""


def _shown(request: HttpRequest, row: Entry, *, alone: bool = False) -> HttpResponse:
    """The entry as it now is, with the summary of the document; the desk at its place without JavaScript."""
    if not _fragment(request):
        return redirect(reverse("intake:document", args=[row.document_id]) + f"#e-{row.pk}")
    viewer = viewer_for(request.user)
    context: dict[str, Any] = {"document": row.document, "one": queries.shown(viewer, row.document, [row])[0]}
    if not alone:
        document = get_object_or_404(Document, pk=row.document_id)
        context |= {"document": document, "summary": queries.summary(document, document.entries.all()), "renewed": True}
    return render(request, "intake/_entry.html", context | {"whys": [_(why) for why in WHYS]})


def _to_desk(request: HttpRequest, pk: int, anchor: str) -> HttpResponse:
    address = reverse("intake:document", args=[pk])
    if _fragment(request):
        # The browser would not load the page anew for another anchor alone.
        return HttpResponse(headers={"HX-Redirect": f"{address}?shown={_stamp(pk)}{anchor}"})
    return HttpResponseRedirect(address + anchor)


def _stamp(pk: int) -> int:
    """Changes with every step on a document, so that the address does."""
    return sum(Entry.objects.filter(document=pk).values_list("version", flat=True))


def _fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _version(given: QueryDict) -> int | None:
    """None when the asker names none; one that is no number must not pass for that."""
    if not (text := given.get("version", "")):
        return None
    if (version := whole_number(text)) is None:
        raise Http404
    return version


def _actor(viewer: Viewer) -> Account:
    return cast(Account, viewer.account)
