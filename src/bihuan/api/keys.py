"""A POST that is sent again is answered again and not done again: a program's under its `Idempotency-Key`, and a form
that a person sends twice.

A key is claimed before the work, in a transaction of its own, and is free again when nothing came of it. The same call
coming in meanwhile hears 409. A program's work and its answer are then written in one transaction: either both are there,
or neither is. An upload is not: reading a file takes seconds, in which others must write, and it is known by its content.

A form needs no key of its own: Django masks the CSRF token anew for each page it renders, so what a form sends, token and
all, is the same only when the same page is sent again. (A script adds the secret of now behind the token of the page, for
pages older than the sign-in.) A second click waits for the first, since only its answer is looked
at, and is led where that one was. No transaction is held around a form's page: its services have their own. Each of them
ends with its event, and beside the event the key is marked; so what a service has written is never done again, whatever
becomes of the page that was to tell of it.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from http import HTTPStatus
from time import monotonic, sleep
from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext

from bihuan.api.models import KeyedCall
from bihuan.audit.models import Event
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.models import Account
from bihuan.org.tokens import account_of
from bihuan.platform import clock, web

HEADER = "Idempotency-Key"
PREFIX = "/api/"
LONGEST = 200
# Bounds of the product: how long an answer is kept, and after how long a call that never ended is taken for dead.
KEPT = timedelta(hours=24)
ABANDONED = timedelta(minutes=10)
FORM_FIELD = "csrfmiddlewaretoken"
# The same form later than this is meant: somebody went back to a page that the browser had kept.
FORM_KEPT = timedelta(minutes=10)
SECOND_CLICK = 20.0
"""Seconds for which a second click waits for the first, and how often it looks."""
LOOKED_EVERY = 0.1
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
EVENT = f'INSERT INTO "{Event._meta.db_table}"'
# What a form's key says beside None (it runs, and nothing stands yet) and the status of where it led.
WRITTEN, UNTOLD = HTTPStatus.ACCEPTED.value, HTTPStatus.INTERNAL_SERVER_ERROR.value
RUNS = (None, WRITTEN)

IN_PROGRESS = Reason("key_in_progress", _("同一个 Idempotency-Key 的请求正在办理，请稍后再试。"))
FORM_IN_PROGRESS = Reason("form_in_progress", _("这张表单正在办理，还没有结束。请稍后到相应的页面看结果，不必再提交。"))
FORM_UNTOLD = Reason(
    "form_done_untold", _("这张表单已经办理，只是结果页没有显示出来。请到相应的页面看结果，不要重复提交。")
)
OTHER_CONTENT = _("这个 Idempotency-Key 已经用于另一个请求；内容不同的请求请换一个。")
SENT_TWICE = _("这张表单已经提交过，没有重复办理。")
SHOWN_ONCE = _(
    "这张表单已经提交过，没有重复办理。只显示一次的密码或令牌如果没有看到，请重置密码，或者撤销后重新生成令牌。"
)
BAD_KEY = _("Idempotency-Key 应当是1到200个可见的ASCII字符，例如一个UUID。")


class KeyMiddleware:
    """Stands around the view. For anything but POST, for who is not signed in, and in the API without the header, does
    nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_api = request.path.startswith(PREFIX)
        if request.method != "POST" or (in_api and HEADER not in request.headers):
            return self.get_response(request)
        account = _account(request)
        if account is None:
            return self.get_response(request)
        if not in_api:
            return self._form(request, account) if _may_come_twice(request) else self.get_response(request)
        key = request.headers[HEADER]
        if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
            return _fault(BAD_KEY)
        call, mine = _claim(account, key, _digest(request))
        if mine:
            return self._carry_out(request, call)
        if call.digest != _digest(request):
            return _fault(OTHER_CONTENT)
        if call.status is None:
            return web.refusal(request, Refused([IN_PROGRESS]))
        return HttpResponse(
            call.answer, status=call.status, content_type=call.media, headers={"Idempotent-Replayed": "true"}
        )

    def _form(self, request: HttpRequest, account: Account) -> HttpResponse:
        call, mine = _claim_form(account, _digest(request))
        if not mine:
            return _led_there(request, call)
        work = _Work(call)
        try:
            with connection.execute_wrapper(work):
                response = self.get_response(request)
        except BaseException:
            _end_untold(call)
            raise
        # A page that shows a secret is no redirect and is not kept; it says what it is about.
        led_to = response.headers.get("Location") or response.headers.get("Content-Location")
        if led_to and work.wrote:
            KeyedCall.objects.filter(pk=call.pk).update(status=response.status_code, answer=led_to)
        elif response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _end_untold(call)
        else:
            _free(call, *RUNS)  # shown again with what is wrong, or led elsewhere first, such as to a new password
        return response

    def _carry_out(self, request: HttpRequest, call: KeyedCall) -> HttpResponse:
        held = not request.FILES
        done = False
        try:
            with transaction.atomic() if held else nullcontext():
                response = self.get_response(request)
                done = response.status_code < 300
                if done and not _keep(call, response) and held:
                    transaction.set_rollback(True)
                    return web.refusal(request, Refused([IN_PROGRESS]))
                if response.status_code >= 500 and held:
                    transaction.set_rollback(True)
        except BaseException:
            _free(call)
            raise
        if not done:
            _free(call)  # nothing was done: the next try is judged anew
        return response


