"""The closure procedure as the schedule sees it: its stages with their days, counted back from the deadline.

A *place* is a position in the calendar's list of working days.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bihuan.core.codes import State, TermClass
from bihuan.core.loop import Workflow
from bihuan.core.reasons import gettext_noop as _
from bihuan.core.rulepack import RulePack, RulePackError, Unit
from bihuan.core.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the closure procedure, of `days` working days or (公示) of calendar days with both ends counted."""

    key: str
    label: str
    days: int
    unit: Unit = Unit.WORKDAY


@dataclass(frozen=True, slots=True)
class Closure:
    """The closure procedure in its order, what a rule would let it save, and whether it must end by the deadline."""

    stages: tuple[Stage, ...]
    within_deadline: bool = True
    shorter_notice: Stage | None = None
    parallel_allowed: bool = False

    @classmethod
    def of(
        cls,
        pack: RulePack,
        on: date,
        *,
        flow: Workflow | None = None,
        term: TermClass | None = None,
        parallel_review: bool = False,
        short_notice: bool = False,
    ) -> "Closure":
        """By the rules in force on a day, with the stages that the task's workflow has (every stage without one).

        What is put right at once (立行立改) has less time than the procedure takes, so a rule of its own says whether
        its deadline covers the closure. `parallel_review` needs a rule that allows it.
        """
        reviewed = flow is None or flow.has(State.REVIEW)
        allowed = pack.get("schedule.review_parallel", on=on).flag and reviewed
        if parallel_review and not allowed:
            raise RulePackError(_("现行规则不允许初审与现场核查并行（schedule.review_parallel）。"))
        review = _stage(pack, on, "review", _("初审"), "review.days")
        site_check = _stage(pack, on, "site_check", _("现场核查"), "site_check.days")
        checks = (review, site_check) if reviewed else (site_check,)
        if parallel_review:
            checks = (replace(max(checks, key=lambda s: s.days), key="site_check", label=_("初审与现场核查")),)
        shorter = _stage(pack, on, "notice", _("公示"), "notice.minimum")
        immediate = term is TermClass.IMMEDIATE
        within = "schedule.immediate_within_deadline" if immediate else "schedule.closure_within_deadline"
        return cls(
            (
                _stage(pack, on, "self_check", _("自验"), "self_check.days"),
                *checks,
                shorter if short_notice else _stage(pack, on, "notice", _("公示"), "notice.days"),
                _stage(pack, on, "filing", _("销号备案"), "filing.days"),
            ),
            within_deadline=pack.get(within, on=on).flag,
            shorter_notice=None if short_notice else shorter,
            parallel_allowed=allowed and not parallel_review,
        )


def _stage(pack: RulePack, on: date, key: str, label: str, rule_key: str) -> Stage:
    rule = pack.get(rule_key, on=on)
    if rule.unit not in {Unit.WORKDAY, Unit.DAY}:
        raise RulePackError(_("规则 %(key)s：倒排工期只认工作日或者天。"), key=rule_key)
    return Stage(key, label, rule.whole, rule.unit)


def before_closure(closure: Closure, deadline: date, cal: Calendar) -> int:
    """Place of the last working day on which work may end so that the procedure is through by the deadline."""
    last, start = deadline, cal.place_on_or_before(deadline) + 1
    for stage in reversed(closure.stages):
        if stage.unit is Unit.WORKDAY:
            start = cal.place_on_or_before(last) - stage.days + 1
        else:
            # A term of calendar days may run out on any day before the next stage begins.
            start = cal.place_on_or_before(last - timedelta(days=stage.days - 1))
        last = cal.nth(start) - timedelta(days=1)
    return start - 1


def after_closure(closure: Closure, end: int, cal: Calendar) -> date:
    """The day on which the procedure is through when work ends on a place."""
    last = cal.nth(end)
    for stage in closure.stages:
        last = last_day(stage, end + 1, cal)
        end = stage_end(stage, end + 1, cal)
    return last


def stage_end(stage: Stage, start: int, cal: Calendar) -> int:
    """Place of the last working day of a stage that begins on a place."""
    if stage.unit is Unit.WORKDAY:
        return start + stage.days - 1
    last = cal.nth(start) + timedelta(days=stage.days - 1)
    return cal.place_on_or_before(last)


def last_day(stage: Stage, start: int, cal: Calendar) -> date:
    """The day on which a stage that begins on a place ends; of a term of calendar days it may be a day of rest."""
    if stage.unit is Unit.WORKDAY:
        return cal.nth(start + stage.days - 1)
    return cal.nth(start) + timedelta(days=stage.days - 1)
