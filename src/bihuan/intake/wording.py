"""What an office's documents mean by their words (本单位用语): other names of units, labels and heads of columns."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext

from bihuan.core.reasons import Reason
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake.fields import renamed
from bihuan.intake.models import Entry, FieldName
from bihuan.intake.prefill import region_of
from bihuan.org.aliases import against
from bihuan.org.models import Unit, UnitAlias
from bihuan.org.queries import UnitIndex
from bihuan.reading import Profile
from bihuan.reading.profile import MOST
from bihuan.reading.who.units import looks_like_unit

MEANINGS = {
    "number": _("序号、编号"),
    "problem": _("问题"),
    "goal": _("整改目标"),
    "measures": _("整改措施"),
    "deadline": _("整改时限"),
    "lead": _("牵头单位"),
    "duty": _("责任单位"),
    "assist": _("配合单位"),
    "supervise": _("督导单位"),
    "accept": _("验收单位"),
    "person": _("责任人"),
    "place": _("所在地"),
    "category": _("类别"),
    "result": _("进展情况"),
    "verification": _("调查核实情况"),
    "handling": _("处理情况"),
    "verdict": _("是否属实"),
    "closed": _("是否办结"),
    "remark": _("不读入条目"),
}
"""How the fields of a profile are called."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """A unit's name as read and the unit a person put in its place: `kept` as an alias, or the `reasons` why it cannot
    be."""

    name: str
    unit: Unit
    kept: bool
    reasons: Sequence[Reason] = ()


def meanings() -> list[tuple[str, str]]:
    """What a label or column may mean, in the reader's language."""
    return [(code, gettext(name)) for code, name in MEANINGS.items()]


def field_names_of(office: Unit) -> QuerySet[FieldName]:
    return FieldName.objects.filter(office=office).order_by("what", "wording")


def aliases_of(office: Unit) -> QuerySet[UnitAlias]:
    """Other names of the units of the region that the office serves, and of those above and beside that have some."""
    found = UnitAlias.objects.filter(unit__active=True).select_related("unit__parent")
    region = region_of(office)
    within = found.filter(unit__path__startswith=region.path) if region else found
    return within.order_by("name", "unit__path")


def profile_of(office: Unit) -> Profile:
    """What the reader is to know of the office's words. A name that two units share tells nothing by itself."""
    units: dict[str, set[str]] = defaultdict(set)
    for alias in aliases_of(office):
        units[alias.name].add(alias.unit.name)
    names = list(field_names_of(office))
    sure = [(name, next(iter(full))) for name, full in units.items() if len(full) == 1 and len(name) >= 2]
    return Profile(
        dict(sure[:MOST]),
        {one.wording: one.meaning for one in names if one.what == FieldName.What.LABEL},
        {one.wording: one.meaning for one in names if one.what == FieldName.What.COLUMN},
    )


def renamings(entries: Iterable[Entry]) -> dict[int, list[Renaming]]:
    """For each entry the names of units that a person corrected to one unit of the tree."""
    pairs = {entry.pk: renamed(entry.read or {}, entry.fields) for entry in entries}
    if not any(pairs.values()):
        return {}
    index = UnitIndex()
    return {pk: list(_renamings(listed, index)) for pk, listed in pairs.items() if listed}


def _renamings(pairs: Sequence[tuple[str, str]], index: UnitIndex) -> Iterable[Renaming]:
    for name, chosen in pairs:
        unit = index.find(chosen)
        if unit is None or not looks_like_unit(name):
            continue
        if any(alias.name == name for alias in unit.aliases.all()):
            yield Renaming(name, unit, kept=True)
        elif [found.pk for found in index.candidates(name)] != [unit.pk]:
            yield Renaming(name, unit, kept=False, reasons=against(index, unit, name))
