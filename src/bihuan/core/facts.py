"""What the loop must know of a task to judge a step: plain values, gathered by one query, judged without a database."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from bihuan.core.codes import DutyRole, EvidenceKind
from bihuan.core.reasons import Reason
from bihuan.core.rulepack import RulePack


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The rule pack's figures that guards compare with; read on the day of the step."""

    verifiers: int
    disputes: int
    extension_ask_before_days: int
    return_max_days: int
    recheckers: int
    separate_signer: bool = False

    @classmethod
    def on(cls, pack: RulePack, day: date) -> Self:
        return cls(
            verifiers=pack.get("site_check.verifiers", on=day).whole,
            disputes=pack.get("dispute.times", on=day).whole,
            extension_ask_before_days=pack.get("extension.ask_before", on=day).whole,
            return_max_days=pack.get("return.max", on=day).whole,
            separate_signer=pack.get("closure.separate_signer", on=day).flag,
            recheckers=pack.get("recheck.persons", on=day).whole,
        )


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who checked or rechecked on site, and every unit whose interest that person may share (own unit and those above)."""

    person: str
    units: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A task as it stands, who acts, and what is handed in with the step.

    Persons and units are stable keys as text. "This attempt" means since the task last left 整改中; "this round" means
    since then or since a notice last led back to the site (an objection upheld, the notice withdrawn), whichever is
    later: an old pass never carries over. The self-check and the review of the attempt still stand then. A rebound ends
    both, and what was handed in before it proves nothing any more.
    """

    limits: Limits

    # Who acts: the person, and the units in whose name that person acts on this task.
    actor: str = ""
    actor_units: frozenset[str] = frozenset()
    actor_interests: frozenset[str] = frozenset()  # units whose interest the person may share: those above the own

    # Duties of the task.
    lead_units: frozenset[str] = frozenset()
    duty_units: frozenset[str] = frozenset()
    assist_units: frozenset[str] = frozenset()
    supervise_units: frozenset[str] = frozenset()
    accept_units: frozenset[str] = frozenset()
    named_persons: int = 0

    # Claim.
    disputes: int = 0  # raised so far by the present lead unit
    dispute_open: bool = False

    # Plan. `plan_findings` are what fivelists.check found; its warnings stop nothing.
    plan_findings: tuple[Reason, ...] = ()
    plan_version: int = 0  # 0: no plan yet
    approved_plan_version: int = 0  # 0: none approved
    plan_submitted_by: str = ""
    deadline: date | None = None
    original_deadline: date | None = None

    # Work.
    milestones: int = 0
    milestones_verified: int = 0
    recurring_milestones: int = 0
    stage_goal_met: bool = False
    open_sites: int = 0
    sites_put_right: int = 0
    extension_open: bool = False
    extension_requested_by: str = ""
    false_rectification_open: bool = False

    # Proof.
    missing_materials: tuple[EvidenceKind, ...] = ()
    criteria: frozenset[str] = frozenset()  # of the acceptance standard frozen with the plan
    criteria_passed: frozenset[str] = frozenset()  # passed at the site check of this round, each with evidence
    self_check_signed: bool = False  # this attempt
    reviewed: bool = False  # this attempt
    verifiers: tuple[Verifier, ...] = ()  # of the site check of this round
    site_check_passed: bool = False  # this round
    site_passed_by: str = ""  # who found so

    # Notice of this round; both days included.
    notice_first_day: date | None = None
    notice_last_day: date | None = None
    open_objections: int = 0

    # Closure.
    signed_units: frozenset[str] = frozenset()  # accepting units that signed, this round
    upper_filing_required: bool = False

    # After closure.
    tracings_owed: int = 0  # open questions of 倒查 that the actor may answer
    searches_owed: int = 0  # open searches whose result the actor may record
    upward_unanswered: int = 0  # reports to the level above that have no answer yet

    # Handed in with the step.
    period: str = ""  # of a report, such as 2026-11
    approval_number: str = ""  # of the document that approves the plan
    new_deadline: date | None = None
    stage_results: str = ""  # what was reached so far, told with a request for extension
    items_to_supply: tuple[str, ...] = ()
    sub_deadline: date | None = None
    missing_notice_fields: tuple[str, ...] = ()
    filing_number: str = ""
    minutes_number: str = ""  # of the meeting that decided on the closure
    upper_filing_number: str = ""
    closure_reason: str = ""
    transfer_number: str = ""
    evidence_unit: str = ""  # which handed in the evidence to be withdrawn
    evidence_of_closure: bool = False  # that evidence was there before the recheck under way: the closure rests on it
    recheckers: tuple[Verifier, ...] = ()
    accepted_by: frozenset[str] = frozenset()  # persons who checked or signed in the round that led to the closure
    criteria_passed_again: frozenset[str] = frozenset()  # at this recheck, each with evidence of this recheck
    criteria_failed_again: frozenset[str] = frozenset()  # likewise
    reopened: int = 0  # nodes that no longer count as verified
    missed: str = ""
    missed_why: str = ""
    search_target: str = ""
    search_due: date | None = None
    searched: str = ""

    @property
    def rectifying_units(self) -> frozenset[str]:
        """Everyone who does the work; none of them may verify it."""
        return self.lead_units | self.duty_units | self.assist_units

    def duties_of(self, acting: frozenset[str]) -> frozenset[DutyRole]:
        """The duties that these units hold on this task."""
        held = {
            DutyRole.LEAD: self.lead_units,
            DutyRole.DUTY: self.duty_units,
            DutyRole.ASSIST: self.assist_units,
            DutyRole.SUPERVISE: self.supervise_units,
            DutyRole.ACCEPT: self.accept_units,
        }
        return frozenset(role for role, units in held.items() if units & acting)
