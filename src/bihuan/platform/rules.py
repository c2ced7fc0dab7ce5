"""The rules and the calendar of this office: the packaged packs it chose, its own figures, its own days."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bihuan.core import rulepack, workdays
from bihuan.core.clocks import check_anchors
from bihuan.core.rulepack import RulePack
from bihuan.core.workdays import Calendar
from bihuan.platform.models import OfficeYear


def pack() -> RulePack:
    """National figures, overlaid by the packs named in the settings and by the office's own `rules.toml`.

    Raises RulePackError when the office's file is badly written: a figure is never guessed.
    """
    own = Path(settings.HOME) / "rules.toml"
    changed = own.stat().st_mtime_ns if own.is_file() else 0
    return _overlaid(tuple(settings.RULE_PACKS), own, changed)


@lru_cache(maxsize=4)
def _overlaid(names: tuple[str, ...], own: Path, changed: int) -> RulePack:
    chosen = rulepack.load(*names)
    if changed:
        chosen = chosen.overlay(rulepack.parse(own.read_bytes(), "office"))
    check_anchors(chosen)
    return chosen


def calendar() -> Calendar:
    """Published holidays, overlaid by the office's own days; a year is known beyond the published ones when the office
    has entered it and every year between."""
    entered = {row.year: row.days for row in OfficeYear.objects.all()}
    days = {date.fromisoformat(day): bool(works) for listed in entered.values() for day, works, _note in listed}
    until = workdays.calendar().known_until.year
    while until + 1 in entered:
        until += 1
    return workdays.calendar(days, until if entered else None)
