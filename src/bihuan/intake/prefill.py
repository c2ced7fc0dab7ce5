"""What a document says of the inspection behind it: a proposal for the form, which a person corrects."""

import re
from datetime import date
from itertools import pairwise

from django.db.models import QuerySet

from bihuan.core.codes import InspectionLevel, InspectionType
from bihuan.intake.models import Document
from bihuan.ledger.models import Inspection
from bihuan.ledger.services import InspectionFacts
from bihuan.org.models import Unit
from bihuan.org.queries import UnitIndex

_LEVELS = {
    "central": InspectionLevel.CENTRAL,
    "province": InspectionLevel.PROVINCIAL,
    "warning_film": InspectionLevel.WARNING_FILM,
    "city": InspectionLevel.CITY,
}
_TEAM_NAME = r"第[一二三四五六七八九十]{1,2}(?:生态)?环境保护督察组"
_TEAMS = (
    # With its province where something says where the name begins, else from the word that is surely its own.
    re.compile(
        rf"(?:^|关于|[，。：；、由经与“\s])((?:中央|[一-鿿]{{2,3}}省|[一-鿿]{{2,4}}自治区){_TEAM_NAME})", re.MULTILINE
    ),
    re.compile(rf"((?:中央|省|自治区)?{_TEAM_NAME})"),
)
_ROUND = re.compile(r"第[一二三四五六七八九十]{1,2}轮(?:第[一二三四五六七八九十]{1,2}批)?")
_TAIL = re.compile(
    r"(?:的?反馈意见|整改方案|整改任务清单|整改台账|问题清单|整改进展情况|销号公示|的?通知|的?函|的?公示|的?公告)+$"
)
_HEAD = re.compile(r"^(?:关于|[一-鿿]{2,6}(?:市|县|区|省)?(?:贯彻落实|落实)|印发|做好)+")
_OBJECT = re.compile(
    r"对([一-鿿]{2,8}?(?:省|市|县|区|州))|^([一-鿿]{2,8}?(?:省|市|县|区|州))(?:贯彻)?落实", re.MULTILINE
)
_STAY = re.compile(r"进驻|开展了?[一-鿿]{0,12}督察")


def facts_of(document: Document) -> InspectionFacts:
    """The inspection that a document tells of, as far as it can be read off."""
    reading = document.reading or {}
    sources = [code for item in reading.get("items", []) for code in item["sources"]]
    head = document.title + "\n" + document.text[:1500]
    entered, left = _stay(document)
    return InspectionFacts(
        name=_name(document.title),
        level=_level(document, sources),
        type=InspectionType.LOOK_BACK if "look_back" in sources else InspectionType.ROUTINE,
        round=match[0] if (match := _ROUND.search(head)) else "",
        team=team_of(document),
        object=_object(head, document.unit),
        entered_on=entered,
        left_on=left,
        feedback_on=_issued(document) if document.kind == "feedback" else None,
    )


def team_of(document: Document) -> str:
    """The inspection team by the name that the document calls it; empty when it names none."""
    head = document.title + "\n" + document.text[:1500]
    return next((match[1] for pattern in _TEAMS if (match := pattern.search(head))), "")


def inspection_of(document: Document, known: QuerySet[Inspection]) -> Inspection | None:
    """The inspection that a document most likely belongs to: its own, that of a problem it was found to tell of, or the
    newest of the same team. A feedback begins a new one."""
    if document.inspection:
        return document.inspection
    linked = document.entries.filter(same_as__inspection__in=known).select_related("same_as__inspection").first()
    if linked and linked.same_as:
        return linked.same_as.inspection
    team = team_of(document)
    if not team or document.kind == "feedback":
        return None
    return known.filter(team__endswith=team.removeprefix("省")).first()


def _name(title: str) -> str:
    bare = _TAIL.sub("", _HEAD.sub("", title)).strip("《》 ")
    return bare[:160] or title[:160]


def _level(document: Document, sources: list[str]) -> InspectionLevel:
    if document.kind == "warning_film":
        return InspectionLevel.WARNING_FILM
    return next((level for code, level in _LEVELS.items() if code in sources), InspectionLevel.CITY)


def _object(head: str, office: Unit) -> Unit | None:
    index = UnitIndex()
    for match in _OBJECT.finditer(head):
        if unit := index.find(match[1] or match[2]):
            return unit
    return region_of(office)


def region_of(unit: Unit) -> Unit | None:
    """The region that an office serves: the nearest government, county or park above it."""
    above = Unit.objects.filter(pk__in=[int(pk) for pk in unit.path.split(".") if pk])
    return above.filter(kind__in=["government", "county", "park", "town"]).order_by("-path").first()


def _stay(document: Document) -> tuple[date | None, date | None]:
    """The days between which the team was there: two whole days in one sentence that speaks of it."""
    days = [
        (mention["start"], mention["end"], day)
        for mention in (document.reading or {}).get("dates", [])
        if (day := _whole(mention["date"]))
    ]
    for (_s, first_end, first), (second_start, second_end, second) in pairwise(days):
        after = document.text[second_end : second_end + 40]
        if second_start - first_end <= 3 and first < second and _STAY.search(after):
            return first, second
    return None, None


def _issued(document: Document) -> date | None:
    return _whole((document.reading or {}).get("issued"))


def anchor_of(document: Document, inspection: Inspection | None, today: date) -> date:
    """From when terms such as 30 working days run: the feedback, else the day the document was issued, else today."""
    if inspection and inspection.feedback_on and document.kind == "feedback":
        return inspection.feedback_on
    return _issued(document) or (inspection.feedback_on if inspection else None) or today


def _whole(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
