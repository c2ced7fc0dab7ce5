"""The whole loop on the real database: to closure, with returns, an objection upheld, and what never may happen."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from bihuan.audit.models import Event
from bihuan.casework import services
from bihuan.casework.models import Closure, Objection, Passage, Signature
from bihuan.core.codes import ClosureReason, EvidenceKind, ProgressStatus, State
from bihuan.core.reasons import Refused
from bihuan.ledger import clocks
from bihuan.ledger.models import Task
from tests.flows.walk import Walk
from tests.world import World


@pytest.fixture
def walk(world: World) -> Walk:
    return Walk(world)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_a_task_goes_from_claim_to_closure_and_every_step_leaves_its_trace(walk: Walk) -> None:
    walk.to(State.CLOSED)
    task = Task.objects.get(pk=walk.task.pk)
    assert task.progress == ProgressStatus.CLOSED
    assert task.closed_on == walk.today()
    moved = [p.to_state for p in Passage.objects.filter(task=task) if p.from_state != p.to_state]
    assert moved == [
        State.DRAFTING,
        State.PLAN_REVIEW,
        State.RECTIFYING,
        State.SELF_CHECK,
        State.REVIEW,
        State.SITE_CHECK,
        State.NOTICE,
        State.CLOSED,
    ]
    for passage in Passage.objects.filter(task=task):
        assert Event.objects.filter(action=f"casework.{passage.step}", subject_id=task.pk).exists()
    assert Closure.objects.get(task=task).signatures.count() == 1


def test_clocks_run_while_their_state_lasts_and_stop_with_it(walk: Walk) -> None:
    walk.to(State.REVIEW)
    running = set(walk.task.clocks.filter(stopped_on=None).values_list("rule", flat=True))
    assert running == {"review.days", "publication.due"}
    walk.to(State.CLOSED)
    running = set(walk.task.clocks.filter(stopped_on=None).values_list("rule", flat=True))
    assert running == {"publication.due", "recheck.first"}


@pytest.mark.parametrize("state", [s for s in State if s not in {State.CLOSED, State.RECHECK, State.LONG_TERM}])
def test_no_bare_call_closes_a_task_that_is_not_proven(walk: Walk, state: State) -> None:
    walk.to(state)
    with pytest.raises(Refused) as refused:
        walk.close()
    assert codes(refused)
    assert not Closure.objects.exists()
    walk.task.refresh_from_db()
    assert walk.task.state == state


def test_closing_in_the_notice_names_everything_that_is_missing_at_once(walk: Walk) -> None:
    walk.to(State.NOTICE)
    with walk.day(), pytest.raises(Refused) as refused:
        services.close(
            task=walk.task, actor=walk.account("office"), reason="", filing_no=" ", minutes_no="", upper_filing_no=""
        )
    assert codes(refused) == {
        "notice_over",
        "acceptors_signed",
        "filing_number_given",
        "minutes_number_given",
        "upper_filing_given",
        "closure_reason_given",
    }


def test_neither_signature_nor_closure_can_be_dated_back_into_the_notice(walk: Walk) -> None:
    """A closure after the deadline would else be one in time."""
    walk.to(State.NOTICE)
    notice = walk.task.notices.get()
    walk.pass_days((notice.ends_on - walk.today()).days + 2)
    sign = partial(services.sign_closure, task=walk.task, actor=walk.account("verifier"))
    with walk.day(), pytest.raises(Refused) as refused:
        sign(on=notice.ends_on)
    assert codes(refused) == {"on_within_notice"}
    with walk.day():
        sign(on=notice.ends_on + timedelta(days=1))
    close = partial(
        services.close,
        task=walk.task,
        actor=walk.account("office"),
        reason=ClosureReason.COMPLETED,
        filing_no="云整改备〔2026〕9号",
        minutes_no="会议纪要〔2026〕3号",
        upper_filing_no="省整改备12号",
    )
    with walk.day(), pytest.raises(Refused) as refused:
        close(on=notice.starts_on)
    assert codes(refused) == {"on_within_notice"}
    with walk.day():
        close(on=notice.ends_on + timedelta(days=1))
    assert walk.task.closed_on == notice.ends_on + timedelta(days=1)


def test_the_accepting_unit_cannot_sign_while_the_notice_runs(walk: Walk) -> None:
    walk.to(State.NOTICE)
    notice = walk.task.notices.get()
    walk.pass_days((notice.ends_on - walk.today()).days)
    with pytest.raises(Refused) as refused:
        walk.sign()
    assert codes(refused) == {"notice_over"}, "the last day itself belongs to the notice"
    walk.pass_days(1)
    walk.sign()
    assert Signature.objects.count() == 1


def test_an_upheld_objection_leads_back_to_the_site_and_the_second_round_can_close(walk: Walk) -> None:
    walk.to(State.NOTICE)
    with walk.day():
        objection = services.object_to_notice(task=walk.task, text="雨天仍有污水溢流。", contact="一个电话号码")
        services.uphold_objection(objection=objection, actor=walk.account("office"), reply="情况属实，重新核查。")
    walk.task.refresh_from_db()
    assert walk.task.state == State.SITE_CHECK
    with pytest.raises(Refused) as refused:
        walk.publish()
    assert codes(refused) == {"criteria_passed", "enough_verifiers", "site_check_passed"}, "the old check is no proof"
    walk.to(State.CLOSED)
    assert walk.task.notices.count() == 2
    assert "一个电话号码" not in "".join(Event.objects.values_list("body", flat=True))


def test_an_open_objection_holds_up_signature_and_closure_until_it_is_decided(walk: Walk) -> None:
    walk.to(State.NOTICE)
    with walk.day():
        services.object_to_notice(task=walk.task, text="河水还是黑的。")
    walk.task.refresh_from_db()
    with pytest.raises(Refused) as refused:
        walk.wait_sign_close()
    assert codes(refused) == {"no_open_objection"}
    with walk.day():
        services.dismiss_objection(
            objection=Objection.objects.get(), actor=walk.account("office"), reply="取样复测达标。"
        )
    walk.task.refresh_from_db()
    walk.sign()
    walk.close()
    assert walk.task.state == State.CLOSED


@pytest.mark.parametrize("decide", [services.uphold_objection, services.dismiss_objection])
def test_another_objection_is_decided_at_the_site_before_the_task_leaves_it(
    walk: Walk, decide: Callable[..., Passage]
) -> None:
    """Whoever objected gets an answer in the days of the rule, not with the next notice."""
    walk.to(State.NOTICE)
    with walk.day():
        first, other = (
            services.object_to_notice(task=walk.task, text=text) for text in ("河水还是黑的。", "夜里有异味。")
        )
        walk.task.refresh_from_db()
        services.uphold_objection(objection=first, actor=walk.account("office"), reply="情况属实，重新核查。")
    walk.task.refresh_from_db()
    walk.site_check()
    with pytest.raises(Refused) as refused:
        walk.publish()
    assert codes(refused) == {"no_open_objection"}
    with walk.day(), pytest.raises(Refused) as refused:
        services.return_task(
            task=walk.task,
            actor=walk.account("verifier"),
            comment="补测",
            items=["补测"],
            respond_by=walk.today() + timedelta(days=9),
        )
    assert codes(refused) == {"no_open_objection"}
    with walk.day():
        decide(objection=other, actor=walk.account("office"), reply="夜间取样复测。")
    walk.task.refresh_from_db()
    assert walk.task.state == State.SITE_CHECK
    assert not clocks.running_clocks(walk.task, "objection")
    if decide is services.uphold_objection:
        with pytest.raises(Refused) as refused:
            walk.publish()
        assert "site_check_passed" in codes(refused), "what the second one says was not looked at by the check before"
    walk.to(State.CLOSED)


@pytest.mark.parametrize("decide", [services.uphold_objection, services.dismiss_objection])
def test_an_objection_is_not_decided_before_it_came(walk: Walk, decide: Callable[..., Passage]) -> None:
    walk.to(State.NOTICE)
    first = walk.today()
    walk.pass_days(2)
    with walk.day():
        objection = services.object_to_notice(task=walk.task, text="河水还是黑的。")
        with pytest.raises(Refused) as refused:
            decide(objection=objection, actor=walk.account("office"), reply="取样复测。", on=first)
        assert codes(refused) == {"on_before_objection"}
        assert decide(objection=objection, actor=walk.account("office"), reply="取样复测。").on == walk.today()


def test_a_signature_counts_only_for_the_file_that_was_signed(walk: Walk) -> None:
    walk.to(State.NOTICE)
    notice = walk.task.notices.get()
    walk.pass_days((notice.ends_on - walk.today()).days + 1)
    walk.sign()
    with walk.day():
        walk.evidence(EvidenceKind.OTHER, who="lead")
    with pytest.raises(Refused) as refused:
        walk.close()
    assert codes(refused) == {"acceptors_signed"}
    walk.sign()
    walk.close()
    assert Signature.objects.filter(closure__isnull=False).count() == 1


def test_a_return_names_what_to_supply_and_by_when_and_the_next_attempt_starts_anew(walk: Walk) -> None:
    walk.to(State.SITE_CHECK)
    with walk.day():
        node = walk.task.milestones.all()[0]
        services.return_task(
            task=walk.task,
            actor=walk.account("verifier"),
            comment="缺处罚文书，调试不充分。",
            items=["行政处罚决定书", "连续七天监测数据"],
            respond_by=walk.today() + timedelta(days=10),
            reopen=[node],
        )
    assert walk.task.state == State.RECTIFYING
    assert walk.task.returns == 1
    assert walk.task.clocks.filter(rule="return.max", stopped_on=None).exists()
    with walk.day(), pytest.raises(Refused) as refused:
        services.apply_for_closure(task=walk.task, actor=walk.account("lead"))
    assert codes(refused) == {"milestones_verified"}
    walk.to(State.REVIEW)
    with walk.day(), pytest.raises(Refused):
        walk.publish()
    walk.to(State.CLOSED)
    assert not walk.task.clocks.filter(rule="return.max", stopped_on=None).exists()


def test_a_failed_self_check_sends_the_work_back_without_counting_as_a_return(walk: Walk) -> None:
    walk.to(State.SELF_CHECK)
    with walk.day():
        services.fail_self_check(task=walk.task, actor=walk.account("lead"), comment="调试不达标。")
    assert (walk.task.state, walk.task.returns) == (State.RECTIFYING, 0)
