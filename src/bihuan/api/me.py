"""Who asks, and the units and people that can be named."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router

from bihuan.api.answers import answers
from bihuan.api.rows import PersonOut, UnitOut
from bihuan.api.types import Id, Line, Out, account_of, viewer_of
from bihuan.casework.queues import waiting_for
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.ledger.access import NotVisible
from bihuan.org.access import READS_CASES, require
from bihuan.org.models import Post, Unit
from bihuan.org.queries import grants_of
from bihuan.platform import clock

router = Router(tags=["me 我"])
MOST = 100


class GrantOut(Out):
    role: GrantRole
    scope: GrantScope
    unit: UnitOut


class WaitingOut(Out):
    """A work list (待办) that is not empty."""

    key: str
    label: str
    count: int


class Me(Out):
    username: str
    person: PersonOut | None
    grants: list[GrantOut]
    waiting: list[WaitingOut]


class UnitRow(Out, UnitOut):
    kind: str
    level: str
    parent: int | None

    @staticmethod
    def resolve_parent(obj: Any) -> int | None:
        return obj.parent_id  # type: ignore[no-any-return]  # a Unit


class PostOut(Out):
    person: PersonOut
    title: str
    unit: UnitOut


@router.get("/me", response=answers(Me), url_name="me", summary="My account 我的账号")
def me(request: HttpRequest) -> Any:
    """The account behind this request, its rights, and what waits for it."""
    account = account_of(request)
    waiting = [
        {"key": q.key, "label": gettext(q.label), "count": count} for q, count in waiting_for(viewer_of(request))
    ]
    return {
        "username": account.username,
        "person": account.person,
        "grants": list(grants_of(account).filter(revoked_at__isnull=True)),
        "waiting": waiting,
    }


@router.get("/units", response=answers(list[UnitRow]), url_name="units", summary="Units by name 查单位")
def units(request: HttpRequest, q: Line = "") -> Any:
    """Units in use whose name, short name or alias holds the words; at most 100. For whoever works on cases."""
    require(viewer_of(request), *READS_CASES)
    wanted = Q(active=True)
    for word in q.split():
        wanted &= Q(name__contains=word) | Q(short_name__contains=word) | Q(aliases__name__contains=word)
    return list(Unit.objects.filter(wanted).distinct().order_by("path")[:MOST])


@router.get(
    "/units/{unit}/people",
    response=answers(list[PostOut]),
    url_name="unit_people",
    summary="People who serve in a unit 单位任职人员",
)
def people(request: HttpRequest, unit: Id, q: Line = "") -> Any:
    """Who serves now in a unit or below it, and whose name holds the words: those who can be named for its duties; at most
    100."""
    require(viewer_of(request), *READS_CASES)
    row = Unit.objects.filter(pk=unit).first()
    if row is None:
        raise NotVisible(unit)
    today = clock.today()
    now = (Q(since__isnull=True) | Q(since__lte=today)) & (Q(until__isnull=True) | Q(until__gte=today))
    for word in q.split():
        now &= Q(person__name__contains=word)
    posts = Post.objects.filter(now, unit__path__startswith=row.path, person__active=True)
    return list(posts.select_related("person", "unit").order_by("unit__path", "person__name")[:MOST])
