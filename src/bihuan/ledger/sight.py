"""Which units see which tasks: a table derived from duties, regions and the tree of units, so that the tasks of a city are
found, and a task is tested, by one look into an index.

It is renewed in the transaction of whatever changes one of the three. `drift` compares it with its definition.
"""

from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan

from bihuan.core.codes import DutyRole
from bihuan.platform.plans import among

REGION = 1
TIES = {DutyRole.LEAD: 2, DutyRole.DUTY: 4, DutyRole.ASSIST: 8, DutyRole.SUPERVISE: 16, DutyRole.ACCEPT: 32}
"""What each live duty counts for in `Sight.ties` and `Sight.own`, beside `REGION` for a task that lies in the unit."""
ANY_DUTY = sum(TIES.values())

_HELD = " ".join(f"WHEN '{role.value}' THEN {tie}" for role, tie in TIES.items())
_EVERY_TIE = (REGION, *TIES.values())


Units = Iterable[int] | RawSQL
"""Keys of units, or the place of such in a prepared query."""


def through(below: Units, itself: Units, ties: int = 0) -> Q:
    """The rows of `Sight` for units with all below them, and for units by themselves; `ties`: by one of these alone."""
    whole, alone = (units if isinstance(units, RawSQL) else sorted(units) for units in (below, itself))
    met = Q(GreaterThan(F("ties").bitand(ties), 0), unit__in=whole) if ties else Q(unit__in=whole)
    if not alone:
        return met
    own = GreaterThan(F("own").bitand(ties), 0) if ties else Q(own__gt=0)
    return Q(own, unit__in=alone) | met if whole else Q(own, unit__in=alone)


def duties(roles: Iterable[DutyRole]) -> int:
    """The ties of these roles; of any duty when none is named."""
    return sum(TIES[role] for role in set(roles)) or ANY_DUTY


@transaction.atomic
def renew(tasks: Collection[int]) -> None:
    """Derive these tasks anew. Every service that gives or ends a duty, or sets a region, calls it when that is written."""
    keys = among(tasks)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Whoever moves one of these units waits, and then moves this task with it.
            cursor.execute(
                f"SELECT 1 FROM org_unit WHERE id IN (SELECT unit FROM ({_held(keys.sql)}) held) ORDER BY id FOR SHARE",  # noqa: S608  # put together from constants of this module; values go as parameters
                keys.params * 2,
            )
        cursor.execute(f"DELETE FROM ledger_sight WHERE task_id IN ({keys.sql})", keys.params)  # noqa: S608  # put together from constants of this module; values go as parameters
        cursor.execute(_INTO + _defined(keys.sql), keys.params * 2)


@transaction.atomic
def unit_moved(*, unit: int, before: str, after: str) -> None:
    """A unit hangs elsewhere in the tree, its path changed: what it and those below it see, the units above it see too."""
    left, joined = ({int(pk) for pk in path.split(".") if pk} for path in (before, after))
    changed = sorted(left ^ joined)
    if not changed:
        return
    above, seen = ", ".join(map(str, changed)), "SELECT task_id FROM ledger_sight WHERE unit_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM ledger_sight WHERE unit_id IN ({above}) AND task_id IN ({seen})", [unit])  # noqa: S608  # `above` are keys made of integers, `seen` is a constant
        cursor.execute(_INTO + _defined(seen, above), [unit, unit])


@transaction.atomic
def rebuild() -> int:
    """Derive every task anew, and return how many rows there are; needed after rows were loaded in bulk."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_sight")
        cursor.execute(_INTO + _defined())
        return int(cursor.rowcount)


def drift() -> int:
    """How many rows are missing, false or too many."""
    kept = "SELECT unit_id, task_id, ties, own FROM ledger_sight"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE {_steps()}, defined AS ({_FOLDED}) SELECT "  # noqa: S608  # put together from constants of this module; values go as parameters
            f"(SELECT COUNT(*) FROM (SELECT * FROM defined EXCEPT {kept}) missing) + "
            f"(SELECT COUNT(*) FROM ({kept} EXCEPT SELECT * FROM defined) surplus)"
        )
        (rows,) = cursor.fetchone()
        return int(rows)


_INTO = "INSERT INTO ledger_sight (unit_id, task_id, ties, own) "


def _held(tasks: str = "") -> str:
    """Each unit's own ties to a task; `tasks` is a query for the keys of some."""
    region, duty = (f" AND {name} IN ({tasks})" if tasks else "" for name in ("id", "task_id"))
    return (
        f"SELECT id AS task, region_id AS unit, {REGION} AS tie FROM ledger_task WHERE region_id IS NOT NULL{region} "  # noqa: S608  # put together from constants of this module; values go as parameters
        f"UNION ALL SELECT task_id, unit_id, CASE role {_HELD} ELSE 0 END FROM ledger_duty WHERE until IS NULL{duty}"
    )


def _steps(tasks: str = "") -> str:
    return (
        f"held(task, unit, tie) AS ({_held(tasks)}), up(unit, above) AS (SELECT DISTINCT unit, unit FROM held "  # noqa: S608  # put together from constants of this module; values go as parameters
        "UNION ALL SELECT up.unit, org_unit.parent_id FROM up JOIN org_unit ON org_unit.id = up.above "
        "WHERE org_unit.parent_id IS NOT NULL)"
    )


def _folded(of_itself: bool) -> str:
    """The ties of several units put together, by sums that both databases know."""
    tie = "CASE WHEN up.above = up.unit THEN tie ELSE 0 END" if of_itself else "tie"
    return " + ".join(f"MAX({tie} & {one})" for one in _EVERY_TIE)


def _fold(above: str = "") -> str:
    only = f" WHERE up.above IN ({above})" if above else ""
    return (
        f"SELECT up.above, held.task, {_folded(False)}, {_folded(True)} "  # noqa: S608  # put together from constants of this module; values go as parameters
        f"FROM held JOIN up ON up.unit = held.unit{only} GROUP BY up.above, held.task"
    )


_FOLDED = _fold()


def _defined(tasks: str = "", above: str = "") -> str:
    """What the table must hold: of all tasks or of those of a query, for all units or for these keys."""
    return f"WITH RECURSIVE {_steps(tasks)} {_fold(above)}"
