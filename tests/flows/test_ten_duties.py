"""十个“每” over the ledger: judged as the log tells, counted as they are listed, seen by whom they concern."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.audit import services as audit
from bihuan.casework import services as casework
from bihuan.core.codes import DutyRole, EvidenceKind, State
from bihuan.core.tenduties import TEN_DUTIES, Verdict
from bihuan.ledger import duties
from bihuan.ledger.models import Task
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account, Unit
from bihuan.platform import clock
from bihuan.supervision import judging
from bihuan.supervision.models import Judgement
from bihuan.supervision.queries import Asked, Matrix, Records, scope
from tests.flows.walk import Walk
from tests.intaking import store
from tests.world import World, make_problem, make_task

__all__ = ["store"]
pytestmark = pytest.mark.django_db


def viewer(world: World, who: str = "office") -> Viewer:
    return viewer_for(Account.objects.get(pk=world.accounts[who].pk))


def verdict(task: Task, number: int) -> Verdict:
    return Verdict(Judgement.objects.get(task=task).verdicts[number - 1])


def codes(task: Task, number: int) -> set[str]:
    findings = Judgement.objects.get(task=task).findings
    return {reason["code"] for reason in findings.get(str(number), [])}


def swept(walk: Walk) -> Task:
    with walk.day():
        judging.sweep()
    return walk.task


def test_a_sweep_judges_every_task_once_and_then_only_what_the_log_tells_of(world: World) -> None:
    assert judging.sweep() == 1
    assert judging.sweep() == 0
    assert verdict(world.task, 2) is Verdict.KEPT
    duties.end_duty(
        actor=world.accounts["office"],
        task=world.task,
        unit=world.units["water"],
        role=DutyRole.SUPERVISE,
        reason="调整",
    )
    assert judging.sweep() == 1
    assert codes(world.task, 2) == {"supervisor_missing"}


def test_time_alone_turns_a_judgement_on_its_day(world: World) -> None:
    judging.sweep()
    assert verdict(world.task, 4) is Verdict.KEPT
    assert world.task.deadline is not None
    days = (world.task.deadline - clock.today()).days
    with clock.fixed(clock.now() + timedelta(days=days + 1)):
        assert judging.sweep() == 1
    assert codes(world.task, 4) == {"overdue"}


def test_a_new_figure_makes_every_task_be_judged_anew(world: World, tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    judging.sweep()
    rule = 'key = "progress.tolerance"\nvalue = 5\nunit = "percent"\nbasis = "local"\nsource = "本办规定"\nlabel = "偏差"\n'
    (tmp_path / "rules.toml").write_text(f"[[rules]]\n{rule}", "utf-8")
    assert judging.sweep() == 1


def test_a_closed_unit_is_found_by_the_tasks_that_it_has_duties_on(world: World) -> None:
    judging.sweep()
    Unit.objects.filter(pk=world.units["water"].pk).update(active=False)
    assert judging.sweep() == 0
    audit.record("org.close_unit", world.units["water"], actor=world.accounts["system"], body={})
    assert judging.sweep() == 1
    assert codes(world.task, 2) == {"unit_closed"}


def test_a_plan_in_order_keeps_duties_3_and_8_and_a_changed_one_does_not(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    task = swept(walk)
    assert {number for number in TEN_DUTIES if verdict(task, number) is Verdict.KEPT} == {2, 3, 4, 7, 8}
    task.funds.all().delete()
    with walk.day():
        assert {found.number for found in judging.findings_of(task)} == {3, 8}


def test_the_name_of_an_inspection_is_told_to_nobody_who_does_not_see_it(world: World) -> None:
    asked = Asked(inspection=(world.inspection.number,))
    assert scope(viewer_for(world.accounts["lead"]), asked) == world.inspection.name
    assert world.inspection.name not in scope(viewer_for(world.accounts["stranger"]), asked)


def test_a_missed_report_is_told_of_the_task_and_of_its_unit_until_it_comes(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    owed = walk.task.clocks.get(start_event__startswith="period")
    walk.pass_days((owed.due_on - walk.today()).days + 1)
    task = swept(walk)
    assert codes(task, 4) >= {"report_missed"}
    assert codes(task, 7) == {"report_missed"}
    (record,) = Records(viewer(world), Asked(), TEN_DUTIES[7])
    assert record.unit == world.units["housing"]
    assert [one.task for one in record.tasks] == [task]
    with walk.day():
        casework.report_progress(
            task=task, actor=walk.account("lead"), period=f"{clock.today():%Y-%m}", text="在施工。", claimed_percent=Decimal(10)
        )  # fmt: skip
    assert verdict(swept(walk), 7) is Verdict.KEPT


def test_a_closed_task_keeps_its_quality_until_the_proof_is_gone_and_lacks_a_mechanism_until_it_is_there(
    world: World, store: None
) -> None:
    walk = Walk(world).to(State.CLOSED)
    task = swept(walk)
    assert verdict(task, 5) is Verdict.KEPT
    assert verdict(task, 2) is Verdict.NOT_APPLICABLE
    assert "mechanism_missing" in codes(task, 9)
    task.evidence.filter(kind=EvidenceKind.SITE_CHECK).update(withdrawn_at=clock.now())
    with walk.day():
        assert 5 in {found.number for found in judging.findings_of(task)}
        task.evidence.filter(kind=EvidenceKind.COMPLETION_REPORT).update(kind=EvidenceKind.MECHANISM)
        nine = [found for found in judging.findings_of(task) if found.number == 9]
    assert "mechanism_missing" not in {reason.code for found in nine for reason in found.reasons}


def test_a_closed_task_violates_duty_5_once_its_recheck_is_late(world: World, store: None) -> None:
    walk = Walk(world).to(State.CLOSED)
    assert codes(swept(walk), 5) == set()
    owed = walk.task.clocks.get(rule="recheck.first", stopped_on=None)
    walk.pass_days((owed.due_on - walk.today()).days)
    assert codes(swept(walk), 5) == set()
    walk.pass_days(1)
    assert codes(swept(walk), 5) == {"recheck_late"}
    assert "recheck_unplanned" not in codes(walk.task, 9)


def test_what_nothing_applies_to_is_never_counted(world: World) -> None:
    judging.sweep()
    cells = {cell.duty.number: cell for cell in Matrix(viewer(world), Asked()).total.cells}
    for number in (1, 6, 10):
        assert cells[number].verdict is Verdict.NOT_APPLICABLE
        assert cells[number].rate.percent is None


@pytest.fixture
def several(world: World) -> World:
    """A second task without supervisor, led by another county; a third that nobody leads; a problem without a task."""
    office = world.accounts["office"]
    other = make_problem("WT-2026-0002", world.inspection, world.units["other_county"], office)
    make_task("ZG-2026-0002", other, office, {DutyRole.LEAD: (world.units["other_county"], None)})
    make_task("ZG-2026-0003", other, office, {})
    make_problem("WT-2026-0004", world.inspection, world.units["county"], office)
    judging.sweep()
    return world


def test_each_figure_is_the_length_of_its_list(several: World) -> None:
    for who in ("office", "lead", "duty", "stranger", "leader", "assigned"):
        seen = viewer(several, who)
        matrix = Matrix(seen, Asked())
        for line in [*matrix.lines, matrix.total]:
            for cell in line.cells:
                asked = Asked(
                    unit=line.unit,
                    itself="itself=1" in cell.query,
                    led="led=0" not in cell.query,
                )
                assert len(list(Records(seen, asked, cell.duty))) == cell.violated, (who, line.name, cell.duty.number)
        for place, cell in enumerate(matrix.total.cells):
            assert cell.violated == sum(line.cells[place].violated for line in matrix.lines)


def test_a_county_sees_its_own_and_not_another_s(several: World) -> None:
    assert {line.name for line in Matrix(viewer(several, "stranger"), Asked()).lines} == {"白石县", "尚未明确牵头单位"}
    assert "白石县" not in {line.name for line in Matrix(viewer(several, "duty"), Asked()).lines}
    assert Matrix(viewer(several, "bare"), Asked()).lines == []
    found = Records(viewer(several, "duty"), Asked(unit=several.units["other_county"].pk), TEN_DUTIES[2])
    assert list(found) == []


def test_a_problem_without_a_task_violates_duty_2_for_those_who_see_all(several: World) -> None:
    listed = list(Records(viewer(several), Asked(led=False), TEN_DUTIES[2]))
    assert [record.number for record in listed] == ["WT-2026-0004", "ZG-2026-0003"]
    assert [reason.code for reason in listed[0].reasons] == ["problem_without_task"]


def test_an_inspection_limits_the_matrix(several: World) -> None:
    assert Matrix(viewer(several), Asked(inspection=("DC-1999-0001",))).lines == []
    limited = Matrix(viewer(several), Asked(inspection=(several.inspection.number,)))
    whole = Matrix(viewer(several), Asked())
    assert [line.cells for line in limited.lines] != []
    assert [(c.checked, c.violated) for c in limited.total.cells] == [
        (c.checked, c.violated) for c in whole.total.cells
    ]


def test_the_questions_asked_of_the_database_do_not_grow_with_the_tasks(world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            judging.sweep()
        return len(asked)

    few = cost()
    Judgement.objects.all().delete()
    office = world.accounts["office"]
    for n in range(10, 60):
        make_task(f"ZG-2026-{n:04}", world.problem, office, {DutyRole.LEAD: (world.units["water"], None)})
    assert cost() <= few + 2
