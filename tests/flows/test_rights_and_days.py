"""What the loop holds against people and days: separation of duties, extensions, late entries, holidays, reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bihuan.casework import services
from bihuan.casework.models import Notice, Objection
from bihuan.core.clocks import period_days
from bihuan.core.codes import DutyRole, EvidenceKind, GrantRole, GrantScope, State
from bihuan.core.reasons import Refused
from bihuan.core.workdays import calendar
from bihuan.ledger.models import Duty, Site
from bihuan.planning import scheduling
from bihuan.planning.models import Milestone
from tests.flows.walk import Walk, picture
from tests.world import World, grant, make_account


@pytest.fixture
def walk(world: World) -> Walk:
    return Walk(world)


def refused(deed: Callable[[], object], walk: Walk) -> set[str]:
    with walk.day(), pytest.raises(Refused) as caught:
        deed()
    return {reason.code for reason in caught.value.reasons}


# --- separation of duties ------------------------------------------------------------------------------------------


def test_a_person_of_a_unit_below_the_rectifying_one_may_not_verify_its_work(walk: Walk) -> None:
    """The county rectifies; somebody of the county's own bureau shares its interest."""
    insider = make_account("insider", name="内核", unit=walk.world.units["county_housing"])
    grant(insider, walk.world.units["county_housing"], GrantRole.VERIFIER, GrantScope.OWN)
    walk.to(State.SITE_CHECK)
    walk.world.accounts["insider"] = insider  # type: ignore[index]  # a plain dict behind the Mapping
    assert refused(lambda: walk.site_check(verifiers=("verifier", "insider")), walk) == {"verifiers_independent"}
    assert refused(lambda: walk.site_check(verifiers=("verifier", "lead")), walk) == {"verifier_without_role"}


def test_who_submitted_the_plan_does_not_approve_it_in_another_role_either(walk: Walk) -> None:
    walk.to(State.PLAN_REVIEW)
    grant(walk.account("lead"), walk.world.units["office"], GrantRole.RECTIFICATION_OFFICE, GrantScope.ALL)

    def approve() -> None:
        services.approve_plan(task=walk.task, actor=walk.account("lead"), approval_no="1号")

    assert refused(approve, walk) == {"actor_independent", "approver_is_not_author"}


# --- extension -----------------------------------------------------------------------------------------------------


def ask(walk: Walk, days: int) -> None:
    assert walk.task.deadline is not None
    with walk.day():
        services.request_extension(
            task=walk.task,
            actor=walk.account("lead"),
            new_deadline=walk.task.deadline + timedelta(days=days),
            reason="汛期无法施工。",
            stage_results="主体工程已完成。",
        )


def test_an_approved_extension_moves_the_deadline_keeps_the_first_and_shows_what_moves(walk: Walk) -> None:
    walk.to(State.RECTIFYING)
    first = walk.task.deadline
    assert first is not None
    ask(walk, 60)
    assert refused(lambda: ask(walk, 90), walk) == {"no_open_extension"}
    with walk.day():
        services.decide_extension(
            task=walk.task, actor=walk.account("office"), approve=True, approval_no="云延1号", comment="同意。"
        )
        assert (walk.task.deadline, walk.task.original_deadline) == (first + timedelta(days=60), first)
        assert len(scheduling.preview(task=walk.task).moves) == 2
        scheduling.apply_schedule(task=walk.task, actor=walk.account("lead"), reason="延期获批")
        assert scheduling.preview(task=walk.task).moves == ()
    assert not walk.task.clocks.filter(rule="extension.approval", stopped_on=None).exists()
    walk.to(State.CLOSED)


def test_an_extension_is_asked_for_in_time_and_a_refused_one_changes_nothing(walk: Walk) -> None:
    walk.to(State.RECTIFYING)
    deadline = walk.task.deadline
    assert deadline is not None
    ask(walk, 60)
    with walk.day():
        services.decide_extension(task=walk.task, actor=walk.account("office"), approve=False, comment="理由不充分。")
    assert walk.task.deadline == deadline
    walk.pass_days((deadline - walk.today()).days - 5)
    assert refused(lambda: ask(walk, 60), walk) == {"extension_asked_in_time"}


# --- days ----------------------------------------------------------------------------------------------------------


def test_nothing_is_entered_for_a_day_to_come_or_before_the_step_that_led_here(walk: Walk) -> None:
    walk.pass_days(10)
    walk.to(State.PLAN_REVIEW)
    for day, code in [(1, "on_in_future"), (-1, "on_before_last_step")]:
        on = walk.today() + timedelta(days=day)

        def approve(on: date = on) -> None:
            services.approve_plan(task=walk.task, actor=walk.account("office"), approval_no="1号", on=on)

        assert refused(approve, walk) == {code}


