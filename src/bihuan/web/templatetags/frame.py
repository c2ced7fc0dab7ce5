"""What the base page needs: the places a viewer may go to."""

from dataclasses import dataclass
from functools import cache

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bihuan.core.codes import GrantRole
from bihuan.ledger import cells
from bihuan.ledger.clocks import KIND_OF_RULE
from bihuan.ledger.holidays import keeps_calendar
from bihuan.ledger.models import Clock, Task
from bihuan.org.access import READS_CASES, Viewer, viewer_for

register = template.Library()

OFFICE = frozenset({GrantRole.RECTIFICATION_OFFICE})
KEEPERS = frozenset({GrantRole.SYSTEM_ADMIN, GrantRole.SECURITY_ADMIN})
EVERYONE = frozenset(GrantRole)


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    url: str
    current: bool


# Route, name, and the roles of which one opens it. EVERYONE includes visitors who have not signed in.
PLACES = (
    ("home", gettext_noop("今日"), EVERYONE - {GrantRole.PUBLIC}),
    ("ledger:tasks", gettext_noop("台账"), READS_CASES),
    ("intake:documents", gettext_noop("文件登记"), OFFICE),
    ("ledger:inspections", gettext_noop("督察"), READS_CASES),
    ("wall", gettext_noop("挂图作战"), READS_CASES),
    ("supervision:ten_duties", gettext_noop("十个“每”"), READS_CASES),
    ("portal:home", gettext_noop("公开"), EVERYONE),
    ("org:units", gettext_noop("系统管理"), KEEPERS),
    ("audit:events", gettext_noop("日志"), frozenset({GrantRole.AUDIT_ADMIN})),
)


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext) -> list[Place]:
    """The places of the main navigation that are open to this viewer, the current one marked."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return []
    viewer = viewer_for(getattr(request, "user", None))
    found = [
        (name, url) for route, name, roles in PLACES if _open_to(viewer, roles) and (url := _address(route)) is not None
    ]
    here = max((url for _name, url in found if request.path.startswith(url)), key=len, default="")
    here = here if here != "/" or request.path == "/" else ""
    return [Place(str(_(name)), url, url == here) for name, url in found]


@register.simple_tag(takes_context=True)
def account_places(context: RequestContext) -> list[Place]:
    """What a signed-in person can do with the own account, and what few keep and seldom open."""
    routes = [("org:me", _("我的账号"))]
    request: HttpRequest | None = context.get("request")
    if request is not None and keeps_calendar(viewer_for(request.user)):
        routes.append(("planning:calendar", _("工作日历")))
    return [Place(name, url, False) for route, name in routes if (url := _address(route)) is not None]


@register.simple_tag(takes_context=True)
def search_address(context: RequestContext) -> str:
    """Where the search of the frame leads; empty for viewers without cases."""
    request: HttpRequest | None = context.get("request")
    if request is None or not viewer_for(getattr(request, "user", None)).has(*READS_CASES):
        return ""
    return _address("ledger:tasks") or ""


@register.simple_tag
def task_address(task: Task) -> str:
    """The one page of a task."""
    return cells.task_address(task.number)


@register.simple_tag
def clock_label(clock: Clock) -> str:
    """What a clock is for: 整改方案报送, 初审 …"""
    kind = KIND_OF_RULE.get(clock.rule)
    return _(kind.label) if kind else clock.rule


def _open_to(viewer: Viewer, roles: frozenset[GrantRole]) -> bool:
    return roles == EVERYONE or viewer.has(*roles)


@cache
def _address(route: str) -> str | None:
    """Asked of the routes once: every page leads to all of them."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return None
