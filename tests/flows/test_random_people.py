"""Random people try random steps in random order on the real database: the loop holds, and a refusal leaves no trace."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bihuan.audit.models import Event
from bihuan.audit.services import verify
from bihuan.casework import services
from bihuan.casework.models import Closure, Objection, Passage, Signature
from bihuan.core.codes import EvidenceKind, State
from bihuan.core.reasons import Refused
from bihuan.ledger.models import Task
from tests.flows.walk import Walk
from tests.world import make_world

PEOPLE = st.sampled_from(["office", "lead", "duty", "supervisor", "verifier", "second", "leader", "stranger", "bare"])
COMMENTED = [
    "dispute",
    "return_plan",
    "revise_plan",
    "pass_self_check",
    "fail_self_check",
    "pass_review",
    "pass_site_check",
]
PLAIN = st.sampled_from(["accept", "submit_plan", "apply_for_closure", "sign_closure", "start_recheck", *COMMENTED])


class RandomPeople(RuleBasedStateMachine):
    """One task in a transaction that is rolled back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.walk = Walk(make_world())

    def teardown(self) -> None:
        try:
            assert verify() is None
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def attempt(self, deed: Callable[[], object]) -> None:
        """A deed is done whole or not at all."""
        task = Task.objects.get(pk=self.walk.task.pk)
        before = (task.state, task.version, Passage.objects.count(), Event.objects.count())
        self.walk.task.refresh_from_db()
        try:
            with self.walk.day(), transaction.atomic():
                deed()
        except Refused as refused:
            assert refused.reasons
            task = Task.objects.get(pk=self.walk.task.pk)
            assert (task.state, task.version, Passage.objects.count(), Event.objects.count()) == before
        else:
            assert Event.objects.count() > before[3]
        self.walk.task.refresh_from_db()

    @rule(who=PEOPLE, step=PLAIN)
    def anybody_tries_a_step(self, who: str, step: str) -> None:
        self.attempt(lambda: getattr(services, step)(task=self.walk.task, actor=self.walk.account(who), comment="意见"))

    @rule(who=PEOPLE)
    def anybody_approves(self, who: str) -> None:
        actor = self.walk.account(who)
        self.attempt(lambda: services.approve_plan(task=self.walk.task, actor=actor, approval_no="1号", comment="同意"))

    @rule(who=PEOPLE)
    def anybody_returns_the_task(self, who: str) -> None:
        day = self.walk.today() + timedelta(days=10)
        actor = self.walk.account(who)
        self.attempt(
            lambda: services.return_task(
                task=self.walk.task, actor=actor, comment="不合格", items=["补充"], respond_by=day
            )
        )

    @rule(who=PEOPLE)
    def anybody_adds_evidence(self, who: str) -> None:
        self.attempt(lambda: self.walk.evidence(EvidenceKind.OTHER, who=who))

    @rule(upheld=st.booleans(), who=PEOPLE)
    def the_public_objects_and_somebody_decides(self, upheld: bool, who: str) -> None:
        self.attempt(lambda: services.object_to_notice(task=self.walk.task, text="还有异味"))
        decide = services.uphold_objection if upheld else services.dismiss_objection
        for objection in Objection.objects.filter(state="open"):
            actor = self.walk.account(who)
            self.attempt(lambda o=objection, a=actor: decide(objection=o, actor=a, reply="处理"))  # type: ignore[misc]  # bound now

    @rule()
    def the_right_people_go_on(self) -> None:
        """Otherwise hardly any run would get beyond the plan."""
        if self.walk.task.state in {State.CLOSED, State.RECHECK, State.LONG_TERM}:
            return
        order = list(State)
        after = State.CLOSED if self.walk.task.state == State.NOTICE else None
        following = after or next(s for s in order[order.index(State(self.walk.task.state)) + 1 :] if s in ON_THE_WAY)
        self.attempt(lambda: self.walk.to(following))

    @rule(who=PEOPLE)
    def anybody_closes(self, who: str) -> None:
        self.attempt(
            lambda: services.close(
                task=self.walk.task,
                actor=self.walk.account(who),
                reason="completed",
                filing_no="1",
                minutes_no="2",
                upper_filing_no="3",
            )
        )

    @rule(held=st.booleans())
    def the_closed_task_is_looked_at_again(self, held: bool) -> None:
        if self.walk.task.state in {State.CLOSED, State.RECHECK}:
            self.attempt(self.walk.recheck if held else self.walk.rebound)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.walk.pass_days(days)

    @invariant()
    def closed_means_proven(self) -> None:
        task = Task.objects.get(pk=self.walk.task.pk)
        closed = task.state in {State.CLOSED, State.RECHECK}
        assert closed == Closure.objects.filter(task=task, reopened_on=None).exists()
        assert Closure.objects.filter(task=task).exclude(reopened_on=None).count() == task.reopenings
        if closed:
            notice = task.notices.get(withdrawn_on=None)
            assert task.closed_on is not None
            assert task.closed_on > notice.ends_on
            assert not Objection.objects.filter(notice__task=task, state="open").exists()
            assert not task.milestones.filter(verified_on=None).exists()
            assert Signature.objects.filter(task=task, closure__isnull=False).exists()

    @invariant()
    def the_passages_tell_the_state(self) -> None:
        state = State.CLAIM.value
        for passage in Passage.objects.filter(task=self.walk.task):
            assert passage.from_state == state
            state = passage.to_state
        assert Task.objects.get(pk=self.walk.task.pk).state == state


ON_THE_WAY = frozenset(
    {
        State.DRAFTING,
        State.PLAN_REVIEW,
        State.RECTIFYING,
        State.SELF_CHECK,
        State.REVIEW,
        State.SITE_CHECK,
        State.NOTICE,
    }
)


@pytest.mark.django_db
def test_random_people_in_random_order_never_close_what_is_not_proven() -> None:
    run_state_machine_as_test(
        RandomPeople,
        settings=settings(
            max_examples=4,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
