"""The loop over the API: the same guards, the same reasons, nothing beside them."""

import pytest

from bihuan.api.steps import DEEDS, ELSEWHERE, Deed
from bihuan.casework.models import Closure, Passage
from bihuan.core.codes import Criterion, EvidenceKind, State
from bihuan.core.loop import WORKFLOWS
from tests.api.asking import LEAST, V1, Program, codes
from tests.flows.walk import Walk
from tests.world import INSIDE, OUTSIDE, World

pytestmark = pytest.mark.django_db


def test_every_step_of_the_loop_has_an_endpoint() -> None:
    steps = {step.name for flow in WORKFLOWS.values() for step in flow.steps}
    assert {deed.step for deed in DEEDS} | set(ELSEWHERE) == steps


@pytest.mark.parametrize("body", [None, {}, {"filing_no": "9号", "minutes_no": "3号", "reason": "completed"}])
def test_a_bare_call_does_not_close_an_unproven_task_and_hears_every_reason(world: World, body: object) -> None:
    walk = Walk(world).to(State.NOTICE)
    walk.task.evidence.update(withdrawn_at=walk.moment)
    response = Program(world, "office").post(f"tasks/{world.task.number}/steps/close", body)
    assert response.status_code == 409
    assert {"notice_over", "acceptors_signed", "materials_complete", "criteria_passed", "version_missing"} <= codes(
        response
    )
    assert all(reason["message"] and reason["severity"] == "error" for reason in response.json()["reasons"])
    world.task.refresh_from_db()
    assert world.task.state == "notice"
    assert not Closure.objects.exists()


@pytest.mark.parametrize("body", [None, {}, {"comment": "没有反弹", "place": "厂区"}])
def test_a_bare_call_passes_no_recheck_and_finds_no_rebound(world: World, body: object) -> None:
    walk = Walk(world).to(State.RECHECK)
    ask = Program(world, "office")
    passed = ask.post(f"tasks/{world.task.number}/steps/pass_recheck", body)
    rebound = ask.post(f"tasks/{world.task.number}/steps/find_rebound", body)
    assert passed.status_code == rebound.status_code == 409
    assert {"criteria_passed_again", "enough_recheckers", "version_missing"} <= codes(passed)
    assert {"rebound_shown", "nodes_reopened", "rebound_deadline_set", "enough_recheckers"} <= codes(rebound)
    walk.task.refresh_from_db()
    assert walk.task.state == State.RECHECK


def test_a_recheck_a_rebound_an_answer_and_a_search_go_over_the_api(world: World) -> None:
    walk = Walk(world).to(State.RECHECK)
    ask = Program(world, "office")
    with walk.day():
        shown = walk.evidence(EvidenceKind.SITE_CHECK, who="office").pk
        seen = {"place": "厂区", "verifiers": ["office", "supervisor"], "unannounced": True, "on": f"{walk.today()}"}
        results = [{"criterion": c.value, "passed": True, "evidence": [shown]} for c in Criterion]
        assert ask.step(world, "pass_recheck", comment="没有反弹", results=results, **seen).status_code == 201
        assert ask.step(world, "start_recheck").status_code == 201
        failed = [{"criterion": "pollution_removed", "passed": False, "evidence": [shown]}]
        node = walk.task.milestones.latest("pk").pk
        more = {"new_deadline": "2031-01-01", "reopen": [node], "search_for": {"scope": "park", "target": "园区"}}
        answer = ask.step(world, "find_rebound", comment="夜间溢流", results=failed, **seen, **more)
        assert answer.status_code == 201, answer.json()
        told = ask.get(f"tasks/{world.task.number}").json()
        (rebound,), (search,) = told["rebounds"], told["searches"]
        assert (told["state"], told["reopenings"], told["deadline"]) == ("rectifying", 1, "2031-01-01")
        asked = {tracing["unit"]["name"]: tracing["id"] for tracing in rebound["tracings"]}
        of_water = {"tracing": asked["云陂市水利局"], "missed": "夜间工况", "why": "只看材料"}
        water = Program(world, "supervisor")
        assert water.post(f"tasks/{world.task.number}/steps/answer_tracing", of_water).status_code == 201
        done = {"search": search["id"], "searched": "查了7家，没有。"}
        lead = Program(world, "lead")
        assert lead.post(f"tasks/{world.task.number}/steps/record_search", done).status_code == 201


def test_a_task_that_was_never_worked_on_cannot_be_closed(world: World) -> None:
    response = Program(world, "office").step(world, "close", filing_no="1", minutes_no="1", reason="completed")
    assert response.status_code == 409
    assert codes(response) == {"wrong_state"}


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_the_state_of_a_task_cannot_be_written(world: World, method: str) -> None:
    ask = Program(world, "office")
    call = getattr(ask.client, method)
    for address in (f"{V1}tasks/{world.task.number}", f"{V1}tasks/{world.task.number}/state"):
        response = call(address, {"state": "closed"}, content_type="application/json")
        assert response.status_code in {404, 405}
    world.task.refresh_from_db()
    assert world.task.state == "claim"


