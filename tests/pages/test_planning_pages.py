"""The editor of the five lists, the schedule before it is saved, and the office's calendar, as people use them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.core.codes import DutyRole, State
from bihuan.core.reasons import errors
from bihuan.ledger import duties
from bihuan.ledger.models import Task
from bihuan.ledger.standing import live_duties
from bihuan.planning.editors import EDITORS
from bihuan.planning.lists import findings
from bihuan.planning.models import Cause, Milestone
from bihuan.platform import clock
from bihuan.platform.models import OfficeYear
from tests.flows.plans import fill_plan, persons_for
from tests.world import World


@pytest.fixture
def drafting(world: World, client: Client) -> World:
    Task.objects.filter(pk=world.task.pk).update(state=State.DRAFTING)
    world.task.refresh_from_db()
    client.force_login(world.accounts["lead"])
    return world


def at(world: World, key: str) -> str:
    return reverse("planning:list", args=[world.task.number, key])


def rows(*given: dict[str, Any], initial: int = 0, **head: Any) -> dict[str, Any]:
    """What a browser sends for these rows."""
    data = {"rows-TOTAL_FORMS": len(given), "rows-INITIAL_FORMS": initial, **head}
    for place, row in enumerate(given):
        data |= {f"rows-{place}-{name}": value for name, value in row.items()}
    return data


def test_a_person_named_for_a_duty_that_the_office_has_meanwhile_given_anew_is_not_dropped_unsaid(
    drafting: World, client: Client
) -> None:
    persons = persons_for(drafting.task)
    seen = {f"duty{pk}": person.pk for pk, person in persons.items()}
    lead = drafting.task.duties.get(role=DutyRole.LEAD)
    handover = duties.Handover(lead.unit, DutyRole.LEAD, person=persons[lead.pk])
    duties.assign(actor=drafting.accounts["office"], tasks=[drafting.task], handover=handover, reason="改派")
    told = client.post(at(drafting, "responsibility"), {**seen, "start_on": ""})
    assert told.status_code == 409
    assert "责任单位已经调整，请刷新后再填责任人。" in told.content.decode()


@pytest.mark.parametrize("key", EDITORS)
def test_each_list_opens_filled_in_and_says_what_is_missing(drafting: World, client: Client, key: str) -> None:
    empty = client.get(at(drafting, key))
    assert "问题原因清单还是空的。" in empty.content.decode()
    fill_plan(drafting.task, drafting.accounts["lead"])
    filled = client.get(at(drafting, key))
    assert filled.status_code == 200
    assert "五张清单完整一致" in filled.content.decode()


def test_a_whole_plan_can_be_typed_in_without_scripts(drafting: World, client: Client) -> None:
    task = drafting.task
    assert task.deadline is not None
    housing = task.duties.get(role=DutyRole.LEAD).unit_id
    empty = {"type": "awareness", "text": ""}
    answer = client.post(at(drafting, "causes"), rows({"type": "facilities", "text": "处理能力不足"}, empty))
    assert answer.status_code == 302, answer.content.decode()
    cause = Cause.objects.get()
    goal = rows({"name": "氨氮", "target": "5", "unit": "mg/L"}, goal="稳定达标排放")
    assert client.post(at(drafting, "goal"), goal).status_code == 302
    measure = {"text": "扩建", "causes": [cause.pk], "unit": housing, "due": task.deadline.isoformat(), "budget": "9.5"}
    assert client.post(at(drafting, "measures"), rows(measure)).status_code == 302
    fund = {"source": "city", "amount": "9.50", "document_no": "云财建1号"}
    assert client.post(at(drafting, "funds"), rows(fund)).status_code == 302
    named = {f"duty{pk}": person.pk for pk, person in persons_for(task).items()}
    assert client.post(at(drafting, "responsibility"), {**named, "start_on": ""}).status_code == 302
    nodes = rows({"name": "设计", "weight": "40", "days": "20"}, {"name": "施工", "weight": "60", "days": "60"})
    assert client.post(at(drafting, "milestones"), nodes).status_code == 302
    assert client.post(reverse("planning:schedule", args=[task.number])).status_code == 302
    task = Task.objects.get(pk=task.pk)
    assert errors(findings(task, live_duties(task))) == []


def test_a_row_struck_out_is_gone_and_the_others_stay(drafting: World, client: Client) -> None:
    client.post(at(drafting, "causes"), rows({"type": "other", "text": "甲"}, {"type": "other", "text": "乙"}))
    first, second = Cause.objects.all()
    changed = rows(
        {"id": first.pk, "type": "other", "text": "甲", "DELETE": "on"},
        {"id": second.pk, "type": "legacy", "text": "乙，历史遗留"},
        initial=2,
    )
    assert client.post(at(drafting, "causes"), changed).status_code == 302
    assert list(Cause.objects.values_list("pk", "text")) == [(second.pk, "乙，历史遗留")]


def test_what_is_typed_is_checked_without_being_saved(drafting: World, client: Client) -> None:
    typed = rows({"type": "other", "text": "监管缺位"})
    text = client.post(at(drafting, "causes") + "?check", typed).content.decode()
    assert "原因“监管缺位”没有对应的措施。" in text
    assert "<html" not in text
    assert not Cause.objects.exists()


def test_a_bad_row_keeps_what_was_typed_with_the_reason_at_its_field(drafting: World, client: Client) -> None:
    nodes = rows({"name": "设计", "weight": "140", "days": "20"})
    answer = client.post(at(drafting, "milestones"), nodes)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="140"' in text
    assert 'aria-invalid="true"' in text
    assert not Milestone.objects.exists()


def test_an_old_page_does_not_overwrite_what_another_saved(drafting: World, client: Client) -> None:
    client.post(at(drafting, "causes"), rows({"type": "other", "text": "甲"}, plan_version="0"))
    answer = client.post(at(drafting, "causes"), rows({"type": "other", "text": "乙"}, plan_version="0"))
    assert answer.status_code == 409
    assert "别人刚刚改过" in answer.content.decode()
    assert "乙" in answer.content.decode()
    assert "在新窗口打开现在的清单" in answer.content.decode()
    assert Cause.objects.get().text == "甲"
    # Sent once more as it came back, it is still what was typed against the old list.
    again = rows({"type": "other", "text": "乙"}, plan_version=typed_against(answer))
    assert client.post(at(drafting, "causes"), again).status_code == 409


def test_a_page_that_came_back_with_a_bad_row_still_knows_what_it_was_typed_against(
    drafting: World, client: Client
) -> None:
    client.post(at(drafting, "causes"), rows({"type": "other", "text": "甲"}, plan_version="0"))
    bad = client.post(at(drafting, "causes"), rows({"type": "nonsense", "text": "乙"}, plan_version="0"))
    assert (bad.status_code, typed_against(bad)) == (422, "0")


def typed_against(page: Any) -> str:
    found = re.search(r'name="plan_version" value="(-?\d*)"', page.content.decode())
    assert found
    return found[1]


def test_a_node_waits_for_the_row_that_is_named_though_a_row_above_is_struck_out(
    drafting: World, client: Client
) -> None:
    names = "测量", "设计", "土建", "设备", "调试"
    nodes = [{"name": name, "weight": "20", "days": "5"} for name in names]
    client.post(at(drafting, "milestones"), rows(*nodes))
    first, _second, third, _fourth, last = Milestone.objects.order_by("order")
    kept = [
        {"id": row.pk, "name": row.name, "weight": "20", "days": "5"} for row in Milestone.objects.order_by("order")
    ]
    kept[0]["DELETE"], kept[4]["after"] = "on", "3"
    assert client.post(at(drafting, "milestones"), rows(*kept, initial=5)).status_code == 302
    last.refresh_from_db()
    assert (last.after, Milestone.objects.filter(pk=first.pk).exists()) == (third, False)


def test_a_node_that_waits_for_a_row_that_goes_is_refused_at_its_own_row(drafting: World, client: Client) -> None:
    nodes = rows(
        {"name": "测量", "weight": "20", "days": "5", "DELETE": "on"},
        {"name": "设计", "weight": "40", "days": "5"},
        {"name": "土建", "weight": "60", "days": "5", "after": "1"},
    )
    answer = client.post(at(drafting, "milestones"), nodes)
    assert answer.status_code == 409
    assert "第3行的前置节点不存在" in answer.content.decode()


def test_the_schedule_shows_what_moves_before_it_is_saved_and_what_lacks_when_it_does_not_fit(
    drafting: World, client: Client
) -> None:
    task, lead = drafting.task, drafting.accounts["lead"]
    fill_plan(task, lead)
    address = reverse("planning:schedule", args=[task.number])
    assert "没有节点会移动。" in client.get(address).content.decode()
    assert task.deadline is not None
    later = (task.deadline + timedelta(days=30)).isoformat()
    text = client.get(address, {"deadline": later}).content.decode()
    assert "完成施工调试" in text
    assert "没有节点会移动。" not in text
    soon = (clock.today() + timedelta(days=40)).isoformat()
    text = client.get(address, {"deadline": soon}).content.decode()
    assert "排不下，差" in text
    assert "申请延期" in text


def test_a_plan_under_review_is_shown_but_not_changed(drafting: World, client: Client) -> None:
    fill_plan(drafting.task, drafting.accounts["lead"])
    Task.objects.filter(pk=drafting.task.pk).update(state=State.PLAN_REVIEW)
    text = client.get(at(drafting, "causes")).content.decode()
    assert "现在只能查看" in text
    assert text.count('class="plan-row"') == Cause.objects.count(), "no empty row where nothing can be written"
    assert "删去这一行" not in text
    cause = Cause.objects.get()
    answer = client.post(at(drafting, "causes"), rows({"id": cause.pk, "type": "other", "text": "改"}, initial=1))
    assert answer.status_code == 409
    assert "改</textarea>" in answer.content.decode(), "what was typed is still there"
    assert Cause.objects.get().text == "处理工艺落后"


def test_the_office_enters_a_year_and_a_bad_line_is_named(world: World, client: Client) -> None:
    client.force_login(world.accounts["office"])
    address = reverse("planning:calendar")
    form = {"year": "2027", "source": "放假通知", "days": "2027-02-05 休 春节\n明天 休"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "第2行看不懂" in answer.content.decode()
    assert not OfficeYear.objects.exists()
    answer = client.post(address, {**form, "days": "2027-02-05 休 春节\n2027-02-20 班"})
    assert answer.status_code == 302
    assert OfficeYear.objects.get().days == [["2027-02-05", False, "春节"], ["2027-02-20", True, ""]]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_deadline_outside_the_calendar_is_said_to_be_outside(drafting: World, client: Client, day: str) -> None:
    fill_plan(drafting.task, drafting.accounts["lead"])
    answer = client.get(reverse("planning:schedule", args=[drafting.task.number]), {"deadline": day})
    assert answer.status_code == 200
    assert "日历范围" in answer.text
