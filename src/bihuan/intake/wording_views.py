"""The office's own words (本单位用语): what has been learned, to be seen, changed, dropped, carried out and in."""

import json
from collections.abc import Callable, Mapping
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Reason, Refused, gettext_noop
from bihuan.intake import services
from bihuan.intake.models import FieldName
from bihuan.intake.wording import aliases_of, field_names_of, meanings, profile_of
from bihuan.org.access import office_of, require, role_missing, viewer_for
from bihuan.org.aliases import change_alias, forget_alias, keep_alias
from bihuan.org.models import Account, Unit, UnitAlias
from bihuan.org.queries import UnitIndex, full_name
from bihuan.platform.web import whole_number
from bihuan.reading.profile import LONGEST_FILE


@login_required
@require_safe
def wording(request: HttpRequest) -> HttpResponse:
    office = _office(request)
    context = {
        "office": office,
        "aliases": [(alias, full_name(alias.unit)) for alias in aliases_of(office)],
        "field_names": field_names_of(office),
        "whats": FieldName.What.choices,
        "meanings": meanings(),
    }
    return render(request, "intake/wording.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The file that `bihuan read --profile` and another office can take in."""
    office = _office(request)
    text = json.dumps(profile_of(office).as_json(office.name), ensure_ascii=False, indent=2, sort_keys=True)
    response = HttpResponse(text + "\n", content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="wording.json"'
    return response


@login_required
@require_POST
def act(request: HttpRequest, act: str) -> HttpResponse:
    """One change; the acts are those of `ACTS`."""
    office = _office(request)
    if act not in ACTS:
        raise Http404
    ACTS[act](request, cast(Account, request.user), office)
    return redirect("intake:wording")


def _teach(request: HttpRequest, actor: Account, office: Unit) -> None:
    what, text, field = (request.POST.get(name, "") for name in ("what", "wording", "field"))
    services.teach(actor=actor, office=office, what=what, wording=text, field=field)


def _reteach(request: HttpRequest, actor: Account, office: Unit) -> None:
    services.reteach(actor=actor, name=_field_name(request, office), field=request.POST.get("field", ""))


def _forget(request: HttpRequest, actor: Account, office: Unit) -> None:
    services.forget(actor=actor, name=_field_name(request, office))


def _name_unit(request: HttpRequest, actor: Account, office: Unit) -> None:
    keep_alias(actor=actor, unit=_unit(request.POST.get("unit", "")), name=request.POST.get("alias", ""))


def _rename_unit(request: HttpRequest, actor: Account, office: Unit) -> None:
    change_alias(actor=actor, alias=_alias(request, office), unit=_unit(request.POST.get("unit", "")))


def _unname_unit(request: HttpRequest, actor: Account, office: Unit) -> None:
    forget_alias(actor=actor, alias=_alias(request, office))


def _import(request: HttpRequest, actor: Account, office: Unit) -> None:
    file = request.FILES.get("file")
    if file is None:
        raise Refused([Reason("no_file", gettext_noop("请先选择文件。"))])
    done = services.import_wording(actor=actor, office=office, content=file.read(LONGEST_FILE + 1))
    told = {"fresh": done.fresh, "known": done.known, "left": len(done.reasons)}
    messages.success(request, _("新记下%(fresh)s条，原来就有%(known)s条，没有改动%(left)s条。") % told)
    for reason in done.reasons[:20]:
        messages.warning(request, reason.text(_))


WordingAct = Callable[[HttpRequest, Account, Unit], None]
ACTS: Mapping[str, WordingAct] = {
    "teach": _teach,
    "reteach": _reteach,
    "forget": _forget,
    "name": _name_unit,
    "rename": _rename_unit,
    "unname": _unname_unit,
    "import": _import,
}


def _office(request: HttpRequest) -> Unit:
    require(viewer_for(request.user), GrantRole.RECTIFICATION_OFFICE)
    office = office_of(cast(Account, request.user))
    if office is None:
        raise Refused([role_missing(GrantRole.RECTIFICATION_OFFICE)])
    return office


def _field_name(request: HttpRequest, office: Unit) -> FieldName:
    return get_object_or_404(field_names_of(office), pk=whole_number(request.POST.get("pk", "")))


def _alias(request: HttpRequest, office: Unit) -> UnitAlias:
    return get_object_or_404(aliases_of(office), pk=whole_number(request.POST.get("pk", "")))


def _unit(name: str) -> Unit:
    unit = UnitIndex().find(name)
    if unit is None:
        message = gettext_noop("没有叫“%(name)s”的单位，或者不止一个。请从提示里选。")
        raise Refused([Reason("no_such_unit", message, {"name": name})])
    return unit
