"""Reading the tree: units for a page, and the unit that a document means by a name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from bihuan.org.models import Account, Grant, Person, Unit

REGION_ENDINGS = ("人民政府", "管理委员会", "管委会", "街道办事处", "办事处", "委员会", "党委")
HEADS = {
    "省": "province",
    "州": "city",
    "市": "city",
    "县": "county",
    "区": "county",
    "旗": "county",
    "镇": "town",
    "乡": "town",
}
"""A bureau named by the kind of its region alone ("市住建局"), and the level of government that this means."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit as a line of the tree: how deep it hangs, and whether it matched a search or only leads to one."""

    unit: Unit
    depth: int
    matched: bool


def tree(search: str = "", *, closed: bool = False) -> list[Branch]:
    """The units in the order of the tree; with a search, the matches and the units above them."""
    units = list(Unit.objects.filter(Q() if closed else Q(active=True)).select_related("successor"))
    by_pk = {unit.pk: unit for unit in units}
    words = search.split()
    matched = {unit.pk for unit in units}
    if words:
        wanted = Q()
        for word in words:
            wanted &= Q(name__icontains=word) | Q(short_name__icontains=word) | Q(aliases__name__icontains=word)
        matched &= set(Unit.objects.filter(wanted).values_list("pk", flat=True))
    shown = {int(pk) for key in matched for pk in by_pk[key].path.split(".") if pk}
    ordered = sorted((u for u in units if u.pk in shown), key=lambda u: [int(pk) for pk in u.path.split(".") if pk])
    return [Branch(unit, unit.path.count(".") - 1, unit.pk in matched) for unit in ordered]


def units_below(unit: Unit) -> QuerySet[Unit]:
    """A unit and all below it, closed ones included."""
    return Unit.objects.filter(path__startswith=unit.path)


def people(search: str = "", unit: Unit | None = None) -> QuerySet[Person]:
    """People with their posts and account, by name; with a unit, those who hold or held a post at or below it."""
    found = Person.objects.prefetch_related("posts__unit").select_related("account")
    for word in search.split():
        found = found.filter(
            Q(name__icontains=word) | Q(posts__title__icontains=word) | Q(posts__unit__name__icontains=word)
        )
    if unit:
        found = found.filter(posts__unit__path__startswith=unit.path)
    return found.distinct().order_by("name", "pk")


def accounts(search: str = "") -> QuerySet[Account]:
    """Accounts with their number of live grants, by name."""
    live = Count("grants", filter=Q(grants__revoked_at__isnull=True))
    found = Account.objects.select_related("person").annotate(live_grants=live)
    for word in search.split():
        found = found.filter(Q(username__icontains=word) | Q(person__name__icontains=word))
    return found.order_by("username")


def grants_of(account: Account) -> QuerySet[Grant]:
    """Every grant an account ever had, live ones first."""
    return account.grants.select_related("unit", "given_by__person").order_by("revoked_at", "pk")


class UnitIndex:
    """Finds units by the names that documents use: full and short names, aliases, and those with the head of the region
    left out or put in front ("市住建局", "青溪县住建局"). Loads all units once; make one for a document, not for a name."""

    def __init__(self, units: Iterable[Unit] | None = None) -> None:
        loaded = Unit.objects.filter(active=True).prefetch_related("aliases") if units is None else units
        self.units = {unit.pk: unit for unit in loaded}
        self.names = {unit.pk: _names(unit) for unit in self.units.values()}
        self.regions = {pk: _region_names(names) for pk, names in self.names.items()}
        self.by_name = _inverted(self.names)
        self.by_region_name = _inverted(self.regions)
        self.by_core = _inverted({pk: self._cores(unit) for pk, unit in self.units.items()})

    def find(self, text: str, within: Unit | None = None) -> Unit | None:
        """The one unit that `text` means, or None when there is none or more than one.

        `within` is the region the document speaks of: it decides between bureaus of the same name.
        """
        found = self.candidates(text, within)
        return found[0] if len(found) == 1 else None

    def candidates(self, text: str, within: Unit | None = None) -> list[Unit]:
        """Every unit that `text` may mean, by the first way of reading it that gives any."""
        text = "".join(text.split())
        named = self.by_name.get(text) or self.by_region_name.get(text)
        found = named or self._by_region(text) or self._by_head(text) or self.by_core.get(text)
        return self._nearest(found, within) if found else []

    def _by_region(self, text: str) -> set[int]:
        """ "青溪县住建局": a region's name, and a bureau of that region, not of a region further below."""
        found: set[int] = set()
        for pk, names in self.regions.items():
            for name in names:
                below = self.by_core.get(text.removeprefix(name), set()) if text.startswith(name) else set()
                found |= self._shallowest(
                    unit for unit in below if self.units[unit].path.startswith(self.units[pk].path)
                )
        return found

    def _by_head(self, text: str) -> set[int]:
        """ "市住建局": the bureau at the level that the head names."""
        level = HEADS.get(text[:1])
        return {pk for pk in self.by_core.get(text[1:], set()) if level and self.units[pk].level == level}

    def _nearest(self, found: set[int], within: Unit | None) -> list[Unit]:
        inside = {pk for pk in found if within and self.units[pk].path.startswith(within.path)}
        above = {
            pk
            for pk in found
            if within and any(self.units[pk].parent_id == int(n) for n in within.path.split(".") if n)
        }
        return [self.units[pk] for pk in sorted(self._shallowest(inside) or above or found)]

    def _shallowest(self, found: Iterable[int]) -> set[int]:
        depths = {pk: self.units[pk].path.count(".") for pk in found}
        return {pk for pk, depth in depths.items() if depth == min(depths.values())}

    def _cores(self, unit: Unit) -> set[str]:
        """The unit's names without the name of a region above it, or without the head that stands for one."""
        above = [int(pk) for pk in unit.path.split(".") if pk and int(pk) != unit.pk]
        heads = {name for pk in above for name in self.regions.get(pk, set())} | set(HEADS)
        cores = {
            name.removeprefix(head) for name in self.names[unit.pk] for head in heads if len(name) - len(head) >= 2
        }
        return cores | self.names[unit.pk]


def _names(unit: Unit) -> set[str]:
    return {unit.name, unit.short_name, *(alias.name for alias in unit.aliases.all())} - {""}


def _region_names(names: Iterable[str]) -> set[str]:
    """ "青溪县人民政府" → 青溪县, 青溪; nothing for a bureau."""
    found = set()
    for name in names:
        region = next((name.removesuffix(end) for end in REGION_ENDINGS if name.endswith(end)), name)
        if len(region) >= 2 and (region[-1] in HEADS or region.endswith(("街道", "开发区", "园区", "高新区"))):
            found |= {region, region[:-1]} if len(region) >= 3 and region[-1] in HEADS else {region}
    return found


def _inverted(names: Mapping[int, Iterable[str]]) -> dict[str, set[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for pk, texts in names.items():
        for text in texts:
            found[text].add(pk)
    return dict(found)
