"""A deadline that was counted over a year without published holidays: marked, and counted again when they come."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.audit.models import Event
from bihuan.core.codes import Colour, ProgressStatus, State
from bihuan.core.workdays import calendar
from bihuan.ledger import clocks, holidays, services, terms
from bihuan.ledger.models import Task
from bihuan.ledger.terms import Terms, due_of
from bihuan.planning import summary
from bihuan.planning.models import Plan
from bihuan.platform import clock, rules
from bihuan.portal import projection
from bihuan.portal import services as portal
from bihuan.portal.models import PublicTask
from tests.flows.walk import Walk
from tests.world import World

pytestmark = pytest.mark.django_db
YEAR = calendar().known_until.year + 1


def counted(world: World, code: str = "P30WD", anchor: date = date(YEAR, 3, 1)) -> Task:
    due = due_of(code, "30个工作日内", anchor, Terms(rules.calendar(), rules.pack()))
    return services.record_task(
        actor=world.accounts["office"],
        problem=world.problem,
        deadline=due.day,
        deadline_text=due.wording,
        term=due.term or "",
        counted=due,
    )


def published(world: World, *rest: date) -> list[object]:
    days = [holidays.Day(day, works=False, note="休") for day in rest]
    return list(
        holidays.publish_year(year=YEAR, days=days, source="测试用放假通知", actor=world.accounts["office"])
    )  # fmt: skip


def test_a_deadline_counted_over_an_unknown_year_is_provisional_and_moves_with_the_holidays(world: World) -> None:
    task = counted(world)
    before = task.deadline
    assert before is not None
    assert task.deadline_provisional
    assert task in published(world, before)
    task.refresh_from_db()
    assert task.deadline is not None
    assert task.deadline > before
    assert (task.original_deadline, task.deadline_provisional) == (task.deadline, False)
    assert Event.objects.filter(action="ledger.recompute_deadline", subject_number=task.number).count() == 1


def test_holidays_that_do_not_touch_it_confirm_the_day(world: World) -> None:
    task = counted(world)
    before = task.deadline
    assert task not in published(world)
    task.refresh_from_db()
    assert (task.deadline, task.deadline_provisional) == (before, False)


def test_holidays_that_were_entered_wrongly_are_put_right_by_entering_the_year_again(world: World) -> None:
    task = counted(world)
    before = task.deadline
    assert before is not None
    running = clocks.start_clock(kind="claim", task=world.task, started_on=date(YEAR, 3, 1))
    claim = running.due_on
    assert len(published(world, before, claim)) == 2
    assert set(published(world)) == {task, running}
    task.refresh_from_db()
    running.refresh_from_db()
    assert (task.deadline, task.original_deadline, running.due_on) == (before, before, claim)


def test_a_deadline_set_by_a_decision_does_not_move_with_the_holidays(world: World) -> None:
    walk = Walk(world).to(State.CLOSED)
    due = due_of("P30WD", "30个工作日内", date(YEAR, 3, 1), Terms(rules.calendar(), rules.pack()))
    first = {"deadline": due.day, "original_deadline": due.day, "deadline_code": due.code}
    Task.objects.filter(pk=walk.task.pk).update(**first, counted_from=due.counted_from, deadline_provisional=True)
    walk.task.refresh_from_db()
    assert due.day is not None
    walk.start_recheck()
    assert not published(world, due.day), "a task that is rechecked counts as closed"
    agreed = walk.rebound().new_deadline
    assert not published(world, due.day)
    walk.task.refresh_from_db()
    assert (walk.task.deadline, walk.task.original_deadline) == (agreed, due.day)
    assert not walk.task.deadline_provisional


def test_a_deadline_that_came_after_the_problem_turns_overdue_by_itself(world: World) -> None:
    office = world.accounts["office"]
    task = services.record_task(actor=office, problem=world.problem)
    summary.sweep()
    last = clock.today() + timedelta(days=5)
    services.set_terms(actor=office, task=task, goal="出水达标", deadline=last)
    with clock.fixed(clock.now() + timedelta(days=3)):
        summary.sweep()
    with clock.fixed(clock.now() + timedelta(days=40)):
        summary.sweep()
    task.refresh_from_db()
    assert (task.progress, task.colour) == (ProgressStatus.OVERDUE, Colour.RED)


def test_a_deadline_that_was_given_as_a_day_is_never_provisional(world: World) -> None:
    task = counted(world, code=date(YEAR, 5, 1).isoformat())
    assert not task.deadline_provisional
    assert not terms.recompute(YEAR)


@pytest.mark.parametrize("page", ["casework:task", "planning:list", "planning:schedule", "ledger"])
def test_pages_say_that_a_deadline_is_provisional(world: World, client: Client, page: str) -> None:
    task = counted(world)
    client.force_login(world.accounts["office"])
    args = {"ledger": [], "planning:list": [task.number, "measures"]}.get(page, [task.number])
    address = reverse("ledger:tasks" if page == "ledger" else page, args=args)
    if page == "ledger":
        address += f"?q={task.number}"
    assert ">暂定<" in client.get(address).content.decode()
    Task.objects.filter(pk=task.pk).update(deadline_provisional=False)
    assert ">暂定<" not in client.get(address).content.decode()


@pytest.mark.parametrize("moved", [True, False])
def test_the_public_page_marks_a_provisional_deadline_until_the_holidays_come(
    world: World, client: Client, moved: bool
) -> None:
    task = counted(world)
    plan = Plan.objects.create(task=task, version=1, approved_version=1, approved_at=clock.now(), approval_no="甲")
    Task.objects.filter(pk=task.pk).update(state=State.RECTIFYING)
    portal.release_plan(number=task.number, actor=world.accounts["office"], summary="一座污水处理厂超标排放")
    pages = ["/public/", f"/public/tasks/{task.number}/"]
    assert all(">暂定<" in client.get(page).content.decode() for page in pages)
    assert client.get(f"/api/v1/public/tasks/{task.number}").json()["deadline_provisional"] is True
    assert plan.task.deadline is not None
    published(world, *([plan.task.deadline] if moved else []))
    projection.follow()
    task.refresh_from_db()
    assert PublicTask.objects.get().deadline == task.deadline
    assert not any(">暂定<" in client.get(page).content.decode() for page in pages)


def test_a_closed_task_keeps_the_day_that_it_was_measured_by(world: World) -> None:
    task = counted(world)
    Task.objects.filter(pk=task.pk).update(state="closed", closed_on=date(YEAR, 3, 2))
    assert task.deadline is not None
    assert task not in published(world, task.deadline)
