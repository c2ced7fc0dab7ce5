"""Reading the loop: the steps that are open to a viewer and why not, what may be taken back, and what a receipt leads to."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bihuan.casework import rechecks
from bihuan.casework.facts import Gathered, gather
from bihuan.casework.models import Evidence, Objection
from bihuan.core.codes import State
from bihuan.core.facts import Limits
from bihuan.core.loop import Step, possible_steps, rights_against, standing_blockers, workflow
from bihuan.core.reasons import Reason
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing, facts_of
from bihuan.platform import clock, rules


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that leads on from here. `reasons` say why this viewer may not take it now; none: it is open."""

    step: Step
    reasons: tuple[Reason, ...]

    @property
    def open(self) -> bool:
        return not self.reasons

    @property
    def concerns_viewer(self) -> bool:
        """Whether it is the viewer's to take at all, now or later."""
        return not {reason.code for reason in self.reasons} & {"role_missing", "duty_missing"}


def open_steps(task: Task, standing: Standing) -> tuple[list[OpenStep], Gathered]:
    """The steps from the task's state in the order of the loop, each with what stands against it, and the facts.

    A step that is not the viewer's to take says only that: facts are gathered for the viewer's own steps alone.
    """
    state, today, acting = State(task.state), clock.today(), standing.acting
    possible = possible_steps(workflow(task.workflow), state)
    bare = facts_of(standing, Limits.on(rules.pack(), today))
    not_mine = {step.name: rights_against(step, acting, bare) for step in possible}
    gathered = gather(task, standing, [step for step in possible if not not_mine[step.name]])
    found = [
        OpenStep(
            step,
            tuple(not_mine[step.name] or standing_blockers(step, state, acting, gathered.facts, today=today)),
        )
        for step in possible
    ]
    return found, gathered


def withdrawable(task: Task, standing: Standing) -> QuerySet[Evidence]:
    """The evidence of the viewer's units that may still be taken back: not what a closure rests on."""
    mine = task.evidence.filter(withdrawn_at=None, unit__in=standing.units)
    since = rechecks.under_way_since(task)
    return mine.filter(added_at__gte=since) if since else mine


def objection_by_receipt(receipt: str) -> Objection | None:
    """The objection of a receipt number, for whoever holds it; blanks and small letters are forgiven."""
    return Objection.objects.filter(receipt=receipt.strip().upper().replace(" ", "")).first()
