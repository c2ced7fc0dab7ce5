"""What the story of the demo ledger is told in: inspections, and tasks with their lists, milestones, reports and steps.

Every day counts from the day the demo is loaded: 0 is that day, -30 a month before it.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar, cast

from bihuan.demo.documents.entries import Entry, due, entry_of, fill

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the loop, by its name there. Which fields a step needs is the loop's to say. `reopen` counts milestones
    from 1."""

    day: int
    do: str
    text: str = ""
    number: str = ""
    minutes: str = ""
    reason: str = ""
    verifiers: tuple[str, ...] = ()
    place: str = ""
    items: tuple[str, ...] = ()
    respond_by: int | None = None
    new_deadline: int | None = None
    stage_results: str = ""
    unannounced: bool = False
    reopen: tuple[int, ...] = ()
    scope: str = ""
    target: str = ""
    unit: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """Where tasks come from; `id` is the text file of their entries, `opening` the steps every task of it went."""

    id: str
    number: str
    name: str
    level: str
    type: str
    round: str
    team: str
    entered: int
    left: int
    feedback: int
    workflow: str
    problem_level: str
    opening: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """Numbers with a target, or a criterion to be judged."""

    name: str
    baseline: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure of the entry costs in 万元, when it is due, and which causes (from 1) it removes."""

    budget: Decimal
    due: int
    causes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund line in 万元; `measure` counts from 1, 0 is for the whole task."""

    source: str
    amount: Decimal
    allocated: Decimal
    paid: Decimal
    document: str
    measure: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """`weight` in percent, `days` in working days; `verified` is None while it is open."""

    name: str
    weight: int
    days: int
    due: int
    verified: int | None = None


@dataclass(frozen=True, slots=True)
class Recurring:
    """A milestone that comes again `every` quarter or year while a task is in 长期坚持; `due` is the next one."""

    name: str
    every: str
    due: int


@dataclass(frozen=True, slots=True)
class Report:
    day: int
    percent: int
    text: str
    difficulties: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Photos:
    """A pair of drawn pictures of one place; `before` and `after` are the days they were taken."""

    scene: str
    before: int
    after: int
    caption_before: str
    caption_after: str


@dataclass(frozen=True, slots=True)
class Material:
    """A paper of the closure file that every application brings."""

    kind: str
    caption: str
    criterion: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something handed in on a day. `scene` and `side` where it is a picture to be drawn."""

    day: int
    kind: str
    caption: str
    criterion: str = ""
    scene: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class TaskStory:
    """What became of the entry `source` names (`plan:4`); `state` is where the task stands today. `joint` are the units,
    by their short names, that accept it beside the entry's (会同验收)."""

    source: str
    title: str
    state: str
    progress: str
    leader: str
    causes: tuple[Cause, ...]
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...]
    funds: tuple[Fund, ...]
    milestones: tuple[Milestone, ...]
    reports: tuple[Report, ...]
    steps: tuple[Step, ...]
    recurring: tuple[Recurring, ...] = ()
    photos: Photos | None = None
    deadline_day: int | None = None
    no_funds_needed: bool = False
    rebound: bool = False
    joint: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()

    @property
    def entry(self) -> Entry:
        """Its wording, units and deadline."""
        return entry_of(self.source)

    def deadline(self, today: date) -> date | None:
        """The day its wording means; `deadline_day` where that is 立行立改 and names none."""
        if self.deadline_day is not None:
            return today + timedelta(days=self.deadline_day)
        return due(self.entry.deadline, today).day

    @property
    def inspection_id(self) -> str:
        return self.source.partition(":")[0]

    def day_of(self, step: str) -> int | None:
        """The last day on which a step was done, None where it was not."""
        return max((s.day for s in self.steps if s.do == step), default=None)


@dataclass(frozen=True, slots=True)
class Story:
    inspections: tuple[Inspection, ...]
    materials: tuple[Material, ...]
    tasks: tuple[TaskStory, ...]

    def dated(self, today: date) -> "Story":
        """The same story with the days in its texts written out."""
        return _dated(self, today)

    def inspection_of(self, task: TaskStory) -> Inspection:
        return next(i for i in self.inspections if i.id == task.inspection_id)

    def steps_of(self, task: TaskStory) -> tuple[Step, ...]:
        """Every step of a task in order, from the hand-over on."""
        return (*self.inspection_of(task).opening, *task.steps)

    def evidence_of(self, task: TaskStory) -> tuple[Evidence, ...]:
        """What was handed in, in order of days: the pictures, and the papers of each application the day before it."""
        found = []
        if photos := task.photos:
            before, after = photos.caption_before, photos.caption_after
            found += [
                Evidence(photos.before, "photo_before", before, scene=photos.scene, side="before"),
                Evidence(photos.after, "photo_after", after, scene=photos.scene, side="after"),
            ]
        for step in task.steps:
            if step.do == "apply_for_closure":
                found += [Evidence(step.day - 1, m.kind, m.caption, m.criterion) for m in self.materials]
        return tuple(sorted(found, key=lambda evidence: evidence.day))


def _dated(value: T, today: date) -> T:
    if isinstance(value, str):
        return cast(T, fill(value, today))
    if isinstance(value, tuple):
        return cast(T, tuple(_dated(part, today) for part in value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _dated(getattr(value, f.name), today) for f in fields(value)})
    return value
