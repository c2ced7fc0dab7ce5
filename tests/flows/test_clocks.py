"""The legal clocks on the real database: started, paused, derived again when holidays come, claimed once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from bihuan.casework import services as casework
from bihuan.casework import sweeps
from bihuan.casework.models import Notice
from bihuan.core.codes import DutyRole, GrantRole, GrantScope, InspectionLevel, InspectionType, State
from bihuan.core.reasons import Refused
from bihuan.core.workdays import add_months, calendar
from bihuan.ledger import clocks, duties, holidays, reporting, services
from bihuan.ledger.models import Clock, Task
from bihuan.planning import summary
from bihuan.platform import clock
from bihuan.platform.sweeping import SetAsideError
from bihuan.portal import projection
from bihuan.portal.models import PublicNotice
from tests.flows.walk import Walk
from tests.world import World, grant, make_account


def test_a_plan_is_due_thirty_working_days_after_feedback_over_the_october_holidays(world: World) -> None:
    running = clocks.start_clock(kind="plan", inspection=world.inspection, started_on=date(2018, 8, 23))
    assert running.due_on == date(2018, 10, 10)
    assert not running.provisional
    (told,) = clocks.phrases(running.derivation)
    assert told.text() == "自2018-08-23的次日起算30个工作日，至2018-10-10止，其间休息日和节假日18天不计。"


def test_a_pause_moves_the_end_by_the_working_days_it_covers(world: World) -> None:
    running = clocks.start_clock(kind="claim", task=world.task, started_on=date(2025, 3, 3))
    assert running.due_on == date(2025, 3, 6)
    with clock.fixed(datetime(2025, 3, 4, 2, tzinfo=UTC)):
        clocks.pause(running=running, since=date(2025, 3, 4), reason="认领异议裁定期间")
    with clock.fixed(datetime(2025, 3, 10, 2, tzinfo=UTC)):
        clocks.resume(running=running, last_day=date(2025, 3, 9))
    running.refresh_from_db()
    assert running.due_on == date(2025, 3, 12), "four working days later: the 4th to the 7th stood still"


def test_a_lapsed_clock_is_claimed_once_however_often_the_sweep_runs(world: World) -> None:
    running = clocks.start_clock(kind="claim", task=world.task, started_on=date(2025, 3, 3))
    with clock.fixed(datetime(2025, 3, 6, 4, tzinfo=UTC)):
        assert clocks.sweep() == [], "the last day itself is still in time"
    with clock.fixed(datetime(2025, 3, 7, 4, tzinfo=UTC)):
        assert clocks.sweep() == [running]
        assert clocks.sweep() == []


def test_a_self_found_task_has_no_review_and_its_site_check_is_due_from_the_self_check_on(world: World) -> None:
    Task.objects.filter(pk=world.task.pk).update(workflow="local-2025")
    world.task.refresh_from_db()
    walk = Walk(world).to(State.SELF_CHECK)
    walk.self_check()
    assert walk.task.state == State.SITE_CHECK
    assert not walk.task.clocks.filter(rule="review.days").exists()
    (running,) = clocks.running_clocks(walk.task, "site_check")
    assert (running.started_on, running.start_event) == (walk.today(), "pass_self_check")


def test_the_new_site_check_after_an_upheld_objection_is_due_like_the_first(world: World) -> None:
    walk = Walk(world).to(State.NOTICE)
    with walk.day():
        objection = casework.object_to_notice(task=walk.task, text="河里还是黑的。")
    walk.pass_days(1)
    with walk.day():
        casework.uphold_objection(objection=objection, actor=walk.account("office"), reply="属实，重新核查。")
    walk.task.refresh_from_db()
    assert [row.started_on for row in clocks.running_clocks(walk.task, "site_check")] == [walk.today()]


def test_a_stopped_clock_stays_stopped_and_never_lapses(world: World) -> None:
    running = clocks.start_clock(kind="claim", task=world.task, started_on=date(2025, 3, 3))
    assert clocks.stop(running=running, on=date(2025, 3, 4), event="accept")
    assert not clocks.stop(running=running, on=date(2025, 3, 5), event="accept")
    with clock.fixed(datetime(2025, 3, 20, tzinfo=UTC)):
        assert clocks.sweep() == []
    assert Clock.objects.get().stopped_on == date(2025, 3, 4)


def test_a_provisional_day_is_derived_again_when_the_holidays_are_entered(world: World) -> None:
    year = calendar().known_until.year + 1
    running = clocks.start_clock(kind="claim", task=world.task, started_on=date(year, 3, 1))
    assert running.provisional
    rest = holidays.Day(running.due_on, works=False, note="本地假日")
    moved = holidays.publish_year(year=year, days=[rest], source="测试用放假通知", actor=world.accounts["office"])
    assert moved == [running]
    running.refresh_from_db()
    assert running.due_on > rest.date
    assert not running.provisional


def test_a_clock_that_lapsed_by_wrong_holidays_runs_again_and_lapses_once_more(world: World) -> None:
    year, office = calendar().known_until.year + 1, world.accounts["office"]
    running = clocks.start_clock(kind="claim", task=world.task, started_on=date(year, 3, 1))
    rest = holidays.Day(running.due_on, works=False)
    with clock.fixed(datetime(year, 3, running.due_on.day + 1, 4, tzinfo=UTC)):
        assert clocks.sweep() == [running]
        holidays.publish_year(year=year, days=[rest], source="测试用放假通知", actor=office)
        assert clocks.sweep() == []
    with clock.fixed(datetime(year, 3, 20, 4, tzinfo=UTC)):
        assert clocks.sweep() == [running]
        assert clocks.sweep() == []


def test_the_calendar_is_kept_by_the_office_alone_and_with_its_source(world: World) -> None:
    with pytest.raises(Refused) as refused:
        holidays.publish_year(year=2031, days=[], source="", actor=world.accounts["lead"])
    assert {reason.code for reason in refused.value.reasons} == {"role", "source_missing"}


def test_the_office_of_a_county_does_not_move_the_time_limits_of_everybody(world: World, client: Client) -> None:
    for role in (GrantRole.RECTIFICATION_OFFICE, GrantRole.SYSTEM_ADMIN):
        actor = make_account(f"county {role}")
        grant(actor, world.units["county"], role, GrantScope.SUBTREE)
        with pytest.raises(Refused) as refused:
            holidays.publish_year(year=2031, days=[], source="放假通知", actor=actor)
        assert [reason.code for reason in refused.value.reasons] == ["role"]
        client.force_login(actor)
        assert client.get("/tasks/calendar/").status_code == 403


def test_the_feedback_starts_the_clocks_of_the_inspection_and_a_lead_unit_that_of_its_claim(world: World) -> None:
    office = world.accounts["office"]
    facts = services.InspectionFacts(
        name="市级督察", level=InspectionLevel.CITY, type=InspectionType.ROUTINE, feedback_on=date(2018, 8, 23)
    )
    inspection = services.record_inspection(actor=office, facts=facts)
    assert dict(inspection.clocks.values_list("rule", "due_on")) == {
        "plan.due": date(2018, 10, 10),
        "first_report.due": date(2019, 2, 23),
    }
    services.amend_inspection(actor=office, inspection=inspection, facts=replace(facts, feedback_on=date(2018, 8, 24)))
    running = inspection.clocks.filter(stopped_on=None, rule="plan.due")
    assert [row.due_on for row in running] == [date(2018, 10, 11)]
    handover = duties.Handover(world.units["water"], DutyRole.LEAD)
    duties.assign(actor=office, tasks=[world.task], handover=handover, reason="职能调整")
    assert world.task.clocks.get().rule == "claim.due"


def with_feedback(day: date | None) -> services.InspectionFacts:
    return services.InspectionFacts(
        name="市级督察", level=InspectionLevel.CITY, type=InspectionType.ROUTINE, feedback_on=day
    )


def test_the_clocks_of_a_feedback_follow_its_day_there_and_back_and_end_when_it_is_gone(world: World) -> None:
    office, first, other = world.accounts["office"], date(2026, 3, 2), date(2026, 3, 9)
    inspection = services.record_inspection(actor=office, facts=with_feedback(first))

    def running(day: date | None) -> list[date]:
        row = services.amend_inspection(actor=office, inspection=inspection, facts=with_feedback(day))
        return [row.started_on for row in row.clocks.filter(stopped_on=None)]

    assert running(other) == [other] * 2
    assert running(first) == [first] * 2
    assert running(first) == [first] * 2, "nothing was corrected"
    assert running(None) == []
    assert running(other) == [other] * 2


def test_what_was_handed_in_is_not_owed_again_when_the_day_of_the_feedback_is_corrected(world: World) -> None:
    office = world.accounts["office"]
    inspection = services.record_inspection(actor=office, facts=with_feedback(date(2026, 3, 2)))
    plan = inspection.clocks.get(rule="plan.due")
    reporting.hand_in(actor=office, owed=plan, on=date(2026, 4, 1), document_no="云政函〔2026〕8号")
    services.amend_inspection(actor=office, inspection=inspection, facts=with_feedback(date(2026, 3, 9)))
    assert [row.rule for row in inspection.clocks.filter(stopped_on=None)] == ["first_report.due"]


def test_the_first_report_may_be_owed_from_the_day_the_plan_is_issued(
    world: World, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "rules.toml").write_text(
        '[[rules]]\nkey = "first_report.due"\nvalue = 6\nunit = "month"\nbasis = "local"\nsource = "省里的通知"\n'
        'label = "首次报送"\nanchor = "plan_issued"\n'
    )
    settings.HOME = tmp_path
    office = world.accounts["office"]
    facts = replace(with_feedback(date(2026, 3, 2)), object=world.inspection.object)
    services.amend_inspection(actor=office, inspection=world.inspection, facts=facts)
    owed = world.inspection.clocks.filter(stopped_on=None)
    assert [row.rule for row in owed] == ["plan.due"]

    walk = Walk(world).to(State.RECTIFYING)
    issued = walk.task.passages.get(step="approve_plan").on
    first = owed.get(rule="first_report.due")
    assert (first.started_on, first.start_event, first.due_on) == (issued, "plan_issued", add_months(issued, 6).date)
    services.amend_inspection(
        actor=office, inspection=world.inspection, facts=replace(facts, feedback_on=date(2026, 3, 9))
    )
    clocks.plan_issued(world.inspection, clock.today())
    assert owed.get(rule="first_report.due") == first, "neither another feedback nor another plan begins it anew"


def test_the_plan_of_an_inspection_is_owed_upward_until_it_is_handed_in(world: World) -> None:
    clocks.fed_back(world.inspection)
    Walk(world).to(State.RECTIFYING)
    owed = world.inspection.clocks.get(rule="plan.due")
    assert owed.stopped_on is None, "an approved plan is not yet a reported one"
    reporting.hand_in(actor=world.accounts["office"], owed=owed, on=clock.today(), document_no="云政函〔2026〕8号")


def over_the_year(walk: Walk, year: int) -> None:
    """Go to the days in which a notice of ten working days reaches into a year without published holidays."""
    walk.moment = datetime(year - 1, 12, 24, 2, tzinfo=UTC)
    walk.task.deadline = date(year, 12, 31)
    walk.task.save(update_fields=["deadline"])


def shown_to_the_public(walk: Walk, notice: Notice) -> tuple[date, bool]:
    """The last day that the page of a notice tells, and whether it says that the day is provisional."""
    with walk.day():
        projection.follow()
        html = Client().get(reverse("portal:notice", args=[notice.pk])).content.decode()
    told = PublicNotice.objects.get(notice=notice.pk).ends_on
    assert f"{told}" in html
    return told, "暂定" in html


def test_a_notice_ends_with_its_clock_when_holidays_are_announced_and_never_earlier(world: World) -> None:
    year = calendar().known_until.year + 1
    walk = Walk(world)
    over_the_year(walk, year)
    notice = walk.to(State.NOTICE).task.notices.get()
    first = notice.ends_on
    assert notice.clock.provisional
    assert shown_to_the_public(walk, notice) == (notice.ends_on, True)

    def announced(*days: holidays.Day) -> Notice:
        with walk.day():
            holidays.publish_year(year=year, days=days, source="放假通知", actor=walk.account("office"))
            projection.follow()
        return Notice.objects.select_related("clock").get()

    held = announced(holidays.Day(first, works=False))
    assert held.ends_on > first
    assert not held.clock.provisional
    assert shown_to_the_public(walk, held) == (held.ends_on, False)
    put_right = announced()
    assert put_right.ends_on == held.ends_on, "the public was told that it may object until then"
    assert "截止日不提前" in str(put_right.clock.derivation)
    walk.pass_days((held.ends_on - walk.today()).days)
    with pytest.raises(Refused):
        walk.sign()
    with walk.day():
        casework.object_to_notice(task=walk.task, text="厂里夜里偷排。")


def test_a_sweep_that_is_killed_loses_neither_the_claim_nor_what_follows_from_it(world: World) -> None:
    walk = Walk(world).to(State.NOTICE)
    notice = walk.task.notices.get()
    walk.pass_days((notice.ends_on - walk.today()).days + 1)

    def killed(_lapsed: Clock) -> None:
        raise KeyboardInterrupt

    with walk.day():
        with pytest.raises(KeyboardInterrupt):
            clocks.sweep(killed)
        assert notice.clock in sweeps.sweep_clocks()
    filing = walk.task.clocks.get(rule="filing.days")
    assert (filing.started_on, filing.stopped_on) == (notice.ends_on + timedelta(days=1), None)
    walk.task.refresh_from_db()
    assert walk.task.derived_on is None, "the next day shown in lists is another one now"


def test_a_clock_that_cannot_be_swept_holds_up_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    (owed,) = clocks.running_clocks(walk.task, "dispatch")
    broken = Clock.objects.create(rule="unknown.rule", task=walk.task, started_on=owed.started_on, due_on=owed.due_on)
    broken.pauses.create(since=owed.started_on, reason="规则已经不在")
    walk.pass_days((owed.due_on - walk.today()).days + 1)
    with walk.day(), pytest.raises(SetAsideError, match=r"unknown\.rule"):
        sweeps.sweep_clocks()
    assert f"clock {broken.pk} could not be swept" in caplog.text
    assert len(clocks.running_clocks(walk.task, "dispatch")) == 2


def test_a_fault_of_the_database_is_no_clocks_and_ends_the_sweep(world: World) -> None:
    running = clocks.start_clock(kind="claim", task=world.task, started_on=date(2025, 3, 3))

    def locked(_lapsed: Clock) -> None:
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError):
        clocks.sweep(locked)
    running.refresh_from_db()
    assert running.lapsed_at is None


def test_the_next_day_of_a_task_is_that_of_the_clock_its_last_step_started(world: World) -> None:
    walk = Walk(world).to(State.SITE_CHECK)
    walk.site_check()
    walk.task.clocks.filter(stopped_on=None).update(stopped_on=walk.today())
    notice = walk.publish()
    walk.task.refresh_from_db()
    assert walk.task.next_step_on == notice.ends_on
    assert walk.task.turns_on == notice.ends_on + timedelta(days=1)
    walk.task.clocks.filter(stopped_on=None).update(due_on=date(2099, 1, 1))
    with walk.day():
        objection = casework.object_to_notice(task=walk.task, text="厂里夜里偷排。")
    walk.task.refresh_from_db()
    assert walk.task.next_step_on == walk.task.clocks.get(start_event=f"objection {objection.receipt}").due_on


def test_holidays_that_move_a_clock_move_the_next_day_of_its_task(world: World) -> None:
    year = calendar().known_until.year + 1
    running = clocks.start_clock(kind="claim", task=world.task, started_on=date(year, 3, 1))
    summary.sweep()
    rest = holidays.Day(running.due_on, works=False)
    holidays.publish_year(year=year, days=[rest], source="放假通知", actor=world.accounts["office"])
    world.task.refresh_from_db()
    assert world.task.derived_on is None
