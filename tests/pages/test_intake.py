"""The pages of the desk: handing in, checking on one page, registering, with and without JavaScript."""

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from reportlab.platypus import PageBreak, Paragraph

from bihuan.intake import queries
from bihuan.intake.fields import spans
from bihuan.intake.models import Document, Entry
from bihuan.intake.services import confirm, confirm_all_sure, merge
from bihuan.ledger.models import Problem, Task
from bihuan.ledger.searching import rebuild
from bihuan.org.models import UnitAlias
from bihuan.platform import clock, jobs
from bihuan.platform.models import Job
from tests.intaking import NOTICE, entries_of, hand_in, store
from tests.pages.test_intake_marks import words_of
from tests.reading.documents import paragraph_style, pdf_of
from tests.world import World

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
HX = {"HX-Request": "true"}


@pytest.fixture
def office(world: World, client: Client) -> Client:
    client.force_login(world.accounts["office"])
    return client


@pytest.fixture
def document(world: World, store: Path) -> Document:
    return hand_in(world)


def file(name: str, text: str = NOTICE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_several_files_are_taken_each_for_itself(office: Client) -> None:
    answer = office.post(
        "/intake/", {"file": [file("a.txt"), file("b.txt", "别的内容"), file("c.txt", ""), file("a2.txt")]}, follow=True
    )
    assert Document.objects.count() == 2
    assert "已收下2个文件" in answer.text
    assert "文件是空的" in answer.text
    assert "“a.txt”以前交过" in answer.text


def test_an_upload_by_script_is_answered_for_each_file(office: Client) -> None:
    first = office.post("/intake/", {"file": file("a.txt")}, headers={"Accept": "application/json"}).json()["files"][0]
    again = office.post("/intake/", {"file": file("x.txt")}, headers={"Accept": "application/json"}).json()["files"][0]
    assert (first["known"], again["known"]) == (False, True)
    assert first["url"] == again["url"]
    empty = office.post("/intake/", {"file": file("e.txt", "")}, headers={"Accept": "application/json"})
    assert empty.status_code == 422
    assert "一个字节也没有" in empty.json()["files"][0]["error"]


def test_the_list_tells_progress_and_asks_again_only_while_reading(office: Client) -> None:
    office.post("/intake/", {"file": file("a.txt")})
    document = Document.objects.get()
    assert 'hx-trigger="every 1s"' in office.get(f"/intake/{document.pk}/row/").text
    assert "停止读取" in office.get(f"/intake/{document.pk}/").text
    jobs.work_off()
    assert "hx-trigger" not in office.get(f"/intake/{document.pk}/row/").text
    assert office.get(f"/intake/{document.pk}/progress/").headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("total", "left"), [(24, "还需约 36 秒"), (240, "还需约 8 分钟"), (6, "第 6 页，共 6 页。</p>")]
)
def test_a_reading_tells_its_pages_and_the_time_that_is_left(
    office: Client, monkeypatch: pytest.MonkeyPatch, total: int, left: str
) -> None:
    office.post("/intake/", {"file": file("a.txt")})
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    Job.objects.update(state=Job.State.RUNNING, began_at=now - timedelta(seconds=12), done=6, total=total)
    shown = office.get(f"/intake/{Document.objects.get().pk}/progress/").text
    assert f"第 6 页，共 {total} 页" in shown
    assert left in shown


def test_the_time_left_is_counted_from_when_the_work_began_not_from_the_queue(office: Client) -> None:
    office.post("/intake/", {"file": file("a.txt")})
    Job.objects.update(created_at=clock.now() - timedelta(hours=1))
    before = clock.now()
    jobs.work_off()
    assert before <= (Job.objects.get().began_at or before - timedelta(1))


def test_a_stopped_reading_says_that_its_pages_are_kept(office: Client) -> None:
    office.post("/intake/", {"file": file("a.txt")})
    pk = Document.objects.get().pk
    assert "识别过的页留一天" in office.post(f"/intake/{pk}/do/stop/", follow=True).text


def test_a_failure_says_why_and_what_would_help_in_both_languages(world: World, office: Client) -> None:
    document = hand_in(world, "材料.rar", b"Rar!\x1a\x07\x00" + bytes(99))
    assert "这是一个压缩包" in office.get(f"/intake/{document.pk}/").text
    english = office.get(f"/intake/{document.pk}/", headers={"Accept-Language": "en"}).text
    assert "archive" in english


