"""A unit without a duty on a task is asked about it: it sees the question and answers, and nothing else opens to it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.casework import services
from bihuan.casework.models import AnalogousSearch, Passage, Tracing
from bihuan.casework.sections import SECTIONS
from bihuan.core.codes import GrantRole, GrantScope, State
from bihuan.core.reasons import Refused
from bihuan.ledger.models import Duty
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Grant, Unit
from bihuan.platform import clock
from tests.api.asking import Program, codes
from tests.flows.walk import Walk
from tests.world import World

GIVEN: dict[str, Any] = {"missed": "没有查夜间工况。", "why": "初审只看材料。"}


@pytest.fixture
def walk(world: World) -> Walk:
    """A problem is back after the unit that reviewed it lost its duty; a town without any duty is to search."""
    walk = Walk(world).to(State.CLOSED)
    walk.pass_days(80)
    walk.rebound()
    Duty.objects.filter(task=walk.task, unit=world.units["water"]).update(until=clock.today())
    with walk.day():
        services.open_search(
            task=walk.task,
            actor=walk.account("office"),
            scope="industry",
            target="乡镇污水处理",
            unit=world.units["town"],
        )
    return walk


def tracing(walk: Walk) -> Tracing:
    return Tracing.objects.get(unit=walk.world.units["water"])


def search(walk: Walk) -> AnalogousSearch:
    return AnalogousSearch.objects.get(unit=walk.world.units["town"])


def address(kind: str, row: Any) -> str:
    return reverse("casework:question", args=[kind, row.pk])


def given(account: Account, unit: Unit, role: GrantRole, scope: GrantScope) -> None:
    Grant.objects.filter(account=account).update(revoked_at=clock.now())
    Grant.objects.create(account=account, unit=unit, role=role, scope=scope, given_at=clock.now())


def test_the_unit_sees_the_problem_and_why_it_is_asked_and_nothing_else_of_the_task(walk: Walk, client: Client) -> None:
    client.force_login(walk.account("town"))
    with walk.day():
        assert address("search", search(walk)) in client.get("/").content.decode()
        page = client.get(address("search", search(walk))).content.decode()
        number = walk.task.number
        behind = [reverse("casework:task", args=[number]), reverse("casework:file", args=[number])]
        behind += [reverse("casework:section", args=[number, key]) for key in SECTIONS]
        behind += [reverse("casework:step", args=[number, "record_search"]), f"/api/v1/tasks/{number}"]
        behind += [reverse("casework:evidence_file", args=[number, walk.task.evidence.earliest("pk").pk])]
        assert {client.get(at).status_code for at in behind} == {404}
    assert walk.task.problem.wording in page and "乡镇污水处理" in page and number in page
    assert not re.search(r"/tasks/(?!asked/)", page)


def test_the_unit_answers_on_the_page_in_its_own_name_and_once(walk: Walk, client: Client) -> None:
    client.force_login(walk.account("supervisor"))
    at, row = address("tracing", tracing(walk)), tracing(walk)
    with walk.day():
        form = {"tracing": row.pk, "version": walk.task.version, "on": walk.today().isoformat()}
        empty = client.post(at, form)
        assert empty.status_code == 409 and "请写明当时漏查了什么" in empty.content.decode()
        assert client.post(at, form | GIVEN).status_code == 302
        assert "没有查夜间工况" in client.get(at).content.decode()
        assert client.post(at, form | GIVEN).status_code == 409
        assert "/tasks/asked/tracing" not in client.get("/").content.decode()
    row.refresh_from_db()
    assert (row.missed, row.answered_on) == (GIVEN["missed"], walk.today())
    assert Passage.objects.filter(step="answer_tracing").get().unit == walk.world.units["water"]


def test_a_program_of_the_unit_hears_the_question_and_answers(walk: Walk) -> None:
    with walk.day():
        ask = Program(walk.world, "town")
        (question,) = ask.get("asked").json()
        assert (question["number"], question["tracing"]) == (walk.task.number, None)
        answered = ask.post(f"asked/searches/{question['search']['id']}", {"searched": "全镇排查，没有发现。"})
        assert answered.status_code == 200 and answered.json()["search"]["done_on"] == walk.today().isoformat()
        assert ask.get(f"tasks/{walk.task.number}").status_code == 404
        assert Program(walk.world, "stranger").get("asked").json() == []


@pytest.mark.parametrize("who", ["stranger", "town", "bare", "system"])
def test_whoever_is_not_asked_does_not_learn_of_the_question(walk: Walk, client: Client, who: str) -> None:
    client.force_login(walk.account(who))
    assert client.get(address("tracing", tracing(walk))).status_code == 404
    assert client.post(address("tracing", tracing(walk)), GIVEN).status_code == 404
    with walk.day():
        answer = Program(walk.world, who).post(f"asked/tracings/{tracing(walk).pk}", GIVEN)
    assert answer.status_code == 404
    with walk.day(), pytest.raises(Refused) as refused:
        services.answer_tracing(tracing=tracing(walk), actor=walk.account(who), **GIVEN)
    assert {reason.code for reason in refused.value.reasons} & {"role_missing", "not_your_unit"}


def test_an_office_that_is_asked_answers_for_itself_alone(walk: Walk) -> None:
    county = walk.account("town")
    given(county, walk.world.units["town"], GrantRole.RECTIFICATION_OFFICE, GrantScope.SUBTREE)
    county = Account.objects.get(pk=county.pk)
    of_lead = AnalogousSearch.objects.get(unit=walk.world.units["housing"])
    with walk.day():
        with pytest.raises(Refused):
            services.answer_tracing(tracing=tracing(walk), actor=county, **GIVEN)
        with pytest.raises(Refused):
            services.record_search(search=of_lead, actor=county, searched="没有发现。")
        services.record_search(search=search(walk), actor=county, searched="全镇排查，没有发现。")


def test_who_only_watches_reads_the_question_and_does_not_answer(walk: Walk, client: Client) -> None:
    watcher = walk.account("town")
    given(watcher, walk.world.units["town"], GrantRole.INSPECTOR, GrantScope.OWN)
    client.force_login(watcher)
    with walk.day():
        page = client.get(address("search", search(walk)))
        assert page.status_code == 200 and "现在不能答复" in page.content.decode()
        sent = client.post(address("search", search(walk)), {"search": search(walk).pk, "searched": "没有。"})
    assert sent.status_code == 403


def test_an_office_asks_units_within_its_reach(walk: Walk) -> None:
    county, units = walk.account("duty"), walk.world.units
    given(county, units["county"], GrantRole.RECTIFICATION_OFFICE, GrantScope.SUBTREE)
    county = Account.objects.get(pk=county.pk)
    assert not viewer_for(county).sees_all
    wanted: dict[str, Any] = {"task": walk.task, "actor": county, "scope": "industry", "target": "砂石"}
    with walk.day():
        with pytest.raises(Refused) as refused:
            services.open_search(unit=units["other_county"], **wanted)
        assert {reason.code for reason in refused.value.reasons} == {"search_unit_unknown"}
        services.open_search(unit=units["town"], **wanted)


def test_the_office_names_any_unit_on_the_form_and_a_closed_one_is_refused(walk: Walk) -> None:
    units = walk.world.units
    with walk.day():
        ask = Program(walk.world, "office")
        asked = {"scope": "site", "target": "料场", "unit": units["other_county"].pk}
        at = f"tasks/{walk.task.number}/steps/open_search"
        assert ask.post(at, asked).status_code == 201
        Unit.objects.filter(pk=units["other_county"].pk).update(active=False)
        assert codes(ask.post(at, asked)) == {"unit_closed"}
