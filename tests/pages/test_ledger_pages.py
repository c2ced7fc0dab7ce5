"""The ledger's pages: what is shown, chosen, kept and refused, with scripts and without."""

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from bihuan.audit.models import Event
from bihuan.core.codes import Colour, DutyRole, InspectionLevel, InspectionType, ProgressStatus, State
from bihuan.ledger import bulk, duties, services
from bihuan.ledger import jobs as bulk_jobs
from bihuan.ledger.columns import COLUMNS
from bihuan.ledger.models import Duty, Inspection, Problem, SavedView, Site, Task
from bihuan.platform import clock, jobs
from bihuan.platform.models import Job
from tests import ledgering
from tests.ledgering import Town

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true", "HX-Target": "ledger"}


@pytest.fixture
def town() -> Town:
    return ledgering.town()


@pytest.fixture
def office(client: Client, town: Town) -> Client:
    client.force_login(town.office)
    return client


def page(client: Client, address: str = "/ledger/", **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def numbers(html: str) -> list[str]:
    return re.findall(r'name="task" value="([^"]+)"', html)


def test_the_name_of_a_view_that_is_refused_is_still_there_to_be_put_right(office: Client) -> None:
    long = "汛" * 61
    answer = office.post(reverse("ledger:save_view"), {"name": long, "query": "q=雨"})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert not SavedView.objects.exists()


def test_an_empty_ledger_says_what_to_do_next(office: Client) -> None:
    assert "台账里还没有任务" in page(office)


def test_rows_link_to_their_page_and_what_was_typed_is_escaped(office: Client, town: Town) -> None:
    task = ledgering.task(town, "<script>alert(1)</script>污水", lead=town.water)
    html = page(office)
    assert f"/tasks/{task.number}/" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "市水务局" in html


def test_htmx_is_answered_with_the_list_alone_and_history_with_the_page(office: Client, town: Town) -> None:
    ledgering.task(town)
    part = page(office, headers=HX)
    assert part.lstrip().startswith('<section id="ledger"')
    assert "<html" in page(office, headers=HX | {"HX-History-Restore-Request": "true"})


def test_a_facet_leads_to_exactly_its_rows(office: Client, town: Town) -> None:
    tasks = [ledgering.task(town, f"任务{n}") for n in range(3)]
    Task.objects.filter(pk=tasks[1].pk).update(progress=ProgressStatus.OVERDUE, colour=Colour.RED)
    html = page(office)
    address = re.search(r'href="([^"]+)">超期未完成 <b>1</b>', html)
    assert address
    assert numbers(page(office, address[1].replace("&amp;", "&"))) == [tasks[1].number]


def test_an_unknown_filter_is_told_and_shows_no_rows(office: Client, town: Town) -> None:
    ledgering.task(town)
    answer = office.get("/ledger/?colour=green")
    assert answer.status_code == 400
    assert 'data-code="unknown_value"' in answer.content.decode()
    assert not numbers(answer.content.decode())
    assert office.get("/ledger/?cursor=abc").status_code == 400


def test_pages_follow_each_other_there_and_back(office: Client, town: Town) -> None:
    made = [ledgering.task(town, f"任务{n}", deadline=date(2026, 1, 1)).number for n in range(45)]
    first = page(office, "/ledger/?size=20")
    assert numbers(first) == made[:20]
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after
    second = page(office, after[1].replace("&amp;", "&"))
    assert numbers(second) == made[20:40]
    before = re.search(r'rel="prev" href="([^"]+)"', second)
    assert before
    assert numbers(page(office, before[1].replace("&amp;", "&"))) == made[:20]


@pytest.mark.parametrize("who", ["office", "county_office", "water_clerk"])
@pytest.mark.parametrize(
    "asked",
    [
        "",
        "state=claim&progress=not_started&colour=none",
        "q=任务",
        "q=任务&state=claim&sort=-since",
        "unit={city}&role=lead&region={county}&category=water&q=任务",
        "unit={county}&inspection={inspection}&level=central&watershed=安河&mine=1&led=1&due_from=2026-01-01&long_term=0",
        f"columns={','.join(COLUMNS)}",
    ],
)
def test_a_list_costs_at_most_twelve_queries_whatever_is_asked_and_however_long_it_is(
    client: Client, town: Town, who: str, asked: str, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        ledgering.task(town, f"任务{n}", lead=town.water, region=town.county)
    client.force_login(getattr(town, who))
    values = {"city": town.city.pk, "county": town.county.pk, "inspection": town.inspection.number}
    with django_assert_max_num_queries(12):
        answer = page(client, f"/ledger/?{asked.format(**values)}")
    assert 'id="ledger-total"' in answer


def test_columns_are_remembered_in_their_order(office: Client, town: Town) -> None:
    ledgering.task(town)
    office.post(
        "/ledger/columns/",
        {"column": ["title", "goal", "level"], "place-title": "3", "place-goal": "1", "place-level": "2"},
    )
    heads = re.findall(r'scope="col" class="c-(\w+)', page(office))
    assert heads == ["number", "goal", "level", "title"]
    office.post("/ledger/columns/?usual=1", {"column": ["title"]})
    assert "c-deadline" in page(office)


def test_a_view_keeps_filter_order_and_columns(office: Client, town: Town) -> None:
    query = "state=claim&sort=-number&columns=number,goal"
    office.post("/ledger/views/", {"name": "待认领", "query": query, "shared": "on"})
    view = SavedView.objects.get(name="待认领")
    assert parse_qs(view.query) == {"state": ["claim"], "sort": ["-number"], "columns": ["number,goal"]}
    other = Client()
    other.force_login(town.water_clerk)
    assert "待认领" in page(other)
    other.post(f"/ledger/views/{view.pk}/drop/")
    assert SavedView.objects.filter(pk=view.pk).exists()
    assert other.post("/ledger/views/", {"name": "x", "query": "", "shared": "on"}).status_code == 403
    office.post(f"/ledger/views/{view.pk}/drop/")
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_the_filter_form_leads_to_an_address_with_the_same_meaning(office: Client, town: Town) -> None:
    answer = office.get("/ledger/filter/?go=1&unit=市水务局&role=lead&due_from=2026-01-01&long_term=0&list=q%3D污水")
    assert answer.status_code == 302
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked == {
        "q": ["污水"], "unit": [str(town.water.pk)], "role": ["lead"], "due_from": ["2026-01-01"], "long_term": ["0"],
    }  # fmt: skip
    assert "市水务局" in page(office, answer["Location"])
    wrong = office.get("/ledger/filter/?go=1&unit=没有这个局&role=lead")
    assert wrong.status_code == 400
    assert "没有叫“没有这个局”的单位" in wrong.content.decode()


def test_bulk_assignment_previews_and_then_does(office: Client, town: Town) -> None:
    tasks = [ledgering.task(town, lead=town.water), ledgering.task(town)]
    fields = {"task": [t.number for t in tasks], "unit": "市住建局", "role": "lead", "reason": "职责调整"}
    shown = office.post("/ledger/bulk/assign/", fields | {"step": "preview"}).content.decode()
    assert "<s>市水务局</s>" in re.sub(r"\s+", "", shown)
    assert Duty.objects.filter(until__isnull=True, unit=town.housing).count() == 0
    done = office.post("/ledger/bulk/assign/", fields | {"step": "do", "list": "state=claim"})
    assert done["Location"] == "/ledger/?state=claim"
    assert Duty.objects.filter(until__isnull=True, unit=town.housing, role=DutyRole.LEAD).count() == 2


def test_everything_that_a_list_shows_can_be_assigned_at_once(office: Client, town: Town) -> None:
    for n in range(60):
        ledgering.task(town, f"油烟{n}")
    ledgering.task(town, "污水")
    fields = {"everything": "q=油烟", "leader": "甄实", "reason": "包案", "step": "do"}
    assert office.post("/ledger/bulk/leader/", fields).status_code == 302
    assert Task.objects.filter(leader=town.office.person).count() == 60


@pytest.fixture
def many(town: Town, monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """More than a page waits for: eight, where three are the most and two a piece."""
    monkeypatch.setattr(bulk, "MOST", 3)
    monkeypatch.setattr(bulk_jobs, "PIECE", 2)
    return [ledgering.task(town, f"油烟{n}", lead=town.water) for n in range(8)]


def handed_over(office: Client, **more: str) -> str:
    fields = {"everything": "q=油烟", "unit": "市住建局", "role": "lead", "reason": "职责调整"} | more
    assert "由后台分批办理" in office.post("/ledger/bulk/assign/", fields | {"step": "preview"}).content.decode()
    return str(office.post("/ledger/bulk/assign/", fields | {"step": "do"})["Location"])


def test_more_than_a_page_waits_for_are_done_by_the_worker(office: Client, town: Town, many: list[Task]) -> None:
    at = handed_over(office)
    assert "正在排队" in page(office, at) and not Duty.objects.filter(unit=town.housing).exists()
    jobs.work_off()
    assert "8项全部办理完毕" in page(office, at)
    assert Duty.objects.filter(until__isnull=True, unit=town.housing, role=DutyRole.LEAD).count() == 8
    assert office.get(f"{at}progress/")["HX-Redirect"] == at


def test_a_task_in_the_way_is_left_out_with_its_reason_and_the_rest_is_done(
    office: Client, town: Town, many: list[Task]
) -> None:
    Task.objects.filter(pk=many[4].pk).update(state=State.CLOSED, closed_on=date(2026, 3, 9))
    at = handed_over(office)
    jobs.work_off()
    told = page(office, at)
    assert f"{many[4].number}：任务{many[4].number}已经销号" in told and many[5].number not in told
    assert Duty.objects.filter(until__isnull=True, unit=town.housing).count() == 7


def test_many_that_were_stopped_go_on_and_nothing_is_done_twice(office: Client, town: Town, many: list[Task]) -> None:
    at = handed_over(office)
    job = Job.objects.get(pk=at.strip("/").rpartition("/")[2])
    duties.assign(
        actor=town.office,
        tasks=many[:3],
        handover=duties.Handover(town.housing, DutyRole.LEAD),
        reason="职责调整",
    )
    office.post(at, {"stop": "1"})
    jobs.work_off()
    assert "已经停下" in page(office, at) and Duty.objects.filter(unit=town.housing).count() == 3
    again = office.post(at, {"go": "1"})["Location"]
    jobs.work_off()
    assert "8项全部办理完毕" in page(office, again)
    assert Event.objects.filter(action="ledger.assign", body__contains="市住建局").count() == 8
    assert Job.objects.filter(key=job.key).count() == 2


def test_nobody_but_who_began_it_sees_a_run(client: Client, office: Client, town: Town, many: list[Task]) -> None:
    at = handed_over(office)
    client.force_login(town.county_office)
    assert client.get(at).status_code == client.get(f"{at}progress/").status_code == 404
    client.force_login(town.water_clerk)
    assert client.post(at, {"stop": "1"}).status_code == 403


def test_the_form_keeps_the_values_for_which_its_fields_have_no_room_and_says_so(office: Client, town: Town) -> None:
    before = f"unit={town.water.pk}&unit={town.housing.pk}&region={town.county.pk}&region={town.street.pk}"
    html = page(office, "/ledger/filter/?" + urlencode({"list": before}))
    assert html.count("另有1个同时在筛选") == 2
    typed = {"go": "1", "list": before, "unit": str(town.housing), "region": ""}
    led_to = parse_qs(urlsplit(office.get("/ledger/filter/", typed)["Location"]).query)
    assert led_to == {"unit": [str(town.housing.pk)]}, (
        "the other is the same here, and an emptied field drops all of its own"
    )
    led_to = parse_qs(urlsplit(office.get("/ledger/filter/", typed | {"unit": str(town.county)})["Location"]).query)
    assert led_to["unit"] == [str(town.county.pk), str(town.housing.pk)]


def test_a_task_is_on_the_list_of_one_year_and_not_on_that_of_the_next(office: Client, town: Town) -> None:
    this, listed, other = clock.today().year, ledgering.task(town), ledgering.task(town)
    fields = {"task": [listed.number], "year": str(this), "reason": "列入年度计划", "step": "do"}
    assert office.post("/ledger/bulk/must-close/", fields).status_code == 302
    assert numbers(page(office, f"/ledger/?must_close={this}&columns=number,must_close")) == [listed.number]
    assert numbers(page(office, f"/ledger/?must_close={this + 1}")) == []
    assert numbers(page(office, "/ledger/?must_close=0")) == [other.number]
    assert f"{this}年内必须销号" in page(office, f"/tasks/{listed.number}/")
    assert office.post("/ledger/bulk/must-close/", fields | {"year": "1066"}).status_code == 400
    office.post("/ledger/bulk/must-close/", fields | {"year": "0", "reason": "调整"})
    listed.refresh_from_db()
    assert listed.must_close_year is None


def test_a_refused_bulk_names_each_task_and_keeps_what_was_typed(office: Client, town: Town) -> None:
    tasks = [ledgering.task(town, lead=town.water), ledgering.task(town)]
    fields = {"task": [t.number for t in tasks], "unit": "市水务局", "role": "accept", "reason": "验收", "step": "do"}
    answer = office.post("/ledger/bulk/assign/", fields, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#bulk-body"
    assert html.count('data-code="not_independent"') == 1
    assert tasks[0].number in html
    assert 'value="市水务局"' in html


@pytest.mark.parametrize("act", ["assign", "leader", "must-close"])
def test_a_unit_may_not_act_in_bulk(client: Client, town: Town, act: str) -> None:
    task = ledgering.task(town, lead=town.water)
    client.force_login(town.water_clerk)
    assert client.post(f"/ledger/bulk/{act}/", {"task": [task.number]}).status_code == 403


def test_an_export_holds_exactly_what_the_list_shows(office: Client, town: Town) -> None:
    made = [ledgering.task(town, f"=1+1 任务{n}", lead=town.water, deadline=date(2026, 3, 1 + n)) for n in range(5)]
    Task.objects.filter(pk=made[2].pk).update(state=State.RECTIFYING)
    answer = office.get("/paperwork/export/?state=claim&sort=-deadline&columns=number,title,deadline,lead,actual")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # a file response streams
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == ["任务编号", "任务", "整改时限", "牵头单位", "核实进度"]
    assert [row[0] for row in rows[1:]] == [made[n].number for n in (4, 3, 1, 0)]
    assert rows[1] == [made[4].number, "=1+1 任务4", date(2026, 3, 5), "市水务局", 0]
    notes = {row[0]: row[1] for row in book.get_sheet_by_index(1).to_python()}
    assert notes["行数"] == "4"
    assert "待认领" in str(notes["筛选条件"])
    assert Event.objects.filter(action="paperwork.export_tasks").count() == 1


def test_no_address_tells_the_name_of_a_leader_whose_tasks_the_viewer_does_not_see(
    client: Client, office: Client, town: Town
) -> None:
    leader = ledgering.serving("宋知远", town.city)
    task = ledgering.task(town, lead=town.water)
    duties.set_leader(actor=town.office, tasks=[task], leader=leader, reason="包案")
    addresses = [f"/ledger/?leader={leader.pk}", f"/ledger/filter/?list=leader%3D{leader.pk}"]
    assert all(leader.name in office.get(address).text for address in addresses)
    client.force_login(town.county_office)
    assert not any(leader.name in client.get(address).text for address in addresses)


def test_a_strangers_rows_are_in_no_list_count_or_export(client: Client, town: Town) -> None:
    own, other = ledgering.task(town, "油烟甲", lead=town.water), ledgering.task(town, "油烟乙", lead=town.housing)
    client.force_login(town.water_clerk)
    html = page(client, "/ledger/?q=油烟")
    assert own.number in html
    assert other.number not in html
    assert "待认领 <b>1</b>" in html
    content = b"".join(client.get("/paperwork/export/?q=油烟").streaming_content)  # type: ignore[attr-defined]  # a file response streams
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [own.number]


def test_an_inspection_is_registered_shown_and_corrected(office: Client, town: Town) -> None:
    fields = {"name": "省级例行督察", "level": "provincial", "type": "routine", "feedback_on": "2018-08-23"}
    assert office.post("/ledger/inspections/new/", fields).status_code == 302
    row = Inspection.objects.get(name="省级例行督察")
    assert row.number == "DC-2018-001"
    html = page(office, f"/ledger/inspections/{row.number}/")
    assert "2018-10-10" in html
    wrong = office.post(f"/ledger/inspections/{row.number}/edit/", fields | {"entered_on": "2018-09-01"})
    assert wrong.status_code == 400
    assert "应当依次先后" in wrong.content.decode()
    office.post(f"/ledger/inspections/{row.number}/edit/", fields | {"name": "省级督察"})
    assert "省级督察" in page(office, "/ledger/inspections/")


def test_problems_without_a_task_are_told_on_their_inspection(office: Client, town: Town) -> None:
    ledgering.task(town)
    lone = ledgering.problem(town, "尚无任务的问题")
    html = page(office, reverse("ledger:inspection", args=[town.inspection.number]))
    assert "1个问题还没有任务" in html
    assert lone.number in html


def test_every_field_of_a_new_problem_is_named_in_the_language_of_the_page(office: Client) -> None:
    text = office.get("/ledger/problems/new/").content.decode()
    names = re.findall(r"<(?:label|legend)[^>]*>([^<]+)<", text)
    assert "问题类别" in names
    assert [name for name in names if name.isascii()] == []


def test_a_problem_found_by_the_office_itself_is_registered_with_its_task(office: Client, town: Town) -> None:
    fields = {
        "title": "油烟扰民",
        "wording": "居民反映油烟扰民。",
        "level": "local",
        "region": "柳塘县",
        "category": ["cooking_fume"],
    }
    answer = office.post("/ledger/problems/new/", fields)
    task = Task.objects.get()
    assert answer["Location"] == f"/tasks/{task.number}/"
    assert (task.problem.region, task.workflow) == (town.county, "local-2025")
    refused = office.post("/ledger/problems/new/", fields | {"inspection": "DC-1", "deadline": "明天"})
    assert refused.status_code == 400
    assert "居民反映油烟扰民。" in refused.content.decode()
    assert Problem.objects.count() == 1


def test_sites_are_registered_by_the_office_and_seen_with_their_tasks(
    office: Client, client: Client, town: Town
) -> None:
    assert office.post("/ledger/sites/", {"name": "三里桥排口", "region": "柳塘县"}).status_code == 302
    assert Site.objects.get().region == town.county
    assert "三里桥排口" in page(office, "/ledger/sites/?name=三里")
    stranger = Client()
    stranger.force_login(town.water_clerk)
    assert "三里桥排口" not in page(stranger, "/ledger/sites/")
    assert stranger.post("/ledger/sites/", {"name": "x", "region": "柳塘县"}).status_code == 403


def test_suggestions_name_units(office: Client, town: Town) -> None:
    assert "市水务局" in page(office, "/org/units/names/?q=水务")


@pytest.mark.parametrize(
    "address",
    ["/ledger/", "/ledger/filter/", "/ledger/inspections/", "/ledger/inspections/new/", "/ledger/problems/new/",
     "/ledger/sites/", "/org/units/names/", "/paperwork/export/"],
)  # fmt: skip
def test_visitors_are_asked_to_sign_in(client: Client, town: Town, address: str) -> None:
    assert client.get(address)["Location"].startswith("/accounts/login/")


def test_an_inspection_is_nobodys_business_who_has_no_task_of_it(client: Client, town: Town) -> None:
    client.force_login(town.water_clerk)
    address = reverse("ledger:inspection", args=[town.inspection.number])
    assert client.get(address).status_code == 404
    ledgering.task(town, lead=town.water)
    assert client.get(address).status_code == 200


def test_a_county_office_sees_its_new_inspection_before_it_has_a_problem(client: Client, town: Town) -> None:
    client.force_login(town.county_office)
    facts = services.InspectionFacts("县级督察", InspectionLevel.CITY, InspectionType.ROUTINE)
    own = services.record_inspection(actor=town.county_office, facts=facts)
    county = services.record_inspection(actor=town.office, facts=replace(facts, object=town.county))
    codes = [
        client.get(reverse("ledger:inspection", args=[row.number])).status_code
        for row in (own, county, town.inspection)
    ]
    assert codes == [200, 200, 404]
    assert own.number in page(client, "/ledger/inspections/")


def test_the_pages_speak_english(client: Client, town: Town) -> None:
    client.force_login(town.office)
    ledgering.task(town, lead=town.water, region=town.county)
    english = {"accept-language": "en"}
    with translation.override("zh-hans"):  # gives the language of this thread back to the next test
        for address in (
            "/ledger/", "/ledger/filter/", "/ledger/inspections/", "/ledger/inspections/new/", "/ledger/problems/new/",
            "/ledger/sites/", f"/ledger/inspections/{town.inspection.number}/", "/paperwork/imports/",
        ):  # fmt: skip
            html = page(client, address, headers=english)
            text = re.sub(r"<(script|style|option|datalist).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
            known = (
                "老城区",
                "督察发现",
                "群众反映",
                "第二轮督察",
                "市水务局",
                "柳塘县",
                "甄实",
                "中文",
                "包案",
                "年底",
                "提示",
            )
            left = [line.strip() for line in text.splitlines() if re.search("[\u4e00-\u9fff]", line)]
            assert [line for line in left if not any(word in line for word in known)] == [], address
