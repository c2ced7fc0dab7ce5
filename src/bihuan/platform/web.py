"""How refusals and errors leave the house: a page, a fragment for htmx, or JSON, always with what would help."""

import contextlib
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bihuan.core.reasons import Reason, Refused
from bihuan.core.rulepack import RulePackError
from bihuan.core.workdays import CalendarRangeError

RIGHTS = frozenset(
    {
        "role",
        "role_missing",
        "duty_missing",
        "not_yours",
        "not_your_unit",
        "own_account",
        "must_change_password",
        "csrf",
    }
)
"""Codes of reasons that lie in who is asking (403); every other reason lies in the state of things (409)."""

PERMISSIONS_POLICY = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"

LONGEST_NUMBER = 18
"""Digits; 19 no longer fit into 64 bits."""

READ_AWAY = 200 * 2**20
"""Bytes that are still listened to when they are refused; who sends more finds the line broken."""

Handler = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Answers `Refused` with its reasons. `NotVisible` is a 404 like any other; a method that an address does not know is
    answered in the same shapes, where Django says nothing and ninja a word of English.

    An address with a NUL is answered here: PostgreSQL takes none in a text, and nothing is named so. In a posted form the
    fields refuse it themselves, beside what was typed; a program's JSON is refused as a whole.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (most := _most(request)) < _sent(request):
            return content_too_large(request, most)
        if "\0" in request.path:
            return not_found(request)
        if any("\0" in text for values in request.GET.lists() for text in (values[0], *values[1])):
            return bad_request(request)
        if request.content_type == "application/json" and b"\\u0000" in request.body:
            return bad_request(request)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return not_allowed(request, response.headers["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, (RulePackError, CalendarRangeError)):
            exception = refused_by_rule(exception)
        return refusal(request, exception) if isinstance(exception, Refused) else None


class HeadersMiddleware:
    """Headers that Django does not set: what the browser may use, and that a signed-in page is nobody else's."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            # Not no-store: going back after a refusal must still find what was typed.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def refused_by_rule(error: RulePackError | CalendarRangeError) -> Refused:
    """What the rules of the office cannot answer, as a refusal with its reason."""
    return Refused([Reason("rule", error.phrase.message, error.phrase.params)])


def refusal_status(refused: Refused) -> HTTPStatus:
    """429 for too much at once, 403 when the asker lacks a right, else 409."""
    if any(reason.code == "too_often" for reason in refused.reasons):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.FORBIDDEN if any(r.code in RIGHTS for r in refused.reasons) else HTTPStatus.CONFLICT


def reason_data(reason: Reason) -> dict[str, str]:
    """A reason for programs: stable `code`, `message` in the reader's language, `severity`."""
    return {"code": reason.code, "message": reason.text(_), "severity": reason.severity.value}


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The reasons of a refusal, in the form in which the asker can read them."""
    status = refusal_status(refused)
    if wants_json(request):
        reasons = [reason_data(reason) for reason in refused.reasons]
        return JsonResponse({"detail": _("未能办理"), "reasons": reasons}, status=status)
    template = "platform/refused_fragment.html" if wants_fragment(request) else "platform/refused.html"
    context = {"reasons": refused.reasons, "rights": status is HTTPStatus.FORBIDDEN}
    return render(request, template, context, status=status)


def wants_json(request: HttpRequest) -> bool:
    """The API, and programs that ask for JSON."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")


def whole_number(text: str) -> int | None:
    """A count, key or version as a form sends it; None for everything else, and for what no database can hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return content_too_large(request)
    return _error(
        request,
        HTTPStatus.BAD_REQUEST,
        _("请求有误"),
        _("服务器看不懂这个请求，什么也没有改动。请返回上一页重新填写。"),
    )


def content_too_large(request: HttpRequest, most: int = 0) -> HttpResponse:
    """413. What was sent is read to its end, within bounds, and thrown away: a server that answers while it is still being
    spoken to breaks the line, and nobody hears the answer."""
    _read_away(request)
    most = (most or settings.DATA_UPLOAD_MAX_MEMORY_SIZE) // 2**20
    text = _("一次提交的内容不能超过 %(most)s MB，什么也没有改动。请分几次提交；长的材料请作为文件上传。") % {
        "most": most
    }
    return _error(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("内容太大"), text)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(
        request, HTTPStatus.FORBIDDEN, _("没有权限"), _("您的账号没有这里的权限。需要的话，请联系本单位的系统管理员。")
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(
        request,
        HTTPStatus.NOT_FOUND,
        _("没有找到"),
        _("这个地址不存在，或者不在您能看到的范围内。请核对编号，或者从台账里查找。"),
    )


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """405, with the methods that the address knows in words and in the header."""
    text = _("这个地址不接受 %(method)s，只接受：%(allowed)s。什么也没有改动。请核对请求的方法和地址。")
    told = text % {"method": request.method, "allowed": allowed}
    response = _error(request, HTTPStatus.METHOD_NOT_ALLOWED, _("请求的方法不对"), told)
    response.headers["Allow"] = allowed
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(
        request,
        HTTPStatus.FORBIDDEN,
        _("页面已过期"),
        _("为了安全，刚才的提交没有受理：页面打开太久，或者浏览器禁用了 Cookie。请返回上一页刷新后再提交。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Touches neither the database nor the session: they may be what failed."""
    title, text = (
        _("系统出错"),
        _("刚才的操作没有完成，也没有留下一半。错误已经记录，请稍后再试；仍然不行请告诉系统管理员。"),
    )
    if wants_json(request):
        return JsonResponse({"detail": f"{title}：{text}"}, status=500)
    template = "platform/error_fragment.html" if wants_fragment(request) else "platform/error_plain.html"
    return render(None, template, {"title": title, "text": text}, status=500)


def _error(request: HttpRequest, status: HTTPStatus, title: str, text: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"detail": f"{title}：{text}"}, status=status)
    template = "platform/error_fragment.html" if wants_fragment(request) else "platform/error.html"
    return render(request, template, {"title": title, "text": text, "code": status.value}, status=status)


def _sent(request: HttpRequest) -> int:
    return whole_number(request.headers.get("Content-Length") or "") or 0


def _most(request: HttpRequest) -> int:
    """The bytes that are listened to: as much as is held in memory, and files, which lie on the office's disk before
    anybody looks at them, from those alone who are signed in or show a token."""
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if request.content_type != "multipart/form-data" or _sent(request) <= most:
        return most
    known = "Authorization" in request.headers or request.user.is_authenticated
    return settings.UPLOAD_MAX_REQUEST if known else most


def _read_away(request: HttpRequest) -> None:
    left = READ_AWAY
    with contextlib.suppress(OSError):
        while left > 0 and (piece := request.read(min(left, 2**16))):
            left -= len(piece)


def wants_fragment(request: HttpRequest) -> bool:
    """htmx, which puts the answer into the page; a boosted link or form gets a page like any other."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
