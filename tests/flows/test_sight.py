"""Who sees which task is kept in a table of its own: whatever happens to duties and units, it is what it is derived from."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bihuan.core.codes import DutyRole, GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.ledger import duties, sight
from bihuan.ledger.access import reached_as, visible_ids, visible_tasks
from bihuan.ledger.models import Duty, Sight, Task
from bihuan.org import services as org
from bihuan.org.access import Held, Viewer
from bihuan.org.models import Unit
from bihuan.web import installation
from tests import ledgering
from tests.examples import examples
from tests.ledgering import Town

pytestmark = pytest.mark.django_db
PLACES = st.integers(0, 5)
ROLES = st.sampled_from(list(DutyRole))
Tie = tuple[int, str, str | None]
"""A task, the path of a unit, and the duty that ties them; None for the region."""
Question = tuple[Viewer, DutyRole | None, str, tuple[Any, ...]]
"""Who asks, for which duty alone if for one, and the compiled query."""


@pytest.fixture
def town() -> Town:
    return ledgering.town()


def viewers(unit: Unit) -> list[Viewer]:
    scopes = (GrantScope.OWN, GrantScope.SUBTREE)
    return [Viewer(None, (Held(GrantRole.SUPERVISOR, scope, unit.pk, unit.path),)) for scope in scopes]


def tied(viewer: Viewer, role: DutyRole | None, ties: list[Tie]) -> set[int]:
    """The tasks of a viewer's units by the rule itself, or only those on which they hold this duty."""
    (held,) = viewer.held
    return {task for task, path, by in ties if (role is None or by == role) and held.reaches(path)}


def all_ties() -> list[Tie]:
    """Every task with each unit's path that it is tied to: by a live duty, or by nothing but its region."""
    regions = Task.objects.exclude(region=None).values_list("pk", "region__path")
    duties_now = Duty.objects.filter(until=None).values_list("task", "unit__path", "role")
    return [*duties_now, *((task, path, None) for task, path in regions)]


def questions(unit: Unit) -> list[Question]:
    """What each viewer of the unit may ask for: what it sees, by both queries, and what it is tied to by each duty."""
    asked: list[tuple[Viewer, DutyRole | None, QuerySet[Any, Any]]] = []
    for viewer in viewers(unit):
        asked += [(viewer, None, visible_tasks(viewer).values_list("pk")), (viewer, None, visible_ids(viewer))]
        for role in DutyRole:
            asked.append(
                (viewer, role, Task.objects.filter(reached_as(viewer, viewer.roles, {role})).values_list("pk"))
            )
    return [(viewer, role, *rows.order_by().query.sql_with_params()) for viewer, role, rows in asked]


def answered(asked: list[Question]) -> list[set[int]]:
    """What each of many queries finds, in one statement."""
    one = [f"SELECT {place}, found.* FROM ({sql}) found" for place, (_viewer, _role, sql, _params) in enumerate(asked)]  # noqa: S608  # queries that Django compiled; their values go as parameters
    sets: list[set[int]] = [set() for _ in asked]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one), [param for *_, params in asked for param in params])
        for place, pk in cursor.fetchall():
            sets[place].add(pk)
    return sets


class RandomOffice(RuleBasedStateMachine):
    """Tasks are recorded, handed over and taken away, and units move, in a transaction that is rolled back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.town = ledgering.town()
        other = ledgering.unit("白石县", self.town.city)
        self.units = [self.town.city, self.town.county, self.town.street, self.town.water, self.town.housing, other]
        self.tasks = [ledgering.task(self.town, lead=self.town.street, region=self.town.county)]
        self.questions: dict[tuple[int, str], list[Question]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def attempt(self, deed: Any, **how: Any) -> None:
        try:
            with transaction.atomic():
                deed(actor=self.town.office, reason="按职责", **how)
        except Refused:
            pass

    @rule(region=st.none() | PLACES, lead=st.none() | PLACES)
    def a_task_is_recorded(self, region: int | None, lead: int | None) -> None:
        places = {"region": region, "lead": lead}
        named = {name: None if place is None else self.units[place] for name, place in places.items()}
        self.tasks.append(ledgering.task(self.town, **named))  # type: ignore[arg-type]  # two units by name

    @rule(place=PLACES, role=ROLES, replace=st.booleans(), many=st.booleans())
    def a_duty_is_given(self, place: int, role: DutyRole, replace: bool, many: bool) -> None:
        handover = duties.Handover(self.units[place], role, replace=replace)
        self.attempt(duties.assign, tasks=self.tasks if many else self.tasks[-1:], handover=handover)

    @rule(place=PLACES, role=ROLES)
    def a_duty_ends(self, place: int, role: DutyRole) -> None:
        self.attempt(duties.end_duty, task=self.tasks[-1], unit=self.units[place], role=role)

    @rule(place=PLACES, under=st.none() | PLACES)
    def a_unit_moves(self, place: int, under: int | None) -> None:
        parent = None if under is None else Unit.objects.get(pk=self.units[under].pk)
        try:
            with transaction.atomic():
                org.move_unit(actor=None, unit=self.units[place], parent=parent)
        except Refused:
            pass

    @invariant()
    def everyone_sees_exactly_what_the_rule_says(self) -> None:
        assert sight.drift() == 0
        ties = all_ties()
        asked = [question for unit in Unit.objects.all() for question in self.questions_of(unit)]
        for (viewer, role, *_), found in zip(asked, answered(asked), strict=True):
            assert found == tied(viewer, role, ties)

    def questions_of(self, unit: Unit) -> list[Question]:
        """Compiled once for each place in the tree, for that takes longer than to answer them."""
        if (unit.pk, unit.path) not in self.questions:
            self.questions[unit.pk, unit.path] = questions(unit)
        return self.questions[unit.pk, unit.path]


def test_whatever_happens_everyone_sees_exactly_what_the_rule_says(db: None) -> None:
    run_state_machine_as_test(
        RandomOffice,
        settings=settings(
            max_examples=examples(40),
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


def test_the_check_finds_a_table_that_drifted_and_rebuilding_repairs_it(town: Town) -> None:
    ledgering.task(town, lead=town.water, region=town.street)
    rows = set(Sight.objects.values_list("unit", "task", "ties", "own"))
    assert sight.drift() == 0
    Sight.objects.filter(unit=town.water).update(ties=0)
    Sight.objects.filter(unit=town.county).delete()
    Sight.objects.create(unit=town.housing, task=Task.objects.get(), ties=1, own=1)
    assert sight.drift() == 4, "one row is missing, one too many, one false and so missing as well"
    assert "bihuan rebuild" in next(finding.text for finding in installation.findings() if "可见范围" in finding.text)
    assert sight.rebuild() == len(rows)
    assert set(Sight.objects.values_list("unit", "task", "ties", "own")) == rows
    assert sight.drift() == 0