def test_a_late_entry_keeps_the_day_of_the_fact_and_that_of_its_entry(walk: Walk) -> None:
    with walk.day():
        services.accept(task=walk.task, actor=walk.account("lead"), on=walk.today())
    walk.pass_days(5)
    on = walk.today() - timedelta(days=3)
    with walk.day():
        passage = services.report_progress(
            task=walk.task,
            actor=walk.account("lead"),
            period=f"{on:%Y-%m}",
            text="已进场。",
            claimed_percent=Decimal(5),
            on=on,
        ).task.passages.last()
    assert passage is not None
    assert passage.on == on
    assert passage.at == walk.moment


@dataclass(frozen=True)
class Span:
    """A notice begun on a day and its last day, over a long holiday."""

    first: date
    last: date


@pytest.mark.parametrize(
    "span",
    [
        Span(date(2025, 1, 21), date(2025, 2, 8)),  # over 春节, with two weekend days worked
        Span(date(2024, 9, 25), date(2024, 10, 12)),  # over 国庆, with two more
    ],
    ids=["春节", "国庆"],
)
def test_a_notice_of_ten_working_days_counts_right_over_the_long_holidays(walk: Walk, span: Span) -> None:
    walk.moment = datetime(span.first.year, span.first.month, span.first.day, 2, tzinfo=UTC)
    walk.world.task.deadline = walk.task.deadline = date(span.first.year + 1, 6, 30)
    walk.task.save(update_fields=["deadline"])
    Duty.objects.update(since=date(2020, 1, 1))
    walk.to(State.NOTICE)
    notice = Notice.objects.get()
    assert (notice.starts_on, notice.ends_on) == (span.first, span.last)
    walk.pass_days((span.last - span.first).days)
    assert refused(walk.sign, walk) == {"notice_over"}, "the last day still belongs to the public"
    walk.pass_days(1)
    walk.sign()
    walk.close()


def test_a_term_that_ends_in_an_unpublished_year_is_provisional(walk: Walk) -> None:
    walk.moment = datetime(calendar().known_until.year, 12, 30, 2, tzinfo=UTC)
    walk.task.deadline = walk.today() + timedelta(days=300)
    walk.task.save(update_fields=["deadline"])
    walk.to(State.SELF_CHECK)
    running = walk.task.clocks.get(rule="self_check.days")
    assert running.provisional
    assert "尚未公布" in str(running.derivation)


def test_a_notice_cannot_be_entered_for_days_on_which_nobody_could_read_it(walk: Walk) -> None:
    walk.to(State.SITE_CHECK).site_check()
    walk.pass_days(30)

    def backdated() -> None:
        services.start_notice(
            task=walk.task,
            actor=walk.account("office"),
            title="公示",
            fields=dict.fromkeys(
                ["反馈问题", "整改时限", "整改目标", "整改措施", "整改完成情况", "责任单位", "联系电话"], "有"
            ),
            starts_on=walk.today() - timedelta(days=20),
        )

    assert refused(backdated, walk) == {"notice_in_past"}


# --- the reasons of the services themselves -------------------------------------------------------------------------


def test_a_milestone_is_verified_only_when_reported_and_proven(walk: Walk) -> None:
    walk.to(State.RECTIFYING)
    node = walk.task.milestones.all()[0]

    def verify() -> None:
        services.verify_milestone(task=walk.task, actor=walk.account("supervisor"), milestone=node)

    assert refused(verify, walk) == {"milestone_not_reported"}
    with walk.day():
        services.report_milestone(task=walk.task, actor=walk.account("lead"), milestone=node)
    assert refused(verify, walk) == {"milestone_without_evidence"}
    with walk.day():
        shown = walk.evidence(EvidenceKind.WORKS_ACCEPTANCE, who="lead", milestone=node)
        services.withdraw_evidence(evidence=shown, actor=walk.account("lead"), comment="传错了文件")
    assert refused(verify, walk) == {"milestone_without_evidence"}, "what is withdrawn proves nothing"
    with walk.day():
        walk.evidence(EvidenceKind.WORKS_ACCEPTANCE, who="lead", milestone=node)
        verify()
    assert refused(verify, walk) == {"milestone_verified"}


