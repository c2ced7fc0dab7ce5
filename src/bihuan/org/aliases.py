"""Other names by which documents call a unit: learned, changed and dropped by the office for units within its reach."""

from collections.abc import Iterable

from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core import typed
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Reason, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.access import role_missing, viewer_for
from bihuan.org.models import Account, Unit, UnitAlias
from bihuan.org.queries import UnitIndex

OFFICE = GrantRole.RECTIFICATION_OFFICE


@transaction.atomic
def keep_alias(*, actor: Account, unit: Unit, name: str) -> UnitAlias:
    """Let `name` mean this unit in documents to come; a name it has already is no change. Refused for a name that means
    another unit, or a body of any region."""
    name = _tidy(name)
    demand(*blank("alias", name, _("别名不能为空。")), *_out_of_reach(actor, unit))
    if known := UnitAlias.objects.filter(unit=unit, name=name).first():
        return known
    demand(*against(UnitIndex(), unit, name))
    alias = UnitAlias.objects.create(unit=unit, name=name)
    audit.record("org.keep_alias", unit, actor=actor, body={"unit": unit.name, "alias": name})
    return alias


@transaction.atomic
def change_alias(*, actor: Account, alias: UnitAlias, unit: Unit) -> UnitAlias:
    """Let an alias mean another unit from now on."""
    row = UnitAlias.objects.select_for_update(of=("self",)).select_related("unit").get(pk=alias.pk)
    demand(*_out_of_reach(actor, row.unit), *_out_of_reach(actor, unit))
    if row.unit_id == unit.pk:
        return row
    before = row.unit
    index = UnitIndex(
        own for own in Unit.objects.filter(active=True).prefetch_related("aliases") if own.pk != before.pk
    )
    demand(*against(index, unit, row.name))
    row.unit = unit
    row.save(update_fields=["unit"])
    body = {"alias": row.name, "unit": unit.name, "before": before.name}
    audit.record("org.change_alias", unit, actor=actor, body=body)
    return row


@transaction.atomic
def forget_alias(*, actor: Account, alias: UnitAlias) -> None:
    """Drop an alias: documents to come are read as if it had never been learned."""
    row = UnitAlias.objects.select_for_update(of=("self",)).select_related("unit").get(pk=alias.pk)
    demand(*_out_of_reach(actor, row.unit))
    row.delete()
    audit.record("org.forget_alias", row.unit, actor=actor, body={"unit": row.unit.name, "alias": row.name})


def against(index: UnitIndex, unit: Unit, name: str, *, by_keeper: bool = False) -> list[Reason]:
    """Why a name cannot be another name of the unit: it means, or may mean, somebody else. The keeper of the tree knows which
    body of a level is meant ("省督察办"), but no class of bodies ("有关部门") is one unit."""
    others = [other for other in index.candidates(name) if other.pk != unit.pk]
    if others:
        message = _("“%(name)s”指的是%(others)s，没有记为%(unit)s的别名。")
        named = [str(other) for other in others[:4]]
        return [Reason("alias_taken", message, {"name": name, "others": named, "unit": unit})]
    if index.is_class(name) or (not by_keeper and index.is_generic(name)):
        message = _("“%(name)s”是泛称，各地都有，没有记为%(unit)s的别名；请在每份文件里选定单位。")
        return [Reason("alias_generic", message, {"name": name, "unit": unit})]
    return []


def set_aliases(
    unit: Unit, wanted: Iterable[str], *, kept: Iterable[str] = (), shown: Iterable[str] | None = None
) -> list[str]:
    """Let these be all other names of a unit, as its keeper wrote them down; `kept` are its own former names. Refused for a
    new one that means somebody else. `shown`: the names that the keeper saw; what was learned or dropped since stays so, by
    default nothing. Call it inside the transaction, and with the right, of what changes the unit."""
    there = set(unit.aliases.values_list("name", flat=True))
    seen = there if shown is None else {_tidy(name) for name in shown}
    typed_in = {_tidy(name) for name in wanted}
    names = (typed_in - seen | there - (seen - typed_in)) - {"", unit.name, unit.short_name}
    own = {_tidy(name) for name in kept} - {"", unit.name, unit.short_name}
    if fresh := sorted(names - there - own):
        index = UnitIndex()
        demand(
            *(
                Reason("aliases", found.message, found.params)
                for name in fresh
                for found in against(index, unit, name, by_keeper=True)
            )
        )
    unit.aliases.exclude(name__in=names | own).delete()
    UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name) for name in sorted((names | own) - there))
    return sorted(names | own)


def _tidy(name: str) -> str:
    return " ".join(typed.line(name).split())[:120]


def _out_of_reach(actor: Account, unit: Unit) -> list[Reason]:
    held = [grant for grant in viewer_for(actor).held if grant.role is OFFICE]
    if not held:
        return [role_missing(OFFICE)]
    if any(grant.scope is GrantScope.ALL or grant.reaches(unit.path) for grant in held):
        return []
    return [Reason("not_your_unit", _("%(unit)s不在您的管理范围内。"), {"unit": unit})]
