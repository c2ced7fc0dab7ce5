"""Workbooks out: what a list shows, as a file."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.org.models import Account
from bihuan.paperwork import exports
from bihuan.platform import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """Exactly the rows, order and columns that the list shows under the same address."""
    account = cast(Account, request.user)
    file = exports.export_tasks(actor=account, listing=exports.listing_of(account, request.GET))
    name = _("台账%(day)s.xlsx") % {"day": clock.today().isoformat()}
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return FileResponse(file, content_type=XLSX, headers=headers)
