"""After closure: rechecks on time, a rebound that reopens the same number, who is asked, where else it is looked for."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.audit.services import verify
from bihuan.casework import services, sweeps
from bihuan.casework.models import AnalogousSearch, Closure, Evidence, Notice, Passage, Rebound, Tracing
from bihuan.casework.queues import QUEUES
from bihuan.casework.services import Result, SearchWanted
from bihuan.core.codes import AcceptanceAct, Colour, Criterion, EvidenceKind, ProgressStatus, RecheckStanding, State
from bihuan.core.reasons import Refused
from bihuan.core.workdays import add_months
from bihuan.ledger.filters import TaskFilter
from bihuan.ledger.models import Problem, Task
from bihuan.ledger.queries import LedgerQuery
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Unit
from bihuan.planning import summary
from bihuan.platform import clock
from bihuan.platform.files import open_stored
from tests.flows.walk import Walk, picture
from tests.world import World


@pytest.fixture
def walk(world: World) -> Walk:
    return Walk(world).to(State.CLOSED)


def codes(refused: Refused) -> set[str]:
    return {reason.code for reason in refused.reasons}


def units_of(account: Account) -> set[Unit]:
    return {grant.unit for grant in account.grants.select_related("unit")}


def running(walk: Walk) -> dict[str, date]:
    return {row.rule: row.due_on for row in walk.task.clocks.filter(stopped_on=None, rule__startswith="recheck")}


def to_day(walk: Walk, day: date) -> None:
    walk.pass_days((day - walk.today()).days)


def closed_day(walk: Walk) -> date:
    return walk.task.closures.latest("pk").closed_on


def test_a_closure_starts_the_first_recheck_and_each_passed_one_the_next(walk: Walk) -> None:
    closed = closed_day(walk)
    for rule, months in (("recheck.first", 3), ("recheck.second", 6), ("recheck.third", 12)):
        due = add_months(closed, months).date
        assert running(walk) == {rule: due}
        assert Task.objects.get(pk=walk.task.pk).recheck_on == due
        to_day(walk, due - timedelta(days=5))
        visit = walk.recheck()
        assert visit.unannounced
        assert walk.task.state == State.CLOSED
        assert walk.task.rechecked_on == walk.today()
    assert running(walk) == {}
    assert Task.objects.get(pk=walk.task.pk).recheck_on is None
    met = walk.task.clocks.filter(rule__startswith="recheck")
    assert all(row.stopped_on and row.stopped_on <= row.due_on for row in met)


def test_a_task_kept_up_for_good_is_rechecked_every_year(walk: Walk) -> None:
    Task.objects.filter(pk=walk.task.pk).update(long_term=True)
    to_day(walk, add_months(closed_day(walk), 12).date)
    walk.recheck()
    assert running(walk) == {"recheck.yearly": add_months(walk.today(), 12).date}
    to_day(walk, add_months(walk.today(), 12).date)
    walk.recheck()
    assert running(walk) == {"recheck.yearly": add_months(walk.today(), 12).date}


def test_a_spot_check_long_before_the_planned_one_does_not_stand_for_it(walk: Walk) -> None:
    before = running(walk)
    walk.pass_days(10)
    walk.recheck()
    assert running(walk) == before
    assert walk.task.rechecked_on == walk.today()


def test_a_recheck_that_lapsed_is_noticed_by_the_sweep_and_passed_late(walk: Walk) -> None:
    due = running(walk)["recheck.first"]
    to_day(walk, due + timedelta(days=1))
    with walk.day():
        assert "recheck.first" in {row.rule for row in sweeps.sweep_clocks()}
    walk.recheck()
    assert walk.task.clocks.get(rule="recheck.first").stopped_on == due + timedelta(days=1)
    assert set(running(walk)) == {"recheck.second"}


def test_without_people_evidence_and_criteria_no_recheck_is_passed(walk: Walk) -> None:
    walk.start_recheck()
    with walk.day(), pytest.raises(Refused) as refused:
        services.pass_recheck(task=walk.task, actor=walk.account("office"), comment="")
    assert codes(refused.value) == {
        "comment_required",
        "criteria_passed_again",
        "enough_recheckers",
        "recheckers_beyond_acceptors",
    }
    walk.task.refresh_from_db()
    assert walk.task.state == State.RECHECK


def refused_recheck(walk: Walk, verifiers: Iterable[str], results: list[Result]) -> set[str]:
    with walk.day(), pytest.raises(Refused) as refused:
        services.pass_recheck(
            task=walk.task,
            actor=walk.account("office"),
            comment="没有反弹。",
            place="石桥镇",
            verifiers=[walk.account(who) for who in verifiers],
            results=results,
        )
    walk.task.refresh_from_db()
    return codes(refused.value)


def test_who_accepted_the_task_does_not_recheck_it_alone_and_the_unit_that_did_the_work_not_at_all(walk: Walk) -> None:
    walk.start_recheck()
    with walk.day():
        results = walk.results("office")
    assert refused_recheck(walk, ("verifier", "second"), results) == {"recheckers_beyond_acceptors"}
    assert refused_recheck(walk, ("office",), results) == {"enough_recheckers"}
    assert "verifier_without_role" in refused_recheck(walk, ("office", "lead"), results)


def test_pictures_of_the_closure_prove_nothing_at_the_recheck(walk: Walk) -> None:
    old = Evidence.objects.filter(task=walk.task, kind=EvidenceKind.SITE_CHECK).first()
    assert old
    walk.pass_days(60)
    walk.start_recheck()
    results = [Result(criterion=criterion, passed=True, evidence=[old]) for criterion in Criterion]
    assert refused_recheck(walk, ("office", "supervisor"), results) == {"criteria_passed_again"}


def test_a_picture_of_the_closure_handed_in_again_is_no_new_proof(walk: Walk) -> None:
    old = Evidence.objects.filter(task=walk.task, kind=EvidenceKind.SITE_CHECK).first()
    assert old
    walk.pass_days(60)
    walk.start_recheck()
    with walk.day(), open_stored(old.file) as content:
        again = services.add_evidence(
            task=walk.task, actor=walk.account("office"), upload=services.Upload("new.jpg", content.read()),
            kind=EvidenceKind.OTHER,
        )  # fmt: skip
    results = [Result(criterion=criterion, passed=True, evidence=[again]) for criterion in Criterion]
    assert refused_recheck(walk, ("office", "supervisor"), results) == {"criteria_passed_again"}


def test_evidence_of_a_recheck_is_taken_back_until_it_is_decided_and_that_of_the_closure_stays(walk: Walk) -> None:
    office = walk.account("office")
    old = Evidence.objects.filter(task=walk.task).exclude(unit=None).first()
    assert old
    keeper = next(a for a in walk.world.accounts.values() if old.unit in units_of(a))
    walk.pass_days(60)
    walk.start_recheck()
    upload = services.Upload("wrong.jpg", picture("red"))
    with walk.day():
        new = services.add_evidence(task=walk.task, actor=office, upload=upload, kind=EvidenceKind.OTHER)
        with pytest.raises(Refused) as refused:
            services.withdraw_evidence(evidence=new, actor=walk.account("duty"), comment="传错了")
        assert codes(refused.value) == {"own_evidence"}
        with pytest.raises(Refused) as refused:
            services.withdraw_evidence(evidence=old, actor=keeper, comment="传错了")
        assert codes(refused.value) == {"evidence_of_open_work"}
        services.withdraw_evidence(evidence=new, actor=office, comment="传错了")
    results = [Result(criterion=criterion, passed=True, evidence=[new]) for criterion in Criterion]
    assert refused_recheck(walk, ("office", "supervisor"), results) == {"criteria_passed_again"}
    walk.recheck()
    new.refresh_from_db()
    assert new.withdrawn_why == "传错了"
    with walk.day(), pytest.raises(Refused) as refused:
        services.withdraw_evidence(evidence=old, actor=keeper, comment="传错了")
    assert codes(refused.value) == {"wrong_state"}


def test_a_rebound_reopens_the_same_number_and_keeps_the_closure(walk: Walk) -> None:
    number, closed = walk.task.number, closed_day(walk)
    walk.pass_days(80)
    rebound = walk.rebound()
    task = Task.objects.get(pk=walk.task.pk)
    assert (task.number, task.state, task.reopenings, task.closed_on) == (number, State.RECTIFYING, 1, None)
    assert task.deadline == rebound.new_deadline == walk.today() + timedelta(days=60)
    assert task.original_deadline == rebound.old_deadline
    assert task.problem.rebounds == 1
    closure = task.closures.get()
    assert (closure.closed_on, closure.reopened_on) == (closed, walk.today())
    assert not Notice.objects.filter(task=task, withdrawn_on=None).exists()
    assert task.milestones.filter(verified_on=None).count() == 1
    assert task.clocks.get(rule="rebound.due", stopped_on=None).due_on == rebound.new_deadline
    assert running(walk) == {}
    assert verify() is None


def test_a_rebound_turns_the_task_red_until_it_is_closed_again(walk: Walk) -> None:
    walk.pass_days(80)
    walk.rebound()
    assert walk.task.colour == Colour.RED
    walk.to(State.NOTICE)
    assert walk.task.colour == Colour.RED
    walk.to(State.CLOSED)
    assert (walk.task.colour, walk.task.progress) == (Colour.NONE, ProgressStatus.CLOSED)
    walk.start_recheck()
    with walk.day():
        summary.refresh(walk.task)
    assert walk.task.colour == Colour.NONE


def test_after_a_rebound_the_whole_way_is_gone_again_and_both_closures_are_kept(walk: Walk) -> None:
    walk.pass_days(80)
    walk.rebound()
    for step in ("apply_for_closure",):
        with walk.day(), pytest.raises(Refused) as refused:
            getattr(services, step)(task=walk.task, actor=walk.account("lead"))
        assert codes(refused.value) == {"milestones_verified", "materials_complete"}
    walk.to(State.CLOSED)
    first, second = Closure.objects.filter(task=walk.task)
    assert first.reopened_on
    assert second.reopened_on is None
    assert first.notice_id != second.notice_id
    assert first.signatures.count() == second.signatures.count() == 1
    steps = list(Passage.objects.filter(task=walk.task).values_list("step", flat=True))
    again = steps[steps.index("find_rebound") :]
    for step in ("apply_for_closure", "pass_self_check", "pass_review", "pass_site_check", "start_notice", "close"):
        assert step in again
    assert set(running(walk)) == {"recheck.first"}
    assert walk.task.number == walk.world.task.number


def test_what_was_shown_before_the_rebound_proves_nothing_after_it(walk: Walk) -> None:
    walk.pass_days(80)
    rebound = walk.rebound()
    with walk.day():
        node = walk.task.milestones.get(verified_on=None)
        services.report_milestone(task=walk.task, actor=walk.account("lead"), milestone=node)
        with pytest.raises(Refused) as refused:
            services.verify_milestone(task=walk.task, actor=walk.account("supervisor"), milestone=node)
        assert codes(refused.value) == {"milestone_without_evidence"}
        old = Evidence.objects.filter(task=walk.task, kind=EvidenceKind.SITE_CHECK).earliest("pk")
        with open_stored(old.file) as content:
            upload = services.Upload("new.jpg", content.read())
        services.add_evidence(
            task=walk.task, actor=walk.account("lead"), upload=upload, kind=EvidenceKind.OTHER, milestone=node
        )
        with pytest.raises(Refused) as refused:
            services.verify_milestone(task=walk.task, actor=walk.account("supervisor"), milestone=node)
    assert codes(refused.value) == {"milestone_without_evidence"}
    assert rebound.nodes == [node.name]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"results": []}, "rebound_shown"),
        ({"reopen": []}, "nodes_reopened"),
        ({"new_deadline": None}, "rebound_deadline_set"),
        ({"verifiers": []}, "enough_recheckers"),
        ({"comment": " "}, "comment_required"),
        ({"place": ""}, "place_missing"),
        ({"search_for": SearchWanted(scope="park", target=" ")}, "search_described"),
        ({"search_for": SearchWanted(scope="park", target="园区", due_on=date(2026, 1, 5))}, "search_described"),
    ],
)
def test_a_rebound_without_its_proof_is_refused_and_leaves_no_trace(
    walk: Walk, change: dict[str, object], code: str
) -> None:
    walk.pass_days(80)
    walk.start_recheck()
    with pytest.raises(Refused) as refused:
        walk.rebound(**change)
    assert codes(refused.value) == {code}
    walk.task.refresh_from_db()
    assert walk.task.state == State.RECHECK
    assert not Rebound.objects.exists()
    assert not Tracing.objects.exists()


def test_only_the_office_finds_a_rebound(walk: Walk) -> None:
    walk.start_recheck()
    for who in ("lead", "supervisor", "verifier", "leader"):
        with walk.day(), pytest.raises(Refused) as refused:
            services.find_rebound(task=walk.task, actor=walk.account(who), comment="反弹")
        assert "role_missing" in codes(refused.value)


def test_every_unit_that_let_the_closure_through_is_asked_and_answers_once(walk: Walk) -> None:
    walk.pass_days(80)
    rebound = walk.rebound()
    units = walk.world.units
    acts = {
        tracing.unit: {(act.act, act.account.username) for act in tracing.acts.all()}
        for tracing in rebound.tracings.all()
    }
    assert acts == {
        units["housing"]: {(AcceptanceAct.SELF_CHECK, "lead")},
        units["water"]: {(AcceptanceAct.REVIEW, "supervisor")},
        units["ecology"]: {
            (AcceptanceAct.SITE_CHECK, "verifier"),
            (AcceptanceAct.SITE_CHECK, "second"),
            (AcceptanceAct.SIGNATURE, "verifier"),
        },
        units["office"]: {(AcceptanceAct.CLOSURE, "office")},
    }
    assert walk.task.clocks.filter(rule="tracing.reply", stopped_on=None).count() == 4
    of_water = rebound.tracings.get(unit=units["water"])
    given: dict[str, Any] = {"missed": "没有查夜间工况。", "why": "初审只看材料。"}
    with walk.day():
        with pytest.raises(Refused) as refused:
            services.answer_tracing(tracing=of_water, actor=walk.account("lead"), **given)
        assert codes(refused.value) == {"not_your_unit"}
        services.answer_tracing(tracing=of_water, actor=walk.account("supervisor"), **given)
        with pytest.raises(Refused) as again:
            services.answer_tracing(tracing=of_water, actor=walk.account("supervisor"), **given)
    assert codes(again.value) == {"tracing_owed"}
    of_water.refresh_from_db()
    assert (of_water.missed, of_water.answered_on) == ("没有查夜间工况。", walk.today())
    assert walk.task.clocks.filter(rule="tracing.reply", stopped_on=None).count() == 3


def test_a_second_rebound_asks_only_about_the_second_closure(walk: Walk) -> None:
    walk.pass_days(80)
    walk.rebound()
    walk.to(State.CLOSED)
    walk.pass_days(80)
    second = walk.rebound()
    assert second.closure == walk.task.closures.last()
    days = {act.on for tracing in second.tracings.all() for act in tracing.acts.all()}
    first = Rebound.objects.filter(task=walk.task).earliest("pk")
    assert min(days) >= first.on
    assert Task.objects.get(pk=walk.task.pk).reopenings == 2


def test_a_rebound_opens_a_search_whose_result_names_problems_or_what_was_searched(walk: Walk) -> None:
    walk.pass_days(80)
    walk.rebound(search_for=SearchWanted(scope="watershed", target="青溪河流域"))
    search = AnalogousSearch.objects.get(task=walk.task)
    assert (search.scope, search.unit, search.done_on) == ("watershed", walk.world.units["housing"], None)
    assert search.due_on == walk.today() + timedelta(days=30)
    other = Problem.objects.create(
        number="WT-2026-0002", level="local", title="另一处溢流", wording="另一处溢流。",
        region=walk.world.units["county"], recorded_at=clock.now(), recorded_by=walk.account("office"),
    )  # fmt: skip
    with walk.day():
        for numbers, code in ((["WT-9"], "hit_unknown"), ([walk.task.problem.number], "hit_is_own_problem")):
            with pytest.raises(Refused) as refused:
                services.record_search(search=search, actor=walk.account("office"), searched="查", problems=numbers)
            assert codes(refused.value) == {code}
        with pytest.raises(Refused) as refused:
            services.record_search(search=search, actor=walk.account("lead"), searched=" ")
        assert codes(refused.value) == {"search_told"}
        services.record_search(
            search=search, actor=walk.account("office"), searched="沿河查12个镇。", problems=[other.number]
        )
    search.refresh_from_db()
    assert list(search.problems.all()) == [other]
    assert not walk.task.clocks.filter(rule="search.due", stopped_on=None).exists()


def test_the_office_opens_a_search_without_a_rebound_and_the_unit_finds_none(walk: Walk) -> None:
    with walk.day():
        search = services.open_search(
            task=walk.task, actor=walk.account("office"), scope="industry", target="镇级污水处理厂"
        )
        services.record_search(search=search, actor=walk.account("lead"), searched="查9座厂，未发现同类问题。")
    search.refresh_from_db()
    assert search.done_on == walk.today()
    assert not search.problems.exists()


def counted(walk: Walk, who: str, key: str) -> int:
    with walk.day():
        viewer = viewer_for(walk.account(who))
        count = QUEUES[key].count(viewer)
        assert count == len(QUEUES[key].rows(viewer))
        return count


def test_rechecks_wait_from_the_month_in_which_they_are_due(walk: Walk) -> None:
    due = running(walk)["recheck.first"]
    to_day(walk, due.replace(day=1) - timedelta(days=1))
    assert counted(walk, "office", "to_recheck") == 0
    walk.pass_days(1)
    assert counted(walk, "office", "to_recheck") == counted(walk, "supervisor", "to_recheck") == 1
    to_day(walk, due + timedelta(days=40))
    assert counted(walk, "office", "to_recheck") == 1
    walk.start_recheck()
    assert (counted(walk, "office", "to_recheck"), counted(walk, "office", "rechecking")) == (0, 1)


def test_questions_and_searches_wait_for_the_units_they_are_put_to_and_for_the_office(walk: Walk) -> None:
    walk.pass_days(80)
    rebound = walk.rebound()
    for who in ("office", "lead", "supervisor", "verifier"):
        assert counted(walk, who, "tracings") == 1
    assert [counted(walk, who, "searches") for who in ("office", "lead", "supervisor")] == [1, 1, 0]
    with walk.day():
        for tracing in rebound.tracings.all():
            services.answer_tracing(tracing=tracing, actor=walk.account("office"), missed="夜间工况", why="只看材料")
    assert counted(walk, "office", "tracings") == 0


def listed(walk: Walk, *standings: RecheckStanding) -> int:
    with walk.day():
        query = LedgerQuery(viewer_for(walk.account("office")), TaskFilter(recheck=standings))
        assert query.counted.total == len(query.tasks())
        return query.counted.total


def test_the_ledger_shows_what_is_due_overdue_and_never_rechecked(walk: Walk) -> None:
    due, standing = running(walk)["recheck.first"], RecheckStanding
    assert [listed(walk, s) for s in standing] == [0, 0, 1]
    to_day(walk, due.replace(day=1))
    assert [listed(walk, s) for s in standing] == [1, 0, 1]
    to_day(walk, due + timedelta(days=1))
    assert listed(walk, standing.OVERDUE) == 1
    walk.recheck()
    assert [listed(walk, s) for s in standing] == [0, 0, 0]
    with walk.day():
        office = viewer_for(walk.account("office"))
        assert LedgerQuery(office, TaskFilter(rebounded=False)).counted.total == 1
    walk.rebound()
    with walk.day():
        assert LedgerQuery(viewer_for(walk.account("office")), TaskFilter(rebounded=True)).counted.total == 1
