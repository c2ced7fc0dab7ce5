"""Saved views of the ledger (视图): one's own, and those that the office shows to all."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from bihuan.api.answers import answers
from bihuan.api.types import Id, In, Out, Short, account_of
from bihuan.ledger import saved

router = Router(tags=["views 视图"])


class ViewIn(In):
    """`query`: the parameters of the ledger's page, columns among them. The same name again replaces the view."""

    name: Annotated[Short, Field(min_length=1)]
    query: Annotated[str, Field(max_length=2000)] = ""
    shared: bool = False


class ViewOut(Out):
    id: int
    name: str
    query: str
    shared: bool
    own: bool


@router.get("/views", response=answers(list[ViewOut]), url_name="views", summary="Saved views 视图")
def views(request: HttpRequest) -> Any:
    """Own ones first."""
    account = account_of(request)
    return [_told(view, account.pk) for view in saved.views_of(account).named]


@router.post("/views", response=answers(ViewOut, 201), url_name="views", summary="Save a view 保存视图")
def save(request: HttpRequest, body: ViewIn) -> Any:
    account = account_of(request)
    view = saved.save_view(actor=account, name=body.name, query=body.query, shared=body.shared)
    return Status(201, _told(view, account.pk))


@router.post("/views/{pk}/drop", response=answers(None, 204), url_name="drop_view", summary="Drop a view 删除视图")
def drop(request: HttpRequest, pk: Id) -> Any:
    account = account_of(request)
    if not any(view.pk == pk and view.account_id == account.pk for view in saved.views_of(account).named):
        raise Http404(pk)
    saved.drop_view(actor=account, pk=pk)
    return Status(204, None)


def _told(view: Any, account: int) -> dict[str, Any]:
    plain = {name: getattr(view, name) for name in ("name", "query", "shared")}
    return {"id": view.pk, "own": view.account_id == account, **plain}