class _Work:
    """Listens to the database: a form whose page wrote nothing has not been done, wherever it led; and an event takes the
    mark of the form's key into its transaction."""

    def __init__(self, call: KeyedCall) -> None:
        self.call, self.wrote = call, False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.wrote = self.wrote or sql.lstrip().upper().startswith(WRITES)
        result = execute(sql, params, many, context)
        if sql.startswith(EVENT):
            KeyedCall.objects.filter(pk=self.call.pk).update(status=WRITTEN)
        return result


def sweep() -> int:
    """Drop what has been kept long enough; returns how many."""
    return KeyedCall.objects.filter(expires_at__lte=clock.now()).delete()[0]


def _account(request: HttpRequest) -> Account | None:
    """Whose key it is. The API's own authentication, which comes after, decides what may be done."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = account_of(token.strip())
        return found[0] if found else None
    user = getattr(request, "user", None)
    return cast(Account, user) if user is not None and user.is_authenticated else None


def _may_come_twice(request: HttpRequest) -> bool:
    """A page's form sent without scripts. With them, htmx sends each once, mostly to check and not to do; a file is
    known by its content."""
    return not web.wants_fragment(request) and FORM_FIELD in request.POST and not request.FILES


def _claim_form(account: Account, digest: str) -> tuple[KeyedCall, bool]:
    """As `_claim`, when the first click has ended one way or the other, or has taken too long."""
    until = monotonic() + SECOND_CLICK
    while True:
        call, mine = _claim(account, f"form {digest}", digest, FORM_KEPT)
        if mine or call.status not in RUNS or monotonic() >= until:
            return call, mine
        sleep(LOOKED_EVERY)


def _led_there(request: HttpRequest, call: KeyedCall) -> HttpResponse:
    if call.status is None:
        return web.refusal(request, Refused([FORM_IN_PROGRESS]))
    if call.status in (WRITTEN, UNTOLD):
        return web.refusal(request, Refused([FORM_UNTOLD]))
    messages.info(request, gettext(SENT_TWICE if call.status == HTTPStatus.FOUND else SHOWN_ONCE))
    return HttpResponseRedirect(call.answer)


def _claim(account: Account, key: str, digest: str, kept: timedelta = KEPT) -> tuple[KeyedCall, bool]:
    """The call of a key, and whether it is this one's to carry out."""
    now = clock.now()
    KeyedCall.objects.filter(account=account, key=key, expires_at__lte=now).delete()
    # The work of a call that was killed was rolled back with it.
    KeyedCall.objects.filter(account=account, key=key, status=None, begun_at__lte=now - ABANDONED).delete()
    try:
        with transaction.atomic():
            call = KeyedCall.objects.create(
                account=account, key=key, digest=digest, begun_at=now, expires_at=now + kept
            )
    except IntegrityError:
        held = KeyedCall.objects.filter(account=account, key=key).first()
        # Freed between the two lines: whoever had it is just through.
        return held or KeyedCall(account=account, key=key, digest=digest), False
    return call, True


def _keep(call: KeyedCall, response: HttpResponse) -> bool:
    """Write the answer beside the work; False when the claim was lost to another meanwhile."""
    kept = {"status": response.status_code, "media": response["Content-Type"], "answer": response.content.decode()}
    return bool(KeyedCall.objects.filter(pk=call.pk, status=None).update(**kept))


def _free(call: KeyedCall, *states: int | None) -> None:
    """Let the call be made again, if it is in none but these states, by default the one in which nothing stands."""
    written = Q(status__in=[state for state in states if state is not None])
    KeyedCall.objects.filter(Q(status=None) | written, pk=call.pk).delete()


def _end_untold(call: KeyedCall) -> None:
    """The page failed: what no service had finished may be sent again, what one had is done."""
    _free(call)
    KeyedCall.objects.filter(pk=call.pk, status=WRITTEN).update(status=UNTOLD)


def _digest(request: HttpRequest) -> str:
    """Of method, address and content. A form is told by its fields and files, since its boundary differs each time."""
    total = hashlib.sha256()
    for part in (request.method or "", request.get_full_path(), *_content(request)):
        piece = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        total.update(len(piece).to_bytes(8, "big"))
        total.update(piece)
    return total.hexdigest()


def _content(request: HttpRequest) -> Iterator[str | bytes]:
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        yield from (name, *values)
    for name, files in sorted(request.FILES.lists()):
        for file in cast("list[UploadedFile[bytes]]", files):
            content = hashlib.sha256()
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            yield from (name, file.name or "", content.digest())


def _fault(message: str) -> HttpResponse:
    fault = {"type": "idempotency_key", "loc": ["header", HEADER], "msg": gettext(message)}
    return JsonResponse({"detail": [fault]}, status=422)
