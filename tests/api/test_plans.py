"""The five lists, the schedule and the evidence over the API."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.casework.models import Evidence
from bihuan.core.codes import DutyRole, State
from tests.api.asking import V1, Program, codes
from tests.flows.plans import persons_for
from tests.flows.walk import Walk, picture
from tests.world import World

pytestmark = pytest.mark.django_db


def write_plan(world: World, ask: Program) -> None:
    """All five lists and the schedule, as a program would."""
    at = f"tasks/{world.task.number}"
    plan = ask.get(at).json()["plan"]
    seen = plan["version"]

    def put(name: str, **body: object) -> Any:
        nonlocal seen
        response = ask.put(f"{at}/lists/{name}", {"plan_version": seen, **body})
        assert response.status_code == 200, response.content.decode()
        seen = response.json()["plan_version"]
        return response.json()

    (cause,) = put("causes", entries=[{"text": "处理工艺落后", "type": "facilities"}])["ids"]
    indicator = {"name": "氨氮", "baseline": "12", "target": "5", "unit": "mg/L"}
    put("goal", goal="出水稳定达到一级A标准", indicators=[indicator])
    unit = world.task.duties.get(role=DutyRole.LEAD).unit_id
    due = world.task.deadline.isoformat()  # type: ignore[union-attr]  # it has one
    measure = {"text": "完成提标改造工程", "unit": unit, "due": due, "causes": [cause], "budget": "800"}
    (made,) = put("measures", entries=[measure])["ids"]
    put("funds", entries=[{"source": "city", "amount": "800", "document_no": "云财建〔2026〕1号", "measure": made}])
    persons = [{"duty": duty, "person": person.pk} for duty, person in persons_for(world.task).items()]
    put("responsibility", persons=persons)
    nodes = [{"name": "完成设计招标", "weight": "40", "days": 20}, {"name": "完成调试", "weight": "60", "days": 40}]
    put("milestones", entries=nodes)
    response = ask.post(f"{at}/schedule", {"plan_version": seen})
    assert response.status_code == 200, response.content.decode()
    assert [move["name"] for move in response.json()["moves"]] == ["完成设计招标", "完成调试"]


def test_a_program_writes_a_whole_plan_and_submits_it(world: World) -> None:
    Walk(world).accept()
    ask = Program(world, "lead")
    write_plan(world, ask)
    response = ask.step(world, "submit_plan")
    assert response.status_code == 201, response.content.decode()
    assert response.json()["state"] == "plan_review"


def test_a_list_of_another_version_is_refused(world: World) -> None:
    Walk(world).accept()
    response = Program(world, "lead").put(
        f"tasks/{world.task.number}/lists/causes", {"plan_version": 99, "entries": [{"text": "原因"}]}
    )
    assert response.status_code == 409
    assert codes(response) == {"changed_meanwhile"}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("causes", {"entries": [{"text": "原因"}]}),
        ("measures", {"plan_version": 1, "entries": [{"text": "措施"}]}),
        ("funds", {"plan_version": 1, "entries": [{"source": "city", "amount": "-1"}]}),
        ("milestones", {"plan_version": 1, "entries": [{"name": "节点", "weight": "120"}]}),
    ],
)
def test_a_list_that_says_too_little_is_a_422(world: World, name: str, body: object) -> None:
    Walk(world).accept()
    assert Program(world, "lead").put(f"tasks/{world.task.number}/lists/{name}", body).status_code == 422


def test_a_unit_that_is_not_there_is_told_by_its_id(world: World) -> None:
    Walk(world).accept()
    measure = {"text": "措施", "unit": 99999, "due": "2027-01-01"}
    response = Program(world, "lead").put(
        f"tasks/{world.task.number}/lists/measures", {"plan_version": 1, "entries": [measure]}
    )
    assert response.status_code == 409
    assert codes(response) == {"unknown_row"}
    assert "99999" in response.json()["reasons"][0]["message"]


def test_only_who_may_edit_the_plan_does(world: World) -> None:
    Walk(world).accept()
    for who, status in {"supervisor": 403, "leader": 403, "stranger": 404}.items():
        response = Program(world, who).put(
            f"tasks/{world.task.number}/lists/causes", {"plan_version": 1, "entries": [{"text": "原因"}]}
        )
        assert response.status_code == status, who


def test_a_schedule_is_shown_before_it_is_saved(world: World) -> None:
    walk = Walk(world)
    walk.accept()
    ask = Program(world, "lead")
    write_plan(world, ask)
    before = list(walk.task.milestones.values_list("start", "due"))
    told = ask.get(f"tasks/{world.task.number}/schedule", {"deadline": "2026-12-31"}).json()
    assert not told["feasible"]
    assert told["shortfall"] > 0
    assert told["reasons"][0]["code"] == "schedule_infeasible"
    assert list(walk.task.milestones.values_list("start", "due")) == before


def test_money_that_came_is_recorded_against_its_line(world: World) -> None:
    Walk(world).to(State.RECTIFYING)
    ask = Program(world, "lead")
    line = world.task.funds.get()
    body = {"allocated": "500", "paid": "100", "document_no": "云财建〔2026〕2号"}
    assert ask.put(f"tasks/{world.task.number}/funds/{line.pk}", body).status_code == 200
    line.refresh_from_db()
    assert (line.allocated, line.paid) == (Decimal(500), Decimal(100))
    too_much = ask.put(f"tasks/{world.task.number}/funds/{line.pk}", body | {"paid": "600"})
    assert codes(too_much) == {"fund_amounts_disagree"}
    assert ask.put(f"tasks/{world.task.number}/funds/99999", body).status_code == 409


def upload(ask: Program, world: World, content: bytes = b"", **facts: object) -> Any:
    file = SimpleUploadedFile("现场.jpg", content or picture())
    return ask.client.post(f"{V1}tasks/{world.task.number}/evidence", {"file": file, "kind": "photo_after", **facts})


def test_evidence_goes_in_and_comes_out_byte_for_byte(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    node = walk.task.milestones.first()
    assert node is not None
    ask = Program(world, "lead")
    response = upload(ask, world, caption="出水口", milestone=node.pk)
    assert response.status_code == 201, response.content.decode()
    told = response.json()
    assert (told["caption"], told["milestone"], told["media"]) == ("出水口", node.pk, "image/jpeg")
    got = Program(world, "verifier").get(f"tasks/{world.task.number}/evidence/{told['id']}/file")
    assert b"".join(got.streaming_content) == picture()
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    hidden = Program(world, "stranger").get(f"tasks/{world.task.number}/evidence/{told['id']}/file")
    assert hidden.status_code == 404


@pytest.mark.parametrize(
    ("who", "content", "facts", "status"),
    [
        ("lead", b"\x7fELF\x00\x01\x02", {}, 409),
        ("lead", b"", {"kind": "selfie"}, 422),
        ("lead", b"", {"milestone": 99999}, 409),
        ("lead", b"", {"latitude": "123"}, 422),
        ("leader", b"", {}, 403),
        ("stranger", b"", {}, 404),
    ],
)
def test_evidence_that_may_not_go_in_does_not(
    world: World, who: str, content: bytes, facts: dict[str, object], status: int
) -> None:
    Walk(world).to(State.RECTIFYING)
    before = Evidence.objects.count()
    assert upload(Program(world, who), world, content, **facts).status_code == status
    assert Evidence.objects.count() == before


def test_evidence_is_withdrawn_with_its_reason(world: World) -> None:
    Walk(world).to(State.RECTIFYING)
    ask = Program(world, "lead")
    made = upload(ask, world).json()["id"]
    body = {"evidence": made, "comment": "拍错了地方"}
    response = ask.post(f"tasks/{world.task.number}/steps/withdraw_evidence", body)
    assert response.status_code == 201, response.content.decode()
    assert Evidence.objects.get(pk=made).withdrawn_why == "拍错了地方"


def test_a_site_check_names_those_who_came_by_username(world: World) -> None:
    walk = Walk(world).to(State.SITE_CHECK)
    with walk.day():
        proven = walk.results()
    results = [{"criterion": r.criterion, "passed": True, "evidence": [r.evidence[0].pk]} for r in proven]
    ask = Program(world, "verifier")
    body = {"place": "石桥镇", "conclusion": "达标", "passed": True, "results": results}
    unknown = ask.step(world, "record_site_check", **body, verifiers=["verifier", "nobody"])
    assert codes(unknown) == {"unknown_row"}
    one = ask.step(world, "record_site_check", **body, verifiers=["verifier"])
    assert one.status_code == 409
    two = ask.step(world, "record_site_check", **body, verifiers=["verifier", "second"])
    assert two.status_code == 201, two.content.decode()
    assert Program(world, "office").get(f"tasks/{world.task.number}").json()["verifications"][-1]["passed"]
