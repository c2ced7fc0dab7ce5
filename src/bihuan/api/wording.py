"""本单位用语: what the office's documents mean by their words, seen, taught, dropped, carried out and in."""

import json
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from bihuan.api import named
from bihuan.api.answers import ReasonOut, answers
from bihuan.api.rows import UnitOut
from bihuan.api.types import Id, In, Out, account_of, viewer_of
from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Refused
from bihuan.intake import services
from bihuan.intake.models import FieldName
from bihuan.intake.wording import MEANINGS, aliases_of, field_names_of, profile_of
from bihuan.org.access import office_of, require, role_missing
from bihuan.org.aliases import change_alias, forget_alias, keep_alias
from bihuan.org.models import Unit, UnitAlias
from bihuan.platform.web import reason_data
from bihuan.reading.profile import MOST

router = Router(tags=["wording 本单位用语"])

What = Literal["label", "column"]
Meaning = Annotated[str, Field(max_length=20, json_schema_extra={"enum": [*MEANINGS]})]
Word = Annotated[str, Field(max_length=200)]


class FieldNameIn(In):
    """`what`: a label before a text, or the head of a column; `meaning`: the field that it fills."""

    original = frozenset({"wording"})

    what: What
    wording: Word
    meaning: Meaning


class MeaningIn(In):
    meaning: Meaning


class FieldNameOut(Out):
    id: int
    what: What
    wording: str
    meaning: Meaning


class AliasIn(In):
    """`name`: what documents call the unit."""

    unit: Id
    name: Annotated[str, Field(max_length=120)]


class UnitOf(In):
    unit: Id


class AliasOut(Out):
    id: int
    name: str
    unit: UnitOut


class WordingOut(Out):
    field_names: list[FieldNameOut]
    aliases: list[AliasOut]


class ProfileData(In):
    """`units`: another name → the unit's full name, `labels` and `columns`: wording → field. It is the file that
    `bihuan read --profile` takes."""

    original = frozenset({"labels", "columns"})

    format: Literal["bihuan-profile"] = "bihuan-profile"
    version: Literal[1] = 1
    office: Word = ""
    units: dict[Word, Word] = Field({}, max_length=MOST)
    labels: dict[Word, Meaning] = Field({}, max_length=MOST)
    columns: dict[Word, Meaning] = Field({}, max_length=MOST)


class ProfileOut(Out):
    """As it is taken in."""

    format: str
    version: int
    office: str
    units: dict[str, str]
    labels: dict[str, str]
    columns: dict[str, str]


class ImportedOut(Out):
    """How many rules were new, how many there already, and why others were left as they are."""

    fresh: int
    known: int
    reasons: list[ReasonOut]


@router.get("/wording", response=answers(WordingOut), url_name="wording", summary="The office's words 本单位用语")
def listed(request: HttpRequest) -> Any:
    """What has been learned: labels and heads of columns of your office, and other names of the units it serves."""
    office = _office(request)
    names = [_told(row) for row in field_names_of(office)]
    return {"field_names": names, "aliases": list(aliases_of(office))}


@router.post("/wording/field_names", response=answers(FieldNameOut, 201), url_name="teach", summary="Teach 记下写法")
def teach(request: HttpRequest, body: FieldNameIn) -> Any:
    """What means something else already is refused (`taught_otherwise`), never replaced."""
    office = _office(request)
    row = services.teach(
        actor=account_of(request), office=office, what=body.what, wording=body.wording, field=body.meaning
    )
    return Status(201, _told(row))


@router.post("/wording/field_names/{pk}", response=answers(FieldNameOut), url_name="reteach", summary="Change 改意思")
def reteach(request: HttpRequest, pk: Id, body: MeaningIn) -> Any:
    return _told(services.reteach(actor=account_of(request), name=_field_name(request, pk), field=body.meaning))


@router.post(
    "/wording/field_names/{pk}/forget", response=answers(None, 204), url_name="forget", summary="Drop 删除写法"
)
def forget(request: HttpRequest, pk: Id) -> Any:
    """Documents read before stay as they are."""
    services.forget(actor=account_of(request), name=_field_name(request, pk))
    return Status(204, None)


@router.post("/wording/aliases", response=answers(AliasOut, 201), url_name="name_unit", summary="Name a unit 记下别名")
def name_unit(request: HttpRequest, body: AliasIn) -> Any:
    """Refused for a name that means another unit, or a body of any region."""
    _office(request)
    unit = named.units([body.unit])[body.unit]
    return Status(201, keep_alias(actor=account_of(request), unit=unit, name=body.name))


@router.post("/wording/aliases/{pk}", response=answers(AliasOut), url_name="rename_unit", summary="Change 改别名")
def rename_unit(request: HttpRequest, pk: Id, body: UnitOf) -> Any:
    alias = _alias(request, pk)
    return change_alias(actor=account_of(request), alias=alias, unit=named.units([body.unit])[body.unit])


@router.post(
    "/wording/aliases/{pk}/forget", response=answers(None, 204), url_name="unname_unit", summary="Drop 删除别名"
)
def unname_unit(request: HttpRequest, pk: Id) -> Any:
    forget_alias(actor=account_of(request), alias=_alias(request, pk))
    return Status(204, None)


@router.get("/wording/profile", response=answers(ProfileOut), url_name="wording_profile", summary="Export 导出用语")
def profile(request: HttpRequest) -> Any:
    office = _office(request)
    return profile_of(office).as_json(office.name)


@router.post("/wording/profile", response=answers(ImportedOut), url_name="import_wording", summary="Import 导入用语")
def take_in(request: HttpRequest, body: ProfileData) -> Any:
    """What is not there yet is added; what contradicts it stays as it is and is told."""
    content = json.dumps(body.dict()).encode()
    done = services.import_wording(actor=account_of(request), office=_office(request), content=content)
    return {"fresh": done.fresh, "known": done.known, "reasons": [reason_data(reason) for reason in done.reasons]}


def _told(row: FieldName) -> dict[str, Any]:
    return {"id": row.pk, "what": row.what, "wording": row.wording, "meaning": row.meaning}


def _office(request: HttpRequest) -> Unit:
    require(viewer_of(request), GrantRole.RECTIFICATION_OFFICE)
    office = office_of(account_of(request))
    if office is None:
        raise Refused([role_missing(GrantRole.RECTIFICATION_OFFICE)])
    return office


def _field_name(request: HttpRequest, pk: int) -> FieldName:
    return get_object_or_404(field_names_of(_office(request)), pk=pk)


def _alias(request: HttpRequest, pk: int) -> UnitAlias:
    return get_object_or_404(aliases_of(_office(request)), pk=pk)