def test_who_lacks_the_right_is_told_so(world: World) -> None:
    response = Program(world, "leader").step(world, "accept")
    assert response.status_code == 403
    assert "role_missing" in codes(response)


def test_a_step_without_the_version_is_not_taken(world: World) -> None:
    response = Program(world, "lead").post(f"tasks/{world.task.number}/steps/accept", {})
    assert response.status_code == 409
    assert codes(response) == {"version_missing"}
    assert not Passage.objects.exists()


def test_whoever_was_overtaken_is_told_so(world: World) -> None:
    seen = world.task.version
    ask = Program(world, "lead")
    assert ask.post(f"tasks/{world.task.number}/steps/accept", {"version": seen}).status_code == 201
    response = ask.post(f"tasks/{world.task.number}/steps/submit_plan", {"version": seen})
    assert response.status_code == 409
    assert codes(response) == {"changed_meanwhile"}


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.path)
def test_no_step_is_known_to_strangers(world: World, deed: Deed) -> None:
    address = f"tasks/{world.task.number}/steps/{deed.path}"
    body = LEAST.get(deed.path, {})
    for who in ("stranger", "audit"):
        assert Program(world, who).post(address, {**body}).status_code == 404
    assert not Passage.objects.exists()


@pytest.mark.parametrize("path", sorted(LEAST))
def test_what_a_schema_asks_for_must_be_there(world: World, path: str) -> None:
    response = Program(world, "office").post(f"tasks/{world.task.number}/steps/{path}", {})
    assert response.status_code == 422
    assert {fault["loc"][-1] for fault in response.json()["detail"]} <= set(LEAST[path])


@pytest.mark.parametrize(
    "body", [{"version": "one"}, {"version": 1, "state": "closed"}, {"version": 1, "on": "yesterday"}, [1]]
)
def test_a_body_that_cannot_be_understood_is_a_422_with_the_place(world: World, body: object) -> None:
    response = Program(world, "lead").post(f"tasks/{world.task.number}/steps/accept", body)
    assert response.status_code == 422
    assert all(fault["loc"] and fault["msg"] for fault in response.json()["detail"])


def test_a_body_that_is_no_json_is_a_422(world: World) -> None:
    ask = Program(world, "lead")
    address = f"{V1}tasks/{world.task.number}/steps/accept"
    response = ask.client.post(address, "{version", content_type="application/json")
    assert response.status_code == 422


def test_rows_of_another_task_cannot_be_named(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    response = Program(world, "lead").step(world, "report_milestone", milestone=99999)
    assert response.status_code == 409
    assert codes(response) == {"unknown_row"}
    node = walk.task.milestones.first()
    assert node is not None
    assert Program(world, "lead").step(world, "report_milestone", milestone=node.pk).status_code == 201


def test_possible_steps_tell_where_they_are_done_and_why_not(world: World) -> None:
    told = {row["step"]: row for row in Program(world, "lead").get(f"tasks/{world.task.number}/steps").json()}
    assert told["accept"]["open"]
    assert told["accept"]["endpoint"] == f"POST /api/v1/tasks/{world.task.number}/steps/accept"
    assert told["accept"]["label"] == "认领"
    assert not told["assign"]["open"]
    assert [reason["code"] for reason in told["assign"]["reasons"]] == ["role_missing"]


@pytest.mark.parametrize("who", [*INSIDE, *OUTSIDE])
def test_what_is_told_as_open_is_what_can_be_done(world: World, who: str) -> None:
    ask = Program(world, who)
    possible = ask.get(f"tasks/{world.task.number}/steps")
    told = {row["step"]: row["open"] for row in possible.json()} if possible.status_code == 200 else {}
    assert (ask.step(world, "accept").status_code == 201) is told.get("accept", False)


def test_who_may_not_check_a_site_learns_of_no_username_whether_it_exists(world: World) -> None:
    Walk(world).to(State.SITE_CHECK)
    ask = Program(world, "lead")
    told = [
        ask.step(world, "record_site_check", conclusion="x", passed=False, verifiers=[name])
        for name in ("audit", "nobody")
    ]
    assert [answer.status_code for answer in told] == [403, 403]
    assert told[0].json() == told[1].json()


def test_a_visit_names_only_people_who_may_come_and_tells_of_no_other_account(world: World) -> None:
    Walk(world).to(State.SITE_CHECK)
    ask = Program(world, "verifier")
    told = [
        ask.step(world, "record_site_check", conclusion="x", passed=False, verifiers=["verifier", name])
        for name in ("audit", "nobody")
    ]
    assert [answer.status_code for answer in told] == [409, 409]
    assert [codes(answer) for answer in told] == [{"unknown_row"}, {"unknown_row"}]


def test_a_row_that_is_not_there_is_no_business_of_who_lacks_the_right(world: World) -> None:
    Walk(world).to(State.RECTIFYING)
    answer = Program(world, "leader").step(world, "verify_milestone", milestone=10**9)
    assert (answer.status_code, codes(answer)) == (403, {"role_missing"})
