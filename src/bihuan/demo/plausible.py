"""Whether the story could have happened: its units and people exist, its lists agree, its steps follow the loop."""

from decimal import Decimal
from itertools import pairwise

from bihuan.core.codes import CauseType, FundSource, ProgressStatus, State
from bihuan.core.loop import workflow
from bihuan.demo.city import City, load_city
from bihuan.demo.pictures import SCENES
from bihuan.demo.records import DemoDataError
from bihuan.demo.timeline import Story, TaskStory

PLANNED = frozenset(State) - {State.CLAIM, State.DRAFTING}


def check(story: Story) -> None:
    """Raise DemoDataError for the first entry that could not have happened."""
    seen: set[str] = set()
    for task in story.tasks:
        where = f"story.toml task {task.source}"
        if task.source in seen:
            raise DemoDataError(where, "this entry is told twice")
        seen.add(task.source)
        if task.inspection_id not in {inspection.id for inspection in story.inspections}:
            raise DemoDataError(where, f"no inspection is called {task.inspection_id}")
        _check_names(task, load_city(), where)
        _check_codes(task, where)
        _check_lists(task, where)
        _check_days(task, story, where)
        reached = replay(task, story)
        if reached.value != task.state:
            raise DemoDataError(where, f"its steps lead to {reached.value}, not to {task.state}")


def replay(task: TaskStory, story: Story) -> State:
    """The state a task reaches by its steps. Raises DemoDataError at a step that is impossible where it stands."""
    flow, state = workflow(story.inspection_of(task).workflow), State.CLAIM
    for step in story.steps_of(task):
        where = f"story.toml task {task.source} {step.do} on day {step.day}"
        known = flow.step(step.do)
        if known.comment_required and not step.text:
            raise DemoDataError(where, "the loop wants a reason in words")
        if state not in known.from_states:
            allowed = ", ".join(s.value for s in known.from_states)
            raise DemoDataError(where, f"not possible in {state.value}, only in {allowed}")
        state = known.target(state)
    return state


def _check_names(task: TaskStory, city: City, where: str) -> None:
    entry = task.entry
    for name, _ in entry.units:
        city.unit_named(name)
    for person in (task.leader, *entry.persons):
        city.person(person)
    working = {city.unit_named(name).id for name in (*entry.responsible, *entry.assist)}
    if working & {city.unit_named(name).id for name in task.joint}:
        raise DemoDataError(where, "a unit that does the work would accept it")
    for step in task.steps:
        units = {city.person(person).unit for person in step.verifiers}
        if step.verifiers and (len(units) < 2 or units & working):
            raise DemoDataError(where, "two verifiers of different units are wanted, none of a unit that does the work")


def _check_codes(task: TaskStory, where: str) -> None:
    wanted = {
        "state": (task.state, {s.value for s in State}),
        "progress": (task.progress, {s.value for s in ProgressStatus} | {"ahead", ""}),
        **{f"cause {i}": (c.type, {t.value for t in CauseType}) for i, c in enumerate(task.causes, 1)},
        **{f"fund {i}": (f.source, {s.value for s in FundSource}) for i, f in enumerate(task.funds, 1)},
    }
    if task.photos:
        wanted["scene"] = (task.photos.scene, set(SCENES))
    for field, (value, known) in wanted.items():
        if value not in known:
            raise DemoDataError(where, f"{field} {value!r} is not known; known: {', '.join(sorted(known))}")


def _check_lists(task: TaskStory, where: str) -> None:
    if task.measures and len(task.measures) != len(task.entry.measures):
        raise DemoDataError(
            where, f"the entry has {len(task.entry.measures)} measures, here stand {len(task.measures)}"
        )
    causes = set(range(1, len(task.causes) + 1))
    for index, measure in enumerate(task.measures, 1):
        if not measure.causes or not set(measure.causes) <= causes:
            raise DemoDataError(where, f"measure {index} must name causes from 1 to {len(causes)}")
    if task.measures and {c for m in task.measures for c in m.causes} != causes:
        raise DemoDataError(where, "a cause has no measure")
    if task.milestones and sum(m.weight for m in task.milestones) != 100:
        raise DemoDataError(where, f"the weights add up to {sum(m.weight for m in task.milestones)}, not 100")
    for fund in task.funds:
        if not Decimal(0) <= fund.paid <= fund.allocated <= fund.amount:
            raise DemoDataError(where, f"fund {fund.source}: paid must not exceed allocated, nor allocated the amount")
        if not 0 <= fund.measure <= len(task.measures):
            raise DemoDataError(where, f"fund {fund.source}: there is no measure {fund.measure}")
    missing = sum((m.budget for m in task.measures), Decimal(0)) - sum((f.amount for f in task.funds), Decimal(0))
    if State(task.state) in PLANNED and missing > 0:
        raise DemoDataError(where, f"the funds lack {missing} 万元 of the budget")


def _check_days(task: TaskStory, story: Story, where: str) -> None:
    days = [step.day for step in story.steps_of(task)]
    if any(later < earlier for earlier, later in pairwise(days)) or (days and days[-1] > 0):
        raise DemoDataError(where, "the steps must stand in order of their days, none after today")
    if any(later.due < earlier.due for earlier, later in pairwise(task.milestones)):
        raise DemoDataError(where, "the milestones must stand in order of their days")
    approved = max((step.day for step in story.steps_of(task) if step.do == "approve_plan"), default=1)
    applied = task.day_of("apply_for_closure")
    for milestone in task.milestones:
        if milestone.verified is not None and not approved <= milestone.verified <= 0:
            raise DemoDataError(where, f"{milestone.name} must be verified between the plan's approval and today")
        if applied is not None and (milestone.verified is None or milestone.verified >= applied):
            raise DemoDataError(where, f"{milestone.name} must be verified before closure is applied for")
    if any(report.day > 0 for report in task.reports):
        raise DemoDataError(where, "no report can be of a day after today")
