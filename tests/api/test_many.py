"""Many tasks at once, saved views, and the ledger as a workbook, over the API."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.audit.models import Event
from bihuan.core.codes import DutyRole, State
from bihuan.ledger.models import Task
from bihuan.platform import jobs
from bihuan.portal.models import PublicTask
from bihuan.reading.isolation import open_grids
from tests.api.asking import V1, Program, codes
from tests.flows.walk import Walk
from tests.world import World, make_task

pytestmark = pytest.mark.django_db
CSV = "问题原文,任务,整改时限,牵头单位\n{rows}"


@pytest.fixture
def second(world: World) -> Task:
    return make_task("ZG-2026-0002", world.problem, world.accounts["office"], {})


def test_a_duty_is_given_on_many_tasks_after_a_dry_run_that_wrote_nothing(world: World, second: Task) -> None:
    ask = Program(world, "office")
    unit = world.units["county_housing"]
    body: dict[str, Any] = {"numbers": [world.task.number, second.number], "unit": unit.pk, "role": "lead"}
    tried = ask.post("bulk/assign", {**body, "dry_run": True}).json()
    assert (tried["done"], tried["count"], tried["reasons"]) == (False, 2, [])
    assert world.task.duties.get(role=DutyRole.LEAD, until=None).unit == world.units["housing"]
    assert codes(ask.post("bulk/assign", body)) == {"reason"}
    done = ask.post("bulk/assign", {**body, "reason": "职责调整"}).json()
    assert done["done"]
    for task in (world.task, second):
        assert task.duties.get(role=DutyRole.LEAD, until=None).unit == unit
    assert Event.objects.filter(action="ledger.assign").count() == 2


def test_one_unknown_number_and_nothing_is_done(world: World) -> None:
    body = {"numbers": [world.task.number, "ZG-1"], "year": 2026, "reason": "年度计划"}
    response = Program(world, "office").post("bulk/must_close", body)
    assert response.status_code == 409
    assert codes(response) == {"unknown_row"}
    world.task.refresh_from_db()
    assert world.task.must_close_year is None


def test_tasks_are_meant_by_the_parameters_of_the_ledger_too(world: World, second: Task) -> None:
    body = {"filter": "led=0", "year": 2026, "reason": "年度计划"}
    assert Program(world, "office").post("bulk/must_close", body).json()["count"] == 1
    second.refresh_from_db()
    assert second.must_close_year == 2026


@pytest.mark.parametrize("name", ["assign", "leader", "must_close"])
def test_nobody_but_the_office_acts_on_many(world: World, name: str) -> None:
    each: dict[str, dict[str, Any]] = {
        "assign": {"unit": 1, "role": "lead"},
        "leader": {"person": None},
        "must_close": {"year": 2026},
    }
    for who in ("lead", "stranger", "leader", "audit"):
        response = Program(world, who).post(
            f"bulk/{name}", {"numbers": [world.task.number], **each[name], "dry_run": True}
        )
        assert response.status_code == 403, who


def test_views_are_kept_shared_by_the_office_alone_and_dropped_by_their_owner(world: World) -> None:
    office, lead = Program(world, "office"), Program(world, "lead")
    made = office.post("views", {"name": "超期", "query": "progress=overdue", "shared": True})
    assert made.status_code == 201
    assert lead.post("views", {"name": "我的", "shared": True}).status_code == 403
    assert lead.post("views", {"name": "我的", "query": "nonsense=1"}).status_code == 409
    (seen,) = lead.get("views").json()
    assert (seen["name"], seen["own"]) == ("超期", False)
    address = f"views/{made.json()['id']}/drop"
    assert lead.post(address).status_code == 404
    assert office.post(address).status_code == 204
    assert office.get("views").json() == []


def test_the_export_holds_what_the_asker_sees_and_is_logged(world: World) -> None:
    for who, rows in (("office", 1), ("stranger", 0)):
        response = Program(world, who).get("ledger/export", {"columns": "number,title"})
        assert response.status_code == 200
        book = open_grids(b"".join(response.streaming_content), "台账.xlsx")
        assert len(book.grids[0].rows) - 1 == rows
    assert Event.objects.filter(action="paperwork.export_tasks").count() == 2
    assert Program(world, "office").get("ledger/export", {"nonsense": "1"}).status_code == 422


def hand_in(ask: Program, content: str, name: str = "台账.csv") -> Any:
    file = SimpleUploadedFile(name, content.encode("utf-8-sig"), "text/csv")
    return ask.client.post(f"{V1}imports", {"file": file})


def test_a_ledger_is_handed_in_mapped_tried_and_applied_once(world: World) -> None:
    ask = Program(world, "office")
    made = hand_in(
        ask, CSV.format(rows="垃圾场渗滤液外溢,治理渗滤液,2027-06-30,市住建局\n河道黑臭,清淤,某日,市水利局\n")
    )
    assert made.status_code == 201, made.content.decode()
    told = made.json()
    assert set(told["mapping"].values()) >= {"wording", "deadline", "lead"}
    at = f"imports/{told['id']}"
    kept = ask.put(f"{at}/mapping", {"sheet": 1, "header_row": 1, "mapping": told["mapping"], "level": "local"})
    assert kept.status_code == 200, kept.content.decode()
    before = Task.objects.count()
    assert ask.get(f"{at}/check").json()["state"] == "waiting"
    jobs.work_off()
    tried = ask.get(f"{at}/check").json()
    assert tried["state"] == "done"
    assert Task.objects.count() == before
    assert tried["counts"]["new"] >= 1
    applied = ask.post(f"{at}/apply")
    assert applied.status_code == 200, applied.content.decode()
    assert Task.objects.count() == before + tried["counts"]["new"]
    assert codes(ask.post(f"{at}/apply")) == {"imported_before"}
    assert codes(ask.put(f"{at}/mapping", {"sheet": 1, "header_row": 1})) == {"imported_before"}
    assert ask.get(f"{at}/rejected").status_code == 200


def test_what_is_no_table_and_a_mapping_that_makes_no_sense_are_422(world: World) -> None:
    ask = Program(world, "office")
    assert hand_in(ask, "x", "坏的.xlsx").status_code == 422
    made = hand_in(ask, CSV.format(rows="垃圾场渗滤液外溢,治理,2027-06-30,市住建局\n")).json()
    at = f"imports/{made['id']}/mapping"
    twice = {"sheet": 1, "header_row": 1, "mapping": {"0": "wording", "1": "wording"}}
    for body in (twice, {"sheet": 9, "header_row": 1}, {"sheet": 1, "header_row": 99}):
        assert ask.put(at, body).status_code == 422, body


def test_a_file_that_cannot_be_read_is_refused_in_the_language_of_who_asks(world: World) -> None:
    ask = Program(world, "office")
    for language, words in (("en", "This file is no table."), ("zh-hans", "这个文件不是表格。请上传")):
        file = SimpleUploadedFile("说明.txt", "正文。".encode())
        refused = ask.client.post(f"{V1}imports", {"file": file}, headers={"Accept-Language": language})
        (fault,) = refused.json()["detail"]
        assert fault["msg"].startswith(words)
        assert ("请" in fault["msg"]) == (language != "en")


def test_the_office_releases_an_approved_plan_and_nobody_else(world: World) -> None:
    ask, at = Program(world, "office"), f"tasks/{world.task.number}/release"
    assert ask.post(at, {"summary": "污水处理厂超标"}).status_code == 409
    Walk(world).to(State.RECTIFYING)
    assert Program(world, "lead").post(at, {"summary": "污水处理厂超标"}).status_code in (403, 404)
    released = ask.post(at, {"summary": "污水处理厂超标", "progress_text": "正在施工"})
    assert released.status_code == 200, released.content.decode()
    assert PublicTask.objects.get(number=world.task.number).problem == "污水处理厂超标"