def test_every_field_of_every_entry_is_marked_in_the_original(office: Client, document: Document) -> None:
    page = office.get(f"/intake/{document.pk}/").text
    source = page[page.index('id="source"') : page.index('id="entries"')]
    for entry in entries_of(document):
        for key, start, end in spans(entry.fields):
            assert words_of(source, f"{entry.pk}-{key}") == document.text[start:end]
            assert f'data-m="{entry.pk}-{key}"' in page[page.index('id="entries"') :] or key.startswith(
                ("places", "persons")
            )


def test_script_in_a_text_is_shown_and_not_run(world: World, office: Client) -> None:
    evil = NOTICE.replace("群众反映强烈", "<script>alert(1)</script>“&<b>")
    document = hand_in(world, "<img src=x onerror=alert(1)>.txt", evil)
    for address in ("", "register/", "registered/", "row/"):
        page = office.get(f"/intake/{document.pk}/{address}").text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    confirm_all_sure(actor=world.accounts["office"], document=document)
    assert "<script>alert" not in office.get(f"/intake/{document.pk}/register/").text


def test_the_original_comes_back_as_it_was_and_is_never_shown_by_the_browser(
    office: Client, document: Document
) -> None:
    answer = office.get(f"/intake/{document.pk}/file/")
    assert b"".join(answer.streaming_content) == NOTICE.encode()  # type: ignore[attr-defined]  # a file is streamed
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_step_by_htmx_brings_the_entry_and_the_summary(office: Client, document: Document) -> None:
    entry = entries_of(document)[0]
    answer = office.post(f"/intake/entries/{entry.pk}/do/confirm/", {"version": entry.version}, headers=HX)
    assert f'id="e-{entry.pk}"' in answer.text
    assert 'id="summary" hx-swap-oob="true"' in answer.text
    assert "登记 1 条" in answer.text
    stale = office.post(f"/intake/entries/{entry.pk}/do/reconsider/", {"version": entry.version}, headers=HX)
    assert stale.status_code == 409
    assert "别人刚刚改过" in stale.text


def test_every_step_works_without_javascript(office: Client, document: Document) -> None:
    first, second = entries_of(document)
    for act, given in (("confirm", {}), ("reconsider", {}), ("reject", {"why": "不属于本地"}), ("restore", {})):
        answer = office.post(f"/intake/entries/{first.pk}/do/{act}/", given)
        assert answer.headers["Location"] == f"/intake/{document.pk}/#e-{first.pk}"
    entries = [f"{entry.pk}:{entry.version}" for entry in entries_of(document)]
    office.post(f"/intake/{document.pk}/do/merge/", {"entry": entries})
    assert Entry.objects.get(pk=second.pk).state == "merged"
    office.post(f"/intake/entries/{first.pk}/do/unmerge/")
    text = first.fields["problem"]["text"]
    office.post(f"/intake/entries/{first.pk}/do/split/", {"pieces": f"{text[:10]}\n{text[10:]}"})
    office.post(f"/intake/{document.pk}/do/add/", {"start": 0, "end": 11})
    assert document.entries.count() == 4


def test_an_entry_is_edited_in_its_place_and_errors_stand_at_the_field(office: Client, document: Document) -> None:
    entry = entries_of(document)[0]
    fragment = office.get(f"/intake/entries/{entry.pk}/edit/", headers=HX).text
    assert "<html" not in fragment
    assert "<html" in office.get(f"/intake/entries/{entry.pk}/edit/").text
    names = re.findall(r'name="(e\d+-[a-z]+)"', fragment)
    assert len(set(names)) >= 13
    prefix = f"e{entry.pk}-"
    given = {f"{prefix}problem": "", f"{prefix}term": "day"}
    bad = office.post(f"/intake/entries/{entry.pk}/edit/", given, headers=HX)
    assert bad.status_code == 422
    assert "请选日期。" in bad.text
    good = {
        f"{prefix}problem": "改过的问题",
        f"{prefix}term": "WD",
        f"{prefix}count": "15",
        f"{prefix}lead": "市水利局",
    }
    assert office.post(f"/intake/entries/{entry.pk}/edit/", good | {"version": 1}, headers=HX).status_code == 200
    entry.refresh_from_db()
    assert entry.fields["deadline"]["date"] == "P15WD"
    assert [unit["text"] for unit in entry.fields["units"]] == ["市水利局"]


def test_opening_and_saving_the_form_changes_nothing(office: Client, document: Document) -> None:
    for entry in entries_of(document):
        form = office.get(f"/intake/entries/{entry.pk}/edit/").context["form"]
        given = {field.html_name: field.value() for field in form if field.value() is not None}
        office.post(f"/intake/entries/{entry.pk}/edit/", given)
        after = Entry.objects.get(pk=entry.pk)
        assert after.fields == entry.fields


