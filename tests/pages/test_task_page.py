"""The one page of a task: its sections, its steps with reasons, its forms with and without htmx, its files."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.casework.forms import FORMS
from bihuan.casework.models import Verification
from bihuan.casework.sections import SECTIONS
from bihuan.casework.services import Upload, add_evidence, verify_site, withdraw_evidence
from bihuan.core.codes import Criterion, EvidenceKind, State
from bihuan.core.loop import WORKFLOWS
from bihuan.intake.models import Document, Entry
from bihuan.ledger.models import Site
from bihuan.platform import clock, files
from tests.flows.walk import Walk, picture
from tests.world import World

HTMX = {"HX-Request": "true"}
STATES = [s for s in State if s is not State.LONG_TERM]


@pytest.fixture
def walk(world: World) -> Walk:
    return Walk(world)


def address(walk: Walk, name: str, *more: object) -> str:
    return reverse(f"casework:{name}", args=[walk.task.number, *more])


def test_every_step_of_every_workflow_has_a_form_or_a_page_of_its_own() -> None:
    steps = {step.name for flow in WORKFLOWS.values() for step in flow.steps}
    assert steps - set(FORMS) == {"assign", "edit_plan", "reschedule"}


@pytest.mark.parametrize("state", STATES)
def test_the_page_opens_in_every_state_within_twelve_queries(
    walk: Walk, client: Client, state: State, django_assert_max_num_queries: object
) -> None:
    walk.to(state)
    for who in ("office", "lead", "verifier"):
        client.force_login(walk.account(who))
        with django_assert_max_num_queries(12):  # type: ignore[operator]  # the fixture of pytest-django
            answer = client.get(address(walk, "task"))
        assert answer.status_code == 200
        assert walk.task.problem.wording in answer.content.decode()


def test_the_ten_duties_of_a_task_come_after_the_page_or_as_a_page_of_their_own(walk: Walk, client: Client) -> None:
    client.force_login(walk.account("office"))
    place = reverse("supervision:of_task", args=[walk.task.number])
    assert f'hx-get="{place}"' in client.get(address(walk, "task")).content.decode()
    assert "<html" not in client.get(place, headers=HTMX).content.decode()
    assert walk.task.title in client.get(place).content.decode()


@pytest.mark.parametrize("key", SECTIONS)
def test_each_section_comes_alone_for_htmx_and_within_the_page_otherwise(
    walk: Walk, client: Client, key: str, django_assert_max_num_queries: object
) -> None:
    walk.to(State.CLOSED)
    client.force_login(walk.account("office"))
    with django_assert_max_num_queries(18):  # type: ignore[operator]  # the fixture of pytest-django
        fragment = client.get(address(walk, "section", key), headers=HTMX)
    assert fragment.status_code == 200
    assert "<html" not in fragment.content.decode()
    whole = client.get(address(walk, "section", key))
    assert "<html" in whole.content.decode()
    assert fragment.content.decode().strip()[:40] in whole.content.decode()


def test_the_print_holds_every_section(walk: Walk, client: Client) -> None:
    walk.to(State.CLOSED)
    client.force_login(walk.account("leader"))
    text = client.get(address(walk, "file")).content.decode()
    for wanted in (walk.task.problem.wording, "处理工艺落后", "完成施工调试", "云整改备〔2026〕9号", "第1轮"):
        assert wanted in text


def test_the_office_is_led_from_a_problem_to_its_words_in_the_source_file(walk: Walk, client: Client) -> None:
    stored = files.store([b"a feedback"], "text/plain")
    document = Document.objects.create(
        file=stored,
        name="反馈意见.txt",
        unit=walk.world.units["office"],
        uploaded_by=walk.account("office"),
        uploaded_at=clock.now(),
    )
    entry = Entry.objects.create(document=document, order=1, fields={}, problem=walk.task.problem)
    for who, led in {"office": True, "lead": False}.items():
        client.force_login(walk.account(who))
        text = client.get(address(walk, "section", "background"), headers=HTMX).content.decode()
        assert (f"{reverse('intake:document', args=[document.pk])}#e-{entry.pk}" in text) is led


def test_a_greyed_button_says_why_and_an_open_one_leads_to_its_form(walk: Walk, client: Client) -> None:
    walk.to(State.RECTIFYING)
    client.force_login(walk.account("lead"))
    text = client.get(address(walk, "task")).content.decode()
    assert f'href="{address(walk, "step", "report_progress")}"' in text
    assert f'href="{address(walk, "step", "apply_for_closure")}"' not in text
    assert "还有2个节点未核实，共2个。" in text


def test_opening_a_form_that_is_not_open_tells_the_reasons(walk: Walk, client: Client) -> None:
    walk.to(State.RECTIFYING)
    client.force_login(walk.account("lead"))
    assert client.get(address(walk, "step", "apply_for_closure")).status_code == 409
    assert client.get(address(walk, "step", "approve_extension")).status_code == 403
    assert client.get(address(walk, "step", "no_such_step")).status_code == 404


def fields_of(text: str) -> dict[str, str]:
    version = re.search(r'name="version" value="(\d+)"', text)
    assert version
    return {"version": version[1]}


def test_a_step_without_scripts_posts_and_comes_back_to_the_page(walk: Walk, client: Client) -> None:
    client.force_login(walk.account("lead"))
    form = client.get(address(walk, "step", "accept"))
    data = {**fields_of(form.content.decode()), "on": walk.today().isoformat(), "comment": ""}
    answer = client.post(address(walk, "step", "accept"), data)
    assert answer.status_code == 302
    assert "已办理：认领。" in client.get(address(walk, "task")).content.decode()
    walk.task.refresh_from_db()
    assert walk.task.state == State.DRAFTING


def test_a_refusal_keeps_what_was_typed_and_shows_the_reason_at_its_field(walk: Walk, client: Client) -> None:
    walk.to(State.PLAN_REVIEW)
    client.force_login(walk.account("office"))
    data = {
        "version": walk.task.version,
        "on": walk.today().isoformat(),
        "comment": "同意，请抓紧实施。",
        "approval_no": "",
    }
    answer = client.post(address(walk, "step", "approve_plan"), data)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "同意，请抓紧实施。" in text
    assert "请填写批准文件的文号。" in text
    fragment = client.post(address(walk, "step", "approve_plan"), data, headers=HTMX)
    assert fragment["HX-Retarget"] == "#step-box"
    assert "同意，请抓紧实施。" in fragment.content.decode()


def test_whoever_acts_on_an_old_page_is_told_and_may_send_it_again(walk: Walk, client: Client) -> None:
    walk.to(State.PLAN_REVIEW)
    client.force_login(walk.account("office"))
    stale = {
        "version": walk.task.version - 1,
        "on": walk.today().isoformat(),
        "comment": "方案还要细化。",
    }
    answer = client.post(address(walk, "step", "return_plan"), stale)
    assert answer.status_code == 409
    assert "别人刚刚改过" in answer.content.decode()
    again = {**stale, **fields_of(answer.content.decode())}
    assert client.post(address(walk, "step", "return_plan"), again).status_code == 302


def test_evidence_is_uploaded_shown_guarded_and_downloaded(walk: Walk, client: Client) -> None:
    walk.to(State.RECTIFYING)
    client.force_login(walk.account("lead"))
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = {
        "version": walk.task.version,
        "kind": EvidenceKind.PHOTO_AFTER,
        "caption": "<script>alert(1)</script>",
        "side": "after",
        "attachments": [
            SimpleUploadedFile("../../排口 1.jpg", picture(), "text/html"),
            SimpleUploadedFile("report.html", b"plain words in a text file", "text/html"),
        ],
    }
    assert client.post(address(walk, "step", "add_evidence"), data).status_code == 302
    photo, text = walk.task.evidence.order_by("pk")
    assert photo.name == "排口 1.jpg"
    shown = client.get(address(walk, "evidence_file", photo.pk))
    assert shown["Content-Type"] == "image/jpeg"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert b"".join(shown) == picture()
    assert client.get(address(walk, "evidence_preview", photo.pk))["Content-Type"] == "image/jpeg"
    other = client.get(address(walk, "evidence_file", text.pk))
    assert other["Content-Disposition"].startswith("attachment")
    assert other["Content-Type"] == "text/plain"
    page = client.get(address(walk, "section", "evidence")).content.decode()
    assert "<script>alert(1)</script>" not in page
    client.force_login(walk.account("stranger"))
    assert client.get(address(walk, "evidence_file", photo.pk)).status_code == 404


@pytest.fixture
def film(walk: Walk) -> str:
    """The address of a film that is evidence."""
    walk.to(State.RECTIFYING)
    upload = Upload("排口.mp4", b"\0\0\0\x18ftypisom" + bytes(range(88)))
    with walk.day():
        row = add_evidence(task=walk.task, actor=walk.account("lead"), upload=upload, kind=EvidenceKind.OTHER)
    return address(walk, "evidence_file", row.pk)


@pytest.mark.parametrize(
    ("asked", "status", "told", "length"),
    [
        ("", 200, "", 100),
        ("bytes=0-1", 206, "bytes 0-1/100", 2),
        ("bytes=90-", 206, "bytes 90-99/100", 10),
        ("bytes=90-5000", 206, "bytes 90-99/100", 10),
        ("bytes=-5", 206, "bytes 95-99/100", 5),
        ("bytes=-5000", 206, "bytes 0-99/100", 100),
        ("bytes=100-", 416, "bytes */100", 0),
        ("bytes=-0", 416, "bytes */100", 0),
        ("bytes=5-2", 200, "", 100),
        ("bytes=0-1,5-9", 200, "", 100),
        ("bytes=-", 200, "", 100),
        ("lines=1-2", 200, "", 100),
        (f"bytes={'9' * 400}-", 200, "", 100),
    ],
)
def test_a_film_is_given_in_the_parts_that_a_phone_asks_for(
    walk: Walk, client: Client, film: str, asked: str, status: int, told: str, length: int
) -> None:
    client.force_login(walk.account("verifier"))
    whole = b"".join(client.get(film))
    answer = client.get(film, headers={"Range": asked})
    assert answer.status_code == status
    assert answer.get("Content-Range", "") == told
    content = b"".join(answer) if answer.streaming else answer.content
    assert len(content) == length
    assert answer["Accept-Ranges"] == "bytes"
    assert "sandbox" in answer["Content-Security-Policy"]
    if status == 206:
        first = int(told.split()[1].split("-")[0])
        assert content == whole[first : first + length]
        assert answer["Content-Length"] == str(length)


def test_parts_of_two_files_are_never_joined_and_strangers_get_no_part(walk: Walk, client: Client, film: str) -> None:
    client.force_login(walk.account("verifier"))
    tag = client.get(film)["ETag"]
    assert client.get(film, headers={"Range": "bytes=0-1", "If-Range": tag}).status_code == 206
    assert client.get(film, headers={"Range": "bytes=0-1", "If-Range": '"another"'}).status_code == 200
    assert "<video" in client.get(address(walk, "section", "evidence")).content.decode()
    client.force_login(walk.account("stranger"))
    assert client.get(film, headers={"Range": "bytes=0-1"}).status_code == 404


def test_the_notice_is_filled_in_from_what_was_verified_not_from_the_last_report_alone(
    walk: Walk, client: Client
) -> None:
    site = Site.objects.create(name="1号排口", region=walk.world.units["county"])
    walk.task.sites.set([site])
    walk.to(State.RECTIFYING)
    walk.report()
    with walk.day():
        verify_site(task=walk.task, actor=walk.account("supervisor"), site=site)
    walk.to(State.SITE_CHECK).site_check()
    client.force_login(walk.account("office"))
    text = client.get(address(walk, "step", "start_notice")).content.decode()
    for node in walk.task.milestones.all():
        assert f"{node.name}（{node.verified_on}核实）" in text
    assert "整改点位1个，已核实完成1个。" in text
    assert "现场核查达到的验收标准：" in text
    assert "正在施工。" in text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.jpg", b"", "是空的"),
        ("page.jpg", b"<html><script>alert(1)</script></html>", "不接收"),
        ("setup.pdf", b"MZ\x90\x00\x03", "不接收"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 cut off", "照片已损坏"),
    ],
)
def test_a_file_that_is_not_taken_is_named_with_the_reason(
    walk: Walk, client: Client, name: str, content: bytes, told: str
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    walk.to(State.RECTIFYING)
    client.force_login(walk.account("lead"))
    data = {
        "version": walk.task.version,
        "kind": EvidenceKind.OTHER,
        "attachments": [SimpleUploadedFile("good.jpg", picture()), SimpleUploadedFile(name, content)],
    }
    answer = client.post(address(walk, "step", "add_evidence"), data, headers=HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#step-errors"
    assert told in answer.content.decode()
    assert not walk.task.evidence.exists(), "one bad file, and none is taken"


def test_the_verifier_fills_in_the_site_check_with_photos_in_one_go(walk: Walk, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    walk.to(State.SITE_CHECK)
    client.force_login(walk.account("verifier"))
    form = client.get(address(walk, "step", "record_site_check"))
    assert 'capture="environment"' in form.content.decode()
    data: dict[str, object] = {
        **fields_of(form.content.decode()),
        "on": walk.today().isoformat(),
        "place": "石桥镇污水处理厂",
        "verifiers": [walk.account("verifier").pk],
        "conclusion": "现场无异味，出水清澈。",
        "passed": "yes",
    }
    for code in Criterion:
        data |= {f"result__{code}": "pass", f"photos__{code}": SimpleUploadedFile("a.jpg", picture())}
    answer = client.post(address(walk, "step", "record_site_check"), data)
    assert answer.status_code == 409
    assert "现场核查应当不少于2人，现有1人。" in answer.content.decode()
    assert not Verification.objects.filter(level=State.SITE_CHECK).exists()
    for code in Criterion:
        data[f"photos__{code}"] = SimpleUploadedFile("a.jpg", picture())
    data |= {"verifiers": [walk.account("verifier").pk, walk.account("second").pk]}
    answer = client.post(address(walk, "step", "record_site_check"), data)
    assert answer.status_code == 302, re.findall(r"<li>(.*?)</li>", answer.content.decode())
    visit = Verification.objects.get(level=State.SITE_CHECK)
    assert visit.results.filter(passed=True, evidence__isnull=False).distinct().count() == len(Criterion)


def test_only_what_may_be_taken_back_offers_it(walk: Walk, client: Client) -> None:
    walk.to(State.RECHECK)
    client.force_login(walk.account("office"))
    with walk.day():
        upload = Upload("again.jpg", picture("blue"))
        new = add_evidence(task=walk.task, actor=walk.account("office"), upload=upload, kind=EvidenceKind.OTHER)
        shown = client.get(address(walk, "section", "evidence"), headers=HTMX).content.decode()
        client.force_login(walk.account("lead"))
        theirs = client.get(address(walk, "section", "evidence"), headers=HTMX).content.decode()
    offered = re.findall(r'withdraw_evidence/\?evidence=(\d+)"', shown)
    assert set(offered) == {str(new.pk)}
    assert "withdraw_evidence" not in theirs and "复核期间只能撤回本次复核提交的材料" in theirs


def test_the_names_of_objectors_are_shown_to_the_office_alone(walk: Walk, client: Client) -> None:
    from bihuan.casework import services

    walk.to(State.NOTICE)
    with walk.day():
        services.object_to_notice(task=walk.task, text="夜里有异味。", name="某某居民", contact="13800000000")
    for who, sees in {"office": True, "verifier": False, "lead": False, "leader": False, "supervisor": False}.items():
        client.force_login(walk.account(who))
        text = client.get(address(walk, "section", "notice"), headers=HTMX).content.decode()
        assert "夜里有异味。" in text
        assert ("13800000000" in text) is sees, who


@pytest.mark.parametrize("who", ["stranger", "town", "system", "bare"])
def test_strangers_do_not_learn_that_a_task_exists(walk: Walk, client: Client, who: str) -> None:
    client.force_login(walk.account(who))
    for name, more in [("task", ()), ("file", ()), ("section", ("evidence",)), ("step", ("accept",))]:
        assert client.get(address(walk, name, *more)).status_code == 404


def test_who_was_overtaken_is_told_what_happened_before_the_next_click_counts(walk: Walk, client: Client) -> None:
    walk.to(State.REVIEW)
    client.force_login(walk.account("supervisor"))
    place = address(walk, "step", "pass_review")
    form = client.get(place, headers=HTMX).content.decode()
    with walk.day():
        shown = walk.evidence(EvidenceKind.OTHER, who="lead")
        withdraw_evidence(evidence=shown, actor=walk.account("lead"), comment="传错了")
    sent = dict(re.findall(r'name="(version|seen)" value="(\d+)"', form))
    sent |= {"comment": "资料齐全", "on": walk.today().isoformat()}
    overtaken = client.post(place, sent, headers=HTMX)
    text = overtaken.content.decode()
    assert overtaken.status_code == 409
    assert text.index("上传材料") < text.index("撤回材料")
    assert "资料齐全" in text
    sent |= dict(re.findall(r'name="(version|seen)" value="(\d+)"', text))
    assert client.post(place, sent, headers=HTMX).status_code == 204
    walk.task.refresh_from_db()
    assert walk.task.state == State.SITE_CHECK


def test_the_answer_from_above_is_entered_once_beside_the_report_that_it_answers(walk: Walk, client: Client) -> None:
    client.force_login(walk.account("office"))
    step = address(walk, "step", "record_upward_answer")
    assert "没有待答复的对上汇报" in client.get(step).text
    client.post(
        address(walk, "step", "report_upward"),
        {"version": walk.task.version, "on": clock.today().isoformat(), "to": "省整改办", "comment": "已开工。"},
    )
    report = walk.task.upward_reports.get()
    offered = f"{step}?report={report.pk}"
    assert offered in client.get(address(walk, "section", "background"), headers=HTMX).text
    sent = {"version": 1, "on": clock.today().isoformat(), "report": report.pk, "answer": "请加快进度。"}
    assert client.post(step, {**sent, "answer": " "}).status_code == 422
    assert client.post(step, sent).status_code == 302
    page = client.get(address(walk, "section", "background"), headers=HTMX).text
    assert "请加快进度。" in page
    assert offered not in page
    assert client.get(step).status_code == 409
    client.force_login(walk.account("lead"))
    assert client.get(step).status_code == 403
