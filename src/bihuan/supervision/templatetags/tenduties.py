"""The line on a task's page that says which of the ten duties it violates now."""

from dataclasses import dataclass

from django import template

from bihuan.core.reasons import Reason
from bihuan.core.tenduties import TEN_DUTIES, TenDuty
from bihuan.ledger.models import Task
from bihuan.supervision.judging import findings_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class Violated:
    duty: TenDuty
    reasons: tuple[Reason, ...]


@register.simple_tag
def duties_violated(task: Task) -> list[Violated]:
    """Judged on the spot, not as last swept: what was put right a moment ago is gone."""
    return [Violated(TEN_DUTIES[found.number], found.reasons) for found in findings_of(task)]