def test_a_likely_duplicate_is_shown_with_its_reasons_and_only_a_person_links_it(
    world: World, office: Client, document: Document
) -> None:
    rebuild()
    page = office.get(f"/intake/{document.pk}/").text
    assert f"可能已在台账：{world.problem.number}" in page
    assert "原文相近" in page
    assert "同一点位或企业：石桥镇污水处理厂" in page
    entry = entries_of(document)[0]
    assert entry.same_as is None
    answer = office.post(f"/intake/entries/{entry.pk}/do/link/", {"problem": world.problem.number}, headers=HX)
    assert "认定为台账里的" in answer.text
    assert office.post(f"/intake/entries/{entry.pk}/do/link/", {"problem": "DC-0"}, headers=HX).status_code == 409


def test_passages_without_entry_are_listed(world: World, office: Client) -> None:
    stray = "青溪河下游左岸另有三处沙场长期占用河道，至今没有人管，群众多次投诉，请予重视。"
    document = hand_in(world, "a.txt", NOTICE.replace("\n\n一、", f"\n\n{stray}\n\n一、"))
    page = office.get(f"/intake/{document.pk}/")
    left = page.context["summary"].coverage.open
    assert stray in [passage.text for passage in left]
    assert "没有着落" in page.text


def register(client: Client, document: Document, **changed: object) -> "_MonkeyPatchedWSGIResponse":
    """Open the registration and send it as it stands, with some answers changed."""
    page = client.get(f"/intake/{document.pk}/register/")
    given: dict[str, object] = {"entry": re.findall(r'name="entry" value="(\d+:\d+)"', page.text), "register": "1"}
    for form in (page.context["form"], page.context["about"], page.context["names"]):
        given |= {
            field.html_name: form[field.name].value() for field in form if form[field.name].value() not in (None, False)
        }
    if hasattr(given.get("inspection-object"), "name"):
        given["inspection-object"] = given["inspection-object"].name  # type: ignore[attr-defined]  # asked just before
    return client.post(f"/intake/{document.pk}/register/", given | changed)


def test_registration_is_prefilled_asks_for_open_units_and_leads_to_what_was_made(
    world: World, office: Client, document: Document
) -> None:
    confirm_all_sure(actor=world.accounts["office"], document=document)
    refused = register(office, document)
    assert refused.status_code == 422
    assert "“白石县自然资源局”对不上单位" in refused.text
    assert Problem.objects.count() == 1
    wrong = register(office, document, **{"name-units-0": "没有的局"})
    assert "没有叫“没有的局”的单位" in wrong.text
    done = register(office, document, **{"name-units-0": "白石县", "name-alias-0": "on"})
    assert done.headers["Location"] == f"/intake/{document.pk}/registered/"
    assert UnitAlias.objects.get(name="白石县自然资源局").unit == world.units["other_county"]
    result = office.get(f"/intake/{document.pk}/registered/").text
    for task in Task.objects.exclude(pk=world.task.pk):
        assert task.number in result
    assert "已登记" in office.get("/intake/").text


def test_what_was_confirmed_after_the_form_was_opened_is_left_for_later(
    world: World, office: Client, document: Document
) -> None:
    first, second = entries_of(document)
    confirm(actor=world.accounts["office"], entry=first)
    page = office.get(f"/intake/{document.pk}/register/").text
    seen = re.findall(r'name="entry" value="(\d+:\d+)"', page)
    confirm(actor=world.accounts["office"], entry=second)
    register(office, document, entry=seen, **{"name-none-0": "on"})
    assert Entry.objects.get(pk=first.pk).state == "registered"
    assert Entry.objects.get(pk=second.pk).state == "confirmed"


def test_merged_entries_are_marked_with_all_their_ranges(world: World, office: Client, document: Document) -> None:
    first, second = entries_of(document)
    merge(actor=world.accounts["office"], entries=[first, second])
    page = office.get(f"/intake/{document.pk}/").text
    texts = [entry.fields["problem"]["text"] for entry in (first, second)]
    assert words_of(page, f"{first.pk}-problem") == "".join(texts)
    assert f'id="e-{second.pk}"' not in page


