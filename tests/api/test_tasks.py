"""The ledger and the file of a task, as programs read them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.core.codes import DutyRole, EvidenceKind, State
from bihuan.ledger.clocks import start_clock
from bihuan.ledger.queries import LedgerQuery
from bihuan.org.access import viewer_for
from bihuan.platform import clock
from tests.api.asking import Program
from tests.flows.walk import Walk
from tests.world import INSIDE, OUTSIDE, World, make_task

pytestmark = pytest.mark.django_db


def more_tasks(world: World, count: int) -> None:
    duties = {DutyRole.LEAD: (world.units["housing"], world.accounts["assigned"].person)}
    for place in range(count):
        make_task(f"ZG-2026-1{place:03}", world.problem, world.accounts["office"], duties)


def test_the_list_counts_what_it_shows_and_pages_through_all_of_it(world: World) -> None:
    more_tasks(world, 24)
    ask = Program(world, "office")
    first = ask.get("tasks", {"size": 20, "sort": "number"}).json()
    second = ask.get("tasks", {"size": 20, "sort": "number", "cursor": first["after"]}).json()
    numbers = [task["number"] for page in (first, second) for task in page["tasks"]]
    assert first["total"] == second["total"] == len(numbers) == len(set(numbers)) == 25
    assert (first["before"], second["after"]) == ("", "")
    assert first["facets"]["state"] == {"claim": 25}


@pytest.mark.parametrize("who", ["office", "lead", "stranger", "audit", "bare"])
def test_each_account_counts_the_tasks_that_the_ledger_shows_it(world: World, who: str) -> None:
    expected = LedgerQuery(viewer_for(world.accounts[who])).counted.total
    assert expected == (1 if who in INSIDE else 0)
    assert Program(world, who).get("tasks").json()["total"] == expected


def test_the_list_filters_as_the_page_does(world: World) -> None:
    ask = Program(world, "office")
    assert ask.get("tasks", {"state": ["claim", "closed"], "q": "提标改造"}).json()["total"] == 0  # not indexed here
    assert ask.get("tasks", {"state": ["claim"]}).json()["total"] == 1
    assert ask.get("tasks", {"state": ["closed"]}).json()["total"] == 0
    assert ask.get("tasks", {"unit": world.units["housing"].pk, "role": "lead"}).json()["total"] == 1


@pytest.mark.parametrize(
    "wrong",
    [{"state": "done"}, {"colour": "pink"}, {"nosuch": "1"}, {"cursor": "x"}, {"size": 7}, {"columns": "number"}],
)
def test_what_the_list_does_not_understand_is_said(world: World, wrong: dict[str, str]) -> None:
    response = Program(world, "office").get("tasks", wrong)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["query"]


def queries(ask: Program, path: str) -> int:
    ask.get(path)  # the first request of a day notes that the token was used
    with CaptureQueriesContext(
        connection,
    ) as taken:
        assert ask.get(path).status_code == 200
    return len(taken)


def in_session(world: World, path: str) -> int:
    ask = Program(world, "office")
    ask.client.defaults.pop("HTTP_AUTHORIZATION", None)
    ask.client.headers = {}
    ask.client.force_login(world.accounts["office"])
    return queries(ask, path)


def test_the_list_takes_as_many_queries_for_many_rows_as_for_few(world: World) -> None:
    few = in_session(world, "tasks")
    more_tasks(world, 30)
    many = in_session(world, "tasks")
    assert many == few <= 12


def test_the_file_takes_as_many_queries_however_much_is_on_it(world: World) -> None:
    walk = Walk(world).to(State.NOTICE)
    before = in_session(world, f"tasks/{world.task.number}")
    for _again in range(3):
        walk.evidence(EvidenceKind.OTHER, who="office")
    assert in_session(world, f"tasks/{world.task.number}") == before


def test_the_file_holds_everything_of_a_task_under_notice(world: World) -> None:
    Walk(world).to(State.NOTICE)
    told = Program(world, "office").get(f"tasks/{world.task.number}").json()
    assert told["state"] == "notice"
    assert told["problem"]["wording"] == world.problem.wording
    assert {duty["role"] for duty in told["duties"]} == {"lead", "duty", "supervise", "accept"}
    for part in ("causes", "indicators", "measures", "funds", "milestones", "evidence", "verifications", "notices"):
        assert told[part], part
    assert told["measures"][0]["causes"] == [told["causes"][0]["id"]]
    assert sorted(told["verifications"][-1]["verifiers"]) == ["庚验", "辛验"]
    assert told["plan"]["approved_version"] == told["plan"]["version"]
    notice = next(row for row in told["clocks"] if row["rule"] == "notice.days")
    assert notice["due_on"] == told["notices"][0]["ends_on"]
    assert notice["derivation"]
    closing = next(step for step in told["steps"] if step["step"] == "close")
    assert not closing["open"]
    assert "notice_over" in {reason["code"] for reason in closing["reasons"]}


@pytest.mark.parametrize("path", ["", "/history", "/steps"])
def test_a_task_is_hidden_from_strangers_and_shown_to_the_rest(world: World, path: str) -> None:
    address = f"tasks/{world.task.number}{path}"
    assert {who: Program(world, who).get(address).status_code for who in INSIDE} == dict.fromkeys(INSIDE, 200)
    assert {who: Program(world, who).get(address).status_code for who in OUTSIDE} == dict.fromkeys(OUTSIDE, 404)


def test_the_history_tells_steps_and_changes(world: World) -> None:
    Walk(world).to(State.PLAN_REVIEW)
    told = Program(world, "leader").get(f"tasks/{world.task.number}/history").json()
    assert [row["step"] for row in told["passages"]] == ["accept", "submit_plan"]
    assert "planning.save_causes" in {row["action"] for row in told["events"]}
    oldest = told["events"][-1]["seq"]
    older = Program(world, "leader").get(f"tasks/{world.task.number}/history", {"before": oldest}).json()
    assert older["events"] == []


def test_running_clocks_are_told_with_their_derivation(world: World) -> None:
    start_clock(kind="claim", task=world.task, started_on=clock.today())
    told = Program(world, "lead").get("clocks").json()
    assert {row["task"] for row in told} == {world.task.number}
    assert all(row["derivation"] and row["due_on"] >= clock.today().isoformat() for row in told)
    assert Program(world, "stranger").get("clocks").json() == []
    assert Program(world, "lead").get("clocks", {"standing": "lapsed"}).json() == []
