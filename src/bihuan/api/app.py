"""The one NinjaAPI: its description, and how refusals and errors leave it."""

from http import HTTPStatus
from inspect import getdoc
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import REF_TEMPLATE
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bihuan import __version__
from bihuan.api.answers import SHARED, MalformedError
from bihuan.api.auth import Session, Token
from bihuan.core import codes
from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.rulepack import RulePackError
from bihuan.core.workdays import CalendarRangeError
from bihuan.platform import web

ABOUT = """Everything that a person does in the browser, for programs. 督察整改闭环的程序接口。

Sign in with `Authorization: Bearer <token>` (访问令牌, made under “my account”), or with the browser's session and its
CSRF token. A step (办理) needs the task's `version` as you saw it; whoever was overtaken gets 409 `changed_meanwhile`.
A POST with an `Idempotency-Key` is done once, however often it is sent within a day.
What may not be done is answered with every reason at once: 403 when you lack the right, 409 when the state of things is
against it, 404 when you may not know of it. Days are ISO dates in the office's time zone, money is in 万元 as text.
"""


class Api(NinjaAPI):
    """Explains the codes of the field in the schema, in both languages."""

    _schema: Any = None

    def get_openapi_schema(self, **more: Any) -> Any:
        """Written once: it takes a second, and anybody may ask for it."""
        if self._schema is None:
            self._schema = self._described(**more)
        return self._schema

    def _described(self, **more: Any) -> Any:
        schema = super().get_openapi_schema(**more)
        for name, shape in schema.get("components", {}).get("schemas", {}).items():
            code = getattr(codes, name, None)
            if isinstance(code, type) and issubclass(code, codes.Code) and "enum" in shape:
                shape["description"] = f"{getdoc(code)} " + "; ".join(f"{c.value} {c.label}" for c in code)
        _declare_shared(schema)
        return schema


def _declare_shared(schema: dict[str, Any]) -> None:
    """What any endpoint may answer, beside what each answers itself."""
    mode: JsonSchemaMode = "serialization"
    kinds = [(model, mode) for model in SHARED.values()]
    found, definitions = models_json_schema(kinds, ref_template=REF_TEMPLATE)
    schema["components"]["schemas"] |= definitions["$defs"]
    shared = {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {"application/json": {"schema": found[model, mode]}},
        }
        for status, model in SHARED.items()
    }
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation["responses"] = dict(sorted((shared | operation["responses"]).items()))


api = Api(
    title="Bihuan 闭环",
    version=__version__,
    description=ABOUT,
    docs=Swagger(),
    docs_url=None,  # ninja's pages load scripts from elsewhere
    urls_namespace="api",
    auth=[Token(), Session()],
)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return web.refusal(request, error)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return web.not_found(request)


@api.exception_handler(AuthenticationError)
def unknown_asker(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = gettext("请带上有效的访问令牌，或者先登录。")
    return JsonResponse({"detail": detail}, status=401, headers={"WWW-Authenticate": "Bearer"})


@api.exception_handler(RulePackError)
@api.exception_handler(CalendarRangeError)
def no_rule(request: HttpRequest, error: RulePackError | CalendarRangeError) -> HttpResponse:
    """The office's rules, or the calendar, say nothing of that day."""
    return web.refusal(request, web.refused_by_rule(error))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _malformed([{"type": e["type"], "loc": list(e["loc"]), "msg": e["msg"]} for e in error.errors])


@api.exception_handler(MalformedError)
def malformed(request: HttpRequest, error: MalformedError) -> HttpResponse:
    return _malformed(
        [{"type": reason.code, "loc": [error.place], "msg": reason.text(gettext)} for reason in error.reasons]
    )


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself objects to: a body that is no JSON, and a missing CSRF token."""
    if error.status_code == 403:
        return web.refusal(request, Refused([NO_CSRF]))
    return _malformed([{"type": "body", "loc": ["body"], "msg": gettext("请求正文不是有效的JSON。")}])


NO_CSRF = Reason("csrf", _("缺少防伪标记（CSRF），请从本系统的页面提交，或者改用访问令牌。"))


def _malformed(faults: list[dict[str, Any]]) -> HttpResponse:
    return JsonResponse({"detail": faults}, status=422)
