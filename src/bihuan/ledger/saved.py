"""Saved views: named filters of an account, its chosen columns, and those that the office shows to all."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.filters import read
from bihuan.ledger.models import SavedView
from bihuan.ledger.rights import not_office
from bihuan.org.models import Account
from bihuan.platform.prepared import Prepared, given_key

MOST_VIEWS = 50


@dataclass(frozen=True, slots=True)
class Views:
    """Views to choose from, own ones first, and the columns that the account last chose."""

    named: list[SavedView]
    columns: tuple[str, ...]


def views_of(account: Account) -> Views:
    """In one query: own views and those shown to all."""
    found = _VIEWS.objects(account=account.pk)
    found.sort(key=lambda view: (view.account_id != account.pk, view.name))
    own = next((view for view in found if not view.name and view.account_id == account.pk), None)
    columns = read(QueryDict(own.query)).columns if own else ()
    return Views([view for view in found if view.name], columns)


_VIEWS = Prepared(lambda: SavedView.objects.filter(Q(account=given_key("account")) | Q(shared=True)))


@transaction.atomic
def save_view(*, actor: Account, name: str, query: str, shared: bool) -> SavedView:
    """Keep a list's address under a name; the same name of the same account is replaced. Only the office shares."""
    asked = read(QueryDict(query), ignoring=("cursor",))
    full = SavedView.objects.filter(account=actor).exclude(name=name.strip()).count() >= MOST_VIEWS
    many = [Reason("too_many_views", _("已有%(most)s个视图，请先删去不用的。"), {"most": MOST_VIEWS})] if full else []
    demand(
        *blank("view_name", name, _("请给视图起个名字。")),
        *asked.reasons,
        *(not_office(actor) if shared else []),
        *many,
    )
    params = [*asked.filter.params(), ("sort", asked.sort)]
    params += [("columns", ",".join(asked.columns))] if asked.columns else []
    view, _created = SavedView.objects.update_or_create(
        account=actor, name=name.strip(), defaults={"query": urlencode(params), "shared": shared}
    )
    body = {"name": view.name, "query": view.query, "shared": shared}
    audit.record("ledger.save_view", view, actor=actor, body=body)
    return view


@transaction.atomic
def drop_view(*, actor: Account, pk: int) -> None:
    """Remove one of the actor's own views; somebody else's is left alone."""
    view = SavedView.objects.filter(pk=pk, account=actor).exclude(name="").first()
    if view is None:
        return
    audit.record("ledger.drop_view", view, actor=actor, body={"name": view.name, "query": view.query})
    view.delete()


@transaction.atomic
def choose_columns(*, actor: Account, columns: Sequence[str]) -> None:
    """Remember the columns and their order for this account; none means the usual ones."""
    view, _created = SavedView.objects.update_or_create(
        account=actor, name="", defaults={"query": urlencode({"columns": ",".join(columns)}) if columns else ""}
    )
    audit.record("ledger.choose_columns", view, actor=actor, body={"columns": list(columns)})
