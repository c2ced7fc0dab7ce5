"""Random people take random steps with a task whose facts follow from what was done and from mishaps in between.

The machine keeps its own book of what really happened, apart from the facts, and holds the loop to it.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bihuan.core.codes import Criterion, EvidenceKind, GrantRole, State
from bihuan.core.loop import WORKFLOWS, Facts, Step, Verifier, Workflow, blockers, possible_steps
from tests.core.ready import LIMITS, READY, TODAY, acting
from tests.examples import examples

PEOPLE = {
    "engineer": frozenset({"housing"}),
    "plumber": frozenset({"waterworks"}),
    "treasurer": frozenset({"finance"}),
    "clerk": frozenset({"office"}),
    "second_clerk": frozenset({"office"}),
    "overseer": frozenset({"water"}),
    "li": frozenset({"environment"}),
    "stranger": frozenset({"elsewhere"}),
}
TYPICAL = {
    "engineer": GrantRole.RECTIFYING_UNIT,
    "plumber": GrantRole.RECTIFYING_UNIT,
    "clerk": GrantRole.RECTIFICATION_OFFICE,
    "second_clerk": GrantRole.RECTIFICATION_OFFICE,
    "overseer": GrantRole.SUPERVISOR,
    "li": GrantRole.VERIFIER,
}
HANDED_IN: dict[str, Any] = {
    "period": "2026-11",
    "approval_number": "政函〔2026〕8号",
    "stage_results": "过半",
    "items_to_supply": ("补测",),
    "filing_number": "备1",
    "minutes_number": "纪1",
    "upper_filing_number": "省备1",
    "closure_reason": "completed",
    "transfer_number": "移1",
    "recheckers": (Verifier("second_clerk", PEOPLE["second_clerk"]), Verifier("li", PEOPLE["li"])),
    "criteria_passed_again": frozenset(Criterion),
    "criteria_failed_again": frozenset({Criterion.WELL_MANAGED}),
    "reopened": 1,
}
NEW = Facts(
    limits=LIMITS,
    lead_units=READY.lead_units,
    duty_units=READY.duty_units,
    assist_units=READY.assist_units,
    supervise_units=READY.supervise_units,
    accept_units=READY.accept_units,
    named_persons=1,
    deadline=date(2027, 12, 31),
    original_deadline=date(2027, 12, 31),
    milestones=2,
    criteria=frozenset(Criterion),
    upper_filing_required=True,
)

NUMBERS = ["filing_number", "minutes_number", "upper_filing_number", "closure_reason"]
LAST_MINUTE: list[dict[str, Any]] = [
    {},
    {"milestones_verified": 1},
    {"milestones": 0, "milestones_verified": 0},
    {"open_sites": 1},
    {"plan_version": 9},
    {"missing_materials": (EvidenceKind.PHOTO_AFTER,)},
    {"criteria": frozenset({*Criterion, "odour_gone"})},
    {"criteria_passed": frozenset({Criterion.WELL_MANAGED})},
    {"verifiers": (Verifier("li", PEOPLE["li"]), Verifier("li", PEOPLE["li"]))},
    {"verifiers": (Verifier("li", PEOPLE["li"]), Verifier("plumber", PEOPLE["plumber"]))},
    {"accept_units": frozenset({"environment", "forestry"})},
    {"assist_units": frozenset({"environment"}), "accept_units": frozenset({"environment"})},
    {"signed_units": frozenset()},
    {"open_objections": 1},
    {"notice_last_day": date(2099, 1, 1)},
    {"notice_last_day": None},
    {"false_rectification_open": True},
]


@dataclass
class Book:
    """What really happened to the task since it was last worked on."""

    passed: list[str] = field(default_factory=list)
    disputes: int = 0
    site_verdict_by: str = ""


class Loop(RuleBasedStateMachine):
    flow: Workflow

    @initialize(key=st.sampled_from(sorted(WORKFLOWS)))
    def the_first_task_comes(self, key: str) -> None:
        self.begin(key)

    def begin(self, key: str) -> None:
        self.flow, self.state, self.facts, self.today = WORKFLOWS[key], State.CLAIM, NEW, TODAY
        self.book, self.closed_with = Book(), dict[str, Any]()

    # --- steps ---------------------------------------------------------------------------------------------------

    @rule(
        data=st.data(),
        person=st.sampled_from(sorted(PEOPLE)),
        roles=st.sets(st.sampled_from(GrantRole), max_size=2),
        comment=st.sampled_from(["", " ", "意见"]),
        handed_in=st.sets(st.sampled_from(sorted(HANDED_IN))),
    )
    def anyone_tries_any_step(
        self, data: st.DataObject, person: str, roles: set[GrantRole], comment: str, handed_in: set[str]
    ) -> None:
        step = data.draw(st.sampled_from(possible_steps(self.flow, self.state)) | st.sampled_from(self.flow.steps))
        self.attempt(step, person, roles, comment, {name: HANDED_IN[name] for name in handed_in})

    @rule(data=st.data(), person=st.sampled_from(sorted(TYPICAL)))
    def someone_does_their_work(self, data: st.DataObject, person: str) -> None:
        mine = [step for step in possible_steps(self.flow, self.state) if TYPICAL[person] in step.roles]
        if mine:
            given = {**HANDED_IN, "sub_deadline": self.today + timedelta(7), "new_deadline": date(2028, 6, 30)}
            self.attempt(data.draw(st.sampled_from(mine)), person, {TYPICAL[person]}, "意见", given)

    @rule(times=st.integers(1, 9))
    def things_go_as_they_should(self, times: int) -> None:
        for _ in range(times):
            self.push()

    @precondition(lambda self: self.state is State.NOTICE)
    @rule(stays=st.sampled_from(LAST_MINUTE))
    def everything_is_tried_at_the_last_minute(self, stays: dict[str, Any]) -> None:
        for _ in range(4):
            if self.towards_closure() != "close":
                self.push()
        ready, close = self.facts, self.flow.step("close")
        for change, person, left_out in product(LAST_MINUTE[1:], ["clerk", "engineer"], [None, *NUMBERS]):
            self.facts = replace(ready, **change)
            given = {name: value for name, value in HANDED_IN.items() if name != left_out}
            if self.attempt(close, person, {GrantRole.RECTIFICATION_OFFICE}, "", given):
                return
        self.facts = ready
        for person, left_out in (("engineer", None), *(("clerk", number) for number in NUMBERS)):
            given = {name: value for name, value in HANDED_IN.items() if name != left_out}
            if self.attempt(close, person, {GrantRole.RECTIFICATION_OFFICE}, "", given):
                return
        self.facts = replace(ready, **stays)

    @precondition(lambda self: self.state is State.CLOSED)
    @rule(key=st.sampled_from(sorted(WORKFLOWS)))
    def the_next_task_comes(self, key: str) -> None:
        self.begin(key)

    def push(self) -> None:
        """The next sensible thing, by whoever it falls to."""
        facts, name = self.facts, ""
        match self.state:
            case State.CLAIM:
                name = "rule_on_dispute" if facts.dispute_open else "accept"
            case State.DRAFTING:
                self.facts = replace(facts, plan_version=max(facts.plan_version, 1), accept_units=READY.accept_units)
                name = "submit_plan"
            case State.PLAN_REVIEW:
                name = "approve_plan"
            case State.RECTIFYING | State.LONG_TERM:
                self.facts = replace(facts, milestones_verified=2, open_sites=0)
                name = "refuse_extension" if facts.extension_open else "apply_for_closure"
            case State.SELF_CHECK:
                name = "pass_self_check"
            case State.REVIEW:
                name = "pass_review"
            case State.SITE_CHECK:
                if not facts.site_check_passed:
                    self.two_outsiders_find_everything_in_order()
                name = "start_notice" if facts.site_check_passed else "pass_site_check"
            case State.NOTICE:
                name = self.towards_closure()
            case State.CLOSED:
                name = "start_recheck"
            case State.RECHECK:
                name = "pass_recheck"
        if facts.false_rectification_open:
            name = "settle_false_rectification"
        if name:
            step = self.flow.step(name)
            person = next(person for person, role in TYPICAL.items() if role in step.roles)
            if person == facts.plan_submitted_by == "clerk":
                person = "second_clerk"
            self.attempt(step, person, {TYPICAL[person]}, "意见", HANDED_IN)

    def towards_closure(self) -> str:
        if self.facts.open_objections:
            return "dismiss_objection"
        if self.facts.notice_last_day and self.today <= self.facts.notice_last_day:
            self.today = self.facts.notice_last_day + timedelta(1)
        return "close" if self.facts.accept_units <= self.facts.signed_units else "sign_closure"

    def later(self, state: State) -> bool:
        return list(State).index(state) > list(State).index(self.state)

    def attempt(self, step: Step, person: str, roles: set[GrantRole], comment: str, given: dict[str, Any]) -> bool:
        asked = replace(self.facts, actor=person, actor_units=PEOPLE[person], **given)
        if blockers(step, self.state, acting(roles, asked), asked, comment, today=self.today):
            return False
        assert self.state in step.from_states
        assert roles & set(step.roles)
        assert comment.strip() or not step.comment_required
        back = step.to_state and not self.later(step.to_state) and step.to_state is not self.state
        assert comment.strip() or not back
        if step.name == "close":
            self.prove_closure(asked)
        if step.name in {"pass_recheck", "find_rebound"}:
            self.prove_recheck(step, asked)
        self.follow(step, person, asked)
        return True

    def follow(self, step: Step, person: str, asked: Facts) -> None:
        before, self.state = self.state, step.target(self.state)
        change: dict[str, Any] = {}
        match step.name:
            case "dispute":
                self.book.disputes += 1
                change = {"disputes": self.facts.disputes + 1, "dispute_open": True}
            case "rule_on_dispute":
                change = {"dispute_open": False}
            case "submit_plan":
                change = {"plan_submitted_by": person}
            case "approve_plan":
                assert person != self.facts.plan_submitted_by
                change = {"approved_plan_version": self.facts.plan_version}
            case "request_extension":
                change = {"extension_open": True, "extension_requested_by": person}
            case "approve_extension" | "refuse_extension":
                assert person != self.facts.extension_requested_by
                change = {"extension_open": False}
            case "pass_self_check":
                change = {"self_check_signed": True}
            case "pass_review":
                change = {"reviewed": True}
            case "pass_site_check":
                self.book.site_verdict_by = person
                change = {"site_check_passed": True}
            case "start_notice":
                change = {"notice_first_day": self.today, "notice_last_day": self.today + timedelta(9)}
            case "object_to_notice":
                change = {"open_objections": self.facts.open_objections + 1}
            case "dismiss_objection":
                change = {"open_objections": self.facts.open_objections - 1}
            case "sign_closure":
                change = {"signed_units": self.facts.signed_units | (PEOPLE[person] & self.facts.accept_units)}
            case "flag_false_rectification" | "settle_false_rectification":
                change = {"false_rectification_open": step.name == "flag_false_rectification"}
        self.facts = replace(self.facts, **change)
        if before is not self.state or step.name == "uphold_objection":
            self.turn_over(step.name)
        elif step.name in {"pass_site_check", "sign_closure"}:
            self.book.passed.append(step.name)

    def turn_over(self, name: str) -> None:
        """A new attempt or a new round forgets what was proven in the one before."""
        new_round = {"verifiers": (), "criteria_passed": frozenset(), "site_check_passed": False,
                     "signed_units": frozenset(), "notice_first_day": None, "notice_last_day": None}  # fmt: skip
        if name in {"apply_for_closure", "return", "fail_self_check", "find_rebound"}:
            self.book = Book(disputes=self.book.disputes)
            self.facts = replace(self.facts, self_check_signed=False, reviewed=False, **new_round)  # type: ignore[arg-type]  # mixed kinds
        elif name in {"uphold_objection", "withdraw_notice"}:
            kept = ("apply_for_closure", "pass_self_check", "pass_review")
            self.book.passed = [done for done in self.book.passed if done in kept]
            left = max(self.facts.open_objections - 1, 0)
            self.facts = replace(self.facts, open_objections=left, **new_round)  # type: ignore[arg-type]  # mixed kinds
        self.book.passed.append(name)

    # --- what happens beside the steps -----------------------------------------------------------------------------

    @precondition(lambda self: self.state is State.DRAFTING)
    @rule()
    def the_plan_is_written_or_changed(self) -> None:
        self.facts = replace(self.facts, plan_version=self.facts.plan_version + 1)

    @precondition(lambda self: self.state in {State.RECTIFYING, State.LONG_TERM})
    @rule(done=st.integers(0, 2), open_sites=st.sampled_from([0, 0, 3]))
    def work_goes_on(self, done: int, open_sites: int) -> None:
        self.facts = replace(self.facts, milestones_verified=done, open_sites=open_sites,
                             stage_goal_met=True, recurring_milestones=4)  # fmt: skip

    @precondition(lambda self: self.state is State.SITE_CHECK)
    @rule(who=st.lists(st.sampled_from(sorted(PEOPLE)), max_size=4), left=st.sampled_from([0, 0, 1]))
    def the_site_is_checked(self, who: list[str], left: int) -> None:
        if self.facts.site_check_passed:
            return
        verifiers = tuple(Verifier(person, PEOPLE[person]) for person in who)
        passed = frozenset(sorted(self.facts.criteria)[left:])
        self.facts = replace(self.facts, verifiers=verifiers, criteria_passed=passed)

    @precondition(lambda self: self.state is State.SITE_CHECK and not self.facts.site_check_passed)
    @rule()
    def two_outsiders_find_everything_in_order(self) -> None:
        verifiers = tuple(Verifier(person, PEOPLE[person]) for person in ("li", "overseer"))
        self.facts = replace(self.facts, verifiers=verifiers, criteria_passed=self.facts.criteria)

    @rule(days=st.sampled_from([1, 5, 12]))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(
        mishap=st.sampled_from(
            [
                {"milestones_verified": 1},
                {"open_sites": 1},
                {"criteria_passed": frozenset({Criterion.WELL_MANAGED})},
                {"accept_units": frozenset({"environment", "housing"})},
                {"accept_units": frozenset({"environment", "forestry"})},
                {"accept_units": frozenset()},
                {"accept_units": frozenset({"environment"})},
                {"assist_units": frozenset({"finance", "water"})},
                {"assist_units": frozenset({"finance"})},
            ]
        )
    )
    def something_changes_meanwhile(self, mishap: dict[str, Any]) -> None:
        if self.state is not State.CLOSED:
            self.facts = replace(self.facts, **mishap)

    # --- what must be true -----------------------------------------------------------------------------------------

    def prove_closure(self, asked: Facts) -> None:
        """The closure judged once more in words of its own, without the guards."""
        book, rectifying = self.book.passed, self.facts.lead_units | self.facts.duty_units | self.facts.assist_units
        order = [
            "apply_for_closure",
            "pass_self_check",
            "pass_review",
            "pass_site_check",
            "start_notice",
            "sign_closure",
        ]
        if self.flow.key == "local-2025":
            order.remove("pass_review")
        else:
            assert asked.upper_filing_number
        assert set(order) <= set(book)
        places = [max(at for at, done in enumerate(book) if done == name) for name in order]
        assert places == sorted(places)
        assert asked.milestones_verified == asked.milestones > 0
        assert asked.approved_plan_version == asked.plan_version > 0
        assert asked.criteria_passed >= asked.criteria >= set(Criterion)
        assert len({verifier.person for verifier in asked.verifiers}) >= 2
        assert not any(verifier.units & rectifying for verifier in asked.verifiers)
        assert not PEOPLE[self.book.site_verdict_by] & rectifying
        assert not PEOPLE[asked.actor] & rectifying
        assert asked.notice_last_day is not None
        assert asked.notice_last_day < self.today
        assert asked.open_objections == 0
        assert asked.accept_units
        assert asked.accept_units <= asked.signed_units
        assert not asked.accept_units & rectifying
        assert asked.filing_number
        assert asked.minutes_number
        assert asked.closure_reason
        assert not asked.false_rectification_open
        assert asked.open_sites == 0
        assert not asked.missing_materials
        self.closed_with = {"facts": asked}

    def prove_recheck(self, step: Step, asked: Facts) -> None:
        """A recheck judged in words of its own: who came, what was shown, and what a rebound must say."""
        rectifying = asked.lead_units | asked.duty_units | asked.assist_units
        assert len({person.person for person in asked.recheckers}) >= 2
        assert not any(person.units & rectifying for person in asked.recheckers)
        assert not PEOPLE[asked.actor] & rectifying
        if step.name == "pass_recheck":
            assert asked.criteria_passed_again >= asked.criteria
            assert any(not person.units & asked.accept_units for person in asked.recheckers)
            assert not asked.false_rectification_open
        else:
            assert asked.criteria_failed_again
            assert asked.new_deadline is not None
            assert asked.new_deadline > self.today
            self.closed_with = {}

    @invariant()
    def closed_means_proven(self) -> None:
        assert (self.state in {State.CLOSED, State.RECHECK}) == bool(self.closed_with)

    @invariant()
    def a_claim_is_disputed_at_most_as_often_as_the_rule_allows(self) -> None:
        assert self.book.disputes <= LIMITS.disputes

    @invariant()
    def every_state_is_of_the_procedure(self) -> None:
        assert self.state is not State.REVIEW or self.flow.key == "central-2025"


TestLoop = Loop.TestCase
TestLoop.settings = settings(
    max_examples=examples(120), stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