@pytest.mark.parametrize("odd", ["²", "٣", "-1", "9" * 30, "9" * 5000, "1e3"])
def test_versions_and_places_that_are_no_numbers_change_nothing(office: Client, document: Document, odd: str) -> None:
    entry, before = entries_of(document)[0], [row.state for row in entries_of(document)]
    answers = [
        office.post(f"/intake/entries/{entry.pk}/do/confirm/", {"version": odd}, headers=HX),
        office.post(f"/intake/{document.pk}/do/merge/", {"entry": [f"{odd}:0", f"{entry.pk}:{odd}"]}),
        office.post(f"/intake/{document.pk}/do/add/", {"start": odd, "end": odd}),
        office.post(f"/intake/{document.pk}/register/", {"register": "1", "seen": f"{odd}:{odd}"}),
    ]
    assert all(400 <= answer.status_code < 500 for answer in answers[:3])
    assert answers[3].status_code < 500
    assert [row.state for row in entries_of(document)] == before


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "1e999", "-1", "x"])
def test_a_sureness_that_cannot_be_confirms_nothing(office: Client, document: Document, odd: str) -> None:
    assert office.post(f"/intake/{document.pk}/do/confirm-sure/", {"at_least": odd}).status_code == 404
    assert not Entry.objects.filter(state="confirmed").exists()


def pdf(pages: int) -> bytes:
    """Pages that all say the same: a form copied over and over, as testers make long documents."""
    style = paragraph_style()
    told = ("具体问题：生活污水直排入河。", "责任单位：市住建局", "整改时限：2026年12月底")
    return pdf_of(
        [part for _page in range(pages) for part in (*(Paragraph(text, style) for text in told), PageBreak())]
    )


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("诗.txt", "春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。\n", "没有认出这是哪一种"),
        ("逐页相同.pdf", pdf(12), "有 Word 或 Excel 原件的"),
    ],
)
def test_a_document_without_entries_says_why_and_what_helps(
    world: World, office: Client, name: str, data: bytes | str, why: str
) -> None:
    row = hand_in(world, name, data)
    assert not row.entries.exists()
    page = office.get(f"/intake/{row.pk}/").text
    assert "没有读到可登记的条目" in page
    assert why in page
    assert "没有读到条目" in office.get("/intake/").text
    assert "没有读到条目" in office.get(f"/intake/{row.pk}/row/").text


def test_what_is_repeated_on_every_page_is_named_as_the_reason(world: World, document: Document) -> None:
    document.layout = {"furniture": [[0, len(document.text)]]}
    assert "100%" in queries.nothing_found(document)[0].text()


WITHOUT_UNITS = """

三、青石镇渣场防渗不到位
问题描述：青石镇渣场防渗膜破损，渗滤液渗入农田。
整改目标：完成防渗膜更换。
整改时限：2027年5月31日前
"""


def test_what_needs_an_eye_is_marked_counted_and_put_first_when_asked(world: World, office: Client) -> None:
    document = hand_in(world, data=NOTICE + WITHOUT_UNITS)
    doubted = document.entries.get(order=3)
    page = office.get(f"/intake/{document.pk}/").text
    summary = page[page.index('id="summary"') :]
    assert "● 有把握 2" in summary
    assert "◇ 请细看 1" in summary
    assert "确认有把握的 2 条" in summary
    assert "◇ 没有读到" in page[page.index(f'id="e-{doubted.pk}"') :]
    assert [entry_order(page), entry_order(office.get(f"/intake/{document.pk}/?order=doubt").text)] == [
        ["1", "2", "3"],
        ["3", "1", "2"],
    ]


def entry_order(page: str) -> list[str]:
    return re.findall(r'aria-label="第(\d+)条"', page)


def test_confirming_what_is_sure_leaves_what_is_not(world: World, office: Client) -> None:
    document = hand_in(world, data=NOTICE + WITHOUT_UNITS)
    office.post(f"/intake/{document.pk}/do/confirm-sure/")
    assert list(document.entries.order_by("order").values_list("state", flat=True)) == [
        "confirmed",
        "confirmed",
        "proposed",
    ]


def test_a_confirmed_entry_bears_no_mark_of_doubt(world: World, office: Client) -> None:
    document = hand_in(world, data=NOTICE + WITHOUT_UNITS)
    doubted = document.entries.get(order=3)
    assert "k-doubtful" not in office.get(f"/intake/{document.pk}/").text  # what was not read stands nowhere
    confirm(actor=world.accounts["office"], entry=doubted)
    assert "◇" not in office.get(f"/intake/{document.pk}/").text


def test_the_desk_says_what_else_a_document_may_be_and_reads_it_as_what_a_person_says(
    world: World, office: Client
) -> None:
    document = hand_in(world, "说明.txt", "近日，白坡镇对督察组转来的渣场问题进行了查看。\n")
    page = office.get(f"/intake/{document.pk}/").text
    rival = (document.reading or {})["kind_rival"]
    assert "也像" in page
    assert f'<option value="{rival}" selected>' in page
    office.post(f"/intake/{document.pk}/do/reread/", {"kind": "brief"})
    jobs.work_off()
    page = office.get(f"/intake/{document.pk}/").text
    assert "也像" not in page
    assert '<option value="brief" selected>' in page
