"""Inspections, problems, duties and sites over the API."""

import pytest

from bihuan.ledger.models import Problem, Task
from bihuan.platform import clock
from tests.api.asking import Program, codes
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_inspection_is_registered_with_its_clocks(world: World) -> None:
    ask = Program(world, "office")
    body = {"name": "专项督察", "level": "city", "type": "special", "feedback_on": clock.today().isoformat()}
    response = ask.post("inspections", body)
    assert response.status_code == 201, response.content.decode()
    told = ask.get(f"inspections/{response.json()['number']}").json()
    assert {row["rule"] for row in told["clocks"]} >= {"plan.due"}
    corrected = ask.put(f"inspections/{told['number']}", body | {"team": "第一督察组"})
    assert corrected.json()["team"] == "第一督察组"


def test_a_problem_is_registered_with_its_task_and_handed_out(world: World) -> None:
    ask = Program(world, "office")
    body = {
        "title": "工地扬尘", "wording": "工地未落实扬尘防治措施。", "level": "local",
        "region": world.units["county"].pk, "categories": ["air"], "task": {"goal": "落实六个百分之百"},
    }  # fmt: skip
    response = ask.post("problems", body)
    assert response.status_code == 201, response.content.decode()
    problem = response.json()
    assert problem["categories"] == ["air"]
    (task,) = problem["tasks"]
    lead = {"unit": world.units["county"].pk, "role": "lead", "reason": "属地负责"}
    duties = ask.post(f"tasks/{task['number']}/duties", lead)
    assert [(row["role"], row["unit"]["short_name"]) for row in duties.json()] == [("lead", "青溪县")]
    accept = ask.post(f"tasks/{task['number']}/duties", lead | {"role": "accept"})
    assert codes(accept) == {"not_independent"}
    assert ask.post(f"tasks/{task['number']}/duties/end", lead).json() == []


def test_a_problem_whose_task_is_refused_is_not_registered_either(world: World) -> None:
    before = Problem.objects.count()
    body = {"title": "扬尘", "wording": "扬尘。", "level": "local", "inspection": "DC-0", "task": {}}
    assert codes(Program(world, "office").post("problems", body)) == {"unknown_row"}
    assert Problem.objects.count() == before


def test_a_problem_can_get_a_second_task_and_its_leader(world: World) -> None:
    ask = Program(world, "office")
    made = ask.post(f"problems/{world.problem.number}/tasks", {"title": "建立长效机制"})
    assert made.status_code == 201, made.content.decode()
    assert len(ask.get(f"problems/{world.problem.number}").json()["tasks"]) == 2
    body = {"leader": world.accounts["leader"].person_id, "reason": "包案"}
    assert ask.put(f"tasks/{made.json()['number']}/leader", body).status_code == 200
    assert Task.objects.get(number=made.json()["number"]).leader == world.accounts["leader"].person


def test_what_the_list_of_problems_shows_is_what_may_be_seen(world: World) -> None:
    assert [row["number"] for row in Program(world, "lead").get("problems").json()["problems"]] == ["WT-2026-0001"]
    assert Program(world, "stranger").get("problems").json() == {"problems": [], "before": None}
    assert Program(world, "stranger").get("inspections").json() == []
    assert Program(world, "office").get("problems", {"q": "没有这样的话"}).json()["problems"] == []


def test_a_site_is_registered_on_tasks_that_are_seen(world: World) -> None:
    body = {"name": "石桥镇排口", "region": world.units["county"].pk, "tasks": [world.task.number]}
    assert Program(world, "office").post("sites", body).status_code == 201
    assert world.task.sites.get().name == "石桥镇排口"
    assert codes(Program(world, "office").post("sites", body | {"tasks": ["ZG-0"]})) == {"unknown_row"}
    assert Program(world, "lead").post("sites", body).status_code == 403


def test_units_and_their_people_can_be_looked_up(world: World) -> None:
    ask = Program(world, "lead")
    (found,) = ask.get("units", {"q": "住建局 市"}).json()[:1]
    assert found["name"] in {"云陂市住房和城乡建设局", "青溪县住房和城乡建设局"}
    people = ask.get(f"units/{world.units['county'].pk}/people").json()
    assert {row["person"]["name"] for row in people} == {"丙责", "丁镇"}
    assert ask.get("units/99999/people").status_code == 404
    one = people[0]["person"]["name"]
    found = ask.get(f"units/{world.units['county'].pk}/people", {"q": one}).json()
    assert {row["person"]["name"] for row in found} == {one} < {row["person"]["name"] for row in people}
    assert Program(world, "audit").get("units").status_code == 403