def test_evidence_is_withdrawn_by_the_unit_that_handed_it_in_and_once(walk: Walk) -> None:
    walk.to(State.RECTIFYING)
    with walk.day():
        shown = walk.evidence(EvidenceKind.OTHER, who="lead")

    def withdraw(who: str) -> Callable[[], object]:
        return lambda: services.withdraw_evidence(evidence=shown, actor=walk.account(who), comment="重复")

    assert refused(withdraw("supervisor"), walk) == {"own_evidence"}
    with walk.day():
        withdraw("lead")()
    assert refused(withdraw("lead"), walk) == {"evidence_withdrawn"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"period": "十一月"}, "period_invalid"),
        ({"period": "2099-01"}, "period_in_future"),
        ({"period": " "}, "period_given"),
        ({"text": " "}, "report_empty"),
        ({"claimed_percent": Decimal(101)}, "percent_out_of_range"),
    ],
)
def test_a_report_says_of_which_period_what_and_how_far(walk: Walk, given: dict[str, object], code: str) -> None:
    walk.to(State.RECTIFYING)
    whole = {"period": f"{walk.today():%Y-%m}", "text": "进展", "claimed_percent": Decimal(10), **given}

    def report() -> None:
        services.report_progress(task=walk.task, actor=walk.account("lead"), **whole)  # type: ignore[arg-type]  # as given

    assert refused(report, walk) == {code}


def test_a_week_that_is_reported_where_months_are_owed_is_kept_and_does_not_stand_for_its_month(walk: Walk) -> None:
    walk.to(State.RECTIFYING)
    (owed,) = walk.task.clocks.filter(rule="dispatch.reply", stopped_on=None)
    _first, last = period_days(owed.start_event.removeprefix("period "))
    walk.pass_days((last - walk.today()).days)
    year, week, _day = (last - timedelta(days=7)).isocalendar()
    with walk.day():
        services.report_progress(
            task=walk.task,
            actor=walk.account("lead"),
            period=f"{year}-W{week:02d}",
            text="进展",
            claimed_percent=Decimal(10),
        )
    assert walk.task.clocks.filter(rule="dispatch.reply", stopped_on=None).get() == owed


def test_every_site_of_a_task_has_to_be_put_right_one_by_one(walk: Walk) -> None:
    region = walk.world.units["county"]
    sites = [Site.objects.create(name=f"{place}号排口", region=region) for place in (1, 2)]
    other = Site.objects.create(name="别处", region=region)
    walk.task.sites.set(sites)
    walk.to(State.RECTIFYING).work()

    def verify(site: Site) -> Callable[[], object]:
        return lambda: services.verify_site(task=walk.task, actor=walk.account("supervisor"), site=site)

    with walk.day():
        verify(sites[0])()
    assert refused(verify(sites[0]), walk) == {"site_verified"}
    assert refused(verify(other), walk) == {"site_of_other_task"}
    assert refused(walk.work_and_apply, walk) == {"sites_done"}
    with walk.day():
        verify(sites[1])()
    walk.to(State.SELF_CHECK)


def test_a_doubted_site_is_withdrawn_by_name_and_must_be_verified_anew(walk: Walk) -> None:
    sites = [Site.objects.create(name=f"{place}号排口", region=walk.world.units["county"]) for place in (1, 2)]
    walk.task.sites.set(sites)
    walk.to(State.RECTIFYING).work()

    def withdraw(who: str = "supervisor", site: Site = sites[0], why: str = "雨后又有污水") -> Callable[[], object]:
        return lambda: services.withdraw_site(task=walk.task, actor=walk.account(who), site=site, comment=why)

    assert refused(withdraw(), walk) == {"site_put_right"}
    with walk.day():
        for site in sites:
            services.verify_site(task=walk.task, actor=walk.account("supervisor"), site=site)
    walk.to(State.NOTICE)
    assert "role_missing" in refused(withdraw(who="lead"), walk)
    assert refused(withdraw(why=" "), walk) == {"comment_required"}
    walk.pass_days(60)
    walk.sign()
    with walk.day():
        withdraw()()
    held = walk.task.site_results.get(site=sites[0])
    assert held.withdrawn_at
    assert held.withdrawn_why == "雨后又有污水"
    assert walk.task.site_results.filter(withdrawn_at=None).get().site == sites[1]
    assert refused(withdraw(), walk) == {"site_not_verified"}
    assert {"sites_done", "acceptors_signed"} <= refused(walk.close, walk)


