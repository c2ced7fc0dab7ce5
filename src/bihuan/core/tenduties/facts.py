"""What the ten duties are judged on: a task as it stands on a day, and the figures of the rule pack."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Self

from bihuan.core import fivelists
from bihuan.core.codes import Criterion, DutyRole, State
from bihuan.core.fivelists import FiveLists
from bihuan.core.progress import Mark
from bihuan.core.rulepack import RulePack

CLOSED = frozenset({State.CLOSED, State.RECHECK})
UNPLANNED = frozenset({State.CLAIM, State.DRAFTING})
WORKERS = (DutyRole.LEAD, DutyRole.DUTY)


@dataclass(frozen=True, slots=True)
class Party:
    """A unit with a live duty on the task; `unit` is a stable key, `name` what it is called."""

    unit: str
    name: str
    role: DutyRole
    person: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that the rectifying units owe by a day and have not given yet; a `period` makes it a progress report."""

    what: str
    due: date
    period: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work whose milestones are all verified, and how many files show its result."""

    name: str
    evidence: int


@dataclass(frozen=True, slots=True)
class Recheck:
    """The next recheck of a closed task, None when all of its cycle are done; `planned`: there is or was one at all."""

    due: date | None = None
    planned: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """A task as it stands on `day`."""

    day: date
    state: State
    deadline: date | None = None
    parties: tuple[Party, ...] = ()
    lists: FiveLists = field(default_factory=FiveLists)
    plan_version: int = 0
    approved_version: int = 0
    plan_due: date | None = None
    marks: tuple[Mark, ...] = ()
    work_start: date | None = None
    answers: tuple[Answer, ...] = ()
    done: tuple[Work, ...] = ()
    nodes_unverified: int = 0
    criteria: frozenset[Criterion] = frozenset()
    criteria_proven: frozenset[Criterion] = frozenset()
    false_rectification: bool = False
    rebounds: int = 0
    mechanism: bool = False
    recheck: Recheck = Recheck()

    @property
    def closed(self) -> bool:
        return self.state in CLOSED

    @property
    def late(self) -> tuple[Answer, ...]:
        """What was owed and is overdue; the last day itself is still in time."""
        return tuple(answer for answer in self.answers if answer.due < self.day)


@dataclass(frozen=True, slots=True)
class Standards:
    """The rule pack's figures that the duties are judged by on a day."""

    lists: fivelists.Standards
    tolerance: Decimal
    planned: str
    severe_misses: int

    @classmethod
    def on(cls, pack: RulePack, day: date) -> Self:
        return cls(
            lists=fivelists.Standards.on(pack, day),
            tolerance=pack.get("progress.tolerance", on=day).number,
            planned=pack.get("progress.planned", on=day).word,
            severe_misses=pack.get("ten_duties.missed_reports", on=day).whole,
        )


RULES = (
    "progress.tolerance",
    "progress.planned",
    "plan.weights_total",
    "plan.one_size_phrases",
    "ten_duties.missed_reports",
)
"""Keys of the figures, for pages that show where each comes from."""
