"""Words for what a task's file shows: criteria, rules, and steps of older workflows."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext

from bihuan.core.codes import Criterion
from bihuan.core.rulepack import Rule

register = template.Library()


@register.filter
def criterion(code: str) -> str:
    """The name of a criterion; one that a later version no longer knows is shown as it was stored."""
    return gettext(Criterion(code).label) if code in set(Criterion) else code


@register.filter
def rule_words(rule: Rule) -> str:
    """A rule as 任务认领期限 3工作日."""
    told = {"rule": gettext(rule.label), "value": rule.value, "unit": gettext(rule.unit.label)}
    return gettext("%(rule)s %(value)s%(unit)s") % told


@register.filter
def step_label(name: str, labels: Mapping[str, str]) -> str:
    """The label of a step by its name."""
    return gettext(labels[name]) if name in labels else name