def test_false_rectification_stops_the_closure_until_it_is_settled_and_the_mark_stays(walk: Walk) -> None:
    walk.to(State.NOTICE)
    with walk.day():
        services.flag_false_rectification(task=walk.task, actor=walk.account("inspector"), comment="监测数据造假。")
    notice = walk.task.notices.get()
    walk.pass_days((notice.ends_on - walk.today()).days + 1)
    assert refused(walk.sign, walk) == {"no_false_rectification"}

    def settle(number: str) -> Callable[[], object]:
        return lambda: services.settle_false_rectification(
            task=walk.task, actor=walk.account("office"), transfer_no=number, comment="已移交。"
        )

    assert refused(settle(""), walk) == {"transfer_number_given"}
    with walk.day():
        settle("云移〔2026〕1号")()
    walk.sign()
    walk.close()
    walk.task.refresh_from_db()
    assert walk.task.false_rectification


def test_a_dispute_pauses_the_claim_is_ruled_on_and_cannot_be_raised_twice(walk: Walk) -> None:
    from bihuan.ledger import clocks

    with walk.day():
        clocks.lead_assigned(walk.task, walk.today())
    before = walk.task.clocks.get(rule="claim.due").due_on

    def dispute() -> None:
        services.dispute(task=walk.task, actor=walk.account("lead"), comment="应由水利局牵头。")

    with walk.day():
        dispute()
    assert refused(walk.accept, walk) == {"no_open_dispute"}
    walk.pass_days(7)
    with walk.day():
        services.rule_on_dispute(task=walk.task, actor=walk.account("office"), upheld=False, comment="职责在住建局。")
    assert walk.task.clocks.get(rule="claim.due").due_on > before
    assert refused(dispute, walk) == {"dispute_left"}
    walk.accept()


def test_long_term_work_needs_its_stage_goal_and_nodes_that_recur(walk: Walk) -> None:
    walk.to(State.RECTIFYING)

    def mark() -> None:
        services.mark_long_term(task=walk.task, actor=walk.account("office"), comment="转入长期坚持。")

    assert refused(mark, walk) == {"stage_goal_met", "recurring_milestones_set"}
    walk.work()
    Milestone.objects.create(task=walk.task, name="年度复查", weight=0, recurring="yearly", order=9)
    with walk.day():
        mark()
    assert (walk.task.state, walk.task.long_term) == (State.LONG_TERM, True)
    walk.report()


def test_a_notice_shows_only_pictures_of_its_own_task_and_lacks_no_field(walk: Walk) -> None:
    walk.to(State.SITE_CHECK).site_check()

    def publish(**more: object) -> Callable[[], object]:
        given: dict[str, object] = {"title": "公示", "fields": {"反馈问题": "有"}, **more}
        return lambda: services.start_notice(task=walk.task, actor=walk.account("office"), **given)  # type: ignore[arg-type]  # as given

    assert refused(publish(), walk) == {"notice_complete"}


def test_an_objection_outside_the_notice_or_decided_twice_is_told_so(walk: Walk) -> None:
    walk.to(State.SITE_CHECK)

    def complain(text: str = "有异味。") -> None:
        services.object_to_notice(task=walk.task, text=text)

    assert refused(complain, walk) == {"wrong_state"}
    walk.to(State.NOTICE)
    with walk.day():
        complain()
        complain("夜里有噪声。")
    one = Objection.objects.first()
    assert one is not None

    def dismiss() -> None:
        services.dismiss_objection(objection=one, actor=walk.account("office"), reply="不属实。")

    with walk.day():
        dismiss()
    assert refused(dismiss, walk) == {"objection_decided"}
    assert walk.task.clocks.filter(rule="objection.reply", stopped_on=None).count() == 1, "the other one still runs"


def test_the_camera_s_notes_give_day_and_place_where_none_are_given(walk: Walk) -> None:
    from io import BytesIO

    from PIL import ExifTags, Image

    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:05 10:11:12"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps |= {1: "N", 2: (27.0, 30.0, 0.0), 3: "E", 4: (113.0, 15.0, 36.0)}
    content = BytesIO()
    Image.open(BytesIO(picture())).save(content, "JPEG", exif=exif)
    walk.to(State.RECTIFYING)
    with walk.day():
        shown = services.add_evidence(
            task=walk.task,
            actor=walk.account("lead"),
            upload=services.Upload("a.jpg", content.getvalue()),
            kind=EvidenceKind.PHOTO_AFTER,
        )
    assert shown.taken_on == date(2026, 3, 5)
    assert (shown.latitude, shown.longitude) == (Decimal("27.5"), Decimal("113.26"))


def test_an_acceptor_who_also_rectifies_blocks_the_plan(walk: Walk) -> None:
    walk.to(State.DRAFTING)
    Duty.objects.create(task=walk.task, unit=walk.world.units["ecology"], role=DutyRole.ASSIST, since=date(2026, 1, 1))
    assert "acceptor_independent" in refused(walk.plan_and_submit, walk)
