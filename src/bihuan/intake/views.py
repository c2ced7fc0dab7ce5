"""The list of documents: handing in, watching them being read, and getting the original back."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Refused
from bihuan.intake import queries
from bihuan.intake.access import document_for
from bihuan.intake.models import Document
from bihuan.intake.services import receive
from bihuan.org.access import require, viewer_for
from bihuan.org.models import Account
from bihuan.platform.files import path_of
from bihuan.platform.web import wants_json

PAGE = 50
STATES = ("open", *Document.State.values)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest) -> HttpResponse:
    viewer = viewer_for(request.user)
    require(viewer, GrantRole.RECTIFICATION_OFFICE)
    if request.method == "POST":
        return _receive(request)
    words, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    found = queries.documents(viewer, words=words, state=state if state in STATES else "")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": [(document, queries.progress_of(document)) for document in page],
        "words": words,
        "state": state,
        "states": [("", _("全部")), ("open", _("未办结")), *Document.State.choices],
    }
    return render(request, "intake/documents.html", context)


def _receive(request: HttpRequest) -> HttpResponse:
    """Every file is taken or refused for itself: one that is too large keeps none of the others out."""
    given = request.FILES.getlist("file")
    done = [_receive_one(cast(Account, request.user), file) for file in given]
    if wants_json(request):
        return JsonResponse({"files": done}, status=422 if any("error" in one for one in done) or not done else 200)
    if not done:
        messages.error(request, _("请先选择文件。"))
    for one in done:
        if "error" in one:
            messages.error(request, f"{one['name']}：{one['error']}")
        elif one["known"]:
            messages.warning(request, _("“%(name)s”以前交过，内容完全相同，没有重复登记。") % one)
    taken = sum(1 for one in done if "error" not in one and not one["known"])
    if taken:
        text = ngettext("已收下%(n)s个文件，正在读取。", "已收下%(n)s个文件，正在读取。", taken) % {"n": taken}
        messages.success(request, text)
    known = [one for one in done if one.get("known")]
    return redirect(known[0]["url"] if len(done) == 1 and known else reverse("intake:documents"))


def _receive_one(actor: Account, file: "UploadedFile[Any]") -> dict[str, Any]:
    name = file.name or ""
    try:
        received = receive(actor=actor, name=name, chunks=file.chunks())
    except Refused as refused:
        return {"name": name, "error": "".join(reason.text(_) for reason in refused.reasons)}
    document = received.document
    url, row = (reverse(f"intake:{route}", args=[document.pk]) for route in ("document", "row"))
    return {"name": document.name, "known": received.known, "url": url, "row": row}


@login_required
@require_safe
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of the list, asked for again while the document is being read."""
    viewer = viewer_for(request.user)
    document_for(viewer, pk)
    document = queries.documents(viewer).get(pk=pk)
    return render(request, "intake/_row.html", {"document": document, "progress": queries.progress_of(document)})


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The original as it was handed in; always saved, never shown by the browser."""
    return original(document_for(viewer_for(request.user), pk))


def original(document: Document) -> FileResponse:
    """The bytes of a document for whoever may have them."""
    place = path_of(document.file.sha256)
    if not place.is_file():
        raise Http404
    response = FileResponse(
        place.open("rb"), as_attachment=True, filename=document.name, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
