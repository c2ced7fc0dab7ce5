"""A task on the evening before its closure: every guard of the closure holds. Tests break one thing at a time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bihuan.core import rulepack
from bihuan.core.codes import ClosureReason, Criterion, GrantRole
from bihuan.core.facts import Facts, Limits, Verifier
from bihuan.core.loop import Acting

TODAY = date(2026, 11, 21)
LIMITS = Limits.on(rulepack.load(), TODAY)
EVERYONE = tuple(GrantRole)


def acting(roles: Iterable[GrantRole], facts: Facts) -> Acting:
    """These roles, each held in the name of every unit of the actor."""
    return dict.fromkeys(roles, facts.actor_units)


ANYONE_BUT_UNIT = tuple(role for role in GrantRole if role is not GrantRole.RECTIFYING_UNIT)

READY = Facts(
    limits=LIMITS,
    actor="clerk",
    actor_units=frozenset({"office"}),
    lead_units=frozenset({"housing"}),
    duty_units=frozenset({"waterworks"}),
    assist_units=frozenset({"finance"}),
    supervise_units=frozenset({"water"}),
    accept_units=frozenset({"environment"}),
    named_persons=1,
    plan_version=2,
    approved_plan_version=2,
    plan_submitted_by="engineer",
    deadline=date(2026, 12, 31),
    original_deadline=date(2026, 12, 31),
    sites_put_right=2,
    milestones=3,
    milestones_verified=3,
    criteria=frozenset(Criterion),
    criteria_passed=frozenset(Criterion),
    self_check_signed=True,
    reviewed=True,
    verifiers=(Verifier("li", frozenset({"environment"})), Verifier("wu", frozenset({"water"}))),
    site_check_passed=True,
    notice_first_day=date(2026, 11, 9),
    notice_last_day=date(2026, 11, 20),
    signed_units=frozenset({"environment"}),
    upper_filing_required=True,
    filing_number="备〔2026〕12号",
    minutes_number="纪要〔2026〕5号",
    upper_filing_number="省备〔2026〕3号",
    closure_reason=ClosureReason.COMPLETED,
)
BY_LEAD = replace(READY, actor="engineer", actor_units=frozenset({"housing"}))
BY_ACCEPTOR = replace(READY, actor="li", actor_units=frozenset({"environment"}))
