"""The story of the demo ledger could have happened: every state occurs, the lists agree, the days leave room for the law."""

import copy
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bihuan.core import fivelists, schedule
from bihuan.core.codes import DutyRole, EvidenceKind, FundSource, ProgressStatus, State
from bihuan.core.progress import Mark, actual, planned, status
from bihuan.core.reasons import errors
from bihuan.core.rulepack import load
from bihuan.core.workdays import add_working_days, calendar
from bihuan.demo.city import load_city
from bihuan.demo.pictures import SCENES
from bihuan.demo.plausible import replay
from bihuan.demo.records import DemoDataError, read_toml
from bihuan.demo.story import load_story, story_from
from bihuan.demo.timeline import TaskStory

# Days on which the weeks before or after hold 春节, 国庆, the turn of a year, or a year without announced holidays.
TODAYS = [
    date(2026, 11, 21),
    date(2026, 3, 2),
    date(2026, 10, 9),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 6, 30),
]
STORY = load_story()
TASKS = {task.source: task for task in STORY.tasks}
PLANNED = [task for task in STORY.tasks if task.state not in ("claim", "drafting")]
PACK = load()

by_source = pytest.mark.parametrize("task", STORY.tasks, ids=list(TASKS))
planned_by_source = pytest.mark.parametrize("task", PLANNED, ids=[task.source for task in PLANNED])
on_any_day = pytest.mark.parametrize("today", TODAYS, ids=str)


@pytest.fixture
def raw() -> dict[str, Any]:
    return copy.deepcopy(read_toml("story.toml"))


def marks(task: TaskStory, today: date) -> list[Mark]:
    def day(offset: int | None) -> date | None:
        return None if offset is None else today + timedelta(days=offset)

    return [Mark(today + timedelta(days=m.due), Decimal(m.weight), day(m.verified)) for m in task.milestones]


def five_lists(task: TaskStory, today: date) -> fivelists.FiveLists:
    entry, city = task.entry.on(today), load_city()
    deadline = task.deadline(today)
    assert deadline is not None
    approved = today + timedelta(days=STORY.inspection_of(task).opening[-1].day)
    rows = [schedule.Milestone(str(i), m.name, m.days) for i, m in enumerate(task.milestones)]
    closure = schedule.Closure.of(PACK, approved)
    until = schedule.backward(deadline, approved, schedule.in_sequence(rows), closure, calendar()).work_must_end
    person = city.person(entry.persons[0]).name
    roles = [DutyRole.LEAD, *[DutyRole.DUTY] * (len(entry.responsible) - 1)]
    return fivelists.FiveLists(
        causes=[fivelists.Cause(str(i), c.text) for i, c in enumerate(task.causes, 1)],
        goals=[fivelists.Goal(i.name, i.target, i.unit, i.criterion) for i in task.indicators],
        measures=[
            fivelists.Measure(
                key=str(index),
                text=text,
                causes=frozenset(map(str, measure.causes)),
                unit=entry.responsible[0],
                due=today + timedelta(days=measure.due),
                budget=measure.budget,
            )
            for index, (text, measure) in enumerate(zip(entry.measures, task.measures, strict=True), 1)
        ],
        funds=[
            fivelists.FundLine(
                FundSource(f.source), f.amount, f.allocated, f.paid, f.document, str(f.measure) if f.measure else None
            )
            for f in task.funds
        ],
        no_funds_needed=task.no_funds_needed,
        responsibilities=[
            fivelists.Responsibility(name, role, person) for name, role in zip(entry.responsible, roles, strict=True)
        ],
        deadline=deadline,
        milestones=[
            fivelists.Milestone(m.name, mark.due, mark.weight)
            for m, mark in zip(task.milestones, marks(task, today), strict=True)
        ],
        goal_text=entry.goal,
        work_must_end=until,
    )


