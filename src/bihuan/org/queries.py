"""Reading the tree: units for a page, and the unit that a document means by a name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.org.access import Viewer
from bihuan.org.models import Account, Grant, Person, Unit
from bihuan.org.signin import counted_name
from bihuan.platform import clock

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
CLASSES = ("各", "有关", "相关")
"""How names begin that mean no body but a class of them."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit as a line of the tree: how deep it hangs, and whether it matched a search or only leads to one."""

    unit: Unit
    depth: int
    matched: bool


def reached(viewer: Viewer, roles: Iterable[GrantRole], path: str) -> Q:
    """A condition on the field `path`: units within reach of these roles of the viewer."""
    wanted = Q(pk__in=[])
    for held in viewer.held:
        if held.role not in roles:
            continue
        if held.scope is GrantScope.ALL:
            return Q()
        if held.scope is GrantScope.SUBTREE:
            wanted |= Q(**{f"{path}__startswith": held.path})
        if held.scope is GrantScope.OWN:
            wanted |= Q(**{path: held.path})
    return wanted


def tree(within: QuerySet[Unit], search: str = "") -> list[Branch]:
    """Units in the order of the tree; with a search, the matches and the units above them."""
    units = list(within.select_related("successor"))
    matched = {unit.pk for unit in units}
    words = search.split()
    if words:
        wanted = Q()
        for word in words:
            wanted &= Q(name__icontains=word) | Q(short_name__icontains=word) | Q(aliases__name__icontains=word)
        matched &= set(within.filter(wanted).values_list("pk", flat=True))
    paths = {unit.pk: _steps(unit) for unit in units}
    shown = {pk for key in matched for pk in paths[key]}
    ordered = sorted((unit for unit in units if unit.pk in shown), key=lambda unit: paths[unit.pk])
    top = min((len(path) for path in paths.values()), default=1)
    return [Branch(unit, len(paths[unit.pk]) - top, unit.pk in matched) for unit in ordered]


def _steps(unit: Unit) -> list[int]:
    return [int(pk) for pk in unit.path.split(".") if pk]


def full_name(unit: Unit) -> str:
    """A unit's name, with the unit above it in front where the name alone does not tell the region."""
    above = unit.parent
    region = next(iter(sorted(_region_names(_own_names(above)), key=len, reverse=True)), "") if above else ""
    told = not region or region in unit.name or unit.name.startswith(region[:-1])
    return unit.name if told else f"{region}{unit.name}"


def names_like(text: str, most: int = 20) -> list[str]:
    """Names to suggest for what has been typed so far."""
    words = text.split()
    if not words:
        return []
    wanted = Q(active=True)
    for word in words:
        wanted &= Q(name__icontains=word) | Q(short_name__icontains=word) | Q(aliases__name__icontains=word)
    found = Unit.objects.filter(wanted).select_related("parent").distinct().order_by("path")[:most]
    return [full_name(unit) for unit in found]


def people(within: Q, search: str = "") -> QuerySet[Person]:
    """People with their posts and account, by name; `within` is a condition on `posts__unit__path`."""
    found = Person.objects.filter(within).prefetch_related("posts__unit").select_related("account")
    for word in search.split():
        unit = Q(posts__unit__name__icontains=word) | Q(posts__unit__short_name__icontains=word)
        found = found.filter(Q(name__icontains=word) | Q(posts__title__icontains=word) | unit)
    return found.distinct().order_by("name", "pk")


def accounts(viewer: Viewer, search: str = "") -> QuerySet[Account]:
    """Accounts whose live grants all lie within reach of this administrator, with their number, by name."""
    roles = (GrantRole.SYSTEM_ADMIN, GrantRole.SECURITY_ADMIN)
    live = Grant.objects.filter(account=OuterRef("pk"), revoked_at__isnull=True)
    beyond = live.exclude(reached(viewer, roles, "unit__path")) if not _everywhere(viewer, roles) else live.none()
    found = Account.objects.select_related("person").filter(~Exists(beyond))
    found = found.annotate(live_grants=Count("grants", filter=Q(grants__revoked_at__isnull=True)))
    for word in search.split():
        found = found.filter(Q(username__icontains=word) | Q(person__name__icontains=word))
    return found.order_by("username")


def _everywhere(viewer: Viewer, roles: Iterable[GrantRole]) -> bool:
    return any(held.role in roles and held.scope is GrantScope.ALL for held in viewer.held)


def grants_of(account: Account) -> QuerySet[Grant]:
    """Every grant an account ever had, live ones first."""
    return account.grants.select_related("unit", "given_by__person").order_by(
        F("revoked_at").desc(nulls_first=True), "pk"
    )


def failures(account: Account) -> int:
    """The most failed sign-ins from one origin that still count; at the limit, that origin is locked."""
    since = clock.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tried = AccessAttempt.objects.filter(username=counted_name(account.username), attempt_time__gte=since)
    return max(tried.values_list("failures_since_start", flat=True), default=0)


def has_second_factor(account: Account) -> bool:
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists())


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

    def is_generic(self, text: str) -> bool:
        """Whether every region of a level has a body of this name ("区发改局"), or it names a class ("有关部门")."""
        level = HEADS.get(text[:1])
        return self.is_class(text) or (level is not None and self._regions_at(level) > 1)

    def _regions_at(self, level: str) -> int:
        """How many regions of a level there are. A region, its committee and its government are units that share a name."""
        apart: list[set[str]] = []
        for names in self.regions.values():
            if level in {HEADS.get(name[-1]) for name in names}:
                own = {name.removeprefix("中共") for name in names}
                same = [other for other in apart if other & own]
                apart = [other for other in apart if not other & own] + [own.union(*same)]
        return len(apart)

    def is_class(self, text: str) -> bool:
        """Whether it names a class of bodies ("有关部门")."""
        return text.startswith(CLASSES)

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


def _own_names(unit: Unit) -> set[str]:
    return {unit.name, unit.short_name} - {""}


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
