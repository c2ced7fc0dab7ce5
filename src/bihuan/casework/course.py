"""What the steps taken so far say: which attempt and round a task is in, and what still stands from them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.casework.models import Passage
from bihuan.ledger.models import Task
from bihuan.platform.prepared import Prepared, given_key


@dataclass(frozen=True, slots=True)
class Taken:
    """A step taken, as far as later steps depend on it."""

    step: str
    moved: bool
    on: date
    actor: int
    unit: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of a task in order.

    An attempt begins when closure is applied for; a round begins there too, and again when an objection is upheld or
    the notice withdrawn.
    A rebound ends the round that led to the closure: nothing of it counts any more.
    `round` counts rounds from 0 (none yet); `attempt` is the round in which the present attempt began.
    """

    taken: Sequence[Taken]

    @property
    def round(self) -> int:
        return sum(row.step in _ROUND for row in self.taken)

    @property
    def attempt(self) -> int:
        last = _last(self.taken, _ATTEMPT)
        return sum(row.step in _ROUND for row in self.taken[: last + 1])

    @property
    def self_checked(self) -> bool:
        return self._since("pass_self_check", _ATTEMPT)

    @property
    def reviewed(self) -> bool:
        return self._since("pass_review", _ATTEMPT)

    @property
    def site_passed(self) -> bool:
        return self._since("pass_site_check", _ROUND)

    @property
    def site_passed_by(self) -> int | None:
        last = _last(self.taken, {"pass_site_check"})
        return self.taken[last].actor if self.site_passed else None

    @property
    def dispute_open(self) -> bool:
        return self._since("dispute", {"rule_on_dispute"})

    @property
    def false_open(self) -> bool:
        return self._since("flag_false_rectification", {"settle_false_rectification"})

    @property
    def has_searches(self) -> bool:
        """Whether a search for the same was ever opened, as every rebound does."""
        return any(row.step in {"open_search", "find_rebound"} for row in self.taken)

    @property
    def upward_unanswered(self) -> int:
        """Reports to the level above that have no answer yet."""
        taken = [row.step for row in self.taken]
        return taken.count("report_upward") - taken.count("record_upward_answer")

    @property
    def submitted_by(self) -> int | None:
        last = _last(self.taken, {"submit_plan"})
        return self.taken[last].actor if last >= 0 else None

    @property
    def moved_on(self) -> date | None:
        """The day of the last step that changed the state: what follows cannot be older."""
        return max((row.on for row in self.taken if row.moved), default=None)

    def disputes_of(self, units: Collection[int]) -> int:
        return sum(row.step == "dispute" and row.unit in units for row in self.taken)

    def _since(self, step: str, starts: Collection[str]) -> bool:
        """Whether the last `step` came after the last of `starts`."""
        return _last(self.taken, {step}) > _last(self.taken, starts)


_ATTEMPT = frozenset({"apply_for_closure", "find_rebound"})
_ROUND = _ATTEMPT | {"uphold_objection", "withdraw_notice"}


_PASSAGES = Prepared(
    lambda: Passage.objects.filter(task=given_key("task")).values_list(
        "step", "from_state", "to_state", "on", "actor", "unit"
    )
)


def course_of(task: Task) -> Course:
    """The course of a task, in one query."""
    rows = _PASSAGES.rows(task=task.pk)
    return Course([Taken(step, before != after, on, actor, unit) for step, before, after, on, actor, unit in rows])


def _last(taken: Sequence[Taken], steps: Collection[str]) -> int:
    return max((place for place, row in enumerate(taken) if row.step in steps), default=-1)