def test_about_forty_tasks_stand_in_every_state_at_least_twice() -> None:
    states = Counter(task.state for task in STORY.tasks)
    assert 40 <= len(STORY.tasks) <= 50
    assert set(states) == {state.value for state in State}
    assert min(states.values()) >= 2


def test_every_task_of_the_plan_and_of_the_letter_has_its_story() -> None:
    assert {f"plan:{n}" for n in range(1, 33)} | {f"assignment:{n}" for n in range(1, 9)} < set(TASKS)


def test_a_dated_story_has_no_day_left_to_write_out() -> None:
    assert "{y" in repr(STORY)
    dated = STORY.dated(date(2026, 11, 21))
    assert "{" not in repr(dated)
    assert "临政函〔2026〕36号" in repr(dated)
    assert [task.state for task in dated.tasks] == [task.state for task in STORY.tasks]


def test_every_kind_of_trouble_is_told() -> None:
    done = Counter(step.do for task in STORY.tasks for step in task.steps)
    for step in ("dispute", "return_plan", "return", "object_to_notice", "uphold_objection", "dismiss_objection"):
        assert done[step], step
    for step in ("request_extension", "flag_false_rectification", "start_long_term", "start_recheck"):
        assert done[step], step
    assert done["find_rebound"] == len([task for task in STORY.tasks if task.rebound]) == 2
    open_objections = [t for t in STORY.tasks if t.state == "notice" and t.steps[-1].do == "object_to_notice"]
    assert open_objections


def test_tasks_are_overdue_behind_and_ahead() -> None:
    told = Counter(task.progress for task in STORY.tasks)
    assert told["overdue"] >= 2
    assert told["behind"] >= 2
    assert told["ahead"] >= 2


@by_source
def test_its_steps_lead_to_its_state(task: TaskStory) -> None:
    assert replay(task, STORY) == task.state


@on_any_day
@by_source
def test_its_progress_is_what_its_milestones_say(task: TaskStory, today: date) -> None:
    if not task.progress:
        return
    shares = marks(task, today)
    planned_share, actual_share = planned(shares, today), actual(shares, today)
    found = status(State(task.state), task.deadline(today), planned_share, actual_share, today, Decimal(0))
    assert found == (ProgressStatus.ON_SCHEDULE if task.progress == "ahead" else task.progress)
    assert (actual_share > planned_share) == (task.progress == "ahead") or task.progress != "on_schedule"


@on_any_day
@planned_by_source
def test_its_five_lists_could_be_approved(task: TaskStory, today: date) -> None:
    standards = fivelists.Standards.on(PACK, today)
    assert [reason.text() for reason in errors(fivelists.check(five_lists(task, today), standards))] == []


def test_the_lists_that_should_fail_fail_for_the_reason_told() -> None:
    failing = [task for task in STORY.tasks if task.fails]
    assert failing
    for task in failing:
        found = fivelists.check(five_lists(task, TODAYS[0]), fivelists.Standards.on(PACK, TODAYS[0]))
        assert {reason.code for reason in errors(found)} == set(task.fails)


@on_any_day
def test_objections_come_within_the_notice_and_signatures_after_it(today: date) -> None:
    days = PACK.get("notice.days", on=today).whole
    for task in STORY.tasks:
        started = task.day_of("start_notice")
        if started is None:
            continue
        ends = add_working_days(today + timedelta(days=started), days, calendar(), inclusive=True).date
        objected, signed = task.day_of("object_to_notice"), task.day_of("sign_closure")
        assert objected is None or today + timedelta(days=objected) <= ends, task.source
        assert signed is None or today + timedelta(days=signed) > ends, task.source
        assert task.state != "notice" or today <= ends, task.source


def test_an_extension_is_asked_for_in_time() -> None:
    task = TASKS["film:2"]
    asked, deadline = task.day_of("request_extension"), task.deadline(TODAYS[0])
    assert asked is not None
    assert deadline is not None
    before = PACK.get("extension.ask_before", on=TODAYS[0]).whole
    assert TODAYS[0] + timedelta(days=asked + before) <= deadline


