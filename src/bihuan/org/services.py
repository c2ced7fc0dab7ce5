"""Keeping the unit tree, its people and their posts: the system administrator's work. Accounts are in `accounts`."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.module_loading import import_string

from bihuan.audit import services as audit
from bihuan.core.codes import GrantRole
from bihuan.core.reasons import Reason, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.aliases import set_aliases
from bihuan.org.models import Account, Person, Post, Unit, UnitKind
from bihuan.org.rights import not_administrator, not_of_person, not_of_role
from bihuan.platform import clock, jobs

KEEPER = GrantRole.SYSTEM_ADMIN
PATH_MAX = 200
TILES = 100
"""The map has so many rows and columns."""
CREDIT_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of a unit. `level` is the level of government (city, county, town); `tile` its place on the map."""

    name: str
    short_name: str = ""
    kind: UnitKind = UnitKind.BUREAU
    level: str = "city"
    credit_code: str = ""
    tile: tuple[int, int] | None = None

    def stripped(self) -> "UnitFacts":
        name, short, code = (" ".join(t.split()) for t in (self.name, self.short_name, self.credit_code))
        return replace(self, name=name, short_name=short, credit_code=code)


@transaction.atomic
def add_unit(*, actor: Account | None, parent: Unit | None, facts: UnitFacts, aliases: Iterable[str] = ()) -> Unit:
    """A new unit below `parent`, or a new root."""
    facts = facts.stripped()
    parent = Unit.objects.select_for_update(of=("self",)).get(pk=parent.pk) if parent else None
    demand(*not_administrator(actor, KEEPER, parent), *_unit_reasons(facts, parent, None))
    unit = Unit(parent=parent, path=f"+{uuid4().hex}")
    _fill(unit, facts)
    unit.save()
    unit.path = f"{parent.path if parent else ''}{unit.pk}."
    if len(unit.path) > PATH_MAX:
        demand(Reason("too_deep", _("单位层级太深，请挂在更高一级的单位下。")))
    unit.save(update_fields=["path"])
    names = set_aliases(unit, aliases)
    audit.record(
        "org.add_unit", unit, actor=actor, body=_told(facts) | {"path": unit.path, "aliases": names}, number=str(unit)
    )
    return unit


@transaction.atomic
def change_unit(
    *,
    actor: Account | None,
    unit: Unit,
    facts: UnitFacts,
    aliases: Iterable[str],
    shown: Iterable[str] | None = None,
) -> Unit:
    """Correct or rename a unit. Its old names stay known as aliases, since older documents use them. `shown`: the aliases
    that the actor saw; those learned from documents since then stay."""
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    facts = facts.stripped()
    demand(*not_administrator(actor, KEEPER, unit), *_unit_reasons(facts, unit.parent, unit))
    was = {unit.name, unit.short_name} - {facts.name, facts.short_name, ""}
    before = _told(_facts_of(unit))
    _fill(unit, facts)
    unit.save()
    names = set_aliases(unit, aliases, kept=was, shown=shown)
    body = {"before": before, "after": _told(facts), "aliases": names}
    event = audit.record("org.change_unit", unit, actor=actor, body=body, number=str(unit))
    if (before["name"], before["short_name"]) != (facts.name, facts.short_name):
        # One job a renaming: a job that already runs may have passed rows that hold the newer name.
        for path in settings.RENAMED:
            jobs.start(import_string(path), key=f"{path}.{event.seq}", unit=unit.pk)
    return unit


