"""What the public sees: released words only, notices as they were shown, and objections that reach casework."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.http import FileResponse
from django.test import Client
from PIL import ExifTags, Image

from bihuan.casework import services as casework
from bihuan.casework.models import Notice
from bihuan.core.codes import EvidenceKind, State
from bihuan.core.reasons import Refused
from bihuan.ledger.clocks import start_clock
from bihuan.planning.models import Measure, Plan
from bihuan.platform import clock, files
from bihuan.portal import projection, services
from bihuan.portal.models import PublicNotice, PublicTask
from tests.flows.walk import Walk
from tests.intaking import store
from tests.world import World

__all__ = ["store"]
pytestmark = pytest.mark.django_db
SECRET = "举报人王某某的电话"


def approved(world: World) -> None:
    task = world.task
    Plan.objects.create(
        task=task, version=2, approved_version=2, approved_at=clock.now(), approval_no="云政函〔2026〕8号"
    )
    Measure.objects.create(task=task, text="新建二级生化池", unit=world.units["housing"], due=clock.today())
    task.state = State.RECTIFYING
    task.save(update_fields=["state"])


def test_a_plan_is_shown_only_after_its_present_version_was_approved(world: World) -> None:
    with pytest.raises(Refused) as refused:
        services.release_plan(number=world.task.number, actor=world.accounts["office"], summary="污水处理厂超标")
    assert {reason.code for reason in refused.value.reasons} == {"plan_not_approved", "state_not_releasable"}
    approved(world)
    Plan.objects.update(version=3)
    with pytest.raises(Refused):
        services.release_plan(number=world.task.number, actor=world.accounts["office"], summary="污水处理厂超标")
    assert not PublicTask.objects.exists()


def test_only_the_office_releases(world: World) -> None:
    approved(world)
    with pytest.raises(Refused):
        services.release_plan(number=world.task.number, actor=world.accounts["lead"], summary="污水处理厂超标")


def test_the_public_page_shows_the_wording_for_the_public_and_never_the_original(world: World, client: Client) -> None:
    approved(world)
    services.release_plan(number=world.task.number, actor=world.accounts["office"], summary="一座污水处理厂超标排放")
    for address in ("/public/", f"/public/tasks/{world.task.number}/"):
        page = client.get(address).content.decode()
        assert "一座污水处理厂超标排放" in page
        assert world.problem.wording not in page
    assert "新建二级生化池" in client.get(f"/public/tasks/{world.task.number}/").content.decode()


def test_a_task_that_was_not_released_does_not_exist_for_the_public(world: World, client: Client) -> None:
    approved(world)
    assert client.get(f"/public/tasks/{world.task.number}/").status_code == 404


def test_following_the_log_twice_changes_nothing(world: World) -> None:
    approved(world)
    services.release_plan(number=world.task.number, actor=world.accounts["office"], summary="一座污水处理厂超标排放")
    projection.follow()
    before = list(PublicTask.objects.values())
    assert projection.follow() == 0
    assert list(PublicTask.objects.values()) == before


def running_notice(world: World) -> Notice:
    approved(world)
    notice = Notice.objects.create(
        task=world.task,
        starts_on=clock.today(),
        clock=start_clock(kind="notice", task=world.task, started_on=clock.today()),
        title="石桥镇污水处理厂整改销号公示",
        text="整改完成情况：出水达标",
        digest="0" * 64,
        by=world.accounts["office"],
    )
    world.task.state = State.NOTICE
    world.task.save(update_fields=["state"])
    projection.project(world.task, clock.today())
    return notice


def test_a_task_that_is_open_again_is_no_longer_shown_as_closed(world: World, client: Client) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    with walk.day():
        services.release_plan(number=world.task.number, actor=walk.account("office"), summary="一座污水处理厂超标排放")
    walk.to(State.CLOSED)
    projection.follow()
    shown, notice = PublicTask.objects.get(), PublicNotice.objects.get()
    assert (shown.status, shown.closed_on, notice.outcome) == ("closed", walk.today(), "closed")
    walk.pass_days(80)
    rebound = walk.rebound()
    projection.follow()
    for row in (shown, notice):
        row.refresh_from_db()
    assert (shown.status, shown.closed_on, shown.filing_no, shown.reopened_on) == ("rectifying", None, "", rebound.on)
    assert shown.deadline == rebound.new_deadline
    assert notice.outcome == "reopened"
    assert "复核发现反弹" in client.get(f"/public/tasks/{world.task.number}/").content.decode()
    assert "销号后反弹，重新整改" in client.get(f"/public/notices/{notice.notice}/").content.decode()
    walk.to(State.CLOSED)
    projection.follow()
    shown.refresh_from_db()
    assert (shown.status, shown.closed_on, shown.reopened_on) == ("closed", walk.today(), rebound.on)
    assert sorted(PublicNotice.objects.values_list("outcome", flat=True)) == ["closed", "reopened"]


def test_an_objection_from_the_page_reaches_casework_and_is_answered_by_its_receipt(
    world: World, client: Client
) -> None:
    notice = running_notice(world)
    answer = client.post(
        f"/public/notices/{notice.pk}/",
        {"text": "昨晚仍有污水流入青溪河", "name": SECRET, "contact": SECRET},
        follow=True,
    )
    objection = notice.objections.get()
    assert objection.receipt in answer.content.decode()
    shown = client.get("/public/objections/", {"receipt": objection.receipt.lower()}).content.decode()
    assert "待处理" in shown
    assert SECRET not in shown
    assert "昨晚仍有污水" not in client.get(f"/public/notices/{notice.pk}/").content.decode()


def test_a_robot_that_fills_the_trap_leaves_no_objection(world: World, client: Client) -> None:
    notice = running_notice(world)
    answer = client.post(f"/public/notices/{notice.pk}/", {"text": "昨晚仍有污水流入青溪河", "website": "http://spam"})
    assert answer.status_code == 422
    assert not notice.objections.exists()
    assert ("再提交一次" in answer.text, "http://spam" in answer.text, "昨晚仍有污水" in answer.text) == (
        True,
        False,
        True,
    )


def test_objections_from_one_address_are_limited_and_what_was_typed_is_kept(world: World, client: Client) -> None:
    notice = running_notice(world)
    for turn in range(5):
        assert client.post(f"/public/notices/{notice.pk}/", {"text": f"第{turn}次看到污水"}).status_code == 302
    refused = client.post(f"/public/notices/{notice.pk}/", {"text": "第六次看到污水直排"})
    assert refused.status_code == 429
    assert "第六次看到污水直排" in refused.content.decode()
    assert notice.objections.count() == 5


def test_after_the_notice_ended_there_is_no_form(world: World, client: Client) -> None:
    notice = running_notice(world)
    Notice.objects.update(withdrawn_on=clock.today())
    projection.project(world.task, clock.today())
    assert "我有不同意见" not in client.get(f"/public/notices/{notice.pk}/").content.decode()
    late = client.post(f"/public/notices/{notice.pk}/", {"text": "昨晚仍有污水流入青溪河"})
    assert not notice.objections.exists()
    assert (late.status_code, "没有收下" in late.text, "昨晚仍有污水" in late.text) == (409, True, True)


def test_a_notice_is_nobody_s_to_read_before_its_first_day(world: World, client: Client) -> None:
    notice = running_notice(world)
    Notice.objects.update(starts_on=clock.today() + timedelta(days=3))
    projection.project(world.task, clock.today())
    for address in (f"/public/notices/{notice.pk}/", f"/api/v1/public/notices/{notice.pk}"):
        assert client.get(address).status_code == 404
    for address in ("/public/notices/", "/public/", "/api/v1/public/notices?standing=past"):
        assert notice.title not in client.get(address).text
    objection = client.post(
        f"/api/v1/public/notices/{notice.pk}/objections", {"text": "昨晚仍有污水"}, "application/json"
    )
    assert objection.status_code == 404


def test_a_notice_that_the_office_took_back_is_not_said_to_have_been_objected_to(world: World, client: Client) -> None:
    walk = Walk(world).to(State.NOTICE)
    with walk.day():
        casework.withdraw_notice(task=walk.task, actor=walk.account("office"), comment="照片传错了")
    projection.follow()
    first = PublicNotice.objects.get()
    page = client.get(f"/public/notices/{first.notice}/").text
    assert (first.outcome, "已撤回" in page, "异议成立" in page) == ("withdrawn", True, False)


def test_what_happens_inside_does_not_date_the_public_page(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    with walk.day():
        services.release_plan(number=walk.task.number, actor=walk.account("office"), summary="一座污水处理厂超标排放")
    released = walk.today()
    walk.pass_days(20)
    with walk.day():
        walk.evidence(EvidenceKind.OTHER, who="lead")
        projection.follow()
    assert PublicTask.objects.get().updated_on == released


def test_a_receipt_page_repeats_no_words_of_an_address(client: Client) -> None:
    assert client.get("/public/objections/YY-2026-ABCDEFGH/received/").status_code == 200
    assert client.get("/public/objections/市政府已同意/received/").status_code == 404


def test_who_objected_is_told_to_the_office_alone(world: World, client: Client) -> None:
    walk = Walk(world).to(State.NOTICE)
    with walk.day():
        casework.object_to_notice(task=walk.task, text="厂里夜里偷排", name=SECRET)
    seen = {}
    for who in ("office", "verifier", "supervisor", "lead"):
        client.force_login(walk.account(who))
        page = client.get(f"/tasks/{walk.task.number}/notice/").text
        assert "厂里夜里偷排" in page
        seen[who] = SECRET in page
    assert seen == {"office": True, "verifier": False, "supervisor": False, "lead": False}


@pytest.mark.parametrize("receipt", ["YY-2026-AAAAAAAA", "' OR 1=1 --", "%", ""])
def test_a_wrong_receipt_tells_nothing(world: World, client: Client, receipt: str) -> None:
    running_notice(world)
    assert client.get("/public/objections/", {"receipt": receipt}).status_code in (200, 404)


def test_a_file_that_no_notice_shows_is_not_found(world: World, client: Client) -> None:
    notice = running_notice(world)
    assert client.get(f"/public/notices/{notice.pk}/pictures/{'a' * 64}/").status_code == 404


@pytest.mark.usefixtures("store")
def test_a_public_picture_tells_nothing_that_the_camera_noted(world: World, client: Client) -> None:
    taken = BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "拍摄者姓名"
    Image.new("RGB", (64, 48), "green").save(taken, "JPEG", exif=exif)
    file = files.store([taken.getvalue()], "image/jpeg")
    notice = running_notice(world)
    shown = [{"sha256": file.sha256, "media": file.media, "caption": "", "side": ""}]
    PublicNotice.objects.filter(notice=notice.pk).update(pictures=shown)
    answer = client.get(f"/public/notices/{notice.pk}/pictures/{file.sha256}/")
    assert isinstance(answer, FileResponse)
    with Image.open(BytesIO(answer.getvalue())) as picture:
        assert picture.size == (64, 48)
        assert not picture.getexif()
