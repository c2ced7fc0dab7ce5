"""传达签收: an inspection's feedback sent on to units, and who has signed for it."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from bihuan.api import named
from bihuan.api.answers import answers
from bihuan.api.rows import UnitOut
from bihuan.api.types import Id, In, Number, Out, Text, account_of, viewer_of
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake import circulations, services
from bihuan.intake.access import circulation_for, oversees, own_units, visible_circulations, visible_documents
from bihuan.intake.models import Circulation
from bihuan.ledger.access import NotVisible, visible_inspections
from bihuan.ledger.models import Inspection
from bihuan.org.access import Viewer

router = Router(tags=["circulations 传达签收"])
PAGE = 50


class CirculationIn(In):
    """`document` and `units` by id; without units it goes to all that hold a duty in the inspection and to the offices
    of the counties; without `due_on` the days of the rules are counted."""

    document: Id | None = None
    units: list[Id] | None = Field(None, max_length=2000)
    due_on: date | None = None
    note: Text = ""


class DeliveryOut(Out):
    """One unit's copy: signed, signed_late, late, seen or sent."""

    unit: UnitOut
    standing: str
    seen_at: datetime | None
    signed_at: datetime | None
    conveyed_on: date | None
    arranged: str
    reminded_at: datetime | None


class CirculationOut(Out):
    """To a unit only its own deliveries are shown, all to those who oversee."""

    id: int
    inspection: str
    document: int | None
    note: str
    sent_at: datetime
    due_on: date
    deliveries: list[DeliveryOut]


class SigningIn(In):
    """`unit`: id of the unit that signs. What it arranged can be told now or later."""

    unit: Id
    conveyed_on: date | None = None
    arranged: Annotated[Text, Field(max_length=2000)] = ""


@router.get("/circulations", response=answers(list[CirculationOut]), url_name="circulations", summary="Sent on 传达")
def listed(request: HttpRequest) -> Any:
    """What was sent to your units, or all that you oversee; the newest 50."""
    viewer = viewer_of(request)
    rows = visible_circulations(viewer).select_related("inspection", "clock")[:PAGE]
    return [_told(viewer, row) for row in rows]


@router.post(
    "/inspections/{number}/circulations",
    response=answers(CirculationOut, 201),
    url_name="circulate",
    summary="Send feedback on 传达到单位",
)
def circulate(request: HttpRequest, number: Number, body: CirculationIn) -> Any:
    viewer = viewer_of(request)
    row = _inspection(viewer, number)
    document = None
    if body.document:
        document = named.one(_("文件"), visible_documents(viewer), pk=body.document)
    units = circulations.proposed_units(row) if body.units is None else [*named.units(body.units).values()]
    made = services.circulate(
        actor=account_of(request), inspection=row, units=units, document=document, due_on=body.due_on, note=body.note
    )
    return Status(201, _told(viewer, made))


@router.post(
    "/circulations/{pk}/sign", response=answers(CirculationOut), url_name="sign_circulation", summary="Sign 签收"
)
def sign(request: HttpRequest, pk: Id, body: SigningIn) -> Any:
    """Only for a unit at which you hold a role yourself."""
    viewer = viewer_of(request)
    row = circulation_for(viewer, pk)
    delivery = named.one(_("单位"), row.deliveries, unit=body.unit)
    services.sign(
        actor=account_of(request), delivery=delivery, conveyed_on=body.conveyed_on, arranged=body.arranged
    )  # fmt: skip
    return _told(viewer, row)


@router.post(
    "/circulations/{pk}/remind", response=answers(CirculationOut), url_name="remind_circulation", summary="Remind 催办"
)
def remind(request: HttpRequest, pk: Id) -> Any:
    viewer = viewer_of(request)
    row = circulation_for(viewer, pk)
    services.remind(actor=account_of(request), circulation=row)
    return _told(viewer, row)


def _told(viewer: Viewer, row: Circulation) -> dict[str, Any]:
    rows = circulations.matrix(row).rows
    shown = rows if oversees(viewer) else [pair for pair in rows if pair[0].unit_id in own_units(viewer)]
    fields = ("unit", "seen_at", "signed_at", "conveyed_on", "arranged", "reminded_at")
    return {
        "id": row.pk,
        "inspection": row.inspection.number,
        "document": row.document_id,
        "note": row.note,
        "sent_at": row.sent_at,
        "due_on": row.clock.due_on,
        "deliveries": [{name: getattr(one, name) for name in fields} | {"standing": how} for one, how in shown],
    }


def _inspection(viewer: Viewer, number: str) -> Inspection:
    row = visible_inspections(viewer).filter(number=number).first()
    if row is None:
        raise NotVisible(number)
    return row