def test_whoever_accepts_supervises_or_rectifies_has_somebody_to_act() -> None:
    city = load_city()
    staffed = {person.unit for person in city.people}
    for task in STORY.tasks:
        entry = task.entry
        for name in (entry.responsible[0], entry.supervise, entry.accept):
            assert city.unit_named(name).id in staffed, f"{task.source}: nobody at {name}"


def test_an_application_for_closure_brings_every_material_the_rules_want() -> None:
    required = set(PACK.get("closure.materials", on=TODAYS[0]).phrases)
    criteria = set(PACK.get("closure.criteria", on=TODAYS[0]).phrases)
    for task in STORY.tasks:
        applied = task.day_of("apply_for_closure")
        if applied is None:
            continue
        handed_in = [e for e in STORY.evidence_of(task) if e.day <= applied]
        assert required <= {e.kind for e in handed_in}, task.source
        assert criteria <= {e.criterion for e in handed_in}, task.source
        assert {e.kind for e in handed_in} <= {kind.value for kind in EvidenceKind}


def test_pictures_before_were_taken_before_pictures_after() -> None:
    pairs = [task.photos for task in STORY.tasks if task.photos]
    assert len(pairs) >= 30
    assert all(pair.before < pair.after <= 0 for pair in pairs)
    assert {pair.scene for pair in pairs} <= set(SCENES)


def test_a_recurring_milestone_is_set_for_every_task_in_long_term_care() -> None:
    for task in STORY.tasks:
        assert bool(task.recurring) == (task.state == "long_term"), task.source
        assert all(r.every in ("quarter", "year") and r.due > 0 for r in task.recurring)


@pytest.mark.parametrize(
    ("source", "fields", "said"),
    [
        ("plan:4", {"state": "closed"}, "its steps lead to rectifying, not to closed"),
        ("plan:4", {"source": "plan:99"}, "entries 1 to 32"),
        ("plan:4", {"leader": "nobody"}, "no person has the id nobody"),
        ("plan:4", {"measures": []}, "there is no measure 2"),
        ("plan:14", {"steps": [{"day": -9, "do": "close", "text": "好"}]}, "not possible in rectifying"),
        ("plan:4", {"steps": [{"day": 3, "do": "report_progress"}]}, "none after today"),
        ("plan:4", {"milestones": [{"name": "一", "weight": 90, "days": 3, "due": -4}]}, "add up to 90, not 100"),
        (
            "plan:4",
            {"milestones": [{"name": "一", "weight": 100, "days": 3, "due": -4, "verified": -300}]},
            "between the plan's approval and today",
        ),
        ("plan:4", {"funds": []}, "the funds lack 30820.00 万元"),
        ("plan:4", {"progress": "fine"}, "progress 'fine' is not known"),
        ("plan:4", {"title": 7}, "expected str, found 7"),
        ("plan:5", {"source": "plan:4"}, "this entry is told twice"),
        ("plan:7", {"joint": ["市住建局"]}, "a unit that does the work would accept it"),
        ("plan:4", {"funds": [{"source": "city", "amount": 3.5}]}, "write money as a string"),
    ],
)
def test_a_story_that_could_not_have_happened_is_refused_and_named(
    raw: dict[str, Any], source: str, fields: dict[str, Any], said: str
) -> None:
    next(task for task in raw["task"] if task["source"] == source).update(fields)
    with pytest.raises(DemoDataError, match=said):
        story_from(raw)


def test_a_verifier_of_a_unit_that_does_the_work_is_refused(raw: dict[str, Any]) -> None:
    task = next(task for task in raw["task"] if task["source"] == "plan:14")
    next(step for step in task["steps"] if step["do"] == "pass_site_check")["verifiers"] = ["tan", "ge"]
    with pytest.raises(DemoDataError, match="none of a unit that does the work"):
        story_from(raw)