@transaction.atomic
def move_unit(*, actor: Account | None, unit: Unit, parent: Unit | None) -> Unit:
    """Hang a unit, with all below it, under another; the paths of the whole subtree change in one statement."""
    # In the order of their keys: of two moves that would hang each under the other, the second sees the first.
    wanted = [unit.pk, *([parent.pk] if parent else [])]
    held = {row.pk: row for row in Unit.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")}
    unit, parent = held[unit.pk], held[parent.pk] if parent else None
    demand(*not_administrator(actor, KEEPER, unit), *not_administrator(actor, KEEPER, parent))
    if parent and parent.path.startswith(unit.path):
        demand(Reason("own_subtree", _("不能把单位移到它自己的下级里。")))
    demand(*_unit_reasons(_facts_of(unit), parent, unit))
    old, new = unit.path, f"{parent.path if parent else ''}{unit.pk}."
    below = Unit.objects.filter(path__startswith=old)
    deepest = max(len(path) for path in below.values_list("path", flat=True))
    if deepest - len(old) + len(new) > PATH_MAX:
        demand(Reason("too_deep", _("单位层级太深，请挂在更高一级的单位下。")))
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    for path in settings.MOVED:
        import_string(path)(unit=unit.pk, before=old, after=new)
    unit.refresh_from_db()
    audit.record("org.move_unit", unit, actor=actor, body={"from": old, "to": new}, number=str(unit))
    return unit


@transaction.atomic
def close_unit(*, actor: Account | None, unit: Unit, successor: Unit | None, why: str) -> Unit:
    """Close a unit for good, naming who took over. Its grants stop counting; its duties stay until they are handed on."""
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    found = not_administrator(actor, KEEPER, unit)
    found += blank("why", why, _("请写明撤并依据，例如机构改革文件的文号。"))
    if not unit.active:
        found.append(Reason("already_closed", _("%(unit)s已经撤销。"), {"unit": unit}))
    if open_below := list(unit.children.filter(active=True)[:3]):
        found.append(
            Reason("units_below", _("下面还有在用的单位：%(units)s。请先移走或撤销它们。"), {"units": open_below})
        )
    if successor and (successor.pk == unit.pk or not successor.active):
        found.append(Reason("successor", _("承接单位应当是另一个在用的单位。")))
    demand(*found)
    unit.active, unit.successor = False, successor
    unit.save(update_fields=["active", "successor"])
    body = {"successor": successor.pk if successor else None, "why": why.strip()}
    audit.record("org.close_unit", unit, actor=actor, body=body, number=str(unit))
    return unit


@transaction.atomic
def add_person(*, actor: Account | None, name: str, unit: Unit, title: str, phone: str = "") -> Person:
    """A new person with a first post. The telephone number is kept out of the log."""
    demand(*not_administrator(actor, KEEPER, unit), *blank("name", name, _("请填写姓名。")))
    person = Person.objects.create(name=name.strip(), phone=phone.strip())
    _appoint(person, unit, title, None)
    body = {"name": person.name, "unit": unit.pk, "title": title.strip()}
    audit.record("org.add_person", person, actor=actor, body=body, number=person.name)
    return person


@transaction.atomic
def change_person(
    *, actor: Account | None, person: Person, name: str, phone: str = "", active: bool = True, why: str = ""
) -> Person:
    """Correct a person's name or telephone number, or let the person count as gone. Duties in the person's name stay until
    they are handed on."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    found = not_of_role(actor, KEEPER) or not_of_person(actor, KEEPER, person)
    found += blank("name", name, _("请填写姓名。"))
    if active != person.active:
        found += blank("why", why, _("请写明停用或者恢复的理由。"))
    if not active and Account.objects.filter(person=person, is_active=True).exists():
        found.append(Reason("active", _("%(person)s还有在用的账号，请先停用账号。"), {"person": person}))
    demand(*found)
    before, phone_before = {"name": person.name, "active": person.active}, person.phone
    person.name, person.phone, person.active = " ".join(name.split()), phone.strip(), active
    person.save(update_fields=["name", "phone", "active"])
    after = {"name": person.name, "active": person.active}
    body = {"before": before, "after": after, "phone_changed": person.phone != phone_before, "why": why.strip()}
    event = audit.record("org.change_person", person, actor=actor, body=body, number=person.name)
    if before["name"] != person.name:
        for path in settings.PERSON_RENAMED:
            jobs.start(import_string(path), key=f"{path}.{event.seq}", person=person.pk)
    return person


@transaction.atomic
def appoint(*, actor: Account | None, person: Person, unit: Unit, title: str, since: date | None = None) -> Post:
    """Give a person a further post."""
    demand(*not_administrator(actor, KEEPER, unit), *not_of_person(actor, KEEPER, person))
    post = _appoint(person, unit, title, since)
    body = {"unit": unit.pk, "title": post.title, "since": post.since}
    audit.record("org.appoint", person, actor=actor, body=body, number=person.name)
    return post


@transaction.atomic
def end_post(*, actor: Account | None, post: Post, until: date | None = None) -> Post:
    """End a post, by default today; the last day is included."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    until = until or clock.today()
    found = not_administrator(actor, KEEPER, post.unit)
    if post.until:
        found.append(Reason("post_ended", _("这一职务已经在%(until)s结束。"), {"until": post.until}))
    if post.since and until < post.since:
        found.append(Reason("until_before_since", _("结束日期早于开始日期%(since)s。"), {"since": post.since}))
    demand(*found)
    post.until = until
    post.save(update_fields=["until"])
    body = {"unit": post.unit_id, "title": post.title, "until": until}
    audit.record("org.end_post", post.person, actor=actor, body=body, number=post.person.name)
    return post


def _appoint(person: Person, unit: Unit, title: str, since: date | None) -> Post:
    found = blank("title", title, _("请填写职务。"))
    if not unit.active:
        found.append(Reason("unit_closed", _("%(unit)s已经撤销。"), {"unit": unit}))
    demand(*found)
    return Post.objects.create(person=person, unit=unit, title=title.strip(), since=since)


def _unit_reasons(facts: UnitFacts, parent: Unit | None, unit: Unit | None) -> list[Reason]:
    found = blank("name", facts.name, _("请填写单位名称。"))
    if parent and not parent.active:
        found.append(Reason("unit_closed", _("%(unit)s已经撤销。"), {"unit": parent}))
    same = Unit.objects.filter(parent=parent, name=facts.name)
    if (same.exclude(pk=unit.pk) if unit else same).exists():
        found.append(Reason("name_taken", _("同一上级下已经有“%(name)s”。"), {"name": facts.name}))
    if facts.tile:
        there = Unit.objects.filter(active=True, tile_x=facts.tile[0], tile_y=facts.tile[1])
        if taken := (there.exclude(pk=unit.pk) if unit else there).first():
            found.append(Reason("tile_x", _("地图上的这一格已经是%(unit)s，请另选一格。"), {"unit": taken}))
        if not all(0 <= place < TILES for place in facts.tile):
            found.append(Reason("tile_x", _("地图的行和列从0到%(last)s。"), {"last": TILES - 1}))
    if facts.credit_code and not CREDIT_CODE.fullmatch(facts.credit_code):
        found.append(Reason("credit_code", _("统一社会信用代码应为18位数字和大写字母（不含I、O、S、V、Z）。")))
    return found


def _fill(unit: Unit, facts: UnitFacts) -> None:
    unit.name, unit.short_name, unit.kind = facts.name, facts.short_name, facts.kind
    unit.level, unit.credit_code = facts.level, facts.credit_code
    unit.tile_x, unit.tile_y = facts.tile or (None, None)


def _facts_of(unit: Unit) -> UnitFacts:
    tile = None if unit.tile_x is None or unit.tile_y is None else (unit.tile_x, unit.tile_y)
    return UnitFacts(unit.name, unit.short_name, UnitKind(unit.kind), unit.level, unit.credit_code, tile)


def _told(facts: UnitFacts) -> dict[str, object]:
    return asdict(facts) | {"kind": str(facts.kind.value)}
